"""The index: what is built is what is found, on the day asked, each article once."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.app.wiring import Wiring
from lawgraph.domain.levels import Kind
from lawgraph.errors import LibraryError, UsageError
from lawgraph.settings import Settings
from lawgraph.store.articles import ArticleRow
from lawgraph.store.search import All, ArticleIndex, Condition, Either, Filters, Holds, InWorks, Not, Numbered, Terms, build, open_index
from made_up import write_folder

TODAY = date(2024, 1, 1)
OLD = ArticleRow(
    work="/eli/cn/national/law/2015/zhichuan", title="中华人民共和国纸船法", names=("纸船法",), kind=Kind.LAW, issuer="全国人民代表大会常务委员会",
    jurisdiction="national", version="/eli/cn/national/law/2015/zhichuan/2015-03-01", number="3", chapter="漂流", text="纸船下水前，应当由折船人检查有无漏水。",
    caption="", gist="", starts=date(2015, 6, 1), ends=date(2021, 7, 15),
)  # fmt: skip
NEW = replace(
    OLD,
    version="/eli/cn/national/law/2015/zhichuan/2021-01-22",
    number="4",
    text="纸船下水前，应当由折船人检查有无漏水，并作记录。",
    starts=date(2021, 7, 15),
    ends=None,
)
UNCHANGED_OLD = replace(OLD, number="2", text="本法所称纸船，是指以纸折成的船。")
UNCHANGED_NEW = replace(NEW, number="2", text="本法所称纸船，是指以纸折成的船。")
UNDATED = replace(
    OLD, work="/eli/cn/national/normative-document/undated/dengta", title="灯塔值守办法", kind=Kind.NORMATIVE_DOCUMENT, issuer="灯塔署",
    version="/eli/cn/national/normative-document/undated/dengta/undated-1", number="1", chapter="", text="值守灯塔的人员应当检查灯火。",
    caption="夜间值守", gist="值班的人夜里巡视两次", starts=None, ends=None,
)  # fmt: skip
LOCAL = replace(
    OLD, work="/eli/cn/cn-zj/local-regulation/2022/qingyu", title="青屿市纸船漂流安全管理规定", kind=Kind.LOCAL_REGULATION, issuer="青屿市人民代表大会常务委员会",
    jurisdiction="cn-zj", version="/eli/cn/cn-zj/local-regulation/2022/qingyu/2022-03-18", number="2", chapter="", text="大型漂流活动下水前应当检查有无漏水。",
    starts=date(2022, 6, 1), ends=None,
)  # fmt: skip
ROWS = (OLD, UNCHANGED_OLD, NEW, UNCHANGED_NEW, UNDATED, LOCAL)


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def engine(request: pytest.FixtureRequest) -> str:
    """Both engines: what holds of one holds of the other."""
    return str(request.param)


@pytest.fixture(scope="module")
def index(engine: str, tmp_path_factory: pytest.TempPathFactory) -> ArticleIndex:
    """An index of all rows."""
    folder = tmp_path_factory.mktemp("index") / "search"
    build(ROWS, folder, engine=engine)
    return open_index(folder)


def found(index: ArticleIndex, query: str, filters: Filters) -> list[tuple[str, str]]:
    """Version and number of each hit, best first."""
    return [(hit.version, hit.number) for hit in index.search(Terms.of(query), filters, limit=10).hits]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (date(2015, 5, 31), []),
        (date(2015, 6, 1), [(OLD.version, "3")]),
        (date(2021, 7, 14), [(OLD.version, "3")]),
        (date(2021, 7, 15), [(NEW.version, "4")]),
        (TODAY, [(NEW.version, "4")]),
    ],
)
def test_a_search_sees_the_law_of_its_day(index: ArticleIndex, at: date, expected: list[tuple[str, str]]) -> None:
    """A version applies from its first day to the day before the next one's."""
    assert found(index, "折船人漏水", Filters(at=at, works=(OLD.work,))) == expected


@pytest.mark.parametrize("at", [date(1950, 1, 1), TODAY])
def test_a_version_without_dates_counts_as_applying(index: ArticleIndex, at: date) -> None:
    """What nobody knows must not hide a regulation; its state says that it is unknown."""
    assert found(index, "值守灯塔", Filters(at=at)) == [(UNDATED.version, "1")]


def test_versions_of_one_article_are_one_hit(index: ArticleIndex) -> None:
    """Over all versions an article that did not change stands once, also where its number changed."""
    hits = found(index, "以纸折成的船", Filters(works=(OLD.work,)))
    assert [number for _, number in hits].count("2") == 1


@pytest.mark.parametrize(
    ("filters", "works"),
    [
        (Filters(at=TODAY), {NEW.work, LOCAL.work, UNDATED.work}),
        (Filters(at=TODAY, level=Kind.LOCAL_REGULATION), {LOCAL.work}),
        (Filters(at=TODAY, issuer="灯塔署"), {UNDATED.work}),
        (Filters(at=TODAY, jurisdictions=("national",)), {NEW.work, UNDATED.work}),
        (Filters(at=TODAY, jurisdictions=("national", "cn-zj")), {NEW.work, LOCAL.work, UNDATED.work}),
        (Filters(at=TODAY, works=(LOCAL.work,)), {LOCAL.work}),
        (Filters(version=OLD.version), {OLD.work}),
        (Filters(at=TODAY, issuer="没有这个机关"), set()),
    ],
)
def test_filters_keep_what_they_name(index: ArticleIndex, filters: Filters, works: set[str]) -> None:
    """Each filter alone, and the one that nothing passes."""
    assert {hit.work for hit in index.search(Terms.of("应当检查"), filters, limit=10).hits} == works


def test_filters_do_not_move_scores(index: ArticleIndex) -> None:
    """A filter drops hits; it must not reorder those that it keeps."""
    free = {hit.version: hit.score for hit in index.search(Terms.of("下水前检查漏水"), Filters(at=TODAY), limit=10).hits}
    kept = {hit.version: hit.score for hit in index.search(Terms.of("下水前检查漏水"), Filters(at=TODAY, jurisdictions=("national",)), limit=10).hits}
    assert kept == {version: score for version, score in free.items() if version in kept}
    assert kept


def test_facets_count_the_whole_result_and_not_the_page(index: ArticleIndex) -> None:
    """One hit is asked for; the counts are those of all."""
    result = index.search(Terms.of("应当检查"), Filters(at=TODAY), limit=1, facets=True)
    assert len(result.hits) == 1
    assert result.total == 3
    assert result.facets["level"] == {"law": 1, "local_regulation": 1, "normative_document": 1}
    assert result.facets["jurisdiction"] == {"national": 2, "cn-zj": 1}
    assert result.facets["issuer"]["灯塔署"] == 1


def test_the_total_over_all_versions_counts_articles(index: ArticleIndex) -> None:
    """Four versions of articles of one work hold 纸船, but three articles: the unchanged one counts once."""
    assert index.search(Terms.of("纸船"), Filters(works=(OLD.work,)), limit=10, facets=True).total == 3


def test_pages_join_without_gap_or_double(index: ArticleIndex) -> None:
    """The second page goes on where the first one ends."""
    whole = index.search(Terms.of("应当检查"), Filters(at=TODAY), limit=3).hits
    pages = [index.search(Terms.of("应当检查"), Filters(at=TODAY), limit=1, offset=place).hits[0] for place in range(3)]
    assert tuple(pages) == whole
    assert index.search(Terms.of("应当检查"), Filters(at=TODAY), limit=1, offset=3).hits == ()


def test_at_least_asks_for_so_many_words(index: ArticleIndex) -> None:
    """检查 stands in three articles, 灯火 in one of them."""
    terms = Terms.of("检查灯火")
    assert len(index.search(terms, Filters(at=TODAY), limit=10).hits) == 3
    assert [hit.work for hit in index.search(terms.at_least(2), Filters(at=TODAY), limit=10).hits] == [UNDATED.work]


@pytest.mark.parametrize("word", ["夜间", "巡视"])
def test_captions_and_gists_are_searched(index: ArticleIndex, word: str) -> None:
    """Our own words for an article find it where its text speaks otherwise."""
    assert found(index, word, Filters(at=TODAY)) == [(UNDATED.version, "1")]


def test_a_law_outranks_a_local_rule_that_says_the_same(engine: str, tmp_path: Path) -> None:
    """Of equal wording the general law comes first."""
    texts = [replace(row, title="漂流规定", text="漂流前检查船底。", starts=None, ends=None) for row in (LOCAL, OLD)]
    build(texts, tmp_path / "search", engine=engine)
    hits = open_index(tmp_path / "search").search(Terms.of("检查船底"), Filters(), limit=2).hits
    assert [hit.kind for hit in hits] == [Kind.LAW, Kind.LOCAL_REGULATION]


def test_an_article_is_found_by_version_and_number(index: ArticleIndex) -> None:
    """A number alone is no pinpoint: the same number of another version is another article."""
    assert [hit and hit.text for hit in (index.article(OLD.version, "3"), index.article(NEW.version, "4"))] == [OLD.text, NEW.text]
    assert index.article(OLD.version, "4") is None


def test_frequency_counts_articles(index: ArticleIndex) -> None:
    """Rarity weighs words; an unknown one is in none."""
    assert (index.size, index.frequency("检查"), index.frequency("飞船")) == (6, 4, 0)


def test_building_again_replaces_what_stood_there(engine: str, tmp_path: Path) -> None:
    """A reader keeps what it opened; the next one sees the new index; nothing is left beside it."""
    folder = tmp_path / "search"
    build(ROWS, folder, engine=engine)
    reader = open_index(folder)
    build(ROWS[:2], folder, engine=engine)
    assert (reader.size, open_index(folder).size) == (6, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["search"]


def test_a_failed_build_leaves_the_old_index(engine: str, tmp_path: Path) -> None:
    """Rows that break off in the middle must not cost what stood there."""
    folder = tmp_path / "search"
    build(ROWS, folder, engine=engine)

    def broken() -> object:
        yield OLD
        raise OSError(28, "No space left on device")

    with pytest.raises(LibraryError):
        build(broken(), folder, engine=engine)  # type: ignore[arg-type]
    assert open_index(folder).size == 6
    assert [path.name for path in tmp_path.iterdir()] == ["search"]


def test_progress_ends_with_the_number_of_articles(engine: str, tmp_path: Path) -> None:
    """A bar that never reaches its end looks like a fault."""
    told: list[int] = []
    build(ROWS, tmp_path / "search", told.append, engine=engine)
    assert told[-1] == len(ROWS)


def test_no_index_is_a_clear_error(tmp_path: Path) -> None:
    """Not a traceback of the engine."""
    with pytest.raises(LibraryError):
        open_index(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("condition", "numbers"),
    [
        (Holds("有无漏水"), {"4", "2"}),
        (Holds("无漏"), {"4", "2"}),
        (Holds("漏有"), set()),
        (Holds("漏水，并作记录"), {"4"}),
        (Holds("漏水并作"), set()),
        (Holds("检查灯火"), {"1"}),
        (Holds("检查漏水"), set()),
        (Holds("夜里巡视两次"), {"1"}),
        (Holds("船"), {"4", "2"}),
        (Holds("，"), set()),
        (InWorks((OLD.work,)), {"2", "4"}),
        (InWorks(()), set()),
        (Numbered("4"), {"4"}),
        (Not(Holds("漏水")), {"1", "2"}),
        (All((Holds("检查"), Not(Holds("灯塔")))), {"2", "4"}),
        (Either((Numbered("4"), Holds("灯火"))), {"1", "4"}),
    ],
)
def test_conditions_keep_what_they_say(index: ArticleIndex, condition: Condition, numbers: set[str]) -> None:
    """Each condition alone and joined, without a word to rank by."""
    hits = index.search(Terms((), ()), Filters(at=TODAY, condition=condition), limit=10, facets=True)
    assert {hit.number for hit in hits.hits} == numbers
    assert bool(hits.total) == bool(numbers)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> tuple[ArticleIndex, ArticleIndex]:
    """The same rows in both engines: the six, and longer ones whose lengths are rounded."""
    folder = tmp_path_factory.mktemp("both")
    longer = [replace(LOCAL, number=str(n), text=f"第{n}号漂流活动：" + OLD.text * n + UNDATED.text * (n % 4)) for n in range(3, 30)]
    for engine in ("tantivy", "whoosh"):
        build((*ROWS, *longer), folder / engine, engine=engine)
    return open_index(folder / "tantivy"), open_index(folder / "whoosh")


@given(
    st.lists(st.sampled_from([*"纸船灯塔水，", "检查", "漏水", "折船人", "值守", "应当", "夜间", "漂流活动", "飞船"]), min_size=1, max_size=6).map(
        "".join
    ),
    st.integers(1, 3),
    st.sampled_from([None, TODAY, date(2016, 1, 1)]),
)
def test_both_engines_give_the_same_hits(engines: tuple[ArticleIndex, ArticleIndex], text: str, least: int, at: date | None) -> None:
    """The same articles, the same scores, the same counts; only equal scores may change places."""
    terms = Terms.of(text).at_least(least)
    one, other = (engine.search(terms, Filters(at=at), limit=40, facets=True) for engine in engines)
    assert (one.total, one.facets) == (other.total, other.facets)
    scores = [{(hit.version, hit.number): hit.score for hit in found.hits} for found in (one, other)]
    assert scores[0] == pytest.approx(scores[1], rel=1e-4)


def test_an_engine_that_is_not_installed_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named, at building and at opening."""
    build(ROWS, tmp_path / "search", engine="whoosh")
    monkeypatch.setitem(sys.modules, "lawgraph.store.search.whoosh_index", None)
    with pytest.raises(LibraryError, match="whoosh"):
        build(ROWS, tmp_path / "other", engine="whoosh")
    with pytest.raises(LibraryError, match="whoosh"):
        open_index(tmp_path / "search")


def test_the_setting_chooses_the_engine(tmp_path: Path) -> None:
    """Each engine has a derived folder of its own, so that a change builds the index anew."""
    folders = {}
    for engine in ("", "tantivy", "whoosh"):
        wiring = Wiring(Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path), "LAWGRAPH_SEARCH_ENGINE": engine}))
        wiring.add(str(write_folder(tmp_path / "laws")))
        assert wiring.searcher.search("漏水", at=TODAY).total > 0
        folders[engine] = wiring.derived.folder
        assert any((wiring.derived.folder / "search").glob("*.toc")) == (engine == "whoosh")
        wiring.database.dispose()
    assert folders[""] == folders["tantivy"] != folders["whoosh"]


def test_an_unknown_engine_is_wrong_use(tmp_path: Path) -> None:
    """Said at the start, not when the index is built."""
    with pytest.raises(UsageError, match="LAWGRAPH_SEARCH_ENGINE"):
        Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path), "LAWGRAPH_SEARCH_ENGINE": "lucene"})
