"""Long texts cut down, two of them to where they differ, so that a change fits on a line."""

from __future__ import annotations

from itertools import takewhile

LONG = 120
_AROUND = 3  # words that are left on each side, to know the place by


def shortened(old: str, new: str) -> tuple[str, str]:
    """Give both texts without the words that they begin and end with alike, where they are long."""
    if max(len(old), len(new)) <= LONG:
        return old, new
    was, now = old.split(), new.split()
    head = max(_alike(was, now) - _AROUND, 0)
    tail = max(_alike(was[head:][::-1], now[head:][::-1]) - _AROUND, 0)
    return _cut(was, head, tail), _cut(now, head, tail)


def _alike(one: list[str], other: list[str]) -> int:
    """Count the words that both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def shorten(text: str, most: int) -> str:
    """Give the beginning of a text that is longer than `most` characters."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"


def _cut(words: list[str], head: int, tail: int) -> str:
    middle = " ".join(words[head : len(words) - tail])
    return ("… " if head else "") + middle + (" …" if tail else "")
