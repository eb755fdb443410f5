"""The index on Tantivy: an inverted index in memory-mapped files.

Each article of each version is one document. Two fields are searched: the words of title, chapter, caption, gist and text, and their
bigrams; a field of its own for the title ranks worse. The days on which the version applies are two numbers, so that the law of a day is a
range. What a hit shows is stored in one blob, so that a search asks no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy

from lawgraph.store.search.entries import WORKS_COUNTED, distinct, factor, first_day, hit, identity, last_day, put, reordered, said, shown, year
from lawgraph.store.search.model import Filters, Found, IndexHit, Rerank, Terms, work_number
from lawgraph.store.search.tantivy_reader import TOKENIZER, TantivyReader, fill, open_reader
from lawgraph.store.search.tokens import bigrams, words

if TYPE_CHECKING:
    from lawgraph.store.articles import ArticleRow

__all__ = ["TantivyIndex", "build", "open_index"]

_FACETS = {"level": "kind", "subject": "subject", "issuer": "issuer", "jurisdiction": "jurisdiction", "year": "year", "work": "work"}
_FACET_VALUES = 200
_MOST_WORKS = 65_000
# What is looked at of a long list at a time: most articles have one version, and the first few places are enough.
_AT_ONCE = 64
# Beyond this many versions of articles the number of articles is estimated, not counted.
_COUNTED = 10_000
_Query = tantivy.Query
_MUST = tantivy.Occur.Must


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_text_field("bigrams", tokenizer_name=TOKENIZER, index_option="position")
    for name in ("work", "kind", "subject", "issuer", "jurisdiction", "year"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("version", "number"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("starts", "ends"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("article", "wording", "group", "national"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_float_field("weight", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


def _document(row: ArticleRow) -> tantivy.Document:
    searched = said(row.title, row.chapter, row.caption, row.gist, row.text)
    document = tantivy.Document(
        words=" ".join(words(searched)),
        bigrams=" ".join(bigrams(searched)),
        work=row.work,
        version=row.version,
        number=row.number,
        kind=row.kind.value,
        subject=row.subject,
        issuer=row.issuer,
        jurisdiction=row.jurisdiction,
        year=year(row),
        # the engine multiplies a score by log2(2 + number)
        weight=2 ** factor(row.kind) - 2,
    )
    document.add_unsigned("starts", first_day(row))
    document.add_unsigned("ends", last_day(row))
    article, wording = identity(row)
    document.add_unsigned("article", article)
    document.add_unsigned("wording", wording)
    document.add_unsigned("group", work_number(row.work))
    document.add_unsigned("national", int(row.jurisdiction == "national"))
    document.add_bytes("shown", shown(row))
    return document


def build(rows: Iterable[ArticleRow], folder: Path, progress: Callable[[int], None] | None = None, former: Path | None = None) -> None:
    """Writes the index of ``rows``, and of all that ``former`` holds, to ``folder`` (``entries.put``); ``progress`` is told how many are written."""
    put(lambda beside: fill(map(_document, rows), _schema(), beside, progress), folder, former)


def open_index(folder: Path) -> TantivyIndex:
    """Opens the index in ``folder``. Raises LibraryError where none stands there or it is damaged."""
    return TantivyIndex(open_reader(folder))


class TantivyIndex(TantivyReader):
    """An opened index; see ``ArticleIndex`` for what its methods promise."""

    def article(self, version: str, number: str) -> IndexHit | None:
        """The article of a version, with a score of 0; None where the index holds none such."""
        query = _Query.boolean_query([(_MUST, self._term("version", version, "basic")), (_MUST, self._term("number", number, "basic"))])
        hits = self._searcher.search(query, 1, count=False).hits
        return self._hit(hits[0][1], 0.0) if hits else None

    def counts(self, terms: Terms, filters: Filters) -> Mapping[str, int]:
        """How many articles of each work hold ``terms``; those of ``filters`` should be few."""
        wanted: dict[str, Any] = {"work": {"terms": {"field": "work", "size": _MOST_WORKS}}}
        return {b["key"]: b["doc_count"] for b in self._searcher.aggregate(self._query(terms, filters, scored=False), wanted)["work"]["buckets"]}

    def frequency(self, word: str) -> int:
        """How many articles hold the word."""
        return self._searcher.doc_freq("words", word)

    def search(self, terms: Terms, filters: Filters, *, limit: int, offset: int = 0, facets: bool = False, rerank: Rerank | None = None) -> Found:
        """The articles that hold ``terms``, best first, an article's versions as one hit."""
        if not (terms.words or terms.bigrams or filters.condition) or limit < 1:
            return Found((), 0)
        query = self._query(terms, filters)
        hits = self._hits(query, offset, limit, rerank, every=filters.at is None)
        if not facets:
            return Found(hits, len(hits))
        wanted: dict[str, Any] = {name: {"terms": {"field": field, "size": _FACET_VALUES}} for name, field in _FACETS.items()}
        # without a bound of its own each part of the index would hand up its works by the thousand
        wanted["work"]["terms"] |= {"size": WORKS_COUNTED, "segment_size": _FACET_VALUES}
        wanted["undated"] = {"range": {"field": "starts", "ranges": [{"to": 1}]}}
        counting = self._query(terms, filters, scored=False)
        counted = self._searcher.aggregate(counting, wanted)
        values = {name: {b["key"]: b["doc_count"] for b in counted[name]["buckets"] if b["key"]} for name in _FACETS}
        total = sum(values["level"].values())
        undated = sum(int(b["doc_count"]) for b in counted["undated"]["buckets"] if b.get("to") == 1)
        return Found(hits, total if filters.at is not None else self._articles(counting, total), undated, values)

    def _query(self, terms: Terms, filters: Filters, *, scored: bool = True) -> tantivy.Query:
        return self._matching(terms, self._filters(filters), scored=scored)

    def _filters(self, filters: Filters) -> list[tantivy.Query]:
        kept = [
            self._term(name, value, "basic")
            for name, value in (
                ("kind", filters.level and filters.level.value),
                ("subject", filters.subject),
                ("issuer", filters.issuer),
                ("version", filters.version),
                ("year", filters.year and str(filters.year)),
            )
            if value
        ]
        sets = (("jurisdiction", filters.jurisdictions), ("work", filters.works))
        kept += [_Query.term_set_query(self._schema, name, list(values)) for name, values in sets if values]
        if filters.dated is not None:
            known, none = (1, None), (None, 0)
            kept.append(_Query.range_query(self._schema, "starts", tantivy.FieldType.Unsigned, *(known if filters.dated else none)))
        if filters.at is not None:
            day = filters.at.toordinal()
            kept.append(_Query.range_query(self._schema, "starts", tantivy.FieldType.Unsigned, None, day))
            kept.append(_Query.range_query(self._schema, "ends", tantivy.FieldType.Unsigned, day, None, include_lower=False))
        if filters.condition is not None:
            kept.append(self._condition(filters.condition))
        return kept

    def _hits(self, query: tantivy.Query, offset: int, limit: int, rerank: Rerank | None, *, every: bool) -> tuple[IndexHit, ...]:
        """The hits from ``offset`` on, versions of one article (by number, or by wording) taken as one."""
        wanted = offset + limit
        asked = max(wanted + 10, rerank.depth if rerank else 0)
        while True:
            ranked = self._searcher.search(query, asked, count=False, weight_by_field="weight").hits
            complete = len(ranked) < asked
            if rerank and ranked:
                ranked = self._reordered(ranked, rerank)
            places = [place for _, place in ranked]
            kept = distinct(self._identities(places), wanted, whole=every)
            if len(kept) >= wanted or complete:
                return tuple(self._hit(ranked[first][1], float(ranked[first][0]), [places[i] for i in more]) for first, *more in kept[offset:wanted])
            asked *= 4

    def _reordered(self, ranked: list[Any], rerank: Rerank) -> list[Any]:
        places = [place for _, place in ranked]
        columns: list[Any] = [self._searcher.fast_field_values(name, places[: rerank.depth]) for name in ("group", "national")]
        return [(score, places[i]) for score, i in reordered([score for score, _ in ranked], columns[0], columns[1], rerank)]

    def _identities(self, places: Sequence[tantivy.DocAddress]) -> Iterator[tuple[int, int]]:
        for start in range(0, len(places), _AT_ONCE):
            part = list(places[start : start + _AT_ONCE])
            columns: list[Any] = [self._searcher.fast_field_values(name, part) for name in ("article", "wording")]
            yield from zip(*columns, strict=True)

    def _hit(self, place: tantivy.DocAddress, score: float, others: Sequence[tantivy.DocAddress] = ()) -> IndexHit:
        return hit(self._shown(place), score, map(self._shown, others))

    def _articles(self, query: tantivy.Query, count: int) -> int:
        """How many articles stand behind ``count`` versions of articles."""
        if count > _COUNTED:
            return round(self._searcher.cardinality(query, "article"))
        places = [place for _, place in self._searcher.search(query, max(count, 1), count=False).hits]
        return len(distinct(self._identities(places), max(count, 1), whole=True))
