"""Life events beside the matcher: when a message tells of one, and when it asks for one procedure after all."""

from __future__ import annotations

from bot.dialogue.questions import OVERVIEW
from bot.dialogue.verdict import Ambiguous, Match, NoMatch, Verdict
from bot.dialogue.ways import ways
from bot.domain.catalogue import Content
from bot.domain.procedure import Confidence
from bot.domain.vietnamese import fold, words

FEWEST_WORDS = 2
TOLD = 0.5
"""What an event is worth that only its own words speak for."""


class LifeEvents:
    """The life events of one content version."""

    def __init__(self, content: Content) -> None:
        """Index their phrases without the words that carry little."""
        self.by_name = content.life_events
        procedures = content.catalogue.procedures.values()
        self._unsure = frozenset(one.code for one in procedures if one.confidence is Confidence.LOW)
        self._fillers = frozenset(fold(word) for word in content.words.fillers)
        told = [
            (way, event.name)
            for event in self.by_name.values()
            for phrases in event.phrases.values()
            for phrase in phrases
            for way in ways(phrase)
        ]
        bare = ((self._weighty(phrase), name) for phrase, name in told)
        self._bare = {said: name for said, name in bare if len(said) >= FEWEST_WORDS}
        self._whole = sorted(((f" {fold(phrase)} ", name) for phrase, name in told), key=_by_length)

    def settle(self, text: str, verdict: Verdict) -> Verdict:
        """
        Let a named procedure go before the event told with it, and an event before a question back.

        "chồng tôi mất, khai tử cần gì" asks for one procedure; "mở quán" says no more than the event. Where
        nothing was understood, or a step of which we know no facts, a phrase that stands whole tells of its event.
        """
        if isinstance(verdict, Match) and verdict.intent in self.by_name:
            return next((each for each in verdict.also if each.procedures), verdict)
        name = None
        if isinstance(verdict, Match) and verdict.procedures[:1] and verdict.procedures[0] in self._unsure:
            told = self._standing_in(text) if verdict.intent == OVERVIEW else None
            name = told if told and verdict.procedures[0] in self.by_name[told].codes else None
        elif isinstance(verdict, Ambiguous):
            name = self._bare.get(self._weighty(text))
        elif isinstance(verdict, NoMatch) and verdict.topic is None:
            name = self._standing_in(text)
        if name is None:
            return verdict
        return Match(intent=name, procedures=(), score=max(verdict.score, TOLD), why=verdict.why)

    def _standing_in(self, text: str) -> str | None:
        said = f" {' '.join(words(fold(text)))} "
        return next((name for phrase, name in self._whole if phrase in said), None)

    def _weighty(self, text: str) -> tuple[str, ...]:
        return tuple(word for word in words(fold(text)) if word not in self._fillers)


def _by_length(told: tuple[str, str]) -> int:
    return -len(told[0])
