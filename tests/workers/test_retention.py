"""What is old goes from every store, and nothing younger."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.turn_record import TurnCount, TurnRecord, TurnResult
from bot.records import open_records
from bot.records.dossiers import DossierRecords
from bot.records.old_dossiers import OldDossiers
from bot.records.turns import TurnLedger
from bot.storage import keys
from bot.storage.commit import Committer
from bot.storage.followers import Followers
from bot.storage.heard import HeardMessages
from bot.storage.parked import Parked
from bot.workers.retention import Retention
from tests.records.test_dossier_records import CODE, batch
from tests.records.test_old_dossiers import DONE, OPEN
from tests.storage.samples import OA, hold_for, new, take_in, turn

KEY = b"sample key"
ENDED = datetime(2026, 10, 12, 3, 0, tzinfo=UTC)
LATER = ENDED + timedelta(days=500)


@pytest.fixture
async def records(tmp_path):
    async with open_records("", tmp_path) as opened:
        yield opened


def retention(redis, records, now: datetime, **more) -> Retention:
    days = {"heard_days": 7, "turn_days": 400, "dossier_days": 400}
    return Retention(
        oa_ids=(OA,), clock=lambda: now, records=records, turns=TurnLedger(records),
        dossiers=OldDossiers(records, KEY), followers=Followers(redis), parked=Parked(redis),
        heard=HeardMessages(redis), **days | more,
    )  # fmt: skip


async def follow(redis, *codes: str) -> None:
    lease = await hold_for(redis)
    write = turn(lease, await take_in(redis, lease), new(follows=codes))
    await Committer(redis).commit(write)


async def followed(redis) -> set[str]:
    members = [await redis.zrange(keys.followers(OA, part), 0, -1) for part in range(keys.PARTITIONS)]
    return {member.decode().split(" ")[0] for some in members for member in some}


async def test_an_old_dossier_goes_and_nobody_follows_it_any_more(redis, records):
    copy = DossierRecords(records, KEY)
    await copy.accept(batch(DONE, OPEN))
    await follow(redis, CODE, OPEN.code)
    await retention(redis, records, ENDED + timedelta(days=400)).forget_what_is_old()
    assert await copy.read(CODE, oa_id=OA) is not None
    await retention(redis, records, ENDED + timedelta(days=401)).forget_what_is_old()
    assert await copy.read(CODE, oa_id=OA) is None
    assert await followed(redis) == {OPEN.code}


async def test_more_dossiers_than_are_removed_at_once_all_go(redis, records):
    copy = DossierRecords(records, KEY)
    await copy.accept(batch(*(replace(DONE, code=f"H15.93.20-261005-{n:04d}") for n in range(1100))))
    await retention(redis, records, LATER).forget_what_is_old()
    assert await OldDossiers(records, KEY).ended_before(OA, date(2030, 1, 1)) == ()
    assert len(await copy.of_period(OA, date(2026, 10, 1), date(2026, 10, 31))) == 1100


async def test_old_turns_become_sums_and_the_figures_of_their_month_stay(redis, records):
    ledger = TurnLedger(records)
    count = TurnCount(result=TurnResult.ANSWERED, day=date(2026, 10, 5), is_outside_hours=False)
    record = TurnRecord(at=ENDED, citizen="c1", messages=("m1", "m2"), count=count)
    await ledger.add(OA, [record])
    october = (date(2026, 10, 1), date(2026, 10, 31))
    before = await ledger.tally(OA, *october)
    await retention(redis, records, LATER).forget_what_is_old()
    assert await ledger.tally(OA, *october) == before
    assert (await ledger.tally(OA, date(2026, 9, 1), date(2026, 10, 31))).citizens is None


async def test_done_again_and_by_two_at_once_it_does_no_harm(redis, records):
    copy = DossierRecords(records, KEY)
    await copy.accept(batch(DONE))
    both = [retention(redis, records, LATER).forget_what_is_old() for _ in range(2)]
    await asyncio.gather(*both)
    await retention(redis, records, LATER).forget_what_is_old()
    assert len(await copy.of_period(OA, date(2026, 10, 1), date(2026, 10, 31))) == 1
