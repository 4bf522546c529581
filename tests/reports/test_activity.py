"""What the bot did, figure by figure: each by its one definition, beside the period before, adding up."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.documents.csv_file import csv_bytes
from bot.documents.report_document import report_document
from bot.documents.terminal import text_of
from bot.documents.workbook import workbook_bytes
from bot.domain.turn_record import Score, TurnResult, TurnSum, TurnTally
from bot.reports import make_report, tables_of
from bot.reports.activity import Activity, Done, Recorded, activity_in, bot_disagreements, content_rate
from bot.reports.bot_figures import BOT_FIGURES, BOT_SUMS, RESULTS, SCORES, Happened
from bot.reports.public import public_version
from bot.reports.public_activity import LEAST, public_activity
from bot.reports.tables import Gap, Share
from tests.documents.sample import OFFICE, texts
from tests.reports.sample import HOURS, OCTOBER, at, dossier

SINCE = date(2026, 1, 1)


def some(
    result=TurnResult.ANSWERED, messages=1, *, outside=False, intent="fee", procedure="1.001193"
) -> TurnSum:
    return TurnSum(
        result=result, is_outside_hours=outside, intent=intent, procedure=procedure, messages=messages
    )


def tally(*sums, citizens=3, ratings=None) -> TurnTally:
    return TurnTally(sums=sums, citizens=citizens, ratings=ratings or {})


def happened(*sums, **more) -> Happened:
    return Happened(tally=tally(*sums, **more))


EVERY_RESULT = tuple(some(result, place) for place, result in enumerate(TurnResult, start=1))
RATED = {Score.GOOD: 7, Score.FAIR: 2, Score.POOR: 1, None: 20}
# Figure -> what happened, and the number it must give.
CASES = {
    "citizens": (happened(some(messages=5), citizens=2), 2),
    "messages": (happened(*EVERY_RESULT), 36),
    "answered": (happened(some(messages=2), some(messages=3, outside=True), some(TurnResult.COURTESY, 9)), 5),
    "asked_back": (happened(*EVERY_RESULT), 2),
    "not_understood": (happened(*EVERY_RESULT), 3),
    "no_answer": (happened(*EVERY_RESULT), 4),
    "elsewhere": (happened(*EVERY_RESULT), 5),
    "handed_over": (happened(*EVERY_RESULT), 6),
    "with_staff": (happened(*EVERY_RESULT), 7),
    "courtesy": (happened(*EVERY_RESULT), 8),
    "outside_hours": (happened(some(messages=2), some(TurnResult.WITH_STAFF, 3, outside=True)), 3),
    "asked": (happened(ratings=RATED), 30),
    "rated_good": (happened(ratings=RATED), 7),
    "rated_fair": (happened(ratings=RATED), 2),
    "rated_poor": (happened(ratings=RATED), 1),
    "unrated": (happened(ratings=RATED), 20),
    "erasures": (Happened(tally=tally(), erasures=4), 4),
}


def test_every_figure_has_its_fixture():
    assert set(CASES) == set(BOT_FIGURES)


@pytest.mark.parametrize("name", CASES)
def test_a_figure_counts_what_its_definition_says(name):
    case, number = CASES[name]
    assert BOT_FIGURES[name].count(case) == number


def test_every_result_a_message_may_have_is_told():
    assert len(RESULTS) == len(TurnResult)
    counted = {name: BOT_FIGURES[name].count(happened(*EVERY_RESULT)) for name in RESULTS}
    assert sorted(counted.values()) == list(range(1, len(TurnResult) + 1))


RECORDED = Recorded(
    done=(
        Done(at=datetime(2026, 9, 30, 17, 30, tzinfo=UTC), action="erasure"),  # already 1 October in Vietnam
        Done(at=datetime(2026, 9, 30, 10, tzinfo=UTC), action="erasure"),
        Done(at=at(5), action="other"),
    ),
    tally=tally(
        some(messages=60), some(TurnResult.NOT_UNDERSTOOD, 20, outside=True, intent="fallback", procedure=""),
        some(messages=30, intent="requirements"), citizens=40, ratings=RATED,
    ),
    before=tally(some(messages=100), citizens=50),
    since=SINCE,
    names={"fee": "Hỏi lệ phí", "1.001193": "Khai sinh (1.001193)"},
)  # fmt: skip


def report_of(recorded=RECORDED, *dossiers):
    return make_report(dossiers, OCTOBER, HOURS, recorded)


def rows_of(report, name):
    table = next(table for table in tables_of(report) if table.name == name)
    return {str(row[0]).strip(): row[1:] for row in table.rows}


def test_figures_stand_beside_those_of_the_period_before():
    rows = rows_of(report_of(), "bot")
    assert rows["Tin nhắn"] == (110, 100, 10, Share(110 / 100 - 1, is_change=True))
    assert rows["Người dân đã nhắn"][:2] == (40, 50)
    assert rows["Yêu cầu xoá dữ liệu đã thực hiện"][:2] == (1, 1)
    assert rows["Tỷ lệ hài lòng"][:2] == (Share(0.7), Gap.NOTHING)
    assert report_of().faults == ()


def test_what_was_asked_about_most_is_told_by_the_names_officers_know():
    assert rows_of(report_of(), "asked_procedures") == {"Khai sinh (1.001193)": (90, Share(90 / 110))}
    assert list(rows_of(report_of(), "asked_intents")) == ["Hỏi lệ phí", "requirements", "fallback"]


def test_sums_that_do_not_agree_are_shown_with_their_numbers():
    of = dict.fromkeys(BOT_FIGURES, 0) | {"messages": 10, "answered": 9, "asked": 3, "unrated": 3}
    (sentence,) = bot_disagreements("Trợ lý, kỳ này", of)
    assert "Tin nhắn 10, nhưng Đã trả lời 9" in sentence
    assert sentence.endswith("= 9.")


@pytest.mark.parametrize(
    ("since", "notes", "is_before_told"),
    [
        (None, "chưa ghi", False),
        (date(2026, 11, 5), "chưa ghi", False),
        (date(2026, 10, 5), "bắt đầu ghi sổ tin nhắn ngày 05/10/2026", False),
        (date(2026, 9, 30), None, True),
    ],
)
def test_days_of_which_nothing_was_recorded_are_said(since, notes, is_before_told):
    told = activity_in(OCTOBER, Recorded(tally=tally(some()), before=tally(some()), since=since))
    assert (told.before is not None) is is_before_told
    assert len(told.notes) == (notes is not None)
    assert notes is None or notes in told.notes[0]


def test_people_who_cannot_be_counted_any_more_are_said_to_be_unknown_and_not_nought():
    recorded = Recorded(tally=tally(some(), citizens=None), since=SINCE)
    report = report_of(recorded)
    assert rows_of(report, "bot")["Người dân đã nhắn"][0] is Gap.NOTHING
    assert "gộp" in report.activity.notes[0]


def test_a_period_with_messages_and_no_dossier_is_not_empty():
    assert not report_of().is_empty
    assert report_of(Recorded()).is_empty


def test_the_same_figures_stand_in_every_kind_of_file():
    report = report_of(RECORDED, dossier())
    lines = [" ".join(line.split()) for line in text_of(report, OFFICE.name).splitlines()]
    assert "Tin nhắn 110 100 10 +10,0%" in lines
    rows = list(csv.DictReader(io.StringIO(csv_bytes(report).decode("utf-8-sig"), newline="")))
    assert ("Trợ lý trên Zalo", "Tin nhắn", "Kỳ này", "110") in {
        (row["Bảng"], row["Chỉ tiêu"], row["Cột"], row["Giá trị"]) for row in rows
    }
    book = load_workbook(io.BytesIO(workbook_bytes(report, OFFICE)))
    cells = {row[0].value: row[1].value for row in book["Trợ lý trên Zalo"].iter_rows(min_row=5)}
    assert (cells["Tin nhắn"], cells["Chưa hiểu"]) == (110, 20)
    told = " ".join(texts(report_document(report, OFFICE, date(2026, 11, 25))))
    assert "tin nhắn: 110, trong đó gửi ngoài giờ làm việc 20" in told
    assert "Hỏi mức hài lòng 30 lần; 70,0% số lần trả lời là hài lòng" in told
    assert "Khai sinh (1.001193)" in told


# ---- In public


def test_a_public_report_tells_neither_small_numbers_nor_what_was_asked_about():
    report = public_version(report_of(RECORDED, *(dossier(code=f"a{number}") for number in range(9))))
    rows = rows_of(report, "bot")
    assert rows["Chưa hài lòng"][0] is rows["Tạm được"][0] is Gap.HIDDEN
    assert rows["Yêu cầu xoá dữ liệu đã thực hiện"][:2] == (Gap.HIDDEN, Gap.HIDDEN)
    assert rows["Tỷ lệ hài lòng"][0] is Gap.NOTHING
    assert {"asked_procedures", "asked_intents"}.isdisjoint(table.name for table in tables_of(report))
    assert "*" in text_of(report, OFFICE.name)


def test_of_fewer_than_five_people_a_public_report_tells_nothing():
    hidden = public_activity(
        activity_in(OCTOBER, Recorded(tally=tally(some(messages=99), citizens=4), since=SINCE))
    )
    assert set(hidden.of.values()) == {None}


numbers = st.integers(min_value=0, max_value=9)
activities = st.builds(
    lambda results, ratings, outside, citizens: activity_in(
        OCTOBER,
        Recorded(
            tally=tally(
                *(some(result, number, outside=outside) for result, number in results.items()),
                citizens=citizens,
                ratings=ratings,
            ),
            since=SINCE,
        ),
    ),
    st.dictionaries(st.sampled_from(TurnResult), numbers, max_size=8),
    st.dictionaries(st.sampled_from([*Score, None]), numbers, max_size=4),
    st.booleans(),
    st.integers(min_value=0, max_value=30),
)


def left_over(of) -> dict[str, int]:
    """What an attacker computes: for each sum that is told, the whole of its hidden parts; a lone one is known."""
    return {
        whole: of[whole] - sum(of[part] or 0 for part in parts)
        for whole, parts in BOT_SUMS.items()
        if of[whole] is not None and any(of[part] is None for part in parts)
    }


@given(activities)
def test_no_number_under_five_can_be_read_or_computed(activity: Activity):
    of = public_activity(activity).of
    assert [name for name, number in of.items() if number is not None and 0 < number < LEAST] == []
    assert all(number >= LEAST for number in left_over(of).values())
    for parts in BOT_SUMS.values():
        hidden = [part for part in parts if of[part] is None]
        small = [part for part in hidden if 0 < (activity.of[part] or 0) < LEAST]
        assert len(hidden) != 1 or not small
    if of["outside_hours"] is not None and of["messages"] is not None:
        assert not 0 < of["messages"] - of["outside_hours"] < LEAST
    if content_rate(of) is not None:
        assert all(of[name] is not None for name in SCORES)


def test_a_version_that_only_leaves_out_small_numbers_is_caught():
    """The broken twin: one hidden part is the sum less the others."""
    activity = activity_in(
        OCTOBER,
        Recorded(tally=tally(some(messages=9), some(TurnResult.ELSEWHERE, 2), citizens=9), since=SINCE),
    )
    naive = {name: None if number and number < LEAST else number for name, number in activity.of.items()}
    assert left_over(naive)["messages"] == 2
