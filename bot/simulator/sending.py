"""Sends, reactions and uploads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from aiohttp import BodyPartReader, web

from bot.simulator.letters import INVALID, PHONE, Refused
from bot.simulator.simulator import Simulator
from bot.simulator.world import CLOSED_MS, FREE_MS, Citizen, Json

NOT_FOLLOWING, BLOCKED, OFFLINE, CLOSED, NEVER = -213, -217, -227, -230, -232
NO_PHONE, NO_ZALO, TRACKING = -108, -118, 48
CLOSED_API, RESTRICTS, NO_MONEY = -240, -244, -320
ICONS = {":>", "--b", ":-((", "/-strong", "/-heart", ":-h", ":o", "/-remove"}
MEGABYTE = 1_000_000
FORMATS = {
    "image": (MEGABYTE, {".jpg", ".jpeg", ".png"}),
    "gif": (5 * MEGABYTE, {".gif"}),
    "file": (5 * MEGABYTE, {".pdf", ".doc", ".docx", ".csv"}),
}


def consult(simulator: Simulator, body: Json) -> Json:
    """Send a consultation message (tin Tư vấn)."""
    citizen = _recipient(simulator, body.get("recipient"))
    letter = simulator.letters.read(body.get("message"))
    quota = _pay(simulator, citizen)
    message = simulator.deliver(citizen, letter, quota.get("quota_type", "charged"))
    data: Json = {
        "message_id": message.message_id,
        "user_id": citizen.citizen_id,
        "sent_time": str(message.at_ms),
    }
    return {"data": {**data, "quota": quota} if quota else data}


def template(simulator: Simulator, body: Json) -> Json:
    """Send a template message by user id; the phone shows which one, with its parameters."""
    citizen = _recipient(simulator, {"user_id": body.get("user_id")})
    data, template_id = body.get("template_data"), body.get("template_id")
    if not isinstance(data, dict) or not isinstance(template_id, str) or not template_id:
        raise Refused(INVALID, "template_id or template_data is invalid")
    if citizen.state == "locked":
        raise Refused(OFFLINE, "User is locked or has been offline for more than 45 days")
    text = "\n".join([f"[Mẫu ZBS {template_id}]", *(f"{name}: {value}" for name, value in data.items())])
    message = simulator.deliver(citizen, simulator.letters.read({"text": text}), "template")
    return {"data": {"message_id": message.message_id, "user_id": citizen.citizen_id}}


def template_by_phone(simulator: Simulator, body: Json) -> Json:
    """Send a template message to a phone number: it reaches the citizen who shared that number with the page."""
    phone, tracking_id = body.get("phone"), body.get("tracking_id")
    if not isinstance(phone, str) or not PHONE.fullmatch(phone):
        raise Refused(NO_PHONE, "phone is invalid")
    if not isinstance(tracking_id, str) or not 0 < len(tracking_id) <= TRACKING:
        raise Refused(-1124, "tracking_id is invalid")
    for citizen in simulator.book.citizens.values():
        if _in_84(str(citizen.shared_info.get("phone", ""))) == phone:
            sent = template(simulator, {**body, "user_id": citizen.citizen_id})
            return {
                "data": {
                    "msg_id": sent["data"]["message_id"],
                    "sent_time": str(simulator.settings.clock.now_ms()),
                }
            }
    raise Refused(NO_ZALO, "Zalo account does not exist")


def _in_84(phone: str) -> str:
    return f"84{phone[1:]}" if phone.startswith("0") else phone.removeprefix("+")


def older(simulator: Simulator, body: Json) -> Json:
    """Answer the v2 call, of which only reactions and words to guests are left."""
    recipient = body.get("recipient")
    if isinstance(recipient, dict) and "anonymous_id" in recipient:
        return _to_guest(simulator, recipient, body)
    if "sender_action" in body:
        return _react(simulator, _recipient(simulator, recipient), body["sender_action"])
    raise Refused(CLOSED_API, "This API is closed, please use v3.0")


def _to_guest(simulator: Simulator, recipient: Json, body: Json) -> Json:
    guest = simulator.book.citizens.get(str(recipient["anonymous_id"]))
    if guest is None or not guest.guest_of or guest.guest_of != recipient.get("conversation_id"):
        raise Refused(INVALID, "anonymous_id or conversation_id is invalid")
    message = simulator.deliver(guest, simulator.letters.read(body.get("message")), "reply")
    return {"data": {"message_id": message.message_id}}


def _react(simulator: Simulator, citizen: Citizen, action: Any) -> Json:
    if not isinstance(action, dict) or action.get("react_icon") not in ICONS:
        raise Refused(INVALID, "react_icon is invalid")
    message = simulator.book.messages.get(str(action.get("react_message_id")))
    if message is None or message.citizen_id != citizen.citizen_id:
        raise Refused(INVALID, "react_message_id is invalid")
    simulator.react(citizen, message.message_id, action["react_icon"])
    return {"data": {"message_id": message.message_id}}


def _recipient(simulator: Simulator, recipient: Any) -> Citizen:
    if not isinstance(recipient, dict):
        raise Refused(INVALID, "recipient is invalid")
    citizen_id = recipient.get("user_id")
    if citizen_id is None and "message_id" in recipient:
        word = simulator.book.messages.get(str(recipient["message_id"]))
        citizen_id = word.citizen_id if word is not None and not word.from_oa else None
    citizen = simulator.book.citizens.get(citizen_id) if isinstance(citizen_id, str) else None
    if citizen is None or citizen.guest_of:
        raise Refused(INVALID, "user_id is invalid")
    return citizen


def _pay(simulator: Simulator, citizen: Citizen) -> Json:
    """
    Give the `quota` part of the answer, empty when money was taken.

    Raises:
        Refused: This citizen may not be written to now.

    """
    states = {
        "locked": Refused(OFFLINE, "User is locked or has been offline for more than 45 days"),
        "restricts": Refused(RESTRICTS, "User restricts this type of message"),
        "blocked": Refused(BLOCKED, "User has blocked invitations of this OA"),
    }
    if citizen.state in states:
        raise states[citizen.state]
    if not citizen.last_interaction_ms:
        return _welcome(simulator, citizen)
    silence_ms = simulator.settings.clock.now_ms() - citizen.last_interaction_ms
    if silence_ms <= FREE_MS:
        return {"quota_type": "reply"}
    if silence_ms > CLOSED_MS:
        raise Refused(CLOSED, "User has not interacted with the OA in the past 7 days")
    left = simulator.settings.package_quota - simulator.package_used
    if left > 0:
        simulator.package_used += 1
        total = str(simulator.settings.package_quota)
        return {"quota_type": "sub_quota", "remain": str(left - 1), "total": total}
    if not simulator.settings.has_money:
        raise Refused(NO_MONEY, "ZCA is not linked to the OA")
    return {}


def _welcome(simulator: Simulator, citizen: Citizen) -> Json:
    if not citizen.follows:
        raise Refused(NOT_FOLLOWING, "User has not followed the OA")
    if citizen.welcomes_left <= 0:
        raise Refused(NEVER, "User has not interacted with the OA")
    citizen.welcomes_left -= 1
    simulator.book.put_citizen(citizen)
    return {"quota_type": "welcome_msg", "remain": str(citizen.welcomes_left), "total": "3"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    name: str
    content: bytes


async def read_upload(request: web.Request) -> Upload | None:
    """Read the multipart field `file`, up to a little more than the largest allowed."""
    if not request.content_type.startswith("multipart/"):
        return None
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "file":
            return Upload(part.filename or "", bytes(await part.read()))
    return None


def store_upload(simulator: Simulator, kind: str, given: Upload | None) -> Json:
    """Check and keep an upload; gives the id that sends may name."""
    if given is None:
        raise Refused(INVALID, "file is missing")
    limit, endings = FORMATS[kind]
    ending = PurePath(given.name).suffix.lower()
    if ending not in endings:
        raise Refused(INVALID, "file type is not supported")
    if len(given.content) > limit:
        raise Refused(-210, f"file is larger than {limit // MEGABYTE} MB")
    token = f"{simulator.settings.random.getrandbits(160):040x}"
    url = f"https://file-talk.dlfl.vn/mau-gia-lap/{token}{ending}"
    if kind == "file":
        simulator.letters.uploads[token] = {
            "size": str(len(given.content)), "name": given.name, "type": ending[1:], "url": url,
            "checksum": hashlib.md5(given.content, usedforsecurity=False).hexdigest(),
        }  # fmt: skip
        return {"data": {"token": token}}
    kept = simulator.media.keep(given.name, given.content, simulator.url)  # so that the phone page shows it
    simulator.letters.uploads[token] = {"thumbnail": kept["thumbnail"], "url": kept["url"]}
    return {"data": {"attachment_id": token}}
