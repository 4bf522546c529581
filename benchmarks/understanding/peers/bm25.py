"""BM25 with scores worked out at load (bm25s)."""

from __future__ import annotations

import bm25s

from benchmarks.understanding.peers import NEAREST, Owners, Ranking, best_of_each, flat


class Bm25:
    """BM25 over words, Lucene's variant."""

    def __init__(self, owners: Owners) -> None:
        """Index the wordings."""
        self._owners, wordings = flat(owners)
        self._known = {word for wording in wordings for word in wording.split()}
        self._index = bm25s.BM25()
        self._index.index([wording.split() for wording in wordings], show_progress=False)

    def rank(self, text: str) -> Ranking:
        """Rank owners by the words they share with the text."""
        terms = [word for word in text.split() if word in self._known]
        if not terms:
            return []
        most = min(NEAREST, len(self._owners))
        numbers, scores = self._index.retrieve([terms], k=most, show_progress=False)
        pairs = zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
        return best_of_each((self._owners[at], score) for at, score in pairs if score > 0)
