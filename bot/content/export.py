"""The procedures as a workbook that staff edit in Excel or LibreOffice."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from itertools import count

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.content.columns import INSTRUCTIONS, PAPERS, PROCEDURES, SHEETS, WORDINGS, Column, Entry, Kind, rows
from bot.content.tree import Plain

VERSION = "Phiên bản"
FIELDS = "Danh sách"
LAST_ROW = 20_000  # drop-downs reach so far; nobody writes more rows by hand
LINE_HEIGHT, MOST_LINES = 15, 12
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_FORMATS = {Kind.NUMBER: "#,##0", Kind.DATE: "dd/mm/yyyy"}
_DARK = PatternFill("solid", fgColor="1F4E78")
_NEEDED = PatternFill("solid", fgColor="C55A11")
_GREY = Font(color="808080")
_TOP = Alignment(vertical="top", wrap_text=True)
_TEXT = """\
Sửa thủ tục trong Excel hay LibreOffice
Tệp này chép lại mọi thủ tục của bot. Sửa xong, lưu lại (vẫn là .xlsx), rồi chạy:   motcua catalogue import TÊN_TỆP.xlsx
Lệnh ấy cho xem trước mọi thay đổi và hỏi lại; ô nào sai thì được tô đỏ trong một tệp mới, và chưa có gì thay đổi cả.

Bảng Thủ tục: mỗi dòng một thủ tục. Thêm thủ tục: thêm một dòng. Bỏ thủ tục: xoá cả dòng; các dòng cùng mã ở bảng khác tự bỏ theo.
Bảng Giấy tờ: mỗi dòng một giấy, nối với thủ tục bằng mã; bot đọc theo đúng thứ tự các dòng.
Bảng Trường hợp: lệ phí hay thời gian khác nhau theo trường hợp.
Bảng Cách gọi: người dân gọi thủ tục thế nào; mỗi dòng một cách, viết có dấu.

Đầu cột màu cam là bắt buộc điền. Đưa chuột lên đầu cột để đọc cách điền. Ô có mũi tên thì chọn trong danh sách.
Không đổi tên bảng, không đổi chữ ở đầu cột, không gộp ô. Đổi thứ tự cột, lọc, sắp xếp, tô màu thì được.
Không biết thì bỏ trống: bot sẽ mời người dân gọi hỏi, không tự đoán."""


def export(entries: list[Entry], version: str, step: Callable[[], None]) -> bytes:
    """Give an .xlsx file of the entries; `step` is called once per entry written, for each of its sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _instructions(book.create_sheet(INSTRUCTIONS), version)
    fields = sorted({str(entry["field"]) for entry in entries})
    for name, columns in SHEETS.items():
        sheet = book.create_sheet(name)
        _head(sheet, columns, len(fields))
        row = count(2)
        for entry in entries:
            for values in rows(name, entry):
                _fill(sheet, next(row), columns, values)
            step()
        sheet.auto_filter.ref = sheet.dimensions
    choices = book.create_sheet(FIELDS)
    for number, field in enumerate(fields, start=1):
        choices.cell(number, 1, field)
    choices.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _instructions(sheet: Worksheet, version: str) -> None:
    sheet.column_dimensions["A"].width = 120
    for number, line in enumerate((*_TEXT.splitlines(), "", f"{VERSION} {version}"), start=1):
        cell = sheet.cell(number, 1, line)
        cell.alignment = _TOP
    sheet.cell(1, 1).font = Font(bold=True, size=15)
    sheet.row_dimensions[1].height = 26
    _print_wide(sheet)
    sheet.sheet_view.showGridLines = False


def _print_wide(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes, each as wide as the sheet
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _head(sheet: Worksheet, columns: tuple[Column, ...], fields: int) -> None:
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        cell = sheet.cell(1, number, column.title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _NEEDED if column.is_needed else _DARK
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.comment = Comment(column.note, "motcua", height=110, width=300)
        sheet.column_dimensions[letter].width = column.width
        # What is typed below the last row stays what was typed: `1.000890` is no number.
        sheet.column_dimensions[letter].number_format = _FORMATS.get(column.kind, "@")
        if column.words is not None:
            listed = ",".join(column.words)
            formula = f'"{listed}"' if listed else f"'{FIELDS}'!$A$1:$A${fields}"
            choice = DataValidation(
                "list", formula1=formula, allow_blank=True, showErrorMessage=not column.is_open
            )
            choice.errorTitle, choice.error = column.title, "Hãy chọn trong danh sách, hoặc để trống."
            choice.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(choice)
    sheet.row_dimensions[1].height = 32
    _print_wide(sheet)
    sheet.print_title_rows = "1:1"
    sheet.freeze_panes = "C2" if sheet.title in {PROCEDURES, PAPERS, WORDINGS} else "B2"


def _height(columns: tuple[Column, ...], values: list[Plain]) -> int:
    """Give the height in points that shows every word; programs do not measure wrapped text when they open a file."""
    lines = 1
    for column, value in zip(columns, values, strict=True):
        parts = str(value or "").split("\n")
        lines = max(lines, sum(1 + int(len(part) / column.width) for part in parts))
    return LINE_HEIGHT * min(lines, MOST_LINES)


def _fill(sheet: Worksheet, row: int, columns: tuple[Column, ...], values: list[Plain]) -> None:
    sheet.row_dimensions[row].height = _height(columns, values)
    for number, (column, value) in enumerate(zip(columns, values, strict=True), start=1):
        if value is None:
            continue
        cell = sheet.cell(row, number)
        if column.kind is Kind.DATE:
            cell.value = date.fromisoformat(str(value))
        else:
            cell.value = value if isinstance(value, int) else str(value)
        if isinstance(value, str) and value.startswith(_DANGEROUS):
            cell.data_type = "s"  # a text, never a formula that somebody else's words could start
            cell.quotePrefix = True
        cell.number_format = _FORMATS.get(column.kind, "@")
        cell.alignment = _TOP
        if column.kind is Kind.FOR_READING:
            cell.font = _GREY
