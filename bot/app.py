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
from bot.content import load
from bot.content.description import read_description
from bot.dialogue import Dialogue
from bot.domain.catalogue import Catalogue, Content
from bot.domain.dossier_facts import DossierFacts
from bot.errors import SettingsError, Unavailable
from bot.records import Records, open_records
from bot.records.dossiers import DossierRecords
from bot.settings import Settings
from bot.storage.client import check_durability, connect
from bot.storage.commit import Committer
from bot.storage.conversations import Conversations
from bot.storage.counters import CounterStore
from bot.storage.heard import HeardMessages, alias_of
from bot.storage.inbox import Inbox
from bot.storage.leases import Lease, Leases
from bot.storage.limits import Tries
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
from bot.workers.outbox import Channel, OutboxParts, OutboxWorker
from bot.workers.runner import Runner, Worker
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
    content: Content
    dialogue: Dialogue
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


@asynccontextmanager
async def assemble(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> AsyncIterator[Parts]:
    """
    Open every connection; close them in reverse order.

    Raises:
        ContentError: The content is not fit to answer with.
        SettingsError: A value is wrong, or the outside Redis may lose what it took.
        Unavailable: Redis or the records do not answer.

    """
    content = load(settings.content_dir)
    facts = DossierFacts(content.catalogue)
    samples = CsvDossiers(settings.dossiers_csv, SheetReader(facts))
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
        dossiers = make_dossier_records(records, key)
        otherwise = _service(settings, facts, session, clock) if settings.dossiers_service else samples
        source = ImportedDossiers(dossiers, otherwise)
        dialogue = Dialogue(
            content, source, Tries(redis), mute_s=settings.mute_s, stale_months=settings.stale_months
        )
        # What was built till here lives as long as the process: the collector need not walk it again and again.
        gc.collect()
        gc.freeze()
        yield Parts(
            settings=settings,
            clock=clock,
            redis=redis,
            records=records,
            content=content,
            dialogue=dialogue,
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
            log_key=hashlib.sha256(b"pseudonyms" + key).digest(),
        )


def make_dossier_records(records: Records, key: bytes) -> DossierRecords:
    """Join the copy of the dossiers to the records; phone ends are hashed with a key made of `key`."""
    return DossierRecords(records, hashlib.sha256(b"phone ends" + key).digest())


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
    importing = make_dossier_import(parts.settings, parts.dossiers, parts.content.catalogue, parts.clock)
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
    parts: Parts, *, channel: Channel | None = None, answers: Callable[[], Answers] | None = None
) -> Workers:
    """
    Make the loops of one process.

    Args:
        channel: Where letters go instead of Zalo; the terminal, for one.
        answers: Stands before the dialogue; `--why` listens here.

    """
    return _hold(parts, _answering(parts, answers), _sending(parts, channel or parts.zalo))


def make_answering_workers(parts: Parts, answers: Callable[[], Answers] | None = None) -> Workers:
    """Make the loops of a process that answers but leaves the sending to others."""
    return _hold(parts, _answering(parts, answers))


Kind = tuple[Waker, Callable[[Lease], Worker]]


def _hold(parts: Parts, *kinds: Kind) -> Workers:
    settings = parts.settings
    leases = Leases(parts.redis, _owner(), ttl_ms=int(settings.lease_s * 1000))
    makers = tuple(make for _, make in kinds)
    runner = Runner(leases, settings.zalo.oa_ids, makers, renew_s=settings.lease_s / 3)
    return Workers(runner=runner, wakers=tuple(waker for waker, _ in kinds))


def _answering(parts: Parts, answers: Callable[[], Answers] | None) -> Kind:
    waker = Waker(parts.inbox.wait)
    needs = InboxParts(
        inbox=parts.inbox,
        waker=waker,
        conversations=parts.conversations,
        committer=parts.committer,
        records=parts.records,
        dialogue=answers or (lambda: parts.dialogue),
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
