"""Questions the bot could not answer, those that are alike together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, process

from bot.domain.vietnamese import fold, words
from bot.rehearsal.again import Answering, Given
from bot.storage.heard import KeptMessage

NO_ANSWER = frozenset(
    (
        "fallback.not_understood",
        "fallback.not_understood_again",
        "fallback.ask_aspect",
        "out_of_scope.default",
    )
)
"""Reply keys that own up: nothing of ours was found in the message."""

ALIKE = 80.0
"""From so many percent of likeness on, two questions are one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that ask the same, oldest first."""

    messages: tuple[KeptMessage, ...]

    @property
    def text(self) -> str:
        """How it was said most often; of several the shortest."""
        counts = Counter(message.text for message in self.messages)
        return min(counts, key=lambda text: (-counts[text], len(text), text))

    @property
    def others(self) -> tuple[str, ...]:
        """How else it was said."""
        return tuple(sorted({message.text for message in self.messages} - {self.text}))

    @property
    def last_at(self) -> datetime:
        """When it was asked last."""
        return max(message.at for message in self.messages)


def is_unanswered(given: Given) -> bool:
    """Tell whether the bot owned up to having no answer."""
    return bool(NO_ANSWER & set(given.keys))


async def still_unanswered(messages: Iterable[KeptMessage], now: Answering) -> list[KeptMessage]:
    """Give the messages that had no answer then and have none today."""
    asked = [message for message in messages if NO_ANSWER & set(message.replies)]
    return [message for message in asked if is_unanswered(await now.answer(message))]


def grouped(messages: Sequence[KeptMessage], fillers: frozenset[str]) -> list[Group]:
    """Put together what is alike without accents and words that carry little; the most frequent first."""
    bare = frozenset(fold(word) for word in fillers)
    by_words: dict[str, list[KeptMessage]] = {}
    for message in messages:
        by_words.setdefault(_telling(message.text, bare), []).append(message)
    leaders: dict[str, list[KeptMessage]] = {}
    for said, members in sorted(by_words.items(), key=lambda one: (-len(one[1]), one[0])):
        found = process.extractOne(said, list(leaders), scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        leaders.setdefault(found[0] if found else said, []).extend(members)
    groups = [Group(tuple(sorted(members, key=lambda one: one.at))) for members in leaders.values()]
    return sorted(groups, key=lambda group: (-len(group.messages), -group.last_at.timestamp(), group.text))


def _telling(text: str, fillers: frozenset[str]) -> str:
    said = [word for word in words(fold(text)) if word[0].isalnum()]
    return " ".join([word for word in said if word not in fillers] or said)
