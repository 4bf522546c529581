"""Assembly: the only module that knows every part."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from aiohttp import ClientSession
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.channels.zalo.client import ZaloClient
from bot.channels.zalo.http import open_session
from bot.channels.zalo.tokens import TokenKeeper
from bot.connectors.breaker import Breaker
from bot.connectors.imported import ImportedDossiers
from bot.connectors.sample import CsvDossiers
from bot.connectors.service import ServiceDossiers
from bot.connectors.service_call import Service, ServiceCall
from bot.connectors.sheet import SheetReader
from bot.connectors.sheet_columns import SheetMap
from bot.content import BASE
from bot.content.changes import changes
from bot.content.description import read_description
from bot.content.snapshot import Snapshot, take
from bot.dialogue import Dialogue
from bot.dialogue.matcher import Matcher
from bot.domain.catalogue import Catalogue, Content
from bot.domain.dossier_facts import DossierFacts
from bot.errors import ContentError, SettingsError, Unavailable
from bot.publishing.child import Child
from bot.publishing.following import Follower, FollowerParts, process_name
from bot.publishing.live import Edition, Live, Make, Pages, build
from bot.publishing.officers import Officers
from bot.publishing.publisher import Publisher
from bot.publishing.trial import read_pages, read_snapshot
from bot.records import Records, Versions, open_records
from bot.records.dossiers import DossierRecords
from bot.records.receipts import ReceiptTokens
from bot.records.telling import ChangeLog
from bot.rehearsal.warm import try_folder
from bot.settings import Settings
from bot.storage.catalogue import CatalogueState
from bot.storage.client import check_durability, connect
from bot.storage.commit import Committer
from bot.storage.conversations import Conversations
from bot.storage.counters import CounterStore
from bot.storage.heard import HeardMessages, alias_of
from bot.storage.inbox import Inbox
from bot.storage.leases import Lease, Leases
from bot.storage.limits import Tries
from bot.storage.news import News
from bot.storage.notices import Notices
from bot.storage.outbox import Outbox
from bot.storage.parked import Parked
from bot.storage.server import open_server
from bot.storage.spool import Spool
from bot.storage.tokens import TokenStore, open_key
from bot.web.counts import Counts
from bot.web.intake import Intake
from bot.workers.dossier_folder import DossierFolder
from bot.workers.dossier_import import DossierImport
from bot.workers.inbox import Answers, InboxParts, InboxWorker
from bot.workers.kept import Keeper
from bot.workers.outbox import FREE_FOR, OPEN_FOR, Channel, OutboxParts, OutboxWorker
from bot.workers.runner import Runner, Worker
from bot.workers.telling import TellingParts, TellingWorker
from bot.workers.waker import Waker

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Give the present moment; the one place where production reads the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Every part of a running bot, joined."""

    settings: Settings
    clock: Callable[[], datetime]
    redis: Redis
    records: Records
    versions: Versions
    live: Live
    make: Make
    catalogue: CatalogueState
    inbox: Inbox
    outbox: Outbox
    conversations: Conversations
    committer: Committer
    parked: Parked
    heard: HeardMessages
    counters: CounterStore
    counts: Counts
    intake: Intake
    spool: Spool
    token_store: TokenStore
    tokens: TokenKeeper
    zalo: ZaloClient
    log_key: bytes
    dossiers: DossierRecords
    changes: ChangeLog
    news: News


@asynccontextmanager
async def assemble(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> AsyncIterator[Parts]:
    """
    Open every connection; close them in reverse order.

    Raises:
        ContentError: The content is not fit to answer with, and no version of it was ever accepted.
        SettingsError: A value is wrong, or the outside Redis may lose what it took.
        Unavailable: Redis or the records do not answer.

    """
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(open_server(settings.var_dir, settings.redis_url))
        redis = connect(server.url)
        stack.push_async_callback(redis.aclose)
        if not server.is_embedded:
            await _demand_durability(redis, settings)
        records = await stack.enter_async_context(open_records(settings.records_url, settings.var_dir))
        session = await stack.enter_async_context(open_session())
        key = open_key(settings.var_dir)
        token_store = TokenStore(redis, key)
        tokens = TokenKeeper(settings.zalo, token_store, session, alarm=_alarm, clock=clock)
        stack.push_async_callback(tokens.close)
        spool = Spool(settings.var_dir / "spool")
        stack.callback(spool.close)
        inbox = Inbox(redis, settings.redis_replicas)
        versions = Versions(records)
        first = await _first_pages(settings, versions)
        facts = DossierFacts(first.pages[BASE].catalogue)
        samples = CsvDossiers(settings.dossiers_csv, SheetReader(facts))
        dossiers = make_dossier_records(records, key)
        otherwise = _service(settings, facts, session, clock) if settings.dossiers_service else samples
        source = ImportedDossiers(dossiers, otherwise, make_receipt_tokens(records, key))
        tries = Tries(redis)

        def make(content: Content, matcher: Matcher | None) -> Dialogue:
            return Dialogue(
                content,
                source,
                tries,
                mute_s=settings.mute_s,
                stale_months=settings.stale_months,
                matcher=matcher,
            )

        live = Live(
            Edition(
                number=first.number,
                fingerprint=first.fingerprint,
                pages=first.pages,
                dialogues=build(first.pages, make, None),
                since=clock(),
            )
        )
        # What was built till here lives as long as the process: the collector need not walk it again and again.
        gc.collect()
        gc.freeze()
        yield Parts(
            settings=settings,
            clock=clock,
            redis=redis,
            records=records,
            versions=versions,
            live=live,
            make=make,
            catalogue=CatalogueState(redis),
            inbox=inbox,
            outbox=Outbox(redis),
            conversations=Conversations(redis),
            committer=Committer(redis, settings.redis_replicas),
            parked=Parked(redis),
            heard=HeardMessages(redis),
            counters=CounterStore(redis),
            counts=Counts(),
            intake=Intake(inbox.append, spool),
            spool=spool,
            token_store=token_store,
            tokens=tokens,
            zalo=ZaloClient(settings.zalo, tokens, session, clock=clock),
            dossiers=dossiers,
            changes=ChangeLog(records, dossiers),
            news=News(redis),
            log_key=hashlib.sha256(b"pseudonyms" + key).digest(),
        )


@dataclass(frozen=True, slots=True)
class _First:
    """What is answered with at first."""

    number: int
    fingerprint: str
    pages: Pages


async def _first_pages(settings: Settings, versions: Versions) -> _First:
    """
    Read the version accepted last, or the folder where there is none.

    What was saved while nothing ran is tried like any other change before it is answered with.
    """
    newest = await versions.newest()
    try:
        snapshot = take(settings.content_dir)
        if newest is None or newest.fingerprint == snapshot.fingerprint:
            number = newest.number if newest else 0
            return _First(number, snapshot.fingerprint, read_pages(settings.content_dir))
    except ContentError:
        if newest is None:
            raise
    assert newest is not None
    kept = Snapshot(await versions.files(newest.number))
    return _First(newest.number, newest.fingerprint, read_snapshot(kept))


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


def make_dossier_records(records: Records, key: bytes) -> DossierRecords:
    """Join the copy of the dossiers to the records; phone ends are hashed with a key made of `key`."""
    return DossierRecords(records, hashlib.sha256(b"phone ends" + key).digest())


def make_receipt_tokens(records: Records, key: bytes) -> ReceiptTokens:
    """Join the tokens of receipts to the records, hashed with a key made of `key`."""
    return ReceiptTokens(records, hashlib.sha256(b"receipt tokens" + key).digest())


def _service(
    settings: Settings, facts: DossierFacts, session: ClientSession, clock: Callable[[], datetime]
) -> ServiceDossiers:
    service = read_description(Path(settings.dossiers_service), Service)
    call = ServiceCall(
        service, settings.dossiers_service_key, session, Breaker(clock), random=secrets.SystemRandom().random
    )
    return ServiceDossiers(service, call, SheetReader(facts, SheetMap(states=service.states)), clock)


def make_dossier_folder(parts: Parts) -> DossierFolder:
    """Make what imports the spreadsheets that appear in the watched folder."""
    importing = make_dossier_import(
        parts.settings, parts.dossiers, parts.live.edition.content.catalogue, parts.clock
    )
    return DossierFolder(
        Path(parts.settings.dossiers_dir), parts.settings.zalo.oa_ids, importing, parts.clock
    )


def make_dossier_import(
    settings: Settings, copy: DossierRecords, catalogue: Catalogue, clock: Callable[[], datetime]
) -> DossierImport:
    """
    Make what imports the spreadsheets of this commune.

    Raises:
        ContentError: The map of columns is wrong.

    """
    described = settings.dossiers_map
    sheet_map = read_description(Path(described), SheetMap) if described else SheetMap()
    return DossierImport(copy, SheetReader(DossierFacts(catalogue), sheet_map), clock)


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
    return _hold(parts, (_answering(parts, answers), _sending(parts, channel or parts.zalo)), _telling(parts))


def make_answering_workers(parts: Parts, answers: Callable[[str], Answers] | None = None) -> Workers:
    """Make the loops of a process that answers but leaves the sending to others."""
    return _hold(parts, (_answering(parts, answers),))


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
    )
    return waker, lambda lease: InboxWorker(needs, lease)


def _sending(parts: Parts, channel: Channel) -> Kind:
    waker = Waker(parts.outbox.wait)
    needs = OutboxParts(
        outbox=parts.outbox,
        waker=waker,
        channel=channel,
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
        register=parts.dossiers,
        conversations=parts.conversations,
        dialogue=parts.live.dialogue,
        clock=parts.clock,
        quiet=settings.quiet_hours,
        template_id=settings.zbs_template,
        cards=settings.cards,
        charged_replies=settings.charged_replies,
    )
    return lambda lease: TellingWorker(needs, lease)


def _owner() -> str:
    """Name this worker; a process that took the number of a dead one must not be taken for it."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


async def _demand_durability(redis: Redis, settings: Settings) -> None:
    try:
        problems = await check_durability(redis)
    except (RedisError, OSError) as error:
        raise Unavailable(f"MOTCUA_REDIS_URL: không nối được tới Redis ({error}).") from error
    if not problems:
        return
    sentence = "MOTCUA_REDIS_URL: máy chủ này có thể làm mất tin của người dân:\n- " + "\n- ".join(problems)
    if not settings.accept_weak_redis:
        raise SettingsError(
            sentence + "\nSửa máy chủ, hoặc đặt MOTCUA_ACCEPT_WEAK_REDIS=1 nếu chấp nhận mất tin."
        )
    log.warning("weak redis accepted", extra={"fields": {"problems": problems}})


def _alarm(oa_id: str, sentence: str) -> None:
    log.error("ALARM", extra={"fields": {"oa": oa_id, "alarm": sentence}})
