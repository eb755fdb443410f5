"""The index of what reports say: the same on both engines, fresh after a report is added, and the law's index left alone."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.app import create_app
from lawgraph.app.cli import main
from lawgraph.app.wiring import Wiring
from lawgraph.domain.verdicts import Verdict
from lawgraph.errors import LibraryError
from lawgraph.services.search.measures import MeasureSearcher, WithinReports
from lawgraph.store.reports import ReportSummary
from lawgraph.store.search import MeasureFilters, MeasureIndex, MeasureRow, Terms, build_measures, open_measures
from lawgraph.text.formats import read_bytes
from linked import TODAY, open_linked
from made_up import home_of
from reviewers import ADVISOR, MEMBERS, add_report, open_boats

DOCKS = "3fa1"
BRIDGES = "9c02"
ROWS = (
    MeasureRow(DOCKS, "青屿市船坞管理局2023年法治报告", date(2024, 1, 10), 1, ("一、主要做法", "严格检查"), "落实《纸船法》，逐一检查下水纸船。", "done", "cited", ("3",)),
    MeasureRow(DOCKS, "青屿市船坞管理局2023年法治报告", date(2024, 1, 10), 2, ("一、主要做法",), "首次漏水并及时补好的不予收回。", "done", "suggested", ("5", "120-1")),
    MeasureRow(DOCKS, "青屿市船坞管理局2023年法治报告", date(2024, 1, 10), 3, ("二、下一步打算",), "加强值班员培训。", "planned", "gap", ()),
    MeasureRow(BRIDGES, "云川县桥梁处工作总结", date(2022, 3, 1), 1, (), "检查桥梁，培训检查员，落实裁量基准。", "done", "confirmed", ("3",)),
)  # fmt: skip
LISTED = [
    ReportSummary(DOCKS, "a.txt", "青屿市船坞管理局2023年法治报告", date(2024, 1, 10), "text", "", {}, ""),
    ReportSummary(BRIDGES, "b.txt", "云川县桥梁处工作总结", date(2022, 3, 1), "text", "", {}, ""),
]
FOUND = [(DOCKS, 1), (DOCKS, 2), (DOCKS, 3), (BRIDGES, 1)]


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MeasureIndex:
    """The same measures in either engine."""
    folder = tmp_path_factory.mktemp("measures") / "index"
    build_measures(ROWS, folder, engine=str(request.param))
    return open_measures(folder)


@pytest.fixture
def searcher(index: MeasureIndex) -> MeasureSearcher:
    return MeasureSearcher(index, LISTED)


def places(searcher: MeasureSearcher, query: str, within: WithinReports = WithinReports()) -> list[tuple[str, int]]:  # noqa: B008 (frozen)
    return sorted((hit.report.id, hit.number) for hit in searcher.search(query, within=within).hits)


@pytest.mark.parametrize(
    ("query", "within", "expected"),
    [
        ("检查", WithinReports(), [(DOCKS, 1), (BRIDGES, 1)]),
        ("船坞 检查", WithinReports(), [(DOCKS, 1)]),
        ('"检查"', WithinReports(), [(DOCKS, 1), (BRIDGES, 1)]),
        ('"检查桥梁"', WithinReports(), [(BRIDGES, 1)]),
        ('"检查下水纸船"', WithinReports(), [(DOCKS, 1)]),
        ('"查桥下"', WithinReports(), []),
        ("检查 -桥梁", WithinReports(), [(DOCKS, 1)]),
        ("(纸船|桥梁) 检查", WithinReports(), [(DOCKS, 1), (BRIDGES, 1)]),
        ("标题:桥梁 培训", WithinReports(), [(BRIDGES, 1)]),
        ("发文机关:青屿市 培训", WithinReports(), [(DOCKS, 1), (DOCKS, 2), (DOCKS, 3)]),
        ("条:3", WithinReports(), [(DOCKS, 1), (BRIDGES, 1)]),
        ("条:第一百二十条之一", WithinReports(), [(DOCKS, 2)]),
        ("條:3", WithinReports(), [(DOCKS, 1), (BRIDGES, 1)]),
        ("严格检查", WithinReports(), [(DOCKS, 1)]),
        ("首违不罚", WithinReports(), [(DOCKS, 2)]),
        ("红头文件", WithinReports(), []),
        ("飞船", WithinReports(), []),
        ("培训", WithinReports(state="planned"), [(DOCKS, 3)]),
        ("培训", WithinReports(state="done"), [(BRIDGES, 1)]),
        ("检查", WithinReports(basis="confirmed"), [(BRIDGES, 1)]),
        ("检查", WithinReports(year=2024), [(DOCKS, 1)]),
        ("检查", WithinReports(year=2023), []),
        ("检查", WithinReports(report=BRIDGES), [(BRIDGES, 1)]),
        ("", WithinReports(basis="gap"), [(DOCKS, 3)]),
        ("", WithinReports(), []),
    ],
)
def test_what_is_found(searcher: MeasureSearcher, query: str, within: WithinReports, expected: list[tuple[str, int]]) -> None:
    """Keywords are all held, the query language and the synonyms are those of the law, and each filter keeps what it names."""
    assert places(searcher, query, within) == expected


def test_a_hit_says_where_it_stands(searcher: MeasureSearcher) -> None:
    """Its report, state and basis, its address, and the words exact to the character."""
    (hit,) = searcher.search("首次漏水").hits
    assert (hit.id, hit.report.title, hit.report.date) == (f"/reports/{DOCKS}#m-2", ROWS[0].title, date(2024, 1, 10))
    assert (hit.state, hit.basis, hit.headings) == ("done", "suggested", ("一、主要做法",))
    assert "".join(hit.text[start:end] for start, end in hit.highlights) == "首次漏水"


def test_counts_are_of_the_whole_result(searcher: MeasureSearcher) -> None:
    """One hit is asked for; a second page goes on where the first ended."""
    result = searcher.search("检查 培训 漏水的那些事", limit=1)
    assert (len(result.hits), result.total) == (1, 4)
    assert result.facets == {
        "state": {"done": 3, "planned": 1},
        "basis": {"cited": 1, "suggested": 1, "gap": 1, "confirmed": 1},
        "year": {"2024": 3, "2022": 1},
        "report": {DOCKS: 3, BRIDGES: 1},
    }
    pages = [searcher.search("检查 培训 漏水的那些事", limit=1, offset=place).hits[0] for place in range(4)]
    assert tuple(pages) == searcher.search("检查 培训 漏水的那些事", limit=4).hits


def test_what_is_not_well_formed_is_searched_as_words(searcher: MeasureSearcher) -> None:
    """And says so."""
    result = searcher.search('"检查')
    assert result.total == 2
    assert "引号" in result.notes[0]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[MeasureIndex]:
    """The same measures in both engines."""
    folders = {engine: tmp_path_factory.mktemp(engine) / "index" for engine in ("tantivy", "whoosh")}
    for engine, folder in folders.items():
        build_measures(ROWS, folder, engine=engine)
    return [open_measures(folder) for folder in folders.values()]


@settings(max_examples=60, deadline=None)
@given(said=st.lists(st.sampled_from(["检查", "培训", "漏水", "桥梁", "值班", "的", "船"]), min_size=1, max_size=5))
def test_both_engines_give_the_same(both: list[MeasureIndex], said: list[str]) -> None:
    """Hits, scores and counts; equal scores may change places."""
    results = []
    for index in both:
        found = index.search(Terms.of(" ".join(said)), MeasureFilters(), limit=10)
        results.append((found.total, found.facets, sorted((hit.row.report, hit.row.number, round(hit.score, 3)) for hit in found.hits)))
    assert results[0] == results[1]


def test_none_stands_there(tmp_path: Path) -> None:
    """One clear line."""
    with pytest.raises(LibraryError, match="打不开"):
        open_measures(tmp_path)


# -- over a library ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The made-up library with its report."""
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring, today=lambda: TODAY).test_client()


def folders(wiring: Wiring) -> list[str]:
    return sorted(path.name for path in wiring.derived.folder.iterdir() if path.name.startswith(("reports-", ".building")))


def test_a_report_that_is_added_is_found_at_once_and_the_law_is_not_indexed_again(tmp_path: Path) -> None:
    """Its index has a state of its own; what older states left is gone."""
    wiring = open_linked(tmp_path)
    assert wiring.measures().search("灯塔").total == 0
    before, search = folders(wiring), (wiring.derived.folder / "search").stat().st_ino
    wiring.add_report(read_bytes("云川县桥梁处工作总结\n\n一、主要做法\n检查灯塔30座，培训值守人员。\n".encode(), "b.txt"), date(2022, 3, 1))
    result = wiring.measures().search("灯塔")
    assert [(hit.report.title, hit.basis) for hit in result.hits] == [("云川县桥梁处工作总结", result.hits[0].basis)]
    assert (wiring.derived.folder / "search").stat().st_ino == search
    after = folders(wiring)
    assert (len(before), len(after)) == (1, 1)
    assert before != after
    wiring.database.dispose()


def test_a_decision_counts_at_the_next_search(tmp_path: Path) -> None:
    """What a person confirmed is found as confirmed."""
    wiring = open_boats(tmp_path, home_of(tmp_path / "home"))
    row = add_report(wiring)
    within = WithinReports(basis="confirmed")
    assert wiring.measures().search("", within=within).total == 0
    review = wiring.reviewing.open(ADVISOR, [row.id], members=MEMBERS).id
    entry = next(entry for entry in wiring.reviewing.queue(ADVISOR, review) if entry.item.kind == "link")
    wiring.reviewing.decide(ADVISOR, review, entry.item.id, Verdict.CONFIRMED, seen=entry.seen, reason="核过条文")
    assert wiring.measures().search("", within=within).total == 1
    wiring.database.dispose()


def test_a_build_that_was_killed_is_cleared_away(wiring: Wiring) -> None:
    """What stands half-built is never opened and does not stay."""
    half = wiring.derived.folder / ".building-1"
    half.mkdir()
    (half / "junk").write_text("x")
    wiring.derived._measures = None
    for folder in wiring.derived.folder.glob("reports-*"):
        folder.rename(folder.with_name("reports-older"))
    assert wiring.measures().size == 5
    assert not half.exists()
    assert len(folders(wiring)) == 1


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True).replace("&amp;", "&")


def test_the_page_shows_measures_with_their_reports(client: FlaskClient, wiring: Wiring) -> None:
    """Each leads to its place on the report's page; each filter is a link that takes itself away again; the law is one link away."""
    page = read(client, "/search?in=reports&q=纸船")
    report = wiring.reports.list()[0].id
    assert f'href="/reports/{report}?measure=1#m-1"' in page
    assert "<mark>纸船</mark>" in page
    assert 'href="/search?q=' in page
    hrefs = [unquote(href) for href in re.findall(r'href="(/search\?[^"]+)"', page)]
    narrowed = next(href for href in hrefs if "state=planned" in href)
    assert read(client, narrowed).count('class="prov"') == 1
    assert "/search?in=reports&q=纸船" in [unquote(href) for href in re.findall(r'href="(/search\?[^"]+)"', read(client, narrowed))]
    assert "in=reports" in read(client, "/search?q=纸船")


@pytest.mark.parametrize(
    ("query", "said"), [("", "写下要查的话"), ("q=飞船", "没有找到“飞船”"), ("basis=cited", "项举措，第 1 至"), ('q="检查', "引号没有成对")]
)
def test_the_page_says_what_is_so(client: FlaskClient, query: str, said: str) -> None:
    """Nothing asked, nothing found, a filter without words, and a query that is read otherwise."""
    assert said in read(client, f"/search?in=reports&{query}").replace("&#34;", '"')


@pytest.mark.parametrize("query", ["state=repealed", "basis=好", "year=去年", "page=0"])
def test_what_narrows_nothing_is_refused(client: FlaskClient, query: str) -> None:
    """One line on the page, a problem in JSON."""
    assert client.get(f"/search?in=reports&q=纸船&{query}").status_code == 400
    assert client.get(f"/api/v1/search/reports?q=纸船&{query}").status_code == 400


def test_the_api_pages_through_what_is_found(client: FlaskClient) -> None:
    """``next`` leads to the rest."""
    first = client.get("/api/v1/search/reports?q=纸船&limit=2").get_json()
    assert (first["total"], len(first["hits"])) == (3, 2)
    rest = client.get(f"/api/v1/search/reports?q=纸船&limit=2&cursor={first['next']}").get_json()
    assert (len(rest["hits"]), rest["next"]) == (1, None)
    assert client.get("/api/v1/search/reports?q=纸船&basis=有依据&state=计划").get_json()["total"] == 1


def call(wiring: Wiring, *arguments: str) -> tuple[int, str]:
    environment = {**os.environ, "LAWGRAPH_HOME": str(wiring.settings.home)}
    result = CliRunner().invoke(main, ["search", *arguments], env=environment)
    return result.exit_code, result.output


def test_the_command_searches_reports(wiring: Wiring) -> None:
    """For people, as JSON, narrowed; and what is of the law alone is refused."""
    status, told = call(wiring, "--reports", "纸船")
    assert status == 0
    assert "举措 01" in told
    status, told = call(wiring, "--reports", "--json", "--state", "计划", "纸船")
    assert json.loads(told)["total"] == 1
    assert [
        call(wiring, *given, "纸船")[0] for given in (("--reports", "--level", "法律"), ("--basis", "缺依据"), ("--reports", "--state", "有效"))
    ] == [2, 2, 2]
