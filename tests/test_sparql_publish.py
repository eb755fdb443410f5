"""The graph in a server elsewhere, a real one: all of it, nothing of what was there before, and a word where the server does not take it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from lawgraph.app.cli import main
from lawgraph.app.wiring import Wiring
from lawgraph.errors import PublishFailed
from lawgraph.store.rdf.publish import publish
from lawgraph.store.rdf.sparql import RemoteSparql
from lawgraph.store.rdf.statements import Described, Source, statements
from lawgraph.store.rdf.vocabulary import DCTERMS
from linked import open_linked

OLD: list[Described] = [("https://example.org/old", [(DCTERMS.title, '"what was there before"')])]
COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c }"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


@pytest.fixture(params=["serve", "serve-read-only"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a server that takes what it is given, or of one that does not."""
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        pytest.skip("the server of the package oxigraph is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    if request.param == "serve-read-only":
        subprocess.run([program, "load", "--location", str(tmp_path), "--format", "nt"], input=b"", capture_output=True, check=True)
    process = subprocess.Popen([program, request.param, "--location", str(tmp_path), "--bind", place], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            urlopen(Request(f"http://{place}/query?query=ASK%7B%7D"), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://{place}"
    process.kill()
    process.wait()


def _count(server: str) -> int:
    return int(json.loads(RemoteSparql(f"{server}/query").query(COUNT, "json"))["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("server", ["serve"], indirect=True)
def test_the_whole_graph_takes_the_place_of_what_was_there(wiring: Wiring, server: str) -> None:
    """In many parts, as often as one likes, and asked like the store at home."""
    described = list(statements(Source(wiring.library, wiring.graph, wiring.reports, wiring.topics)))
    told: list[int] = []
    assert publish(OLD, f"{server}/store", told.append) == _count(server) == 1
    for _ in range(2):
        count = publish(described, f"{server}/store", told.append, part=5000)
        assert count == _count(server) == sum(len(facts) for _, facts in described)
    assert len(told) > 10
    query = "SELECT ?title WHERE { ?work a eli:LegalResource ; dcterms:title ?title } ORDER BY ?title"
    answers = [json.loads(one.query(query, "json"))["results"]["bindings"] for one in (RemoteSparql(f"{server}/query"), wiring.sparql())]
    assert answers[0] == answers[1]
    wiring.sparql().close()
    assert publish([], f"{server}/store", told.append) == _count(server) == 0


@pytest.mark.parametrize("server", ["serve-read-only"], indirect=True)
def test_a_server_that_does_not_take_it_is_told(server: str) -> None:
    """With its own words."""
    with pytest.raises(PublishFailed, match=r"答复 \d+"):
        publish(OLD, f"{server}/store", lambda _: None)


def test_a_server_that_is_not_there_is_told() -> None:
    """Nothing listens on the port of discarding."""
    with pytest.raises(PublishFailed, match="连不上"):
        publish(OLD, "http://127.0.0.1:9/store", lambda _: None)


@pytest.mark.parametrize("server", ["serve"], indirect=True)
def test_the_command_publishes(wiring: Wiring, server: str) -> None:
    """And says how much."""
    done = CliRunner().invoke(main, ["graph", "publish", f"{server}/store"], env={"LAWGRAPH_HOME": str(wiring.settings.home)})
    assert done.exit_code == 0, done.output
    assert f"{_count(server)} 个三元组已放进 {server}/store" in done.stderr


@pytest.mark.parametrize(("store", "status"), [("file:///etc/passwd", 2), ("127.0.0.1:7878/store", 2), ("http://127.0.0.1:9/store", 3)])
def test_the_command_says_what_is_wrong(wiring: Wiring, store: str, status: int) -> None:
    """Wrong use, or a server that is not there."""
    assert CliRunner().invoke(main, ["graph", "publish", store], env={"LAWGRAPH_HOME": str(wiring.settings.home)}).exit_code == status
