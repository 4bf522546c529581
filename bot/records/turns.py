"""Turns as they are counted: recorded once, read for a report, summed up by days when they are old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    delete,
    distinct,
    func,
    literal,
    select,
    text,
    union_all,
    update,
)

from bot.domain.turn_record import Score, TurnRecord, TurnResult, TurnSum, TurnTally
from bot.records import tables
from bot.records.store import Records
from bot.records.tables import rating_sums, ratings, turn_months, turn_records, turn_sums

_ALIKE = ("result", "is_outside_hours", "intent", "procedure_code")


class TurnLedger:
    """The turns of every page; every method raises Unavailable when the database does not answer."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def add(self, oa_id: str, records: Sequence[TurnRecord]) -> None:
        """Record turns in their order, all or none; what was recorded before stays as it is."""

        def work(connection: Connection) -> None:
            some: list[TurnRecord] = []
            for record in records:
                some.append(record)
                if record.forgotten_as is not None:
                    _add(connection, oa_id, some)
                    _forget(connection, oa_id, record.citizen, record.forgotten_as)
                    some = []
            _add(connection, oa_id, some)

        await self._records.write(work)

    async def tally(self, oa_id: str, first: date, last: date) -> TurnTally:
        """Give what was recorded of the messages written between two days, both included."""

        def work(connection: Connection) -> TurnTally:
            return TurnTally(
                sums=tuple(_sums(connection, oa_id, first, last)),
                citizens=_citizens(connection, oa_id, first, last),
                ratings=_ratings(connection, oa_id, first, last),
            )

        return await self._records.read(work)

    async def since(self, oa_id: str) -> date | None:
        """Give the first day of which anything was recorded; None before the first message."""
        firsts = [
            select(func.min(table.c.day)).where(table.c.oa_id == oa_id) for table in (turn_records, turn_sums)
        ]
        days = await self._records.read(
            lambda connection: [connection.execute(first).scalar_one() for first in firsts]
        )
        return min((day for day in days if day is not None), default=None)

    async def sum_up_before(self, oa_id: str, day: date) -> int:
        """
        Sum up every whole month before a day, and delete its rows, each month in one transaction.

        Returns:
            How many months were summed up.

        """
        months = 0
        while await self._records.write(
            lambda connection: _sum_up_one(connection, oa_id, day.replace(day=1))
        ):
            months += 1
        return months


def _add(connection: Connection, oa_id: str, records: Sequence[TurnRecord]) -> None:
    rows = [row for record in records for row in _rows(oa_id, record)]
    if rows:
        connection.execute(tables.insert_into(turn_records, connection).on_conflict_do_nothing(), rows)
    for record in records:
        _rate(connection, oa_id, record)


def _rows(oa_id: str, record: TurnRecord) -> Iterator[dict[str, object]]:
    count = record.count
    if count is None:
        return
    for message in record.messages:
        yield {
            "oa_id": oa_id, "message": message, "day": count.day,
            "citizen": record.forgotten_as or record.citizen, "result": count.result,
            "is_outside_hours": count.is_outside_hours, "intent": count.intent or "",
            "procedure_code": count.procedure or "",
        }  # fmt: skip


def _rate(connection: Connection, oa_id: str, record: TurnRecord) -> None:
    rating = record.rating
    if rating is None or record.count is None:
        return
    if rating.score is None:
        asked = {"oa_id": oa_id, "question": rating.question, "day": record.count.day, "score": ""}
        connection.execute(
            tables.insert_into(ratings, connection)
            .values(**asked, said_at=record.at)
            .on_conflict_do_nothing()
        )
        return
    # The later answer counts, in whatever order a worker that was thought dead brings them.
    connection.execute(
        update(ratings)
        .where(ratings.c.oa_id == oa_id, ratings.c.question == rating.question)
        .where(ratings.c.said_at <= record.at)
        .values(score=rating.score, said_at=record.at)
    )


def _forget(connection: Connection, oa_id: str, citizen: str, forgotten_as: str) -> None:
    """Leave the figures as they are, and nobody to whom the messages could be traced."""
    column = turn_records.c
    connection.execute(
        update(turn_records)
        .where(column.oa_id == oa_id, column.citizen == citizen)
        .values(citizen=forgotten_as)
    )


def _within(table: Table, oa_id: str, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return table.c.oa_id == oa_id, table.c.day >= first, table.c.day <= last


def _sums(connection: Connection, oa_id: str, first: date, last: date) -> Iterator[TurnSum]:
    rows = select(*(turn_records.c[name] for name in _ALIKE), literal(1).label("messages")).where(
        *_within(turn_records, oa_id, first, last)
    )
    old = select(*(turn_sums.c[name] for name in _ALIKE), turn_sums.c.messages).where(
        *_within(turn_sums, oa_id, first, last)
    )
    both = union_all(rows, old).subquery()
    alike = [both.c[name] for name in _ALIKE]
    wanted = select(*alike, func.sum(both.c.messages).label("messages")).group_by(*alike).order_by(*alike)
    for row in connection.execute(wanted):
        yield TurnSum(
            result=TurnResult(row.result),
            is_outside_hours=bool(row.is_outside_hours),
            intent=row.intent,
            procedure=row.procedure_code,
            messages=int(row.messages),
        )


def _citizens(connection: Connection, oa_id: str, first: date, last: date) -> int | None:
    """Count who wrote; people of several summed months cannot be told apart any more."""
    months = connection.execute(
        select(turn_months.c.month, turn_months.c.citizens).where(
            turn_months.c.oa_id == oa_id,
            turn_months.c.month >= first.replace(day=1),
            turn_months.c.month <= last,
        )
    ).all()
    if not months:
        people = func.count(distinct(turn_records.c.citizen))
        return connection.execute(
            select(people).where(*_within(turn_records, oa_id, first, last))
        ).scalar_one()
    month, citizens = months[0].month, months[0].citizens
    is_that_month = len(months) == 1 and (month, _next_month(month) - timedelta(days=1)) == (first, last)
    return citizens if is_that_month else None


def _ratings(connection: Connection, oa_id: str, first: date, last: date) -> dict[Score | None, int]:
    rows = select(ratings.c.score, literal(1).label("questions")).where(*_within(ratings, oa_id, first, last))
    old = select(rating_sums.c.score, rating_sums.c.questions).where(
        *_within(rating_sums, oa_id, first, last)
    )
    both = union_all(rows, old).subquery()
    wanted = select(both.c.score, func.sum(both.c.questions)).group_by(both.c.score)
    return {Score(score) if score else None: int(number) for score, number in connection.execute(wanted)}


def _sum_up_one(connection: Connection, oa_id: str, before: date) -> bool:
    """Sum up the oldest month that has rows and ended before a day; False when there is none."""
    if connection.dialect.name == "postgresql":  # two that count the same rows would count them twice
        connection.execute(text("LOCK TABLE turn_records, ratings IN SHARE ROW EXCLUSIVE MODE"))
    oldest = [
        connection.execute(
            select(func.min(table.c.day)).where(table.c.oa_id == oa_id, table.c.day < before)
        ).scalar_one()
        for table in (turn_records, ratings)
    ]
    first = min((day for day in oldest if day is not None), default=None)
    if first is None:
        return False
    month = first.replace(day=1)
    last = _next_month(month) - timedelta(days=1)
    _sum_month(connection, oa_id, month, last)
    return True


def _sum_month(connection: Connection, oa_id: str, month: date, last: date) -> None:
    rows = _within(turn_records, oa_id, month, last)
    people = func.count(distinct(turn_records.c.citizen))
    citizens = connection.execute(select(people).where(*rows)).scalar_one()
    made = tables.insert_into(turn_months, connection).values(oa_id=oa_id, month=month, citizens=citizens)
    connection.execute(
        made.on_conflict_do_update(
            index_elements=["oa_id", "month"],
            set_={"citizens": turn_months.c.citizens + made.excluded.citizens},
        )
    )
    _move(connection, turn_records, turn_sums, ("day", *_ALIKE), rows)
    _move(connection, ratings, rating_sums, ("day", "score"), _within(ratings, oa_id, month, last))


def _move(
    connection: Connection,
    rows: Table,
    sums: Table,
    alike: Iterable[str],
    which: tuple[ColumnElement[bool], ...],
) -> None:
    names = ("oa_id", *alike)
    columns = [rows.c[name] for name in names]
    counted = select(*columns, func.count()).where(*which).group_by(*columns)
    number = next(column.name for column in sums.c if not column.primary_key)
    made = tables.insert_into(sums, connection).from_select([*names, number], counted)
    connection.execute(
        made.on_conflict_do_update(
            index_elements=list(names), set_={number: sums.c[number] + made.excluded[number]}
        )
    )
    connection.execute(delete(rows).where(*which))


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
