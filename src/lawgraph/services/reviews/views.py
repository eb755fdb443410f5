"""What is shown of an item: the measure, the article then and today, the four looks, what colleagues decided before, its history."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Decision, Rule
from lawgraph.errors import UnknownItem, UnknownProvision, UnknownReview, UnknownWork
from lawgraph.services.reviews.board import Board, Entry
from lawgraph.services.reviews.four_checks import Check, four_checks
from lawgraph.services.reviews.precedents import Precedent, Precedents
from lawgraph.services.reviews.reviewing import Reviewing
from lawgraph.store.reviews import Review

__all__ = ["ArticleView", "ItemView", "view_item"]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article in one version: ``text`` empty where it is not installed, or the version holds no such article."""

    version: str
    label: str
    text: str
    caption: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as a person sees it. ``then`` and ``today`` are None of a gap; ``same_text``: both texts are there and say the same.

    ``of`` counts the links of the measure; ``history`` are the rows that this person may see, ``hidden`` how many it sees once it has decided itself.
    ``measure_seen`` is what a decision on the measure itself has to name.
    """

    entry: Entry
    report_name: str
    number: int
    place: int
    of: int
    then: ArticleView | None
    today: ArticleView | None
    same_text: bool
    checks: tuple[Check, ...]
    precedents: tuple[Precedent, ...]
    history: tuple[Decision, ...]
    hidden: int
    measure_seen: str


def view_item(reviewing: Reviewing, precedents: Precedents, actor: Actor, review: str, item: str) -> ItemView:
    """One item with all that helps to decide it; nothing is stored. Raises UnknownReview, UnknownItem."""
    found = reviewing.get(actor, review)
    board = reviewing.board(actor, review)
    entry = board.find(item)
    if entry is None:
        raise UnknownItem("这次审核里没有这一项。", "报告可能换了新的版本，请刷新列表。")
    links = [other for other in board.entries if other.item.key == entry.item.key and other.item.basis]
    then, today = _articles(reviewing, found, entry)
    same = bool(then and today and then.text and then.text == today.text)
    history = () if _blind(board, entry, actor) else entry.rows
    whole = board.find(entry.item.measure_item)
    name = next((report.name for report in found.reports if report.report == entry.item.report), entry.item.report)
    return ItemView(
        entry, name, entry.item.place + 1, next((place for place, other in enumerate(links, 1) if other.item.id == item), 0), len(links), then, today,
        same, _checks(reviewing, entry, then), _before(reviewing, precedents, actor, review, entry), history, len(entry.rows) - len(history),
        whole.seen if whole else "",
    )  # fmt: skip


def _blind(board: Board, entry: Entry, actor: Actor) -> bool:
    """Where two have to agree, the second is not led by the first: its word is seen once one has decided oneself."""
    return board.rule is Rule.TWO_AGREE and entry.status == "awaiting" and not entry.voted(actor.name)


def _articles(reviewing: Reviewing, review: Review, entry: Entry) -> tuple[ArticleView | None, ArticleView | None]:
    item = entry.item
    if item.basis is None:
        return None, None
    relied = reviewing.relied(review, item)
    return (
        _article(reviewing, relied["then"], relied["label"]),
        _article(reviewing, relied["now"], relied["label_now"])
        if relied["label_now"] or not relied["label"]
        else ArticleView(relied["now"], "", "", ""),
    )


def _article(reviewing: Reviewing, version: str, label: str) -> ArticleView:
    number = label.split(".", maxsplit=1)[0]
    if version and number:
        try:
            found = reviewing.library.article(version, number)
            return ArticleView(version, label, found.text, found.caption)
        except (UnknownProvision, UnknownWork):
            pass
    return ArticleView(version, label, "", "")


def _checks(reviewing: Reviewing, entry: Entry, then: ArticleView | None) -> tuple[Check, ...]:
    if entry.item.basis is None:
        return ()
    try:
        work = reviewing.library.work(split_provision_id(entry.item.work)[0])
    except (UnknownWork, ValueError):
        work = None
    return four_checks(entry.item, work, then.text if then else "")


def _before(reviewing: Reviewing, precedents: Precedents, actor: Actor, review: str, entry: Entry) -> tuple[Precedent, ...]:
    """What was decided on this provision elsewhere; the reason only where the person may see that review."""
    item = entry.item
    if item.basis is None:
        return ()
    found = precedents.of_link(item.work, item.label, item.measure["text"], without_item=(review, item.id))
    seen = {other for other in {one.decision.review for one in found} if _may_see(reviewing, actor, other)}
    return tuple(one if one.decision.review in seen else replace(one, decision=replace(one.decision, reason="")) for one in found)


def _may_see(reviewing: Reviewing, actor: Actor, review: str) -> bool:
    try:
        reviewing.get(actor, review)
    except UnknownReview:
        return False
    return True
