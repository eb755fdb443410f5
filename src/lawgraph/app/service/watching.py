"""What whoever runs the service sees of it: figures for Prometheus, a line for each request, and whether it is ready.

Neither holds a word of a report or of a query: paths are told, what follows the question mark only where it is asked for.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from lawgraph.app.service.query import current_wiring
from lawgraph.settings import Settings

__all__ = ["JsonLines", "start_log", "watch"]

_LOG = logging.getLogger("lawgraph.requests")
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

watching = Blueprint("watching", __name__)


class _Figures:
    """The figures of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter("lawgraph_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry)
        self.seconds = Histogram("lawgraph_request_seconds", "Seconds until the answer.", ["route"], buckets=_SECONDS, registry=self.registry)
        self.running = Gauge("lawgraph_requests_running", "Requests being answered.", registry=self.registry)


def watch(app: Flask, settings: Settings) -> None:
    """Adds ``/readyz`` and ``/metrics``, gives every request an identifier, counts it, and has it logged."""
    figures = _Figures()
    app.extensions["lawgraph-figures"] = figures
    app.extensions["lawgraph-metrics-from"] = settings.metrics_from
    app.register_blueprint(watching)

    @app.before_request
    def begin() -> None:
        # a proxy's own identifier is taken over, so that one word finds the request in both logs
        given = request.headers.get("X-Request-ID", "") if settings.proxies else ""
        g.request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        g.begun = time.perf_counter()
        figures.running.inc()

    @app.after_request
    def name(response: Response) -> Response:
        if "request_id" in g:
            response.headers["X-Request-ID"] = g.request_id
            g.status = response.status_code
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if "begun" not in g:
            return
        taken, status = time.perf_counter() - g.begun, g.get("status", 500)
        # the rule, not the path: one series a page, however many addresses are asked for
        route = request.url_rule.rule if request.url_rule is not None else "(none)"
        figures.running.dec()
        figures.requests.labels(request.method if request.method in _METHODS else "other", route, str(status)).inc()
        figures.seconds.labels(route).observe(taken)
        _LOG.info(
            "%s %s %d %.0f ms", request.method, _plain(_asked(settings)), status, 1000 * taken,
            extra={"said": {
                "request": g.request_id, "method": request.method, "path": _asked(settings), "route": route, "status": status,
                "ms": round(1000 * taken, 1), "from": request.remote_addr,
            }},
        )  # fmt: skip


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _asked(settings: Settings) -> str:
    query = request.query_string.decode("ascii", "replace") if settings.log_queries else ""
    return f"{request.path}?{query}" if query else request.path


def _plain(words: str) -> str:
    """The words with every control character written out: a line break in an address must not begin a line of the log."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


# -- the log --------------------------------------------------------------------------------------------------------------------------


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, where from, what; for a request its identifier and figures; for a fault its trace."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "said", {}),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def start_log(settings: Settings) -> None:
    """Sends what the service says to standard error: as text warnings and faults, as JSON every request too."""
    handler = logging.StreamHandler(sys.stderr)
    as_json = settings.log == "json"
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("lawgraph")
    root.handlers[:] = [handler]
    root.propagate = False
    root.setLevel(logging.INFO if as_json or settings.log_queries else logging.WARNING)
    logging.getLogger("waitress").handlers[:] = [handler]
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


# -- the addresses --------------------------------------------------------------------------------------------------------------------


@watching.get("/readyz")
def ready() -> tuple[dict[str, Any], int]:
    """Whether pages can be answered now: 503 while index and graph are not built, or the service is stopping."""
    stopping = bool(current_app.extensions.get("lawgraph-stopping"))
    standing = current_wiring().ready()
    good = standing and not stopping
    return {"status": "ok" if good else "wait", "index": standing, "stopping": stopping}, 200 if good else 503


@watching.get("/metrics")
def metrics() -> Response:
    """The figures, in the text format of Prometheus; for the addresses of ``LAWGRAPH_METRICS_FROM`` alone."""
    if not _may_look(request.remote_addr or ""):
        abort(404)
    return Response(generate_latest(current_app.extensions["lawgraph-figures"].registry), content_type=CONTENT_TYPE_LATEST)


def _may_look(address: str) -> bool:
    # what comes from this machine with a proxy's header comes through a proxy that was not told of
    if current_app.extensions["lawgraph"].settings.proxies == 0 and ("X-Forwarded-For" in request.headers or "Forwarded" in request.headers):
        return False
    try:
        asking = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(asking in network for network in current_app.extensions["lawgraph-metrics-from"])
