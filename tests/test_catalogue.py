"""The catalogue: which written titles are a work's, and which only look like it."""

from __future__ import annotations

import time

import pytest

from lawgraph.cite.catalogue import Catalogue, title_key
from lawgraph.domain.levels import Kind
from statutes import Shelf, shelf

SHELF = shelf()
CATALOGUE = Catalogue(SHELF)

SAME = [
    ("行政处罚法", "xingzheng-chufa"),
    ("中华人民共和国行政处罚法", "xingzheng-chufa"),
    (" 行 政 处\n罚 法 ", "xingzheng-chufa"),
    ("行政处罚法（2021年修订）", "xingzheng-chufa"),
    ("行政处罚法(2021修订)", "xingzheng-chufa"),
    ("中华人民共和国行政处罚法（2017修正）", "xingzheng-chufa"),
    ("行政处罚法（2021-01-22）", "xingzheng-chufa"),
    ("行政处罚法（修订）", "xingzheng-chufa"),
    ("新行政处罚法", "xingzheng-chufa"),
    ("治安处罚法", "zhian"),
    ("最高人民法院关于适用〈行政诉讼法〉的解释", "jieshi"),
    ("最高人民法院关于适用<中华人民共和国行政诉讼法>的解释", "jieshi"),
    ("关于进一步规范行政裁量权基准制定和管理工作的意见", "cailiang"),
    ("国务院办公厅关于进一步规范行政裁量权基准制定和管理工作的意见", "cailiang"),
    ("关于推行法律顾问制度和公职律师公司律师制度的意见", "yijian"),
    ("中共中央办公厅、国务院办公厅关于推行法律顾问制度和公职律师公司律师制度的意见", "yijian"),
    ("行政审批管理办法（试行）", "shenpi"),
    ("行政审批管理办法(试行)", "shenpi"),
    ("行政审批管理办法", "shenpi"),
    ("领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定", "lingdao"),
    ("领导干部干预司法活动插手具体案件处理的记录通报和责任追究规定", "lingdao"),
    ("信访条例", "xinfang"),
]


@pytest.mark.parametrize(("written", "key"), SAME)
def test_a_title_is_known_in_all_its_forms(written: str, key: str) -> None:
    """State, white space, widths, brackets, versions, issuers and 试行 do not make another work."""
    match = CATALOGUE.exact(written)
    assert match is not None
    assert match.works == (SHELF.id_of(key),)


@pytest.mark.parametrize(
    "written",
    [
        "处罚法",
        "行政处罚法实施条例",
        "行政处罚法实施办法",
        "执业医师法",
        "养犬管理条例",
        "北湖市养犬管理条例",
        "行政处罚法（草案）",
        "行政处罚法修正案",
        "公安部关于推行法律顾问制度和公职律师公司律师制度的意见",
        "重大行政决策程序暂行条例（试行）实施细则",
        "合同法（试行）",
        "信访工作条例",
        "中华人民共和国",
        "",
        "《》",
    ],
)
def test_a_title_that_contains_or_resembles_another_is_not_it(written: str) -> None:
    """Containment and likeness would take 实施办法 for the law, and one city's rules for another's."""
    assert CATALOGUE.exact(written) is None


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("国办发〔2022〕27号", "cailiang"),
        ("国办发[2022]27号", "cailiang"),
        ("国办发（2022）27号", "cailiang"),
        ("中华人民共和国国务院令第713号", "juece"),
        ("法释〔2018〕1号", "jieshi"),
    ],
)
def test_a_document_number_names_its_work(number: str, key: str) -> None:
    """Brackets of any form and the state's name do not matter, the figures do."""
    match = CATALOGUE.numbered(number)
    assert match is not None
    assert match.works == (SHELF.id_of(key),)


@pytest.mark.parametrize("number", ["国办发〔2022〕2号", "国办发〔2022〕127号", "国发〔2022〕27号", "713号", "国务院令第71号"])
def test_another_number_names_none(number: str) -> None:
    """One figure or one sign of the issuer is another document."""
    assert CATALOGUE.numbered(number) is None


def test_works_of_one_name_come_together() -> None:
    """A name that two works share is answered with both: which one it is, dates decide, not the catalogue."""
    two = Shelf()
    two.add("old", "公安机关信访工作规定", Kind.DEPARTMENTAL_RULE, ("2005-08-18", 10))
    two.add("new", "公安机关信访工作规定", Kind.NORMATIVE_DOCUMENT, ("2023-05-01", 12))
    match = Catalogue(two).exact("公安机关信访工作规定")
    assert match is not None
    assert match.works == tuple(sorted((two.id_of("old"), two.id_of("new"))))


def test_an_official_title_goes_before_a_short_one() -> None:
    """Where one work is officially called as another is in short, the name is the first one's."""
    two = Shelf()
    two.add("order", "信访工作办法", Kind.DEPARTMENTAL_RULE, ("2005-08-18", 10))
    two.add("other", "青屿市信访工作实施办法", Kind.LOCAL_RULE, ("2023-05-01", 12), short=("信访工作办法",))
    match = Catalogue(two).exact("信访工作办法")
    assert match is not None
    assert match.works == (two.id_of("order"),)


@pytest.mark.parametrize(
    ("masked", "keys"),
    [
        ("xx市养犬管理条例", ["qingyu-quan", "yunchuan-quan"]),
        ("*市养犬管理条例", ["qingyu-quan", "yunchuan-quan"]),
        ("某市养犬管理条例", ["qingyu-quan", "yunchuan-quan"]),
        ("xx省行政规范性文件管理办法", ["donghu-wenjian"]),
        ("××省行政规范性文件管理办法", ["donghu-wenjian"]),
        ("xx县养犬管理条例", []),
        ("xx条例", []),
        ("xx市养犬管理办法", []),
    ],
)
def test_a_masked_title_has_candidates_that_fit(masked: str, keys: list[str]) -> None:
    """The mask stands for a name; all the rest must be equal."""
    assert [candidate.id for candidate in CATALOGUE.fitting(masked)] == [SHELF.id_of(key) for key in keys]


def test_near_titles_are_candidates_with_a_score() -> None:
    """A look-alike is for a person to weigh: below one, the best first."""
    near = CATALOGUE.near("重大行政决策程序条例")
    assert near[0].id == SHELF.id_of("juece")
    assert 0.72 <= near[0].score < 1
    assert [c.score for c in near] == sorted((c.score for c in near), reverse=True)
    assert CATALOGUE.near("船舶登记管理方法总汇") == ()


def test_names_in_text_are_leftmost_and_longest() -> None:
    """实施条例 must not be read as the law that its title opens with."""
    text = "道路交通安全法实施条例和道路交通安全法"
    assert [text[start:end] for start, end in CATALOGUE.names_in(text)] == ["道路交通安全法实施条例", "道路交通安全法"]


@pytest.mark.parametrize("name", ["总则", "规定", "民法", "执法公开规定", "不动产登记手册"])
def test_words_of_every_day_are_no_names_in_text(name: str) -> None:
    """A part of a code, a general word, a short title that is also a phrase: in brackets they may be titles, in running text not."""
    one = Shelf()
    one.add("one", "某某工作的全称规定", Kind.DEPARTMENTAL_RULE, ("2005-08-18", 10), short=(name,))
    assert list(Catalogue(one).names_in(f"落实{name}。")) == []


def test_a_large_catalogue_is_built_quickly() -> None:
    """A command starts cold: ten thousand names in well under a third of a second."""
    large = Shelf()
    for number in range(4000):
        large.add(
            f"w{number}",
            f"第{number}号城市公共设施管理与维护事项办理条例",
            Kind.LOCAL_REGULATION,
            ("2010-01-01", 9),
            short=(f"第{number}号设施管理维护条例",),
        )
    start = time.perf_counter()
    catalogue = Catalogue(large)
    assert time.perf_counter() - start < 1.5
    assert catalogue.exact("第17号设施管理维护条例") is not None


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("中华人民共和国刑法", "刑法"),
        ("中华人民共和国", "中华人民共和国"),
        ("规划（2021—2025年）", "规划(2021-2025年)"),
        ("ＡＢ条例", "ab条例"),
        ("纲要（2021－2025年）", "纲要(2021-2025年)"),
    ],
)
def test_title_keys(title: str, key: str) -> None:
    """What is evened out, and that nothing is ever evened out to nothing."""
    assert title_key(title) == key


def test_a_title_without_its_years_stands_for_none_of_several() -> None:
    """《纸船规划》 is each of two plans; the years tell them apart, and where there is one plan nobody knows that there is no other."""
    books = Shelf()
    books.add("one", "纸船发展规划（2015—2020年）", Kind.NORMATIVE_DOCUMENT, ("2015-01-01", None))
    books.add("two", "纸船发展规划（2021—2025年）", Kind.NORMATIVE_DOCUMENT, ("2021-01-01", None))
    books.add("alone", "灯塔发展规划（2021—2025年）", Kind.NORMATIVE_DOCUMENT, ("2021-01-01", None))
    catalogue = Catalogue(books)
    both = catalogue.exact("纸船发展规划")
    assert both is not None
    assert both.works == (books.id_of("one"), books.id_of("two"))
    assert catalogue.exact("灯塔发展规划") is None
    first = catalogue.exact("纸船发展规划（2015-2020年）")
    assert first is not None
    assert first.works == (books.id_of("one"),)
