"""Turns come to the records once each, though the worker is killed between the database and Redis."""

from __future__ import annotations

import asyncio
import random
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.domain.conversation import Conversation
from bot.errors import Unavailable
from bot.records import open_records
from bot.records.turns import TurnLedger
from bot.storage.commit import Committer
from bot.storage.leases import Lease
from bot.storage.turns import TurnsToRecord
from bot.workers.recording import RecordingParts, RecordingWorker
from tests.storage.samples import OA, hold_for, new, take_in, turn
from tests.storage.test_turns import RECORD

ROOT = Path(__file__).parents[2]
DAYS = (date(2026, 11, 1), date(2026, 11, 30))

# Records until it is killed: after the database has some, before Redis knows. `sum` is the twin that adds up.
KILLED = """
import asyncio, os, sys
from pathlib import Path
from sqlalchemy import text
from bot.records import open_records
from bot.records.turns import TurnLedger
from bot.storage.client import connect
from bot.storage.leases import Lease
from bot.storage.turns import TurnsToRecord
from bot.workers.recording import RecordingParts, RecordingWorker

url, folder, token, part, lives, kind = sys.argv[1:]

class Summing:
    def __init__(self, records):
        self.records = records
    async def add(self, oa_id, records):
        number = sum(len(record.messages) for record in records)
        row = text("INSERT INTO turn_sums VALUES ('1000', '2026-11-25', 'answered', 0, '', '', :n)"
                   " ON CONFLICT DO UPDATE SET messages = messages + :n")
        await self.records.write(lambda connection: connection.execute(row, {"n": number}))

class Killed:
    def __init__(self, ledger):
        self.ledger, self.lives = ledger, int(lives)
    async def add(self, oa_id, records):
        for record in records:
            await self.ledger.add(oa_id, [record])
            self.lives -= 1
            if not self.lives:
                os.kill(os.getpid(), 9)

async def main():
    async with open_records("", Path(folder)) as records:
        redis = connect(url)
        ledger = Summing(records) if kind == "sum" else TurnLedger(records)
        parts = RecordingParts(turns=TurnsToRecord(redis), ledger=Killed(ledger))
        await RecordingWorker(parts, Lease("1000", int(part), token)).look()
        await redis.aclose()

asyncio.run(main())
"""


async def put_down(redis, lease: Lease, count: int) -> None:
    for number in range(count):
        record = replace(RECORD, citizen=f"c{number % 3}", messages=(f"m{number}", f"n{number}"), rating=None)
        entry = await take_in(redis, lease, f"e{number}")
        await Committer(redis).commit(turn(lease, entry, new(revision=number), record=record))


async def record_though_killed(url, folder, lease: Lease, redis, *, kind: str) -> int:
    """Start the worker again after each kill until nothing waits; gives how often it was killed."""
    dice, killed = random.Random(7), 0
    async with asyncio.timeout(120):
        while await TurnsToRecord(redis).first(lease, 1):
            words = (url, str(folder), lease.token, str(lease.partition), str(dice.randint(1, 40)), kind)
            worker = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, *words, cwd=ROOT)
            killed += await worker.wait() == -9
            if killed == 6:  # the rest is recorded in peace
                words = (*words[:4], "100000", kind)
                worker = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, *words, cwd=ROOT)
                assert await worker.wait() == 0
    return killed


@pytest.mark.parametrize(("kind", "is_right"), [("once", True), ("sum", False)], ids=["ours", "broken twin"])
async def test_each_message_is_counted_once_though_the_worker_is_killed_again_and_again(
    redis, redis_url, tmp_path, kind, is_right
):
    """The twin that adds up what it reads counts what it was killed over twice, and is caught."""
    lease = await hold_for(redis)
    await put_down(redis, lease, 30)
    killed = await record_though_killed(redis_url, tmp_path, lease, redis, kind=kind)
    async with open_records("", tmp_path) as records:
        tally = await TurnLedger(records).tally(OA, *DAYS)
    counted = sum(each.messages for each in tally.sums)
    assert killed > 1
    assert (counted == 60) is is_right
    assert counted >= 60
    assert tally.citizens == (3 if is_right else 0)


class Away:
    """A ledger that is away for a while."""

    def __init__(self, ledger: TurnLedger) -> None:
        self.ledger, self.is_away, self.batches = ledger, True, []

    async def add(self, oa_id, records) -> None:
        if self.is_away:
            raise Unavailable("away, as the test wants")
        self.batches.append([record.citizen for record in records])
        await self.ledger.add(oa_id, records)


@pytest.fixture
async def ledger(tmp_path):
    async with open_records("", tmp_path) as records:
        yield Away(TurnLedger(records))


def worker_of(redis, ledger, lease: Lease) -> RecordingWorker:
    return RecordingWorker(RecordingParts(turns=TurnsToRecord(redis), ledger=ledger), lease)


async def test_while_the_database_is_away_records_wait_and_none_is_lost(redis, ledger):
    lease = await hold_for(redis)
    await put_down(redis, lease, 3)
    worker = worker_of(redis, ledger, lease)
    with pytest.raises(Unavailable):
        await worker.look()
    await worker.finish(1.0)
    assert len(await TurnsToRecord(redis).first(lease, 10)) == 3
    ledger.is_away = False
    await worker.finish(5.0)
    assert await TurnsToRecord(redis).first(lease, 10) == []


async def test_what_is_written_after_being_forgotten_is_recorded_apart(redis, ledger):
    """So that the forgetting, run again after a crash, cannot take later words for earlier ones."""
    lease = await hold_for(redis)
    ledger.is_away = False
    last = Conversation(citizen_id="c1")
    for number, forgotten_as in enumerate((None, "nobody", None)):
        record = replace(RECORD, messages=(f"m{number}",), rating=None, forgotten_as=forgotten_as)
        entry = await take_in(redis, lease, f"e{number}")
        kept = replace(last, revision=number if number < 2 else 0)
        write = turn(lease, entry, kept, record=record, erase=forgotten_as is not None)
        await Committer(redis).commit(write)
    await worker_of(redis, ledger, lease).look()
    assert [len(batch) for batch in ledger.batches] == [2, 1]
