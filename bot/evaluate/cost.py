"""What each stage of understanding costs, measured from outside through the stages' own public functions."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bot.dialogue.actions import Actions
from bot.dialogue.aspects import runs
from bot.dialogue.matcher import Matcher
from bot.dialogue.reading import Reader, Vocabulary
from bot.dialogue.search import Index, Weighing
from bot.dialogue.verdict import Context
from bot.dialogue.wordings import owned, turns_of_phrase
from bot.domain.catalogue import Content

STAGES = {"reading": "đọc chữ", "ranking": "xếp hạng", "deciding": "quyết định"}
"""Stage -> what staff read; deciding is all that the matcher does besides the other two."""


def costs(content: Content, matcher: Matcher, texts: Sequence[str]) -> dict[str, list[float]]:
    """Give the milliseconds of every stage for every text."""
    reader, index = _stages(content)
    spent: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for text in texts:
        began = time.perf_counter()
        tokens = reader.read(text).tokens
        read = time.perf_counter()
        weights, losses = [token.trust for token in tokens], [index.weight(token) for token in tokens]
        index.rank(Weighing(tokens=tokens, weights=weights, losses=losses))
        ranked = time.perf_counter()
        matcher.match(text, Context())
        matched = time.perf_counter()
        read_ms, ranked_ms = (read - began) * 1000, (ranked - read) * 1000
        spent["reading"].append(read_ms)
        spent["ranking"].append(ranked_ms)
        spent["deciding"].append(max((matched - ranked) * 1000 - read_ms - ranked_ms, 0.0))
    return spent


def percentile(times: Sequence[float], part: float) -> float:
    """Give the time that a part of all stay below; 0 when there are none."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def _stages(content: Content) -> tuple[Reader, Index]:
    """Build the first two stages as the matcher does."""
    plain = Reader(content.words, Vocabulary(()))
    wordings = list(owned(content, plain))
    known = [words for _, words in wordings]
    known += [run for _, words in turns_of_phrase(content, plain) for run in runs(words)]
    reader = Reader(content.words, Vocabulary(known))
    return reader, Index(wordings, reader.fillers, Actions())
