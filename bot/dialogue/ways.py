"""Ways of saying: one phrase that stands for many, "(thứ bảy | chủ nhật) … có ai"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

_CHOICE = re.compile(r"\(([^()]*)\)")


def ways(phrase: str) -> Iterator[str]:
    """Give every phrase that a phrase with choices in brackets stands for; itself where it has none."""
    if "(" not in phrase:
        yield phrase
        return
    for chosen in product(*choices(phrase)):
        yield " ".join("".join(chosen).split())


def choices(phrase: str) -> list[list[str]]:
    """Give the parts of a phrase in turn: what is always said at even places, what may be chosen at odd ones."""
    parts = _CHOICE.split(phrase)
    return [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]


def without_choices(phrase: str) -> str:
    """Give what is left of a phrase outside its brackets."""
    return _CHOICE.sub("", phrase)
