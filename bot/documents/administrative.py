"""
The layout of an administrative document.

Source: Decree 30/2020/NĐ-CP, appendix I: A4, Times New Roman, margins 20 mm above and below, 30 left, 15 right;
national name and motto, office, number and sign, place and date, title, body, signature, recipients; page numbers
from the second page on, above.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot.documents.office import Office

FONT = "Times New Roman"
BODY_PT = 13
WIDTH_MM, HEIGHT_MM = 210, 297
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20, 20, 30, 15
LEFT_COLUMN_MM, RIGHT_COLUMN_MM = 74, 91
DOTS, SHORT_DOTS = "…" * 20, "…" * 6
"""Blanks to fill by hand."""


def new_document(title: str) -> Any:
    """Give an empty document with its page and letters set."""
    document: Any = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.language = title, "", "", "vi-VN"
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY_PT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    _set_page(document.sections[0])
    _number_pages(document.sections[0])
    return document


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = Mm(WIDTH_MM), Mm(HEIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.header_distance = section.footer_distance = Mm(10)


def _number_pages(section: Any) -> None:
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)  # noqa: SLF001 - the library has no page numbers of its own


def sign_of(kind: str, office: Office) -> str:
    """Write the sign that follows a document's number, such as `BC-TTPVHCC`."""
    return f"{kind}-{office.sign_code or SHORT_DOTS}"


def add_heading(document: Any, office: Office, sign: str, year: int) -> None:
    """Write who, number and sign on the left; nation, place and date on the right. Blanks are for the clerk."""
    table = _bare_table(document, (LEFT_COLUMN_MM, RIGHT_COLUMN_MM))
    left, right = table.rows[0].cells
    add_text(left, office.superior.upper(), size=12, align=ALIGN.CENTER, is_first=True)
    add_text(left, office.name.upper(), size=12, align=ALIGN.CENTER, bold=True)
    _add_rule(left, LEFT_COLUMN_MM, 24)
    add_text(left, f"Số: {'…' * 4}/{sign}", size=13, align=ALIGN.CENTER, before=4)
    add_text(
        right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, align=ALIGN.CENTER, bold=True, is_first=True
    )
    add_text(right, "Độc lập - Tự do - Hạnh phúc", size=13, align=ALIGN.CENTER, bold=True)
    _add_rule(right, RIGHT_COLUMN_MM, 58)
    date = f"{office.place}, ngày {'…' * 2} tháng {'…' * 2} năm {year}"
    add_text(right, date, size=13, align=ALIGN.CENTER, italic=True, before=4)


def _bare_table(document: Any, widths_mm: Sequence[int]) -> Any:
    table = document.add_table(rows=1, cols=len(widths_mm))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths_mm, strict=True):
        column.width = cell.width = Mm(width)
        set_side_margins(cell, 0)
    return table


def set_side_margins(cell: Any, width_mm: float) -> None:
    """Set how far text stays from the sides of its cell."""
    margins = OxmlElement("w:tcMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(round(Mm(width_mm).twips)))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    cell._tc.get_or_add_tcPr().append(margins)  # noqa: SLF001 - the library has no margins of cells


def _add_rule(cell: Any, width_mm: int, length_mm: int) -> None:
    """Draw a line under the paragraph above, as long as asked, in the middle."""
    paragraph = cell.add_paragraph()
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((width_mm - length_mm) / 2)
    form.space_before, form.line_spacing = Pt(3), Pt(4)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - the library draws no borders


def add_title(document: Any, kind: str, about: str) -> None:
    """Write what kind of document it is and what it is about."""
    add_text(document, kind, bold=True, align=ALIGN.CENTER, before=16)
    if about:
        add_text(document, about, bold=True, align=ALIGN.CENTER)
        _add_rule(document, WIDTH_MM - LEFT_MM - RIGHT_MM, 40)


def add_text(
    place: Any, text: str, *, size: float = BODY_PT, align: ALIGN | None = None, bold: bool = False,
    italic: bool = False, before: float = 0, is_first: bool = False,
) -> Any:  # fmt: skip
    """
    Write one paragraph into a document or a cell.

    Args:
        size: Points; `before` likewise.
        is_first: Take the empty paragraph that a new cell has.

    """
    paragraph = place.paragraphs[0] if is_first else place.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.alignment = align
    return paragraph


def add_body(document: Any, text: str) -> Any:
    """Write one paragraph of the body: justified, its first line set in."""
    paragraph = add_text(document, text, align=ALIGN.JUSTIFY, before=6)
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.line_spacing = 1.1
    return paragraph


def add_section_title(document: Any, text: str) -> None:
    """Write the title of a part of the body."""
    paragraph = add_text(document, text, bold=True, before=10)
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.keep_with_next = True


def add_signature(document: Any, recipients: Sequence[str], role: str | None) -> None:
    """Write recipients on the left; role, room to sign and a blank name on the right."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # a signature never stands on a page alone
    add_text(document, "", size=6).paragraph_format.keep_with_next = True
    table = _bare_table(document, (LEFT_COLUMN_MM + 8, RIGHT_COLUMN_MM - 8))
    _keep_whole(table)
    left, right = table.rows[0].cells
    add_text(left, "Nơi nhận:", size=12, bold=True, italic=True, is_first=True)
    for number, name in enumerate(recipients):
        end = "." if number == len(recipients) - 1 else ";"
        add_text(left, f"- {name}{end}", size=11)
    add_text(right, (role or DOTS).upper(), align=ALIGN.CENTER, bold=True, is_first=True)
    for _ in range(4):
        add_text(right, "", align=ALIGN.CENTER)
    add_text(right, "…" * 14, align=ALIGN.CENTER, bold=True)


def _keep_whole(table: Any) -> None:
    for row in table.rows:
        mark = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - the library cannot keep a row on one page


def add_landscape_section(document: Any) -> None:
    """Begin a new page that lies on its side, for wide tables."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(HEIGHT_MM), Mm(WIDTH_MM)
    section.different_first_page_header_footer = False


def document_bytes(document: Any) -> bytes:
    """Give the finished file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
