"""In a public version nothing under five can be read, nor computed from what is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dossier import DossierState as State
from bot.domain.dossier import ReceiptChannel as Channel
from bot.reports import make_report
from bot.reports.activity import Recorded
from bot.reports.figures import FIGURES, OUTCOMES, SUMS
from bot.reports.public import LEAST, public_version
from tests.reports.sample import HOURS, OCTOBER, YEAR, at, dossier, on, reference_case

KINDS = {
    "ahead": {"state": State.RETURNED, "due_on": on(20), "finished_on": on(15), "returned_on": on(15)},
    "late": {"state": State.RETURNED, "due_on": on(10), "finished_on": on(15), "returned_on": on(15)},
    "on time": {"state": State.RESULT_READY, "due_on": on(15), "finished_on": on(15)},
    "open": {},
    "carried": {"received_at": at(20, 9)},
    "withdrawn": {"state": State.WITHDRAWN, "finished_on": on(15)},
    "refused": {"state": State.REFUSED},
    "stopped": {"state": State.STOPPED, "finished_on": on(15), "due_on": on(15)},
    "online": {"channel": Channel.ONLINE_FULL},
}
SPLITS = (
    ("carried_over", *SUMS["received"]),
    (*SUMS["processed"], *SUMS["in_process"], "withdrawn", "end_unknown"),
)


def made(*groups):
    """Dossiers of groups (field, procedure, kind, number)."""
    return [
        dossier(field=field, procedure_name=name, procedure_code=None, code=f"{field}{name}{kind}{number}", **KINDS[kind])
        for field, name, kind, count in groups
        for number in range(count)
    ]  # fmt: skip


def public(*groups):
    return public_version(make_report(made(*groups), OCTOBER, HOURS, Recorded()))


# ---- An attacker who knows every rule: what can each hidden cell be, given all that is shown? ----


def known_sums(report):
    """Every equation an attacker can write: cells (line, figure) and what they add up to."""
    lines = {("total", ""): report.total}
    lines |= {("field", group.title): group.counts for group in report.fields}
    lines |= {("procedure", f"{group.field}/{group.title}"): group.counts for group in report.procedures}
    for line, counts in lines.items():
        for name, number in counts.of.items():
            if number is not None:
                yield [(line, name)], number
        for whole, parts in (*SUMS.items(), ("handled", OUTCOMES)):
            yield [*((line, part) for part in parts), (line, whole, "minus")], 0
    for name in FIGURES:
        yield [*((("field", g.title), name) for g in report.fields), (("total", ""), name, "minus")], 0
        for field in report.fields:
            inside = [g for g in report.procedures if g.field == field.title]
            yield (
                [
                    *((("procedure", f"{g.field}/{g.title}"), name) for g in inside),
                    (("field", field.title), name, "minus"),
                ],
                0,
            )


def solved(report):
    """Give the cells that the equations determine, and what they are."""
    rows = list(known_sums(report))
    place = {
        cell: number for number, cell in enumerate({cell[:2]: None for cells, _ in rows for cell in cells})
    }
    matrix = np.zeros((len(rows), len(place)))
    for number, (cells, _) in enumerate(rows):
        for cell in cells:
            matrix[number, place[cell[:2]]] += -1 if len(cell) == 3 else 1
    square = matrix.T @ matrix
    sizes, directions = np.linalg.eigh(square)
    free = directions[:, sizes < 1e-9].T  # changing along these changes nothing that is known
    shown = matrix.T @ np.array([total for _, total in rows], float)
    values = directions[:, sizes >= 1e-9] @ (directions[:, sizes >= 1e-9].T @ shown / sizes[sizes >= 1e-9])
    return {
        cell: round(values[at])
        for cell, at in place.items()
        if not np.abs(free[:, at]).any(where=np.abs(free[:, at]) > 1e-9)
    }


def test_the_attacker_solves_what_a_naive_version_hides():
    # One hidden cell of a column is the sum less the others: the twin that only leaves out small numbers.
    report = make_report(
        made(("A", "a", "ahead", 9), ("A", "a", "late", 2), ("B", "b", "late", 9)), OCTOBER, HOURS, Recorded()
    )
    naive = [
        {name: None if number and number < LEAST else number for name, number in group.counts.of.items()}
        for group in report.fields
    ]
    for group, of in zip(report.fields, naive, strict=True):
        object.__setattr__(group.counts, "of", of)
    assert solved(report)[(("field", "A"), "processed_late")] == 2


counts = st.integers(min_value=0, max_value=9)
groups = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz"), st.sampled_from(sorted(KINDS)), counts),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(groups)
def test_no_number_under_five_can_be_read_or_computed(some):
    report = public(*some)
    small = {cell: number for cell, number in solved(report).items() if 0 < number < LEAST}
    assert small == {}


@settings(max_examples=150, deadline=None)
@given(groups)
def test_hidden_lines_leave_a_range_of_at_least_five_for_each_of_their_numbers(some):
    report = public(*some)
    true = make_report(made(*some), OCTOBER, HOURS, Recorded())
    for leaves in SPLITS:
        shown = [name for name in leaves if report.total.of[name] is not None]
        hidden = [
            group
            for group in report.fields
            if shown and all(group.counts.of[name] is None for name in leaves)
        ]
        if not hidden:
            continue
        told = [group for group in report.fields if group not in hidden]
        columns = {
            name: report.total.of[name] - sum(group.counts.of[name] for group in told) for name in shown
        }
        assert not [number for number in columns.values() if 0 < number < LEAST]
        assert all(group.counts.of["handled"] >= LEAST for group in hidden)
        assert true.total.of["handled"] == report.total.of["handled"]


def test_small_procedures_are_told_together():
    report = public(("A", "x", "ahead", 30), ("A", "y", "ahead", 3), ("A", "z", "ahead", 4))
    assert [(group.title, group.counts.of["handled"]) for group in report.procedures] == [
        ("x", 30),
        ("Các thủ tục khác", 7),
    ]


def test_two_late_dossiers_of_the_commune_are_hidden_behind_those_on_time():
    report = public(("A", "x", "ahead", 30), ("A", "x", "on time", 20), ("A", "x", "late", 2))
    of = report.total.of
    assert (of["processed"], of["processed_ahead"]) == (52, 30)
    assert (of["processed_on_time"], of["processed_late"]) == (None, None)
    assert report.total.in_time_rate is None


def test_results_handed_over_do_not_tell_what_the_processed_would():
    report = public(("A", "x", "ahead", 30), ("A", "x", "withdrawn", 2))
    assert (report.total.of["processed"], report.total.of["returned"]) == (None, None)


def test_what_the_next_report_tells_again_hides_others_last():
    of = public(("A", "x", "ahead", 30), ("A", "x", "withdrawn", 2), ("A", "x", "open", 9)).total.of
    assert (of["in_process"], of["processed_ahead"], of["withdrawn"]) == (9, None, None)


def test_fewer_than_five_in_all_tell_nothing():
    report = public(("A", "x", "ahead", 4))
    assert report.total.of["handled"] is None
    assert (report.fields, report.procedures) == ((), ())


def test_the_period_before_is_left_out_where_it_would_tell_what_is_carried_over():
    assert public(("A", "x", "ahead", 30), ("A", "x", "carried", 2), ("A", "x", "open", 9)).before is None
    assert public(("A", "x", "ahead", 30), ("A", "x", "carried", 8), ("A", "x", "open", 9)).before is not None


@pytest.fixture(scope="module")
def reference():
    return make_report(reference_case(), YEAR, HOURS, Recorded())


@pytest.mark.parametrize(
    "shown", ["handled", "received", "processed_ahead", "processed_on_time", "in_process"]
)
def test_large_figures_stay_as_they_are(reference, shown):
    report = reference
    assert public_version(report).total.of[shown] == report.total.of[shown]
    assert len(public_version(report).fields) == len(report.fields)
