"""Which messages belong together: several short lines are one thought, an album is one message."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.event import Event
from bot.domain.message import Incoming, Kind

SAME_THOUGHT = timedelta(seconds=3)
LONGEST = 10


def _is_line(event: Event) -> bool:
    return (
        isinstance(event.what, Incoming)
        and event.what.kind is Kind.TEXT
        and not event.what.text.startswith("#")
    )


def _is_media(event: Event) -> bool:
    return isinstance(event.what, Incoming) and event.what.kind is not Kind.TEXT


def length(events: Sequence[Event]) -> int:
    """
    Tell how many of these events, from the first on, are one thought.

    Lines join lines and media join media while each follows the one before within three seconds; a tapped
    button and every other event stand alone.
    """
    first = events[0]
    joins = _is_line if _is_line(first) else _is_media if _is_media(first) else None
    if joins is None:
        return 1
    count = 1
    for before, event in itertools.pairwise(events):
        if count == LONGEST or not joins(event) or event.at - before.at > SAME_THOUGHT:
            break
        count += 1
    return count


def may_grow(events: Sequence[Event]) -> bool:
    """Tell whether the next message could still belong to this thought."""
    return len(events) < LONGEST and (_is_line(events[0]) or _is_media(events[0]))


def text(events: Sequence[Event]) -> str:
    """Join the lines of a thought; empty when it has none."""
    return "\n".join(
        event.what.text for event in events if isinstance(event.what, Incoming) and event.what.text
    )


def is_media(events: Sequence[Event]) -> bool:
    """Tell whether this thought came as pictures, voice or the like."""
    return _is_media(events[0])
