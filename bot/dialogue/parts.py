"""The messages of one turn, put together as they were meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.message import Heard, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Messages of a turn that are answered together: lines of text, or one kind of attachment."""

    kind: Kind
    text: str
    event_id: str


def parts(heard: Iterable[Heard]) -> tuple[Part, ...]:
    """Join lines of text to one thought; buttons and each kind of attachment stand alone."""
    found: list[Part] = []
    for each in heard:
        text, kind = each.message.text.strip(), each.message.kind
        if kind is not Kind.TEXT and all(part.kind is not kind for part in found):
            found.append(Part(kind=kind, text="", event_id=each.event_id))
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
