"""Every event of Zalo's becomes one of ours, or is ignored by name; nothing raises."""

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.zalo.address import recipient
from bot.channels.zalo.events import EVENTS, parse
from bot.domain.event import (
    AccessRevoked,
    Delivered,
    DetailsShared,
    ErasureAsked,
    Followed,
    Ignored,
    Reacted,
    Seen,
    StaffWrote,
    Unfollowed,
    Unknown,
)
from bot.domain.message import Incoming, Kind
from bot.errors import Rejected

FOLDER = Path("tests/payloads/zalo")
OA_ID, CITIZEN = "4318206597710462853", "7203915584466127390"
GUEST = "guest.1c9e04b7a25d68f3e170.f47b1d90c6e82a35d0b9"

SAID = {
    "user_send_audio": Kind.AUDIO,
    "user_send_business_card": Kind.CARD,
    "user_send_file": Kind.FILE,
    "user_send_gif": Kind.GIF,
    "user_send_image": Kind.IMAGE,
    "user_send_image.multi": Kind.IMAGE,
    "user_send_link": Kind.LINK,
    "user_send_location": Kind.LOCATION,
    "user_send_sticker": Kind.STICKER,
    "user_send_text": Kind.TEXT,
    "user_send_text.button_payload": Kind.TEXT,
    "user_send_text.emoji_newline": Kind.TEXT,
    "user_send_text.nfd": Kind.TEXT,
    "user_send_text.quote": Kind.TEXT,
    "user_send_text.stop_keyword": Kind.TEXT,
    "user_send_video": Kind.VIDEO,
}
OURS = {
    "follow": Followed(by_chat=False),
    "user_click_chatnow": Followed(by_chat=True),
    "unfollow": Unfollowed(),
    "user_withdraw": ErasureAsked(),
    "permission_revoked": AccessRevoked(),
    "oa_send_text.admin": StaffWrote(text="Chào chị, tôi là cán bộ tư pháp phường, tôi hỗ trợ chị tiếp nhé."),
    "user_received_message": Delivered(message_ids=("68d156b4aba5d807385d",)),
    "user_seen_message": Seen(message_ids=("68d156b4aba5d807385d", "575338703e94bd00af97")),
    "user_reacted_message": Reacted(icon="/-heart", message_id="68d156b4aba5d807385d"),
    "user_submit_info": DetailsShared(
        name="Trần Thị Hoa",
        phone="84900000001",
        address="Số 12 đường Mẫu, Phường An Hải, Thành phố Đà Nẵng",
    ),
    "user_submit_info.legacy": DetailsShared(
        name="Trần Thị Hoa", phone="84900000001", address="Số 12 đường Mẫu, Sơn Trà, Đà Nẵng"
    ),
    "user_send_unknown_type": Unknown(name="user_send_moi_chua_biet"),
}
FROM_GUESTS = {
    "anonymous_send_file": Kind.FILE,
    "anonymous_send_image": Kind.IMAGE,
    "anonymous_send_sticker": Kind.STICKER,
    "anonymous_send_text": Kind.TEXT,
}
IGNORED = {
    "add_user_to_tag", "change_oa_daily_quota", "change_template_quality", "change_template_status", "create_group",
    "oa_reacted_message", "oa_send_anonymous_text", "oa_send_consent", "oa_send_file", "oa_send_gif",
    "oa_send_image", "oa_send_list", "oa_send_sticker", "oa_send_text", "oa_send_text.template", "remove_tag",
    "remove_user_from_tag", "update_user_info", "user_call_oa", "user_click_response_button", "user_feedback",
    "user_join_group", "user_reply_consent", "user_send_group_text", "widget_failed_to_sync_user_external_id",
    "widget_interaction_accepted", "zns.user_received_message", "message.image.received",
    "message.sticker.received", "message.text.received", "message.unsupported.received", "message.voice.received",
}  # fmt: skip


def files():
    return [path for path in sorted(FOLDER.rglob("*.json")) if path.parent.name != "vectors"]


def read(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def parsed(name, **changes):
    return parse(json.dumps({**read(name), **changes}).encode())


def test_the_64_recorded_events_are_each_expected_as_one_thing():
    expected = [*SAID, *OURS, *FROM_GUESTS, *IGNORED]
    assert sorted(expected) == sorted(path.stem for path in files())
    assert len(expected) == 64


@pytest.mark.parametrize("name", SAID)
def test_what_a_citizen_sends_is_read_with_its_kind_page_sender_and_time(name):
    event = parsed(name)
    assert event.what.kind is SAID[name]
    assert (event.oa_id, event.citizen_id) == (OA_ID, CITIZEN)
    assert event.event_id == f"{read(name)['event_name']}:{read(name)['message']['msg_id']}"
    assert event.at.timestamp() * 1000 == pytest.approx(int(read(name)["timestamp"]))


@pytest.mark.parametrize("name", OURS)
def test_each_other_event_that_asks_something_of_us_is_read_whole(name):
    assert parsed(name).what == OURS[name]


@pytest.mark.parametrize("name", FROM_GUESTS)
def test_a_guest_is_heard_under_an_address_that_says_how_to_answer(name):
    event = parsed(name)
    assert event.what.kind is FROM_GUESTS[name]
    assert event.citizen_id == GUEST
    assert recipient(GUEST) == {
        "anonymous_id": "1c9e04b7a25d68f3e170",
        "conversation_id": "f47b1d90c6e82a35d0b9",
    }


@pytest.mark.parametrize(
    "path", [path for path in files() if path.stem in IGNORED], ids=lambda path: path.stem
)
def test_what_asks_nothing_of_us_is_ignored_by_name_with_a_reason(path):
    what = parse(path.read_bytes()).what
    assert isinstance(what, Ignored)
    assert what.why


def test_every_event_of_the_reference_catalogue_has_its_row():
    missing = {
        "shop_has_order", "oa_call_user", "event_journey_acknowledged", "event_journey_time_out",
        "extension_purchased", "change_template_quota", "change_oa_template_tags", "oa_send_anonymous_image",
        "oa_send_anonymous_file", "oa_send_anonymous_sticker", "user_request_join_group", "delete_group",
        "user_out_group", "add_group_admin", "update_group_info", "oa_send_group_text", "user_send_group_image",
    } - set(EVENTS)  # fmt: skip
    assert not missing


def test_an_officer_who_writes_to_a_guest_is_recognised():
    sender = {"id": OA_ID, "admin_id": "8137702264519903386"}
    event = parsed("oa_send_anonymous_text", sender=sender)
    assert isinstance(event.what, StaffWrote)
    assert event.citizen_id == GUEST


def test_a_phone_number_in_a_template_receipt_never_becomes_a_citizen():
    assert parsed("zns.user_received_message").citizen_id == ""


def test_decomposed_letters_arrive_composed():
    text = read("user_send_text.nfd")["message"]["text"]
    assert not unicodedata.is_normalized("NFC", text)
    assert parsed("user_send_text.nfd").what.text == unicodedata.normalize("NFC", text)


def test_control_and_direction_characters_are_removed_and_newlines_and_emoji_kept():
    text = "Dạ\u202e\x00 em\r\nchào\u200b 👨\u200d👩\u200d👧 ạ\ufeff\t.\u2029"
    assert (
        parsed("user_send_text", message={"text": text}).what.text == "Dạ em\nchào 👨\u200d👩\u200d👧 ạ\t.\n"
    )


def test_long_text_and_many_attachments_are_cut():
    photo = {"type": "image", "payload": {"url": "https://photo-talk.zdn.vn/" + "x" * 9000}}
    what = parsed("user_send_image", message={"text": "ạ" * 99999, "attachments": [photo] * 500}).what
    assert (len(what.text), len(what.attachments)) == (4000, 20)
    assert len(what.attachments[0].url) <= 2000


def test_ids_that_come_as_numbers_are_kept_digit_by_digit():
    event = parsed("user_send_text", sender={"id": int(CITIZEN)}, recipient={"id": int(OA_ID)})
    assert (event.oa_id, event.citizen_id) == (OA_ID, CITIZEN)


def test_an_id_that_lost_digits_as_a_floating_number_is_no_id():
    body = json.dumps(read("user_send_text")).replace(f'"{CITIZEN}"', "720391558446612739055")
    assert parse(body.encode()).what == Unknown(name="user_send_text")


def test_a_location_has_numbers_in_range_or_none():
    [place] = parsed("user_send_location").what.attachments
    assert (place.latitude, place.longitude) == (16.0678123, 108.2208456)
    wild = {"type": "location", "payload": {"coordinates": {"latitude": "nan", "longitude": "1e9"}}}
    [nowhere] = parsed("user_send_location", message={"attachments": [wild]}).what.attachments
    assert (nowhere.latitude, nowhere.longitude) == (None, None)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://photo-talk.zdn.vn/a.jpg", "https://photo-talk.zdn.vn/a.jpg"),
        ("file:///etc/passwd", None),
        ("javascript:alert(1)", None),
        (5, None),
    ],
)
def test_only_web_addresses_are_kept_and_by_https(url, kept):
    attachments = [{"type": "image", "payload": {"url": url}}]
    assert parsed("user_send_image", message={"attachments": attachments}).what.attachments[0].url == kept


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_a_redelivered_event_has_the_same_id_of_at_most_100_characters(path):
    first, again = parse(path.read_bytes()), parse(path.read_bytes())
    assert first.event_id == again.event_id
    assert 0 < len(first.event_id) <= 100


def test_different_events_have_different_ids():
    ids = [parse(path.read_bytes()).event_id for path in files()]
    assert len(set(ids)) == len(ids)
    loved = parsed("user_reacted_message", timestamp="1795138413691")
    assert loved.event_id != parsed("user_reacted_message").event_id


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"[]", b'"x"', b"null", b'{"a": NaN}', b'{"a":"\\ud800"}']
)
def test_what_is_no_strict_json_object_is_rejected(body):
    with pytest.raises(Rejected):
        parse(body)


def test_an_event_without_a_time_is_of_1970():
    assert parse(b'{"event_name":"follow"}').at == datetime.fromtimestamp(0, UTC)


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = (
    "app_id",
    "sender",
    "recipient",
    "message",
    "info",
    "timestamp",
    "oa_id",
    "follower",
    "user_id",
    "data",
)


@settings(max_examples=200, deadline=None)
@given(
    name=st.sampled_from(sorted(EVENTS)) | st.text(max_size=80),
    values=st.dictionaries(st.sampled_from(KEYS), ANY),
    inner=st.dictionaries(
        st.sampled_from(("id", "msg_id", "text", "attachments", "full_address", "msg_ids")), ANY
    ),
)
def test_whatever_stands_in_an_event_is_read_without_raising(name, values, inner):
    message = {"message": inner, "sender": inner, "info": inner}
    event = parse(json.dumps({**message, **values, "event_name": name}, ensure_ascii=True).encode())
    assert 0 < len(event.event_id) <= 100
    if isinstance(event.what, Incoming):
        assert event.oa_id
        assert event.citizen_id
