"""A report as XLSX: one sheet for each table, numbers as numbers, names as text whatever they begin with."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from bot.documents.office import Office
from bot.domain.cell_text import is_like_formula, workbook_text
from bot.reports.report import Report
from bot.reports.tables import HIDDEN_NOTE, INDENT, Cell, Gap, Share, Table, tables_of

FIRST_ROW = 4
FONT = "Times New Roman"
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TEXT_WIDTHS = {"Lĩnh vực": 24, "Thủ tục": 52, "Chỉ tiêu": 40, "Nghĩa là": 90, "Điều chưa khớp": 110,
    "Điều được hỏi": 60, "Ghi chú": 110}  # fmt: skip
_NUMBER_WIDTH = 12


def workbook_bytes(report: Report, office: Office) -> bytes:
    """Give the file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables_of(report):
        _fill(book.create_sheet(table.title), table, report, office)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, table: Table, report: Report, office: Office) -> None:
    _head(sheet, table, report, office)
    for place, row in enumerate(table.rows, start=FIRST_ROW + 1):
        is_last = row[0] == "Cộng"
        for column, cell in enumerate(row, start=1):
            _write(sheet.cell(place, column), cell, is_bold=is_last)
    if not table.rows:
        _write(
            sheet.cell(FIRST_ROW + 1, 1), "Không có hồ sơ nào trong kỳ, hoặc quá ít để nêu.", is_bold=False
        )
    sheet.freeze_panes = sheet.cell(FIRST_ROW + 1, 2)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{FIRST_ROW}:{FIRST_ROW}"


def _head(sheet: Any, table: Table, report: Report, office: Office) -> None:
    for row, text in enumerate(
        (office.name, f"{table.title}, {report.period.title} ({report.period.days})"), start=1
    ):
        _write(sheet.cell(row, 1), text, is_bold=True)
        sheet.cell(row, 1).border, sheet.cell(row, 1).alignment = Border(), Alignment()
    if report.is_public:
        sheet.cell(3, 1).value = HIDDEN_NOTE
    for column, title in enumerate(table.head, start=1):
        cell = sheet.cell(FIRST_ROW, column)
        _write(cell, title, is_bold=True)
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        width = _TEXT_WIDTHS.get(title, _NUMBER_WIDTH)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _write(cell: Any, value: Cell, *, is_bold: bool) -> None:
    cell.font, cell.border = Font(name=FONT, size=12, bold=is_bold), _BORDER
    cell.alignment = Alignment(
        vertical="top", horizontal=None if isinstance(value, str) else "right", wrap_text=True
    )
    if isinstance(value, Share):
        cell.value, cell.number_format = value.of_one, "+0.0%;-0.0%;0.0%" if value.is_change else "0.0%"
    elif isinstance(value, Gap):
        cell.value = value.value
    elif isinstance(value, str):
        cell.value = workbook_text(value.strip())
        cell.data_type = "s"
        cell.quotePrefix = is_like_formula(value)
        if value.startswith(INDENT):
            cell.alignment = Alignment(indent=2, vertical="top")
    else:
        cell.value, cell.number_format = value, "#,##0" if isinstance(value, int) else "#,##0.0"
