"""Cleaning: what is left out, and that every place of the cleaned text is known in the text as read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.text.cleaning import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("行政\u200b处罚法", "行政处罚法"),
        ("\ufeff开头", "开头"),
        ("私用\ue001区", "私用区"),
        ("第三十\n三条", "第三十三条"),
        ("第三十 \r\n　三条", "第三十三条"),
        # a heading and a list keep their lines
        ("第三章\n第十条 内容", "第三章\n第十条 内容"),
        ("一、加强学习\n二、规范执法", "一、加强学习\n二、规范执法"),
        ("短行\n短行\n短行\n短行\n短行\n短行\n短行", "短行\n短行\n短行\n短行\n短行\n短行\n短行"),
        ("", ""),
    ],
)
def test_what_is_left_out(text: str, cleaned: str) -> None:
    """Unseen signs and line breaks inside a number go; line breaks that mean something stay."""
    assert clean(text).text == cleaned


def test_a_page_that_breaks_its_lines_is_joined() -> None:
    """Lines of one length that end inside sentences were broken by the page, not by the writer; a numbered heading stays on its own line."""
    sentence = "各部门认真落实有关要求，全面推进依法行政，切实提升执法水平和服务能力，不断增强人民群众的获得感，" * 10
    lines = [sentence[at : at + 40] for at in range(0, len(sentence), 40)]
    cleaned = clean("\n".join([*lines, "一、主要工作"])).text
    assert cleaned == f"{sentence}\n一、主要工作"


@given(st.text(alphabet="行政处罚法\n\u200b\ue000第三十条，。 \r", max_size=80))
def test_every_place_is_known(text: str) -> None:
    """A span of the cleaned text, mapped back, begins and ends with the same characters."""
    cleaned = clean(text)
    for place, sign in enumerate(cleaned.text):
        start, end = cleaned.span(place, place + 1)
        assert text[start:end] == sign
