"""`run`, `serve`, `work`: start, stop, stand beside each other."""

from __future__ import annotations

import json
import re
import signal
import socket
import urllib.request

import pytest

from tests.commands.started import started

ANNA = "7100000000000000001"
PAGE = r"Mở trang này: (http://127\.0\.0\.1:\d+)"


def ask(url, body=None):
    """Fetch a page of the make-believe Zalo, or do something on it."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def said(url):
    """What the bot said to Anna so far."""
    words = json.loads(ask(f"{url}/sim/state"))["messages"]
    return [word["text"] for word in words if word["citizen_id"] == ANNA and word["from_oa"]]


def converse(url, text):
    """Say something, and give what the bot answers."""
    before = len(said(url))
    with urllib.request.urlopen(f"{url}/sim/stream", timeout=20) as stream:
        ask(f"{url}/sim/act", {"do": "say", "citizen_id": ANNA, "text": text})
        for _ in stream:  # each change is a reason to look again
            if len(answers := said(url)) > before:
                return answers[-1]
    raise AssertionError("the stream ended")


def test_the_trial_run_answers_stops_at_ctrl_c_within_ten_seconds_and_remembers(folder):
    environ = {"MOTCUA_VAR_DIR": str(folder), "MOTCUA_GATHER_S": "0"}
    with started("run", "--simulated", "--page-port", "0", environ=environ) as first:
        url = first.line(PAGE)[1]
        assert "<html" in ask(url)
        assert "khai sinh" in converse(url, "làm giấy khai sinh cần gì").lower()
        with started("run", "--simulated", "--page-port", "0", environ=environ) as second:
            assert second.end() == 2
            assert "đang chạy ở một cửa sổ khác" in "".join(second.err)
            assert "Traceback" not in "".join(second.err)
        assert first.end(signal.SIGINT) == 0
        assert len(re.findall("http://", "".join(first.out))) == 1
        assert "Traceback" not in "".join(first.err)
    with started("run", "--simulated", "--page-port", "0", environ=environ) as next_run:
        url = next_run.line(PAGE)[1]
        assert len(said(url)) == 1
        assert "khai sinh" in converse(url, "lệ phí bao nhiêu").lower()
        assert next_run.end(signal.SIGINT) == 0


def test_webhook_and_workers_in_two_processes_share_the_work_and_end_at_sigterm(environ, run):
    url = environ["MOTCUA_ZALO_API_URL"]
    fresh = json.loads(ask(f"{url}/sim/act", {"do": "explorer"}))["done"]
    typed = f"{fresh['access_token']}\n{fresh['refresh_token']}\n".encode()
    assert run("token", "seed", environ=environ, typed=typed)[0] == 0
    environ["MOTCUA_GATHER_S"] = "0"
    with started("serve", environ=environ) as serve, started("work", environ=environ) as work:
        address = serve.line(r"http://\S+/webhook")[0]
        work.line("worker")
        ask(f"{url}/sim/act", {"do": "webhook", "url": address})
        assert converse(url, "#contact")
        for process in (serve, work):
            assert process.end(signal.SIGTERM) == 0
            assert "Traceback" not in "".join(process.err)


@pytest.mark.parametrize("name", ["MOTCUA_PORT", "MOTCUA_ADMIN_PORT"])
def test_a_taken_port_is_named_in_a_sentence(environ, run, name):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        code, _, err = run("run", environ=environ | {name: str(port)})
    assert code == 2
    assert f"{name}: cổng {port} đang có chương trình khác dùng" in err
    assert "Traceback" not in err


GOOD = {
    "MOTCUA_ZALO_APP_ID": "1",
    "MOTCUA_ZALO_OA_IDS": "2",
    "MOTCUA_ZALO_OA_SECRETS": "khoa-oa-bi-mat",
    "MOTCUA_ZALO_APP_SECRET": "khoa-ung-dung-bi-mat",
}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param({"MOTCUA_ZALO_SECRET": "x"}, "MOTCUA_ZALO_SECRET", id="unknown"),
        pytest.param({"MOTCUA_ZALO_OA_SECRETS": " , "}, "MOTCUA_ZALO_OA_SECRETS", id="empty secret"),
        pytest.param(
            {"MOTCUA_ZALO_APP_SECRET": "khoa-oa-bi-mat"}, "MOTCUA_ZALO_OA_SECRETS", id="equal secrets"
        ),
        pytest.param({"MOTCUA_ZALO_OA_IDS": "khoa-oa-bi-mat"}, "MOTCUA_ZALO_OA_IDS", id="secret as page"),
        pytest.param({"MOTCUA_PORT": "99999"}, "MOTCUA_PORT", id="bad number"),
        pytest.param({"MOTCUA_HOST": "khong.co.invalid"}, "MOTCUA_HOST", id="no such host"),
        pytest.param({"MOTCUA_REDIS_URL": "http://:khoa-bi-mat@h"}, "MOTCUA_REDIS_URL", id="odd Redis"),
        pytest.param({"MOTCUA_REDIS_URL": "redis://:khoa-bi-mat@127.0.0.1:1"}, "MOTCUA_REDIS_URL", id="no Redis"),
        pytest.param({"MOTCUA_RECORDS_URL": "odd://:khoa-bi-mat@h"}, "MOTCUA_RECORDS_URL", id="odd records"),
        pytest.param({"MOTCUA_VAR_DIR": "/proc/nowhere"}, "/proc/nowhere", id="no folder"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_wrong_setting_is_named_and_no_secret_is_shown(run, folder, command, changed, named):
    ours = {"MOTCUA_VAR_DIR": str(folder), "MOTCUA_PORT": "0", "MOTCUA_ADMIN_PORT": "0"}
    code, out, err = run(command, environ=GOOD | ours | changed)
    assert code == 2
    assert named in err
    assert "Traceback" not in err
    assert "bi-mat" not in out + err


def test_a_zalo_that_does_not_answer_holds_nobody_up_at_the_end(environ, run):
    """What is under way stays in Redis, and the next start goes on with it."""
    url = environ["MOTCUA_ZALO_API_URL"]
    fresh = json.loads(ask(f"{url}/sim/act", {"do": "explorer"}))["done"]
    typed = f"{fresh['access_token']}\n{fresh['refresh_token']}\n".encode()
    assert run("token", "seed", environ=environ, typed=typed)[0] == 0
    ask(f"{url}/faults", {"slow": 60})
    try:
        with started("run", environ=environ | {"MOTCUA_GATHER_S": "0"}) as bot:
            address = bot.line(r"http://\S+/webhook")[0]
            ask(f"{url}/sim/act", {"do": "webhook", "url": address})
            ask(f"{url}/sim/act", {"do": "say", "citizen_id": ANNA, "text": "#contact"})
            bot.log_line('"event": "turn"')
            assert bot.end(signal.SIGTERM) == 0
    finally:
        ask(f"{url}/faults", {"slow": 0})
