"""A report as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from bot.reports.report import Report
from bot.reports.tables import (
    BRIEF,
    HIDDEN_NOTE,
    INDENT,
    Table,
    asked,
    bot,
    faults,
    fields,
    notes,
    procedures,
    totals,
)
from bot.reports.writing import written

WIDEST = 36
NARROWEST_HEAD = 7


def text_of(report: Report, office_name: str) -> str:
    """Give all tables of a report, those of groups with fewer columns than a file has."""
    groups = (fields(report, BRIEF), procedures(report, BRIEF))
    of_bot = (bot(report), *asked(report), *notes(report))
    tables = (totals(report), *groups, *of_bot, *faults(report))
    head = f"{office_name}\nHồ sơ thủ tục hành chính {report.period.title}, {report.period.days}\n"
    note = f"\n{HIDDEN_NOTE}\n" if report.is_public else ""
    return head + "".join(_text(table) for table in tables if table.rows) + note


def _text(table: Table) -> str:
    return "\n" + "".join(f"{line}\n" for line in _table(table))


def _table(table: Table) -> Iterator[str]:
    rows = [[written(cell) for cell in row] for row in table.rows]
    is_text = [any(isinstance(row[column], str) for row in table.rows) for column in range(len(table.head))]
    widths = [
        min(max(len(row[column]) for row in rows), WIDEST)
        if is_text[column]
        else max(NARROWEST_HEAD, *(len(row[column]) for row in rows))
        for column in range(len(table.head))
    ]
    widths = [max(width, *map(len, title.split())) for width, title in zip(widths, table.head, strict=True)]
    yield table.title.upper()
    yield from _lines(table.head, widths, is_text)
    yield "  ".join("─" * width for width in widths)
    for row in rows:
        yield from _lines(row, widths, is_text)


def _lines(row: Sequence[str], widths: Sequence[int], is_text: Sequence[bool]) -> Iterator[str]:
    """Write a row over as many lines as its longest cell needs."""
    cells = [_wrapped(text, width) for text, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, cells))):
        parts = [lines[number] if number < len(lines) else "" for lines in cells]
        yield "  ".join(
            part.ljust(width) if left else part.rjust(width)
            for part, width, left in zip(parts, widths, is_text, strict=True)
        ).rstrip()


def _wrapped(text: str, width: int) -> list[str]:
    indent = INDENT if text.startswith(INDENT) else ""
    return textwrap.wrap(text.strip(), width, initial_indent=indent, subsequent_indent=indent) or [""]
