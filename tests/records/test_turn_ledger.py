"""Turns in the records, on SQLite and on PostgreSQL: counted once, tied to nobody, summed up without a figure moving."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.turn_record import Rating, Score, TurnCount, TurnRecord, TurnResult, TurnSum
from bot.records import tables
from bot.records.turns import TurnLedger
from tests.records.test_records import postgres_url, records, url  # noqa: F401 - fixtures

OA = "1000"
AT = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
FEE = TurnCount(
    result=TurnResult.ANSWERED,
    day=date(2026, 10, 5),
    is_outside_hours=False,
    intent="fee",
    procedure="1.001193",
)


def record(*messages: str, citizen: str = "anna", **more) -> TurnRecord:
    return TurnRecord(**{"at": AT, "citizen": citizen, "messages": messages, "count": FEE} | more)


@pytest.fixture
def ledger(records):  # noqa: F811 - the fixture
    return TurnLedger(records)


def messages(tally) -> int:
    return sum(each.messages for each in tally.sums)


async def test_each_message_is_counted_once_however_often_its_turn_is_recorded(ledger):
    for _ in range(3):
        await ledger.add(OA, [record("m1", "m2"), record("m3", citizen="bela")])
    tally = await ledger.tally(OA, *OCTOBER)
    assert tally.sums == (
        TurnSum(
            result=TurnResult.ANSWERED, is_outside_hours=False, intent="fee", procedure="1.001193", messages=3
        ),
    )
    assert tally.citizens == 2


async def test_pages_and_days_outside_the_period_are_not_counted(ledger):
    november = record("m2", count=replace(FEE, day=date(2026, 11, 1)))
    await ledger.add(OA, [record("m1"), november])
    await ledger.add("2000", [record("m1", "m9")])
    assert messages(await ledger.tally(OA, *OCTOBER)) == 1
    assert await ledger.since(OA) == date(2026, 10, 5)
    assert await ledger.since("3000") is None


async def test_of_the_answers_to_one_question_the_last_counts_whatever_their_order(ledger):
    asked = record("m1", rating=Rating(question="q1"))
    good = record("m2", rating=Rating(question="q1", score=Score.GOOD), at=AT + timedelta(minutes=1))
    poor = record("m3", rating=Rating(question="q1", score=Score.POOR), at=AT + timedelta(minutes=2))
    await ledger.add(OA, [asked])
    assert (await ledger.tally(OA, *OCTOBER)).ratings == {None: 1}
    await ledger.add(OA, [good, poor])
    await ledger.add(OA, [asked, good])
    assert (await ledger.tally(OA, *OCTOBER)).ratings == {Score.POOR: 1}


async def test_an_answer_to_a_question_that_was_never_asked_counts_nothing(ledger):
    await ledger.add(OA, [record("m1", rating=Rating(question="q1", score=Score.GOOD))])
    assert (await ledger.tally(OA, *OCTOBER)).ratings == {}


async def test_who_is_forgotten_is_in_no_row_and_no_figure_moves(ledger, records):  # noqa: F811
    await ledger.add(OA, [record("m1"), record("m2", citizen="bela")])
    before = await ledger.tally(OA, *OCTOBER)
    goodbye = record("m3", forgotten_as="nobody-1")
    for _ in range(2):  # a crash lets it be run again
        await ledger.add(OA, [record("m1"), goodbye])
    with records._engine.connect() as connection:
        names = set(connection.execute(select(tables.turn_records.c.citizen)).scalars())
    assert names == {"bela", "nobody-1"}
    after = await ledger.tally(OA, *OCTOBER)
    assert (messages(before), messages(after), before.citizens, after.citizens) == (2, 3, 2, 2)


async def test_who_writes_again_after_being_forgotten_is_somebody_new(ledger):
    await ledger.add(
        OA, [record("m1"), TurnRecord(at=AT, citizen="anna", forgotten_as="nobody-1"), record("m2")]
    )
    assert (await ledger.tally(OA, *OCTOBER)).citizens == 2


async def test_summing_up_a_month_moves_no_figure_of_that_month(ledger, records):  # noqa: F811
    asked = record("m1", "m2", rating=Rating(question="q1"))
    outside = record("m3", citizen="bela", count=replace(FEE, is_outside_hours=True, day=date(2026, 10, 31)))
    rated = record("m4", rating=Rating(question="q1", score=Score.GOOD))
    await ledger.add(OA, [asked, outside, rated])
    before = await ledger.tally(OA, *OCTOBER)
    assert await ledger.sum_up_before(OA, date(2026, 11, 1)) == 1
    assert await ledger.sum_up_before(OA, date(2026, 11, 1)) == 0
    assert await ledger.tally(OA, *OCTOBER) == before
    assert await ledger.since(OA) == date(2026, 10, 5)
    with records._engine.connect() as connection:
        for table in (tables.turn_records, tables.ratings):
            assert connection.execute(select(table)).all() == []


async def test_only_whole_months_before_the_day_are_summed_up(ledger, records):  # noqa: F811
    await ledger.add(OA, [record("m1"), record("m2", count=replace(FEE, day=date(2026, 9, 30)))])
    assert await ledger.sum_up_before(OA, date(2026, 10, 31)) == 1
    with records._engine.connect() as connection:
        assert list(connection.execute(select(tables.turn_records.c.message)).scalars()) == ["m1"]


async def test_people_of_several_summed_months_are_said_to_be_unknown_and_their_messages_are_not(ledger):
    await ledger.add(OA, [record("m1"), record("m2", count=replace(FEE, day=date(2026, 9, 30)))])
    assert (await ledger.tally(OA, *YEAR)).citizens == 1
    await ledger.sum_up_before(OA, date(2026, 11, 1))
    tally = await ledger.tally(OA, *YEAR)
    assert (messages(tally), tally.citizens) == (2, None)
    assert (await ledger.tally(OA, *OCTOBER)).citizens == 1
    assert (await ledger.tally(OA, date(2026, 10, 2), date(2026, 10, 31))).citizens is None


async def test_a_message_of_a_month_summed_up_before_is_added_to_it(ledger):
    await ledger.add(OA, [record("m1")])
    await ledger.sum_up_before(OA, date(2026, 11, 1))
    await ledger.add(OA, [record("m2")])
    assert messages(await ledger.tally(OA, *OCTOBER)) == 2
    await ledger.sum_up_before(OA, date(2026, 11, 1))
    assert messages(await ledger.tally(OA, *OCTOBER)) == 2
