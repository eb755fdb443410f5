"""Kinds of regulation, their level of authority, and what a title or an issuer says of the kind.

The order is that of 立法法 (2023) articles 98 to 102 and 106: 宪法 > 法律 > 行政法规 > 地方性法规 > 地方政府规章; ministries' and local governments'
规章 stand side by side. 监察法规, 司法解释 and 党内法规 stand outside that ladder; their rank only sorts them.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

__all__ = ["Kind", "is_local", "kind_of_title", "level_name", "rank", "sign_of_no_regulation"]


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


_MASK = r"(?:[xX×Ｘｘ]{1,4}|[*＊○□△]{1,4}|某{1,3}|[A-ZＡ-Ｚ甲乙丙丁])"
_PLACE = re.compile(rf"^(?:{_MASK}|[一-鿿]{{2,9}}?)(?:省|市|州|盟|县|区|旗|自治区|自治州|自治县|经济特区|新区)")
_NATIONAL = re.compile(
    r"^(?:中华人民共和国|国家|国务院|全国|中央|公安部|司法部|教育部|财政部|最高人民|人民|城市|地方|农村|城乡|社区|市场|市政|区域|县级|省级|市级|区县|行政区|自然保护区|风景名胜区)"
)
_END = re.compile(r"(?:（[^（）]*）|\([^()]*\)|〔[^〔〕]*〕)+$")

# A certificate or a newspaper may stand in 《》 like a regulation. Each row: the end of such a title, and what it is.
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 《xx省居住证》, 《不动产权证书》, 《营业执照》, 《驾驶证》
    ("证照", re.compile(r"(?:证|证书|执照|牌照|号牌|证件|卡|证明|证明书|合格书|批准文书|护照)$")),
    # 《人民日报》, 《法治日报》, 《半月谈》, 《求是》
    (
        "报刊",
        re.compile(
            r"(?:日报|晚报|晨报|早报|时报|商报|都市报|法治报|公安报|法制报|法院报|检察报|特区报|[一-鿿](?<!通)报|周刊|月刊|季刊|双月刊|旬刊|杂志|学刊|学报|半月谈|求是|公报|政报|年鉴)$"
        ),
    ),
    # 《今日说法》, 《新闻联播》, 《法治在线》
    ("节目", re.compile(r"(?:今日说法|新闻联播|焦点访谈|法治在线|法治进行时|热线|大讲堂|讲堂|访谈|专栏|频道)$")),
    # 《战略合作框架协议》, 《目标责任书》, 《承诺书》, 《房屋买卖合同》
    (
        "协议",
        re.compile(
            r"(?:协议|协议书|合同|合同书|契约|责任书|责任状|军令状|承诺书|保证书|倡议书|备忘录|意向书|借条|欠条|收条|借据|收据|发票|(?<!共产党)章程|公开信)$"
        ),
    ),
    # 《行政处罚决定书》, 《告知书》, 《询问笔录》, 《鉴定意见书》, 《申请表》
    (
        "文书",
        re.compile(
            r"(?:通知书|决定书|建议书|意见书|申请书|委托书|告知书|告知单|确认书|认定书|判决书|裁定书|调解书|起诉状|起诉书|上诉状|答辩状|诉状|公证书|鉴定书|说明书|登记书|报告书|回执|笔录|存根|"
            r"登记表|审批表|申请表|申报表|备案表|统计表|调查表|报名表|推荐表|考核表|评分表|一览表|明细表|税额表|税率表|税则|[一-鿿]表|登记簿|台账|凭证|鉴定意见|检验报告|评估报告|审计报告|图纸|申请)$"
        ),
    ),
    # 《法治大讲堂》, 《民法典一本通》, 《普法手册》
    (
        "读物或者宣传品",
        re.compile(
            r"(?:讲座|课程|公开课|歌|电影|微电影|短视频|宣传片|专题片|手册|读本|读物|一本通|汇编|案例选|案例集|白皮书|蓝皮书|绿皮书|画册|选编|"
            r"论文集|文集|选集|丛书|教材|教程|词典|辞典|大典|图册|展览|漫画|故事|学习纲要|学习问答|概论|宣言|誓词|誓言)$"
        ),
    ),
    # 《2023年法治政府建设报告》, 《政府工作报告》
    ("报告", re.compile(r"(?:报告|总结|讲话|致辞|公开课|新闻稿|综述|述评|社论|评论|思考|研究|探析|初探|之我见|心得|体会|汇报)$")),
)
_LAW = re.compile(r"(?:法|法典|法修正案|民法通则|民法总则)$")
_NO_LAW = re.compile(
    r"(?:办法|做法|方法|看法|想法|说法|执法|守法|司法|立法|普法|违法|依法|用法|书法|合法|学法|兵法|语法|手法|工作法|枫桥经验法|护法|释法|变法|战法|技法|打法)$"
)
_PARTY = re.compile(
    r"中国共产党|中共|党内|党委|党组|党政|党员|党的|巡视|巡察|问责|领导干部|第一责任人职责规定|八项规定|意识形态|法治政府建设与责任落实督察"
)
_DISCRETION = re.compile(r"裁量(?:权)?(?:指导)?(?:标准|基准|规则|适用规则|办法|指导意见|细化标准|适用规定)")
_INTERNAL = re.compile(
    r"(?:工作规则|议事规则|工作制度|会议制度|培训实施方案|实施方案|工作方案|行动方案|方案|计划|工作要点|要点|会议纪要|制度|责任清单|任务清单|操作规程|工作规程|工作机制|预案|考核细则|流程)$"
)
# 《*市公安局…规定》: an office of a place makes no 规章 (立法法 (2023) article 93 gives them to governments alone)
_OFFICE = re.compile(
    r"^[^省市州县区]{0,9}(?:省|市|州|县|区)(?:[^省市州县区]{0,9}(?:市|州|县|区))?(?:公安机关|公检法|[一-鿿]{1,8}(?:局|委员会|厅|支队|大队|办公室|中心|人民法院|人民检察院))"
)
_DOCUMENT = re.compile(
    r"(?:意见|通知|通告|公告|决定|决议|批复|复函|函|纲要|规划|大纲|指引|指南|标准|规范|目录|名录|清单|措施|要求|指导意见|实施意见|答复|通报|命令|口径|公约|守则|若干问题|解答|纪要)$"
)
_RULE = re.compile(r"(?:规定|办法|细则|规则|规程)$")
_COURTS = re.compile(r"^(?:最高人民法院|最高人民检察院|最高法|最高检|两高)")
_INTERPRETS = re.compile(r"(?:适用法律若干问题|适用.{2,40}若干问题|法律适用问题|司法解释)")


def is_local(title: str) -> bool:
    """Whether a title begins with a place, named or masked (杭州市…, xx省…, *市…)."""
    return _NATIONAL.match(title) is None and _PLACE.match(title) is not None


def sign_of_no_regulation(title: str) -> str:
    """What the end of ``title`` says it is, where that is no regulation: 居住证 is a 证照, 人民日报 a 报刊. Empty where it says nothing of the kind."""
    bare = _END.sub("", re.sub(r"\s", "", title))
    for name, pattern in _SIGNS:
        found = pattern.search(bare)
        if found:
            return f"题名以“{found[0]}”结尾，是{name}"
    return ""


@lru_cache(maxsize=8192)
def kind_of_title(title: str) -> Kind:
    """The kind that the words of ``title`` speak for, where nobody knows the work itself.

    The words decide in this order: what is no regulation, the constitution, courts' interpretations, discretion standards, laws (…法, 法典),
    the party's regulations, then 条例 and the forms of rules (规定, 办法, 实施细则) by whether a place opens the title
    (规章制定程序条例 article 7: a rule is no 条例; 行政法规制定程序条例 article 5), last documents and internal papers.
    """
    plain = re.sub(r"\s", "", title).strip("《》〈〉<>").removeprefix("中华人民共和国")
    bare = _END.sub("", plain) or plain
    if re.match(r"^(?:[一-鿿]{0,20})?关于(?:印发|发布|公布|转发|下发)", plain):
        inner = re.search(r"[〈<《‹](.+?)[〉>》›]", plain)
        kind = kind_of_title(inner[1]) if inner else Kind.NORMATIVE_DOCUMENT
        return kind if kind in {Kind.INTERNAL_DOCUMENT, Kind.DISCRETION_STANDARD} else Kind.NORMATIVE_DOCUMENT
    if sign_of_no_regulation(bare):
        return Kind.NOT_A_REGULATION
    if bare == "宪法" or bare.startswith("宪法修正案"):
        return Kind.CONSTITUTION
    if _COURTS.match(bare):
        return Kind.JUDICIAL_INTERPRETATION
    if _DISCRETION.search(bare):
        return Kind.DISCRETION_STANDARD
    local = is_local(plain)
    if _LAW.search(bare) and not _NO_LAW.search(bare):
        return Kind.LAW
    return _lesser_kind(bare, local=local)


def _lesser_kind(bare: str, *, local: bool) -> Kind:
    if _PARTY.search(bare):
        return Kind.PARTY_REGULATION if not _DOCUMENT.search(bare) else Kind.NORMATIVE_DOCUMENT
    if bare.endswith("监察法实施条例"):
        return Kind.SUPERVISORY_REGULATION
    if bare.endswith("条例"):
        return Kind.LOCAL_REGULATION if local else Kind.ADMINISTRATIVE_REGULATION
    if bare.endswith("解释") or _INTERPRETS.search(bare):
        return Kind.JUDICIAL_INTERPRETATION
    if _INTERNAL.search(bare):
        return Kind.INTERNAL_DOCUMENT
    if _DOCUMENT.search(bare):
        return Kind.NORMATIVE_DOCUMENT
    if _RULE.search(bare):
        if local and _OFFICE.match(bare):
            return Kind.NORMATIVE_DOCUMENT
        return Kind.LOCAL_RULE if local else Kind.DEPARTMENTAL_RULE
    return Kind.NORMATIVE_DOCUMENT
