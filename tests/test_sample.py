"""The sample report that every new installation shows: made up, and holding every trap that real reports set."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lawgraph.settings import data_folder
from lawgraph.text.formats import read
from lawgraph.text.report import Segmented, report_date, segment


@pytest.fixture(scope="module")
def path() -> Path:
    """The sample's file, in a checkout or in the installed package."""
    return data_folder() / "samples" / "青屿市公安局2021年度法治政府建设情况报告.txt"


@pytest.fixture(scope="module")
def text(path: Path) -> str:
    """The sample as read."""
    return read(path).text


@pytest.fixture(scope="module")
def found(text: str) -> Segmented:
    """The sample's sections and measures."""
    return segment(text)


def test_it_is_a_report_of_ordinary_length(text: str) -> None:
    """Reports of a bureau have two to four thousand characters; the page and the tutorial count on it."""
    assert 2_500 <= len(text) <= 3_500


def test_its_date_is_the_day_of_its_signature(text: str, path: Path) -> None:
    """The signature says more than the year in the title, and the file's name adds nothing."""
    assert report_date(text, path.name) == (date(2022, 1, 20), "2022年1月20日")


SECTIONS = [
    ("青屿市公安局2021年度法治政府建设情况报告", 5.0),
    ("主要工作和成效", 1.0),
    ("压实依法履职责任链条", 5.0),
    ("推进公安领域制度建设", 5.0),
    ("严格规范执法活动", 5.0),
    ("规范办案场所和财物管理", 5.0),
    ("方便群众办事创业", 5.0),
    ("守住公共安全底线", 5.0),
    ("自觉接受权力监督", 5.0),
    ("提升队伍法治素养", 5.0),
    ("存在的不足和原因", 1.0),
    ("主要负责人履行第一责任人职责情况", 1.0),
    ("下一年度工作打算", 1.0),
    ("牢固树立法治理念", 2.0),
    ("健全执法监督体系", 2.0),
    ("深化为民服务改革", 2.0),
]


def test_its_sections(found: Segmented) -> None:
    """Numbered headings, and headings without number that end in a full stop."""
    assert [(section.heading, section.level) for section in found.sections] == SECTIONS


MEASURES = [
    ("局党委全年4次", "列入年终考核。", "done"),
    ("严格执行《重大行政决策", "逐项归档。", "done"),
    ("对照《*市重大行政决策", "向社会公布。", "done"),
    ("一是配合地方立法。", "尚待省人大常委会批准。", "done"),
    ("二是规范文件制定。", "公布和备案。", "done"),
    ("三是开展文件清理。", "在门户网站公布。", "done"),
    ("一是坚持全程留痕。", "抽查合格率为98.6%。", "done"),
    ("二是统一裁量尺度。", "4300余人次。", "done"),
    ("四是畅通两法衔接。", "有案不移。", "done"),
    ("建成启用市、县两级", "一站办理。", "done"),
    ("制定《青屿市公安局涉案财物管理细则》", "2.1万件。", "done"),
    ("扣押、冻结等强制措施", "退回补正156次。", "done"),
    ("整合户籍、出入境", "一窗办结。", "done"),
    ("推出《电子居住证》", "十二类事项。", "done"),
    ("在政务服务平台", "申请67件。", "done"),
    ("一是打击涉众犯罪。", "1.3亿元。", "done"),
    ("二是管好重点环节。", "隐患212处。", "done"),
    ("三是化解矛盾纠纷。", "明显减少。", "done"),
    ("一是支持司法监督。", "书面反馈。", "done"),
    ("二是发挥复议纠错作用。", "过错责任9人。", "done"),
    ("三是筑牢廉洁防线。", "凡登记必上报。", "done"),
    ("落实领导干部学法用法制度", "模拟法庭8场。", "done"),
    ("坚持“谁执法谁普法”", "以案释法专栏。", "done"),
    ("为局机关和各分县局", "法律意见320份。", "done"),
    ("局主要负责人认真履行", "法治课2次。", "done"),
    ("定期调度行政败诉", "难题5个。", "done"),
    ("将法治建设成效纳入", "负责人3名。", "done"),
    ("一是增强学法自觉，二是", "三是增强用法自觉。", "planned"),
    ("一是要建好监督平台。", "闭环整改。", "planned"),
    ("二是要细化裁量规则。", "首违不罚清单。", "planned"),
    ("三是要配强审核力量。", "一律集体通案。", "planned"),
    ("计划上半年", "跨区域通办。", "planned"),
    ("目前，首批", "上线运行。", "done"),
    ("另外，拟修订", "前期调研。", "planned"),
]


def test_its_measures(text: str, found: Segmented) -> None:
    """Whole items, single sentences, phrases that stay together; shortcomings, praise and vows left out; done and planned told apart."""
    said = [(text[measure.start : measure.end], measure.state.value) for measure in found.measures]
    assert len(said) == len(MEASURES)
    assert [
        row
        for row, (words, state) in zip(MEASURES, said, strict=True)
        if not (words.startswith(row[0]) and words.endswith(row[1]) and state == row[2])
    ] == []


TRAPS = [
    "《*市重大行政决策事项目录编制办法》",  # masked titles
    "《xx省行政规范性文件备案审查办法》",
    "《xx省公安行政处罚裁量基准》",
    "《规定》",  # stands for the title two sentences before it
    "《电子居住证》",  # a certificate
    "《青屿晚报》",  # a newspaper
    "领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定",  # a title without brackets, with 、 inside
    "行政许可法、行政处罚法、行政复议法等",  # a list without brackets
    "新修订《行政处罚法》",
    "《行政处罚法》第三十三条第一款",
    "尚待省人大常委会批准",  # passed, not yet approved
    "《青屿市公安局涉案财物管理细则》",  # an internal document
    "《青屿市2022年度立法计划》",  # a plan, no regulation
]


@pytest.mark.parametrize("trap", TRAPS)
def test_its_traps_are_there(text: str, trap: str) -> None:
    """Whoever rewrites the sample keeps what makes it worth reading."""
    assert trap in text
