"""Why a basis stands behind a measure: the way up from its article, each step with the words that say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from lawgraph.app import create_app
from lawgraph.app.reports.chain import upwards
from lawgraph.app.wiring import Wiring
from lawgraph.text.formats import read_bytes
from linked import open_linked

LAW = "/eli/cn/national/law/2015/zhichuan-fa"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The made-up library with a rule of a city that names the rules of the law."""
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


@pytest.mark.parametrize(
    ("label", "titles"),
    [
        ("2", ["纸船法实施条例 第二条", "纸船法"]),
        ("3", ["纸船法 第九条"]),
        ("1", []),
    ],
)
def test_the_way_begins_with_what_the_article_itself_names(wiring: Wiring, label: str, titles: list[str]) -> None:
    """An article that names none goes by its work; this one's work says of none that it rests on it."""
    docks = wiring.library.find("青屿市船坞管理办法")
    version = wiring.library.force(docks.id, wiring.today).version or ""
    assert [rung.title for rung in upwards(wiring.library, wiring.graph, docks.id, f"{version}/art_{label}")] == titles


def test_each_step_shows_the_words_that_say_so(wiring: Wiring) -> None:
    """And leads to the article that they mean, in the version that they mean."""
    docks = wiring.library.find("青屿市船坞管理办法")
    version = wiring.library.force(docks.id, wiring.today).version or ""
    first, second = upwards(wiring.library, wiring.graph, docks.id, f"{version}/art_2")
    assert "第二条" in first.evidence
    assert first.href.endswith("/2016-05-05/art_2")
    assert second.evidence == "纸船法实施条例"
    assert second.href == LAW


def test_the_report_shows_the_way(wiring: Wiring) -> None:
    """Beside the measure, without leaving the page."""
    text = "青屿市船坞专项报告\n\n一、主要做法\n（一）登记。按照《青屿市船坞管理办法》第二条登记船坞3处。\n"
    report = wiring.add_report(read_bytes(text.encode(), "专项.txt"), date(2022, 3, 1)).id
    page = create_app(wiring.settings, wiring=wiring).test_client().get(f"/reports/{report}?measure=1").text
    way = page.partition('<details class="chain">')[2].partition("</details>")[0]
    assert "纸船法实施条例 第二条" in way
    assert way.index("纸船法实施条例 第二条") < way.rindex("纸船法</a>")
