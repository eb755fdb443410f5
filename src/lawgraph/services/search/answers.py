"""What a search is narrowed to and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Force, ForceStatus, WorkRef
from lawgraph.store.search.tokens import spans

__all__ = ["EVERYTHING", "Citing", "OtherVersion", "SearchHit", "SearchResult", "Within", "WorkGroup", "highlight"]


@dataclass(frozen=True, slots=True)
class Within:
    """What a search is narrowed to; what is None narrows nothing.

    ``jurisdiction`` is ``national`` or an ISO 3166-2 code, ``state`` the work's on the day searched, ``year`` that of the version's publication,
    ``work`` an identifier, ``subject`` one of ``domain.subjects``.
    """

    level: Kind | None = None
    issuer: str | None = None
    jurisdiction: str | None = None
    state: ForceStatus | None = None
    year: int | None = None
    work: str | None = None
    subject: str | None = None


EVERYTHING = Within()


@dataclass(frozen=True, slots=True)
class Citing:
    """Provisions of other works that name an article (or a whole work), in any version: how many, of how many works, and which do it most."""

    provision_count: int
    work_count: int
    top_works: tuple[WorkRef, ...]


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """A further version of an article that was found with it; its number may be another one."""

    version: str
    article: str
    provision: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article (or, with ``article`` and ``provision`` empty and the title as its text, a whole work) that answers a query.

    ``highlights`` are spans of ``text``; ``force`` is the work's state on the day searched, with the version that applies then, ``force_today`` that
    of today. ``versions`` are the article's other versions, where all are searched. Scores order the hits of one result and mean nothing across
    results.
    """

    work: WorkRef
    version: str
    article: str
    provision: str
    caption: str
    text: str
    highlights: tuple[tuple[int, int], ...]
    score: float
    force: Force
    force_today: Force
    citing: Citing
    versions: tuple[OtherVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """A work with the best of its articles; ``total`` is how many of its articles answer the query."""

    work: WorkRef
    total: int
    hits: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``total`` and ``facets`` are counted over the whole result, not the page.

    Facets are level, subject, issuer, jurisdiction, state, year and work → value → number.

    ``notes`` tell whoever asked how the query was read where it was not read as written; ``meant`` are the works that bear a name near the one
    asked for. ``groups`` hold the hits by work where that was asked for: then ``hits`` are theirs, and ``work_count`` is how many works there are
    among the best hits.
    """

    query: str
    total: int
    hits: tuple[SearchHit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    meant: tuple[WorkRef, ...] = ()
    groups: tuple[WorkGroup, ...] = ()
    work_count: int = 0


def highlight(text: str, sought: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The spans of ``text`` that hold a word of ``sought``; single characters count only where nothing longer is sought."""
    longer = [word for word in sought if len(word) > 1]
    return spans(text, longer or sought)
