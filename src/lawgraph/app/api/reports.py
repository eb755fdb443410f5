"""The API's reports: taken, listed, and what was found in them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from lawgraph.app.api.contract import ReportAnswer, ReportPage, ReportStatus, UploadAnswer
from lawgraph.app.api.general import DocumentBody, DocumentForm, read_content
from lawgraph.app.api.operations import Paged, operation
from lawgraph.app.api.paging import page
from lawgraph.app.service.access import current_actor
from lawgraph.app.service.query import current_wiring
from lawgraph.domain.roles import Action
from lawgraph.store.reports import ReportRow, ReportSummary
from lawgraph.store.uploads import Upload
from lawgraph.text.formats.recognition import RECOGNISER

__all__ = ["api_reports"]

api_reports = Blueprint("api_reports", __name__, url_prefix="/api/v1/reports")

_GROUP = "报告"


@api_reports.get("")
@operation(_GROUP, "列出报告", query=Paged, answers=ReportPage)
def reports(query: Paged) -> Any:
    """Every report with its counts, the first added first."""
    rows = sorted(current_wiring().reports.list(), key=_place)
    shown, further = page(rows, _place, query.cursor, query.limit)
    return {"total": len(rows), "reports": [_report(row) | {"summary": row.summary} for row in shown], "next": further}


@api_reports.post("")
@operation(
    _GROUP, "上传一份报告，核查并保存", body=DocumentBody, form=DocumentForm, answers=ReportAnswer, status=201, later=UploadAnswer,
    needs=Action.ADD_REPORT,
)  # fmt: skip
def add(body: DocumentForm, file: bytes | None) -> Response:
    """The same text added again is the same report, as it stands. Of a scan the answer is 202 and where its state is told."""
    added = current_wiring().intake.add(read_content(body, file), body.name, body.as_of, actor=current_actor())
    is_later = isinstance(added, Upload)
    response = jsonify(_upload(added) if isinstance(added, Upload) else _whole(added))
    response.status_code = 202 if is_later else 201
    response.headers["Location"] = f"{request.script_root}/api/v1/reports/{'uploads/' if is_later else ''}{added.id}"
    return response


@api_reports.get("/uploads/<identifier>")
@operation(_GROUP, "一份上传的扫描件读到哪里", answers=UploadAnswer)
def upload(identifier: str) -> Any:
    """``report`` once it is one."""
    return _upload(current_wiring().intake.look(identifier))


def _upload(found: Upload) -> dict[str, Any]:
    return {
        "id": found.id, "name": found.name, "state": found.state, "page_count": found.pages, "pages_read": found.done, "reader": RECOGNISER,
        "seconds_left": found.seconds_left(), "added_at": found.added_at, "report": found.report or None, "problem": found.problem or None,
    }  # fmt: skip


@api_reports.get("/<identifier>")
@operation(_GROUP, "一份报告和核查的结果", answers=ReportAnswer)
def report(identifier: str) -> Any:
    """A report with what is found in it by this library, today."""
    wiring = current_wiring()
    return _whole(wiring.checked(wiring.reports.get(identifier)))


@api_reports.get("/<identifier>/status")
@operation(_GROUP, "一份报告核到哪里", answers=ReportStatus)
def status(identifier: str) -> Any:
    """``stale``: the library, the program or the day moved since; the report is checked again when it is read."""
    wiring = current_wiring()
    row = wiring.reports.get(identifier)
    state = "unchecked" if row.checked is None else "checked" if row.basis == wiring.basis else "stale"
    return {"id": row.id, "state": state, "summary": row.checked["summary"] if row.checked else None}


def _place(row: ReportSummary) -> tuple[str, str]:
    return row.added_at, row.id


def _report(row: ReportRow | ReportSummary) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "date": row.date.isoformat(), "date_source": row.date_source, "added_at": row.added_at}


def _whole(row: ReportRow) -> dict[str, Any]:
    return _report(row) | {"text": row.text} | (row.checked or {})
