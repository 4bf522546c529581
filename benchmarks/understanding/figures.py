"""From answers to figures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.understanding.queries import Query
from benchmarks.understanding.systems import NO_CLAIM, Answer
from bot.evaluate import judge

RANKED = ("first", "three", "follows")
"""Figures that a peer's ranking is judged on, whatever its threshold says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """
    One system on one catalogue.

    Args:
        shares: Figure of `bot.evaluate` -> its share, 0 to 1; absent where no question speaks to it.
        silent: Share of the questions about known procedures that got no claim (refused, or asked back).
        auroc: How well the claim's score tells known questions from unknown ones; 0.5 is chance.

    """

    shares: Mapping[str, float]
    silent: float
    auroc: float | None
    p50_ms: float
    p99_ms: float


def auroc(known: Sequence[float], unknown: Sequence[float]) -> float | None:
    """Give the chance that a known one scores above an unknown one, ties counting half."""
    if not known or not unknown:
        return None
    ordered = sorted(unknown)
    won = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in known)
    return won / (2 * len(known) * len(unknown))


def percentile(values: Iterable[float], part: float) -> float:
    """Give the value that this part of all stays under."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def threshold(claims: Sequence[float], silent: float) -> float:
    """Give the score below which this share of the claims lies."""
    ordered = sorted(claims)
    return ordered[min(len(ordered) - 1, round(silent * len(ordered)))] if ordered else NO_CLAIM


def figures(
    queries: Sequence[Query], answers: Sequence[Answer], known: frozenset[str], silent: float | None = None
) -> Figures:
    """
    Judge every answer.

    Args:
        silent: Refuse as large a share of the known questions as this; None takes the answers as given.

    """
    judged = [judge(query, _flat(answer), known) for query, answer in zip(queries, answers, strict=True)]
    sure = [answer.claim for answer, one in zip(answers, judged, strict=True) if "refuses" in one]
    unsure = [
        answer.claim
        for answer, one in zip(answers, judged, strict=True)
        if not one.keys().isdisjoint({"claims_outside", "claims_service"})
    ]
    if silent is not None:
        least = threshold(sure, silent)
        decided = [
            judge(query, _decided(answer, least), known)
            for query, answer in zip(queries, answers, strict=True)
        ]
        judged = [
            {**after, **{name: before[name] for name in RANKED if name in before}}
            for before, after in zip(judged, decided, strict=True)
        ]
    quiet = [one["refuses"] or one["asks_needlessly"] for one in judged if "refuses" in one]
    times = [answer.took_ms for answer in answers]
    return Figures(
        shares=_shares(judged),
        silent=sum(quiet) / len(quiet) if quiet else 0.0,
        auroc=auroc(sure, unsure),
        p50_ms=percentile(times, 0.5),
        p99_ms=percentile(times, 0.99),
    )


def _flat(answer: Answer) -> dict[str, object]:
    return {"intent": answer.intent, "procedures": list(answer.procedures), "clarify": answer.asks}


def _decided(answer: Answer, least: float) -> dict[str, object]:
    """Give the answer of a system that claims from this score on."""
    if answer.claim > NO_CLAIM and answer.claim >= least:
        return _flat(answer)
    return {"intent": answer.otherwise, "procedures": [], "clarify": False}


def _shares(judged: Sequence[Mapping[str, bool]]) -> dict[str, float]:
    spoken: dict[str, list[bool]] = {}
    for one in judged:
        for name, value in one.items():
            spoken.setdefault(name, []).append(value)
    return {name: sum(values) / len(values) for name, values in spoken.items()}
