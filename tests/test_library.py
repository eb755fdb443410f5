"""The library read back: works, versions, provisions, and what applied on a day, from statutes imported for real."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest

from lawgraph.domain.levels import Kind
from lawgraph.errors import SourceUnknown, SourceUnreadable, UnknownProvision, UnknownWork
from lawgraph.services.importing import add, remove
from lawgraph.store.database import Database
from lawgraph.store.ingest import Taken
from lawgraph.store.keys import mint_key
from lawgraph.store.library import Library, match_key
from made_up import FILES, LAW_2015, LAW_2021, write_folder

NOWHERE = Path("nowhere")


def _database(folder: Path) -> Database:
    return Database(f"sqlite:///{folder / 'lawgraph.sqlite3'}")


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Path, Taken]:
    folder = write_folder(tmp_path_factory.mktemp("laws"))
    database = _database(tmp_path_factory.mktemp("db"))
    return database, folder, add(database, str(folder), NOWHERE)


@pytest.fixture(scope="module")
def library(taken: tuple[Database, Path, Taken]) -> Library:
    return Library(taken[0])


def test_what_was_taken_in(taken: tuple[Database, Path, Taken], library: Library) -> None:
    """Two files of one law are one work with two versions."""
    assert (taken[2].files, taken[2].works, taken[2].texts, taken[2].articles) == (5, 4, 5, 19)
    assert library.counts() == {"works": 4, "versions": 5, "texts": 5, "articles": 19}


def test_adding_again_changes_nothing_and_says_so(taken: tuple[Database, Path, Taken]) -> None:
    """Idempotent: the second time is a look, not an import."""
    database, folder, first = taken
    before = Library(database).fingerprint()
    again = add(database, str(folder), NOWHERE)
    assert again.unchanged
    assert (again.works, again.articles) == (first.works, first.articles)
    assert Library(database).fingerprint() == before


def test_works_have_kind_place_and_issuer(library: Library) -> None:
    """From the folder, the header and the title."""
    law, local = library.find("纸船法"), library.find("青屿市纸船漂流安全管理规定")
    assert (law.kind, law.jurisdiction, law.issuer) == (Kind.LAW, "national", "全国人民代表大会常务委员会")
    assert (local.kind, local.jurisdiction, local.issuer) == (Kind.LOCAL_REGULATION, "cn-zj-qingyu", "青屿市人民代表大会常务委员会")
    assert law.id == "/eli/cn/national/law/2015/zhichuan-fa"


@pytest.mark.parametrize(
    "written", ["纸船法", "《纸船法》", "中华人民共和国纸船法", "纸船 法", "/eli/cn/national/law/2015/zhichuan-fa/2021-01-22/art_4"]
)
def test_ways_to_name_a_work(library: Library, written: str) -> None:
    """With and without 中华人民共和国, brackets and spaces, or by identifier."""
    assert library.find(written).title == "中华人民共和国纸船法"


@pytest.mark.parametrize("written", ["纸船", "船法", "纸船法实施", "", "/eli/cn/x", "/eli/cn/national/law/2015/no-such"])
def test_what_names_no_work(library: Library, written: str) -> None:
    """A look-alike is never taken for the work; it is at most named as near."""
    with pytest.raises(UnknownWork):
        library.find(written)


def test_a_look_alike_is_named_as_near(library: Library) -> None:
    """Who mistypes is helped on."""
    with pytest.raises(UnknownWork, match=r"名称相近的有：.*《纸船法实施条例》"):
        library.find("纸船法实施细则")


@pytest.mark.parametrize(
    ("title", "day", "status", "published"),
    [
        ("纸船法", "2015-03-01", "not_yet_in_force", "2015-03-01"),
        ("纸船法", "2020-01-01", "in_force", "2015-03-01"),
        ("纸船法", "2021-07-14", "in_force", "2015-03-01"),
        ("纸船法", "2021-07-15", "in_force", "2021-01-22"),
        ("灯船管理暂行条例", "2016-06-30", "in_force", "2001-01-01"),
        ("灯船管理暂行条例", "2016-07-01", "repealed", None),
        ("青屿市纸船漂流安全管理规定", "2022-01-20", "pending_approval", None),
        ("青屿市纸船漂流安全管理规定", "2022-06-01", "in_force", "2022-03-18"),
    ],
)
def test_what_applied_on_a_day(library: Library, title: str, day: str, status: str, published: str | None) -> None:
    """The states of the lifeline, from headers and clauses of real imports."""
    work = library.find(title)
    force = library.force(work.id, date.fromisoformat(day))
    assert force.status.value == status
    assert force.version == (f"{work.id}/{published}" if published else None)


def test_what_replaced_a_repealed_work(library: Library) -> None:
    """The clause 同时废止 names the successor."""
    force = library.force(library.find("灯船管理暂行条例").id, date(2026, 1, 1))
    assert force.replaced_by == ("纸船法实施条例",)


@pytest.mark.parametrize(
    ("label", "held"),
    [("4", True), ("4.1", True), ("4.1.2", True), ("4..2", True), ("4.3", False), ("7", False), ("4..3", False), ("ch_2", True), ("ch_9", False)],
)
def test_which_provisions_a_version_holds(library: Library, label: str, held: bool) -> None:
    """An article that is not there is said not to be there."""
    assert library.has("/eli/cn/national/law/2015/zhichuan-fa/2021-01-22", label) is held


def test_a_version_without_text_holds_nobody_knows_what(library: Library) -> None:
    """None is not False."""
    assert library.has("/eli/cn/national/law/2015/zhichuan-fa/1999-01-01", "1") is None


def test_an_article(library: Library) -> None:
    """Whole words, paragraphs and items on lines of their own, and its place."""
    article = library.article("/eli/cn/national/law/2015/zhichuan-fa/2021-01-22", "4")
    assert article.chapter == "第二章 漂流"
    assert article.text.splitlines() == ["纸船下水前，应当由折船人检查有无漏水：", "（一）看船底；", "（二）看船舷。", "前款规定的检查，应当记录。"]
    with pytest.raises(UnknownProvision):
        library.article("/eli/cn/national/law/2015/zhichuan-fa/2021-01-22", "40")


def test_rows_for_the_index_cover_every_article_with_its_days(library: Library) -> None:
    """Article by article the same words as ``article`` gives, and the days on which the version applies."""
    rows = list(library.articles())
    assert len(rows) == 19
    assert all(library.article(row.version, row.number).text == row.text for row in rows)
    days = {(row.version[-10:], row.starts, row.ends) for row in rows if row.title == "中华人民共和国纸船法"}
    assert days == {("2015-03-01", date(2015, 6, 1), date(2021, 7, 15)), ("2021-01-22", date(2021, 7, 15), None)}


def test_relations_between_works(library: Library) -> None:
    """根据…制定 and 同时废止 become relations, seen from both ends."""
    law, rules = library.find("纸船法").id, library.find("纸船法实施条例").id
    found = {(row.relation, row.work, row.target_work) for row in library.relations(law)}
    assert ("based_on", rules, law) in found
    assert ("repeals", "灯船管理暂行条例") in {(row.relation, row.target) for row in library.relations(rules)}


def test_a_repeal_is_dated_by_the_clause_that_says_it(tmp_path: Path) -> None:
    """A law of 2014 ended an older one of that title and was amended in 2023: a law of 2015 that bears the title now is not ended by it."""
    folder = tmp_path / "行政法"
    folder.mkdir()
    made = "日 第一届全国人民代表大会常务委员会第五次会议"
    ended = f"# 中华人民共和国风筝安全法\n\n2015年7月1{made}通过\n\n<!-- INFO END -->\n\n第一条 放飞应当安全。\n\n第二条 本法自公布之日起施行。\n"
    ending = (
        f"# 中华人民共和国风筝法\n\n2014年11月1{made}通过\n\n2023年4月26{made}修正\n\n<!-- INFO END -->\n\n第一条 放飞有序。\n\n"
        "第二条 本法自2014年11月1日起施行。1993年2月22日通过的《中华人民共和国风筝安全法》同时废止。\n"
    )
    (folder / "风筝安全法(2015-07-01).md").write_text(ended, "utf-8")
    (folder / "风筝法(2023-04-26).md").write_text(ending, "utf-8")
    database = _database(tmp_path)
    add(database, str(folder), NOWHERE)
    library = Library(database)
    assert library.force(library.find("风筝安全法").id, date(2026, 1, 1)).status.value == "in_force"


def test_the_last_text_stands_in_where_the_applying_one_is_missing(tmp_path: Path) -> None:
    """An amendment known by its header line alone does not hide the work from the search; the state still names the version that applies."""
    folder = tmp_path / "行政法"
    folder.mkdir()
    amended = "2024年2月2日 第一届全国人民代表大会常务委员会第四十次会议修正"
    (folder / "a(2015-03-01).md").write_text(LAW_2015, "utf-8")
    (folder / "b.md").write_text(f"# 纸船法释义\n\n{amended}\n\n<!-- INFO END -->\n\n第一条 甲。\n", "utf-8")
    (folder / "c(2024-03-03).md").write_text(LAW_2015.replace("会议通过", f"会议通过\n\n{amended}\n\n2024年3月3日 会议修正"), "utf-8")
    database = _database(tmp_path)
    add(database, str(folder), NOWHERE)
    library = Library(database)
    work = library.find("纸船法").id
    rows = {row.version[-10:]: (row.starts, row.ends) for row in library.articles() if row.work == work}
    assert rows == {"2015-03-01": (date(2015, 6, 1), None)}
    assert library.lifeline(work).contradictions == ()
    assert library.force(work, date(2024, 2, 20)).version == f"{work}/2024-02-02"


def test_bad_files_never_stop_the_rest(tmp_path: Path) -> None:
    """Each is listed with its reason; the good one beside them is read."""
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "good.md").write_text(LAW_2021, "utf-8")
    (folder / "gbk.md").write_bytes(LAW_2021.encode("gb18030"))
    (folder / "plain.md").write_text("没有题注的文字", "utf-8")
    (folder / "empty.md").write_bytes(b"")
    database = _database(tmp_path)
    result = add(database, str(folder), NOWHERE)
    assert result.problems == {"encoding": 1, "no-header": 2}
    assert {row.path for row in Library(database).problems()} == {"gbk.md", "plain.md", "empty.md"}
    assert Library(database).find("纸船法").title == "中华人民共和国纸船法"


def test_a_source_that_cannot_be_opened_changes_nothing(tmp_path: Path) -> None:
    """No half import, no empty source row."""
    database = _database(tmp_path)
    (tmp_path / "nothing").mkdir()
    for path in ("missing", "nothing"):
        with pytest.raises(SourceUnreadable):
            add(database, str(tmp_path / path), NOWHERE)
    assert Library(database).counts()["works"] == 0
    assert Library(database).fingerprint() == ""


def test_an_import_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    """One transaction: what fails on the last file takes back the first."""
    folder = write_folder(tmp_path / "laws")
    database = _database(tmp_path)

    def stop(_what: str, done: int, _of: int) -> None:
        if done == len(FILES):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add(database, str(folder), NOWHERE, stop)
    assert Library(database).counts() == {"works": 0, "versions": 0, "texts": 0, "articles": 0}


def test_a_changed_folder_is_read_anew_and_identifiers_stay(tmp_path: Path) -> None:
    """What was minted stays minted; facts of the older reading go."""
    folder = write_folder(tmp_path / "laws")
    database = _database(tmp_path)
    add(database, str(folder), NOWHERE)
    before = {work.id for work in Library(database).works()}
    (folder / "行政法" / "纸船法(2021-01-22).md").write_text(LAW_2021.replace("2021年7月15日起施行", "2021年8月1日起施行"), "utf-8")
    assert not add(database, str(folder), NOWHERE).unchanged
    library = Library(database)
    assert {work.id for work in library.works()} == before
    lifeline = library.lifeline(library.find("纸船法").id)
    assert lifeline.versions[-1].in_force == date(2021, 8, 1)
    assert lifeline.contradictions == ()


def test_a_changed_text_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """A corrected file is the text; the old words are not kept for being first."""
    folder = write_folder(tmp_path / "laws")
    database = _database(tmp_path)
    add(database, str(folder), NOWHERE)
    (folder / "行政法" / "纸船法(2021-01-22).md").write_text(LAW_2021.replace("看船底", "看船头和船底"), "utf-8")
    assert add(database, str(folder), NOWHERE).problems == {}
    assert "看船头和船底" in Library(database).article("/eli/cn/national/law/2015/zhichuan-fa/2021-01-22", "4").text


def test_removing_a_source_takes_back_just_that(tmp_path: Path) -> None:
    """What another source holds as well stays, in text and in facts; what nothing else knows goes."""
    folder, single = write_folder(tmp_path / "laws"), tmp_path / "纸船法(2021-01-22).md"
    single.write_text(LAW_2021, "utf-8")
    database = _database(tmp_path)
    add(database, str(single), NOWHERE)
    alone = Library(database).counts(), Library(database).fingerprint()
    add(database, str(folder), NOWHERE)
    removed = remove(database, str(folder))
    assert (removed.works, removed.texts) == (3, 4)
    assert (Library(database).counts(), Library(database).fingerprint()) == alone
    assert Library(database).article("/eli/cn/national/law/2015/zhichuan-fa/2021-01-22", "4").text
    with pytest.raises(SourceUnknown):
        remove(database, str(folder))
    remove(database, str(single))
    assert Library(database).counts()["works"] == 0
    assert Library(database).fingerprint() == ""


def test_a_text_that_two_sources_hold_stays_with_the_other(tmp_path: Path) -> None:
    """The first one's removal leaves the words, since the second has the same."""
    folder, single = write_folder(tmp_path / "laws"), tmp_path / "纸船法(2021-01-22).md"
    single.write_text(LAW_2021, "utf-8")
    database = _database(tmp_path)
    add(database, str(folder), NOWHERE)
    before = Library(database).counts()
    add(database, str(single), NOWHERE)
    remove(database, str(single))
    assert Library(database).counts() == before


OFFICIAL = """中华人民共和国
灯船法
（2020年2月2日第一届全国人民代表大会常务委员会第二次会议通过
2023年3月3日第一届全国人民代表大会常务委员会第九次会议《关于修改〈灯船法〉的决定》修正）
目　　录
第一章　总则
第二章　附则
第一章　总则
第一条　为了灯船明亮，制定本法。
第二条　灯船应当点灯。
第二章　附则
第三条　本法自2020年6月1日起施行。
"""


def test_one_regulation_as_an_office_hands_it_out(tmp_path: Path) -> None:
    """Title over two lines, the making in brackets, a table of contents: from .txt and from .docx the same."""
    (tmp_path / "a.txt").write_text(OFFICIAL, "utf-8")
    document = docx.Document()
    for line in OFFICIAL.splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))
    database = _database(tmp_path)
    assert add(database, str(tmp_path / "a.txt"), NOWHERE).articles == 3
    assert add(database, str(tmp_path / "a.docx"), NOWHERE).texts == 0
    library = Library(database)
    work = library.find("灯船法")
    assert (work.kind, [row.published.isoformat() for row in library.versions(work.id) if row.published]) == (Kind.LAW, ["2020-02-02", "2023-03-03"])
    assert library.force(work.id, date(2021, 1, 1)).status.value == "in_force"
    assert library.article(f"{work.id}/2023-03-03", "2").text == "灯船应当点灯。"


@pytest.mark.parametrize("text", ["随手写的几句话。", "会议纪要\n讨论了几件事。"])
def test_a_file_that_is_no_regulation_is_refused(tmp_path: Path, text: str) -> None:
    """Nothing is invented from a file without title and text."""
    (tmp_path / "a.txt").write_text(text, "utf-8")
    with pytest.raises(SourceUnreadable, match="看不出法规的标题"):
        add(_database(tmp_path), str(tmp_path / "a.txt"), NOWHERE)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("中华人民共和国纸船法", "纸船法", True),
        ("关于适用《中华人民共和国纸船法》的解释", "关于适用〈纸船法〉的解释", True),
        ("纸船管理办法（试行）", "纸船管理办法(试行)", True),
        ("纸船法", "纸船法实施条例", False),
        ("纸船管理办法（试行）", "纸船管理办法", False),
        ("青屿市纸船办法", "云川市纸船办法", False),
    ],
)
def test_when_titles_are_the_same(one: str, other: str, same: bool) -> None:
    """The join of works hangs on this."""
    assert (match_key(one) == match_key(other)) is same


@pytest.mark.parametrize(("title", "key"), [("中华人民共和国纸船法", "zhichuan-fa"), ("《》", "work"), ("2016－2020年规划", "2016-2020-nian-guihua")])
def test_keys_are_plain(title: str, key: str) -> None:
    """Keys go into addresses."""
    assert mint_key(title) == key
    assert len(mint_key(title * 20)) <= 60
