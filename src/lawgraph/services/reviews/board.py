"""How a review stands: every item with its rows and what follows from them, the most doubtful first, and what lost its place in the text.

All of it is a pure function of the report as it was checked, the rows, and (for what changed since) the library of today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from lawgraph.domain.verdicts import REVIEW_ITEM, Decision, Rule, Standing, Status, Verdict, standing, tip
from lawgraph.services.reviews.items import Item

__all__ = ["FILTERS", "HOLDING", "Board", "Doubt", "Entry"]

HOLDING = frozenset({Verdict.CONFIRMED, Verdict.CONFIRMED_IN_PART, Verdict.REPLACED, Verdict.ADDED_BASIS})
"""The verdicts by which a measure has a basis."""


class Doubt(IntEnum):
    """Why an item comes early in the queue: the lower, the earlier."""

    DISAGREEMENT = 0
    CHANGED_SINCE = 1
    ERROR = 2
    WARNING = 3
    GAP = 4
    SUGGESTED = 5
    CITED = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as it stands.

    ``status``: open, awaiting, disagreement, deferred, settled, changed (settled, and the law changed since),
    spare (a suggestion beside a basis that holds), void (of what is not a measure). ``seen`` is what a decision has to name.
    """

    item: Item
    rows: tuple[Decision, ...]
    standing: Standing
    status: str
    doubt: Doubt
    changed: str = ""

    @property
    def seen(self) -> str:
        """The newest decision on the item; empty: none."""
        return tip(self.rows)

    @property
    def open(self) -> bool:
        """Whether something is left to decide."""
        return self.status in {"open", "awaiting", "disagreement", "deferred", "changed"}

    def voted(self, name: str) -> bool:
        """Whether a person's decision stands."""
        return any(row.who == name for row in self.standing.votes)


FILTERS: Mapping[str, Callable[[Entry, str], bool]] = {
    "": lambda _entry, _name: True,
    "open": lambda entry, _name: entry.open,
    "todo": lambda entry, name: entry.open and not (entry.status == "awaiting" and entry.voted(name)),
    "gaps": lambda entry, _name: entry.item.kind == "gap",
    "findings": lambda entry, _name: any(finding["severity"] != "note" for finding in entry.item.findings),
    "suggested": lambda entry, _name: entry.item.origin == "suggested",
    "cited": lambda entry, _name: entry.item.origin == "cited",
    "disagreement": lambda entry, _name: entry.status == "disagreement",
    "deferred": lambda entry, _name: entry.status == "deferred",
    "changed": lambda entry, _name: bool(entry.changed),
    "mine": lambda entry, name: entry.voted(name),
}
"""What one may ask of the queue, by the entry and the name of who asks."""


@dataclass(frozen=True)
class Board:
    """A review at one moment. ``changed`` says what became of a decided link's law since (empty: nothing)."""

    rule: Rule
    items: Sequence[Item]
    rows: Sequence[Decision]
    changed: Callable[[Decision], str] = field(default=lambda _row: "")

    @cached_property
    def by_item(self) -> Mapping[str, tuple[Decision, ...]]:
        """The rows of each item, in order."""
        found: dict[str, list[Decision]] = {}
        for row in self.rows:
            found.setdefault(row.item, []).append(row)
        return {item: tuple(rows) for item, rows in found.items()}

    @property
    def signature(self) -> Decision | None:
        """The signature that stands; None where the review is open."""
        last = next(iter(self.by_item.get(REVIEW_ITEM, ())[::-1]), None)
        return last if last is not None and last.verdict is Verdict.SIGNED else None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every item to decide in the order of the report: links, gaps, what was added, and of measures those on which somebody spoke."""
        standings = {item: standing(rows, self.rule) for item, rows in self.by_item.items()}
        found: list[Entry] = []
        for group in _by_measure(self._all_items()):
            whole = group[-1]
            void = _settled(standings.get(whole.id), {Verdict.NOT_A_MEASURE})
            held = any(_settled(standings.get(item.id), HOLDING) for item in group if item is not whole)
            for item in group:
                stands = standings.get(item.id, Standing(Status.OPEN))
                found += [self._entry(item, stands, void=void, held=held)] if item.kind != "measure" or item.id in self.by_item else []
        return tuple(found)

    def _all_items(self) -> list[Item]:
        """The items of the reports, and after a measure's links those that people added to it."""
        known = {item.id for item in self.items}
        added: dict[str, dict[str, Item]] = {}
        measures = {item.key: item for item in self.items if item.kind in {"measure", "gap"}}
        for row in self.rows:
            whole = measures.get(row.measure)
            if row.verdict is Verdict.ADDED_BASIS and row.id not in self._undone and row.item not in known and whole is not None:
                added.setdefault(row.measure, {})[row.item] = _added(row, whole, len(whole.measure["basis"]) + len(added.get(row.measure, {})))
        found: list[Item] = []
        for item in self.items:
            if item.kind in {"measure", "gap"}:
                found += added.get(item.key, {}).values()
            found.append(item)
        return found

    def _entry(self, item: Item, stands: Standing, *, void: bool, held: bool) -> Entry:
        rows = self.by_item.get(item.id, ())
        itself = item.id == item.measure_item
        changed = self.changed(stands.by) if stands.settled and stands.by is not None and stands.by.verdict in HOLDING else ""
        status = stands.status.value
        if void and not itself:
            status = "void"
        elif changed:
            status = "changed"
        elif status == "open" and held and (item.kind == "gap" or item.origin == "suggested"):
            status = "spare" if item.kind != "gap" else "settled"
        elif status == "open" and item.kind == "measure":
            status = "spare"
        return Entry(item, rows, stands, status, _doubt(item, status), changed)

    @cached_property
    def queue(self) -> tuple[Entry, ...]:
        """The entries, the measure with the most doubtful item first, its own items together and in their order."""
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(entry.item.key, []).append(entry)
        order = {key: (min(entry.doubt for entry in group), place) for place, (key, group) in enumerate(groups.items())}
        return tuple(entry for key in sorted(groups, key=order.__getitem__) for entry in groups[key])

    @cached_property
    def orphans(self) -> tuple[Decision, ...]:
        """The decisions that count on measures whose words no report of the review holds any more: for a person to place (``placing``).

        With one decision those others on the item are placed that say the same.
        """
        measures = {item.key for item in self.items}
        gone = {row.item for row in self.rows if row.measure and row.measure not in measures} - self.dropped.keys()
        votes = [vote for item, rows in self.by_item.items() if item in gone for vote in standing(rows, self.rule).votes]
        placed = {(row.item, row.outcome) for row in self.rows if row.id in self.placed}
        return tuple(sorted((vote for vote in votes if (vote.item, vote.outcome) not in placed), key=lambda row: row.seq))

    @cached_property
    def placed(self) -> Mapping[str, Decision]:
        """The former decisions that somebody took over for other words, each with the row that did."""
        return {row.shown["placed"]["decision"]: row for row in self.rows if "placed" in row.shown and row.id not in self._undone}

    @cached_property
    def dropped(self) -> Mapping[str, Decision]:
        """The items of which somebody said that their words fell away, each with the row that did."""
        return {row.item: row for row in self.rows if row.verdict is Verdict.FELL_AWAY and row.id not in self._undone}

    @cached_property
    def _undone(self) -> frozenset[str]:
        return frozenset(row.undoes for row in self.rows if row.undoes)

    def waiting(self, name: str) -> int:
        """How many items wait for a person's decision; none once the review is signed."""
        if name not in self._counted:
            self._counted[name] = 0 if self.signature else sum(FILTERS["todo"](entry, name) for entry in self.entries)
        return self._counted[name]

    @cached_property
    def _counted(self) -> dict[str, int]:
        return {}

    def find(self, item: str) -> Entry | None:
        """One entry by its item's identifier, also of a measure on which nobody spoke yet."""
        known = next((entry for entry in self.entries if entry.item.id == item), None)
        if known is None:
            whole = next((one for one in self.items if one.id == item), None)
            known = self._entry(whole, Standing(Status.OPEN), void=False, held=True) if whole is not None else None
        return known


def _by_measure(items: Iterable[Item]) -> list[list[Item]]:
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        groups.setdefault((item.report, item.key), []).append(item)
    return list(groups.values())


def _settled(stands: Standing | None, verdicts: frozenset[Verdict] | set[Verdict]) -> bool:
    return stands is not None and stands.settled and stands.by is not None and stands.by.verdict in verdicts


def _added(row: Decision, whole: Item, rank: int) -> Item:
    basis = {
        "origin": "added", "work": {"id": row.work, "title": row.title}, "article": row.label, "provision": row.shown.get("provision"), "quote": "",
        "score": 1.0, "evidence": [{"kind": "decision", "text": f"{row.office} 补充"}], "force": row.shown.get("force"),
        "force_today": row.shown.get("force_today"), "caption": row.shown.get("caption", ""), "kind": row.shown.get("kind", "law"),
    }  # fmt: skip
    return Item(row.item, "added", whole.report, whole.key, whole.place, rank, whole.measure, basis, (), whole.id)


def _doubt(item: Item, status: str) -> Doubt:
    if status == "disagreement":
        return Doubt.DISAGREEMENT
    if status == "changed":
        return Doubt.CHANGED_SINCE
    if item.kind == "gap":
        return Doubt.GAP
    severities = {finding["severity"] for finding in item.findings} if item.origin == "cited" else set()
    if "error" in severities:
        return Doubt.ERROR
    if "warning" in severities:
        return Doubt.WARNING
    return Doubt.CITED if item.origin == "cited" else Doubt.SUGGESTED
