"""Each way a test can go otherwise is told by its kind, its place and the wording that took it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import load
from bot.content.problem import Faulty
from bot.dialogue.wordings import wordings_of
from bot.rehearsal import Mistake, rehearse
from bot.rehearsal.dialogues import read_plays
from bot.rehearsal.sentences import read_sentences
from bot.rehearsal.warm import Rehearser
from tests.content.folder import DESK, PROCEDURES
from tests.content.folder import make as lay_down

ROOT = Path(__file__).parents[2]
FACTS = PROCEDURES.replace("Việc thứ nhất", "Đăng ký cá cảnh").replace("Việc thứ hai", "Đăng ký chim cảnh")
FACTS = DESK + FACTS.replace("việc một, việc đầu", "nuôi cá cảnh, thả cá kiểng")


def make(folder):
    return lay_down(folder, FACTS)


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """Two made-up procedures and the real intents."""
    return load(make(tmp_path_factory.mktemp("content")))


def lay(folder, *, sentences="", dialogue="", name="fee"):
    for below, text in ((f"intents/{name}.yaml", sentences), ("conversations/chuyen.yaml", dialogue)):
        if text:
            file = folder / "tests" / below
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    return folder


SENTENCES = [
    pytest.param(
        "# lời\n- {say: nuôi cá cảnh bao nhiêu tiền, of: '1.000002'}", Mistake.ANSWERED,
        "tests/intents/fee.yaml:2: trả lời sai: «nuôi cá cảnh bao nhiêu tiền»: cần ý fee của 1.000002 Đăng ký chim cảnh; "
        "nhận được ý fee của 1.000001 Đăng ký cá cảnh (do cách gọi «nuôi cá cảnh» của 1.000001).", id="another procedure",
    ),
    pytest.param(
        "- xyzt qwk", Mistake.REFUSED,
        "tests/intents/fee.yaml:1: từ chối oan: «xyzt qwk»: cần ý fee; nhận được không hiểu.", id="not understood",
    ),
    pytest.param(
        "- {say: bao nhiêu tiền, of: '1.000001'}", Mistake.ASKED,
        "tests/intents/fee.yaml:1: hỏi lại không cần: «bao nhiêu tiền»: cần ý fee của 1.000001 Đăng ký cá cảnh; "
        "nhận được câu hỏi lại là thủ tục nào (ý fee)", id="asked back",
    ),
    pytest.param(
        "- {say: mai trời có mưa không}", Mistake.REFUSED,
        "nhận được chuyện ngoài phạm vi «thời tiết» (do cách gọi «", id="taken for a neighbour's",
    ),
    pytest.param(
        "- {say: nuôi cá cảnh cần gì, is: out_of_scope}", Mistake.ANSWERED,
        "cần câu nói là ngoài phạm vi; nhận được ý requirements của 1.000001 Đăng ký cá cảnh", id="claimed",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mistake", "told"), SENTENCES)
def test_a_sentence_that_goes_otherwise_is_told_with_what_took_it(content, tmp_path, text, mistake, told):
    outcome = rehearse(content, lay(tmp_path, sentences=text))
    (failure,) = outcome.failures
    assert failure.mistake is mistake
    assert told in str(failure)
    assert outcome.count(mistake) == 1


HEAD = "now: 2026-11-23 09:15\nsteps:\n"
DIALOGUES = [
    pytest.param("  - {citizen: nuôi cá cảnh bao nhiêu tiền, bot: [requirements.answer]}", "trả lời sai: «nuôi cá cảnh bao nhiêu tiền»: cần requirements.answer; nhận được fee.answer", id="another reply"),
    pytest.param("  - {citizen: xyzt qwk, bot: [fee.answer]}", "từ chối oan", id="not understood"),
    pytest.param("  - {citizen: bao nhiêu tiền, bot: [fee.answer]}", "hỏi lại không cần", id="asked back"),
    pytest.param("  - {citizen: nuôi cá cảnh bao nhiêu tiền, bot: [fee.answer], says: [9.000]}", "cần lời có «9.000»; nhận được câu «", id="a fact missing"),
    pytest.param("  - {citizen: nuôi cá cảnh bao nhiêu tiền, bot: [fee.answer], silent_on: [8.000]}", "cần lời không có «8.000»", id="a fact too many"),
    pytest.param("  - {citizen: nuôi cá cảnh bao nhiêu tiền, bot: [fee.answer], offers: ['#xyz']}", "cần nút #xyz", id="a button missing"),
    pytest.param("  - {citizen: xin chào, bot: [greeting.default], erased: true}", "cần xoá dữ liệu; nhận được không xoá", id="not erased"),
    pytest.param("  - {tap: Không có nút này}", "cần một nút tên «Không có nút này» để chạm; nhận được không nút nào", id="no such button"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "told"), DIALOGUES)
def test_a_dialogue_that_goes_otherwise_is_told_at_its_step(content, tmp_path, step, told):
    text = f"{HEAD}  - {{event: followed, bot: [welcome.followed]}}\n{step}\n  - {{citizen: xin chào}}\n"
    if "tap" in step:
        text = f"{HEAD}{step}\n"
    (failure,) = rehearse(content, lay(tmp_path, dialogue=text)).failures
    assert told in str(failure)
    assert str(failure).startswith(f"tests/conversations/chuyen.yaml:{3 if 'tap' in step else 4}: ")


WRONG = [
    pytest.param("say: a", "", "tests/intents/fee.yaml:1:1: lỗi: Dòng 1: Tệp câu thử là một danh sách", id="no list"),
    pytest.param("- {sai: a}", "", "tests/intents/fee.yaml:1:", id="another key"),
    pytest.param("- a\n- {say: 5}", "", "tests/intents/fee.yaml:2:9: lỗi: Dòng 2, mục thứ 2: say '5' phải là chữ", id="a number"),
    pytest.param("- &a x\n- *a", "", "Không dùng dấu &", id="an anchor"),
    pytest.param("- 'a", "", "Thiếu dấu ngoặc kép đóng", id="an open quote"),
    pytest.param("", "steps: []", "Thiếu khoá 'now'", id="no time"),
    pytest.param("", "now: hôm qua\nsteps: []", "tests/conversations/chuyen.yaml:1:6: lỗi: Dòng 1, now: 'hôm qua' không phải là ngày", id="no date"),
    pytest.param("", "- a", "Tệp đối thoại cần now:", id="no dialogue"),
    pytest.param("", HEAD + "  - {bot: [a.b]}", "tests/conversations/chuyen.yaml:3:5: lỗi: Dòng 3, việc thứ 1: Mỗi bước có đúng một", id="nothing done"),
    pytest.param("", HEAD + "  - {citizen: a, tap: b}", "Mỗi bước có đúng một", id="two things done"),
    pytest.param("", HEAD + "  - {citizen: a, bott: []}", "Không có khoá nào tên 'bott'", id="misspelt"),
    pytest.param("", HEAD + "  - {send: thư}", "không dùng được ở đây", id="an unknown kind"),
]  # fmt: skip


@pytest.mark.parametrize(("sentences", "dialogue", "told"), WRONG)
def test_a_wrong_test_file_is_explained_with_its_place(content, tmp_path, sentences, dialogue, told):
    with pytest.raises(Faulty) as refused:
        rehearse(content, lay(tmp_path, sentences=sentences, dialogue=dialogue))
    assert told in str(refused.value)


def test_all_wrong_places_are_told_at_once(tmp_path):
    folder = lay(tmp_path, sentences="- {say: 1}\n- {say: 2}\n")
    lay(folder, sentences="- {say: 3}\n", name="form")
    with pytest.raises(Faulty) as refused:
        read_sentences(folder)
    assert len(refused.value.problems) == 3


def test_numbers_that_were_said_stay_what_was_typed(tmp_path):
    (play,) = read_plays(lay(tmp_path, dialogue=HEAD + "  - {citizen: 4821, says: [30], after: 90}\n"))
    (step,) = play.steps
    assert (step.citizen, step.says, step.after) == (("4821",), ("30",), 90)


def test_sentences_that_passed_are_not_tried_again_and_dialogues_are(content, tmp_path):
    folder = lay(
        tmp_path,
        sentences="- nuôi cá cảnh bao nhiêu tiền\n",
        dialogue=HEAD + "  - {citizen: xin chào, bot: [greeting.default]}\n",
    )
    first = rehearse(content, folder)
    again = rehearse(content, folder, known=read_sentences(folder))
    assert (first.failures, again.failures) == ((), ())
    assert (first.sentences, again.sentences, again.dialogues) == (1, 0, 1)


def changed(content, **facts):
    procedures = dict(content.catalogue.procedures)
    procedures["1.000001"] = replace(procedures["1.000001"], **facts)
    return replace(content, catalogue=replace(content.catalogue, procedures=procedures))


@pytest.mark.parametrize(
    ("facts", "is_same"),
    [
        pytest.param({"result": "Giấy mẫu"}, True, id="a fact"),
        pytest.param({"legal_basis": ("Luật mẫu",)}, True, id="a legal basis"),
        pytest.param({"also_called": ("việc khác",)}, False, id="a wording"),
        pytest.param({"name": "Việc khác"}, False, id="a name"),
        pytest.param({"confidence": "low"}, False, id="the confidence, which life events look at"),
    ],
)
def test_only_what_has_no_say_in_understanding_leaves_sentences_untried(content, facts, is_same):
    assert (wordings_of(changed(content, **facts)) == wordings_of(content)) is is_same


def test_a_kept_rehearser_tells_the_same_lines_and_tries_again_what_failed(tmp_path):
    folder = lay(make(tmp_path), sentences="- xyzt qwk\n- nuôi cá cảnh bao nhiêu tiền\n- tyqw zk\n")
    rehearser = Rehearser()
    first = rehearser.failures(folder)
    assert [line.partition("«")[2].partition("»")[0] for line in first] == ["xyzt qwk", "tyqw zk"]
    assert rehearser.failures(folder) == first


def test_a_kept_rehearser_remembers_what_passed_and_sees_what_fails_next(tmp_path):
    folder = lay(make(tmp_path), sentences="- nuôi cá cảnh bao nhiêu tiền\n")
    rehearser = Rehearser()
    assert rehearser.failures(folder) == ()
    lay(folder, dialogue=HEAD + "  - {citizen: xin chào, bot: [goodbye.default]}\n")
    (line,) = rehearser.failures(folder)
    assert line.startswith("tests/conversations/chuyen.yaml:3")


def test_a_wording_taken_away_is_noticed_though_the_sentence_passed_before(tmp_path):
    folder = lay(make(tmp_path), sentences="- nuôi cá cảnh bao nhiêu tiền\n")
    rehearser = Rehearser()
    assert rehearser.failures(folder) == ()
    facts = folder / "procedures.yaml"
    facts.write_text(facts.read_text("utf-8").replace("cá cảnh", "đồ gỗ"), "utf-8")
    assert len(rehearser.failures(folder)) == 1


def test_a_content_or_test_that_cannot_be_read_is_a_failure_too(tmp_path):
    folder = lay(make(tmp_path), sentences="- {sai: a}\n")
    assert any("tests/intents/fee.yaml:1" in line for line in Rehearser().failures(folder))
    (folder / "procedures.yaml").unlink()
    assert any("Không thấy tệp này" in line for line in Rehearser().failures(folder))
