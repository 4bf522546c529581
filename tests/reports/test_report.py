"""A report adds up, compares, and says when something does not add up."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.dossier import DossierState as State
from bot.reports import Period, make_report, tables_of
from bot.reports.activity import Recorded
from bot.reports.counting import Counts, disagreements
from bot.reports.figures import FIGURES
from bot.reports.period import month_before
from bot.reports.tables import Gap, Share
from bot.reports.writing import written
from tests.reports.sample import HOURS, OCTOBER, YEAR, at, dossier, on, reference_case


def report_of(*dossiers, period=OCTOBER):
    return make_report(dossiers, period, HOURS, Recorded())


@pytest.fixture(scope="module")
def reference():
    return make_report(reference_case(), YEAR, HOURS, Recorded())


def test_the_reference_case_is_reported_with_exactly_its_figures(reference):
    of = reference.total.of
    assert {name: number for name, number in of.items() if number} == {
        "handled": 37_384,
        "received": 24_879 + 5_090 + 7_415,
        "received_counter": 24_879,
        "received_online_part": 5_090,
        "received_online_full": 7_415,
        "processed": 15_879 + 21_415,
        "processed_on_time": 15_879,
        "processed_ahead": 21_415,
        "in_process": 90,
        "in_process_within": 90,
        "returned": 37_294,
    }
    assert (of["processed"], of["processed_late"], reference.faults) == (37_294, 0, ())


def test_fields_and_procedures_add_up_to_the_total(reference):
    for groups in (reference.fields, reference.procedures):
        for name in FIGURES:
            assert sum(group.counts.of[name] for group in groups) == reference.total.of[name]


def test_the_same_seed_gives_the_same_dossiers():
    assert reference_case() == reference_case()


def test_sums_that_do_not_agree_are_shown_with_their_numbers():
    counts = Counts(of=dict.fromkeys(FIGURES, 0) | {"handled": 37_384, "received": 37_384, "received_counter": 37_384,
                                                    "processed": 37_294, "processed_ahead": 37_294})  # fmt: skip
    (sentence,) = disagreements("Kỳ này", counts)
    assert "37384" in sentence
    assert "= 37294." in sentence


def test_a_dossier_that_ended_before_it_came_is_named_as_a_fault():
    wrong = dossier(state=State.RETURNED, finished_on=on(29, 9), returned_on=on(29, 9))
    faults = report_of(wrong).faults
    assert any("trước ngày tiếp nhận" in fault for fault in faults)
    assert any(fault.startswith("Kỳ này: Phải giải quyết trong kỳ 1") for fault in faults)
    assert "faults" in {table.name for table in tables_of(report_of(wrong))}


def test_a_dossier_of_old_that_ended_on_no_known_day_is_named_and_not_counted():
    report = report_of(dossier(state=State.RETURNED, received_at=at(1, 8)))
    assert report.total.of["handled"] == 0
    assert any("không có ngày" in fault for fault in report.faults)


def test_median_and_ninetieth_percentile_are_of_working_days():
    # Received on Monday 5 October 2026; Saturday and Sunday do not count.
    ends = [6, 7, 8, 9, 12, 13, 14, 15, 16, 30]
    done = [
        dossier(state=State.RESULT_READY, finished_on=on(day), code=f"H15-261005-{day:04d}") for day in ends
    ]
    total = report_of(*done).total
    assert (total.median_days, total.ninetieth_days) == (5.5, 9)


def test_a_period_with_nothing_processed_has_no_median():
    assert report_of(dossier()).total.median_days is None


def test_an_empty_period_knows_that_it_is_empty():
    assert report_of().is_empty
    assert not report_of(dossier()).is_empty


@pytest.mark.parametrize(
    ("first", "last", "title", "before"),
    [
        ("2026-10-01", "2026-10-31", "tháng 10 năm 2026", ("2026-09-01", "2026-09-30")),
        ("2026-01-01", "2026-01-31", "tháng 01 năm 2026", ("2025-12-01", "2025-12-31")),
        ("2026-07-01", "2026-09-30", "quý III năm 2026", ("2026-04-01", "2026-06-30")),
        ("2026-02-01", "2026-04-30", "từ ngày 01/02/2026 đến ngày 30/04/2026", ("2025-11-01", "2026-01-31")),
        ("2026-01-01", "2026-06-30", "6 tháng đầu năm 2026", ("2025-07-01", "2025-12-31")),
        ("2026-01-01", "2026-12-31", "năm 2026", ("2025-01-01", "2025-12-31")),
        ("2026-10-05", "2026-10-11", "từ ngày 05/10/2026 đến ngày 11/10/2026", ("2026-09-28", "2026-10-04")),
        ("2026-10-05", "2026-10-05", "ngày 05/10/2026", ("2026-10-04", "2026-10-04")),
    ],
)
def test_a_period_has_its_usual_name_and_the_one_before_it(first, last, title, before):
    period = Period(first=date.fromisoformat(first), last=date.fromisoformat(last))
    assert period.title == title
    assert (period.before().first.isoformat(), period.before().last.isoformat()) == before


def test_the_month_before_is_a_whole_month():
    assert month_before(date(2026, 11, 25)) == OCTOBER


def test_what_is_carried_over_is_what_the_period_before_left_in_process():
    dossiers = [
        dossier(received_at=at(day, month), code=f"{month}-{day}") for month in (9, 10) for day in (3, 9)
    ]
    report = report_of(*dossiers)
    assert report.before.of["in_process"] == report.total.of["carried_over"] == 2


@pytest.mark.parametrize(
    ("cell", "text"),
    [(37_384, "37.384"), (5.5, "5,5"), (5.0, "5"), (1234.5, "1.234,5"), (Share(0.985), "98,5%"),
     (Share(0.031, is_change=True), "+3,1%"), (Share(-0.0001, is_change=True), "0,0%"), (-90, "-90"), (Gap.HIDDEN, "*"), ("Hộ tịch", "Hộ tịch")],
)  # fmt: skip
def test_cells_are_written_as_vietnamese_officers_write_them(cell, text):
    assert written(cell) == text
