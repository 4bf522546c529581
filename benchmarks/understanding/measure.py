"""One system on one catalogue, measured in a process of its own."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from benchmarks.understanding.queries import Query
from benchmarks.understanding.systems import Answer, open_system
from bot.domain.catalogue import Content

WARM_UP = 30
"""Questions answered before the clock counts: a bot that has just started is not what is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    What was measured.

    Args:
        load_s: From the content in memory to ready, libraries included.
        memory_mb: What the process grew by in the same time and while answering.

    """

    load_s: float
    memory_mb: float
    answers: tuple[Answer, ...]


def measure_apart(name: str, content: Content, queries: Sequence[Query]) -> Measured:
    """
    Measure in a fresh process.

    Raises:
        NotInstalledError: The system's library is missing.

    """
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as processes:
        return processes.submit(measure, name, content, list(queries)).result()


def measure(name: str, content: Content, queries: Sequence[Query]) -> Measured:
    """Build the system, warm it up, ask it everything."""
    gc.collect()
    before = _resident_mb()
    began = time.perf_counter()
    system = open_system(name, content)
    load_s = time.perf_counter() - began
    for query in queries[:WARM_UP]:
        system.answer(query["text"], query.get("context"))
    answers = tuple(system.answer(query["text"], query.get("context")) for query in queries)
    gc.collect()
    return Measured(load_s=load_s, memory_mb=_resident_mb() - before, answers=answers)


def _resident_mb() -> float:
    """Read what this process holds; Linux only."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20
