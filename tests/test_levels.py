"""What the words of a title say of its kind."""

from __future__ import annotations

import pytest

from lawgraph.domain.levels import Kind, is_local, kind_of_title, level_name, rank, sign_of_no_regulation

KINDS = [
    ("中华人民共和国宪法", Kind.CONSTITUTION),
    ("宪法修正案（2018年）", Kind.CONSTITUTION),
    ("中华人民共和国行政处罚法", Kind.LAW),
    ("民法典", Kind.LAW),
    ("民法通则", Kind.LAW),
    ("刑法修正案（九）", Kind.LAW),
    ("职业教育法修正案（草案）", Kind.LAW),
    ("全国人民代表大会和地方各级人民代表大会选举法", Kind.LAW),
    # 法 at the end of other words
    ("青屿市城市管理工作办法", Kind.LOCAL_RULE),
    ("道路交通事故处理办法", Kind.DEPARTMENTAL_RULE),
    ("重大行政决策程序暂行条例", Kind.ADMINISTRATIVE_REGULATION),
    ("行政处罚法实施条例", Kind.ADMINISTRATIVE_REGULATION),
    ("国家教育考试条例（草案）", Kind.ADMINISTRATIVE_REGULATION),
    ("中华人民共和国监察法实施条例", Kind.SUPERVISORY_REGULATION),
    ("最高人民法院关于适用《中华人民共和国行政诉讼法》的解释", Kind.JUDICIAL_INTERPRETATION),
    ("最高人民法院、最高人民检察院关于办理某类案件适用法律若干问题的解释", Kind.JUDICIAL_INTERPRETATION),
    ("青屿市养犬管理条例", Kind.LOCAL_REGULATION),
    ("xx省道路运输条例", Kind.LOCAL_REGULATION),
    ("*市养犬管理条例", Kind.LOCAL_REGULATION),
    ("某某县养犬管理条例", Kind.LOCAL_REGULATION),
    ("青屿经济特区禁毒条例", Kind.LOCAL_REGULATION),
    # 城市, 国家, 地方 open national titles
    ("城市市容和环境卫生管理条例", Kind.ADMINISTRATIVE_REGULATION),
    ("城市供水条例", Kind.ADMINISTRATIVE_REGULATION),
    ("地方政府履行教育职责督导评价暂行办法", Kind.DEPARTMENTAL_RULE),
    ("公安机关办理行政案件程序规定", Kind.DEPARTMENTAL_RULE),
    ("东湖省行政规范性文件管理办法", Kind.LOCAL_RULE),
    ("xx省行政规范性文件管理办法", Kind.LOCAL_RULE),
    # an office of a place makes no 规章
    ("xx市公安局案件审核规定", Kind.NORMATIVE_DOCUMENT),
    ("xx市公安机关主要负责人职责实施细则", Kind.NORMATIVE_DOCUMENT),
    ("青屿市公安行政处罚裁量权基准", Kind.DISCRETION_STANDARD),
    ("东湖省公安行政处罚裁量权指导标准", Kind.DISCRETION_STANDARD),
    ("中国共产党问责条例", Kind.PARTY_REGULATION),
    ("中国共产党章程", Kind.PARTY_REGULATION),
    ("云川区行政执法案卷评查通报", Kind.NORMATIVE_DOCUMENT),
    ("党政主要负责人履行推进法治建设第一责任人职责规定", Kind.PARTY_REGULATION),
    ("领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定", Kind.PARTY_REGULATION),
    ("关于调整交通管理措施的通告", Kind.NORMATIVE_DOCUMENT),
    ("青少年法治教育大纲", Kind.NORMATIVE_DOCUMENT),
    ("全面依法治教实施纲要（2016-2020年）", Kind.NORMATIVE_DOCUMENT),
    ("持续深入推进法治建设实施意见", Kind.NORMATIVE_DOCUMENT),
    ("关于印发〈执法公示办法〉的通知", Kind.NORMATIVE_DOCUMENT),
    ("关于印发<执法培训实施方案>的通知", Kind.INTERNAL_DOCUMENT),
    ("执法监督管理委员会工作规则", Kind.INTERNAL_DOCUMENT),
    ("*市公安局辅警业务培训实施方案", Kind.INTERNAL_DOCUMENT),
    ("*市公检法机关联席会议制度", Kind.INTERNAL_DOCUMENT),
    ("xx省居住证", Kind.NOT_A_REGULATION),
    ("法治日报", Kind.NOT_A_REGULATION),
    ("战略合作框架协议", Kind.NOT_A_REGULATION),
    ("行政处罚决定书", Kind.NOT_A_REGULATION),
    ("2021年法治政府建设情况报告", Kind.NOT_A_REGULATION),
]


@pytest.mark.parametrize(("title", "kind"), KINDS)
def test_the_words_of_a_title_say_its_kind(title: str, kind: Kind) -> None:
    """Every citation has a kind, known work or not."""
    assert kind_of_title(title) is kind


SIGNS = [
    ("不动产权证书", "证照"), ("营业执照", "证照"), ("人民日报", "报刊"), ("半月谈", "报刊"), ("今日说法", "节目"), ("目标责任书", "协议"), ("借条", "协议"), ("询问笔录", "文书"),
    ("执法案件登记表", "文书"), ("普法手册", "读物"), ("政府工作报告", "报告"), ("居住证（副本）", "证照"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "sign"), SIGNS)
def test_what_is_no_regulation_says_by_which_sign(title: str, sign: str) -> None:
    """The reason that people read names the sign."""
    assert sign in sign_of_no_regulation(title)


@pytest.mark.parametrize(
    "title",
    [
        "居住证暂行条例",
        "机动车登记规定",
        "居民身份证法",
        "报刊管理办法",
        "合同法",
        "通知",
        "建设工程质量管理条例",
        "公证法",
        "中华人民共和国海关法",
        "关于报告工作的意见",
    ],
)
def test_a_regulation_about_such_things_has_no_such_sign(title: str) -> None:
    """居民身份证法 is about a certificate and is none."""
    assert sign_of_no_regulation(title) == ""


@pytest.mark.parametrize(
    ("title", "local"),
    [
        ("青屿市养犬管理条例", True),
        ("xx省道路运输条例", True),
        ("A市养犬管理条例", True),
        ("城市供水条例", False),
        ("国家赔偿法", False),
        ("中华人民共和国立法法", False),
        ("信访条例", False),
    ],
)
def test_a_title_of_a_place(title: str, local: bool) -> None:
    """A place opens the titles of local regulations, named or masked."""
    assert is_local(title) is local


def test_levels_have_names_and_an_order() -> None:
    """立法法 (2023) articles 98 to 102: 宪法 > 法律 > 行政法规 > 地方性法规 > 规章; rules of ministries and places stand side by side."""
    ladder = [Kind.CONSTITUTION, Kind.LAW, Kind.ADMINISTRATIVE_REGULATION, Kind.LOCAL_REGULATION, Kind.LOCAL_RULE]
    assert [rank(kind) for kind in ladder] == sorted(rank(kind) for kind in ladder)
    assert rank(Kind.LOCAL_RULE) == rank(Kind.DEPARTMENTAL_RULE)
    assert len({level_name(kind) for kind in Kind}) == len(Kind)
