"""One change of the catalogue: checked, tried, kept as a version and announced to every process."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.content import BASE
from bot.content.snapshot import Snapshot
from bot.domain.catalogue import Content
from bot.errors import ContentError, Unavailable
from bot.publishing.child import Child
from bot.publishing.live import Pages
from bot.publishing.trial import examine, laid_down, read_snapshot
from bot.records import Version, Versions
from bot.storage.catalogue import CatalogueState

PATIENCE_S = 30.0
LOOKS_EVERY_S = 0.1

Rehearse = Callable[[Path], Awaitable[Sequence[str]]]
"""Answers the conversation tests with a folder of content; gives one line for each that fails."""


class TellChanges(Protocol):
    """Tells by meaning what differs between two contents."""

    def __call__(self, old: Content, new: Content, /) -> Sequence[object]:
        """Give one Vietnamese line, as text of each thing, for every difference."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A change that may be published; `failures` are conversation tests that are overruled."""

    snapshot: Snapshot
    pages: Pages
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A change that may not; each line says why, with file and line."""

    lines: tuple[str, ...]
    can_be_forced: bool


class Publisher:
    """
    Publishes changes, one at a time over all processes.

    Args:
        folder: The content folder; its conversation tests are tried.
        rehearse: Tries the conversation tests of a folder; a folder without any has nothing that fails.

    """

    def __init__(
        self,
        *,
        folder: Path,
        versions: Versions,
        state: CatalogueState,
        child: Child,
        rehearse: Rehearse,
        tell_changes: TellChanges,
        clock: Callable[[], datetime],
    ) -> None:
        self._folder = folder
        self._versions = versions
        self._state = state
        self._child = child
        self._rehearse = rehearse
        self._tell_changes = tell_changes
        self._clock = clock
        self._last: tuple[int, Pages] = (0, {})

    @asynccontextmanager
    async def alone(self, patience_s: float = PATIENCE_S) -> AsyncIterator[None]:
        """
        Keep every other process from publishing.

        Raises:
            Unavailable: Another is still publishing after so long, or Redis does not answer.

        """
        token = secrets.token_hex(8)
        try:
            async with asyncio.timeout(patience_s):
                while not await self._state.lock(token):  # noqa: ASYNC110 - Redis sets no event of ours
                    await asyncio.sleep(LOOKS_EVERY_S)
        except TimeoutError as error:
            raise Unavailable(
                "Có nơi khác đang đưa một bản danh mục lên. Chờ một lát rồi làm lại."
            ) from error
        try:
            yield
        finally:
            await self._state.unlock(token)

    async def attempt(
        self,
        snapshot: Snapshot,
        *,
        forced: bool = False,
        checked: Callable[[Pages], None] = lambda _pages: None,
    ) -> Tried | Refused:
        """
        Check and try a change; nothing is kept.

        Args:
            forced: Failing conversation tests do not stand in its way; wrong files always do.
            checked: Told of the pages once the files are right, while they are still being tried.

        Raises:
            Unavailable: It could not be tried.

        """
        with laid_down(snapshot, self._folder) as folder:
            examined = await self._child.run(examine, folder)
            if examined.lines:
                return Refused(lines=examined.lines, can_be_forced=False)
            checked(examined.pages)
            failures = tuple(await self._rehearse(folder))
        if failures and not forced:
            return Refused(lines=failures, can_be_forced=True)
        return Tried(snapshot=snapshot, pages=examined.pages, failures=failures)

    async def accept(self, tried: Tried, *, who: str, why: str, forced: str | None = None) -> Version:
        """
        Keep a change as the next version and announce it; call it while `alone`.

        Raises:
            Conflict: Another version was kept meanwhile.
            Unavailable: It could not be kept.

        """
        newest = await self._versions.newest()
        version = Version(
            number=newest.number + 1 if newest else 1,
            hash=tried.pages[BASE].version,
            fingerprint=tried.snapshot.fingerprint,
            at=self._clock(),
            who=who,
            why=why,
            forced=forced if tried.failures else None,
            changes=await self._changes(newest, tried),
        )
        await self._versions.add(version, tried.snapshot.files)
        await self._state.announce(version.number)
        self.remember(version.number, tried.pages)
        return version

    def remember(self, number: int, pages: Pages) -> None:
        """Know the pages of the newest version, so that the next change is told without reading them again."""
        self._last = (number, pages)

    async def _changes(self, newest: Version | None, tried: Tried) -> tuple[str, ...]:
        if newest is None:
            return ()
        files = await self._versions.files(newest.number)
        number, pages = self._last
        if number != newest.number:
            try:
                pages = await asyncio.to_thread(read_snapshot, Snapshot(files))
            except ContentError:  # kept when checks were milder: what changed is told by file
                return changed_files(files, tried.snapshot.files)
        told = [str(each) for each in self._tell_changes(pages[BASE], tried.pages[BASE])]
        return tuple(told) or changed_files(files, tried.snapshot.files)


def changed_files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[str, ...]:
    """Tell which files differ, for what cannot be told by meaning: a comment, an order, a page's own file."""
    words = {(True, True): "đã sửa", (False, True): "tệp mới", (True, False): "đã bỏ"}
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return tuple(f"{name}: {words[name in old, name in new]}" for name in names)
