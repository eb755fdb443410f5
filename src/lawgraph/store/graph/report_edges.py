"""What the measures of reports rest on, as edges: said by the report, suggested by the machine, decided by an office.

A decision stands in the place of what it decides on. It counts once the review in which it was taken is signed: before that a review is told to its
members alone; and of several reviews the one decided last counts. Offices and days are told, persons never.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from lawgraph.domain.ids import provision_id
from lawgraph.domain.verdicts import REVIEW_ITEM, Decision, Verdict, item_id, measure_keys, standing
from lawgraph.store import schema as db
from lawgraph.store.database import Database
from lawgraph.store.decisions import Decisions
from lawgraph.store.graph.edges import Edge, Origin, Relation
from lawgraph.store.library import Library
from lawgraph.store.reports import ReportRow, Reports
from lawgraph.store.reviews import Reviews

__all__ = ["decisions_state", "edges_of_report", "measure_id", "report_edges"]

Link = tuple[str, str]
_ON_LINKS = frozenset({Verdict.CONFIRMED, Verdict.CONFIRMED_IN_PART, Verdict.REJECTED, Verdict.REPLACED})


def measure_id(report: str, measure: int) -> str:
    """The identifier of a measure; ``measure`` counts from 0, the identifier from 1 as pages do."""
    return f"/reports/{report}#m-{measure + 1}"


def report_edges(reports: Reports, library: Library) -> Iterator[Edge]:
    """What the measures of all reports rest on, as they were checked last; the number is looked up in the version of the report's day."""
    for listed in reports.list():
        yield from edges_of_report(reports, reports.get(listed.id), library)


def edges_of_report(reports: Reports, report: ReportRow, library: Library) -> Iterator[Edge]:
    """What the measures of one report rest on, by measure; what an office added last."""
    measures = (report.checked or {}).get("measures", ())
    decided = _Decided(reports, report, [found["text"] for found in measures])
    known = {work.id for work in library.works()}
    for measure, found in enumerate(measures):
        said: set[Link] = set()
        for basis in found["basis"]:
            origin = Origin.TEXT if basis["origin"] == "cited" else Origin.SUGGESTION
            link = (basis["work"]["id"], basis["article"])
            said.add(link)
            edge = _edge(report, measure, found, link, basis["work"]["title"], origin, library, known)
            yield decided.mark(edge, measure)
        for link, title in decided.added(measure):
            if link not in said:
                said.add(link)
                yield decided.mark(_edge(report, measure, found, link, title, Origin.DECISION, library, known), measure)


def _edge(
    report: ReportRow, measure: int, found: Mapping[str, Any], link: Link, title: str, origin: Origin, library: Library, known: set[str]
) -> Edge:  # fmt: skip
    work, label = link
    version = (library.force(work, report.date).version or "") if work in known else ""
    held = library.has(version, label) if version and label else None
    status = _status_of(version, label, held=held)
    resolved = "" if status == "dangling" or not version else provision_id(version, label) if label else version
    return Edge(
        measure_id(report.id, measure), "", "", Relation.HAS_BASIS, work, label, status, found["text"], title, resolved, found["start"], found["end"],
        report.date, None, origin,
    )  # fmt: skip


def _status_of(version: str, label: str, *, held: bool | None) -> str:
    if not version or (label and held is None):
        return "version_absent"
    return "exact_version" if held or not label else "dangling"


class _Decided:
    """The decisions that count on the links of one report, those on its former revisions among them where the measure's words stand unchanged."""

    def __init__(self, reports: Reports, report: ReportRow, texts: list[str]) -> None:
        lineage = reports.lineage(report.id)
        self._keys = measure_keys(report.id, lineage, texts)
        self._links: dict[str, tuple[Verdict, Decision]] = {}
        self._added: dict[str, list[tuple[Link, str]]] = {}
        for decision in _counting(reports.database, _revisions(reports.database, lineage) | {report.id}):
            if decision.verdict in _ON_LINKS and decision.work:
                self._links[decision.item] = decision.verdict, decision
            if decision.verdict is Verdict.ADDED_BASIS:
                self._add(decision, (decision.work, decision.label), decision.title)
            elif decision.verdict is Verdict.REPLACED:
                self._add(decision, (decision.replacement_work, decision.replacement_label), decision.replacement_title)

    def _add(self, decision: Decision, link: Link, title: str) -> None:
        """What is added, or put in the place of another, is confirmed by that."""
        self._links[item_id(decision.measure, *link)] = Verdict.CONFIRMED, decision
        self._added.setdefault(decision.measure, []).append((link, title))

    def mark(self, edge: Edge, measure: int) -> Edge:
        """The edge as it stands after the decision on it; itself where there is none."""
        found = self._links.get(item_id(self._keys[measure], edge.target, edge.target_label))
        return edge if found is None else replace(edge, origin=Origin.DECISION, verdict=found[0], decided=_who(found[1]))

    def added(self, measure: int) -> Sequence[tuple[Link, str]]:
        """What offices gave a measure as its basis: works and labels with the works' titles, in order."""
        return self._added.get(self._keys[measure], ())


def _who(decision: Decision) -> str:
    return f"{decision.office} {decision.at[:10]}".strip()


def _revisions(database: Database, lineage: str) -> set[str]:
    query = sa.select(db.report_revision.c.report).where(db.report_revision.c.lineage == lineage)
    with database.read() as read:
        return {lineage, *read.execute(query).scalars()}


def _counting(database: Database, reports: Iterable[str]) -> list[Decision]:
    """The decisions by which items of signed reviews are settled, in order: a later one on the same item follows an earlier one."""
    decisions, reviews = Decisions(database), Reviews(database)
    rows = decisions.of_reports(sorted(reports))
    by_item: dict[tuple[str, str], list[Decision]] = {}
    for row in rows:
        by_item.setdefault((row.review, row.item), []).append(row)
    rules = {
        review: reviews.get(review).rule
        for review in {row.review for row in rows}
        if decisions.rows(review, REVIEW_ITEM)[-1:] and decisions.rows(review, REVIEW_ITEM)[-1].verdict is Verdict.SIGNED
    }
    stands = (standing(item, rules[review]) for (review, _), item in by_item.items() if review in rules)
    return sorted((found.by for found in stands if found.settled and found.by is not None), key=lambda decision: decision.seq)


def decisions_state(database: Database) -> int:
    """A number that moves whenever other decisions count: the place in the chain of the last signing or reopening of a review."""
    query = sa.select(sa.func.max(db.decision.c.seq)).where(db.decision.c.item == REVIEW_ITEM)
    with database.read() as read:
        return int(read.execute(query).scalar() or 0)
