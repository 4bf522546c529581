"""Questions: which side of a procedure a message asks about, and whether it only turns to another procedure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.dialogue.aspects import Found
from bot.dialogue.focus import is_early
from bot.dialogue.reading import Token
from bot.dialogue.search import Candidate

OVERVIEW = "procedure_overview"


def aspects_beside(asked: Iterable[Found], best: Candidate | None, tokens: Sequence[Token]) -> list[Found]:
    """Leave out phrases that the procedure's own wording explains; what a story asks at its end comes first."""
    taken = best.places if best else frozenset()
    beside = [found for found in asked if len(taken.intersection(found.places)) * 2 < len(found.places)]
    return sorted(beside, key=lambda found: (is_early(tokens, found), found.intent == OVERVIEW))


def turns_over(tokens: Sequence[Token]) -> bool:
    """Tell whether a message only turns to another procedure: "còn ... thì sao"."""
    keys = [token.key for token in tokens]
    return "con" in keys[:2] or keys[-2:] == ["thi", "sao"]
