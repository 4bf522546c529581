"""The day a result is due: which days count, when the clock stands still, and what an extension adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.desk import OfficeHours
from bot.domain.office_hours import add_working_days, is_working_day

SAME_DAY_UNTIL = time(15)
"""What comes in later than this and should be done the same day, is due the next working day."""


class DaysCounted(StrEnum):
    """Which days a term counts: "ngày làm việc", or "ngày" with nothing added."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long an office has; 0 days is the same day."""

    days: int
    counted: DaysCounted = DaysCounted.WORKING


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """
    The office waits for the citizen (papers, payment); the days after asking until the answer do not count.

    Args:
        asked_at: By local time, as `answered_at`; None means it still waits.

    """

    asked_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """More time, counted from the due date as it stood; the citizen is told the reason."""

    term: Term
    reason: str


def due_on(
    hours: OfficeHours,
    received_at: datetime,
    term: Term,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> date | None:
    """
    Give the day the result is due; None while the office waits for the citizen.

    The first day counted is the day after receipt. A term in calendar days that would end on a day off
    ends on the next working day.

    Args:
        received_at: By local time.

    Source: Civil Code 2015, articles 147 and 148; public-service facts 2.1 (after 15:00) and 2.4.

    """
    if any(pause.answered_at is None for pause in pauses):
        return None
    due = (
        _end(hours, received_at.date(), term, pauses) if term.days else _same_day(hours, received_at, pauses)
    )
    for extension in extensions:
        due = _end(hours, due, extension.term, pauses)
    return due


def _same_day(hours: OfficeHours, received_at: datetime, pauses: Sequence[Pause]) -> date:
    """Count from the moment all papers were there."""
    complete_at = max((pause.answered_at for pause in pauses if pause.answered_at), default=received_at)
    day = complete_at.date()
    if complete_at.time() <= SAME_DAY_UNTIL and is_working_day(hours, day):
        return day
    return add_working_days(hours, day, 1)


def _end(hours: OfficeHours, start: date, term: Term, pauses: Sequence[Pause]) -> date:
    day, left = start, term.days
    while left > 0:
        day += timedelta(days=1)
        left -= not _is_paused(day, pauses) and (
            term.counted is DaysCounted.CALENDAR or is_working_day(hours, day)
        )
    return day if is_working_day(hours, day) else add_working_days(hours, day, 1)


def _is_paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(
        pause.asked_at.date() < day <= pause.answered_at.date()
        for pause in pauses
        if pause.answered_at is not None
    )
