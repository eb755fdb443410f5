"""Why one thing of the graph hangs together with another: a shortest path, each step with its evidence; and what the whole graph rests on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import numpy as np
import numpy.typing as npt

from lawgraph.domain.ids import provision_id
from lawgraph.errors import UnknownProvision
from lawgraph.store.graph.arrays import Arrays, Hop
from lawgraph.store.graph.edges import ABOVE, RESTS, Edge, Relation
from lawgraph.store.graph.folded import Folded, article_of_node, work_of_node
from lawgraph.store.graph.report_edges import measure_id, report_edges
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library
from lawgraph.store.reports import Reports

__all__ = ["CommonLaw", "Ranked", "Step", "Tracer"]

_SAYS = frozenset(Relation) - {Relation.ISSUED_BY}
"""All relations but that of the issuer: two works of one ministry are not linked by it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step from node to node; ``forward``: in the edge's own direction. ``edge`` is None where the library's own structure is the evidence."""

    start: str
    relation: str
    end: str
    forward: bool
    edge: Edge | None


@dataclass(frozen=True, slots=True)
class CommonLaw:
    """A work that two others rest on, with the way from each; a way is empty where the work is one of the two."""

    work: str
    first: tuple[Step, ...]
    second: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A node with how many nodes name it, or with its rank."""

    node: str
    score: float


class Tracer:
    """Walks over one library's graph and its reports."""

    def __init__(self, library: Library, graph: Graph, arrays: Arrays, reports: Reports) -> None:
        self._library, self._graph, self._arrays, self._reports = library, graph, arrays, reports

    def path(self, start: tuple[str, str], goal: tuple[str, str], *, at: date | None = None) -> tuple[Step, ...] | None:
        """A shortest path between two works or provisions (work and label): as ``start`` rests on ``goal``, else the other way, else over any links.

        None where nothing links them. Raises UnknownProvision where no version holds the label.
        """
        return self._best(self._places(*start), self._places(*goal), at)

    def path_of_measure(self, report: str, measure: int, goal: tuple[str, str]) -> tuple[Step, ...] | None:
        """The same from a measure of a report, counted from 0, over what it rests on."""
        mine = [edge for edge in report_edges(self._reports, self._library) if edge.source == measure_id(report, measure) and edge.holds]
        goals = self._places(*goal)
        found: list[tuple[Step, ...]] = []
        for edge in mine:
            first = Step(edge.source_node, edge.relation, edge.target_node, forward=True, edge=edge)
            place = self._arrays.place(edge.target_node)
            rest = None if place is None else self._best([place], goals, None)
            if rest is not None:
                found.append((first, *rest))
        return min(found, key=len, default=None)

    def _best(self, starts: list[int], goals: list[int], at: date | None) -> tuple[Step, ...] | None:
        for direction in ("out", "in", "both"):
            hops = self._arrays.path(starts, goals, relations=_SAYS, direction=direction, at=at)
            if hops is not None:
                return tuple(self._step(hop) for hop in hops)
        return None

    def _step(self, hop: Hop) -> Step:
        arrays = self._arrays
        source, target = arrays.name(arrays.source(hop.edge)), arrays.name(arrays.target(hop.edge))
        record = arrays.record(hop.edge)
        start, end = (source, target) if hop.forward else (target, source)
        return Step(start, arrays.relation(hop.edge), end, hop.forward, self._graph.edge(record) if record else None)

    def _places(self, work: str, label: str) -> list[int]:
        """The nodes that a work or its label may mean: the work, or the provision in each version that holds it, the newest first."""
        names = [work] if not label else [provision_id(row.id, label) for row in reversed(self._library.versions(work))]
        places = [place for name in names if (place := self._arrays.place(name)) is not None]
        if not places:
            raise UnknownProvision(
                f"《{self._library.work(work).title}》的 {label} 不在关系图中。", "请检查条号，或用 lawgraph graph neighbours 查看。"
            )
        return places

    def nodes(self, start: tuple[str, str]) -> tuple[str, ...]:
        """The nodes that a work or its label may mean: itself, or the provision in each version that holds it. Raises UnknownProvision."""
        return tuple(self._arrays.name(place) for place in self._places(*start))

    def reach(
        self, start: tuple[str, str], *, steps: int, relations: Collection[str] | None = None, direction: str = "both", at: date | None = None,
        limit: int = 1000,
    ) -> tuple[tuple[str, int], ...]:  # fmt: skip
        """The nodes within ``steps`` of a work or provision with their distances, the nearest first, itself left out. Raises UnknownProvision."""
        found = self._arrays.reach(self._places(*start), steps=steps, relations=_SAYS if relations is None else relations, direction=direction, at=at)
        near = zip(found.nodes.tolist(), found.steps.tolist(), strict=True)
        return tuple((self._arrays.name(node), far) for node, far in near if far)[:limit]

    def most_cited(self, *, work: str = "", at: date | None = None, limit: int = 20) -> tuple[Ranked, ...]:
        """The articles that most articles and works of others name, on a day or at all; those of one work, or of all. Raises UnknownWork."""
        return self._first(self._articles(at).cited_by_counts().astype(np.float64), work, limit)

    def central(self, *, work: str = "", limit: int = 20) -> tuple[Ranked, ...]:
        """The articles of the highest PageRank over what names what, each article taken with its paragraphs. Raises UnknownWork."""
        return self._first(self._articles(None).page_rank(), work, limit)

    def common(self, first: str, second: str, *, at: date | None = None) -> tuple[CommonLaw, ...]:
        """The works that two works rest on, directly or over others, by what they say they were made by; the nearest first. Raises UnknownWork."""
        places = [self._arrays.place(self._library.work(work).id) for work in (first, second)]
        if None in places:
            return ()
        folded = Folded(self._arrays, work_of_node(self._arrays), ABOVE, at=at)
        found = folded.common(*(int(place) for place in places if place is not None))
        return tuple(CommonLaw(self._arrays.name(one.node), self._steps(one.first), self._steps(one.second)) for one in found)

    def _steps(self, edges: Sequence[int]) -> tuple[Step, ...]:
        return tuple(self._step(Hop(edge, forward=True)) for edge in edges)

    def _articles(self, at: date | None) -> Folded:
        return Folded(self._arrays, article_of_node(self._arrays), RESTS, at=at, apart=work_of_node(self._arrays))

    def _first(self, scores: npt.NDArray[np.float64], work: str, limit: int) -> tuple[Ranked, ...]:
        """The articles of the highest scores."""
        known = self._library.work(work).id if work else ""
        order = np.argsort(-scores, kind="stable")[: np.count_nonzero(scores)]
        names = ((self._arrays.name(int(node)), float(scores[node])) for node in order)
        articles = (Ranked(name, score) for name, score in names if "/art_" in name and (not known or name.startswith(f"{known}/")))
        return tuple(islice(articles, limit))
