"""Typed answers to numbered choices: "2", "số 2 ạ", "cái thứ hai", or the words of a choice."""

from __future__ import annotations

import re

from bot.domain.conversation import Choice
from bot.domain.vietnamese import fold

_POLITE = r"(?:\s*(?:a|nha|nhe|nhen|di|em|please|pls|thoi|ad))*"
_LEAD = r"(?:(?:cho|toi|em|minh|chon|lay|hoi|xem|muon|tra loi|bam|i|choose|take|pick)\s+)*"
_NUMBERED = r"(?:(?:so|cau|muc|cai|y|phan|thu|cai thu|cai so|muc so|option|number|no\.?)\s*)?"
_ONE = rf"{_LEAD}{_NUMBERED}(\d{{1,2}})\s*[.)]?{_POLITE}"
_SPELT = {"mot": 1, "nhat": 1, "dau": 1, "dau tien": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5}
_SPELT_EN = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_WORD = rf"{_LEAD}(?:so|cau|muc|cai|cai thu|cai so|y)\s+({'|'.join(_SPELT)}){_POLITE}"
_ENGLISH = rf"(?:the\s+)?({'|'.join(_SPELT_EN)})(?:\s+one)?{_POLITE}"
_SEVERAL = re.compile(
    rf"{_LEAD}{_NUMBERED}(\d{{1,2}})(?:\s*(?:,|va|and|voi|&|\+|/)\s*{_NUMBERED}(\d{{1,2}})){{1,3}}{_POLITE}"
)
_KEYCAP = re.compile("[\ufe0f\u20e3]")
MOST_WORDS = 6


def numbers_said(text: str) -> tuple[int, ...]:
    """Read a text that says nothing but one or a few small numbers; empty for any other text."""
    folded = fold(_KEYCAP.sub("", text)).strip(" .!")
    one = re.fullmatch(_ONE, folded)
    if one:
        return (int(one[1]),)
    spelt = re.fullmatch(_WORD, folded)
    if spelt:
        return (_SPELT[spelt[1]],)
    english = re.fullmatch(_ENGLISH, folded)
    if english:
        return (_SPELT_EN[english[1]],)
    if _SEVERAL.fullmatch(folded):
        return tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", folded)))
    return ()


def pick(text: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Find the choices a text picks by number or by words that only one of them has; empty for none."""
    numbers = numbers_said(text)
    if numbers:
        return tuple(choices[number - 1] for number in numbers if 1 <= number <= len(choices))
    said = _words(text)
    if not 1 <= len(said) <= MOST_WORDS:
        return ()
    same = [choice for choice in choices if _words(choice.title) == said]
    within = same or [choice for choice in choices if set(said) <= set(_words(choice.title))]
    return (within[0],) if len(within) == 1 else ()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))
