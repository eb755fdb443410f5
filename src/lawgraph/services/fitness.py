"""Findings: what an advisor must look at. One function a rule; a rule that cannot tell says nothing.

Three sorts of rule look at one citation, at one measure with its citations and bases, and at the whole report. Each yields findings with the
evidence on which they rest. The codes are documented in docs/reference/findings.md, and stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from lawgraph.domain.authority import Order, authority
from lawgraph.domain.levels import Kind, level_name
from lawgraph.domain.models import Basis, Citation, Evidence, Finding, Force, ForceStatus, Measure, Reading, Resolution
from lawgraph.domain.numerals import article_name, label_name
from lawgraph.services.comparing import Comparer
from lawgraph.store.library import Library
from lawgraph.text.comparison import ChangeKind

__all__ = ["CODES", "Ground", "citation_findings", "document_findings", "each_once", "measure_findings"]

CODES: dict[str, str] = {
    "work-repealed": "error",
    "work-not-yet-in-force": "error",
    "version-not-applying": "error",
    "article-missing": "error",
    "level-too-low": "error",
    "issuer-not-competent": "error",
    "work-repealed-since": "warning",
    "pending-approval": "warning",
    "article-renumbered": "warning",
    "unknown-work": "warning",
    "title-misquoted": "warning",
    "ambiguous-short-form": "warning",
    "standard-not-basis": "warning",
    "procedure-step-missing": "warning",
    "lower-contradicts-higher-version": "warning",
    "report-part-missing": "warning",
    "low-confidence-reading": "warning",
    "partly-unread": "warning",
    "no-basis": "warning",
    "by-reference-only": "note",
    "work-amended-since": "note",
    "masked-title": "note",
    "weak-basis": "note",
}
"""Every code and its severity: error (does not hold), warning (look again), note (know it)."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules stand on: the library, what compares its versions, the report's own words on who reports, and how they were read."""

    library: Library
    comparer: Comparer
    text: str
    reading: Reading = field(default_factory=Reading)


def _finding(code: str, message: str, *evidence: Evidence) -> Finding:
    return Finding(code, CODES[code], message, evidence)


def _said(citation: Citation) -> Evidence:
    return Evidence("citation", citation.text)


def _fact(force: Force) -> Evidence:
    return Evidence("fact", force.reason)


def _title(citation: Citation) -> str:
    return citation.work.title if citation.work else citation.title


def _instead(force: Force) -> str:
    return f"，由{'、'.join(f'《{title}》' for title in force.replaced_by)}代替" if force.replaced_by else ""


# -- one citation -----------------------------------------------------------------------------------------------------------------------


def _work_repealed(citation: Citation, _ground: Ground) -> Iterator[Finding]:
    """立法法 (2023) article 104 and 行政处罚法 (2021) article 37: what no longer applied cannot support what was done."""
    force = citation.force
    if force is not None and force.status is ForceStatus.REPEALED:
        yield _finding("work-repealed", f"《{_title(citation)}》在报告日已经废止{_instead(force)}。", _said(citation), _fact(force))


def _work_not_yet_in_force(citation: Citation, _ground: Ground) -> Iterator[Finding]:
    """立法法 (2023) article 61: a law says from when it applies."""
    force = citation.force
    if force is not None and force.status is ForceStatus.NOT_YET_IN_FORCE:
        yield _finding("work-not-yet-in-force", f"《{_title(citation)}》在报告日尚未施行。", _said(citation), _fact(force))


def _version_not_applying(citation: Citation, _ground: Ground) -> Iterator[Finding]:
    """立法法 (2023) article 104: a report that names a version (2012年修正) rests on it, and another one applied on its day."""
    force = citation.force
    if force is not None and force.status is ForceStatus.AMENDED:
        yield _finding("version-not-applying", f"所称版本的《{_title(citation)}》在报告日已经不适用。", _said(citation), _fact(force))


def _pending_approval(citation: Citation, _ground: Ground) -> Iterator[Finding]:
    """立法法 (2023) articles 81 and 85: the regulation of a city or autonomous area applies once it was approved."""
    force = citation.force
    if force is not None and force.status is ForceStatus.PENDING_APPROVAL:
        yield _finding("pending-approval", f"《{_title(citation)}》在报告日尚待批准，还不能作为依据。", _said(citation), _fact(force))


def _changed_since(citation: Citation, ground: Ground) -> Iterator[Finding]:
    """The report's day is past: what has become of the work, and of the articles that were named."""
    then, today = citation.force, citation.force_today
    if then is None or today is None or then.status is not ForceStatus.IN_FORCE:
        return
    if today.status is ForceStatus.REPEALED:
        yield _finding("work-repealed-since", f"《{_title(citation)}》在报告日之后废止{_instead(today)}。", _said(citation), _fact(today))
    elif today.status is ForceStatus.AMENDED:
        counts = _counts(ground, then.version, today.version)
        yield _finding("work-amended-since", f"《{_title(citation)}》在报告日之后有修改{counts}。", _said(citation), _fact(today))
        yield from _renumbered(citation, ground, then.version, today.version)


def _counts(ground: Ground, old: str | None, new: str | None) -> str:
    changes = ground.comparer.changes(old, new) if old and new else ()
    many = Counter(change.kind for change in changes)
    changed, moved, added, removed = (many[kind] for kind in (ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.ADDED, ChangeKind.REMOVED))
    told = [
        *([f"修改 {changed} 条"] if changed else []),
        *([f"移动 {moved} 条"] if moved else []),
        *([f"新增 {added} 条"] if added else []),
        *([f"删去 {removed} 条"] if removed else []),
    ]
    return f"：{'、'.join(told)}" if told else ""


def _renumbered(citation: Citation, ground: Ground, old: str | None, new: str | None) -> Iterator[Finding]:
    if not old or not new:
        return
    for article in dict.fromkeys(pinpoint.label.split(".")[0] for pinpoint in citation.pinpoints if pinpoint.exists):
        change = ground.comparer.successor(old, article, new)
        if change is None or change.new == article:
            continue
        now = f"今天是{article_name(change.new)}" if change.new else "今天的文本中没有对应的条"
        likeness = Evidence("fact", f"文字相似 {change.score:.2f}") if change.new else Evidence("fact", "逐条对照没有找到相近的条")
        yield _finding("article-renumbered", f"《{_title(citation)}》{article_name(article)}，{now}。", _said(citation), likeness)


def _article_missing(citation: Citation, _ground: Ground) -> Iterator[Finding]:
    """Said only where the version's text is installed: otherwise nobody knows."""
    missing = [pinpoint.label for pinpoint in citation.pinpoints if pinpoint.exists is False]
    if missing:
        names = "、".join(label_name(label) for label in missing)
        yield _finding("article-missing", f"《{_title(citation)}》在报告日的版本中没有{names}。", _said(citation))


_OUTCOMES = {
    Resolution.UNKNOWN: ("unknown-work", "不在库中，没有核对。"),
    Resolution.MASKED: ("masked-title", "名称经过脱敏，不能确定是哪一件。"),
    Resolution.AMBIGUOUS: ("ambiguous-short-form", "可能指几件，需要人来确定。"),
}
_NEAR = 0.9
"""A title of the library that is this like what was written is worth asking about; it is never taken for it."""


def _unresolved(citation: Citation, _ground: Ground) -> Iterator[Finding]:
    """An unknown title is unknown: not wrong, and not found."""
    found = _OUTCOMES.get(citation.resolution)
    if found is None:
        return
    code, message = found
    near = [candidate for candidate in citation.candidates if candidate.score >= _NEAR]
    if citation.resolution is Resolution.UNKNOWN and len(near) == 1:
        title = near[0].title
        yield _finding("title-misquoted", f"库中没有“{citation.title}”，有《{title}》：是否写错了名称？", _said(citation))
        return
    yield _finding(code, f"“{citation.title}”{message}", _said(citation), Evidence("fact", citation.reason))


def _read_poorly(citation: Citation, _ground: Ground) -> Iterator[Finding]:
    """A wrong character in a title or a number names another regulation or article."""
    if citation.confidence is not None and citation.confidence < Reading.SURE:
        message = f"第 {citation.page} 页的“{citation.text}”是从图片识别的，把握 {citation.confidence:.2f}，请对照原件。"
        yield _finding("low-confidence-reading", message, _said(citation))


_OF_CITATIONS: tuple[Callable[[Citation, Ground], Iterator[Finding]], ...] = (
    _work_repealed,
    _work_not_yet_in_force,
    _version_not_applying,
    _pending_approval,
    _changed_since,
    _article_missing,
    _unresolved,
    _read_poorly,
)


def citation_findings(citation: Citation, ground: Ground) -> tuple[Finding, ...]:
    """What is to be looked at in one citation."""
    return tuple(finding for rule in _OF_CITATIONS for finding in rule(citation, ground))


# -- one measure ------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    text: str
    citations: Sequence[Citation]
    basis: Sequence[Basis]

    @property
    def cited(self) -> list[Basis]:
        return [basis for basis in self.basis if basis.origin == "cited"]


def _no_basis(claim: _Claim, _ground: Ground) -> Iterator[Finding]:
    origins = {basis.origin for basis in claim.basis}
    if not origins:
        yield _finding("no-basis", "没有找到对应的规定。")
    elif origins == {"suggested"}:
        yield _finding("weak-basis", "只有机器建议的依据，待人判断。")


_DECISIONS = "重大行政决策程序暂行条例"
# who reports: 我局, 市公安局, 教育部, 街道办事处; a government itself is no department
_DEPARTMENT = re.compile(
    r"我(?:局|委|厅|部|队|支队|大队|街道|镇|乡)|(?:^|[，。\s*xX×某])[^，。\s]{0,6}(?:公安局|[一-鿿]{2,6}(?:局|委员会|厅|支队|街道办事处|镇人民政府|乡人民政府))"
)
_STEPS = {
    "公众参与": re.compile(r"公众参与|征求(?:社会)?意见|听取意见"),
    "专家论证": re.compile(r"专家论证|专家咨询"),
    "风险评估": re.compile(r"风险评估"),
    "合法性审查": re.compile(r"合法性(?:审查|审核)|法制审核"),
    "集体讨论决定": re.compile(r"集体(?:讨论|研究|审议)"),
}


def _by_reference_only(claim: _Claim, ground: Ground) -> Iterator[Finding]:
    """重大行政决策程序暂行条例 articles 2 and 42: it binds governments of counties and above; departments and townships act by reference to it."""
    for basis in claim.cited:
        if basis.work.title == _DECISIONS and (match := _DEPARTMENT.search(ground.text[:600])):
            who = Evidence("words", match[0].strip("，。 \n"))
            yield _finding("by-reference-only", f"《{_DECISIONS}》适用于县级以上政府；部门参照执行（第二条、第四十二条）。", who)
            return


def _procedure_step_missing(claim: _Claim, _ground: Ground) -> Iterator[Finding]:
    """重大行政决策程序暂行条例 articles 14, 19, 22, 25 and 30: five steps; said only where some are named and others are not."""
    if not any(basis.work.title == _DECISIONS for basis in claim.cited):
        return
    missing = [step for step, pattern in _STEPS.items() if not pattern.search(claim.text)]
    if missing and len(missing) < len(_STEPS):
        yield _finding("procedure-step-missing", f"决策程序没有提到：{'、'.join(missing)}。", Evidence("fact", f"《{_DECISIONS}》规定五个步骤"))


# 设定罚款, 明确处罚措施, 实行许可; a person reads on from there
_CREATES = re.compile(
    r"(?:设定|设立|新设|增设|创设)[^，。；]{0,16}(?P<what>处罚|罚款|许可|审批|行政强制|强制措施|扣押|查封)|(?:处以|并处)[^，。；]{0,10}(?P<fine>罚款)"
)
_LIMITS = {
    "处罚": "行政处罚法第十条至第十六条", "罚款": "行政处罚法第十条至第十六条", "许可": "行政许可法第十四条至第十七条", "审批": "行政许可法第十四条至第十七条",
    "行政强制": "行政强制法第十条、第十一条", "强制措施": "行政强制法第十条、第十一条", "扣押": "行政强制法第十条、第十一条",
    "查封": "行政强制法第十条、第十一条",
}  # fmt: skip
_BELOW_RULES = {Kind.NORMATIVE_DOCUMENT, Kind.DISCRETION_STANDARD, Kind.INTERNAL_DOCUMENT}


def _level_too_low(claim: _Claim, _ground: Ground) -> Iterator[Finding]:
    """行政处罚法 (2021) 10 to 16, 行政许可法 14 to 17, 行政强制法 10 and 11: a document below 规章 creates no penalty, permit or coercive measure."""
    match = _CREATES.search(claim.text)
    named = [citation for citation in claim.citations if citation.resolution is not Resolution.NOT_A_REGULATION]
    if match is None or not named or any(citation.kind not in _BELOW_RULES for citation in named):
        return
    what = match["what"] or match["fine"]
    lowest = max(named, key=lambda citation: citation.kind is Kind.INTERNAL_DOCUMENT)
    own = lowest.kind is Kind.INTERNAL_DOCUMENT
    code = "issuer-not-competent" if own else "level-too-low"
    message = f"{'内部文件' if own else level_name(lowest.kind)}不得设定{what}（{_LIMITS[what]}）。"
    yield _finding(code, message, Evidence("words", match[0]), _said(lowest))


def _standard_not_basis(claim: _Claim, _ground: Ground) -> Iterator[Finding]:
    """公通字〔2016〕17号 and 行政处罚法 (2021) article 34: a discretion standard measures a penalty; the penalty rests on the law that it measures."""
    kinds = {basis.kind for basis in claim.cited} | {citation.kind for citation in claim.citations if citation.resolution is Resolution.MASKED}
    if kinds == {Kind.DISCRETION_STANDARD}:
        yield _finding("standard-not-basis", "只引用了裁量基准；裁量基准不能单独作为依据，还需要它所依据的规定。")


def _higher_changed(claim: _Claim, ground: Ground) -> Iterator[Finding]:
    """立法法 (2023) articles 98 to 102: what rests on a higher law is to be read again when that law was made anew."""
    for basis in claim.cited:
        version = next((row for row in ground.library.versions(basis.work.id) if basis.force and row.id == basis.force.version), None)
        if version is None or version.published is None or basis.force is None:
            continue
        yield from _newer_above(basis, version.published, basis.force.at, ground)


def _newer_above(basis: Basis, made: date, at: date, ground: Ground) -> Iterator[Finding]:
    lower = ground.library.work(basis.work.id)
    for relation in ground.library.relations(lower.id):
        if relation.work != lower.id or relation.relation not in {"based_on", "implements"} or relation.target_work is None:
            continue
        higher = ground.library.work(relation.target_work)
        if authority(higher.kind, higher.jurisdiction, lower.kind, lower.jurisdiction) is not Order.HIGHER:
            continue
        applied = ground.library.force(higher.id, at).version
        row = next((row for row in ground.library.versions(higher.id) if row.id == applied), None)
        if row is not None and row.published is not None and row.published > made:
            message = (
                f"《{lower.title}》（{made.isoformat()}）之后，上位法《{higher.title}》有新版本（{row.published.isoformat()}），需核对是否抵触。"
            )
            yield _finding("lower-contradicts-higher-version", message, Evidence("fact", relation.evidence[-80:]))


_OF_MEASURES: tuple[Callable[[_Claim, Ground], Iterator[Finding]], ...] = (
    _level_too_low,
    _standard_not_basis,
    _procedure_step_missing,
    _higher_changed,
    _by_reference_only,
    _no_basis,
)


def measure_findings(text: str, citations: Sequence[Citation], basis: Sequence[Basis], ground: Ground) -> tuple[Finding, ...]:
    """What is to be looked at in one measure: its citations' findings and its own, each once."""
    claim = _Claim(text, citations, basis)
    found = [finding for citation in citations for finding in citation_findings(citation, ground)]
    found += [finding for rule in _OF_MEASURES for finding in rule(claim, ground)]
    return each_once(found)


def each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that say the same, of a title and of its short form, are one: the first."""
    said: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        said.setdefault((finding.code, finding.message), finding)
    return tuple(said.values())


# -- the whole report -------------------------------------------------------------------------------------------------------------------

_YEARLY = re.compile(r"法治政府建设(?:工作)?(?:年度)?(?:情况|自查|工作)?(?:的)?(?:报告|自查|总结)|法治政府建设[^。]{0,80}报告如下")
_PARTS = {
    "上一年度的主要举措和成效": None,
    "存在的不足和原因": re.compile(r"不足|存在(?:的)?(?:问题|短板|差距)|薄弱环节"),
    "主要负责人履行第一责任人职责的情况": re.compile(r"第一责任(?:人)?"),
    "下一年度的主要安排": re.compile(r"下一步|下步|(?:主要)?安排|明年|工作打算|工作计划|工作思路"),
}


def document_findings(measures: Sequence[Measure], ground: Ground) -> tuple[Finding, ...]:
    """What is to be looked at in the report as a whole: how it was read, and the parts that it lacks."""
    return (*_reading_findings(ground), *_parts_missing(measures, ground))


_SHOWN = 5


def _reading_findings(ground: Ground) -> Iterator[Finding]:
    """What was not read is not known; what was read from a picture may be wrong."""
    reading = ground.reading
    if reading.unread:
        pages = "、".join(map(str, reading.unread))
        yield _finding("partly-unread", f"第 {pages} 页是图片，没有读：其中的举措和引用不在结果里。")
    pages_in_doubt: dict[int | None, list[str]] = {}
    for offset, score in reading.doubtful:
        words = ground.text[max(offset - 6, 0) : offset + 7].replace("\n", " ")
        pages_in_doubt.setdefault(reading.page(offset), []).append(f"…{words}…（{ground.text[offset]} {score:.2f}）")
    for page, places in pages_in_doubt.items():
        message = f"第 {page} 页有 {len(places)} 个字识别的把握不足，请对照原件。"
        yield _finding("low-confidence-reading", message, *(Evidence("words", place) for place in places[:_SHOWN]))


def _parts_missing(measures: Sequence[Measure], ground: Ground) -> tuple[Finding, ...]:
    """Says so only of a text that calls itself a yearly report.

    法治政府建设与责任落实督察工作规定 (厅字〔2019〕28号): such a report tells what was done, what falls short and why, how the principals carried out their
    duty as the first responsible, and what is planned.
    """
    if not _YEARLY.search(ground.text):
        return ()
    missing = [part for part, pattern in _PARTS.items() if (not measures if pattern is None else not pattern.search(ground.text))]
    return tuple(_finding("report-part-missing", f"年度报告没有写：{part}。") for part in missing)
