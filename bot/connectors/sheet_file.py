"""Spreadsheet files as rows of cells, whatever program wrote them; decided by content, never by the name."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from bot.errors import ContentError

Cell = int | float | str | bool | time | date | datetime | timedelta

LARGEST_BYTES = 50_000_000
LARGEST_UNPACKED_BYTES = 600_000_000
LARGEST_ROWS = 300_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ("\t", ";", ",")


class SheetKind(StrEnum):
    """How a sheet goes back to who sent it."""

    TEXT = "csv"
    WORKBOOK = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    A sheet's cells; row 1 of the file is `rows[0]`.

    Args:
        delimiter: Of a text file; empty for a workbook.

    """

    kind: SheetKind
    rows: Sequence[Sequence[Cell]]
    delimiter: str = ""


def read_sheet(body: bytes, name: str) -> Sheet:
    """
    Read CSV, TSV, XLSX, XLS or ODS: of a workbook, its first sheet with anything in it.

    Raises:
        ContentError: It is no such file, or damaged, or too large; the sentence says what to do.

    """
    if not body.strip(b"\0 \r\n\t"):
        raise ContentError(f"{name}: tệp rỗng. Hãy xuất lại từ phần mềm một cửa.")
    if len(body) > LARGEST_BYTES:
        raise ContentError(f"{name}: tệp lớn quá {LARGEST_BYTES // 1_000_000} MB. Hãy xuất từng tháng một.")
    sheet = _workbook(body, name) if body.startswith((_ZIP, _OLE)) else _text(body, name)
    if len(sheet.rows) > LARGEST_ROWS:
        raise ContentError(f"{name}: quá {LARGEST_ROWS} dòng. Hãy xuất từng tháng một.")
    return sheet


def _workbook(body: bytes, name: str) -> Sheet:
    if body.startswith(_ZIP):
        _refuse_bombs(body, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for sheet_name in book.sheet_names:
            rows = book.get_sheet_by_name(sheet_name).to_python(skip_empty_area=False)
            if any(cell != "" for row in rows for cell in row):
                return Sheet(kind=SheetKind.WORKBOOK, rows=rows)
    except PasswordError as error:
        raise ContentError(f"{name}: tệp có mật khẩu. Hãy lưu lại không đặt mật khẩu.") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _damaged(name) from error
    raise ContentError(f"{name}: không trang tính nào có dữ liệu. Hãy xuất lại từ phần mềm một cửa.")


def _refuse_bombs(body: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            size = sum(member.file_size for member in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error
    if size > LARGEST_UNPACKED_BYTES:
        raise ContentError(f"{name}: tệp nén bất thường. Hãy xuất lại từ phần mềm một cửa.")


def _damaged(name: str) -> ContentError:
    return ContentError(
        f"{name}: bảng tính hỏng, hoặc chép chưa xong. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi nhập lại."
    )


def _text(body: bytes, name: str) -> Sheet:
    text = _decode(body, name)
    if text[:4].lower() == "sep=":
        delimiter, text = text[4:5], text.partition("\n")[2]
        rows: list[list[str]] = [[]]  # so that numbers of rows stay those of the file
    else:
        head = text[:20_000]
        delimiter, rows = max(_DELIMITERS, key=head.count), []
    try:
        rows += csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except (csv.Error, TypeError) as error:
        raise ContentError(
            f"{name}: dấu ngoặc kép mở mà không đóng, hoặc ô quá dài, từ sau dòng {len(rows)}. Hãy lưu lại dạng .xlsx."
        ) from error
    return Sheet(kind=SheetKind.TEXT, rows=rows, delimiter=delimiter)


def _decode(body: bytes, name: str) -> str:
    """Try what Excel and one-stop programs write: UTF-8, UTF-16, then the old Windows code page."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif body[1:200:2].count(0) > len(body[:200]) // 4:
        encodings = ["utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = unicodedata.normalize("NFC", body.decode(encoding))
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ContentError(f"{name}: không đọc được chữ trong tệp. Hãy lưu lại dạng CSV UTF-8 hoặc .xlsx.")
