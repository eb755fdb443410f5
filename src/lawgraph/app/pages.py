"""The start page, search and reports: what a request asks for, which service answers it, which template shows it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app import marking, results, security
from lawgraph.app.query import address, current_wiring, read_count, read_date, read_level
from lawgraph.app.wiring import Wiring
from lawgraph.domain.models import Work
from lawgraph.errors import InvalidDate, LawgraphError, UnknownWork
from lawgraph.store.reports import ReportRow

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
    reports = _report_rows(wiring)
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


# -- reports --------------------------------------------------------------------------------------------------------------------------


def _report_rows(wiring: Wiring) -> list[dict[str, Any]]:
    """Every report with its coverage, the newest first."""
    return [
        {
            "id": row.id,
            "title": marking.report_title(row.name, row.head),
            "date": row.date,
            "measures": counts.get("measures", 0),
            "counts": {"cited": counts.get("supported", 0), "suggested": counts.get("suggested", 0), "gap": counts.get("gaps", 0)},
        }
        for row in wiring.reports.list()
        for counts in [row.summary or {}]
    ]


@pages.get("/reports")
def reports() -> Answer:
    return render_template("reports.html", reports=_report_rows(current_wiring()), error=None)


@pages.post("/reports")
def add_report() -> Answer:
    wiring = current_wiring()
    try:
        security.require_token()
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            return _refused("没有选文件。请选一份报告后再按“核查”。", 400)
        added = wiring.add_report(wiring.read_bytes(upload.read(), upload.filename.replace("\\", "/").rsplit("/", 1)[-1]))
    except RequestEntityTooLarge:
        size = (current_app.config["MAX_CONTENT_LENGTH"] or 0) // 1024 // 1024
        return _refused(f"文件超过 {size} MB。请拆分后再上传，或调大 LAWGRAPH_MAX_UPLOAD_MB。", 413)
    except LawgraphError as error:
        answer = make_response(*_refused(str(error), error.http_status))
        if error.retry_after:
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    return redirect(f"/reports/{added.id}", 303)


def _refused(error: str, status: int) -> tuple[str, int]:
    return render_template("reports.html", reports=_report_rows(current_wiring()), error=error), status


@pages.get("/reports/<identifier>")
def report(identifier: str) -> Answer:
    """A report with its measures; ``?measure=`` chooses the one whose basis stands beside the text, ``?show=`` which are to be gone through."""
    wiring = current_wiring()
    row = wiring.checked(wiring.reports.get(identifier))
    checked = cast("dict[str, Any]", row.checked)
    measures = checked["measures"]
    filters = marking.Filters(measures, request.args.get("show", ""))

    def href(number: int, show: str = filters.show) -> str:
        return f"{address(f'/reports/{row.id}', show=show, measure=number)}#m-{number}"

    shown = filters.numbers[filters.show]
    number = read_count(request.args.get("measure"), shown[0] if shown else min(1, len(measures)), least=min(1, len(measures)), most=len(measures))
    chosen: dict[str, Any] | None = None
    if number:
        chosen = {**marking.basis_view(measures[number - 1], number), "asked": "measure" in request.args}
        chosen["before"], chosen["after"] = (href(other) if other else None for other in filters.neighbours(number))
    frame = {"report": _report_frame(row), "chosen": chosen, "findings": checked["findings"]}
    if request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true":
        answer = make_response(render_template("basis.html", **frame))
    else:
        answer = make_response(
            render_template(
                "report.html",
                **frame,
                measures=measures,
                citations=marking.citation_rows(checked, href),
                counts=marking.coverage(measures),
                filters=filters.chips(lambda show: address(f"/reports/{row.id}", show=show)),
                blocks=marking.blocks(row.text, checked, shown, href, frame["report"]["title"]),
                today=checked["today"],
            )
        )
    answer.vary.add("HX-Request")
    return answer


def _report_frame(row: ReportRow) -> dict[str, Any]:
    title = marking.report_title(row.name, row.text)
    return {"id": row.id, "name": row.name, "title": title, "date": row.date, "date_source": row.date_source}
