"""What a work rests on and what rests on it, from the relations that texts and records state, in the order of authority."""

from __future__ import annotations

from dataclasses import dataclass, field

from lawgraph.app.words import WORDS
from lawgraph.domain.authority import Order, authority
from lawgraph.domain.levels import rank
from lawgraph.domain.models import Work
from lawgraph.store.library import Library

__all__ = ["Relative", "Relatives", "relatives"]

_FIRST = 5
_RESTS = {"based_on", "implements"}


@dataclass(frozen=True, slots=True)
class Relative:
    """Another work: ``href`` is empty where the library lacks it; ``word`` says how the two stand; ``evidence`` is the sentence that says so."""

    title: str
    href: str
    word: str
    evidence: str


@dataclass(slots=True)
class Relatives:
    """Works that stand alike to the one on view; the first few stand open."""

    name: str
    rows: list[Relative] = field(default_factory=list)

    @property
    def first(self) -> list[Relative]:
        """Those that stand open."""
        return self.rows[:_FIRST]

    @property
    def rest(self) -> list[Relative]:
        """Those behind them."""
        return self.rows[_FIRST:]


def relatives(library: Library, work: Work) -> tuple[Relatives, ...]:
    """The groups in the order 上位法, 下位法, 依据, 解释, 修改, 取代, 废止; empty ones are left out.

    Higher and lower are told by ``domain.authority``, not by the relation alone: a rule may say that it rests on one of its own level.
    """
    groups: dict[str, dict[tuple[str, str], tuple[int, Relative]]] = {}
    for row in library.relations(work.id):
        mine = row.work == work.id
        other = library.work(row.work) if not mine else library.work(row.target_work) if row.target_work else None
        if other is not None and other.id == work.id:
            continue
        title = other.title if other is not None else row.target
        word = WORDS["relation" if mine else "relation_back"].get(row.relation, row.relation)
        place = (rank(other.kind) if other is not None else 99, Relative(title, other.id if other is not None else "", word, row.evidence))
        groups.setdefault(_group(row.relation, work, other, mine=mine), {}).setdefault((title, word), place)
    return tuple(
        Relatives(name, [relative for _, relative in sorted(groups[name].values(), key=lambda found: (found[0], found[1].title))])
        for name in WORDS["relatives"].values()
        if name in groups
    )


def _group(relation: str, work: Work, other: Work | None, *, mine: bool) -> str:
    if relation not in _RESTS:
        return WORDS["relatives"][relation]
    if other is None:
        return WORDS["relatives"]["based_on"]
    order = authority(other.kind, other.jurisdiction, work.kind, work.jurisdiction)
    if mine and order is Order.HIGHER:
        return WORDS["relatives"]["higher"]
    if not mine and order is Order.LOWER:
        return WORDS["relatives"]["lower"]
    return WORDS["relatives"]["based_on"]
