"""Kinds of regulation, their level of authority, and what a title or an issuer says of the kind.

The order is that of 立法法 (2023) articles 98 to 102 and 106: 宪法 > 法律 > 行政法规 > 地方性法规 > 地方政府规章; ministries' and local governments'
规章 stand side by side. 监察法规, 司法解释 and 党内法规 stand outside that ladder; their rank only sorts them.
"""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = ["Kind", "kind_of_title", "level_name", "rank"]


class Kind(StrEnum):
    """What a named text is, by the form in which it was made."""

    CONSTITUTION = "constitution"
    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    SUPERVISORY_REGULATION = "supervisory_regulation"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENTAL_RULE = "departmental_rule"
    LOCAL_RULE = "local_rule"
    NORMATIVE_DOCUMENT = "normative_document"
    DISCRETION_STANDARD = "discretion_standard"
    PARTY_REGULATION = "party_regulation"
    INTERNAL_DOCUMENT = "internal_document"
    NOT_A_REGULATION = "not_a_regulation"


_LEVELS: dict[Kind, tuple[str, int]] = {
    Kind.CONSTITUTION: ("宪法", 1),
    Kind.LAW: ("法律", 2),
    Kind.ADMINISTRATIVE_REGULATION: ("行政法规", 3),
    Kind.SUPERVISORY_REGULATION: ("监察法规", 3),
    Kind.JUDICIAL_INTERPRETATION: ("司法解释", 4),
    Kind.LOCAL_REGULATION: ("地方性法规", 5),
    Kind.DEPARTMENTAL_RULE: ("部门规章", 6),
    Kind.LOCAL_RULE: ("地方政府规章", 6),
    Kind.PARTY_REGULATION: ("党内法规", 7),
    Kind.NORMATIVE_DOCUMENT: ("规范性文件", 8),
    Kind.DISCRETION_STANDARD: ("裁量基准", 9),
    Kind.INTERNAL_DOCUMENT: ("内部文件", 10),
    Kind.NOT_A_REGULATION: ("非法规", 11),
}


def level_name(kind: Kind) -> str:
    """The Chinese name of the level, as pages and exports show it."""
    return _LEVELS[kind][0]


def rank(kind: Kind) -> int:
    """1 is the highest. Equal ranks stand side by side."""
    return _LEVELS[kind][1]


_MASK = r"(?:[xX×ＸｘX]{1,4}|[*＊○□]{1,4}|某)"
_PLACE = re.compile(rf"^(?:{_MASK}|[一-鿿]{{2,9}}?)(?:省|市|州|盟|县|区|旗|自治区|自治州|自治县|经济特区|新区)")
_NATIONAL = re.compile(r"^(?:中华人民共和国|国家|国务院|全国|中央|公安部|司法部|教育部|财政部|最高人民|人民|城市|地方|农村)")

# A certificate or a newspaper may stand in 《》 like a regulation. Each alternative is the end of such a title.
_NOT_A_REGULATION = re.compile(
    # 《xx省居住证》, 《不动产权证书》, 《营业执照》
    r"(?:证|证书|执照|许可证|身份证|牌照|牌|卡"
    # 《人民日报》, 《法治日报》, 《求是》杂志, 《今日说法》
    r"|日报|晚报|时报|周刊|月刊|杂志|学刊|法治报|公安报|今日说法|新闻联播"
    # 《战略合作框架协议》, 《责任书》, 《承诺书》, 《合同》
    r"|协议|协议书|合同|责任书|承诺书|倡议书|备忘录|告知书|通知书|决定书|建议书|意见书|申请书|委托书|登记表|审批表|清单表|申请表"
    # 《法治大讲堂》, 《民法典》讲座, 《…一本通》
    r"|讲座|讲堂|课程|公开课|歌|电影|微电影|短视频|宣传片|手册|读本|一本通|汇编|案例选|白皮书|画册|报告|选编|论文集)$"
)
_INTERNAL = re.compile(r"(?:工作规则|议事规则|工作制度|会议制度|培训实施方案|实施方案|工作方案|行动方案|方案|计划|工作要点|要点|会议纪要|制度|责任清单|负面清单|操作规程|工作规程|工作机制)(?:（[^（）]*）|\([^()]*\))?$")
_PARTY = re.compile(r"(?:中国共产党|中共|党内|党委|党组|党政|党员|巡视|问责|领导干部|第一责任人职责规定|八项规定|意识形态|法治政府建设与责任落实督察)")
_DISCRETION = re.compile(r"裁量(?:权)?(?:指导)?(?:标准|基准|规则|适用规则|办法|指导意见|细化标准)")
# 《*市公安局…规定》: an office of a place makes no 规章 (立法法 (2023) article 93 gives them to governments alone)
_OFFICE = re.compile(r"^[^省市州县区]{0,9}(?:省|市|州|县|区)(?:[^省市州县区]{0,9}(?:市|州|县|区))?(?:公安机关|[一-鿿]{1,8}(?:局|委员会|厅|支队|大队|办公室))")
_DOCUMENT = re.compile(r"(?:意见|通知|通告|公告|决定|批复|函|纲要|规划|大纲|指引|指南|标准|规范|目录|清单|措施|要求|指导意见|实施意见)(?:（[^（）]*）|\([^()]*\)|〔[^〕]*〕)?$")
_END = re.compile(r"(?:（[^（）]*）|\([^()]*\))+$")


def is_local(title: str) -> bool:
    """Whether a title begins with a place, named or masked (杭州市…, xx省…, *市…)."""
    return _NATIONAL.match(title) is None and _PLACE.match(title) is not None


def kind_of_title(title: str) -> Kind:
    """The kind that the words of ``title`` speak for, where nobody knows the work itself.

    The words decide in this order: what is no regulation, the constitution, laws (…法, 法典), courts' interpretations, discretion
    standards, the party's regulations, then 条例 and the forms of rules (规定, 办法, 实施细则) by whether a place opens the title
    (规章制定程序条例 article 7: a rule is no 条例; 行政法规制定程序条例 article 5), last documents and internal papers.
    """
    plain = re.sub(r"\s", "", title).strip("《》〈〉<>").removeprefix("中华人民共和国")
    bare = _END.sub("", plain)
    if re.match(r"^关于(?:印发|发布|公布|转发)", plain):
        inner = re.search(r"[〈<《‹](.+?)[〉>》›]", plain)
        if inner:
            kind = kind_of_title(inner[1])
            return kind if kind in {Kind.INTERNAL_DOCUMENT, Kind.DISCRETION_STANDARD} else Kind.NORMATIVE_DOCUMENT
        return Kind.NORMATIVE_DOCUMENT
    if _NOT_A_REGULATION.search(bare):
        return Kind.NOT_A_REGULATION
    if bare in {"宪法", "宪法修正案"}:
        return Kind.CONSTITUTION
    if _DISCRETION.search(bare):
        return Kind.DISCRETION_STANDARD
    if re.match(r"^最高人民(?:法院|检察院)", bare):
        return Kind.JUDICIAL_INTERPRETATION
    local = is_local(plain)
    if re.search(r"(?:法|法典|法修正案)$", bare) and not re.search(r"(?:办法|做法|方法|看法|想法|说法|执法|守法|司法|立法|普法|违法|依法|用法|书法|合法)$", bare):
        return Kind.LAW
    if _PARTY.search(bare):
        return Kind.PARTY_REGULATION if not _DOCUMENT.search(bare) else Kind.NORMATIVE_DOCUMENT
    if bare.endswith("监察法实施条例"):
        return Kind.SUPERVISORY_REGULATION
    if bare.endswith("条例"):
        return Kind.LOCAL_REGULATION if local else Kind.ADMINISTRATIVE_REGULATION
    if _INTERNAL.search(bare):
        return Kind.INTERNAL_DOCUMENT
    if _DOCUMENT.search(bare):
        return Kind.NORMATIVE_DOCUMENT
    if re.search(r"(?:规定|办法|细则|规则|规程)$", bare):
        if local and _OFFICE.match(bare):
            return Kind.NORMATIVE_DOCUMENT
        return Kind.LOCAL_RULE if local else Kind.DEPARTMENTAL_RULE
    return Kind.NORMATIVE_DOCUMENT
