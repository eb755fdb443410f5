"""Resolving: one work or none and the reason, its kind, its force at two dates, its provisions; and the promises of the whole way."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.cite import Catalogue, cross_references, find_citations
from lawgraph.cite.references import ReferenceStatus
from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Citation, ForceStatus, Resolution, as_json
from statutes import AT, TODAY, Shelf, shelf

SHELF = shelf()
CATALOGUE = Catalogue(SHELF)
R = Resolution


def cite(text: str, at: date = AT) -> tuple[Citation, ...]:
    return find_citations(text, CATALOGUE, at=at, today=TODAY)


OUTCOMES = [
    # text, outcome of its first citation, kind
    ("《行政处罚法》", R.RESOLVED, Kind.LAW),
    ("《宪法》", R.RESOLVED, Kind.CONSTITUTION),
    ("《重大行政决策程序暂行条例》", R.RESOLVED, Kind.ADMINISTRATIVE_REGULATION),
    ("根据国办发〔2022〕27号文件", R.RESOLVED, Kind.NORMATIVE_DOCUMENT),
    # unknown, never a look-alike
    ("《行政处罚法实施办法》", R.UNKNOWN, Kind.DEPARTMENTAL_RULE),
    ("《执业医师法》", R.UNKNOWN, Kind.LAW),
    ("《北湖市养犬管理条例》", R.UNKNOWN, Kind.LOCAL_REGULATION),
    ("《养犬管理条例》", R.UNKNOWN, Kind.ADMINISTRATIVE_REGULATION),
    ("《中国共产党问责条例》", R.UNKNOWN, Kind.PARTY_REGULATION),
    ("《青屿市公安行政处罚裁量权基准》", R.UNKNOWN, Kind.DISCRETION_STANDARD),
    ("根据青政发〔2020〕3号文件", R.UNKNOWN, Kind.NORMATIVE_DOCUMENT),
    # drafts are not what their titles say
    ("《行政处罚法（修订草案）》", R.UNKNOWN, Kind.LAW),
    ("《行政处罚法》（修订草案）", R.UNKNOWN, Kind.LAW),
    ("《学校安全条例（草案）》", R.UNKNOWN, Kind.ADMINISTRATIVE_REGULATION),
    ("《行政许可法（征求意见稿）》", R.UNKNOWN, Kind.LAW),
    ("《行政处罚法》修正案审议", R.RESOLVED, Kind.LAW),
    ("《行政处罚法修正案（草案）》", R.UNKNOWN, Kind.LAW),
    # masked
    ("《xx市养犬管理条例》", R.MASKED, Kind.LOCAL_REGULATION),
    ("《XX省道路运输条例》第五条", R.MASKED, Kind.LOCAL_REGULATION),
    ("《××市重大行政决策办法》", R.MASKED, Kind.LOCAL_RULE),
    ("《*市公安局培训实施方案》", R.MASKED, Kind.INTERNAL_DOCUMENT),
    ("《某某县行政执法公示办法》", R.MASKED, Kind.LOCAL_RULE),
    ("《□□市养犬管理条例》", R.MASKED, Kind.LOCAL_REGULATION),
    ("《○○市养犬管理条例》", R.MASKED, Kind.LOCAL_REGULATION),
    ("《A市养犬管理条例》", R.MASKED, Kind.LOCAL_REGULATION),
    ("《xx省居住证》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    # no regulation, with its sign
    ("领取《营业执照》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("《法治日报》报道", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("《求是》杂志", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("观看电影《第二十条》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("收看《今日说法》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("签订《战略合作框架协议》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("送达《行政处罚决定书》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("填写《执法案件登记表》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("出具《借条》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("编印《普法手册》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("举办《民法典与生活》讲座", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    ("《我的家乡》", R.NOT_A_REGULATION, Kind.NOT_A_REGULATION),
    # kind from the words around
    ("《xx市消防安全规定》已经市人大常委会审议通过", R.MASKED, Kind.LOCAL_REGULATION),
    ("推动《xx市消防安全规定》启动地方立法", R.MASKED, Kind.LOCAL_REGULATION),
    ("《xx市消防安全规定》经市政府常务会议通过", R.MASKED, Kind.LOCAL_RULE),
    ("印发《执法公示管理办法》", R.UNKNOWN, Kind.NORMATIVE_DOCUMENT),
    ("我局出台《案件审核管理规定》", R.UNKNOWN, Kind.INTERNAL_DOCUMENT),
    ("出台《委员会工作规则》", R.UNKNOWN, Kind.INTERNAL_DOCUMENT),
]


@pytest.mark.parametrize(("text", "resolution", "kind"), OUTCOMES)
def test_every_title_has_an_outcome_a_kind_and_a_reason(text: str, resolution: Resolution, kind: Kind) -> None:
    """No title is skipped, and none is called what it is not."""
    first = cite(text)[0]
    assert (first.resolution, first.kind) == (resolution, kind)
    assert first.reason.endswith("。")


def test_kind_by_context_reaches_the_short_form() -> None:
    """The words that tell the kind often stand in the sentence of the short form: 《规定》已经市人大常委会通过."""
    full, short = cite("推动《xx市消防安全规定》实施。目前，《规定》已经市人大常委会审议通过。")
    assert (full.kind, short.kind, short.antecedent) == (Kind.LOCAL_REGULATION, Kind.LOCAL_REGULATION, 0)


def test_an_unknown_title_has_candidates_and_no_work() -> None:
    """A look-alike is at most a suggestion."""
    found = cite("《重大行政决策程序条例》第十四条")[0]
    assert (found.resolution, found.work, found.pinpoints[0].exists) == (R.UNKNOWN, None, None)
    assert found.candidates[0].title == "重大行政决策程序暂行条例"


def test_force_is_given_twice() -> None:
    """As of the report's date, and as of today in the light of the version that the report relied on."""
    fuyi = cite("《行政复议法》第十条", date(2022, 1, 20))[0]
    assert fuyi.force is not None
    assert fuyi.force_today is not None
    assert (fuyi.force.status, fuyi.force_today.status) == (ForceStatus.IN_FORCE, ForceStatus.AMENDED)
    assert fuyi.force.version != fuyi.force_today.version


def test_a_repealed_law_resolves_and_says_so() -> None:
    """A repealed law is found; that it no longer applies, and what came instead, stands beside it."""
    hetong = cite("《合同法》第六十条")[0]
    assert hetong.resolution is R.RESOLVED
    assert hetong.force is not None
    assert (hetong.force.status, hetong.force.replaced_by) == (ForceStatus.REPEALED, ("中华人民共和国民法典",))


PINPOINTS = [
    # the version at the date decides: 64 articles until 2021-07-14, 86 since
    ("《行政处罚法》第七十条", date(2020, 1, 1), [("70", False, False)]),
    ("《行政处罚法》第七十条", date(2022, 1, 1), [("70", True, True)]),
    ("《治安管理处罚法》第二百三十条", AT, [("230", False, False)]),
    ("《信访条例》第九条", AT, [("9", None, False)]),
    ("《行政处罚法》第九条", date(1990, 1, 1), [("9", None, False)]),
    ("《行政处罚法》第八十条至第八十二条", AT, [("80", True, True), ("81", True, True), ("82", True, True)]),
]


@pytest.mark.parametrize(("text", "at", "expected"), PINPOINTS)
def test_provisions_are_looked_up_in_the_version_of_the_date(text: str, at: date, expected: list[tuple[str, bool | None, bool]]) -> None:
    """An article number without a version is not a pinpoint; what nobody can look up is neither there nor missing."""
    found = cite(text, at)[0]
    assert [(p.label, p.exists, p.provision is not None) for p in found.pinpoints] == expected


def test_works_of_one_name_are_told_apart_by_date_alone() -> None:
    """Two works of one name: the one in force at the date, or ambiguous with both."""
    two = Shelf()
    two.add("old", "公安机关信访工作规定", Kind.DEPARTMENTAL_RULE, ("2005-08-18", 10))
    two.add("new", "公安机关信访工作规定", Kind.NORMATIVE_DOCUMENT, ("2023-05-01", 12))
    catalogue = Catalogue(two)
    early = find_citations("《公安机关信访工作规定》", catalogue, at=date(2010, 1, 1), today=TODAY)[0]
    late = find_citations("《公安机关信访工作规定》", catalogue, at=date(2024, 1, 1), today=TODAY)[0]
    assert early.work is not None
    assert early.work.id == two.id_of("old")
    assert (late.resolution, late.work, len(late.candidates)) == (R.AMBIGUOUS, None, 2)


NUMBERS = [
    # a loose title with its number, a title with another work's number, a known title with another's number
    ("《关于规范行政裁量权基准制定和管理工作的意见》（国办发〔2022〕27号）", R.RESOLVED, "国办发〔2022〕27号"),
    ("《关于印发〈青屿市执法公示办法〉的通知》（国办发〔2022〕27号）", R.UNKNOWN, "不合"),
    ("《行政处罚法》（国务院令第713号）第九条", R.RESOLVED, "请核对"),
    ("《重大行政决策程序暂行条例》（国务院令第713号）", R.RESOLVED, "一致"),
]


@pytest.mark.parametrize(("text", "resolution", "said"), NUMBERS)
def test_a_number_beside_a_title_helps_or_warns(text: str, resolution: Resolution, said: str) -> None:
    """A document number decides for a loose title alone; where title and number disagree, that is said."""
    (found,) = cite(text)
    assert found.resolution is resolution
    assert said in found.reason


# ── the promises of the whole way ────────────────────────────────────────────────────────────────────────────────────────────────────────

REPORT = (
    "青屿市云川区2021年法治政府建设情况\n一是严格执行《行政处罚法》第三十三条，落实行政许可法、行政复议法等。二是推动《xx市消防规定》立法，《规定》已经市人大常委会通过。"
    "三是全省率先实现《xx省居住证》网上签注。以贯彻执行持续深入推进法治云川建设全面提升执法水平实施意见为主载体，依照国办发〔2022〕27号文件。\n"
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    """Any Unicode, surrogates left out by the type itself: spans are exact, in order, with a reason."""
    found = cite(text)
    assert all(text[c.start : c.end] == c.text and c.text and c.reason for c in found)
    assert [c.start for c in found] == sorted(c.start for c in found)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(REPORT)), st.text(alphabet="《》\n\u200b 　第条〈〉（）一xX\ue000", max_size=6))
def test_damage_keeps_spans_exact(at: int, noise: str) -> None:
    """Stray signs anywhere in a report shift nothing: what a citation says it covers, it covers."""
    text = REPORT[:at] + noise + REPORT[at:]
    assert all(text[c.start : c.end] == c.text for c in cite(text))


def test_lone_surrogates_are_read() -> None:
    """A text decoded with surrogates has no hash in UTF-8; it is read all the same."""
    assert cite("《行政处罚法》\ud800")[0].resolution is R.RESOLVED


def test_every_title_in_brackets_is_answered_once() -> None:
    """The count of 《…》 is the count of citations in brackets."""
    found = cite(REPORT)
    assert sum(c.bracketed for c in found) == REPORT.count("《")
    assert len({(c.start, c.end) for c in found}) == len(found)
    assert len({c.id for c in found}) == len(found)


@pytest.mark.parametrize(
    "text",
    [
        "严格执行《行政处\n罚法》第三十\n三条",
        "严格执行《行政\u200b处罚法》第三十三条",
        "\ufeff《行政处罚法》第三十三条",
        "《行政处罚法》第３３条",
        "《行政处罚法》第33\u3000条",
    ],
)
def test_cleaning_keeps_offsets(text: str) -> None:
    """Line breaks, zero-width signs and full-width figures are read through; the span counts characters of the text as given."""
    (found,) = cite(text)
    assert found.work is not None
    assert ([p.label for p in found.pinpoints], text[found.start : found.end]) == (["33"], found.text)


def test_a_hard_wrapped_page_is_read_as_running_text() -> None:
    """A page copied from a PDF breaks every line: names without brackets are found across the break, with exact spans."""
    sentence = "全区各部门认真落实行政处罚法和行政许可法的规定，依照重大行政决策程序暂行条例开展合法性审查，切实提升依法行政水平，"
    running = sentence * 12
    wrapped = "\n".join(running[at : at + 38] for at in range(0, len(running), 38))
    found = cite(wrapped)
    assert len(found) == 36
    assert {"".join(c.text.split()) for c in found} == {"行政处罚法", "行政许可法", "重大行政决策程序暂行条例"}
    assert all(wrapped[c.start : c.end] == c.text for c in found)


def test_the_answer_does_not_hang_on_the_hash_seed() -> None:
    """Identical input, identical output, byte for byte, in any process."""
    program = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "from statutes import AT, TODAY, shelf\n"
        "from lawgraph.cite import Catalogue, find_citations\n"
        "from lawgraph.domain.models import as_json\n"
        "print(json.dumps(as_json(find_citations(sys.stdin.read(), Catalogue(shelf()), at=AT, today=TODAY))))\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            input=REPORT,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("0", "1", "424242")
    }
    assert printed == {json.dumps(as_json(cite(REPORT))) + "\n"}


def _seconds(text: str) -> float:
    start = time.process_time()
    cite(text)
    return time.process_time() - start


@pytest.mark.parametrize("unit", ["《", "》", "第", "第一、", "《》", "《规", "本法", "以下简称", "落实", "〔2021〕1号", "《甲规定》", REPORT])
def test_time_is_linear(unit: str) -> None:
    """Four times the text takes about four times the time, not sixteen; in seconds of the processor, once more on a busy machine."""
    times = max(1, 15_000 // len(unit))
    assert any(_seconds(unit * 4 * times) < 8 * _seconds(unit * times) + 0.05 for _ in range(3))


# ── cross-references inside statutes ─────────────────────────────────────────────────────────────────────────────────────────────────────

OWN = SHELF.id_of("xingzheng-chufa")
VERSION = f"{OWN}/2021-07-15"
ARTICLE = (
    "违反本法第九条、第十条规定，或者违反刑法第二百条的，依照前条规定处理。\n"
    "有下列情形之一的，适用前款规定，但本条第一款第二项另有规定的除外：\n"
    "（一）违反治安管理的；\n"
    "（二）有前项情形，屡教不改的。\n"
    "除第八条另有规定外，依照前两款的规定处理；违反本法第九十条的，从其规定。"
)


def test_cross_references_of_an_article() -> None:
    """Own articles, another law's, and what 前条, 前款, 前项 and 前两款 mean at their place; with status and exception."""
    found = cross_references(ARTICLE, CATALOGUE, itself=OWN, article="12", version=VERSION, at=date(2021, 7, 15))
    said = [(r.evidence, r.label, r.status.value, r.target == OWN, r.negated) for r in found]
    assert said == [
        ("本法第九条、第十条", "9", "exact_version", True, False),
        ("本法第九条、第十条", "10", "exact_version", True, False),
        ("刑法第二百条", "200", "exact_version", False, False),
        ("前条", "11", "exact_version", True, False),
        ("前款", "12.1", "exact_version", True, False),
        ("本条第一款第二项", "12.1.2", "exact_version", True, False),
        ("前项", "12.2.1", "exact_version", True, False),
        ("第八条", "8", "exact_version", True, True),
        ("前两款", "12.1", "exact_version", True, False),
        ("前两款", "12.2", "exact_version", True, False),
        ("本法第九十条", "90", "dangling", True, False),
    ]
    assert all(ARTICLE[r.start : r.end] == r.evidence for r in found)


def test_a_work_made_under_a_higher_law_says_so() -> None:
    """根据《…》，制定本条例 is more than a citation."""
    text = "为了规范养犬，根据《中华人民共和国行政处罚法》和行政许可法等法律，结合本市实际，制定本条例。"
    found = cross_references(text, CATALOGUE, itself=SHELF.id_of("qingyu-quan"), article="1")
    assert [r.relation for r in found] == ["based_on", "based_on"]


STATUSES = [
    ("依照行政复议法第六十条处理", date(2024, 2, 1), ReferenceStatus.EXACT_VERSION),
    ("依照行政复议法第六十条处理", date(2019, 1, 1), ReferenceStatus.DANGLING),
    ("依照行政复议法第六十条处理", date(1995, 1, 1), ReferenceStatus.NEAREST_VERSION),
    ("依照行政复议法第六十条处理", None, ReferenceStatus.NEAREST_VERSION),
    ("依照行政复议法处理", date(2019, 1, 1), ReferenceStatus.EXACT_VERSION),
    ("依照信访条例第九条处理", date(2019, 1, 1), ReferenceStatus.VERSION_ABSENT),
    ("依照合同法第九条处理", date(2022, 1, 1), ReferenceStatus.VERSION_ABSENT),
    ("依照《不在库中的条例》第九条处理", date(2022, 1, 1), ReferenceStatus.VERSION_ABSENT),
    ("依照国家有关法律、法规处理", date(2022, 1, 1), ReferenceStatus.VAGUE),
]


@pytest.mark.parametrize(("text", "at", "status"), STATUSES)
def test_a_reference_says_in_which_version_it_was_looked_up(text: str, at: date | None, status: ReferenceStatus) -> None:
    """Between two versions a quarter of a law's articles change number: an edge that hides which it means is worse than none."""
    (found,) = cross_references(text, CATALOGUE, itself=OWN, article="3", at=at)
    assert found.status is status


@pytest.mark.parametrize("text", ["目前条件尚不具备", "提前款项到账", "前款规定的", "以前项目较多", "根本条件", "本条规定", "本法所称处罚"])
def test_what_refers_to_nothing(text: str) -> None:
    """Words that only look like pointers, 前款 in the first paragraph, and a work that only mentions itself."""
    assert cross_references(text, CATALOGUE, itself=OWN, article="3") == ()


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="前款条项本该法第一二三百（）、和至\n除外依照有关法律行政处罚《》", max_size=60),
    st.sampled_from(["", "1", "12", "120-1", "annex_1/3"]),
)
def test_cross_references_of_any_words(text: str, article: str) -> None:
    """No words of a statute make it raise, and what it names it names exactly."""
    found = cross_references(text, CATALOGUE, itself=OWN, article=article, version=VERSION, at=AT)
    assert all(0 <= r.start < r.end <= len(text) for r in found)
