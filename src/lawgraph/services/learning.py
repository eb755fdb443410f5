"""What decisions teach the suggester: what held for a similar measure comes earlier, what did not, later; each with who said so.

It is never more than one part of the ranking, and a suggestion never counts as decided. A link that was rejected on the very same words is suggested
last, and not at all where it would be the only one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lawgraph.domain.models import Evidence
from lawgraph.services.reviews.precedents import Precedent

__all__ = ["Lesson", "lessons"]

_REJECTED = 0.6
"""How much a rejection in a similar case weighs beside a confirmation."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was decided on one article for measures like the one at hand.

    ``part`` goes into the ranking (-1 to 1), ``version`` and ``article`` are those that were decided on; ``last``: rejected on the very same words.
    """

    work: str
    version: str
    article: str
    part: float
    last: bool
    evidence: Evidence


def lessons(said: Iterable[Precedent]) -> Mapping[tuple[str, str], Lesson]:
    """A lesson for each article, from the precedents on it, the likest first: the likest counts, of equals the newest."""
    found: dict[tuple[str, str], Lesson] = {}
    for one in said:
        article = one.label.split(".")[0]
        if not article or (one.work, article) in found:
            continue
        relied = one.decision.shown.get("relied") or {}
        version = relied.get("then", "") if relied.get("work") == one.work else one.decision.version
        part = one.likeness if one.holds else -_REJECTED * one.likeness
        found[one.work, article] = Lesson(one.work, version, article, part, one.same and not one.holds, _evidence(one))
    return found


def _evidence(one: Precedent) -> Evidence:
    measure = "同样的举措" if one.same else "相似的举措"
    verdict = "认定成立" if one.holds else "认定不成立"
    return Evidence("decision", f"{one.report_name} 中{measure}，{one.decision.office}{verdict}（{one.decision.at[:10]}）")
