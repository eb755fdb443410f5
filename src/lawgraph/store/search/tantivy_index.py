"""The index on Tantivy: an inverted index in memory-mapped files.

Each article of each version is one document. Two fields are searched: the words of title, chapter, caption, gist and text, and their
bigrams; a field of its own for the title ranks worse. The days on which the version applies are two numbers, so that the law of a day is a
range. What a hit shows is stored in one blob, so that a search asks no database.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy

from lawgraph.domain.levels import Kind, rank
from lawgraph.errors import LibraryError
from lawgraph.store.search.model import Filters, Found, IndexHit, Terms
from lawgraph.store.search.tokens import bigrams, words

if TYPE_CHECKING:
    from lawgraph.store.library import ArticleRow

__all__ = ["TantivyIndex", "build", "open_index"]

_TOKENIZER = "tokens"
_HEAP = 400_000_000
_STEP = 2000
_NEVER = date.max.toordinal() + 1
_FACETS = {"level": "kind", "issuer": "issuer", "jurisdiction": "jurisdiction"}
_FACET_VALUES = 200
# Beyond this many versions of articles the number of articles is estimated, not counted.
_COUNTED = 10_000
# By rank: 宪法, 法律, 行政法规, 司法解释, 地方性法规, 规章, 党内法规, 规范性文件 and below. General law is asked for more often than a place's
# (measured: docs/reference/search.md).
_FACTORS = (1.5, 1.5, 1.2, 1.3, 1.0, 1.1, 1.1, 1.0)

_Query = tantivy.Query
_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_text_field("bigrams", tokenizer_name=_TOKENIZER, index_option="freq")
    for name in ("work", "kind", "issuer", "jurisdiction"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("version", "number"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("starts", "ends"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("article", "wording"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_float_field("weight", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _document(row: ArticleRow) -> tantivy.Document:
    said = f"{row.title} {row.chapter} {row.caption} {row.gist} {row.text}"
    document = tantivy.Document(
        words=" ".join(words(said)),
        bigrams=" ".join(bigrams(said)),
        work=row.work,
        version=row.version,
        number=row.number,
        kind=row.kind.value,
        issuer=row.issuer,
        jurisdiction=row.jurisdiction,
        weight=_weight(row.kind),
    )
    document.add_unsigned("starts", row.starts.toordinal() if row.starts else 0)
    document.add_unsigned("ends", row.ends.toordinal() if row.ends else _NEVER)
    document.add_unsigned("article", _number(row.work, row.number))
    document.add_unsigned("wording", _number(row.work, row.text))
    shown = (row.work, row.title, row.version, row.number, row.chapter, row.text, row.caption, row.gist, row.kind.value, row.jurisdiction)
    document.add_bytes("shown", json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    return document


def _weight(kind: Kind) -> float:
    """The number that makes the engine multiply a score by the factor of the kind's rank: it multiplies by log2(2 + number)."""
    return float(2 ** _FACTORS[min(rank(kind), len(_FACTORS)) - 1] - 2)


def build(rows: Iterable[ArticleRow], folder: Path, progress: Callable[[int], None] | None = None) -> None:
    """Writes the index of ``rows`` to ``folder``, whole or not at all.

    It is written beside ``folder`` and moved there at the end; what stood there before is replaced, and readers of it keep what they
    have open. ``progress`` is told the number of articles written so far. Raises LibraryError where the disk refuses.
    """
    beside = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True)
        _write(rows, beside, progress)
        _put(beside, folder)
    except (OSError, ValueError) as error:  # the engine says ValueError where its files cannot be written
        raise LibraryError(f"检索索引写不成：{error}。", "请检查 LAWGRAPH_HOME 所在磁盘的空间和权限。") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(rows: Iterable[ArticleRow], folder: Path, progress: Callable[[int], None] | None) -> None:
    index = tantivy.Index(_schema(), str(folder))
    _register(index)
    writer = index.writer(_HEAP, 1)
    count = 0
    try:
        for count, row in enumerate(rows, 1):
            writer.add_document(_document(row))
            if progress is not None and count % _STEP == 0:
                progress(count)
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()
    if progress is not None:
        progress(count)


def _put(beside: Path, folder: Path) -> None:
    """Moves the finished index to its place."""
    if folder.exists():
        old = folder.with_name(f"{folder.name}.{os.getpid()}.old")
        folder.rename(old)
        beside.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        beside.rename(folder)


def open_index(folder: Path) -> TantivyIndex:
    """Opens the index in ``folder``. Raises LibraryError where none stands there or it is damaged."""
    try:
        index = tantivy.Index.open(str(folder))
    except (OSError, ValueError) as error:
        raise LibraryError("检索索引打不开。", "请运行 lawgraph library add 重建。") from error
    _register(index)
    return TantivyIndex(index)


class TantivyIndex:
    """An opened index; see ``ArticleIndex`` for what its methods promise."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @property
    def size(self) -> int:
        """How many articles the index holds."""
        return self._searcher.num_docs

    def article(self, version: str, number: str) -> IndexHit | None:
        """The article of a version, with a score of 0; None where the index holds none such."""
        query = _Query.boolean_query([(_MUST, self._term("version", version, "basic")), (_MUST, self._term("number", number, "basic"))])
        hits = self._searcher.search(query, 1, count=False).hits
        return self._hit(hits[0][1], 0.0) if hits else None

    def frequency(self, word: str) -> int:
        """How many articles hold the word."""
        return self._searcher.doc_freq("words", word)

    def search(self, terms: Terms, filters: Filters, *, limit: int, offset: int = 0, facets: bool = False) -> Found:
        """The articles that hold ``terms``, best first, an article's versions as one hit."""
        if not (terms.words or terms.bigrams) or limit < 1:
            return Found((), 0)
        query = self._query(terms, filters)
        hits = self._hits(query, offset, limit)
        if not facets:
            return Found(hits, len(hits))
        wanted: dict[str, Any] = {name: {"terms": {"field": field, "size": _FACET_VALUES}} for name, field in _FACETS.items()}
        wanted["total"] = {"value_count": {"field": "starts"}}
        counted = self._searcher.aggregate(query, wanted)
        values = {name: {b["key"]: b["doc_count"] for b in counted[name]["buckets"] if b["key"]} for name in _FACETS}
        total = int(counted["total"]["value"])
        return Found(hits, total if filters.at is not None else self._articles(query, total), values)

    def _query(self, terms: Terms, filters: Filters) -> tantivy.Query:
        required = [(_SHOULD, self._term("words", word, "freq")) for word in terms.required]
        others = [(_SHOULD, self._term("words", word, "freq")) for word in terms.words if word not in terms.required]
        pairs = [(_SHOULD, self._term("bigrams", pair, "freq")) for pair in terms.bigrams]
        kept = [(_MUST, part) for part in self._filters(filters)]
        if not required:
            return _Query.boolean_query([(_MUST, _Query.boolean_query([*others, *pairs])), *kept])
        found = _Query.boolean_query(required, terms.least if terms.least > 1 else None)
        return _Query.boolean_query([(_MUST, found), *others, *pairs, *kept])

    def _filters(self, filters: Filters) -> list[tantivy.Query]:
        kept = [
            self._term(name, value, "basic")
            for name, value in (("kind", filters.level and filters.level.value), ("issuer", filters.issuer), ("version", filters.version))
            if value
        ]
        sets = (("jurisdiction", filters.jurisdictions), ("work", filters.works))
        kept += [_Query.term_set_query(self._schema, name, list(values)) for name, values in sets if values]
        if filters.at is not None:
            day = filters.at.toordinal()
            kept.append(_Query.range_query(self._schema, "starts", tantivy.FieldType.Unsigned, None, day))
            kept.append(_Query.range_query(self._schema, "ends", tantivy.FieldType.Unsigned, day, None, include_lower=False))
        # A filter keeps or drops; it must not add to the score.
        return [_Query.const_score_query(part, 0.0) for part in kept]

    def _term(self, field: str, value: str, option: str) -> tantivy.Query:
        return _Query.term_query(self._schema, field, value, option)

    def _hits(self, query: tantivy.Query, offset: int, limit: int) -> tuple[IndexHit, ...]:
        """The hits from ``offset`` on, versions of one article (by number, or by wording) taken as one."""
        wanted = offset + limit
        asked = wanted + 10
        while True:
            ranked = self._searcher.search(query, asked, count=False, weight_by_field="weight").hits
            places = [place for _, place in ranked]
            kept = self._distinct(places)
            if len(kept) >= wanted or len(ranked) < asked:
                return tuple(self._hit(places[i], float(ranked[i][0])) for i in kept[offset:wanted])
            asked *= 4

    def _distinct(self, places: Sequence[tantivy.DocAddress]) -> list[int]:
        columns = [self._searcher.fast_field_values(name, list(places)) for name in ("article", "wording")]
        kept: list[int] = []
        articles: set[Any] = set()
        wordings: set[Any] = set()
        for i, (article, wording) in enumerate(zip(*columns, strict=True)):
            if article not in articles and wording not in wordings:
                kept.append(i)
            articles.add(article)
            wordings.add(wording)
        return kept

    def _hit(self, place: tantivy.DocAddress, score: float) -> IndexHit:
        stored: Any = self._searcher.doc(place).get_first("shown")
        work, title, version, number, chapter, text, caption, gist, kind, jurisdiction = json.loads(bytes(stored))
        return IndexHit(work, title, version, number, chapter, text, caption, gist, Kind(kind), jurisdiction, score)

    def _articles(self, query: tantivy.Query, count: int) -> int:
        """How many articles stand behind ``count`` versions of articles."""
        if count > _COUNTED:
            return round(self._searcher.cardinality(query, "article"))
        return len(self._distinct([place for _, place in self._searcher.search(query, max(count, 1), count=False).hits]))
