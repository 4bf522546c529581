"""Which reply keys were spoken: whole answers, pieces of them, titles of buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.domain.catalogue import Content
from bot.domain.conversation import Language

Texts = Mapping[Language, str]


class _Noting(Mapping[str, Texts]):
    """The replies of an intent; notes each that is asked for."""

    def __init__(self, intent: str, replies: Mapping[str, Texts], reached: set[str]) -> None:
        self._intent, self._replies, self._reached = intent, replies, reached

    def __getitem__(self, key: str) -> Texts:
        texts = self._replies[key]
        self._reached.add(f"{self._intent}.{key}")
        return texts

    def __contains__(self, key: object) -> bool:
        return key in self._replies

    def __iter__(self) -> Iterator[str]:
        return iter(self._replies)

    def __len__(self) -> int:
        return len(self._replies)


def noting(content: Content, reached: set[str]) -> Content:
    """Give the same content; each reply that is phrased from it is added to `reached` by its key."""
    intents = {
        name: replace(intent, replies=_Noting(name, intent.replies, reached))
        for name, intent in content.intents.items()
    }
    return replace(content, intents=intents)
