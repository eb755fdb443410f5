"""Many files, one work; two prints, one version: what is joined and what stays apart, by import for real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lawgraph.services.importing import add
from lawgraph.store.database import Database
from lawgraph.store.joining import apart, far, loose_key, one_making, succeeds
from lawgraph.store.library import Library

Shelf = Callable[..., Library]
WORDS = ("纸船下水前应当检查。", "漏水的纸船不得下水。", "灯船夜间应当点灯。")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A library of Markdown files, each given as (file's name, title, lines on the making, clause)."""

    def fill(*files: tuple[str, str, str, str], words: tuple[str, ...] = WORDS) -> Library:
        folder = tmp_path / "laws"
        folder.mkdir()
        for name, title, making, clause in files:
            body = "\n\n".join(f"第{number}条 {line}" for number, line in zip("一二三四", (*words, clause), strict=False))
            (folder / f"{name}.md").write_text(f"# {title}\n\n{making}\n\n<!-- INFO END -->\n\n{body}\n", "utf-8")
        database = Database(f"sqlite:///{tmp_path / 'lawgraph.sqlite3'}")
        add(database, str(folder), Path("nowhere"))
        return Library(database)

    return fill


JUNE = "本规定自2020年6月1日起施行。"


@pytest.mark.parametrize(
    ("one", "other", "works"),
    [
        # the issuers joined by a sign or by spaces; 的 or none
        (("a", "法院、检察院关于纸船的规定", "2020年5月5日 会议通过", JUNE), ("b", "法院  检察院关于纸船的规定", "2020年5月5日 会议通过", JUNE), 1),
        (("a", "青屿市实施《纸船法》的若干规定", "2020年5月5日 会议通过", JUNE), ("b", "青屿市实施《纸船法》若干规定", "2020年5月5日 会议通过", JUNE), 1),
        # the same words under a title that lacks its issuer
        (("a", "船坞总局关于纸船检查的若干规定", "2020年5月5日 会议通过", JUNE), ("b(2020-05-20)", "关于纸船检查的若干规定", "", JUNE), 1),
        # nearly the same title, and neither a day nor the words in common
        (("a", "青屿市实施《纸船法》的若干规定", "2020年5月5日 会议通过", JUNE), ("b", "青屿市实施《纸船法》若干规定", "2011年1月1日 会议通过", "本规定自2011年6月1日起施行。"), 2),
        # a text on trial and the one that followed it
        (("a", "纸船规定（试行）", "2020年5月5日 会议通过", JUNE), ("b", "纸船规定", "2020年5月5日 会议通过", JUNE), 2),
        (("a", "纸船暂行规定", "2020年5月5日 会议通过", JUNE), ("b", "纸船规定", "2020年5月5日 会议通过", JUNE), 2),
        # a law and what implements it, two places, two numbers
        (("a", "纸船规定", "2020年5月5日 会议通过", JUNE), ("b", "纸船规定实施细则", "2020年5月5日 会议通过", JUNE), 2),
        (("a", "青屿市纸船规定", "2020年5月5日 会议通过", JUNE), ("b", "云川市纸船规定", "2020年5月5日 会议通过", JUNE), 2),
        (("a", "关于纸船的规定（一）", "2020年5月5日 会议通过", JUNE), ("b", "关于纸船的规定（二）", "2020年5月5日 会议通过", JUNE), 2),
        (("a", "纸船规定", "2020年5月5日 会议通过", JUNE), ("b", "青屿市纸船规定", "2020年5月5日 会议通过", JUNE), 2),
    ],
)  # fmt: skip
def test_when_two_titles_are_one_work(shelf: Shelf, one: tuple[str, str, str, str], other: tuple[str, str, str, str], works: int) -> None:
    """Two works for one law hide half its versions; one work for two laws gives the wrong text."""
    library = shelf(one, other)
    assert library.counts()["works"] == works
    assert (library.find(one[1]).id == library.find(other[1]).id) is (works == 1)


@pytest.mark.parametrize(
    ("one", "other", "versions"),
    [
        # a file's day beside the day of adoption, and one entry into force
        (("a", "纸船规定", "2020年5月5日 会议通过", JUNE), ("b(2020-05-20)", "纸船规定", "", JUNE), 1),
        (("a", "纸船规定", "2020年1月5日 会议通过", JUNE), ("b", "纸船规定", "2020年5月20日 公布", JUNE), 1),
        # a site lists a rule some weeks after it was published
        (("a", "纸船规定", "2020年5月5日 会议通过\n\n2022年4月7日 会议修订", ""), ("b(2020-05-30)", "纸船规定", "", ""), 2),
        # two years apart
        (("a", "纸船规定", "2020年5月5日 会议通过", JUNE), ("b(2022-05-20)", "纸船规定", "", "本规定自2022年6月1日起施行。"), 2),
        (("a", "纸船规定", "2020年5月5日 会议通过", JUNE), ("b", "纸船规定", "2020年7月5日 会议通过", "本规定自2020年8月1日起施行。"), 2),
    ],
)
def test_when_two_files_are_one_version(shelf: Shelf, one: tuple[str, str, str, str], other: tuple[str, str, str, str], versions: int) -> None:
    """A version that stands twice makes an amendment of nothing."""
    library = shelf(one, other)
    assert len(library.versions(library.find("纸船规定").id)) == versions


def test_a_text_on_trial_is_replaced_by_the_one_that_ends_it(shelf: Shelf) -> None:
    """Two works, and the clause makes the one the successor of the other; what it ends besides is only repealed."""
    library = shelf(
        ("a", "纸船规定（试行）", "2010年5月5日 会议通过", "本规定自2010年6月1日起施行。"),
        ("b", "纸船规定", "2020年5月5日 会议通过", JUNE + "《纸船规定（试行）》、《灯船规定》同时废止。"),
    )
    trial = library.find("纸船规定（试行）").id
    assert {(row.relation, row.target) for row in library.relations(library.find("纸船规定").id)} == {
        ("repeals", "纸船规定（试行）"), ("replaces", "纸船规定（试行）"), ("repeals", "灯船规定"),
    }  # fmt: skip
    assert library.force(trial, date(2020, 5, 31)).status.value == "in_force"
    assert library.force(trial, date(2020, 6, 1)).replaced_by == ("纸船规定",)


@pytest.mark.parametrize(
    ("title", "other", "follows"),
    [
        ("纸船规定", "纸船规定（试行）", True),
        ("纸船规定", "纸船暂行规定", True),
        ("纸船规定", "纸船试行规定", True),
        ("纸船规定", "纸船规定", False),
        ("纸船规定", "灯船暂行规定", False),
        ("纸船暂行规定", "纸船规定", False),
        ("纸船法", "纸船暂行条例", False),
    ],
)
def test_what_follows_a_text_on_trial(title: str, other: str, follows: bool) -> None:
    """Only the same title without 试行 or 暂行."""
    assert succeeds(title, other) is follows


@pytest.mark.parametrize(
    ("days", "others", "weak", "shared", "one"),
    [
        (["2020-05-05"], ["2020-05-30"], True, False, True),
        (["2020-05-05"], ["2020-05-30"], False, False, False),
        (["2020-05-05"], ["2020-07-30"], True, False, False),
        (["2020-05-05"], ["2020-07-30"], False, True, True),
        (["2020-05-05"], ["2021-07-30"], False, True, False),
        (["2018-05-05", "2020-05-05"], ["2020-05-30"], True, False, True),
        ([], ["2020-05-30"], True, True, False),
    ],
)
def test_when_days_of_making_are_one(days: list[str], others: list[str], weak: bool, shared: bool, one: bool) -> None:
    """Near days are not enough where both sources know the making."""
    force = {date(2020, 6, 1)} if shared else set()
    assert one_making({date.fromisoformat(day) for day in days}, {date.fromisoformat(day) for day in others}, weak=weak, in_force=force) is one


def test_the_small_rules() -> None:
    """Spelling, missing issuers, and days that are years apart."""
    assert loose_key("关于纸船、灯船的规定") == loose_key("关于纸船，灯船规定")
    assert apart("关于纸船检查的规定", ["船坞总局关于纸船检查的规定"]) == "船坞总局关于纸船检查的规定"
    assert apart("纸船规定", ["青屿市纸船规定"]) is None
    assert far({date(2020, 1, 1)}, frozenset({date(2022, 1, 1)}))
    assert not far(set(), frozenset({date(2022, 1, 1)}))
