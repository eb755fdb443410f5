"""What is asked of an index of articles and what it answers, whatever engine stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from lawgraph.domain.levels import Kind
from lawgraph.store.search.tokens import bigrams, content_words, words

__all__ = ["ArticleIndex", "Filters", "Found", "IndexHit", "Terms"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for: words and bigrams, whose scores are summed one to one.

    ``least`` is the number of ``required`` words that an article must hold.
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
        return Terms(self.words, self.bigrams, max(1, min(count, len(self.required))))


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles count. ``at`` keeps the versions that apply on that day, those whose dates nobody knows among them; None keeps every version.

    ``jurisdictions`` and ``works``, where not empty, keep the articles of these.
    """

    at: date | None = None
    level: Kind | None = None
    issuer: str | None = None
    jurisdictions: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    version: str | None = None


@dataclass(frozen=True, slots=True)
class IndexHit:
    """One article of one version, as it was given to the index, with its score."""

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


@dataclass(frozen=True, slots=True)
class Found:
    """The hits asked for, best first; how many there are in all; and for each facet (level, issuer, jurisdiction) how many bear each value."""

    hits: tuple[IndexHit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class ArticleIndex(Protocol):
    """An index of every article of every version. Readers see what stood when it was opened."""

    @property
    def size(self) -> int:
        """How many articles it holds, each version's counted."""

    def search(self, terms: Terms, filters: Filters, *, limit: int, offset: int = 0, facets: bool = False) -> Found:
        """The articles that hold ``terms``, best first.

        Two versions of one article are one hit: the better one, or of equals the later. ``total`` and ``facets`` are counted over
        the whole result, and only where ``facets`` is asked for; otherwise ``total`` is the number of hits given.
        """

    def article(self, version: str, number: str) -> IndexHit | None:
        """The article of a version, with a score of 0; None where the index holds none such."""

    def frequency(self, word: str) -> int:
        """How many articles hold the word."""
