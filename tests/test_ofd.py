"""OFD files in, texts out. All files are made here."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.errors import DocumentError, DocumentUnreadable, LawgraphError
from lawgraph.text.formats import read_bytes
from papers import OFD, Placed, archive, ofd, typeset

REPORT = """青屿市船坞管理局工作报告
一、主要做法
一是落实《纸船法》第四条，对下水纸船逐一检查，全年检查纸船1200只，发现漏水的30只，都已补好；补不好的收回，并告诉折船人为什么收回。
二是修订《船坞值班工作规则》，规范值班。
"""
LINES = REPORT.strip().split("\n")
WHOLE = ofd(typeset(REPORT, width=20, rows=3))


def _page(content: str, **more: str) -> bytes:
    """An OFD file of one page with this content; other parts by name."""
    parts = {
        "OFD.xml": f"<OFD {OFD}><DocBody><DocRoot>/Doc_0/Document.xml</DocRoot></DocBody></OFD>",
        "Doc_0/Document.xml": f"<Document {OFD}><Pages><Page ID='1' BaseLoc='../Doc_0/P.xml'/></Pages></Document>",
        "Doc_0/P.xml": f"<Page {OFD}><Content><Layer>{content}</Layer></Content></Page>",
    }
    return archive(parts | more)


def _said(x: float, y: float, codes: str, more: str = "") -> str:
    return f"<TextObject Boundary='{x} {y} 100 5' Size='5' {more}>{codes}</TextObject>"


def test_a_report_is_read_with_its_pages_and_its_day() -> None:
    """Lines are joined to paragraphs as in a PDF, page numbers are taken out."""
    found = read_bytes(WHOLE, "报告.ofd")
    assert found.text.split("\n") == LINES
    assert (found.format, found.date, len(found.reading.pages)) == ("ofd", date(2022, 1, 20), 3)
    assert found.reading.pages[0] == 0


def test_templates_are_running_heads() -> None:
    """What a template puts on each page is taken out where there are several pages, and read where there is one: a form."""
    template = [Placed(200, 50, "青屿市船坞管理局文件")]
    assert read_bytes(ofd(typeset(REPORT, width=20, rows=3), template=template), "a.ofd").text.split("\n") == LINES
    assert read_bytes(ofd(typeset("一份表格。"), template=template), "a.ofd").text == "青屿市船坞管理局文件\n一份表格。"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (_said(10, 10, "<TextCode X='0' Y='4' DeltaX='g 3 5'>甲乙丙丁</TextCode>"), "甲乙丙丁"),
        (_said(10, 10, "<TextCode X='0' Y='4'>甲</TextCode><TextCode X='5' Y='4'>乙</TextCode>"), "甲乙"),
        (_said(10, 10, "<TextCode X='0' Y='4'>甲</TextCode><TextCode X='40' Y='4'>乙</TextCode>"), "甲\t乙"),
        (_said(10, 30, "<TextCode X='0' Y='4'>下</TextCode>") + _said(10, 10, "<TextCode X='0' Y='4'>上</TextCode>"), "上\n下"),
        ("<PageBlock><PageBlock>" + _said(10, 10, "<TextCode X='0' Y='4'>甲</TextCode>") + "</PageBlock></PageBlock>", "甲"),
        (_said(10, 10, "<TextCode X='0' Y='4'>甲</TextCode>", "CTM='0.5 0 0 0.5 0 0'"), "甲"),
        (_said(10, 10, "<TextCode X='0' Y='4'>甲</TextCode>") + _said(10, 20, "<TextCode X='0' Y='4'>隐</TextCode>", "Visible='false'"), "甲"),
        (_said(10, 10, "<CGTransform CodePosition='0'><Glyphs>12</Glyphs></CGTransform><TextCode X='0' Y='4'>&#38;&lt;</TextCode>"), "&<"),
    ],
)
def test_text_objects(content: str, text: str) -> None:
    """Steps, pieces side by side, order by place, nested blocks, scaled and hidden objects, glyphs beside their text."""
    assert read_bytes(_page(content), "a.ofd").text == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (_page(""), "这个 OFD 里没有文字。看来是扫描件。请先作文字识别，或上传 DOCX。"),
        (_page("<TextObject Boundary='1 2 3' Size='5'><TextCode>甲</TextCode></TextObject>"), "已损坏"),
        (_page("<TextObject Boundary='1 2 3 4' Size='x'><TextCode>甲</TextCode></TextObject>"), "已损坏"),
        (_page("<TextObject Boundary='1 2 3 4' Size='nan'><TextCode>甲</TextCode></TextObject>"), "已损坏"),
        (_page("<TextObject Boundary='nan inf 3 4' Size='5'><TextCode>甲</TextCode></TextObject>"), "已损坏"),
        (_page("<oops>"), "已损坏"),
        (archive({"OFD.xml": f"<OFD {OFD}><DocBody/></OFD>"}), "已损坏"),
        (archive({"OFD.xml": f"<OFD {OFD}><DocBody><DocRoot>Doc_9/Document.xml</DocRoot></DocBody></OFD>"}), "已损坏"),
        (archive({"OFD.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><OFD>&a;</OFD>'}), "已损坏"),
        (_page("", **{"Doc_0/P.xml": "<!DOCTYPE x SYSTEM 'file:///etc/hostname'><Page/>"}), "已损坏"),
        (_page("", **{"Doc_0/Document.xml": "<Document><Pages><Page BaseLoc='../../../etc/hostname'/></Pages></Document>"}), "已损坏"),
        (_page("", **{"Doc_0/Document.xml": "<Document><Pages>" + "<Page BaseLoc='P.xml'/>" * 3001 + "</Pages></Document>"}), "已损坏"),
        (WHOLE[:1000], "已损坏"),
    ],
)
def test_bad_files_are_one_clear_line(data: bytes, says: str) -> None:
    """Damaged, hostile or without text: what is so and what to do, in one line that names the file."""
    with pytest.raises(DocumentError) as raised:
        read_bytes(data, "a.ofd")
    assert says in str(raised.value)
    assert "a.ofd" in str(raised.value)
    assert raised.value.todo.startswith("请")


def test_a_bomb_is_refused_unopened() -> None:
    """A page of four million spaces packs to four kilobytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("OFD.xml", b" " * 4_000_000)
    with pytest.raises(DocumentUnreadable, match="过大"):
        read_bytes(buffer.getvalue(), "a.ofd")


def test_steps_repeated_without_end_do_no_harm() -> None:
    """``g`` may name any number of steps; only those between the characters that are there count."""
    content = _said(10, 10, "<TextCode X='0' Y='4' DeltaX='g 999999999 5 g -3 1 g'>甲乙</TextCode>")
    assert read_bytes(_page(content), "a.ofd").text == "甲乙"


@given(st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_broken_byte_never_tracebacks(place: int, value: int) -> None:
    """Damage anywhere in the package gives a text or one of our errors."""
    data = bytearray(WHOLE)
    data[place % len(data)] = value
    assert _outcome(bytes(data))


def _outcome(data: bytes) -> str:
    try:
        return read_bytes(data, "a.ofd").text
    except LawgraphError as error:
        return error.what
