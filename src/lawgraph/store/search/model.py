"""What is asked of an index of articles and what it answers, whatever engine stands behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias

from lawgraph.domain.levels import Kind
from lawgraph.store.search.tokens import bigrams, content_words, words

__all__ = [
    "All",
    "ArticleIndex",
    "Condition",
    "Either",
    "Filters",
    "Found",
    "Holds",
    "InWorks",
    "IndexHit",
    "Not",
    "Numbered",
    "Rerank",
    "Terms",
    "work_number",
]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for: words and bigrams, whose scores are summed one to one.

    ``least`` is the number of ``required`` words that an article must hold; 0: the condition of the filters alone says what is found.
    """

    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    least: int = 1

    @classmethod
    def of(cls, text: str) -> Terms:
        """The terms of a text. Where it holds nothing but words of grammar, those are taken."""
        found = content_words(text) or tuple(dict.fromkeys(words(text)))
        return cls(found, tuple(dict.fromkeys(bigrams(text))))

    @property
    def required(self) -> tuple[str, ...]:
        """The words that can be asked of an article: those of two characters and more. What the dictionary splits into single ones has none."""
        return tuple(word for word in self.words if len(word) > 1)

    def at_least(self, count: int) -> Terms:
        """The same terms, of which an article must hold ``count`` (or all, where they are fewer)."""
        return Terms(self.words, self.bigrams, min(count, max(1, len(self.required))))


@dataclass(frozen=True, slots=True)
class Holds:
    """The article's title, place, caption, gist or text holds ``text``, letter for letter; which sign parts two runs is all one."""

    text: str


@dataclass(frozen=True, slots=True)
class InWorks:
    """The article is of one of these works; of none, where there are none."""

    works: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The article bears this number (``33``, ``120-1``)."""

    number: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part is so."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts is so, or several."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is not so."""

    part: Condition


Condition: TypeAlias = Holds | InWorks | Numbered | All | Either | Not


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles count. ``at`` keeps the versions that apply on that day, those whose dates nobody knows among them; None keeps every version.

    ``jurisdictions`` and ``works``, where not empty, keep the articles of these; ``year`` those of versions published in it; ``dated``
    those of which it is known, or not known, from when they apply; ``condition`` keeps those of which it is so.
    """

    at: date | None = None
    level: Kind | None = None
    issuer: str | None = None
    jurisdictions: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    version: str | None = None
    year: int | None = None
    dated: bool | None = None
    condition: Condition | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class IndexHit:
    """One article of one version, as it was given to the index, with its score.

    ``others``: version and number of the further versions of the article that were found with it, where every version counts.
    """

    work: str
    title: str
    version: str
    number: str
    chapter: str
    text: str
    caption: str
    gist: str
    kind: Kind
    jurisdiction: str
    score: float
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The hits asked for, best first; how many there are in all, of how many nobody knows from when they apply (``undated``); and the facets.

    Facets are ``level``, ``subject``, ``issuer``, ``jurisdiction``, ``year`` (of the version's publication, as written) and ``work`` (those with the
    most articles).
    """

    hits: tuple[IndexHit, ...]
    total: int
    undated: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Rerank(Protocol):
    """A second look at the best articles of a query, by columns alone: no text is read."""

    @property
    def depth(self) -> int:
        """How many of the best it looks at."""

    def __call__(self, scores: Sequence[float], works: Sequence[int], national: Sequence[int]) -> Sequence[float]:
        """New scores (above 0) for articles in the order of their old ``scores``.

        ``works`` are their works' numbers (``work_number``), ``national`` is 1 for what applies in the whole country, else 0.
        """


def work_number(work: str) -> int:
    """The number by which an index knows a work."""
    return int.from_bytes(hashlib.blake2b(work.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class ArticleIndex(Protocol):
    """An index of every article of every version. Readers see what stood when it was opened."""

    @property
    def size(self) -> int:
        """How many articles it holds, each version's counted."""

    def search(self, terms: Terms, filters: Filters, *, limit: int, offset: int = 0, facets: bool = False, rerank: Rerank | None = None) -> Found:
        """The articles that hold ``terms``, best first; without terms those that the condition of ``filters`` keeps, if it has one.

        Two versions of one article are one hit: the better one, or of equals the later. ``total`` and ``facets`` are counted over
        the whole result, and only where ``facets`` is asked for; otherwise ``total`` is the number of hits given. ``rerank`` orders the
        best anew; what it does not look at follows in the old order.
        """

    def counts(self, terms: Terms, filters: Filters) -> Mapping[str, int]:
        """How many articles of each work hold ``terms``; those of ``filters`` should be few."""

    def article(self, version: str, number: str) -> IndexHit | None:
        """The article of a version, with a score of 0; None where the index holds none such."""

    def frequency(self, word: str) -> int:
        """How many articles hold the word."""
