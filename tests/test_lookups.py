"""A hundred look-ups over the editorial records, as people type them: the right work first, and the right provision.

The rows are names, short titles, document numbers and articles; some written in haste (no brackets, other widths, traditional characters, a slip of the pen).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from lawgraph.services import importing
from lawgraph.services.search.lookup import NameBook
from lawgraph.services.search.querying import simplified
from lawgraph.services.search.searching import Searcher
from lawgraph.settings import data_folder
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from made_up import searcher_of

LOOKUPS = """
行政处罚法 | 中华人民共和国行政处罚法 |
《行政处罚法》 | 中华人民共和国行政处罚法 |
中华人民共和国行政处罚法 | 中华人民共和国行政处罚法 |
行政处罚法33条 | 中华人民共和国行政处罚法 | 33
行政处罚法第三十三条第一款 | 中华人民共和国行政处罚法 | 33.1
《行政处罚法》第三十三条 | 中华人民共和国行政处罚法 | 33
行政处罚法 第 33 条 | 中华人民共和国行政处罚法 | 33
行政处罚法 33 | 中华人民共和国行政处罚法 | 33
行政处罚法３３条 | 中华人民共和国行政处罚法 | 33
行政處罰法第三十三條 | 中华人民共和国行政处罚法 | 33
xzcff | 中华人民共和国行政处罚法 |
XZCFF 33条 | 中华人民共和国行政处罚法 | 33
行政处法法 | 中华人民共和国行政处罚法 |
行政处罚发 | - |
《中华人民共和国行政处罚法》（2021年修订）第五十八条 | 中华人民共和国行政处罚法 | 58
行政处罚法 首违不罚 | 中华人民共和国行政处罚法 |
行政许可法 | 中华人民共和国行政许可法 |
行政许可法第五十条 | 中华人民共和国行政许可法 | 50
行政許可法 | 中华人民共和国行政许可法 |
行政强制法11条 | 中华人民共和国行政强制法 | 11
行政强致法 | 中华人民共和国行政强制法 |
行政复议法 | 中华人民共和国行政复议法 |
行政复议法第十三条 | 中华人民共和国行政复议法 | 13
行政复议法实施条例 | 中华人民共和国行政复议法实施条例 |
行政复议法实施条例第五条 | 中华人民共和国行政复议法实施条例 | 5
行政诉讼法 | 中华人民共和国行政诉讼法 |
行政诉讼法第3条第3款 | 中华人民共和国行政诉讼法 | 3.3
行政訴訟法第六十三條 | 中华人民共和国行政诉讼法 | 63
民法典 | 中华人民共和国民法典 |
民法典第一千二百六十条 | 中华人民共和国民法典 | 1260
民法典1260条 | 中华人民共和国民法典 | 1260
民诉法 | 中华人民共和国民事诉讼法 |
民事诉讼法 | 中华人民共和国民事诉讼法 |
刑诉法 | 中华人民共和国刑事诉讼法 |
刑法 | 中华人民共和国刑法 |
刑法第一百二十条之一 | 中华人民共和国刑法 | 120-1
刑法120条之一第二款 | 中华人民共和国刑法 | 120-1.2
刑法 第三百八十三条第一款第（一）项 | 中华人民共和国刑法 | 383.1.1
宪法 | 中华人民共和国宪法 |
宪法第五条 | 中华人民共和国宪法 | 5
立法法 | 中华人民共和国立法法 |
立法法第九十一条 | 中华人民共和国立法法 | 91
监察法 | 中华人民共和国监察法 |
公务员法 | 中华人民共和国公务员法 |
治安管理处罚法 | 中华人民共和国治安管理处罚法 |
治安处罚法 | 中华人民共和国治安管理处罚法 |
治安管理惩罚法 | 中华人民共和国治安管理处罚法 |
治安管理处罚法第18条 | 中华人民共和国治安管理处罚法 | 18
人民警察法 | 中华人民共和国人民警察法 |
警察法 | 中华人民共和国人民警察法 |
地方组织法 | 中华人民共和国地方各级人民代表大会和地方各级人民政府组织法 |
代表法 | 中华人民共和国全国人民代表大会和地方各级人民代表大会代表法 |
监督法 | 中华人民共和国各级人民代表大会常务委员会监督法 |
个保法 | 中华人民共和国个人信息保护法 |
個人信息保護法第十三條 | 中华人民共和国个人信息保护法 | 13
网络安全法 | 中华人民共和国网络安全法 |
数据安全法 | 中华人民共和国数据安全法 |
網絡安全法 | 中华人民共和国网络安全法 |
反电诈法 | 中华人民共和国反电信网络诈骗法 |
反家暴法 | 中华人民共和国反家庭暴力法 |
未保法 | 中华人民共和国未成年人保护法 |
道交法 | 中华人民共和国道路交通安全法 |
道路交通安全法第九十一条 | 中华人民共和国道路交通安全法 | 91
道交法实施条例 | 中华人民共和国道路交通安全法实施条例 |
环保法 | 中华人民共和国环境保护法 |
消保法 | 中华人民共和国消费者权益保护法 |
土地管理法实施条例 | 中华人民共和国土地管理法实施条例 |
政府采购法 | 中华人民共和国政府采购法 |
政府采购法实施条例第七条 | 中华人民共和国政府采购法实施条例 | 7
招投标法 | 中华人民共和国招标投标法 |
招投标法实施条例 | 中华人民共和国招标投标法实施条例 |
税收征管法 | 中华人民共和国税收征收管理法 |
居委会组织法 | 中华人民共和国城市居民委员会组织法 |
村委会组织法 | 中华人民共和国村民委员会组织法 |
劳动合同法第39条 | 中华人民共和国劳动合同法 | 39
法治宣传教育法第九条 | 中华人民共和国法治宣传教育法 | 9
出入境管理法 | 中华人民共和国出境入境管理法 |
信息公开条例 | 中华人民共和国政府信息公开条例 |
政府信息公开条例第二十条 | 中华人民共和国政府信息公开条例 | 20
重大行政决策程序暂行条例 | 重大行政决策程序暂行条例 |
重大行政决策条例第25条 | 重大行政决策程序暂行条例 | 25
重大决策程序暂行条例 | 重大行政决策程序暂行条例 |
国务院令第713号 | 重大行政决策程序暂行条例 |
大型群众性活动安全管理条例 | 大型群众性活动安全管理条例 |
大型群众性活动安全条例 | 大型群众性活动安全管理条例 |
优化营商环境条例第六十七条 | 优化营商环境条例 | 67
营商环境条例 | 优化营商环境条例 |
居住证条例 | 居住证暂行条例 |
行政执法监督条例 | 行政执法监督条例 |
国务院令第825号 | 行政执法监督条例 |
公安机关办理行政案件程序规定 | 公安机关办理行政案件程序规定 |
公安机关办理行政案件程序规定第40条 | 公安机关办理行政案件程序规定 | 40
公安部令第125号 | 公安机关办理行政案件程序规定 |
国办发〔2022〕27号 | 国务院办公厅关于进一步规范行政裁量权基准制定和管理工作的意见 |
国办发[2022]27号 | 国务院办公厅关于进一步规范行政裁量权基准制定和管理工作的意见 |
关于进一步规范行政裁量权基准制定和管理工作的意见 | 国务院办公厅关于进一步规范行政裁量权基准制定和管理工作的意见 |
国办发〔2018〕118号 | 国务院办公厅关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见 |
公通字〔2016〕17号 | 公安部关于实施公安行政处罚裁量基准制度的指导意见 |
厅字〔2019〕28号 | 法治政府建设与责任落实督察工作规定 |
第一责任人职责规定 | 党政主要负责人履行推进法治建设第一责任人职责规定 |
领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定 | 领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定 |
法治政府建设实施纲要（2021-2025年） | 法治政府建设实施纲要（2021—2025年） |
国务院关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见 | 国务院关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见 |
“谁执法谁普法”普法责任制的意见 | 关于实行国家机关“谁执法谁普法”普法责任制的意见 |
"""
ROWS = [
    tuple(cell.strip() for cell in line.split(" | ")) if line.count(" | ") == 2 else (*(c.strip() for c in line.rstrip("| ").split(" | ")), "")
    for line in LOOKUPS.strip().splitlines()
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The editorial records alone: every name, no text."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('home') / 'lawgraph.sqlite3'}")
    importing.add(database, "records", data_folder() / "regulations")
    yield Library(database)
    database.dispose()


@pytest.fixture(scope="module")
def names(library: Library) -> NameBook:
    """Their names."""
    return NameBook(library.works(), library.names())


@pytest.fixture(scope="module")
def searcher(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A searcher over an index without an article."""
    return searcher_of(library, tmp_path_factory.mktemp("index"))


def test_there_are_a_hundred() -> None:
    """Rows get lost where nobody counts."""
    assert len({query for query, *_ in ROWS}) == len(ROWS) >= 100


@pytest.mark.parametrize(("query", "title", "label"), ROWS)
def test_the_right_one_is_first(names: NameBook, searcher: Searcher, library: Library, query: str, title: str, label: str) -> None:
    """The name book reads work and provision, and the search shows the work first; ``-``: no name is read in it."""
    read = names.read(simplified(query))
    assert (library.work(read.works[0]).title if read else "-", read.label if read else "") == (title, label)
    assert [hit.work.title for hit in searcher.search(query, at=date(2026, 11, 1)).hits[:1]] == [title] * (title != "-")


@pytest.mark.parametrize("query", ["行政处法法", "行政强致法", "治安管理惩罚法"])
def test_a_slip_of_the_pen_is_told(searcher: Searcher, query: str) -> None:
    """What was guessed is said; what was found as written is not."""
    assert query in searcher.search(query, at=date(2026, 11, 1)).notes[0]
    assert searcher.search("行政处罚法", at=date(2026, 11, 1)).notes == ()
