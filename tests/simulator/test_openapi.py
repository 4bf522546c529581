"""The OpenAPI keeps the rules that are documented, and says no inside HTTP 200."""

import hashlib
import hmac
import json

import aiohttp
import pytest

from tests.simulator.conftest import CITIZEN

HOUR = 3600


def with_buttons(*buttons):
    return {"text": "Chọn", "attachment": {"type": "template", "payload": {"buttons": list(buttons)}}}


def asking(title="Giấy tờ", payload="#help", kind="oa.query.hide"):
    return {"title": title, "type": kind, "payload": payload}


async def test_a_text_is_shown_and_answered_with_its_id_and_the_free_quota(api):
    api.simulator.citizen_says(CITIZEN, "chào")
    answer = await api.send("Dạ, UBND xã làm việc từ 7 giờ 30.")
    [shown] = api.simulator.sent_to(CITIZEN)
    assert answer["error"] == 0
    assert answer["data"]["message_id"] == shown.message_id
    assert answer["data"]["user_id"] == CITIZEN
    assert answer["data"]["quota"] == {"quota_type": "reply"}
    assert shown.text == "Dạ, UBND xã làm việc từ 7 giờ 30."


@pytest.mark.parametrize(
    ("message", "code"),
    [
        pytest.param("ạ" * 2000, 0, id="2,000 characters"),
        pytest.param("ạ" * 2001, -210, id="2,001 characters"),
        pytest.param("", -201, id="nothing"),
        pytest.param({"text": 5}, -201, id="a number for a text"),
        pytest.param(None, -201, id="no message"),
        pytest.param(with_buttons(*[asking()] * 5), 0, id="five buttons"),
        pytest.param(with_buttons(*[asking()] * 6), -210, id="six buttons"),
        pytest.param(with_buttons(), -201, id="an empty list of buttons"),
        pytest.param(with_buttons(asking(title="ă" * 100)), 0, id="a title of 100"),
        pytest.param(with_buttons(asking(title="ă" * 101)), -210, id="a title of 101"),
        pytest.param(with_buttons(asking(title=" ")), -201, id="a blank title"),
        pytest.param(with_buttons(asking(payload="x" * 1000)), 0, id="a payload of 1,000"),
        pytest.param(with_buttons(asking(payload="x" * 1001)), -210, id="a payload of 1,001"),
        pytest.param(with_buttons(asking(kind="oa.query.guess")), -201, id="an unknown type"),
        pytest.param(with_buttons(asking(kind="oa.open.url", payload={"url": "https://dichvucong.gov.vn"})), 0, id="a link"),
        pytest.param(with_buttons(asking(kind="oa.open.url", payload="https://dichvucong.gov.vn")), -201, id="a bare link"),
        pytest.param(with_buttons(asking(kind="oa.open.url", payload={"url": "javascript:alert(1)"})), -201, id="a script"),
        pytest.param(with_buttons(asking(kind="oa.open.phone", payload={"phone_code": "84900000001"})), 0, id="a phone"),
        pytest.param(with_buttons(asking(kind="oa.open.phone", payload={"phone_code": "gọi tôi"})), -201, id="no phone"),
        pytest.param({"attachment": {"type": "file", "payload": {"token": "?"}}}, -100, id="a file nobody uploaded"),
        pytest.param({"text": "x", "attachment": {"type": "template", "payload": {"template_type": "list"}}}, -233, id="a list"),
    ],
)  # fmt: skip
async def test_a_message_is_measured(api, message, code):
    api.simulator.citizen_says(CITIZEN, "chào")
    assert (await api.send(message))["error"] == code
    assert len(api.simulator.sent_to(CITIZEN)) == (code == 0)


@pytest.mark.parametrize(
    ("hours", "code", "quota_type"),
    [
        pytest.param(48, 0, "reply", id="48 hours is still free"),
        pytest.param(48.01, 0, None, id="a little later is charged"),
        pytest.param(7 * 24, 0, None, id="seven days is still open"),
        pytest.param(7 * 24 + 0.01, -230, None, id="a little later is closed"),
    ],
)
async def test_the_window_closes_in_two_steps(api, clock, hours, code, quota_type):
    api.simulator.citizen_says(CITIZEN, "chào")
    await api.simulator.webhook.idle()
    clock.advance(hours * HOUR)
    api.simulator.tokens.issue()
    answer = await api.send("Hồ sơ đã xong ạ.")
    assert answer["error"] == code
    assert answer.get("data", {}).get("quota", {}).get("quota_type") == quota_type


async def test_a_charged_message_takes_the_package_first_and_then_needs_money(api_with):
    api = await api_with(package_quota=1, has_money=False)
    api.simulator.citizen_says(CITIZEN, "chào")
    api.simulator.pretend_silence(CITIZEN, 50)
    assert (await api.send("một"))["data"]["quota"]["quota_type"] == "sub_quota"
    assert (await api.send("hai"))["error"] == -320


async def test_who_never_wrote_gets_three_welcomes_if_they_follow_and_none_if_not(api):
    assert (await api.send("chào"))["error"] == -213
    api.simulator.citizen_follows(CITIZEN)
    api.simulator.citizen(CITIZEN).last_interaction_ms = 0
    assert [(await api.send("chào")).get("data", {}).get("quota", {}).get("remain") for _ in range(3)] == [
        "2",
        "1",
        "0",
    ]
    assert (await api.send("chào"))["error"] == -232


@pytest.mark.parametrize(("state", "code"), [("locked", -227), ("restricts", -244), ("blocked", -217)])
async def test_some_citizens_cannot_be_reached(api, state, code):
    api.simulator.citizen_says(CITIZEN, "chào")
    api.simulator.set_state(CITIZEN, state)
    assert (await api.send("chào"))["error"] == code


async def test_a_recipient_may_be_named_by_one_of_their_messages_but_must_exist(api):
    msg_id = api.simulator.citizen_says(CITIZEN, "chào")
    body = {"recipient": {"message_id": msg_id}, "message": {"text": "Dạ"}}
    assert (await api.call("POST", "/v3.0/oa/message/cs", json=body))["data"]["user_id"] == CITIZEN
    assert (await api.send("Dạ", citizen_id="999"))["error"] == -201


async def test_calls_need_a_living_token_and_the_proof_when_it_is_asked_for(api_with):
    api = await api_with(require_proof=True)
    api.simulator.citizen_says(CITIZEN, "chào")
    access = api.simulator.tokens.current.access
    proof = hmac.new(api.simulator.settings.app_secret.encode(), access.encode(), hashlib.sha256).hexdigest()
    assert (await api.send("x", token=""))["error"] == -216
    assert (await api.send("x", token="doán"))["error"] == -216
    assert (await api.send("x"))["error"] == -242
    assert (await api.send("x", headers={"appsecret_proof": "0" * 64}))["error"] == -242
    assert (await api.send("x", headers={"appsecret_proof": proof}))["error"] == 0


async def test_calls_are_counted_by_the_minute_and_too_many_are_refused(api_with, clock):
    api = await api_with(calls_per_minute=2)
    url = api.simulator.url + "/v2.0/oa/getoa"
    headers = {"access_token": api.simulator.tokens.current.access}
    seen = []
    for _ in range(3):
        async with api.session.get(url, headers=headers) as answer:
            seen.append((answer.headers["X-RateLimit-Remain"], (await answer.json())["error"]))
    assert seen == [("1", 0), ("0", 0), ("0", -32)]
    clock.advance(60)
    assert (await api.call("GET", "/v2.0/oa/getoa"))["error"] == 0


async def test_the_conversation_lists_both_sides_newest_first_ten_at_most(api):
    for number in range(6):
        api.simulator.citizen_says(CITIZEN, f"hỏi {number}")
        await api.send(f"đáp {number}")
    data = json.dumps({"user_id": CITIZEN, "offset": 0, "count": 10})
    answer = await api.call("GET", "/v2.0/oa/conversation", params={"data": data})
    items = answer["data"]
    assert [item["message"] for item in items[:3]] == ["đáp 5", "hỏi 5", "đáp 4"]
    assert [item["src"] for item in items] == [0, 1] * 5
    assert items[0]["message_id"] == api.simulator.sent_to(CITIZEN)[-1].message_id
    assert items[0]["time"] > items[1]["time"]
    more = await api.call("GET", "/v2.0/oa/conversation", params={"data": data.replace(": 10}", ": 11}")})
    assert more["error"] == -210
    chats = await api.call("GET", "/v2.0/oa/listrecentchat", params={"data": '{"offset":0,"count":10}'})
    assert [item["message"] for item in chats["data"]] == ["đáp 5"]


async def test_citizen_quota_and_page_can_be_read(api):
    api.simulator.citizen_says(CITIZEN, "chào")
    data = json.dumps({"user_id": CITIZEN})
    detail = (await api.call("GET", "/v3.0/oa/user/detail", params={"data": data}))["data"]
    quota = (await api.call("POST", "/v3.0/oa/quota/message", json={"user_id": CITIZEN}))["data"]
    page = (await api.call("GET", "/v2.0/oa/getoa"))["data"]
    assert detail["display_name"].startswith("Công dân mẫu 1")
    assert detail["user_last_interaction_date"] == "20/11/2026"
    assert quota["last_interaction"].isdigit()
    assert (page["oaid"], page["oa_type"]) == (api.simulator.settings.oa_id, 4)


async def test_an_upload_is_checked_and_may_then_be_sent(api):
    api.simulator.citizen_says(CITIZEN, "chào")

    async def upload(kind, name, content):
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        return await api.call("POST", f"/v2.0/oa/upload/{kind}", data=form)

    assert (await upload("image", "a.gif", b"x"))["error"] == -201
    assert (await upload("image", "a.png", b"x" * 1_000_001))["error"] == -210
    token = (await upload("file", "to-khai.pdf", b"%PDF-"))["data"]["token"]
    assert (await api.send({"attachment": {"type": "file", "payload": {"token": token}}}))["error"] == 0
    [shown] = api.simulator.sent_to(CITIZEN)
    assert shown.attachments[0]["payload"]["name"] == "to-khai.pdf"


async def test_a_reaction_is_put_on_the_message_and_taken_back(api):
    msg_id = api.simulator.citizen_says(CITIZEN, "cảm ơn")

    async def react(icon):
        action = {"react_icon": icon, "react_message_id": msg_id}
        body = {"recipient": {"user_id": CITIZEN}, "sender_action": action}
        return (await api.call("POST", "/v2.0/oa/message", json=body))["error"]

    assert await react("/-strong") == 0
    assert api.simulator.book.messages[msg_id].reaction == "/-strong"
    assert await react("/-remove") == 0
    assert api.simulator.book.messages[msg_id].reaction == ""
    assert await react("huh") == -201


async def test_texts_by_the_old_call_are_refused_except_to_guests(api):
    msg_id = api.simulator.guest_says("1c9e04b7a25d68f3e170", "có ai không")
    guest = api.simulator.citizen("1c9e04b7a25d68f3e170")
    old = {"recipient": {"user_id": CITIZEN}, "message": {"text": "x"}}
    to_guest = {
        "recipient": {"anonymous_id": guest.citizen_id, "conversation_id": guest.guest_of},
        "message": {"text": "Dạ có ạ."},
    }
    assert (await api.call("POST", "/v2.0/oa/message", json=old))["error"] == -240
    assert (await api.call("POST", "/v2.0/oa/message", json=to_guest))["error"] == 0
    assert [word.text for word in api.simulator.sent_to(guest.citizen_id)] == ["Dạ có ạ."]
    assert msg_id != api.simulator.sent_to(guest.citizen_id)[0].message_id


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b"null"])
async def test_a_body_that_is_no_object_is_refused(api, raw):
    answer = await api.call("POST", "/v3.0/oa/message/cs", data=raw)
    assert answer["error"] == -201


async def test_a_template_by_phone_reaches_who_shared_that_number_and_nobody_else(api):
    api.simulator.citizen(CITIZEN).shared_info = {"phone": "0912345678"}
    body = {
        "phone": "84912345678",
        "template_id": "777",
        "template_data": {"code": "H1"},
        "tracking_id": "t1",
    }
    answer = await api.call("POST", "/message/template", json=body)
    (shown,) = api.simulator.sent_to(CITIZEN)
    assert (answer["error"], answer["data"]["msg_id"]) == (0, shown.message_id)
    assert "H1" in shown.text
    for wrong, code in (
        ({"phone": "0912345678"}, -108),
        ({"phone": "84987654321"}, -118),
        ({"tracking_id": "t" * 49}, -1124),
    ):
        assert (await api.call("POST", "/message/template", json=body | wrong))["error"] == code
