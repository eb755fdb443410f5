"""Everyday words find the articles that say the same in the law's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lawgraph.domain.levels import Kind
from lawgraph.services.search.synonyms import EVERYDAY, widened
from lawgraph.store.articles import ArticleRow
from lawgraph.store.search import ArticleIndex, Filters, Terms, build, open_index

BLANK = ArticleRow(
    work="/eli/cn/national/law/2015/", title="甲", names=(), kind=Kind.LAW, issuer="", jurisdiction="national", version="", number="1", chapter="", text="",
    caption="", gist="", starts=None, ends=None,
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ArticleIndex:
    """For each entry an article that says nothing but the law's words."""
    folder = tmp_path_factory.mktemp("index") / "search"
    build((replace(BLANK, work=f"{BLANK.work}{n}", version=f"v{n}", text=law) for n, law in enumerate(EVERYDAY.values())), folder)
    return open_index(folder)


@pytest.mark.parametrize(("everyday", "law"), EVERYDAY.items())
def test_each_everyday_word_finds_the_laws_words(index: ArticleIndex, everyday: str, law: str) -> None:
    """The article is found by the everyday word, and every entry says something else than it stands for."""
    hits = index.search(widened(everyday, Terms.of(everyday)), Filters(), limit=len(EVERYDAY)).hits
    assert law in {hit.text for hit in hits}
    assert everyday not in law.split()


@pytest.mark.parametrize("text", ["人民警察的训练", "纸船漏水检查", ""])
def test_other_words_stay_as_they_are(text: str) -> None:
    """警察 inside 人民警察 is no everyday word; what has no entry is not widened."""
    assert widened(text, Terms.of(text)) == Terms.of(text)
