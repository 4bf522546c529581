"""How often and how long a dossier waited for its citizen, and what that means for its due date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.desk import OfficeHours
from bot.domain.dossier import VIETNAM, WAITING_FOR_CITIZEN, Dossier, DossierState, Waits
from bot.domain.due_dates import Pause
from bot.domain.office_hours import add_working_days, working_days_between

_STOPS_THE_CLOCK = WAITING_FOR_CITIZEN - {DossierState.REGISTERED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    One change that was seen.

    Args:
        before: None when the dossier was new to us.
        tells_due: The source told another due date with it.

    """

    at: datetime
    before: DossierState | None
    after: DossierState
    tells_due: bool = False


def waits_of(moves: Iterable[Move]) -> Waits:
    """
    Read the waits off the moves of one dossier, oldest first.

    A wait that the source itself answered with another due date is no pause: that date holds it already.
    """
    asked, began = 0, None
    pauses: list[Pause] = []
    for move in moves:
        if move.tells_due:
            pauses.clear()
            began = None
        if move.before is move.after:
            continue
        asked += move.after is DossierState.AWAITING_PAPERS
        if move.after in _STOPS_THE_CLOCK:
            began = began or (None if move.tells_due else move.at)
        elif began is not None:
            pauses.append(Pause(asked_at=_local(began), answered_at=_local(move.at)))
            began = None
    return Waits(papers_asked=asked, pauses=tuple(pauses))


def _local(moment: datetime) -> datetime:
    return moment.astimezone(VIETNAM)


def with_waits_counted(hours: OfficeHours, dossier: Dossier) -> Dossier:
    """
    Move the due date by the working days the office waited for the citizen.

    Only what was asked while there was time left counts: asking for papers makes no late dossier timely.

    Source: public-service facts 4.3 (the time citizens take to complete papers is taken out).
    """
    due = dossier.due_on
    if due is None or not dossier.waits.pauses:
        return dossier
    for pause in dossier.waits.pauses:
        if pause.answered_at is not None and pause.asked_at.date() <= due:
            due = _later(
                hours, due, working_days_between(hours, pause.asked_at.date(), pause.answered_at.date())
            )
    return replace(dossier, due_on=due)


def _later(hours: OfficeHours, day: date, days: int) -> date:
    return add_working_days(hours, day, days) if days > 0 else day
