"""Masking: numbers about people that nobody asked for are covered before a text is kept."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.dossier_code import blank_codes

MASK = "•"
# From nine digits (an old identity card) on, however they are spaced.
_NUMBER = re.compile(r"(?<![0-9])\+?[0-9](?:[ .()-]{0,2}[0-9]){8,}")


_IDENTITY_LENGTHS = (9, 12)


def mask(text: str) -> str:
    """
    Cover identity numbers, bank cards and phone numbers, digit by digit.

    Codes of dossiers and procedures stay. The result is NFC.
    """
    text = unicodedata.normalize("NFC", text)  # so that places in both readings agree
    readable = blank_codes(text)
    covered = list(text)
    for found in _NUMBER.finditer(readable):
        for place in range(found.start(), found.end()):
            if readable[place].isdigit():
                covered[place] = MASK
    return "".join(covered)


def has_identity_number(text: str) -> bool:
    """Tell whether the number of an identity card stands in a text."""
    readable = blank_codes(text)
    lengths = (len(re.sub(r"\D", "", found.group())) for found in _NUMBER.finditer(readable))
    return any(length in _IDENTITY_LENGTHS for length in lengths)
