"""Searching what the kept reports say: measures by their words, with the query language and the synonyms of the search of articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lawgraph.services.reviews.overlay import origin
from lawgraph.services.search.answers import highlight
from lawgraph.services.search.querying import read_query, simplified
from lawgraph.services.search.searching import KEYWORDS, LONGEST_QUERY
from lawgraph.services.search.synonyms import widened
from lawgraph.store.graph.report_edges import measure_id
from lawgraph.store.library import match_key
from lawgraph.store.reports import ReportRow, ReportSummary
from lawgraph.store.search import MeasureFilters, MeasureHit, MeasureIndex, MeasureRow, MeasuresFound, Terms
from lawgraph.store.search.tokens import is_plain
from lawgraph.text.report import report_title

__all__ = ["EVERY_MEASURE", "MeasureResult", "MeasureSearcher", "ReportRef", "SaidMeasure", "WithinReports", "measure_rows"]


@dataclass(frozen=True, slots=True)
class WithinReports:
    """What a search of measures is narrowed to; what is None narrows nothing.

    ``state`` is done or planned; ``basis`` who gives the measure one: confirmed, cited, suggested, or gap for nobody; ``year`` that of the report's
    day; ``report`` an identifier.
    """

    state: str | None = None
    basis: str | None = None
    year: int | None = None
    report: str | None = None


EVERY_MEASURE = WithinReports()


@dataclass(frozen=True, slots=True)
class ReportRef:
    """A report in short."""

    id: str
    title: str
    date: dt.date


@dataclass(frozen=True, slots=True)
class SaidMeasure:
    """A measure that was found: ``id`` is its address, ``number`` counts from 1, ``highlights`` are spans of ``text``."""

    id: str
    report: ReportRef
    number: int
    state: str
    basis: str
    headings: tuple[str, ...]
    text: str
    highlights: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """``total`` and ``facets`` (state, basis, year, report → value → number) are counted over the whole result.

    ``notes`` tell how the query was read where it was not read as written.
    """

    query: str
    total: int
    hits: tuple[SaidMeasure, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def measure_rows(report: ReportRow) -> Iterator[MeasureRow]:
    """The measures of a report as they are indexed: as it was checked last, with what people decided, if that was laid over it."""
    title = report_title(report.name, report.text)
    for number, measure in enumerate((report.checked or {}).get("measures", ()), 1):
        grounds = [*measure["basis"], *measure.get("added", ())]
        articles = tuple(dict.fromkeys(label for ground in grounds if (label := ground["article"].split(".", 1)[0])))
        yield MeasureRow(
            report.id, title, report.date, number, tuple(measure["headings"]), measure["text"], measure["state"], origin(measure), articles
        )  # fmt: skip


class MeasureSearcher:
    """Answers queries over the measures of all reports; one object serves any number of queries."""

    def __init__(self, index: MeasureIndex, reports: Sequence[ReportSummary]) -> None:
        self._index = index
        self._names = {row.id: match_key(f"{report_title(row.name, row.head)} {row.name}") for row in reports}
        self.titles = {row.id: report_title(row.name, row.head) for row in reports}
        """What each report is called."""

    @property
    def size(self) -> int:
        """How many measures there are."""
        return self._index.size

    def search(self, query: str, *, within: WithinReports = EVERY_MEASURE, limit: int = 20, offset: int = 0) -> MeasureResult:
        """The measures that answer ``query``, best first: up to three keywords find those that hold them all, anything else those that hold some.

        No query fails. One without a word finds what ``within`` keeps, if it narrows anything.
        """
        asked = read_query(simplified(query[:LONGEST_QUERY].encode("utf-8", "replace").decode()), self._reports_with)
        named = {"state": within.state, "basis": within.basis, "year": within.year and str(within.year), "report": within.report}
        filters = MeasureFilters({name: value for name, value in named.items() if value}, asked.condition)
        terms = Terms.of(asked.words)
        found = self._find(asked.words, terms, filters, limit, offset, selective=asked.selective)
        sought = widened(asked.words, terms).words
        return MeasureResult(query, found.total, tuple(_said(hit, sought) for hit in found.hits), found.facets, asked.notes)

    def _find(self, words: str, terms: Terms, filters: MeasureFilters, limit: int, offset: int, *, selective: bool) -> MeasuresFound:
        more = widened(words, terms)
        if selective:
            return self._index.search(more.at_least(0), filters, limit=limit, offset=offset)
        if is_plain(words) and 0 < len(terms.required) <= KEYWORDS:
            found = self._index.search(terms.at_least(len(terms.required)), filters, limit=limit, offset=offset)
            if found.total:
                return found
        return self._index.search(more, filters, limit=limit, offset=offset)

    def _reports_with(self, _name: str, value: str) -> tuple[str, ...]:
        """The reports whose title or file name holds ``value``: they name who made them, too."""
        wanted = match_key(value)
        return tuple(report for report, name in self._names.items() if wanted in name)


def _said(hit: MeasureHit, sought: Sequence[str]) -> SaidMeasure:
    row = hit.row
    return SaidMeasure(
        measure_id(row.report, row.number - 1),
        ReportRef(row.report, row.title, row.day),
        row.number,
        row.state,
        row.basis,
        row.headings,
        row.text,
        highlight(row.text, sought),
        round(hit.score, 4),
    )
