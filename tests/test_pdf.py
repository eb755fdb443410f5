"""PDF files in, texts out. All files are made here."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.errors import DocumentEmpty, DocumentEncrypted, DocumentError, DocumentUnreadable, LawgraphError
from lawgraph.text.formats import read, read_bytes
from papers import HEIGHT, WIDTH, Placed, Sheet, pdf, typeset, wrap

REPORT = """青屿市船坞管理局工作报告
一、主要做法
（一）严格检查
一是落实《纸船法》第四条，对下水纸船逐一检查，全年检查纸船1200只，发现漏水的30只，都已补好；补不好的收回，并告诉折船人为什么收回。
二是修订《船坞值班工作规则》，规范值班。
三是走访折船人240户，听取意见，凡是能当场答复的当场答复，不能当场答复的在五个工作日内答复，并把答复记入台账，由专人每月核对一次，年底公布。
二、下一步打算
将依照《青屿市纸船漂流安全管理规定》评估大型漂流活动的风险。
"""
LINES = REPORT.strip().split("\n")


def _read(sheets: Sequence[Sheet]) -> list[str]:
    return read_bytes(pdf(sheets), "a.pdf").text.split("\n")


def _column(lines: Sequence[str], x: float, y: float = 100, size: float = 12) -> list[Placed]:
    return [Placed(x, y + place * 1.6 * size, line, size) for place, line in enumerate(lines)]


@pytest.mark.parametrize("width", [18, 20, 27.5, 34])
@pytest.mark.parametrize("rows", [5, 12, 36])
def test_lines_are_joined_to_paragraphs(width: float, rows: int) -> None:
    """However long the lines and however high the pages: the paragraphs are those of the report, and no heading is glued to what follows."""
    assert _read(typeset(REPORT, width=width, rows=rows)) == LINES


def test_the_words_of_paragraphs_that_are_not_set_in() -> None:
    """Without indents a line that ends in a full stop may end a paragraph: it stays apart, and headings always do. No character is lost."""
    found = _read(typeset(REPORT, width=20, indent=0))
    assert "".join(found) == "".join(LINES)
    assert set(LINES[:3]) <= set(found)
    assert LINES[5] in found


def test_running_heads_feet_and_page_numbers_are_taken_out() -> None:
    """They stand between the halves of a sentence, and would end it."""
    sheets = typeset(REPORT, width=20, rows=6, head="青屿市船坞管理局文件")
    assert len(sheets) == 3
    assert _read(sheets) == LINES


@pytest.mark.parametrize("number", ["1", "- 1 -", "— 12 —", "第 3 页", "第1页 共9页", "第1页/共9页", "1/9", "iv", "· 2 ·", "Page"])
def test_what_is_a_page_number(number: str) -> None:
    """A lone number in the lower margin; not a word there, not a number further up, nor a year."""
    sheet = [*_column(["正文第一段。", "2021"], 90), Placed(285, 800, number)]
    assert _read([sheet]) == ["正文第一段。", "2021", *(["Page"] if number == "Page" else [])]


def test_the_same_words_at_other_heights_stay() -> None:
    """A sentence that every page repeats is no running head where it stands elsewhere each time."""
    sheets = [_column(["甲" * 8, "乙" * place, "此致敬礼。"][1 - place % 2 :], 90, y=100 + 60 * place) for place in range(1, 6)]
    assert sum(line == "此致敬礼。" for line in _read(sheets)) == 5


@pytest.mark.parametrize("in_turns", [True, False])
def test_columns_are_read_one_after_the_other(in_turns: bool) -> None:
    """Whether the file holds first one column and then the other, or a line of each in turns; a title above stands first, a line below last."""
    left = list(wrap("一是检查纸船，" + "逐只检查船底和船舷有无漏水，" * 9 + "甲完。", 16))
    right = list(wrap("二是走访船户，" + "逐户听取对漂流安排的意见建议，" * 8 + "乙完。", 16))
    count = min(len(left), len(right))
    columns = [_column(left[:count], 80, 140), _column(right[:count], 320, 140)]
    body = [placed for pair in zip(*columns, strict=True) for placed in pair] if in_turns else columns[0] + columns[1]
    below = Placed(80, 140 + count * 19.2, "以上两项工作均由船坞管理局办公室负责，各船坞配合，年底前向局务会议报告一次。")
    text = "".join(_read([[Placed(200, 90, "青屿市纸船漂流工作情况通报", 16), *body, below]]))
    assert text == "青屿市纸船漂流工作情况通报" + "".join(left[:count]) + "".join(right[:count]) + below.text


def test_three_columns() -> None:
    """What stands right of the first gap may have a gap of its own."""
    columns = [_column(list(wrap(sign * 95 + "。", 10)), x) for sign, x in (("甲", 60), ("乙", 220), ("丙", 380))]
    turns = [placed for row in zip(*columns, strict=True) for placed in row]
    assert "".join(_read([turns])) == "".join(sign * 95 + "。" for sign in "甲乙丙")


def test_a_table_is_read_by_rows() -> None:
    """Its cells do not fill a column, so its gap divides no columns."""
    rows = [("项目", "完成"), ("检查纸船", "1200只"), ("走访船户", "240户"), ("补好漏水", "30只"), ("收回", "2只"), ("答复", "240户")]
    sheet = [Placed(x, 100 + 20 * y, cell) for y, row in enumerate(rows) for x, cell in zip((90, 300), row, strict=True)]
    assert _read([sheet]) == ["\t".join(row) for row in rows]


def test_what_was_written_last_is_read_where_it_stands() -> None:
    """Some programs write a text frame after everything else."""
    body = _column(["第一段文字在这里。", "第二段文字在这里。"], 90, 140)
    assert _read([[*body, Placed(120, 100, "题目")]]) == ["题目", "第一段文字在这里。", "第二段文字在这里。"]


def test_words_of_latin_letters() -> None:
    """Between two of them a line break is a space; a hyphen that broke a word goes; Chinese characters are joined without anything."""
    lines = [
        "The paper boats of the harbour were in-",
        "spected once a month, and those that",
        "leaked were mended at the same place",
        "by the harbour office, free of charge.",
    ]
    found = " ".join(_read([_column(lines, 90)]))
    assert "were inspected once" in found
    assert "that leaked were" in found


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_turned_pages(turned: int) -> None:
    """A page that is shown turned is read as it is shown."""
    data = pdf(typeset(REPORT, width=20, rows=12, numbers=False), turned=turned)
    assert read_bytes(data, "a.pdf").text.split("\n") == LINES


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to print with")
@pytest.mark.parametrize(
    "style", ["p { text-indent: 2em; text-align: justify }", "body { columns: 2 } p { margin: 0; text-indent: 2em }", "p { margin: 1em 0 }"]
)
def test_what_a_browser_prints(tmp_path: Path, style: str) -> None:
    """Another program's PDF: embedded fonts, justified lines, flat boxes of flat signs; set in, in columns, with space between paragraphs."""
    lines = LINES * 9
    page = f"<!doctype html><meta charset=utf-8><style>@page {{ margin: 2cm }} {style}</style>{''.join(f'<p>{line}</p>' for line in lines)}"
    (tmp_path / "a.html").write_text(page, "utf-8")
    subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'a.pdf'}", "a.html"],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert read(tmp_path / "a.pdf").text.split("\n") == lines


def test_every_offset_has_a_page() -> None:
    """``pages`` tells where each page begins, also inside a paragraph, and an empty page begins where the next one does."""
    sheets = typeset("甲" * 40 + "。\n" + "乙" * 40 + "。", width=20, rows=3, numbers=False)
    found = read_bytes(pdf([sheets[0], [], sheets[1]]), "a.pdf")
    assert found.text == "甲" * 40 + "。\n" + "乙" * 40 + "。"
    assert found.reading.pages[0] == 0
    assert found.reading.pages[1] <= found.reading.pages[2]
    assert found.text[found.reading.pages[2]] == "乙"
    assert (found.format, found.encoding) == ("pdf", "")


@pytest.mark.parametrize(("edited", "day"), [("D:20220120", date(2022, 1, 20)), ("D:20221340", None)])
def test_the_day_of_the_last_edit(edited: str, day: date | None) -> None:
    """From the document's information; a day that is none is not believed."""
    assert read_bytes(pdf(typeset(REPORT), edited=edited), "a.pdf").date == day


BLANK = pdf([[]])
WHOLE = pdf(typeset(REPORT))


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (BLANK, DocumentEmpty, "这个 PDF 里没有文字，也没有图片。请换一个有内容的文件。"),
        (pdf(typeset(REPORT), password="opensesame"), DocumentEncrypted, "密码"),  # noqa: S106 (a made-up password)
        (b"%PDF-1.7\n", DocumentUnreadable, "已损坏"),
        (b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\n%%EOF", DocumentUnreadable, ""),
        (b"junk" * 10 + b"%PDF-1.4 nothing", DocumentUnreadable, "已损坏"),
        (pdf([[Placed(90, 100 + 20 * n, "\ue123\ue124\ue125" * 5) for n in range(9)]]), DocumentUnreadable, "请"),
    ],
)  # fmt: skip
def test_bad_files_are_one_clear_line(data: bytes, error: type[DocumentError], says: str) -> None:
    """What is so and what to do, in one line that names the file."""
    with pytest.raises(error) as raised:
        read_bytes(data, "a.pdf")
    assert says in str(raised.value)
    assert "a.pdf" in str(raised.value)
    assert raised.value.todo.startswith("请")


def test_the_content_decides_not_the_ending() -> None:
    """A PDF under another name is read."""
    assert read_bytes(WHOLE, "a.docx").format == "pdf"


def test_too_many_pages_are_refused() -> None:
    """A page tree that names one page ten thousand times costs a kilobyte to write and an hour to read."""
    kids = b"3 0 R " * 10_000
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 10000/Kids[" + kids + b"]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    with pytest.raises(DocumentUnreadable, match="3000 页"):
        read_bytes(data, "a.pdf")


def test_a_form_that_draws_itself_ends() -> None:
    """The oldest loop of the format."""
    stream = b"q /F Do Q"
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Length 9>>stream\n" + stream + b"\nendstream"
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</F 4 0 R>>>>/Contents 5 0 R>>endobj\n"
        b"4 0 obj" + form + b"endobj\n5 0 obj<</Length 9>>stream\n" + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    with pytest.raises(DocumentEmpty, match="没有文字"):
        read_bytes(data, "a.pdf")


def test_a_page_of_very_many_words_is_read() -> None:
    """Nothing in the layout grows with the square of a page: ten thousand words at random places take seconds at most."""
    placed = [Placed((7919 * n) % WIDTH, (104729 * n) % HEIGHT, "字", 4) for n in range(10_000)]
    assert read_bytes(pdf([placed]), "a.pdf").text.count("字") > 5_000


@given(st.integers(0, 20_000), st.integers(0, 255), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_broken_byte_never_tracebacks(place: int, value: int, cut: bool) -> None:
    """Damage anywhere gives a text or one of our errors."""
    data = bytearray(WHOLE)
    data[place % len(data)] = value
    assert _outcome(bytes(data[: len(data) // 2] if cut else data))


def _outcome(data: bytes) -> str:
    try:
        return read_bytes(data, "a.pdf").text
    except LawgraphError as error:
        return error.what


PLACES = st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT), st.text("甲乙1a，。《- ", min_size=1, max_size=12), st.sampled_from([8.0, 12.0, 20.0]))


@given(st.lists(st.lists(PLACES, max_size=12), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_wherever_words_stand_the_text_and_its_pages_fit(sheets: list[list[tuple[float, float, str, float]]]) -> None:
    """There is one start for each page, in order, inside the text."""
    found = _started(pdf([[Placed(*placed) for placed in sheet] for sheet in sheets]), len(sheets))
    assert list(found[1]) == sorted(found[1])
    assert len(found[1]) == len(sheets)
    assert found[1][0] == 0
    assert found[1][-1] <= len(found[0])


def _started(data: bytes, count: int) -> tuple[str, tuple[int, ...]]:
    try:
        found = read_bytes(data, "a.pdf")
    except DocumentEmpty:
        return "", (0,) * count
    return found.text, found.reading.pages
