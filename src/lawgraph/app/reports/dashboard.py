"""All kept reports together: how many measures have a basis, by year and report, what they rest on, and which of that law is another since.

Reports are counted as they were checked last, with what people decided over it; looking checks none of them again. ``year`` and ``show`` are the
whole state: ``year`` narrows everything to the reports of a year, ``show`` (a word of ``filters``) the list of reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request

from lawgraph.app.reports import marking
from lawgraph.app.reports.charts import Chart, articles_chart, chart, findings_chart, levels_chart
from lawgraph.app.reports.counting import CountedReport, Tally
from lawgraph.app.reports.law_changes import law_rows
from lawgraph.app.reports.lifelines import lifelines
from lawgraph.app.service.query import address, current_wiring, read_count
from lawgraph.app.wiring import Wiring
from lawgraph.app.words import WORDS
from lawgraph.services.law_since import LawSince

__all__ = ["dashboard_pages", "overview", "read_year"]

dashboard_pages = Blueprint("dashboard_pages", __name__)

Json = Mapping[str, Any]

_COVERAGE = ("cited", "suggested", "gap")
_WORKS = 12
_WORDS = {word: name for word, name in WORDS["filter"].items() if word} | {"moved": "法规有变"}


@dashboard_pages.get("/dashboard")
def dashboard() -> str:
    """The figures, the list of reports, and the pictures whose numbers narrow that list."""
    wiring = current_wiring()
    year = read_year()
    tally = wiring.counted.now()
    everything, unchecked = tally.reports, tally.unchecked
    rows = _of_year(everything, year)
    law = wiring.counted.law(year)
    found = _overview(tally, law, year)

    def listing(show: str) -> str:
        return f"{address('/dashboard', year=year, show=show)}#reports"

    measures = [measure for row in rows for measure in row.measures]
    charts = [
        drawn
        for drawn in (_works_chart(found["works"], listing), *(make(measures, listing) for make in (articles_chart, levels_chart, findings_chart)))
        if drawn.bars
    ]
    names = {bar.list_href: bar.name for drawn in charts for bar in drawn.bars} | {listing(word): name for word, name in _WORDS.items()}
    show = request.args.get("show", "")
    if listing(show) not in names:
        show = ""
    kept = {row.id for row in rows if not show or row.counts.get(show)}
    return render_template(
        "dashboard.html",
        found=found,
        year=year,
        show=show,
        shown=names.get(listing(show), ""),
        rows=[said | {"shown": row.counts.get(show, 0)} for said, row in zip(found["by_report"], rows, strict=True) if row.id in kept],
        changed=law_rows(law, rows),
        years=_years_chart(_by_year(everything)),
        charts=charts,
        lives=lifelines(wiring.library, found["works"], rows, wiring.today),
        unchecked=unchecked,
    )


def read_year() -> int:
    """The year that the address asks for, 0 where it asks for all. Raises UsageError."""
    return read_count(request.args.get("year"), 0, most=9999)


def overview(wiring: Wiring, year: int) -> dict[str, Any]:
    """All that the page counts, over the reports of ``year`` (0: of all), as JSON can hold it; lists begin with what is most."""
    tally = wiring.counted.now()
    return _overview(tally, wiring.counted.law(year), year)


def _overview(tally: Tally, law: Sequence[LawSince], year: int) -> dict[str, Any]:
    rows = _of_year(tally.reports, year)
    days = [row.checked_on for row in rows]
    return {
        "year": year or None,
        "total": len(rows),
        "unchecked": [row.id for row in tally.unchecked],
        "checked_on": [min(days), max(days)] if days else [],
        **_sums(rows),
        "by_year": _by_year(rows),
        "by_report": [{"id": row.id, "title": row.title, "date": row.date.isoformat(), "checked_on": row.checked_on, **_sums([row])} for row in rows],
        "works": _works(rows),
        "levels": _tally(basis["kind"] for row in rows for measure in row.measures for basis in measure["basis"]),
        "findings": _tally(found["code"] for row in rows for measure in row.measures for found in measure["findings"]),
        "changed": _changed(law),
    }


# -- counting ------------------------------------------------------------------------------------------------------------------------


def _of_year(rows: Sequence[CountedReport], year: int) -> list[CountedReport]:
    return [row for row in rows if not year or row.date.year == year]


def _sums(rows: Iterable[CountedReport]) -> dict[str, int]:
    found = list(rows)
    return {name: sum(row.counts[word] for row in found) for name, word in (("measures", ""), *((word, word) for word in (*_COVERAGE, "moved")))}


def _by_year(rows: Sequence[CountedReport]) -> list[dict[str, Any]]:
    years = sorted({row.date.year for row in rows}, reverse=True)
    return [{"year": year, "total": len(found), **_sums(found)} for year in years for found in [_of_year(rows, year)]]


def _tally(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())


def _works(rows: Sequence[CountedReport]) -> list[dict[str, Any]]:
    """The works by how many measures rest on them: ``cited`` where the report says so, else ``suggested``."""
    found: dict[str, dict[str, Any]] = {}
    reports: dict[str, set[str]] = {}
    for row in rows:
        for measure in row.measures:
            origins: dict[str, set[str]] = {}
            for basis in measure["basis"]:
                work = basis["work"]
                found.setdefault(work["id"], {"id": work["id"], "title": work["title"], "cited": 0, "suggested": 0})
                origins.setdefault(work["id"], set()).add(basis["origin"])
            for work_id, said in origins.items():
                found[work_id]["cited" if "cited" in said else "suggested"] += 1
                reports.setdefault(work_id, set()).add(row.id)
    made = [{**work, "measures": work["cited"] + work["suggested"], "reports": len(reports[work["id"]])} for work in found.values()]
    return sorted(made, key=lambda work: (-work["measures"], -work["reports"], work["title"], work["id"]))


def _changed(law: Iterable[LawSince]) -> list[dict[str, Any]]:
    """What of the law behind the reports is another since, with the days of its two versions where both are known."""
    return [
        {
            "work": said.work.id, "title": said.work.title, "from": between[0], "to": between[1], "status": said.status.value,
            "measures": said.measures, "reports": len(said.reports),
        }
        for said in law
        for between in [[day.isoformat() for day in said.days] if said.days else [None, None]]
    ]  # fmt: skip


# -- pictures -------------------------------------------------------------------------------------------------------------------------


def _years_chart(years: Iterable[Json]) -> Chart:
    rows = (
        (f"{said['year']} 年（{said['total']} 份）", {name: said[name] for name in _COVERAGE}, "", address("/dashboard", year=said["year"]))
        for said in years
    )
    return chart("各年", "年份", "项举措", rows)


def _works_chart(works: Sequence[Json], listing: Callable[[str], str]) -> Chart:
    rows = (
        (marking.short_title(work["title"]), {name: work[name] for name in ("cited", "suggested")}, work["id"], listing(f"work:{work['id']}"))
        for work in works[:_WORKS]
    )
    return chart("用得最多的法规", "法规", "项举措", rows)
