"""A review as its pages show it: rows of the queue, an item in its context, what was stored last, filters with counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from lawgraph.app.accounts.own import moment
from lawgraph.app.reports.marking import basis_view, citation_href, short_title
from lawgraph.app.wiring import Wiring
from lawgraph.app.words import WORDS
from lawgraph.domain.numerals import label_name
from lawgraph.domain.roles import Action, Actor
from lawgraph.domain.verdicts import REVIEW_ITEM, Decision, Rule, Verdict
from lawgraph.errors import UnknownAccount, UnknownReport
from lawgraph.services.reviews.agreement import Progress, progress
from lawgraph.services.reviews.board import FILTERS, Board, Entry
from lawgraph.services.reviews.items import Item
from lawgraph.services.reviews.views import ItemView
from lawgraph.store.reviews import Review

__all__ = [
    "around",
    "decision_row",
    "duration",
    "filter_links",
    "gone_on",
    "item_frame",
    "item_name",
    "item_path",
    "members_of",
    "queue_rows",
    "review_row",
]

_BEFORE, _AFTER = 160, 120
_SHOWN_BEFORE, _SHOWN_AFTER = 8, 30
_SHORT = 22
_SENTENCE = re.compile(r"[。；]")


def item_path(review: str, item: str, show: str) -> str:
    """The address of an item's page, among the items that the filter ``show`` keeps."""
    return f"/reviews/{review}/items/{item}?show={show}"


def item_name(item: Item) -> str:
    """What an item is, in a few words: its measure's number, and the provision."""
    number = f"举措 {item.place + 1:02d}"
    if item.basis is None:
        return number
    return f"{number}，{_provision(item.basis['work']['title'], item.label)}"


def _provision(title: str, label: str) -> str:
    return f"{short_title(title)} {label_name(label)}" if label else short_title(title)


def duration(seconds: float | None) -> str:
    """About how long, in words; empty where nobody knows."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    return "不到 1 分钟" if minutes < 1 else f"{minutes} 分钟" if minutes < 90 else f"{seconds / 3600:.1f} 小时"


def verdict_word(row: Decision) -> str:
    """A verdict as the screen says it; of a measure without any basis, 成立 means that the gap is one."""
    return "确认缺依据" if row.verdict is Verdict.CONFIRMED and not row.work else WORDS["verdict"][row.verdict.value]


def decision_row(row: Decision) -> dict[str, Any]:
    """A decision as a list shows it."""
    placed = row.shown.get("placed")
    to = _provision(row.replacement_title, row.replacement_label) if row.replacement_work else ""
    return {
        "verdict": row.verdict.value, "word": verdict_word(row), "office": row.office, "at": moment(row.at), "reason": row.reason, "to": to,
        "item": row.item, "text": row.text, "name": _provision(row.title, row.label) if row.work else "举措本身", "settles": row.settles,
        "id": row.id, "placed": {"office": placed["office"], "at": moment(placed["at"])} if placed else None,
    }  # fmt: skip


def review_row(review: Review, board: Board, today: date) -> dict[str, Any]:
    """A review in the list of all."""
    said = progress(board.entries, board.rows)
    return {
        "id": review.id, "title": review.title, "rule": WORDS["rule"][review.rule.value], "due": review.due, "office": review.office,
        "opened": moment(review.opened_at), "progress": said, "reports": len(review.reports), "members": len(review.members),
        "late": bool(review.due) and date.fromisoformat(review.due) < today and board.signature is None and said.done < said.all,
        "signed": decision_row(board.signature) if board.signature else None,
    }  # fmt: skip


def filter_links(board: Board, name: str, path: Callable[[str], str], chosen: str) -> list[dict[str, Any]]:
    """The filters as links with the number of items behind each; those that would show nothing are left out, the chosen one stays."""
    counted = [(show, sum(keeps(entry, name) for entry in board.entries)) for show, keeps in FILTERS.items()]
    return [
        {"name": WORDS["review_filter"][show], "href": path(show), "count": count, "on": show == chosen}
        for show, count in counted
        if count or show == chosen or not show
    ]  # fmt: skip


def queue_rows(review: str, entries: Sequence[Entry], show: str, *, current: str = "", whole: bool = False) -> dict[str, Any]:
    """The queue beside an item: what stands around it, and how many there are before and behind. ``whole`` gives every row."""
    place = next((number for number, entry in enumerate(entries) if entry.item.id == current), 0)
    first = 0 if whole else max(0, place - _SHOWN_BEFORE)
    shown = entries if whole else entries[first : place + _SHOWN_AFTER]
    return {
        "rows": [_queue_row(review, entry, show, current) for entry in shown], "before": first, "after": len(entries) - first - len(shown),
        "prev": item_path(review, entries[place - 1].item.id, show) if entries and place > 0 else "",
        "next": item_path(review, entries[place + 1].item.id, show) if place + 1 < len(entries) else "",
    }  # fmt: skip


def _queue_row(review: str, entry: Entry, show: str, current: str) -> dict[str, Any]:
    item = entry.item
    said = entry.standing.by
    return {
        "id": item.id, "href": item_path(review, item.id, show), "tag": f"{item.place + 1:02d}", "on": item.id == current,
        "text": item.measure["text"],
        "short": _provision(item.basis["work"]["title"], item.label) if item.basis else item.measure["text"][:_SHORT], "origin": item.origin,
        "status": entry.status, "done": not entry.open, "word": verdict_word(said) if said is not None else "",
        "verdict": said.verdict.value if said else "",
        "seen": entry.seen, "changed": entry.changed, "findings": sum(finding["severity"] != "note" for finding in item.findings),
        "report": item.report,
    }  # fmt: skip


def around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The words of a measure with what stands before and behind it in its paragraph, cut where sentences end."""
    before = text[max(0, start - _BEFORE) : start].rpartition("\n")[2]
    after = text[end : end + _AFTER].partition("\n")[0]
    cuts = [cut.end() for cut in _SENTENCE.finditer(before)]
    if len(before) == _BEFORE:
        before = before[cuts[0] :] if cuts else f"…{before}"
    ends = [cut.end() for cut in _SENTENCE.finditer(after)]
    if len(after) == _AFTER:
        after = after[: ends[-1]] if ends else f"{after}…"
    return before, text[start:end], after


def gone_on(board: Board, actor: Actor, last: Decision | None) -> dict[str, Any]:
    """What this person stored last, and what U would take back; both outlive a reload, since they are read from the rows."""
    own = next((row for row in reversed(board.rows) if row.who == actor.name and row.item != REVIEW_ITEM), None)
    said = ""
    if own is not None:
        entry = board.find(own.item)
        name = item_name(entry.item) if entry else _provision(own.title, own.label)
        said = f"已记下：{name}，{verdict_word(own)}" if own.verdict is not Verdict.UNDO else f"已撤销：{name}"
    undo = None
    if last is not None:
        entry = board.find(last.item)
        name = item_name(entry.item) if entry else _provision(last.title, last.label)
        undo = {"item": last.item, "seen": entry.seen if entry else last.id, "name": f"{name}，{verdict_word(last)}"}
    return {"said": said, "undo": undo, "same": own is not None and last is not None and own.id == last.id}


def item_frame(wiring: Wiring, review: Review, board: Board, actor: Actor, view: ItemView) -> dict[str, Any]:
    """What the page of an item shows, and which decisions this person may make."""
    entry, item = view.entry, view.entry.item
    measure = basis_view(item.measure, view.number)
    try:
        text = _text(wiring, item.report)
    except UnknownReport:
        text = ""
    words = around(text, item.measure["start"], item.measure["end"]) if text else ("", item.measure["text"], "")
    member = actor.name in review.members
    free = board.signature is None and member
    basis = next((one for one in measure["basis"] if item.basis and one["work"] == item.basis["work"] and one["article"] == item.label), None)
    if item.basis and basis is None:
        basis = {**item.basis, "name": _provision(item.basis["work"]["title"], item.label), "href": item.basis.get("provision") or item.work}
    votes = entry.standing.votes if view.history else ()
    return {
        "measure": measure, "around": words, "basis": basis, "view": view, "entry": entry, "item": item, "name": item_name(item),
        "source": f"/reports/{item.report}?measure={view.number}#m-{view.number}", "history": [decision_row(row) for row in view.history],
        "votes": [decision_row(row) for row in votes], "by": decision_row(entry.standing.by) if entry.standing.by and view.history else None,
        "voted": entry.voted(actor.name), "may_decide": free and actor.may(Action.DECIDE), "may_propose": free and actor.may(Action.PROPOSE),
        "member": member, "before": [_before(one) for one in view.precedents], "citations": citation_href,
        "status_word": WORDS["review_status"][entry.status],
    }  # fmt: skip


def _before(one: Any) -> dict[str, Any]:
    return {
        **decision_row(one.decision),
        "verdict": one.verdict.value,
        "word": WORDS["verdict"][one.verdict.value],
        "same": one.same,
        "report": one.report_name,
    }


_TEXTS: dict[str, str] = {}
_MOST_TEXTS = 32


def _text(wiring: Wiring, report: str) -> str:
    """A report's text; its identifier is the hash of its words, so that what was read once stays right."""
    if report not in _TEXTS:
        if len(_TEXTS) >= _MOST_TEXTS:
            _TEXTS.pop(next(iter(_TEXTS)), None)
        _TEXTS[report] = wiring.reports.get(report).text
    return _TEXTS[report]


def members_of(wiring: Wiring, review: Review | None) -> list[dict[str, Any]]:
    """The accounts that can take part, and which of them do."""
    found = [account for account in wiring.accounts.list() if not account.disabled and account.actor().may(Action.PROPOSE)]
    chosen = set(review.members) if review else set()
    return [{"name": one.name, "office": one.office, "role": one.role, "on": one.name in chosen} for one in found]


def offices(wiring: Wiring, names: Sequence[str]) -> Mapping[str, str]:
    """The office of each name."""
    said = {}
    for name in names:
        try:
            said[name] = wiring.accounts.get(name).office
        except UnknownAccount:
            said[name] = name
    return said


def left_words(said: Progress) -> str:
    """How much is left, in words."""
    left = duration(said.seconds_left)
    return f"约剩 {left}" if left and said.done < said.all else ""


RULES = {rule: WORDS["rule"][rule.value] for rule in Rule}
