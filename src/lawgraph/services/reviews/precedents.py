"""What people decided before in like cases, found by the words of the measure.

Likeness is Dice's coefficient over the words that carry a measure (``phrases.key_terms``), each weighing the more the fewer articles hold it.
What is in memory follows from the rows of decisions alone; rows that came since are read before each question.
"""

from __future__ import annotations

import heapq
import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lawgraph.domain.verdicts import DECIDING, Decision, Rule, Verdict, plain_words, standing
from lawgraph.services.phrases import clauses, key_terms
from lawgraph.store.decisions import Decisions
from lawgraph.store.reviews import Reviews

__all__ = ["LIKE", "Precedent", "Precedents", "rarity"]

LIKE = 0.5
"""From this likeness on two measures count as like cases."""
_MOST = 200
"""How many texts are compared further: the likest."""
_ON_LINK = DECIDING - {Verdict.DEFERRED, Verdict.NOT_A_MEASURE}


@dataclass(frozen=True, slots=True)
class Precedent:
    """A decision that counts, on a measure that is like the one at hand. ``likeness`` runs from 0 to 1; ``same``: the very same words.

    ``work`` and ``label`` are the link that is meant: of a replacement the old one (``verdict`` rejected) and the new one (confirmed) each.
    """

    likeness: float
    same: bool
    verdict: Verdict
    work: str
    label: str
    report_name: str
    decision: Decision

    @property
    def holds(self) -> bool:
        """Whether the link was found to hold, in part at least."""
        return self.verdict in {Verdict.CONFIRMED, Verdict.CONFIRMED_IN_PART, Verdict.ADDED_BASIS}


class Precedents:
    """The decisions of all reviews that count, by the words of their measures.

    ``rarity`` weighs a word (the index of articles knows how many hold it).
    """

    def __init__(self, decisions: Decisions, reviews: Reviews, rarity: Callable[[str], float]) -> None:
        self._decisions = decisions
        self._reviews = reviews
        self._rarity = rarity
        self._lock = threading.Lock()
        self._read = 0
        self._rules: dict[str, Rule] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._rows: dict[tuple[str, str], list[Decision]] = {}
        self._counted: dict[tuple[str, str], Decision] = {}
        self._links: dict[tuple[str, str], set[tuple[str, str]]] = {}
        self._texts: dict[str, set[tuple[str, str]]] = {}
        self._weights: dict[str, float] = {}
        self._totals: dict[str, float] = {}
        self._holding: dict[str, set[str]] = {}

    def like(self, text: str, *, without_review: str = "") -> tuple[Precedent, ...]:
        """The decisions on measures like ``text``, the likest first, of equals the newest."""
        with self._lock:
            self._catch_up()
            found = [
                (likeness, known, item)
                for known, likeness in self._alike(text)
                for item in self._texts[known]
                if item in self._counted and item[0] != without_review
            ]
        plain = plain_words(text)
        made = [one for likeness, known, item in found for one in self._precedents(likeness, known == plain, self._counted[item])]
        return tuple(sorted(made, key=lambda one: (-one.likeness, -one.decision.seq, one.label)))

    def of_link(self, work: str, label: str, text: str, *, without_item: tuple[str, str] = ("", ""), limit: int = 5) -> tuple[Precedent, ...]:
        """What was decided on one provision, for the measures likest to ``text`` first, then the newest."""
        with self._lock:
            self._catch_up()
            alike = dict(self._alike(text, least=0.0))
            rows = [self._counted[item] for item in self._links.get((work, label), ()) if item in self._counted and item != without_item]
        plain = plain_words(text)
        made = [
            one
            for row in rows
            for one in self._precedents(alike.get(plain_words(row.text), 0.0), plain_words(row.text) == plain, row)
            if (one.work, one.label) == (work, label)
        ]
        return tuple(sorted(made, key=lambda one: (-one.likeness, -one.decision.seq))[:limit])

    def _precedents(self, likeness: float, same: bool, row: Decision) -> Sequence[Precedent]:  # noqa: FBT001 (two places above call it)
        name = self._names.get((row.review, row.report), row.report)
        if row.verdict is not Verdict.REPLACED:
            return (Precedent(likeness, same, row.verdict, row.work, row.label, name, row),)
        return (
            Precedent(likeness, same, Verdict.REJECTED, row.work, row.label, name, row),
            Precedent(likeness, same, Verdict.CONFIRMED, row.replacement_work, row.replacement_label, name, row),
        )

    def _catch_up(self) -> None:
        if self._decisions.newest() <= self._read:
            return
        fresh = self._decisions.since(self._read)
        if any(row.review not in self._rules or (row.review, row.report) not in self._names for row in fresh):
            for review in self._reviews.list():
                self._rules[review.id] = review.rule
                self._names |= {(review.id, report.report): report.name for report in review.reports}
        for row in fresh:
            self._rows.setdefault((row.review, row.item), []).append(row)
        for item in {(row.review, row.item) for row in fresh}:
            self._count(item)
        self._read = max((row.seq for row in fresh), default=self._read)

    def _count(self, item: tuple[str, str]) -> None:
        """Takes up what counts on an item by now, or lets go of what counted before."""
        stands = standing(self._rows[item], self._rules.get(item[0], Rule.ONE))
        row = stands.by if stands.settled else None
        if row is None or not row.work or row.verdict not in _ON_LINK:
            self._counted.pop(item, None)
            return
        self._counted[item] = row
        self._links.setdefault((row.work, row.label), set()).add(item)
        if row.replacement_work:
            self._links.setdefault((row.replacement_work, row.replacement_label), set()).add(item)
        plain = plain_words(row.text)
        if plain not in self._texts:
            words = key_terms(clauses(row.text)).words
            self._totals[plain] = sum(self._weigh(word) for word in words)
            for word in words:
                self._holding.setdefault(word, set()).add(plain)
        self._texts.setdefault(plain, set()).add(item)

    def _weigh(self, word: str) -> float:
        known = self._weights.get(word)
        if known is None:
            known = self._weights[word] = self._rarity(word)
        return known

    def _alike(self, text: str, *, least: float = LIKE) -> list[tuple[str, float]]:
        """The texts that are like ``text`` with their likeness."""
        words = sorted(key_terms(clauses(text)).words, key=lambda word: len(self._holding.get(word, ())))
        whole = left = sum(self._weigh(word) for word in words)
        shared: dict[str, float] = {}
        for word in words:
            weight, holding = self._weigh(word), self._holding.get(word, set())
            # what shares only the words from here on, the most common ones, cannot be like enough
            for known in holding if left >= least * whole / 2 else shared.keys() & holding:
                shared[known] = shared.get(known, 0.0) + weight
            left -= weight
        totals, plain = self._totals, plain_words(text)
        found = {known: likeness for known, weight in shared.items() if (likeness := 2 * weight / ((whole + totals[known]) or 1.0)) >= least}
        if plain in self._texts:
            found[plain] = 1.0
        return heapq.nlargest(_MOST, found.items(), key=lambda pair: (min(1.0, pair[1]), pair[0]))


def rarity(size: int, frequency: int) -> float:
    """The weight of a word that ``frequency`` of ``size`` articles hold."""
    return math.log(1 + size / (1 + frequency))
