"""The index of what reports say: one document for each measure of each kept report.

Words, conditions and engines are those of the articles (``store.search``); it is built and put in its place as theirs is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Protocol

from lawgraph.store.search.model import Condition, Terms

__all__ = ["MEASURE_FACETS", "MeasureFilters", "MeasureHit", "MeasureIndex", "MeasureRow", "MeasuresFound", "packed", "unpacked"]

MEASURE_FACETS = ("state", "basis", "year", "report")
"""What measures are counted by, and kept by: each the name of a field of the index."""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure as it is indexed: ``number`` counts from 1, ``day`` is the report's.

    ``state`` is done or planned; ``basis`` says who gives it one: confirmed, cited, suggested, or gap where nobody does; ``articles`` are the
    numbers of the articles that it rests on.
    """

    report: str
    title: str
    day: date
    number: int
    headings: tuple[str, ...]
    text: str
    state: str
    basis: str
    articles: tuple[str, ...]

    @property
    def said(self) -> str:
        """All that is searched of it."""
        return " ".join((self.title, *self.headings, self.text))

    @property
    def named(self) -> dict[str, str]:
        """The values by which measures are counted and kept, by ``MEASURE_FACETS``."""
        return {"state": self.state, "basis": self.basis, "year": str(self.day.year), "report": self.report}


@dataclass(frozen=True, slots=True)
class MeasureHit:
    """A measure that was found, with its score."""

    row: MeasureRow
    score: float


@dataclass(frozen=True, slots=True)
class MeasureFilters:
    """Which measures count: ``named`` keeps those of these values (by ``MEASURE_FACETS``), ``condition`` those of which it is so.

    In a condition the works are reports, and a number is that of an article that the measure rests on.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class MeasuresFound:
    """The hits asked for, best first; how many there are in all; and how many of each value, by ``MEASURE_FACETS``."""

    hits: tuple[MeasureHit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class MeasureIndex(Protocol):
    """An index of measures. Readers see what stood when it was opened."""

    @property
    def size(self) -> int:
        """How many measures it holds."""

    def search(self, terms: Terms, filters: MeasureFilters, *, limit: int, offset: int = 0) -> MeasuresFound:
        """The measures that hold ``terms``, best first; without terms those that ``filters`` keep, if they name any."""


def packed(row: MeasureRow) -> bytes:
    """A row as one blob, so that a search asks no database."""
    return json.dumps(asdict(row) | {"day": row.day.isoformat()}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpacked(blob: bytes) -> MeasureRow:
    """The row that ``packed`` packed."""
    said = json.loads(blob)
    return MeasureRow(**said | {"day": date.fromisoformat(said["day"]), "headings": tuple(said["headings"]), "articles": tuple(said["articles"])})
