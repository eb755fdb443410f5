"""SPARQL as the W3C's protocol has it, within limits, over the store in the home and over a server elsewhere."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lawgraph.app import create_app
from lawgraph.app.cli import main
from lawgraph.app.wiring import Wiring
from lawgraph.errors import QueryInvalid, QueryLimit, QueueFull
from lawgraph.settings import data_folder
from lawgraph.store.rdf.sparql import EmbeddedSparql, Limits, RemoteSparql, media_types
from lawgraph.store.rdf.text import form_of
from lawgraph.text.formats import read_bytes
from linked import open_linked

JSON, TURTLE = "application/sparql-results+json", "text/turtle"
TITLES = "SELECT ?title WHERE { ?work a eli:LegalResource ; dcterms:title ?title } ORDER BY ?title"
GRAPH = "CONSTRUCT { ?a eli:cites ?b } WHERE { ?a eli:cites ?b }"
QUERIES = sorted((data_folder() / "queries").glob("*.rq"))
NAMES = {
    "中华人民共和国行政处罚法": "中华人民共和国纸船法",
    "公安机关办理行政案件程序规定": "纸船法实施条例",
    "杭州市大型群众性活动安全管理规定": "青屿市纸船漂流安全管理规定",
    '"33"': '"3"',
    '"公安部"': '"国务院"',
}


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.sparql().close()
    made.database.dispose()


@pytest.fixture
def folder(wiring: Wiring) -> Path:
    return wiring.derived.rdf(wiring.reports, wiring.topics, lambda *_: None)


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def _get(client: FlaskClient, query: str, accept: str | None = JSON) -> TestResponse:
    return client.get("/sparql", query_string={"query": query}, headers={} if accept is None else {"Accept": accept})


# -- what a query asks for ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "select"),
        ("# SERVICE\nBASE <http://a/>\nPREFIX select: <http://b/insert>\nask {}", "ask"),
        ("prefix : <http://b/> construct where {:a :b 'service'}", "construct"),
        ("DESCRIBE ?service WHERE { ?service <http://service/> \"SERVICE <x>\" , '''it's SERVICE''' }", "describe"),
        ("SELECT * { ?a service:b service:c }", "select"),
    ],
)
def test_the_form_is_read_past_names_literals_and_comments(query: str, form: str) -> None:
    """Words that look like keywords stand in all of them."""
    assert form_of(query) == form


@pytest.mark.parametrize(
    "query",
    [
        "",
        "INSERT DATA { <a:a> <a:b> 1 }",
        "DELETE WHERE { ?a ?b ?c }",
        "LOAD <http://127.0.0.1/>",
        "CLEAR ALL",
        "PREFIX select: <http://b/> DROP ALL",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }",
        "SELECT * { service silent ?x { ?a ?b ?c } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1/> { ?a ?b ?c } }",
        "SELECT * { '#' ?b ?c .\nSERVICE <http://127.0.0.1/> { ?a ?b ?c } }",
    ],
)
def test_updates_and_other_servers_are_refused(client: FlaskClient, query: str) -> None:
    """Before anything runs: the store is read-only, and no request leaves the machine."""
    with pytest.raises(QueryInvalid):
        form_of(query)
    assert _get(client, query).status_code == 400


# -- the protocol -------------------------------------------------------------------------------------------------------------------------


def _titles(response: TestResponse, kind: str) -> list[str]:
    """The titles of an answer in any format, by the readers of others."""
    if kind == JSON:
        return [row["title"]["value"] for row in json.loads(response.data)["results"]["bindings"]]
    if kind == "application/sparql-results+xml":
        return [node.text or "" for node in ET.fromstring(response.data).iter("{http://www.w3.org/2005/sparql-results#}literal")]  # noqa: S314 (our own answer)
    if kind == "text/csv":
        return [row["title"] for row in csv.DictReader(io.StringIO(response.data.decode(), newline=""))]
    return [solution["title"].value for solution in ox.parse_query_results(response.data, ox.QueryResultsFormat.TSV)]


@pytest.mark.parametrize("kind", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_rows_in_the_format_that_is_asked_for(client: FlaskClient, kind: str) -> None:
    """The same rows in each, read back."""
    response = _get(client, TITLES, kind)
    assert (response.status_code, response.mimetype) == (200, kind)
    assert _titles(response, kind) == [
        "中华人民共和国纸船法",
        "灯船管理暂行条例",
        "纸船法实施条例",
        "青屿市纸船漂流安全管理规定",
        "青屿市船坞管理办法",
    ]


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (TURTLE, ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_graphs_in_the_format_that_is_asked_for(client: FlaskClient, kind: str, form: ox.RdfFormat) -> None:
    """The same triples in each."""
    response = _get(client, GRAPH, kind)
    assert (response.status_code, response.mimetype) == (200, kind)
    plain = {str(quad) for quad in ox.parse(_get(client, GRAPH, "application/n-triples").data, ox.RdfFormat.N_TRIPLES)}
    assert {str(quad) for quad in ox.parse(response.data, form)} == plain
    assert len(plain) > 2


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        (TITLES, None, JSON),
        (TITLES, "*/*", JSON),
        (TITLES, "text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        (GRAPH, None, TURTLE),
        (GRAPH, "text/turtle;q=0.2, application/n-triples;q=0.9", "application/n-triples"),
        ("ASK {}", "text/csv", "text/csv"),
        (TITLES, "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
    ],
)
def test_accept_chooses(client: FlaskClient, query: str, accept: str | None, kind: str) -> None:
    """By weight; without it JSON for rows and Turtle for graphs; a browser gets the page."""
    response = _get(client, query, accept)
    assert (response.status_code, response.mimetype) == (200, kind)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"data": {"query": "ASK {}"}}, 200),
        ({"data": "ASK {}", "content_type": "application/sparql-query"}, 200),
        ({"data": "ASK {}", "content_type": "application/sparql-query; charset=utf-8"}, 200),
        ({"data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"data": "CLEAR ALL", "content_type": "application/sparql-update"}, 415),
        ({"data": {"update": "CLEAR ALL"}}, 400),
        ({"data": {"query": ["ASK {}", "ASK {}"]}}, 400),
        ({"data": {"query": "ASK {"}}, 400),
        ({"data": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406),
        ({"data": {"query": "CONSTRUCT WHERE {?a ?b ?c}"}, "headers": {"Accept": "text/csv"}}, 406),
        ({"data": {"query": "ASK {}"}, "headers": {"Origin": "https://elsewhere.example"}}, 403),
    ],
)
def test_posts(client: FlaskClient, arguments: dict[str, object], status: int) -> None:
    """SPARQL 1.1 Protocol 2.1.2 and 2.1.3, and what is no query."""
    assert client.post("/sparql", **arguments).status_code == status


def test_a_malformed_query_is_a_problem_document(client: FlaskClient) -> None:
    """400 (SPARQL 1.1 Protocol 2.1.6), with the place where reading stopped."""
    response = _get(client, "SELECT * { ?a ?b ")
    assert (response.status_code, response.mimetype, response.get_json()["code"]) == (400, "application/problem+json", "query-invalid")


def test_get_without_a_query(client: FlaskClient) -> None:
    """A page for a person, 400 for a program."""
    assert client.get("/sparql", headers={"Accept": "text/html"}).status_code == 200
    assert client.get("/sparql", headers={"Accept": JSON}).status_code == 400


def test_the_data_set_of_the_protocol(client: FlaskClient) -> None:
    """A default graph that is not there holds nothing."""
    said = client.get("/sparql", query_string={"query": "ASK {?a ?b ?c}", "default-graph-uri": "http://example.org/none"}, headers={"Accept": JSON})
    assert said.get_json()["boolean"] is False


def test_no_other_site_may_read_an_answer(client: FlaskClient) -> None:
    """The store holds the reader's reports."""
    assert "Access-Control-Allow-Origin" not in _get(client, TITLES).headers


def test_the_page_shows_rows_and_breaks_nothing(client: FlaskClient) -> None:
    """What a query says comes back as text."""
    page = _get(client, 'SELECT ("<script>alert(1)</script>" AS ?x) {}', "text/html").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "1 行" in page
    assert "没有结果" in _get(client, "SELECT * { <a:a> <a:b> <a:c> . ?x ?y ?z }", "text/html").get_data(as_text=True)
    assert _get(client, "SELECT", "text/html").status_code == 400


def test_the_ontology_is_served(client: FlaskClient) -> None:
    """Where the page leads to."""
    response = client.get("/ontology")
    assert (response.status_code, response.mimetype) == (200, "text/turtle")


# -- examples -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("01", [{"title": "纸船法实施条例"}, {"title": "青屿市纸船漂流安全管理规定"}]),
        ("02", [{"citing": "纸船法实施条例", "article": "2", "words": "纸船法第三条", "status": "exact_version"}]),
        ("03", [{"title": "中华人民共和国纸船法", "article": "3", "times": "1"}, {"title": "纸船法实施条例", "article": "2", "times": "1"}]),
        ("04", [{"from": "2015-06-01", "until": "2021-07-14"}]),
        ("05", [{"title": "中华人民共和国纸船法"}]),
        ("06", [{"report": "青屿市船坞管理局.txt"}]),
        ("07", [{"title": "中华人民共和国纸船法"}]),
        ("08", [{"citing": "纸船法实施条例", "article": "2", "words": "纸船法第三条", "until": "2021-07-14"}]),
        ("09", [{"citing": "青屿市船坞管理办法", "article": "3", "words": "《纸船法》第九条"}]),
        ("10", [{"by": "纸船法实施条例", "gone": "灯船管理暂行条例"}]),
        ("11", [{"kind": "法律", "works": "1"}, {"kind": "行政法规", "works": "2"}]),
        ("12", []),
        ("13", [{"higher": "中华人民共和国纸船法"}]),
        ("14", [{"words": "纸船法第三条", "status": "exact_version", "origin": "text"}]),
        ("15", [{"citing": "纸船法实施条例", "article": "2", "words": "纸船法第三条"}]),
        ("16", [{"rule": "青屿市纸船漂流安全管理规定", "law": "中华人民共和国纸船法"}]),
        ("17", [{"title": "中华人民共和国纸船法", "until": "2021-07-14"}]),
        ("18", []),
        ("19", [{"title": "中华人民共和国纸船法", "reports": "1"}]),
        ("20", [{"title": "纸船法实施条例", "above": "中华人民共和国纸船法"}, {"title": "灯船管理暂行条例", "above": ""}]),
    ],
)
def test_the_examples_of_the_page_find_what_they_say(wiring: Wiring, name: str, rows: list[dict[str, str]]) -> None:
    """Each over the made-up library, its law in the place of the real one."""
    text = next(path for path in QUERIES if path.name.startswith(name)).read_text("utf-8")
    for real, made_up in NAMES.items():
        text = text.replace(real, made_up)
    found = list(csv.DictReader(io.StringIO(wiring.sparql().query(text, "csv").decode(), newline="")))
    missing = [row for row in rows if not any(row.items() <= one.items() for one in found)]
    assert missing == [], found
    assert bool(found) is bool(rows)


def test_every_example_is_a_test() -> None:
    """A new one has to be expected above."""
    assert [path.name[:2] for path in QUERIES] == [f"{number:02d}" for number in range(1, 21)]


# -- limits -------------------------------------------------------------------------------------------------------------------------------

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?a) != CONCAT(STR(?d), STR(?g))) }"
HOSTILE = {
    "cross product": CROSS,
    "cross product that is sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
    "deep paths": "SELECT (COUNT(*) AS ?n) { ?a (<x:y>|!<x:z>)* ?b . ?c (<x:y>|!<x:z>)* ?d . ?e (<x:y>|!<x:z>)* ?f }",
    "huge VALUES": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(200)))} }}" for n in range(5)) + " }",
    "regex": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), "(x+x+)+y|(.*)(.*)(.*)z")) }',
    "strings that grow": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "distinct": "SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?d), STR(?g))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "nested groups": "SELECT * { " + "{" * 4000 + "?a ?b ?c" + "}" * 4000 + " }",
}


@pytest.fixture
def endpoint(folder: Path) -> Iterator[EmbeddedSparql]:
    made = EmbeddedSparql(folder, Limits(seconds=1.0, rows=50, size=40_000, at_once=2, wait=0.2, memory=512))
    yield made
    made.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_query_past_its_limit_is_ended_and_the_next_is_answered(endpoint: EmbeddedSparql, name: str) -> None:
    """Within the limit and half a second; the process that ran it is gone, whatever the query did to it."""
    endpoint.query("ASK {}", "json")
    began = time.monotonic()
    with pytest.raises(QueryLimit):
        endpoint.query(HOSTILE[name], "json")
    assert time.monotonic() - began < 1.5
    assert json.loads(endpoint.query("ASK { ?a ?b ?c }", "json"))["boolean"] is True


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="lists processes as Linux does")
def test_the_processor_is_free_after_a_query_was_ended(endpoint: EmbeddedSparql) -> None:
    """No process of ours is left that still counts: it is ended behind the answer, and on a busy machine that takes a moment."""
    with pytest.raises(QueryLimit):
        endpoint.query(CROSS, "json")
    latest = time.monotonic() + 5
    while _running(endpoint) and time.monotonic() < latest:
        time.sleep(0.02)
    assert _running(endpoint) == []


def _running(endpoint: EmbeddedSparql) -> list[bytes]:
    """The commands of the processes that work for an endpoint."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    commands = [Path(f"/proc/{child}/cmdline").read_bytes() for child in children if Path(f"/proc/{child}/cmdline").exists()]
    return [command for command in commands if b"rdf.worker" in command and str(endpoint._folder).encode() in command and b"\x001.0\x00" in command]


@pytest.mark.parametrize("query", ["SELECT * { ?a ?b ?c }", "CONSTRUCT WHERE { ?a ?b ?c }"])
def test_an_answer_with_too_many_rows_is_no_answer(endpoint: EmbeddedSparql, query: str) -> None:
    """A part of the rows without a word would be a false answer."""
    with pytest.raises(QueryLimit, match="50 行"):
        endpoint.query(query, next(iter(media_types(query))))


def test_an_answer_that_is_too_large_is_no_answer(endpoint: EmbeddedSparql) -> None:
    """Few rows can be long."""
    with pytest.raises(QueryLimit, match="MB"):
        endpoint.query(f'SELECT (REPLACE("{"x" * 9000}", "x", "xxxxx") AS ?x) {{}}', "json")


def test_a_query_that_is_too_long_is_not_read(endpoint: EmbeddedSparql) -> None:
    """Reading alone can take long."""
    with pytest.raises(QueryInvalid, match="字符"):
        endpoint.query("ASK {}" + " " * 20_001, "json")


def test_queries_at_once_are_limited_and_others_go_on(endpoint: EmbeddedSparql) -> None:
    """Two may run; a third is told to come back, and is answered when they are gone."""
    ended: list[bool] = []

    def run() -> None:
        with pytest.raises(QueryLimit):
            endpoint.query(CROSS, "json")
        ended.append(True)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    with pytest.raises(QueueFull):
        endpoint.query("ASK {}", "json")
    for thread in threads:
        thread.join()
    assert ended == [True, True]
    assert endpoint.query("ASK {}", "json")


def test_a_new_report_is_in_the_next_answer(wiring: Wiring) -> None:
    """The store follows the reports without being loaded anew."""
    query = "SELECT ?r { ?r a lg:Report }"
    before = len(json.loads(wiring.sparql().query(query, "json"))["results"]["bindings"])
    wiring.add_report(read_bytes("一、主要做法\n落实《纸船法》，检查纸船3只。\n".encode(), "另一份.txt"))
    assert len(json.loads(wiring.sparql().query(query, "json"))["results"]["bindings"]) == before + 1
    assert len(list(wiring.derived.folder.glob("rdf-*"))) == 2


# -- the command, and a server elsewhere ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["words", "file", "stdin"])
def test_the_command_prints_json(wiring: Wiring, tmp_path: Path, way: str) -> None:
    """From the words themselves, a file or standard input."""
    (tmp_path / "q.rq").write_text(TITLES, "utf-8")
    query = {"words": TITLES, "file": str(tmp_path / "q.rq"), "stdin": "-"}[way]
    done = CliRunner().invoke(main, ["sparql", query], input=TITLES, env={"LAWGRAPH_HOME": str(wiring.settings.home)})
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["results"]["bindings"]) == 5


@pytest.mark.parametrize(("arguments", "status"), [(["ASK {"], 2), (["ASK {}", "--format", "ttl"], 2), (["CLEAR ALL"], 2)])
def test_the_command_says_what_is_wrong(wiring: Wiring, arguments: list[str], status: int) -> None:
    """Wrong use, in one line."""
    done = CliRunner().invoke(main, ["sparql", *arguments], env={"LAWGRAPH_HOME": str(wiring.settings.home)})
    assert done.exit_code == status
    assert done.stderr.count("\n") == 1


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """A real SPARQL server over the store."""
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        pytest.skip("the server of the package oxigraph is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen([program, "serve-read-only", "--location", str(folder), "--bind", place], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            urlopen(Request(f"http://{place}/query?query=ASK%7B%7D"), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://{place}/query"
    process.kill()
    process.wait()


def test_a_server_elsewhere_answers_as_the_store_does(wiring: Wiring, server: str) -> None:
    """The same queries, prefixes and formats."""
    remote = RemoteSparql(server)
    here, there = (json.loads(one.query(TITLES, "json"))["results"]["bindings"] for one in (wiring.sparql(), remote))
    assert there == here
    assert b"eli" in remote.query(GRAPH, "ttl")
    with pytest.raises(QueryInvalid):
        remote.query("SELECT * {", "json")
    with pytest.raises(QueryInvalid):
        remote.query("SELECT * { SERVICE <http://127.0.0.1/> {} }", "json")


def test_a_server_that_is_not_there_or_too_slow_is_said_so(server: str) -> None:
    """Within the limit of time."""
    with pytest.raises(QueryLimit):
        RemoteSparql("http://127.0.0.1:9/query").query("ASK {}", "json")
    began = time.monotonic()
    with pytest.raises(QueryLimit):
        RemoteSparql(server, Limits(seconds=0.5)).query(CROSS, "json")
    assert time.monotonic() - began < 1.5
    with pytest.raises(QueryLimit, match="MB"):
        RemoteSparql(server, Limits(size=100)).query(TITLES, "json")
