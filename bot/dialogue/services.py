"""Services and neighbour topics: whether one is meant rather than a procedure, and what is asked besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.dialogue import explain
from bot.dialogue.also import SOCIAL
from bot.dialogue.complaints import Complaint
from bot.dialogue.focus import denied, is_asked_after, is_beside, is_in_passing
from bot.dialogue.questions import OVERVIEW, aspects_beside
from bot.dialogue.search import Candidate, Index, Kind
from bot.dialogue.seen import Limits, Seen
from bot.dialogue.telling import Telling
from bot.dialogue.verdict import Context, Match, NoMatch, Verdict
from bot.domain.catalogue import Content, IntentKind

STATUS = "status_lookup"
FEEDBACK, FEEDBACK_STATUS = "feedback", "feedback_status"
ACTS = frozenset(
    {"book_appointment", "talk_to_human", STATUS, FEEDBACK_STATUS, "delete_data", "stop_notices"}
)
"""Services that may name a procedure as their object: an appointment for an identity card."""


class Services:
    """Decides between what the commune serves beside procedures, what is not ours, and a procedure."""

    def __init__(self, content: Content, index: Index, telling: Telling, limits: Limits) -> None:
        """Take what the matcher reads with."""
        self._events = frozenset(content.life_events)
        self._kinds = {name: intent.kind for name, intent in content.intents.items()}
        self._index = index
        self._telling = telling
        self._limits = limits

    def match(self, seen: Seen, context: Context) -> Verdict | None:
        """Give the verdict of a service or neighbour topic where one is meant rather than a procedure."""
        complaint = seen.complaint
        if seen.framed and not (complaint is not None and self._is_closer(complaint, seen)):
            return self._framed(seen)
        if complaint is not None:
            return self._complained(complaint, seen)
        rivals = [c for c in seen.ranked if c.owner.kind is not Kind.PROCEDURE]
        says_only = bool(seen.asked) and self._telling.says_only(seen)
        meant = [c for c in rivals if self._is_meant(c, seen, says_only=says_only, context=context)]
        if not meant:
            return None
        said = [c for c in meant if c.owner.name not in SOCIAL and c.is_whole]
        best = max(meant, key=lambda c: self._precedence(c, seen))
        if best.owner.name in SOCIAL and said:  # a courtesy comes after anything said in full
            best = max(said, key=lambda c: self._precedence(c, seen))
        score = self._lifted(best, seen)
        if best.owner.kind is Kind.TOPIC:
            why = explain.lines(seen.reading, seen.asked, seen.ranked, best, "chuyện không thuộc việc của xã")
            return NoMatch(topic=best.owner.name or None, score=score, why=why)
        return self._served(best, seen, score)

    def _framed(self, seen: Seen) -> Match:
        """Answer with the service whose phrase stands around the words of what it is about."""
        found = max(seen.framed, key=lambda found: (found.intent == FEEDBACK_STATUS, found.strength))
        rule = f"câu của việc xã phục vụ đứng quanh việc được nhắc: {found.intent} «{found.phrase}»"
        why = explain.lines(seen.reading, seen.asked, seen.ranked, None, rule)
        served = Match(intent=found.intent, procedures=(), score=self._limits.whole_phrase, why=why)
        return self._with_besides(served, found.places, seen)

    @staticmethod
    def _is_closer(complaint: Complaint, seen: Seen) -> bool:
        """Tell whether what became of a complaint is asked, where the phrases found only tell the complaint."""
        return complaint.intent == FEEDBACK_STATUS and all(one.intent == FEEDBACK for one in seen.framed)

    def _complained(self, complaint: Complaint, seen: Seen) -> Verdict:
        """Answer a complaint, and the question of another clause that it comes with; refuse what is not ours."""
        why = explain.lines(seen.reading, seen.asked, seen.ranked, None, complaint.rule)
        if self._kinds[complaint.intent] is IntentKind.REFUSAL:
            return NoMatch(topic=self._topic(seen), score=self._limits.whole_phrase, why=why)
        served = Match(intent=complaint.intent, procedures=(), score=self._limits.whole_phrase, why=why)
        return self._with_besides(served, complaint.places, seen)

    @staticmethod
    def _topic(seen: Seen) -> str | None:
        """Name the topic nearest to a message that is not ours; None when none is."""
        topics = (one.owner.name for one in seen.ranked if one.owner.kind is Kind.TOPIC)
        return next(topics, None) or None

    def _is_meant(self, one: Candidate, seen: Seen, *, says_only: bool, context: Context) -> bool:
        """Tell whether a service or topic is asked for, more than the best procedure is."""
        tokens = seen.reading.tokens
        is_phrase = one.is_whole and len(one.surface.keys) > 1
        is_near = one.score >= self._limits.nearly and len(one.places) > 3  # noqa: PLR2004 - three may be chance
        is_empty = not (is_phrase or is_near) and all(self._index.is_filler(tokens[at]) for at in one.places)
        if is_empty or (one.owner.name in SOCIAL and len(tokens) > self._limits.courtesy):
            return False
        if self._is_refusal(one) and one.is_whole:
            return not one.places <= denied(tokens)
        if self._is_act(one, seen):
            return True
        is_half = not one.is_whole and (says_only or context.procedure is not None)
        if is_half and says_only and one.fit < self._limits.alone:
            return False
        limit = self._limits.service if one.owner.kind is Kind.SERVICE else self._limits.topic
        if self._lifted(one, seen) < (max(limit, self._limits.alone) if is_half else limit):
            return False
        return not self._is_outdone(one, seen)

    def _precedence(self, one: Candidate, seen: Seen) -> tuple[bool, bool, float]:
        """Order what is meant at once: a denunciation, an act, anything else by strength."""
        return self._is_refusal(one), self._is_act(one, seen), self._strength(one, seen)

    def _is_outdone(self, one: Candidate, seen: Seen) -> bool:
        """Tell whether a procedure explains the message better, or as well."""
        best = seen.best
        if best is None or self._is_point(one, best, seen) or (one.is_whole and one.places > best.places):
            return False
        if one.owner.kind is Kind.TOPIC and not one.is_whole and best.score >= self._limits.answer:
            return best.score * self._limits.lead >= one.score
        if best.is_whole and (one.places < best.places or self._is_circumstance(one, best, seen)):
            return True
        if (
            best.score >= self._limits.answer
            and best.fit >= self._limits.fits
            and best.gain > one.gain * 1.02
        ):
            return True
        return float(best.score * best.gain**self._limits.strength) > self._strength(one, seen)

    @staticmethod
    def _is_point(one: Candidate, best: Candidate, seen: Seen) -> bool:
        """Tell whether a topic is what the question is about and the procedure only its setting."""
        if one.owner.kind is not Kind.TOPIC or not one.is_whole or not best.places:
            return False
        return is_asked_after(seen.reading.tokens, best.places, one.places)

    def _is_circumstance(self, one: Candidate, best: Candidate, seen: Seen) -> bool:
        """Tell whether a topic or event is only told with the procedure asked for: "cắt khẩu sau ly hôn"."""
        if one.owner.name in self._events and self._is_asked(best, seen):
            return best.fit >= self._limits.fits and self._telling.is_named(best, seen)
        if one.owner.kind is not Kind.TOPIC or not best.places or not one.places.isdisjoint(best.places):
            return False
        if best.fit < self._limits.fits or not self._telling.is_named(best, seen):
            return False
        if is_asked_after(seen.reading.tokens, one.places, best.places):
            return True
        return is_beside(seen.reading.tokens, seen.asked, one.places, best.places)

    def _is_asked(self, best: Candidate, seen: Seen) -> bool:
        """Tell whether a side of the procedure is asked about."""
        asked = aspects_beside(seen.asked, best, seen.reading.tokens)
        return any(found.intent != OVERVIEW for found in asked)

    def _strength(self, one: Candidate, seen: Seen) -> float:
        return float(self._lifted(one, seen) * one.gain**self._limits.strength)

    def _lifted(self, one: Candidate, seen: Seen) -> float:
        """Raise a service or topic whose wording stands whole, unless a procedure explains as much."""
        if self._is_told(one) and is_in_passing(seen.reading.tokens, seen.asked, one.places):
            return one.score * self._limits.in_passing
        if not one.is_whole or len(one.surface.keys) < 2 or one.owner.name in SOCIAL:  # noqa: PLR2004
            return one.score
        best = seen.best
        if best is not None and best.score >= self._limits.answer and best.gain > one.gain * 0.95:
            return one.score
        return max(one.score, self._limits.whole_phrase)

    def _is_told(self, one: Candidate) -> bool:
        """Tell whether people mention it on their way to a question; a wish or a complaint stays one."""
        is_wish = one.owner.name in ACTS or one.owner.name == FEEDBACK or self._is_refusal(one)
        return one.owner.kind is Kind.TOPIC or not is_wish

    def _is_refusal(self, one: Candidate) -> bool:
        return one.owner.kind is Kind.SERVICE and self._kinds[one.owner.name] is IntentKind.REFUSAL

    def _is_act(self, one: Candidate, seen: Seen) -> bool:
        """Tell whether something is asked of us to which a procedure is only the object."""
        if one.owner.name not in ACTS or not one.is_whole or len(one.surface.keys) < 2:  # noqa: PLR2004
            return False
        shared = one.places & seen.best.places if seen.best is not None else frozenset()
        return all(self._index.is_filler(seen.reading.tokens[at]) for at in shared)

    def _served(self, service: Candidate, seen: Seen, score: float) -> Match:
        """Answer with a service; a refusal such as a denunciation names its procedure and aspect too."""
        why = explain.lines(
            seen.reading, seen.asked, seen.ranked, service, "việc xã phục vụ, không phải thủ tục"
        )
        codes: tuple[str, ...] = ()
        aspect = None
        if self._is_refusal(service):
            alike = [c for c in seen.procedures if c.places & service.places and c.score >= self._limits.ask]
            codes = tuple(c.owner.name for c in alike)[:3]
            aspects = aspects_beside(seen.asked, service, seen.reading.tokens)
            aspect = aspects[0].intent if aspects else None
        served = Match(intent=service.owner.name, procedures=codes, score=score, aspect=aspect, why=why)
        return served if self._is_refusal(service) else self._with_besides(served, service.places, seen)

    def _with_besides(self, served: Match, places: Iterable[int], seen: Seen) -> Match:
        """Add the procedure that a message asks about besides a service, in the order they are said."""
        found = self._asked_besides(served.intent, places, seen)
        if found is None:
            return served
        first, other = found
        if first < min(places) or served.intent == FEEDBACK:  # a complaint told, then a question asked
            return replace(other, also=(replace(served, why=()),), why=served.why)
        return replace(served, also=(other,))

    def _asked_besides(self, service: str, places: Iterable[int], seen: Seen) -> tuple[int, Match] | None:
        """Give where a message asks about a procedure besides a service, in another clause, and what."""
        tokens, weighing = seen.reading.tokens, seen.weighing
        serving = {tokens[at].clause for at in places}
        aside = [float(token.clause not in serving) for token in tokens]
        if service in ACTS or not any(aside):
            return None
        beside = replace(
            weighing,
            weights=[weight * part for weight, part in zip(weighing.weights, aside, strict=True)],
            losses=[loss * part for loss, part in zip(weighing.losses, aside, strict=True)],
        )
        found = [one for one in self._index.rank(beside) if one.owner.kind is Kind.PROCEDURE]
        if not found or found[0].score < self._limits.answer or not self._telling.is_named(found[0], seen):
            return None
        asked = [one for one in seen.asked if tokens[one.start].clause not in serving]
        if not asked and (found[0].fit < self._limits.fits or service == FEEDBACK):
            return None
        aspects = aspects_beside(asked, found[0], tokens)
        intent = aspects[0].intent if aspects else OVERVIEW
        codes = tuple(one.owner.name for one in found[:3])
        return min(found[0].places), Match(intent=intent, procedures=codes, score=found[0].score)
