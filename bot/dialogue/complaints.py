"""Complaints, and what is not ours: told by signs of different kinds, whatever procedure a message's words name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.dialogue.aspects import GAP, Found, Phrases
from bot.dialogue.questions import OVERVIEW
from bot.dialogue.reading import Reader, Token
from bot.dialogue.wordings import Sign, signs
from bot.domain.catalogue import Content, IntentKind

ASKS = "asks"
"""The list of signs that a message asks for something of its own: "muốn xin", "cần giấy gì"."""

ENOUGH = "enough"
"""The list of signs of which one is enough; of the others it takes two, of different lists."""

FAINT = frozenset({"who", "whom", "tone", "turn"})
"""Lists of signs that an errand may have too: two of these show nothing."""

LISTS = FAINT | {ENOUGH, ASKS, "wrong", "wanted", "told", "became"}
"""Every list of signs that an intent may have."""

_KINDS = 2
_SURE = 0.84  # of a sign's strength that accents and slips must leave
_SHORT_CLAUSE = 4  # "ạ", "em cảm ơn": the clause before is the last that says something


@dataclass(frozen=True, slots=True)
class Complaint:
    """What kind of complaint a message is, or that it is not ours, and the signs that show it."""

    intent: str
    signs: tuple[Found, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """The tokens of its signs."""
        return tuple(sorted({at for sign in self.signs for at in sign.places}))

    @property
    def rule(self) -> str:
        """The rule that decided, as `--why` shows it."""
        told = "; ".join(f"{sign.intent} «{sign.phrase}»" for sign in self.signs)
        return f"có dấu hiệu của {self.intent}, dù có nhắc thủ tục: {told}"


class Complaints:
    """Knows the signs of each intent that has them, in the order of the content's files."""

    def __init__(self, content: Content, reader: Reader) -> None:
        """Index the signs of every intent."""
        listed = tuple(signs(content, reader))
        self.wordings = tuple(sign.words for sign in listed)
        self._asking = Phrases((ASKS, sign.words) for sign in listed if sign.kind == ASKS)
        self._refused = {name for name, one in content.intents.items() if one.kind is IntentKind.REFUSAL}
        self._signs = {
            intent: Phrases((sign.kind, sign.words) for sign in listed if _is_of(sign, intent))
            for intent in sorted({sign.intent for sign in listed}, reverse=True)
        }

    def told(self, tokens: Sequence[Token], asked: Iterable[Found]) -> Complaint | None:
        """
        Give the complaint that a message tells: signs of two kinds, and no question of its own at the end.

        What is not ours is so whatever is asked about it.
        """
        for intent, phrases in self._signs.items():
            found = tuple(sign for sign in phrases.find(tokens) if _is_sure(sign, tokens))
            if not _is_shown(found):
                continue
            if intent in self._refused or not self._asks_at_end(tokens, asked):
                return Complaint(intent=intent, signs=found)
        return None

    def _asks_at_end(self, tokens: Sequence[Token], asked: Iterable[Found]) -> bool:
        last = _last_clause(tokens)
        own = self._asking.find(tokens) + [found for found in asked if found.intent != OVERVIEW]
        return any(tokens[found.places[-1]].clause in last for found in own if _is_sure(found, tokens))


def _is_shown(found: Iterable[Found]) -> bool:
    kinds = {sign.intent for sign in found}
    is_clear = bool(kinds - FAINT) or len(kinds) > _KINDS
    return ENOUGH in kinds or (is_clear and len(kinds) >= _KINDS)


def _is_of(sign: Sign, intent: str) -> bool:
    return sign.intent == intent and sign.kind != ASKS


def _is_sure(sign: Found, tokens: Sequence[Token]) -> bool:
    """Tell whether a sign stands as written, no word between; one word alone must have its accents typed."""
    if len(sign.places) == 1 and not tokens[sign.start].is_evidence:
        return False
    if GAP not in sign.phrase and sign.places[-1] - sign.start >= len(sign.places):
        return False
    return sign.strength >= _SURE * len(sign.places)


def _last_clause(tokens: Sequence[Token]) -> frozenset[int]:
    """Give the number of the last clause that says something, and of the short ones behind it."""
    last = tokens[-1].clause
    behind: set[int] = set()
    while last >= 0:
        behind.add(last)
        if sum(token.clause == last for token in tokens) > _SHORT_CLAUSE:
            break
        last -= 1
    return frozenset(behind)
