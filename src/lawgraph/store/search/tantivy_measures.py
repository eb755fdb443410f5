"""The index of measures on Tantivy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import tantivy

from lawgraph.store.search.entries import put
from lawgraph.store.search.measures import MEASURE_FACETS, MeasureFilters, MeasureHit, MeasureRow, MeasuresFound, packed, unpacked
from lawgraph.store.search.model import Terms
from lawgraph.store.search.tantivy_reader import TOKENIZER, TantivyReader, fill, open_reader
from lawgraph.store.search.tokens import bigrams, words

__all__ = ["TantivyMeasures", "build", "open_index"]

_VALUES = 1000


def build(rows: Iterable[MeasureRow], folder: Path, progress: Callable[[int], None] | None = None) -> None:
    """Writes the index of ``rows`` to ``folder`` (``entries.put``). ``progress`` is told the number of measures written so far."""
    put(lambda beside: fill(map(_document, rows), _schema(), beside, progress), folder)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_text_field("bigrams", tokenizer_name=TOKENIZER, index_option="position")
    for name in MEASURE_FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("number", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


def _document(row: MeasureRow) -> tantivy.Document:
    document = tantivy.Document(words=" ".join(words(row.said)), bigrams=" ".join(bigrams(row.said)), number=list(row.articles), **row.named)
    document.add_bytes("shown", packed(row))
    return document


def open_index(folder: Path) -> TantivyMeasures:
    """Opens the index in ``folder``. Raises LibraryError where none stands there or it is damaged."""
    return TantivyMeasures(open_reader(folder))


class TantivyMeasures(TantivyReader):
    """An opened index; see ``MeasureIndex`` for what its methods promise."""

    owner = "report"

    def search(self, terms: Terms, filters: MeasureFilters, *, limit: int, offset: int = 0) -> MeasuresFound:
        """The measures that hold ``terms``, best first."""
        if not (terms.words or terms.bigrams or filters.condition or filters.named) or limit < 1:
            return MeasuresFound((), 0)
        kept = [self._term(name, value, "basic") for name, value in filters.named.items()]
        kept += [self._condition(filters.condition)] if filters.condition is not None else []
        ranked = self._searcher.search(self._matching(terms, kept, scored=True), limit, offset=offset, count=False).hits
        counting: dict[str, Any] = {name: {"terms": {"field": name, "size": _VALUES}} for name in MEASURE_FACETS}
        counted = self._searcher.aggregate(self._matching(terms, kept, scored=False), counting | {"total": {"value_count": {"field": "state"}}})
        return MeasuresFound(
            tuple(MeasureHit(unpacked(self._shown(place)), float(score)) for score, place in ranked),
            int(counted["total"]["value"]),
            {name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in MEASURE_FACETS},
        )
