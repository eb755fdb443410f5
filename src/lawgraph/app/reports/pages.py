"""The pages of reports: all of them, one with the basis of a chosen measure, the sheet for the table, and the files to take along."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import quote

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app.reports import marking
from lawgraph.app.reports.chain import upwards
from lawgraph.app.reports.charts import articles_chart, findings_chart, levels_chart
from lawgraph.app.reports.filters import Filters
from lawgraph.app.service import door, security
from lawgraph.app.service.query import address, current_wiring, read_count
from lawgraph.app.wiring import Wiring
from lawgraph.app.words import WORDS
from lawgraph.domain.roles import Action
from lawgraph.errors import LawgraphError, UnknownReport
from lawgraph.services.files import kinds as files
from lawgraph.services.files.kinds import KINDS
from lawgraph.store.reports import ReportRow
from lawgraph.store.uploads import Upload
from lawgraph.text.formats.recognition import RECOGNISER
from lawgraph.text.persons import count_persons

__all__ = ["report_pages", "report_rows"]

report_pages = Blueprint("report_pages", __name__)

Answer = str | Response | BaseResponse | tuple[str, int]
Checked = dict[str, Any]


def report_rows(wiring: Wiring) -> list[dict[str, Any]]:
    """Every report with its coverage as people decided it, the newest first; one that was never checked counts nothing."""
    counted = {report.id: report.counts for report in wiring.counted.now().reports}
    return [
        {
            "id": row.id,
            "title": marking.report_title(row.name, row.head),
            "date": row.date,
            "measures": counts.get("", 0),
            "counts": {word: counts.get(word, 0) for word in ("cited", "suggested", "gap")},
        }
        for row in wiring.reports.list()
        for counts in [counted.get(row.id, {})]
    ]


@report_pages.get("/reports")
def reports() -> Answer:
    return render_template("reports.html", reports=report_rows(current_wiring()), uploads=current_wiring().intake.list(), error=None)


@report_pages.post("/reports")
def add_report() -> Answer:
    wiring = current_wiring()
    try:
        security.require_token()
        actor = door.require(Action.ADD_REPORT)
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            return _refused("没有选文件。请选一份报告后再按“核查”。", 400)
        added = wiring.intake.add(upload.read(), upload.filename.replace("\\", "/").rsplit("/", 1)[-1], actor=actor)
    except RequestEntityTooLarge:
        size = (current_app.config["MAX_CONTENT_LENGTH"] or 0) // 1024 // 1024
        return _refused(f"文件超过 {size} MB。请拆分后再上传，或调大 LAWGRAPH_MAX_UPLOAD_MB。", 413)
    except LawgraphError as error:
        answer = make_response(*_refused(str(error), error.http_status))
        if error.retry_after:
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    return redirect(f"/reports/uploads/{added.id}" if isinstance(added, Upload) else f"/reports/{added.id}", 303)


@report_pages.get("/reports/uploads/<identifier>")
def upload(identifier: str) -> Answer:
    """How far a file is that is read while nobody waits; its report, once it is one."""
    found = current_wiring().intake.look(identifier)
    part = request.headers.get("HX-Request") == "true"
    if found.report:
        answer = make_response("") if part else make_response(redirect(f"/reports/{found.report}", 303))
        if part:
            answer.headers["HX-Redirect"] = f"{request.script_root}/reports/{found.report}"
    else:
        left = found.seconds_left()
        answer = make_response(render_template("upload_state.html" if part else "upload.html", upload=found, left=left, reader=RECOGNISER))
    if part and not found.is_open and not found.report:
        answer.status_code = 286  # htmx: ask no more
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.add("HX-Request")
    return answer


def _refused(error: str, status: int) -> tuple[str, int]:
    wiring = current_wiring()
    return render_template("reports.html", reports=report_rows(wiring), uploads=wiring.intake.list(), error=error), status


def _checked(wiring: Wiring, identifier: str) -> tuple[ReportRow, Checked]:
    row = wiring.checked(wiring.reports.get(identifier))
    return row, cast("Checked", row.checked)


@report_pages.get("/reports/<identifier>")
def report(identifier: str) -> Answer:
    """A report with its measures; ``?measure=`` chooses the one whose basis stands beside the text, ``?show=`` which are to be gone through."""
    wiring = current_wiring()
    row, checked = _checked(wiring, identifier)
    measures = checked["measures"]
    filters = Filters(checked, request.args.get("show", ""))

    def href(number: int, show: str = filters.show) -> str:
        return f"{address(f'/reports/{row.id}', show=show, measure=number)}#m-{number}"

    def listing(show: str) -> str:
        return address(f"/reports/{row.id}", show=show)

    shown = filters.numbers[filters.show]
    number = read_count(request.args.get("measure"), shown[0] if shown else min(1, len(measures)), least=min(1, len(measures)), most=len(measures))
    chosen: dict[str, Any] | None = None
    if number:
        chosen = {**marking.basis_view(measures[number - 1], number), "asked": "measure" in request.args}
        chosen["before"], chosen["after"] = (href(other) if other else None for other in filters.neighbours(number))
        chosen["graph"] = address("/graph", node=f"{row.id}#{number}")
        for basis in chosen["basis"]:
            basis["chain"] = upwards(wiring.library, wiring.graph, basis["work"]["id"], basis["provision"])
    frame = {"report": _frame(row), "chosen": chosen, "findings": checked["findings"]}
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
                filters=filters.chips(listing),
                codes=filters.codes(listing),
                charts=[drawn for make in (levels_chart, articles_chart, findings_chart) if (drawn := make(measures, listing)).bars],
                blocks=marking.blocks(row.text, checked, shown, href, frame["report"]["title"]),
                today=checked["today"],
                files=list(KINDS),
                masked=count_persons(row.text) if wiring.settings.demo else 0,
            )
        )
    answer.vary.add("HX-Request")
    return answer


def _frame(row: ReportRow) -> dict[str, Any]:
    title = marking.report_title(row.name, row.text)
    return {"id": row.id, "name": row.name, "title": title, "date": row.date, "date_source": row.date_source}


@report_pages.get("/reports/<identifier>/sheet")
def sheet(identifier: str) -> Answer:
    """Everything about every measure on paper, with room for what a person decides by hand."""
    row, checked = _checked(current_wiring(), identifier)
    views = [marking.basis_view(measure, number) for number, measure in enumerate(checked["measures"], 1)]
    counts = marking.coverage(checked["measures"])
    return render_template("sheet.html", report=_frame(row), measures=views, counts=counts, findings=checked["findings"], today=checked["today"])


# -- files ----------------------------------------------------------------------------------------------------------------------------


@report_pages.get("/reports/<identifier>/export.<kind>")
def export(identifier: str, kind: str) -> Response:
    """What was found as a file to take along."""
    if kind not in KINDS:
        raise UnknownReport(f"{identifier}（{kind}）")
    row, checked = _checked(current_wiring(), identifier)
    content, mimetype = files.export(checked, kind, text=row.text, words=WORDS)
    response = Response(content, content_type=mimetype)
    name = f"{row.name.rsplit('.', 1)[0]}-核查.{kind}"
    # RFC 6266: an ASCII name for old programs, the real one for all others
    response.headers["Content-Disposition"] = f"attachment; filename=\"{row.id}.{kind}\"; filename*=UTF-8''{quote(name)}"
    return response
