"""Due dates, each counted by hand on the calendar; the reason beside each says which days count."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.domain.desk import Holiday, MakeUpDay, OfficeHours, Span
from bot.domain.due_dates import DaysCounted, Extension, Pause, Term, due_on

MORNING, AFTERNOON = Span(opens=time(7), closes=time(11, 30)), Span(opens=time(13, 30), closes=time(17))


def off(name: str, first: str, last: str, *, confirmed: bool = True) -> Holiday:
    return Holiday(
        name=name, first=date.fromisoformat(first), last=date.fromisoformat(last), confirmed=confirmed
    )


# 2026 as the government arranged it; 2027 as its calendar falls, taken as confirmed for this table.
HOURS = OfficeHours(
    weekly=((MORNING, AFTERNOON),) * 5 + ((MORNING,), ()),
    holidays=(
        off("Tết Dương lịch", "2026-01-01", "2026-01-04"),
        off("Tết Bính Ngọ", "2026-02-14", "2026-02-22"),
        off("Giỗ Tổ", "2026-04-26", "2026-04-27"),
        off("30/4 và 01/5", "2026-04-30", "2026-05-01"),
        off("Quốc khánh", "2026-08-31", "2026-09-02"),
        off("Ngày Văn hóa Việt Nam", "2026-11-24", "2026-11-24", confirmed=False),
        off("Tết Dương lịch", "2027-01-01", "2027-01-01"),
        off("Tết Đinh Mùi", "2027-02-05", "2027-02-11"),
        off("Giỗ Tổ", "2027-04-16", "2027-04-16"),
        off("30/4 và 01/5", "2027-04-30", "2027-05-03"),
    ),
    make_up_days=(MakeUpDay(day=date(2026, 8, 22), like=0, name="bù cho 31/8"),),
)


def working(days: int) -> Term:
    return Term(days=days)


def calendar(days: int) -> Term:
    return Term(days=days, counted=DaysCounted.CALENDAR)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


PLAIN = [
    # received, term, due, why
    ("2026-02-12 09:00", working(1), "2026-02-13", "Fri 13 is the last working day before Tết"),
    ("2026-02-13 09:00", working(1), "2026-02-23", "14-22 are Tết and its weekends; Mon 23 is the first day"),
    ("2026-02-13 16:30", working(1), "2026-02-23", "with counted days the hour of receipt changes nothing"),
    ("2026-02-12 09:00", working(3), "2026-02-24", "Fri 13, Mon 23, Tue 24"),
    ("2026-02-10 09:00", working(5), "2026-02-24", "11, 12, 13, 23, 24"),
    ("2026-02-14 20:00", working(2), "2026-02-24", "sent online within Tết: 23, 24"),
    ("2026-02-16 08:00", working(1), "2026-02-23", "sent online at Tết: Mon 23"),
    ("2026-02-23 08:00", working(1), "2026-02-24", "first day after Tết: the next day"),
    ("2026-02-10 09:00", calendar(3), "2026-02-13", "10 + 3 = Fri 13, a working day"),
    ("2026-02-10 09:00", calendar(5), "2026-02-23", "10 + 5 = Sun 15 within Tết, moves to Mon 23"),
    ("2026-02-03 09:00", calendar(15), "2026-02-23", "3 + 15 = Wed 18, Tết, moves to Mon 23"),
    ("2026-02-03 09:00", calendar(20), "2026-02-23", "3 + 20 = Mon 23: Tết days count as days"),
    ("2026-02-05 09:00", calendar(30), "2026-03-09", "5/2 + 30 = Sat 7/3, moves to Mon 9"),
    ("2026-02-13 14:59", working(0), "2026-02-13", "before 15:00: the same day"),
    ("2026-02-13 15:01", working(0), "2026-02-23", "after 15:00: the next working day, after Tết"),
    ("2027-02-04 09:00", working(1), "2027-02-12", "5-11 are Tết; Fri 12 counts"),
    ("2027-02-04 09:00", working(3), "2027-02-16", "Fri 12, Mon 15, Tue 16"),
    ("2027-02-03 09:00", calendar(5), "2027-02-12", "3 + 5 = Mon 8, Tết, moves to Fri 12"),
    ("2027-01-29 09:00", working(5), "2027-02-12", "Mon 1, 2, 3, Thu 4, then Fri 12"),
    ("2027-02-06 10:00", working(0), "2027-02-12", "sent online on the first day of Tết: Fri 12"),
    ("2026-12-31 09:00", working(1), "2027-01-04", "Fri 1/1 off, weekend, Mon 4"),
    ("2026-12-30 09:00", calendar(2), "2027-01-04", "30 + 2 = Fri 1/1 off, moves to Mon 4"),
    ("2026-04-24 09:00", working(1), "2026-04-28", "Mon 27 stands in for Giỗ Tổ on Sunday; Tue 28"),
    ("2026-04-29 09:00", working(1), "2026-05-04", "30/4, 1/5, weekend; Mon 4"),
    ("2026-04-28 09:00", working(3), "2026-05-05", "Wed 29, Mon 4, Tue 5"),
    ("2026-04-28 09:00", calendar(3), "2026-05-04", "28 + 3 = Fri 1/5 off, moves to Mon 4"),
    ("2026-04-24 09:00", calendar(10), "2026-05-04", "24 + 10 = Mon 4/5 itself"),
    ("2026-04-29 15:00", working(0), "2026-04-29", "15:00 itself is not after 15:00"),
    ("2026-04-29 15:00:01", working(0), "2026-05-04", "a second later it is"),
    ("2027-04-29 09:00", working(1), "2027-05-04", "Fri 30/4; Sat 1/5 is made up for on Mon 3; Tue 4"),
    ("2027-04-15 09:00", working(2), "2027-04-20", "Fri 16 is Giỗ Tổ; Mon 19, Tue 20"),
    ("2026-08-21 09:00", working(1), "2026-08-22", "Sat 22 is worked for Mon 31/8"),
    ("2026-08-21 09:00", working(2), "2026-08-24", "Sat 22, Mon 24"),
    ("2026-08-22 09:00", working(0), "2026-08-22", "on the make-up Saturday the same day counts"),
    ("2026-08-28 09:00", working(1), "2026-09-03", "31/8, 1/9, 2/9 off; Thu 3"),
    ("2026-08-27 09:00", working(3), "2026-09-04", "Fri 28, Thu 3, Fri 4"),
    ("2026-08-20 09:00", calendar(2), "2026-08-22", "20 + 2 = Sat 22, a make-up day, stays"),
    ("2026-08-29 08:00", working(1), "2026-09-03", "a Saturday session before the holiday; Thu 3"),
    ("2026-11-28 08:00", working(0), "2026-11-30", "a Saturday session is no working day: Mon 30"),
    ("2026-11-28 08:00", working(2), "2026-12-01", "Mon 30, Tue 1/12"),
    ("2026-11-26 09:00", working(2), "2026-11-30", "Fri 27, Mon 30: the Saturday session counts for nothing"),
    ("2026-11-26 09:00", calendar(2), "2026-11-30", "26 + 2 = Sat 28, a day off with a session; Mon 30"),
    ("2026-11-23 09:00", working(1), "2026-11-24", "a holiday nobody confirmed counts until it is"),
]


@pytest.mark.parametrize(
    ("received", "term", "due", "why"),
    PLAIN,
    ids=[f"{row[0]} {row[1].counted} {row[1].days}" for row in PLAIN],
)
def test_a_due_date_is_as_counted_by_hand(received, term, due, why):
    assert due_on(HOURS, at(received), term) == date.fromisoformat(due), why


def pause(asked: str, answered: str | None) -> Pause:
    return Pause(asked_at=at(asked), answered_at=at(answered) if answered else None)


@pytest.mark.parametrize(
    ("received", "term", "waited", "due", "why"),
    [
        ("2026-11-02 09:00", working(5), ("2026-11-03 09:00", "2026-11-09 10:00"), "2026-11-13",
         "Tue 3 counts, 4-9 do not, then 10, 11, 12, 13"),
        ("2026-11-02 09:00", working(5), ("2026-11-03 09:00", "2026-11-03 16:00"), "2026-11-09",
         "asked and answered on one day: 3, 4, 5, 6, 9"),
        ("2026-11-02 09:00", calendar(10), ("2026-11-05 09:00", "2026-11-12 09:00"), "2026-11-19",
         "3, 4, 5, then 13 to 19"),
        ("2026-11-02 10:00", working(0), ("2026-11-02 10:30", "2026-11-04 16:00"), "2026-11-05",
         "complete after 15:00 on Wed 4: Thu 5"),
        ("2026-02-10 09:00", working(5), ("2026-02-11 09:00", "2026-02-24 09:00"), "2026-03-02",
         "Wed 11, then 25, 26, 27 and Mon 2/3"),
        ("2026-11-02 09:00", working(5), ("2026-11-03 09:00", None), None, "still waiting: no date runs"),
    ],
)  # fmt: skip
def test_days_spent_waiting_for_the_citizen_do_not_count(received, term, waited, due, why):
    expected = date.fromisoformat(due) if due else None
    assert due_on(HOURS, at(received), term, pauses=[pause(*waited)]) == expected, why


@pytest.mark.parametrize(
    ("received", "term", "more", "due", "why"),
    [
        ("2026-11-02 09:00", working(3), working(2), "2026-11-09", "due Thu 5; Fri 6, Mon 9"),
        ("2026-11-02 09:00", calendar(15), calendar(5), "2026-11-23", "due Tue 17; + 5 = Sun 22, Mon 23"),
        ("2026-08-21 09:00", working(1), working(1), "2026-08-24", "due Sat 22, a make-up day; Mon 24"),
    ],
)
def test_an_extension_counts_from_the_due_date_as_it_stood(received, term, more, due, why):
    extended = [Extension(term=more, reason="mẫu")]
    assert due_on(HOURS, at(received), term, extensions=extended) == date.fromisoformat(due), why
