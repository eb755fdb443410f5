"""The search page over the reports: measures by their words; the address is the state, every filter a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import render_template, request

from lawgraph.app.search.results import excerpt, pages_around
from lawgraph.app.service.query import address, current_wiring, read_count
from lawgraph.app.views import WITHIN_REPORTS, read_within_reports
from lawgraph.app.words import WORDS
from lawgraph.services.search.measures import MeasureResult, SaidMeasure

__all__ = ["found_measures"]

_PAGE = 20
_MOST_PAGES = 500
_SHOWN = 8


def found_measures() -> str:
    """``q``, what it is narrowed to (``state``, ``basis``, ``year``, ``report``), ``page``."""
    wiring = current_wiring()
    asked = {"in": "reports"} | {key: request.args.get(key, "").strip() for key in ("q", *WITHIN_REPORTS)}
    within = read_within_reports(asked)
    page = read_count(request.args.get("page"), 1, most=_MOST_PAGES)
    if not any(asked[key] for key in ("q", *WITHIN_REPORTS)):
        return render_template("search_reports.html", query="", address=asked, result=None)
    searcher = wiring.measures()
    result = searcher.search(asked["q"], within=within, limit=_PAGE, offset=(page - 1) * _PAGE)
    pages = min(-(-result.total // _PAGE), _MOST_PAGES)
    return render_template(
        "search_reports.html",
        query=asked["q"],
        address=asked,
        result=result,
        groups=_groups(result),
        facets=_facets(result.facets, asked, searcher.titles),
        chosen=_chosen(asked, searcher.titles),
        measures=searcher.size,
        pager=[(number and address("/search", **asked, page=number), number) for number in pages_around(page, pages)],
        page=page,
        pages=pages,
        first=(page - 1) * _PAGE + 1,
        last=(page - 1) * _PAGE + len(result.hits),
    )


def _groups(result: MeasureResult) -> list[dict[str, Any]]:
    """The hits in their order; those of one report that follow one another stand below its title once."""
    return [{"report": report, "rows": [_row(hit) for hit in hits]} for report, hits in groupby(result.hits, key=lambda hit: hit.report)]


def _row(hit: SaidMeasure) -> dict[str, Any]:
    return {
        "href": f"{address(f'/reports/{hit.report.id}', measure=hit.number)}#m-{hit.number}",
        "tag": f"{hit.number:02d}",
        "heading": hit.headings[-1] if hit.headings else "",
        "text": excerpt(hit.text, hit.highlights),
        "basis": hit.basis,
        "planned": hit.state == "planned",
    }


def _name(facet: str, value: str, titles: Mapping[str, str]) -> str:
    match facet:
        case "state":
            return WORDS["measure_state"].get(value, value)
        case "basis":
            return WORDS["coverage"].get(value, value)
        case "report":
            return titles.get(value, value)
    return f"{value} 年"


def _order(facet: str, counts: Mapping[str, int]) -> Sequence[str]:
    match facet:
        case "state":
            return [value for value in WORDS["measure_state"] if value in counts]
        case "basis":
            return [value for value in WORDS["coverage"] if value in counts]
        case "year":
            return sorted(counts, reverse=True)
    return sorted(counts, key=lambda value: (-counts[value], value))


def _facets(facets: Mapping[str, Mapping[str, int]], asked: Mapping[str, str], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """For each facet its values with counts, each a link that adds the filter or takes it away; those after the first few are kept apart."""
    groups = []
    for facet in WITHIN_REPORTS:
        counts = facets.get(facet, {})
        items = []
        for value in _order(facet, counts):
            name = _name(facet, value, titles)
            on = asked[facet] in (value, name)
            query = {key: said for key, said in asked.items() if key != facet} if on else {**asked, facet: value}
            items.append({"name": name, "count": counts[value], "href": address("/search", **query), "on": on})
        if len(items) > 1 or any(item["on"] for item in items):
            first = _SHOWN if len(items) > _SHOWN + 2 else len(items)
            groups.append({"name": WORDS["measure_facet"][facet], "items": items[:first], "more": items[first:]})
    return groups


def _chosen(asked: Mapping[str, str], titles: Mapping[str, str]) -> list[dict[str, str]]:
    """The filters that are on, each with the address without it."""
    return [
        {"name": _name(facet, asked[facet], titles), "href": address("/search", **{key: said for key, said in asked.items() if key != facet})}
        for facet in WITHIN_REPORTS
        if asked[facet]
    ]
