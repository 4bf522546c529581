"""Every system on every catalogue: the same questions, one process each, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.understanding.catalogues import sized
from benchmarks.understanding.figures import figures
from benchmarks.understanding.measure import measure_apart
from benchmarks.understanding.queries import Query
from benchmarks.understanding.report import Line
from benchmarks.understanding.systems import LARGEST, OURS, NotInstalledError
from bot.domain.catalogue import Content


def compare(content: Content, size: int, queries: Sequence[Query], systems: Iterable[str]) -> Iterator[Line]:
    """
    Measure the systems on a catalogue of this size.

    We go first: a peer, which cannot ask back, stays silent on as many questions about known procedures as
    we do (refusing and asking together), so that false claims are compared at the same cost.
    """
    catalogue = sized(content, size)
    known = frozenset(catalogue.catalogue.procedures)
    silent: float | None = None
    for name in (OURS, *(name for name in systems if name != OURS)):
        most = LARGEST.get(name, size)
        if size > most:
            yield Line(system=name, procedures=size, missing=f"không đo quá {most:,} thủ tục")
            continue
        try:
            measured = measure_apart(name, catalogue, queries)
        except NotInstalledError as error:
            yield Line(system=name, procedures=size, missing=str(error))
            continue
        shown = figures(queries, measured.answers, known, silent)
        silent = shown.silent if silent is None else silent
        yield Line(
            system=name, procedures=size, figures=shown, load_s=measured.load_s, memory_mb=measured.memory_mb
        )
