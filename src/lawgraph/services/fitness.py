"""Findings: what an advisor must look at. One function a rule; a rule that cannot tell says nothing.

Each rule takes the measure's citations or bases and yields findings with the evidence on which they rest. The codes are documented in
docs/reference/findings.md, and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lawgraph.domain.models import Basis, Citation, Evidence, Finding, Force, ForceStatus, Resolution
from lawgraph.domain.numerals import label_name

__all__ = ["CODES", "citation_findings", "measure_findings"]

CODES: dict[str, str] = {
    "work-repealed": "error",
    "work-not-yet-in-force": "error",
    "work-repealed-since": "warning",
    "work-amended-since": "note",
    "pending-approval": "warning",
    "article-missing": "error",
    "unknown-work": "warning",
    "masked-title": "note",
    "ambiguous-short-form": "warning",
    "no-basis": "warning",
    "weak-basis": "note",
}
"""Every code and its severity: error (does not hold), warning (look again), note (know it)."""


def _finding(code: str, message: str, *evidence: Evidence) -> Finding:
    return Finding(code, CODES[code], message, evidence)


def _said(citation: Citation) -> Evidence:
    return Evidence("citation", citation.text)


def _fact(force: Force) -> Evidence:
    return Evidence("fact", force.reason)


def _work_repealed(citation: Citation) -> Iterator[Finding]:
    """立法法 (2023) article 104 and 行政处罚法 (2021) article 37: what no longer applied cannot support what was done."""
    force = citation.force
    if force is not None and force.status is ForceStatus.REPEALED:
        after = f"，现由{'、'.join(f'《{title}》' for title in force.replaced_by)}代替" if force.replaced_by else ""
        yield _finding("work-repealed", f"《{_title(citation)}》在报告日已经废止{after}。", _said(citation), _fact(force))


def _work_not_yet_in_force(citation: Citation) -> Iterator[Finding]:
    """立法法 (2023) article 61: a law says from when it applies."""
    force = citation.force
    if force is not None and force.status is ForceStatus.NOT_YET_IN_FORCE:
        yield _finding("work-not-yet-in-force", f"《{_title(citation)}》在报告日尚未施行。", _said(citation), _fact(force))


def _pending_approval(citation: Citation) -> Iterator[Finding]:
    """立法法 (2023) articles 81 and 85: the regulation of a city or autonomous area applies once it was approved."""
    force = citation.force
    if force is not None and force.status is ForceStatus.PENDING_APPROVAL:
        yield _finding("pending-approval", f"《{_title(citation)}》在报告日尚待批准，还不能作为依据。", _said(citation), _fact(force))


def _changed_since(citation: Citation) -> Iterator[Finding]:
    then, today = citation.force, citation.force_today
    if then is None or today is None or then.status is not ForceStatus.IN_FORCE:
        return
    if today.status is ForceStatus.REPEALED:
        after = f"，由{'、'.join(f'《{title}》' for title in today.replaced_by)}代替" if today.replaced_by else ""
        yield _finding("work-repealed-since", f"《{_title(citation)}》在报告日之后废止{after}。", _said(citation), _fact(today))
    elif today.status is ForceStatus.AMENDED:
        yield _finding("work-amended-since", f"《{_title(citation)}》在报告日之后有修改，条号可能已变。", _said(citation), _fact(today))


def _article_missing(citation: Citation) -> Iterator[Finding]:
    missing = [pinpoint.label for pinpoint in citation.pinpoints if pinpoint.exists is False]
    if missing:
        names = "、".join(label_name(label) for label in missing)
        yield _finding("article-missing", f"《{_title(citation)}》在报告日的版本中没有{names}。", _said(citation))


def _unresolved(citation: Citation) -> Iterator[Finding]:
    codes = {Resolution.UNKNOWN: "unknown-work", Resolution.MASKED: "masked-title", Resolution.AMBIGUOUS: "ambiguous-short-form"}
    code = codes.get(citation.resolution)
    if code is not None:
        yield _finding(code, f"“{citation.title}”：{citation.reason}", _said(citation))


_OF_CITATIONS: tuple[Callable[[Citation], Iterator[Finding]], ...] = (
    _work_repealed,
    _work_not_yet_in_force,
    _pending_approval,
    _changed_since,
    _article_missing,
    _unresolved,
)


def _title(citation: Citation) -> str:
    return citation.work.title if citation.work else citation.title


def citation_findings(citation: Citation) -> tuple[Finding, ...]:
    """What is to be looked at in one citation."""
    return tuple(finding for rule in _OF_CITATIONS for finding in rule(citation))


def measure_findings(citations: Sequence[Citation], basis: Sequence[Basis]) -> tuple[Finding, ...]:
    """What is to be looked at in one measure: its citations' findings, each once, and whether anything supports it."""
    found = [finding for citation in citations for finding in citation_findings(citation)]
    origins = {said.origin for said in basis}
    if not origins:
        found.append(_finding("no-basis", "没有找到对应的规定。"))
    elif origins == {"suggested"}:
        found.append(_finding("weak-basis", "只有机器建议的依据，待人判断。"))
    return tuple(dict.fromkeys(found))
