"""One question to one flat answer: what `motcua understand` prints and the evaluation scores."""

from __future__ import annotations

from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Matcher
from bot.dialogue.questions import OVERVIEW
from bot.dialogue.signs import NOISE, is_noise
from bot.dialogue.verdict import Ambiguous, Context, Match, NoMatch, Verdict


def understand(
    matcher: Matcher, text: str, context: str | None = None, events: LifeEvents | None = None
) -> dict[str, object]:
    """
    Understand a message after an earlier one.

    Args:
        context: The citizen's message before this one.
        events: The life events of the content; one answers with the procedures that follow from it, and as a
            question back where nobody can tell which comes first.

    """
    verdict = _settled(matcher, text, context_of(matcher, context, events), events)
    if isinstance(verdict, Match) and events is not None and verdict.intent in events.by_name:
        event = events.by_name[verdict.intent]
        return _answer(OVERVIEW, event.codes, verdict.score, clarify=not event.begins_clearly)
    if isinstance(verdict, Match):
        intent = verdict.intent
        if intent == "denunciation":
            intent = verdict.aspect or OVERVIEW
        return _answer(intent, verdict.procedures, verdict.score, clarify=False)
    if isinstance(verdict, Ambiguous):
        return _answer(verdict.intent, verdict.candidates, verdict.score, clarify=True)
    assert isinstance(verdict, NoMatch)
    return _answer("out_of_scope", (), verdict.score, clarify=False)


def context_of(matcher: Matcher, earlier: str | None, events: LifeEvents | None = None) -> Context:
    """Give the context that a conversation has after `earlier`."""
    if not earlier:
        return Context()
    verdict = _settled(matcher, earlier, Context(), events)
    if isinstance(verdict, Match) and events is not None and verdict.intent in events.by_name:
        return Context(procedure=events.by_name[verdict.intent].codes[0], intent=OVERVIEW)
    if isinstance(verdict, Match):
        return Context(procedure=verdict.procedures[0] if verdict.procedures else None, intent=verdict.intent)
    if isinstance(verdict, Ambiguous):
        return Context(procedure=verdict.candidates[0] if verdict.candidates else None, intent=verdict.intent)
    return Context()


def _settled(matcher: Matcher, text: str, context: Context, events: LifeEvents | None) -> Verdict:
    if is_noise(text):
        return NOISE
    verdict = matcher.match(text, context)
    return verdict if events is None else events.settle(text, verdict)


def _answer(intent: str, procedures: tuple[str, ...], score: float, *, clarify: bool) -> dict[str, object]:
    return {"intent": intent, "procedures": list(procedures), "score": round(score, 3), "clarify": clarify}
