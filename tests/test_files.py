"""A checked report as files of every kind: opened again, each says what the check said, and hostile words stay words."""

from __future__ import annotations

import csv
import html
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import rdflib
from click.testing import CliRunner
from openpyxl import load_workbook

from lawgraph.app import create_app
from lawgraph.app.cli import main
from lawgraph.app.objects import check_object
from lawgraph.app.wiring import Wiring
from lawgraph.app.words import WORDS
from lawgraph.domain.ids import document_id
from lawgraph.services.files.kinds import KINDS, export
from lawgraph.settings import Settings
from lawgraph.store.rdf.statements import Source, report_statements, statements
from lawgraph.store.rdf.vocabulary import BASE, LG
from lawgraph.text.formats import read_bytes
from made_up import REPORT, write_folder

HOSTILE = "一、主要做法\n=1+1开展检查，落实《纸船法》第四条。\n-2落实《@纸船办法》，加强\x0b检查。\n+3加强巡查，规范值班。\n"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    settings = Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path_factory.mktemp("home"))})
    found = Wiring(settings, today=lambda: date(2026, 11, 21))
    found.add(str(write_folder(tmp_path_factory.mktemp("laws"))))
    yield found
    found.database.dispose()


def _checked(wiring: Wiring, text: str) -> dict[str, Any]:
    return json.loads(json.dumps(check_object(wiring.check(read_bytes(text.encode(), "报告.txt")))))


def _made(wiring: Wiring, text: str, kind: str) -> bytes:
    return export(_checked(wiring, text), kind, text=text, words=WORDS)[0]


def test_the_workbook_says_what_the_check_said(wiring: Wiring) -> None:
    """Every measure, every basis, every finding and every source has its row; heads stay in sight and filter."""
    checked = _checked(wiring, REPORT)
    book = load_workbook(io.BytesIO(_made(wiring, REPORT, "xlsx")))
    rows = {sheet.title: list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book}
    assert list(rows) == ["举措", "依据", "审查意见", "来源"]
    assert [row[2] for row in rows["举措"]] == [" ".join(measure["text"].split()) for measure in checked["measures"]]
    assert [row[3] for row in rows["依据"]] == [basis["work"]["title"] for measure in checked["measures"] for basis in measure["basis"]]
    assert len(rows["审查意见"]) == checked["summary"]["findings"]
    assert {row[0] for row in rows["来源"]} == {basis["work"]["title"] for measure in checked["measures"] for basis in measure["basis"]}
    assert all(sheet.freeze_panes == "A2" and sheet.auto_filter.ref.startswith("A1:") for sheet in book)


def test_no_cell_is_a_formula(wiring: Wiring) -> None:
    """Whoever opens a report of somebody else's must not run what it says."""
    book = load_workbook(io.BytesIO(_made(wiring, HOSTILE, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    begun = [cell for cell in cells if cell.value.startswith(("=", "+", "-", "@"))]
    assert {cell.value[:2] for cell in begun} >= {"=1", "-2", "+3"}
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in begun)


def test_the_table_is_read_by_excel_and_runs_nothing(wiring: Wiring) -> None:
    """A byte-order mark says that it is UTF-8; one row a basis or a gap, in order, each as wide as its head; an apostrophe before what begins like a formula."""
    content = _made(wiring, HOSTILE, "csv")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    checked = _checked(wiring, HOSTILE)
    assert content.startswith(b"\xef\xbb\xbf")
    assert {len(row) for row in rows} == {len(head)}
    assert [int(row[0]) for row in rows] == [
        place for place, measure in enumerate(checked["measures"], 1) for _ in range(max(1, len(measure["basis"])))
    ]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "'=1+1开展检查，落实《纸船法》第四条。" in {row[1] for row in rows}


def test_turtle_says_what_the_report_cites(wiring: Wiring) -> None:
    """Readable by rdflib; what is cited is ``lg:hasLegalBasis``, what is suggested only described; the identifiers are those of the whole graph."""
    graph = rdflib.Graph().parse(data=_made(wiring, REPORT, "ttl"), format="turtle")
    checked = _checked(wiring, REPORT)
    cited = sorted(
        (f"{BASE}/reports/{document_id(REPORT)}#m-{place}", BASE + basis["work"]["id"])
        for place, measure in enumerate(checked["measures"], 1)
        for basis in measure["basis"]
        if basis["origin"] == "cited"
    )
    told = sorted((str(subject), str(thing)) for subject, thing in graph.subject_objects(rdflib.URIRef(LG.hasLegalBasis)))
    assert [subject for subject, _ in told] == [subject for subject, _ in cited]
    assert all(thing.startswith(work) for (_, thing), (_, work) in zip(told, cited, strict=True))
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(LG.LegalBasis)))) == sum(len(measure["basis"]) for measure in checked["measures"])


def test_turtle_of_one_report_stands_in_the_whole_graph(wiring: Wiring) -> None:
    """What it says of report and measures is, word for word, what the export of the graph says."""
    row = wiring.add_report(read_bytes(REPORT.encode(), "报告.txt"))
    whole = {
        (subject, fact) for subject, facts in statements(Source(wiring.library, wiring.graph, wiring.reports, wiring.topics, BASE)) for fact in facts
    }
    told = {(subject, fact) for subject, facts in report_statements(row.id, row.checked or {}) if "/bases/" not in subject for fact in facts}
    assert told <= whole


def test_the_text_with_footnotes(wiring: Wiring) -> None:
    """The report's own lines, and behind each measure one footnote with its basis; the reader of .docx finds both."""
    content = _made(wiring, REPORT, "footnotes.docx")
    checked = _checked(wiring, REPORT)
    assert [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs] == REPORT.split("\n")
    body, notes = read_bytes(content, "a.docx").text.split("依据：", 1)
    assert body.strip().startswith(REPORT.split("\n")[0])
    assert f"依据：{notes}".count("报告日") + notes.count("缺依据") >= len(checked["measures"])
    assert "《中华人民共和国纸船法》（原文引用；报告日 现行有效，今天 现行有效）" in notes


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["footnotes.docx", "docx"])
def test_another_program_opens_them(wiring: Wiring, tmp_path: Path, kind: str) -> None:
    """Our own reader might overlook what another program refuses."""
    (tmp_path / f"a.{kind}").write_bytes(_made(wiring, REPORT, kind))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    done = subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "html", "--outdir", str(tmp_path), str(tmp_path / f"a.{kind}")],
        check=False, capture_output=True, timeout=120,
    )  # fmt: skip
    made = html.unescape("".join(path.read_text("utf-8") for path in tmp_path.glob("*.html")))
    assert "逐一检查" in made, done.stderr
    assert "原文引用" in made


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_saved_and_fetched(wiring: Wiring, tmp_path: Path, kind: str) -> None:
    """The command and the page give the same kinds."""
    (tmp_path / "报告.txt").write_text(REPORT, "utf-8")
    out = tmp_path / f"意见.{kind}"
    called = CliRunner().invoke(main, ["check", str(tmp_path / "报告.txt"), "-o", str(out)], env={"LAWGRAPH_HOME": str(wiring.settings.home)})
    assert (called.exit_code, called.stdout) == (1, "")
    assert out.read_bytes()
    added = wiring.add_report(read_bytes(REPORT.encode(), "报告.txt"))
    answer = create_app(wiring.settings, wiring=wiring).test_client().get(f"/reports/{added.id}/export.{kind}")
    assert (answer.status_code, answer.content_type) == (200, KINDS[kind])
    assert answer.headers["Content-Disposition"].endswith(f".{kind}")


@pytest.mark.parametrize("name", ["意见.pdf", "意见", "意见.xls"])
def test_a_kind_that_there_is_not(wiring: Wiring, tmp_path: Path, name: str) -> None:
    """Said before anything is checked; on the web there is no such page."""
    (tmp_path / "报告.txt").write_text(REPORT, "utf-8")
    called = CliRunner().invoke(
        main, ["check", str(tmp_path / "报告.txt"), "-o", str(tmp_path / name)], env={"LAWGRAPH_HOME": str(wiring.settings.home)}
    )
    assert called.exit_code == 2
    assert ".footnotes.docx" in called.stderr
    added = wiring.add_report(read_bytes(REPORT.encode(), "报告.txt"))
    assert create_app(wiring.settings, wiring=wiring).test_client().get(f"/reports/{added.id}/export.pdf").status_code == 404
