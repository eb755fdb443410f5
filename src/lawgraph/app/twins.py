"""Every page as data: page ``X`` is also ``X.json``, or what ``Accept: application/json`` gets; an identifier is Turtle and JSON-LD too.

ELI asks that an identifier answers what its reader can read, and that the forms are linked (RFC 9110 section 12, RFC 8288).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, Response, jsonify, make_response, request

from lawgraph.app.api.operations import Paged, read_query
from lawgraph.app.api.reports import report, reports, upload
from lawgraph.app.graph.impact import read_day
from lawgraph.app.graph.pages import Asked, view_object
from lawgraph.app.graph.views import impact_object
from lawgraph.app.reports.dashboard import overview, read_year
from lawgraph.app.reviews.objects import item_object, review_object
from lawgraph.app.service import door
from lawgraph.app.service.problems import problem
from lawgraph.app.service.query import current_wiring, read_count, read_date, read_within
from lawgraph.app.views import WITHIN, work_object
from lawgraph.app.works.compare import asked_comparison, comparison_object
from lawgraph.app.works.provisions import Sight, articles, force_object, look, provision, provision_object
from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.models import as_json
from lawgraph.domain.roles import Action
from lawgraph.errors import UnknownWork, UsageError
from lawgraph.services.reviews.views import view_item

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["DATA", "PAGE", "add_twins", "wants_data"]

PAGE = "text/html"
DATA: Mapping[str, str] = {".json": "application/json", ".ttl": "text/turtle", ".jsonld": "application/ld+json"}
"""What a page is besides, by the ending of its address."""
_KEY = "lawgraph.form"
_NOT_PAGES = ("/api/", "/static/", "/sparql")


class _Endings:
    """Takes the ending off an address, so that one route answers a page and its twins."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        ending = next((ending for ending in DATA if path.endswith(ending)), None)
        if ending is not None and not path.startswith(_NOT_PAGES) and not path.endswith(f"/export{ending}"):
            plain = path.removesuffix(ending)
            environ = {**environ, "PATH_INFO": "/" if plain == "/index" else plain, _KEY: DATA[ending]}
        return self._app(environ, start_response)


def add_twins(app: Flask) -> None:
    """Gives the pages their twins; whatever guards a page guards them too."""
    app.wsgi_app = _Endings(app.wsgi_app)  # type: ignore[method-assign]
    for endpoint, twin in _TWINS.items():
        app.view_functions[endpoint] = _negotiated(app.view_functions[endpoint], twin, (*DATA,) if endpoint == "works.work" else (".json",))


def wants_data() -> bool:
    """Whether the one who asks reads data rather than pages."""
    return _KEY in request.environ or _preferred(DATA.values()) != PAGE


def _preferred(kinds: Iterable[str]) -> str:
    accepted = request.accept_mimetypes
    best = accepted.best_match([PAGE, *kinds], PAGE)
    # a browser takes anything (*/*), and means the page
    return best if accepted[best] > accepted[PAGE] else PAGE


def _negotiated(view: Callable[..., Any], twin: Callable[..., Any], endings: tuple[str, ...]) -> Callable[..., Any]:
    kinds = [DATA[ending] for ending in endings]

    @wraps(view)
    def answer(**values: Any) -> Any:
        chosen = request.environ.get(_KEY) or _preferred(kinds)
        if chosen == PAGE:
            response = make_response(view(**values))
        elif chosen not in kinds:
            return problem(406, "not-acceptable", "这个页面没有这种形式。", f"可用的有：{'、'.join([PAGE, *kinds])}。")
        else:
            response = make_response(_graph(chosen, **values) if chosen != DATA[".json"] else jsonify(twin(**values)))
            response.add_etag()
            response.make_conditional(request)
        response.vary.add("Accept")
        path = quote(request.script_root + (request.path.rstrip("/") or "/index"), safe="/~")
        query = f"?{quote(request.query_string, safe='=&%+~:,/')}" if request.query_string else ""
        for ending, kind in zip(endings, kinds, strict=True):
            response.headers.add("Link", f'<{path}{ending}{query}>; rel="alternate"; type="{kind}"')
        return response

    answer.twin = twin  # type: ignore[attr-defined]
    return answer


# -- what each page is as data -------------------------------------------------------------------------------------------------------------


def _home() -> Any:
    wiring = current_wiring()
    return {"counts": wiring.library.counts(), "fingerprint": wiring.library.fingerprint()}


def _search() -> Any:
    wiring, said = current_wiring(), request.args
    if not said.get("q", "").strip():
        raise UsageError("没有检索词。", "请给出 q。")
    by_work = said.get("by") == "work"
    size = 10 if by_work else 20
    return as_json(
        wiring.searcher.search(
            said["q"].strip(),
            within=read_within(wiring.library, {key: said.get(key, "").strip() for key in WITHIN}),
            at=read_date(said.get("at"), wiring.today),
            today=wiring.today,
            all_versions=said.get("all_versions") == "1",
            by_work=by_work,
            limit=size,
            offset=(read_count(said.get("page"), 1, most=500) - 1) * size,
        )
    )


def _reports() -> Any:
    return reports.__wrapped__(read_query(Paged))  # type: ignore[attr-defined]


def _dashboard() -> Any:
    return overview(current_wiring(), read_year())


def _report(identifier: str) -> Any:
    return report.__wrapped__(identifier)  # type: ignore[attr-defined]


def _upload(identifier: str) -> Any:
    return upload.__wrapped__(identifier)  # type: ignore[attr-defined]


def _identified(path: str) -> tuple[str, str, str, str]:
    identifier = f"/eli/{path.rstrip('/')}"
    try:
        return identifier, *split_provision_id(identifier)
    except ValueError:
        raise UnknownWork(path) from None


def _work(path: str) -> Any:
    """A work, the articles of a version, or an article; of a chapter its provisions."""
    wiring = current_wiring()
    identifier, _, version, label = _identified(path)
    at = read_date(request.args.get("at"), wiring.today)
    if not version:
        return work_object(wiring.library, identifier, at)
    sight = look(wiring, identifier, at)
    if not label:
        found = [as_json(article) for article in articles(wiring.library, sight)]
        return _frame(sight) | {"total": len(found), "articles": found, "next": None}
    if label[:1].isdigit():
        return provision_object(wiring, sight, *provision(wiring, sight, label))
    nodes = wiring.library.tree(sight.version)
    head = next((node for node in nodes if node.label == label), None)
    if head is None:
        raise UnknownWork(path)
    below = nodes[head.ordinal : head.last + 1]
    return _frame(sight) | {"total": len(below), "provisions": as_json(below), "next": None}


def _frame(sight: Sight) -> dict[str, Any]:
    return {"work": {"id": sight.work.id, "title": sight.work.title}, "version": sight.version, "force": force_object(sight.force)}


def _graph(kind: str, path: str) -> Response:
    from lawgraph.store.rdf.statements import Source, statements_about  # noqa: PLC0415 (what only programs that read RDF ask for)
    from lawgraph.store.rdf.writers import write_json_ld, write_turtle  # noqa: PLC0415 (as above)

    wiring = current_wiring()
    identifier, work, _, _ = _identified(path)
    wiring.library.work(work)
    out = io.StringIO()
    write = write_turtle if kind == DATA[".ttl"] else write_json_ld
    if not write(statements_about(Source(wiring.library, wiring.graph, wiring.reports, wiring.topics), identifier), out):
        raise UnknownWork(identifier)
    return Response(out.getvalue(), content_type=f"{kind}; charset=utf-8")


def _compare(path: str) -> Any:
    wiring = current_wiring()
    work = wiring.library.work(f"/eli/{path.strip('/')}")
    return comparison_object(wiring, asked_comparison(wiring, work.id))


def _drawn() -> Any:
    wiring = current_wiring()
    asked = Asked.read(wiring)
    if not asked.node:
        raise UsageError("没有 node。", "请给出 node：法规、条款、报告或举措。")
    return view_object(wiring, asked)


def _impact() -> Any:
    wiring, said = current_wiring(), request.args
    if not said.get("work", "").strip():
        raise UsageError("没有 work。", "请给出 work：法规的题名或标识符。")
    work = wiring.library.find(said["work"])
    versions = [row for row in wiring.library.versions(work.id) if row.published or row.in_force]
    days = [read_day(said.get(name), versions, place) for name, place in (("from", -2), ("to", -1))]
    return impact_object(wiring.library, wiring.reports, wiring.impact.find(work.id, *days))


def _reviews() -> Any:
    actor, sessions = door.require(Action.READ), current_wiring().reviewing
    return {"reviews": [review_object(sessions, actor, review) for review in sessions.list(actor)]}


def _review(review: str) -> Any:
    actor, sessions = door.require(Action.READ), current_wiring().reviewing
    return review_object(sessions, actor, sessions.get(actor, review))


def _item(review: str, item: str) -> Any:
    wiring = current_wiring()
    return item_object(view_item(wiring.reviewing, wiring.precedents, door.require(Action.READ), review, item))


_TWINS: Mapping[str, Callable[..., Any]] = {
    "reviews.index": _reviews,
    "reviews.overview": _review,
    "review_items.show": _item,
    "pages.home": _home,
    "search.found": _search,
    "report_pages.reports": _reports,
    "dashboard_pages.dashboard": _dashboard,
    "report_pages.report": _report,
    "report_pages.sheet": _report,
    "report_pages.upload": _upload,
    "works.work": _work,
    "compare.page": _compare,
    "graph_pages.graph": _drawn,
    "impact_pages.impact": _impact,
}
