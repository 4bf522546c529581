"""The matcher: one message and what was talked about before, to one verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.dialogue import explain
from bot.dialogue.actions import Actions
from bot.dialogue.also import also_asked
from bot.dialogue.aspects import Found, Phrases, runs
from bot.dialogue.complaints import Complaints
from bot.dialogue.focus import denied, focus
from bot.dialogue.follow_ups import FollowUps
from bot.dialogue.questions import OVERVIEW, aspects_beside, turns_over
from bot.dialogue.reading import Reader, Token, Vocabulary
from bot.dialogue.rivals import Rivals
from bot.dialogue.search import Index, Kind, Weighing
from bot.dialogue.seen import Limits, Seen
from bot.dialogue.services import STATUS, Services
from bot.dialogue.telling import Telling
from bot.dialogue.twins import Twins
from bot.dialogue.verdict import Ambiguous, Context, Match, NoMatch, Verdict
from bot.dialogue.wordings import frames, owned, turns_of_phrase
from bot.domain.catalogue import Content, IntentKind

__all__ = ["Ambiguous", "Context", "Limits", "Match", "Matcher", "NoMatch", "Verdict"]

RECENT = 16
"""Texts of which all that was seen is kept: a turn asks about the same words with and without its context."""


class Matcher:
    """Understands messages with the words of one content version; built at load, nothing is trained."""

    def __init__(self, content: Content, limits: Limits | None = None) -> None:
        """Index every wording of the content."""
        self.limits = limits or Limits()
        self._kinds = {name: intent.kind for name, intent in content.intents.items()}
        plain = Reader(content.words, Vocabulary(()))
        wordings = list(owned(content, plain))
        phrases = list(turns_of_phrase(content, plain))
        framing = list(frames(content, plain))
        self._complaints = Complaints(content, plain)
        known = [words for _, words in wordings]
        known += [run for _, words in phrases + framing for run in runs(words)]
        known += [run for words in self._complaints.wordings for run in runs(words)]
        self._reader = Reader(content.words, Vocabulary(known))
        self._actions = Actions()
        self._index = Index(wordings, self._reader.fillers, self._actions)
        self._aspects = Phrases(phrases)
        self._frames = Phrases(framing)
        self._places = Phrases(("place", plain.spell_out(name)) for name in content.words.places)
        procedures = content.catalogue.procedures
        self._twins = Twins(procedures)
        labels = {code: plain.spell_out(one.label) for code, one in procedures.items()}
        names = {code: plain.spell_out(one.name) for code, one in procedures.items()}
        spoken = {code: (" ".join(names[code]), " ".join(labels[code])) for code in procedures}
        self._rivals = Rivals(self._index, spoken, self.limits)
        self._telling = Telling(
            self._index,
            self._actions,
            names=names.values(),
            labels=labels.values(),
            phrases=self._aspects.keys,
        )
        self._services = Services(content, self._index, self._telling, self.limits)
        self._follow_ups = FollowUps(
            self._index,
            self._telling,
            self.limits,
            labels=labels,
            aspects=frozenset(name for name, kind in self._kinds.items() if kind is IntentKind.ASPECT),
            weigh=self._weigh,
        )
        self._look = lru_cache(maxsize=RECENT)(self._see)

    def match(self, text: str, context: Context) -> Verdict:
        """Decide what a message asks; never raises, whatever the text."""
        seen = self._look(text)
        reading = seen.reading
        if any(piece.kind == "dossier" for piece in reading.pieces):
            return Match(intent=STATUS, procedures=(), score=1.0, why=("Luật: tin có mã hồ sơ.",))
        if not reading.tokens:
            return NoMatch(topic=None, score=0.0, why=("Luật: tin không có chữ nào đọc được.",))
        service = self._services.match(seen, context)
        turns = context.procedure is not None and turns_over(seen.reading.tokens)
        if service is not None and not (turns and isinstance(service, NoMatch)):
            return service
        if context.procedure is not None and not self._follow_ups.stands_alone(seen):
            followed = self._follow_ups.match(seen, context, context.procedure)
            return followed or self._procedure(seen, Context())
        return self._procedure(seen, context)

    def _see(self, text: str) -> Seen:
        reading = self._reader.read(text)
        gone = denied(reading.tokens)
        asked = [found for found in self._aspects.find(reading.tokens) if gone.isdisjoint(found.places)]
        weighing = self._weigh(reading.tokens, asked)
        ranked = self._index.rank(weighing)
        procedures = [c for c in ranked if c.owner.kind is Kind.PROCEDURE]
        return Seen(
            reading=reading,
            asked=asked,
            complaint=self._complaints.told(reading.tokens, asked) if reading.tokens else None,
            framed=[found for found in self._frames.find(reading.tokens) if gone.isdisjoint(found.places)],
            weighing=weighing,
            ranked=ranked,
            procedures=self._twins.settled(procedures, weighing.actions),
        )

    def _weigh(self, tokens: Sequence[Token], asked: Sequence[Found]) -> Weighing:
        """Weigh the tokens: a question's turn of phrase says little about which procedure is meant."""
        phrase = {at for found in asked for at in found.places if len(found.places) > 1}
        factors = focus(tokens, asked)
        places = {at for named in self._places.find(tokens) for at in named.places}
        for at in places:
            factors[at] *= self.limits.place
        weights: list[float] = []
        losses: list[float] = []
        for at, token in enumerate(tokens):
            loss = self._index.weight(token) * factors[at]
            losses.append(0.0 if token.clause < 0 else loss * (0.2 if at in phrase else 1.0))
            weights.append(token.trust * factors[at] * (self.limits.phrase_worth if at in phrase else 1.0))
        actions = self._actions.of_message(tokens, phrase | places | denied(tokens))
        return Weighing(tokens=tokens, weights=weights, losses=losses, actions=actions)

    # --- procedures

    def _procedure(self, seen: Seen, context: Context) -> Verdict:
        """Give the verdict of a message about a procedure, or about nothing we know."""
        seen = self._named_first(seen)
        best, score = seen.best, seen.score
        if best is not None and not self._telling.is_named(best, seen) and not self._rivals.among(seen):
            score = min(score, self.limits.ask - 0.01)
        aspects = aspects_beside(seen.asked, best if score >= self.limits.ask else None, seen.reading.tokens)
        intent = aspects[0].intent if aspects else OVERVIEW
        if best is None or score < self.limits.ask:
            is_question = bool(aspects) and (
                intent != OVERVIEW or self._telling.says_only(seen) or self._telling.is_official(seen)
            )
            rule = (
                "hỏi một mặt của thủ tục mà không nói thủ tục nào"
                if is_question
                else "không đủ giống điều gì đã biết"
            )
            why = explain.lines(seen.reading, seen.asked, seen.ranked, None, rule)
            offered = self._offered(seen)
            if is_question or (
                offered and (len(seen.reading.tokens) > self.limits.story or self._telling.is_of_papers(seen))
            ):
                return Ambiguous(intent=intent, candidates=offered, score=0.5, why=why)
            return NoMatch(topic=None, score=score, why=why)
        names = tuple(c.owner.name for c in seen.procedures[: self.limits.most])
        if not self._is_sure(seen, score):
            why = explain.lines(seen.reading, seen.asked, seen.ranked, best, "chưa đủ chắc nên hỏi lại")
            return Ambiguous(intent=intent, candidates=names[:3], score=score, why=why)
        rivals = self._rivals.among(seen)
        if rivals:
            why = explain.lines(
                seen.reading, seen.asked, seen.ranked, best, "nhiều thủ tục cùng khớp nên hỏi lại"
            )
            return Ambiguous(intent=intent, candidates=rivals, score=score, why=why)
        if (
            intent == OVERVIEW
            and context.intent is not None
            and self._kinds.get(context.intent) is IntentKind.ASPECT
        ):
            intent = context.intent if turns_over(seen.reading.tokens) else intent
        why = explain.lines(seen.reading, seen.asked, seen.ranked, best, "thủ tục khớp nhất")
        return Match(
            intent=intent, procedures=names, score=score, also=also_asked(seen, aspects, self.limits), why=why
        )

    def _named_first(self, seen: Seen) -> Seen:
        """Put first the best procedure that a telling word names, where the very best has general words only."""
        if seen.best is None or self._telling.is_named(seen.best, seen) or self._rivals.among(seen):
            return seen
        named = next((one for one in seen.procedures[1:3] if self._telling.is_named(one, seen)), None)
        if named is None or named.score < self.limits.ask:
            return seen
        return replace(seen, procedures=[named, *(one for one in seen.procedures if one is not named)])

    def _offered(self, seen: Seen) -> tuple[str, ...]:
        """Give what a question that names no procedure may be about, to choose from; () when nothing is near."""
        if self._telling.says_only(seen):
            return ()
        tokens = seen.reading.tokens
        near = [
            one
            for one in seen.procedures[:3]
            if one.score >= self.limits.ask
            or (
                one.score >= self.limits.offer
                and self._telling.is_named(one, seen)
                and sum(not self._index.is_filler(tokens[at]) for at in one.places) > 1
            )
        ]
        return tuple(one.owner.name for one in near)

    def _is_sure(self, seen: Seen, score: float) -> bool:
        """Tell whether the best procedure is answered for, not offered."""
        best, *others = seen.procedures
        if best.fit < self.limits.least_fit:
            return False
        is_story = len(seen.reading.tokens) > self.limits.story
        is_ahead = not others or score >= others[0].score * self.limits.ahead
        return score >= self.limits.answer or (is_story and is_ahead)
