"""Completions: what a half-typed query may become, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.app import create_app
from lawgraph.services import importing
from lawgraph.services.search.completing import Completer
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.search import build, open_index
from linked import TODAY, open_linked
from made_up import write_folder

LAW = "中华人民共和国纸船法"
RULES = "纸船法实施条例"
OLD_RULES = "灯船管理暂行条例"
LOCAL = "青屿市纸船漂流安全管理规定"


@pytest.fixture(scope="module")
def completer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Completer]:
    """Over the made-up statutes."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('home') / 'lawgraph.sqlite3'}")
    importing.add(database, str(write_folder(tmp_path_factory.mktemp("laws"))), Path("none"))
    library = Library(database)
    folder = tmp_path_factory.mktemp("index") / "search"
    build(library.articles(), folder)
    yield Completer(library, open_index(folder))
    database.dispose()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("纸", [LAW, RULES]),
        ("纸船法", [LAW, RULES]),
        ("《纸船法", [LAW, RULES]),
        ("中华人民共和国纸", [LAW, RULES]),
        ("紙船法", [LAW, RULES]),
        ("暂行", [OLD_RULES]),
        ("zcf", [LAW, RULES]),
        ("ZCFS", [RULES]),
        ("zhichuanfa", [LAW, RULES]),
        ("zhi chuan fa shi", [RULES]),
        ("qys", [LOCAL]),
        ("鲸鱼", []),
        ("", []),
        ("《", []),
    ],
)
def test_titles(completer: Completer, typed: str, names: list[str]) -> None:
    """By their beginning, by pinyin, by a part; the higher law first."""
    found = completer.complete(typed, at=TODAY)
    assert [item.work.title for item in found] == names
    assert all((item.article, item.provision, item.caption) == ("", "", "") for item in found)


@pytest.mark.parametrize(
    ("typed", "articles"),
    [
        ("纸船法4", ["4"]),
        ("纸船法 第四", ["4"]),
        ("纸船法第４条", ["4"]),
        ("《纸船法》第四条", ["4"]),
        ("纸船法第", ["1", "2", "3", "4", "5", "6"]),
        ("纸船法9", []),
        ("纸船法第四条之", []),
        ("纸船法实施条例二", ["2"]),
    ],
)
def test_articles(completer: Completer, typed: str, articles: list[str]) -> None:
    """The articles whose number begins so, in figures or in Chinese, each with where it leads and its first words."""
    found = [item for item in completer.complete(typed, at=TODAY) if item.article]
    assert [item.article for item in found] == articles
    assert all(item.provision.endswith(f"/art_{item.article}") and item.caption for item in found)


def test_articles_are_those_of_the_day(completer: Completer) -> None:
    """Article 4 of 2016 forbade leaking boats."""
    old, new = (completer.complete("纸船法4", at=at)[0] for at in (date(2016, 1, 1), TODAY))
    assert (old.name, new.name) == ("纸船法第四条", "纸船法第四条")
    assert old.provision != new.provision
    assert old.caption.startswith("漏水")


@given(st.text(alphabet=st.sampled_from('纸船法第四条之一3０zcf 《》"\ud800'), max_size=12), st.integers(1, 4))
def test_nothing_typed_fails(completer: Completer, typed: str, limit: int) -> None:
    """Whatever stands in the field for a moment is answered, and never with more than was asked for."""
    assert len(completer.complete(typed, at=TODAY, limit=limit)) <= limit


def test_the_api_completes(tmp_path: Path) -> None:
    """What the field asks while somebody types."""
    wiring = open_linked(tmp_path)
    client = create_app(wiring.settings, wiring=wiring).test_client()
    found = client.get("/api/v1/titles?q=纸船法4&at=2016-01-01").get_json()
    assert [item["article"] for item in found["completions"]] == ["4"]
    assert client.get("/api/v1/titles?q=").status_code == 400
    wiring.database.dispose()
