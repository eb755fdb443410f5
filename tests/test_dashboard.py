"""All reports together: the figures agree with the lists they lead to, nothing of a report breaks out, and looking checks nothing again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.reports.lifelines import lifelines
from lawgraph.app.wiring import Wiring
from lawgraph.domain.verdicts import Verdict
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of
from reviewers import ADVISOR, MEMBERS, add_report, open_boats

OLD = "<b>青屿市</b>船坞专项报告\n\n一、主要做法\n（一）检查。落实《纸船法》第四条，检查纸船3只。\n（二）慰问。慰问折船人5名。\n"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """Reports of 2016, before the law was revised, and of 2021."""
    folder = tmp_path_factory.mktemp("dashboard")
    made = open_boats(folder, home_of(folder / "home"))
    add_report(made)
    made.add_report(read_bytes(OLD.encode(), "专项.txt"), date(2016, 3, 1))
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    """A browser of its own for every test."""
    return create_app(wiring.settings, wiring=wiring).test_client()


def test_without_reports_it_says_where_to_begin(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An empty table would look like a fault."""
    wiring = Wiring(home_of(tmp_path_factory.mktemp("empty")))
    client = create_app(wiring.settings, wiring=wiring).test_client()
    page = client.get("/dashboard")
    assert page.status_code == 200
    assert "还没有核查过的报告" in page.text
    assert 'href="/reports#add"' in page.text
    assert "<table" not in page.text
    assert client.get("/dashboard.json").get_json()["total"] == 0
    wiring.database.dispose()


def test_every_number_is_that_of_the_list_behind_it(client: FlaskClient) -> None:
    """Each link into a report leads to as many measures as it says."""
    page = client.get("/dashboard").text
    links = re.findall(r'<a href="(/reports/[^"]+\?show=[^"]+)" aria-label="[^"]*">(\d+)</a>', page)
    assert {href.rpartition("=")[2] for href, _ in links} >= {"cited", "gap", "moved"}
    shown = [len(re.findall(r'<div class="m m--\w+" id="m-', client.get(unescape(href)).text)) for href, _ in links]
    assert shown == [int(count) for _, count in links]


def test_every_list_of_a_picture_can_be_opened(client: FlaskClient) -> None:
    """A bar's number narrows the list of reports, and from there leads to the measures."""
    page = client.get("/dashboard").text
    lists = [unescape(href) for href in re.findall(r'href="(/dashboard\?show=(?:work|basis|level|finding)[^"]+)"', page)]
    assert {href.partition("show=")[2].partition("%3A")[0] for href in lists} == {"work", "basis", "level", "finding"}
    for href in lists:
        narrowed = client.get(href).text
        show = href.partition("?")[2].partition("#")[0]
        assert "看全部报告" in narrowed
        (target, *_) = re.findall(rf'href="(/reports/[^"?]+\?{re.escape(show)})"', narrowed)
        assert 'aria-current="true"' in client.get(target).text


@pytest.mark.parametrize(
    ("query", "total", "titles"),
    [
        ("", 2, 2),
        ("?year=2016", 1, 1),
        ("?year=2021", 1, 1),
        ("?year=2019", 0, 0),
        ("?show=unknown", 2, 1),
        ("?show=none", 2, 2),
        ("?show=<b>", 2, 2),
    ],
)
def test_year_and_filter_narrow(client: FlaskClient, query: str, total: int, titles: int) -> None:
    """The year narrows every figure, a filter the list alone; a word that names no filter keeps all."""
    page = client.get(f"/dashboard{query}").text
    assert f"{total} 份报告" in page
    assert len(re.findall(r'<th scope="row" class="full">', page)) == titles


@pytest.mark.parametrize("year", ["gestern", "-1", "12345", "２０２１"])
def test_a_year_that_is_none_is_refused(client: FlaskClient, year: str) -> None:
    """In one line, as a page and as data."""
    assert client.get("/dashboard", query_string={"year": year}).status_code == 400
    assert client.get("/dashboard.json", query_string={"year": year}).mimetype == "application/problem+json"


def test_nothing_of_a_report_breaks_out(client: FlaskClient) -> None:
    """Its title stands as text."""
    page = client.get("/dashboard").text
    assert "&lt;b&gt;青屿市&lt;/b&gt;船坞专项报告" in page
    assert "<b>青屿市" not in page


def test_the_twin_says_what_the_page_says(client: FlaskClient, wiring: Wiring) -> None:
    """Sums over reports, the works with their counts, and the two versions of what was revised."""
    found = client.get("/dashboard.json").get_json()
    law = wiring.library.find("纸船法").id
    assert found["measures"] == found["cited"] + found["suggested"] + found["gap"] == sum(row["measures"] for row in found["by_report"])
    assert [(row["year"], row["total"]) for row in found["by_year"]] == [(2021, 1), (2016, 1)]
    assert (found["works"][0]["id"], found["works"][0]["reports"]) == (law, 2)
    (changed,) = [row for row in found["changed"] if row["work"] == law]
    assert (changed["from"], changed["to"], changed["reports"]) == ("2015-03-01", "2021-01-22", 1)
    link = f"/impact?{'work=' + law.replace('/', '%2F')}&from=2015-03-01&to=2021-01-22"
    assert link in unescape(client.get("/dashboard").text)
    assert client.get(link).status_code == 200


def test_looking_checks_nothing_again(client: FlaskClient, wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """On another day a report's own page checks it anew; here it counts as it was checked, and the page says when."""
    kept = [row.basis for row in wiring.reports.list()]
    monkeypatch.setattr(wiring, "_today", lambda: date(2027, 1, 1))
    assert wiring.basis not in kept
    assert "最后一次核查，2026-11-21" in client.get("/dashboard").text
    assert [row.basis for row in wiring.reports.list()] == kept


def test_what_is_decided_and_added_counts_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What was counted before is not shown again; a report that is not checked yet is named."""
    folder = tmp_path_factory.mktemp("decided")
    wiring = open_boats(folder, home_of(folder / "home"))
    row = add_report(wiring)
    client = create_app(wiring.settings, wiring=wiring).test_client()
    before = client.get("/dashboard.json").get_json()
    review = wiring.reviewing.open(ADVISOR, [row.id], members=MEMBERS).id
    for entry in [entry for entry in wiring.reviewing.queue(ADVISOR, review) if entry.item.kind == "link"]:
        wiring.reviewing.decide(ADVISOR, review, entry.item.id, Verdict.REJECTED, seen=entry.seen, reason="条文说的是另一件事")
    after = client.get("/dashboard.json").get_json()
    assert after["gap"] > before["gap"]
    assert after["cited"] + after["suggested"] == 0
    assert [page.count(f'<span class="attn">{after["gap"]}</span>') for page in (client.get("/").text, client.get("/reports").text)] == [1, 1]
    wiring.reports.add("新报告.txt", REPORT + "另有一项。", date(2024, 1, 1), "asked")
    assert "新报告.txt" in client.get("/dashboard").text
    assert len(client.get("/dashboard.json").get_json()["unchecked"]) == 1
    wiring.database.dispose()


def test_when_the_law_changed_stands_against_the_reports(client: FlaskClient, wiring: Wiring) -> None:
    """The law got a version after the report of 2016, the city's rules their first after that of 2021; what is as it was is not drawn."""
    page = client.get("/dashboard").text
    life = page.partition('<table class="chart-t life">')[2].partition("</table>")[0]
    assert re.findall(r"(\d{4}-\d\d-\d\d) 起施行", re.sub(r"<title>.*?</title>", "", life)) == ["2015-06-01", "2021-07-15", "2022-06-01"]
    assert "纸船法，此前的报告 1 份" in life
    assert "实施条例" not in life
    drawn = lifelines(wiring.library, [{"id": wiring.library.find("纸船法").id, "title": "纸船法"}], wiring.counted.now().reports, date(2020, 1, 1))
    assert drawn.rows == ()
