"""The index of articles on Whoosh: pure Python, for machines where no compiled engine can be installed.

docs/decisions/0008-two-engines.md has the figures.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh import fields, index, query

from lawgraph.domain.levels import Kind
from lawgraph.store.search.entries import WORKS_COUNTED, distinct, factor, first_day, hit, identity, last_day, put, reordered, said, shown, year
from lawgraph.store.search.model import Filters, Found, IndexHit, Rerank, Terms, work_number
from lawgraph.store.search.whoosh_reader import TOKENS, WhooshReader, fill, open_reader

if TYPE_CHECKING:
    from lawgraph.store.articles import ArticleRow

__all__ = ["WhooshIndex", "build", "open_index"]

_FACETS = {"level": "kind", "subject": "subject", "issuer": "issuer", "jurisdiction": "jurisdiction", "year": "year", "work": "work"}
_DAYS_KEPT = 8


def _schema() -> fields.Schema:
    names = ("work", "kind", "subject", "issuer", "jurisdiction", "year")
    return fields.Schema(
        version=fields.ID,
        number=fields.ID,
        starts=fields.NUMERIC(sortable=True),
        ends=fields.NUMERIC,
        article=fields.STORED,
        wording=fields.STORED,
        group=fields.STORED,
        national=fields.STORED,
        **{name: fields.ID(sortable=True) for name in names},
        **TOKENS,
    )


def build(rows: Iterable[ArticleRow], folder: Path, progress: Callable[[int], None] | None = None, former: Path | None = None) -> None:
    """Writes the index of ``rows``, and of all that ``former`` holds, to ``folder`` (``entries.put``); ``progress`` is told how many are written."""
    put(lambda beside: fill(map(_document, rows), _schema(), beside, progress), folder, former)


def _document(row: ArticleRow) -> tuple[str, dict[str, Any]]:
    article, wording = identity(row)
    return said(row.title, row.chapter, row.caption, row.gist, row.text), {
        **{name: value for name, value in _named(row).items() if value},
        "starts": first_day(row),
        "ends": last_day(row),
        "shown": shown(row),
        "article": article,
        "wording": wording,
        "group": work_number(row.work),
        "national": int(row.jurisdiction == "national"),
    }


def _named(row: ArticleRow) -> dict[str, str]:
    return {
        "work": row.work,
        "kind": row.kind.value,
        "subject": row.subject,
        "issuer": row.issuer,
        "jurisdiction": row.jurisdiction,
        "version": row.version,
        "number": row.number,
        "year": year(row),
    }


def open_index(folder: Path) -> WhooshIndex:
    """Opens the index in ``folder``. Raises LibraryError where none stands there or it is damaged."""
    return WhooshIndex(*open_reader(folder))


class WhooshIndex(WhooshReader):
    """An opened index; see ``ArticleIndex`` for what its methods promise."""

    def __init__(self, opened: index.Index, totals: dict[str, int]) -> None:
        super().__init__(opened, totals)
        self._columns = {facet: self._reader.column_reader(name) for facet, name in _FACETS.items()}
        self._applying = lru_cache(maxsize=_DAYS_KEPT)(self._on_day)

    def article(self, version: str, number: str) -> IndexHit | None:
        """The article of a version, with a score of 0; None where the index holds none such."""
        wanted = query.Term("version", version)
        found = self._docs(query.And([wanted, query.Term("number", number)]) if number else wanted)
        hits = (self._hit(place, 0.0) for place in sorted(found))
        return next((known for known in hits if known.number == number), None)

    def counts(self, terms: Terms, filters: Filters) -> Mapping[str, int]:
        """How many articles of each work hold ``terms``."""
        works = self._columns["work"]
        return Counter(works[place] for place in self._scores(terms, self._kept(filters)))

    def frequency(self, word: str) -> int:
        """How many articles hold the word."""
        return int(self._reader.doc_frequency("words", word))

    def search(self, terms: Terms, filters: Filters, *, limit: int, offset: int = 0, facets: bool = False, rerank: Rerank | None = None) -> Found:
        """The articles that hold ``terms``, best first, an article's versions as one hit."""
        if not (terms.words or terms.bigrams or filters.condition) or limit < 1:
            return Found((), 0)
        scores = self._scores(terms, self._kept(filters))
        hits = self._hits(scores, offset, limit, rerank, every=filters.at is None)
        if not facets:
            return Found(hits, len(hits))
        values = {facet: dict(Counter(column[place] for place in scores)) for facet, column in self._columns.items()}
        for counted in values.values():
            counted.pop("", None)
        values["work"] = dict(sorted(values["work"].items(), key=lambda pair: (-pair[1], pair[0]))[:WORKS_COUNTED])
        places = sorted(scores)
        total = len(scores) if filters.at is not None else len(distinct(self._identities(places), len(places), whole=True))
        starts = self._reader.column_reader("starts")
        return Found(hits, total, sum(1 for place in places if not starts[place]), values)

    def _scores(self, terms: Terms, kept: set[int] | None) -> dict[int, float]:
        """The score of each article that counts, by its level."""
        kinds = self._columns["level"]
        return {place: score * factor(Kind(kinds[place])) for place, score in super()._scores(terms, kept).items()}

    def _searched(self, blob: bytes) -> str:
        known = hit(blob, 0.0)
        return said(known.title, known.chapter, known.caption, known.gist, known.text)

    # -- what counts ------------------------------------------------------------------------------------------------------------------

    def _kept(self, filters: Filters) -> set[int] | None:
        """The places of the articles that count; None for all."""
        single = {
            "kind": filters.level and filters.level.value,
            "subject": filters.subject,
            "issuer": filters.issuer,
            "version": filters.version,
            "year": filters.year and str(filters.year),
        }
        wanted: list[query.Query] = [query.Term(name, value) for name, value in single.items() if value]
        sets = (("jurisdiction", filters.jurisdictions), ("work", filters.works))
        wanted += [query.Or([query.Term(name, value) for value in values]) for name, values in sets if values]
        parts = [self._docs(part) for part in wanted]
        if filters.dated is not None:
            parts.append(self._docs(query.NumericRange("starts", 1, None) if filters.dated else query.NumericRange("starts", None, 0)))
        if filters.at is not None:
            parts.append(self._applying(filters.at))
        if filters.condition is not None:
            parts.append(self._condition(filters.condition))
        return set.intersection(*parts) if parts else None

    def _on_day(self, at: date) -> set[int]:
        day = at.toordinal()
        return self._docs(query.And([query.NumericRange("starts", None, day), query.NumericRange("ends", day, None, startexcl=True)]))

    # -- what is shown ----------------------------------------------------------------------------------------------------------------

    def _hits(self, scores: dict[int, float], offset: int, limit: int, rerank: Rerank | None, *, every: bool) -> tuple[IndexHit, ...]:
        """The hits from ``offset`` on, versions of one article (by number, or by wording) taken as one."""
        wanted = offset + limit
        asked = max(wanted + 10, rerank.depth if rerank else 0)
        found = scores
        while True:
            ranked = heapq.nsmallest(asked, found, key=lambda place: (-found[place], place))
            complete = len(ranked) < asked
            if rerank and ranked:
                stored = [self._reader.stored_fields(place) for place in ranked[: rerank.depth]]
                works, national = ([known[name] for known in stored] for name in ("group", "national"))
                new = reordered([found[place] for place in ranked], works, national, rerank)
                scores, ranked = {ranked[i]: score for score, i in new}, [ranked[i] for _, i in new]
            kept = distinct(self._identities(ranked), wanted, whole=every)
            if len(kept) >= wanted or complete:
                return tuple(self._hit(ranked[first], scores[ranked[first]], [ranked[i] for i in more]) for first, *more in kept[offset:wanted])
            asked *= 4

    def _identities(self, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        for place in places:
            stored = self._reader.stored_fields(place)
            yield stored["article"], stored["wording"]

    def _hit(self, place: int, score: float, others: Sequence[int] = ()) -> IndexHit:
        return hit(self._shown(place), score, map(self._shown, others))
