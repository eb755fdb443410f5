"""Orphans: decisions whose words no report of the review holds any more. A person says where each stands now, or that it fell away.

To place one is to decide anew: the person takes the decision over, in its own name, for the words that it names, and the row says which decision it
was (``shown["placed"]``). Nothing is placed by itself, and the former decision stays where it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from lawgraph.domain.roles import Action, Actor
from lawgraph.domain.verdicts import Decision, Verdict, item_id, plain_words, tip
from lawgraph.errors import DecisionConflict, ReviewClosed, UnknownItem, UsageError
from lawgraph.services.reviews.board import Board, Entry
from lawgraph.services.reviews.drafting import read_reason
from lawgraph.services.reviews.items import Item
from lawgraph.services.reviews.reviewing import Reviewing
from lawgraph.store.decisions import Draft
from lawgraph.store.reviews import Review

__all__ = ["Place", "drop", "find_orphan", "place", "places"]

_HOLDING = frozenset({Verdict.CONFIRMED, Verdict.CONFIRMED_IN_PART, Verdict.ADDED_BASIS})


@dataclass(frozen=True, slots=True)
class Place:
    """A measure where a decision may stand now. ``seen`` is what placing it here has to name; ``likeness`` of the words, from 0 to 1."""

    measure: Item
    seen: str
    likeness: float


def find_orphan(board: Board, decision: str) -> Decision:
    """An orphan by its identifier. Raises DecisionConflict where somebody has placed it, UnknownItem."""
    found = next((row for row in board.orphans if row.id == decision), None)
    if found is not None:
        return found
    known = next((row for row in board.rows if row.id == decision), None)
    first = board.placed.get(decision) or (board.dropped.get(known.item) if known is not None else None)
    if first is not None:
        raise DecisionConflict(first, f"{first.office} {first.at[:16].replace('T', ' ')}")
    raise UnknownItem("没有这个失去位置的决定。", "请刷新页面。")


def places(board: Board, orphan: Decision, *, words: str = "", limit: int = 8) -> tuple[Place, ...]:
    """The measures of the review by the likeness of their words to those that were decided on; with ``words`` those alone that hold them all."""
    wanted = words.split()
    plain = plain_words(orphan.text)
    found = [
        Place(item, _seen(board, orphan, item), round(fuzz.ratio(plain, plain_words(item.measure["text"])) / 100, 4))
        for item in board.items
        if item.kind in {"measure", "gap"} and all(word in item.measure["text"] for word in wanted)
    ]
    return tuple(sorted(found, key=lambda one: (-one.likeness, one.measure.report, one.measure.place))[:limit])


def place(reviewing: Reviewing, actor: Actor, review: str, decision: str, measure_item: str, *, seen: str = "", reason: str = "") -> Decision:
    """Takes an orphan over for a measure (by its own item) in the actor's name; ``reason`` empty: the former one.

    Where the measure has the link, it is decided as it was; where it has not, what held is added as a basis. Raises as ``Reviewing.decide``, and
    UsageError where there is nothing that could be decided so.
    """
    found, board, orphan = _begin(reviewing, actor, review, decision)
    whole = next((item for item in board.items if item.id == measure_item and item.kind in {"measure", "gap"}), None)
    if whole is None:
        raise UnknownItem("这次审核里没有这项举措。", "报告可能换了新的版本，请刷新列表。")
    verdict = orphan.verdict
    said = read_reason(verdict, reason or orphan.reason)
    entry = board.find(_target(orphan, whole))
    draft = _added(reviewing, found, orphan, whole, seen, said) if entry is None else _decided(reviewing, actor, found, orphan, entry, seen, said)
    shown = {"decision": orphan.id, "office": orphan.office, "at": orphan.at, "text": orphan.text}
    return reviewing.decisions.add(actor, review, replace(draft, shown={**draft.shown, "placed": shown}))


def drop(reviewing: Reviewing, actor: Actor, review: str, decision: str, *, reason: str) -> Decision:
    """Says that what was decided on stands nowhere any more: all decisions on that item fall away, and stay in the history."""
    _, board, orphan = _begin(reviewing, actor, review, decision)
    rows = board.by_item[orphan.item]
    draft = Draft(
        orphan.item, Verdict.FELL_AWAY, tip(rows), read_reason(Verdict.FELL_AWAY, reason), orphan.report, orphan.measure, orphan.start, orphan.end,
        orphan.text, orphan.work, orphan.title, orphan.label, orphan.version,
    )  # fmt: skip
    return reviewing.decisions.add(actor, review, draft)


def _begin(reviewing: Reviewing, actor: Actor, review: str, decision: str) -> tuple[Review, Board, Decision]:
    found = reviewing.taking_part(actor, review, Action.DECIDE)
    board = reviewing.board(actor, review)
    if board.signature is not None:
        raise ReviewClosed
    return found, board, find_orphan(board, decision)


def _target(orphan: Decision, whole: Item) -> str:
    """The item of the measure that the orphan would be a decision on."""
    return item_id(whole.key, orphan.work, orphan.label) if orphan.work else whole.id


def _seen(board: Board, orphan: Decision, whole: Item) -> str:
    entry = board.find(_target(orphan, whole))
    return entry.seen if entry is not None else tip(board.by_item.get(_target(orphan, whole), ()))


def _decided(reviewing: Reviewing, actor: Actor, review: Review, orphan: Decision, entry: Entry, seen: str, reason: str) -> Draft:
    verdict = Verdict.CONFIRMED if orphan.verdict is Verdict.ADDED_BASIS and entry.item.kind != "added" else orphan.verdict
    if not entry.item.basis and verdict is Verdict.CONFIRMED and entry.item.kind != "gap":
        raise UsageError("那项举措有依据，不能照旧定为缺依据。", "请换一项，或者由此略过。")
    draft = reviewing.drafts.of(entry, verdict, seen, reason, actor, review)
    if verdict is Verdict.REPLACED:
        draft = reviewing.drafts.replaced(draft, entry.item, (orphan.replacement_work, orphan.replacement_label), review)
    return draft


def _added(reviewing: Reviewing, review: Review, orphan: Decision, whole: Item, seen: str, reason: str) -> Draft:
    """The measure has no such link: what held is added to it."""
    if orphan.verdict is Verdict.REPLACED:
        work, label = orphan.replacement_work, orphan.replacement_label
    elif orphan.verdict in _HOLDING:
        work, label = orphan.work, orphan.label
    else:
        raise UsageError("那项举措没有这条依据，不用再定。", "请换一项，或者由此略过。")
    return reviewing.added(review, whole, work, label, seen, reason)
