"""Wrong rows as a sheet that goes back to who sent them, with the reason beside each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.connectors.sheet_cells import text_of
from bot.connectors.sheet_file import Sheet, SheetKind
from bot.domain.cell_text import csv_text, is_like_formula, workbook_text
from bot.domain.dossier_news import Objection

HEADINGS = ("Dòng", "Lý do")
_WIDTHS = {1: 8, 2: 60}
_USUAL_WIDTH = 22


def write_back(sheet: Sheet, heading_row: int, objections: Sequence[Objection]) -> bytes:
    """
    Give the wrong rows in the kind of file they came in, the row's number and the reason before their cells.

    Every cell is text: one that begins like a formula stays what somebody wrote.
    """
    rows = [[*HEADINGS, *map(text_of, sheet.rows[heading_row - 1])]]
    rows += [
        [str(each.place), each.reason, *map(text_of, sheet.rows[each.place - 1])]
        for each in sorted(objections, key=lambda each: each.place)
    ]
    return _text(rows, sheet.delimiter) if sheet.kind is SheetKind.TEXT else _workbook(rows)


def _text(rows: Sequence[Sequence[str]], delimiter: str) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([csv_text(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")  # Excel takes it for UTF-8 by its mark alone


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Dòng chưa nhận")  # the library's types know no write-only sheet
    for number in range(1, max(map(len, rows)) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(number, _USUAL_WIDTH)
    sheet.freeze_panes = "C2"
    for number, row in enumerate(rows):
        sheet.append(list(_cells(sheet, row, is_heading=number == 0)))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cells(sheet: Any, row: Sequence[str], *, is_heading: bool) -> Iterator[Cell]:
    for text in row:
        cell = WriteOnlyCell(sheet, value=workbook_text(text))
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if is_heading:
            cell.font = Font(bold=True)
        elif is_like_formula(text):
            cell.quotePrefix = True
        yield cell
