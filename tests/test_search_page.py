"""The search page: every filter is a link whose address is the state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.search.results import pages_around
from linked import TODAY, open_linked

RULES = "/eli/cn/national/administrative-regulation/2016/zhichuan-fa-shishi-tiaoli"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The pages over the made-up library."""
    wiring = open_linked(tmp_path_factory.mktemp("pages"))
    yield create_app(wiring.settings, wiring=wiring, today=lambda: TODAY).test_client()
    wiring.database.dispose()


def read(client: FlaskClient, path: str) -> str:
    """The page as text, entities as signs."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True).replace("&amp;", "&")


def links(page: str) -> list[str]:
    """Where the search page's own links lead."""
    return [unquote(href) for href in re.findall(r'href="(/search\?[^"]+)"', page)]


@pytest.mark.parametrize(
    ("query", "facet", "value"),
    [
        ("纸船", "level", "law"),
        ("灯船", "state", "repealed"),
        ("纸船", "year", "2021"),
        ("纸船", "jurisdiction", "national"),
        ("纸船", "work", RULES),
    ],
)
def test_every_facet_is_a_link(client: FlaskClient, query: str, facet: str, value: str) -> None:
    """Followed, it narrows the list, stands as chosen, and takes itself away again."""
    page = read(client, f"/search?q={query}&all_versions=1")
    href = f"/search?q={query}&{facet}={value}&all_versions=1"
    assert sorted(href[8:].split("&")) in [sorted(link[8:].split("&")) for link in links(page)]
    narrowed = read(client, href)
    assert '<a class="chip" aria-current="true"' in narrowed
    assert f"/search?q={query}&all_versions=1" in links(narrowed)


def test_hits_say_who_cites_them_and_which_versions_there_are(client: FlaskClient) -> None:
    """The count with the first works, each a link; over all versions the other texts of the article."""
    page = read(client, "/search?q=纸船法第九条")
    assert "要找的是不是" not in page
    page = read(client, "/search?q=纸船法实施条例第二条")
    assert re.search(r'被引用 1 处：<a href="/eli/[^"]+">青屿市船坞管理办法</a>', page)
    assert "同一条的其他版本" in read(client, "/search?q=以纸折成&all_versions=1")
    assert "同一条的其他版本" not in read(client, "/search?q=以纸折成")


def test_hits_by_work_lead_to_the_rest_of_the_work(client: FlaskClient) -> None:
    """Up to three of each; the rest behind one link."""
    page = read(client, "/search?q=纸船&by=work")
    assert re.search(r"\d+ 部法规，第 1 至", page)
    assert re.search(r'href="/search\?work=[^"]+q=[^"]+">这部法规中共 \d+ 条', page)


def test_a_name_that_sounds_so_is_offered(client: FlaskClient) -> None:
    """A link to the work that is probably meant."""
    assert re.search(r'要找的是不是<a href="/eli/[^"]+">灯船管理暂行条例</a>', read(client, "/search?q=等传管理暂行条理"))


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("state=永远", 400, "时效状态"),
        ("subject=航海法", 400, "法律部门"),
        ("year=去年", 400, "不是年份"),
        ("year=２０２１", 400, "不是年份"),
        ("work=没有这部", 404, "没有这部"),
    ],
)
def test_what_narrows_nothing_is_said(client: FlaskClient, query: str, status: int, said: str) -> None:
    """One clear line on the page, a problem in JSON."""
    page, answer = client.get(f"/search?q=纸船&{query}"), client.get(f"/api/v1/search?q=纸船&{query}")
    assert (page.status_code, answer.status_code) == (status, status)
    assert said in page.get_data(as_text=True)
    assert answer.content_type.startswith("application/problem+json")


@pytest.mark.parametrize(
    ("page", "pages", "expected"),
    [(1, 1, [1]), (1, 3, [1, 2, 3]), (5, 20, [1, 0, 3, 4, 5, 6, 7, 0, 20]), (20, 20, [1, 0, 18, 19, 20]), (3, 4, [1, 2, 3, 4])],
)
def test_pages_around(page: int, pages: int, expected: list[int]) -> None:
    """The first, the last, and two on either side."""
    assert list(pages_around(page, pages)) == expected


def test_the_json_says_the_same(client: FlaskClient) -> None:
    """The page's twin: groups, facets and citations by the contract's names."""
    found = client.get("/api/v1/search?q=纸船&by=work&state=in_force&year=2021").get_json()
    assert {group["work"]["title"] for group in found["groups"]} == {"中华人民共和国纸船法"}
    assert set(found["hits"][0]["citing"]) == {"provision_count", "work_count", "top_works"}
    assert found["hits"][0]["force_today"]["at"] == date.isoformat(TODAY)
