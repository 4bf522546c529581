"""Rivals: procedures that a message names together without telling them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.dialogue.search import Candidate, Index
from bot.dialogue.seen import Limits, Seen

_OPENINGS = frozenset(
    {"cho hỏi", "muốn hỏi", "cho hỏi về", "thông tin về", "tìm hiểu về", "muốn làm", "cần làm"}
)
"""Turns of phrase that only open a question and leave open what is asked."""
_OR = frozenset({"hay"})
_MOST_NAMED = 3


class Rivals:
    """Finds them by the words that procedures share."""

    def __init__(self, index: Index, names: Mapping[str, tuple[str, str]], limits: Limits) -> None:
        """Take the index whose wordings are compared, and each procedure's own names, which leave no doubt."""
        self._index = index
        self._names = names
        self._limits = limits

    def among(self, seen: Seen) -> tuple[str, ...]:
        """Give the procedures to choose from, at most three; () when the message tells one apart."""
        either = self._either(seen)
        if either:
            return either
        best = seen.procedures[0]
        if seen.reading.text in self._names.get(best.owner.name, ()):
            return ()
        bare = self._bare(seen, best)
        tied = [c for c in seen.procedures if _says_the_same(c, best) and c.fit >= self._limits.fits]
        if bare and len(tied) > 1:
            return _codes(tied)
        if bare:
            return self._sharing(seen, bare)
        if len(seen.reading.tokens) > self._limits.level_words:
            return ()
        level = [c for c in seen.procedures[:_MOST_NAMED] if c.score >= best.score * self._limits.level]
        return _codes(level) if len(level) == _MOST_NAMED else ()

    def _sharing(self, seen: Seen, bare: set[str]) -> tuple[str, ...]:
        """Give the procedures that share a bare name: three, or two of which neither is the likelier."""
        holders = [c for c in seen.procedures if self._index.holds(c.owner, bare)]
        if len(holders) < _MOST_NAMED:
            least = seen.score * self._limits.even
            holders = [c for c in holders if c.score >= least]
        return _codes(holders) if len(holders) > 1 else ()

    def _telling(self, seen: Seen, places: Iterable[int]) -> set[str]:
        told = (seen.reading.tokens[at] for at in places)
        return {one.key for one in told if not self._index.may_be_filler(one) and not one.key.isdigit()}

    def _either(self, seen: Seen) -> tuple[str, ...]:
        """Give two procedures named as alternatives: "tạm trú hay thường trú"."""
        tokens = seen.reading.tokens
        if not any(token.word in _OR for token in tokens):
            return ()
        named = [c for c in seen.procedures[:4] if c.fit >= self._limits.half]
        for other in named[1:]:
            first, second = sorted((named[0].places, other.places), key=min)
            between = {tokens[at].word for at in range(max(first) + 1, min(second))}
            if first.isdisjoint(second) and between & _OR:
                return _codes([named[0], other])
        return ()

    def _bare(self, seen: Seen, best: Candidate) -> set[str]:
        """Give the words of a message that is only a name; empty when it says more."""
        if any(found.phrase not in _OPENINGS for found in seen.asked):
            return set()
        opening = {at for found in seen.asked for at in found.places}
        telling = self._telling(seen, set(range(len(seen.reading.tokens))) - opening)
        if not telling or len(telling) > self._limits.bare_words:
            return set()
        return telling | {seen.reading.tokens[at].key for at in best.places - opening}


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    return one.surface.toned == other.surface.toned


def _codes(candidates: list[Candidate]) -> tuple[str, ...]:
    return tuple(c.owner.name for c in candidates[:_MOST_NAMED])
