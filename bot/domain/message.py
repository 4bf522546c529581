"""Chat messages of no particular channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a citizen sent."""

    TEXT = "text"
    IMAGE = "image"
    GIF = "gif"
    LINK = "link"
    AUDIO = "audio"
    VIDEO = "video"
    STICKER = "sticker"
    LOCATION = "location"
    FILE = "file"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One thing that came with a message; only what its kind has is filled."""

    url: str | None = None
    name: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """
    What a citizen said.

    Args:
        text: NFC; empty when nothing was written. A tapped button arrives here as its payload.
        quoted_id: The channel's id of the message that this one answers.

    """

    kind: Kind
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    quoted_id: str | None = None


class Press(StrEnum):
    """What pressing a button does."""

    SAY = "say"  # sends `value` as the citizen's own message
    OPEN = "open"  # opens the address `value`
    CALL = "call"  # dials the number `value`


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """
    A choice under a reply.

    Args:
        title: What the citizen reads, at most 100 characters.
        value: A payload (`#fee:1.001193`), an https address, or a phone number in 84 form.

    """

    title: str
    press: Press
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """
    One message to a citizen, ready to read.

    Args:
        key: The reply key it was phrased from, such as `office_hours.open`.
        text: NFC, free of control characters; numbered choices are written out in it.
        buttons: At most five.

    """

    key: str
    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """
    A message of fixed words, approved by the channel beforehand.

    Args:
        data: What its parameters stand for.
        phone_of: Code of the dossier to whose phone number it goes; empty: to the citizen's own Zalo id.

    """

    template_id: str
    data: Mapping[str, str] = field(repr=False)
    phone_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A citizen's message with the moment it was sent, as a turn sees it."""

    event_id: str
    sent_at: datetime
    message: Incoming
