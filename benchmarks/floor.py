"""The floor under search and suggestions: plain BM25 over the words and bigrams of title, chapter and text, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import tantivy

from lawgraph.store.articles import ArticleRow
from lawgraph.store.search.tokens import bigrams, words

__all__ = ["Floor"]

_FIELDS = {"words": words, "bigrams": bigrams}


class Floor:
    """An index of the articles that apply on a day; two fields, their scores summed one to one."""

    def __init__(self, rows: Iterable[ArticleRow], at: date, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for name in _FIELDS:
            builder.add_text_field(name, tokenizer_name="tokens", index_option="freq")
        builder.add_unsigned_field("place", stored=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema, str(folder))
        index.register_tokenizer("tokens", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        writer = index.writer(200_000_000, 1)
        self._rows: list[ArticleRow] = []
        for row in rows:
            if (row.starts is None or row.starts <= at) and (row.ends is None or at < row.ends):
                said = f"{row.title} {row.chapter} {row.text}"
                document = tantivy.Document(**{name: " ".join(cut(said)) for name, cut in _FIELDS.items()})
                document.add_unsigned("place", len(self._rows))
                self._rows.append(row)
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, text: str, limit: int) -> list[ArticleRow]:
        """The rows that score highest for ``text``."""
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, name, token, "freq"))
            for name, cut in _FIELDS.items()
            for token in cut(text)
        ]
        if not terms:
            return []
        hits = self._searcher.search(tantivy.Query.boolean_query(terms), limit, count=False).hits
        return [self._rows[int(str(self._searcher.doc(place).get_first("place")))] for _, place in hits]
