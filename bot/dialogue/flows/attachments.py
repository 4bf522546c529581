"""What is not text: each kind gets a fitting sentence; of a picture only the QR code of a receipt is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from bot.dialogue.say import Say
from bot.domain.message import Kind
from bot.domain.receipt_token import find_receipt_token, in_groups

PICTURES_LOOKED_AT = 3
"""Of one album; whoever photographs a receipt needs one."""

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


class Pictures(Protocol):
    """Where pictures are looked at; nothing of them stays."""

    async def codes(self, url: str) -> tuple[str, ...]:
        """Give the text of each QR code on a picture; none when it cannot be had or read."""


async def photographed_token(pictures: Pictures, urls: Iterable[str]) -> str | None:
    """
    Find the token of a receipt on pictures, written as one would type it.

    However many codes there are, one is taken: a picture proves, or fails to prove, once.
    """
    for url in tuple(urls)[:PICTURES_LOOKED_AT]:
        for text in await pictures.codes(url):
            found = find_receipt_token(text)
            if found is not None:
                return in_groups(found[0])
    return None


def reply_to(kind: Kind) -> Say | None:
    """Say what can be done instead; None for text."""
    return Say(key=_KEYS[kind]) if kind in _KEYS else None
