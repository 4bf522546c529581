"""A decided turn as JSON: stored before anything is sent, found again after a crash."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.domain.turn import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """
    What a turn decided, and on which events.

    Args:
        event_ids: A turn run again after a crash may see more lines than the first time; only these are answered.

    """

    event_ids: tuple[str, ...]
    outcome: Outcome


_ADAPTER = TypeAdapter(Decided)


def encode(decided: Decided) -> bytes:
    """Write a decision as JSON."""
    return _ADAPTER.dump_json(decided)


def decode(stored: bytes) -> Decided:
    """Read a decision back exactly."""
    return _ADAPTER.validate_json(stored)
