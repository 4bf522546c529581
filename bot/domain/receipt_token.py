"""The secret printed on a receipt that proves a dossier: read however it is typed, shown in groups."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two signs, five bits each; I, L, O and U are left out, for they are misread."""

FEWEST, MOST = 13, 32
"""Thirteen signs are 65 bits."""

LENGTH = 16
"""Signs of a token of ours: 80 bits."""

GROUP = 4
_DIGITS_LEAST = 3
_IN_TEXT = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{4}(?:[ \-\u2010-\u2015]?[0-9A-Z]{4}){3}(?![0-9A-Z]|[ \-]?\d)")
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def read_receipt_token(text: str) -> str | None:
    """Read a token whatever its case, width, spaces and hyphens; None when it is none, or too easily guessed."""
    plain = (
        re.sub(r"[\s\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", text))
        .upper()
        .translate(_LOOK_ALIKES)
    )
    return plain if FEWEST <= len(plain) <= MOST and set(plain) <= set(ALPHABET) else None


def make_receipt_token(choose: Callable[[str], str]) -> str:
    """
    Make a new token; it holds three plain digits at least, by which it is told apart from words.

    Args:
        choose: Chooses one sign of many, by no chance that anybody can repeat.

    """
    while True:
        token = "".join(choose(ALPHABET) for _ in range(LENGTH))
        if sum(sign in "23456789" for sign in token) >= _DIGITS_LEAST and not token.isdigit():
            return token


def find_receipt_token(text: str) -> tuple[str, int, int] | None:
    """Find a token of ours among other words: the token, and where it begins and ends; None without one."""
    plain = "".join(_plain(letter) for letter in text)
    for found in _IN_TEXT.finditer(plain):
        written = found.group()
        token = read_receipt_token(written)
        digits = sum(sign.isdigit() for sign in written)
        if token is not None and digits >= _DIGITS_LEAST and any(sign.isalpha() for sign in token):
            return token, found.start(), found.end()
    return None


def _plain(letter: str) -> str:
    # One character for one character, so that places in the result are places in the text.
    wide = unicodedata.normalize("NFKC", letter).upper()
    return wide if len(wide) == 1 else letter


def in_groups(token: str) -> str:
    """Write a token in groups of four."""
    return "-".join(token[start : start + GROUP] for start in range(0, len(token), GROUP))
