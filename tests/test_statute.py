"""Official text ↔ tree, and back unchanged. All texts are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.domain.numerals import to_chinese
from lawgraph.text.statute import article_text, normalise, parse, render

PLAIN = """## 第一章 总则

第一条 为了试验，制定本规定。

第二条　本规定所称纸船，包括：

（一）白纸船；

（二）彩纸船：

1.红船；

2.蓝船。

前款所列纸船可以漂流。

第二条之一 灯船另行规定。

## 第二章 附则

第三条 本规定自2020年1月1日起施行。"""


def _labels(text: str) -> list[str]:
    return [node.label for node in parse(text).nodes]


def test_the_tree_of_a_plain_text() -> None:
    """Chapters, articles with 之一, paragraphs, items and points, each with its full label."""
    assert _labels(PLAIN) == [
        "ch_1", "1", "1.1", "2", "2.1", "2.1.1", "2.1.2", "2.1.2.1", "2.1.2.2", "2.2", "2-1", "2-1.1", "ch_2", "3", "3.1",
    ]  # fmt: skip
    assert parse(PLAIN).problems == ()
    assert parse(PLAIN).articles == 4


def test_parents_and_last_descendants() -> None:
    """``parent`` and ``last`` are what the library reads whole articles by."""
    nodes = parse(PLAIN).nodes
    article = next(node for node in nodes if node.label == "2")
    assert [node.label for node in nodes[article.ordinal : article.last + 1]][-1] == "2.2"
    assert nodes[article.parent].label == "ch_1"
    assert article_text(nodes[article.ordinal : article.last + 1]).splitlines()[0] == "本规定所称纸船，包括："


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        # a paragraph that begins with a reference is no article
        ("第一条 甲。\n第一条第二款规定的船不在此限。\n第二条 乙。", ["1", "1.1", "1.2", "2", "2.1"]),
        ("第一条 甲。\n第二条、第三条所列的船。\n第二条 乙。", ["1", "1.1", "1.2", "2", "2.1"]),
        # no space after the number
        ("第一条甲船可以漂流。\n第二条乙船不得漂流。", ["1", "1.1", "2", "2.1"]),
        # a number alone on its line
        ("第一条\n甲。\n第二条\n乙。", ["1", "1.1", "2", "2.1"]),
        # figures in the number
        ("第1条 甲。\n第2条 乙。", ["1", "1.1", "2", "2.1"]),
        # half-width brackets, circled numbers
        ("第一条 船：\n(一)白；\n(二)红：\n①大；\n②小。", ["1", "1.1", "1.1.1", "1.1.2", "1.1.2.1", "1.1.2.2"]),
        # Arabic items directly under the paragraph stand side by side
        ("第一条 船：\n1.白；\n2.红；\n3.蓝。", ["1", "1.1", "1.1.1", "1.1.2", "1.1.3"]),
        # items of a bracketed style below Arabic ones
        ("第一条 船：\n1.白：\n（1）大；\n（2）小；\n2.红。", ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.2", "1.1.2"]),
        # an inserted item
        ("第一条 船：\n（一）白；\n（一）之一灰；\n（二）红。", ["1", "1.1", "1.1.1", "1.1.1-1", "1.1.2"]),
        # parts and sections
        ("## 第一编 总则\n## 第一章 船\n### 第一节 白船\n第一条 甲。", ["pt_1", "pt_1/ch_1", "pt_1/ch_1/sec_1", "1", "1.1"]),
        # a chapter named inside a sentence is no chapter
        ("第一条 甲。\n第三章规定的船，不得漂流。\n第二条 乙。", ["1", "1.1", "1.2", "2", "2.1"]),
        # an amendment in 一、二、 is read by its own numbers
        ("一、将第三条修改为：“纸船不得漂流。”\n二、删去第四条。", ["1", "1.1", "2", "2.1"]),
        # headings 一、 between articles are chapters
        ("## 一、白船\n第一条 甲。\n## 二、红船\n第二条 乙。", ["ch_1", "1", "1.1", "ch_2", "2", "2.1"]),
        # an annex with articles of its own
        ("第一条 甲。\n附件：\n第一条 附甲。", ["1", "1.1", "annex_1", "annex_1/1", "annex_1/1.1"]),
        # a table of contents is no second set of chapters
        ("第一章 船\n第二章 灯\n第一章 船\n第一条 甲。\n第二章 灯\n第二条 乙。", ["toc_0", "toc_1", "ch_1", "1", "1.1", "ch_2", "2", "2.1"]),
        # no articles at all
        ("各单位：\n纸船可以漂流。", ["p_1", "p_2"]),
        ("", []),
    ],
)
def test_forms_and_their_near_misses(text: str, labels: list[str]) -> None:
    """Each form stands beside the nearest one that it must not be taken for; none loses a character."""
    assert _labels(text) == labels
    assert render(parse(text).nodes) == normalise(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("第一条 甲。\n第三条 乙。", ["article-gap"]),
        ("第一条 甲。\n第二条 乙。\n第一条 丙。", ["article-order", "article-twice"]),
        ("纸船。", ["no-articles"]),
        ("第一条 甲。\n第一条之一 乙。\n第二条 丙。", []),
    ],
)
def test_problems_are_said_with_their_place(text: str, codes: list[str]) -> None:
    """A parser returns its problems; it never drops a line."""
    problems = parse(text).problems
    assert [problem.code for problem in problems] == codes
    assert all(normalise(text)[problem.start : problem.end] for problem in problems)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("　　第一条　甲。  \n\n\n乙。", "第一条　甲。\n乙。"),
        ("第一\u200b条 甲\ufeff。", "第一条 甲。"),
        ("## 第一章\u00a0总则\t", "第一章 总则"),
        ("甲\r\n乙", "甲\n乙"),
    ],
)
def test_the_rule_of_white_space(raw: str, kept: str) -> None:
    """What counts as unchanged is stated, and no more than this goes."""
    assert normalise(raw) == kept


_WORDS = st.text(alphabet="船灯漂流不得可以甲乙丙，；", min_size=1, max_size=12).map(lambda words: words.strip("，；") + "。")


@st.composite
def _trees(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A made-up statute and the labels that it must have."""
    lines, labels, number = [], [], 0
    for chapter in range(1, draw(st.integers(1, 3)) + 1):
        lines.append(f"## 第{to_chinese(chapter)}章 章名")
        labels.append(f"ch_{chapter}")
        for _ in range(draw(st.integers(1, 4))):
            number += 1
            labels += [str(number), f"{number}.1"]
            lines.append(f"第{to_chinese(number)}条 {draw(_WORDS)}")
            for item in range(1, draw(st.integers(0, 3)) + 1):
                lines.append(f"（{to_chinese(item)}）{draw(_WORDS)}")
                labels.append(f"{number}.1.{item}")
            for paragraph in range(2, draw(st.integers(0, 2)) + 2):
                lines.append(draw(_WORDS))
                labels.append(f"{number}.{paragraph}")
    return "\n\n".join(lines), labels


@given(_trees())
@settings(max_examples=60)
def test_random_trees_are_read_back(tree: tuple[str, list[str]]) -> None:
    """What is written down as a tree is read as that tree."""
    text, labels = tree
    assert _labels(text) == labels
    assert render(parse(text).nodes) == normalise(text)


@given(
    st.text(alphabet=st.sampled_from(list("第一二三十百条章节编款项之（）()1234.、①②附件：“《》 \n\u3000#甲。")), max_size=200)
    | st.text(max_size=100)
)
def test_any_text_comes_back_unchanged(text: str) -> None:
    """No text makes it raise, and none loses a character beyond the rule of white space."""
    assert render(parse(text).nodes) == normalise(text)
