"""How else a sentence is typed: made from the sentence itself, always the same for the same seed."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from enum import StrEnum

from bot.domain.syllables import has_mark, plain, without_tone

_TONE_KEYS = {"": "", "1": "s", "2": "f", "3": "r", "4": "x", "5": "j"}
_LETTER_KEYS = str.maketrans(
    {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
    | {"Â": "Aa", "Ê": "Ee", "Ô": "Oo", "Ă": "Aw", "Ơ": "Ow", "Ư": "Uw", "Đ": "Dd"}
)
_STRETCH = 3
_SLIPS = 3


class Typed(StrEnum):
    """A habit of typing."""

    NO_DIACRITICS = "no_diacritics"
    DECOMPOSED = "decomposed"
    TELEX_SLIP = "telex_slip"
    JOINED = "joined"
    UPPER_CASE = "upper_case"
    STRETCHED = "stretched"


def variants(text: str, seed: int) -> dict[Typed, str]:
    """Give each way of typing that makes something else of the text."""
    text = unicodedata.normalize("NFC", text)
    made = {typed: write(text, random.Random(f"{seed} {typed} {text}")) for typed, write in _WAYS.items()}  # noqa: S311 - to be repeatable, not secret
    return {typed: other for typed, other in made.items() if other != text}


def keystrokes(word: str) -> str:
    """Give the Telex keys of a word as a keyboard without Telex shows them: giấy is giaays."""
    letters, tone = without_tone(word)
    return letters.translate(_LETTER_KEYS) + _TONE_KEYS[tone]


def _telex_slip(text: str, chance: random.Random) -> str:
    """Leave a third of the accented words, at least one, undecoded."""
    said = text.split(" ")
    marked = [at for at, word in enumerate(said) if has_mark(word) and word.isalpha()]
    for at in chance.sample(marked, -(-len(marked) // _SLIPS)):
        said[at] = keystrokes(said[at])
    return " ".join(said)


def _joined(text: str, chance: random.Random) -> str:
    """Leave out one space between two words."""
    said = text.split(" ")
    gaps = [at for at in range(len(said) - 1) if said[at].isalpha() and said[at + 1].isalpha()]
    if not gaps:
        return text
    at = chance.choice(gaps)
    return " ".join([*said[:at], said[at] + said[at + 1], *said[at + 2 :]])


def _stretched(text: str, chance: random.Random) -> str:
    """Hold the last key of one word down."""
    said = text.split(" ")
    words = [at for at, word in enumerate(said) if word.isalpha()]
    if words:
        at = chance.choice(words)
        said[at] += said[at][-1] * _STRETCH
    return " ".join(said)


_WAYS: dict[Typed, Callable[[str, random.Random], str]] = {
    Typed.NO_DIACRITICS: lambda text, _: plain(text),
    Typed.DECOMPOSED: lambda text, _: unicodedata.normalize("NFD", text),
    Typed.TELEX_SLIP: _telex_slip,
    Typed.JOINED: _joined,
    Typed.UPPER_CASE: lambda text, _: text.upper(),
    Typed.STRETCHED: _stretched,
}
