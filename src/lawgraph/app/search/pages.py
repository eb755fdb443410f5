"""The search page: the address is the state, every filter a link."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request

from lawgraph.app.search import results
from lawgraph.app.search.measures import found_measures
from lawgraph.app.service.query import address, current_wiring, read_count, read_date, read_within
from lawgraph.app.views import WITHIN
from lawgraph.app.wiring import Wiring
from lawgraph.domain.models import Work
from lawgraph.errors import InvalidDate, UnknownWork

__all__ = ["search"]

search = Blueprint("search", __name__)

_PAGE = 20
_WORKS = 10
_MOST_PAGES = 500


@search.get("/search")
def found() -> str | tuple[str, int]:
    """``q``; ``at``, what it is narrowed to, ``all_versions=1``, ``by=work``, ``page``; with ``in=reports`` the measures of the reports instead."""
    if request.args.get("in") == "reports":
        return found_measures()
    wiring = current_wiring()
    today = wiring.today
    asked = {key: request.args.get(key, "").strip() for key in ("q", "at", *WITHIN, "all_versions", "by")}
    query = asked["q"]
    frame: dict[str, Any] = {"query": query, "written": asked["at"], "address": asked, "today": today, "at": today, "result": None, "error": None}
    try:
        at = read_date(asked["at"], today)
    except InvalidDate as error:
        return render_template("search.html", **{**frame, "error": str(error)}), error.http_status
    by_work, every = asked["by"] == "work", asked["all_versions"] == "1"
    size = _WORKS if by_work else _PAGE
    page, within = read_count(request.args.get("page"), 1, most=_MOST_PAGES), read_within(wiring.library, asked)
    if not query:
        return render_template("search.html", **frame)
    result = wiring.searcher.search(
        query, within=within, at=at, today=today, all_versions=every, by_work=by_work, limit=size, offset=(page - 1) * size
    )  # fmt: skip
    groups = results.group_hits(result, wiring.library)
    listed = result.work_count if by_work else result.total
    pages = min(-(-listed // size), _MOST_PAGES)
    names = results.Names(wiring.library)
    return render_template(
        "search.html",
        **{**frame, "at": at, "result": result},
        groups=groups,
        facets=results.facet_links(result.facets, asked, names),
        chosen=results.chosen_filters(asked, names),
        ways=results.ways(asked),
        moved=sum(group["moved"] for group in groups),
        pager=[(number and address("/search", **asked, page=number), number) for number in results.pages_around(page, pages)],
        page=page,
        pages=pages,
        first=(page - 1) * size + 1,
        last=(page - 1) * size + (len(groups) if by_work else len(result.hits)),
        **({} if groups else _nothing_found(wiring, asked, at)),
    )


def _nothing_found(wiring: Wiring, asked: dict[str, str], at: date) -> dict[str, Any]:
    """What an empty result says: how much was searched, which names are near, and how many there are in the law of today."""
    today, query = wiring.today, asked["q"]
    later = wiring.searcher.search(query, within=read_within(wiring.library, asked), at=today, limit=1).total if at != today else 0
    return {"searched": wiring.library.counts()["articles"], "near": _near(wiring, query), "later": later}


def _near(wiring: Wiring, query: str) -> tuple[Work, ...]:
    """Works whose names resemble the query."""
    try:
        return (wiring.library.find(query),)
    except UnknownWork as error:
        return tuple(dict.fromkeys(wiring.library.find(title) for title in error.near if _bears_one(wiring, title)))


def _bears_one(wiring: Wiring, title: str) -> bool:
    try:
        wiring.library.find(title)
    except UnknownWork:
        return False
    return True
