"""SPARQL over HTTP: SPARQL 1.1 Protocol, queries alone; and a page to write them on.

GET and POST with ``query``, POST with ``application/sparql-query``; the Accept header chooses the format. A browser that sends
no query gets the page, and one that sends a query its answer on the page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from lawgraph.app.service.problems import problem
from lawgraph.app.service.query import current_wiring
from lawgraph.errors import LawgraphError, QueryInvalid
from lawgraph.settings import data_folder
from lawgraph.store.rdf.sparql import Limits, media_types
from lawgraph.store.rdf.vocabulary import BASE, PREFIXES

__all__ = ["sparql"]

sparql = Blueprint("sparql", __name__)

_HTML = "text/html"
_QUERY = "application/sparql-query"
_FORM = "application/x-www-form-urlencoded"
_SHOWN = ("/eli/", "/reports/")
_DEFAULT = "SELECT ?title WHERE { ?work a eli:LegalResource ; dcterms:title ?title } LIMIT 10"


@sparql.get("/sparql")
def ask() -> Any:
    """``query``; ``default-graph-uri`` and ``named-graph-uri``, any number: the answer in the format that Accept prefers."""
    if not request.args.getlist("query"):
        return _page("") if _prefers_page() else _refusal(QueryInvalid("没有查询。", "请给出 query。"))
    return _respond(request.args.getlist("query"), request.args.getlist("default-graph-uri"), request.args.getlist("named-graph-uri"))


@sparql.get("/ontology")
def ontology() -> Response:
    """The terms of our own in Turtle, with labels in Chinese and English."""
    return Response((data_folder() / "ontology" / "lawgraph.ttl").read_text("utf-8"), content_type="text/turtle; charset=utf-8")


@sparql.post("/sparql")
def ask_by_post() -> Any:
    """The same, the query in a form or as the body itself."""
    if request.mimetype == _QUERY:
        said = request.get_data().decode("utf-8", "replace")
        return _respond([said], request.args.getlist("default-graph-uri"), request.args.getlist("named-graph-uri"))
    if request.mimetype != _FORM:
        return problem(415, "media-type", f"不接受 {request.mimetype or '没有类型的内容'}。", f"请用 {_QUERY} 或 {_FORM}。"), 415
    form = request.form
    return _respond(form.getlist("query"), form.getlist("default-graph-uri"), form.getlist("named-graph-uri"))


def _respond(queries: list[str], default_graphs: list[str], named_graphs: list[str]) -> Any:
    try:
        if len(queries) != 1:
            raise QueryInvalid("要有且只有一个 query。", "请检查请求。")
        types = media_types(queries[0])
        if _prefers_page():
            return _page(queries[0])
        accepted = request.accept_mimetypes
        chosen = accepted.best_match(types.values()) if accepted else next(iter(types.values()))
        if not chosen:
            return problem(406, "not-acceptable", "没有请求的格式。", f"可用的有：{'、'.join(types.values())}。"), 406
        form = next(name for name, kind in types.items() if kind == chosen)
        body = current_wiring().sparql().query(queries[0], form, default_graphs=default_graphs, named_graphs=named_graphs)
    except LawgraphError as error:
        return _refusal(error, queries[0] if queries else "")
    response = Response(body, content_type=f"{chosen}; charset=utf-8")
    response.headers["Vary"] = "Accept"
    return response


def _prefers_page() -> bool:
    best = request.accept_mimetypes.best_match([_HTML, "application/sparql-results+json", "text/turtle"])
    return best == _HTML and request.accept_mimetypes[_HTML] > request.accept_mimetypes["application/sparql-results+json"]


def _refusal(error: LawgraphError, query: str = "") -> Any:
    if _prefers_page():
        return _page(query, error)
    response = problem(error.http_status, error.code, error.what, error.todo)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response, error.http_status


def _page(query: str, error: LawgraphError | None = None) -> Any:
    """The page with the query in its field, and its answer or what is wrong with it."""
    if not query:
        error = error or current_wiring().sparql_waits()
    found: dict[str, Any] = {"names": [], "rows": [], "words": "", "answer": None}
    if query and error is None:
        try:
            found |= _found(query)
        except LawgraphError as raised:
            error = raised
    frame = {"query": query or _DEFAULT, "asked": bool(query), "error": error, "examples": _examples(), "limits": Limits(), "prefixes": PREFIXES}
    answer = make_response(render_template("sparql.html", **frame, **found), error.http_status if error else 200)
    if error is not None and error.retry_after is not None:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _found(query: str) -> dict[str, Any]:
    """The answer as the page shows it: rows of words and addresses, yes or no, or a graph's text."""
    types = media_types(query)
    endpoint = current_wiring().sparql()
    if "csv" not in types:
        return {"words": endpoint.query(query, "ttl").decode()}
    said = json.loads(endpoint.query(query, "json"))
    if "boolean" in said:
        return {"answer": said["boolean"]}
    names = said["head"]["vars"]
    rows = [[_cell(binding.get(name)) for name in names] for binding in said["results"]["bindings"]]
    return {"names": names, "rows": rows}


def _cell(term: Mapping[str, Any] | None) -> tuple[str, str]:
    """What a cell says, and the page of it where it is one of ours; IRIs of ours without the part that all of them share."""
    if term is None:
        return "", ""
    words = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"], ensure_ascii=False)
    own = term["type"] == "uri" and words.startswith(f"{BASE}/")
    path = words.removeprefix(BASE) if own else words
    return path, path if own and path.startswith(_SHOWN) and "/bases/" not in path else ""


def _examples() -> list[tuple[str, str]]:
    """Title and text of the queries in ``data/queries``, whose first line is the title."""
    found = []
    for path in sorted((data_folder() / "queries").glob("*.rq")):
        title, _, text = path.read_text("utf-8").partition("\n")
        found.append((title.removeprefix("#").strip(), text.strip()))
    return found
