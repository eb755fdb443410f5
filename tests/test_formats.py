"""Files in, texts out. All files are made here."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.errors import (
    DocumentEmpty,
    DocumentEncrypted,
    DocumentError,
    DocumentMissing,
    DocumentUnreadable,
    FormatUnsupported,
    LawgraphError,
)
from lawgraph.text.formats import Text, read, read_bytes

REPORT = "云川县档案局工作总结\r\n一是整理库房。　全年接待查档三百余人次，满意率为98％。\n二是开展培训。\n"
TRADITIONAL = "雲川縣檔案局工作總結\n一是整理庫房，全年接待查檔三百餘人次。二是開展培訓，提高館員業務水準。\n"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _package(body: str, **parts: str) -> bytes:
    """A .docx with this body; other parts by the name of their file in word/."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{WORD}">{content}</w:{name}>')
    return buffer.getvalue()


def _lines(body: str, **parts: str) -> list[str]:
    return read_bytes(_package(body, **parts), "a.docx").text.split("\n")


def _paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (REPORT.encode(), "utf-8"),
        (REPORT.encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + REPORT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + REPORT.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\0\0" + REPORT.encode("utf-32-le"), "utf-32-le"),
        (b"\0\0\xfe\xff" + REPORT.encode("utf-32-be"), "utf-32-be"),
        (REPORT.encode("gb18030"), "gb18030"),
        (REPORT.encode("utf-16-le"), "utf-16-le"),
        (REPORT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_every_step_of_the_ladder_reads_the_file_itself(data: bytes, encoding: str) -> None:
    """Offsets count the characters of the decoded file: line endings and full-width spaces stay, only a byte-order mark is dropped."""
    assert read_bytes(data, "总结.txt") == Text(REPORT, "总结.txt", None, "txt", encoding)


@pytest.mark.parametrize("encoding", ["big5", "utf-16-le", "utf-8"])
def test_traditional_characters(encoding: str) -> None:
    """Big5 must not be taken for GB18030, which can decode most of it to rare characters."""
    assert read_bytes(TRADITIONAL.encode(encoding), "a.txt").encoding == encoding
    assert read_bytes(TRADITIONAL.encode(encoding), "a.txt").text == TRADITIONAL


@pytest.mark.parametrize(("name", "form"), [("a.txt", "txt"), ("a.MD", "md"), ("a.markdown", "md"), ("无扩展名", "txt"), ("a.log", "txt")])
def test_the_form_of_a_plain_text(name: str, form: str) -> None:
    """An ending that promises nothing binary never keeps a text from being read."""
    assert read_bytes(REPORT.encode(), name).format == form


@pytest.mark.parametrize(
    ("data", "name", "error", "says"),
    [
        (b"", "a.txt", DocumentEmpty, "空文件"),
        (b" \r\n\t ", "a.txt", DocumentEmpty, "没有文字"),
        ("\ufeff　\n\u200b".encode(), "a.txt", DocumentEmpty, "没有文字"),
        (bytes(range(256)) * 4, "a.bin", DocumentUnreadable, "UTF-8"),
        (b"\x00\x01\x02 text", "a.txt", DocumentUnreadable, "UTF-8"),
        (b"\xff\xfe\x00", "a.txt", DocumentUnreadable, "UTF-8"),
        ("résumé café".encode("latin-1"), "a.txt", DocumentUnreadable, "UTF-8"),
        (REPORT.encode("gb18030")[:23], "a.txt", DocumentUnreadable, "UTF-8"),
        (b"%PDF-1.7\n", "a.docx", DocumentUnreadable, "已损坏"),
        (b"{\\rtf1 x}", "a.doc", FormatUnsupported, "RTF"),
        (b"\x89PNG\r\n\x1a\n", "a.png", DocumentError, "图片"),
        (b"Rar!\x1a\x07\x00", "a.rar", FormatUnsupported, "压缩包"),
        (b"<!DOCTYPE html>\n<html></html>", "a.docx", DocumentUnreadable, "内容却不是"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "a.xls", FormatUnsupported, "另存为 DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", DocumentEncrypted, "密码"),
        (b"PK\x03\x04 torn", "a.docx", DocumentUnreadable, "已损坏"),
        (_saved(docx.Document())[:3000], "a.docx", DocumentUnreadable, "已损坏"),
        (REPORT.encode(), "a.docx", DocumentUnreadable, "内容却不是"),
        (REPORT.encode(), "a.pdf", DocumentUnreadable, "内容却不是"),
        (_saved(docx.Document()), "a.docx", DocumentEmpty, "没有文字"),
        (_package("<w:p>"), "a.docx", DocumentUnreadable, "已损坏"),
    ],
)
def test_bad_input_is_one_clear_line(data: bytes, name: str, error: type[DocumentError], says: str) -> None:
    """What is so and what to do, in one line that names the file; the content decides, whatever the ending says."""
    with pytest.raises(error) as raised:
        read_bytes(data, name)
    assert says in str(raised.value)
    assert name in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.todo.startswith("请")


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"xl/workbook.xml": ""}, "Excel"),
        ({"ppt/presentation.xml": ""}, "PowerPoint"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}, "OpenDocument"),
        ({"readme.txt": "x"}, "压缩包"),
    ],
)
def test_zip_archives_that_are_no_word_document(parts: dict[str, str], says: str) -> None:
    """Half of all formats are zip archives; the parts inside tell them apart, even under the name .docx."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(FormatUnsupported, match=says):
        read_bytes(buffer.getvalue(), "a.docx")


def test_entities_are_refused_in_any_part() -> None:
    """A document type declaration could fetch a file or unfold into gigabytes; the format forbids it, so the file is damaged."""
    buffer = io.BytesIO()
    laughs = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(
            "word/document.xml", f'{laughs}<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
        )
    with pytest.raises(DocumentUnreadable, match="已损坏"):
        read_bytes(buffer.getvalue(), "a.docx")


def test_a_zip_bomb_is_refused_unopened() -> None:
    """Two megabytes of spaces in two kilobytes: no report compresses like that."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 4_000_000)
    with pytest.raises(DocumentUnreadable, match="解压后过大"):
        read_bytes(buffer.getvalue(), "a.docx")


def test_paths(tmp_path: Path) -> None:
    """A file is read under its own name; what is not there, or is a folder, is a wrong path."""
    (tmp_path / "总结.txt").write_bytes(REPORT.encode())
    assert read(tmp_path / "总结.txt").name == "总结.txt"
    with pytest.raises(DocumentMissing, match="文件夹"):
        read(tmp_path)
    with pytest.raises(DocumentMissing, match="没有"):
        read(tmp_path / "没有.txt")
    with pytest.raises(DocumentMissing, match="没有"):
        read(tmp_path / "没有" / "没有.txt")
    with pytest.raises(DocumentMissing):
        read(tmp_path / ("长" * 300))
    with pytest.raises(DocumentMissing):
        read(tmp_path / "a\0b")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_no_permission(tmp_path: Path) -> None:
    """A file that may not be read is no missing file."""
    path = tmp_path / "a.txt"
    path.write_bytes(REPORT.encode())
    path.chmod(0)
    with pytest.raises(DocumentUnreadable, match="权限"):
        read(path)


def test_a_docx_made_by_a_library() -> None:
    """Headings, paragraphs, tables and soft line breaks in reading order; the day of the last edit."""
    document = docx.Document()
    document.add_heading("工作总结", 1)
    paragraph = document.add_paragraph("一是整理库房。")
    paragraph.add_run().add_break()
    paragraph.add_run("二是开展培训。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["项目", "进度", "档案", "完成"], strict=True):
        cell.text = text
    document.add_paragraph("三是公开目录。")
    document.core_properties.modified = dt.datetime(2022, 1, 20, 8, 30, tzinfo=dt.UTC)
    found = read_bytes(_saved(document), "总结.docx")
    assert found == Text(
        "工作总结\n一是整理库房。\n二是开展培训。\n项目\t进度\n档案\t完成\n三是公开目录。", "总结.docx", dt.date(2022, 1, 20), "docx", ""
    )


def test_a_docx_under_another_name() -> None:
    """The content decides, not the ending."""
    assert read_bytes(_package(_paragraph("正文")), "a.txt").format == "docx"


def test_a_docx_without_properties_has_no_date() -> None:
    """A date that the file does not say is not made up."""
    assert read_bytes(_package(_paragraph("正文")), "a.docx").date is None


def test_tracked_changes_count_as_accepted() -> None:
    """Deleted words are gone, moved words stand where they went, inserted ones stay; a deleted paragraph mark joins two paragraphs."""
    body = (
        "<w:p><w:r><w:t>废止</w:t></w:r><w:del><w:r><w:delText>九</w:delText></w:r></w:del><w:ins><w:r><w:t>五</w:t></w:r></w:ins><w:r><w:t>件。</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>"
        + _paragraph("前半段，", "<w:rPr><w:del/></w:rPr>")
        + _paragraph("后半段。")
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>"
        + _paragraph("删去的行")
        + "</w:tc></w:tr><w:tr><w:tc>"
        + _paragraph("留下的行")
        + "</w:tc></w:tr></w:tbl>"
    )
    assert _lines(body) == ["废止五件。", "", "移来", "前半段，后半段。", "留下的行"]


def test_what_word_hides_is_not_read_and_what_it_shows_is() -> None:
    """Field codes, hidden text and readings over characters are left out; links, content controls, tabs and symbols are not."""
    body = (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>页</w:t></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>可见</w:t></w:r></w:p>"
        "<w:p><w:ruby><w:rt><w:r><w:t>xian</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>县</w:t></w:r></w:rubyBase></w:ruby></w:p>"
        "<w:sdt><w:sdtPr><w:t>标签</w:t></w:sdtPr><w:sdtContent><w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>后文</w:t><w:cr/><w:t>末</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert _lines(body) == ["页", "可见", "县", "链接\t后文", "末"]


def test_text_boxes_and_notes() -> None:
    """A text box follows its paragraph, once, though the file holds it twice; notes that are referred to stand at the end."""
    drawing = "<w:drawing><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:drawing>"
    body = (
        f"<w:p><w:r><w:AlternateContent><w:Choice>{drawing}</w:Choice><w:Fallback>{drawing}</w:Fallback></w:AlternateContent><w:t>框外</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id='2'/><w:endnoteReference w:id='1'/></w:r></w:p>"
    )
    footnotes = "<w:footnote w:type='separator' w:id='0'/>" + "".join(f"<w:footnote w:id='{n}'>{_paragraph(f'脚注{n}')}</w:footnote>" for n in (1, 2))
    endnotes = f"<w:endnote w:id='1'>{_paragraph('尾注')}</w:endnote>"
    assert _lines(body, footnotes=footnotes, endnotes=endnotes) == ["框外", "框内", "正文", "脚注2", "尾注"]


def test_merged_cells_are_read_once() -> None:
    """A cell that goes on from the row above says nothing again; the paragraphs of a cell keep their lines."""
    body = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"
        + _paragraph("档案")
        + "</w:tc><w:tc>"
        + _paragraph("收集")
        + _paragraph("整理")
        + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>" + _paragraph("利用") + "</w:tc></w:tr></w:tbl>"
    )
    assert _lines(body) == ["档案\t收集", "整理", "利用"]


LEVELS = (
    "<w:abstractNum w:abstractNumId='7'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/><w:suff w:val='nothing'/><w:lvlText w:val='%1、'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='（%2）'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:numFmt w:val='decimal'/><w:lvlText w:val='%3.'/></w:lvl>"
    "<w:lvl w:ilvl='3'><w:numFmt w:val='decimalEnclosedCircle'/><w:suff w:val='nothing'/><w:lvlText w:val='%4'/></w:lvl>"
    "<w:lvl w:ilvl='4'><w:numFmt w:val='bullet'/><w:lvlText w:val='&#xF06C;'/></w:lvl>"
    "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"
)


def test_automatic_numbers_are_written_out() -> None:
    """一、 （一） 1. ① stand in no paragraph's text; a deeper level begins anew under each higher one, a bullet says nothing."""

    def item(level: int, text: str, num: int = 1) -> str:
        return _paragraph(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{num}'/></w:numPr>")

    places = [(0, "甲"), (1, "乙"), (2, "丙"), (2, "丁"), (3, "戊"), (4, "己"), (1, "庚"), (2, "辛"), (0, "壬")]
    body = "".join(item(*place) for place in places) + item(0, "另起", 2) + item(0, "不编号", 0) + item(0, "")
    assert _lines(body, numbering=LEVELS) == [
        "一、甲", "（一）乙", "1. 丙", "2. 丁", "①戊", "己", "（二）庚", "1. 辛", "二、壬", "五、另起", "不编号", "",
    ]  # fmt: skip


def test_numbers_by_style() -> None:
    """Headings are mostly numbered by their style, or by the style that theirs is based on."""
    styles = (
        "<w:style w:type='paragraph' w:styleId='H1'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='Mine'><w:basedOn w:val='H1'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='Round'><w:basedOn w:val='Round'/></w:style>"
    )
    body = _paragraph("甲", "<w:pStyle w:val='H1'/>") + _paragraph("乙", "<w:pStyle w:val='Mine'/>") + _paragraph("丙", "<w:pStyle w:val='Round'/>")
    assert _lines(body, styles=styles, numbering=LEVELS) == ["一、甲", "二、乙", "丙"]


def test_strict_documents_are_read_as_well() -> None:
    """Office can save in the strict form of the standard, whose name spaces differ."""
    data = _package(_paragraph("正文"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        new.writestr("word/document.xml", old.read("word/document.xml").replace(WORD.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert read_bytes(buffer.getvalue(), "a.docx").text == "正文"


def test_the_same_text_in_every_form() -> None:
    """One report as .txt and as .docx: the same characters, so the same offsets."""
    document = docx.Document()
    lines = ["工作总结", "一是整理库房。", "二是开展培训，发放读本300册。"]
    for line in lines:
        document.add_paragraph(line)
    document.element.body[0].append(parse_xml(f"<w:bookmarkStart {nsdecls('w')} w:id='1' w:name='x'/>"))
    assert read_bytes(_saved(document), "a.docx").text == read_bytes("\n".join(lines).encode(), "a.txt").text


def _outcome(data: bytes, name: str) -> str:
    """The text, or what our error says; anything else that is raised fails the test."""
    try:
        return read_bytes(data, name).text
    except LawgraphError as error:
        return error.what


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.docx", "a.md", "a"]))
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise_anything_of_their_own(data: bytes, name: str) -> None:
    """Whatever the bytes, there is a text or one of our errors."""
    assert _outcome(data, name)


@given(st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=100, deadline=None)
def test_a_docx_with_a_broken_byte_never_tracebacks(place: int, value: int) -> None:
    """Damage anywhere in the package gives the text or one of our errors."""
    data = bytearray(_package(_paragraph("一是整理库房。") * 30, numbering=LEVELS))
    data[place % len(data)] = value
    assert _outcome(bytes(data), "a.docx")
