"""Which topics a measure touches, and which articles govern them on a day."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz

from lawgraph.domain.ids import version_id
from lawgraph.errors import UnknownWork
from lawgraph.services.phrases import clauses, plain
from lawgraph.store.library import Library
from lawgraph.store.records import Topic, TopicArticle
from lawgraph.store.search import ArticleIndex, Filters, IndexHit, Terms
from lawgraph.store.search.tokens import content_words

__all__ = ["Articles", "TopicBook", "Touched"]

# Two versions of an article are the same article where so much of their wording is equal (per cent); below that its number is not carried over.
_SAME = 55.0
# A file is often dated by when a site put it up, a record by its promulgation.
_SAME_TEXT_DAYS = 366


@dataclass(frozen=True, slots=True)
class Touched:
    """A topic that a measure touches: how surely (0 to 1), and the phrases that say so, as written."""

    topic: Topic
    strength: float
    phrases: tuple[str, ...]


class TopicBook:
    """The topics, made ready for matching."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = tuple((topic, tuple(self._phrases(topic))) for topic in topics)
        self._shared = Counter(folded for _, phrases in self._topics for _, folded, _ in phrases)

    @staticmethod
    def _phrases(topic: Topic) -> Iterable[tuple[str, str, frozenset[str]]]:
        for phrase in dict.fromkeys((topic.name, *topic.phrases)):
            folded = plain(phrase).strip()
            if folded:
                yield phrase, folded, frozenset(content_words(folded))

    def touched(self, text: str) -> tuple[Touched, ...]:
        """The topics whose phrases stand in ``text``, the surest first.

        A phrase that stands there as it is counts in full, the longer the more; one whose words stand in one clause in another order counts
        half. What stands in the first clause, which says what a measure is about, counts more. A phrase that several topics have says less of
        each, and one inside a longer one of the same topic says nothing of its own.
        """
        parts = clauses(text)
        if not parts:
            return ()
        whole, head = plain(text), parts[0]
        bags = [frozenset(content_words(part)) for part in parts]
        found = [touched for topic, phrases in self._topics if (touched := self._match(topic, phrases, whole, head, bags))]
        return tuple(sorted(found, key=lambda t: (-t.strength, t.topic.key)))

    def _match(
        self, topic: Topic, phrases: tuple[tuple[str, str, frozenset[str]], ...], whole: str, head: str, bags: list[frozenset[str]]
    ) -> Touched | None:  # fmt: skip
        found: list[tuple[str, str, float]] = []
        for phrase, folded, wanted in phrases:
            if folded in whole:
                found.append((phrase, folded, min(0.9, 0.2 * len(folded))))
            elif len(wanted) > 1 and any(wanted <= bag for bag in bags):
                found.append((phrase, folded, min(0.45, 0.1 * len(folded))))
        doubt, said = 1.0, []
        for phrase, folded, sure in found:
            if any(folded != other and folded in other and sure <= more for _, other, more in found):
                continue
            doubt *= 1 - min(0.95, sure * (1.15 if folded in head else 1.0)) / math.sqrt(self._shared[folded])
            said.append(phrase)
        return Touched(topic, 1 - doubt, tuple(said)) if said else None


class Articles:
    """Finds the article of one version in another, by its wording: between two versions of a law a quarter of the articles change number."""

    def __init__(self, library: Library, index: ArticleIndex) -> None:
        self._library = library
        self._index = index
        self._works: dict[str, str | None] = {}
        self._versions: dict[str, list[tuple[str, bool]]] = {}
        self._days: dict[str, list[tuple[date, str]]] = {}
        self._known: dict[tuple[str, str, str, str], IndexHit | None] = {}

    def work(self, link: TopicArticle) -> str | None:
        """The identifier of the work that a topic names; None where the library does not hold it."""
        if link.work not in self._works:
            try:
                self._works[link.work] = self._library.find(link.work).id
            except UnknownWork:
                self._works[link.work] = None
        return self._works[link.work]

    def governing(self, link: TopicArticle, at: date) -> IndexHit | None:
        """The article that a topic names, as it stands on a day; None where its work does not apply then or it is not to be found."""
        work = self.work(link)
        version = self.version(work, at) if work else None
        if work is None or version is None:
            return None
        return self.same(work, self._named(work, link.version), link.article, version)

    def version(self, work: str, at: date) -> str | None:
        """The version to quote on a day: the one that applies, or, where its text is not here, the last one before it whose text is."""
        applying = self._library.force(work, at).version
        known = self._versions_of(work)
        if applying is None or (applying, True) in known:
            return applying
        before = [version for version, has_text in known[: known.index((applying, False)) if (applying, False) in known else 0] if has_text]
        return before[-1] if before else None

    def _versions_of(self, work: str) -> list[tuple[str, bool]]:
        if work not in self._versions:
            rows = self._library.versions(work)
            self._versions[work] = [(row.id, row.has_text) for row in rows]
            self._days[work] = [(row.published, row.id) for row in rows if row.has_text and row.published]
        return self._versions[work]

    def _named(self, work: str, day: date) -> str:
        """The version published on ``day``; where it has no text, the nearest that has one, if sources may have dated one text so differently."""
        named = version_id(work, day)
        if (named, True) in self._versions_of(work):
            return named
        near = min(((abs((published - day).days), version) for published, version in self._days[work]), default=(_SAME_TEXT_DAYS + 1, named))
        return near[1] if near[0] <= _SAME_TEXT_DAYS else named

    def same(self, work: str, version: str, number: str, other: str) -> IndexHit | None:
        """Article ``number`` of ``version`` as it stands in the version ``other`` of the same work; None where it is not there or cannot be told."""
        key = work, version, number, other
        if key not in self._known:
            old = self._index.article(version, number)
            self._known[key] = old if old is None or version == other else self._alike(work, old, other)
        return self._known[key]

    def _alike(self, work: str, old: IndexHit, other: str) -> IndexHit | None:
        found = self._index.search(Terms.of(old.text), Filters(works=(work,), version=other), limit=3)
        near = (self._index.article(other, old.number), *found.hits)
        alike = [(fuzz.ratio(old.text, hit.text), hit) for hit in near if hit is not None]
        best, hit = max(alike, key=lambda pair: pair[0], default=(0.0, None))
        return replace(hit, score=0.0) if hit is not None and best >= _SAME else None
