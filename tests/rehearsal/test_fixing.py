"""A wording more for a question without an answer: everything passes on a copy, or nothing is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import load
from bot.content.edit import add_wording
from bot.errors import ContentError
from bot.rehearsal import rehearse
from bot.rehearsal.fixing import Asked, fix
from bot.rehearsal.sentences import read_sentences
from tests.rehearsal.test_rehearse import lay, make


@pytest.fixture
def folder(tmp_path):
    return lay(make(tmp_path), sentences='# câu thử\n- {say: nuôi cá cảnh bao nhiêu tiền, of: "1.000001"}\n')


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def put(folder, done):
    for name, body in done.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)


def test_the_wording_goes_to_its_procedure_and_the_sentence_to_the_tests(folder):
    before = bytes_of(folder)
    done = fix(
        folder,
        Asked(said="thả rùa nước hết bao nhiêu tiền vậy", owner="1.000001", wording="thả rùa nước"),
        add_wording,
    )
    assert bytes_of(folder) == before  # it is for the caller to write
    put(folder, done)
    assert list(done.files) == ["procedures.yaml", "tests/intents/fee.yaml"]
    assert "thả rùa nước" in load(folder).catalogue.procedures["1.000001"].also_called
    lines = (folder / "tests/intents/fee.yaml").read_text("utf-8").splitlines()
    assert lines[0] == "# câu thử"
    assert lines[-1] == '- {say: "thả rùa nước hết bao nhiêu tiền vậy", of: "1.000001"}'
    assert rehearse(load(folder), folder).failures == ()
    assert done.rehearsal.sentences == 2


def test_without_a_wording_the_telling_words_of_the_question_are_taken(folder):
    done = fix(folder, Asked(said="cho em hỏi thả rùa nước ạ", owner="1.000001"), add_wording)
    assert done.wording == "thả rùa nước"
    assert done.sentence.say == "cho em hỏi thả rùa nước ạ"


def test_a_question_that_is_the_wording_itself_is_tested_as_most_people_type_it(folder):
    done = fix(folder, Asked(said="thả rùa nước", owner="1.000001"), add_wording)
    assert (done.wording, done.sentence.say) == ("thả rùa nước", "tha rua nuoc")


def test_an_intent_learns_a_wording_too(folder):
    done = fix(
        folder, Asked(said="trụ sở nằm chỗ mô rứa", owner="contact", wording="trụ sở nằm chỗ mô"), add_wording
    )
    assert list(done.files) == ["intents/contact.yaml", "tests/intents/contact.yaml"]


def test_masked_words_go_neither_into_a_wording_nor_into_a_test(folder):
    done = fix(
        folder,
        Asked(said="em tên là ••• thả rùa nước", owner="1.000001", wording="thả rùa nước"),
        add_wording,
    )
    assert not any("•".encode() in body for body in done.files.values())


REFUSED = [
    pytest.param(Asked(said="tha rua nuoc", owner="1.000001"), "Hãy viết cách gọi có dấu", id="typed without accents"),
    pytest.param(Asked(said="cá", owner="1.000001", wording="nuôi cá cảnh"), "đã có sẵn", id="a wording that is there"),
    pytest.param(Asked(said="đóng tàu vũ trụ", owner="1.000001", wording="thả rùa nước"), "vẫn được hiểu là", id="does not help"),
    pytest.param(Asked(said="thả rùa", owner="9.999999", wording="thả rùa"), "9.999999", id="no such owner"),
    pytest.param(Asked(said="thả rùa", owner="1.000001", wording="rùa " * 60), "quá dài", id="too long"),
    pytest.param(Asked(said="••• •••", owner="1.000001"), "Hãy viết", id="nothing but masks"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "told"), REFUSED)
def test_a_wording_that_will_not_do_is_explained_and_touches_nothing(folder, asked, told):
    before = bytes_of(folder)
    with pytest.raises(ContentError, match=told):
        fix(folder, asked, add_wording)
    assert bytes_of(folder) == before


def test_a_wording_that_takes_anothers_sentence_is_refused_with_that_sentence(folder):
    with pytest.raises(ContentError) as refused:
        fix(
            folder,
            Asked(said="nuôi cá cảnh", owner="1.000002", wording="nuôi cá cảnh bao nhiêu tiền"),
            add_wording,
        )
    assert "nuôi cá cảnh" in str(refused.value)


def test_a_folder_without_tests_gets_its_first(tmp_path):
    folder = make(tmp_path)
    done = fix(folder, Asked(said="cho em hỏi thả rùa nước ạ", owner="1.000001"), add_wording)
    assert done.files["tests/intents/procedure_overview.yaml"].decode().count("\n") == 1


def test_windows_line_ends_stay(folder):
    file = folder / "tests/intents/fee.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n").rstrip())
    done = fix(
        folder,
        Asked(said="thả rùa nước bao nhiêu tiền", owner="1.000001", wording="thả rùa nước"),
        add_wording,
    )
    assert (
        done.files["tests/intents/fee.yaml"].count(b"\r\n")
        == done.files["tests/intents/fee.yaml"].count(b"\n")
        == 3
    )


@pytest.mark.parametrize(
    "said", ['cho em hỏi "thả rùa nước" ạ', "cho em hỏi 'thả rùa nước' \\ ạ", "cho em hỏi: thả rùa nước #1 ạ"]
)
def test_marks_in_a_question_come_back_as_they_were_typed(folder, said):
    done = fix(folder, Asked(said=said, owner="1.000001", wording="thả rùa nước"), add_wording)
    put(folder, done)
    assert said in {one.say for one in read_sentences(folder)}
