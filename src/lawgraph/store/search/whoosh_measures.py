"""The index of measures on Whoosh."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whoosh import fields, index, query

from lawgraph.store.search.entries import put
from lawgraph.store.search.measures import MEASURE_FACETS, MeasureFilters, MeasureHit, MeasureRow, MeasuresFound, packed, unpacked
from lawgraph.store.search.model import Terms
from lawgraph.store.search.whoosh_reader import TOKENS, WhooshReader, fill, open_reader

__all__ = ["WhooshMeasures", "build", "open_index"]


def build(rows: Iterable[MeasureRow], folder: Path, progress: Callable[[int], None] | None = None) -> None:
    """Writes the index of ``rows`` to ``folder`` (``entries.put``). ``progress`` is told the number of measures written so far."""
    put(lambda beside: fill(map(_document, rows), _schema(), beside, progress), folder)


def _schema() -> fields.Schema:
    return fields.Schema(number=fields.KEYWORD, **TOKENS, **{name: fields.ID(sortable=True) for name in MEASURE_FACETS})


def _document(row: MeasureRow) -> tuple[str, dict[str, Any]]:
    return row.said, {"number": " ".join(row.articles), "shown": packed(row), **row.named}


def open_index(folder: Path) -> WhooshMeasures:
    """Opens the index in ``folder``. Raises LibraryError where none stands there or it is damaged."""
    return WhooshMeasures(*open_reader(folder))


class WhooshMeasures(WhooshReader):
    """An opened index; see ``MeasureIndex`` for what its methods promise."""

    owner = "report"

    def __init__(self, opened: index.Index, totals: dict[str, int]) -> None:
        super().__init__(opened, totals)
        self._columns = {name: self._reader.column_reader(name) for name in MEASURE_FACETS}

    def search(self, terms: Terms, filters: MeasureFilters, *, limit: int, offset: int = 0) -> MeasuresFound:
        """The measures that hold ``terms``, best first."""
        if not (terms.words or terms.bigrams or filters.condition or filters.named) or limit < 1:
            return MeasuresFound((), 0)
        parts = [self._docs(query.Term(name, value)) for name, value in filters.named.items()]
        parts += [self._condition(filters.condition)] if filters.condition is not None else []
        scores = self._scores(terms, set.intersection(*parts) if parts else None)
        best = heapq.nsmallest(offset + limit, scores, key=lambda place: (-scores[place], place))[offset:]
        hits = tuple(MeasureHit(unpacked(self._shown(place)), scores[place]) for place in best)
        return MeasuresFound(hits, len(scores), {name: dict(Counter(column[place] for place in scores)) for name, column in self._columns.items()})

    def _searched(self, blob: bytes) -> str:
        return unpacked(blob).said
