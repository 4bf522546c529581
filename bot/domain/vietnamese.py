"""Vietnamese text as typed: cleaned, folded, cut into words; codes, phones, dates and amounts set apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.syllables import is_syllable, plain
from bot.domain.telex import decode

LONGEST = 4_000
"""Characters of a message that are read; Zalo allows 2,000."""

_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn", "Mn", "Me"})
_KEPT = frozenset("\n\t\r")


class _Seen(dict[int, int | None]):
    """Drops what cannot be seen; each character is looked up once and remembered."""

    def __missing__(self, code: int) -> int | None:
        seen = chr(code) in _KEPT or unicodedata.category(chr(code)) not in _INVISIBLE
        self[code] = code if seen else None
        return self[code]


_SEEN = _Seen()
_SPELLING_SLIPS = str.maketrans({"ð": "đ", "ƌ": "đ"})

_DOSSIER = re.compile(
    r"\b(?:[a-z]{1,3}\d{1,3}(?:[.\-/]\d{1,6}){1,4}|\d{3}(?:\.\d{2,3}){1,3}\.[a-z]{1,2}\d{1,3}(?:-\d{4,8}){1,3})\b",
)
_DATE = re.compile(r"\b\d{1,2}[/\-.]\d{1,2}[/\-.](?:\d{4}|\d{2})\b")
_PHONE = re.compile(r"(?<![\w.])(?:\+?84|0)(?:[ .\-]?\d){8,10}(?![\w])")
_AMOUNT = re.compile(
    r"\b\d{1,3}(?:[.,]\d{3})+\s?(?:đồng|dong|vnđ|vnd|đ|d)?\b|\b\d+\s?(?:k|vnđ|vnd|đ)\b(?![\w])",
)
_LONG_NUMBER = re.compile(r"\b\d{5,}\b")
_WORD = re.compile(r"[^\W_]+|[.,;:?!…\n]")
_STRETCH = re.compile(r"(.)\1{2,}")
_DOUBLE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What was set apart from a text: `kind` is dossier, date, phone, amount or number."""

    kind: str
    text: str


def clean(text: str) -> str:
    """Give the text in lower case and NFC, without invisible characters and stray combining marks."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].lower()
    text = unicodedata.normalize("NFC", text).translate(_SPELLING_SLIPS)
    return text.translate(_SEEN)


def fold(text: str) -> str:
    """Give the text lower-cased, without accents, words parted by single spaces."""
    return " ".join(plain(clean(text)).split())


def set_apart(text: str) -> tuple[str, tuple[Piece, ...]]:
    """Take dossier codes, dates, phones, amounts and long numbers out of a cleaned text."""
    pieces: list[Piece] = []
    kinds = (
        ("dossier", _DOSSIER), ("date", _DATE), ("phone", _PHONE), ("amount", _AMOUNT), ("number", _LONG_NUMBER),
    )  # fmt: skip
    for kind, pattern in kinds:
        found = pattern.findall(text)
        if found:
            pieces += [Piece(kind=kind, text=piece) for piece in found]
            text = pattern.sub(" ", text)
    return text, tuple(pieces)


def words(text: str) -> list[str]:
    """Cut a cleaned text into words and single marks of punctuation (a line's end is one)."""
    return _WORD.findall(text)


def mend(word: str) -> str:
    """
    Give the syllable a mistyped word stands for: Telex or VNI keys, stretched or doubled letters.

    A word that is a syllable, or cannot be made one, is given back as it is (at most two equal letters
    in a row).
    """
    if is_syllable(word):
        return word
    decoded = decode(word)
    if decoded is not None:
        return decoded
    calm = _STRETCH.sub(r"\1\1", word)
    once = _DOUBLE.sub(r"\1", calm)
    for shorter in (calm, once):
        if is_syllable(shorter):
            return shorter
        decoded = decode(shorter)
        if decoded is not None:
            return decoded
    return calm
