"""Faults happen when asked for, as often as asked for, and to nothing else."""

import argparse
import asyncio
import json
from dataclasses import replace

import aiohttp
import pytest

from bot.simulator import SimulatorSettings, add_arguments, running, settings_from
from tests.simulator.conftest import CITIZEN


async def test_drop_reply_does_the_work_and_cuts_the_connection(api):
    api.simulator.citizen_says(CITIZEN, "chào")
    api.simulator.faults.set(drop_reply=1)
    with pytest.raises(aiohttp.ClientError):
        await api.send("một")
    assert [word.text for word in api.simulator.sent_to(CITIZEN)] == ["một"]
    assert (await api.send("hai"))["error"] == 0


async def test_error_ends_sends_in_that_code_and_nothing_is_shown(api):
    api.simulator.citizen_says(CITIZEN, "chào")
    api.simulator.faults.set(error=-32, send_error=2)
    assert [(await api.send("x"))["error"] for _ in range(3)] == [-32, -32, 0]
    assert len(api.simulator.sent_to(CITIZEN)) == 1


async def test_http_500_is_no_json(api):
    api.simulator.faults.set(http_500=1)
    async with api.session.get(api.simulator.url + "/v2.0/oa/getoa") as answer:
        assert answer.status == 500
        assert answer.content_type == "text/html"
    assert (await api.call("GET", "/v2.0/oa/getoa"))["error"] == 0


async def test_slow_waits_on_the_clock_before_every_answer(api, clock):
    api.simulator.faults.set(slow=7)
    async with aiohttp.ClientSession() as session:
        url = api.simulator.url + "/v2.0/oa/getoa"
        asked = asyncio.ensure_future(session.get(url))
        await clock.someone_sleeps(7)
        assert not asked.done()
        clock.advance(7)
        async with await asked as answer:
            assert answer.status == 200


async def test_expire_token_kills_the_access_token_and_spares_the_refresh_token(api):
    pair = api.simulator.tokens.current
    api.simulator.faults.set(expire_token=True)
    assert (await api.call("GET", "/v2.0/oa/getoa", token=pair.access))["error"] == -220
    assert "access_token" in await api.token(grant_type="refresh_token", refresh_token=pair.refresh)


async def test_faults_are_set_by_request_and_a_wrong_one_changes_nothing(api):
    url = api.simulator.url + "/faults"
    async with api.session.post(url, json={"duplicate": True, "slow": 0.5}) as answer:
        assert (await answer.json())["duplicate"] is True
    async with api.session.post(url, json={"slow": 2, "no_such": 1}) as answer:
        assert answer.status == 400
        assert "no_such" in (await answer.json())["error"]
    async with api.session.post(url, data='{"slow": 2}', headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 415
    assert api.simulator.faults.slow_s == 0.5
    api.simulator.faults.clear()
    assert not any(api.simulator.faults.as_json().values())


def test_every_fault_has_its_flag():
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    flags = "--duplicate --reorder --slow 3 --expire-token --error -230 --drop-reply --http-500 --unsigned"
    settings = settings_from(parser.parse_args(flags.split()))
    assert dict(settings.faults) == {
        "duplicate": True, "reorder": True, "slow": 3.0, "expire_token": True, "error": -230,
        "drop_reply": True, "http_500": True, "unsigned": True,
    }  # fmt: skip
    assert settings_from(parser.parse_args([])).faults == ()


async def test_flags_are_in_force_from_the_start(settings):
    async with running(replace(settings, faults=(("error", -230), ("duplicate", True)))) as simulator:
        assert simulator.faults.error == -230
        assert simulator.faults.as_json()["duplicate"] is True


async def test_a_restart_remembers_conversations_tokens_and_undelivered_events(
    settings, receiver, clock, tmp_path
):
    settings = replace(settings, state_dir=tmp_path)
    async with running(settings) as first:
        heard = first.citizen_says(CITIZEN, "còn nhớ không")
        await first.webhook.idle()
        receiver.answers = [500]
        unheard = first.citizen_says(CITIZEN, "chưa tới")
        await clock.someone_sleeps(30.0)
        pair = first.tokens.issue()
    with (tmp_path / "zalo-gia-lap.jsonl").open("a") as torn:
        torn.write('{"kind":"mess')
    async with running(settings) as second:
        await second.webhook.idle()
        assert [word.text for word in second.history(CITIZEN)] == ["còn nhớ không", "chưa tới"]
        assert second.tokens.current == pair
        ids = [event["message"]["msg_id"] for event in receiver.events()]
        assert ids == [heard, unheard, unheard]
        assert second.book.messages[unheard].state == "delivered"


async def test_the_journal_holds_every_send_also_those_whose_answer_was_cut(settings, tmp_path):
    path = tmp_path / "journal.jsonl"
    async with running(replace(settings, journal=path)) as simulator, aiohttp.ClientSession() as session:
        simulator.citizen_says(CITIZEN, "chào")
        simulator.faults.set(drop_reply=1)
        body = {"recipient": {"user_id": CITIZEN}, "message": {"text": "một"}}
        headers = {"access_token": simulator.tokens.current.access}
        with pytest.raises(aiohttp.ClientError):
            await session.post(simulator.url + "/v3.0/oa/message/cs", json=body, headers=headers)
        [line] = map(json.loads, path.read_text().splitlines())
        assert json.loads(line["body"]) == body
        assert line["cut"] is True
        assert line["answer"]["data"]["message_id"] == simulator.sent_to(CITIZEN)[0].message_id


async def test_another_program_can_do_everything_the_page_can(api, receiver):
    async def act(**body):
        async with api.session.post(api.simulator.url + "/sim/act", json=body) as answer:
            return answer.status, await answer.json()

    status, said = await act(do="say", citizen_id=CITIZEN, text="chào")
    assert (status, len(said["done"])) == (200, 20)
    assert (await act(do="say", citizen_id=CITIZEN, text=""))[0] == 400
    assert (await act(do="dance"))[0] == 400
    assert (await act(do="tap", citizen_id=CITIZEN, message_id="?", button=0))[0] == 400
    await receiver.wait(1)
    async with api.session.get(api.simulator.url + "/sim/state") as answer:
        assert [word["text"] for word in (await answer.json())["messages"]] == ["chào"]


def test_settings_do_not_print_their_secrets():
    settings = SimulatorSettings(app_secret="kín-một", oa_secret="kín-hai", access_token="kín-ba")
    assert "kín" not in repr(settings)
