"""The graph folded into articles and works answers as networkx does on the graph that one folds by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawgraph.store.graph.arrays import ALWAYS, NEVER, Arrays, Rows, write_arrays
from lawgraph.store.graph.edges import Relation
from lawgraph.store.graph.folded import Folded, article_of_node, work_of_node

CODES = {relation: code for code, relation in enumerate(Relation)}
NAMES = [Relation.CITES, Relation.BASED_ON]

# a node by its place in the library: work, version, article, paragraph
Node = tuple[int, ...]
Edge = tuple[Node, Node, Relation]


@st.composite
def libraries(draw: st.DrawFn) -> list[Edge]:
    """What names what among the works, versions, articles and paragraphs of a small library."""
    place = st.integers(0, 2)
    node = st.integers(1, 4).flatmap(lambda depth: st.tuples(*[place] * depth))
    return draw(st.lists(st.tuples(node, node, st.sampled_from(NAMES)), max_size=40))


def _nodes(edges: list[Edge]) -> list[Node]:
    """Every node that is named, and what it lies in."""
    return sorted({node[:depth] for one, other, _ in edges for node in (one, other) for depth in range(1, len(node) + 1)})


def _arrays(folder: Path, edges: list[Edge]) -> Arrays:
    nodes = _nodes(edges)
    place = {node: number for number, node in enumerate(nodes)}
    within = {2: Relation.VERSION_OF, 3: Relation.PART_OF, 4: Relation.PART_OF}
    rows = [(place[node], place[node[:-1]], CODES[within[len(node)]]) for node in nodes if len(node) > 1]
    rows += [(place[one], place[other], CODES[relation]) for one, other, relation in edges]
    columns = np.array(rows, np.int32).reshape(-1, 3).T
    zeros = np.zeros(len(rows), np.int32)
    days = zeros + ALWAYS, zeros + NEVER
    write_arrays(folder / "arrays", [str(node) for node in nodes], Rows(columns[0], columns[1], columns[2].astype(np.uint8), *days, zeros))
    return Arrays(folder / "arrays")


def _folded(edges: list[Edge], depth: int, *, apart: int) -> nx.DiGraph:
    """The same by hand: each end cut to ``depth``, those of one ``apart`` dropped."""
    graph = nx.DiGraph()
    graph.add_edges_from((one[:depth], other[:depth]) for one, other, _ in edges if one[:apart] != other[:apart])
    return graph


@given(libraries())
@settings(max_examples=75, deadline=None)
def test_articles_and_works_of_nodes(edges: list[Edge]) -> None:
    """A paragraph's article, a version's work; what is neither stands for itself."""
    with tempfile.TemporaryDirectory() as folder:
        arrays = _arrays(Path(folder), edges)
        nodes = _nodes(edges)
        assert [arrays.name(int(place)) for place in article_of_node(arrays)] == [str(node[:3]) for node in nodes]
        assert [arrays.name(int(place)) for place in work_of_node(arrays)] == [str(node[:1]) for node in nodes]


@given(libraries())
@settings(max_examples=75, deadline=None)
def test_counts_and_ranks_by_article_are_those_of_networkx(edges: list[Edge]) -> None:
    """Each article that names counts once, whatever its paragraphs say; PageRank with the tolerance divided by the number of nodes."""
    with tempfile.TemporaryDirectory() as folder:
        arrays = _arrays(Path(folder), edges)
        folded = Folded(arrays, article_of_node(arrays), NAMES, apart=work_of_node(arrays))
        counts, ranks = folded.cited_by_counts(), folded.page_rank()
    by_hand = _folded(edges, 3, apart=1)
    nodes = _nodes(edges)
    assert counts.tolist() == [by_hand.in_degree(node) if node in by_hand else 0 for node in nodes]
    expected = nx.pagerank(by_hand, tol=1e-12 / max(1, len(by_hand)), max_iter=1000)
    assert ranks == pytest.approx([expected.get(node, 0.0) for node in nodes], abs=1e-7)


@given(libraries(), st.sampled_from([[Relation.BASED_ON], NAMES]))
@settings(max_examples=75, deadline=None)
def test_common_law_is_what_networkx_finds_from_both(edges: list[Edge], relations: list[Relation]) -> None:
    """The same works at the same distances, each way an unbroken one, the nearest first."""
    with tempfile.TemporaryDirectory() as folder:
        arrays = _arrays(Path(folder), edges)
        folded = Folded(arrays, work_of_node(arrays), relations)
        nodes = _nodes(edges)
        works = [number for number, node in enumerate(nodes) if len(node) == 1]
        by_hand = _folded([edge for edge in edges if edge[2] in relations], 1, apart=1)
        by_hand.add_nodes_from(nodes[work] for work in works)
        owner = work_of_node(arrays)
        for first in works:
            for second in works:
                one, other = (nx.single_source_shortest_path_length(by_hand, nodes[work]) for work in (first, second))
                found = folded.common(first, second)
                assert {nodes[c.node]: (len(c.first), len(c.second)) for c in found} == {n: (one[n], other[n]) for n in one if n in other}
                assert [len(c.first) + len(c.second) for c in found] == sorted(len(c.first) + len(c.second) for c in found)
                for start, way, end in [(s, w, c.node) for c in found for s, w in ((first, c.first), (second, c.second))]:
                    stops = [start, *(int(owner[arrays.target(edge)]) for edge in way)]
                    assert [int(owner[arrays.source(edge)]) for edge in way] == stops[:-1]
                    assert stops[-1] == end
