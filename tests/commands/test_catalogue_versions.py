"""`catalogue status`, `log`, `diff`, `show`, `publish`, `rollback`, `hide`, `unhide`; and several processes."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import time
from pathlib import Path

import pytest

from bot.app import assemble
from bot.settings import read_settings
from tests.commands.started import ROOT, started
from tests.commands.test_serving_commands import ask, converse
from tests.content.folder import change, make
from tests.journeys.changing import with_fee

FIRST = "1.000001"


@pytest.fixture
def small(environ, folder):
    """A small catalogue of two procedures, and the settings of a bot that answers with it."""
    (folder / "content").mkdir()
    content = make(folder / "content")
    return content, environ | {"MOTCUA_CONTENT_DIR": str(content), "MOTCUA_GATHER_S": "0"}


def of(environ, work):
    """Do something with the parts of a bot."""

    async def working():
        async with assemble(read_settings(environ)) as parts:
            return await work(parts)

    return asyncio.run(working())


def numbers(environ):
    async def work(parts):
        return [version.number for version in await parts.versions.latest(99)]

    return of(environ, work)


def until(condition, patience_s=30.0):
    """Wait for something that another process does; give how long it took."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < patience_s, "it never came"
        time.sleep(0.02)
    return time.monotonic() - begun


def test_before_the_first_run_every_command_says_so(run, small):
    _, environ = small
    for words in (("status",), ("log",)):
        code, out, _ = run("catalogue", *words, environ=environ)
        assert (code, "Bản đầu tiên được ghi khi" in out) == (0, True)
    code, _, err = run("catalogue", "diff", environ=environ)
    assert (code, "Chưa có bản nào để so" in err) == (2, True)


def test_publish_log_diff_and_a_byte_identical_rollback(run, small):
    content, environ = small
    facts = content / "procedures.yaml"
    assert run("catalogue", "publish", "--why", "bắt đầu", environ=environ)[0] == 0
    before = facts.read_bytes()
    facts.write_bytes(before.replace(b"vnd: 8000", b"vnd: 0").replace(b"\n", b"\r\n") + b"# xong\r\n")
    code, out, _ = run("catalogue", "diff", environ=environ)
    assert (code, "Việc thứ nhất: lệ phí 8.000 đồng" in out) == (0, True)
    code, out, _ = run("catalogue", "publish", "--why", "nghị quyết mới", environ=environ)
    assert (code, "bản 2" in out) == (0, True)
    code, out, _ = run("catalogue", "log", environ=environ)
    assert [line.split()[0] for line in out.splitlines() if line.lstrip()[:1].isdigit()] == ["2", "1"]
    assert "nghị quyết mới" in out
    assert "lệ phí 8.000 đồng" in out
    assert run("catalogue", "rollback", "1", "--why", "nhầm", environ=environ)[0] == 0
    assert facts.read_bytes() == before
    assert numbers(environ) == [3, 2, 1]
    code, out, _ = run("catalogue", "diff", "1", "3", environ=environ)
    assert (code, "giống hệt" in out) == (0, True)
    code, out, _ = run("catalogue", "publish", environ=environ)
    assert (code, "Không có gì đổi" in out) == (0, True)


def test_a_rollback_restores_files_that_were_deleted_broken_or_added(run, small):
    content, environ = small
    assert run("catalogue", "publish", environ=environ)[0] == 0
    before = {path.name: path.read_bytes() for path in content.rglob("*.yaml")}
    (content / "intents" / "fee.yaml").unlink()
    (content / "intents" / "moi.yaml").write_text("x: [", "utf-8")
    (content / "procedures.yaml").write_bytes(b"")
    assert run("catalogue", "rollback", "1", "--why", "hỏng", environ=environ)[0] == 0
    assert {path.name: path.read_bytes() for path in content.rglob("*.yaml")} == before


def test_a_version_that_is_not_there_and_a_code_that_is_not_there_are_told(run, small):
    _, environ = small
    assert run("catalogue", "publish", environ=environ)[0] == 0
    for words in (("rollback", "7", "--why", "x"), ("diff", "7"), ("rollback", "một", "--why", "x")):
        code, _, err = run("catalogue", *words, environ=environ)
        assert (code, "Không có bản nào" in err) == (2, True), words
    for words in (("show", "9.999999"), ("hide", "9.999999", "vì sao")):
        code, _, err = run("catalogue", *words, environ=environ)
        assert (code, "9.999999" in err) == (2, True), words
    assert numbers(environ) == [1]


def test_wrong_yaml_is_never_published_not_even_by_force(run, small):
    content, environ = small
    assert run("catalogue", "publish", environ=environ)[0] == 0
    change(content / "procedures.yaml", "vnd: 8000", "vnd: tám nghìn")
    code, _, err = run("catalogue", "publish", "--force", "gấp", environ=environ)
    assert code == 1
    assert "procedures.yaml" in err
    assert "tám nghìn" in err
    assert numbers(environ) == [1]


def test_a_failing_dialogue_stops_publishing_until_somebody_says_why_it_may(run, small):
    content, environ = small
    assert run("catalogue", "publish", "--why", "bắt đầu", environ=environ)[0] == 0
    dialogues = content / "tests" / "conversations"
    dialogues.mkdir(parents=True)
    wrong = "now: 2026-11-23 09:15\nsteps:\n  - {citizen: xin chào, bot: [goodbye.default]}\n"
    (dialogues / "mau.yaml").write_text(wrong, "utf-8")
    change(content / "procedures.yaml", "vnd: 8000", "vnd: 0")
    code, _, err = run("catalogue", "publish", "--why", "nghị quyết mới", environ=environ)
    assert (code, "tests/conversations/mau.yaml:3" in err, numbers(environ)) == (1, True, [1])
    forced = ("catalogue", "publish", "--why", "nghị quyết mới", "--force", "câu thử viết nhầm")
    assert run(*forced, environ=environ)[0] == 0
    assert numbers(environ) == [2, 1]
    assert "câu thử viết nhầm" in run("catalogue", "log", environ=environ)[1]


def test_a_hidden_procedure_is_answered_with_desk_and_phone_until_it_is_shown_again(run, small):
    content, environ = small
    facts = content / "procedures.yaml"
    change(facts, "procedures:", "# sửa nhớ hỏi chị Mẫu\nprocedures:")
    assert run("catalogue", "publish", environ=environ)[0] == 0
    before = facts.read_text("utf-8")
    assert run("catalogue", "hide", FIRST, "chờ nghị quyết", environ=environ)[0] == 0
    assert "sửa nhớ hỏi chị Mẫu" in facts.read_text("utf-8")
    assert "hidden: chờ nghị quyết" in facts.read_text("utf-8")
    out = run("catalogue", "show", FIRST, environ=environ)[1]
    assert "0262 000 0000" in out
    assert "8.000" not in out
    assert out.count("chờ nghị quyết") == 1  # told to officers alone
    assert f"đang ẩn: {FIRST}" in run("catalogue", "show", environ=environ)[1]
    assert run("catalogue", "unhide", FIRST, environ=environ)[0] == 0
    assert facts.read_text("utf-8") == before
    assert "8.000" in run("catalogue", "show", FIRST, environ=environ)[1]
    assert "không bị ẩn" in run("catalogue", "unhide", FIRST, environ=environ)[1]


def copied(folder: Path, name: str) -> Path:
    """Copy the content as another machine would hold it."""
    content = folder / name
    shutil.copytree(ROOT / "intents", content / "intents")
    shutil.copy(ROOT / "procedures.yaml", content)
    return content


def seed(run, environ):
    url = environ["MOTCUA_ZALO_API_URL"]
    fresh = json.loads(ask(f"{url}/sim/act", {"do": "explorer"}))["done"]
    typed = f"{fresh['access_token']}\n{fresh['refresh_token']}\n".encode()
    assert run("token", "seed", environ=environ, typed=typed)[0] == 0
    return url


def test_a_version_reaches_a_process_whose_folder_lacks_it_and_is_answered_and_listed(run, environ, folder):
    here, there = copied(folder, "here"), copied(folder, "there")
    ours = environ | {"MOTCUA_GATHER_S": "0", "MOTCUA_CONTENT_DIR": str(here)}
    url = seed(run, ours)
    with (
        started("serve", environ=ours) as serve,
        started("work", environ=ours | {"MOTCUA_CONTENT_DIR": str(there)}) as work,
    ):
        address = serve.line(r"http://\S+/webhook")[0]
        work.line("worker")
        ask(f"{url}/sim/act", {"do": "webhook", "url": address})
        assert "mẫu" not in converse(url, "#fee:1.001193")
        (here / "procedures.yaml").write_bytes(with_fee(here, "7.000 đồng mẫu"))
        work.log_line('"event": "catalogue", "number": 2')
        assert "7.000 đồng mẫu" in converse(url, "#fee:1.001193")
        code, out, _ = run("catalogue", "status", environ=ours)
        assert code == 0
        assert "Bản đang dùng: 2" in out
        assert "chưa theo kịp" not in out
        assert {line.split()[0] for line in out.splitlines()[1:]} == {"serve", "work"}
        (there / "procedures.yaml").write_bytes(b"x: [\n")
        work.log_line("catalogue change refused")
        code, out, _ = run("catalogue", "status", environ=ours)
        assert code == 1
        assert "procedures.yaml:2:1: lỗi" in out
        assert "7.000 đồng mẫu" in converse(url, "#fee:1.001193")
        for process in (serve, work):
            assert process.end(signal.SIGTERM) == 0
            assert "Traceback" not in "".join(process.err)
    with started(
        "work", environ=ours | {"MOTCUA_CONTENT_DIR": str(there)}
    ) as again:  # its file is still broken
        again.line("worker")
        again.log_line("catalogue change refused")
        assert again.end(signal.SIGTERM) == 0


def test_three_processes_on_one_folder_publish_each_save_once(environ, small):
    content, environ = small
    with started("work", environ=environ) as one, started("work", environ=environ) as two, started("work", environ=environ) as three:  # fmt: skip
        for process in (one, two, three):
            process.line("worker")
        until(lambda: numbers(environ) == [1])
        for number in (2, 3, 4):
            change(content / "procedures.yaml", "vnd: ", f"vnd: {number}")
            for process in (one, two, three):
                process.log_line(f'"event": "catalogue", "number": {number}')
        for process in (one, two, three):
            assert process.end(signal.SIGTERM) == 0
            assert "Traceback" not in "".join(process.err)
    assert numbers(environ) == [4, 3, 2, 1]


def test_what_was_saved_while_nothing_ran_is_taken_up_at_the_start(environ, small):
    content, environ = small
    for number in (1, 2):
        with started("work", environ=environ) as process:
            process.line("worker")
            until(lambda number=number: numbers(environ)[:1] == [number])
            assert process.end(signal.SIGTERM) == 0
        change(content / "procedures.yaml", "vnd: ", "vnd: 1")
    change(content / "procedures.yaml", "vnd: ", "vnd: [")
    with started("work", environ=environ) as process:  # the accepted version runs although the file is broken
        process.line("worker")
        process.log_line("catalogue change refused")
        assert process.end(signal.SIGTERM) == 0
    assert numbers(environ) == [2, 1]
