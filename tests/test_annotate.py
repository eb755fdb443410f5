"""Annotating: segments that, put together, are the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.cite import Catalogue, annotate, find_citations
from statutes import AT, TODAY, shelf

CATALOGUE = Catalogue(shelf())


def marked(text: str) -> list[tuple[str, int | None]]:
    return [(s.text, s.citation) for s in annotate(text, find_citations(text, CATALOGUE, at=AT, today=TODAY))]


ROWS = [
    ("执行《行政处罚法》第九条。", [("执行", None), ("《行政处罚法》第九条", 0), ("。", None)]),
    ("《行政处罚法》《行政许可法》", [("《行政处罚法》", 0), ("《行政许可法》", 1)]),
    ("违反《行政\n处罚法》的", [("违反", None), ("《行政\n处罚法》", 0), ("的", None)]),
    ("没有引用", [("没有引用", None)]),
    ("", []),
    # a short form declared between a title and its article cuts the outer citation in two
    ("《民法典》（以下简称《法典》）第九条", [("《民法典》（以下简称", 0), ("《法典》", 1), ("）第九条", 0)]),
]


@pytest.mark.parametrize(("text", "segments"), ROWS)
def test_segments(text: str, segments: list[tuple[str, int | None]]) -> None:
    """Pages print the segments in order; each knows the citation that it belongs to."""
    assert marked(text) == segments


def test_a_part_of_a_text() -> None:
    """A measure is a part of its report: segments keep the report's offsets and stay inside the part."""
    text = "执行《行政处罚法》第九条。落实《行政许可法》。"
    citations = find_citations(text, CATALOGUE, at=AT, today=TODAY)
    assert [(s.start, s.text, s.citation) for s in annotate(text, citations, start=13, end=23)] == [
        (13, "落实", None),
        (15, "《行政许可法》", 1),
        (22, "。", None),
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="《》行政处罚法第一条（以下简称）规定\n 。、", max_size=80))
def test_segments_make_up_the_text(text: str) -> None:
    """No character is lost, doubled or moved, whatever the text."""
    segments = annotate(text, find_citations(text, CATALOGUE, at=AT, today=TODAY))
    assert "".join(s.text for s in segments) == text
    assert all(left.end == right.start for left, right in pairwise(segments))
    assert all(text[s.start : s.end] == s.text and s.text for s in segments)
