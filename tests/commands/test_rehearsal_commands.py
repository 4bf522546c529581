"""`rehearse`, `replay`, `unanswered` as officers call them, with a real server and files of their own."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from datetime import timedelta

import pytest

from bot.app import assemble
from bot.cli import main
from bot.commands.trial import trial_settings
from bot.content import load
from bot.domain.masking import MASK
from bot.storage import keys
from bot.storage.conversations import milliseconds
from bot.storage.heard import KeptMessage, encode_message
from tests.rehearsal.test_rehearse import HEAD, lay, make


@pytest.fixture
def content(tmp_path):
    return lay(make(tmp_path), sentences='- {say: nuôi cá cảnh bao nhiêu tiền, of: "1.000001"}\n')


@pytest.fixture
def environ(folder, content):
    return {"MOTCUA_VAR_DIR": str(folder), "MOTCUA_CONTENT_DIR": str(content)}


def keep(environ, *texts, replies=("fallback.not_understood",), alias="mau", days_ago=0):
    """Lay messages down as commits of turns would have."""

    async def put():
        async with assemble(trial_settings(environ)) as parts:
            oa_id, now = parts.settings.zalo.oa_ids[0], parts.clock()
            for number, text in enumerate(texts):
                at = now - timedelta(days=days_ago, minutes=60 - number)
                one = KeptMessage(alias=alias, at=at, text=text, replies=replies)
                await parts.redis.zadd(keys.heard(oa_id, 1), {encode_message(one): milliseconds(at)})

    asyncio.run(put())


def bytes_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_rehearse_tells_that_all_is_well_and_exits_0(run, environ):
    code, out, err = run("rehearse", environ=environ)
    assert (code, err) == (0, "")
    assert out == "Thử lời tốt: 1 câu và 0 cuộc đối thoại (0 bước) đều đúng như mong đợi.\n"


def test_rehearse_lists_what_went_otherwise_and_exits_1(run, environ, content):
    lay(
        content, sentences="- xyzt qwk\n", dialogue=HEAD + "  - {citizen: xin chào, bot: [goodbye.default]}\n"
    )
    code, out, _ = run("rehearse", environ=environ)
    assert code == 1
    assert "tests/intents/fee.yaml:1: từ chối oan: «xyzt qwk»" in out
    assert "tests/conversations/chuyen.yaml:3: trả lời sai: «xin chào»" in out
    assert out.endswith("2 chỗ khác mong đợi: 1 trả lời sai, 1 từ chối oan.\n")


def test_rehearse_gives_json_with_the_same_lines(run, environ, content):
    lay(content, sentences="- xyzt qwk\n")
    code, out, _ = run("rehearse", "--json", environ=environ)
    told = json.loads(out)
    assert (code, told["counts"]) == (1, {"answered": 0, "refused": 1, "asked": 0})
    assert told["failures"][0]["line_told"].startswith("tests/intents/fee.yaml:1: từ chối oan")


def test_rehearse_measures_variants_and_wordings_where_asked_for(run, environ):
    code, out, _ = run("rehearse", "--variants", "7", "--wordings", environ=environ)
    assert code == 0
    assert "không dấu: 1 câu, đúng ngay 100.0%" in out
    assert "tên gọi khác: 2 câu" in out


def test_rehearse_without_any_test_says_how_to_begin(run, environ, content):
    (content / "tests/intents/fee.yaml").unlink()
    code, out, _ = run("rehearse", environ=environ)
    assert (code, "Chưa có câu thử nào" in out) == (0, True)


def test_rehearse_of_a_wrong_test_file_names_the_place_and_exits_2(run, environ, content):
    lay(content, sentences="- {sai: a}\n")
    code, out, err = run("rehearse", environ=environ)
    assert (code, out) == (2, "")
    assert err.startswith("tests/intents/fee.yaml:1:")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_long_rehearsal_shows_its_progress_on_a_terminal_only(run, environ, content, monkeypatch):
    lay(content, sentences="- nuôi cá cảnh bao nhiêu tiền\n" * 120)
    _, _, err = run("rehearse", environ=environ)
    assert err == ""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["rehearse"], environ) == 0
    assert "120/120" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\033[K")


def test_replay_with_nothing_kept_says_so(run, environ):
    code, out, _ = run("replay", "--simulated", environ=environ)
    assert (code, "Chưa có tin nào được giữ" in out) == (0, True)


def test_replay_tells_only_what_is_answered_otherwise_than_then(run, environ):
    keep(environ, "nuôi cá cảnh", "nuôi cá cảnh")
    keep(environ, "xyzt qwk")
    code, out, _ = run("replay", "--simulated", environ=environ)
    assert code == 1
    assert "2 lần" in out
    assert "cũ:  fallback.not_understood\n" in out
    assert "mới: procedure_overview.answer (1.000001 Đăng ký cá cảnh)\n" in out
    assert "xyzt" not in out
    assert out.endswith("3 tin được trả lời lại: 2 được hiểu khác, 0 chỉ khác lời hay dữ kiện.\n")


def test_replay_sets_two_folders_side_by_side(run, environ, content, tmp_path_factory):
    keep(environ, "nuôi cá cảnh bao nhiêu tiền", f"em tên {MASK} nuôi cá cảnh")
    new = make(tmp_path_factory.mktemp("new"))
    file = new / "procedures.yaml"
    file.write_text(file.read_text("utf-8").replace("vnd: 8000", "vnd: 9000"), "utf-8")
    code, out, _ = run("replay", "--simulated", "--old", str(content), "--new", str(new), environ=environ)
    assert code == 1
    assert "8.000" in out
    assert "9.000" in out
    assert out.endswith("2 tin được trả lời lại: 0 được hiểu khác, 2 chỉ khác lời hay dữ kiện.\n")
    same = run("replay", "--simulated", "--old", str(content), "--new", str(content), environ=environ)
    assert same[:2] == (0, "2 tin được trả lời lại: không tin nào khác trước.\n")


def test_replay_of_some_days_leaves_older_messages_out(run, environ):
    keep(environ, "nuôi cá cảnh", days_ago=3)
    code, out, _ = run("replay", "--simulated", "--days", "1", environ=environ)
    assert (code, "trong 1 ngày qua" in out) == (0, True)


def test_replay_of_a_folder_that_is_not_there_exits_2(run, environ):
    keep(environ, "nuôi cá cảnh")
    code, _, err = run("replay", "--simulated", "--new", "không-có", environ=environ)
    assert (code, "Không mở được thư mục này" in err) == (2, True)


def test_unanswered_lists_groups_with_how_often_and_how_to_go_on(run, environ):
    keep(environ, "thả rùa nước", "tha rua nuoc", "đóng tàu vũ trụ", "nuôi cá cảnh")
    code, out, _ = run("unanswered", "--simulated", environ=environ)
    assert code == 0
    first, other, second, *_ = out.splitlines()
    assert "1. 2 lần" in first
    assert {first.partition("«")[2], other.partition("«")[2]} == {"thả rùa nước»", "tha rua nuoc»"}
    assert "2. 1 lần" in second
    assert "nuôi cá cảnh" not in out  # answered by now
    assert "motcua unanswered fix SỐ" in out
    told = json.loads(run("unanswered", "--simulated", "--json", environ=environ)[1])
    assert [one["count"] for one in told] == [2, 1]


def test_unanswered_without_any_question_says_so(run, environ):
    assert run("unanswered", "--simulated", environ=environ)[:2] == (
        0,
        "Không có câu nào bot chưa trả lời được. Tốt.\n",
    )


def test_fix_teaches_the_wording_writes_the_test_and_the_question_is_gone(run, environ, content):
    keep(environ, "cho em hỏi thả rùa nước ạ")
    code, out, err = run("unanswered", "--simulated", "fix", "1", "--as", "1.000001", environ=environ)
    assert (code, err) == (0, "")
    assert (
        "Đã thêm cách gọi «thả rùa nước» cho thủ tục 1.000001 Đăng ký cá cảnh, trong procedures.yaml." in out
    )
    assert "tests/intents/procedure_overview.yaml" in out
    assert "thả rùa nước" in load(content).catalogue.procedures["1.000001"].also_called
    assert "Không có câu nào" in run("unanswered", "--simulated", environ=environ)[1]
    assert run("rehearse", environ=environ)[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["fix", "9", "--as", "1.000001"], "Chỉ có từ 1 đến 1", id="no such number"),
        pytest.param(["fix"], "Ghi số thứ tự", id="no number"),
        pytest.param(["fix", "1"], "Thêm --as", id="no owner"),
        pytest.param(["fix", "1", "--as", "9.999999"], "Không có thủ tục hay ý nào", id="unknown owner"),
        pytest.param(
            ["fix", "1", "--as", "1.000001", "nuôi cá cảnh"], "đã có sẵn", id="a wording that is there"
        ),
        pytest.param(["drop", "5"], "Chỉ có từ 1 đến 1", id="nothing to drop"),
    ],
)
def test_what_cannot_be_done_is_said_and_no_file_is_touched(run, environ, content, words, told):
    keep(environ, "thả rùa nước")
    before = bytes_of(content)
    code, _, err = run("unanswered", "--simulated", *words, environ=environ)
    assert (code, told in err) == (1, True)
    assert bytes_of(content) == before


def test_a_folder_that_cannot_be_written_stays_as_it_was(run, environ, content):
    keep(environ, "cho em hỏi thả rùa nước ạ")
    (content / ".motcua-change").write_text("", "utf-8")  # where a change is made ready there stands a file
    before = bytes_of(content)
    code, _, err = run("unanswered", "--simulated", "fix", "1", "--as", "1.000001", environ=environ)
    assert (code, "Hãy xem lại quyền ghi" in err) == (2, True)
    assert bytes_of(content) == before


def test_drop_forgets_a_group_and_no_other(run, environ):
    keep(environ, "thả rùa nước", "tha rua nuoc", "đóng tàu vũ trụ")
    code, out, _ = run("unanswered", "--simulated", "drop", "1", environ=environ)
    assert (code, "Đã quên 2 tin" in out) == (0, True)
    told = json.loads(run("unanswered", "--simulated", "--json", environ=environ)[1])
    assert [one["text"] for one in told] == ["đóng tàu vũ trụ"]
