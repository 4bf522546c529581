"""Figures as Markdown tables, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.understanding.ablation import Ablated
from benchmarks.understanding.figures import Figures

COLUMNS = {
    "intent": "đúng ý",
    "first": "thủ tục đúng ngay",
    "three": "trong ba",
    "follows": "câu nối",
    "claims_outside": "nhận bừa ngoài phạm vi",
    "claims_service": "nhận bừa việc khác",
}
COSTS = {"refuses": "từ chối oan", "asks_needlessly": "hỏi lại thừa", "asks": "mơ hồ thì hỏi"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One system on one catalogue; `missing` says why there are no figures."""

    system: str
    procedures: int
    figures: Figures | None = None
    load_s: float = 0.0
    memory_mb: float = 0.0
    missing: str = ""


def side_by_side(lines: Iterable[Line]) -> str:
    """Show every figure of every system on one catalogue."""
    head = ["hệ", *COLUMNS.values(), "im lặng", "AUROC", "p50 ms", "p99 ms"]
    return _table(head, [_full(line) for line in lines])


def by_size(lines: Sequence[Line]) -> str:
    """Show accuracy, time, load and memory of every system as the catalogue grows."""
    head = ["thủ tục", "hệ", "đúng ngay", "trong ba", "p50 ms", "p99 ms", "nạp s", "bộ nhớ MB"]
    return _table(head, [_growth(line) for line in sorted(lines, key=lambda line: line.procedures)])


def without_each(ablated: Iterable[Ablated]) -> str:
    """Show the whole, and what each missing stage costs in points."""
    names = {**COLUMNS, **COSTS}
    rows: list[list[str]] = []
    whole: Mapping[str, float] = {}
    for one in ablated:
        shares = one.figures.shares
        cells = [_percent(shares.get(name)) if not rows else _points(shares, whole, name) for name in names]
        whole = whole or shares
        rows.append([one.stage, *cells, f"{one.figures.p50_ms:.2f}", f"{one.figures.p99_ms:.2f}"])
    return _table(["bỏ bước", *names.values(), "p50 ms", "p99 ms"], rows)


def _full(line: Line) -> list[str]:
    if line.figures is None:
        return [line.system, line.missing]
    figures = line.figures
    shares = [_percent(figures.shares.get(name)) for name in COLUMNS]
    auroc = "-" if figures.auroc is None else f"{figures.auroc:.3f}"
    return [line.system, *shares, _percent(figures.silent), auroc, *_times(figures)]


def _growth(line: Line) -> list[str]:
    if line.figures is None:
        return [f"{line.procedures:,}", line.system, line.missing]
    shares = [_percent(line.figures.shares.get(name)) for name in ("first", "three")]
    costs = [f"{line.load_s:.2f}", f"{line.memory_mb:.0f}"]
    return [f"{line.procedures:,}", line.system, *shares, *_times(line.figures), *costs]


def _times(figures: Figures) -> list[str]:
    return [f"{figures.p50_ms:.2f}", f"{figures.p99_ms:.2f}"]


def _points(shares: Mapping[str, float], whole: Mapping[str, float], name: str) -> str:
    if name not in shares or name not in whole:
        return "-"
    difference = round(100 * (shares[name] - whole[name]), 1)
    return f"{difference:+.1f}" if difference else "0"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table; a short row is filled up with empty cells."""
    full = [[*row, *[""] * (len(head) - len(row))] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *full)) + "\n"
