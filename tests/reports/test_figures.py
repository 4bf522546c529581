"""Every figure by its one definition, on dossiers made for it."""

from __future__ import annotations

import pytest

from bot.domain.dossier import DossierState as State
from bot.domain.dossier import ReceiptChannel as Channel
from bot.reports.figures import FIGURES
from tests.reports.sample import OCTOBER, at, dossier, on

DONE = {"state": State.RETURNED, "due_on": on(20), "finished_on": on(15), "returned_on": on(16)}
# Figure -> dossiers that belong to it, and dossiers that look like it and do not.
CASES = {
    "handled": ([{}, {"received_at": at(30, 9)}], [{"received_at": at(1, 11)}, DONE | {"received_at": at(1, 9), "finished_on": on(30, 9)}]),
    "carried_over": (
        [{"received_at": at(30, 9)}, DONE | {"received_at": at(30, 9)}, DONE | {"received_at": at(30, 9), "finished_on": on(1)}],
        [{}, DONE | {"received_at": at(20, 9), "finished_on": on(30, 9)}, {"received_at": at(30, 9), "state": State.RETURNED},
         {"received_at": at(30, 9), "state": State.REGISTERED}],
    ),
    "received": (
        [{}, {"received_at": at(1)}, {"received_at": at(31)}, DONE],
        [{"received_at": at(30, 9)}, {"received_at": at(1, 11)}, {"state": State.REFUSED}, {"state": State.REGISTERED}],
    ),
    "received_counter": ([{}], [{"channel": Channel.ONLINE_PART}, {"channel": None}]),
    "received_online_part": ([{"channel": Channel.ONLINE_PART}], [{}, {"channel": Channel.ONLINE_FULL}]),
    "received_online_full": ([{"channel": Channel.ONLINE_FULL}], [{}, {"channel": Channel.ONLINE_PART}]),
    "received_unknown": ([{"channel": None}], [{}, {"channel": None, "received_at": at(30, 9)}]),
    "processed": (
        [DONE, DONE | {"finished_on": None}, {"state": State.RESULT_READY, "finished_on": on(31)}, {"state": State.STOPPED, "finished_on": on(7)}],
        [{}, DONE | {"finished_on": on(30, 9)}, DONE | {"finished_on": on(1, 11)}, {"state": State.WITHDRAWN, "finished_on": on(7)},
         {"state": State.REFUSED, "finished_on": on(7)}, {"state": State.APPROVED}],
    ),
    "processed_ahead": ([DONE], [DONE | {"due_on": on(15)}, DONE | {"due_on": on(14)}, DONE | {"due_on": None}]),
    "processed_on_time": (
        [DONE | {"due_on": on(15)}, DONE | {"due_on": on(16), "finished_on": None}],
        [DONE, DONE | {"due_on": on(14)}],
    ),
    # Handed over late, but done in time: the day of being done decides (facts 4.3).
    "processed_late": ([DONE | {"due_on": on(14)}], [DONE | {"due_on": on(15), "returned_on": on(30)}, {"due_on": on(7)}]),
    "processed_without_due": ([DONE | {"due_on": None}], [DONE, {"due_on": None}]),
    "in_process": (
        [{}, {"received_at": at(1, 9)}, DONE | {"finished_on": on(1, 11), "returned_on": on(1, 11)}, {"state": State.APPROVED}],
        [DONE, {"state": State.RETURNED}, {"received_at": at(1, 11)}, {"state": State.REGISTERED}, {"state": State.WITHDRAWN, "finished_on": on(9)}],
    ),
    "in_process_within": ([{}, {"due_on": on(31)}, {"due_on": on(7), "state": State.AWAITING_PAPERS}], [{"due_on": on(30)}, {"due_on": None}, DONE]),
    "in_process_past": (
        [{"due_on": on(30)}, DONE | {"finished_on": on(2, 11), "returned_on": on(2, 11)}],
        [{"due_on": on(31)}, {"due_on": on(7), "state": State.AWAITING_PAYMENT}, DONE | {"due_on": on(14)}],
    ),
    "in_process_without_due": ([{"due_on": None}], [{}, {"due_on": None, "state": State.AWAITING_PAPERS}]),
    "withdrawn": ([{"state": State.WITHDRAWN, "finished_on": on(9)}], [{"state": State.WITHDRAWN}, {"state": State.WITHDRAWN, "finished_on": on(1, 11)}]),
    "end_unknown": ([{"state": State.RETURNED}], [DONE, {}, {"state": State.RETURNED, "received_at": at(30, 9)}]),
    "returned": (
        [DONE, DONE | {"received_at": at(1, 9), "finished_on": on(30, 9)}],
        [DONE | {"returned_on": on(1, 11)}, {"state": State.RESULT_READY, "finished_on": on(9)}],
    ),
    "stopped": ([{"state": State.STOPPED, "finished_on": on(9)}], [{"state": State.STOPPED}, DONE]),
    "refused": (
        [{"state": State.REFUSED, "finished_on": on(9)}, {"state": State.REFUSED}],
        [{"state": State.REFUSED, "finished_on": on(1, 11)}, {}],
    ),
    "registered": ([{"state": State.REGISTERED}], [{}, {"state": State.REGISTERED, "received_at": at(1, 11)}]),
}  # fmt: skip


def test_every_figure_has_its_fixture():
    assert set(CASES) == set(FIGURES)


@pytest.mark.parametrize("name", CASES)
def test_a_figure_counts_what_its_definition_says(name):
    inside, outside = CASES[name]
    counts = FIGURES[name].counts
    assert [counts(dossier(**each), OCTOBER) for each in inside] == [True] * len(inside)
    assert [counts(dossier(**each), OCTOBER) for each in outside] == [False] * len(outside)


def test_a_dossier_received_just_after_midnight_belongs_to_its_vietnamese_day():
    just_after = dossier(received_at=at(1).replace(hour=0, minute=5).astimezone(tz=None))
    assert FIGURES["received"].counts(just_after, OCTOBER)
