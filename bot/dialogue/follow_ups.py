"""Follow-ups: a message read as said about the procedure that the conversation is about, or about its sibling."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.dialogue import explain
from bot.dialogue.aspects import Found
from bot.dialogue.focus import goes_on
from bot.dialogue.questions import OVERVIEW, aspects_beside, turns_over
from bot.dialogue.reading import Token
from bot.dialogue.search import Index, Kind, Weighing
from bot.dialogue.seen import Limits, Seen
from bot.dialogue.telling import Telling
from bot.dialogue.verdict import Context, Match
from bot.dialogue.wordings import Words
from bot.domain.syllables import key, toned_key

SCORE = 0.6


class FollowUps:
    """Reads messages by what was talked about before them."""

    def __init__(
        self,
        index: Index,
        telling: Telling,
        limits: Limits,
        *,
        labels: Mapping[str, Words],
        aspects: frozenset[str],
        weigh: Callable[[Sequence[Token], Sequence[Found]], Weighing],
    ) -> None:
        """
        Take what the matcher reads with.

        Args:
            labels: The words of each procedure's label, by its code.
            aspects: The intents that ask about a side of a procedure.

        """
        self._index = index
        self._telling = telling
        self._limits = limits
        self._labels = labels
        self._aspects = aspects
        self._weigh = weigh

    def stands_alone(self, seen: Seen) -> bool:
        """Tell whether a message names its own procedure so well that the context has no say."""
        best = seen.best
        if best is None or best.score < self._limits.answer:
            return False
        least = self._limits.answer if turns_over(seen.reading.tokens) else self._limits.alone
        return best.fit >= self._limits.alone and best.score >= least

    def match(self, seen: Seen, context: Context, code: str) -> Match | None:
        """Read the message as said about the context's procedure; None when it says something of its own."""
        tokens = seen.reading.tokens
        asked = aspects_beside(seen.asked, None, tokens)
        siblings = [] if self._telling.says_only(seen) else self._siblings(seen, code)
        if not (asked or siblings or turns_over(tokens) or goes_on(tokens)):
            return None
        intent = asked[0].intent if asked else context.intent or OVERVIEW
        if intent == OVERVIEW and context.intent is not None and turns_over(tokens):
            intent = context.intent
        if intent not in self._aspects:
            intent = OVERVIEW
        codes = siblings or [code]
        if code not in codes[:3]:
            codes.insert(min(2, len(codes)), code)
        rule = f"nối tiếp thủ tục {code} ở câu trước"
        why = explain.lines(seen.reading, seen.asked, seen.ranked, None, rule)
        return Match(intent=intent, procedures=tuple(codes[: self._limits.most]), score=SCORE, why=why)

    def _siblings(self, seen: Seen, code: str) -> list[str]:
        """Rank procedures by the message and, with less trust, the name of the procedure before."""
        tokens = seen.reading.tokens
        brought = tuple(
            Token(
                word=word, key=key(word), toned=toned_key(word), is_evidence=True,
                trust=self._limits.context_trust, sentence=tokens[-1].sentence, clause=-1,
            )
            for word in self._labels.get(code, ())
        )  # fmt: skip
        ranked = self._index.rank(self._weigh(tokens + brought, seen.asked))
        own = {
            at
            for at, token in enumerate(tokens)
            if not self._index.is_filler(token) and seen.weighing.weights[at] > self._limits.phrase_worth
        }
        named = [
            c
            for c in ranked
            if c.owner.kind is Kind.PROCEDURE and c.score >= self._limits.ask and c.places & own
        ]
        kept = {
            at
            for at in range(len(tokens), len(tokens) + len(brought))
            if self._telling.tells((tokens + brought)[at])
        }
        kin = [c for c in named if c.places & kept]
        least = 0.0 if turns_over(seen.reading.tokens) else self._limits.alone
        strangers = [c for c in named if not c.places & kept and c.fit >= least]
        return [c.owner.name for c in kin + strangers]
