"""Counting: dossiers and a period in, every figure out."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.dossier import Dossier
from bot.reports.figures import FIGURES, OUTCOMES, SUMS
from bot.reports.period import Period

DaysBetween = Callable[[date, date], int]
"""Working days after one day, up to and including another."""

NINE_TENTHS = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """
    The figures of some dossiers in one period.

    Args:
        of: Name of a figure -> its number; None where a public version hides it.
        median_days: Working days from receipt to the end of the middle processed dossier; None when there is none.
        ninetieth_days: Working days within which nine of ten were processed.

    """

    of: Mapping[str, int | None]
    median_days: float | None = None
    ninetieth_days: int | None = None

    @property
    def in_time_rate(self) -> float | None:
        """Share of those processed not after their due date, among those that have one; None where unknown."""
        numbers = [self.of[name] for name in ("processed_ahead", "processed_on_time", "processed_late")]
        ahead, on_time, late = (0 if number is None else number for number in numbers)
        known = ahead + on_time + late
        return (ahead + on_time) / known if known and None not in numbers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """
    The figures of one field or one procedure.

    Args:
        field: The field it belongs to; of a field itself, its own title.

    """

    title: str
    field: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Placed:
    """
    One dossier in one period.

    Args:
        figures: Names of the figures it belongs to.
        days: Working days from receipt (not counted) to the end, if it was processed; waits for the citizen are in them.

    """

    dossier: Dossier
    figures: tuple[str, ...]
    days: int | None


def place(dossier: Dossier, period: Period, days_between: DaysBetween) -> Placed:
    """Find every figure that a dossier belongs to."""
    figures = tuple(name for name, figure in FIGURES.items() if figure.counts(dossier, period))
    ended = dossier.ended_on if "processed" in figures else None
    return Placed(dossier, figures, days_between(dossier.received_on, ended) if ended else None)


def count(placed: Iterable[Placed]) -> Counts:
    """Count every figure."""
    of = dict.fromkeys(FIGURES, 0)
    days: list[int] = []
    for each in placed:
        for name in each.figures:
            of[name] += 1
        if each.days is not None:
            days.append(each.days)
    days.sort()
    return Counts(of=of, median_days=_median(days), ninetieth_days=_ninetieth(days))


def _median(days: Sequence[int]) -> float | None:
    return float(statistics.median(days)) if days else None


def _ninetieth(days: Sequence[int]) -> int | None:
    """Give the nearest rank: the smallest number of days within which nine of ten ended."""
    return days[math.ceil(NINE_TENTHS * len(days)) - 1] if days else None


def disagreements(title: str, counts: Counts) -> tuple[str, ...]:
    """Name the sums that must agree and do not, each in a sentence for officers."""
    number = {name: value or 0 for name, value in counts.of.items()}
    sums = [(whole, parts) for whole, parts in SUMS.items()] + [("handled", OUTCOMES)]
    return tuple(
        f"{title}: {FIGURES[whole].title} {number[whole]}, "
        f"nhưng {' + '.join(f'{FIGURES[part].title} {number[part]}' for part in parts)} "
        f"= {sum(number[part] for part in parts)}."
        for whole, parts in sums
        if number[whole] != sum(number[part] for part in parts)
    )
