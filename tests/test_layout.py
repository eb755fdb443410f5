"""The picture's places: inside their bands, apart from each other, parents near children, and the same each time."""

from __future__ import annotations

import itertools
import random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.services.graph.layout import Box, Placed, lay_out

BOX = Box()


@st.composite
def layered(draw: st.DrawFn) -> tuple[nx.Graph, dict[str, int]]:
    """A graph with its nodes in bands."""
    count = draw(st.integers(1, 40))
    bands = {f"n{number}": draw(st.integers(0, 6)) for number in range(count)}
    graph = nx.Graph()
    graph.add_nodes_from(bands)
    node = st.sampled_from(sorted(bands))
    graph.add_edges_from(draw(st.lists(st.tuples(node, node), max_size=60)))
    return graph, bands


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] - other[0]) < BOX.width and abs(one[1] - other[1]) < BOX.height


@given(layered())
@settings(max_examples=150, deadline=None)
def test_boxes_stand_in_their_bands_and_apart(made: tuple[nx.Graph, dict[str, int]]) -> None:
    """Any graph: each box inside its band and the picture, no two on each other, bands one below the other."""
    graph, bands = made
    placed = lay_out(graph, bands, BOX)
    assert set(placed.at) == set(graph)
    for node, (x, y) in placed.at.items():
        top, height = placed.bands[bands[node]]
        assert BOX.left <= x <= placed.width - BOX.width
        assert top <= y <= top + height - BOX.height
    assert not any(_overlap(one, other) for one, other in itertools.combinations(placed.at.values(), 2))
    edges = [placed.bands[band] for band in sorted(placed.bands)]
    assert [top for top, _ in edges] == [sum(height for _, height in edges[:number]) for number in range(len(edges))]


@given(layered(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_same_graph_gives_the_same_picture(made: tuple[nx.Graph, dict[str, int]], chance: random.Random) -> None:
    """In whatever order its nodes come."""
    graph, bands = made
    nodes, edges = list(graph), list(graph.edges())
    chance.shuffle(nodes)
    other = nx.Graph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert lay_out(graph, bands, BOX) == lay_out(other, bands, BOX)


def _crossings(placed: Placed, graph: nx.Graph) -> int:
    lines = [sorted((placed.at[a], placed.at[b]), key=lambda at: at[1]) for a, b in graph.edges()]
    return sum((one[0][0] - other[0][0]) * (one[1][0] - other[1][0]) < 0 for one, other in itertools.combinations(lines, 2))


@pytest.mark.parametrize("seed", range(5))
def test_lines_that_need_not_cross_do_not(seed: int) -> None:
    """Pairs of a parent and a child, given in any order."""
    parents, children = [f"p{n}" for n in range(5)], [f"c{n}" for n in range(5)]
    pairs = list(zip(parents, children, strict=True))
    random.Random(seed).shuffle(pairs)  # noqa: S311 (an order, no secret)
    graph = nx.Graph(pairs)
    placed = lay_out(graph, {node: int(node[0] == "c") for node in graph}, BOX)
    assert _crossings(placed, graph) == 0


def test_a_parent_stands_amid_its_children_and_few_neighbours_do_not_drag_it_away() -> None:
    """One law above many rules, with two small neighbours in its own band."""
    rules = [f"rule{n}" for n in range(60)]
    graph = nx.Graph([*(("law", rule) for rule in rules), ("law", "amendment1"), ("law", "amendment2")])
    placed = lay_out(graph, {node: int(node.startswith("rule")) for node in graph}, BOX)
    middle = sum(placed.at[rule][0] for rule in rules) / len(rules)
    assert abs(placed.at["law"][0] - middle) < 1.5 * (BOX.width + BOX.gap_x)


def test_a_full_band_has_several_rows_and_the_picture_is_not_taller_than_wide() -> None:
    """Three hundred things would be a strip sixty metres long."""
    graph = nx.star_graph(300)
    graph = nx.relabel_nodes(graph, str)
    placed = lay_out(graph, {node: int(node != "0") for node in graph}, BOX)
    assert 1 <= placed.width / placed.height <= 4


def test_nothing_is_a_picture_of_nothing() -> None:
    """A report without measures."""
    assert lay_out(nx.Graph(), {}, BOX).at == {}
