"""What of the law behind kept reports is another since: works with a new version or repealed, and the articles relied on that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lawgraph.domain.models import ForceStatus, WorkRef
from lawgraph.errors import UnknownWork
from lawgraph.services.comparing import Comparer
from lawgraph.store.library import Library
from lawgraph.text.comparison import ArticleChange, ChangeKind

__all__ = ["LawSince", "Relied", "TouchedReport", "law_since"]


@dataclass(frozen=True, slots=True)
class Relied:
    """A basis of a measure of a kept report, with the state and version (empty: nobody knows) of its law on the report's day.

    ``measure`` counts from one, ``article`` is empty where the work as a whole is meant. ``changed``: a person confirmed it, and the law that
    the decision relied on is another since.
    """

    report: str
    measure: int
    work: WorkRef
    article: str
    version: str
    status: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class TouchedReport:
    """How many measures of a report rest on a work that is another since; ``confirmed``: bases that people confirmed before it changed."""

    report: str
    measures: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class LawSince:
    """From which version to which (empty: none, or nobody knows) a work went since the day of reports; ``status`` is today's, ``was`` that day's.

    ``days`` are those of the two versions, None where one is unknown or both are one. ``articles`` are those relied on whose number or words are
    others.
    """

    work: WorkRef
    before: str
    after: str
    was: str
    status: ForceStatus
    days: tuple[date, date] | None
    articles: tuple[ArticleChange, ...]
    reports: tuple[TouchedReport, ...]

    @property
    def measures(self) -> int:
        """How many measures rest on the work, in all reports."""
        return sum(touched.measures for touched in self.reports)

    @property
    def confirmed(self) -> int:
        """Of how many confirmed bases the law changed since the decision."""
        return sum(touched.confirmed for touched in self.reports)


def law_since(relied: Iterable[Relied], library: Library, comparer: Comparer, today: date) -> tuple[LawSince, ...]:
    """What is another today; where people had confirmed a basis comes first, then what most measures rest on.

    A work that has left the library is passed over: the page of its report says that it is unknown.
    """
    groups: dict[tuple[WorkRef, str, str], list[Relied]] = {}
    for one in relied:
        groups.setdefault((one.work, one.version, one.status), []).append(one)
    found = [said for (work, version, status), rows in groups.items() for said in _said(work, version, status, rows, library, comparer, today)]
    return tuple(sorted(found, key=lambda said: (-said.confirmed, -said.measures, said.work.title, said.before)))


def _said(
    work: WorkRef, version: str, status: str, rows: Sequence[Relied], library: Library, comparer: Comparer, today: date
) -> Iterator[LawSince]:  # fmt: skip
    try:
        force = library.force(work.id, today, relied_on=version or None)
    except UnknownWork:
        return
    now = force.version or ""
    if (version, status) == (now, force.status.value):
        return
    reports: dict[str, list[Relied]] = {}
    for row in rows:
        reports.setdefault(row.report, []).append(row)
    touched = (TouchedReport(report, len({row.measure for row in mine}), sum(row.changed for row in mine)) for report, mine in reports.items())
    numbers = {row.article for row in rows if row.article}
    changes = comparer.changes(version, now) if version and now and version != now else ()
    articles = tuple(change for change in changes if change.old in numbers and change.kind is not ChangeKind.SAME)
    days = _days(library, work.id, version, now)
    yield LawSince(work, version, now, status, force.status, days, articles, tuple(sorted(touched, key=lambda one: -one.measures)))


def _days(library: Library, work: str, before: str, after: str) -> tuple[date, date] | None:
    days = {version.id: version.published or version.in_force for version in library.versions(work)}
    first, second = days.get(before), days.get(after)
    return (first, second) if first and second and before != after else None
