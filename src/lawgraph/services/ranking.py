"""One ranking over all candidates for a legal basis: a weighted sum of named parts, each from 0 to 1, and a discount on more of the same.

docs/reference/search.md explains the parts. The weights were chosen on 36 development measures: settings were drawn at random, and of each weight the
middle of the range that did well on the average was taken. Figures on those measures are therefore not independent.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Evidence
from lawgraph.services.topics import Touched
from lawgraph.store.search import IndexHit
from lawgraph.store.search.tokens import fold

__all__ = ["BEST", "WEIGHTS", "Candidate", "Vocabulary", "judge", "order"]

WEIGHTS = {
    "wording": 1.0,  # the root of the article's score for the whole measure, the best article's being 1
    "opening": 0.9,  # how much of the measure's first sentence, by the rarity of its words, the article says
    "coverage": 0.5,  # the same of the whole measure
    "clause": 0.35,  # how often and how high the article stands among the answers to single clauses
    "topic": 1.4,  # a topic that the measure touches names the article, or (a share of it) another one of the same work
    "nearby": 0.3,  # the report cites the work nearby
    "duty": 0.2,  # the article lays a duty on the state or a public body
    "interpretation": -0.3,  # it speaks to courts
    "decision": 1.6,  # people decided that it holds for a similar measure, or (below 0) that it does not
}
BEST = sum(weight for name, weight in WEIGHTS.items() if weight > 0 and name != "decision")
"""What an article can reach by itself; what people decided comes on top."""

# What the n-th further article of one topic, or of one work, keeps of its topic's part, or of its whole score.
_SAME_TOPIC = 0.8
_SAME_WORK = 0.93
_SHORT_LIST = 120
# What a phrase that touched a topic counts for the articles that the topic names, beside words of their own.
_HEARSAY = 0.7
# 国家…, 县级以上地方各级人民政府…, 公安机关…
_DUTY = re.compile(r"^(?:国家|国务院|各级|县级|地方|省|设区|乡|行政机关|公安机关|司法行政|人民政府|人民警察|有关部门|[一-鿿]{2,8}(?:主管)?部门)")


@dataclass(slots=True)
class Candidate:
    """An article under consideration: the parts of its ranking, the topic it owes most to, those that name it or its work, and what was decided."""

    hit: IndexHit
    parts: dict[str, float] = field(default_factory=dict)
    topic: str = ""
    named_by: list[Touched] = field(default_factory=list)
    related_to: list[Touched] = field(default_factory=list)
    decided: Evidence | None = None

    @property
    def score(self) -> float:
        """The weighted sum of the parts."""
        return sum(WEIGHTS[name] * value for name, value in self.parts.items())

    def owe(self, topic: Touched, share: float, *, named: bool) -> None:
        """Notes what a topic gives; of several the most counts."""
        (self.named_by if named else self.related_to).append(topic)
        given = topic.strength * share
        if given > self.parts.get("topic", 0.0):
            self.parts["topic"], self.topic = given, topic.topic.key


class Vocabulary:
    """A measure's words with their rarity among the articles: what few articles say weighs more."""

    def __init__(self, words: Iterable[str], size: int, frequency: Callable[[str], int]) -> None:
        self.weights = {word: math.log(1 + size / (1 + frequency(word))) for word in words}

    def said_in(self, text: str) -> list[str]:
        """The words that ``text`` (folded) holds, the rarest first."""
        return sorted((word for word in self.weights if word in text), key=lambda word: -self.weights[word])

    def share(self, text: str, among: Sequence[str]) -> float:
        """How much of the words ``among``, by weight, ``text`` (folded) holds: 0 to 1."""
        whole = sum(self.weights[word] for word in among)
        return sum(self.weights[word] for word in among if word in text) / whole if whole else 0.0


def judge(candidates: Iterable[Candidate], vocabulary: Vocabulary, opening: Sequence[str], nearby: Sequence[str]) -> list[Candidate]:
    """The candidates worth ranking, with all their parts filled in."""
    listed = heapq.nlargest(_SHORT_LIST, candidates, key=lambda c: (c.score, c.hit.work, c.hit.number))
    everything = tuple(vocabulary.weights)
    for candidate in listed:
        hit = candidate.hit
        said = fold(f"{hit.title} {hit.caption} {hit.text}")
        cues = " ".join(phrase for topic in candidate.named_by for phrase in topic.phrases)
        meant = fold(f"{said} {cues}")
        candidate.parts |= {
            "opening": _heard(vocabulary, opening, said, meant),
            "coverage": _heard(vocabulary, everything, said, meant),
            "nearby": float(hit.work in nearby),
            "duty": float(_DUTY.match(hit.text) is not None),
            "interpretation": float(hit.kind is Kind.JUDICIAL_INTERPRETATION),
        }
    return listed


def _heard(vocabulary: Vocabulary, words: Sequence[str], said: str, meant: str) -> float:
    """How much of ``words`` an article says itself, or is said by its topics to mean: what officials call a thing often stands in no law."""
    own = vocabulary.share(said, words)
    return own + _HEARSAY * (vocabulary.share(meant, words) - own)


def order(candidates: Iterable[Candidate], limit: int) -> list[tuple[float, Candidate]]:
    """At most ``limit`` candidates with their final scores, best first.

    A measure often does several things: after an article of one topic or work, the next of the same must be better by so much.
    """
    scored = sorted(((c.score, c) for c in candidates), key=lambda pair: (-pair[0], pair[1].hit.work, pair[1].hit.number))
    left = scored[: 4 * limit + 20]
    topics: Counter[str] = Counter()
    works: Counter[str] = Counter()
    ranked: list[tuple[float, Candidate]] = []

    def now(entry: tuple[float, Candidate]) -> float:
        score, candidate = entry
        owed = WEIGHTS["topic"] * candidate.parts.get("topic", 0.0)
        return (score - owed * (1 - _SAME_TOPIC ** topics[candidate.topic])) * _SAME_WORK ** works[candidate.hit.work]

    while left and len(ranked) < limit:
        best = max(left, key=now)
        left.remove(best)
        candidate = best[1]
        ranked.append((now(best), candidate))
        topics[candidate.topic] += 1
        works[candidate.hit.work] += 1
    return ranked
