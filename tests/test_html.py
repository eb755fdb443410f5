"""Pages of HTML in, their main text out. All pages are made here."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.errors import DocumentEmpty, DocumentUnreadable, LawgraphError
from lawgraph.text.formats import read_bytes

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>青屿市纸船管理办法_青屿市人民政府</title>
<meta name="ArticleTitle" content="青屿市纸船管理办法"><meta name="PubDate" content="2022-01-20 10:30">
<style>p { color: red }</style><script>document.write("不是正文")</script></head>
<body><header><a href="/">首页</a> 青屿市人民政府网</header>
<div class="menu"><a href="/a">政务公开</a><a href="/b">办事服务</a><a href="/c">互动交流</a></div>
<div id="text"><p>（2021年12月1日市政府令第9号公布）</p>
<p>第一条&#12288;为了纸船漂流有序&#xff0c;制定本办法&#x3002;</p>
<p>第二条　纸船下水前，应当检查：<br>（一）看船底；<br/>（二）看船舷
，都要看到。</p><!-- 第三条 不是正文 -->
<p style="display: none">第四条　看不见。</p><p hidden>第五条　看不见。</p>
<p>第三条&nbsp;本办法自2022年1月1日起施行。</div>
<form><input value="搜索"><button>查</button></form>
<footer>主办：青屿市人民政府办公室</footer></body></html>
"""
LINES = [
    "青屿市纸船管理办法",
    "（2021年12月1日市政府令第9号公布）",
    "第一条　为了纸船漂流有序，制定本办法。",
    "第二条　纸船下水前，应当检查：",
    "（一）看船底；",
    "（二）看船舷，都要看到。",
    "第三条 本办法自2022年1月1日起施行。",
]


def _lines(body: str) -> list[str]:
    return read_bytes(f"<!doctype html><html><body>{body}</body></html>".encode(), "a.html").text.split("\n")


def test_a_page_of_a_site_gives_its_title_and_text() -> None:
    """Menus, scripts, comments, forms, what is hidden and the footer are no text; entities are characters; a line broken in the source is one line."""
    found = read_bytes(PAGE.encode(), "a.html")
    assert found.text.split("\n") == LINES
    assert (found.format, found.encoding, found.date) == ("html", "utf-8", date(2022, 1, 20))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PAGE.encode("utf-8-sig"), "utf-8"),
        (PAGE.encode("utf-16"), "utf-16-le"),
        (PAGE.replace("utf-8", "GB2312").encode("gb18030"), "gb18030"),
        (PAGE.replace("utf-8", "gbk").encode(), "utf-8"),
        (PAGE.replace("utf-8", "iso-8859-1").encode("gb18030"), "gb18030"),
        (PAGE.replace('<meta charset="utf-8">', "").encode("gb18030"), "gb18030"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    """By mark, by the page's own word where it can be so, else by the ladder of plain texts; a false word is not believed."""
    found = read_bytes(data, "a.html")
    assert (found.text.split("\n"), found.encoding) == (LINES, encoding)


def test_a_declared_encoding_reads_what_the_ladder_would_not() -> None:
    """Rare characters alone look like no Chinese; the page says that they are."""
    rare = "淼垚磊犇骉羴焱"
    page = f"<html><meta http-equiv='Content-Type' content='text/html; charset=gbk'><body>{rare}</body></html>"
    assert read_bytes(page.encode("gb18030"), "a.htm").text == rare
    with pytest.raises(DocumentUnreadable):
        read_bytes(page.replace("charset=gbk", "").encode("gb18030"), "a.htm")


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("甲<b>乙</b>丙", ["甲乙丙"]),
        ("<p>甲<p>乙", ["甲", "乙"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("<p>ab\n cd</p><p>甲\n　乙</p>", ["ab cd", "甲　乙"]),
        ("<table><tr><th>项目</th><td><p>数</p></td></tr><tr><td>船</td><td>3</td></tr></table>", ["项目\t数", "船\t3"]),
        ("<table><tr><td><p>第一条 甲</p><p>第二条 乙</p></td></tr></table>", ["第一条 甲", "第二条 乙"]),
        ("<td>没有行的格</td>", ["没有行的格"]),
        ("<ol start=3><li>甲<li>乙</ol><ul><li>丙</ul><ol><li>丁<ol><li>戊</ol></ol>", ["3.甲", "4.乙", "丙", "1.丁", "1.戊"]),
        ("<ol start=x><li>甲</ol>", ["1.甲"]),
        ("<pre>甲\n乙</pre>", ["甲", "乙"]),
        ("<ruby>漂<rt>piāo</rt></ruby>流", ["漂流"]),
        ("1 &lt; 2 &amp;lt; &nosuch; &#0; &#x110000;", ["1 < 2 &lt; &nosuch; \ufffd \ufffd"]),
        ("<a href='javascript:alert(1)' onclick='x'>链接</a>", ["链接"]),
        ("<svg><text>图</text></svg>文<math><mi>x</mi></math>", ["文"]),
        ("<textarea><p>甲</p></textarea>乙", ["乙"]),
        ("<![CDATA[甲]]>乙<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>&a;", ["乙]>&a;"]),
    ],
)
def test_elements(body: str, lines: list[str]) -> None:
    """What a reader sees of each; nothing is run, nothing fetched."""
    assert _lines(body) == lines


@pytest.mark.parametrize(
    ("head", "body", "first"),
    [
        ("<title>纸船办法 - 青屿市政府</title>", "<p>正文在此</p>", "纸船办法"),
        (
            "<title>青屿门户</title>",
            "<h1>纸船<br>办法</h1><div>正文在此，写了很长很长的一段话，比题目长得多，长到题目只是它的一个零头，所以正文不含题目。</div>",
            "纸船办法",
        ),
        ("<title>青屿门户</title>", "<div><h1>纸船办法</h1><p>正文在此</p></div>", "纸船办法"),
        ("", "<p>正文在此</p>", "正文在此"),
        ("<meta name=articletitle content='纸船 办法'><title>甲</title>", "<p>正文</p>", "纸船办法"),
    ],
)
def test_titles(head: str, body: str, first: str) -> None:
    """The title stands first, once, wherever the page keeps it."""
    lines = read_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html").text.split("\n")
    assert "".join(lines[0:2])[: len(first)] == first
    assert sum(line == lines[0] for line in lines) == 1


def test_the_main_text_is_found_among_much_else() -> None:
    """An article element; else the element with nine tenths of the words; where there is none such, nothing is left out."""
    around = "<div>" + "<a href=x>链接链接链接</a>" * 50 + "</div>"
    text = "<p>正文一段，说明若干事项。</p>" * 20
    assert "链接" not in "".join(_lines(around + f"<div>{text}</div>"))
    assert "旁注" not in "".join(_lines(f"<article>{text}</article><div>{'旁注很长' * 30}</div>"))
    assert _lines("<div><p>正文一段</p></div><div><p>落款一行</p></div>") == ["正文一段", "落款一行"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"<html><body></body></html>", DocumentEmpty),
        (b"<html><script>alert(1)</script></html>", DocumentEmpty),
        (b"<html><frameset><frame src=x></frameset></html>", DocumentEmpty),
        (b"<html>\x00\x01\x02\x03</html>", DocumentUnreadable),
    ],
)
def test_pages_without_text(data: bytes, error: type[LawgraphError]) -> None:
    """One clear line, as for every other format."""
    with pytest.raises(error):
        read_bytes(data, "a.html")


def test_a_file_called_html_may_be_plain_text() -> None:
    """Without a single tag, its line breaks are meant."""
    assert read_bytes("甲\n乙".encode(), "a.html").text == "甲\n乙"


def test_depth_and_number_do_no_harm() -> None:
    """A hundred thousand open elements, and as many side by side, take seconds at most and no stack."""
    assert _lines("<span>" * 100_000 + "甲") == ["甲"]
    # at each block the standard has the parser look back through all open elements: its time is the square of the depth
    assert _lines("<div>" * 20_000 + "甲") == ["甲"]
    assert _lines("<b><i>" * 2_000 + "甲") == ["甲"]
    assert len(_lines("<p>甲" * 100_000)) == 100_000


PIECES = [
    *"<>/=\"'&;!- \n\t甲乙。ap1",
    *"<p> <td> <ol> <li> </table> <tr> <table> <a> <pre> <!-- <article> </div> <td hidden>".split(),
    "<ol start=-",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_whatever_stands_in_a_page_it_is_read_or_refused(written: list[str]) -> None:
    """Never a fault of ours, whatever is opened and never closed."""
    try:
        found = read_bytes(f"<html>{''.join(written)}甲".encode(), "a.html").text
    except DocumentEmpty:
        found = "甲"
    assert set(found) - set("\n\t")
