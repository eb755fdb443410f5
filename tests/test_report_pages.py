"""The page of a report: filters as links, the way up from a basis, the sheet for paper, and the files to take along."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date

import docx
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lawgraph.app import create_app
from lawgraph.app.reports import marking
from lawgraph.app.reports.chain import upwards
from lawgraph.app.reports.charts import articles_chart, chart, findings_chart, levels_chart
from lawgraph.app.reports.filters import Filters
from lawgraph.app.wiring import Wiring
from lawgraph.domain.verdicts import Verdict
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of, write_folder
from reviewers import ADVISOR, MEMBERS, add_report, open_boats

TODAY = date(2026, 11, 21)
FORMULA = "青屿市专项报告\n\n一、主要做法\n（一）检查。=1+1，落实《纸船法》，检查纸船3只。按照《*市纸船管理办法》登记纸船5只。\n"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """A library of made-up statutes."""
    made = Wiring(home_of(tmp_path_factory.mktemp("reports")), today=lambda: TODAY)
    made.add(str(write_folder(tmp_path_factory.mktemp("statutes"))))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def report(wiring: Wiring) -> str:
    """The identifier of a report of 2022."""
    return wiring.add_report(read_bytes(REPORT.encode(), "青屿市船坞管理局2021年度报告.txt"), date(2022, 1, 20)).id


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    """A browser of its own for every test."""
    return create_app(wiring.settings, wiring=wiring).test_client()


def text_of(answer: TestResponse) -> str:
    """The body."""
    return answer.get_data(as_text=True)


def measure(
    status: str = "in_force", *, then: str = "v1", now: str = "v1", codes: tuple[str, ...] = (), citations: tuple[int, ...] = ()
) -> dict[str, object]:
    """A measure with one cited basis."""
    basis = {
        "origin": "cited",
        "kind": "law",
        "work": {"id": "/w", "title": "中华人民共和国纸船法"},
        "article": "4",
        "provision": None,
        "force": {"status": "in_force", "version": then},
        "force_today": {"status": status, "version": now},
    }
    findings = [{"code": code, "severity": "warning"} for code in codes]
    return {"state": "done", "basis": [basis], "findings": findings, "citations": list(citations)}


CHECKED = {
    "measures": [
        measure(),
        measure("repealed", codes=("work-repealed-since",)),
        measure("amended", now="v2", citations=(0,)),
        {"state": "planned", "basis": [], "findings": [{"code": "no-basis", "severity": "warning"}], "citations": [1]},
    ],
    "citations": [{"resolution": "masked"}, {"resolution": "unknown"}],
}


@pytest.mark.parametrize(
    ("show", "kept"),
    [
        ("", [1, 2, 3, 4]),
        ("cited", [1, 2, 3]),
        ("suggested", []),
        ("gap", [4]),
        ("findings", [2, 4]),
        ("moved", [2, 3]),
        ("repealed", [2]),
        ("masked", [3]),
        ("unknown", [4]),
        ("planned", [4]),
        ("finding:no-basis", [4]),
        ("finding:work-repealed-since", [2]),
        ("level:law", [1, 2, 3]),
        ("basis:/w#4", [1, 2, 3]),
        ("level:local_rule", [1, 2, 3, 4]),
        ("nonsense", [1, 2, 3, 4]),
    ],
)
def test_a_filter_keeps_what_it_names(show: str, kept: list[int]) -> None:
    """Each word of the address, and one that names nothing: then all is shown rather than none."""
    filters = Filters(CHECKED, show)
    assert filters.numbers[filters.show] == kept


def test_a_filter_is_a_link_with_its_count() -> None:
    """Empty ones are left out; findings stand apart, by name."""
    filters = Filters(CHECKED, "gap")
    chips = {chip["href"]: (chip["name"], chip["count"], chip["on"]) for chip in filters.chips(lambda show: show)}
    assert chips["gap"] == ("缺依据", 1, True)
    assert "suggested" not in chips
    assert [(chip["name"], chip["count"]) for chip in filters.codes(lambda show: show)] == [("此后废止", 1), ("没有找到依据", 1)]
    assert filters.neighbours(4) == (None, None)
    assert Filters(CHECKED).neighbours(2) == (1, 3)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((None, None), "cited"),
        (("rejected", None), "suggested"),
        (("rejected", "replaced"), "gap"),
        (("rejected", "confirmed"), "confirmed"),
        (("confirmed_in_part", None), "confirmed"),
        (("deferred", None), "cited"),
    ],
)
def test_what_a_person_decided_stands_above_what_was_found(verdicts: tuple[str | None, str | None], expected: str) -> None:
    """A cited and a suggested basis: rejected ones give none, a confirmed one is in ink, a postponed one changes nothing."""
    bases = [
        {"origin": origin, **({"decision": {"verdict": verdict}} if verdict else {})}
        for origin, verdict in zip(("cited", "suggested"), verdicts, strict=True)
    ]
    assert marking.origin({"basis": bases}) == expected
    counted = marking.coverage([{"basis": bases}])
    assert counted["cited" if expected == "confirmed" else expected] == 1


def test_a_basis_that_a_person_added_is_one() -> None:
    """A gap that was filled by hand is no gap."""
    assert marking.origin({"basis": [], "added": [{"work": {"id": "/w", "title": "纸船法"}}]}) == "confirmed"


def test_a_list_behind_a_number_says_what_it_is() -> None:
    """Whoever comes from a picture sees which filter is on, and can take it away."""
    for show, name in (("level:law", "法律"), ("basis:/w#4", "纸船法 第四条"), ("finding:no-basis", "没有找到依据")):
        chips = Filters(CHECKED, show).chips(lambda wanted: wanted)
        assert [chip["name"] for chip in chips if chip["on"]] == [name]


def test_a_bar_is_as_long_as_its_number() -> None:
    """The longest takes the whole width; its parts stand one behind the other in the order of the coverage bar."""
    drawn = chart("名", "行", "处", [("甲", {"suggested": 1, "cited": 3}, "", ""), ("乙", {"cited": 1}, "/x", "/y")])
    assert [(part.kind, part.x, part.width) for part in drawn.bars[0].parts] == [("cited", 0.0, 75.0), ("suggested", 75.0, 25.0)]
    assert [(part.kind, part.x, part.width) for part in drawn.bars[1].parts] == [("cited", 0.0, 25.0)]
    assert drawn.kinds == ("cited", "suggested")
    assert chart("名", "行", "处", []).bars == ()


def test_each_number_leads_to_its_list(client: FlaskClient, report: str) -> None:
    """The list behind a number of a picture holds as many measures as the filter says."""
    checked = client.get(f"/api/v1/reports/{report}").get_json()
    links = [bar.list_href for make in (levels_chart, articles_chart, findings_chart) for bar in make(checked["measures"], lambda show: show).bars]
    numbers = Filters(checked).numbers
    assert len(links) > 4
    assert all(numbers[link] for link in links)
    page = text_of(client.get(f"/reports/{report}"))
    assert "依据来自哪一层" in page
    assert "用得最多的条" in page


def test_the_page_leads_to_graph_sheet_and_files(client: FlaskClient, report: str) -> None:
    """Everything about a report starts from its page, without a script."""
    page = text_of(client.get(f"/reports/{report}?measure=1"))
    for link in (f"/reports/{report}/sheet", f"/reports/{report}/export.docx", f"/graph?node={report}", f"/graph?node={report}%231"):
        assert f'href="{link}"' in page
    assert "按审查意见筛选" in page


def test_the_way_up_goes_one_level_at_a_time(wiring: Wiring) -> None:
    """A rule rests on the law that its first article names; a law of the highest level known here rests on nothing."""
    rules, law = wiring.library.find("纸船法实施条例"), wiring.library.find("纸船法")
    rung = upwards(wiring.library, wiring.graph, rules.id)[0]
    assert (rung.title, rung.href, rung.others) == ("纸船法", law.id, 0)
    assert upwards(wiring.library, wiring.graph, law.id) == ()


def test_the_sheet_has_a_place_for_every_decision(client: FlaskClient, report: str) -> None:
    """On paper each basis has its three boxes, each measure its reason, office and day."""
    page = text_of(client.get(f"/reports/{report}/sheet"))
    checked = client.get(f"/api/v1/reports/{report}").get_json()
    bases = sum(len(measure["basis"]) for measure in checked["measures"])
    assert page.count("部分成立</span>") == bases
    assert page.count("<dt>单位</dt>") == len(checked["measures"])


def test_the_table_says_what_the_page_says(client: FlaskClient, report: str) -> None:
    """A row for every basis and for every gap; office programs know the encoding by its mark."""
    answer = client.get(f"/reports/{report}/export.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "filename*=UTF-8''%E9%9D%92" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    measures = client.get(f"/api/v1/reports/{report}").get_json()["measures"]
    assert len(rows) == sum(max(len(measure["basis"]), 1) for measure in measures)
    assert {row["来源"] for row in rows} <= {"原文引用", "机器建议", "缺依据"}


def test_no_cell_is_a_formula(client: FlaskClient, wiring: Wiring) -> None:
    """A report's words must not be run by the spreadsheet that opens them."""
    identifier = wiring.add_report(read_bytes(FORMULA.encode(), "专项.txt")).id
    rows = csv.reader(io.StringIO(client.get(f"/reports/{identifier}/export.csv").data.decode("utf-8-sig")))
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


def test_the_files_open(client: FlaskClient, report: str) -> None:
    """A .docx that Word can read, one HTML file, the object of the contract; another kind is refused."""
    opened = docx.Document(io.BytesIO(client.get(f"/reports/{report}/export.docx").data))
    assert len(opened.tables) == 3
    assert "法律依据核查意见" in text_of(client.get(f"/reports/{report}/export.html"))
    assert json.loads(client.get(f"/reports/{report}/export.json").data)["document"]["date"] == "2022-01-20"
    assert client.get(f"/reports/{report}/export.exe").status_code == 404


def test_a_decision_is_shown_in_ink(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Verdict, office, day and reason stand on the page and on the sheet; what the machine thought stays beside them."""
    folder = tmp_path_factory.mktemp("decided")
    boats = open_boats(folder, home_of(folder / "home"))
    identifier = add_report(boats).id
    review = boats.reviewing.open(ADVISOR, [identifier], members=MEMBERS).id
    entries = [entry for entry in boats.reviewing.queue(ADVISOR, review) if entry.item.kind == "link"][:2]
    boats.reviewing.decide(ADVISOR, review, entries[0].item.id, Verdict.CONFIRMED, seen=entries[0].seen)
    boats.reviewing.decide(ADVISOR, review, entries[1].item.id, Verdict.REJECTED, seen=entries[1].seen, reason="条文说的是另一件事")
    client = create_app(boats.settings, wiring=boats).test_client()
    pages = [text_of(client.get(f"/reports/{identifier}?measure={entry.item.place + 1}")) for entry in entries]
    assert 'class="basis basis--confirmed"' in pages[0]
    assert "法制支队 20" in pages[0]
    assert 'class="basis basis--rejected"' in pages[1]
    assert "条文说的是另一件事" in pages[1]
    assert "条文说的是另一件事" in text_of(client.get(f"/reports/{identifier}/sheet"))
    boats.database.dispose()
