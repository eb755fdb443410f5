"""Suggesting the legal basis of a measure that names none: ranked provisions, each with what speaks for it.

Candidates come from the index (the whole measure, and each of its clauses), from the topics that the measure touches and the works that these
govern, and from the works that the report cites nearby. ``services.ranking`` puts them in one order. A suggestion is never more than that: a
person decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from lawgraph.domain.ids import provision_id
from lawgraph.domain.models import Evidence, Force, ForceStatus, Suggestion, WorkRef
from lawgraph.domain.numerals import article_name
from lawgraph.errors import UnknownWork
from lawgraph.services.learning import Lesson, lessons
from lawgraph.services.phrases import clauses, key_terms, opening
from lawgraph.services.ranking import BEST, Candidate, Vocabulary, judge, order
from lawgraph.services.reviews.precedents import Precedents
from lawgraph.services.topics import Articles, TopicBook, Touched
from lawgraph.store.library import Library
from lawgraph.store.records import Topic
from lawgraph.store.search import ArticleIndex, Filters, IndexHit, Terms
from lawgraph.store.search.tokens import fold

__all__ = ["Suggester"]

_WHOLE = 100
_CLAUSE = 30
_GOVERNED = 150
_MOST_CLAUSES = 10
_TOPICS = 6
# What a topic gives to an article that it names, by the weight of the link, and to another article of a work that it governs.
_SHARES = {"core": 1.0, "related": 0.5}
_FIELD = {"core": 0.45, "related": 0.25}
_LONGEST_QUOTE = 120
_WORDS_SHOWN = 6
_NOT_THEN = frozenset({ForceStatus.REPEALED, ForceStatus.NOT_YET_IN_FORCE, ForceStatus.PENDING_APPROVAL})

_Found = dict[tuple[str, str], Candidate]


class Suggester:
    """Suggests bases from a library, its index, the topics, and what people decided (None: nothing is learnt); one serves any number of measures."""

    def __init__(self, library: Library, index: ArticleIndex, topics: Iterable[Topic], precedents: Precedents | None = None) -> None:
        self._library = library
        self._precedents = precedents
        self._index = index
        self._topics = TopicBook(topics)
        self._articles = Articles(library, index)

    def suggest(self, text: str, *, at: date, today: date, limit: int = 5, works: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """The provisions most likely to support the measure ``text``, best first, at most ``limit``.

        Each stands in the version that applies on ``at``; its state is given for then and for ``today``. ``works`` are identifiers of works
        that the report cites nearby; the regulations of their places are considered beside the national ones, those of other places never.
        """
        parts = clauses(text)
        terms = key_terms(parts)
        filters = Filters(at=at, jurisdictions=tuple(dict.fromkeys(("national", *self._places(works)))))
        whole = self._index.search(terms, filters, limit=_WHOLE).hits
        best = whole[0].score if whole else 1.0
        found: _Found = {}
        for hit in whole:
            _candidate(found, hit).parts["wording"] = _wording(hit, best)
        self._add_clauses(found, parts, filters)
        touched = self._topics.touched(text)[:_TOPICS]
        self._add_governed(found, touched, at)
        self._add_fields(found, touched, terms, filters, best)
        decided = self._add_decided(found, text, at, filters)
        vocabulary = Vocabulary(terms.words, self._index.size, self._index.frequency)
        listed = judge(found.values(), vocabulary, key_terms(opening(text)).words, works)
        applying = [candidate for candidate in listed if self._applies(candidate.hit, at)]
        last = [candidate for candidate in applying if _is_last(candidate, decided)]
        ranked = order([candidate for candidate in applying if not _is_last(candidate, decided)], limit)
        if ranked:
            ranked += order(last, limit - len(ranked))
        return tuple(self._suggestion(candidate, score, vocabulary, at, today) for score, candidate in ranked)

    # -- candidates -------------------------------------------------------------------------------------------------------------------

    def _places(self, works: Sequence[str]) -> Iterator[str]:
        for work in works:
            try:
                yield self._library.work(work).jurisdiction
            except UnknownWork:
                continue

    def _add_clauses(self, found: _Found, parts: Sequence[str], filters: Filters) -> None:
        for part in parts[:_MOST_CLAUSES]:
            for place, hit in enumerate(self._index.search(key_terms((part,)), filters, limit=_CLAUSE).hits):
                owed = _candidate(found, hit).parts
                # reciprocal rank fusion: the tenth place gives half of the first
                owed["clause"] = min(1.0, owed.get("clause", 0.0) + 5 / (10 + place))

    def _add_governed(self, found: _Found, touched: Sequence[Touched], at: date) -> None:
        """The articles that the topics name."""
        for topic in touched:
            for link in topic.topic.articles:
                article = self._articles.governing(link, at)
                if article is not None:
                    _candidate(found, article).owe(topic, _SHARES[link.weight], named=True)

    def _add_fields(self, found: _Found, touched: Sequence[Touched], terms: Terms, filters: Filters, best: float) -> None:
        """What the topics' works answer to the measure; each article owes something to the topic that governs its work."""
        governed: dict[str, dict[str, tuple[Touched, float]]] = {}
        for topic in touched:
            for link in topic.topic.articles:
                work = self._articles.work(link)
                if work:
                    share = max(_FIELD[link.weight], governed.get(work, {}).get(topic.topic.key, (topic, 0.0))[1])
                    governed.setdefault(work, {})[topic.topic.key] = (topic, share)
        if not governed:
            return
        for hit in self._index.search(terms, replace(filters, works=tuple(sorted(governed))), limit=_GOVERNED).hits:
            _candidate(found, hit).parts["wording"] = _wording(hit, best)
        for candidate in found.values():
            for topic, share in governed.get(candidate.hit.work, {}).values():
                candidate.owe(topic, share, named=False)

    def _add_decided(self, found: _Found, text: str, at: date, filters: Filters) -> Mapping[tuple[str, str], Lesson]:
        """What people decided on measures like this one, by the number that each article bears on the day."""
        known: dict[tuple[str, str], Lesson] = {}
        for lesson in lessons(self._precedents.like(text)).values() if self._precedents else ():
            hit = self._decided_on(lesson, at, filters)
            if hit is None:
                continue
            known[hit.work, hit.number] = lesson
            if lesson.part > 0 or (hit.work, hit.number) in found:
                candidate = _candidate(found, hit)
                candidate.parts["decision"], candidate.decided = lesson.part, lesson.evidence
        return known

    def _decided_on(self, lesson: Lesson, at: date, filters: Filters) -> IndexHit | None:
        """The article of a decision as it stands on the day; None where it does not, or is of another place."""
        try:
            version = self._articles.version(lesson.work, at) if self._library.work(lesson.work).jurisdiction in filters.jurisdictions else None
        except UnknownWork:
            return None
        return self._articles.same(lesson.work, lesson.version or version, lesson.article, version) if version else None

    # -- what is suggested ------------------------------------------------------------------------------------------------------------

    def _applies(self, hit: IndexHit, at: date) -> bool:
        """Whether the hit's version is the one to quote on the day; none is where the work is no longer or not yet law."""
        if self._library.force(hit.work, at).status in _NOT_THEN:
            return False
        return self._articles.version(hit.work, at) in (None, hit.version)

    def _suggestion(self, candidate: Candidate, score: float, vocabulary: Vocabulary, at: date, today: date) -> Suggestion:
        hit = candidate.hit
        then = self._library.force(hit.work, at)
        now = self._library.force(hit.work, today, relied_on=then.version)
        return Suggestion(
            WorkRef(hit.work, hit.title),
            hit.number,
            provision_id(hit.version, hit.number) if hit.number else hit.version,
            _quote(hit.text, vocabulary),
            round(min(1.0, max(0.0, score) / BEST), 4),
            (*_evidence(candidate, vocabulary), *self._moved(hit, then, now)),
            hit.caption,
            hit.kind,
            then,
            now,
        )

    def _moved(self, hit: IndexHit, then: Force, now: Force) -> Iterator[Evidence]:
        """What to know of the number: whose version it is where not that of the day, and where the article stands today."""
        if then.version is not None and then.version != hit.version:
            yield Evidence("fact", f"所适用版本的条文未入库，条号依 {hit.version.rsplit('/', 1)[1]} 公布的版本")
        elif now.status is ForceStatus.AMENDED and now.version is not None and hit.number:
            article = self._articles.same(hit.work, hit.version, hit.number, now.version)
            yield Evidence("fact", f"现行版本中对应{article_name(article.number)}" if article else "现行版本中没有找到对应的条")


def _is_last(candidate: Candidate, decided: Mapping[tuple[str, str], Lesson]) -> bool:
    """Whether people rejected the article for a measure of the very same words."""
    lesson = decided.get((candidate.hit.work, candidate.hit.number))
    return lesson is not None and lesson.last


def _candidate(found: _Found, hit: IndexHit) -> Candidate:
    return found.setdefault((hit.work, hit.number), Candidate(hit))


def _wording(hit: IndexHit, best: float) -> float:
    return math.sqrt(min(1.0, hit.score / best))


def _evidence(candidate: Candidate, vocabulary: Vocabulary) -> Iterator[Evidence]:
    if candidate.decided is not None:
        yield candidate.decided
    for topic in candidate.named_by:
        yield Evidence("topic", f"主题：{topic.topic.name}（{'、'.join(topic.phrases[:3])}）")
    if not candidate.named_by:
        for topic in candidate.related_to[:1]:
            yield Evidence("topic", f"所属法规涉及主题：{topic.topic.name}（{'、'.join(topic.phrases[:3])}）")
    shared = vocabulary.said_in(fold(f"{candidate.hit.caption} {candidate.hit.text}"))[:_WORDS_SHOWN]
    if shared:
        yield Evidence("words", f"用语重合：{'、'.join(shared)}")
    if candidate.parts["nearby"]:
        yield Evidence("citation", "报告在邻近处提到这部法规")


def _quote(text: str, vocabulary: Vocabulary) -> str:
    """The sentence of the article that shares most with the measure."""
    sentences = [line.strip() for line in re.split(r"(?<=。)|\n", text) if line.strip()]
    best = max(sentences, key=lambda line: sum(vocabulary.weights[word] for word in vocabulary.said_in(fold(line))), default="")
    return best if len(best) <= _LONGEST_QUOTE else best[: _LONGEST_QUOTE - 1] + "…"
