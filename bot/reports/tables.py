"""A report as tables of cells, the same for the terminal, CSV, XLSX and DOCX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.reports.activity import content_rate
from bot.reports.bot_figures import BOT_FIGURES, BOT_PARTS
from bot.reports.counting import Counts
from bot.reports.figures import FIGURES, PARTS
from bot.reports.report import Report


class Gap(Enum):
    """A cell without a number."""

    HIDDEN = "*"
    NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Share:
    """Parts of a whole, 0 to 1 and beyond; a change carries its sign."""

    of_one: float
    is_change: bool = False


Cell = str | int | float | Share | Gap
INDENT = "   "
CONTENT_RATE = "Tỷ lệ hài lòng"
HIDDEN_NOTE = (
    "* Số được ẩn vì nói về dưới 5 hồ sơ, dưới 5 tin, hoặc vì từ nó tính ra được một số như vậy; thủ tục, lĩnh vực có "
    "dưới 5 hồ sơ được gộp chung."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    One table.

    Args:
        name: A word for file formats, without spaces.

    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


_COLUMNS = {"handled": "Phải giải quyết", "carried_over": "Kỳ trước chuyển sang", "received": "Tiếp nhận",
    "received_counter": "Trực tiếp", "received_online_part": "Một phần", "received_online_full": "Toàn trình",
    "received_unknown": "Không rõ hình thức",
    "processed": "Đã giải quyết", "processed_ahead": "Trước hạn", "processed_on_time": "Đúng hạn",
    "processed_late": "Quá hạn", "processed_without_due": "Không rõ hẹn", "in_process": "Đang giải quyết",
    "in_process_within": "Trong hạn", "in_process_past": "Đã quá hạn", "in_process_without_due": "Chưa rõ hẹn",
    "withdrawn": "Rút", "end_unknown": "Không rõ kết thúc", "returned": "Đã trả", "stopped": "Dừng",
    "refused": "Từ chối", "registered": "Mới đăng ký"}  # fmt: skip
BRIEF = (
    "handled", "received", "processed", "processed_ahead", "processed_on_time", "processed_late", "in_process",
    "in_process_past",
)  # fmt: skip
"""The columns of groups where paper or terminal is narrow."""
COMPARED = ("Chỉ tiêu", "Kỳ này", "Kỳ trước", "Tăng, giảm", "Tỷ lệ")
DAYS_COLUMNS = ("Trung vị ngày", "90% trong ngày")
_IF_ANY = frozenset(
    (
        "received_unknown",
        "processed_without_due",
        "in_process_without_due",
        "end_unknown",
        "stopped",
        "registered",
    )
)
"""Told only where there is something to tell."""


def tables_of(report: Report) -> tuple[Table, ...]:
    """Give all tables of a report."""
    return (
        totals(report),
        fields(report),
        procedures(report),
        bot(report),
        *asked(report),
        *notes(report),
        *faults(report),
        meanings(report),
    )


def cell(number: float | None, absent: Gap = Gap.HIDDEN) -> Cell:
    """Write a number, or why there is none."""
    return absent if number is None else number


def told_figures(report: Report) -> tuple[str, ...]:
    """Name the figures worth a line or a column."""
    counts = [report.total, *([report.before] if report.before else [])]
    return tuple(
        name for name in FIGURES if name not in _IF_ANY or any(each.of[name] != 0 for each in counts)
    )


def totals(report: Report) -> Table:
    """Give the period's figures beside those of the period before."""
    names = told_figures(report)
    rows = [
        (
            INDENT * (name in PARTS) + FIGURES[name].title,
            *_compared(report, report.total.of[name], report.before.of[name] if report.before else None),
        )
        for name in names
    ]
    rows.append(("Tỷ lệ trước và đúng hạn", *_rates(report)))
    for title, days in (
        ("Trung vị số ngày làm việc", _median),
        ("90% hồ sơ xong trong (ngày làm việc)", _ninetieth),
    ):
        before = days(report.before) if report.before else None
        rows.append((title, *_compared(report, days(report.total), before, Gap.NOTHING)))
    return Table(
        name="totals",
        title="Tổng hợp",
        head=COMPARED,
        rows=tuple(rows),
    )


def _median(counts: Counts) -> float | None:
    return counts.median_days


def _ninetieth(counts: Counts) -> float | None:
    return counts.ninetieth_days


def _compared(
    report: Report, now: float | None, before: float | None, absent: Gap = Gap.HIDDEN
) -> tuple[Cell, ...]:
    return _side_by_side(now, before, absent, Gap.NOTHING if report.before is None else absent)


def _side_by_side(now: float | None, before: float | None, absent: Gap, missing: Gap) -> tuple[Cell, ...]:
    """
    Give two numbers, their difference and its share.

    Args:
        absent: Why there is none now; `missing` why there was none before.

    """
    if now is None or before is None:
        return cell(now, absent), cell(before, missing), Gap.NOTHING, Gap.NOTHING
    change = Share(now / before - 1, is_change=True) if before else Gap.NOTHING
    return now, before, now - before, change


def _rates(report: Report) -> tuple[Cell, ...]:
    rates = [counts.in_time_rate if counts else None for counts in (report.total, report.before)]
    return (*(Gap.NOTHING if rate is None else Share(rate) for rate in rates), Gap.NOTHING, Gap.NOTHING)


def fields(report: Report, names: Sequence[str] = tuple(_COLUMNS)) -> Table:
    """Give a line for each field, and the sum of all."""
    columns = _columns(report, names)
    rows = [(group.title, *_numbers(group.counts, columns)) for group in report.fields]
    rows.append(("Cộng", *_numbers(report.total, columns)))
    return Table(
        name="fields",
        title="Theo lĩnh vực",
        head=("Lĩnh vực", *(_COLUMNS[name] for name in columns), *DAYS_COLUMNS),
        rows=tuple(rows) if report.fields else (),
    )


def procedures(report: Report, names: Sequence[str] = tuple(_COLUMNS)) -> Table:
    """Give a line for each procedure, field by field, and the sum of all."""
    columns = _columns(report, names)
    rank = {group.title: place for place, group in enumerate(report.fields)}
    rows = [
        (group.field, group.title, *_numbers(group.counts, columns))
        for group in sorted(report.procedures, key=lambda group: rank[group.field])
    ]
    rows.append(("Cộng", "", *_numbers(report.total, columns)))
    return Table(
        name="procedures",
        title="Theo thủ tục",
        head=("Lĩnh vực", "Thủ tục", *(_COLUMNS[name] for name in columns), *DAYS_COLUMNS),
        rows=tuple(rows) if report.procedures else (),
    )


def _columns(report: Report, names: Sequence[str]) -> list[str]:
    told = told_figures(report)
    return [name for name in names if name in told]


def _numbers(counts: Counts, names: Sequence[str]) -> Iterator[Cell]:
    yield from (cell(counts.of[name]) for name in names)
    yield cell(counts.median_days, Gap.NOTHING)
    yield cell(counts.ninetieth_days, Gap.NOTHING)


def bot(report: Report) -> Table:
    """Give what the bot did beside what it did in the period before."""
    activity = report.activity
    absent = Gap.HIDDEN if report.is_public else Gap.NOTHING
    missing = Gap.NOTHING if activity.before is None else absent
    before: Mapping[str, int | None] = activity.before or dict.fromkeys(BOT_FIGURES)
    rows = [
        (
            INDENT * (name in BOT_PARTS) + figure.title,
            *_side_by_side(activity.of[name], before[name], absent, missing),
        )
        for name, figure in BOT_FIGURES.items()
    ]
    rates = [content_rate(activity.of), content_rate(before)]
    shares = (Gap.NOTHING if rate is None else Share(rate) for rate in rates)
    rows.append((CONTENT_RATE, *shares, Gap.NOTHING, Gap.NOTHING))
    return Table(name="bot", title="Trợ lý trên Zalo", head=COMPARED, rows=tuple(rows))


def asked(report: Report) -> Iterator[Table]:
    """Give what people asked about most."""
    activity = report.activity
    for name, title, head, most in (
        ("asked_procedures", "Thủ tục được hỏi nhiều", "Thủ tục", activity.procedures),
        ("asked_intents", "Điều được hỏi nhiều", "Điều được hỏi", activity.intents),
    ):
        if most:
            rows = tuple((what, number, _share_of(activity.of["messages"], number)) for what, number in most)
            yield Table(name=name, title=title, head=(head, "Tin nhắn", "Trên mọi tin"), rows=rows)


def _share_of(whole: int | None, number: int) -> Cell:
    return Share(number / whole) if whole else Gap.NOTHING


def notes(report: Report) -> Iterator[Table]:
    """Say what the figures of the bot do not tell, if anything."""
    if report.activity.notes:
        rows = tuple((note,) for note in report.activity.notes)
        yield Table(name="notes", title="Ghi chú về trợ lý", head=("Ghi chú",), rows=rows)


def faults(report: Report) -> Iterator[Table]:
    """Give what does not add up, if anything."""
    if report.faults:
        rows = tuple((fault,) for fault in report.faults)
        yield Table(name="faults", title="Số chưa khớp, cần xem lại", head=("Điều chưa khớp",), rows=rows)


def meanings(report: Report) -> Table:
    """Say what each figure of the report means."""
    rows = [(FIGURES[name].title, FIGURES[name].meaning) for name in told_figures(report)]
    rows.append(
        (
            "Tỷ lệ trước và đúng hạn",
            "Trước hạn cộng đúng hạn, chia cho số đã giải quyết có ngày hẹn trả (công thức theo Quyết định 766/QĐ-TTg).",
        )
    )
    rows.append(
        (
            "Số ngày làm việc",
            "Từ sau ngày tiếp nhận đến ngày kết thúc, kể cả thời gian chờ người dân; không tính thứ bảy, chủ nhật, ngày lễ.",
        )
    )
    rows += [(figure.title, figure.meaning) for figure in BOT_FIGURES.values()]
    rows.append((CONTENT_RATE, "Hài lòng, chia cho số lần hỏi được trả lời."))
    return Table(name="meanings", title="Cách tính", head=("Chỉ tiêu", "Nghĩa là"), rows=tuple(rows))
