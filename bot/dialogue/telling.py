"""Telling words: which of a message's words point to a procedure, and whether it has any but those of a question."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.actions import Actions
from bot.dialogue.reading import Token
from bot.dialogue.search import Candidate, Index
from bot.dialogue.seen import Seen
from bot.dialogue.wordings import Words, common_words
from bot.domain.syllables import key, toned_key

GENERAL = frozenset("đăng ký cấp thẻ giấy xác nhận chứng nhận thông tin".split())
"""Words of official names that by themselves name no procedure."""
PAPERWORK = GENERAL | frozenset("xin đơn hồ sơ thủ tục".split())
"""Words with which people speak of something to be done at the commune, whatever it is."""


class Telling:
    """Knows the words that name little by themselves: those of many names, of actions, of questions."""

    def __init__(
        self,
        index: Index,
        actions: Actions,
        *,
        names: Iterable[Words],
        labels: Iterable[Words],
        phrases: Iterable[str],
    ) -> None:
        """
        Collect them.

        Args:
            names: The official names of all procedures; `labels` what stands on buttons.
            phrases: The keys of the words with which an aspect is asked for.

        """
        names = tuple(names)
        self._index = index
        self._official = common_words(names)
        self._official_keys = frozenset(key(word.rstrip("12345")) for word in self._official)
        self._papers = frozenset(map(toned_key, PAPERWORK))
        self._paper_keys = frozenset(map(key, PAPERWORK))
        self._general = actions.words | {key(word) for word in GENERAL}
        named = {key(word) for name in (*names, *labels) for word in name}
        self._asking = frozenset(phrases) - named

    def says_only(self, seen: Seen) -> bool:
        """Tell whether turns of phrase and fillers are all that the message says."""
        explained = {at for found in seen.asked for at in found.places}
        rest = [
            loss * (0.3 if seen.reading.tokens[at].key in self._asking else 1.0)
            for at, loss in enumerate(seen.weighing.losses)
            if at not in explained and not self._index.is_filler(seen.reading.tokens[at])
        ]
        return sum(rest) <= 0.25  # noqa: PLR2004 - half a common word

    def is_official(self, seen: Seen) -> bool:
        """Tell whether a message speaks of procedures at all: with a word that many of their names have."""
        return any(
            token.toned in self._official if token.is_evidence else token.key in self._official_keys
            for token in seen.reading.tokens
        )

    def is_of_papers(self, seen: Seen) -> bool:
        """Tell whether a message speaks of papers or of asking for something; typed accents must agree."""
        return any(
            token.toned in self._papers if token.is_evidence else token.key in self._paper_keys
            for token in seen.reading.tokens
        )

    def is_named(self, best: Candidate, seen: Seen) -> bool:
        """Tell whether a word that few procedures share is among those matched; "đăng ký" names none."""
        tokens = seen.reading.tokens
        if best.is_whole and len(best.places) > 2:  # noqa: PLR2004 - three general words in a row are a name
            return True
        return any(self.tells(tokens[at]) for at in best.places)

    def tells(self, token: Token) -> bool:
        """Tell whether a word by itself points to few procedures; a number never does."""
        is_word = not token.key.isdigit()
        return is_word and token.key not in self._general and not self._index.is_filler(token)
