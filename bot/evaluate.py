"""
Evaluation: how well labelled questions are understood; `python -m bot.evaluate FILE...`.

A file holds a list under `queries`; of each question are read: `id`, `text`, `context`, `intent`, `also_ok`,
`procedures` (acceptable codes, best first), `proc_optional`, `ambiguous`, `tags`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import yaml

from bot import content
from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Matcher
from bot.dialogue.understand import understand

OUT_OF_SCOPE = "out_of_scope"
SHOWN_CONFUSIONS = 20


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


FIGURES = {
    "intent": "đúng ý",
    "first": "thủ tục đúng ngay",
    "three": "thủ tục trong ba",
    "asks": "mơ hồ thì hỏi lại",
    "claims_outside": "nhận bừa ngoài phạm vi",
    "claims_service": "nhận bừa việc khác",
    "refuses": "từ chối oan",
    "asks_needlessly": "hỏi lại thừa",
    "follows": "nối câu trước",
}


def judge(query: Mapping[str, Any], answer: Mapping[str, Any], known: frozenset[str]) -> dict[str, bool]:
    """Tell every figure that a question speaks to; questions about unknown procedures judge the intent only."""
    gold = [str(code) for code in query.get("procedures") or ()]
    codes = [str(code) for code in answer["procedures"]]
    asks, is_ambiguous = bool(answer["clarify"]), bool(query.get("ambiguous"))
    accepted = {query["intent"], *(query.get("also_ok") or ())}
    figures = {"intent": answer["intent"] in accepted or (is_ambiguous and asks)}
    if is_ambiguous:
        figures["asks"] = asks
        return figures
    if not gold and query.get("proc_optional") and query["intent"] != OUT_OF_SCOPE:
        return figures
    if not gold:
        figures["claims_outside" if query["intent"] == OUT_OF_SCOPE else "claims_service"] = (
            bool(codes) and not asks
        )
        return figures
    if known.isdisjoint(gold):
        return figures
    may_be_silent = bool(query.get("proc_optional")) and not codes
    figures["first"] = may_be_silent or (codes[:1] != [] and codes[0] in gold)
    figures["three"] = may_be_silent or not set(codes[:3]).isdisjoint(gold)
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
) -> list[Judged]:
    """Ask every question and judge its answer."""
    judged = []
    for query in queries:
        began = time.perf_counter()
        answer = understand(matcher, query["text"], query.get("context"), events)
        took_ms = (time.perf_counter() - began) * 1000
        figures = judge(query, answer, known)
        judged.append(Judged(query=query, answer=answer, took_ms=took_ms, figures=figures))
    return judged


def share(judged: Iterable[Judged], figure: str) -> tuple[int, int]:
    """Count how often a figure is so, and how often it is spoken to."""
    spoken = [one.figures[figure] for one in judged if figure in one.figures]
    return sum(spoken), len(spoken)


def main(files: Sequence[str], folder: Path, out: TextIO) -> int:
    """Print the tables of every file; 0 when all could be read."""
    loaded = content.load(folder)
    matcher = Matcher(loaded)
    known = frozenset(loaded.catalogue.procedures)
    for file in files:
        queries = yaml.safe_load(Path(file).read_text(encoding="utf-8"))["queries"]
        _print_report(Path(file).name, evaluate(queries, matcher, known, LifeEvents(loaded)), out.write)
    return 0


def _print_report(name: str, judged: list[Judged], write: Callable[[str], object]) -> None:
    write(f"\n{name}: {len(judged)} câu\n")
    for figure, title in FIGURES.items():
        right, spoken = share(judged, figure)
        write(f"  {title:<26}{_percent(right, spoken)}  ({right}/{spoken})\n")
    times = sorted(one.took_ms for one in judged)
    write(f"  {'thời gian':<26}p50 {_at(times, 0.5):.2f} ms, p99 {_at(times, 0.99):.2f} ms\n")
    _print_groups("theo ý", judged, lambda one: [one.query["intent"]], write)
    _print_groups("theo cách viết", judged, lambda one: one.query.get("tags") or [], write)
    _print_confusions(judged, write)


def _print_groups(
    title: str, judged: list[Judged], names: Callable[[Judged], list[str]], write: Callable[[str], object]
) -> None:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for name in names(one):
            groups[name].append(one)
    write(f"  {title:<26}{'câu':>6}{'ý':>8}{'ngay':>8}{'ba':>8}\n")
    for name, members in sorted(groups.items(), key=lambda group: -len(group[1])):
        cells = "".join(f"{_percent(*share(members, figure)):>8}" for figure in ("intent", "first", "three"))
        write(f"    {name:<24}{len(members):>6}{cells}\n")


def _print_confusions(judged: list[Judged], write: Callable[[str], object]) -> None:
    counts: Counter[str] = Counter()
    ids: dict[str, list[str]] = defaultdict(list)
    for one in judged:
        if not one.figures["intent"]:
            what = f"{one.query['intent']} -> {one.answer['intent']}"
        elif not one.figures.get("first", True):
            what = f"{one.query['procedures'][0]} -> {next(iter(one.answer['procedures']), '-')}"
        else:
            continue
        counts[what] += 1
        ids[what].append(str(one.query.get("id", "?")))
    write("  nhầm nhiều nhất\n")
    for what, count in counts.most_common(SHOWN_CONFUSIONS):
        write(f"    {count:>3}  {what:<48}{' '.join(ids[what][:8])}\n")


def _percent(right: int, spoken: int) -> str:
    return f"{100 * right / spoken:.1f}%" if spoken else "-"


def _at(times: list[float], part: float) -> float:
    return times[min(len(times) - 1, int(part * len(times)))] if times else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(), sys.stdout))
