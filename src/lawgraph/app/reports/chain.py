"""Why a basis stands behind a measure: the way in the graph from its article to the law of the highest level, each step with the words that say so.

The tracer (``services.graph.tracing``) finds a shortest way between two things that are known; here the end is not known, and every step goes up.
"""

from __future__ import annotations

from dataclasses import dataclass

from lawgraph.app.reports.marking import short_title
from lawgraph.domain.authority import Order, authority
from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.levels import rank
from lawgraph.domain.models import Work
from lawgraph.domain.numerals import label_name
from lawgraph.store.graph.edges import Edge, Origin, Relation, article_of
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library

__all__ = ["Rung", "upwards"]

_STEPS = 3
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Rung:
    """A work, or the article of it that is named, on the way up.

    ``evidence`` are the words of the work below that name it (empty where a record says so), ``others`` counts the higher works beside it.
    """

    title: str
    href: str
    evidence: str
    others: int


def upwards(library: Library, graph: Graph, identifier: str, provision: str | None = None) -> tuple[Rung, ...]:
    """What is above a work, or above its ``provision``, the nearest first, as texts and records say that each rests on the next. Raises UnknownWork.

    Where the words of the provision itself name an article of a higher law, the way begins there.
    """
    below = library.work(identifier)
    rungs: list[Rung] = []
    if provision and (named := _named(library, graph, below, provision)):
        edge, work, others = named
        rungs.append(Rung(f"{short_title(work.title)} {label_name(edge.target_label)}", edge.target_node, edge.evidence, others))
        below = work
    seen = {identifier, below.id}
    for _ in range(_STEPS - len(rungs)):
        above = [(edge, work) for edge, work in _higher(library, graph, below) if work.id not in seen]
        if not above:
            break
        edge, nearest = max(above, key=lambda found: rank(found[1].kind))
        words = edge.evidence if edge.origin == Origin.TEXT else ""
        rungs.append(Rung(short_title(nearest.title), nearest.id, words, len(above) - 1))
        seen.add(nearest.id)
        below = nearest
    return tuple(rungs)


def _named(library: Library, graph: Graph, below: Work, provision: str) -> tuple[Edge, Work, int] | None:
    """The article of the nearest higher law that a provision's own words name, and how many other higher laws they name."""
    _, version, label = split_provision_id(provision)
    found: dict[tuple[str, str], tuple[Edge, Work]] = {}
    for edge in graph.references(version, article_of(label)):
        work = library.work(edge.target)
        if edge.target_label and not edge.negated and authority(work.kind, work.jurisdiction, below.kind, below.jurisdiction) is Order.HIGHER:
            found.setdefault((edge.target, edge.target_label), (edge, work))
    if not found:
        return None
    edge, nearest = max(found.values(), key=lambda one: rank(one[1].kind))
    return edge, nearest, len({target for target, _ in found}) - 1


def _higher(library: Library, graph: Graph, below: Work) -> list[tuple[Edge, Work]]:
    found: dict[str, tuple[Edge, Work]] = {}
    for relation in (Relation.IMPLEMENTS, Relation.BASED_ON):
        for edge in graph.neighbours(below.id, relation=relation, direction="out", limit=_LOOKED_AT):
            work = library.work(edge.target)
            if not edge.source_label and authority(work.kind, work.jurisdiction, below.kind, below.jurisdiction) is Order.HIGHER:
                found.setdefault(work.id, (edge, work))
    return list(found.values())
