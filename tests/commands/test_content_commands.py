"""`check`, `understand` and the command line itself."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from tests.commands.started import ROOT, started

CONTENT = {"MOTCUA_CONTENT_DIR": str(ROOT)}


@pytest.fixture
def copied(folder):
    """A copy of the content, to be broken."""
    shutil.copy(ROOT / "procedures.yaml", folder)
    shutil.copytree(ROOT / "intents", folder / "intents")
    return folder


def test_check_calls_the_shipped_content_good(run):
    code, out, err = run("check", environ=CONTENT)
    assert (code, err) == (0, "")
    assert re.search(r"\d{3} thủ tục", out)


def test_check_names_file_line_and_key_of_what_is_wrong_and_exits_1(run, copied):
    broken = (
        (copied / "procedures.yaml").read_text(encoding="utf-8").replace("    submit:", "    submitt:", 1)
    )
    (copied / "procedures.yaml").write_text(broken, encoding="utf-8")
    code, out, _ = run("check", environ={"MOTCUA_CONTENT_DIR": str(copied)})
    line = broken[: broken.index("submitt:")].count("\n") + 1
    assert code == 1
    assert f"procedures.yaml:{line}:" in out
    assert "submitt" in out


def test_check_of_a_folder_without_content_says_which_files_are_missing(run, folder):
    code, out, _ = run("check", environ={"MOTCUA_CONTENT_DIR": str(folder / "nowhere")})
    assert code == 1
    assert "procedures.yaml" in out


def test_understanding_refuses_broken_content_with_a_sentence_and_exit_code_2(run, copied):
    (copied / "intents" / "fee.yaml").write_text("a: [", encoding="utf-8")
    code, out, err = run("understand", "--jsonl", environ={"MOTCUA_CONTENT_DIR": str(copied)})
    assert (code, out) == (2, "")
    assert "fee.yaml" in err
    assert "Traceback" not in err


ASKED = [
    pytest.param(b'{"text": "l\xc3\xa0m khai sinh c\xe1\xba\xa7n g\xc3\xac"}', "requirements", id="a question"),
    pytest.param(b'{"text": "bao nhieu tien", "context": "lam khai sinh can gi"}', "fee", id="after another"),
    pytest.param(b'{"text": "xin chao", "context": null}', "greeting", id="null context"),
    pytest.param(b'{"text": null}', "out_of_scope", id="null text"),
    pytest.param(b"{}", "out_of_scope", id="no text"),
    pytest.param(b'{"text": "\\ud800"}', "out_of_scope", id="half a character"),
    pytest.param(b'{"text": "' + b"khai sinh " * 100_000 + b'"}', None, id="a megabyte"),
    pytest.param(b'{"text": "chao", "context": 5}', "error", id="context is a number"),
    pytest.param(b'{"text": ["chao"]}', "error", id="text is a list"),
    pytest.param(b"[]", "error", id="no object"),
    pytest.param(b"xin chao", "error", id="no JSON"),
    pytest.param(b"[" * 100_000, "error", id="too deep"),
    pytest.param(b'{"text": "\xff\xfe"}', "out_of_scope", id="bytes that are no UTF-8"),
    pytest.param(b'{"text": 1' + b"0" * 5000 + b"}", "error", id="a huge number"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "intent"), ASKED)
def test_each_line_gets_one_answer_and_the_next_line_is_read_all_the_same(run, line, intent):
    good = '{"text": "cảm ơn em"}'.encode()
    code, out, err = run("understand", "--jsonl", environ=CONTENT, typed=line + b"\n\n" + good + b"\n")
    first, second = map(json.loads, out.splitlines())
    assert (code, err) == (0, "")
    assert second["intent"] == "thanks"
    if intent == "error":
        assert "error" in first
    else:
        assert set(first) == {"intent", "procedures", "score", "clarify"}
        assert intent in (first["intent"], None)


def test_an_answer_is_out_before_the_next_question_is_in():
    """Whoever pipes must not wait for a buffer to fill."""
    with started("understand", "--jsonl", environ={}) as command:
        for _ in range(2):
            command.write('{"text": "làm khai sinh cần gì"}\n'.encode())
            assert json.loads(command.line("intent").string)["procedures"][0] == "1.001193"
        assert command.end() == 0


@pytest.mark.parametrize("words", [(), ("dance",), ("understand",), ("token", "eat"), ("parked",)])
def test_words_that_are_no_command_exit_2_with_the_usage(run, capsys, words):
    with pytest.raises(SystemExit) as ended:
        run(*words, environ={})
    assert ended.value.code == 2
    assert "usage: motcua" in capsys.readouterr().err
