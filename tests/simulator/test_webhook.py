"""Events go out signed, in time, again when they failed, and not for ever."""

import asyncio
from dataclasses import replace

import pytest

from bot.simulator import running
from tests.simulator.conftest import CITIZEN
from tests.simulator.receiver import expected_mac


async def test_a_text_goes_out_in_zalos_shape_and_rightly_signed(simulator, receiver, settings):
    msg_id = simulator.citizen_says(CITIZEN, "Thứ 7 có làm không ạ? 🙏")
    [request] = await receiver.wait(1)
    assert request["headers"]["X-ZEvent-Signature"] == expected_mac(
        request["raw"], settings.app_id, settings.oa_secret
    )
    assert request["headers"]["X-ZEvent-Signature"] != expected_mac(
        request["raw"], settings.app_id, settings.app_secret
    )
    assert "num_retry" not in request["headers"]
    event = request["event"]
    assert event["sender"] == {"id": CITIZEN}
    assert event["recipient"] == {"id": settings.oa_id}
    assert event["event_name"] == "user_send_text"
    assert event["message"] == {"text": "Thứ 7 có làm không ạ? 🙏", "msg_id": msg_id}
    assert event["timestamp"].isdigit()


@pytest.mark.parametrize(
    ("kind", "event_name", "type_"),
    [
        ("image", "user_send_image", "image"),
        ("sticker", "user_send_sticker", "sticker"),
        ("location", "user_send_location", "location"),
        ("voice", "user_send_audio", "audio"),
        ("file", "user_send_file", "file"),
    ],
)
async def test_each_kind_of_attachment_has_its_own_event(simulator, receiver, kind, event_name, type_):
    simulator.citizen_sends(CITIZEN, kind)
    [request] = await receiver.wait(1)
    assert request["event"]["event_name"] == event_name
    assert request["event"]["message"]["attachments"][0]["type"] == type_


async def test_a_failed_event_comes_again_on_the_schedule_with_the_same_body(simulator, receiver, clock):
    receiver.answers = [500, 500, 200]
    msg_id = simulator.citizen_says(CITIZEN, "một")
    await receiver.wait(1)
    for wait_s, count in ((30.0, 2), (300.0, 3)):
        await clock.someone_sleeps(wait_s)
        clock.advance(wait_s - 0.001)
        assert len(receiver.requests) == count - 1
        clock.advance(0.001)
        await receiver.wait(count)
    assert [each["headers"].get("num_retry") for each in receiver.requests] == [None, "1", "2"]
    assert len({each["raw"] for each in receiver.requests}) == 1
    await simulator.webhook.idle()
    assert simulator.book.messages[msg_id].state == "delivered"


async def test_after_the_last_retry_the_webhook_is_switched_off_until_someone_switches_it_on(
    simulator, receiver, clock, settings
):
    receiver.answers = [500] * 6
    simulator.citizen_says(CITIZEN, "một")
    for wait_s in settings.retry_after_s:
        await clock.someone_sleeps(wait_s)
        clock.advance(wait_s)
    await receiver.wait(6)
    await simulator.webhook.idle()
    assert not simulator.webhook.enabled
    lost = simulator.citizen_says(CITIZEN, "hai")
    assert simulator.book.messages[lost].state == "lost"
    simulator.webhook.enable()
    simulator.citizen_says(CITIZEN, "ba")
    await receiver.wait(7)
    assert receiver.requests[-1]["event"]["message"]["text"] == "ba"


async def test_an_answer_later_than_the_deadline_counts_as_none(settings, receiver, clock):
    receiver.stalled = asyncio.Event()
    async with running(replace(settings, webhook_timeout_s=0.05)) as simulator:
        simulator.citizen_says(CITIZEN, "một")
        await receiver.wait(1)
        await clock.someone_sleeps(30.0)
        receiver.stalled.set()
        clock.advance(30)
        await receiver.wait(2)
        assert receiver.requests[1]["headers"]["num_retry"] == "1"


async def test_without_faults_one_citizens_events_arrive_in_order_and_once(simulator, receiver):
    for number in range(40):
        simulator.citizen_says(CITIZEN, str(number))
    await receiver.wait(40)
    await simulator.webhook.idle()
    assert [event["message"]["text"] for event in receiver.events()] == [str(n) for n in range(40)]


async def test_the_duplicate_fault_posts_the_same_bytes_twice(simulator, receiver):
    simulator.faults.set(duplicate=1)
    simulator.citizen_says(CITIZEN, "một")
    simulator.citizen_says(CITIZEN, "hai")
    await simulator.webhook.idle()
    assert [event["message"]["text"] for event in receiver.events()] in (
        ["một", "một", "hai"],
        ["một", "hai", "một"],
    )


async def test_the_reorder_fault_lets_the_next_event_overtake(simulator, receiver):
    simulator.faults.set(reorder=True)
    for text in ("một", "hai", "ba", "bốn"):
        simulator.citizen_says(CITIZEN, text)
    await receiver.wait(4)
    texts = [event["message"]["text"] for event in receiver.events()]
    assert texts.index("hai") < texts.index("một")
    assert texts.index("bốn") < texts.index("ba")


async def test_an_event_held_back_by_the_reorder_fault_goes_out_when_nothing_overtakes_it(
    simulator, receiver, clock
):
    simulator.faults.set(reorder=True)
    simulator.citizen_says(CITIZEN, "một mình")
    await clock.someone_sleeps(0.5)
    assert receiver.requests == []
    clock.advance(0.5)
    await receiver.wait(1)


async def test_the_unsigned_fault_leaves_the_signature_out(simulator, receiver):
    simulator.faults.set(unsigned=1)
    simulator.citizen_says(CITIZEN, "một")
    [request] = await receiver.wait(1)
    assert "X-ZEvent-Signature" not in request["headers"]


async def test_what_the_page_sends_comes_back_as_echo_and_receipts(api_with, receiver):
    api = await api_with(receipts=True)
    api.simulator.citizen_says(CITIZEN, "chào")
    answer = await api.send("Dạ, em chào bà ạ.")
    officer = api.simulator.officer_says(CITIZEN, "Tôi là cán bộ.", officer_id="8100000000000000009")
    api.simulator.citizen_sees(CITIZEN)
    await receiver.wait(6)
    message_id = answer["data"]["message_id"]
    echo, by_officer = receiver.events("oa_send_text")
    assert echo["message"] == {"text": "Dạ, em chào bà ạ.", "msg_id": message_id}
    assert "admin_id" not in echo["sender"]
    assert by_officer["sender"]["admin_id"] == "8100000000000000009"
    assert [each["message"]["msg_id"] for each in receiver.events("user_received_message")] == [
        message_id,
        officer,
    ]
    [seen] = receiver.events("user_seen_message")
    assert seen["message"]["msg_ids"] == [message_id, officer]


async def test_a_hidden_button_sends_its_payload_as_text_and_hides_it_on_the_phone(api, receiver):
    api.simulator.citizen_says(CITIZEN, "chào")
    buttons = [
        {"title": "Giấy tờ", "type": "oa.query.hide", "payload": "#requirements:1.001193"},
        {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "84900000001"}},
    ]
    answer = await api.send({
        "text": "Chọn", "attachment": {"type": "template", "payload": {"buttons": buttons}},
    })  # fmt: skip
    tapped = api.simulator.citizen_taps(CITIZEN, answer["data"]["message_id"], 0)
    assert api.simulator.citizen_taps(CITIZEN, answer["data"]["message_id"], 1) == ""
    await receiver.wait(3)
    last = receiver.events("user_send_text")[-1]
    assert last["message"] == {"text": "#requirements:1.001193", "msg_id": tapped}
    assert api.simulator.book.messages[tapped].hidden


async def test_follow_chatnow_shared_info_and_withdrawal_have_their_flat_shapes(
    simulator, receiver, settings
):
    citizen_id = "7100000000000000002"
    assert simulator.citizen_opens_chat(citizen_id)
    assert not simulator.citizen_opens_chat(citizen_id)
    simulator.citizen_follows(citizen_id)
    simulator.citizen_shares(citizen_id, {"name": "Mẫu", "phone": "84900000001"})
    simulator.citizen_withdraws(citizen_id)
    await receiver.wait(4)
    chatnow, follow, shared, withdrawn = receiver.events()
    assert chatnow["event_name"] == "user_click_chatnow"
    assert (chatnow["user_id"], chatnow["oa_id"]) == (citizen_id, settings.oa_id)
    assert (follow["event_name"], follow["follower"]) == ("follow", {"id": citizen_id})
    assert (shared["event_name"], shared["info"]["phone"]) == ("user_submit_info", "84900000001")
    assert (withdrawn["event_name"], withdrawn["user_id"]) == ("user_withdraw", citizen_id)


async def test_a_guest_has_no_identity_but_a_conversation(simulator, receiver):
    simulator.guest_says("1c9e04b7a25d68f3e170", "Sáng thứ Bảy có làm không?")
    [request] = await receiver.wait(1)
    event = request["event"]
    assert event["event_name"] == "anonymous_send_text"
    assert "user_id_by_app" not in event
    assert event["message"]["conversation_id"]


async def test_events_wait_for_a_webhook_that_has_no_address_yet(settings, receiver):
    async with running(replace(settings, webhook_url="")) as simulator:
        simulator.citizen_says(CITIZEN, "một")
        simulator.citizen_says(CITIZEN, "hai")
        assert [delivery.state for delivery in simulator.webhook.waiting] == ["waiting", "waiting"]
        simulator.webhook.url = receiver.url
        await simulator.webhook.idle()
        assert [event["message"]["text"] for event in receiver.events()] == ["một", "hai"]
