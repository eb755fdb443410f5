"""The page of the graph: a table that stands by itself, a picture of the same rows, and both as JSON; the address is the whole state."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.graph import pages
from lawgraph.app.wiring import Wiring
from linked import open_linked

SVG = "{http://www.w3.org/2000/svg}"
NODES = ["纸船法", "纸船法第四条", "REPORT", "REPORT#1"]


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


@pytest.fixture
def named(wiring: Wiring) -> dict[str, str]:
    """A node as it is written in an address, with the report that stands there."""
    report = wiring.reports.list()[0].id
    return {written: written.replace("REPORT", report) for written in NODES}


def _page(client: FlaskClient, **query: Any) -> str:
    response = client.get("/graph", query_string=query)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def _picture(page: str) -> ET.Element:
    drawn = re.search(r'<svg class="graph.*?</g></svg>', page, re.DOTALL)
    assert drawn is not None
    return ET.fromstring(drawn[0].replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))  # noqa: S314 (our own page)


def _rows(page: str) -> int:
    return len(re.findall(r'<tr id="line-\d+">', page))


@pytest.mark.parametrize("node", NODES)
def test_the_table_the_picture_and_the_json_hold_the_same(client: FlaskClient, named: dict[str, str], node: str) -> None:
    """As many lines and things in each; every line of the picture has its row."""
    page, said = _page(client, node=named[node]), client.get("/api/v1/graph/view", query_string={"node": named[node]}).get_json()
    picture = _picture(page)
    lines = [path.get("data-l") for path in picture.iter(f"{SVG}path") if path.get("data-l")]
    boxes = [group for group in picture.iter(f"{SVG}g") if group.get("data-n")]
    assert len(lines) == _rows(page) == len(said["lines"]) > 0
    assert len(boxes) == len(said["nodes"]) > 1
    assert all(f'id="line-{number}"' in page for number in lines)
    places = {group.get("transform") for group in boxes}
    assert places == {f"translate({one['x']} {one['y']})" for one in said["nodes"]}


def test_the_table_stands_before_the_picture(client: FlaskClient) -> None:
    """A reader of the source, or of a small screen, comes to the rows first."""
    page = _page(client, node="纸船法")
    assert page.index("<table") < page.index('id="picture"')


def test_nothing_needs_a_style_attribute_or_an_inline_script(client: FlaskClient) -> None:
    """The Content-Security-Policy would drop them."""
    page = _page(client, node="纸船法")
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=", page)


def test_a_box_is_a_link_to_its_page_and_can_be_opened(client: FlaskClient) -> None:
    """Opening keeps what is open, and the page offers to close it again."""
    page = _page(client, node="纸船法第四条")
    assert "收起展开的" not in page
    links = [link.get("href") or "" for link in _picture(page).iter(f"{SVG}a")]
    opening = next(link for link in links if link.startswith("/graph?") and "art_2" in link)
    assert any(link.endswith("/2016-05-05/art_2") for link in links)
    opened = client.get(opening).get_data(as_text=True)
    assert "青屿市船坞管理办法" in opened
    assert "收起展开的" in opened


def test_filters_stand_in_the_form_and_in_the_answer(client: FlaskClient) -> None:
    """What is shown alone stays chosen; what is not shown is still offered."""
    page = _page(client, node="纸船法", show="based_on", at="2026-01-01")
    assert re.findall(r'name="show" value="(\w+)" checked', page) == ["based_on"]
    assert 'value="cites">' in page
    assert 'value="2026-01-01"' in page
    assert "按 2026-01-01 的文本" in page


def test_what_is_not_drawn_is_told_and_can_be_asked_for(client: FlaskClient) -> None:
    """Rather than cut without a word."""
    page = _page(client, node="纸船法", limit=2)
    assert re.search(r"还有 \d+ 个相邻的没有画出", page)
    assert "limit=10" in page


def test_a_place_that_names_no_work_is_told(client: FlaskClient) -> None:
    """It is in neither the picture nor the table."""
    assert "另有 1 处引用没有指明库中的哪一部法规" in _page(client, node="青屿市船坞管理办法第二条")


def test_the_start_leads_to_reports_and_to_what_is_named_most(client: FlaskClient, wiring: Wiring) -> None:
    """Without a node the page says where one may begin."""
    page = _page(client)
    assert f"/graph?node={wiring.reports.list()[0].id}" in page
    assert "今天被引用最多的" in page


def test_words_of_a_report_are_text(client: FlaskClient, wiring: Wiring) -> None:
    """In the table, in the picture and in its labels."""
    from datetime import date  # noqa: PLC0415 (this test alone adds a report)

    from lawgraph.text.formats import read_bytes  # noqa: PLC0415 (as above)

    said = '青屿市船坞管理局专项报告\n\n落实《纸船法》，检查"<b onclick=x>"纸船&三次。\n'
    report = wiring.add_report(read_bytes(said.encode(), "x.txt"), date(2022, 1, 1))
    page = _page(client, node=report.id)
    assert "<b onclick" not in page
    assert "<b onclick=x>" in (_picture(page).findtext(f".//{SVG}g/{SVG}a/{SVG}title") or "") + "".join(_picture(page).itertext())


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"node": "没有这部法"}, 404),
        ({"node": "0123456789abcdef"}, 404),
        ({"node": "纸船法", "show": "likes"}, 400),
        ({"node": "纸船法", "limit": "0"}, 400),
        ({"node": "纸船法", "limit": "3001"}, 400),
        ({"node": "纸船法", "at": "2021-02-30"}, 400),
        ({"node": "纸船法", "open": "/eli/cn/x/y/1/z"}, 404),
        ({"node": "纸船法", "open": "no-node"}, 404),
    ],
)
@pytest.mark.parametrize("route", ["/graph", "/api/v1/graph/view"])
def test_what_cannot_be_shown_is_said(client: FlaskClient, route: str, query: dict[str, str], status: int) -> None:
    """With the same status for a person and a program."""
    assert client.get(route, query_string=query).status_code == status


def test_json_without_a_node_is_wrong_use(client: FlaskClient) -> None:
    """A program that forgot it does not get a start page."""
    assert client.get("/api/v1/graph/view").status_code == 400


def test_a_long_table_is_folded(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row stands in the page, but a browser need not lay out thousands of them before one asks for them."""
    short = _page(client, node="纸船法")
    monkeypatch.setattr(pages, "_FOLDED", 1)
    long = _page(client, node="纸船法")
    assert "<details" not in short.split('id="rows"')[1].split("</section>")[0]
    table = long.split('id="rows"')[1].split("</section>")[0]
    assert re.search(r'<details class="more"><summary>[^<]*\d+[^<]*</summary>', table)
    assert table.count('<tr id="line-') == short.count('<tr id="line-') > 1
