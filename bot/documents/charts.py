"""Charts that stay readable in black and white: grey steps, hatching, numbers written on them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.reports.counting import Counts, Group
from bot.reports.figures import FIGURES, SUMS
from bot.reports.report import Report
from bot.reports.writing import written

WIDTH_INCHES = 6.3
DPI = 200
MOST_FIELDS = 10
OUTCOMES = (
    ("processed_ahead", "Trước hạn", "0.85", ""),
    ("processed_on_time", "Đúng hạn", "0.60", "///"),
    ("processed_late", "Quá hạn", "0.15", ""),
    ("in_process", "Đang giải quyết", "1.0", "..."),
)
STYLE = {"font.family": "DejaVu Serif", "font.size": 9, "hatch.linewidth": 0.6}


def received_chart(report: Report) -> bytes | None:
    """Draw how dossiers came in, beside the period before; None when none did, or too much of it is hidden."""
    names = [name for name in SUMS["received"] if name != "received_unknown" or report.total.of[name]]
    if None in [report.total.of[name] for name in names] or not report.total.of["received"]:
        return None
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDTH_INCHES, 0.55 + 0.36 * len(names)), layout="constrained")
        axes = figure.add_subplot()
        periods = [("Kỳ này", report.total, "0.55", ""), ("Kỳ trước", report.before, "1.0", "///")]
        shown = [
            (title, counts, grey, hatch)
            for title, counts, grey, hatch in periods
            if counts and any(counts.of.values())
        ]
        for place, (title, counts, grey, hatch) in enumerate(shown):
            _channel_bars(
                axes,
                counts,
                names,
                title=title,
                grey=grey,
                hatch=hatch,
                offset=(place - (len(shown) - 1) / 2) * 0.36,
            )
        axes.set_yticks(range(len(names)), [FIGURES[name].title for name in names])
        axes.invert_yaxis()
        axes.margins(x=0.14)
        if len(shown) > 1:
            figure.legend(loc="outside lower center", ncols=2, frameon=False)
        return _png(figure, axes)


def _channel_bars(
    axes: Any, counts: Counts, names: Sequence[str], *, title: str, grey: str, hatch: str, offset: float
) -> None:
    numbers = [counts.of[name] or 0 for name in names]
    bars = axes.barh(
        [place + offset for place in range(len(names))], numbers, 0.34,
        label=title, color=grey, hatch=hatch, edgecolor="black", linewidth=0.7,
    )  # fmt: skip
    labels = [
        written(number) if counts.of[name] is not None else "*"
        for name, number in zip(names, numbers, strict=True)
    ]
    axes.bar_label(bars, labels, padding=3)


def outcome_chart(report: Report) -> bytes | None:
    """Draw how the largest fields were handled, in hundredths of each; None when nothing can be shown."""
    groups = [group for group in report.fields if _is_told(group.counts) and group.counts.of["handled"]][
        :MOST_FIELDS
    ]
    if not groups:
        return None
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDTH_INCHES, 0.95 + 0.28 * len(groups)), layout="constrained")
        axes = figure.add_subplot()
        _outcome_bars(axes, groups)
        axes.set_yticks(range(len(groups)), [_label(group) for group in groups])
        axes.set_xlim(0, 100)
        axes.set_xlabel("% số hồ sơ đã và đang giải quyết")
        axes.invert_yaxis()
        figure.legend(loc="outside lower center", ncols=len(OUTCOMES), frameon=False)
        return _png(figure, axes)


def _is_told(counts: Counts) -> bool:
    return all(counts.of[name] is not None for name, *_ in OUTCOMES)


def _label(group: Group) -> str:
    return f"{group.title} ({written(group.counts.of['handled'] or 0)})"


def _outcome_bars(axes: Any, groups: Sequence[Group]) -> None:
    wholes = [sum(group.counts.of[name] or 0 for name, *_ in OUTCOMES) or 1 for group in groups]
    left = [0.0] * len(groups)
    for name, title, grey, hatch in OUTCOMES:
        widths = [
            100 * (group.counts.of[name] or 0) / whole for group, whole in zip(groups, wholes, strict=True)
        ]
        axes.barh(
            range(len(groups)), widths, 0.62, left=left,
            label=title, color=grey, hatch=hatch, edgecolor="black", linewidth=0.7,
        )  # fmt: skip
        left = [before + width for before, width in zip(left, widths, strict=True)]


def _png(figure: Figure, axes: Any) -> bytes:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda value, _: written(round(value)))
    file = io.BytesIO()
    FigureCanvasAgg(figure).print_figure(file, dpi=DPI, format="png", metadata={"Software": None})
    return file.getvalue()
