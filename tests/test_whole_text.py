"""What stands in and beside an article: cross-references as links, who cites it by kind, a day of its own, and how one cites it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.app.works.cross_links import CrossLink, cross_links, linked
from lawgraph.store.graph.edges import Edge
from lawgraph.text.formats import read_bytes
from made_up import STAGED, home_of, write_folder

LAW = "/eli/cn/national/law/2015/zhichuan-fa"
NEW = f"{LAW}/2021-01-22"
DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The made-up statutes and a law that came into force in stages."""
    made = Wiring(home_of(tmp_path_factory.mktemp("home")), today=lambda: DAY)
    folder = write_folder(tmp_path_factory.mktemp("statutes"))
    (folder / "行政法" / "灯塔法.md").write_text(STAGED, "utf-8")
    made.add(str(folder))
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    """A browser of its own for every test."""
    return create_app(wiring.settings, wiring=wiring).test_client()


def _page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _edge(label: str, start: int, end: int, evidence: str, provision: str = "") -> Edge:
    return Edge(LAW, "9", NEW, "cites", LAW, label, "exact_version", evidence, provision=provision or f"{NEW}/art_{label}", start=start, end=end)


@pytest.mark.parametrize(
    ("edges", "pieces"),
    [
        ([_edge("6", 2, 7, "本法第六条")], [(2, 7)]),
        ([_edge("6", 0, 9, "本法第六条至第八条"), _edge("7", 0, 9, "本法第六条至第八条"), _edge("8", 0, 9, "本法第六条至第八条")], [(0, 5), (6, 9)]),
        ([_edge("6", 0, 8, "第六条、第七条、"), _edge("7", 0, 8, "第六条、第七条、")], [(0, 3), (4, 7)]),
        ([_edge("6", 0, 5, "本法第六条"), _edge("7", 3, 8, "六条第七条")], [(0, 5)]),
        ([], []),
    ],
)
def test_each_number_is_a_stretch_of_its_own(edges: list[Edge], pieces: list[tuple[int, int]]) -> None:
    """A list of articles is one place for the machine and several links for a reader; what overlaps is linked once."""
    found = cross_links(edges, str, version=NEW, at=DAY).get("9", ())
    assert [(link.start, link.end) for link in found] == pieces


def test_an_article_of_another_version_is_followed_on_the_day_of_the_page() -> None:
    """A number without a version is no pinpoint: the old number is kept until its words have been looked for."""
    old = f"{LAW}/2015-03-01/art_3"
    (link,) = cross_links([_edge("3", 0, 3, "第三条", old)], lambda _: "《纸船法》", version=NEW, at=DAY)["9"]
    assert link == CrossLink(0, 3, f"{old}?on=2026-11-21", "《纸船法》第三条")


@pytest.mark.parametrize(
    ("first", "html"),
    [
        (0, '&lt;<a class="x" href="/a">第三条</a>&gt;'),
        (2, "&lt;第三条&gt;"),
        (40, "&lt;第三条&gt;"),
    ],
)
def test_a_link_stays_in_its_paragraph_and_nothing_breaks_out(first: int, html: str) -> None:
    """Places count in the article's text; a paragraph shows those that lie in it, and its words are escaped."""
    assert linked("<第三条>", first, [CrossLink(1, 4, "/a", "")]) == html


def test_references_stand_in_the_words_and_are_led_to_the_version_of_the_day(client: FlaskClient) -> None:
    """The rules of 2016 name article 3 of the law of 2015, which bears number 4 since 2021."""
    page = client.get("/works/纸船法实施条例", follow_redirects=True).get_data(as_text=True)
    (href,) = re.findall(r'class="x" href="([^"]*)"[^>]*>纸船法第三条<', page)
    answer = client.get(href)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{NEW}/art_4")
    same_day = client.get(href.replace("2026-11-21", "2017-01-01"))
    assert same_day.status_code == 200


def test_a_reference_to_the_text_itself_needs_no_day(client: FlaskClient) -> None:
    """前款 leads to the paragraph above, whatever the day."""
    assert f'class="x" href="{NEW}/art_4/para_1">前款</a>' in _page(client, NEW)


def test_who_cites_an_article_is_counted_by_kind(client: FlaskClient) -> None:
    """An officer sees beside the article what kind of rule rests on it."""
    assert re.findall(r'#cb"><span class="vh">(第.条)</span>被引 ([^<]*)</a>', _page(client, f"{LAW}/2015-03-01")) == [("第三条", "行政法规 1")]


def test_a_citation_goes_with_its_article_where_that_has_another_number(client: FlaskClient) -> None:
    """A rule of 2016 names 第三条; its words stand in 第四条 since 2021, and what is 第三条 today nobody named then."""
    assert re.findall(r'#cb"><span class="vh">(第.条)</span>被引 ([^<]*)</a>', _page(client, NEW)) == [("第四条", "行政法规 1")]
    assert "引用本条的 1 处" in _page(client, f"{NEW}/art_4")
    assert "引第三条" in _page(client, f"{NEW}/art_4")
    assert "纸船法实施条例 第二条" not in _page(client, f"{NEW}/art_3")


def test_a_measure_goes_with_the_article_of_its_day(tmp_path: Path) -> None:
    """A report of 2020 means 第三条 of the version of its day, one of 2022 第三条 of the new one."""
    wiring = Wiring(home_of(tmp_path / "home"), today=lambda: DAY)
    wiring.add(str(write_folder(tmp_path / "laws")))
    text = "青屿市{}专项报告\n\n一、主要做法\n（一）检查。落实《纸船法》第三条，检查纸船3只。\n"
    for year in (2020, 2022):
        wiring.add_report(read_bytes(text.format(year).encode(), f"{year}.txt"), date(year, 3, 1))
    meant = wiring.citing.measures(NEW, wiring.reports.uses(LAW))
    assert {label: [use.name for use in uses] for label, uses in meant.items()} == {"4": ["2020.txt"], "3": ["2022.txt"]}
    wiring.database.dispose()


def test_an_article_says_its_own_day_and_the_others_nothing(client: FlaskClient) -> None:
    """Article 1 applied four months before the rest."""
    page = client.get("/works/灯塔法", follow_redirects=True).get_data(as_text=True)
    assert page.count("本条自 2020-02-01 起施行") == 1
    assert page.count("本条自") == 1


@pytest.mark.parametrize(
    ("path", "citation"),
    [
        ("art_4", "《中华人民共和国纸船法》第四条（2021-01-22 公布的版本）"),
        ("art_4/para_1/item_2", "《中华人民共和国纸船法》第四条第一款第二项（2021-01-22 公布的版本）"),
    ],
)
def test_an_article_is_copied_with_its_version(client: FlaskClient, path: str, citation: str) -> None:
    """What is pasted elsewhere must say of which text it is."""
    assert f'data-citation="{citation}"' in _page(client, f"{NEW}/{path}")


def test_a_text_that_was_read_is_kept_until_the_library_moves(wiring: Wiring) -> None:
    """A code of a thousand articles is written once; another day, whose links differ, is another text."""
    with create_app(wiring.settings, wiring=wiring).test_request_context():
        first = wiring.texts.get(NEW, LAW, DAY, ())
        assert wiring.texts.get(NEW, LAW, DAY, ()) is first
        assert wiring.texts.get(NEW, LAW, date(2022, 1, 20), ()) is not first
