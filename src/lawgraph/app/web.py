"""The WSGI application: pages, API, assets, and how an error is told."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, render_template, request, send_from_directory
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from lawgraph.app import twins
from lawgraph.app.accounts.users import add_accounts
from lawgraph.app.api.bulk import api_bulk
from lawgraph.app.api.general import api
from lawgraph.app.api.graph import graph_api
from lawgraph.app.api.page import api_page
from lawgraph.app.api.reports import api_reports
from lawgraph.app.api.reviews import api_reviews
from lawgraph.app.api.works import api_works
from lawgraph.app.graph.impact import impact_pages
from lawgraph.app.graph.pages import graph_pages
from lawgraph.app.graph.sparql import sparql
from lawgraph.app.home import pages
from lawgraph.app.language.choice import BilingualEnvironment, add_languages
from lawgraph.app.reports.dashboard import dashboard_pages
from lawgraph.app.reports.pages import report_pages
from lawgraph.app.reviews.pages import add_reviews
from lawgraph.app.search.pages import search
from lawgraph.app.service import access, security
from lawgraph.app.service.demo import open_demo
from lawgraph.app.service.problems import answered, problem_object, problem_of
from lawgraph.app.service.proxy import add_proxy
from lawgraph.app.service.query import address
from lawgraph.app.service.watching import watch
from lawgraph.app.wiring import Wiring
from lawgraph.app.words import EXAMPLES, WORDS
from lawgraph.app.works.compare import compare
from lawgraph.app.works.pages import works
from lawgraph.domain.levels import Kind, level_name
from lawgraph.domain.numerals import label_name
from lawgraph.errors import LawgraphError, LoginFailed
from lawgraph.settings import Settings, web_folder
from lawgraph.store.troubles import trouble

__all__ = ["create_app"]

_LOG = logging.getLogger(__name__)
_FOR_EVER = "public, max-age=31536000, immutable"
_LOOKS = ("light", "dark")
_BLUEPRINTS = (
    pages, report_pages, dashboard_pages, search, works, compare, graph_pages, impact_pages, sparql,
    api, api_page, api_works, api_reports, api_bulk, api_reviews, graph_api,
)  # fmt: skip
_SAID: Mapping[int, tuple[str, str]] = {
    400: ("这个请求无法理解。", "请回到上一页重试。"),
    404: ("没有这个页面。", "请检查地址，或从检索开始。"),
    405: ("这个地址不接受这种请求。", "请从页面上的链接或按钮进入。"),
}


def create_app(
    settings: Settings, *, today: Callable[[], date] = date.today, hosts: Sequence[str] = security.LOCAL_HOSTS, wiring: Wiring | None = None
) -> Flask:
    """The WSGI application over one home.

    ``hosts`` are the names under which it may be called (a request for another name is refused: DNS rebinding); pass an empty
    sequence to allow any, where it is to be reached from other machines. ``wiring`` is for callers that have opened the stores already.
    """
    web = web_folder()
    app = Flask("lawgraph", static_folder=None, template_folder=str(web / "templates"))
    app.jinja_environment = BilingualEnvironment
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_mb * 1024 * 1024
    app.config["TRUSTED_HOSTS"] = list(hosts) or None
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["lawgraph-started"] = datetime.now(UTC)
    app.extensions["lawgraph"] = wiring or Wiring(settings, today=today)
    app.extensions["lawgraph"].share()
    _add_assets(app, web / "static")
    _add_vocabulary(app, settings)
    add_languages(app, web)
    watch(app, settings)
    app.before_request(app.extensions["lawgraph"].refresh)
    security.guard(app)
    access.open_door(app, settings)
    add_accounts(app)
    add_reviews(app)
    if settings.demo:
        open_demo(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    twins.add_twins(app)
    add_proxy(app, settings)
    app.register_error_handler(LawgraphError, _answer_lawgraph_error)
    app.register_error_handler(HTTPException, functools.partial(_answer_http_error, settings))
    return app


def _add_assets(app: Flask, static: Path) -> None:
    """``/static``: names carry a hash of their content, so a browser may keep them for ever."""
    try:
        files: dict[str, str] = json.loads((static / "manifest.json").read_text("utf-8"))["files"]
    except OSError as error:
        raise LawgraphError("网页资源还没有建成。", "请运行 pip install -e . 重新安装。") from error

    @app.get("/static/<path:name>", endpoint="static")
    def serve(name: str) -> Response:
        response = send_from_directory(static, name)
        response.headers["Cache-Control"] = _FOR_EVER
        return response

    app.jinja_env.globals["asset"] = {name: f"/static/{file}" for name, file in files.items()}.__getitem__


def _add_vocabulary(app: Flask, settings: Settings) -> None:
    app.jinja_env.filters["level"] = lambda kind: level_name(Kind(kind))
    app.jinja_env.filters["label"] = lambda label: label_name(label) if label else ""
    app.jinja_env.filters["day_before"] = lambda day: day - timedelta(days=1)
    app.jinja_env.filters["without"] = lambda mapping, *names: {key: value for key, value in mapping.items() if key not in names}
    app.jinja_env.globals.update(
        token=security.form_token, url=address, words=WORDS, max_upload_mb=settings.max_upload_mb, demo=settings.demo, examples=EXAMPLES,
        sso=bool(settings.oidc_issuer),
    )  # fmt: skip

    @app.context_processor
    def add_look() -> dict[str, Any]:
        look = request.cookies.get("lawgraph-look", "")
        section = "/" + request.path.split("/")[1]
        return {
            "look": look if look in _LOOKS else None,
            "section": {"/eli": "/search", "/works": "/search", "/impact": "/graph", "/sparql": "/graph"}.get(section, section),
        }


def _answer_lawgraph_error(error: LawgraphError) -> Response:
    response = make_response(_answer(problem_of(error)))
    if isinstance(error, LoginFailed):
        response.headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _answer_http_error(settings: Settings, error: HTTPException) -> Response | tuple[Response | str, int]:
    if isinstance(error, InternalServerError):
        found = trouble(error.original_exception) if error.original_exception is not None else None
        if found is not None:
            return _answer_lawgraph_error(found)
        _LOG.error("unhandled", exc_info=error.original_exception)
        return _answer(
            problem_object(500, "internal", "这一步没有完成：程序出了错。", "请重试；再次出现时，请把运行 lawgraph 的窗口里的记录交给维护的人。")
        )
    if isinstance(error, RequestEntityTooLarge):
        return _answer(problem_object(413, "too-large", f"文件超过 {settings.max_upload_mb} MB。", "请拆分后再上传，或调大 LAWGRAPH_MAX_UPLOAD_MB。"))
    status = error.code or 500
    what, todo = _SAID.get(status, (error.description or error.name, ""))
    answer, _ = _answer(problem_object(status, "http", what, todo))
    response = make_response(answer, status)
    # what the protocol asks an error to say: which methods are allowed, when to come again
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response, status


def _answer(said: dict[str, Any]) -> tuple[Response | str, int]:
    """An error as the reader reads it: a page, or for programs ``application/problem+json`` (RFC 9457)."""
    if request.path.startswith("/api/") or twins.wants_data():
        return answered(said), said["status"]
    # what is to be told may be that the database does not answer: nothing is counted for this page
    page = render_template("error.html", status=said["status"], what=said["title"], todo=said.get("detail", ""), items_waiting=lambda: 0)
    return page, said["status"]
