"""Telex and VNI keystrokes that a keyboard left undecoded: giaays, d9at61."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from bot.domain.syllables import TONES, is_syllable

_TELEX_TONES = {"s": "1", "f": "2", "r": "3", "x": "4", "j": "5"}
_MARK_OF = {digit: mark for mark, digit in TONES.items()}
_TELEX_PAIRS = (
    ("dd", "đ"), ("uow", "ươ"), ("uwow", "ươ"), ("uwo", "ươ"),
    ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"),
)  # fmt: skip
_VNI_HATS = {
    "6": {"a": "â", "e": "ê", "o": "ô"},
    "7": {"u": "ư", "o": "ơ"},
    "8": {"a": "ă"},
    "9": {"d": "đ"},
}
_VOWELS = "aăâeêioôơuưy"
_SHORTEST, _LONGEST = 2, 10


@lru_cache(maxsize=20_000)
def decode(word: str) -> str | None:
    """
    Give the syllable that the keystrokes stand for, or None.

    Only a word that is no syllable as it stands, and is one when decoded, is decoded.
    """
    if not _SHORTEST <= len(word) <= _LONGEST or is_syllable(word) or not word.isalnum():
        return None
    for candidate in _vni(word) if any(c.isdigit() for c in word) else _telex(word):
        if candidate != word and is_syllable(candidate) and candidate[:1].isalpha():
            return candidate
    return None


def _with_tone(letters: str, digit: str) -> str:
    """Put the tone on the vowel that carries it; its exact place does not matter to our keys."""
    places = [i for i, c in enumerate(letters) if c in _VOWELS]
    if len(places) > 1 and (letters.startswith("qu") or (letters.startswith("gi") and places[0] == 1)):
        places = places[1:]
    marked = [i for i in places if letters[i] in "ăâêôơư"]
    if not places:
        return letters
    at = (
        marked[-1] if marked else places[-1] if len(places) == 1 or letters[-1] not in _VOWELS else places[-2]
    )
    return unicodedata.normalize("NFC", letters[: at + 1] + _MARK_OF[digit] + letters[at + 1 :])


def _shaped(keys: str) -> str:
    for typed, letter in _TELEX_PAIRS:
        keys = keys.replace(typed, letter)
    return keys


def _telex(word: str) -> list[str]:
    """Every reading: each tone key after a vowel, from the last to the first, then none; the r of treen is none."""
    readings = []
    for at in range(len(word) - 1, 0, -1):
        tone = _TELEX_TONES.get(word[at])
        if tone is not None and any(letter in _VOWELS for letter in word[:at]):
            readings.append(_with_tone(_shaped(word[:at] + word[at + 1 :]), tone))
    readings.append(_shaped(word))
    return readings


def _vni(word: str) -> list[str]:
    letters: list[str] = []
    tone = ""
    for char in word:
        if char in _MARK_OF:
            tone = char
        elif char in _VNI_HATS:
            _put_hat(letters, _VNI_HATS[char])
        elif char.isdigit():
            return []
        else:
            letters.append(char)
    enough = 2
    if len(letters) < enough:
        return []
    plain = "".join(letters)
    return [_with_tone(plain, tone) if tone else plain]


def _put_hat(letters: list[str], hats: dict[str, str]) -> None:
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in hats:
            before = letters[at - 1] if at else ""
            letters[at] = hats[letters[at]]
            if letters[at] == "ơ" and before == "u":  # uo7 means ươ
                letters[at - 1] = "ư"
            return
