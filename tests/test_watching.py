"""What whoever runs the service relies on: readiness, figures, log lines, proxies, paths, and a stop that breaks nothing off."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.service.watching import JsonLines
from lawgraph.app.wiring import Wiring
from lawgraph.errors import UsageError
from lawgraph.settings import Settings
from made_up import home_of, write_folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a library and its index."""
    folder = tmp_path_factory.mktemp("home")
    wiring = Wiring(home_of(folder))
    wiring.add(str(write_folder(tmp_path_factory.mktemp("statutes"))))
    assert wiring.derived.stands
    wiring.database.dispose()
    return folder


def _client(home: Path, **environment: str) -> FlaskClient:
    return create_app(Settings.from_environment({"LAWGRAPH_HOME": str(home), **environment}), hosts=()).test_client()


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """The log as JSON objects."""
    told: list[dict[str, object]] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(json.loads(JsonLines().format(record)))

    log, handler = logging.getLogger("lawgraph"), Collect()
    monkeypatch.setattr(log, "level", logging.INFO)
    logging.getLogger("lawgraph.requests").manager._clear_cache()  # type: ignore[attr-defined]
    log.addHandler(handler)
    yield told
    log.removeHandler(handler)


# -- readiness and figures ------------------------------------------------------------------------------------------------------------


def test_ready_once_the_index_stands(home: Path, tmp_path: Path) -> None:
    """A balancer sends nobody to a worker that would first build for a minute."""
    assert _client(home).get("/readyz").json == {"status": "ok", "index": True, "stopping": False}
    wiring = Wiring(home_of(tmp_path / "home"))
    wiring.add(str(write_folder(tmp_path / "statutes")))
    answer = _client(tmp_path / "home").get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "wait", "index": False, "stopping": False})


def test_not_ready_while_stopping(home: Path) -> None:
    """So that the next requests go to another worker."""
    client = _client(home)
    client.application.extensions["lawgraph-stopping"] = True
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_figures_count_requests_by_route(home: Path) -> None:
    """By the rule and not the path: hostile addresses must not make a series each."""
    client = _client(home)
    for path in ("/search?q=纸船", "/reports/none", "/reports/other", "/no/such/page", "/and/another"):
        client.get(path)
    client.open("/", method="BREW")
    told = client.get("/metrics").text
    assert 'lawgraph_requests_total{method="GET",route="/search",status="200"} 1.0' in told
    assert 'lawgraph_requests_total{method="GET",route="/reports/<identifier>",status="404"} 2.0' in told
    assert 'lawgraph_requests_total{method="GET",route="(none)",status="404"} 2.0' in told
    assert 'method="other"' in told
    assert "lawgraph_requests_running 1.0" in told
    assert "process_resident_memory_bytes" in told
    assert "纸船" not in told


@pytest.mark.parametrize(
    ("environment", "address", "headers", "status"),
    [
        ({}, "127.0.0.1", {}, 200),
        ({}, "::1", {}, 200),
        ({}, "10.1.2.3", {}, 404),
        ({}, "127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}, 404),
        ({"LAWGRAPH_PROXIES": "1"}, "127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}, 404),
        ({"LAWGRAPH_PROXIES": "1"}, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1, 10.1.2.3"}, 404),
        ({"LAWGRAPH_METRICS_FROM": "10.0.0.0/8"}, "10.1.2.3", {}, 200),
        ({"LAWGRAPH_METRICS_FROM": "10.0.0.0/8"}, "127.0.0.1", {}, 404),
        ({}, "unknown", {}, 404),
    ],
)
def test_who_may_read_the_figures(home: Path, environment: dict[str, str], address: str, headers: dict[str, str], status: int) -> None:
    """They tell which pages are used and how the machine fares: nobody's business beyond it, whatever a header claims."""
    client = _client(home, **environment)
    assert client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code == status


# -- the log --------------------------------------------------------------------------------------------------------------------------


def test_a_request_is_one_line_without_its_words(home: Path, lines: list[dict[str, object]]) -> None:
    """When, which page, how long, what came of it; not what was searched for."""
    answer = _client(home).get("/search?q=纸船下水")
    (line,) = [line for line in lines if line["logger"] == "lawgraph.requests"]
    assert (line["path"], line["route"], line["status"], line["request"]) == ("/search", "/search", 200, answer.headers["X-Request-ID"])
    assert "纸船" not in json.dumps(line, ensure_ascii=False)
    assert "%" not in str(line["message"])


def test_the_words_are_logged_where_that_is_asked_for(home: Path, lines: list[dict[str, object]]) -> None:
    """Whoever looks for a fault may need them."""
    _client(home, LAWGRAPH_LOG_QUERIES="1").get("/search?q=abc")
    assert [line["path"] for line in lines if line["logger"] == "lawgraph.requests"] == ["/search?q=abc"]


def test_no_address_writes_a_line_of_its_own(home: Path, lines: list[dict[str, object]]) -> None:
    """Log injection: a line break in an address stays one."""
    _client(home).get("/works/a%0A2026-01-01 ERROR forged%1b[2J")
    messages = [str(line["message"]) for line in lines if line["logger"] == "lawgraph.requests"]
    assert [message for message in messages if "\n" in message or "\x1b" in message] == []
    assert any("\\n2026-01-01 ERROR forged" in message for message in messages)


def test_a_fault_is_logged_with_its_trace_and_told_without(home: Path, lines: list[dict[str, object]]) -> None:
    """The person who asked gets a line, the person who mends it the place."""
    client = _client(home)

    def broken() -> str:
        raise ZeroDivisionError("secret words")

    client.application.add_url_rule("/broken", view_func=broken)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/broken")
    assert (answer.status_code, "secret" in answer.text) == (500, False)
    assert any("ZeroDivisionError" in str(line.get("trace")) for line in lines)


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [("1", "abcdef0123456789", True), ("0", "abcdef0123456789", False), ("1", "short", False), ("1", "x" * 65, False), ("1", "a b\tc d e f", False)],
)
def test_a_proxys_identifier_is_kept(home: Path, proxies: str, given: str, kept: bool) -> None:
    """One word finds a request in both logs; nobody but the proxy may choose it, and it is nothing but letters and figures."""
    answer = _client(home, LAWGRAPH_PROXIES=proxies).get("/healthz", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is kept


# -- behind a proxy -------------------------------------------------------------------------------------------------------------------


def _links(page: str) -> set[str]:
    return set(re.findall(r'\s(?:href|src|action|hx-get)="(/[^"]*)"', page))


@pytest.mark.parametrize("path", ["/", "/search?q=纸船", "/reports", "/works/纸船法", "/no/such/page"])
@pytest.mark.parametrize(
    ("environment", "headers", "before"),
    [
        ({"LAWGRAPH_URL_PREFIX": "/law/graph/"}, {}, ""),
        ({"LAWGRAPH_URL_PREFIX": "/law/graph"}, {}, "/law/graph"),
        ({"LAWGRAPH_PROXIES": "1"}, {"X-Forwarded-Prefix": "/law/graph"}, ""),
    ],
    ids=["taken off", "left on", "by header"],
)
def test_every_link_leads_below_the_path(home: Path, path: str, environment: dict[str, str], headers: dict[str, str], before: str) -> None:
    """Whether the proxy takes the path off, leaves it, or names it in a header; and for a redirect as for a page."""
    client = _client(home, **environment)
    answer = client.get(before + path, headers=headers)
    led = {answer.headers["Location"]} if "Location" in answer.headers else _links(answer.text)
    assert led
    assert {link for link in led if not link.startswith("/law/graph/")} == set()


def test_a_style_is_served_below_the_path(home: Path) -> None:
    """What the links lead to answers."""
    client = _client(home, LAWGRAPH_URL_PREFIX="/law")
    style = next(link for link in _links(client.get("/law/").text) if link.endswith(".css"))
    with client.get(style) as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize("prefix", ['/"><script>alert(1)</script>', "//evil.example", "/a b", "evil"])
def test_a_path_that_is_none_is_not_written_into_pages(home: Path, prefix: str) -> None:
    """The header passes from outside where a proxy forgets to set it."""
    page = _client(home, LAWGRAPH_PROXIES="1").get("/", headers={"X-Forwarded-Prefix": prefix}).text
    assert "evil" not in page
    assert "<script>alert" not in page


def test_words_in_a_text_are_not_taken_for_links(home: Path) -> None:
    """Only attributes are rewritten: quotes in a text are escaped."""
    page = _client(home, LAWGRAPH_URL_PREFIX="/law").get('/search?q= href="/x" ').text
    assert "/law/x" not in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAWGRAPH_URL_PREFIX", "law"),
        ("LAWGRAPH_URL_PREFIX", '/"x'),
        ("LAWGRAPH_METRICS_FROM", "everywhere"),
        ("LAWGRAPH_LOG", "xml"),
        ("LAWGRAPH_PROXIES", "eleven"),
        ("LAWGRAPH_READ_SECONDS", "0"),
        ("LAWGRAPH_READ_MEMORY_MB", "²56"),
        ("LAWGRAPH_JOBS", "-1"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(name: str, value: str) -> None:
    """At the start, with its name; not at the first request."""
    with pytest.raises(UsageError, match=name):
        Settings.from_environment({name: value})


# -- the stop -------------------------------------------------------------------------------------------------------------------------

SLOW = """
import signal, sys, threading, time
from lawgraph.app import create_app
from lawgraph.app.service.serving import serve
from lawgraph.settings import Settings

signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell starts what it puts in the background
settings = Settings.from_environment()
app = create_app(settings)

@app.get("/slow")
def slow():
    print("begun", flush=True)
    time.sleep(1.5)
    return "finished"

serve(app, settings, host="127.0.0.1", port=int(sys.argv[1]), threads=4)
print("ended", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM ends a process there at once")
def test_a_stop_finishes_what_is_being_answered(home: Path) -> None:
    """Systemd and containers stop a service with SIGTERM: an upload that is being checked gets its answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    service = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(port)], env={**os.environ, "LAWGRAPH_HOME": str(home)}, stdout=subprocess.PIPE, text=True
    )
    assert service.stdout is not None
    answered: list[str] = []

    def ask() -> None:
        for _ in range(100):
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/slow", timeout=20) as answer:
                answered.append(answer.read().decode())
            if answered:
                break
            time.sleep(0.1)

    asking = threading.Thread(target=ask)
    asking.start()
    assert service.stdout.readline() == "begun\n"
    service.send_signal(signal.SIGTERM)
    asking.join(20)
    assert answered == ["finished"]
    assert service.stdout.read() == "ended\n"
    assert service.wait(20) == 0
    service.stdout.close()
