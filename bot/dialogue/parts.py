"""The messages of one turn, put together as they were meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.message import Heard, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    Messages of a turn that are answered together: lines of text, or one kind of attachment.

    Args:
        urls: Where its attachments lie.

    """

    kind: Kind
    text: str
    event_id: str
    urls: tuple[str, ...] = ()


def parts(heard: Iterable[Heard]) -> tuple[Part, ...]:
    """Join lines of text to one thought; buttons and each kind of attachment stand alone."""
    found: list[Part] = []
    for each in heard:
        text, kind = each.message.text.strip(), each.message.kind
        if kind is not Kind.TEXT:
            _attach(found, each)
        if not text or (kind is not Kind.TEXT and " " not in text):
            continue
        before = found[-1] if found else None
        if (
            before is None
            or before.kind is not Kind.TEXT
            or text.startswith("#")
            or before.text.startswith("#")
        ):
            found.append(Part(kind=Kind.TEXT, text=text, event_id=each.event_id))
        else:
            found[-1] = replace(before, text=f"{before.text}\n{text}", event_id=each.event_id)
    has_text = any(part.kind is Kind.TEXT for part in found)
    idle = {Kind.STICKER, Kind.GIF}
    return tuple(part for part in found if not (has_text and part.kind in idle))


def _attach(found: list[Part], each: Heard) -> None:
    """Put an attachment to those of its kind: an album is answered once."""
    kind = each.message.kind
    urls = tuple(one.url for one in each.message.attachments if one.url)
    for place, part in enumerate(found):
        if part.kind is kind:
            found[place] = replace(part, urls=(*part.urls, *urls))
            return
    found.append(Part(kind=kind, text="", event_id=each.event_id, urls=urls))
