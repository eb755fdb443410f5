"""Searching: a name is looked up and comes first, the rest is searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice

from lawgraph.domain.ids import provision_id
from lawgraph.domain.models import Force, ForceStatus, WorkRef
from lawgraph.services.search.answers import EVERYTHING, Citing, OtherVersion, SearchHit, SearchResult, Within, WorkGroup, highlight
from lawgraph.services.search.lookup import NameBook, Named, shown_version
from lawgraph.services.search.querying import Asked, read_query, simplified
from lawgraph.services.search.questions import QuestionRanking, load_ranking
from lawgraph.services.search.synonyms import widened
from lawgraph.settings import data_folder
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library, match_key
from lawgraph.store.search import All, ArticleIndex, Condition, Filters, Found, IndexHit, InWorks, Not, Terms
from lawgraph.store.search.tokens import is_plain

__all__ = ["KEYWORDS", "LONGEST_QUERY", "Searcher"]

LONGEST_QUERY = 500
_LEADING = 10
_FORCES_KEPT = 20_000
# So many words without a word of grammar among them are keywords: an article must hold them all. Anything else is a question: the more, the better.
KEYWORDS = 3
_LONGEST_NAME = 30
_CITING_WORKS = 3
_DAYS_KEPT = 8
# By work: so many of the best hits are looked at, and so many shown of each work.
_BEST = 600
_OF_ONE_WORK = 3
# In these states no text of a work applies, so that all its versions are searched.
_WITHOUT_TEXT = frozenset({ForceStatus.REPEALED, ForceStatus.NOT_YET_IN_FORCE, ForceStatus.PENDING_APPROVAL})


@dataclass(frozen=True, slots=True)
class _Shown:
    """How hits are shown: which words are marked, the two days, and the label of the provision that the first ``leading`` hits were looked up by."""

    sought: tuple[str, ...]
    at: date
    today: date
    label: str
    leading: int


class Searcher:
    """Answers queries over a library and its index; one object serves any number of queries."""

    def __init__(self, library: Library, index: ArticleIndex, graph: Graph) -> None:
        self._library = library
        self._index = index
        self._graph = graph
        self._forces: dict[tuple[str, date], Force] = {}
        self._apart: dict[date, Mapping[str, ForceStatus]] = {}

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
        within: Within = EVERYTHING,
        at: date,
        today: date | None = None,
        all_versions: bool = False,
        by_work: bool = False,
        limit: int = 20,
        offset: int = 0,
    ) -> SearchResult:
        """The articles that answer ``query`` in the law of the day ``at``, or, with ``all_versions``, of any day, an article's versions as one hit.

        Up to three keywords find the articles that hold them all; a question, or keywords that none holds together, those that hold some,
        the best first. No query fails: one without a word finds nothing. ``by_work`` groups the best hits by work; ``limit`` and ``offset`` then
        count works. ``today`` is ``at`` where it is not given.
        """
        asked, named = self._read(query)
        filters = self._filters(within, at, asked.condition, all_versions=all_versions)
        leading = self._leading(named, filters, within, at) if named else ()
        searched = named.searched if named else asked.words
        terms = Terms.of(searched)
        enough = _BEST if by_work else offset + limit
        found, used = self._find(searched, terms, filters, enough + len(leading), selective=asked.selective)
        first = {(hit.work, hit.number) for hit in leading}
        top = found.hits[0].score if found.hits else 0.0
        raised = [replace(hit, score=top + len(leading) - place) for place, hit in enumerate(leading)]
        ranked = [*raised, *(hit for hit in found.hits if (hit.work, hit.number) not in first)]
        show = _Shown(widened(searched, terms).words, at, today or at, named.label if named else "", len(raised))
        works = sum(1 for hit in leading if not hit.number)
        result = SearchResult(
            query,
            max(found.total + works, len(ranked)),
            () if by_work else tuple(self._hit(hit, show, place) for place, hit in enumerate(ranked[: offset + limit]) if place >= offset),
            self._facets(found, used, filters, at),
            (*asked.notes, *self._guessed(named)),
            tuple(self._ref(work) for work in named.works) if named and named.guessed else self._names_like(query, named, found),
        )
        return self._by_work(result, ranked, (used, filters), show, slice(offset, offset + limit)) if by_work else result

    def _read(self, query: str) -> tuple[Asked, Named | None]:
        """A query that is a name is one, whatever quotes and brackets stand in it; in any other they are signs of the query language."""
        written = simplified(query[:LONGEST_QUERY].encode("utf-8", "replace").decode())
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

    def _names_like(self, query: str, named: Named | None, found: Found) -> tuple[WorkRef, ...]:
        """The works whose name sounds like a query that is no name and is not to be found as written: an input method offers the wrong characters."""
        if named is not None or not 3 < len(query) <= _LONGEST_NAME or not query.isalpha():
            return ()
        like = self._names.sounding(query)
        if not like or any(query in hit.text for hit in found.hits):
            return ()
        return tuple(self._ref(work) for work in like)

    def _find(self, text: str, terms: Terms, filters: Filters, limit: int, *, selective: bool) -> tuple[Found, Terms]:
        """What is found, and the terms by which it was."""
        if selective:
            used = widened(text, terms).at_least(0)
            return self._index.search(used, filters, limit=limit, facets=True), used
        if is_plain(text) and 0 < len(terms.required) <= KEYWORDS:
            used = terms.at_least(len(terms.required))
            found = self._index.search(used, filters, limit=limit, facets=True)
            if found.total:
                return found, used
        used = widened(text, terms)
        return self._index.search(used, filters, limit=limit, facets=True, rerank=self._ranking), used

    # -- what a search is narrowed to --------------------------------------------------------------------------------------------------

    def _filters(self, within: Within, at: date, condition: Condition | None, *, all_versions: bool) -> Filters:
        """On a day a text applies, or nobody knows since when; over all versions, and where no text applies, the state is the work's."""
        parts = [condition] if condition is not None else []
        day = None if all_versions or within.state in _WITHOUT_TEXT else at
        if within.state is not None and day is None:
            apart = self._apart_on(at)
            chosen = within.state is ForceStatus.IN_FORCE
            works = InWorks(tuple(work for work, state in apart.items() if chosen or state is within.state))
            parts.append(Not(works) if chosen else works)
        return Filters(
            day,
            within.level,
            within.issuer,
            (within.jurisdiction,) if within.jurisdiction else (),
            (within.work,) if within.work else (),
            year=within.year,
            dated=within.state is ForceStatus.IN_FORCE if within.state is not None and day is not None else None,
            condition=All(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None,
            subject=within.subject,
        )

    def _apart_on(self, at: date) -> Mapping[str, ForceStatus]:
        """The works that are not simply in force on a day: a few of many."""
        known = self._apart.get(at)
        if known is None:
            if len(self._apart) >= _DAYS_KEPT:
                self._apart.clear()
            forces = self._library.forces(at)
            known = self._apart[at] = {work: force.status for work, force in forces.items() if force.status is not ForceStatus.IN_FORCE}
        return known

    def _facets(self, found: Found, used: Terms, filters: Filters, at: date) -> Mapping[str, Mapping[str, int]]:
        """The facets of the index, and the states on the day: of the texts, or, over all versions, of their works."""
        facets = dict(found.facets)
        counted = sum(facets.get("level", {}).values())
        states = Counter[str]()
        if filters.at is not None:
            states[ForceStatus.UNKNOWN.value] = found.undated
        elif counted and (apart := self._apart_on(at)):
            works = InWorks(tuple(apart))
            narrowed = replace(filters, condition=All((filters.condition, works)) if filters.condition else works)
            for work, count in self._index.counts(used, narrowed).items():
                states[apart[work].value] += count
        states[ForceStatus.IN_FORCE.value] = counted - states.total()
        return facets | {"state": {state: count for state, count in states.most_common() if count}}

    # -- by work ----------------------------------------------------------------------------------------------------------------------

    def _by_work(self, result: SearchResult, ranked: Sequence[IndexHit], asked: tuple[Terms, Filters], show: _Shown, page: slice) -> SearchResult:
        """The best of ``ranked`` by work, in the order of each work's best."""
        found: dict[str, list[tuple[int, IndexHit]]] = {}
        for place, hit in enumerate(ranked):
            found.setdefault(hit.work, []).append((place, hit))
        chosen = list(islice(found, page.start, page.stop))
        terms, filters = asked
        totals = self._index.counts(terms, replace(filters, works=tuple(chosen))) if chosen else {}
        groups = tuple(
            WorkGroup(
                self._ref(work),
                max(totals.get(work, 0), len(found[work])),
                tuple(self._hit(hit, show, place) for place, hit in found[work][:_OF_ONE_WORK]),
            )
            for work in chosen
        )
        return replace(result, hits=tuple(hit for group in groups for hit in group.hits), groups=groups, work_count=len(found))

    # -- what is looked up ------------------------------------------------------------------------------------------------------------

    def _leading(self, named: Named, filters: Filters, within: Within, at: date) -> tuple[IndexHit, ...]:
        """The provision that a query names; else what its other words find in the works that it names; else these works."""
        works = tuple(work for work in named.works if self._fits(work, within, at))
        if named.label:
            articles = tuple(hit for work in works if (hit := self._article(work, named.label.split(".", 1)[0], at)))
            if articles:
                return articles
        terms = widened(named.rest, Terms.of(named.rest))
        asked = len(terms.required)
        if works and 0 < asked <= 2 * _LEADING:
            narrowed = replace(filters, works=works)
            for least in dict.fromkeys((asked, (asked + 1) // 2)):
                found = self._index.search(terms.at_least(least), narrowed, limit=_LEADING)
                if found.hits:
                    return found.hits
        return tuple(self._whole(work, at) for work in works)

    def _fits(self, work: str, within: Within, at: date) -> bool:
        known = self._library.work(work)
        return (
            within.level in (None, known.kind)
            and within.subject in (None, known.subject)
            and within.issuer in (None, known.issuer)
            and within.jurisdiction in (None, known.jurisdiction)
            and within.work in (None, work)
            and within.state in (None, self._force(work, at).status)
            and within.year in (None, *(row.published.year for row in self._library.versions(work) if row.published))
        )

    def _article(self, work: str, number: str, at: date) -> IndexHit | None:
        version = shown_version(self._library, work, at)
        return self._index.article(version, number) if version else None

    def _whole(self, work: str, at: date) -> IndexHit:
        known = self._library.work(work)
        return IndexHit(work, known.title, shown_version(self._library, work, at), "", "", known.title, "", "", known.kind, known.jurisdiction, 0.0)

    # -- what is shown ----------------------------------------------------------------------------------------------------------------

    def _hit(self, hit: IndexHit, show: _Shown, place: int) -> SearchHit:
        label = show.label if place < show.leading else ""
        wanted = label if label and hit.number == label.split(".", 1)[0] and self._library.has(hit.version, label) else hit.number
        return SearchHit(
            WorkRef(hit.work, hit.title),
            hit.version,
            hit.number,
            provision_id(hit.version, wanted) if hit.number else "",
            hit.caption,
            hit.text,
            highlight(hit.text, show.sought),
            round(hit.score, 4),
            self._force(hit.work, show.at),
            self._force(hit.work, show.today),
            self._citing(hit.work, hit.number),
            tuple(OtherVersion(version, number, provision_id(version, number)) for version, number in hit.others if version != hit.version),
        )

    def _citing(self, work: str, number: str) -> Citing:
        citing = sorted(self._graph.citing(work, number).items(), key=lambda pair: (-pair[1], pair[0]))
        return Citing(sum(count for _, count in citing), len(citing), tuple(self._ref(source) for source, _ in citing[:_CITING_WORKS]))

    def _ref(self, work: str) -> WorkRef:
        return WorkRef(work, self._library.work(work).title)

    def _force(self, work: str, at: date) -> Force:
        known = self._forces.get((work, at))
        if known is None:
            if len(self._forces) >= _FORCES_KEPT:
                self._forces.clear()
            known = self._forces[work, at] = self._library.force(work, at)
        return known
