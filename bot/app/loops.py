"""The loops of a process, made of the parts it has: answering, sending, telling, publishing, importing."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.app.parts import Parts
from bot.connectors.sheet import SheetReader
from bot.connectors.sheet_columns import SheetMap
from bot.content.card_pictures import CardPictures
from bot.content.changes import changes
from bot.content.description import read_description
from bot.domain.catalogue import Catalogue
from bot.domain.dossier_facts import DossierFacts
from bot.publishing.child import Child
from bot.publishing.following import Follower, FollowerParts, process_name
from bot.publishing.officers import Officers
from bot.publishing.publisher import Publisher
from bot.records.dossiers import DossierRecords
from bot.records.phones import Phones
from bot.rehearsal.warm import try_folder
from bot.settings import Settings
from bot.storage.followers import Followers
from bot.storage.heard import alias_of
from bot.storage.leases import Lease, Leases
from bot.storage.notices import Notices
from bot.storage.turns import TurnsToRecord
from bot.workers.counted import Counting
from bot.workers.dossier_folder import DossierFolder
from bot.workers.dossier_import import DossierImport
from bot.workers.inbox import Answers, InboxParts, InboxWorker
from bot.workers.kept import Keeper
from bot.workers.outbox import FREE_FOR, OPEN_FOR, Channel, OutboxParts, OutboxWorker
from bot.workers.recording import RecordingParts, RecordingWorker
from bot.workers.retention import Retention
from bot.workers.runner import Runner, Worker
from bot.workers.telling import TellingParts, TellingWorker
from bot.workers.waker import Waker


def make_publisher(parts: Parts, child: Child) -> Publisher:
    """Make what publishes a change of the catalogue."""
    return Publisher(
        folder=parts.settings.content_dir,
        versions=parts.versions,
        state=parts.catalogue,
        child=child,
        rehearse=partial(child.run, try_folder),
        tell_changes=changes,
        clock=parts.clock,
    )


def make_follower(parts: Parts, role: str) -> Follower:
    """Make the loop that keeps a process on the version that counts."""
    settings, child = parts.settings, Child()
    officers = Officers(
        notices=Notices(parts.redis),
        oa_ids=settings.zalo.oa_ids,
        officer_ids=settings.officers,
        open_for=OPEN_FOR if settings.charged_replies else FREE_FOR,
        clock=parts.clock,
    )
    return Follower(
        FollowerParts(
            folder=settings.content_dir,
            live=parts.live,
            make=parts.make,
            versions=parts.versions,
            state=parts.catalogue,
            publisher=make_publisher(parts, child),
            child=child,
            officers=officers,
            clock=parts.clock,
            name=process_name(),
            role=role,
        )
    )


def make_dossier_folder(parts: Parts) -> DossierFolder:
    """Make what imports the spreadsheets that appear in the watched folder."""
    importing = make_dossier_import(
        parts.settings, parts.dossiers, parts.phones, parts.live.edition.content.catalogue, parts.clock
    )
    return DossierFolder(
        Path(parts.settings.dossiers_dir), parts.settings.zalo.oa_ids, importing, parts.clock
    )


def make_dossier_import(
    settings: Settings,
    copy: DossierRecords,
    phones: Phones,
    catalogue: Catalogue,
    clock: Callable[[], datetime],
) -> DossierImport:
    """
    Make what imports the spreadsheets of this commune.

    Raises:
        ContentError: The map of columns is wrong.

    """
    described = settings.dossiers_map
    sheet_map = read_description(Path(described), SheetMap) if described else SheetMap()
    return DossierImport(copy, phones, SheetReader(DossierFacts(catalogue), sheet_map), clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """The loops that answer and send."""

    runner: Runner
    wakers: tuple[Waker, ...]

    def loops(self) -> list[Coroutine[object, object, None]]:
        """Give everything that must run for messages to be answered."""
        return [self.runner.run(), *(waker.run() for waker in self.wakers)]


def make_workers(
    parts: Parts, *, channel: Channel | None = None, answers: Callable[[str], Answers] | None = None
) -> Workers:
    """
    Make the loops of one process.

    Args:
        channel: Where letters go instead of Zalo; the terminal, for one.
        answers: Stands before the dialogue; `--why` listens here.

    """
    kinds = (_answering(parts, answers), _sending(parts, channel or parts.zalo))
    return _hold(parts, kinds, _telling(parts), _recording(parts))


def make_answering_workers(parts: Parts, answers: Callable[[str], Answers] | None = None) -> Workers:
    """Make the loops of a process that answers but leaves the sending to others."""
    return _hold(parts, (_answering(parts, answers),), _recording(parts))


Kind = tuple[Waker, Callable[[Lease], Worker]]


def _hold(parts: Parts, kinds: tuple[Kind, ...], *more: Callable[[Lease], Worker]) -> Workers:
    settings = parts.settings
    leases = Leases(parts.redis, _owner(), ttl_ms=int(settings.lease_s * 1000))
    makers = (*(make for _, make in kinds), *more)
    runner = Runner(leases, settings.zalo.oa_ids, makers, renew_s=settings.lease_s / 3)
    return Workers(runner=runner, wakers=tuple(waker for waker, _ in kinds))


def _answering(parts: Parts, answers: Callable[[str], Answers] | None) -> Kind:
    waker = Waker(parts.inbox.wait)
    needs = InboxParts(
        inbox=parts.inbox,
        waker=waker,
        conversations=parts.conversations,
        committer=parts.committer,
        records=parts.records,
        dialogue=answers or parts.live.dialogue,
        clock=parts.clock,
        gather_s=parts.settings.gather_s,
        log_key=parts.log_key,
        keeper=Keeper(partial(alias_of, parts.log_key), parts.settings.heard_days),
        counting=Counting(parts.log_key, partial(secrets.token_hex, 12)),
    )
    return waker, lambda lease: InboxWorker(needs, lease)


def _sending(parts: Parts, channel: Channel) -> Kind:
    waker = Waker(parts.outbox.wait)
    needs = OutboxParts(
        outbox=parts.outbox,
        waker=waker,
        channel=channel,
        phones=parts.phones,
        picture=CardPictures(parts.settings.content_dir).read,
        clock=parts.clock,
        charged_replies=parts.settings.charged_replies,
        settle_after_s=parts.settings.settle_s,
    )
    return waker, lambda lease: OutboxWorker(needs, lease)


def _telling(parts: Parts) -> Callable[[Lease], Worker]:
    settings = parts.settings
    needs = TellingParts(
        news=parts.news,
        changes=parts.changes,
        apologies=parts.apologies,
        register=parts.dossiers,
        conversations=parts.conversations,
        dialogue=parts.live.dialogue,
        clock=parts.clock,
        quiet=settings.quiet_hours,
        template_id=settings.zbs_template,
        phone_template_id=settings.zbs_phone_template,
        phones=parts.phones,
        cards=settings.cards,
        charged_replies=settings.charged_replies,
    )
    return lambda lease: TellingWorker(needs, lease)


def _recording(parts: Parts) -> Callable[[Lease], Worker]:
    needs = RecordingParts(turns=TurnsToRecord(parts.redis), ledger=parts.turns)
    return lambda lease: RecordingWorker(needs, lease)


def make_retention(parts: Parts) -> Retention:
    """Make what removes what is old."""
    settings = parts.settings
    return Retention(
        oa_ids=settings.zalo.oa_ids,
        clock=parts.clock,
        records=parts.records,
        turns=parts.turns,
        dossiers=parts.old_dossiers,
        followers=Followers(parts.redis),
        parked=parts.parked,
        heard=parts.heard,
        heard_days=settings.heard_days,
        turn_days=settings.turn_days,
        dossier_days=settings.dossier_days,
    )


def _owner() -> str:
    """Name this worker; a process that took the number of a dead one must not be taken for it."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
