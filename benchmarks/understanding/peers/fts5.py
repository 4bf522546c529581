"""SQLite's full-text search: BM25 over words, or over runs of three letters."""

from __future__ import annotations

import sqlite3

from benchmarks.understanding.peers import NEAREST, Owners, Ranking, best_of_each, flat

_FIND = "SELECT rowid, -bm25(wordings) FROM wordings WHERE text MATCH ? ORDER BY rank LIMIT ?"


class _Fts5:
    def __init__(self, owners: Owners, tokenizer: str) -> None:
        self._owners, wordings = flat(owners)
        self._db = sqlite3.connect(":memory:")
        self._db.execute(f"CREATE VIRTUAL TABLE wordings USING fts5(text, tokenize = '{tokenizer}')")
        rows = enumerate(wordings)
        self._db.executemany("INSERT INTO wordings(rowid, text) VALUES (?, ?)", rows)
        self._db.execute("INSERT INTO wordings(wordings) VALUES ('optimize')")

    def _find(self, terms: list[str]) -> Ranking:
        if not terms:
            return []
        wanted = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))
        found = self._db.execute(_FIND, (wanted, NEAREST))
        return best_of_each((self._owners[at], score) for at, score in found)


class Words(_Fts5):
    """BM25 over words without diacritics."""

    def __init__(self, owners: Owners) -> None:
        """Index the wordings in memory."""
        super().__init__(owners, "unicode61 remove_diacritics 2")

    def rank(self, text: str) -> Ranking:
        """Rank owners by any of the text's words."""
        return self._find(text.split())


class Trigrams(_Fts5):
    """BM25 over runs of three letters; finds parts of words and slips."""

    def __init__(self, owners: Owners) -> None:
        """Index the wordings in memory."""
        super().__init__(owners, "trigram")

    def rank(self, text: str) -> Ranking:
        """Rank owners by any three letters of the text."""
        return self._find([text[at : at + 3] for at in range(len(text) - 2)])
