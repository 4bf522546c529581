"""The desk's hours: a day, a moment, the next opening, and the counting of working days."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.domain.desk import Closure, Holiday, MakeUpDay, OfficeHours, Span
from bot.domain.office_hours import (
    DayKind,
    add_working_days,
    day_of,
    is_open,
    is_working_day,
    next_opening,
    working_days_between,
)

MORNING = Span(opens=time(7), closes=time(11, 30))
AFTERNOON = Span(opens=time(13, 30), closes=time(17))
HOURS = OfficeHours(
    weekly=((MORNING, AFTERNOON),) * 5 + ((MORNING,), ()),
    holidays=(
        Holiday(name="Quốc khánh", first=date(2026, 8, 31), last=date(2026, 9, 2)),
        Holiday(
            name="Ngày Văn hóa Việt Nam", first=date(2026, 11, 24), last=date(2026, 11, 24), confirmed=False
        ),
    ),
    make_up_days=(MakeUpDay(day=date(2026, 8, 22), like=0, name="làm bù ngày 31/8"),),
    closures=(Closure(first=date(2026, 11, 26), last=date(2026, 11, 26), reason="mất điện"),),
)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param("2026-11-23 06:59:59", False, id="a second before opening"),
        pytest.param("2026-11-23 07:00:00", True, id="at opening"),
        pytest.param("2026-11-23 11:29:59", True, id="a second before lunch"),
        pytest.param("2026-11-23 11:30:00", False, id="at lunch"),
        pytest.param("2026-11-23 13:30:00", True, id="after lunch"),
        pytest.param("2026-11-23 17:00:00", False, id="at closing"),
        pytest.param("2026-11-28 09:00:00", True, id="the Saturday session"),
        pytest.param("2026-11-28 14:00:00", False, id="Saturday afternoon"),
        pytest.param("2026-11-29 09:00:00", False, id="Sunday"),
        pytest.param("2026-09-02 09:00:00", False, id="a holiday"),
        pytest.param("2026-08-22 14:00:00", True, id="the afternoon of a make-up Saturday"),
        pytest.param("2026-11-26 09:00:00", False, id="a closure"),
        pytest.param("2026-11-24 09:00:00", False, id="a holiday nobody has confirmed is not certainly open"),
    ],
)
def test_the_desk_is_open_from_opening_up_to_closing(at, expected):
    assert is_open(HOURS, datetime.fromisoformat(at)) is expected


@pytest.mark.parametrize(
    ("day", "kind", "spans"),
    [
        pytest.param(date(2026, 11, 23), DayKind.USUAL, 2, id="Monday"),
        pytest.param(date(2026, 11, 28), DayKind.USUAL, 1, id="Saturday session"),
        pytest.param(date(2026, 11, 29), DayKind.WEEKEND, 0, id="Sunday"),
        pytest.param(date(2026, 9, 1), DayKind.HOLIDAY, 0, id="the middle of a holiday"),
        pytest.param(date(2026, 8, 22), DayKind.MAKE_UP, 2, id="make-up day"),
        pytest.param(date(2026, 11, 26), DayKind.CLOSURE, 0, id="closure"),
        pytest.param(
            date(2026, 11, 24), DayKind.UNCONFIRMED, 2, id="unconfirmed holiday keeps its usual hours"
        ),
    ],
)
def test_a_day_tells_why_it_has_its_hours(day, kind, spans):
    found = day_of(HOURS, day)
    assert (found.kind, len(found.spans)) == (kind, spans)


@pytest.mark.parametrize(
    ("at", "opens_at", "unconfirmed"),
    [
        pytest.param("2026-11-25 06:00", "2026-11-25 07:00", 0, id="before opening: today"),
        pytest.param("2026-11-25 12:00", "2026-11-25 13:30", 0, id="at lunch: after lunch"),
        pytest.param("2026-11-27 18:00", "2026-11-28 07:00", 0, id="Friday evening: the Saturday session"),
        pytest.param("2026-11-28 12:00", "2026-11-30 07:00", 0, id="Saturday noon: Monday"),
        pytest.param("2026-08-29 18:00", "2026-09-03 07:00", 0, id="over the holiday"),
        pytest.param("2026-11-25 18:00", "2026-11-27 07:00", 0, id="over the closure"),
        pytest.param(
            "2026-11-23 18:00", "2026-11-25 07:00", 1, id="an unconfirmed holiday is passed over and named"
        ),
    ],
)
def test_the_next_opening_is_the_first_certain_one(at, opens_at, unconfirmed):
    opening = next_opening(HOURS, datetime.fromisoformat(at))
    assert opening is not None
    assert opening.at == datetime.fromisoformat(opens_at)
    assert len(opening.unconfirmed) == unconfirmed


def test_a_desk_that_never_opens_has_no_next_opening():
    assert next_opening(OfficeHours(weekly=((),) * 7), datetime.fromisoformat("2026-11-23 09:00")) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 11, 23), True, id="Monday"),
        pytest.param(date(2026, 11, 28), False, id="a Saturday session is no working day"),
        pytest.param(date(2026, 8, 22), True, id="a make-up Saturday is one"),
        pytest.param(date(2026, 9, 1), False, id="holiday"),
        pytest.param(date(2026, 11, 26), True, id="a closure of the desk moves no due date"),
        pytest.param(date(2026, 11, 24), True, id="an unconfirmed holiday counts until it is confirmed"),
    ],
)
def test_only_working_days_count(day, expected):
    assert is_working_day(HOURS, day) is expected


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        pytest.param(date(2026, 11, 23), 0, date(2026, 11, 23), id="the same day"),
        pytest.param(date(2026, 11, 23), 3, date(2026, 11, 26), id="within the week"),
        pytest.param(
            date(2026, 11, 27), 1, date(2026, 11, 30), id="over the weekend, its Saturday session not counted"
        ),
        pytest.param(date(2026, 8, 21), 1, date(2026, 8, 22), id="onto a make-up Saturday"),
        pytest.param(date(2026, 8, 28), 1, date(2026, 9, 3), id="over the holiday"),
    ],
)
def test_due_dates_count_working_days_after_the_first(start, count, due):
    assert add_working_days(HOURS, start, count) == due
    assert working_days_between(HOURS, start, due) == count
