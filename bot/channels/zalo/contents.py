"""What an event of Zalo's says, one reader for each shape."""

from __future__ import annotations

from bot.channels.zalo.payload import Payload
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
    What,
)
from bot.domain.message import Attachment, Incoming, Kind

TEXT_LIMIT = 4000
URL_LIMIT = 2000
NAME_LIMIT = 200
ATTACHMENTS = 20
_NINETY, _HALF_TURN = 90.0, 180.0


def message(payload: Payload, kind: Kind) -> What:
    """Read what a citizen sent."""
    if not isinstance(payload.find("message"), dict):
        return Unknown(name=payload.text("event_name", limit=60))
    return Incoming(
        kind=kind,
        text=payload.text("message", "text", limit=TEXT_LIMIT),
        attachments=tuple(map(_attachment, payload.objects("message", "attachments", limit=ATTACHMENTS))),
        quoted_id=payload.identity("message", "quote_msg_id") or None,
    )


def staff_or_echo(payload: Payload) -> What:
    """Read what went out from the page: `admin_id` is there only when a person wrote it."""
    if payload.identity("sender", "admin_id"):
        return StaffWrote(text=payload.text("message", "text", limit=TEXT_LIMIT))
    return Ignored(
        name=payload.text("event_name", limit=60), why="The echo of a message that we sent ourselves."
    )


def followed(_: Payload) -> What:
    """Read a new follower."""
    return Followed(by_chat=False)


def opened_chat(_: Payload) -> What:
    """Read the first press on "Nhắn tin"."""
    return Followed(by_chat=True)


def unfollowed(_: Payload) -> What:
    """Read a lost follower."""
    return Unfollowed()


def details(payload: Payload) -> What:
    """Read name, phone and address, in the present shape or the older flat one."""
    places = [("full_address", "user_address"), ("full_address", "user_ward"), ("full_address", "user_city")]
    if not isinstance(payload.find("info", "full_address"), dict):
        places = [("address",), ("ward",), ("district",), ("city",)]  # type: ignore[list-item]
    parts = [payload.text("info", *place, limit=NAME_LIMIT) for place in places]
    return DetailsShared(
        name=payload.text("info", "name", limit=NAME_LIMIT) or None,
        phone=payload.text("info", "phone", limit=20) or None,
        address=", ".join(part for part in parts if part) or None,
    )


def delivered(payload: Payload) -> What:
    """Read which message reached the phone."""
    message_id = payload.identity("message", "msg_id")
    return Delivered(message_ids=(message_id,) if message_id else ())


def seen(payload: Payload) -> What:
    """Read which messages were read."""
    return Seen(message_ids=payload.identities("message", "msg_ids"))


def reacted(payload: Payload) -> What:
    """Read a reaction."""
    icon = payload.text("message", "react_icon", limit=20)
    return Reacted(icon=icon, message_id=payload.identity("message", "msg_id"))


def erasure(_: Payload) -> What:
    """Read a demand to delete a citizen's data."""
    return ErasureAsked()


def revoked(_: Payload) -> What:
    """Read that the page took our rights away."""
    return AccessRevoked()


def _attachment(item: Payload) -> Attachment:
    return Attachment(
        url=_address(item.text("payload", "url", limit=URL_LIMIT)),
        name=item.text("payload", "name", limit=NAME_LIMIT) or None,
        latitude=_degrees(item.number("payload", "coordinates", "latitude"), _NINETY),
        longitude=_degrees(item.number("payload", "coordinates", "longitude"), _HALF_TURN),
    )


def _address(url: str) -> str | None:
    """Keep web addresses only; Zalo's plain http ones answer over https as well."""
    if url.startswith("http://"):
        url = "https://" + url.removeprefix("http://")
    return url if url.startswith("https://") else None


def _degrees(value: float | None, most: float) -> float | None:
    return value if value is not None and -most <= value <= most else None
