"""The pages of the library: two versions side by side, sources with their dates, higher and lower law, and the same for programs and the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.cli import main
from lawgraph.app.wiring import Wiring
from lawgraph.app.works.evidence import fact_rows
from lawgraph.app.works.relatives import relatives
from made_up import LAW_2021, STAGED, home_of, write_folder

LAW = "/eli/cn/national/law/2015/zhichuan-fa"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The made-up statutes, a law that came into force in stages, and a second print of one that gives another day."""
    home, other = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("other")
    made = Wiring(home_of(home), today=lambda: date(2026, 11, 21))
    folder = write_folder(tmp_path_factory.mktemp("statutes"))
    (folder / "行政法" / "灯塔法.md").write_text(STAGED, "utf-8")
    made.add(str(folder))
    (other / "纸船法.md").write_text(LAW_2021.replace("2021年7月15日起施行", "2021年8月1日起施行").replace("看船底", "查船底"), "utf-8")
    made.add(str(other / "纸船法.md"))
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


def test_two_versions_stand_side_by_side(client: FlaskClient) -> None:
    """What came is in <ins>, what went in <del>, what stayed is folded, and every article stands in the concordance."""
    page = _page(client, f"{LAW}/compare?from=2015-03-01&to=2021-01-22")
    assert "<ins>保护水面清洁，</ins>" in page
    assert re.search(r"<details><summary>第二条：文字未变</summary>", page)
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td><td>.*?</td><td class=\"num\">(.*?)</td></tr>", page)
    plain = [tuple(re.sub("<[^>]+>", "", cell) for cell in row) for row in rows]
    assert [row[:2] for row in plain] == [
        ("第一条", "第一条"),
        ("第二条", "第二条"),
        ("—", "第三条"),
        ("第三条", "第四条"),
        ("第四条", "第五条"),
        ("第五条", "第六条"),
    ]
    assert plain[1][2] == "1.00"
    assert plain[2][2] == "—"


@pytest.mark.parametrize("query", ["", "?from=2015-03-01", "?from=2016-01-01&to=2026-01-01"])
def test_the_last_two_texts_are_compared_by_themselves(client: FlaskClient, query: str) -> None:
    """A link without days leads somewhere; days of force do as well as days of publication."""
    assert "有修改 4 条" in _page(client, f"{LAW}/compare{query}")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"{LAW}/compare?from=2021-07-15&to=2026-01-01", 400, "是同一个版本"),
        (f"{LAW}/compare?from=gestern", 400, "不是日期"),
        (f"{LAW}/compare?from=2001-01-01", 404, "没有《中华人民共和国纸船法》在 2001-01-01 的文本"),
        ("/eli/cn/national/law/2020/dengta-fa/compare", 404, "有正文的版本不足两个"),
        ("/eli/cn/national/law/1900/nothing/compare", 404, "库中没有"),
        ("/api/v1/works/纸船法/diff?from=gestern", 400, "不是日期"),
        ("/api/v1/works/鲸鱼法/diff", 404, "库中没有"),
    ],
)
def test_what_cannot_be_compared_is_said(client: FlaskClient, path: str, status: int, words: str) -> None:
    """One line, and what to do."""
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["纸船法", LAW.removeprefix("/")])
def test_the_same_for_programs(client: FlaskClient, name: str) -> None:
    """The pieces of each change give both texts back."""
    found = client.get(f"/api/v1/works/{name}/diff?from=2015-03-01&to=2021-01-22").get_json()
    assert found["counts"] == {"same": 1, "moved": 0, "changed": 4, "added": 1, "removed": 0}
    assert (found["old"]["published"], found["new"]["published"]) == ("2015-03-01", "2021-01-22")
    assert {"kind", "old", "new", "score", "pieces"} == set(found["changes"][0])


def test_words_of_a_text_cannot_break_out_of_the_page(client: FlaskClient) -> None:
    """A statute is somebody's file."""
    page = _page(client, "/works/灯塔法".replace("/works/灯塔法", "/eli/cn/national/law/2020/dengta-fa"))
    assert "<明亮>" not in page
    assert "&lt;明亮&gt;" in page


def test_sources_that_differ_are_shown_with_what_each_says(client: FlaskClient, wiring: Wiring) -> None:
    """The believed day and the other one, each with source and words: never settled silently."""
    rows = [row for row in fact_rows(wiring.library, LAW) if row.kind == "in_force" and row.version.endswith("2021-01-22")]
    assert [(str(row.on), row.believed) for row in rows] == [("2021-07-15", True), ("2021-08-01", False)]
    assert all(row.against for row in rows)
    page = unescape(_page(client, LAW))
    assert "有 1 项日期，各来源所载不一" in page
    assert '<details class="panel facts sec-s" id="facts" open>' in page
    assert "另有来源作 2021-08-01（纸船法.md）" in page
    assert "没有采用" in page


def test_sources_that_agree_stay_folded(client: FlaskClient) -> None:
    """The near miss of the test above."""
    page = _page(client, "/eli/cn/national/law/2020/dengta-fa")
    assert 'id="facts">' in page
    assert "各来源不一" not in page


def test_stages_of_entry_into_force_are_named(client: FlaskClient, wiring: Wiring) -> None:
    """The reason of the state, and the list of facts, say which articles have a day of their own."""
    work = wiring.library.find("灯塔法").id
    assert wiring.library.force(work, date(2020, 3, 1)).status.value == "in_force"
    page = _page(client, f"{work}?at=2020-03-01")
    assert "部分先行施行，整体 2020-06-01 起施行（第一条 2020-02-01 起施行）" in page
    assert "部分施行</span>（第一条）" in page


@pytest.mark.parametrize(
    ("title", "groups"),
    [
        ("纸船法", {"下位法": {"纸船法实施条例", "青屿市纸船漂流安全管理规定"}, "其他依据关系": {"灯塔法"}}),
        ("纸船法实施条例", {"上位法": {"中华人民共和国纸船法"}, "废止": {"灯船管理暂行条例"}}),
        ("灯塔法", {"其他依据关系": {"中华人民共和国纸船法"}}),
        ("灯船管理暂行条例", {"废止": {"纸船法实施条例"}}),
    ],
)
def test_higher_and_lower_law(wiring: Wiring, title: str, groups: dict[str, set[str]]) -> None:
    """By the order of authority, seen from both ends: a law that rests on a law is not below it."""
    found = relatives(wiring.library, wiring.library.find(title))
    assert {group.name: {row.title for row in group.rows} for group in found} == groups
    assert all(row.evidence and row.href for group in found for row in group.rows)


def test_the_page_of_a_work_leads_to_any_day_and_to_the_comparison(client: FlaskClient) -> None:
    """A field for the day, a link beside each version that has one before it."""
    page = _page(client, LAW)
    assert re.search(rf'<form action="{LAW}"><label.*?name="at"', page)
    assert page.count(f"{LAW}/compare?from=2015-03-01&amp;to=2021-01-22") == 2
    assert "第三条 纸船下水前" not in page


def _run(wiring: Wiring, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["-q", "library", *arguments], env={"LAWGRAPH_HOME": str(wiring.settings.home)})
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--level", "法律"], {"中华人民共和国纸船法", "灯塔法"}),
        (["--level", "administrative_regulation"], {"纸船法实施条例", "灯船管理暂行条例"}),
        (["--state", "已废止"], {"灯船管理暂行条例"}),
        (["--state", "repealed", "--level", "法律"], set()),
        (["--jurisdiction", "cn-zj"], {"青屿市纸船漂流安全管理规定"}),
        (["--jurisdiction", "cn-zj-qingyu"], {"青屿市纸船漂流安全管理规定"}),
        (["--jurisdiction", "cn-z"], set()),
        (["灯", "--jurisdiction", "national"], {"灯塔法", "灯船管理暂行条例"}),
    ],
)
def test_the_list_is_narrowed(wiring: Wiring, options: list[str], titles: set[str]) -> None:
    """By level, place and state, by value or by name; each with its state today."""
    found = [json.loads(line) for line in _run(wiring, "list", *options, "--json").splitlines()]
    assert {work["title"] for work in found} == titles
    assert all(work["force"]["status"] for work in found)


@pytest.mark.parametrize(("option", "value"), [("--state", "gone"), ("--level", "folk_tale")])
def test_a_filter_that_does_not_exist_is_refused(wiring: Wiring, option: str, value: str) -> None:
    """An empty list would say that there is none."""
    done = CliRunner().invoke(main, ["-q", "library", "list", option, value], env={"LAWGRAPH_HOME": str(wiring.settings.home)})
    assert done.exit_code == 2
    assert "可用的有" in done.output


def test_facts_on_the_command_line(wiring: Wiring) -> None:
    """The same rows as the page's, for people and for programs."""
    said = _run(wiring, "show", "纸船法", "--facts")
    assert "施行 2021-08-01　纸船法.md（条文）　没有采用" in said
    assert "另有来源作 2021-07-15" in said
    rows = [json.loads(line) for line in _run(wiring, "show", "纸船法", "--facts", "--json").splitlines()]
    assert {row["trust"] for row in rows} >= {"text", "header"}
    assert sum(row["believed"] for row in rows) < len(rows)


def test_the_difference_on_the_command_line(wiring: Wiring) -> None:
    """Words that went and came stand in their place; what is the same is only counted."""
    said = _run(wiring, "diff", "纸船法", "2015-03-01", "2021-01-22")
    assert "{+保护水面清洁，+}" in said
    assert "（无） → 第三条　新增" in said
    assert "第二条 →" not in said
    assert "未变 1 条" in said


def test_a_page_of_html_is_a_source(tmp_path: Path) -> None:
    """As a ministry's site hands it out; the province comes from the body that approved."""
    page = """<html><head><meta charset=gbk><title>云川市浮标规定_门户</title></head><body><nav>首页</nav><h1>云川市浮标规定</h1>
    <div><p>（2021年12月30日云川市第一届人民代表大会常务委员会第一次会议通过</p><p>2022年3月18日东海湾外的浙江省第十三届人民代表大会常务委员会第三十五次会议批准）</p>
    <p>第一条&nbsp;浮标应当点灯。</p><p>第二条&nbsp;本规定自2022年6月1日起施行。</p></div></body></html>"""
    file = tmp_path / "a.html"
    file.write_bytes(page.encode("gbk"))
    made = Wiring(home_of(tmp_path / "home"), today=lambda: date(2026, 11, 21))
    assert made.add(str(file)).articles == 2
    work = made.library.find("云川市浮标规定")
    assert (work.jurisdiction, work.kind.value) == ("cn-zj-yunchuan", "local_regulation")
    assert made.library.force(work.id, date(2022, 4, 1)).status.value == "not_yet_in_force"
    made.database.dispose()
