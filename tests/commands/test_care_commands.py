"""`chat`, `token`, `parked`, `letters`, `doctor`."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import tempfile

import pytest

from bot.app import assemble
from bot.settings import read_settings
from bot.storage.keys import partition
from bot.storage.leases import Leases
from bot.storage.server import _program
from tests.commands.started import started
from tests.commands.test_serving_commands import ask
from tests.connectors.sheets import as_csv, rows
from tests.storage.samples import OA, arrival, take_in, turn


def seed(run, environ, *, oa=()):
    """Hand the bot a fresh pair, as an officer would."""
    fresh = json.loads(ask(f"{environ['MOTCUA_ZALO_API_URL']}/sim/act", {"do": "explorer"}))["done"]
    typed = f"{fresh['access_token']}\n{fresh['refresh_token']}\n".encode()
    return run("token", "seed", *oa, environ=environ, typed=typed), fresh


def test_chat_answers_each_line_and_remembers_between_runs(folder):
    environ = {"MOTCUA_VAR_DIR": str(folder)}
    with started("chat", environ=environ) as first:
        first.write(b"\xff\xfe\n")
        first.write("làm giấy khai sinh cần gì\n\n".encode())
        first.line("Giấy chứng sinh")
        assert first.end() == 0
        assert "Traceback" not in "".join(first.err)
    with started("chat", environ=environ) as second:
        second.write("lệ phí bao nhiêu".encode())
        assert second.end() == 0
        assert "khai sinh" in "".join(second.out).lower()


def test_chat_ends_at_ctrl_c_without_waiting_for_a_line(folder):
    with started("chat", environ={"MOTCUA_VAR_DIR": str(folder)}) as chat:
        chat.write("xin chào\n".encode())
        chat.line("Dạ")
        assert chat.end(signal.SIGINT) == 130
        assert "Traceback" not in "".join(chat.err)


def test_chat_explains_each_answer_when_asked_why(folder):
    with started("chat", "--why", environ={"MOTCUA_VAR_DIR": str(folder)}) as chat:
        chat.write(b"Lam KHAI SINH can gi\n")
        chat.line("chứng sinh")
        assert chat.end() == 0
        out = "".join(chat.out)
    assert "'Lam KHAI SINH can gi'" in out  # as received
    assert re.search(r"Đọc là: lam khai sinh", out)  # as read
    assert re.search(r"1\.001193 0\.\d\d", out)  # candidates with scores
    assert re.search(r"Luật: \w+", out)
    assert re.search(r"(catalogue:|phiên bản) [0-9a-f]{12}", out)


def test_a_seeded_pair_is_tried_at_once_and_its_age_is_shown_without_it(run, environ):
    code, out, _ = run("token", "show", environ=environ)
    assert (code, "chưa có token" in out) == (1, True)
    (code, out, err), fresh = seed(run, environ)
    assert (code, err) == (0, "")
    assert "dùng được" in out
    code, shown, _ = run("token", "show", environ=environ)
    assert code == 0
    assert "90 ngày" in shown or "89 ngày" in shown
    assert not [text for text in fresh.values() if text in out + shown]


@pytest.mark.parametrize("typed", [b"", b"one\n", b"same\nsame\n", b"dead\nborn\n"])
def test_a_pair_that_is_not_whole_or_not_valid_is_refused_with_a_sentence(run, environ, typed):
    code, out, err = run("token", "seed", environ=environ, typed=typed)
    assert code == 2
    assert err.count("\n") >= 1
    assert "Traceback" not in out + err
    assert "born" not in out + err


def test_a_page_that_is_not_ours_gets_no_token(run, environ):
    code, _, err = run("token", "show", "--oa", "999", environ=environ)
    assert (code, "MOTCUA_ZALO_OA_IDS" in err) == (2, True)


async def park(environ, count):
    """Put events aside, as a worker does with what it cannot handle."""
    settings = read_settings(environ)
    async with assemble(settings) as parts:
        oa_id = settings.zalo.oa_ids[0]
        leases = Leases(parts.redis, "test", ttl_ms=5000)
        held = {lease.partition: lease for lease in await leases.hold((oa_id,))}
        for number in range(count):
            await parts.inbox.append(arrival(f"e{number}", oa_id=oa_id))
        for lease in held.values():
            parts.inbox.rewind(lease)
            while entries := await parts.inbox.read(lease, count=10):
                for entry in entries:
                    await parts.inbox.park(lease, entry, "failed too often")
        await leases.release_all()


async def waiting_in_inbox(environ):
    settings = read_settings(environ)
    async with assemble(settings) as parts:
        lengths = [await parts.redis.xlen(name) async for name in parts.redis.scan_iter("*:inbox")]
        return sum(lengths)


def test_parked_events_are_listed_replayed_and_discarded(run, environ):
    assert "Tốt" in run("parked", "list", environ=environ)[1]
    asyncio.run(park(environ, 3))
    code, out, _ = run("parked", "list", environ=environ)
    ids = [line.split()[0] for line in out.splitlines()]
    assert (code, len(ids)) == (0, 3)
    assert "failed too often" in out
    assert run("parked", "replay", environ=environ)[0] == 1
    assert "Đã chạy lại 1 tin." in run("parked", "replay", ids[0], environ=environ)[1]
    assert asyncio.run(waiting_in_inbox(environ)) == 1
    code, out, err = run("parked", "discard", ids[0], ids[1], environ=environ)
    assert (code, "Đã bỏ 1 tin." in out, ids[0] in err) == (1, True, True)
    assert "Đã bỏ 1 tin." in run("parked", "discard", "all", environ=environ)[1]
    assert "Tốt" in run("parked", "list", environ=environ)[1]


async def refuse(environ):
    """Let one letter end as refused, as a worker does when Zalo says no."""
    settings = read_settings(environ)
    oa_id = settings.zalo.oa_ids[0]
    async with assemble(settings) as parts:
        held = await Leases(parts.redis, "test", ttl_ms=5000).hold((oa_id,))
        lease = next(lease for lease in held if lease.partition == partition("c1"))
        entry = await take_in(parts.redis, lease)
        await parts.committer.commit(turn(lease, entry))
        (pending,) = await parts.outbox.read(lease)
        await parts.outbox.begin(lease, pending)
        await parts.outbox.settle(lease, pending, "refused", reason="cannot_receive")


def test_a_letter_that_was_refused_is_listed_with_its_reason_in_words(run, environ):
    asyncio.run(refuse(environ | {"MOTCUA_ZALO_OA_IDS": OA}))
    code, out, _ = run("letters", environ=environ | {"MOTCUA_ZALO_OA_IDS": OA})
    assert (code, "e1:0" in out, "đã chặn" in out) == (0, True, True)
    assert "Dạ, mẫu." not in out


def test_without_undelivered_letters_all_is_said_to_be_well(run, environ):
    code, out, _ = run("letters", environ=environ)
    assert (code, "đều tới nơi" in out) == (0, True)


def test_doctor_finds_a_well_bot_well(run, environ):
    seed(run, environ)
    code, out, err = run("doctor", environ=environ)
    assert (code, err) == (0, "")
    assert "[HỎNG]" not in out
    for word in ("Cài đặt", "Nội dung", "Redis", "Trang", "token", "Đồng hồ"):
        assert word in out


def test_doctor_says_whether_dossiers_are_samples_or_how_old_the_copy_is(run, environ, folder):
    assert "đang tra hồ sơ mẫu" in run("doctor", environ=environ)[1]
    file = folder / "a.csv"
    file.write_bytes(as_csv(rows(2)))
    for as_of, mark in (("01/11/2026 09:00", "[xem]"), ("", "[tốt]")):
        words = ("--as-of", as_of) if as_of else ()
        assert run("dossiers", "import", str(file), *words, environ=environ)[0] == 0
        found = [
            line for line in run("doctor", environ=environ)[1].splitlines() if "tin hồ sơ mới nhất" in line
        ]
        assert [line.split()[0] for line in found] == [mark]


def test_doctor_says_that_a_token_is_missing_and_how_to_seed_it(run, environ):
    code, out, _ = run("doctor", environ=environ)
    assert code == 1
    assert re.search(r"\[HỎNG\] .*motcua token seed --oa \d+", out)


def test_doctor_says_that_the_two_secrets_are_swapped(run, environ):
    names = ("MOTCUA_ZALO_OA_SECRETS", "MOTCUA_ZALO_APP_SECRET")
    swapped = environ | {names[0]: environ[names[1]], names[1]: environ[names[0]]}
    url = environ["MOTCUA_ZALO_API_URL"]
    with started("serve", environ=swapped) as serve:
        address = serve.line(r"http://\S+/webhook")[0]
        ask(f"{url}/sim/act", {"do": "webhook", "url": address})
        ask(f"{url}/sim/act", {"do": "say", "citizen_id": "7100000000000000002", "text": "chào"})
        serve.log_line("signed_with_app_secret")
        assert serve.end(signal.SIGTERM) == 0  # what was counted is handed over at the end
    code, out, _ = run("doctor", environ=swapped)
    assert code == 1
    assert re.search(r"\[HỎNG\] .*hai khoá bị đổi chỗ", out)


@pytest.fixture
def weak_redis():
    """An outside server that keeps nothing on disk."""
    with tempfile.TemporaryDirectory(prefix="mw") as folder:
        socket = f"{folder}/r.sock"
        words = [
            str(_program()),
            "--port",
            "0",
            "--unixsocket",
            socket,
            "--appendonly",
            "no",
            "--dir",
            folder,
        ]
        server = subprocess.Popen(words, stdout=subprocess.PIPE)
        try:
            for line in server.stdout:
                if b"ready to accept connections" in line.lower():
                    break
            yield f"unix://{socket}"
        finally:
            server.kill()
            server.wait()
            server.stdout.close()


def test_a_redis_that_may_lose_messages_is_refused_unless_that_is_accepted(run, environ, weak_redis):
    weak = environ | {"MOTCUA_REDIS_URL": weak_redis}
    code, _, err = run("run", environ=weak)
    assert (code, "appendonly = no" in err, "MOTCUA_ACCEPT_WEAK_REDIS" in err) == (2, True, True)
    code, out, _ = run("doctor", environ=weak)
    assert (code, "[HỎNG]" in out, "appendonly = no" in out) == (1, True, True)
    code, out, err = run("doctor", environ=weak | {"MOTCUA_ACCEPT_WEAK_REDIS": "1"})
    assert (code, "weak redis accepted" in err) == (1, True)
    assert "Trang" in out
