"""The start page and search: what a request asks for, which service answers it, which template shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app import results, security
from lawgraph.app.query import current_wiring, read_count, read_date, read_level
from lawgraph.app.report_pages import report_rows
from lawgraph.app.wiring import Wiring
from lawgraph.domain.models import Work
from lawgraph.errors import InvalidDate, UnknownWork

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

Answer = str | Response | BaseResponse | tuple[str, int]

_PAGE = 20
_MOST_PAGES = 500
_LAST_REPORTS = 5
_YEAR = 365 * 24 * 3600


# -- home -----------------------------------------------------------------------------------------------------------------------------


@pages.get("/")
def home() -> Answer:
    wiring = current_wiring()
    counts = wiring.library.counts()
    stock = [(name, counts[key]) for name, key in (("部法规", "works"), ("个版本", "versions"), ("条", "articles"))]
    reports = report_rows(wiring)
    return render_template("home.html", stock=stock, stocked=counts["works"] > 0, reports=reports[:_LAST_REPORTS], total=len(reports), error=None)


@pages.get("/healthz")
def health() -> dict[str, str]:
    """Answers once the database can be read."""
    current_wiring().library.fingerprint()
    return {"status": "ok"}


@pages.post("/look")
def look() -> Answer:
    """Light, dark or as the system has it: kept in a cookie, so that it holds without a script and from the first paint."""
    security.require_token()
    wanted, back = request.form.get("look", ""), request.form.get("next", "/")
    local = back.startswith("/") and not back.startswith(("//", "/\\"))
    response = redirect(back if local else "/", 303)
    if wanted in {"light", "dark"}:
        response.set_cookie("lawgraph-look", wanted, max_age=_YEAR, httponly=True, samesite="Lax", path="/")
    else:
        response.delete_cookie("lawgraph-look", path="/")
    return response


# -- search ---------------------------------------------------------------------------------------------------------------------------


@pages.get("/search")
def search() -> Answer:
    wiring = current_wiring()
    today = wiring.today
    query, written = request.args.get("q", "").strip(), request.args.get("at", "").strip()
    asked = {key: request.args.get(key, "").strip() for key in ("q", "at", "level", "issuer", "jurisdiction")}
    frame: dict[str, Any] = {"query": query, "written": written, "address": asked, "today": today, "at": today, "result": None, "error": None}
    try:
        at = read_date(written, today)
    except InvalidDate as error:
        return render_template("search.html", **{**frame, "error": str(error)}), error.http_status
    level, page = read_level(asked["level"]), read_count(request.args.get("page"), 1, most=_MOST_PAGES)
    if not query:
        return render_template("search.html", **frame)
    library = wiring.library
    result = wiring.searcher.search(
        query, level=level, issuer=asked["issuer"] or None, jurisdiction=asked["jurisdiction"] or None, at=at, limit=_PAGE, offset=(page - 1) * _PAGE
    )  # fmt: skip
    groups = results.group_hits(result, library, today)
    return render_template(
        "search.html",
        **{**frame, "at": at, "result": result},
        groups=groups,
        facets=results.facet_links(result.facets, asked),
        chosen=results.chosen_filters(asked),
        moved=sum(group["moved"] for group in groups),
        page=page,
        pages=min(-(-result.total // _PAGE), _MOST_PAGES),
        first=(page - 1) * _PAGE + 1,
        last=(page - 1) * _PAGE + len(result.hits),
        **({} if groups else _nothing_found(wiring, asked, at)),
    )


def _nothing_found(wiring: Wiring, asked: dict[str, str], at: date) -> dict[str, Any]:
    """What an empty result says: how much was searched, which names are near, and how many there are in the law of today."""
    today, query = wiring.today, asked["q"]
    later = wiring.searcher.search(query, level=read_level(asked["level"]), at=today, limit=1).total if at != today else 0
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
