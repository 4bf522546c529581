"""The clauses of a message: "chào em, khai sinh cần gì, mai có làm không"."""

from __future__ import annotations

import re

MOST_CLAUSES = 6
FEWEST_LETTERS = 2

_BORDER = re.compile(
    r"[\n;?!]+|(?<!\d)[.,]+|[.,]+(?!\d)|(?<=\w)\s+(?:và|với lại|rồi|còn|and|also)\s+(?=\w)", re.IGNORECASE
)


def clauses(text: str) -> tuple[str, ...]:
    """Cut a text at line ends, marks and "và"; a text of one clause, or of very many, comes back whole."""
    found = tuple(clause for part in _BORDER.split(text) if len(clause := part.strip()) >= FEWEST_LETTERS)
    return found if 1 < len(found) <= MOST_CLAUSES else (text,)
