"""Searching: what a person names is looked up and stands first; what they describe is found; nothing they type fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lawgraph.domain.levels import Kind
from lawgraph.domain.models import ForceStatus
from lawgraph.services import importing
from lawgraph.services.search.answers import Within
from lawgraph.services.search.lookup import NameBook, read_label
from lawgraph.services.search.searching import Searcher
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from made_up import searcher_of, write_folder

TODAY = date(2024, 1, 1)
LAW = "/eli/cn/national/law/2015/zhichuan-fa"
RULES = "纸船法实施条例"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The made-up statutes, imported for real."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('home') / 'lawgraph.sqlite3'}")
    importing.add(database, str(write_folder(tmp_path_factory.mktemp("laws"))), Path("none"))
    yield Library(database)
    database.dispose()


@pytest.fixture(scope="module")
def searcher(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A searcher over them."""
    return searcher_of(library, tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(
    ("written", "label", "end"),
    [
        ("第三十三条第一款", "33.1", 8),
        ("33条", "33", 3),
        ("第 33 条", "33", 6),
        ("第一百二十条之一第二款第（三）项", "120-1.2.3", 16),
        ("第十八条第二项", "18..2", 7),
        (" 33", "33", 3),
        ("33 听证", "33", 2),
        ("2021年", "", 0),
        ("第三章", "", 0),
        ("33个", "", 0),
        ("", "", 0),
    ],
)
def test_read_label(written: str, label: str, end: int) -> None:
    """Articles as people write them, and the numbers beside them that are none."""
    assert read_label(written) == (label, end)


@pytest.mark.parametrize(
    ("query", "title", "article", "provision"),
    [
        ("纸船法4条", "中华人民共和国纸船法", "4", "2021-01-22/art_4"),
        ("《纸船法》第四条第二款", "中华人民共和国纸船法", "4", "2021-01-22/art_4/para_2"),
        ("中华人民共和国纸船法 第4条", "中华人民共和国纸船法", "4", "2021-01-22/art_4"),
        ("《中华人民共和国纸船法》（2021年修订）第四条第一款第（二）项", "中华人民共和国纸船法", "4", "2021-01-22/art_4/para_1/item_2"),
        ("纸船法 4", "中华人民共和国纸船法", "4", "2021-01-22/art_4"),
        ("纸船法第四条第九款", "中华人民共和国纸船法", "4", "2021-01-22/art_4"),
        ("zcf4条", "中华人民共和国纸船法", "4", "2021-01-22/art_4"),
        ("ZCF", "中华人民共和国纸船法", "", ""),
        ("纸船法", "中华人民共和国纸船法", "", ""),
        ("纸船法第九十九条", "中华人民共和国纸船法", "", ""),
        ("纸船法实施条例第二条", "纸船法实施条例", "2", "2016-05-05/art_2"),
        ("纸船法 漏水", "中华人民共和国纸船法", "5", "2021-01-22/art_5"),
        ("纸船法漏水", "中华人民共和国纸船法", "5", "2021-01-22/art_5"),
        ("漂流安全管理规定", "青屿市纸船漂流安全管理规定", "", ""),
        ("安全管理规定 风险", "青屿市纸船漂流安全管理规定", "2", "2022-03-18/art_2"),
        ("青屿市安全管理规定", "青屿市纸船漂流安全管理规定", "", ""),
    ],
)
def test_what_is_named_comes_first(searcher: Searcher, query: str, title: str, article: str, provision: str) -> None:
    """With and without brackets, article, paragraph; by initials; by a name that is only near."""
    hit = searcher.search(query, at=TODAY).hits[0]
    assert (hit.work.title, hit.article) == (title, article)
    assert hit.provision.endswith(provision)
    assert bool(hit.provision) == bool(article)


@pytest.mark.parametrize("query", ["纸船法人", "纸船", "船法", "漂流规定人", "第四条", "abc", "4"])
def test_what_is_no_name_is_not_looked_up(library: Library, query: str) -> None:
    """A name that goes on inside a word, a part of a name that is no form of regulation, and an article without a name."""
    assert NameBook(library.works(), library.names()).read(query) is None


@pytest.mark.parametrize(
    ("at", "article", "version"),
    [(date(2016, 1, 1), "3", f"{LAW}/2015-03-01"), (date(2021, 7, 14), "3", f"{LAW}/2015-03-01"), (date(2021, 7, 15), "4", f"{LAW}/2021-01-22")],
)
def test_the_same_words_find_the_article_of_the_day(searcher: Searcher, at: date, article: str, version: str) -> None:
    """The duty to look for leaks was article 3 and became article 4."""
    hit = searcher.search("折船人检查漏水", at=at).hits[0]
    assert (hit.article, hit.version, hit.force.version, hit.force.at) == (article, version, version, at)


def test_an_article_is_looked_up_in_the_version_of_the_day(searcher: Searcher) -> None:
    """Article 4 forbade leaking boats, then asked for the look at the bottom."""
    old, new = (searcher.search("纸船法第四条", at=at).hits[0] for at in (date(2016, 1, 1), TODAY))
    assert (old.version, new.version) == (f"{LAW}/2015-03-01", f"{LAW}/2021-01-22")
    assert old.text != new.text


def test_all_versions_give_each_article_once(searcher: Searcher) -> None:
    """The definition did not change: one hit, though two versions hold it."""
    result = searcher.search("以纸折成", at=TODAY, all_versions=True)
    assert [(hit.work.id, hit.article) for hit in result.hits] == [(LAW, "2")]
    assert result.total == 1


def test_repealed_law_is_not_found_today(searcher: Searcher) -> None:
    """The lantern rules ended when the new rules began."""
    assert [[hit.work.title for hit in searcher.search("夜间点灯", at=at).hits] for at in (date(2010, 1, 1), TODAY)] == [["灯船管理暂行条例"], []]


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"level": Kind.LAW}, {"中华人民共和国纸船法"}),
        ({"level": Kind.ADMINISTRATIVE_REGULATION}, {RULES}),
        ({"jurisdiction": "national"}, {"中华人民共和国纸船法", RULES}),
        ({"issuer": "没有这个机关"}, set()),
    ],
)
def test_filters_hold_for_what_is_looked_up_too(searcher: Searcher, filters: dict[str, str], titles: set[str]) -> None:
    """A filter that a look-up ignored would show what the reader shut out."""
    for query in ("纸船法", "纸船法第二条", "纸船"):
        assert {hit.work.title for hit in searcher.search(query, at=TODAY, within=Within(**filters)).hits} <= titles  # type: ignore[arg-type]
    assert {hit.work.title for hit in searcher.search("纸船", at=TODAY, within=Within(**filters)).hits} == titles  # type: ignore[arg-type]


@pytest.mark.parametrize("query", ["漏水 检查", "折船人要检查什么", "纸船法 漏水"])
def test_highlights_are_the_words_that_were_sought(searcher: Searcher, query: str) -> None:
    """Each span holds words of the query, and the best hit has at least one."""
    hits = searcher.search(query, at=TODAY).hits
    assert hits[0].highlights
    assert all(set(hit.text[start:end]) <= set(query) for hit in hits for start, end in hit.highlights)


def test_keywords_must_all_be_there_and_a_question_need_not(searcher: Searcher) -> None:
    """Three keywords narrow; a whole question finds the nearest."""
    keywords = searcher.search("纸船 漏水 检查", at=TODAY)
    assert all({"漏水", "检查"} <= {word for word in ("漏水", "检查") if word in hit.text} for hit in keywords.hits)
    assert 0 < keywords.total < searcher.search("纸船有漏水的话还可以检查以后下水吗", at=TODAY).total


def test_keywords_that_never_meet_still_find_something(searcher: Searcher) -> None:
    """No article holds both: those that hold one are better than an empty page."""
    assert searcher.search("夜间 漏水", at=TODAY).total > 0


def test_pages_join(searcher: Searcher) -> None:
    """A looked-up hit stands on the first page alone, and nothing is lost or doubled at the border."""
    whole = searcher.search("纸船法 漏水", at=TODAY, limit=6).hits
    pages = [searcher.search("纸船法 漏水", at=TODAY, limit=2, offset=place).hits for place in (0, 2, 4)]
    assert sum(pages, ()) == whole
    assert len({(hit.work.id, hit.article) for hit in whole}) == len(whole)


def test_the_total_counts_the_hits_that_pages_show(searcher: Searcher) -> None:
    """The number above the list is the length of the list."""
    for query in ("纸船法", "纸船法第四条", "漏水"):
        result = searcher.search(query, at=TODAY, limit=100)
        assert result.total == len(result.hits)


def test_scores_fall(searcher: Searcher) -> None:
    """What is looked up outranks what is searched, and the rest stands in order."""
    assert all(one.score >= other.score for one, other in pairwise(searcher.search("纸船法第四条", at=TODAY).hits))


@pytest.mark.parametrize(
    "query",
    ["", "  ", "《》", "《", "-", "|", "()", '"', "*", "AND OR NOT", "标题:", "第条", "\x00", "\ud800", "纸" * 5000, "第" * 200 + "条", "a:b:c^2~"],
)
def test_no_query_fails(searcher: Searcher, query: str) -> None:
    """Whatever is typed is answered, if only with nothing."""
    assert searcher.search(query, at=TODAY).query == query


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.sampled_from("纸船法第四条款项《》（）()-|\"' 漏水检查之一0１a:*^~[]{}\\/的"), max_size=24))
def test_no_mixture_fails(searcher: Searcher, query: str) -> None:
    """Names, numbers and signs in any order."""
    result = searcher.search(query, at=TODAY, limit=5)
    assert len(result.hits) <= min(5, result.total)


@pytest.mark.parametrize(
    ("query", "articles", "note"),
    [
        ('"补好的"', [(LAW, "5")], ""),
        ('"补好的" 漏水', [(LAW, "5")], ""),
        ("漏水 -补好的", [(LAW, "4")], ""),
        ("标题:实施条例 条:2", [("/eli/cn/national/administrative-regulation/2016/zhichuan-fa-shishi-tiaoli", "2")], ""),
        ("标题:纸船法 条:5", [(LAW, "5")], ""),
        ("補好的", [(LAW, "5")], ""),
        ('"补好', [(LAW, "5")], "引号"),
        ("条:补好", [(LAW, "5")], "不是条号"),
        ("发文机关:没有这个机关", [], ""),
    ],
)
def test_the_query_language_finds_what_it_says(searcher: Searcher, query: str, articles: list[tuple[str, str]], note: str) -> None:
    """Through the whole search: exact words, exclusion, fields, traditional characters; what is malformed is searched as words."""
    result = searcher.search(query, at=TODAY)
    assert [(hit.work.id, hit.article) for hit in result.hits] == articles
    assert result.total == len(articles)
    assert [note in told for told in result.notes] == [True] * bool(note)


def test_a_name_with_quotes_is_a_name(searcher: Searcher) -> None:
    """Quotes and brackets belong to many titles; a query that is a whole name is looked up as it stands."""
    assert searcher.search("“纸船法”", at=TODAY).hits[0].article == ""


def test_every_facet_counts_the_whole_result(searcher: Searcher) -> None:
    """Each filter that a reader can choose comes with its number, and the numbers of a facet add up."""
    result = searcher.search("纸船", at=TODAY, limit=1)
    assert set(result.facets) == {"level", "subject", "issuer", "jurisdiction", "state", "year", "work"}
    assert {facet: sum(result.facets[facet].values()) for facet in ("level", "state", "year", "work")} == dict.fromkeys(
        ("level", "state", "year", "work"), result.total
    )


@pytest.mark.parametrize(
    ("query", "within", "at", "titles"),
    [
        ("纸船", Within(year=2021), TODAY, {"中华人民共和国纸船法"}),
        ("纸船", Within(year=2015), TODAY, set()),
        ("纸船", Within(year=2015), date(2016, 1, 1), {"中华人民共和国纸船法"}),
        ("纸船", Within(work=LAW), TODAY, {"中华人民共和国纸船法"}),
        ("纸船", Within(subject="行政法"), TODAY, {"中华人民共和国纸船法"}),
        ("纸船法", Within(subject="行政法"), TODAY, {"中华人民共和国纸船法"}),
        ("纸船", Within(subject="经济法"), TODAY, set()),
        ("纸船法", Within(year=2016), TODAY, {RULES}),
        ("纸船法", Within(work=LAW, state=ForceStatus.REPEALED), TODAY, set()),
        ("灯船", Within(state=ForceStatus.REPEALED), TODAY, {"灯船管理暂行条例"}),
        ("灯船", Within(state=ForceStatus.IN_FORCE), TODAY, {RULES}),
        ("灯船", Within(), TODAY, {RULES}),
        ("灯船", Within(state=ForceStatus.IN_FORCE), date(2010, 1, 1), {"灯船管理暂行条例"}),
    ],
)
def test_a_search_is_narrowed(searcher: Searcher, query: str, within: Within, at: date, titles: set[str]) -> None:
    """By year, work and state on the day; repealed law is found where it is asked for."""
    assert {hit.work.title for hit in searcher.search(query, at=at, within=within).hits} == titles


def test_states_are_counted_over_all_versions(searcher: Searcher) -> None:
    """Both articles of the repealed rules, and the one of the rules in force that ends them."""
    assert searcher.search("灯船", at=TODAY, all_versions=True).facets["state"] == {"repealed": 2, "in_force": 1}


def test_a_hit_says_who_cites_it(searcher: Searcher) -> None:
    """The rules rest on article 3; the local rules and the rules rest on the law as a whole."""
    article = searcher.search("纸船法第三条", at=TODAY).hits[0]
    assert (article.citing.provision_count, article.citing.work_count, [work.title for work in article.citing.top_works]) == (1, 1, [RULES])
    whole = searcher.search("纸船法", at=TODAY).hits[0].citing
    assert (whole.work_count, {work.title for work in whole.top_works}) == (2, {RULES, "青屿市纸船漂流安全管理规定"})
    assert searcher.search("纸船法第六条", at=TODAY).hits[0].citing.provision_count == 0


def test_a_hit_says_its_state_then_and_today(searcher: Searcher) -> None:
    """What applied in 2016 has been revised: the version of the day and that of today differ."""
    hit = searcher.search("折船人检查漏水", at=date(2016, 1, 1), today=TODAY).hits[0]
    assert (hit.force.version, hit.force_today.version) == (f"{LAW}/2015-03-01", f"{LAW}/2021-01-22")


def test_versions_of_an_article_are_named_with_it(searcher: Searcher) -> None:
    """The duty to look for leaks was article 3 of the first version; the definition kept its number."""
    hits = {hit.article: hit for hit in searcher.search("以纸折成", at=TODAY, all_versions=True).hits}
    assert [(other.version, other.article) for hit in hits.values() for other in hit.versions] in (
        [(f"{LAW}/2015-03-01", "2")],
        [(f"{LAW}/2021-01-22", "2")],
    )
    assert all(not hit.versions for hit in searcher.search("以纸折成", at=TODAY).hits)


def test_hits_by_work(searcher: Searcher) -> None:
    """Each work once with the best of its articles and the number of all; pages count works."""
    whole = searcher.search("纸船", at=TODAY, by_work=True)
    assert whole.work_count == len(whole.groups) == len({group.work.id for group in whole.groups}) == 3
    assert sum(group.total for group in whole.groups) == whole.total
    assert all(len(group.hits) <= min(3, group.total) for group in whole.groups)
    assert searcher.search("纸船", at=TODAY, by_work=True, limit=1, offset=1).groups == whole.groups[1:2]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("纸川法十", []),
        ("纸船发", []),
        ("灯船馆里暂行条例", ["灯船管理暂行条例"]),
        ("等传管理暂行条理", ["灯船管理暂行条例"]),
        ("纸船", []),
        ("检查漏水", []),
    ],
)
def test_what_sounds_like_a_name_is_offered(searcher: Searcher, query: str, meant: list[str]) -> None:
    """An input method offers the wrong characters; words that are none of a name are left alone."""
    assert [work.title for work in searcher.search(query, at=TODAY).meant] == meant
