"""Opens every part of a bot and joins them."""

from __future__ import annotations

import base64
import gc
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientSession
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.channels.zalo.client import ZaloClient
from bot.channels.zalo.http import open_session
from bot.channels.zalo.pictures import Pictures, decode_beside, open_picture_session
from bot.channels.zalo.tokens import TokenKeeper
from bot.connectors.breaker import Breaker
from bot.connectors.imported import ImportedDossiers
from bot.connectors.sample import CsvDossiers
from bot.connectors.service import ServiceDossiers
from bot.connectors.service_call import Service, ServiceCall
from bot.connectors.sheet import SheetReader
from bot.connectors.sheet_columns import SheetMap
from bot.content import BASE
from bot.content.description import read_description
from bot.content.snapshot import Snapshot, take
from bot.dialogue import Dialogue
from bot.dialogue.matcher import Matcher
from bot.domain.catalogue import Content
from bot.domain.dossier_facts import DossierFacts
from bot.errors import ContentError, SettingsError, Unavailable
from bot.publishing.live import Edition, Live, Make, Pages, build
from bot.publishing.trial import read_pages, read_snapshot
from bot.records import Records, Versions, open_records
from bot.records.apologies import Apologies
from bot.records.changes import ChangeLog
from bot.records.dossiers import DossierRecords
from bot.records.old_dossiers import OldDossiers
from bot.records.phones import Phones
from bot.records.receipts import ReceiptTokens
from bot.records.turns import TurnLedger
from bot.settings import Settings
from bot.storage.catalogue import CatalogueState
from bot.storage.client import check_durability, connect
from bot.storage.commit import Committer
from bot.storage.conversations import Conversations
from bot.storage.counters import CounterStore
from bot.storage.heard import HeardMessages
from bot.storage.inbox import Inbox
from bot.storage.limits import Tries
from bot.storage.news import News
from bot.storage.outbox import Outbox
from bot.storage.parked import Parked
from bot.storage.server import open_server
from bot.storage.spool import Spool
from bot.storage.tokens import TokenStore, open_key
from bot.web.counts import Counts
from bot.web.intake import Intake

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
    old_dossiers: OldDossiers
    turns: TurnLedger
    phones: Phones
    changes: ChangeLog
    apologies: Apologies
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
        pictures = Pictures(
            settings.zalo, await stack.enter_async_context(open_picture_session()), decode_beside
        )

        def make(content: Content, matcher: Matcher | None) -> Dialogue:
            return Dialogue(
                content,
                source,
                tries,
                mute_s=settings.mute_s,
                stale_months=settings.stale_months,
                rating_days=settings.rating_days,
                matcher=matcher,
                pictures=pictures,
                tells_by_phone=bool(settings.zbs_phone_template),
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
            old_dossiers=OldDossiers(records, _dossier_key(key)),
            turns=TurnLedger(records),
            phones=make_phones(records, key, settings),
            changes=ChangeLog(records),
            apologies=Apologies(records),
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


def make_dossier_records(records: Records, key: bytes) -> DossierRecords:
    """Join the copy of the dossiers to the records; phone ends are hashed with a key made of `key`."""
    return DossierRecords(records, _dossier_key(key))


def _dossier_key(key: bytes) -> bytes:
    return hashlib.sha256(b"phone ends" + key).digest()


def make_phones(records: Records, key: bytes, settings: Settings) -> Phones:
    """Join the sealed phone numbers to the records, under a key made of `key`."""
    sealing = base64.urlsafe_b64encode(hashlib.sha256(b"phone numbers" + key).digest())
    return Phones(records, sealing, is_wanted=bool(settings.zbs_phone_template))


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
