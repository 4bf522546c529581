"""What must hold for one phrase: its brackets close, it stands for few enough, and a gap has enough beside it."""

from __future__ import annotations

from math import prod

from bot.dialogue.aspects import GAP
from bot.dialogue.ways import choices, ways, without_choices

MOST_WAYS = 500
FEWEST_WORDS = 3
LONG_WORD = 8
"""No Vietnamese syllable has so many letters: beside a gap, such a word is not met by chance."""


def fault_of(phrase: str, *, frames: bool) -> str | None:
    """
    Say what is wrong with a phrase.

    Args:
        frames: Its words around a gap decide alone, whatever else the message says.

    """
    rest = without_choices(phrase)
    if "(" in rest or ")" in rest:
        return (
            f"Câu {phrase!r} có dấu ngoặc viết dở: mỗi dấu ( phải có một dấu ) đi cùng, không lồng vào nhau."
        )
    parts = choices(phrase)
    if any(not way.strip() for choice in parts[1::2] for way in choice):
        return f"Câu {phrase!r} có chỗ trống cạnh dấu |. Hãy viết một cách nói vào đó, hoặc bỏ dấu | ấy."
    count = prod(map(len, parts))
    if count > MOST_WAYS:
        return f"Câu {phrase!r} gồm {count} cách nói, nhiều nhất {MOST_WAYS}. Hãy tách thành vài câu."
    thin = next(filter(_is_thin, ways(phrase)), None) if frames else None
    if thin is None:
        return None
    return (
        f"Câu {thin!r} có quá ít chữ cạnh dấu …, gõ không dấu dễ trùng với việc khác. "
        f"Hãy viết thêm cho đủ {FEWEST_WORDS} chữ."
    )


def _is_thin(way: str) -> bool:
    way = way.replace("...", GAP)
    said = way.replace(GAP, " ").split()
    return GAP in way and len(said) < FEWEST_WORDS and all(len(word) < LONG_WORD for word in said)
