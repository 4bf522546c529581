"""When the desk is open, and how working days are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.desk import Holiday, OfficeHours, Span

SATURDAY = 5
LOOK_AHEAD_DAYS = 60


class DayKind(StrEnum):
    """Why a day has the hours it has."""

    USUAL = "usual"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSURE = "closure"
    MAKE_UP = "make_up"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """
    One day at the desk.

    Args:
        spans: When it is open; on an unconfirmed holiday the hours it would have otherwise.
        name: The holiday, the closure's reason or the make-up day's name.

    """

    day: date
    kind: DayKind
    spans: tuple[Span, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """
    The next time the desk opens for certain.

    Args:
        unconfirmed: Days before it on which it may or may not open.

    """

    at: datetime
    span: Span
    unconfirmed: tuple[Day, ...] = ()


def day_of(hours: OfficeHours, day: date) -> Day:
    """Tell one day's hours: a closure outweighs a make-up day, that a holiday, that the week."""
    for closure in hours.closures:
        if closure.first <= day <= closure.last:
            return Day(day=day, kind=DayKind.CLOSURE, spans=(), name=closure.reason)
    for make_up in hours.make_up_days:
        if make_up.day == day:
            return Day(day=day, kind=DayKind.MAKE_UP, spans=hours.weekly[make_up.like], name=make_up.name)
    usual = hours.weekly[day.weekday()]
    holiday = holiday_on(hours, day)
    if holiday is not None and holiday.confirmed:
        return Day(day=day, kind=DayKind.HOLIDAY, spans=(), name=holiday.name)
    if holiday is not None and usual:
        return Day(day=day, kind=DayKind.UNCONFIRMED, spans=usual, name=holiday.name)
    return Day(day=day, kind=DayKind.USUAL if usual else DayKind.WEEKEND, spans=usual)


def holiday_on(hours: OfficeHours, day: date) -> Holiday | None:
    """Find the holiday that covers a day; a confirmed one outweighs an unconfirmed."""
    found = [holiday for holiday in hours.holidays if holiday.first <= day <= holiday.last]
    return max(found, key=lambda holiday: holiday.confirmed, default=None)


def open_span(hours: OfficeHours, at: datetime) -> Span | None:
    """
    Find the span that holds a moment; None when shut, at lunch, or when nobody can be sure.

    Args:
        at: In the desk's own time zone.

    """
    today = day_of(hours, at.date())
    if today.kind is DayKind.UNCONFIRMED:
        return None
    return next((span for span in today.spans if span.opens <= at.time() < span.closes), None)


def is_open(hours: OfficeHours, at: datetime) -> bool:
    """Tell whether the desk is certainly open at a moment of its own time zone."""
    return open_span(hours, at) is not None


def next_opening(hours: OfficeHours, at: datetime) -> Opening | None:
    """Find the first certain opening after a moment; None when the table shows none for two months."""
    unconfirmed: list[Day] = []
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        today = day_of(hours, at.date() + timedelta(days=ahead))
        later = [span for span in today.spans if ahead or span.opens > at.time()]
        if not later:
            continue
        if today.kind is DayKind.UNCONFIRMED:
            unconfirmed.append(today)
            continue
        opens_at = datetime.combine(today.day, later[0].opens, tzinfo=at.tzinfo)
        return Opening(at=opens_at, span=later[0], unconfirmed=tuple(unconfirmed))
    return None


def is_working_day(hours: OfficeHours, day: date) -> bool:
    """
    Tell whether a day counts when days are counted for a due date.

    A Saturday session counts for nothing, a make-up day counts, a closure of the desk changes no due
    date, and an unconfirmed holiday counts until somebody confirms it.

    Source: public-service facts 2.2 and 2.4 (Civil Code 2015, articles 147 and 148).
    """
    if any(make_up.day == day for make_up in hours.make_up_days):
        return True
    holiday = holiday_on(hours, day)
    return day.weekday() < SATURDAY and not (holiday is not None and holiday.confirmed)


def add_working_days(hours: OfficeHours, start: date, count: int) -> date:
    """Find the day `count` working days after `start`; the day itself is not counted."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(hours, day)
    return day


def working_days_between(hours: OfficeHours, after: date, until: date) -> int:
    """Count the working days after one day up to and including another; 0 when it is not later."""
    span = range(1, (until - after).days + 1)
    return sum(is_working_day(hours, after + timedelta(days=ahead)) for ahead in span)
