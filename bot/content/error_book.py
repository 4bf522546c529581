"""An edited workbook given back with its wrong cells marked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.content.grid import Fault, fold_title

TITLE = "Lỗi cần sửa"
_AUTHOR = "motcua"
_RED = PatternFill("solid", fgColor="FFC7CE")


def mark(book: Workbook, faults: Sequence[Fault]) -> bytes:
    """Give the workbook with wrong cells red, a note on each with the reason, and a first sheet that lists them."""
    if TITLE in book.sheetnames:
        book.remove(book[TITLE])
    _unmark(book)
    listed = book.create_sheet(TITLE, 0)
    listed.append(["Bảng", "Ô", "Sai thế nào, sửa ra sao"])
    by_name = {fold_title(sheet.title): sheet for sheet in book.worksheets}
    for fault in faults:
        sheet: Any = by_name[fold_title(fault.sheet)]
        place = f"{get_column_letter(fault.column)}{fault.row}"
        cell = sheet[place]
        if not isinstance(cell, MergedCell):  # one that a merged cell covers carries nothing itself
            before = f"{cell.comment.text}\n" if cell.comment else ""
            cell.comment = Comment(before + fault.message, _AUTHOR, height=120, width=320)
            cell.fill = _RED
        row = listed.max_row + 1
        for column, text in enumerate((fault.sheet, place, fault.message), start=1):
            at = listed.cell(row, column, text)
            at.data_type = "s"
            at.alignment = Alignment(wrap_text=True, vertical="top")
        listed.cell(row, 2).hyperlink = f"#'{sheet.title}'!{place}"
    for letter, width in zip("ABC", (14, 10, 110), strict=True):
        listed.column_dimensions[letter].width = width
        listed[f"{letter}1"].font = Font(bold=True)
    listed.freeze_panes = "A2"
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == TITLE
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _unmark(book: Workbook) -> None:
    """Take away what an earlier marking left: staff put right the marked workbook itself."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if not isinstance(cell, MergedCell) and cell.comment and cell.comment.author == _AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill()
