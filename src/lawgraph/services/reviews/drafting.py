"""Decisions to be: what a person says of an item, with what stood on the screen, ready to be stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from lawgraph.domain.models import WorkRef
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Status, Verdict
from lawgraph.errors import UsageError
from lawgraph.services.reviews.board import Entry
from lawgraph.services.reviews.items import Item
from lawgraph.services.reviews.law import ReliedOn
from lawgraph.store.decisions import Draft
from lawgraph.store.reviews import Review, Reviews

__all__ = ["LONGEST_REASON", "NEEDS_REASON", "Drafts", "read_reason"]

NEEDS_REASON = frozenset({Verdict.CONFIRMED_IN_PART, Verdict.REJECTED, Verdict.NOT_A_MEASURE, Verdict.COMMENT, Verdict.FELL_AWAY})
"""The verdicts that say nothing without a sentence."""
LONGEST_REASON = 2000


class Drafts:
    """Writes them, by the library as it is; ``state`` names library and code."""

    def __init__(self, reviews: Reviews, relied: ReliedOn, *, state: Callable[[], str], today: Callable[[], date]) -> None:
        self._reviews = reviews
        self._relied = relied
        self._state = state
        self._today = today

    def relied(self, review: Review, item: Item) -> dict[str, str]:
        """The versions and articles behind a link, on the report's day and today (``law.ReliedOn.of``)."""
        provision = item.basis.get("provision") if item.basis else None
        return self._relied.of(item.work, item.label, self._day(item.report, review), self._today(), provision)

    def of(self, entry: Entry, verdict: Verdict, seen: str, reason: str, actor: Actor, review: Review) -> Draft:
        """What a person says of an item that stands as ``entry`` says."""
        item, stands = entry.item, entry.standing
        settles = stands.status is Status.DISAGREEMENT and not entry.voted(actor.name) and verdict is not Verdict.COMMENT
        shown: dict[str, Any] = {"origin": item.origin, "findings": [finding["code"] for finding in item.findings], "rank": item.rank}
        version = ""
        if item.basis:
            relied = self.relied(review, item)
            shown |= {"score": item.basis["score"], "library": self._state(), "relied": relied}
            version = relied["then"]
        title = item.basis["work"]["title"] if item.basis else ""
        return Draft(
            item.id, verdict, seen, reason, item.report, item.key, item.measure["start"], item.measure["end"], item.measure["text"], item.work,
            title, item.label, version, settles=settles, shown=shown,
        )  # fmt: skip

    def replaced(self, draft: Draft, item: Item, replacement: tuple[str, str] | None, review: Review) -> Draft:
        """The same with another provision in the place of the item's. Raises UnknownWork, UnknownProvision, UsageError."""
        if replacement is None:
            raise UsageError("没有说换成哪一条。", "请给出法规和条号。")
        ref, label, shown = self.provision(*replacement, item.report, review)
        if (ref.id, label) == (item.work, item.label):
            raise UsageError("换成的就是原来的依据。", "请给出另一条，或者选成立。")
        return replace(
            draft, replacement_work=ref.id, replacement_title=ref.title, replacement_label=label, shown={**draft.shown, **shown, "replaced": True}
        )  # fmt: skip

    def provision(self, work: str, label: str, report: str, review: Review) -> tuple[WorkRef, str, dict[str, Any]]:
        """A provision that a person names, in the version of the report's day. Raises UnknownWork, UnknownProvision."""
        return self._relied.provision(work, label, self._day(report, review), self._today())

    def _day(self, report: str, review: Review) -> date:
        held = next(one for one in review.reports if one.report == report)
        return date.fromisoformat(self._reviews.checked(held, review.id)["document"]["date"])


def read_reason(verdict: Verdict, reason: str) -> str:
    """The reason as it is kept. Raises UsageError where one is missing, or too long."""
    said = reason.strip()
    if verdict in NEEDS_REASON and not said:
        raise UsageError("没有写理由。", "请写一句，留给以后的同事。")
    if len(said) > LONGEST_REASON:
        raise UsageError(f"理由超过 {LONGEST_REASON} 字。", "请写短一些。")
    return said
