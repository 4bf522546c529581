"""What is not text: each kind gets a fitting sentence; nothing of it is looked at or kept."""

from __future__ import annotations

from bot.dialogue.say import Say
from bot.domain.message import Kind

_KEYS = {
    Kind.AUDIO: "attachments.voice",
    Kind.STICKER: "attachments.sticker",
    Kind.IMAGE: "attachments.image",
    Kind.GIF: "attachments.gif",
    Kind.FILE: "attachments.file",
    Kind.VIDEO: "attachments.video",
    Kind.LOCATION: "attachments.location",
    Kind.LINK: "attachments.link",
    Kind.CARD: "attachments.card",
}


def reply_to(kind: Kind) -> Say | None:
    """Say what can be done instead; None for text."""
    return Say(key=_KEYS[kind]) if kind in _KEYS else None
