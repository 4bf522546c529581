"""Sending to Zalo: every answer it can give has one known end."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import socket
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.channels.zalo import errors
from bot.channels.zalo.client import AboutPage, Spoken, ZaloClient
from bot.channels.zalo.errors import WHAT_TO_DO, Do, SlowDown, Uncertain, UnknownCode, ZaloRejected
from bot.channels.zalo.http import open_session
from bot.domain.message import Button, Press, Template
from bot.errors import Unavailable
from tests.channels.scripted import CITIZEN, OA_ID, SENT, Say, scripted, zalo_settings

NOW = datetime(2026, 11, 20, 16, 30, 40, tzinfo=UTC)  # 23:30:40 in Vietnam
GUEST = "guest.1c9e04b7a25d68f3e170.f47b1d90c6e82a35d0b9"


class Tokens:
    """A keeper whose refreshes can be counted."""

    def __init__(self):
        self.current, self.spent = "tokenA", []

    async def access(self, oa_id):
        return self.current

    async def refresh(self, oa_id, *, spent):
        self.spent.append(spent)
        self.current = f"tokenB{len(self.spent)}"
        return self.current


@pytest.fixture
async def zalo():
    async with scripted() as script:
        yield script


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
async def client(zalo, tokens):
    async with open_session(timeout_s=1.0) as session:
        yield made(zalo, tokens, session)


def made(zalo, tokens, session, **changes):
    client = ZaloClient(
        zalo_settings(zalo.url, **changes), tokens, session, clock=lambda: client.now, pause_s=0
    )
    client.now = NOW
    return client


def send(client, *buttons, to=CITIZEN):
    return client.send(OA_ID, to, "Dạ, xin chào", buttons)


def no(code):
    return {"error": code, "message": "không"}


async def test_a_text_goes_to_the_cs_address_with_the_token_and_its_id_comes_back(client, zalo):
    zalo.will(SENT)
    assert await send(client) == "5b1fe0c2a97d4438c61e"
    [asked] = zalo.asked
    assert (asked.method, asked.path) == ("POST", "/v3.0/oa/message/cs")
    assert asked.headers["access_token"] == "tokenA"
    assert asked.headers["Content-Type"] == "application/json"
    assert "appsecret_proof" not in asked.headers
    assert asked.json == {"recipient": {"user_id": CITIZEN}, "message": {"text": "Dạ, xin chào"}}


async def test_buttons_go_in_the_shape_of_a_cs_message(client, zalo):
    zalo.will(SENT)
    await send(
        client,
        Button(title="Lệ phí", press=Press.SAY, value="#fee:1.001193"),
        Button(title="Cổng", press=Press.OPEN, value="https://dichvucong.gov.vn"),
        Button(title="Gọi", press=Press.CALL, value="84900000001"),
    )
    assert zalo.asked[0].json["message"]["attachment"] == {
        "type": "template",
        "payload": {
            "buttons": [
                {"title": "Lệ phí", "type": "oa.query.hide", "payload": "#fee:1.001193"},
                {"title": "Cổng", "type": "oa.open.url", "payload": {"url": "https://dichvucong.gov.vn"}},
                {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "84900000001"}},
            ]
        },
    }


async def test_a_template_by_phone_goes_to_its_own_address_with_our_tracking_id(client, zalo):
    zalo.will(
        {"error": 0, "data": {"msg_id": "a1b2", "quota": {"dailyQuota": "500", "remainingQuota": "499"}}}
    )
    template = Template(template_id="777", data={"code": "H1", "status": "Đang xử lý"}, phone_of="H1")
    assert (
        await client.send_template_by_phone(OA_ID, "84912345678", template, "change:1:" + "0" * 60) == "a1b2"
    )
    [asked] = zalo.asked
    assert asked.path == "/message/template"
    assert asked.headers["access_token"] == "tokenA"
    assert asked.json == {
        "phone": "84912345678", "template_id": "777", "template_data": {"code": "H1", "status": "Đang xử lý"},
        "tracking_id": ("change:1:" + "0" * 60)[:48],
    }  # fmt: skip


UPLOADED = {"error": 0, "data": {"attachment_id": "anh1"}}


def picture(client, to=CITIZEN):
    return client.send_picture(OA_ID, to, "Chúc mừng", b"\x89PNG mau")


async def test_a_picture_is_uploaded_once_and_sent_with_its_words(client, zalo):
    zalo.will(UPLOADED, SENT, SENT)
    for _ in range(2):
        assert await picture(client) == "5b1fe0c2a97d4438c61e"
    uploaded, *sent = zalo.asked
    assert (uploaded.path, len(sent)) == ("/v2.0/oa/upload/image", 2)
    assert b'name="file"; filename="card.png"' in uploaded.body
    assert b"\x89PNG mau" in uploaded.body
    for asked in sent:
        assert asked.path == "/v3.0/oa/message/cs"
        assert asked.json["message"] == {
            "text": "Chúc mừng",
            "attachment": {
                "type": "template",
                "payload": {
                    "template_type": "media",
                    "elements": [{"media_type": "image", "attachment_id": "anh1"}],
                },
            },
        }


async def test_after_five_days_or_when_zalo_forgot_it_a_picture_is_uploaded_again(client, zalo):
    zalo.will(UPLOADED, SENT, UPLOADED, no(-100), UPLOADED, SENT)
    await picture(client)
    client.now += timedelta(days=5)
    with pytest.raises(Unavailable):
        await picture(client)
    await picture(client)
    assert [asked.path.rpartition("/")[2] for asked in zalo.asked] == ["image", "cs"] * 3


async def test_where_the_picture_is_not_taken_the_words_go_alone(client, zalo):
    zalo.will(no(-210), SENT)
    await picture(client)
    assert zalo.asked[1].json["message"] == {"text": "Chúc mừng"}


async def test_a_guest_gets_the_words_alone(client, zalo):
    zalo.will({"error": 0, "data": {"message_id": "ab12"}})
    await picture(client, GUEST)
    assert [asked.path for asked in zalo.asked] == ["/v2.0/oa/message"]


async def test_a_guest_is_answered_at_the_guests_address_without_buttons(client, zalo):
    zalo.will({"error": 0, "data": {"message_id": "ab12"}})
    assert await send(client, Button(title="Giờ", press=Press.SAY, value="#office_hours"), to=GUEST) == "ab12"
    [asked] = zalo.asked
    assert asked.path == "/v2.0/oa/message"
    assert asked.json == {
        "recipient": {"anonymous_id": "1c9e04b7a25d68f3e170", "conversation_id": "f47b1d90c6e82a35d0b9"},
        "message": {"text": "Dạ, xin chào"},
    }


async def test_the_proof_is_the_hmac_of_the_token_under_the_app_secret(zalo, tokens):
    zalo.will(SENT)
    async with open_session() as session:
        await send(made(zalo, tokens, session, use_proof=True))
    expected = hmac.new(b"khoaUngDungMau", b"tokenA", hashlib.sha256).hexdigest()
    assert zalo.asked[0].headers["appsecret_proof"] == expected


# The reference's own classes, section 5, written down apart from the code's table.
RETRY = {-32, -100, -200, -214}
LATER = {-211, -218, -234, -126, -144, -147, -1441, -1471, -1472, -160, -133}
TOKEN = {-124, -216, -220}
CLOSED = {-230, -232}
NEVER = {-201, -210, -213, -217, -227, -233, -244, -248, -249, -403, -108, -110, -114, -118, -119, -139, -140, -141,
         -109, -111, -112, -1121, -1122, -1124, -113, -1131, -1132, -116, -121, -122, -130, -131, -132, -146, -161,
         -162, -148, -149, -150}  # fmt: skip
HUMAN = {-204, -205, -209, -212, -219, -221, -223, -224, -235, -237, -238, -240, -241, -242, -320, -321, -101, -102,
         -103, -104, -105, -106, -117, -120, -125, -135, -1351, -136, -137, -115, -138, -1381, -145, -1241, -14002,
         -14003, -14012, -14024, -14029}  # fmt: skip


def test_every_code_of_the_reference_is_in_the_table_and_no_other():
    assert set(WHAT_TO_DO) == RETRY | LATER | TOKEN | CLOSED | NEVER | HUMAN


@pytest.mark.parametrize("code", sorted(WHAT_TO_DO))
async def test_each_code_inside_http_200_ends_as_the_reference_says(client, zalo, tokens, code):
    zalo.will(no(code))
    with pytest.raises((Unavailable, ZaloRejected)) as caught:
        await send(client)
    error = caught.value
    if code in RETRY - {-200} or code in {-234, -133}:
        assert isinstance(error, Unavailable)
        assert len(zalo.asked) == 1
    elif code == -200:
        assert (error.state_reason, len(zalo.asked)) == ("sending_failed", 3)
    elif code in TOKEN:
        assert (error.state_reason, tokens.spent, len(zalo.asked)) == ("token_dead", ["tokenA"], 2)
    else:
        assert len(zalo.asked) == 1
        assert error.code == code
        reasons = {"window_closed"} if code in CLOSED else {"quota_spent"} if code in LATER else set()
        reasons |= {"needs_staff"} if code in HUMAN | {-248} else set()
        reasons |= {"bad_message", "cannot_receive"} if code in NEVER else set()
        assert error.state_reason in reasons


async def test_a_dead_token_is_refreshed_once_and_the_message_sent_with_the_new_one(client, zalo, tokens):
    zalo.will(no(-216), SENT)
    assert await send(client) == "5b1fe0c2a97d4438c61e"
    assert [asked.headers["access_token"] for asked in zalo.asked] == ["tokenA", "tokenB1"]
    assert tokens.spent == ["tokenA"]


async def test_an_unknown_code_is_a_no_and_its_body_is_kept_without_secrets(client, zalo):
    zalo.will({"error": -9999, "message": "lạ", "access_token": "bi mật", "echo": "tokenA khoaUngDungMau"})
    with pytest.raises(UnknownCode) as caught:
        await send(client)
    assert "-9999" in caught.value.body
    for secret in ("bi m", "tokenA", "khoaUngDungMau"):
        assert secret not in caught.value.body


async def test_the_limit_per_minute_stops_all_sending_until_the_next_minute(client, zalo):
    zalo.will(no(-32), SENT)
    with pytest.raises(SlowDown) as caught:
        await send(client)
    assert caught.value.retry_after_s == 20
    with pytest.raises(SlowDown):
        await send(client)
    assert len(zalo.asked) == 1
    client.now += timedelta(seconds=20)
    assert await send(client)


async def test_after_the_last_message_of_a_minute_nothing_more_leaves_in_it(client, zalo):
    zalo.will(Say(body=SENT, headers={"X-RateLimit-Limit": "4000", "X-RateLimit-Remain": "0"}), SENT)
    assert await send(client)
    with pytest.raises(SlowDown):
        await send(client)
    assert len(zalo.asked) == 1


async def test_a_night_rule_waits_for_five_past_six_in_vietnam(client, zalo):
    zalo.will(no(-234))
    with pytest.raises(Unavailable) as caught:
        await send(client)
    assert caught.value.retry_after_s == timedelta(hours=6, minutes=34, seconds=20).total_seconds()


@pytest.mark.parametrize(
    ("say", "error"),
    [
        pytest.param(Say(cut=True), Uncertain, id="cut after the request"),
        pytest.param(Say(body="<html>", status=502), Uncertain, id="a gateway's error"),
        pytest.param(Say(body="<html>"), Uncertain, id="200 without JSON"),
        pytest.param(Say(body={"data": {}}), Uncertain, id="200 without an error field"),
        pytest.param(Say(body="", status=503, headers={"Retry-After": "7"}), SlowDown, id="busy"),
        pytest.param(Say(body="", status=429), SlowDown, id="too many"),
        pytest.param(Say(body="", status=404), UnknownCode, id="no such address"),
        pytest.param(
            Say(body="", status=302, headers={"Location": "https://example.vn"}), UnknownCode, id="redirect"
        ),
        pytest.param(Say(body=no(-230), status=400), errors.WindowClosed, id="a code inside another status"),
    ],
)
async def test_answers_that_are_not_zalos_own_are_named_for_what_is_known(client, zalo, say, error):
    zalo.will(say)
    with pytest.raises(error):
        await send(client)
    assert len(zalo.asked) == 1


async def test_no_answer_in_time_leaves_everything_open_when_sending_and_nothing_when_reading(zalo, tokens):
    never = asyncio.Event()
    zalo.will(Say(body=SENT, wait=never))
    async with open_session(timeout_s=0.1) as session:
        client = made(zalo, tokens, session)
        with pytest.raises(Uncertain):
            await send(client)
        with pytest.raises(Unavailable):
            await client.recent(OA_ID, CITIZEN)
    never.set()


async def test_a_connection_refused_means_that_nothing_was_sent(tokens):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        async with open_session() as session:
            with pytest.raises(Unavailable):
                await send(ZaloClient(zalo_settings(url), tokens, session))


async def sends_left(zalo, tell):
    """Let every answer be cut and count how often the message left."""
    zalo.asked.clear()
    zalo.will(Say(cut=True))
    with pytest.raises((Uncertain, aiohttp.ClientError)):
        await tell()
    return len(zalo.asked)


async def test_a_message_without_an_answer_leaves_once_which_a_retrying_client_fails(client, zalo):
    async def retrying():
        for _ in range(2):
            with contextlib.suppress(Uncertain):
                return await send(client)
        return await send(client)

    assert await sends_left(zalo, lambda: send(client)) == 1
    assert await sends_left(zalo, retrying) == 3


async def test_the_conversation_is_read_back_with_who_said_what_when(client, zalo):
    rows = [
        {
            "message_id": "m1",
            "src": 0,
            "time": 1795137401000,
            "type": "text",
            "message": "Cha\u0300o ba\u0301c ",
        },
        {"message_id": "m2", "src": 1, "time": "1795137400000", "type": "photo"},
        "odd",
    ]
    zalo.will({"error": 0, "message": "Success", "data": rows})
    assert await client.recent(OA_ID, CITIZEN, 10) == [
        Spoken(message_id="m1", from_oa=True, text="Chào bác", at_ms=1795137401000),
        Spoken(message_id="m2", from_oa=False, text="", at_ms=1795137400000),
    ]
    [asked] = zalo.asked
    assert (asked.method, asked.path) == ("GET", "/v2.0/oa/conversation")
    assert json.loads(asked.query["data"]) == {"user_id": CITIZEN, "offset": 0, "count": 10}


async def test_a_guests_conversation_is_known_not_to_be_readable(client):
    with pytest.raises(ZaloRejected):
        await client.recent(OA_ID, GUEST)


async def test_the_page_tells_its_kind_and_state(client, zalo):
    page = {
        "oaid": OA_ID,
        "name": "UBND xã mẫu",
        "oa_type": 4,
        "is_verified": True,
        "package_name": "Nâng cao",
    }
    zalo.will({"error": 0, "data": {**page, "num_follower": 1200}})
    assert await client.about_page(OA_ID) == AboutPage(
        oa_id=OA_ID,
        name="UBND xã mẫu",
        is_verified=True,
        is_government=True,
        package="Nâng cao",
        followers=1200,
    )


async def test_a_charged_message_is_noted_in_the_log(client, zalo, caplog):
    zalo.will({"error": 0, "data": {"message_id": "m"}})
    await send(client)
    assert "a message was charged" in caplog.text
    caplog.clear()
    zalo.will(SENT)
    await send(client)
    assert "charged" not in caplog.text


def test_every_refusal_has_its_own_state_reason():
    reasons = [refusal.state_reason for refusal in errors.REFUSALS.values()] + [UnknownCode.state_reason]
    assert len(set(reasons)) == len(reasons)
    assert set(errors.REFUSALS) | {Do.WAIT, Do.NEXT_MINUTE, Do.MORNING} == set(Do)
