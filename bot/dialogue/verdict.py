"""What the matcher concludes from a message: a match, a question back, or an honest no."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the conversation was about before this message."""

    procedure: str | None = None
    intent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """
    The message is understood.

    Args:
        procedures: Codes, best first; () for services.
        aspect: The aspect asked about where `intent` is not itself one (a denunciation's fee).
        also: What else the same message asks.
        why: Lines for `chat --why`, in Vietnamese.

    """

    intent: str
    procedures: tuple[str, ...]
    score: float
    aspect: str | None = None
    also: tuple[Match, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Several procedures fit, or none was named: ask. `candidates` are codes, best first, maybe none."""

    intent: str
    candidates: tuple[str, ...]
    score: float
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMatch:
    """Not understood, or not ours; `topic` names a neighbour topic of out_of_scope when one was recognised."""

    topic: str | None
    score: float
    why: tuple[str, ...] = ()


Verdict = Match | Ambiguous | NoMatch
