"""The two plots: accuracy by system, time by size of catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.understanding.report import Line
from benchmarks.understanding.systems import OURS

_OURS, _OTHERS, _PALE = "#b3261e", "#5b6b7b", "#c9d1d9"
_EACH = ("#0b5cad", "#e08a00", "#1b7f4b", "#7a4fbf", "#00857c", "#8a6d3b", "#444444", "#d16ba5")

mpl.rcParams["svg.fonttype"] = "none"  # text stays text: a tenth of the size, and it can be searched
mpl.rcParams["svg.hashsalt"] = "motcua"  # the same figures give the same file


def accuracy(lines: Sequence[Line], file: Path) -> None:
    """Draw the shares of procedures found first and among three, best system on top."""
    drawn = [(line.system, line.figures.shares) for line in lines if line.figures is not None]
    drawn.sort(key=lambda pair: pair[1].get("first", 0.0))
    figure = Figure(figsize=(8, 0.45 * len(drawn) + 1.2), layout="constrained")
    axes = figure.subplots()
    names = [name for name, _ in drawn]
    three = [100 * shares.get("three", 0.0) for _, shares in drawn]
    first = [100 * shares.get("first", 0.0) for _, shares in drawn]
    axes.barh(names, three, color=_PALE, label="trong ba thủ tục đầu")
    bars = axes.barh(
        names,
        first,
        height=0.55,
        color=[_OURS if name == OURS else _OTHERS for name in names],
        label="ngay đầu",
    )
    axes.bar_label(bars, fmt="%.1f", label_type="edge", padding=-32, color="white")
    axes.set(
        xlim=(0, 100),
        xlabel="% câu hỏi có thủ tục",
        title=f"Tìm đúng thủ tục ({lines[0].procedures} thủ tục)",
    )
    axes.legend(loc="lower left", bbox_to_anchor=(0, -0.32), ncols=2, frameon=False)
    figure.savefig(file, format="svg", metadata={"Date": None})


def latency(lines: Sequence[Line], file: Path) -> None:
    """Draw the median time of a message against the number of procedures, both scales logarithmic."""
    figure = Figure(figsize=(8, 4.6), layout="constrained")
    axes = figure.subplots()
    axes.set_prop_cycle(color=_EACH)
    for name in dict.fromkeys(line.system for line in lines):
        own = sorted(
            (line.procedures, line.figures) for line in lines if line.system == name and line.figures
        )
        sizes = [size for size, _ in own]
        is_ours = name == OURS
        width = 2.8 if is_ours else 1.2
        drawn = axes.plot(
            sizes, [one.p50_ms for _, one in own], marker="o", markersize=3, linewidth=width, label=name,
            **({"color": _OURS} if is_ours else {}),
        )  # fmt: skip
        if is_ours:
            axes.plot(
                sizes, [one.p99_ms for _, one in own], "--", color=drawn[0].get_color(), label=f"{name}, p99"
            )
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="số thủ tục",
        ylabel="ms một câu (p50)",
        title="Thời gian hiểu một câu",
    )
    ticks = sorted({line.procedures for line in lines})
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.tick_params("x", rotation=45)
    axes.yaxis.set_major_formatter("{x:g}")
    axes.grid(visible=True, color=_PALE, linewidth=0.5)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    figure.savefig(file, format="svg", metadata={"Date": None})
