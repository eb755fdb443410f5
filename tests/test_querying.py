"""The query language: what is well formed is read as meant; what is not is read as words, and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.services.search.querying import Asked, read_query, simplified
from lawgraph.store.search import All, Condition, Either, Filters, Holds, InWorks, Not, Numbered, Terms, build, open_index
from test_search import NEW, ROWS


def works(field: str, value: str) -> tuple[str, ...]:
    """A library in which every field is answered by a work that is named after it."""
    return (f"{field}/{value}",)


@pytest.mark.parametrize(
    ("query", "words", "condition"),
    [
        ('"有无漏水"', "有无漏水", Holds("有无漏水")),
        ("“有无漏水” 检查", "有无漏水 检查", Holds("有无漏水")),
        ("「有无漏水」", "有无漏水", Holds("有无漏水")),
        ("检查 -灯塔", "检查", Not(Holds("灯塔"))),
        ("检查 －灯塔", "检查", Not(Holds("灯塔"))),
        ('检查 -"灯塔 人员"', "检查", Not(Holds("灯塔 人员"))),
        ("检查 -(灯塔|值守)", "检查", Not(Either((Holds("灯塔"), Holds("值守"))))),
        ("检查 -灯塔 -值守", "检查", All((Not(Holds("灯塔")), Not(Holds("值守"))))),
        ("纸船|灯塔", "纸船 灯塔", Either((Holds("纸船"), Holds("灯塔")))),
        ("纸船｜灯塔", "纸船 灯塔", Either((Holds("纸船"), Holds("灯塔")))),
        ("纸船 漏水 | 灯塔", "纸船 漏水 灯塔", Either((All((Holds("纸船"), Holds("漏水"))), Holds("灯塔")))),
        ("(纸船|灯塔) 检查", "纸船 灯塔 检查", Either((Holds("纸船"), Holds("灯塔")))),
        ("（纸船|（灯塔|船坞）） 检查", "纸船 灯塔 船坞 检查", Either((Holds("纸船"), Either((Holds("灯塔"), Holds("船坞")))))),
        ("标题:纸船 检查", "检查", InWorks(("标题/纸船",))),
        ("标题：“纸船 法” 检查", "检查", InWorks(("标题/纸船 法",))),
        ("发文机关:灯塔署", "", InWorks(("发文机关/灯塔署",))),
        ("条:4", "", Numbered("4")),
        ("条:第一百二十条之一", "", Numbered("120-1")),
        ("条:33条 检查", "检查", Numbered("33")),
        ("标题:纸船 条:4 检查", "检查", All((InWorks(("标题/纸船",)), Numbered("4")))),
        ("标题:纸船|标题:灯塔", "", Either((InWorks(("标题/纸船",)), InWorks(("标题/灯塔",))))),
        ("检查 -条:4", "检查", Not(Numbered("4"))),
    ],
)
def test_a_well_formed_query_is_read_as_meant(query: str, words: str, condition: Condition) -> None:
    """Each sign alone and with others, in Chinese and Latin widths."""
    asked = read_query(query, works)
    assert (asked.words, asked.condition, asked.notes) == (words, condition, ())


@pytest.mark.parametrize(
    "query",
    [
        "检查漏水",
        "纸船管理办法（试行）",
        "2021-2025年规划",
        "X-光机",
        "第三条:检查",
        "http://例.cn",
        "纸船 - 灯塔",
        "国办发〔2022〕27号",
        "(纸船)",
        "-",
        "",
    ],
)
def test_what_only_looks_like_a_sign_is_a_word(query: str) -> None:
    """Brackets of a title, a dash inside a word or between blanks, a colon after something else than a field."""
    assert read_query(query, works) == Asked(query)


@pytest.mark.parametrize(
    ("query", "words", "note"),
    [
        ('"有无漏水', "有无漏水", "引号"),
        ("有无漏水”", "有无漏水", "引号"),
        ("纸船|", "纸船", "“|”"),
        ("|纸船", "纸船", "“|”"),
        ("纸船||灯塔", "纸船 灯塔", "“|”"),
        ("(纸船|灯塔", "纸船 灯塔", "括号"),
        ("纸船|灯塔)", "纸船 灯塔", "括号"),
        ("(|)", "", "括号"),
        ('检查 -""', "检查", "没有词语"),
        ("标题: | 纸船", "标题: 纸船", "标题"),
        ("条:检查", "条:检查", "不是条号"),
        ("条:4至6", "条:4至6", "不是条号"),
        ('""', "", "没有词语"),
        ("(" * 30 + "纸船|灯塔" + ")" * 30, "纸船 灯塔", "太深"),
    ],
)
def test_a_malformed_query_is_read_as_words_and_says_so(query: str, words: str, note: str) -> None:
    """The note names what is wrong."""
    asked = read_query(query, works)
    assert asked.words.split() == words.split()
    assert asked.condition is None
    assert len(asked.notes) == 1
    assert note in asked.notes[0]


@given(st.text(alphabet='纸船灯塔 4条标题:："“”「」|｜()（）-－，', max_size=30))
def test_no_query_fails(query: str) -> None:
    """Read whole or as words: a condition and a note never come together."""
    asked = read_query(query, works)
    assert asked.condition is None or not asked.notes


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("行政處罰法", "行政处罚法"),
        ("國務院關於規範行政裁量權基準", "国务院关于规范行政裁量权基准"),
        ("著作權", "著作权"),
        ("行政处罚法", "行政处罚法"),
        ("〔2022〕27号", "〔2022〕27号"),
        ("ABC𠮷", "ABC𠮷"),
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(written: str, read: str) -> None:
    """The law is written in simplified characters; what has no simplified form stays."""
    assert simplified(written) == read


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_a_selective_condition_needs_no_word(engine: str, tmp_path: Path) -> None:
    """漏水并 is no word of the dictionary's cut; letter for letter it stands in one article, and the other words only order."""
    rows = [*ROWS, replace(NEW, number="9", text="有船漏水并下沉的，应当捞起。")]
    build(rows, tmp_path / "search", engine=engine)
    asked = read_query('"漏水并" 灯火', works)
    filters = Filters(at=date(2024, 1, 1), condition=asked.condition)
    hits = open_index(tmp_path / "search").search(Terms.of(asked.words).at_least(0), filters, limit=5).hits
    assert asked.selective
    assert [hit.number for hit in hits] == ["9"]
