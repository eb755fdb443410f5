"""Versions over time: when the law that reports rest on changed, against the days of the reports. A picture that is a table, as the others are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lawgraph.app.reports.counting import CountedReport
from lawgraph.app.reports.marking import short_title
from lawgraph.app.service.query import address
from lawgraph.store.library import Library

__all__ = ["Lifelines", "Row", "lifelines"]

_MOST = 10
_LEFT, _RIGHT = 2.0, 98.0


@dataclass(frozen=True, slots=True)
class Row:
    """A work: ``dots`` are the days on which a version came into force, ``end`` that of its repeal, all as places (percent) beside the written day.

    ``before`` counts the reports that rest on it and are older than its last change.
    """

    name: str
    href: str
    list_href: str
    dots: tuple[tuple[float, str], ...]
    end: tuple[float, str] | None
    before: int


@dataclass(frozen=True, slots=True)
class Lifelines:
    """``years`` are the ticks of the axis, ``marks`` the places of the reports' days; ``rows`` the works that changed since the first of them."""

    years: tuple[tuple[float, int], ...]
    marks: tuple[float, ...]
    rows: tuple[Row, ...]


def lifelines(library: Library, works: Iterable[dict[str, Any]], reports: Sequence[CountedReport], today: date) -> Lifelines:
    """Of the works (as the dashboard counts them, the most used first) those that changed after the first report that rests on them."""
    days = [report.date for report in reports]
    first = date(min([*days, today]).year, 1, 1)
    scale = (_RIGHT - _LEFT) / max((today - first).days, 1)

    def place(day: date) -> float:
        return round(_LEFT + max((day - first).days, 0) * scale, 2)

    rows: list[Row] = []
    for work in works:
        mine = [report.date for report in reports if any(relied.work.id == work["id"] for relied in report.relied)]
        life = library.lifeline(work["id"])
        starts = [version.in_force for version in life.versions if version.in_force and version.in_force <= today]
        changes = [*starts, *([life.repealed] if life.repealed and life.repealed <= today else [])]
        if not mine or not changes or max(changes) <= min(mine):
            continue
        # what applied when the axis begins is a dot at its left end
        shown = [day for day in starts if day >= first] + ([max(day for day in starts if day < first)] if any(day < first for day in starts) else [])
        dots = tuple((place(day), day.isoformat()) for day in sorted(shown))
        end = (place(life.repealed), life.repealed.isoformat()) if life.repealed and life.repealed <= today else None
        before = sum(day < max(changes) for day in mine)
        listing = address("/dashboard", show=f"work:{work['id']}")
        rows.append(Row(short_title(work["title"]), work["id"], f"{listing}#reports", dots, end, before))
    step = max(1, (today.year - first.year) // 8)
    years = tuple((place(date(year, 1, 1)), year) for year in range(first.year, today.year + 1, step))
    return Lifelines(years, tuple(sorted({place(day) for day in days})), tuple(rows[:_MOST]))
