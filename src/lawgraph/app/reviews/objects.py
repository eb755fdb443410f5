"""Reviews as JSON objects and as lines of text: what the command line prints, the pages' twins and the API answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from lawgraph.app.words import WORDS
from lawgraph.domain.numerals import label_name
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Decision
from lawgraph.services.reviews.agreement import Agreement, Progress
from lawgraph.services.reviews.board import Entry
from lawgraph.services.reviews.placing import Place
from lawgraph.services.reviews.precedents import Precedent
from lawgraph.services.reviews.reviewing import Reviewing
from lawgraph.services.reviews.views import ItemView
from lawgraph.store.reviews import Review

__all__ = [
    "decision_object", "entry_object", "entry_text", "item_object", "item_text", "orphan_text", "place_object", "precedent_object",
    "progress_object", "progress_text",
    "review_object",
]  # fmt: skip

Json = dict[str, Any]


def review_object(reviewing: Reviewing, actor: Actor, review: Review) -> Json:
    """A review with its progress; ``signed`` is the signature that stands, or null."""
    board = reviewing.board(actor, review.id)
    reports = [{"id": report.report, "name": report.name} for report in review.reports]
    return {
        "id": review.id, "title": review.title, "rule": review.rule.value, "due": review.due or None, "opened_at": review.opened_at,
        "opened_by": review.opened_by, "office": review.office, "library": review.library, "today": review.today, "members": list(review.members),
        "reports": reports, "chosen": asdict(review.chosen) if review.chosen else None,
        "progress": progress_object(reviewing.progress(actor, review.id), reviewing.agreement(actor, review.id)),
        "orphans": [decision_object(row) for row in board.orphans],
        "signed": decision_object(board.signature) if board.signature else None,
    }  # fmt: skip


def entry_object(entry: Entry) -> Json:
    """An item of the queue; ``seen`` is what a decision on it has to name."""
    item = entry.item
    return {
        "item": item.id, "kind": item.kind, "status": entry.status, "doubt": entry.doubt.name.lower(), "changed": entry.changed or None,
        "seen": entry.seen, "report": item.report, "measure": item.place + 1, "text": item.measure["text"], "start": item.measure["start"],
        "end": item.measure["end"], "measure_item": item.measure_item, "basis": item.basis, "findings": list(item.findings),
        "decision": decision_object(entry.standing.by) if entry.standing.by else None,
    }  # fmt: skip


def item_object(view: ItemView) -> Json:
    """One item with all that is shown of it."""
    return entry_object(view.entry) | {
        "report_name": view.report_name, "place": view.place, "of": view.of, "then": asdict(view.then) if view.then else None,
        "today": asdict(view.today) if view.today else None, "same_text": view.same_text, "checks": [asdict(check) for check in view.checks],
        "precedents": [precedent_object(one) for one in view.precedents], "history": [decision_object(row) for row in view.history],
        "hidden": view.hidden, "measure_seen": view.measure_seen,
    }  # fmt: skip


def decision_object(row: Decision) -> Json:
    """A row as it stands."""
    return asdict(row) | {"verdict": row.verdict.value, "verdict_name": WORDS["verdict"][row.verdict.value], "shown": dict(row.shown)}


def place_object(one: Place) -> Json:
    """A measure where an orphan may stand now; ``seen`` is what placing it there has to name."""
    item = one.measure
    return {
        "measure_item": item.id, "report": item.report, "measure": item.place + 1, "text": item.measure["text"], "seen": one.seen,
        "likeness": one.likeness,
    }  # fmt: skip


def orphan_text(row: Decision) -> str:
    """An orphan in one line."""
    link = f"《{row.title}》{label_name(row.label) if row.label else ''}" if row.work else "举措本身"
    return f"{row.id}　{WORDS['verdict'][row.verdict.value]}（{row.office}）　{link}　{''.join(row.text.split())[:60]}"


def precedent_object(one: Precedent) -> Json:
    """What was decided in a like case."""
    row = one.decision
    return {
        "verdict": one.verdict.value, "verdict_name": WORDS["verdict"][one.verdict.value], "office": row.office, "at": row.at, "reason": row.reason,
        "report_name": one.report_name, "text": row.text, "likeness": round(one.likeness, 4), "same": one.same,
    }  # fmt: skip


def progress_object(progress: Progress, agreement: Agreement) -> Json:
    """How far a review has come, and how far people agree."""
    return asdict(progress) | {"by_status": dict(progress.by_status), "agreement": asdict(agreement)}


def progress_text(shown: Json) -> str:
    """The same in two lines."""
    left = shown["seconds_left"]
    agreed = shown["agreement"]
    kappa = "还不足以计算" if agreed["kappa"] is None else f"{agreed['kappa']:.2f}" + (f"（{agreed['pairs']} 对平均）" if agreed["pairs"] > 1 else "")
    return (
        f"已审 {shown['done']} / {shown['all']} 项，举措 {shown['measures_done']} / {shown['measures']}"
        + (f"，约剩 {max(1, round(left / 60))} 分钟" if left else "")
        + f"\n两人以上审过 {agreed['items']} 项，一致 {agreed['equal']} 项，Cohen κ：{kappa}"
    )


def _named(entry: Entry) -> str:
    basis = entry.item.basis
    if basis is None:
        return "缺依据" if entry.item.kind == "gap" else "举措本身"
    return f"《{basis['work']['title']}》{label_name(basis['article']) if basis['article'] else ''}"


def entry_text(entry: Entry) -> str:
    """An item of the queue in one line."""
    words = "".join(entry.item.measure["text"].split())
    by = entry.standing.by
    said = f"　{WORDS['verdict'][by.verdict.value]}（{by.office}）" if by else ""
    status = WORDS["review_status"][entry.status]
    return f"{entry.item.id}　{entry.item.place + 1:02d}　{status}{said}　{_named(entry)}　{words[:40]}{'…' if len(words) > 40 else ''}"


def item_text(view: ItemView) -> str:
    """One item in full, to be read at a terminal."""
    lines = [entry_text(view.entry), "", view.entry.item.measure["text"].strip(), ""]
    for name, article in (("报告日", view.then), ("今天", view.today)):
        if article is not None:
            lines += [f"{name} {article.version.rpartition('/')[2] or '版本不明'}　{article.text or '没有条文'}"]
    lines += [f"{check.name}　{check.text}" for check in view.checks]
    lines += [
        f"此前　{WORDS['verdict'][one.verdict.value]}　{one.decision.office} {one.decision.at[:10]}　{one.decision.reason}" for one in view.precedents
    ]
    lines += [f"历史　{WORDS['verdict'][row.verdict.value]}　{row.office} {row.at[:16].replace('T', ' ')}　{row.reason}" for row in view.history]
    return "\n".join(lines)
