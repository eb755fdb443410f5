"""Searching: a name is looked up and comes first, the rest is searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from lawgraph.domain.ids import provision_id
from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Force, WorkRef
from lawgraph.services.lookup import NameBook, Named
from lawgraph.services.querying import Asked, read_query, simplified
from lawgraph.services.questions import QuestionRanking, load_ranking
from lawgraph.services.synonyms import widened
from lawgraph.settings import data_folder
from lawgraph.store.library import Library, match_key
from lawgraph.store.search import ArticleIndex, Filters, Found, IndexHit, Terms
from lawgraph.store.search.tokens import is_plain, spans

__all__ = ["SearchHit", "SearchResult", "Searcher"]

_LONGEST_QUERY = 500
_LEADING = 10
_FORCES_KEPT = 20_000
# So many words without a word of grammar among them are keywords: an article must hold them all. Anything else is a question: the more, the better.
_KEYWORDS = 3


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article (or, with ``article`` and ``provision`` empty and the title as its text, a whole work) that answers a query.

    ``highlights`` are spans of ``text``; ``force`` is the work's state on the day searched, with the version that applies then. Scores order
    the hits of one result and mean nothing across results.
    """

    work: WorkRef
    version: str
    article: str
    provision: str
    text: str
    highlights: tuple[tuple[int, int], ...]
    score: float
    force: Force


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``total`` and ``facets`` (level, issuer, jurisdiction → value → number of articles) are counted over the whole result, not the page.

    ``notes`` tell whoever asked how the query was read where it was not read as written.
    """

    query: str
    total: int
    hits: tuple[SearchHit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Searcher:
    """Answers queries over a library and its index; one object serves any number of queries."""

    def __init__(self, library: Library, index: ArticleIndex) -> None:
        self._library = library
        self._index = index
        self._forces: dict[tuple[str, date], Force] = {}

    @cached_property
    def _names(self) -> NameBook:
        return NameBook(self._library.works(), self._library.names())

    @cached_property
    def _ranking(self) -> QuestionRanking:
        return load_ranking(data_folder() / "ranking" / "questions.json", self._library.works())

    def search(
        self,
        query: str,
        *,
        level: Kind | None = None,
        issuer: str | None = None,
        jurisdiction: str | None = None,
        at: date,
        all_versions: bool = False,
        limit: int = 20,
        offset: int = 0,
    ) -> SearchResult:
        """The articles that answer ``query`` in the law of the day ``at``, or, with ``all_versions``, of any day, an article's versions as one hit.

        Up to three keywords find the articles that hold them all; a question, or keywords that none holds together, those that hold some,
        the best first. No query fails: one without a word finds nothing.
        """
        asked, named = self._read(query)
        filters = Filters(None if all_versions else at, level, issuer, (jurisdiction,) if jurisdiction else (), condition=asked.condition)
        leading = self._leading(named, filters, at) if named else ()
        searched = named.searched if named else asked.words
        terms = Terms.of(searched)
        found = self._find(searched, terms, filters, offset + limit + len(leading), selective=asked.selective)
        first = {(hit.work, hit.number) for hit in leading}
        top = found.hits[0].score if found.hits else 0.0
        raised = [replace(hit, score=top + len(leading) - place) for place, hit in enumerate(leading)]
        ranked = [*raised, *(hit for hit in found.hits if (hit.work, hit.number) not in first)]
        sought = widened(searched, terms).words
        label = named.label if named else ""
        hits = tuple(self._hit(hit, sought, at, label if place < len(raised) else "") for place, hit in enumerate(ranked[: offset + limit]))[offset:]
        works = sum(1 for hit in leading if not hit.number)
        notes = (*asked.notes, *self._guessed(named))
        return SearchResult(query, max(found.total + works, len(ranked)), hits, found.facets, notes)

    def _read(self, query: str) -> tuple[Asked, Named | None]:
        """A query that is a name is one, whatever quotes and brackets stand in it; in any other they are signs of the query language."""
        written = simplified(query[:_LONGEST_QUERY].encode("utf-8", "replace").decode())
        named = self._names.read(written)
        if named and not named.guessed and not named.rest:
            return Asked(written), named
        asked = read_query(written, self._works_with)
        return asked, named if asked.words == written else self._names.read(asked.words)

    def _works_with(self, name: str, value: str) -> tuple[str, ...]:
        """The works whose title, or issuer, holds ``value``."""
        wanted = match_key(value)
        told = [(work.id, work.title if name == "标题" else work.issuer) for work in self._library.works()]
        return tuple(work for work, text in told if wanted in match_key(text))

    def _guessed(self, named: Named | None) -> Iterator[str]:
        if named and named.guessed:
            titles = "".join(f"《{self._library.work(work).title}》" for work in named.works)
            yield f"没有名为“{named.guessed}”的法规，先列出名称相近的{titles}。"

    def _find(self, text: str, terms: Terms, filters: Filters, limit: int, *, selective: bool) -> Found:
        if selective:
            return self._index.search(widened(text, terms).at_least(0), filters, limit=limit, facets=True)
        if is_plain(text) and 0 < len(terms.required) <= _KEYWORDS:
            found = self._index.search(terms.at_least(len(terms.required)), filters, limit=limit, facets=True)
            if found.total:
                return found
        return self._index.search(widened(text, terms), filters, limit=limit, facets=True, rerank=self._ranking)

    # -- what is looked up ------------------------------------------------------------------------------------------------------------

    def _leading(self, named: Named, filters: Filters, at: date) -> tuple[IndexHit, ...]:
        """The provision that a query names; else what its other words find in the works that it names; else these works."""
        works = tuple(work for work in named.works if self._fits(work, filters))
        if named.label:
            articles = tuple(hit for work in works if (hit := self._article(work, named.label.split(".", 1)[0], at)))
            if articles:
                return articles
        terms = widened(named.rest, Terms.of(named.rest))
        asked = len(terms.required)
        if works and 0 < asked <= 2 * _LEADING:
            within = replace(filters, works=works)
            for least in dict.fromkeys((asked, (asked + 1) // 2)):
                found = self._index.search(terms.at_least(least), within, limit=_LEADING)
                if found.hits:
                    return found.hits
        return tuple(self._whole(work, at) for work in works)

    def _fits(self, work: str, filters: Filters) -> bool:
        known = self._library.work(work)
        return (
            filters.level in (None, known.kind)
            and filters.issuer in (None, known.issuer)
            and (not filters.jurisdictions or known.jurisdiction in filters.jurisdictions)
        )  # fmt: skip

    def _version(self, work: str, at: date) -> str:
        """The version that applies on a day; where none is known to, the last one whose text is here; empty where there is none."""
        applying = self._force(work, at).version
        if applying:
            return applying
        known = [row.id for row in self._library.versions(work) if row.has_text]
        return known[-1] if known else ""

    def _article(self, work: str, number: str, at: date) -> IndexHit | None:
        version = self._version(work, at)
        return self._index.article(version, number) if version else None

    def _whole(self, work: str, at: date) -> IndexHit:
        known = self._library.work(work)
        return IndexHit(work, known.title, self._version(work, at), "", "", known.title, "", "", known.kind, known.jurisdiction, 0.0)

    # -- what is shown ----------------------------------------------------------------------------------------------------------------

    def _hit(self, hit: IndexHit, sought: Sequence[str], at: date, label: str) -> SearchHit:
        wanted = label if label and hit.number == label.split(".", 1)[0] and self._library.has(hit.version, label) else hit.number
        return SearchHit(
            WorkRef(hit.work, hit.title),
            hit.version,
            hit.number,
            provision_id(hit.version, wanted) if hit.number else "",
            hit.text,
            highlight(hit.text, sought),
            round(hit.score, 4),
            self._force(hit.work, at),
        )

    def _force(self, work: str, at: date) -> Force:
        known = self._forces.get((work, at))
        if known is None:
            if len(self._forces) >= _FORCES_KEPT:
                self._forces.clear()
            known = self._forces[work, at] = self._library.force(work, at)
        return known


def highlight(text: str, sought: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The spans of ``text`` that hold a word of ``sought``; single characters count only where nothing longer is sought."""
    longer = [word for word in sought if len(word) > 1]
    return spans(text, longer or sought)
