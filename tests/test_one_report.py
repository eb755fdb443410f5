"""One report in every format: the same citations and the same measures, whatever file it comes in."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement

from lawgraph.app.objects import check_object
from lawgraph.app.wiring import Wiring
from lawgraph.settings import Settings
from lawgraph.text.formats import read_bytes, recognition
from made_up import write_folder
from papers import Placed, Sheet, has_chinese_font, ofd, pdf, scan, typeset

BEFORE = """青屿市船坞管理局2021年法治政府建设情况报告
2021年，青屿市船坞管理局认真履行职责，现将有关情况报告如下：
一、主要举措和成效
（一）严格规范执法
一是落实《中华人民共和国纸船法》第四条，对下水纸船逐一检查船底和船舷，全年检查纸船1200只，发现漏水的30只，都已补好。
二是依照《纸船法》第五条，对首次发现漏水并及时补好的不予收回，全年免予收回30只，并向折船人说明理由。
三是根据《纸船法实施条例》第二条指导各船坞开展检查，全年培训检查人员86人次，考核全部合格。
（二）推动制度建设
一是推动《青屿市纸船漂流安全管理规定》立法，开展调研12次，征求意见240条。
二是出台《船坞值班工作规则》，规范值班和交接班。
（三）公开工作数据"""
ROWS = (("项目", "数量"), ("检查纸船", "1200只"), ("补好漏水", "30只"), ("走访船户", "240户"))
AFTER = """二、存在的不足
一是检查力量不足，二是《灯船管理暂行条例》废止后，夜间漂流的管理缺少依据。
三、主要负责人履行第一责任人职责的情况
局长召开法治工作会议4次，专题研究《纸船法》的实施，带头学习行政处罚知识。
四、下一步安排
一是将依照《青屿市纸船漂流安全管理规定》第二条评估大型漂流活动的风险。
二是继续开展《纸船法》宣传，计划走访船户300户。"""
NOTE = "检查的结果依《中华人民共和国纸船法》第四条第二款记录。"
LINES = [*BEFORE.split("\n"), *("\t".join(row) for row in ROWS), *AFTER.split("\n"), NOTE]


def _sheets() -> list[Sheet]:
    """Set in lines; the table's cells stand apart."""
    before, after = typeset(BEFORE, rows=99, numbers=False)[0], typeset(f"{AFTER}\n{NOTE}", rows=99, numbers=False)[0]
    below = max(placed.y for placed in before)
    rows = [Placed(x, below + 24 * (place + 1), cell) for place, row in enumerate(ROWS) for x, cell in zip((110, 330), row, strict=True)]
    first = [*before, *rows]
    return [[*first, Placed(285, 805, "— 1 —", 10)], [*after, Placed(285, 805, "— 2 —", 10)]]


def _html() -> bytes:
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    body = (
        "".join(f"<p>{line}</p>" for line in BEFORE.split("\n")) + f"<table>{table}</table>" + "".join(f"<p>{line}</p>" for line in AFTER.split("\n"))
    )
    return f"<!doctype html><meta charset=utf-8><title>报告</title><nav>首页</nav><article>{body}<p>{NOTE}</p></article>".encode()


def _docx() -> bytes:
    """With headings as styles, a real table and a real footnote."""
    document = docx.Document()
    for line in BEFORE.split("\n"):
        document.add_paragraph(line, style="Heading 1" if line[1:2] == "、" else None)
    table = document.add_table(rows=0, cols=2)
    for row in ROWS:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    for line in AFTER.split("\n"):
        document.add_paragraph(line)
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "1")
    document.paragraphs[1].add_run()._r.append(reference)
    notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="1"><w:p><w:r><w:t>{NOTE}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    document.part.relate_to(Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package), RELATIONSHIP_TYPE.FOOTNOTES)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _markdown() -> bytes:
    return "\n\n".join(f"# {line}" if line is LINES[0] else line for line in LINES).encode()


FORMATS: dict[str, Callable[[], bytes]] = {
    "a.md": _markdown,
    "a.docx": _docx,
    "a.html": _html,
    "a.pdf": lambda: pdf(_sheets()),
    "a.ofd": lambda: ofd(_sheets()),
}
reads = pytest.mark.skipif(
    not recognition.can_recognise() or not has_chinese_font(), reason="the extra ocr is not installed, or no Chinese font to print with"
)


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    settings = Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path_factory.mktemp("home"))})
    found = Wiring(settings, today=lambda: date(2026, 11, 21))
    found.add(str(write_folder(tmp_path_factory.mktemp("laws"))))
    yield found
    found.database.dispose()


def _found(wiring: Wiring, data: bytes, name: str) -> tuple[list[Any], list[Any], list[Any]]:
    """Citations, measures and findings, without their places."""
    checked: Any = check_object(wiring.check(read_bytes(data, name)))
    citations = [
        (said["text"], said["title"], said["resolution"], [pinpoint["label"] for pinpoint in said["pinpoints"]], said["force"])
        for said in checked["citations"]
    ]
    measures = [
        (
            measure["text"],
            measure["headings"],
            measure["state"],
            [(basis["origin"], basis["work"]["title"], basis["article"]) for basis in measure["basis"]],
        )
        for measure in checked["measures"]
    ]
    return citations, measures, [finding["code"] for finding in checked["findings"]]


@pytest.fixture(scope="module")
def plain(wiring: Wiring) -> tuple[list[Any], list[Any], list[Any]]:
    """What the text itself gives."""
    return _found(wiring, "\n".join(LINES).encode(), "a.txt")


def test_the_report_is_worth_comparing(plain: tuple[list[Any], list[Any], list[Any]]) -> None:
    """It cites by article, by title and a document that nobody knows, in measures done and planned, and in its footnote."""
    citations, measures, _ = plain
    assert len(citations) >= 9
    assert {"resolved", "unknown"} <= {said[2] for said in citations}
    assert citations[-1][3] == ["4.2"]
    assert {measure[2] for measure in measures} == {"done", "planned"}
    assert len(measures) >= 8


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same(wiring: Wiring, plain: tuple[list[Any], list[Any], list[Any]], name: str) -> None:
    """Whoever saves a report in another format must not get another opinion."""
    assert _found(wiring, FORMATS[name](), name) == plain


@reads
def test_a_scan_gives_the_same(wiring: Wiring, plain: tuple[list[Any], list[Any], list[Any]]) -> None:
    """The same citations, states and bases on a clean page; doubt about a character may add a finding, and nothing else."""
    citations, measures, _ = _found(wiring, scan(_sheets()), "a.pdf")
    assert citations == plain[0]
    assert [measure[1:] for measure in measures] == [measure[1:] for measure in plain[1]]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (Debian: libreoffice-writer-nogui)")
def test_the_formats_of_old_give_the_same(wiring: Wiring, plain: tuple[list[Any], list[Any], list[Any]], tmp_path: Path) -> None:
    """Word 97-2003, written by LibreOffice itself, and under the name that WPS Office gives the same format."""
    (tmp_path / "a.docx").write_bytes(_docx())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    old = (tmp_path / "a.doc").read_bytes()
    assert _found(wiring, old, "a.doc") == plain
    assert _found(wiring, old, "a.wps") == plain
