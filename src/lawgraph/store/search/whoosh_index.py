"""The index on Whoosh: pure Python, for machines where no compiled engine can be installed.

Whoosh keeps the postings, the columns and what is shown; the scores are counted here, term by term, by the formula that Tantivy uses (BM25,
k1 1.2, b 0.75, the same rounding of lengths), so that both engines put the same articles in the same order.
docs/decisions/0008-two-engines.md has the figures.
"""

from __future__ import annotations

import heapq
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from whoosh import fields, index, query
from whoosh.reading import TermNotFound

from lawgraph.domain.levels import Kind
from lawgraph.errors import LibraryError
from lawgraph.store.search.entries import WORKS_COUNTED, distinct, factor, first_day, hit, identity, last_day, put, reordered, said, shown, year
from lawgraph.store.search.model import All, Condition, Either, Filters, Found, Holds, IndexHit, InWorks, Not, Numbered, Rerank, Terms, work_number
from lawgraph.store.search.tokens import bigrams, words

if TYPE_CHECKING:
    from lawgraph.store.library import ArticleRow

__all__ = ["WhooshIndex", "build", "open_index"]

_STEP = 2000
_MEGABYTES = 256
_K1, _B = 1.2, 0.75
_FACETS = {"level": "kind", "issuer": "issuer", "jurisdiction": "jurisdiction", "year": "year", "work": "work"}
_TOTALS = "totals.json"
_DAYS_KEPT = 8


def _schema() -> fields.Schema:
    names = ("work", "kind", "issuer", "jurisdiction", "year")
    return fields.Schema(
        words=fields.KEYWORD,
        bigrams=fields.KEYWORD,
        version=fields.ID,
        number=fields.ID,
        starts=fields.NUMERIC(sortable=True),
        ends=fields.NUMERIC,
        shown=fields.STORED,
        article=fields.STORED,
        wording=fields.STORED,
        group=fields.STORED,
        national=fields.STORED,
        **{name: fields.ID(sortable=True) for name in names},
        **{f"{name}_length": fields.NUMERIC(sortable=True) for name in ("words", "bigrams")},
    )


def build(rows: Iterable[ArticleRow], folder: Path, progress: Callable[[int], None] | None = None) -> None:
    """Writes the index of ``rows`` to ``folder`` (``entries.put``). ``progress`` is told the number of articles written so far."""
    put(_write, rows, folder, progress)


def _write(rows: Iterable[ArticleRow], folder: Path, progress: Callable[[int], None] | None) -> None:
    writer = index.create_in(str(folder), _schema()).writer(limitmb=_MEGABYTES)
    totals = Counter[str]()
    count = 0
    try:
        for count, row in enumerate(rows, 1):
            searched = said(row.title, row.chapter, row.caption, row.gist, row.text)
            tokens = {"words": words(searched), "bigrams": bigrams(searched)}
            article, wording = identity(row)
            writer.add_document(
                **{name: " ".join(found) for name, found in tokens.items()},
                **{f"{name}_length": len(found) for name, found in tokens.items()},
                **{name: value for name, value in _named(row).items() if value},
                starts=first_day(row),
                ends=last_day(row),
                shown=shown(row),
                article=article,
                wording=wording,
                group=work_number(row.work),
                national=int(row.jurisdiction == "national"),
            )
            totals.update({name: len(found) for name, found in tokens.items()})
            if progress is not None and count % _STEP == 0:
                progress(count)
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    (folder / _TOTALS).write_text(json.dumps(totals), "utf-8")
    if progress is not None:
        progress(count)


def _named(row: ArticleRow) -> dict[str, str]:
    return {
        "work": row.work,
        "kind": row.kind.value,
        "issuer": row.issuer,
        "jurisdiction": row.jurisdiction,
        "version": row.version,
        "number": row.number,
        "year": year(row),
    }


def open_index(folder: Path) -> WhooshIndex:
    """Opens the index in ``folder``. Raises LibraryError where none stands there or it is damaged."""
    try:
        return WhooshIndex(index.open_dir(str(folder)), json.loads((folder / _TOTALS).read_text("utf-8")))
    except (OSError, ValueError, index.IndexError) as error:
        raise LibraryError("检索索引打不开。", "请运行 lawgraph library add 重建。") from error


class WhooshIndex:
    """An opened index; see ``ArticleIndex`` for what its methods promise."""

    def __init__(self, opened: index.Index, totals: dict[str, int]) -> None:
        self._searcher = opened.searcher()
        self._reader = self._searcher.reader()
        self._lengths = {name: self._reader.column_reader(f"{name}_length") for name in totals}
        self._mean = {name: total / max(1, self.size) for name, total in totals.items()}
        self._columns = {facet: self._reader.column_reader(name) for facet, name in _FACETS.items()}
        self._applying = lru_cache(maxsize=_DAYS_KEPT)(self._on_day)

    @property
    def size(self) -> int:
        """How many articles the index holds."""
        return int(self._reader.doc_count_all())

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

    # -- scores -----------------------------------------------------------------------------------------------------------------------

    def _scores(self, terms: Terms, kept: set[int] | None) -> dict[int, float]:
        """The score of each article that counts. Where words are required, an article must hold so many of them; else one of all terms."""
        required = terms.required
        held = Counter[int]()
        scores = defaultdict[int, float](float)
        for word in terms.words:
            self._add(scores, "words", word, held if word in required else None)
        for pair in terms.bigrams:
            self._add(scores, "bigrams", pair, None)
        if terms.least == 0 or not (terms.words or terms.bigrams):
            counting = set(range(self.size))
        else:
            counting = {place for place, count in held.items() if count >= terms.least} if required else set(scores)
        counting = counting if kept is None else counting & kept
        kinds = self._columns["level"]
        return {place: scores[place] * factor(Kind(kinds[place])) for place in counting}

    def _add(self, scores: defaultdict[int, float], field: str, token: str, held: Counter[int] | None) -> None:
        found = self._reader.doc_frequency(field, token)
        rarity = math.log(1 + (self.size - found + 0.5) / (found + 0.5)) * (1 + _K1)
        lengths, mean = self._lengths[field], self._mean[field]
        for place, count in self._postings(field, token):
            scores[place] += rarity * count / (count + _K1 * (1 - _B + _B * _rounded(lengths[place]) / mean))
            if held is not None:
                held[place] += 1

    def _postings(self, field: str, token: str) -> Iterator[tuple[int, float]]:
        try:
            matcher = self._reader.postings(field, token)
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher.id(), matcher.weight()
            matcher.next()

    # -- what counts ------------------------------------------------------------------------------------------------------------------

    def _kept(self, filters: Filters) -> set[int] | None:
        """The places of the articles that count; None for all."""
        single = {
            "kind": filters.level and filters.level.value,
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

    def _docs(self, wanted: query.Query) -> set[int]:
        return set(self._searcher.docs_for_query(wanted))

    def _condition(self, condition: Condition) -> set[int]:
        match condition:
            case Holds(text):
                return self._holds(bigrams(text))
            case InWorks(works):
                return set[int]().union(*(self._docs(query.Term("work", work)) for work in works))
            case Numbered(number):
                return self._docs(query.Term("number", number))
            case All(parts):
                return set.intersection(*(self._condition(part) for part in parts))
            case Either(parts):
                return set[int]().union(*(self._condition(part) for part in parts))
            case Not(part):
                return set(range(self.size)) - self._condition(part)

    def _holds(self, pairs: Sequence[str]) -> set[int]:
        """Pairs that follow one another are the text itself; no places of tokens are kept, so the text is looked at."""
        if not pairs:
            return set()
        if len(pairs[0]) == 1 and len(pairs) == 1:
            return self._docs(query.Or([query.Wildcard("bigrams", form) for form in (pairs[0], f"?{pairs[0]}", f"{pairs[0]}?")]))
        found = set.intersection(*({place for place, _ in self._postings("bigrams", pair)} for pair in dict.fromkeys(pairs)))
        return found if len(pairs) == 1 else {place for place in found if self._follows(place, pairs)}

    def _follows(self, place: int, pairs: Sequence[str]) -> bool:
        known = self._hit(place, 0.0)
        row = " ".join(bigrams(said(known.title, known.chapter, known.caption, known.gist, known.text)))
        return f" {' '.join(pairs)} " in f" {row} "

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

    def _shown(self, place: int) -> bytes:
        stored: bytes = self._reader.stored_fields(place)["shown"]
        return stored


def _rounded(length: int) -> int:
    """A length as Tantivy keeps it in one byte: exact below 40, of longer ones the four highest bits of what exceeds 24."""
    over = length - 24
    shift = max(0, over.bit_length() - 4) if over > 0 else 0
    return 24 + (over >> shift << shift) if over > 0 else length
