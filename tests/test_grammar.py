"""Runs of 第X条第Y款第（Z）项 and chapters: what they name, and where they end."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.cite import grammar
from lawgraph.cite.pinpoints import Place, read_divisions, read_places
from lawgraph.domain.numerals import article_name

ROWS = [
    # one article, in all ways of writing the number
    ("第三十四条规定", "第三十四条", ["34"]),
    ("第12条", "第12条", ["12"]),
    ("第１２条", "第１２条", ["12"]),
    ("第 12 条", "第 12 条", ["12"]),
    ("第一千二百六十条", "第一千二百六十条", ["1260"]),
    ("第一百二十条之一", "第一百二十条之一", ["120-1"]),
    ("第一百二十条之一、之二", "第一百二十条之一、之二", ["120-1", "120-2"]),
    ("第一百二十条之一第一款", "第一百二十条之一第一款", ["120-1.1"]),
    # 之规定 is no inserted article
    ("第五条之规定", "第五条", ["5"]),
    # 款, 项, 目
    ("第三十三条第一款", "第三十三条第一款", ["33.1"]),
    ("第三十三条第一款第二项", "第三十三条第一款第二项", ["33.1.2"]),
    ("第三十三条第一款第（二）项", "第三十三条第一款第（二）项", ["33.1.2"]),
    ("第三十三条第1款第(2)项", "第三十三条第1款第(2)项", ["33.1.2"]),
    ("第三十三条第一款第（二）项第3目", "第三十三条第一款第（二）项第3目", ["33.1.2.3"]),
    # 条 straight to 项
    ("第十八条第一项", "第十八条第一项", ["18..1"]),
    ("第七条（三）项", "第七条（三）项", ["7..3"]),
    ("第七条（三）的规定", "第七条（三）", ["7..3"]),
    # 项目, 款式, 款项 are words
    ("第七条第一款和第二款项目", "第七条第一款", ["7.1"]),
    ("第七条第三项目标", "第七条", ["7"]),
    # lists
    ("第十七、十八条、十九条", "第十七、十八条、十九条", ["17", "18", "19"]),
    ("第五十一条、五十二条", "第五十一条、五十二条", ["51", "52"]),
    ("第二十八条、第三十条、第四十一条第二款", "第二十八条、第三十条、第四十一条第二款", ["28", "30", "41.2"]),
    ("第五条和第六条", "第五条和第六条", ["5", "6"]),
    ("第五条，第六条", "第五条，第六条", ["5", "6"]),
    ("第五条或者第六条", "第五条或者第六条", ["5", "6"]),
    ("第五条以及第六条", "第五条以及第六条", ["5", "6"]),
    # a list that is none: 第五条、三条措施; 第五条、第六批; 第五条，六条
    ("第五条、三条措施", "第五条", ["5"]),
    ("第五条、第六批", "第五条", ["5"]),
    ("第五条，六条", "第五条", ["5"]),
    # ranges
    ("第三条至第五条", "第三条至第五条", ["3", "4", "5"]),
    ("第一至三条", "第一至三条", ["1", "2", "3"]),
    ("第12条-第14条", "第12条-第14条", ["12", "13", "14"]),
    ("第十条第一款至第三款", "第十条第一款至第三款", ["10.1", "10.2", "10.3"]),
    ("第十条第（一）至（三）项", "第十条第（一）至（三）项", ["10..1", "10..2", "10..3"]),
    # numbers that inherit what stands before them
    ("第十条第二款、第三款", "第十条第二款、第三款", ["10.2", "10.3"]),
    ("第十条第一、二款", "第十条第一、二款", ["10.1", "10.2"]),
    ("第十条第一款第（一）项、第（三）项", "第十条第一款第（一）项、第（三）项", ["10.1.1", "10.1.3"]),
    ("第十条第一款第一项、第二款", "第十条第一款第一项、第二款", ["10.1.1", "10.2"]),
    ("第十条第一款第（一）、（四）项，第二十条", "第十条第一款第（一）、（四）项，第二十条", ["10.1.1", "10.1.4", "20"]),
    # 但书 belongs to the run
    ("第十条但书", "第十条但书", ["10"]),
    ("第十条第一款前段", "第十条第一款前段", ["10.1"]),
    # broken over a line
    ("第十\n条", "第十\n条", ["10"]),
    # the same provision twice is one
    ("第十条、第十条", "第十条、第十条", ["10"]),
]


@pytest.mark.parametrize(("text", "said", "labels"), ROWS)
def test_a_run_names_its_provisions(text: str, said: str, labels: list[str]) -> None:
    """The labels are what a lookup in a version asks for, the end is where the citation's span ends."""
    read = read_places(text, 0)
    assert read is not None
    assert (text[: read.end], [place.label for place in read.places]) == (said, labels)


@pytest.mark.parametrize(
    "text",
    [
        "第十条例外",
        "第三条件",
        "第一款式",
        "第一款",
        "第二项",
        "第条",
        "第零条",
        "第一批",
        "第三者",
        "第九千九百九十九条",
        "十条措施",
        "第一条约",
        "",
        "第",
    ],
)
def test_what_names_no_article(text: str) -> None:
    """A paragraph or item alone, a word that only begins alike, and numbers that no statute reaches are no run."""
    assert read_places(text, 0) is None


def test_a_run_goes_on_from_what_it_inherits() -> None:
    """该条第二款 names a paragraph of the article named before."""
    read = read_places("第二款第（一）项和第三款", 0, inherited=Place("33"))
    assert read is not None
    assert [place.label for place in read.places] == ["33.2.1", "33.3"]


def test_a_number_behind_a_title_may_stand_without_its_ordinal() -> None:
    """刑法234条 is common in speech; elsewhere 三条 counts things."""
    assert read_places("234条", 0) is None
    read = read_places("234条", 0, bare_number=True)
    assert read is not None
    assert read.places == (Place("234"),)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第三章", ["ch_3"]),
        ("第二编第三章", ["pt_2/ch_3"]),
        ("第三章第二节", ["ch_3/sec_2"]),
        ("第三章、第四章", ["ch_3", "ch_4"]),
        ("第二分编", ["sp_2"]),
    ],
)
def test_divisions_have_the_labels_of_the_library(text: str, labels: list[str]) -> None:
    """Chapters are named as ``text.statute`` labels them, or a lookup would miss."""
    read = read_divisions(text, 0)
    assert read is not None
    assert [place.label for place in read.places] == labels


def test_a_chapter_system_is_no_chapter() -> None:
    """章制 and numbers without a unit name nothing."""
    assert read_divisions("第三章制", 0) is None
    assert read_divisions("第三", 0) is None


@given(st.integers(1, 1500), st.integers(0, 9))
def test_every_article_name_reads_back(number: int, inserted: int) -> None:
    """What ``article_name`` prints, the grammar reads: the two are used on the two ends of one lookup."""
    label = f"{number}-{inserted}" if inserted else str(number)
    read = read_places(article_name(label), 0)
    assert read is not None
    assert [place.label for place in read.places] == [label]


@given(st.text(alphabet="第一二三十百条款项目之、和至（）0123，-章节", max_size=60))
def test_any_run_ends_inside_the_text(text: str) -> None:
    """The alphabet of pinpoints in any order neither raises nor runs over the end."""
    for read in (read_places(text, 0), read_divisions(text, 0)):
        assert read is None or (0 < read.end <= len(text) and read.places)


@pytest.mark.parametrize("unit", ["第", "第一、", "第一条、", "《", "》《", "第一款", "（", "〔2020〕", "本法", "落实", "以下简称"])
def test_patterns_are_linear(unit: str) -> None:
    """Twice the text takes at most about twice the time, or an upload could hold the service."""
    patterns = [getattr(grammar, name) for name in grammar.__all__ if hasattr(getattr(grammar, name), "finditer")]

    def seconds(times: int) -> float:
        text = unit * times
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            for pattern in patterns:
                if not pattern.pattern.endswith("$"):
                    for _match in pattern.finditer(text):
                        pass
            best = min(best, time.process_time() - start)
        return best

    assert seconds(8000) < 3.5 * seconds(4000) + 0.05


def test_every_pattern_is_listed() -> None:
    """``__all__`` names what other modules may use; a pattern that nobody lists is one that nobody tests."""
    public = {name for name in vars(grammar) if name.isupper() and not name.startswith("_") and name != "NUMERAL"}
    assert public == set(grammar.__all__)
