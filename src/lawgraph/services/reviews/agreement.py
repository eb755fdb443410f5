"""How far the people of a review agree, how far they have come, and how long the rest may take."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, pairwise

from lawgraph.domain.verdicts import DECIDING, Decision, Verdict
from lawgraph.services.reviews.board import Entry

__all__ = ["Agreement", "Progress", "agreement", "cohen_kappa", "progress"]

_PAUSE = 600.0
"""A pause of more seconds than this is no time that a decision took."""
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """``kappa`` is Cohen's (Educational and Psychological Measurement 20, 1960); of more than two people the mean over all pairs (``pairs``).

    None: too little to tell. ``items`` are those that two people at least decided, ``equal`` those on which all said the same.
    """

    kappa: float | None
    pairs: int
    items: int
    equal: int


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``all`` items need nothing more; ``measures_done`` of ``measures`` have no open item. ``seconds_left`` None: not known yet."""

    all: int
    done: int
    measures: int
    measures_done: int
    by_status: Mapping[str, int]
    pace: float | None
    seconds_left: float | None


def cohen_kappa(votes: Sequence[tuple[str, str]]) -> float | None:
    """Agreement of two people beyond chance: (observed - expected) / (1 - expected); None where chance alone would agree, or nothing was voted on."""
    if not votes:
        return None
    count = len(votes)
    observed = sum(one == other for one, other in votes) / count
    first, second = Counter(one for one, _ in votes), Counter(other for _, other in votes)
    expected = sum(first[said] * second[said] for said in first) / count**2
    return None if expected >= 1 else (observed - expected) / (1 - expected)


def agreement(rows: Iterable[Decision]) -> Agreement:
    """How far people agreed of themselves: each one's first word on an item counts, not what a discussion brought.

    Deferring is no word, nor is what was taken over from a former text.
    """
    first: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.verdict in DECIDING - {Verdict.DEFERRED, Verdict.ADDED_BASIS} and not row.settles and "placed" not in row.shown:
            first.setdefault(row.item, {}).setdefault(row.who, row.verdict.value)
    shared = [said for said in first.values() if len(said) > 1]
    names = sorted({name for said in shared for name in said})
    pairs = [[(said[one], said[other]) for said in shared if one in said and other in said] for one, other in combinations(names, 2)]
    found = [kappa for votes in pairs if votes and (kappa := cohen_kappa(votes)) is not None]
    equal = sum(len(set(said.values())) == 1 for said in shared)
    return Agreement(statistics.fmean(found) if found else None, len(found), len(shared), equal)


def progress(entries: Iterable[Entry], rows: Sequence[Decision]) -> Progress:
    """How far a review has come. The pace is the median of the seconds between two decisions of one person, pauses left out."""
    counted = [entry for entry in entries if entry.status not in {"spare", "void"}]
    left = [entry for entry in counted if entry.open]
    measures = {entry.item.key for entry in counted}
    moments: dict[str, list[datetime]] = {}
    for row in rows:
        if row.verdict in DECIDING and not row.shown.get("bulk"):
            moments.setdefault(row.who, []).append(datetime.fromisoformat(row.at))
    gaps = [seconds for of_one in moments.values() for a, b in pairwise(of_one) if 0 < (seconds := (b - a).total_seconds()) <= _PAUSE]
    pace = statistics.median(gaps) if len(gaps) >= _FEWEST else None
    return Progress(
        len(counted), len(counted) - len(left), len(measures), len(measures - {entry.item.key for entry in left}),
        dict(sorted(Counter(entry.status for entry in counted).items())), pace, pace * len(left) if pace is not None else None,
    )  # fmt: skip
