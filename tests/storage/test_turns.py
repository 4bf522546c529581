"""What is counted of a turn is put down by its commit, whole, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.turn_record import Rating, Score, TurnCount, TurnRecord, TurnResult
from bot.errors import Conflict
from bot.storage.commit import Committer
from bot.storage.turns import TurnsToRecord
from tests.storage.samples import hold_for, new, take_in, turn

RECORD = TurnRecord(
    at=datetime(2026, 11, 25, 3, 0, 0, 123000, tzinfo=UTC),
    citizen="c" * 24,
    messages=("m1", "m2"),
    count=TurnCount(
        result=TurnResult.ANSWERED,
        day=date(2026, 11, 25),
        is_outside_hours=True,
        intent="fee",
        procedure="1.001193",
    ),
    rating=Rating(question="q1", score=Score.FAIR),
)


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        replace(RECORD, rating=Rating(question="q1")),
        replace(RECORD, rating=None, count=replace(RECORD.count, intent=None, procedure=None)),
        TurnRecord(at=RECORD.at, citizen="c", forgotten_as="n"),
    ],
    ids=["rated", "asked", "about nothing", "only forgotten"],
)
async def test_a_record_waits_as_it_was_put_down_until_it_is_taken_off(redis, record):
    lease, turns = await hold_for(redis), TurnsToRecord(redis)
    await Committer(redis).commit(turn(lease, await take_in(redis, lease), record=record))
    (put,) = await turns.first(lease, 10)
    assert put.record == record
    await turns.take_off(lease, [put])
    assert await turns.first(lease, 10) == []


async def test_a_commit_repeated_puts_nothing_down_again_and_a_refused_one_puts_nothing_down(redis):
    lease, turns = await hold_for(redis), TurnsToRecord(redis)
    write = turn(lease, await take_in(redis, lease), record=RECORD)
    with pytest.raises(Conflict):
        await Committer(redis).commit(replace(write, conversation=new(revision=9)))
    assert await turns.first(lease, 10) == []
    for _ in range(3):
        await Committer(redis).commit(write)
    assert len(await turns.first(lease, 10)) == 1


async def test_a_turn_that_leaves_no_trace_puts_nothing_down(redis):
    lease = await hold_for(redis)
    await Committer(redis).commit(turn(lease, await take_in(redis, lease)))
    assert await TurnsToRecord(redis).first(lease, 10) == []
