"""Keeps one process on the version that counts, and publishes what is saved in its content folder."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.content.snapshot import Snapshot, stamp, take
from bot.dialogue import Dialogue
from bot.errors import BotError, ContentError
from bot.publishing.child import Child
from bot.publishing.live import Edition, Live, Make, Pages, build, swap
from bot.publishing.noticing import SETTLES_S, saves, settled
from bot.publishing.officers import Officers
from bot.publishing.publisher import Publisher, Refused, Tried
from bot.publishing.savers import saver
from bot.publishing.trial import read_snapshot
from bot.records import Version, Versions
from bot.storage.catalogue import CatalogueState, Refusal, RunningProcess

log = logging.getLogger(__name__)

BEATS_EVERY_S = 0.4
REMINDS_EVERY_S = 30.0
REST_S = 1.0
SAVED = "lưu tệp"


def folder_name(folder: Path) -> str:
    """Name a content folder so that those of two machines are told apart."""
    return f"{socket.gethostname()}:{folder.resolve()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerParts:
    """
    What a follower works with.

    Args:
        name: Tells this process from every other.
        role: What it runs as: `run`, `serve`, `work`.

    """

    folder: Path
    live: Live
    make: Make
    versions: Versions
    state: CatalogueState
    publisher: Publisher
    child: Child
    officers: Officers
    clock: Callable[[], datetime]
    name: str
    role: str


class Follower:
    """Two loops: one follows what others published, one what is saved here."""

    def __init__(self, parts: FollowerParts) -> None:
        self._parts = parts
        self._folder = folder_name(parts.folder)
        self._swapping = asyncio.Lock()
        self._refusal: Refusal | None = None
        self._building: tuple[Pages, asyncio.Task[Mapping[str, Dialogue]]] | None = None

    async def run(self) -> None:
        """Follow both until cancelled; while Redis or the records are away the old version goes on."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_following())
                group.create_task(self._keep_looking())
        finally:
            await asyncio.shield(self._leave())

    async def _leave(self) -> None:
        await self._parts.child.close()
        try:
            await self._parts.state.leave(self._parts.name)
        except BotError:
            log.warning("not struck off the list of processes; that runs out by itself")

    # ---- what others published

    async def _keep_following(self) -> None:
        reminded_at = time.monotonic()
        while True:
            try:
                await self._follow()
                if self._refusal is not None and time.monotonic() - reminded_at > REMINDS_EVERY_S:
                    reminded_at = time.monotonic()
                    await self._parts.officers.tell(self._refusal, self._parts.live.edition.number)
            except BotError as error:
                log.warning("catalogue not followed", extra={"fields": {"reason": str(error)}})
                await asyncio.sleep(REST_S)
            except Exception:  # a bug here must not end those who answer
                log.exception("catalogue not followed")
                await asyncio.sleep(REST_S)
            await asyncio.sleep(BEATS_EVERY_S)

    async def _follow(self) -> None:
        parts, now = self._parts, self._parts.live.edition
        number = await parts.state.beat(
            RunningProcess(
                name=parts.name,
                role=parts.role,
                folder=self._folder,
                number=now.number,
                hash=now.content.version,
                since_ms=int(now.since.timestamp() * 1000),
            )
        )
        if number > now.number:
            await self._take_over(number)
        elif number < now.number:  # Redis was emptied; the records know better
            await parts.state.announce(now.number)

    async def _take_over(self, number: int) -> None:
        """Load a version that another published, from the records: our own folder may not have it."""
        version = await self._parts.versions.find(number)
        if version is None:
            log.error("catalogue version is not in the records", extra={"fields": {"number": number}})
            return
        snapshot = Snapshot(await self._parts.versions.files(number))
        pages = await asyncio.to_thread(read_snapshot, snapshot)
        await self._swap(version, pages)

    async def _swap(self, version: Version, pages: Pages) -> None:
        parts, started = self._parts, time.perf_counter()
        async with self._swapping:
            if version.number <= parts.live.edition.number:
                return
            if self._building is None or self._building[0] is not pages:
                self._build(pages)
            assert self._building is not None
            dialogues, self._building = await self._building[1], None
            new = Edition(
                number=version.number,
                fingerprint=version.fingerprint,
                pages=pages,
                dialogues=dialogues,
                since=parts.clock(),
            )
            swap(parts.live, new)
        parts.publisher.remember(version.number, pages)
        took_ms = round((time.perf_counter() - started) * 1000)
        log.info(
            "catalogue", extra={"fields": {"number": version.number, "hash": version.hash, "ms": took_ms}}
        )

    def _build(self, pages: Pages) -> None:
        """Begin to build what answers with these pages, in a thread: it takes as long as trying them."""
        parts = self._parts
        self._drop_build()
        work = asyncio.to_thread(build, pages, parts.make, parts.live.edition)
        task = asyncio.create_task(work)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._building = (pages, task)

    def _drop_build(self) -> None:
        if self._building is not None:
            self._building[1].cancel()
            self._building = None

    # ---- what is saved here

    async def _keep_looking(self) -> None:
        known = stamp(self._parts.folder)
        await self._until_done(self._begin)
        warming: set[asyncio.Task[None]] = set()

        def touched() -> None:
            task = asyncio.create_task(self._warm_up())
            warming.add(task)
            task.add_done_callback(warming.discard)

        async for _ in saves(self._parts.folder, known, touched):
            await self._until_done(self._look)

    async def _warm_up(self) -> None:
        """Start the process beside us while somebody is still saving."""
        try:
            await self._parts.child.warm_up()
        except BotError as error:
            log.warning("no process beside us", extra={"fields": {"reason": str(error)}})

    async def _until_done(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except BotError as error:
                log.warning("saved content waits", extra={"fields": {"reason": str(error)}})
                await asyncio.sleep(REST_S)
            except Exception:  # a bug here must not end those who answer; the next save is looked at again
                log.exception("saved content not taken")
                return
            else:
                return

    async def _begin(self) -> None:
        """Take up what was saved while no process ran; what this folder held before is no news."""
        parts = self._parts
        newest = await parts.versions.newest()
        if newest is None:
            await self._found()
            return
        await parts.state.announce(newest.number)
        await parts.state.clear_refusal(self._folder)  # the checks, or the tests, may be others than then
        try:
            snapshot = await asyncio.to_thread(take, parts.folder)
        except ContentError:
            await self._look()
            return
        seen = await parts.state.last_seen(self._folder)
        is_news = (
            snapshot.fingerprint != seen if seen else not await parts.versions.is_known(snapshot.fingerprint)
        )
        if is_news or snapshot.fingerprint == newest.fingerprint:
            await self._look()

    async def _found(self) -> None:
        """Keep what the process started with as the first version: there is no older one to go on with."""
        parts = self._parts
        snapshot = await asyncio.to_thread(take, parts.folder)
        if snapshot.fingerprint != parts.live.edition.fingerprint:  # saved since
            await self._look()
            return
        async with parts.publisher.alone():
            if await parts.versions.newest() is not None:
                return
            tried = Tried(snapshot=snapshot, pages=parts.live.edition.pages)
            version = await parts.publisher.accept(tried, who="", why="bản đầu tiên")
        await self._agree(version)

    async def _look(self) -> None:
        """Publish what the folder holds, unless it is known already or refused."""
        parts = self._parts
        try:
            snapshot = await asyncio.to_thread(take, parts.folder)
        except ContentError as error:
            await self._refuse(Refused(lines=tuple(str(error).splitlines()), can_be_forced=False), "")
            return
        if await self._is_settled(snapshot):
            return
        who = saver(parts.folder)
        async with parts.publisher.alone():
            if await self._is_settled(snapshot):  # another process of this folder was quicker
                return
            tried = await parts.publisher.attempt(snapshot, checked=self._build)
            if isinstance(tried, Tried):
                version = await parts.publisher.accept(tried, who=who, why=SAVED)
        if isinstance(tried, Refused):
            self._drop_build()
            await self._refuse(tried, snapshot.fingerprint)
            return
        await self._agree(version, tried.pages)

    async def _is_settled(self, snapshot: Snapshot) -> bool:
        parts = self._parts
        newest = await parts.versions.newest()
        if newest is not None and newest.fingerprint == snapshot.fingerprint:
            await self._agree(newest)
            return True
        refusals = await parts.state.refusals()
        known = [each for each in refusals if each.folder == self._folder]
        if known and known[0].fingerprint == snapshot.fingerprint:
            self._refusal = known[0]
            return True
        return False

    async def _agree(self, version: Version, pages: Pages | None = None) -> None:
        """Folder and bot hold the same."""
        parts = self._parts
        self._refusal = None
        await parts.state.clear_refusal(self._folder)
        await parts.state.note_seen(self._folder, version.fingerprint)
        if pages is not None:
            await self._swap(version, pages)
        elif parts.live.edition.number < version.number:
            if parts.live.edition.fingerprint == version.fingerprint:
                parts.live.edition = parts.live.edition.numbered(version.number)
            else:
                await self._take_over(version.number)

    async def _refuse(self, refused: Refused, fingerprint: str) -> None:
        """Tell it loudly, once it is clear that nobody is still saving."""
        parts = self._parts
        stands = stamp(parts.folder)
        if await settled(parts.folder, SETTLES_S * 2) != stands:
            return  # it is looked at again
        refusal = Refusal(
            folder=self._folder,
            fingerprint=fingerprint,
            at_ms=int(parts.clock().timestamp() * 1000),
            can_be_forced=refused.can_be_forced,
            lines=refused.lines,
        )
        is_told = self._refusal is not None and self._refusal.lines == refusal.lines
        self._refusal = refusal
        await parts.state.refuse(refusal)
        if not is_told:
            fields = {"number": parts.live.edition.number, "why": list(refused.lines[:20])}
            log.error("catalogue change refused", extra={"fields": fields})
        await parts.officers.tell(refusal, parts.live.edition.number)


def process_name() -> str:
    """Name this process among those of all machines."""
    return f"{socket.gethostname()}:{os.getpid()}"
