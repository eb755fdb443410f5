"""A checked report as a file: opened again, it says what the check said; hostile words stay words."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from lawgraph.app.cli import main
from lawgraph.app.objects import check_object
from lawgraph.app.wiring import Wiring
from lawgraph.app.words import WORDS
from lawgraph.services.checking import with_findings
from lawgraph.services.files.exporting import to_docx, to_html
from lawgraph.settings import Settings
from lawgraph.text.formats import read_bytes
from made_up import REPORT, write_folder

HOSTILE = "一是落实《<script>alert(1)</script>办法》，加强检查&核对。\n"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    found = Wiring(Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path_factory.mktemp("home"))}), today=lambda: date(2026, 11, 21))
    found.add(str(write_folder(tmp_path_factory.mktemp("laws"))))
    yield found
    found.database.dispose()


class _Cells(HTMLParser):
    """The words of each cell, and every tag that was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (the base class names it)
        self.tags.add(tag)
        if tag in {"td", "th"}:
            self.cells.append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.cells[-1] += data


def _docx_cells(content: bytes) -> list[str]:
    return [cell.text for table in docx.Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells]


def test_both_say_what_the_check_said(wiring: Wiring) -> None:
    """Every measure, every basis with its origin and both states, every finding, every citation with its reason."""
    checked = check_object(wiring.check(read_bytes(REPORT.encode(), "report.txt")))
    page = _Cells()
    page.feed(to_html(checked, WORDS))
    for cells in (page.cells, _docx_cells(to_docx(checked, WORDS))):
        joined = "\n".join(cells)
        for measure in checked["measures"]:
            assert measure["text"] in joined
            for finding in measure["findings"]:
                assert finding["message"] in joined
        for citation in checked["citations"]:
            assert citation["reason"] in joined
        origins = [basis["origin"] for measure in checked["measures"] for basis in measure["basis"]]
        assert [cells.count(WORDS["origin"][origin]) for origin in ("cited", "suggested")] == [origins.count("cited"), origins.count("suggested")]
        assert "2021-01-22" in cells
    assert page.tags.isdisjoint({"script", "link", "img"})


def test_hostile_words_stay_words(wiring: Wiring) -> None:
    """Reports are foreign text: no tag of theirs opens, no control character breaks the file."""
    checked = check_object(wiring.check(read_bytes(HOSTILE.encode(), "<b>.txt")))
    checked["measures"][0]["text"] += "\x07\ud800"
    page = _Cells()
    page.feed(to_html(checked, WORDS))
    assert page.tags.isdisjoint({"script", "b"})
    assert "<script>alert(1)</script>" in "".join(_docx_cells(to_docx(checked, WORDS)))


def test_findings_chosen_by_code(wiring: Wiring) -> None:
    """--select and --ignore leave measures and bases as they are."""
    checked = wiring.check(read_bytes(REPORT.encode(), "report.txt"))
    codes = lambda found: {finding.code for measure in found.measures for finding in measure.findings}  # noqa: E731
    assert codes(with_findings(checked, select={"article-missing"})) == {"article-missing"}
    assert "weak-basis" not in codes(with_findings(checked, ignore={"weak-basis"}))
    assert with_findings(checked, select={"article-missing"}).summary["findings"] == 1
    assert len(with_findings(checked, ignore={"weak-basis"}).measures) == len(checked.measures)


def test_the_command(wiring: Wiring, tmp_path: Path) -> None:
    """Files are written, the exit status follows the chosen findings, a wrong code is told with the right ones."""
    report = tmp_path / "r.txt"
    report.write_text(REPORT, "utf-8")
    env = {"LAWGRAPH_HOME": str(wiring.settings.home)}
    run = lambda *more: CliRunner().invoke(main, ["check", str(report), *more], env=env)  # noqa: E731
    saved = run("--html", str(tmp_path / "o.html"), "--docx", str(tmp_path / "o.docx"))
    assert (saved.exit_code, saved.stdout) == (1, "")
    assert "法律依据核查意见" in (tmp_path / "o.html").read_text("utf-8")
    assert docx.Document(str(tmp_path / "o.docx")).paragraphs[0].text == "法律依据核查意见（初稿）"
    assert run("--select", "work-repealed").exit_code == 0
    chosen = json.loads(run("--json", "--select", "article-missing").stdout)
    assert chosen["summary"]["findings"] == 1
    wrong = run("--select", "no-such-code")
    assert wrong.exit_code == 2
    assert "no-such-code" in wrong.stderr
    assert "work-repealed" in wrong.stderr
    refused = run("--docx", str(tmp_path / "missing" / "o.docx"))
    assert refused.exit_code == 2
    assert "写不进去" in refused.stderr
