"""Cells as officers and programs write them: days, moments, ways of handing in, ends of phone numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from bot.connectors.sheet_file import Cell
from bot.domain.dossier import VIETNAM, ReceiptChannel
from bot.domain.dossier_states import plain_name

_MOMENT = re.compile(
    r"(?:(?P<h1>\d{1,2})[:hg](?P<m1>\d{2})(?::(?P<s1>\d{2}))?\s*(?:ngay\s*)?)?"
    r"(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})|(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4}|\d{2}))"
    r"(?:[ t,]+(?P<h2>\d{1,2})[:hg](?P<m2>\d{2})(?::(?P<s2>\d{2})(?:\.\d+)?)?)?"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_SERIAL_BEGINS = datetime(1899, 12, 30, tzinfo=VIETNAM)
_YEARS = range(2000, 2100)
_PHONE_LENGTHS = range(9, 12)
END = 4


def text_of(cell: Cell) -> str:
    """Write a cell as its reader sees it: a whole number without a point, spaces tidied."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def read_moment(cell: Cell) -> datetime | None:
    """
    Read a day or a moment, by Vietnamese time; None for a blank cell.

    Raises:
        ValueError: It is neither, or no such day exists.

    """
    if isinstance(cell, datetime):
        return _possible(cell.replace(tzinfo=VIETNAM))
    if isinstance(cell, date):
        return _possible(datetime.combine(cell, time(), tzinfo=VIETNAM))
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _possible(_serial(float(cell)))
    text = text_of(cell)
    return _possible(_written(text)) if text else None


@lru_cache(maxsize=65_536)
def _written(text: str) -> datetime:
    plain = text.lower().replace("à", "a").replace("giờ", "g")
    if _SERIAL.fullmatch(plain):
        return _serial(float(plain.replace(",", ".")))
    found = _MOMENT.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    year = int(found["year"] or found["y"])
    return datetime(
        year + 2000 if year < 100 else year,  # noqa: PLR2004 -- two digits
        int(found["month"] or found["m"]),
        int(found["day"] or found["d"]),
        int(found["h1"] or found["h2"] or 0),
        int(found["m1"] or found["m2"] or 0),
        int(found["s1"] or found["s2"] or 0),
        tzinfo=VIETNAM,
    )


def _serial(days: float) -> datetime:
    """Read a day as Excel counts them."""
    try:
        return _SERIAL_BEGINS + timedelta(seconds=round(days * 86_400))
    except OverflowError as error:
        raise ValueError(days) from error


def _possible(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError(moment)
    return moment


@lru_cache(maxsize=1024)
def read_channel(text: str) -> ReceiptChannel | None:
    """Read how a dossier was handed in; None when nothing says it."""
    plain = plain_name(text)
    if re.search(r"toan (?:trinh|phan)|muc (?:do )?4\b", plain):
        return ReceiptChannel.ONLINE_FULL
    if re.search(r"mot phan|muc (?:do )?3\b", plain):
        return ReceiptChannel.ONLINE_PART
    if re.search(r"truc tiep|buu chinh|buu dien|mot cua|tai quay|tai cho|giay", plain):
        return ReceiptChannel.COUNTER
    return None


def read_phone_cell(cell: Cell) -> str | None:
    """
    Read the last four digits from a phone number, whole or masked, or the four digits alone.

    None when the cell is blank or holds several numbers: then nobody can prove the dossier by phone.

    Raises:
        ValueError: There are digits, but no four last ones.

    """
    text = text_of(cell)
    digits = re.sub(r"[\s.\-()+]", "", text)
    if not re.search(r"\d", digits) or len(re.findall(r"\d", text)) > max(_PHONE_LENGTHS):
        return None
    ends = re.search(r"(?P<before>[0-9xX*•]*)(?P<end>[0-9]{4})", digits)
    if ends is None or ends.end() != len(digits) or not digits.isascii():
        raise ValueError(text)
    if len(digits) != END and len(digits) not in _PHONE_LENGTHS:
        raise ValueError(text)
    return ends["end"]
