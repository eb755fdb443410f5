"""Versions of a real library compared: by day of publication or by day of force, with the words that went and came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lawgraph.errors import UnknownProvision, UnknownWork
from lawgraph.services.comparing import Comparer
from lawgraph.services.importing import add
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from made_up import write_folder

LAW = "/eli/cn/national/law/2015/zhichuan-fa"


@pytest.fixture(scope="module")
def comparer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comparer]:
    """Over the made-up statutes."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('db') / 'lawgraph.sqlite3'}")
    add(database, str(write_folder(tmp_path_factory.mktemp("laws"))), Path("nowhere"))
    yield Comparer(Library(database))
    database.dispose()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2015-03-01", "2021-01-22"),
        # days on which they applied
        ("2020-01-01", "2026-01-01"),
        ("2021-07-14", "2021-07-15"),
    ],
)
def test_versions_by_publication_or_by_force(comparer: Comparer, before: str, after: str) -> None:
    """An advisor knows the day of the report, a lawyer the day of the law."""
    found = comparer.compare(LAW, date.fromisoformat(before), date.fromisoformat(after))
    assert (found.old.id, found.new.id) == (f"{LAW}/2015-03-01", f"{LAW}/2021-01-22")
    assert found.counts() == {"same": 1, "moved": 0, "changed": 4, "added": 1, "removed": 0}


@pytest.mark.parametrize(
    ("number", "becomes"), [("1", ("changed", "1")), ("2", ("same", "2")), ("3", ("changed", "4")), ("4", ("changed", "5")), ("5", ("changed", "6"))]
)
def test_the_number_that_an_old_article_bears_now(comparer: Comparer, number: str, becomes: tuple[str, str]) -> None:
    """第三条 of 2015 is 第四条 of 2021."""
    found = comparer.successor(f"{LAW}/2015-03-01", number, f"{LAW}/2021-01-22")
    assert found is not None
    assert (found.kind.value, found.new) == becomes


@pytest.mark.parametrize(
    ("old", "number", "new"), [("2015-03-01", "9", "2021-01-22"), ("2015-03-01", "3", "2015-03-01"), ("1999-01-01", "3", "2021-01-22")]
)
def test_no_number_is_made_up(comparer: Comparer, old: str, number: str, new: str) -> None:
    """An article that never was, the same version, a version without text: there is no successor to name."""
    assert comparer.successor(f"{LAW}/{old}", number, f"{LAW}/{new}") is None


def test_the_words_of_each_change(comparer: Comparer) -> None:
    """Pieces for what changed, none where the words are the same or stand on one side alone."""
    found = comparer.words(comparer.compare(LAW, date(2015, 3, 1), date(2021, 1, 22)))
    pieces = {changed.change.new: changed.pieces for changed in found}
    assert ("added", "保护水面清洁，") in pieces["1"]
    assert pieces["2"] == pieces["3"] == ()
    old, new = comparer.texts(f"{LAW}/2015-03-01"), comparer.texts(f"{LAW}/2021-01-22")
    assert "".join(words for sort, words in pieces["4"] if sort != "added") == old["3"]
    assert "".join(words for sort, words in pieces["4"] if sort != "removed") == new["4"]


@pytest.mark.parametrize(
    ("work", "day", "error"), [(LAW, "2010-01-01", UnknownProvision), ("/eli/cn/national/law/2015/none", "2015-03-01", UnknownWork)]
)
def test_what_cannot_be_compared(comparer: Comparer, work: str, day: str, error: type[Exception]) -> None:
    """No text of that day, no such work: said, with the versions that there are."""
    with pytest.raises(error) as raised:
        comparer.compare(work, date.fromisoformat(day), date(2021, 1, 22))
    assert error is UnknownWork or "2015-03-01、2021-01-22" in str(raised.value)
