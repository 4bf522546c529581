"""What a cell says, whatever Excel made of it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.content.columns import Column, Kind
from bot.content.tree import Plain
from bot.errors import ContentError

_CODE = re.compile(r"([0-9])[.,]?([0-9]{6})", re.ASCII)
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d+)\s*(?:đồng|đ|vnđ|vnd|ngày)?", re.ASCII | re.IGNORECASE)
_NOTHING = {"miễn phí": 0, "không": 0, "ngay trong ngày": 0}
_QUOTES = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|_x000D_")
_DAY_ZERO = date(1899, 12, 30)  # Excel counts days from here
_SERIALS = range(36_526, 73_051)  # the years 2000 to 2099


class WrongCell(ContentError):
    """A cell that cannot be taken; its text says why and what to do."""


def read_cell(cell: Any, column: Column) -> Plain:
    """
    Give the value that the file would hold, None for an empty cell.

    Raises:
        WrongCell: The cell says something that does not belong there.

    """
    value = cell.value
    if isinstance(value, str):
        value = clean(value)
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        raise WrongCell("Ô này là công thức. Hãy chép ô, dán lại chỉ giá trị (Paste Special, Values).")
    if cell.data_type == "e":
        raise WrongCell(f"Ô này báo lỗi {value}. Hãy gõ lại giá trị.")
    return _READ.get(column.kind, _text)(value, column)


def clean(text: str) -> str:
    """Give a text composed, without what cannot be seen, each line without spaces at its ends."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", text).replace("\xa0", " ").replace("\r\n", "\n"))
    lines = (" ".join(line.split()) for line in seen.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def alike(value: Plain) -> Plain:
    """Give a value as it is compared: Excel's curly quotes and broken lines are no change."""
    return " ".join(clean(value).translate(_QUOTES).split()) if isinstance(value, str) else value


def _text(value: Any, column: Column) -> Plain:
    if column.words is not None and not column.is_open:
        return _chosen(str(value), column)
    if isinstance(value, datetime | date | time | timedelta):
        raise WrongCell("Excel đã đổi chữ này thành ngày giờ. Hãy đổi kiểu ô thành Text rồi gõ lại.")
    if isinstance(value, bool):
        raise WrongCell("Excel đã đổi chữ này thành đúng/sai. Hãy đổi kiểu ô thành Text rồi gõ lại.")
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return " ".join(text.split())  # only a list has lines of its own


def _chosen(text: str, column: Column) -> Plain:
    assert column.words is not None  # the caller saw to it
    for word, meant in column.words.items():
        if text.casefold() == word.casefold():
            return meant
    raise WrongCell(f"{text[:40]!r} không có trong danh sách. Chỉ nhận: {', '.join(column.words)}.")


def _code(value: Any, _column: Column) -> Plain:
    # As a number the code has lost the zeros at its end: 1.00089 was 1.000890.
    text = (
        f"{value:.6f}"
        if isinstance(value, float) and not value.is_integer()
        else f"{value}".removesuffix(".0")
    )
    match = _CODE.fullmatch(text.strip().translate(_QUOTES).strip("'\""))
    if match is None:
        raise WrongCell(f"{str(value)[:40]!r} không phải mã thủ tục. Ví dụ đúng: 1.001193.")
    return f"{match[1]}.{match[2]}"


def _number(value: Any, _column: Column) -> Plain:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        match = _AMOUNT.fullmatch(value)
        value = int(re.sub("[.,]", "", match[1])) if match else _NOTHING.get(value.casefold(), value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise WrongCell(
            f"{str(value)[:40]!r} không phải là số. Ví dụ đúng: 8000. Cách khác thì viết ở ô lời."
        )
    return value


def _date(value: Any, _column: Column) -> Plain:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and int(value) in _SERIALS:
        return (_DAY_ZERO + timedelta(days=int(value))).isoformat()
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is not None:
        day, month, year = (match[1], match[2], match[3]) if match[3] else (match[6], match[5], match[4])
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            pass
    raise WrongCell(f"{str(value)[:40]!r} không phải là ngày. Viết ngày/tháng/năm, ví dụ 22/11/2026.")


def _lines(value: Any, column: Column) -> Plain:
    return str(value) if isinstance(value, str) else _text(value, column)


def _codes(value: Any, column: Column) -> Plain:
    parts = re.split(r"[\n;\s]+", value.strip()) if isinstance(value, str) else [value]
    return "\n".join(str(_code(part, column)) for part in parts if part)


_READ = {
    Kind.CODE: _code,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.LINES: _lines,
    Kind.CODES: _codes,
}
