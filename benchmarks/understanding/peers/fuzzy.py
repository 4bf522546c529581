"""rapidfuzz alone: the wording that looks most like the text."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from benchmarks.understanding.peers import NEAREST, Owners, Ranking, best_of_each, flat


class WRatio:
    """The weighted mix of ratios that rapidfuzz offers by default."""

    def __init__(self, owners: Owners) -> None:
        """Keep the wordings; there is nothing to index."""
        self._owners, self._wordings = flat(owners)

    def rank(self, text: str) -> Ranking:
        """Rank owners by their most similar wording."""
        found = process.extract(text, self._wordings, scorer=fuzz.WRatio, limit=NEAREST)
        return best_of_each((self._owners[at], score) for _, score, at in found)


class TokenSetRatio:
    """Words in common, whatever their order and number."""

    def __init__(self, owners: Owners) -> None:
        """Keep the wordings; there is nothing to index."""
        self._owners, self._wordings = flat(owners)

    def rank(self, text: str) -> Ranking:
        """Rank owners by their most similar wording."""
        found = process.extract(text, self._wordings, scorer=fuzz.token_set_ratio, limit=NEAREST)
        return best_of_each((self._owners[at], score) for _, score, at in found)
