"""Tokens: what is indexed and what is asked must be cut alike, and every span must be a span of the text as it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.store.search.tokens import bigrams, content_words, fold, is_plain, runs, spans, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＰＰ第１２条", "app第12条"),
        ("（一）《纸船法》", "(一)《纸船法》"),
        ("全\u3000角", "全 角"),
        ("已是平常的样子", "已是平常的样子"),
    ],
)
def test_fold_makes_forms_of_one_sign_equal(text: str, folded: str) -> None:
    """A query typed in full width must find what is printed in half width."""
    assert fold(text) == folded


@given(st.text())
def test_fold_keeps_the_length(text: str) -> None:
    """Offsets of the folded text are offsets of the text: highlights rest on it."""
    assert len(fold(text)) == len(text)


@given(st.text())
def test_runs_stand_where_they_say(text: str) -> None:
    """A run's offset is its place in the folded text, and no run holds what parts runs."""
    folded = fold(text)
    assert all(folded[start : start + len(run)] == run and " " not in run for start, run in runs(text))


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("纸船下水", ["纸船", "船下", "下水"]),
        ("纸船，下水", ["纸船", "下水"]),
        ("船", ["船"]),
        ("船。", ["船"]),
        ("，。", []),
    ],
)
def test_bigrams_never_cross_a_sign(text: str, pairs: list[str]) -> None:
    """船下 is no pair of 纸船，下水: two clauses are not one word."""
    assert bigrams(text) == pairs


@given(st.text())
def test_words_hold_no_white_space(text: str) -> None:
    """The index parts tokens at white space; a token with one inside would be another token there."""
    assert all(token and not any(sign.isspace() for sign in token) for token in (*words(text), *bigrams(text)))


@pytest.mark.parametrize(
    ("text", "kept", "left"),
    [
        ("负责人应当出庭的", {"负责人", "出庭"}, {"应当", "的"}),
        ("违法怎么办", {"违法"}, {"怎么办"}),
        ("船3艘a型", {"艘"}, {"3", "a"}),
    ],
)
def test_content_words_leave_grammar_out(text: str, kept: set[str], left: set[str]) -> None:
    """Words that every article holds cost time and say nothing."""
    found = set(content_words(text))
    assert kept <= found
    assert not left & found


@pytest.mark.parametrize(
    ("text", "plain"),
    [("裁量基准", True), ("行政处罚 听证", True), ("离婚后孩子归谁", False), ("怎么申请听证", False)],
)
def test_is_plain_tells_keywords_from_questions(text: str, plain: bool) -> None:
    """Keywords must all be found, a question's words need not."""
    assert is_plain(text) is plain


@pytest.mark.parametrize(
    ("text", "sought", "found"),
    [
        ("纸船下水前检查纸船", ["纸船"], ((0, 2), (7, 9))),
        ("纸船下水", ["纸船", "下水"], ((0, 4),)),
        ("纸船下水", ["纸船下", "船下水"], ((0, 4),)),
        ("使用ＡＰＰ登记", ["app"], ((2, 5),)),
        ("纸船", ["木船"], ()),
        ("纸船", [], ()),
    ],
)
def test_spans_are_exact(text: str, sought: list[str], found: tuple[tuple[int, int], ...]) -> None:
    """Overlapping and touching spans are one; a form of a sign counts as the sign."""
    assert spans(text, sought) == found


@given(st.text(), st.lists(st.text(min_size=1, max_size=3), max_size=4))
def test_spans_are_in_order_and_apart(text: str, sought: list[str]) -> None:
    """A page draws the spans one after the other: none may overlap the next or reach beyond the text."""
    places = [place for span in spans(text, [fold(one) for one in sought]) for place in span]
    assert places == sorted(set(places))
    assert all(0 <= place <= len(text) for place in places)


@given(st.text("纸船Ａa１1，,  漏Z\ud800", max_size=30), st.lists(st.text("纸船a1漏z,", min_size=1, max_size=3), max_size=4))
def test_spans_are_those_of_the_folded_text(text: str, sought: list[str]) -> None:
    """Whether the text is folded first or, for Chinese words alone, left as it is."""
    assert spans(text, sought) == spans(fold(text), sought)
