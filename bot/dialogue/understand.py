"""One question to one flat answer: what `motcua understand` prints and the evaluation scores."""

from __future__ import annotations

from bot.dialogue.matcher import OVERVIEW, Matcher
from bot.dialogue.verdict import Ambiguous, Context, Match, NoMatch


def understand(matcher: Matcher, text: str, context: str | None = None) -> dict[str, object]:
    """
    Understand a message after an earlier one.

    Args:
        context: The citizen's message before this one.

    """
    verdict = matcher.match(text, context_of(matcher, context))
    if isinstance(verdict, Match):
        intent = verdict.intent
        if intent == "denunciation":
            intent = verdict.aspect or OVERVIEW
        return _answer(intent, verdict.procedures, verdict.score, clarify=False)
    if isinstance(verdict, Ambiguous):
        return _answer(verdict.intent, verdict.candidates, verdict.score, clarify=True)
    assert isinstance(verdict, NoMatch)
    return _answer("out_of_scope", (), verdict.score, clarify=False)


def context_of(matcher: Matcher, earlier: str | None) -> Context:
    """Give the context that a conversation has after `earlier`."""
    if not earlier:
        return Context()
    verdict = matcher.match(earlier, Context())
    if isinstance(verdict, Match):
        return Context(procedure=verdict.procedures[0] if verdict.procedures else None, intent=verdict.intent)
    if isinstance(verdict, Ambiguous):
        return Context(procedure=verdict.candidates[0] if verdict.candidates else None, intent=verdict.intent)
    return Context()


def _answer(intent: str, procedures: tuple[str, ...], score: float, *, clarify: bool) -> dict[str, object]:
    return {"intent": intent, "procedures": list(procedures), "score": round(score, 3), "clarify": clarify}
