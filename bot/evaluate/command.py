"""The command: files of questions in, tables or JSON out, and an exit code for whoever watches the floors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.commands.bar import Bar
from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Matcher
from bot.domain.catalogue import Content
from bot.evaluate.cost import costs, percentile
from bot.evaluate.floors import fallen
from bot.evaluate.judging import FIGURES, Judged, evaluate, share
from bot.evaluate.questions import SENTENCES, Query, read_questions
from bot.evaluate.tables import calibration, confusions, groupings, write_report

LONG_FILE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked on the command line; `floor` is None where nothing is watched."""

    files: tuple[Path, ...]
    floor: Path | None = None
    as_json: bool = False
    shows_text: bool = False


def run(wish: Wish, content: Content, out: TextIO, notes: TextIO) -> int:
    """
    Score every file.

    Returns:
        0; or 1 when a figure over all files together is not where the floors want it.

    Raises:
        ContentError: A file of questions or floors is wrong.

    """
    matcher, events = Matcher(content), LifeEvents(content)
    known = frozenset(content.catalogue.procedures)
    everything: list[Judged] = []
    told: dict[str, object] = {}
    for name, queries in _tests(wish.files, content).items():
        progress = _Progress(name, len(queries), notes)
        judged = evaluate(queries, matcher, known, events, progress.step)
        spent = costs(content, matcher, [query["text"] for query in queries])
        progress.end()
        everything += judged
        if wish.as_json:
            told[name] = _as_plain(judged, spent)
        else:
            write_report(name, judged, spent, out.write, shows_text=wish.shows_text)
    if wish.as_json:
        out.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    out.flush()  # a reader that left is noticed here, not when everything ends
    low = fallen(everything, wish.floor) if wish.floor else []
    notes.write("".join(f"{sentence}\n" for sentence in low))
    return 1 if low else 0


def _tests(files: Sequence[Path], content: Content) -> dict[str, list[Query]]:
    """Read every file; files of a few sentences each, as in `tests/intents/`, make one test a folder."""
    tests: dict[str, list[Query]] = {}
    for file in files:
        queries = read_questions(file, content)
        name = file.parent.name if queries[0].get("split") == SENTENCES else file.name
        tests.setdefault(name, []).extend(queries)
    return tests


class _Progress:
    """Counts the questions asked, with a bar where the file is long."""

    def __init__(self, name: str, count: int, terminal: TextIO) -> None:
        self._bar, self._count, self._done = Bar(name, terminal), count, 0

    def step(self) -> None:
        self._done += 1
        if self._count >= LONG_FILE and (self._done % 10 == 0 or self._done == self._count):
            self._bar.show(self._done, self._count)

    def end(self) -> None:
        self._bar.end()


def _as_plain(judged: Sequence[Judged], spent: Mapping[str, Sequence[float]]) -> dict[str, object]:
    """Give everything that the tables show, and each judgement by id, without texts."""
    return {
        "n": len(judged),
        "figures": _figures(judged),
        "ms": _times([one.took_ms for one in judged]),
        "stages_ms": {stage: _times(times) for stage, times in spent.items()},
        "groups": {
            title: {name: {"n": len(members), **_figures(members)} for name, members in groups.items()}
            for title, groups in groupings(judged).items()
        },
        "calibration": [
            {"from": begins, "right": right, "n": answers} for begins, right, answers in calibration(judged)
        ],
        "confusions": [
            {"what": what, "ids": [one.query.get("id") for one in members]}
            for what, members in confusions(judged)
        ],
        "rows": [
            {"id": one.query.get("id"), **one.answer, **one.figures, "ms": round(one.took_ms, 3)}
            for one in judged
        ],
    }


def _figures(judged: Sequence[Judged]) -> dict[str, tuple[int, int]]:
    counts = {figure: share(judged, figure) for figure in FIGURES}
    return {figure: count for figure, count in counts.items() if count[1]}


def _times(times: Sequence[float]) -> dict[str, float]:
    return {"p50": round(percentile(times, 0.5), 3), "p99": round(percentile(times, 0.99), 3)}
