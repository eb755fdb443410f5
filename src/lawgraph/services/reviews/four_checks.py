"""Four looks at a link before it is decided: time, level, scope, quotation. Each says what is so; none decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lawgraph.domain.levels import Kind, level_name
from lawgraph.domain.models import ForceStatus, Work
from lawgraph.services.phrases import clauses, key_terms
from lawgraph.services.reviews.items import Item

__all__ = ["Check", "four_checks"]

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One look: ``name`` is 时间, 层级, 范围 or 引文, ``outcome`` ok, warn or info."""

    name: str
    outcome: str
    text: str


_TIME = {
    ForceStatus.IN_FORCE: ("ok", "报告日在施行日之后"),
    ForceStatus.AMENDED: ("warn", "报告日适用的是另一个版本"),
    ForceStatus.REPEALED: ("warn", "报告日已经废止"),
    ForceStatus.NOT_YET_IN_FORCE: ("warn", "报告日尚未施行"),
    ForceStatus.PENDING_APPROVAL: ("warn", "报告日尚待批准"),
    ForceStatus.UNKNOWN: ("info", "报告日的状态不明"),
}
_LEVEL_CODES = ("issuer-not-competent", "level-too-low", "standard-not-basis")
_QUOTE_CODES = ("article-missing", "title-misquoted", "article-renumbered")
_OUTSIDE = {Kind.SUPERVISORY_REGULATION, Kind.JUDICIAL_INTERPRETATION, Kind.PARTY_REGULATION}
_DOCUMENTS = {Kind.NORMATIVE_DOCUMENT, Kind.DISCRETION_STANDARD, Kind.INTERNAL_DOCUMENT}
# 一律不罚, 所有企业, 全部纳入: what leaves no case out
_ABSOLUTE = re.compile(r"一律|一概|所有|全部|任何|无一例外|均不|均予")
_CASES = re.compile(r"^[（(][一二三四五六七八九十]+[）)]", re.MULTILINE)
_CONDITION = re.compile(
    r"(?:情节|后果|违法行为)?轻微|首次|初次|及时改正|可以(?:不|从轻|减轻|免)|有下列情形之一|经[^，。；]{1,12}批准|应当[^，。；]{0,10}评估"
)
_WORDS_SHOWN = 4


def four_checks(item: Item, work: Work | None, then: str) -> tuple[Check, ...]:
    """The four looks at a link. ``work`` is None where the library does not hold it, ``then`` the article's words on the report's day."""
    return (_time(item), _level(item, work), _scope(item, work, then), _quotation(item, then))


def _time(item: Item) -> Check:
    force = item.basis["force"] if item.basis else None
    outcome, text = _TIME[ForceStatus(force["status"])] if force else _TIME[ForceStatus.UNKNOWN]
    return Check("时间", outcome, text)


def _found(item: Item, codes: tuple[str, ...]) -> str:
    return next((str(finding["message"]) for finding in item.findings if finding["code"] in codes), "")


def _level(item: Item, work: Work | None) -> Check:
    said = _found(item, _LEVEL_CODES)
    if said:
        return Check("层级", "warn", said)
    if work is None:
        return Check("层级", "info", "库中没有这部法规")
    if work.kind in _OUTSIDE:
        return Check("层级", "info", f"{level_name(work.kind)}，不在立法法的位阶之内")
    if work.kind in _DOCUMENTS:
        return Check("层级", "info", f"{level_name(work.kind)}，不得设定处罚、许可、强制")
    return Check("层级", "ok", level_name(work.kind))


def _scope(item: Item, work: Work | None, then: str) -> Check:
    """Whether the measure says more than the article: a word that leaves nothing out, over a text that names cases or conditions."""
    absolute = _ABSOLUTE.search(item.measure["text"])
    if absolute and then and not _ABSOLUTE.search(then):
        cases = len(_CASES.findall(then))
        condition = _CONDITION.search(then)
        if cases > 1:
            return Check("范围", "warn", f"比条文宽：写了“{absolute[0]}”，条文分 {cases} 种情形")
        if condition:
            return Check("范围", "warn", f"比条文宽：写了“{absolute[0]}”，条文以“{condition[0]}”为条件")
    if work is not None and work.jurisdiction != "national":
        return Check("范围", "info", "地方规定，只在本行政区域适用")
    if not then:
        return Check("范围", "info", "没有条文可以对照")
    return Check("范围", "info", "没有看到比条文宽的用语")


def _quotation(item: Item, then: str) -> Check:
    said = _found(item, _QUOTE_CODES)
    if said:
        return Check("引文", "warn", said)
    if not then:
        return Check("引文", "info", "没有条文可以对照" if item.label else "只引用了法规，没有条号")
    measure = item.measure["text"]
    words = key_terms(clauses(item.basis["quote"] if item.basis and item.basis["quote"] else then)).words
    shared = [word for word in words if word in measure][:_WORDS_SHOWN]
    lacking = [word for word in words if word not in measure][:_WORDS_SHOWN]
    parts = [f"有“{'”“'.join(shared)}”"] if shared else ["没有条文的用语"]
    parts += [f"缺“{'”“'.join(lacking)}”"] if lacking and shared else []
    return Check("引文", "info", "，".join(parts))
