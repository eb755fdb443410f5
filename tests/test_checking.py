"""The whole way: a report in, its measures, bases, states and findings out, over a library imported for real."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lawgraph.app.objects import check_object
from lawgraph.app.wiring import Wiring
from lawgraph.domain.models import Checked
from lawgraph.errors import LibraryEmpty
from lawgraph.services.checking import report_day
from lawgraph.settings import Settings
from lawgraph.text.formats import read_bytes
from made_up import REPORT, write_folder

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    settings = Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path_factory.mktemp("home"))})
    found = Wiring(settings, today=lambda: TODAY)
    found.add(str(write_folder(tmp_path_factory.mktemp("laws"))))
    yield found
    found.database.dispose()


@pytest.fixture(scope="module")
def checked(wiring: Wiring) -> Checked:
    return wiring.check(read_bytes(REPORT.encode(), "report.txt"))


def test_every_title_has_an_outcome_and_a_reason(checked: Checked) -> None:
    """Nothing is skipped silently."""
    outcomes = {citation.text: citation.resolution.value for citation in checked.citations}
    assert outcomes == {
        "《纸船法》": "resolved",
        "《船坞值班工作规则》": "unknown",
        "《青屿市纸船漂流安全管理规定》": "resolved",
        "《规定》": "resolved",
        "《中华人民共和国纸船法》第四条、第九条": "resolved",
    }
    assert all(citation.reason for citation in checked.citations)


def test_the_versions_are_those_of_the_reports_day(checked: Checked) -> None:
    """As of the report's day, and as of today."""
    assert (checked.date, checked.date_source) == (date(2021, 12, 31), "text")
    law, local = checked.citations[0], checked.citations[2]
    assert law.force is not None
    assert (law.force.status.value, law.force.version) == ("in_force", "/eli/cn/national/law/2015/zhichuan-fa/2021-01-22")
    assert local.force is not None
    assert local.force_today is not None
    assert (local.force.status.value, local.force_today.status.value) == ("pending_approval", "in_force")
    assert checked.citations[3].antecedent == 2


def test_measures_with_their_state(checked: Checked) -> None:
    """Shortcomings are no measures; plans are planned."""
    starts = [(measure.text[:9], measure.state.value) for measure in checked.measures]
    assert starts == [
        ("一是落实《纸船法》", "done"),
        ("二是出台《船坞值班", "done"),
        ("三是首次发现漏水并", "done"),
        ("推动《青屿市纸船漂", "done"),
        ("一是加强《中华人民", "planned"),
    ]
    assert all(REPORT[measure.start : measure.end] == measure.text for measure in checked.measures)


def test_what_is_cited_is_cited_and_what_is_suggested_is_only_that(checked: Checked) -> None:
    """A suggestion never appears as cited."""
    cited = [(basis.work.title, basis.article) for measure in checked.measures for basis in measure.basis if basis.origin == "cited"]
    assert cited == [("中华人民共和国纸船法", ""), ("青屿市纸船漂流安全管理规定", ""), ("中华人民共和国纸船法", "4"), ("中华人民共和国纸船法", "9")]
    third = checked.measures[2]
    assert {basis.origin for basis in third.basis} == {"suggested"}
    assert (third.basis[0].work.title, third.basis[0].article) == ("中华人民共和国纸船法", "5")
    assert third.basis[0].evidence


def test_findings(checked: Checked) -> None:
    """Each sort that this report has, on its measure."""
    codes = [[finding.code for finding in measure.findings] for measure in checked.measures]
    assert codes[1] == ["unknown-work", "weak-basis"]
    assert codes[2] == ["weak-basis"]
    assert codes[3] == ["pending-approval"]
    assert codes[4] == ["article-missing"]


def test_the_summary_counts(checked: Checked) -> None:
    """The numbers of the head of the page are those of the body."""
    assert checked.summary["measures"] == len(checked.measures) == 5
    assert checked.summary["supported"] + checked.summary["suggested"] + checked.summary["gaps"] == 5
    assert checked.summary["citations_resolved"] == 4


def test_the_same_input_gives_the_same_output(wiring: Wiring, checked: Checked) -> None:
    """Byte for byte."""
    again = wiring.check(read_bytes(REPORT.encode(), "report.txt"))
    assert json.dumps(check_object(again), ensure_ascii=False) == json.dumps(check_object(checked), ensure_ascii=False)


@pytest.mark.parametrize(
    ("asked", "text", "of_file", "on", "source"),
    [
        (date(2020, 1, 1), "2021年，我局……", date(2022, 2, 2), date(2020, 1, 1), "option"),
        (None, "2021年，我局认真履行职责，情况报告如下：", date(2022, 2, 2), date(2021, 12, 31), "text"),
        (None, "我局认真履行职责。", date(2022, 2, 2), date(2022, 2, 2), "file"),
        (None, "我局认真履行职责。", None, TODAY, "none"),
    ],
)
def test_where_the_day_comes_from(asked: date | None, text: str, of_file: date | None, on: date, source: str) -> None:
    """Option before text before file before today, and it is said which."""
    day = report_day(text, name="", today=TODAY, asked=asked, of_file=of_file)
    assert (day.on, day.source) == (on, source)


def test_reports_are_kept_once_and_checked_again_only_when_something_moved(wiring: Wiring) -> None:
    """The same text is the same report; what was found stands until library, code or day move."""
    text = read_bytes(REPORT.encode(), "report.txt")
    row = wiring.add_report(text)
    assert wiring.add_report(text).id == row.id
    assert len([report for report in wiring.reports.list() if report.id == row.id]) == 1
    kept = wiring.reports.get(row.id)
    assert wiring.checked(kept) == kept
    later = Wiring(wiring.settings, today=lambda: date(2026, 11, 22))
    assert later.checked(kept).basis != kept.basis
    uses = wiring.reports.uses("/eli/cn/national/law/2015/zhichuan-fa")
    assert ("cited", 0) in {(use.origin, use.measure) for use in uses}
    later.database.dispose()


def test_without_a_library_checking_says_what_to_do(tmp_path: Path) -> None:
    """An empty library is no traceback."""
    empty = Wiring(Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path)}), today=lambda: TODAY)
    with pytest.raises(LibraryEmpty, match="lawgraph library add"):
        empty.check(read_bytes(REPORT.encode(), "report.txt"))
    empty.database.dispose()


def test_derived_data_can_be_deleted(wiring: Wiring, checked: Checked) -> None:
    """``derived/`` is a pure function of database and code."""
    shutil.rmtree(wiring.settings.derived)
    fresh = Wiring(wiring.settings, today=lambda: TODAY)
    assert fresh.check(read_bytes(REPORT.encode(), "report.txt")) == checked
    fresh.database.dispose()


def test_a_running_service_notices_what_another_process_added(tmp_path: Path) -> None:
    """The library that is open is the library that is there; nothing is let go before the new index stands."""
    settings = Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path / "home")})
    folder = write_folder(tmp_path / "laws")
    running, other = Wiring(settings, today=lambda: TODAY), Wiring(settings, today=lambda: TODAY)
    running.add(str(folder / "行政法"))
    assert len(running.library.works()) == 1
    other.add(str(folder / "行政法规"))
    running.refresh()
    assert len(running.library.works()) == 1
    assert other.derived.stands
    running.refresh()
    assert len(running.library.works()) == 3
    for wiring in (running, other):
        wiring.database.dispose()
