"""The secret printed on a receipt that proves a dossier: read however it is typed, shown in groups."""

from __future__ import annotations

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two signs, five bits each; I, L, O and U are left out, for they are misread."""

FEWEST, MOST = 13, 32
"""Thirteen signs are 65 bits."""

GROUP = 4
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def read_receipt_token(text: str) -> str | None:
    """Read a token whatever its case, width, spaces and hyphens; None when it is none, or too easily guessed."""
    plain = (
        re.sub(r"[\s\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", text))
        .upper()
        .translate(_LOOK_ALIKES)
    )
    return plain if FEWEST <= len(plain) <= MOST and set(plain) <= set(ALPHABET) else None


def in_groups(token: str) -> str:
    """Write a token in groups of four."""
    return "-".join(token[start : start + GROUP] for start in range(0, len(token), GROUP))
