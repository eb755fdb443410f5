"""Suggesting: the article behind a measure that names none, why, and in which version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lawgraph.domain.models import ForceStatus
from lawgraph.services import importing
from lawgraph.services.phrases import clauses, key_terms, opening, plain
from lawgraph.services.ranking import Candidate, Vocabulary, judge
from lawgraph.services.suggesting import Suggester
from lawgraph.services.topics import Articles, TopicBook, Touched
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.records import Topic, TopicArticle
from lawgraph.store.search import ArticleIndex, build, open_index
from made_up import write_folder

AT, TODAY = date(2019, 6, 1), date(2024, 1, 1)
LAW = "/eli/cn/national/law/2015/zhichuan-fa"
LOCAL_TITLE = "青屿市纸船漂流安全管理规定"
CHECK = TopicArticle("中华人民共和国纸船法", "3", date(2015, 3, 1), "下水前的检查", "core")
RULE = TopicArticle("纸船法实施条例", "2", date(2016, 5, 5), "检查的指导", "related")
GONE = TopicArticle("没有入库的办法", "1", date(2000, 1, 1), "库中没有", "core")
CHECKING = Topic("xiachuan-jiancha", "下船检查", "下水以前看有没有漏水", ("逐船过筛", "查漏补漏"), (CHECK, RULE, GONE))
LANTERNS = Topic(
    "yejian-diandeng", "夜间点灯", "夜里漂流点灯", ("亮灯行动",), (TopicArticle("灯船管理暂行条例", "1", date(2001, 1, 1), "点灯", "core"),)
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The made-up statutes, imported for real."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('home') / 'lawgraph.sqlite3'}")
    importing.add(database, str(write_folder(tmp_path_factory.mktemp("laws"))), Path("none"))
    yield Library(database)
    database.dispose()


@pytest.fixture(scope="module")
def index(library: Library, tmp_path_factory: pytest.TempPathFactory) -> ArticleIndex:
    """Their index."""
    folder = tmp_path_factory.mktemp("index") / "search"
    build(library.articles(), folder)
    return open_index(folder)


@pytest.fixture(scope="module")
def suggester(library: Library, index: ArticleIndex) -> Suggester:
    """A suggester with two topics."""
    return Suggester(library, index, (CHECKING, LANTERNS))


# -- what a measure is about ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一是严格检查纸船，二是及时补漏。", ("严格检查纸船", "及时补漏")),
        ("（一）严格检查；（二）及时补漏", ("严格检查", "及时补漏")),
        ("第二，落实值守制度", ("落实值守制度",)),
        ("第二条规定的检查", ("第二条规定的检查",)),
        ("好，做好检查工作", ("做好检查工作",)),
        ("xxx次，98.5%", ()),
        ("", ()),
    ],
)
def test_clauses(text: str, found: tuple[str, ...]) -> None:
    """What counts clauses is no part of them; what holds no words is none; 第二条 is a provision and no count."""
    assert clauses(text) == found


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("检查1,203人次、立案98.5％", "检查 、立案 "),
        ("全市xx个窗口", "全市 个窗口"),
        ("升级XXX平台", "升级 平台"),
        ("*市公安局", " 市公安局"),
        ("开发app", "开发app"),
        ("共30余万元", "共 "),
    ],
)
def test_plain_blanks_masks_and_figures(text: str, bare: str) -> None:
    """Numbers and masks stand in no law; letters of a name do."""
    assert plain(text) == bare


def test_key_terms_leave_report_speech_out() -> None:
    """深入推进 and 工作 stand in every measure; 漏水 does not."""
    terms = key_terms(("深入推进漏水检查工作",))
    assert set(terms.words) == {"漏水", "检查"}
    assert "进漏" not in terms.bigrams
    assert "水检" in terms.bigrams


@pytest.mark.parametrize(
    ("text", "head"),
    [("严格检查纸船，及时补漏。值守到位，灯火不熄。", ("严格检查纸船", "及时补漏")), ("查。严格检查纸船；及时补漏", ("严格检查纸船",)), ("", ())],
)
def test_opening(text: str, head: tuple[str, ...]) -> None:
    """The first sentence that says anything."""
    assert opening(text) == head


# -- topics ------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("开展逐船过筛。", ["xiachuan-jiancha"]),
        ("查漏补漏，逐船过筛。全面开展亮灯行动。", ["xiachuan-jiancha", "yejian-diandeng"]),
        ("夜间漂流一律点灯。", ["yejian-diandeng"]),
        ("夜间值守。白天点灯。", []),
        ("过筛", []),
        ("", []),
    ],
)
def test_topics_are_touched_by_their_phrases(text: str, keys: list[str]) -> None:
    """A phrase as it stands, its words in one clause in another order, and neither in two clauses nor in part."""
    assert [touched.topic.key for touched in TopicBook((CHECKING, LANTERNS)).touched(text)] == keys


def test_more_phrases_are_surer() -> None:
    """Two phrases say more than one, one as it stands more than its scattered words, and nothing is certain."""
    book = TopicBook((CHECKING, LANTERNS))
    strengths = [book.touched(text)[0].strength for text in ("逐船过筛并查漏补漏", "值守时逐船过筛", "夜间漂流一律点灯")]
    assert 1 > strengths[0] > strengths[1] > strengths[2] > 0


def test_a_phrase_of_several_topics_says_less_of_each() -> None:
    """What two topics share leaves it open which of them is meant."""
    other = Topic("chuanwu-jiancha", "船坞检查", "船坞的检查", ("逐船过筛",), (CHECK,))
    alone = TopicBook((CHECKING,)).touched("值守时逐船过筛")[0].strength
    shared = TopicBook((CHECKING, other)).touched("值守时逐船过筛")
    assert {touched.topic.key for touched in shared} == {"xiachuan-jiancha", "chuanwu-jiancha"}
    assert max(touched.strength for touched in shared) < alone


def test_a_phrase_inside_a_longer_one_adds_nothing() -> None:
    """逐船过筛 says 过筛 too, but not twice."""
    both = Topic("a", "逐船过筛", "过筛", ("过筛",), (CHECK,))
    alone = Topic("a", "逐船过筛", "过筛", (), (CHECK,))
    assert TopicBook((both,)).touched("逐船过筛") == (replace(TopicBook((alone,)).touched("逐船过筛")[0], topic=both),)


# -- versions ----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "version", "number"), [(AT, f"{LAW}/2015-03-01", "3"), (TODAY, f"{LAW}/2021-01-22", "4")])
def test_a_topics_article_is_followed_into_the_version_of_the_day(library: Library, index: ArticleIndex, at: date, version: str, number: str) -> None:
    """The topic names article 3 of 2015; the revision made it article 4."""
    article = Articles(library, index).governing(CHECK, at)
    assert article is not None
    assert (article.version, article.number) == (version, number)


@pytest.mark.parametrize(
    ("link", "at"),
    [
        (GONE, TODAY),
        (CHECK, date(2010, 1, 1)),
        (TopicArticle("中华人民共和国纸船法", "99", date(2015, 3, 1), "", "core"), TODAY),
        (TopicArticle("中华人民共和国纸船法", "3", date(1999, 1, 1), "", "core"), TODAY),
        (TopicArticle("中华人民共和国纸船法", "3", date(2021, 1, 22), "", "core"), AT),
    ],
)
def test_what_cannot_be_followed_is_left_out(library: Library, index: ArticleIndex, link: TopicArticle, at: date) -> None:
    """No such work, no law yet, no such article, no such version, and an article that the version of the day does not have."""
    assert Articles(library, index).governing(link, at) is None


RECORD = """
key: zhichuan-fa
jurisdiction: national
kind: law
first_year: 2015
title: 中华人民共和国纸船法
short_titles: [纸船法]
issuer: 全国人民代表大会常务委员会
source: "text"
verified: true
versions:
  - published: 2015-03-01
    in_force: 2015-06-01
    source: "text"
    verified: true
  - published: 2021-01-22
    in_force: 2021-07-15
    source: "text"
    verified: true
  - published: 2023-03-03
    in_force: 2023-05-01
    source: "page"
    verified: true
"""


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, ArticleIndex]]:
    """A library whose newest version of the law is known by record alone."""
    folder = tmp_path_factory.mktemp("behind")
    (folder / "records").mkdir()
    (folder / "records" / "zhichuan-fa.yaml").write_text(RECORD, "utf-8")
    database = Database(f"sqlite:///{folder / 'lawgraph.sqlite3'}")
    importing.add(database, "records", folder / "records")
    importing.add(database, str(write_folder(folder / "laws")), folder / "records")
    library = Library(database)
    build(library.articles(), folder / "search")
    yield library, open_index(folder / "search")
    database.dispose()


def test_the_last_text_stands_in_for_one_that_is_not_here(behind: tuple[Library, ArticleIndex]) -> None:
    """The version of 2023 applies and has no text: the article is quoted from 2021, and the reader is told whose number it is."""
    best = Suggester(*behind, (CHECKING,)).suggest("逐船过筛。", at=TODAY, today=TODAY)[0]
    assert best.provision == f"{LAW}/2021-01-22/art_4"
    assert best.force is not None
    assert best.force.version == f"{LAW}/2023-03-03"
    assert (best.evidence[-1].kind, "2021-01-22" in best.evidence[-1].text) == ("fact", True)


@pytest.mark.parametrize(("day", "number"), [(date(2021, 3, 1), "4"), (date(2019, 12, 1), None)])
def test_a_topic_may_date_a_text_a_little_otherwise(behind: tuple[Library, ArticleIndex], day: date, number: str | None) -> None:
    """Weeks apart it is the same text dated by another source; years apart it is another text."""
    article = Articles(*behind).governing(TopicArticle("纸船法", "4", day, "", "core"), TODAY)
    assert (article and article.number) == number


# -- suggestions -------------------------------------------------------------------------------------------------------------------------------


def test_the_words_of_the_law_find_it(suggester: Suggester) -> None:
    """A measure in the law's own words, with its words as the reason."""
    best = suggester.suggest("对下水前的纸船逐一检查有无漏水，全年检查1200只。", at=TODAY, today=TODAY)[0]
    assert (best.work.title, best.article, best.provision) == ("中华人民共和国纸船法", "4", f"{LAW}/2021-01-22/art_4")
    assert "检查" in best.quote
    assert [(evidence.kind, "漏水" in evidence.text) for evidence in best.evidence] == [("words", True)]
    assert (best.force and best.force.status, best.force_today and best.force_today.status) == (ForceStatus.IN_FORCE, ForceStatus.IN_FORCE)


def test_a_topic_finds_what_words_cannot(suggester: Suggester, library: Library, index: ArticleIndex) -> None:
    """逐船过筛 stands in no law; without the topic nothing is suggested."""
    measure = "深入开展逐船过筛工作。"
    best = suggester.suggest(measure, at=TODAY, today=TODAY)[0]
    assert best.provision == f"{LAW}/2021-01-22/art_4"
    assert best.evidence[0].kind == "topic"
    assert "下船检查" in best.evidence[0].text
    assert "逐船过筛" in best.evidence[0].text
    assert Suggester(library, index, ()).suggest(measure, at=TODAY, today=TODAY) == ()


def test_an_article_says_the_phrases_by_which_its_topic_was_touched(index: ArticleIndex) -> None:
    """The words of officials count, less than its own, for the article that their topic names, and for no other."""
    hit = index.article(f"{LAW}/2021-01-22", "4")
    assert hit is not None
    named, other = Candidate(hit), Candidate(hit)
    named.owe(Touched(CHECKING, 0.8, ("逐船过筛",)), 1.0, named=True)
    other.owe(Touched(CHECKING, 0.8, ("逐船过筛",)), 0.45, named=False)
    judge((named, other), Vocabulary(("过筛",), 10, lambda _: 1), ("过筛",), ())
    assert 0.5 < named.parts["opening"] < 1.0
    assert other.parts["opening"] == 0.0


def test_a_core_article_comes_before_a_related_one(suggester: Suggester) -> None:
    """The topic's weights order what the words leave equal."""
    works = [suggestion.work.title for suggestion in suggester.suggest("逐船过筛。", at=TODAY, today=TODAY)]
    assert works.index("中华人民共和国纸船法") < works.index("纸船法实施条例")


def test_the_version_is_the_reports_and_the_number_of_today_is_told(suggester: Suggester) -> None:
    """As of 2019 it is article 3 of the first version; today it stands as article 4 of the second."""
    best = suggester.suggest("检查纸船有无漏水", at=AT, today=TODAY)[0]
    assert best.provision == f"{LAW}/2015-03-01/art_3"
    assert best.force is not None
    assert best.force_today is not None
    assert (best.force.status, best.force_today.status) == (ForceStatus.IN_FORCE, ForceStatus.AMENDED)
    assert best.evidence[-1].kind == "fact"
    assert "第四条" in best.evidence[-1].text


@pytest.mark.parametrize("at", [date(2010, 1, 1), date(2015, 4, 1)])
def test_law_that_does_not_apply_yet_is_never_suggested(suggester: Suggester, at: date) -> None:
    """Neither before it was made nor between its making and its entry into force."""
    assert LAW not in {suggestion.work.id for suggestion in suggester.suggest("逐船过筛，检查纸船有无漏水", at=at, today=TODAY)}


def test_repealed_law_is_never_suggested(suggester: Suggester) -> None:
    """The lantern rules: a basis in 2010, none after their repeal, though a topic names them."""
    titles = [{s.work.title for s in suggester.suggest("开展亮灯行动，夜间点灯。", at=at, today=TODAY)} for at in (date(2010, 1, 1), TODAY)]
    assert "灯船管理暂行条例" in titles[0]
    assert "灯船管理暂行条例" not in titles[1]


def test_a_place_is_asked_only_where_the_report_is_of_it(suggester: Suggester, library: Library) -> None:
    """A city's regulation supports no measure of an unknown place; a report that cites it nearby is of its place."""
    measure = "大型漂流活动事先评估风险"
    local = library.find(LOCAL_TITLE).id
    assert local not in {suggestion.work.id for suggestion in suggester.suggest(measure, at=TODAY, today=TODAY)}
    near = suggester.suggest(measure, at=TODAY, today=TODAY, works=(local, "/eli/cn/national/law/1900/none"))
    assert near[0].work.id == local
    assert "citation" in {evidence.kind for evidence in near[0].evidence}


def test_every_suggestion_says_why(suggester: Suggester) -> None:
    """No suggestion without evidence, scores from 0 to 1 in order, no provision twice, never more than asked for."""
    found = suggester.suggest("逐船过筛，检查纸船漏水，指导船坞管理机构，保护水面清洁。", at=TODAY, today=TODAY, limit=3)
    assert len(found) == 3
    assert all(suggestion.evidence and 0 <= suggestion.score <= 1 for suggestion in found)
    assert all(one.score >= other.score for one, other in pairwise(found))
    assert len({suggestion.provision for suggestion in found}) == 3


def test_the_same_measure_gets_the_same_answer(suggester: Suggester, library: Library, index: ArticleIndex) -> None:
    """Whatever was asked before."""
    measure = "检查纸船，评估风险，夜间点灯。"
    assert suggester.suggest(measure, at=TODAY, today=TODAY) == Suggester(library, index, (CHECKING, LANTERNS)).suggest(
        measure, at=TODAY, today=TODAY
    )


@pytest.mark.parametrize("text", ["", "。", "xxx", "工作", "12345", "\x00", "\ud800", "深入推进各项工作不断取得新成效", "检查" * 3000])
def test_nothing_to_go_by_fails_nothing(suggester: Suggester, text: str) -> None:
    """An empty measure, one of self-praise, one of a length that no report has."""
    assert len(suggester.suggest(text, at=TODAY, today=TODAY)) <= 5


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.sampled_from("一是（二）纸船漏水检查，。；xX*％1２ 、的推进工作《》"), max_size=40))
def test_no_measure_fails(suggester: Suggester, text: str) -> None:
    """Counts, masks, figures and words in any order."""
    assert all(suggestion.evidence for suggestion in suggester.suggest(text, at=TODAY, today=TODAY))
