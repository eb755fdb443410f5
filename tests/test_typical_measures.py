"""The topics against sentences of the kind that reports hold: what touches one, what touches none, and which article stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from lawgraph.services.topics import TopicBook
from lawgraph.settings import data_folder
from lawgraph.store.records import load_topics

TABLE: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("data").joinpath("typical_measures.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def book() -> TopicBook:
    """Our topics."""
    return TopicBook(load_topics(data_folder() / "topics"))


def _led(book: TopicBook, rows: Sequence[Mapping[str, Any]]) -> float:
    """The share of the measures of which a touched topic names an accepted work."""
    led = [
        any(
            link.work.removeprefix("中华人民共和国") in {place.rsplit(" ", 1)[0] for place in row["accepted"]}
            for touched in book.touched(row["measure"])
            for link in touched.topic.articles
        )
        for row in rows
    ]
    return sum(led) / len(led)


@pytest.mark.parametrize(("half", "least"), [("development", 0.98), ("check", 0.90)])
def test_typical_measures_touch_a_topic_that_leads_to_their_law(book: TopicBook, half: str, least: float) -> None:
    """What a body does every year must be recognised in its own loose words."""
    assert len(TABLE[half]) == 125
    assert _led(book, TABLE[half]) >= least


@pytest.mark.parametrize("slogan", TABLE["slogans"])
def test_slogans_touch_no_topic(book: TopicBook, slogan: str) -> None:
    """Praise, resolve, figures and names have no legal basis, and none must be made up for them."""
    assert book.touched(slogan) == ()


@pytest.mark.parametrize("row", TABLE["other_meanings"], ids=lambda row: row["not"])
def test_a_shared_word_is_not_enough(book: TopicBook, row: Mapping[str, str]) -> None:
    """窗口, 普查 and 联席会议 are said of everything; the topic must be named more closely."""
    keys = {touched.topic.key for touched in book.touched(row["measure"])}
    assert row["not"] not in keys


@pytest.mark.parametrize(
    ("measure", "key"),
    [
        ("学校食堂落实陪餐制度", "xuexiao-shipin"),
        ("依法查封扣押，履行催告程序", "xingzheng-qiangzhi"),
        ("检查电梯和锅炉等特种设备", "tezhong-shebei"),
        ("规范电动自行车上牌", "diandong-che"),
        ("夜查酒驾醉驾", "jiujia"),
    ],
)
def test_a_narrow_topic_comes_before_the_wide_one(book: TopicBook, measure: str, key: str) -> None:
    """Each of these also says a phrase of a wider topic; the body's adviser would name the narrow law first."""
    assert book.touched(measure)[0].topic.key == key
