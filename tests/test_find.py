"""Finding: a text and the mentions expected from it, with the nearest texts that must stay alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.cite.catalogue import Catalogue
from lawgraph.cite.find import Form, find
from lawgraph.cite.pipeline import find_citations
from statutes import AT, TODAY, shelf

CATALOGUE = Catalogue(shelf())
DECREE = "《重大行政决策程序暂行条例》（国务院令第713号）第十四条"

# text, what is found: the words of the span, then its labels behind a bar
ROWS = [
    # titles in brackets, alone and with what directly follows
    ("认真执行《行政处罚法》。", ["《行政处罚法》"]),
    ("依据《行政处罚法》第三十三条第一款", ["《行政处罚法》第三十三条第一款|33.1"]),
    ("《行政处罚法》 第三十三条", ["《行政处罚法》 第三十三条|33"]),
    ("《行政处罚法》的第三十三条", ["《行政处罚法》的第三十三条|33"]),
    ("《行政处罚法》中第三十三条", ["《行政处罚法》中第三十三条|33"]),
    ("《刑法》234条", ["《刑法》234条|234"]),
    ("《行政处罚法》第三章", ["《行政处罚法》第三章|ch_3"]),
    ("《行政处罚法》第五条、《行政许可法》第六条", ["《行政处罚法》第五条|5", "《行政许可法》第六条|6"]),
    ("《行政处罚法》第五条和第六条、《行政许可法》", ["《行政处罚法》第五条和第六条|5 6", "《行政许可法》"]),
    ("《行政处罚法》《行政许可法》", ["《行政处罚法》", "《行政许可法》"]),
    # not what follows from afar
    ("《行政处罚法》规定，全市共有三条街", ["《行政处罚法》"]),
    ("《行政处罚法》共八十六条", ["《行政处罚法》"]),
    # nested, doubled, broken and odd brackets
    ("《关于修改〈行政处罚法〉的决定》", ["《关于修改〈行政处罚法〉的决定》"]),
    ("《关于修改<行政处罚法>的决定》", ["《关于修改<行政处罚法>的决定》"]),
    ("《关于修改《行政处罚法》的决定》第一条", ["《关于修改《行政处罚法》的决定》第一条|1"]),
    ("《《行政处罚法》》", ["《《行政处罚法》》"]),
    ("《行政处罚法》和《行政许可法", ["《行政处罚法》", "行政许可法"]),
    ("《行政处罚法和《行政许可法》", ["行政处罚法", "《行政许可法》"]),
    ("违反《行政\n处罚法》第九条", ["《行政\n处罚法》第九条|9"]),
    ("《 行 政 处 罚 法 》第九条", ["《 行 政 处 罚 法 》第九条|9"]),
    ("《关于修改〈甲规定〉\n\n〈乙规定〉\n\n〈丙规定〉的决定》", ["《关于修改〈甲规定〉\n\n〈乙规定〉\n\n〈丙规定〉的决定》"]),
    ("《甲\n乙\n丙\n丁规定》", []),
    ("《》", []),
    ("《　》", []),
    ("《他说：“好。”又说：“再好。”》", []),
    # brackets between the title and its article
    (DECREE, [f"{DECREE}|14"]),
    ("《行政处罚法》（2021年修订）第九条", ["《行政处罚法》（2021年修订）第九条|9"]),
    ("《关于某事的通知》（青政发〔2020〕3号）要求", ["《关于某事的通知》"]),
    ("《行政处罚法》（见附件）第九条所列", ["《行政处罚法》", "第九条|9"]),
    ("《青屿市养犬管理条例》（以下简称《条例》）第九条", ["《青屿市养犬管理条例》（以下简称《条例》）第九条|9", "《条例》"]),
    # names without brackets
    ("依照行政处罚法第三十三条处理", ["行政处罚法第三十三条|33"]),
    ("中华人民共和国行政处罚法第九条", ["中华人民共和国行政处罚法第九条|9"]),
    ("新修订的行政处罚法实施以来", ["行政处罚法"]),
    ("学习行政许可法、行政处罚法、行政复议法等法律", ["行政许可法", "行政处罚法", "行政复议法"]),
    ("“行政处罚法”第九条", ["行政处罚法”第九条|9"]),
    ("违反道路交通安全法实施条例第三十八条", ["道路交通安全法实施条例第三十八条|38"]),
    ("落实重大行政决策程序暂行条例", ["重大行政决策程序暂行条例"]),
    ("落实领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定，", ["领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定"]),
    ("刑法234条", ["刑法234条|234"]),
    ("依照刑法定罪处罚", ["刑法"]),
    ("刑法规定的犯罪", ["刑法"]),
    ("《刑法修正案（九）》", ["《刑法修正案（九）》"]),
    # what must not follow a name, or stand before it
    ("人民法院", []),
    ("保护公司法人财产", []),
    ("制定行政法规", []),
    ("行政处罚法律文书", []),
    ("行政处罚法制审核", []),
    ("执业医师法第十四条", ["执业医师法第十四条|14"]),
    ("依照医师法第十四条", ["医师法第十四条|14"]),
    ("研究刑法学和民法典知识竞赛", []),
    ("违反行政处罚法实施办法第三条", ["行政处罚法实施办法第三条|3"]),
    ("村养犬管理条例", []),
    # the constitution: cited, not celebrated
    ("遵循宪法和立法法规定的原则", ["宪法", "立法法"]),
    ("遵守宪法和有关法律", []),
    ("贯彻宪法和严格执法", []),
    ("根据宪法，制定本法", ["宪法"]),
    ("宪法第三十三条", ["宪法第三十三条|33"]),
    ("《宪法》", ["《宪法》"]),
    ("学习宪法、民法典、行政处罚法", ["宪法", "民法典", "行政处罚法"]),
    ("组织宪法宣誓、宪法宣传周和国家宪法日活动", []),
    ("坚持宪法法律至上", []),
    ("领导干部宪法学习", []),
    ("弘扬宪法精神，维护宪法权威", []),
    # document numbers
    ("根据国办发〔2022〕27号文件", ["国办发〔2022〕27号"]),
    ("按照国务院令第713号第十四条", ["国务院令第713号第十四条|14"]),
    ("根据青政发〔2020〕3号文件", ["青政发〔2020〕3号"]),
    ("青公行罚决字〔2021〕第12号决定", []),
    ("（2021）青01民终12号", []),
    ("2021年第3号令牌", []),
    # titles that no library holds
    ("以贯彻执行持续深入推进法治云川建设全面提升执法水平实施意见为载体", ["持续深入推进法治云川建设全面提升执法水平实施意见"]),
    ("按照司法部关于加强人民调解工作的意见精神", ["司法部关于加强人民调解工作的意见"]),
    ("研究制定关于加强校园安全防控机制建设的意见", ["关于加强校园安全防控机制建设的意见"]),
    ("严格执行xx市犬类管理条例", ["xx市犬类管理条例"]),
    ("云川县人居环境办法（以下简称《办法》）出台", ["云川县人居环境办法", "《办法》"]),
    ("依照婚姻法第十条", ["婚姻法第十条|10"]),
    ("云川市公安局（以下简称市局）", []),
    ("“春季行动”（以下简称“春季行动”）", []),
    # rules that are spoken of, not cited
    ("按照有关规定和相关管理办法执行", []),
    ("制定了管理办法和实施细则", []),
    ("出台具体实施办法", []),
    ("落实执法全流程记录制度", []),
    ("制定全局法律监督规定共计3个", []),
    ("严格按照法律规定的权限", []),
    ("推进执法规范化建设，做好规定动作", []),
    ("出台规范调解案件受理等工作制度", []),
    ("完善工作规定，落实工作要求", []),
    ("按照各自职责和本条例的规定", []),
    # 本法 and its like
    ("违反本办法第十二条规定", ["本办法第十二条|12"]),
    ("本条例第十条、第十一条", ["本条例第十条、第十一条|10 11"]),
    ("违反本法规定", ["本法"]),
    ("资本规定、成本规定、日本法和香港特别行政区基本法", []),
    ("构成本法第十条", ["本法第十条|10"]),
    ("本法院认为", []),
    # 该法 and its like
    ("《行政处罚法》施行后，该法第九条", ["《行政处罚法》", "该法第九条|9"]),
    ("《行政处罚法》第九条，同法第十条", ["《行政处罚法》第九条|9", "同法第十条|10"]),
    ("双方的不同规定", []),
    ("签订合同法律文件", []),
    ("该条例外情形", []),
    # articles that stand alone
    ("《行政处罚法》规定了原则。第三十二条规定了减轻。", ["《行政处罚法》", "第三十二条|32"]),
    ("第三条例外", []),
    ("《行政处罚法》实施以来，第3条建议被采纳", ["《行政处罚法》"]),
    # an article that heads a provision of the text itself
    ("第一条　为了规范养犬，制定本办法。\n第二条　违反第一条的，", ["第一条|1"]),
    ("第一条 总则\n第二条规定的事项", ["第二条|2"]),
]


def found(text: str) -> list[str]:
    citations = find_citations(text, CATALOGUE, at=AT, today=TODAY)
    return [c.text + ("|" + " ".join(pinpoint.label for pinpoint in c.pinpoints) if c.pinpoints else "") for c in citations]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_what_a_text_names(text: str, expected: list[str]) -> None:
    """Spans and labels exactly; a row with nothing is a near miss that must stay alone."""
    assert found(text) == expected


NEGATED = [
    ("除《行政处罚法》第九条另有规定外，从其规定", True),
    ("除第九条规定以外的", True),
    ("除了《行政处罚法》第九条、第十条规定的情形之外，", True),
    ("《行政处罚法》第九条规定的外国人", False),
    ("删除《行政处罚法》第九条以外的内容", False),
    ("违反《行政处罚法》第九条的", False),
]


@pytest.mark.parametrize(("text", "negated"), NEGATED)
def test_what_is_excepted_is_marked(text: str, negated: bool) -> None:
    """除…外 turns a citation round: what it names is what does not apply."""
    assert [m.negated for m in find(text, CATALOGUE).mentions if m.places] == [negated]


def test_the_first_line_is_a_topic() -> None:
    """A text about a regulation opens with its name; the line is a citation and what 《条例》 refers to."""
    mention = find("青屿市养犬管理条例\n《条例》共五章。", CATALOGUE).mentions[0]
    assert (mention.title, mention.topic, mention.form) == ("青屿市养犬管理条例", True, Form.NAMED)


@pytest.mark.parametrize("line", ["青屿市公安局法治建设工作报告", "一、加强学习。", "关于开展专项行动的通知", "条例"])
def test_another_first_line_is_none(line: str) -> None:
    """A report's own heading is no citation of itself."""
    assert found(f"{line}\n以下是正文。") == []


def test_a_statute_does_not_cite_its_own_title() -> None:
    """The first line of a regulation's text is its name, not a citation."""
    assert found("青屿市养犬管理条例\n\n第一条 为了规范养犬，制定本条例。") == []


DECLARED = [
    ("《青屿市养犬管理条例》（以下简称《条例》）", ["条例"]),
    ("《青屿市养犬管理条例》（以下简称“条例”）", ["条例"]),
    ("《青屿市养犬管理条例》（以下简称条例）", ["条例"]),
    ("《青屿市养犬管理条例》（下称《条例》）", ["条例"]),
    ("《青屿市养犬管理条例》(简称《条例》)", ["条例"]),
    ("《青屿市养犬管理条例》（以下简称：《条例》）", ["条例"]),
    ("《青屿市养犬管理条例》，以下简称《条例》", ["条例"]),
    ("《关于某事的通知》（青政发〔2020〕3号，以下简称《通知》）", ["通知"]),
    ("行政处罚法（以下简称处罚法）", ["处罚法"]),
    ("《甲条例》和《乙办法》（以下分别简称《条例》、《办法》）", ["办法", "条例"]),
    ("《甲条例》、《乙办法》（以下简称《条例》、《办法》）", ["办法", "条例"]),
    ("《甲修正案（二）》和《甲修正案（三）》（以下分别简称为《修正案（二）》及《修正案（三）》）", ["修正案（三）", "修正案（二）"]),
    ("码头和锚地（以下简称“渔港”和“水域”）", []),
    ("青屿市公安局（以下简称市局）", []),
    ("《青屿市养犬管理条例》简称有误", []),
]


@pytest.mark.parametrize(("text", "names"), DECLARED)
def test_declared_short_forms(text: str, names: list[str]) -> None:
    """Short forms are declared for works, in brackets, in quotes or bare; not for bodies."""
    assert sorted(d.name for d in find(text, CATALOGUE).declarations) == names


def test_a_declared_name_is_found_without_brackets() -> None:
    """Behind its declaration 处罚法 is a name, before it and in the declaration it is none."""
    text = "处罚法一词。行政处罚法（以下简称处罚法）施行。违反处罚法第九条的，"
    assert found(text) == ["行政处罚法", "处罚法第九条|9"]


def test_prose_patterns_stay_out_of_statutes() -> None:
    """In the words of a statute 按照…管理规定 speaks of rules in general."""
    text = "按照青屿市城市公共设施日常巡查维护管理规定执行。"
    assert len(find(text, CATALOGUE).mentions) == 1
    assert find(text, CATALOGUE, prose=False).mentions == ()


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("《》〈〉第一二三条款项（）()、和规定办法条例本该法同行政处罚以下简称“”。\n 〔2021〕号令除外xX*宪民刑典"),
        max_size=80,
    )
)
def test_any_text_of_this_grammar_is_read(text: str) -> None:
    """The signs of the grammar in any order: no error, spans inside the text, in order, every title's own words in its span."""
    mentions = find(text, CATALOGUE).mentions
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
