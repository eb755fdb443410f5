"""Reports → sections and measures, and the day as of which they speak. All texts are made up."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.domain.models import MeasureState
from lawgraph.text import cues
from lawgraph.text.report import report_date, segment

DONE, PLANNED = MeasureState.DONE, MeasureState.PLANNED


def _measures(text: str) -> list[tuple[str, str]]:
    return [(text[measure.start : measure.end], measure.state.value) for measure in segment(text).measures]


def _done(text: str) -> list[str]:
    return [said for said, state in _measures(text) if state == "done"]


def _planned(text: str) -> list[str]:
    return [said for said, state in _measures(text) if state == "planned"]


# ── what a measure is ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_items_are_whole_and_sentences_stand_alone() -> None:
    """一是 … 二是 … are measures up to the next one, however many sentences they hold; a paragraph without items gives its sentences."""
    text = (
        "一、队伍建设\n一是组织培训。全年办班3期。二是选派法治副校长12名。四是建立台账。\n二、档案管理\n整理库房2间。开展查档服务，接待群众300人次。"
    )
    assert _done(text) == [
        "一是组织培训。全年办班3期。",
        "二是选派法治副校长12名。",
        "四是建立台账。",
        "整理库房2间。",
        "开展查档服务，接待群众300人次。",
    ]
    assert [measure.headings for measure in segment(text).measures] == [("队伍建设",)] * 3 + [("档案管理",)] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Items separated by semicolons, announced by a colon.
        ("全年办好三件实事：一是建成社区公园两座并对外开放；二是改造老旧小区六个共九百户；三是新增公共停车泊位三百个。", 3),
        # Short phrases are one sentence.
        ("一是增强学法意识，二是增强守法意识，三是增强用法意识。", 1),
        # Long clauses between commas are items.
        ("一是组织全体执法人员参加为期五天的业务轮训，二是对全部行政处罚案卷开展交叉评查并通报结果。", 2),
        # Other lists.
        ("一要加强宣传，办好宪法宣传周。二要严格执法，规范办案场所。", 2),
        ("首先，组织全员培训。其次，开展案卷评查。最后，通报评查结果。", 3),
        ("第一，组织全员培训。第二，开展案卷评查。", 2),
        # One 一是 amid a paragraph is no list.
        ("开展普法宣传，一是一，二是二的作风得到弘扬。", 1),
        # Inside brackets and quotation marks no sentence ends.
        ("落实《关于“开门办案。就近办案”的意见》和“马上办。就近办”要求，推行上门服务（含假日。）并公布时间。", 1),
        ("制定《门牌管理办法。》", 1),
    ],
)
def test_what_is_one_measure(text: str, expected: int) -> None:
    """Lists of every kind, and what only looks like one."""
    assert len(_measures(text)) == expected


def test_a_protected_span_is_never_split() -> None:
    """A citation that holds a full stop stays whole: the caller knows citations, this module does not."""
    text = "印发某办法，试行。含附件。公布办事指南。"
    start = text.index("某办法")
    assert [text[m.start : m.end] for m in segment(text).measures] == ["印发某办法，试行。", "公布办事指南。"]
    assert [text[m.start : m.end] for m in segment(text, [(start, start + 10)]).measures] == ["印发某办法，试行。含附件。", "公布办事指南。"]


def test_spans_have_no_white_space_at_their_edges() -> None:
    """A measure starts at its first word and ends with its full stop, whatever indents, marks or line ends surround it."""
    text = "　　一、加强培训\r\n　　> 一是组织培训3次。　\r\n　　二是印发读本500册。 \r\n"
    assert _done(text) == ["一是组织培训3次。", "二是印发读本500册。"]


def test_hard_wrapped_lines_are_joined() -> None:
    """A line break inside a sentence ends nothing, where the whole text is broken at a fixed width."""
    body = (
        "一、主要工作\n（一）加强宣传。今年以来，在全县各乡镇开展法治宣传\n活动三十余场，向村民发放读本两千余册，解答咨询四百\n余人次。组织机关干部旁听庭审八场，撰写心得体会一百\n"
        "余篇。\n（二）规范执法。对本年度办结的全部行政处罚案卷开展\n集中评查，发现并纠正程序瑕疵十七处。对评查中发现的\n共性问题逐一通报。\n"
    )
    said = ["".join(measure.split()) for measure in _done(body)]
    assert said == [
        "今年以来，在全县各乡镇开展法治宣传活动三十余场，向村民发放读本两千余册，解答咨询四百余人次。",
        "组织机关干部旁听庭审八场，撰写心得体会一百余篇。",
        "对本年度办结的全部行政处罚案卷开展集中评查，发现并纠正程序瑕疵十七处。",
        "对评查中发现的共性问题逐一通报。",
    ]


def test_half_width_punctuation_reads_like_full_width() -> None:
    """Many sites turn ，：（） into their half-width twins; the measures stay the same and so do their spans."""
    text = "一、主要工作\n（一）加强宣传，提高意识\n一是组织宣讲12场，听众500人次。二是印发读本。\n为进一步规范执法，现将情况报告如下：\n（二）规范执法：开展评查，纠正瑕疵。"
    half = text.translate(str.maketrans("，：（）", ",:()"))
    assert [(m.start, m.end, m.state) for m in segment(half).measures] == [(m.start, m.end, m.state) for m in segment(text).measures]


# ── headings ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sections_nest_by_their_numbers() -> None:
    """一、 above （一） above 1. above （1）; a heading without a number above numbered ones holds them all."""
    text = "工作总结\n一、执法\n（一）培训\n1.学法\n组织旁听庭审6场。\n（1）旁听\n组织旁听庭审8场。\n（二）评查\n评查案卷90份。\n二、普法\n开展宣讲9场。\n"
    assert [measure.headings for measure in segment(text).measures] == [
        ("工作总结", "执法", "培训", "学法"),
        ("工作总结", "执法", "培训", "学法", "旁听"),
        ("工作总结", "执法", "评查"),
        ("工作总结", "普法"),
    ]
    sections = {section.heading: (section.level, text[section.start : section.end].strip().split("\n")[-1]) for section in segment(text).sections}
    assert sections["工作总结"] == (0.5, "开展宣讲9场。")
    assert sections["执法"] == (1.0, "评查案卷90份。")
    assert sections["培训"] == (2.0, "组织旁听庭审8场。")
    assert sections["旁听"] == (4.0, "组织旁听庭审8场。")


@pytest.mark.parametrize(
    ("text", "headings", "measures"),
    [
        ("规范执法活动。\n评查案卷90份，纠正瑕疵17处。\n", ["规范执法活动"], ["评查案卷90份，纠正瑕疵17处。"]),  # alone, with a full stop
        ("规范执法活动\n评查案卷90份。\n", ["规范执法活动"], ["评查案卷90份。"]),
        ("规范执法活动。评查案卷90份。纠正瑕疵17处。\n", [], ["评查案卷90份。", "纠正瑕疵17处。"]),  # at the head of a paragraph
        ("（一）规范执法活动。评查案卷90份。\n", ["规范执法活动"], ["评查案卷90份。"]),
        ("（一）评查范围：对全年案卷开展评查。\n", ["评查范围"], ["对全年案卷开展评查。"]),
        ("## 执法\n评查案卷90份。\n", ["执法"], ["评查案卷90份。"]),
        ("## 一、执法\n评查案卷90份。\n", ["执法"], ["评查案卷90份。"]),
        ("成立领导小组，明确专人负责。评查案卷90份。\n", [], ["成立领导小组，明确专人负责。", "评查案卷90份。"]),  # a single deed heads nothing
        ("办理查档业务300件。评查案卷90份。\n", [], ["办理查档业务300件。", "评查案卷90份。"]),  # what is counted heads nothing
        ("（一）开展案卷评查。\n（二）组织全员培训。\n", [], ["开展案卷评查。", "组织全员培训。"]),  # nothing below: they speak for themselves
        ("（一）规范执法，审理了大批案件。\n（1）评查。评查案卷90份。\n", ["规范执法，审理了大批案件", "评查"], ["评查案卷90份。"]),
        ("各部门要加强领导，明确分工。评查案卷90份。\n", [], ["各部门要加强领导，明确分工。", "评查案卷90份。"]),
        ("一、主题\n建设法治政府，服务群众。\n二、时间\n4月。", ["主题", "时间"], ["建设法治政府，服务群众。"]),
        ("2.5公里道路完成改造。\n", [], ["2.5公里道路完成改造。"]),
    ],
)
def test_what_is_a_heading(text: str, headings: list[str], measures: list[str]) -> None:
    """By number, by place or by shape; what says something of its own is none."""
    found = segment(text)
    assert [section.heading for section in found.sections] == headings
    assert [text[measure.start : measure.end] for measure in found.measures] == measures


def test_a_heading_in_a_paragraph_covers_that_paragraph_alone() -> None:
    """强化管理。 at the head of a paragraph is in the headings of its measures, and of no others."""
    text = "一、执法\n强化案卷管理。评查案卷90份。\n全年组织培训6期。"
    assert [measure.headings for measure in segment(text).measures] == [("执法", "强化案卷管理"), ("执法",)]


# ── what is no measure ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "二、存在的不足和原因\n一是制度不健全。加强学习的主动性不够。\n二是培训针对性不强，组织实施不到位。",
        "规范执法取得进展，但仍存在一些薄弱环节：一是审核力量不足。二是落实制度有差距。",
        "主要存在两大风险：一是大货车超载风险。二是校车管理风险。开展检查难度大。",
        "一、行动目标\n查处一批违法行为，消除一批隐患。",
        "一、指导思想\n坚持以人民为中心，推进依法行政。",
        "为进一步规范执法，落实年度报告制度，现将有关情况报告如下：",
        "以新发展理念为指导，扎实推进各项工作。",
        "随着改革深入，各地加快建设步伐。",
        "规范执法是建设法治政府的关键。",
        "该局把普法宣传作为服务群众的重要抓手。",
        "《门牌管理办法》第三条明确，设置门牌应当报备。",
        "经查，当事人签订虚假合同，提供虚假材料。当事人开展经营活动三年。",
        "市局认为，当事人的行为违反有关规定，应当处罚。",
        "我局荣获全市执法质量考评第一名。",
        "会议提出，要建设法治政府。",
        "特此报告。",
        "云川县档案局\n2022年1月20日",
    ],
)
def test_what_is_no_measure(text: str) -> None:
    """Shortcomings, risks, aims, introductions, thoughts, evaluations, rules, the facts of a case, signatures."""
    assert _measures(text) == []


def test_a_section_on_shortcomings_may_credit_the_body_and_order_others() -> None:
    """What was done over the years, and what every unit has to do about it, are measures even there."""
    text = (
        "一、存在的问题\n近年来，我区推动驻村律师制度，投入保障资金。但在落实中仍有差距。部分单位组织普法走过场。各单位要结合实际开展排查。\n"
        "近年来，我区法治建设成效显著，推进力度加大。"
    )
    assert _measures(text) == [("近年来，我区推动驻村律师制度，投入保障资金。", "done"), ("各单位要结合实际开展排查。", "planned")]


def test_shortcomings_end_where_plans_begin() -> None:
    """Problem, announcement and planned items often share one paragraph."""
    text = "一、工作情况\n评查案卷90份。\n工作中仍存在一些不足：一是审核力量不足。二是宣传形式单一。下一步，我局将抓好以下工作：一是配强审核力量，开展轮训。二是创新宣传形式。"
    assert _measures(text) == [("评查案卷90份。", "done"), ("一是配强审核力量，开展轮训。", "planned"), ("二是创新宣传形式。", "planned")]


def test_what_stands_between_a_heading_and_its_parts_leads_to_them() -> None:
    """A paragraph that only announces the parts below is no measure; one that tells what was done is."""
    text = "（一）优化服务\n全力推进改革，以更大力度优化服务。\n1.窗口服务。整合窗口，公布指南。\n（二）规范执法\n今年以来，开展评查6次。\n1.案卷评查。评查案卷，通报结果。\n"
    assert [said for said, _ in _measures(text)] == ["整合窗口，公布指南。", "今年以来，开展评查6次。", "评查案卷，通报结果。"]


def test_an_account_of_other_places_is_no_report() -> None:
    """A survey of what others do holds deeds, but none of the body's own."""
    text = "我局查找了其他地方的做法，形成情况介绍。\n一、云川县\n云川县整合执法队伍，建立统一平台。\n二、青屿市\n青屿市推行网上办案，公开全部案件。\n近年来，我局组织考察学习6次。"
    assert _done(text) == ["近年来，我局组织考察学习6次。"]


def test_an_explanation_of_a_regulation_has_no_measures() -> None:
    """What a regulation says is nobody's deed."""
    text = "门牌管理条例解读\n适用范围\n《条例》第二条规定，本市门牌适用《条例》。\n关于设置\n《条例》第五条规定，“民政部门应当建立档案。”第六条对公布作了规定。\n"
    assert _measures(text) == []


# ── done or planned ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("三、下一步工作打算\n加强队伍建设，开展轮训。", "planned"),
        ("三、推进法治建设的主要安排\n加强队伍建设，开展轮训。", "planned"),
        ("三、对策建议\n加强队伍建设，开展轮训。", "planned"),
        ("三、加强安排部署\n召开会议，开展轮训。", "done"),
        ("三、立法计划落实情况\n开展立法调研，组织听证。", "done"),
        ("下一步，我局将加强队伍建设。", "planned"),
        ("各单位要压实责任，加强值守。", "planned"),
        ("拟于年底前出台管理办法。", "planned"),
        ("会议结束后，将对民警进行测试。", "planned"),
        ("将行政审批事项全部下放，推行一站通办。", "done"),
        ("将开展情况纳入年度考核，定期通报。", "done"),
        ("按照上级要求开展评查。", "done"),
        ("召开推进会，要求各单位要落实责任。", "done"),
        ("建成监督平台，下一步将继续完善。", "planned"),
        ("已经建成监督平台，将继续完善。", "done"),
        ("档案馆2022年工作要点\n开展查档服务，建设数字档案馆。", "planned"),
        ("档案馆春季行动方案\n开展查档服务，建设数字档案馆。", "planned"),
        ("档案馆2021年工作总结和2022年工作计划\n开展查档服务，建设数字档案馆。", "done"),
        ("一、2021年工作回顾\n天气晴朗。\n二、2022年重点工作\n推进改革，优化服务。", "planned"),
        ("一、2021年重点工作\n推进改革，优化服务。", "done"),
        ("三、明年计划\n（一）建设。目前，一期工程已建成投用。", "done"),
    ],
)
def test_done_or_planned(text: str, state: str) -> None:
    """By the document's title, the section's heading, the paragraph's announcement or the sentence's own words."""
    assert [found for _, found in _measures(text)] == [state]


def test_a_document_without_a_word_of_the_past_is_a_plan() -> None:
    """Excerpts of work plans often have neither title nor 将: only their tone, which counts nothing and has finished nothing."""
    text = "筑牢安全底线。" + "".join(f"完善第{sign}项机制。推进{sign}类整治。" for sign in "甲乙丙丁戊")
    assert {state for _, state in _measures(text)} == {"planned"}
    assert {state for _, state in _measures(text + "全年排查隐患300处。")} == {"done"}


# ── cues ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

CUES: list[tuple[Callable[[str], object], list[str], list[str]]] = [
    (
        cues.is_action,
        ["加强管理。", "坚持问题导向，排查隐患。", "对涉案财物逐件登记并集中保管。", "提升应对能力。"],
        ["天气晴朗。", "成绩喜人，提升了信心。"],
    ),
    (
        cues.is_problem,
        ["执法现象尚未杜绝。", "虽然开展了培训，但针对性不强。", "仍有很大差距。"],
        ["查找差距不足，明确方向。", "完善机制，避免走过场。"],
    ),
    (cues.opens_problem, ["但工作中仍存在一些薄弱环节：", "不足之处主要有："], ["全面排查存在的问题。", "坚持以问题为导向。"]),
    (
        cues.names_problem,
        ["存在的不足和原因", "干部法治意识不强", "面临的形势与挑战", "问题和短板"],
        ["整治执法突出问题", "补齐短板弱项", "着力防范化解风险"],
    ),
    (
        cues.is_done,
        ["修订了办法", "制度已经建立", "今年以来", "共办理案件9件", "召开会议3次", "满意率达98%"],
        ["完善制度，提高效率", "为了提高效率", "了解情况"],
    ),
    (
        cues.is_planned,
        ["将继续加强", "各单位要落实", "计划年底前出台", "到2025年建成"],
        ["即将到期的证件", "将事项下放", "主要负责", "草拟方案", "计划生育"],
    ),
    (cues.opens_plan, ["下一步，我局将推进", "针对上述不足，下一步我局将", "今后，要"], ["走好下一步棋的同志", "今后的庭审中"]),
    (cues.names_plan, ["下一步打算", "2022年工作安排", "对策建议"], ["加强安排部署", "落实年度工作计划", "立法计划落实情况", "今年总结和明年计划"]),
    (cues.names_year, ["2022年重点工作", "2022年主要目标任务"], ["2022年工作情况", "重点工作", "2022年气象"]),
    (cues.names_scenery, ["行动目标", "指导思想", "工作现状", "目的和意义", "名词解释"], ["明确目标责任", "落实上级要求"]),
    (cues.is_credit, ["近年来，我区推动了驻村律师制度。"], ["近年来，我区法治建设成效显著。", "近年来，部分单位组织普法。", "我区推动了制度。"]),
    (cues.is_order, ["各单位要结合实际部署。", "为此，我局将开展轮训。"], ["各地经验主要有两点。", "各单位重视不够。"]),
    (cues.is_finished, ["目前，首批事项已上线。", "截至11月底，平台已建成。"], ["已建成的平台要用好。", "目前形势严峻。"]),
    (
        cues.is_background,
        ["随着经济发展，车流量上升。", "规范执法是法治建设的根本。", "“规范执法，公正司法”。"],
        ["加强重点任务督办。", "推进“一网通办”。"],
    ),
    (
        cues.is_introduction,
        ["现将情况报告如下：", "以新理念为指导，推进工作。", "现在，我代表县政府报告工作，请予审议。"],
        ["以案件评查为抓手，强化监督。"],
    ),
    (cues.is_mandate, ["为进一步规范执法，我局开展评查。", "2021年，在市委领导下，我局推进工作。"], ["2021年9月7日，我局立案调查。"]),
    (cues.opens_case, ["经查，当事人签订协议。", "经审理查明，当事人违约。"], ["经查漏补缺，完善制度。"]),
    (cues.is_closing, ["奋力开创法治建设新局面。", "为建设法治城市作出新的贡献。"], ["开展新一轮执法培训。"]),
    (cues.is_survey, ["查找其他地方的做法。", "形成情况介绍。"], ["推广我县经验。"]),
    (lambda title: cues.title_plans(title) is True, ["春季行动方案", "2022年工作要点"], ["工作总结", "工作总结和明年计划", "简讯"]),
    (lambda title: cues.title_plans(title) is False, ["工作总结", "工作总结和明年计划", "情况汇报"], ["春季行动方案", "简讯"]),
]


@pytest.mark.parametrize(("cue", "hits", "misses"), CUES)
def test_cues(cue: Callable[[str], object], hits: list[str], misses: list[str]) -> None:
    """Each cue fires on its examples and not on the nearest other words."""
    assert [said for said in hits if not cue(said)] == []
    assert [said for said in misses if cue(said)] == []


# ── the day as of which a report speaks ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工作报告\n正文。\n云川县档案局\n2022年1月20日\n", (date(2022, 1, 20), "2022年1月20日")),
        ("工作报告\n正文。\n云川县档案局　　二〇二二年一月二十日", (date(2022, 1, 20), "二〇二二年一月二十日")),
        ("2021年工作报告\n正文。\n（2022年3月）", (date(2022, 3, 31), "2022年3月")),
        ("工作报告\n发布时间：2022-01-20 10:30\n正文。", (date(2022, 1, 20), "2022-01-20")),
        ("工作报告\n（2022年1月20日）\n正文。", (date(2022, 1, 20), "2022年1月20日")),
        ("云川县2021年度工作报告\n正文。", (date(2021, 12, 31), "2021年度")),
        ("2021年，我局开展评查90次，修订办法。", (date(2021, 12, 31), "2021年")),
        ("云川县2021年上半年工作报告\n正文。", (date(2021, 6, 30), "2021年上半年")),
        ("云川县2016年工作要点\n开展评查。", (date(2016, 1, 1), "2016年")),
        ("2016年，我局将开展评查。", (date(2016, 1, 1), "2016年")),
        ("云川县2021年工作总结和2022年工作计划\n正文。", (date(2021, 12, 31), "2021年")),
        ("我局从2014年开展评查，2016年办结案件90件。", (date(2016, 12, 31), "2016年")),
        ("2023年9月27日，市局对甲公司立案调查。截至2023年10月，案件办结。", (date(2023, 10, 31), "2023年10月")),
        ("我局开展评查。到2025年，我局将建成平台。", (date(2025, 1, 1), "2025年")),
        # Years of other things: titles, numbers of documents, the days of cited works, masked years, years that cannot be.
        ("落实《纲要（2015-2020年）》（厅字〔2019〕28号），开展评查。", None),
        ("自2021年7月15日起施行的《行政处罚法》得到落实。", None),
        ("*年，我局开展评查xx次。xx年度工作。", None),
        ("党的十九届五中全会以来，开展评查。第三十二条，二级响应。", None),
        ("2021年13月40日，9999年。", None),
        ("", None),
    ],
)
def test_report_date(text: str, expected: tuple[date, str] | None) -> None:
    """Signature, head, title or opening, then the latest time told; never the time of something cited."""
    assert report_date(text) == expected


def test_the_file_name_may_say_the_year() -> None:
    """A masked or untitled text often keeps its year in the file's name; the text's own word goes first."""
    assert report_date("我局开展评查。", "云川县2021年总结.docx") == (date(2021, 12, 31), "2021年")
    assert report_date("2020年，我局开展评查9次。", "云川县2021年总结.docx") == (date(2021, 12, 31), "2021年")
    assert report_date("2020年工作总结\n我局开展评查9次。", "云川县2021年总结.docx") == (date(2020, 12, 31), "2020年")


# ── any text at all ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = st.lists(
    st.sampled_from(
        [
            *"。；：，、“”《》（）()\n\t 　#>*年月日将要了",
            "一是",
            "二是",
            "一、",
            "（一）",
            "1.",
            "(1)",
            "## ",
            "加强管理",
            "存在问题",
            "下一步",
            "2021年",
            "1月",
            "20日",
            "\r\n",
            "x",
            "经查，",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(PIECES, st.text(max_size=80)), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=3))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_every_span_holds(text: str, protected: list[tuple[int, int]]) -> None:
    """Measures are in order, apart, inside the text and trimmed; sections hold their headings."""
    found = segment(text, protected)
    edges = [edge for measure in found.measures for edge in (measure.start, measure.end)]
    assert edges == sorted(edges)
    assert all(0 <= measure.start < measure.end <= len(text) for measure in found.measures)
    assert all(text[measure.start : measure.end] == text[measure.start : measure.end].strip() for measure in found.measures)
    assert all(0 <= section.start <= section.heading_start <= section.heading_end <= section.end <= len(text) for section in found.sections)
    assert report_date(text) is None or report_date(text)[1] in text  # type: ignore[index]


@pytest.mark.parametrize("piece", ["一是加强管理。", "“", "《", "（）", "一、\n", "2021年1月1日", "存在", "\t", "加强，", "将", "a\n", "为了，"])
def test_time_is_linear(piece: str) -> None:
    """Ten times the text takes about ten times the time, whatever it is made of: a hostile upload blocks nobody."""

    def took(copies: int) -> float:
        text = piece * copies
        begin = time.process_time()
        segment(text)
        report_date(text)
        return time.process_time() - begin

    most = 50 * max(took(2_000), 0.01)
    assert any(took(20_000) < most for _ in range(2))
