"""The start page, and how the pages look: light, dark or as the system has it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app.reports.law_changes import law_rows
from lawgraph.app.reports.pages import report_rows
from lawgraph.app.service import security
from lawgraph.app.service.query import current_wiring

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

Answer = str | Response | BaseResponse | tuple[str, int]

_LAST_REPORTS = 5
_CHANGED_WORKS = 6
_YEAR = 365 * 24 * 3600


# -- home -----------------------------------------------------------------------------------------------------------------------------


@pages.get("/")
def home() -> Answer:
    wiring = current_wiring()
    counts = wiring.library.counts()
    stock = [(name, counts[key]) for name, key in (("部法规", "works"), ("个版本", "versions"), ("条", "articles"))]
    reports = report_rows(wiring)
    counted, law = wiring.counted.now().reports, wiring.counted.law()
    return render_template(
        "home.html",
        stock=stock,
        stocked=counts["works"] > 0,
        reports=reports[:_LAST_REPORTS],
        total=len(reports),
        changed=law_rows(law[:_CHANGED_WORKS], counted),
        changed_total=len(law),
        error=None,
    )


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
