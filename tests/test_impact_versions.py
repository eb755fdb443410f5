"""Impacts through rules that have versions of their own: the paths hold where numbers move, on the command line, for programs and on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.text.formats import read_bytes
from linked import DOCKS, TODAY
from made_up import RULES, home_of, write_folder

LAW = "/eli/cn/national/law/2015/zhichuan-fa"
# the rules of 2022: what was article 2 is article 3 now
RULES_2022 = RULES.replace("2016年5月5日 中华人民共和国国务院令第901号公布", "2016年5月5日 中华人民共和国国务院令第901号公布\n\n2022年5月5日 中华人民共和国国务院令第950号修订").replace(
    "第二条 纸船法第三条规定的检查，由船坞管理机构指导。", "第二条 船坞管理机构应当公开办事指南。\n\n第三条 纸船法第三条规定的检查，由船坞管理机构指导。"
).replace("第三条 本条例自2016年7月1日", "第四条 本条例自2022年7月1日").replace("《灯船管理暂行条例》同时废止。", "")  # fmt: skip
REPORT_2023 = "一、主要做法\n（一）严格检查。一是落实《纸船法实施条例》第三条，指导检查纸船1200只。二是落实《纸船法实施条例》第二条，公开办事指南。\n"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    folder = tmp_path_factory.mktemp("versions")
    laws = write_folder(folder / "laws")
    (laws / "行政法规/纸船法实施条例(2022-05-05).md").write_text(RULES_2022, "utf-8")
    (laws / "DLC/浙江地方法规/地方政府规章").mkdir(parents=True)
    (laws / "DLC/浙江地方法规/地方政府规章/青屿市船坞管理办法(2017-03-01).md").write_text(DOCKS, "utf-8")
    made = Wiring(home_of(folder / "home"), today=lambda: TODAY)
    made.add(str(laws))
    made.add_report(read_bytes(REPORT_2023.encode(), "青屿市船坞管理局2023.txt"), date(2023, 6, 1))
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def _paths(wiring: Wiring, article: str, steps: int = 5) -> set[tuple[str, ...]]:
    """What rests on an article of the law of 2015 as the last parts of the identifiers on the way."""
    found = wiring.impact.find(LAW, date(2015, 3, 1), date(2021, 1, 22), steps=steps)
    return {
        tuple(node.rpartition("#")[2] if "#" in node else "/".join(node.split("/")[-2:]) for node in (one.node, *(e.target_node for e in one.path)))
        for one in found.articles.get(article, ())
    }


def test_a_measure_that_names_the_rules_by_their_new_number_rests_on_the_changed_article(wiring: Wiring) -> None:
    """Law 3 (2015) ← rules 2 (2016), which is rules 3 (2022) ← the first measure of 2023; the second names what was new in 2022."""
    paths = _paths(wiring, "3")
    assert ("2016-05-05/art_2", "2015-03-01/art_3") in paths
    assert ("m-1", "2022-05-05/art_3", "2015-03-01/art_3") in paths
    assert not any(path[0] == "m-2" for path in paths)
    assert any(path[0] == "2017-03-01/art_2" and len(path) == 3 for path in paths)


def test_one_step_leaves_them_out(wiring: Wiring) -> None:
    """The nearest mistake: a depth that is not kept."""
    assert _paths(wiring, "3", steps=1) == {("2016-05-05/art_2", "2015-03-01/art_3")}


def test_measures_rest_on_a_law_over_the_rules_that_were_made_by_it(wiring: Wiring) -> None:
    """Whatever article of the rules they name, where the rules as a whole were made by the law."""
    found = wiring.impact.find(LAW, date(2015, 3, 1), date(2021, 1, 22))
    over_rules = {one.node.rpartition("#")[2]: one.steps for one in found.whole if "#" in one.node}
    assert over_rules == {"m-1": 2, "m-2": 2}
    near = wiring.impact.find(LAW, date(2015, 3, 1), date(2021, 1, 22), steps=1)
    assert not any("#" in one.node for one in near.whole)


def test_the_page_lists_the_same(client: FlaskClient) -> None:
    """The changed article with its new number, measures before rules, each with the way."""
    page = client.get("/impact", query_string={"work": "纸船法"}).get_data(as_text=True)
    assert re.search(r"第三条</a> → <a [^>]*>第四条", page)
    assert page.index("举措 01") < page.index("青屿市船坞管理办法")
    assert "以之为据纸船法实施条例第三条（2022-05-05 版），引用中华人民共和国纸船法第三条（2015-03-01 版）" in page
    assert "隔 1 层" in page


def test_the_page_shows_measures_alone(client: FlaskClient) -> None:
    """For whoever has reports to look through."""
    page = client.get("/impact", query_string={"work": "纸船法", "only": "measures"}).get_data(as_text=True)
    assert "举措 01" in page
    assert "青屿市船坞管理办法" not in page


def test_the_start_lists_what_reports_rest_on_that_has_changed(client: FlaskClient, wiring: Wiring) -> None:
    """A report of 2018 on rules of 2016; the one of 2023 rests on what applies today."""
    assert "没有。报告的依据今天仍是同一版本" in client.get("/impact").get_data(as_text=True)
    wiring.add_report(
        read_bytes("一、主要做法\n落实《纸船法实施条例》第二条，指导检查纸船3只。\n".encode(), "青屿市船坞管理局2018.txt"), date(2018, 6, 1)
    )
    page = client.get("/impact").get_data(as_text=True)
    assert "2016-05-05 → 2022-05-05" in page
    assert "1 项举措" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"work": "没有这部法"}, 404),
        ({"work": "纸船法", "from": "2015-02-30"}, 400),
        ({"work": "纸船法", "from": "2001-01-01"}, 404),
        ({"work": "灯船管理暂行条例"}, 400),
        ({"work": "纸船法", "only": "laws"}, 400),
    ],
)
def test_what_cannot_be_listed_is_said(client: FlaskClient, query: dict[str, str], status: int) -> None:
    """One line, and what to do."""
    assert client.get("/impact", query_string=query).status_code == status
