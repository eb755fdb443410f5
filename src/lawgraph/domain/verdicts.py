"""Decisions, and what follows from those on one item: pure functions of the rows, so that nothing is ever stored twice.

An item is a link of a measure and a provision, a measure as a whole, or the review itself. Its rows form one line: each names the row before it
(``previous``), and whoever decides without having seen the newest decision is told.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = [
    "DECIDING",
    "REVIEW_ITEM",
    "Decision",
    "Rule",
    "Standing",
    "Status",
    "Verdict",
    "item_id",
    "measure_keys",
    "plain_words",
    "standing",
    "tip",
]

REVIEW_ITEM = "review"
"""The item of rows on the review as a whole: its signature, its reopening."""


class Verdict(StrEnum):
    """What a person says: of a link, a measure (``ADDED_BASIS``, ``NOT_A_MEASURE``), a row (``UNDO``), or the review (``SIGNED``, ``REOPENED``).

    ``FELL_AWAY``: the words that were decided on stand in no revision of the report any more, and nowhere else.
    """

    CONFIRMED = "confirmed"
    CONFIRMED_IN_PART = "confirmed_in_part"
    REJECTED = "rejected"
    REPLACED = "replaced"
    DEFERRED = "deferred"
    ADDED_BASIS = "added_basis"
    NOT_A_MEASURE = "not_a_measure"
    COMMENT = "comment"
    FELL_AWAY = "fell_away"
    UNDO = "undo"
    SIGNED = "signed"
    REOPENED = "reopened"


DECIDING = frozenset(
    {
        Verdict.CONFIRMED, Verdict.CONFIRMED_IN_PART, Verdict.REJECTED, Verdict.REPLACED, Verdict.DEFERRED, Verdict.ADDED_BASIS,
        Verdict.NOT_A_MEASURE,
    }
)  # fmt: skip
"""The verdicts that decide an item, where no later one takes them back."""


class Rule(StrEnum):
    """When an item is settled: by one decision, or by two persons who agree (where they do not, a third settles)."""

    ONE = "one"
    TWO_AGREE = "two_agree"


class Status(StrEnum):
    """How an item stands. ``AWAITING``: one has decided, a second is asked for; ``DEFERRED`` counts as open."""

    OPEN = "open"
    AWAITING = "awaiting"
    DISAGREEMENT = "disagreement"
    DEFERRED = "deferred"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Decision:
    """One row, never changed. ``seq`` is its place in the audit chain, ``measure`` the key of the measure, ``start`` and ``end`` its span.

    ``previous`` is the row on the item before it (empty: none), ``undoes`` the row that an undo takes back. ``role`` is what the person was allowed
    then. ``settles``: the two before disagreed, and this is the third. ``shown`` is what stood on the screen: versions, score, rank, findings.
    """

    seq: int
    id: str
    review: str
    item: str
    previous: str
    verdict: Verdict
    who: str
    office: str
    role: str
    at: str
    reason: str = ""
    report: str = ""
    measure: str = ""
    start: int = 0
    end: int = 0
    text: str = ""
    work: str = ""
    title: str = ""
    label: str = ""
    version: str = ""
    replacement_work: str = ""
    replacement_title: str = ""
    replacement_label: str = ""
    undoes: str = ""
    settles: bool = False
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outcome(self) -> tuple[str, str, str]:
        """What two persons must share to agree."""
        return self.verdict.value, self.replacement_work, self.replacement_label


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands: ``by`` is the decision that counts (None: nobody's yet), ``votes`` the decision of each person that still stands."""

    status: Status
    by: Decision | None = None
    votes: tuple[Decision, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return self.status is Status.SETTLED


def tip(rows: Sequence[Decision]) -> str:
    """The newest row's id that whoever decides must have seen; comments need not be seen."""
    return next((row.id for row in reversed(rows) if row.verdict is not Verdict.COMMENT), "")


def standing(rows: Iterable[Decision], rule: Rule, *, proposers: frozenset[str] = frozenset({"contributor"})) -> Standing:
    """How the item of ``rows`` (in order of ``seq``) stands. What a proposer adds is a proposal, and leaves the item open."""
    stacks: dict[str, list[Decision]] = {}
    for row in rows:
        if row.verdict in DECIDING and row.role not in proposers:
            stacks.setdefault(row.who, []).append(row)
        elif row.verdict is Verdict.UNDO:
            stacks[row.who] = [known for known in stacks.get(row.who, []) if known.id != row.undoes]
    votes = tuple(sorted((stack[-1] for stack in stacks.values() if stack), key=lambda row: row.seq))
    if not votes:
        return Standing(Status.OPEN)
    if rule is Rule.ONE:
        return Standing(Status.DEFERRED if votes[-1].verdict is Verdict.DEFERRED else Status.SETTLED, votes[-1], votes)
    return _two_agree(votes)


def _two_agree(votes: tuple[Decision, ...]) -> Standing:
    said = tuple(row for row in votes if row.verdict is not Verdict.DEFERRED)
    if not said:
        return Standing(Status.DEFERRED, votes[-1], votes)
    settling = next((row for row in reversed(said) if row.settles), None)
    if settling is not None:
        return Standing(Status.SETTLED, settling, votes)
    shared = [row for row in said if sum(other.outcome == row.outcome for other in said) > 1]
    if len({row.outcome for row in said}) > 1:
        return Standing(Status.DISAGREEMENT, None, votes)
    return Standing(Status.SETTLED, shared[-1], votes) if shared else Standing(Status.AWAITING, None, votes)


_BLANKS = re.compile(r"\s+")


def plain_words(text: str) -> str:
    """A measure's words as they are compared: line breaks and blanks are no difference, anything else is."""
    return _BLANKS.sub("", text)


def measure_keys(document: str, lineage: str, texts: Sequence[str]) -> tuple[str, ...]:
    """A key for each measure of a report, the same in each revision of it (``lineage``) where the words stand unchanged.

    Words that stand more than once are told apart by their neighbours; where these are the same too, by their place, and then the key holds for this
    ``document`` alone: it is never handed to a look-alike in the next revision.
    """
    plain = [plain_words(text) for text in texts]
    around = [(plain[place - 1] if place else "", words, plain[place + 1] if place + 1 < len(plain) else "") for place, words in enumerate(plain)]
    same, same_around = Counter(plain), Counter(around)
    keys = []
    for place, words in enumerate(plain):
        said: tuple[str, ...] = (lineage, words)
        if same[words] > 1:
            said = (lineage, *around[place]) if same_around[around[place]] == 1 else (document, str(place), *around[place])
        keys.append(_hash(*said))
    return tuple(keys)


def item_id(measure: str, work: str, label: str) -> str:
    """The identifier of a link of a measure (by its key) and a provision; of the measure itself where ``work`` is empty."""
    return _hash("item", measure, work, label)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
