"""The last four digits of a phone number, as people give them in a chat."""

from __future__ import annotations

import re

from bot.domain.dossier_code import blank_codes
from bot.domain.vietnamese import fold

LENGTH = 4

_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)")
_RUN = re.compile(r"(?<![0-9A-Z+])\+?[0-9](?:[\s.-]{0,2}[0-9O])*(?![0-9A-Z])")
_AFTER_END = re.compile(r"(?:CUỐI|CUOI|ĐUÔI|DUOI|END(?:ING)?|LAST FOUR|LAST 4)(?: DIGITS?)?[^0-9]{0,20}$")
_PHONE_LENGTHS = range(9, 12)
_SPELT = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip


def read_phone_end(text: str) -> str | None:
    """
    Read four digits, a whole phone number's last four, or four digits in words.

    None when there are none or several; the dossier's own code in the same text is no digits.
    """
    plain = _DATE.sub(" ", blank_codes(text))
    found: list[str] = []
    for run in _RUN.finditer(plain):
        digits = re.sub(r"\D", "", run.group().replace("O", "0"))
        if len(digits) == LENGTH and _AFTER_END.search(plain[: run.start()]):
            return digits
        if len(digits) == LENGTH or (len(digits) in _PHONE_LENGTHS and digits.startswith(("0", "84"))):
            found.append(digits[-LENGTH:])
    if len(set(found)) == 1:
        return found[0]
    return None if found or re.search(r"\d", plain) else _spelt(text)


def _spelt(text: str) -> str | None:
    words = re.findall(r"\w+", fold(text))
    runs: list[str] = [""]
    for word in words:
        if word in _SPELT:
            runs[-1] += _SPELT[word]
        elif runs[-1]:
            runs.append("")
    whole = [run for run in runs if len(run) == LENGTH]
    return whole[0] if len(whole) == 1 else None
