"""A whole report: the period's figures, those of the period before, and every field and procedure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeVar

from bot.domain.desk import OfficeHours
from bot.domain.dossier import ENDED, Dossier
from bot.domain.dossier_waits import with_waits_counted
from bot.domain.office_hours import working_days_between
from bot.reports.activity import Activity, Recorded, activity_in, bot_disagreements
from bot.reports.counting import Counts, DaysBetween, Group, Placed, count, disagreements, place
from bot.reports.figures import is_accepted
from bot.reports.period import Period

K = TypeVar("K")

UNKNOWN_FIELD = "Chưa rõ lĩnh vực"
Shown = Callable[[int, int], None]
"""Told how many dossiers are counted, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    Everything a report tells.

    Args:
        total: Of the period; `before` of the one before, None where a public version cannot tell it.
        faults: What does not add up or cannot be so, each in a sentence.
        is_public: Groups under five are hidden.

    """

    period: Period
    total: Counts
    before: Counts | None
    fields: tuple[Group, ...]
    procedures: tuple[Group, ...]
    activity: Activity
    faults: tuple[str, ...] = ()
    is_public: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all happened in the period."""
        has_dossiers = any(self.total.of.values()) or None in self.total.of.values()
        return not has_dossiers and self.activity.is_empty


def make_report(
    dossiers: Sequence[Dossier],
    period: Period,
    hours: OfficeHours,
    recorded: Recorded,
    shown: Shown = lambda _done, _count: None,
) -> Report:
    """
    Count a period.

    Args:
        dossiers: All that came in or were in work in the period or in the one before.
        recorded: What the bot did.

    """
    days_between: DaysBetween = lru_cache(maxsize=None)(partial(working_days_between, hours))
    before = period.before()
    placed: list[Placed] = []
    placed_before: list[Placed] = []
    for number, stored in enumerate(dossiers, start=1):
        dossier = with_waits_counted(hours, stored)
        placed.append(place(dossier, period, days_between))
        placed_before.append(place(dossier, before, days_between))
        shown(number, len(dossiers))
    totals = [count(placed), count(placed_before)]
    fields = [
        Group(title=field, field=field, counts=count(some))
        for field, some in _grouped(placed, _field).items()
    ]
    procedures = [
        Group(title=title, field=field, counts=count(some))
        for (field, title), some in _grouped(
            placed, lambda dossier: (_field(dossier), _procedure(dossier))
        ).items()
    ]
    activity = activity_in(period, recorded)
    return Report(
        period=period,
        total=totals[0],
        before=totals[1],
        fields=_largest_first(fields),
        procedures=_largest_first(procedures),
        activity=activity,
        faults=(
            *_faults(dossiers, period, totals, [*fields, *procedures]),
            *_bot_faults(activity),
        ),
    )


def _field(dossier: Dossier) -> str:
    name = dossier.field or ""
    return name[:1].upper() + name[1:] or UNKNOWN_FIELD


def _procedure(dossier: Dossier) -> str:
    code = f" ({dossier.procedure_code})" if dossier.procedure_code else ""
    return f"{dossier.procedure_name}{code}"


def _grouped(placed: Iterable[Placed], key: Callable[[Dossier], K]) -> dict[K, list[Placed]]:
    groups: dict[K, list[Placed]] = defaultdict(list)
    for each in placed:
        groups[key(each.dossier)].append(each)
    return groups


def _largest_first(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Order by number; a group with no figure at all in the period says nothing and is left out."""
    told = [group for group in groups if any(group.counts.of.values())]
    return tuple(sorted(told, key=lambda group: (-(group.counts.of["handled"] or 0), group.title)))


def _bot_faults(activity: Activity) -> Iterator[str]:
    yield from bot_disagreements("Trợ lý, kỳ này", activity.of)
    if activity.before is not None:
        yield from bot_disagreements("Trợ lý, kỳ trước", activity.before)


def _faults(
    dossiers: Sequence[Dossier], period: Period, totals: Sequence[Counts], groups: Sequence[Group]
) -> Iterator[str]:
    yield from disagreements("Kỳ này", totals[0])
    yield from disagreements("Kỳ trước", totals[1])
    for group in groups:
        yield from disagreements(group.title, group.counts)
    backwards = sum(
        dossier.ended_on is not None and dossier.ended_on < dossier.received_on for dossier in dossiers
    )
    if backwards:
        yield f"{backwards} hồ sơ có ngày kết thúc trước ngày tiếp nhận: cần sửa ở phần mềm một cửa."
    lost = sum(
        is_accepted(dossier)
        and dossier.state in ENDED
        and dossier.ended_on is None
        and dossier.received_on < period.first
        for dossier in dossiers
    )
    if lost:
        yield (
            f"{lost} hồ sơ tiếp nhận trước kỳ ghi là đã kết thúc mà không có ngày: không tính được vào kỳ nào, "
            "nên không có trong báo cáo này."
        )
