"""tantivy: a search engine of Lucene's design, in Rust."""

from __future__ import annotations

import tantivy

from benchmarks.understanding.peers import NEAREST, Owners, Ranking, best_of_each, flat


class Tantivy:
    """BM25 over words in an index held in memory."""

    def __init__(self, owners: Owners) -> None:
        """Index the wordings."""
        self._owners, wordings = flat(owners)
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text")
        schema.add_integer_field("at", stored=True)
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(num_threads=1)
        for at, wording in enumerate(wordings):
            writer.add_document(tantivy.Document(text=wording, at=at))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def rank(self, text: str) -> Ranking:
        """Rank owners by any of the text's words."""
        if not text:
            return []
        found = self._searcher.search(self._index.parse_query(text, ["text"]), NEAREST).hits
        return best_of_each(
            (self._owners[self._searcher.doc(address)["at"][0]], score) for score, address in found
        )
