"""What a work rests on, upwards one step at a time: the way from a measure's basis to the law of the highest level."""

from __future__ import annotations

from dataclasses import dataclass

from lawgraph.app.reports.marking import short_title
from lawgraph.domain.authority import Order, authority
from lawgraph.domain.levels import rank
from lawgraph.domain.models import Work
from lawgraph.store.graph.edges import Edge, Origin, Relation
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library

__all__ = ["Rung", "upwards"]

_STEPS = 3
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Rung:
    """A work on the way up.

    ``evidence`` are the words of the work below that name it (empty where a record says so), ``others`` counts the higher works beside it.
    """

    title: str
    href: str
    evidence: str
    others: int


def upwards(library: Library, graph: Graph, identifier: str) -> tuple[Rung, ...]:
    """The works above one, the nearest first, as texts and records say that each rests on the next. Raises UnknownWork."""
    rungs: list[Rung] = []
    seen = {identifier}
    below = library.work(identifier)
    for _ in range(_STEPS):
        above = [(edge, work) for edge, work in _higher(library, graph, below) if work.id not in seen]
        if not above:
            break
        edge, nearest = max(above, key=lambda found: rank(found[1].kind))
        words = edge.evidence if edge.origin == Origin.TEXT else ""
        rungs.append(Rung(short_title(nearest.title), nearest.id, words, len(above) - 1))
        seen.add(nearest.id)
        below = nearest
    return tuple(rungs)


def _higher(library: Library, graph: Graph, below: Work) -> list[tuple[Edge, Work]]:
    found: dict[str, tuple[Edge, Work]] = {}
    for relation in (Relation.IMPLEMENTS, Relation.BASED_ON):
        for edge in graph.neighbours(below.id, relation=relation, direction="out", limit=_LOOKED_AT):
            work = library.work(edge.target)
            if not edge.source_label and authority(work.kind, work.jurisdiction, below.kind, below.jurisdiction) is Order.HIGHER:
                found.setdefault(work.id, (edge, work))
    return list(found.values())
