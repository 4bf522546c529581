"""A report as CSV: one line for each number, so that any program can read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from bot.domain.cell_text import csv_text
from bot.reports.report import Report
from bot.reports.tables import Cell, Gap, Share, Table, tables_of

HEAD = ("Bảng", "Lĩnh vực", "Thủ tục", "Chỉ tiêu", "Cột", "Giá trị")
_KEYS = {"fields": 1, "procedures": 2}


def csv_bytes(report: Report) -> bytes:
    """Give the file, UTF-8 with its mark; numbers are plain, with a point."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEAD)
    for table in tables_of(report):
        writer.writerows(
            [csv_text(text) if isinstance(text, str) else text for text in line] for line in _lines(table)
        )
    return file.getvalue().encode("utf-8-sig")  # Excel takes it for UTF-8 by its mark alone


def _lines(table: Table) -> Iterator[tuple[str | float, ...]]:
    keys = _KEYS.get(table.name, 0)
    for row in table.rows:
        field, procedure = (*map(str, row[:keys]), "", "")[:2]
        if keys:
            for title, cell in zip(table.head[keys:], row[keys:], strict=True):
                yield table.title, field, procedure, title, "Kỳ này", _plain(cell)
        else:
            for title, cell in zip(table.head[1:], row[1:], strict=True):
                yield table.title, "", "", str(row[0]).strip(), title, _plain(cell)
            if len(row) == 1:
                yield table.title, "", "", table.head[0], "", _plain(row[0])


def _plain(cell: Cell) -> str | float:
    if isinstance(cell, Share):
        return round(cell.of_one, 4)
    return cell.value if isinstance(cell, Gap) else cell
