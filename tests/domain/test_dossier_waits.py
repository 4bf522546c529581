"""The time citizens take is not the office's, and papers demanded twice make a dossier late."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.domain.dossier import VIETNAM, Waits
from bot.domain.dossier import DossierState as State
from bot.domain.dossier_waits import Move, waits_of, with_waits_counted
from bot.domain.due_dates import Pause
from bot.reports.activity import Recorded
from bot.reports.figures import FIGURES
from bot.reports.report import make_report
from tests.reports.sample import HOURS, OCTOBER, dossier, on


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=VIETNAM)


def move(day: int, before: State | None, after: State, **more) -> Move:
    return Move(at=at(day), before=before, after=after, **more)


ASKED = move(6, State.PROCESSING, State.AWAITING_PAPERS)
BROUGHT = move(9, State.AWAITING_PAPERS, State.PROCESSING)
PAUSE = Pause(asked_at=at(6), answered_at=at(9))
DONE = {"state": State.RETURNED, "finished_on": on(15), "returned_on": on(15), "due_on": on(12)}


@pytest.mark.parametrize(
    ("moves", "asked", "pauses"),
    [
        pytest.param([], 0, (), id="never waited"),
        pytest.param([ASKED, BROUGHT], 1, (PAUSE,), id="asked once, answered"),
        pytest.param([ASKED], 1, (), id="still waiting"),
        pytest.param([move(6, None, State.AWAITING_PAPERS), BROUGHT], 1, (PAUSE,), id="first seen waiting"),
        pytest.param(
            [ASKED, BROUGHT, move(12, State.PROCESSING, State.AWAITING_PAPERS), move(13, State.AWAITING_PAPERS, State.STOPPED)],
            2, (PAUSE, Pause(asked_at=at(12), answered_at=at(13))), id="asked again after it was in work",
        ),
        pytest.param(
            [move(6, State.PROCESSING, State.AWAITING_PAYMENT), move(9, State.AWAITING_PAYMENT, State.PROCESSING)],
            0, (PAUSE,), id="a fee is waited for, no paper",
        ),
        pytest.param(
            [ASKED, move(7, State.AWAITING_PAPERS, State.AWAITING_PAYMENT), move(9, State.AWAITING_PAYMENT, State.PROCESSING)],
            1, (PAUSE,), id="one wait of two kinds",
        ),
        pytest.param(
            [ASKED, move(9, State.AWAITING_PAPERS, State.PROCESSING, tells_due=True)], 1, (), id="the source moved the date itself",
        ),
        pytest.param(
            [move(6, State.REGISTERED, State.RECEIVED)], 0, (), id="not accepted yet is no wait",
        ),
    ],
)  # fmt: skip
def test_waits_are_read_off_the_moves(moves, asked, pauses):
    assert waits_of(moves) == Waits(papers_asked=asked, pauses=pauses)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        pytest.param((PAUSE,), on(15), id="three working days"),
        pytest.param(
            (Pause(asked_at=at(9), answered_at=at(12)),), on(13), id="a weekend within counts one day"
        ),
        pytest.param((Pause(asked_at=at(6, 8), answered_at=at(6, 16)),), on(12), id="the same day"),
        pytest.param(
            (Pause(asked_at=at(13), answered_at=at(20)),), on(12), id="asked when it was late already"
        ),
        pytest.param(
            (PAUSE, Pause(asked_at=at(14), answered_at=at(16))), on(19), id="asked within the moved date"
        ),
        pytest.param((), on(12), id="none"),
    ],
)
def test_the_due_date_moves_by_the_working_days_waited(pauses, due):
    waited = dossier(**DONE, waits=Waits(papers_asked=1, pauses=pauses))
    assert with_waits_counted(HOURS, waited).due_on == due


def test_a_dossier_without_due_date_has_none_after_a_wait():
    assert with_waits_counted(HOURS, dossier(due_on=None, waits=Waits(pauses=(PAUSE,)))).due_on is None


def counted(**change) -> dict[str, int]:
    report = make_report([dossier(**(DONE | change))], OCTOBER, HOURS, Recorded())
    return {
        name: number for name, number in report.total.of.items() if number and name.startswith("processed_")
    }


def test_the_report_takes_the_wait_out_and_counts_a_second_demand_as_late():
    assert counted() == {"processed_late": 1}
    assert counted(waits=Waits(papers_asked=1, pauses=(PAUSE,))) == {"processed_on_time": 1}
    assert counted(waits=Waits(papers_asked=2, pauses=(PAUSE,))) == {"processed_late": 1}
    assert counted(waits=Waits(papers_asked=2), due_on=None) == {"processed_late": 1}


def test_a_signed_apology_makes_no_dossier_timely():
    assert counted(promised_on=date(2026, 10, 30)) == {"processed_late": 1}
    for name in ("processed_late", "in_process_past"):
        assert "phiếu xin lỗi" in FIGURES[name].meaning


def test_a_count_that_knows_no_waits_calls_the_citizens_time_the_offices():
    """The broken twin: without the waits the same dossier is late."""
    timely = dossier(**DONE, waits=Waits(papers_asked=1, pauses=(PAUSE,)))
    assert FIGURES["processed_late"].counts(timely, OCTOBER)
    assert not FIGURES["processed_late"].counts(with_waits_counted(HOURS, timely), OCTOBER)
