"""Tables inside a document: heads that repeat on each page, thin lines, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from bot.documents.administrative import add_text, set_side_margins
from bot.reports.tables import INDENT, Cell, Table
from bot.reports.writing import written

SIDE_MM = 1
AIR = 1 / 6
"""Room above and below a line of text, as a part of its size."""


def add_grid(document: Any, table: Table, widths_mm: Sequence[float], *, size: float) -> None:
    """
    Write a table.

    Args:
        widths_mm: One for each column.
        size: Of the letters, in points.

    """
    grid = document.add_table(rows=1, cols=len(table.head), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, title in zip(grid.rows[0].cells, table.head, strict=True):
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        _give_air(add_text(cell, title, size=size, bold=True, align=ALIGN.CENTER, is_first=True), size)
    _mark(grid.rows[0], "w:tblHeader")
    for row in table.rows:
        line = grid.add_row()
        _mark(line, "w:cantSplit")
        for cell, value in zip(line.cells, row, strict=True):
            _write(cell, value, size=size, is_bold=row[0] == "Cộng")
    for column, width in zip(grid.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
            set_side_margins(cell, SIDE_MM)


def _write(cell: Any, value: Cell, *, size: float, is_bold: bool) -> None:
    is_text = isinstance(value, str)
    paragraph = add_text(
        cell,
        written(value).strip(),
        size=size,
        bold=is_bold,
        align=ALIGN.LEFT if is_text else ALIGN.RIGHT,
        is_first=True,
    )
    _give_air(paragraph, size)
    if isinstance(value, str) and value.startswith(INDENT):
        paragraph.paragraph_format.left_indent = Mm(5)


def _give_air(paragraph: Any, size: float) -> None:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(size * AIR)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - the library has no such switch
