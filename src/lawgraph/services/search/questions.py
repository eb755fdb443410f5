"""The order of what answers a question: a small learnt ranking over the best articles of the index.

Five numbers are weighed: the article's score and its logarithm, how many of the best hundred are of the same work, whether it applies in the whole
country, and how often questions are about its work. ``benchmarks/questions.py`` learns the weights and the counts, and cross-validates them; they
stand in ``data/ranking/questions.json``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lawgraph.domain.models import Work
from lawgraph.store.library import match_key
from lawgraph.store.search import work_number

__all__ = ["DEPTH", "FEATURES", "QuestionRanking", "features", "load_ranking"]

DEPTH = 600
FEATURES = ("log_score", "score", "same_work", "national", "asked")
_CLOSE = 100
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class QuestionRanking:
    """``weights``: one for each of ``FEATURES``; ``asked``: a work's number → the logarithm of 1 + the number of questions about it."""

    weights: tuple[float, ...]
    asked: Mapping[int, float]

    @property
    def depth(self) -> int:
        return DEPTH

    def __call__(self, scores: Sequence[float], works: Sequence[int], national: Sequence[int]) -> list[float]:
        """The new scores (``store.search.Rerank``)."""
        # the same sum as over ``features``, with what is one for a whole work counted once: a query looks at six hundred articles
        of_score, of_share, of_same, of_national, of_asked = self.weights
        best = (scores[0] if scores else 0.0) or 1.0
        close = Counter(works[:_CLOSE])
        given = {work: of_same * math.log(1 + close[work]) + of_asked * self.asked.get(work, 0.0) for work in set(works)}
        reach = (0.0, of_national)
        shares = [max(score / best, _LEAST) for score in scores]
        return [
            share**of_score * math.exp(of_share * share + given[work] + reach[everywhere])
            for share, work, everywhere in zip(shares, works, national, strict=True)
        ]


def features(
    scores: Sequence[float], works: Sequence[int], national: Sequence[int], asked: Mapping[int, float]
) -> list[tuple[float, ...]]:  # fmt: skip
    """The values of ``FEATURES`` for each article; scores count as shares of the best."""
    close = Counter(works[:_CLOSE])
    best = (scores[0] if scores else 0.0) or 1.0
    return [
        (math.log(share := max(score / best, _LEAST)), share, math.log(1 + close[work]), float(everywhere), asked.get(work, 0.0))
        for score, work, everywhere in zip(scores, works, national, strict=True)
    ]


def load_ranking(file: Path, works: Iterable[Work]) -> QuestionRanking:
    """Reads the weights, and for the works at hand how often questions are about them."""
    stored = json.loads(file.read_text("utf-8"))
    counts = {match_key(title): count for title, count in stored["asked"].items()}
    known = ((work_number(work.id), counts.get(match_key(work.title), 0)) for work in works)
    return QuestionRanking(tuple(stored["weights"][name] for name in FEATURES), {number: math.log(1 + count) for number, count in known if count})
