"""Text in spreadsheet files: what a person wrote stays text, whatever it begins with."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = {number: None for number in range(32) if chr(number) not in "\n\t"}


def is_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet program would run it."""
    return text.startswith(_FORMULA)


def csv_text(text: str) -> str:
    """Keep a spreadsheet program from reading text as a formula; CSV has no other way to say so."""
    return "'" + text if is_like_formula(text) else text


def workbook_text(text: str) -> str:
    """Leave out what XML cannot hold."""
    return text.translate(_FORBIDDEN)
