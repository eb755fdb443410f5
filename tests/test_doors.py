"""One report through every door: whatever the file, the same citations and the same measures."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterator
from datetime import date

import docx
import pytest

from lawgraph.app.wiring import Wiring
from lawgraph.domain.models import Checked
from lawgraph.settings import Settings
from lawgraph.text.formats import read_bytes
from made_up import write_folder
from papers import ofd, pdf, typeset

REPORT = """青屿市船坞管理局2021年度工作报告
2021年，青屿市船坞管理局认真履行职责，有关情况报告如下：
一、主要做法
（一）严格检查
一是落实《中华人民共和国纸船法》第四条，对下水纸船逐一检查船底和船舷有无漏水，全年检查纸船1200只，发现漏水的30只，都已补好。二是依照《纸船法实施条例》第二条，由船坞管理机构指导检查，全年指导检查46次。三是首次发现漏水并及时补好的不予收回，全年免予收回30只。
（二）推动立法
推动《青屿市纸船漂流安全管理规定》立法，《规定》已经市人大常委会审议通过，正报请省人大常委会批准。依照该规定草案，对大型漂流活动事先评估风险，全年评估12次，提出意见40条，都由主办单位采纳。
（三）公开信息
全年公开检查结果1200条，答复询问86件，凡是依照《灯船管理暂行条例》作出的决定都已清理，清理结果向社会公布。
二、存在的不足
一是检查力量不足，节假日漂流集中时应接不暇。
三、下一步打算
一是加强《中华人民共和国纸船法》第四条、第九条的学习，组织折船人培训。二是修订《船坞值班工作规则》，规范值班和交接班。
青屿市船坞管理局
2022年1月20日
"""
LINES = REPORT.strip().split("\n")
MARKED = {"一、": "## ", "二、": "## ", "三、": "## ", "（一）": "### ", "（二）": "### ", "（三）": "### "}


def _markdown() -> bytes:
    marks = [next((mark for start, mark in MARKED.items() if line.startswith(start)), "") for line in LINES[1:]]
    return "\n\n".join([f"# {LINES[0]}", *(mark + line for mark, line in zip(marks, LINES[1:], strict=True))]).encode()


def _docx() -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    document.add_heading(LINES[0], 0)
    for line in LINES[1:]:
        document.add_paragraph(line)
    document.save(buffer)
    return buffer.getvalue()


def _html() -> bytes:
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in LINES[1:])
    menu = "<ul>" + "<li><a href='/'>青屿市人民政府</a></li>" * 9 + "</ul>"
    return f"<!doctype html><html><head><meta charset=utf-8></head><body>{menu}<div><h1>{LINES[0]}</h1>{body}</div></body></html>".encode()


HEAD = "青屿市船坞管理局文件"
DOORS: dict[str, Callable[[], bytes]] = {
    "txt": REPORT.encode,
    "gb18030.txt": lambda: REPORT.encode("gb18030"),
    "md": _markdown,
    "docx": _docx,
    "html": _html,
    "pdf": lambda: pdf(typeset(REPORT, width=28, rows=9, size=16, head=HEAD)),
    "narrow.pdf": lambda: pdf(typeset(REPORT, width=17, rows=20)),
    "ofd": lambda: ofd(typeset(REPORT, width=28, rows=9, size=16, head=HEAD)),
}


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Checked]]:
    """Checks the report from a door, over the made-up library."""
    wiring = Wiring(Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path_factory.mktemp("home"))}), today=lambda: date(2026, 11, 21))
    wiring.add(str(write_folder(tmp_path_factory.mktemp("laws"))))
    yield lambda door: wiring.check(read_bytes(DOORS[door](), f"report.{door}"))
    wiring.database.dispose()


def _bare(text: str) -> str:
    """The words without white space: what differs between doors is where lines end."""
    return "".join(text.split())


def _citations(checked: Checked) -> list[tuple[object, ...]]:
    return [
        (_bare(found.title), [pinpoint.label for pinpoint in found.pinpoints], found.resolution.value, found.work, found.force, found.force_today)
        for found in checked.citations
    ]


def _measures(checked: Checked) -> list[tuple[object, ...]]:
    return [
        (_bare(found.text), found.state.value, len(found.citations), [(basis.work.title, basis.article) for basis in found.basis])
        for found in checked.measures
    ]


@pytest.mark.parametrize("door", [door for door in DOORS if door != "txt"])
def test_the_same_report_from_every_door(check: Callable[[str], Checked], door: str) -> None:
    """Titles, provisions, outcomes, states; words, state and bases of each measure; and the day of the report."""
    through, plain = check(door), check("txt")
    assert _citations(through) == _citations(plain)
    assert _measures(through) == _measures(plain)
    assert through.date == plain.date


def test_the_report_has_something_to_lose(check: Callable[[str], Checked]) -> None:
    """The comparison above would also hold for a report in which nothing is found."""
    found = check("txt")
    assert [len(found.citations), len(found.measures)] == [7, 8]
    assert found.date.isoformat() == "2022-01-20"
