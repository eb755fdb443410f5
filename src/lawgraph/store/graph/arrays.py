"""Walks over the graph in memory-mapped arrays: compressed sparse rows in both directions, a byte for the relation, two days for the validity.

Nodes and edges are numbers here; ``Arrays.name`` and ``Arrays.record`` lead back to identifiers and to the edge's row with its evidence. Opening maps
the files and reads nothing, so that a graph of millions of edges is there at once and processes share its pages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lawgraph.store.graph.edges import Relation

__all__ = ["ALWAYS", "NEVER", "Arrays", "Hop", "Ints", "Reach", "Rows", "page_rank", "write_arrays"]

Ints = npt.NDArray[np.int32]
ALWAYS, NEVER = 0, np.iinfo(np.int32).max
"""The first day of an edge that always applies, and of one of which nobody knows when it does: such an edge applies on no given day."""

_RELATIONS = tuple(Relation)
_ARRAYS = ("offsets", "hashes", "places", "out_ptr", "out_to", "in_ptr", "in_from", "in_edge", "relation", "starts", "ends", "record")
_EMPTY: Ints = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Rows:
    """Edges as columns of one length.

    Numbers of nodes, codes of relations, days as proleptic ordinals (``ends`` exclusive), and the edge's row (0: none).
    """

    source: Ints
    target: Ints
    relation: npt.NDArray[np.uint8]
    starts: Ints
    ends: Ints
    record: Ints


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: the edge, and whether it was walked from source to target."""

    edge: int
    forward: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Nodes in the order of their distance, their distances in steps, and for each the edge over which it was reached first (-1: a start)."""

    nodes: Ints
    steps: Ints
    edges: Ints

    def __len__(self) -> int:
        return len(self.nodes)


def write_arrays(folder: Path, names: Sequence[str], rows: Rows) -> None:
    """Writes a graph into a new folder. ``names`` are the nodes' identifiers, each once; raises ValueError where two share a hash."""
    folder.mkdir(parents=True)
    count = len(names)
    encoded = [name.encode() for name in names]
    offsets = np.zeros(count + 1, np.int64)
    np.cumsum([len(name) for name in encoded], out=offsets[1:])
    hashes = np.fromiter((_hash(name) for name in encoded), np.uint64, count)
    places = np.argsort(hashes, kind="stable").astype(np.int32)
    hashes = hashes[places]
    if count and bool((hashes[1:] == hashes[:-1]).any()):
        raise ValueError("two nodes share a name or a hash")
    (folder / "names.bin").write_bytes(b"".join(encoded))
    out = np.argsort(rows.source, kind="stable")
    source, target = rows.source[out], rows.target[out]
    back = np.argsort(target, kind="stable").astype(np.int32)
    columns: dict[str, npt.NDArray[Any]] = {
        "offsets": offsets, "hashes": hashes, "places": places,
        "out_ptr": _pointers(source, count), "out_to": target.astype(np.int32),
        "in_ptr": _pointers(target, count), "in_from": source[back].astype(np.int32), "in_edge": back,
        "relation": rows.relation[out], "starts": rows.starts[out], "ends": rows.ends[out], "record": rows.record[out],
    }  # fmt: skip
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", columns[name], allow_pickle=False)
    (folder / "relations.json").write_text(json.dumps(_RELATIONS), "utf-8")


def _hash(name: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "little")


def _pointers(ends: Ints, count: int) -> Ints:
    pointers = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(ends, minlength=count), out=pointers[1:])
    return pointers


class Arrays:
    """A graph that ``write_arrays`` wrote.

    Directions: ``out`` from source to target, ``in`` back, ``both``; a filter of relations that is None lets all pass.
    """

    def __init__(self, folder: Path) -> None:
        # np.asarray drops the memmap class, whose every slice costs microseconds; the mapping stays
        self._mapped = {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)) for name in _ARRAYS}
        self._names = np.memmap(folder / "names.bin", np.uint8, "r") if (folder / "names.bin").stat().st_size else np.empty(0, np.uint8)
        codes: list[str] = json.loads((folder / "relations.json").read_text("utf-8"))
        self._relations = tuple(codes)
        self._out_ptr, self._out_to = self._mapped["out_ptr"], self._mapped["out_to"]
        self._in_ptr, self._in_from, self._in_edge = self._mapped["in_ptr"], self._mapped["in_from"], self._mapped["in_edge"]
        self._relation = self._mapped["relation"]

    # -- nodes and edges ------------------------------------------------------------------------------------------------------------

    @property
    def nodes(self) -> int:
        """How many nodes there are; they are numbered from 0."""
        return len(self._out_ptr) - 1

    @property
    def edges(self) -> int:
        """How many edges there are; they are numbered from 0, by their source."""
        return len(self._out_to)

    def place(self, name: str) -> int | None:
        """The number of the node with an identifier; None where there is none."""
        wanted = name.encode()
        hashed = np.uint64(_hash(wanted))
        at = int(np.searchsorted(self._mapped["hashes"], hashed))
        if at == self.nodes or self._mapped["hashes"][at] != hashed:
            return None
        place = int(self._mapped["places"][at])
        return place if self.name(place).encode() == wanted else None

    def name(self, node: int) -> str:
        """The identifier of a node."""
        offsets = self._mapped["offsets"]
        return bytes(self._names[offsets[node] : offsets[node + 1]]).decode()

    def source(self, edge: int) -> int:
        """The node that an edge leaves."""
        return int(np.searchsorted(self._out_ptr, edge, "right")) - 1

    def target(self, edge: int) -> int:
        """The node that an edge reaches."""
        return int(self._out_to[edge])

    def relation(self, edge: int) -> str:
        """What an edge says."""
        return self._relations[int(self._relation[edge])]

    def record(self, edge: int) -> int:
        """The row of ``Graph.edge`` with the evidence; 0 where the library's own structure is the evidence."""
        return int(self._mapped["record"][edge])

    # -- walks ------------------------------------------------------------------------------------------------------------------------

    def neighbours(
        self, node: int, *, relations: Collection[str] | None = None, direction: str = "both", at: date | None = None
    ) -> tuple[Ints, Ints]:
        """The nodes one step away and the edges that lead there, those that leave first; a node stands as often as edges lead to it."""
        found: list[tuple[Ints, Ints]] = []
        if direction != "in":
            low, high = self._out_ptr[node], self._out_ptr[node + 1]
            found.append((self._out_to[low:high], np.arange(low, high, dtype=np.int32)))
        if direction != "out":
            low, high = self._in_ptr[node], self._in_ptr[node + 1]
            found.append((self._in_from[low:high], self._in_edge[low:high]))
        nodes, edges = found[0] if len(found) == 1 else (np.concatenate([part[0] for part in found]), np.concatenate([part[1] for part in found]))
        if relations is None and at is None:
            return nodes, edges
        kept = self._passing(edges, self._mask(relations), at)
        return nodes[kept], edges[kept]

    def reach(
        self, starts: Iterable[int], *, steps: int, relations: Collection[str] | None = None, direction: str = "out", at: date | None = None
    ) -> Reach:
        """Every node within ``steps`` of a start, the starts among them. With ``in``: all that rests on the starts."""
        return self._walk(starts, steps, relations, direction, at, None)[0]

    def path(
        self, starts: Iterable[int], goals: Iterable[int], *, relations: Collection[str] | None = None, direction: str = "both",
        at: date | None = None, most: int = 12,
    ) -> tuple[Hop, ...] | None:  # fmt: skip
        """A shortest path from a start to a goal of at most ``most`` steps; None where there is none, empty where a start is a goal."""
        wanted = np.fromiter(goals, np.int32)
        reach, via = self._walk(starts, most, relations, direction, at, wanted)
        reached = wanted[np.isin(wanted, reach.nodes)]
        if not len(reached):
            return None
        node = int(reach.nodes[np.isin(reach.nodes, reached)][0])
        hops: list[Hop] = []
        while via[node] >= 0:
            edge = int(via[node])
            source, target = self.source(edge), self.target(edge)
            forward = target == node
            hops.append(Hop(edge, forward))
            node = source if forward else target
        return tuple(reversed(hops))

    def cited_by_counts(self, relations: Collection[str], at: date | None = None) -> npt.NDArray[np.int64]:
        """For each node how many different nodes lead to it over these relations, on a day or at all."""
        kept = np.flatnonzero(self._passing(slice(None), self._mask(relations), at)).astype(np.int32)
        target = self._out_to[kept].astype(np.int64)
        source = self._sources(kept).astype(np.int64)
        pairs = np.unique(target * max(1, self.nodes) + source)
        return np.bincount(pairs // max(1, self.nodes), minlength=self.nodes)

    def page_rank(
        self, *, relations: Collection[str] | None = None, damping: float = 0.85, tolerance: float = 1e-8, most: int = 500
    ) -> npt.NDArray[np.float64]:
        """PageRank over the edges, those of one pair added up; stops where all changes of a round together stay below ``tolerance``.

        networkx stops at N times its ``tol``, which on a large graph is after a round or two. Raises ArithmeticError after ``most`` rounds.
        """
        source, target, _ = self.chosen(relations)
        return page_rank(source, target, self.nodes, damping=damping, tolerance=tolerance, most=most)

    def chosen(self, relations: Collection[str] | None, at: date | None = None) -> tuple[Ints, Ints, Ints]:
        """Sources, targets and numbers of all edges of some relations, on a day or at all, in ascending order."""
        kept = np.flatnonzero(self._passing(slice(None), self._mask(relations), at)).astype(np.int32)
        return self._sources(kept), self._out_to[kept], kept

    # -- inside -----------------------------------------------------------------------------------------------------------------------

    def _sources(self, edges: Ints) -> Ints:
        """The sources of edges in ascending order."""
        return (np.searchsorted(self._out_ptr, edges, "right") - 1).astype(np.int32)

    def _mask(self, relations: Collection[str] | None) -> npt.NDArray[np.bool_] | None:
        return None if relations is None else np.array([name in relations for name in self._relations])

    def _passing(self, edges: Ints | slice, mask: npt.NDArray[np.bool_] | None, at: date | None) -> npt.NDArray[np.bool_]:
        passing = np.ones(len(self._relation[edges]), np.bool_) if mask is None else mask[self._relation[edges]]
        if at is not None:
            day = at.toordinal()
            passing &= (self._mapped["starts"][edges] <= day) & (day < self._mapped["ends"][edges])
        return passing

    def _walk(
        self, starts: Iterable[int], most: int, relations: Collection[str] | None, direction: str, at: date | None, goals: Ints | None
    ) -> tuple[Reach, Ints]:
        """Breadth first, a level at a time; ``via`` holds for each node the edge that reached it, -1 for a start, -2 where not reached."""
        mask = self._mask(relations)
        via = np.full(self.nodes, -2, np.int32)
        frontier = np.unique(np.fromiter(starts, np.int32))
        via[frontier] = -1
        levels = [frontier]
        for _ in range(most):
            if not len(frontier) or (goals is not None and bool((via[goals] > -2).any())):
                break
            others, edges = self._step(frontier, mask, direction, at)
            fresh = via[others] == -2
            others, edges = others[fresh], edges[fresh]
            # written back to front, so that of several edges to one node the first stays
            via[others[::-1]] = edges[::-1]
            frontier = others[via[others] == edges]
            levels.append(frontier)
        nodes = np.concatenate(levels)
        steps = np.repeat(np.arange(len(levels), dtype=np.int32), [len(level) for level in levels])
        return Reach(nodes, steps, np.where(via[nodes] < 0, -1, via[nodes])), via

    def _step(self, frontier: Ints, mask: npt.NDArray[np.bool_] | None, direction: str, at: date | None) -> tuple[Ints, Ints]:
        others, edges = _EMPTY, _EMPTY
        if direction != "in":
            edges = _ranges(self._out_ptr, frontier)
            others = self._out_to[edges]
        if direction != "out":
            back = _ranges(self._in_ptr, frontier)
            others = np.concatenate([others, self._in_from[back]])
            edges = np.concatenate([edges, self._in_edge[back]])
        if mask is None and at is None:
            return others, edges
        kept = self._passing(edges, mask, at)
        return others[kept], edges[kept]


def page_rank(
    source: npt.NDArray[Any], target: npt.NDArray[Any], count: int, *, damping: float = 0.85, tolerance: float = 1e-8, most: int = 500
) -> npt.NDArray[np.float64]:
    """PageRank of ``count`` nodes over edges given by their ends, as ``Arrays.page_rank`` says."""
    if not count:
        return np.empty(0)
    leaving = np.bincount(source, minlength=count)
    share = np.divide(1.0, leaving, out=np.zeros(count), where=leaving > 0)
    dangling = leaving == 0
    rank = np.full(count, 1.0 / count)
    for _ in range(most):
        moved = np.bincount(target, weights=(rank * share)[source], minlength=count)
        fresh: npt.NDArray[np.float64] = damping * (moved + rank[dangling].sum() / count) + (1 - damping) / count
        change = float(np.abs(fresh - rank).sum())
        rank = fresh
        if change < tolerance:
            return rank
    raise ArithmeticError(f"PageRank did not settle in {most} rounds")


def _ranges(pointers: Ints, nodes: Ints) -> Ints:
    """The numbers from ``pointers[n]`` up to ``pointers[n + 1]`` for each node, one after the other."""
    low = pointers[nodes]
    counts = pointers[nodes + 1] - low
    ends = np.cumsum(counts, dtype=np.int32)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(low - ends + counts, counts) + np.arange(total, dtype=np.int32)
