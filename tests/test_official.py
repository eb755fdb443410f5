"""One regulation's file taken apart: title, lines on its making, text; and what is no regulation's file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.text.official import split_official

BODY = "第一条 为了漂流，制定本法。\n第二条 本法自公布之日起施行。"


@pytest.mark.parametrize(
    ("text", "title", "making", "first"),
    [
        ("纸船法\n（2015年3月1日会议通过）\n" + BODY, "纸船法", ("2015年3月1日会议通过",), "第一条"),
        # a title over two lines, with spaces
        ("中华人民共和国\n纸 船 法\n（2015年3月1日会议通过\n2021年1月22日会议修订）\n目　录\n第一章 总则\n" + BODY,
         "中华人民共和国纸船法", ("2015年3月1日会议通过", "2021年1月22日会议修订"), "目"),
        # an order and its number before the title are no title
        ("青屿市人民政府令\n第9号\n青屿市纸船办法\n（2015年3月1日公布）\n" + BODY, "青屿市纸船办法", ("2015年3月1日公布",), "第一条"),
        ("青政发〔2015〕9号\n关于纸船的意见\n" + BODY, "关于纸船的意见", (), "第一条"),
        # what a site writes between title and text is no title
        ("纸船管理条例\n打印 字号\n" + BODY, "纸船管理条例", (), "第一条"),
        ("纸船管理办法（试行）\n" + BODY, "纸船管理办法（试行）", (), "第一条"),
        # a text without articles begins at its first long or solemn line
        ("关于纸船安全的通知\n各省、市船坞：\n请检查。", "关于纸船安全的通知", (), "各省"),
        ("纸船法\n2015年3月1日会议通过\n第一章 总则\n" + BODY, "纸船法", ("2015年3月1日会议通过",), "第一章"),
    ],
)  # fmt: skip
def test_a_regulation_taken_apart(text: str, title: str, making: tuple[str, ...], first: str) -> None:
    """As offices, the national database and web pages hand them out."""
    found = split_official(text)
    assert found is not None
    assert (found.title, found.making) == (title, making)
    assert found.body.startswith(first)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "随手写的几句话。",
        BODY,
        "2015年3月1日\n" + BODY,
        "会议纪要\n讨论了几件事。",
        "青屿市2021年工作报告\n一、主要做法\n检查纸船。",
        "<script>alert(1)</script>法\n" + BODY,
    ],
)
def test_what_is_no_regulation_of_a_title(text: str) -> None:
    """A regulation under a wrong title would be a wrong work for good."""
    assert split_official(text) is None


@given(
    st.lists(st.sampled_from(["纸船法", "（2015年3月1日会议通过）", "第一条 甲。", "目录", "第9号", " ", "乙" * 70, "关于纸船的通知"]), max_size=8)
)
def test_whatever_the_lines_nothing_of_the_text_is_lost(lines: list[str]) -> None:
    """The body is the file's end, unchanged, from its first line on."""
    found = split_official("\n".join(lines))
    body = found.body.split("\n") if found else []
    kept = [line for line in lines if line.strip()]
    assert body == (kept[len(kept) - len(body) :] if body else [])
