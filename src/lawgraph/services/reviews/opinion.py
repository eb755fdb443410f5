"""The opinion: what a review came to, as one object, pinned to versions and to the chain.

Of a signed review it says the same each time: the reports as they came into the review, the decisions up to the signature, the hash of the
signature's row. Offices are named, persons never.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Decision, Verdict
from lawgraph.services.reviews.board import HOLDING, Board, Entry
from lawgraph.services.reviews.overlay import decision_note
from lawgraph.services.reviews.reviewing import Reviewing
from lawgraph.store.audit import AuditLog
from lawgraph.store.reviews import Review

__all__ = ["FORMAT", "opinion"]

FORMAT = "lawgraph-opinion-1"
Json = Mapping[str, Any]
_ASKING = frozenset({"weak-basis", "no-basis"})
"""Findings that ask a person to decide: once somebody has, they say nothing."""


def opinion(reviewing: Reviewing, audit: AuditLog, actor: Actor, review: str) -> dict[str, Any]:
    """The object of ``lawgraph review opinion --format json``; a draft where nobody has signed (``signed`` null). Raises UnknownReview."""
    found = reviewing.get(actor, review)
    board = reviewing.board(actor, review)
    signature = board.signature
    if signature is not None:
        # what the law became after the signature is not what was signed
        board = Board(board.rule, board.items, [row for row in board.rows if row.seq <= signature.seq])
    measures = _measures(reviewing, found, board)
    return {
        "format": FORMAT,
        "review": {
            "id": found.id, "title": found.title, "rule": found.rule.value, "due": found.due or None, "opened_at": found.opened_at,
            "office": found.office, "library": found.library, "today": found.today,
        },
        "signed": _signed(audit, signature) if signature else None,
        "reports": [_report(reviewing, found, number) for number in range(len(found.reports))],
        "counts": _counts(measures),
        "measures": measures,
        "gaps": [_place(measure) for measure in measures if measure["outcome"] == "gap"],
        "conflicts": [_conflict(entry) for entry in board.entries if len({row.outcome for row in _spoken(entry)}) > 1],
        "open": [_brief(entry) for entry in board.entries if entry.open],
        "orphans": [{"text": row.text, **decision_note(row), "title": row.title, "article": row.label} for row in board.orphans],
        "versions": _versions(measures),
        "sources": list(reviewing.sources()),
    }  # fmt: skip


def _signed(audit: AuditLog, signature: Decision) -> dict[str, Any]:
    entry = audit.entries(after=signature.seq - 1, limit=1)[0]
    return {"office": signature.office, "at": signature.at, "reason": signature.reason, "seq": entry.seq, "hash": entry.hash}


def _report(reviewing: Reviewing, review: Review, number: int) -> dict[str, Any]:
    report = review.reports[number]
    document = reviewing.reviews.checked(report, review.id)["document"]
    return {"id": report.report, "name": report.name, "date": document["date"], "date_source": document["date_source"]}


def _measures(reviewing: Reviewing, review: Review, board: Board) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in board.entries:
        groups.setdefault((entry.item.report, entry.item.key), []).append(entry)
    made = []
    for group in groups.values():
        item = group[0].item
        links = [_link(reviewing, review, entry) for entry in group if entry.item.basis]
        whole = next((entry for entry in group if entry.item.id == entry.item.measure_item), None)
        said = whole.standing.by if whole is not None else None
        outcome = _outcome(group, said)
        made.append(
            {
                "report": item.report,
                "number": item.place + 1,
                "text": item.measure["text"],
                "state": item.measure["state"],
                "outcome": outcome,
                "links": links,
                "findings": [one for one in item.measure["findings"] if outcome == "open" or one["code"] not in _ASKING],
                "decision": decision_note(said) if said else None,
                "comments": [_comment(row) for entry in group for row in _comments(entry)],
            }
        )
    return made


def _outcome(group: Iterable[Entry], said: Decision | None) -> str:
    """Confirmed (a basis holds), not_a_measure, gap (people said that there is none, or nothing that was named holds), open."""
    entries = list(group)
    if said is not None and said.verdict is Verdict.NOT_A_MEASURE:
        return "not_a_measure"
    if any(entry.standing.settled and entry.standing.by and entry.standing.by.verdict in HOLDING for entry in entries if entry.item.basis):
        return "confirmed"
    return "open" if any(entry.open for entry in entries) else "gap"


def _link(reviewing: Reviewing, review: Review, entry: Entry) -> dict[str, Any]:
    basis = entry.item.basis or {}
    relied = reviewing.relied(review, entry.item)
    by = entry.standing.by
    then, today = basis.get("force"), basis.get("force_today")
    return {
        "item": entry.item.id, "origin": entry.item.origin, "work": basis["work"], "article": basis["article"], "provision": basis.get("provision"),
        "quote": basis.get("quote", ""), "caption": basis.get("caption", ""), "then": then, "today": today, "version_then": relied["then"],
        "version_today": (today or {}).get("version") or "", "status": entry.status, "changed": entry.changed or None,
        "decision": decision_note(by) if by else None, "votes": [decision_note(row) for row in entry.standing.votes],
    }  # fmt: skip


def _spoken(entry: Entry) -> list[Decision]:
    return [row for row in entry.standing.votes if row.verdict is not Verdict.DEFERRED]


def _comments(entry: Entry) -> list[Decision]:
    return [row for row in entry.rows if row.verdict is Verdict.COMMENT]


def _comment(row: Decision) -> dict[str, str]:
    return {"office": row.office, "at": row.at, "text": row.reason}


def _conflict(entry: Entry) -> dict[str, Any]:
    """What people said differently, and by which word it was settled (null: it is not)."""
    by = entry.standing.by
    return _brief(entry) | {
        "votes": [decision_note(row) for row in _spoken(entry)],
        "settled": decision_note(by) | {"by_third": by.settles} if by is not None else None,
    }


def _brief(entry: Entry) -> dict[str, Any]:
    basis = entry.item.basis
    return {
        "item": entry.item.id, "report": entry.item.report, "number": entry.item.place + 1, "text": entry.item.measure["text"],
        "work": basis["work"] if basis else None, "article": basis["article"] if basis else "", "status": entry.status,
    }  # fmt: skip


def _place(measure: Json) -> dict[str, Any]:
    return {"report": measure["report"], "number": measure["number"], "text": measure["text"]}


def _counts(measures: Iterable[Json]) -> dict[str, int]:
    counts = {"measures": 0, "confirmed": 0, "gap": 0, "not_a_measure": 0, "open": 0}
    for measure in measures:
        counts["measures"] += 1
        counts[measure["outcome"]] += 1
    return counts


def _versions(measures: Iterable[Json]) -> list[dict[str, str]]:
    """Every work that a decision rests on or that was decided against, with its versions then and today."""
    found: dict[str, dict[str, str]] = {}
    for measure in measures:
        for link in measure["links"]:
            if link["decision"] is not None:
                row = {"work": link["work"]["id"], "title": link["work"]["title"], "then": link["version_then"], "today": link["version_today"]}
                found.setdefault(link["work"]["id"], row)
    return sorted(found.values(), key=lambda row: row["title"])
