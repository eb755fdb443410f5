"""Findings: for each code a report that fires it and the nearest one that does not, over a library imported for real."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lawgraph.app.wiring import Wiring
from lawgraph.services.fitness import CODES
from lawgraph.settings import Settings
from lawgraph.text.formats import read_bytes
from made_up import write_folder

TODAY = date(2026, 11, 21)

DECISIONS = """# 重大行政决策程序暂行条例

2019年4月20日 中华人民共和国国务院令第713号公布

<!-- INFO END -->

第一条 为了试验，制定本条例。

第二条 本条例自2019年9月1日起施行。
"""

LOWER = """# 青屿市纸船检查办法

2018年1月1日 青屿市人民政府令第1号公布

<!-- INFO END -->

第一条 根据《中华人民共和国纸船法》，制定本办法。

第二条 本办法自2018年2月1日起施行。
"""

STANDARD = """# 青屿市纸船行政处罚裁量基准

2019年1月1日 青屿市船坞管理局公布

<!-- INFO END -->

第一条 漏水轻微的，从轻处罚。

第二条 本基准自2019年2月1日起施行。
"""


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    folder = write_folder(tmp_path_factory.mktemp("laws"))
    for name, text in (("行政法规/决策(2019-04-20).md", DECISIONS), ("其他/办法(2018-01-01).md", LOWER), ("其他/基准(2019-01-01).md", STANDARD)):
        file = Path(folder, name)
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    found = Wiring(Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path_factory.mktemp("home"))}), today=lambda: TODAY)
    found.add(str(folder))
    yield found
    found.database.dispose()


def _codes(wiring: Wiring, text: str, as_of: str) -> set[str]:
    checked = wiring.check(read_bytes(text.encode(), "r.txt"), date.fromisoformat(as_of))
    return {finding.code for measure in checked.measures for finding in measure.findings} | {finding.code for finding in checked.findings}


_FIVE = "公众参与、专家论证、风险评估、合法性审查、集体讨论决定"
CASES = [
    # code, day, a sentence that fires it, the nearest that does not
    ("work-repealed", "2017-01-01", "严格执行《灯船管理暂行条例》，加强检查。", "严格执行《纸船法》，加强检查。"),
    ("work-not-yet-in-force", "2015-04-01", "严格执行《纸船法》，加强检查。", "严格执行《灯船管理暂行条例》，加强检查。"),
    ("version-not-applying", "2022-01-01", "严格执行《纸船法》（2015年修正），加强检查。", "严格执行《纸船法》（2021年修订），加强检查。"),
    ("article-missing", "2022-01-01", "严格执行《纸船法》第七条，加强检查。", "严格执行《纸船法》第六条，加强检查。"),
    ("work-repealed-since", "2015-01-01", "严格执行《灯船管理暂行条例》，加强检查。", "严格执行《灯船管理办法》，加强检查。"),
    ("work-amended-since", "2016-01-01", "严格执行《纸船法》，加强检查。", "严格执行《灯船管理暂行条例》，加强检查。"),
    ("article-renumbered", "2016-01-01", "严格执行《纸船法》第三条，加强检查。", "严格执行《纸船法》第二条，加强检查。"),
    ("pending-approval", "2022-01-20", "落实《青屿市纸船漂流安全管理规定》，加强检查。", "落实《青屿市纸船检查办法》，加强检查。"),
    ("unknown-work", "2022-01-20", "落实《船坞值班工作规则》，规范值班。", "落实《纸船法》，规范值班。"),
    ("title-misquoted", "2022-01-20", "落实《青屿市纸船漂流安全管理规程》，加强检查。", "落实《云川县风筝放飞秩序若干规程》，加强检查。"),
    ("masked-title", "2022-01-20", "落实《xx市纸船检查办法》，加强检查。", "落实《青屿市纸船检查办法》，加强检查。"),
    (
        "standard-not-basis",
        "2022-01-20",
        "严格执行《青屿市纸船行政处罚裁量基准》，过罚相当。",
        "严格执行《纸船法》和《青屿市纸船行政处罚裁量基准》，过罚相当。",
    ),
    (
        "procedure-step-missing",
        "2022-01-20",
        "落实《重大行政决策程序暂行条例》，规范公众参与和风险评估。",
        f"落实《重大行政决策程序暂行条例》，规范{_FIVE}。",
    ),
    (
        "by-reference-only",
        "2022-01-20",
        f"我局落实《重大行政决策程序暂行条例》，规范{_FIVE}。",
        f"市政府落实《重大行政决策程序暂行条例》，规范{_FIVE}。",
    ),
    ("level-too-low", "2022-01-20", "出台《关于纸船下水的通告》，新设纸船下水许可。", "出台《关于纸船下水的通告》，方便纸船下水。"),
    ("issuer-not-competent", "2022-01-20", "制定《船坞工作规则》，设定漏水罚款。", "制定《船坞工作规则》，规范漏水登记。"),
    ("lower-contradicts-higher-version", "2022-01-20", "执行《青屿市纸船检查办法》，加强检查。", "执行《纸船法实施条例》第三条，加强检查。"),
    ("weak-basis", "2022-01-20", "检查下水纸船有无漏水。", "落实《纸船法》，检查下水纸船。"),
]


@pytest.mark.parametrize(("code", "day", "fires", "_near"), [row for row in CASES if row[0] != "lower-contradicts-higher-version"])
def test_fires(wiring: Wiring, code: str, day: str, fires: str, _near: str) -> None:
    """Each rule on a sentence made for it."""
    assert code in _codes(wiring, fires, day)


@pytest.mark.parametrize(("code", "day", "_fires", "near"), [row for row in CASES if row[0] != "lower-contradicts-higher-version"])
def test_stays_silent(wiring: Wiring, code: str, day: str, _fires: str, near: str) -> None:
    """And not on the nearest one: a rule that cannot tell says nothing."""
    assert code not in _codes(wiring, near, day)


def test_a_higher_law_made_anew_is_told(wiring: Wiring) -> None:
    """The rule of 2018 rests on a law of which there is a version of 2021; as of 2020 there was none."""
    sentence = "执行《青屿市纸船检查办法》，加强检查。"
    assert "lower-contradicts-higher-version" in _codes(wiring, sentence, "2022-01-20")
    assert "lower-contradicts-higher-version" not in _codes(wiring, sentence, "2020-01-20")


REPORT = """青屿市船坞管理局2021年度法治政府建设情况报告
一、主要做法
检查下水纸船有无漏水。
二、存在的不足
检查力量不足。
三、主要负责人履行第一责任人职责情况
局长带头学习纸船法。
四、下一步打算
继续检查下水纸船。
"""


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (REPORT, 0),
        (REPORT.replace("二、存在的不足\n检查力量不足。\n", ""), 1),
        (REPORT.replace("三、主要负责人履行第一责任人职责情况\n局长带头学习纸船法。\n", "").replace("四、下一步打算\n", ""), 2),
        # a report of another kind owes no such parts
        ("青屿市船坞管理局2021年工作总结\n检查下水纸船有无漏水。", 0),
    ],
)
def test_parts_of_the_yearly_report(wiring: Wiring, text: str, missing: int) -> None:
    """Said only of what calls itself a report on 法治政府建设."""
    checked = wiring.check(read_bytes(text.encode(), "r.txt"), date(2022, 1, 20))
    assert sum(finding.code == "report-part-missing" for finding in checked.findings) == missing


def test_every_code_has_a_case(wiring: Wiring) -> None:
    """No rule without a test that fires and one that does not; no-basis, the two below and how a picture was read (test_recognition.py) are tried on their own."""
    tried = {row[0] for row in CASES} | {"report-part-missing", "ambiguous-short-form", "no-basis", "low-confidence-reading", "partly-unread"}
    assert tried == set(CODES)
    assert "no-basis" in _codes(wiring, "做好嘉年华彩排。", "2022-01-20")
    both = "落实《纸船法实施条例》和《灯船管理暂行条例》。按照《条例》加强检查。"
    assert "ambiguous-short-form" in _codes(wiring, both, "2015-01-20")
