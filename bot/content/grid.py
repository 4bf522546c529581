"""A workbook's sheets as rows of read cells, and every cell that cannot be read."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from bot.content.cells import WrongCell, read_cell
from bot.content.columns import PROCEDURES, SHEETS, Column, Kind, Row
from bot.errors import ContentError

MAX_COLUMNS, MAX_ROWS = 80, 20_000
_AGAIN = "Hãy xuất tệp mới (motcua catalogue export) rồi chép nội dung sang."


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One cell that is wrong; `row` and `column` are counted from 1."""

    sheet: str
    row: int
    column: int
    message: str

    def __str__(self) -> str:
        """One line: which cell, what is wrong."""
        return f"bảng {self.sheet}, ô {get_column_letter(self.column)}{self.row}: {self.message}"


@dataclass(slots=True)
class Grid:
    """
    What stands on one sheet.

    Args:
        columns: For each column of ours, where it stands on the sheet.
        rows: By row number, the values in the order of our columns; one that could not be read is None.

    """

    name: str
    columns: tuple[int, ...]
    rows: dict[int, Row] = field(default_factory=dict)

    def fault(self, row: int, path: tuple[str, ...], message: str) -> Fault:
        """Tell that the cell for a path is wrong; without such a column, that its row is."""
        found = (
            at for column, at in zip(SHEETS[self.name], self.columns, strict=True) if column.path == path
        )
        return Fault(sheet=self.name, row=row, column=next(found, self.columns[0]), message=message)


def read_grids(book: Workbook) -> tuple[dict[str, Grid], list[Fault]]:
    """
    Read every sheet of ours.

    Raises:
        ContentError: A sheet or a column is missing, so that nothing can be told about cells.

    """
    by_name = {fold_title(sheet.title): sheet for sheet in book.worksheets}
    grids, faults = {}, []
    for name, columns in SHEETS.items():
        sheet = by_name.get(fold_title(name))
        if sheet is None:
            raise ContentError(f"Thiếu bảng “{name}”. Đừng đổi tên hay xoá bảng. {_AGAIN}")
        grid = Grid(name, _places(sheet, columns))
        faults += _merged(sheet, grid)
        faults += _read(sheet, grid)
        grids[name] = grid
    if not grids[PROCEDURES].rows:
        raise ContentError(
            f"Bảng “{PROCEDURES}” trống. Nhập vào sẽ xoá mọi thủ tục, nên bot không nhận. {_AGAIN}"
        )
    return grids, faults


def _places(sheet: Any, columns: tuple[Column, ...]) -> tuple[int, ...]:
    """Find our columns by the words in the first row, in whatever order they stand."""
    head = next(
        sheet.iter_rows(min_row=1, max_row=1, max_col=min(sheet.max_column, MAX_COLUMNS), values_only=True)
    )
    places: dict[str, int] = {}
    for number, title in enumerate(head, start=1):
        if title is not None and places.setdefault(fold_title(title), number) != number:
            raise ContentError(f"Bảng “{sheet.title}” có hai cột “{title}”. Hãy bỏ một cột.")
    missing = [column.title for column in columns if fold_title(column.title) not in places]
    if missing:
        strange = [
            str(title)
            for title in head
            if title and fold_title(title) not in {fold_title(c.title) for c in columns}
        ]
        renamed = f" Có cột lạ: {', '.join(strange[:5])}; có phải đã đổi tên cột?" if strange else ""
        listed = ", ".join(f"“{title}”" for title in missing[:5])
        raise ContentError(f"Bảng “{sheet.title}” thiếu cột {listed} ở dòng đầu.{renamed} {_AGAIN}")
    return tuple(places[fold_title(column.title)] for column in columns)


def _read(sheet: Any, grid: Grid) -> list[Fault]:
    faults = []
    columns = SHEETS[grid.name]
    if sheet.max_row > MAX_ROWS:
        raise ContentError(
            f"Bảng “{grid.name}” dài quá {MAX_ROWS} dòng. Hãy xoá các dòng trống ở cuối. {_AGAIN}"
        )
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_col=max(grid.columns)), start=2):
        values: Row = []
        wrong = []
        for column, at in zip(columns, grid.columns, strict=True):
            try:
                read = None if column.kind is Kind.FOR_READING else read_cell(cells[at - 1], column)
                values.append(read)
            except WrongCell as error:
                values.append(None)
                wrong.append(Fault(sheet=grid.name, row=number, column=at, message=str(error)))
        if any(value is not None for value in values) or wrong:
            grid.rows[number] = values
            told = {fault.column for fault in wrong}
            wrong += [
                Fault(sheet=grid.name, row=number, column=at, message=f"Còn trống. {column.note}")
                for column, at, value in zip(columns, grid.columns, values, strict=True)
                if column.is_needed and value is None and at not in told
            ]
        faults += wrong
    return faults


def _merged(sheet: Any, grid: Grid) -> list[Fault]:
    message = "Ô này bị gộp với ô khác. Hãy bỏ gộp (Unmerge Cells) rồi điền từng ô."
    return [
        Fault(sheet=grid.name, row=area.min_row, column=area.min_col, message=message)
        for area in sheet.merged_cells.ranges
        if area.min_col <= max(grid.columns)
    ]


def fold_title(title: object) -> str:
    """Give the name of a sheet or a column as it is compared."""
    return " ".join(unicodedata.normalize("NFC", str(title)).casefold().split())
