"""Judging: one question with its labels, one answer, and every figure that the question speaks to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Matcher
from bot.dialogue.understand import understand

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """
    One question with what was answered.

    Args:
        figures: Figure -> right or wrong; a figure that the question says nothing about is absent.

    """

    query: Mapping[str, Any]
    answer: Mapping[str, Any]
    took_ms: float
    figures: Mapping[str, bool]

    @property
    def is_right(self) -> bool:
        """Whether a citizen was served: the intent, the procedure, and nothing claimed in vain."""
        wrong = ("claims_outside", "claims_service", "claims_unknown")
        right = self.figures["intent"] and self.figures.get("first", True)
        return right and not any(self.figures.get(figure) for figure in wrong)


FIGURES = {
    "intent": "đúng ý",
    "first": "thủ tục đúng ngay",
    "three": "thủ tục trong ba",
    "best": "đúng mã hợp nhất",
    "asks": "mơ hồ thì hỏi lại",
    "offers": "mơ hồ, có mã đúng trong ba",
    "claims_outside": "nhận bừa ngoài phạm vi",
    "claims_service": "nhận bừa việc khác",
    "claims_unknown": "nhận bừa thủ tục chưa có",
    "refuses": "từ chối oan",
    "asks_needlessly": "hỏi lại thừa",
    "follows": "nối câu trước",
}
"""Figure -> what staff read; of those that claim, refuse or ask needlessly, less is better."""


def judge(query: Mapping[str, Any], answer: Mapping[str, Any], known: frozenset[str]) -> dict[str, bool]:
    """Tell every figure that a question speaks to; about unknown procedures only the intent and false claims."""
    gold = [str(code) for code in query.get("procedures") or ()]
    codes = [str(code) for code in answer["procedures"]]
    asks, is_ambiguous = bool(answer["clarify"]), bool(query.get("ambiguous"))
    accepted = {query["intent"], *(query.get("also_ok") or ())}
    figures = {"intent": answer["intent"] in accepted or (is_ambiguous and asks)}
    if is_ambiguous:
        figures["asks"] = asks
        if gold:
            figures["offers"] = not set(codes[:3]).isdisjoint(gold)
        return figures
    if not gold and query.get("proc_optional") and query["intent"] != OUT_OF_SCOPE:
        return figures
    claims = bool(codes) and not asks
    if not gold:
        figures["claims_outside" if query["intent"] == OUT_OF_SCOPE else "claims_service"] = claims
        return figures
    if known.isdisjoint(gold):
        figures["claims_unknown"] = claims
        return figures
    return figures | _of_procedure(query, answer, gold, codes)


def _of_procedure(
    query: Mapping[str, Any], answer: Mapping[str, Any], gold: list[str], codes: list[str]
) -> dict[str, bool]:
    may_be_silent = bool(query.get("proc_optional")) and not codes
    figures = {
        "first": may_be_silent or (codes[:1] != [] and codes[0] in gold),
        "three": may_be_silent or not set(codes[:3]).isdisjoint(gold),
        "best": may_be_silent or codes[:1] == gold[:1],
    }
    asks = bool(answer["clarify"])
    if not query.get("proc_optional"):
        figures["refuses"] = answer["intent"] == OUT_OF_SCOPE or (not codes and not asks)
        figures["asks_needlessly"] = asks
    if query.get("context"):
        figures["follows"] = figures["first"]
    return figures


def evaluate(
    queries: Iterable[Mapping[str, Any]],
    matcher: Matcher,
    known: frozenset[str],
    events: LifeEvents | None = None,
    tell: Callable[[], object] = lambda: None,
) -> list[Judged]:
    """Ask every question and judge its answer; `tell` is called after each."""
    judged = []
    for query in queries:
        began = time.perf_counter()
        answer = understand(matcher, query["text"], query.get("context"), events)
        took_ms = (time.perf_counter() - began) * 1000
        figures = judge(query, answer, known)
        judged.append(Judged(query=query, answer=answer, took_ms=took_ms, figures=figures))
        tell()
    return judged


def share(judged: Iterable[Judged], figure: str) -> tuple[int, int]:
    """Count how often a figure is so, and how often it is spoken to."""
    spoken = [one.figures[figure] for one in judged if figure in one.figures]
    return sum(spoken), len(spoken)
