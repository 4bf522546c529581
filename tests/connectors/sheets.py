"""Spreadsheets of made-up dossiers, in every form an office might send; all of it samples."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

HEAD = (
    "Mã hồ sơ",
    "Thủ tục",
    "Trạng thái",
    "Nơi đang giải quyết",
    "Ngày nhận",
    "Ngày hẹn trả",
    "Số điện thoại",
    "Họ và tên",
)
NAME = "NGƯỜI MẪU"
STATES = ("Được tiếp nhận", "Đang xử lý", "Đã xử lý xong", "Đã trả kết quả", "Yêu cầu bổ sung giấy tờ")


def row(number: int = 1, **change: object) -> list[object]:
    """One good row; `change` replaces cells by position name."""
    received = date(2026, 9, 1) + timedelta(days=number // 1000)
    cells: dict[str, object] = {
        "code": f"H15.93.20-{received:%y%m%d}-{number % 1000 + 1:04d}",
        "procedure": "Đăng ký khai sinh",
        "state": STATES[number % len(STATES)],
        "desk": "Tư pháp - Hộ tịch",
        "received": f"{received:%d/%m/%Y} 09:15",
        "due": f"{received + timedelta(days=5):%d/%m/%Y}",
        "phone": f"09000{number % 100_000:05d}",
        "name": NAME,
    }
    return list((cells | change).values())


def rows(count: int) -> list[list[object]]:
    return [list(HEAD), *(row(number) for number in range(count))]


def as_csv(table: Sequence[Sequence[object]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(table)
    return encoded(file.getvalue(), encoding)


def encoded(text: str, encoding: str) -> bytes:
    """Encode; the old Windows page holds base letters and tone marks apart, as Windows itself writes them."""
    return b"".join(map(_cp1258, text)) if encoding == "cp1258" else text.encode(encoding)


def _cp1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        return _apart(letter).encode("cp1258")


def _apart(letter: str) -> str:
    """Take the tone mark off a letter and leave its shape: ệ is ê and a dot below."""
    marks = list(unicodedata.normalize("NFD", letter))
    tone = next(part for part in marks[1:] if part in "\u0300\u0301\u0303\u0309\u0323")
    marks.remove(tone)
    return unicodedata.normalize("NFC", "".join(marks)) + tone


def as_xlsx(table: Sequence[Sequence[object]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Hồ sơ")
    for cells in table:
        sheet.append([_text(sheet, cell) for cell in cells])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text(sheet, cell: object) -> object:
    """Write text that begins like a formula as the text it is."""
    if not isinstance(cell, str) or not cell.startswith("="):
        return cell
    written = WriteOnlyCell(sheet, value=cell)
    written.data_type = "s"
    return written


def as_ods(table: Sequence[Sequence[object]]) -> bytes:
    """Write the smallest OpenDocument spreadsheet that is one."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>" for cells in table)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Hồ sơ">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", content)
    return file.getvalue()


def _ods_cell(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
