"""Every page as data: by its ending or by what the reader accepts; identifiers as Turtle and JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import rdflib
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.store.rdf.vocabulary import BASE
from linked import open_linked

LAW = "/eli/cn/national/law/2015/zhichuan-fa"
VERSION = f"{LAW}/2021-01-22"
JSON = {"Accept": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NO_TWIN = {
    "static",
    "pages.health",  # answers with JSON alone, as does
    "watching.ready",
    "watching.metrics",  # is Prometheus's
    "report_pages.export",  # is a file
    "sparql.ask",  # has formats of its own
    "sparql.ontology",  # is Turtle
    "works.alias",  # leads to an identifier
    "reviews.of_report",  # leads to a review, as does
    "review_items.begin",
    "sign_on.begin",  # leads to the provider, and back
    "sign_on.come_back",
    "sign_on.leave",
    "reviews.hand_out",  # is a file
    "accounts.login",  # is a form and nothing else, as are
    "accounts.own",
    "users.index",
    "reviews.new",
    "reviews.preview",
    "reviews.end",
    "review_orphans.show",
}
"""What is no page, or has its forms by itself."""


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def _pages(wiring: Wiring) -> list[tuple[str, str]]:
    report = f"/reports/{wiring.reports.list()[0].id}"
    return [
        ("/", "/index.json"),
        ("/search?q=漏水&page=1", "/search.json?q=漏水&page=1"),
        ("/reports", "/reports.json"),
        ("/dashboard?year=2022", "/dashboard.json?year=2022"),
        (report, f"{report}.json"),
        (LAW, f"{LAW}.json"),
        (f"{LAW}?at=2016-01-01", f"{LAW}.json?at=2016-01-01"),
        (VERSION, f"{VERSION}.json"),
        (f"{VERSION}/art_4", f"{VERSION}/art_4.json"),
        (f"{VERSION}/ch_2", f"{VERSION}/ch_2.json"),
        (f"{LAW}/compare", f"{LAW}/compare.json"),
        ("/graph?node=纸船法", "/graph.json?node=纸船法"),
        ("/impact?work=纸船法", "/impact.json?work=纸船法"),
    ]


def test_a_page_is_data_by_its_ending_and_by_what_is_accepted(client: FlaskClient, wiring: Wiring) -> None:
    """The same object both ways; a browser, and whoever accepts anything, gets the page."""
    for page, twin in _pages(wiring):
        by_ending, by_header = client.get(twin), client.get(page, headers=JSON)
        assert (by_ending.status_code, by_ending.mimetype) == (200, "application/json"), twin
        assert by_ending.get_json() == by_header.get_json()
        assert client.get(page, headers=BROWSER).mimetype == "text/html"
        assert client.get(page, headers={"Accept": "*/*"}).mimetype == "text/html"
        assert "Accept" in by_header.vary


def test_a_page_names_its_twins(client: FlaskClient, wiring: Wiring) -> None:
    """In its Link header (RFC 8288), each of which answers with the kind that it says."""
    for page, _ in _pages(wiring):
        answer = client.get(page, headers=BROWSER, follow_redirects=True)
        links = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', ", ".join(answer.headers.getlist("Link")))
        assert links
        assert [client.get(path).mimetype for path, _ in links] == [kind for _, kind in links], page


def test_no_page_is_without_a_twin(client: FlaskClient) -> None:
    """A new page gets one in lawgraph.app.twins."""
    app = client.application
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set()) and not rule.rule.startswith("/api/")}
    assert {page for page in pages if not hasattr(app.view_functions[page], "twin")} - NO_TWIN == set()


def _graph(client: FlaskClient, path: str, kind: str, form: str) -> rdflib.Graph:
    answer = client.get(path, headers={"Accept": kind})
    assert (answer.status_code, answer.mimetype) == (200, kind)
    return rdflib.Graph().parse(data=answer.text, format=form)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own reader of JSON-LD
@pytest.mark.parametrize("path", [LAW, VERSION, f"{VERSION}/art_4"])
def test_an_identifier_is_a_graph(client: FlaskClient, path: str) -> None:
    """The same statements in both forms, all of them on the thing asked for or what lies below it; by its ending too."""
    turtle = _graph(client, path, "text/turtle", "turtle")
    linked = _graph(client, path, "application/ld+json", "json-ld")
    assert set(turtle) == set(linked)
    subjects = {str(subject) for subject in turtle.subjects()}
    assert f"{BASE}{path}" in subjects
    assert [subject for subject in subjects if not subject.startswith(f"{BASE}{path}")] == []
    assert set(rdflib.Graph().parse(data=client.get(f"{path}.ttl").text, format="turtle")) == set(turtle)


def test_a_graph_says_what_the_library_says(client: FlaskClient) -> None:
    """Its title, and that the version is one of the work."""
    found = _graph(client, LAW, "text/turtle", "turtle")
    eli = rdflib.Namespace("http://data.europa.eu/eli/ontology#")
    assert (rdflib.URIRef(f"{BASE}{VERSION}"), eli.is_member_of, rdflib.URIRef(f"{BASE}{LAW}")) in found
    assert "中华人民共和国纸船法" in {str(title) for title in found.objects(rdflib.URIRef(f"{BASE}{LAW}"), rdflib.DCTERMS.title)}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/reports/none.json", {}, 404),
        ("/reports/none", JSON, 404),
        ("/nothing.json", {}, 404),
        ("/search.json?q=a&at=gestern", {}, 400),
        ("/search.json", {}, 400),
        ("/reports.ttl", {}, 406),
        (f"{LAW}/1999-01-01.json", {}, 404),
        (f"{LAW}/1999-01-01.ttl", {}, 404),
        ("/eli/cn/national/law/1999/nichts.jsonld", {}, 404),
        (f"{VERSION}/art_99.ttl", {}, 404),
        (f"{VERSION}/ch_9.json", {}, 404),
        ("/eli/x.json", {}, 404),
    ],
)
def test_what_cannot_be_answered_as_data_is_a_problem(client: FlaskClient, path: str, headers: Any, status: int) -> None:
    """A program gets no page."""
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_twin_that_stands_is_not_sent_again(client: FlaskClient) -> None:
    """By its ETag, which is not that of another form."""
    tag = client.get(f"{LAW}.ttl").headers["ETag"]
    assert client.get(f"{LAW}.ttl", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"{LAW}.jsonld", headers={"If-None-Match": tag}).status_code == 200


def test_the_day_counts_for_twins_too(client: FlaskClient) -> None:
    """As on the page."""
    assert client.get(f"{LAW}.json?at=2016-01-01").get_json()["force"]["version"] == f"{LAW}/2015-03-01"
    assert date.fromisoformat(client.get(f"{LAW}.json?at=2016-01-01").get_json()["force"]["at"]) == date(2016, 1, 1)
