"""How well the sentences of `tests/intents/` are understood, with and without accents: never below the floors."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot.content import load
from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Matcher
from bot.domain.syllables import plain
from bot.errors import ContentError
from bot.evaluate import evaluate, judge
from bot.evaluate.command import Wish, run
from bot.evaluate.floors import fallen
from bot.evaluate.questions import read_questions
from bot.evaluate.tables import calibration
from tests.dialogue.sample import sample_content

ROOT = Path(__file__).parent.parent
FLOORS = ROOT / "tests" / "floors_of_understanding.yaml"
FILES = tuple(sorted((ROOT / "tests" / "intents").glob("*.yaml")))


@pytest.fixture(scope="module")
def content():
    return load(ROOT)


def stripped(query):
    bare = plain(query["context"]) if query["context"] else None
    return {**query, "text": plain(query["text"]), "context": bare, "tags": ["stripped"]}


@pytest.fixture(scope="module")
def judged(content):
    asked = [query for file in FILES for query in read_questions(file, content)]
    known = frozenset(content.catalogue.procedures)
    return evaluate([*asked, *map(stripped, asked)], Matcher(content), known, LifeEvents(content))


def test_no_figure_is_below_its_floor(judged):
    assert len(judged) > 200
    assert fallen(judged, FLOORS) == []


def test_a_figure_below_its_floor_is_named_with_its_count(judged, tmp_path):
    file = tmp_path / "floors.yaml"
    file.write_text(
        "intent: {at_least: 100.5}\nfirst / voice: {at_least: 1}\nrefuses: {at_most: -1}\n", "utf-8"
    )
    low, unspoken, high = fallen(judged, file)
    assert low.startswith("intent: ")
    assert f"/{len(judged)})" in low
    assert unspoken == "first / voice: không có câu hỏi nào để đo."
    assert "cao hơn mức -1%" in high


@pytest.mark.parametrize(
    "text", ["", "- a", "intents: {at_least: 1}", "intent: 98", "intent: {min: 1}", "intent: {at_least: x}"]
)
def test_a_file_that_is_no_list_of_floors_is_refused(judged, tmp_path, text):
    file = tmp_path / "floors.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ContentError, match="floors"):
        fallen(judged, file)


KNOWN = frozenset({"1.000001", "1.000002", "1.000003"})


def said(intent="fee", *codes, clarify=False):
    return {"intent": intent, "procedures": list(codes), "score": 0.9, "clarify": clarify}


ONE = {"intent": "fee", "procedures": ["1.000001", "1.000002"]}
JUDGED = [
    pytest.param(ONE, said("fee", "1.000001"), {"intent", "first", "three", "best"}, id="right"),
    pytest.param(ONE, said("fee", "1.000002"), {"intent", "first", "three"}, id="an acceptable code, not the best"),
    pytest.param(ONE, said("form", "1.000003", "1.000001"), {"three"}, id="in the first three, another intent"),
    pytest.param({**ONE, "also_ok": ["form"]}, said("form"), {"intent", "refuses"}, id="no code at all"),
    pytest.param(ONE, said("fee", "1.000001", clarify=True), {"intent", "first", "three", "best", "asks_needlessly"}, id="asked back"),
    pytest.param({**ONE, "proc_optional": True}, said("fee"), {"intent", "first", "three", "best"}, id="may be silent"),
    pytest.param({**ONE, "context": "a"}, said("fee", "1.000001"), {"intent", "first", "three", "best", "follows"}, id="follow-up"),
    pytest.param({**ONE, "ambiguous": True}, said("form", "1.000002", clarify=True), {"intent", "asks", "offers"}, id="ambiguous, asked"),
    pytest.param({**ONE, "ambiguous": True}, said("form", "1.000003"), set(), id="ambiguous, answered"),
    pytest.param({"intent": "out_of_scope"}, said("fee", "1.000001"), {"claims_outside"}, id="claimed what is not ours"),
    pytest.param({"intent": "greeting"}, said("fee", "1.000001"), {"claims_service"}, id="claimed for a greeting"),
    pytest.param({"intent": "fee", "procedures": ["9"]}, said("fee", "1.000001"), {"intent", "claims_unknown"}, id="claimed for an unknown one"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "answer", "true"), JUDGED)
def test_an_answer_is_judged_as_the_labels_want(query, answer, true):
    assert {figure for figure, so in judge(query, answer, KNOWN).items() if so} == true


def test_scores_and_right_answers_are_set_side_by_side(judged):
    bins = calibration(judged)
    assert len(bins) == 10
    answered = [one for one in judged if not one.answer["clarify"] and one.answer["intent"] != "out_of_scope"]
    assert sum(answers for _, _, answers in bins) == len(answered)
    assert all(right <= answers for _, right, answers in bins)


SMALL = sample_content()


def scored(tmp_path, text, **wish):
    file = tmp_path / "câu hỏi.yaml"
    file.write_text(text, "utf-8")
    out, notes = io.StringIO(), io.StringIO()
    code = run(Wish(files=(file,), **wish), SMALL, out, notes)
    return code, out.getvalue(), notes.getvalue()


QUESTIONS = """\
queries:
- {id: a1, text: làm giấy khai sinh cần gì, intent: requirements, procedures: ["1.001193"], tags: [voice], split: real}
- {id: a2, text: làm giấy khai sinh bao nhiêu tiền, intent: form, procedures: ["2.000815"], split: written}
- {id: a3, text: bao nhiêu tiền, context: làm giấy khai sinh cần gì, intent: fee, procedures: ["1.001193"]}
"""


def test_the_report_shows_groups_and_confusions_by_id_and_texts_only_where_asked_for(tmp_path):
    code, out, notes = scored(tmp_path, QUESTIONS)
    assert (code, notes) == (0, "")
    for shown in (
        "câu hỏi.yaml: 3 câu",
        "real",
        "written",
        "voice",
        "có câu trước",
        "xếp hạng",
        "form -> fee",
        "a2",
    ):
        assert shown in out
    assert "bao nhiêu tiền" not in out
    assert "«làm giấy khai sinh bao nhiêu tiền»" in scored(tmp_path, QUESTIONS, shows_text=True)[1]


def test_json_holds_the_same_figures_and_no_text(tmp_path):
    _, out, _ = scored(tmp_path, QUESTIONS, as_json=True)
    told = json.loads(out)["câu hỏi.yaml"]
    assert told["figures"]["intent"] == [2, 3]
    assert told["figures"]["first"] == [2, 3]
    assert [row["id"] for row in told["rows"]] == ["a1", "a2", "a3"]
    assert set(told["stages_ms"]) == {"reading", "ranking", "deciding"}
    assert "khai sinh" not in out


def test_a_fallen_figure_makes_the_command_fail_and_says_which(tmp_path):
    floors = tmp_path / "floors.yaml"
    floors.write_text("first: {at_least: 90}\nintent: {at_least: 50}\n", "utf-8")
    code, _, notes = scored(tmp_path, QUESTIONS, floor=floors)
    assert code == 1
    assert notes == "first: 66.7% (2/3), thấp hơn mức 90%.\n"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_long_file_shows_its_progress_on_a_terminal_only(tmp_path):
    file = tmp_path / "long.yaml"
    file.write_text("queries:\n" + "- {text: xin chào, intent: greeting}\n" * 120, "utf-8")
    shown = []
    for notes in (Terminal(), io.StringIO()):
        assert run(Wish(files=(file,)), SMALL, io.StringIO(), notes) == 0
        shown.append(notes.getvalue())
    assert "120/120" in shown[0]
    assert shown[1] == ""


BROKEN = [
    pytest.param("", "Tệp trống", id="empty"),
    pytest.param("# chưa có gì\n", "Tệp trống", id="only a comment"),
    pytest.param("queries: []", "chưa có câu hỏi nào", id="no question"),
    pytest.param("questions: [{text: a}]", "khoá queries", id="another key"),
    pytest.param("xin chào", "khoá queries", id="plain text"),
    pytest.param("queries: [{txt: a, intent: fee}]", "câu thứ 1 thiếu khoá text (chữ). Câu này đang có: txt, intent", id="misspelt"),
    pytest.param("queries: [{text: a}]", "thiếu khoá intent", id="no intent"),
    pytest.param("queries: [a]", "khoá: giá trị", id="no mapping"),
    pytest.param("queries: [{text: a, intent: fee, procedures: '1.001193'}]", "procedures phải là một danh sách", id="no list"),
    pytest.param("queries: [{text: a, intent: fee, context: 5}]", "context phải là chữ", id="context is a number"),
    pytest.param("queries: [{text: a: b}]", ":1:", id="no YAML"),
    pytest.param("- {sai: a}", "mục thứ 1, say: Thiếu", id="sentence without say"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), BROKEN)
def test_a_broken_file_of_questions_is_explained_in_one_sentence(tmp_path, text, told):
    with pytest.raises(ContentError) as refused:
        scored(tmp_path, text)
    assert told in str(refused.value)
    assert "câu hỏi.yaml" in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_explained(tmp_path):
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContentError, match="Không thấy tệp câu hỏi"):
        read_questions(tmp_path / "nowhere.yaml", SMALL)
    with pytest.raises(ContentError, match="UTF-8"):
        read_questions(tmp_path / "bytes.yaml", SMALL)
    with pytest.raises(ContentError, match="không phải là tệp"):
        read_questions(tmp_path, SMALL)
