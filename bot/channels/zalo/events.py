"""
Zalo's events as ours: the one table of every event name that Zalo has.

Source: zalo-platform reference, section 3.5; recorded shapes in tests/payloads/zalo/.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from bot.channels.zalo import contents
from bot.channels.zalo.address import guest
from bot.channels.zalo.payload import Payload, read_payload
from bot.domain.event import AccessRevoked, Event, Ignored, Unknown, What
from bot.domain.message import Kind

EPOCH = datetime.fromtimestamp(0, UTC)
ID_LIMIT = 100
_NAME = re.compile(r"[0-9A-Za-z_.]{1,60}")
_HAS_OWN_ID = ("user_send_", "oa_send_", "anonymous_send_")


class Way(Enum):
    """Where an event keeps the page and the citizen."""

    FROM_CITIZEN = "sender is the citizen, recipient the page"
    TO_CITIZEN = "sender is the page, recipient the citizen"
    FROM_GUEST = "as FROM_CITIZEN, for someone without a Zalo identity"
    TO_GUEST = "as TO_CITIZEN, for someone without a Zalo identity"
    FLAT = "named by themselves: oa_id, user_id"
    NOBODY = "the page alone, or nothing that could be answered"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one event name is read."""

    way: Way
    read: Callable[[Payload], What]


def parse(body: bytes) -> Event:
    """
    Read a webhook body.

    A name or shape never heard of gives `Unknown`.

    Raises:
        Rejected: It is no JSON object.

    """
    return read_event(read_payload(body))


def read_event(payload: Payload) -> Event:
    """Read an event out of its payload; whatever stands in it, this returns."""
    name = _name(payload)
    rule = EVENTS.get(_variant(name, payload))
    way = rule.way if rule else _likely_way(name)
    oa_id, citizen_id = _parties(way, payload)
    what = rule.read(payload) if rule else Unknown(name=name)
    if not _is_whole(what, oa_id, citizen_id):
        what = Unknown(name=name)
    return Event(
        event_id=_event_id(name, payload), oa_id=oa_id, citizen_id=citizen_id, at=_moment(payload), what=what
    )


def _name(payload: Payload) -> str:
    name = payload.find("event_name") or payload.find("result", "event_name")
    return name if isinstance(name, str) and _NAME.fullmatch(name) else "unnamed"


def _variant(name: str, payload: Payload) -> str:
    """Tell a template's receipt from a chat message's: same name, but its recipient is a phone number."""
    if name != "user_received_message":
        return name
    by_phone = payload.find("message", "tracking_id") or payload.find("message", "delivery_time")
    return TEMPLATE_RECEIPT if by_phone else name


def _likely_way(name: str) -> Way:
    if name.startswith("user_"):
        return Way.FROM_CITIZEN
    return Way.TO_CITIZEN if name.startswith("oa_") else Way.FLAT


def _parties(way: Way, payload: Payload) -> tuple[str, str]:
    """Give page and citizen, each empty when absent."""
    match way:
        case Way.FROM_CITIZEN:
            return payload.identity("recipient", "id") or _flat(payload), payload.identity("sender", "id")
        case Way.TO_CITIZEN:
            return payload.identity("sender", "id") or _flat(payload), payload.identity("recipient", "id")
        case Way.FROM_GUEST:
            return payload.identity("recipient", "id"), _guest("sender", payload)
        case Way.TO_GUEST:
            return payload.identity("sender", "id"), _guest("recipient", payload)
        case Way.FLAT:
            places = (("user_id",), ("follower", "id"), ("data", "user_id"))
            return _flat(payload), next(filter(None, (payload.identity(*place) for place in places)), "")
        case Way.NOBODY:
            return _flat(payload) or payload.identity("sender", "id"), ""


def _flat(payload: Payload) -> str:
    """Give the page as management events name it."""
    return payload.identity("oa_id") or payload.identity("oaId")


def _guest(side: str, payload: Payload) -> str:
    return guest(payload.identity(side, "id"), payload.identity("message", "conversation_id"))


def _is_whole(what: What, oa_id: str, citizen_id: str) -> bool:
    if isinstance(what, Ignored | Unknown):
        return True
    return bool(oa_id and (citizen_id or isinstance(what, AccessRevoked)))


def _event_id(name: str, payload: Payload) -> str:
    """Give the same id for every delivery: a redelivered body is the same, byte for byte."""
    message_id = payload.identity("message", "msg_id")
    if message_id and name.startswith(_HAS_OWN_ID) and len(name) + len(message_id) < ID_LIMIT:
        return f"{name}:{message_id}"
    return f"{name[:59]}:{hashlib.sha256(payload.raw).hexdigest()[:40]}"


def _moment(payload: Payload) -> datetime:
    """Give the event's time; the beginning of all time when it has none."""
    try:
        return datetime.fromtimestamp(int(payload.timestamp or "0") / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return EPOCH


def _said(kind: Kind) -> Callable[[Payload], What]:
    return lambda payload: contents.message(payload, kind)


def _ignored(way: Way, why: str, *names: str) -> dict[str, Rule]:
    def rule(name: str) -> Rule:
        return Rule(way, lambda _: Ignored(name=name, why=why))

    return {name: rule(name) for name in names}


TEMPLATE_RECEIPT = "zns.user_received_message"
_IN_GROUPS = (
    "text",
    "image",
    "gif",
    "link",
    "audio",
    "video",
    "sticker",
    "location",
    "file",
    "business_card",
)

EVENTS: dict[str, Rule] = {
    "user_send_text": Rule(Way.FROM_CITIZEN, _said(Kind.TEXT)),
    "user_send_image": Rule(Way.FROM_CITIZEN, _said(Kind.IMAGE)),
    "user_send_gif": Rule(Way.FROM_CITIZEN, _said(Kind.GIF)),
    "user_send_link": Rule(Way.FROM_CITIZEN, _said(Kind.LINK)),
    "user_send_audio": Rule(Way.FROM_CITIZEN, _said(Kind.AUDIO)),
    "user_send_video": Rule(Way.FROM_CITIZEN, _said(Kind.VIDEO)),
    "user_send_sticker": Rule(Way.FROM_CITIZEN, _said(Kind.STICKER)),
    "user_send_location": Rule(Way.FROM_CITIZEN, _said(Kind.LOCATION)),
    "user_send_file": Rule(Way.FROM_CITIZEN, _said(Kind.FILE)),
    "user_send_business_card": Rule(Way.FROM_CITIZEN, _said(Kind.CARD)),
    "anonymous_send_text": Rule(Way.FROM_GUEST, _said(Kind.TEXT)),
    "anonymous_send_image": Rule(Way.FROM_GUEST, _said(Kind.IMAGE)),
    "anonymous_send_file": Rule(Way.FROM_GUEST, _said(Kind.FILE)),
    "anonymous_send_sticker": Rule(Way.FROM_GUEST, _said(Kind.STICKER)),
    "oa_send_text": Rule(Way.TO_CITIZEN, contents.staff_or_echo),
    "oa_send_image": Rule(Way.TO_CITIZEN, contents.staff_or_echo),
    "oa_send_gif": Rule(Way.TO_CITIZEN, contents.staff_or_echo),
    "oa_send_list": Rule(Way.TO_CITIZEN, contents.staff_or_echo),
    "oa_send_file": Rule(Way.TO_CITIZEN, contents.staff_or_echo),
    "oa_send_sticker": Rule(Way.TO_CITIZEN, contents.staff_or_echo),
    "oa_send_template": Rule(Way.TO_CITIZEN, contents.staff_or_echo),
    "oa_send_anonymous_text": Rule(Way.TO_GUEST, contents.staff_or_echo),
    "oa_send_anonymous_image": Rule(Way.TO_GUEST, contents.staff_or_echo),
    "oa_send_anonymous_file": Rule(Way.TO_GUEST, contents.staff_or_echo),
    "oa_send_anonymous_sticker": Rule(Way.TO_GUEST, contents.staff_or_echo),
    "user_received_message": Rule(Way.TO_CITIZEN, contents.delivered),
    "user_seen_message": Rule(Way.TO_CITIZEN, contents.seen),
    "user_reacted_message": Rule(Way.FROM_CITIZEN, contents.reacted),
    "follow": Rule(Way.FLAT, contents.followed),
    "unfollow": Rule(Way.FLAT, contents.unfollowed),
    "user_click_chatnow": Rule(Way.FLAT, contents.opened_chat),
    "user_submit_info": Rule(Way.FROM_CITIZEN, contents.details),
    "user_withdraw": Rule(Way.FLAT, contents.erasure),
    "permission_revoked": Rule(Way.NOBODY, contents.revoked),
    **_ignored(Way.TO_CITIZEN, "A reaction that the page itself gave.", "oa_reacted_message"),
    **_ignored(Way.NOBODY, "The receipt of a template sent by phone number: its letter was settled when Zalo took it.", TEMPLATE_RECEIPT),
    **_ignored(
        Way.NOBODY,
        "The answer to a rating or quick-reply template; none is sent.",
        "user_feedback", "user_click_response_button",
    ),
    **_ignored(
        Way.FLAT, "Labels are the officers' own business.", "add_user_to_tag", "remove_user_from_tag", "remove_tag"
    ),
    **_ignored(Way.FLAT, "Profiles are not kept.", "update_user_info"),
    **_ignored(
        Way.FLAT,
        "Calls are answered by people, not by the bot.",
        "user_call_oa", "oa_call_user", "oa_send_consent", "user_reply_consent",
    ),
    **_ignored(
        Way.FLAT,
        "The website's widget is not used to know people by other names.",
        "widget_interaction_accepted", "widget_failed_to_sync_user_external_id",
    ),
    **_ignored(
        Way.NOBODY,
        "Templates and quotas are managed in Zalo's console.",
        "change_template_status", "change_template_quality", "change_template_quota", "change_oa_template_tags",
        "change_oa_daily_quota", "event_journey_acknowledged", "event_journey_time_out",
    ),
    **_ignored(Way.NOBODY, "Nothing is sold here.", "shop_has_order", "extension_purchased"),
    **_ignored(
        Way.NOBODY,
        "In a group everyone reads along: the bot speaks with one citizen alone.",
        "create_group", "user_join_group", "user_request_join_group", "accept_request_join_group",
        "reject_request_join_group", "react_request_join_group", "add_group_admin", "remove_group_admin",
        "update_group_info", "user_out_group", "user_leave_group", "delete_group", "disperse_group",
        *(f"user_send_group_{kind}" for kind in _IN_GROUPS),
        *(f"oa_send_group_{kind}" for kind in _IN_GROUPS),
    ),
    **_ignored(
        Way.NOBODY,
        "An event of Zalo's separate token bots, which this is not.",
        "message.text.received", "message.image.received", "message.sticker.received",
        "message.voice.received", "message.unsupported.received",
    ),
}  # fmt: skip
"""Every event name of Zalo's; the reason why one is ignored stands beside it."""
