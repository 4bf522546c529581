"""The kept messages before two catalogues, and where they would be answered otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from bot.rehearsal.again import Answering, Given
from bot.storage.heard import KeptMessage

_OF_DOSSIERS = "status_lookup."


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    One text that the two answer otherwise.

    Args:
        text: Masked.
        count: How often it was said just so.
        last_at: When last.

    """

    text: str
    old: Given
    new: Given
    count: int
    last_at: datetime

    @property
    def is_of_words(self) -> bool:
        """Whether both understand the same and only the words or facts of the answer differ."""
        return self.old.keys == self.new.keys and self.old.procedure == self.new.procedure

    def changed_lines(self) -> tuple[str, str]:
        """Give the first line of the answer that differs, old and new."""
        lines = zip_longest(
            (self.old.text or "").split("\n"), (self.new.text or "").split("\n"), fillvalue=""
        )
        return next(((old, new) for old, new in lines if old != new), ("", ""))


async def compare(
    messages: Sequence[KeptMessage], old: Answering, new: Answering, tell: Callable[[int, int], None]
) -> list[Difference]:
    """
    Answer every message twice; give what differs, the most frequent first.

    Dossiers are out of reach here, so an answer about one is never called different from what was said then.
    """
    found: dict[tuple[str, Given, Given], Difference] = {}
    for done, message in enumerate(messages, start=1):
        before, after = await old.answer(message), await new.answer(message)
        if not _is_same(before, after):
            key = (message.text, before, after)
            seen = found.get(key) or Difference(
                text=message.text, old=before, new=after, count=0, last_at=message.at
            )
            found[key] = replace(seen, count=seen.count + 1, last_at=max(seen.last_at, message.at))
        tell(done, len(messages))
    return sorted(found.values(), key=lambda one: (one.is_of_words, -one.count, one.text))


def _is_same(before: Given, after: Given) -> bool:
    if before.text is not None:
        return before == after
    is_about_a_dossier = any(key.startswith(_OF_DOSSIERS) for key in (*before.keys, *after.keys))
    return before.keys == after.keys or is_about_a_dossier
