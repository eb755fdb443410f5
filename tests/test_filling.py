"""The store of queries is filled beside a service that goes on answering, and whoever asks meanwhile is told so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app import wiring as wiring_module
from lawgraph.app.graph.filling import Filling
from lawgraph.app.wiring import Wiring
from lawgraph.errors import LibraryError, StoreFilling
from linked import open_linked
from made_up import home_of

TITLES = "/sparql?query=SELECT+?title+WHERE+{+?work+dcterms:title+?title+}"


@pytest.fixture
def wiring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wiring]:
    """A library that counts as a large one."""
    monkeypatch.setattr(wiring_module, "_FILLED_AT_ONCE", 1)
    made = open_linked(tmp_path)
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def test_queries_wait_and_pages_do_not(wiring: Wiring, client: FlaskClient) -> None:
    """A visit begins it; until it stands a query is answered 503 with when to come back, on the page in words; then both are answered."""
    half = wiring.derived.folder / ".rdf-library-1"
    half.mkdir()
    page = client.get("/sparql", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "15")
    assert "正在建立" in page.text
    refused = client.get(TITLES)
    assert (refused.status_code, refused.get_json()["code"], refused.headers["Retry-After"]) == (503, "store-filling", "15")
    assert client.get("/search?q=漏水").status_code == 200
    began = time.monotonic()
    while client.get(TITLES).status_code == 503 and time.monotonic() - began < 60:
        time.sleep(0.1)
    assert client.get(TITLES).get_json()["results"]["bindings"]
    assert client.get("/sparql", headers={"Accept": "text/html"}).status_code == 200
    assert not half.exists()
    wiring.sparql().close()


def test_the_command_line_fills_it_itself(wiring: Wiring) -> None:
    """Who waits at a terminal sees a bar, and gets the answer."""
    endpoint = wiring.sparql()
    assert b"true" in endpoint.query("ASK { ?a ?b ?c }", "json")
    endpoint.close()


def test_what_fails_is_said_once_and_begun_again(tmp_path: Path) -> None:
    """A process that cannot fill it (an empty home) leaves an error, not an endless wait."""
    filling = Filling(home_of(tmp_path / "empty"))
    assert isinstance(filling.begin(), StoreFilling)
    began = time.monotonic()
    said = filling.begin()
    while isinstance(said, StoreFilling) and time.monotonic() - began < 60:
        time.sleep(0.1)
        said = filling.begin()
    assert isinstance(said, LibraryError)
    assert isinstance(filling.begin(), StoreFilling)
