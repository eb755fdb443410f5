"""Chinese numerals and labels, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.domain.numerals import article_name, label_name, to_chinese, to_int

NUMBERS = [
    ("一", 1), ("十", 10), ("十一", 11), ("二十", 20), ("二十五", 25), ("一百", 100), ("一百零五", 105), ("一百一十", 110), ("一百二十", 120), ("百零五", 105),
    ("二百五十六", 256), ("一千", 1000), ("一千零一", 1001), ("一千零二十", 1020), ("一千二百六十", 1260), ("一万", 10000), ("二〇二一", 2021), ("两", 2), ("○", 0),
    ("12", 12), ("１２", 12), ("0", 0), ("1２", 12),
]  # fmt: skip


@pytest.mark.parametrize(("written", "number"), NUMBERS)
def test_numbers_are_read(written: str, number: int) -> None:
    """All ways in which regulations and reports write a number."""
    assert to_int(written) == number


@pytest.mark.parametrize("written", ["", "甲", "一甲", "1a", "-1", "1.5", "第一", "一 ", "1234567890", "一二三四五六七八九零"])
def test_what_is_no_number(written: str) -> None:
    """Anything else is None and never a guess; nor is a figure that no article could bear."""
    assert to_int(written) is None


@given(st.integers(0, 9999))
def test_a_number_survives_the_way_there_and_back(number: int) -> None:
    """Labels are stored in figures and shown in words: nothing may change on the way."""
    assert to_int(to_chinese(number)) == number
    assert to_int(str(number)) == number


@given(st.text(max_size=12))
def test_no_text_makes_it_raise(text: str) -> None:
    """Numbers are read out of running text: any of it may come."""
    number = to_int(text)
    assert number is None or number >= 0


@pytest.mark.parametrize("number", [-1, 10000])
def test_numbers_beyond_any_statute_are_refused(number: int) -> None:
    """Out of range is an error of the caller, not a wrong numeral."""
    with pytest.raises(ValueError, match=str(number)):
        to_chinese(number)


@pytest.mark.parametrize(
    ("number", "name"),
    [("33", "第三十三条"), ("120-1", "第一百二十条之一"), ("133-1-2", "第一百三十三条之一之二"), ("10", "第十条"), ("3-12022", "第三条之12022")],
)
def test_article_names(number: str, name: str) -> None:
    """Inserted articles keep their 之."""
    assert article_name(number) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("34", "第三十四条"),
        ("34.1", "第三十四条第一款"),
        ("34.1.2", "第三十四条第一款第二项"),
        ("120-1.1", "第一百二十条之一第一款"),
        ("18..1", "第十八条第一项"),
        ("18.1.2.3", "第十八条第一款第二项第三目"),
        ("18.1.2-1", "第十八条第一款第二项之一"),
        ("10000.20000.30000.40000", "第10000条第20000款第30000项第40000目"),
        ("ch_3", "ch_3"),
        ("annex_1/3", "annex_1/3"),
        ("34.", "第三十四条"),
        ("", ""),
    ],
)
def test_labels_are_said_as_people_say_them(label: str, name: str) -> None:
    """A label of another form comes back as it is, so that nothing is hidden."""
    assert label_name(label) == name
