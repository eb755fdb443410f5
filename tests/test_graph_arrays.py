"""Walks over the arrays answer as networkx does, on random graphs with parallel edges, loops and parts that hang together with nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.store.graph.arrays import ALWAYS, NEVER, Arrays, Rows, write_arrays
from lawgraph.store.graph.edges import Relation

CITES, BASED_ON = list(Relation).index(Relation.CITES), list(Relation).index(Relation.BASED_ON)
DAY = date(2021, 7, 15)

Row = tuple[int, int, int]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[Row]]:
    """A number of nodes and edges of two relations."""
    count = draw(st.integers(1, 12))
    node = st.integers(0, count - 1)
    return count, draw(st.lists(st.tuples(node, node, st.sampled_from([CITES, BASED_ON])), max_size=40))


def write(folder: Path, count: int, rows: Sequence[Row], days: Sequence[tuple[int, int]] | None = None) -> Arrays:
    """Arrays of these edges, whose records count from 1 in their order."""
    columns = np.array(rows, np.int32).reshape(-1, 3).T
    spans = np.array(days if days is not None else [(ALWAYS, NEVER)] * len(rows), np.int32).reshape(-1, 2).T
    record = np.arange(1, len(rows) + 1, dtype=np.int32)
    write_arrays(
        folder / "arrays", [f"/n/{n}" for n in range(count)], Rows(columns[0], columns[1], columns[2].astype(np.uint8), spans[0], spans[1], record)
    )
    return Arrays(folder / "arrays")


def peer(count: int, rows: Sequence[Row], relation: int | None = None) -> nx.MultiDiGraph:
    """The same graph as networkx holds it."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((source, target) for source, target, code in rows if relation in {None, code})
    return graph


def _turned(graph: nx.MultiDiGraph, direction: str) -> nx.MultiDiGraph | nx.MultiGraph:
    return {"out": lambda: graph, "in": lambda: graph.reverse(copy=True), "both": graph.to_undirected}[direction]()


FILTERS = st.sampled_from([(None, None), (CITES, ["cites"]), (BASED_ON, ["based_on"])])
DIRECTIONS = st.sampled_from(["out", "in", "both"])


@given(graphs(), FILTERS)
@settings(max_examples=100, deadline=None)
def test_neighbours_are_those_of_networkx(graph: tuple[int, list[Row]], only: tuple[int | None, list[str] | None]) -> None:
    """Each as often as edges lead there; a loop leaves and arrives."""
    with tempfile.TemporaryDirectory() as folder:
        arrays, other = write(Path(folder), *graph), peer(*graph, only[0])
        for node in range(graph[0]):
            out = sorted(arrays.neighbours(node, relations=only[1], direction="out")[0].tolist())
            back = sorted(arrays.neighbours(node, relations=only[1], direction="in")[0].tolist())
            assert out == sorted(target for _, target in other.out_edges(node))
            assert back == sorted(source for source, _ in other.in_edges(node))
            assert sorted(arrays.neighbours(node, relations=only[1])[0].tolist()) == sorted(out + back)


@given(graphs(), FILTERS, DIRECTIONS, st.integers(0, 6), st.integers(0, 11))
@settings(max_examples=100, deadline=None)
def test_what_is_reached_and_how_far(
    graph: tuple[int, list[Row]], only: tuple[int | None, list[str] | None], direction: str, steps: int, start: int
) -> None:
    """Nodes within k steps, forwards, backwards (impact) and both ways."""
    start %= graph[0]
    with tempfile.TemporaryDirectory() as folder:
        reach = write(Path(folder), *graph).reach([start], steps=steps, relations=only[1], direction=direction)
    expected = nx.single_source_shortest_path_length(_turned(peer(*graph, only[0]), direction), start, cutoff=steps)
    assert dict(zip(reach.nodes.tolist(), reach.steps.tolist(), strict=True)) == dict(expected)
    assert len(reach) == len(set(reach.nodes.tolist()))


@given(graphs(), FILTERS, DIRECTIONS, st.integers(0, 11), st.integers(0, 11))
@settings(max_examples=100, deadline=None)
def test_a_path_is_a_shortest_one_and_hangs_together(
    graph: tuple[int, list[Row]], only: tuple[int | None, list[str] | None], direction: str, start: int, goal: int
) -> None:
    """As long as networkx's, each hop an edge of the graph that begins where the last ended; none where networkx finds none."""
    start, goal = start % graph[0], goal % graph[0]
    with tempfile.TemporaryDirectory() as folder:
        arrays = write(Path(folder), *graph)
        path = arrays.path([start], [goal], relations=only[1], direction=direction)
        walked = [start]
        for hop in path or ():
            ends = (arrays.source(hop.edge), arrays.target(hop.edge))
            source, target = ends if hop.forward else ends[::-1]
            assert source == walked[-1]
            walked.append(target)
    turned = _turned(peer(*graph, only[0]), direction)
    expected = nx.shortest_path_length(turned, start, goal) if nx.has_path(turned, start, goal) else None
    assert (None if path is None else len(path)) == expected
    assert walked[-1] == (start if path is None else goal)


@given(graphs(), FILTERS)
@settings(max_examples=100, deadline=None)
def test_cited_by_counts_count_each_source_once(graph: tuple[int, list[Row]], only: tuple[int | None, list[str] | None]) -> None:
    """Two mentions in one article are one article that cites."""
    with tempfile.TemporaryDirectory() as folder:
        counts = write(Path(folder), *graph).cited_by_counts(only[1] or ["cites", "based_on"])
    simple = nx.DiGraph(peer(*graph, only[0]))
    assert counts.tolist() == [simple.in_degree(node) for node in range(graph[0])]


@given(graphs())
@settings(max_examples=75, deadline=None)
def test_page_rank_is_that_of_networkx(graph: tuple[int, list[Row]]) -> None:
    """With the tolerance divided by the number of nodes, without which networkx stops early."""
    with tempfile.TemporaryDirectory() as folder:
        rank = write(Path(folder), *graph).page_rank(tolerance=1e-12)
    expected = nx.pagerank(peer(*graph), tol=1e-12 / graph[0], max_iter=1000)
    assert rank == pytest.approx([expected[node] for node in range(graph[0])], abs=1e-9)


@pytest.mark.parametrize(
    ("span", "holds"),
    [
        ((ALWAYS, NEVER), True),
        ((DAY.toordinal(), NEVER), True),
        ((DAY.toordinal() + 1, NEVER), False),
        ((1, DAY.toordinal()), False),
        ((1, DAY.toordinal() + 1), True),
        ((NEVER, NEVER), False),
    ],
)
def test_an_edge_applies_from_its_first_day_to_the_day_before_its_end(tmp_path: Path, span: tuple[int, int], holds: bool) -> None:
    """The end is exclusive, and what nobody can date applies on no given day."""
    arrays = write(tmp_path, 2, [(0, 1, CITES)], [span])
    assert bool(len(arrays.neighbours(0, at=DAY)[0])) is holds
    assert bool(arrays.cited_by_counts(["cites"], DAY)[1]) is holds
    assert (len(arrays.reach([1], steps=1, direction="in", at=DAY)) == 2) is holds
    assert (arrays.path([0], [1], at=DAY) is not None) is holds


def test_names_lead_to_nodes_and_back(tmp_path: Path) -> None:
    """Also those that are no node, and those in Chinese."""
    arrays = write(tmp_path, 3, [(0, 1, CITES), (2, 1, BASED_ON)])
    assert [arrays.place(arrays.name(node)) for node in range(3)] == [0, 1, 2]
    assert arrays.place("/n/3") is None
    assert (arrays.nodes, arrays.edges) == (3, 2)
    assert [(arrays.source(edge), arrays.target(edge), arrays.relation(edge), arrays.record(edge)) for edge in range(2)] == [
        (0, 1, "cites", 1),
        (2, 1, "based_on", 2),
    ]


def test_an_empty_graph_is_a_graph(tmp_path: Path) -> None:
    """A library without texts has one."""
    arrays = write(tmp_path, 0, [])
    assert (arrays.nodes, arrays.edges, arrays.place("/n/0"), len(arrays.page_rank())) == (0, 0, None, 0)


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Two nodes under one identifier would answer for each other."""
    none = np.empty(0, np.int32)
    with pytest.raises(ValueError, match="share"):
        write_arrays(tmp_path / "arrays", ["/n/0", "/n/0"], Rows(none, none, none.astype(np.uint8), none, none, none))
