"""Dossier codes as people type them, told apart from every other number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad_"), "-")
DOTS = dict.fromkeys(map(ord, "\u00b7\u2022\u2024\u3002\uff0e,"), ".")

# The letter of a unit is never O, so that O can always stand for zero.
_GROUP = r"(?:[A-NP-Z]\s?[0-9O]{2}|[0-9O]{2,3})"
_UNIT = rf"{_GROUP}(?:[\s.]{{0,3}}{_GROUP}){{0,5}}"
_JOIN = r"(?:\s*[-.]+\s*|\s+)"
_SEPARATED = re.compile(
    rf"(?<![0-9A-Z.])(?P<unit>{_UNIT}){_JOIN}(?P<day>[0-9O]{{6}}){_JOIN}(?P<number>[0-9O]{{1,6}})(?![0-9A-Z])"
)
_GLUED = re.compile(
    r"(?<![0-9A-Z.])(?P<all>[A-NP-Z][0-9O]{14,24}|[0-9O]{3,13}[A-NP-Z][0-9O]{12,14})(?![0-9A-Z])"
)
_ATTEMPT = re.compile(r"(?<![0-9A-Z.])[A-NP-Z][0-9O]{2}[.\s-]?[0-9O]{2}|[0-9O]{6}\s*-\s*[0-9O]{3,6}(?![0-9])")
_PROCEDURE = re.compile(r"(?<![\d.])(\d\.\d{6})(?:(?:\.\d{2,3}){0,3}\.[A-Za-z]\d{2})?(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCode:
    """
    A code in its one written form: `H15.93.20-231018-0001`.

    Args:
        received_on: The day inside the code; None when there is no such day.
        start: Where it stands in the text it was read from; `end` likewise.

    """

    code: str
    received_on: date | None
    start: int = 0
    end: int = 0

    @property
    def is_possible(self) -> bool:
        """Whether the day inside the code exists."""
        return self.received_on is not None


def find_codes(text: str) -> tuple[DossierCode, ...]:
    """
    Read every dossier code of a text, in order, whatever the hyphens, dots, spaces, case or width.

    Only the writing is repaired, never the number: a code that could be read in two ways is not read.

    Source: Circular 01/2018/TT-VPCP, article 19; Decision 20/2020/QĐ-TTg.
    """
    plain = _plain(text)
    found = list(_separated(plain))
    taken = [(code.start, code.end) for code in found]
    found += [
        code for code in _glued(plain) if all(code.end <= start or end <= code.start for start, end in taken)
    ]
    return tuple(sorted(found, key=lambda code: code.start))


def canonical(text: str) -> str | None:
    """Write one code in the form that two writings of it share; None when the text is not one code."""
    codes = find_codes(text)
    return codes[0].code if len(codes) == 1 else None


def is_attempt(text: str) -> bool:
    """Tell whether somebody tried to write a dossier code that cannot be read."""
    return not find_codes(text) and _ATTEMPT.search(_plain(text)) is not None


def find_procedure_code(text: str) -> str | None:
    """Read a procedure's code such as `1.001193`, without the ending some places add."""
    found = _PROCEDURE.search(_plain(text))
    return found.group(1) if found else None


def blank_codes(text: str) -> str:
    """Write spaces over dossier and procedure codes, so that what is left holds other numbers only."""
    plain = _plain(text)
    spans = [(code.start, code.end) for code in find_codes(text)]
    spans += [found.span() for found in _PROCEDURE.finditer(plain)]
    for start, end in spans:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return plain


def _plain(text: str) -> str:
    # One character for one character, so that places in the result are places in the text.
    return "".join(_plain_letter(letter) for letter in unicodedata.normalize("NFC", text))


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    wide = unicodedata.normalize("NFKC", letter).translate(HYPHENS).translate(DOTS).upper()
    return wide if len(wide) == 1 else letter


def _separated(plain: str) -> Iterator[DossierCode]:
    for found in _SEPARATED.finditer(plain):
        unit = _unit(found["unit"])
        if unit is not None:
            yield _code(unit, found["day"], found["number"], found.start(), found.end())


def _glued(plain: str) -> Iterator[DossierCode]:
    for found in _GLUED.finditer(plain):
        written = found["all"]
        readings = []
        for length in (3, 4, 5, 6):
            unit = _unit(written[: -length - 6])
            code = (
                _code(unit, written[-length - 6 : -length], written[-length:], *found.span())
                if unit
                else None
            )
            if code is not None and code.is_possible:
                readings.append(code)
        if len(readings) == 1:
            yield readings[0]


def _unit(written: str) -> str | None:
    groups = re.findall(_GROUP, written) if re.search(r"[\s.]", written) else _cut(written)
    tidy = [re.sub(r"\s", "", group).replace("O", "0") for group in groups]
    has_letter = sum(group[0].isalpha() for group in tidy) == 1
    return ".".join(tidy) if has_letter and len(tidy) <= 6 else None  # noqa: PLR2004 - five groups and one


def _cut(written: str) -> list[str]:
    """Cut a unit without dots: the letter's group, then pairs; old codes begin with three digits."""
    new = re.fullmatch(r"([A-NP-Z][0-9O]{2})((?:[0-9O]{2})*)", written)
    if new:
        return [new[1], *re.findall("..", new[2])]
    old = re.fullmatch(r"([0-9O]{3})((?:[0-9O]{2})*)([A-NP-Z][0-9O]{2})", written)
    return [old[1], *re.findall("..", old[2]), old[3]] if old else []


def _code(unit: str, day: str, number: str, start: int, end: int) -> DossierCode:
    digits = day.replace("O", "0")
    order = int(number.replace("O", "0"))
    try:
        received_on = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        received_on = None
    return DossierCode(code=f"{unit}-{digits}-{order:04d}", received_on=received_on, start=start, end=end)
