"""What else one message asks: another side, another procedure, a service."""

from __future__ import annotations

from bot.dialogue.aspects import Found
from bot.dialogue.focus import are_joined
from bot.dialogue.questions import OVERVIEW
from bot.dialogue.search import Kind
from bot.dialogue.seen import Limits, Seen
from bot.dialogue.verdict import Match

SOCIAL = frozenset({"greeting", "thanks", "goodbye", "help"})
"""Intents whose words open and close messages about something else."""


def also_asked(seen: Seen, aspects: list[Found], limits: Limits) -> tuple[Match, ...]:
    """Give what else is asked: another aspect, or a second procedure named as plainly as the first."""
    best = seen.procedures[0]
    intent = aspects[0].intent if aspects else OVERVIEW
    also = [
        Match(intent=found.intent, procedures=(best.owner.name,), score=best.score)
        for found in aspects[1:3]
        if found.intent not in {intent, OVERVIEW} and len(found.places) > 1
    ]
    tokens = seen.reading.tokens
    told = {tokens[at].clause for at in best.places}
    also += [
        Match(intent=other.owner.name, procedures=(), score=other.score)
        for other in seen.ranked
        if other.owner.kind is Kind.SERVICE
        and other.owner.name not in SOCIAL
        and other.is_whole
        and len(other.surface.keys) > 2  # noqa: PLR2004 - two words may be chance
        and all(tokens[at].clause not in told for at in other.places)
    ][:1]
    if best.is_whole:
        for other in seen.procedures[1:4]:
            is_plain = other.is_whole and other.fit >= limits.fits and len(other.surface.keys) > 1
            if (
                is_plain
                and best.places.isdisjoint(other.places)
                and are_joined(tokens, best.places, other.places)
            ):
                also.append(Match(intent=intent, procedures=(other.owner.name,), score=other.score))
                break
    return tuple(also[:2])
