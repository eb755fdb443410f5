"""Every kept report as it was checked last, with what people decided over it: counted once, and what of its law is another since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from lawgraph.app.reports import marking
from lawgraph.app.reports.filters import Filters
from lawgraph.domain.models import WorkRef
from lawgraph.services.law_since import LawSince, Relied, law_since
from lawgraph.services.reviews.board import HOLDING
from lawgraph.services.reviews.law import ReliedOn
from lawgraph.store.reports import ReportRow, ReportSummary

if TYPE_CHECKING:
    from lawgraph.app.wiring import Wiring

__all__ = ["CountedReport", "ReportCounts", "Tally"]

Json = Mapping[str, Any]

_HOLDING = {verdict.value for verdict in HOLDING}
_KEPT_OF_BASIS = ("kind", "origin", "work", "article", "provision")


@dataclass(frozen=True, slots=True)
class CountedReport:
    """A report as counted: ``counts`` by filter; ``measures`` without their texts; ``relied``: what its measures rest on."""

    id: str
    title: str
    date: date
    checked_on: str
    counts: Mapping[str, int]
    measures: Sequence[Json]
    relied: Sequence[Relied]


@dataclass(frozen=True, slots=True)
class Tally:
    """All reports at one moment: those that were checked, the newest first, and those that were not yet."""

    reports: tuple[CountedReport, ...]
    unchecked: tuple[ReportSummary, ...]


class ReportCounts:
    """Counts the reports of one home. What was counted stays until a report is checked again, anything is decided, or the day is another."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._lock = Lock()
        self._known: dict[str, tuple[object, CountedReport]] = {}
        self._tally: tuple[object, Tally] | None = None
        self._law: dict[int, tuple[LawSince, ...]] = {}

    def now(self) -> Tally:
        """All reports as they stand; looking checks none of them again."""
        wiring = self._wiring
        listed = wiring.reports.list()
        moment = wiring.decisions.newest(), wiring.today
        state = moment, tuple((row.id, row.basis) for row in listed)
        with self._lock:
            if self._tally is None or self._tally[0] != state:
                self._tally, self._law = (state, self._made(listed, moment)), {}
            return self._tally[1]

    def law(self, year: int = 0) -> tuple[LawSince, ...]:
        """What of the law behind the reports of a year (0: behind all) is another since."""
        reports = self.now().reports
        with self._lock:
            if year not in self._law:
                wiring = self._wiring
                relied = (relied for report in reports if not year or report.date.year == year for relied in report.relied)
                self._law[year] = law_since(relied, wiring.library, wiring.comparer, wiring.today)
            return self._law[year]

    def _made(self, listed: Sequence[ReportSummary], moment: object) -> Tally:
        kept = {}
        for row in listed:
            if row.summary is not None:
                key = row.basis, moment
                known = self._known.get(row.id)
                kept[row.id] = known if known is not None and known[0] == key else (key, self._counted(row))
        self._known = kept
        reports = tuple(sorted((counted for _, counted in kept.values()), key=lambda row: row.date, reverse=True))
        return Tally(reports, tuple(row for row in listed if row.summary is None))

    def _counted(self, row: ReportSummary) -> CountedReport:
        report = self._wiring.decided(self._wiring.reports.get(row.id))
        checked = report.checked or {}
        counts = {name: len(numbers) for name, numbers in Filters(checked).numbers.items()}
        measures = [
            {
                "basis": [{name: basis[name] for name in _KEPT_OF_BASIS} for basis in measure["basis"]],
                "findings": [{"code": found["code"]} for found in measure["findings"]],
            }
            for measure in checked["measures"]
        ]
        title = marking.report_title(row.name, row.head)
        return CountedReport(row.id, title, row.date, checked["today"], counts, measures, self._relied(report, checked))

    def _relied(self, report: ReportRow, checked: Json) -> list[Relied]:
        changed = self._changed(report, checked)
        return [
            Relied(
                report.id, number, WorkRef(**basis["work"]), basis["article"], basis["force"]["version"] or "", basis["force"]["status"],
                _decision(basis) in changed,
            )
            for number, measure in enumerate(checked["measures"], 1)
            for basis in measure["basis"]
            if basis["force"]
        ]  # fmt: skip

    def _changed(self, report: ReportRow, checked: Json) -> set[str]:
        """The decisions that hold, and whose law is another since they were made."""
        holding = {_decision(basis) for measure in checked["measures"] for basis in measure["basis"]} - {""}
        if not holding:
            return set()
        wiring = self._wiring
        relied = ReliedOn(wiring.library, wiring.comparer)
        rows = wiring.decisions.of_reports(wiring.reports.revisions(report.id))
        return {row.id for row in rows if row.id in holding and relied.changed(row, wiring.today)}


def _decision(basis: Json) -> str:
    """The decision by which a basis holds; empty: none."""
    said = basis.get("decision")
    return str(said["id"]) if said and said["verdict"] in _HOLDING else ""
