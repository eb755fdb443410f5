"""The JSON API: the objects of the command line over HTTP. Errors are ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, json, request

from lawgraph.app.compare import compare_versions, comparison_object
from lawgraph.app.query import current_wiring, read_count, read_date, read_level
from lawgraph.app.views import edge_object, work_object
from lawgraph.app.wiring import check_object, parse_day
from lawgraph.domain.models import as_json
from lawgraph.errors import DocumentEmpty, UsageError
from lawgraph.store.reports import ReportRow, ReportSummary

__all__ = ["api", "problem"]

api = Blueprint("api", __name__, url_prefix="/api/v1")

_MOST_HITS = 100
_MOST_PLACES = 10_000
_MOST_EDGES = 200


def problem(status: int, code: str, what: str, todo: str) -> Response:
    """An error as a problem document: ``title`` says what is so, ``detail`` what to do, ``code`` never changes."""
    said = {"type": "about:blank", "title": what, "status": status, "code": code} | ({"detail": todo} if todo else {})
    return Response(json.dumps(said), status=status, content_type="application/problem+json; charset=utf-8")


@api.get("/search")
def search() -> Any:
    """``q``; ``at``, ``level``, ``issuer``, ``jurisdiction``, ``all_versions=1``, ``limit``, ``offset``: the object of ``lawgraph search --json``."""
    query = request.args.get("q", "").strip()
    if not query:
        raise UsageError("没有检索词。", "请给出 q。")
    wiring = current_wiring()
    found = wiring.searcher.search(
        query,
        level=read_level(request.args.get("level")),
        issuer=request.args.get("issuer") or None,
        jurisdiction=request.args.get("jurisdiction") or None,
        at=read_date(request.args.get("at"), wiring.today),
        all_versions=request.args.get("all_versions") == "1",
        limit=read_count(request.args.get("limit"), 20, most=_MOST_HITS),
        offset=read_count(request.args.get("offset"), 0, least=0, most=_MOST_PLACES),
    )
    return as_json(found)


@api.get("/works/<path:name>")
def work(name: str) -> Any:
    """A work by identifier, title, short title or number, as of ``at``; ``article=33`` adds that article and who cites it."""
    wiring = current_wiring()
    library = wiring.library
    at = read_date(request.args.get("at"), wiring.today)
    found = work_object(library, f"/{name}" if name.startswith("eli/") else name, at)
    number = request.args.get("article")
    if number:
        version = found["force"]["version"] or next((row["id"] for row in reversed(found["versions"]) if row["has_text"]), None)
        if version is None:
            raise UsageError(f"《{found['title']}》的正文没有安装。", "请用 lawgraph library add 文件 导入。")
        edges = wiring.graph.cited_by(found["id"], number, limit=_MOST_EDGES)
        found |= {"article": as_json(library.article(version, number)), "cited_by": [edge_object(library, edge) for edge in edges]}
    return found


@api.get("/works/<path:name>/diff")
def diff(name: str) -> Any:
    """Two versions of a work: ``from`` and ``to`` as on its page; each article's change with the words that went and came."""
    wiring = current_wiring()
    work = wiring.library.find(f"/{name}" if name.startswith("eli/") else name)
    return comparison_object(wiring, compare_versions(wiring, work.id, request.args.get("from"), request.args.get("to")))


@api.get("/reports")
def reports() -> Any:
    """Every report with its counts."""
    rows = current_wiring().reports.list()
    return {"reports": [_report(row) | {"summary": row.summary} for row in rows]}


@api.get("/reports/<identifier>")
def report(identifier: str) -> Any:
    """A report with what was found in it: the object of ``lawgraph check --json`` beside its own."""
    wiring = current_wiring()
    row = wiring.checked(wiring.reports.get(identifier))
    return _report(row) | {"text": row.text} | (row.checked or {})


@api.post("/check")
def check() -> Any:
    """Checks a document and keeps nothing: a file (``multipart/form-data``), or ``{"text": …, "name": …, "as_of": …}`` in JSON."""
    upload = request.files.get("file")
    if upload is not None:
        said = request.form
        data, name = upload.read(), upload.filename or "document.txt"
    else:
        said = request.get_json()
        if not isinstance(said, dict) or not isinstance(said.get("text"), str):
            raise UsageError("没有可核的文本。", '请给出文件，或 JSON：{"text": "…"}。')
        data, name = said["text"].encode("utf-8", "surrogatepass"), str(said.get("name") or "document.txt")
    if not data:
        raise DocumentEmpty("文本是空的。", "请给出有内容的文本。")
    as_of = said.get("as_of")
    wiring = current_wiring()
    return check_object(wiring.check(wiring.read_bytes(data, name), parse_day(str(as_of)) if as_of else None))


def _report(row: ReportRow | ReportSummary) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "date": row.date.isoformat(), "date_source": row.date_source, "added_at": row.added_at}
