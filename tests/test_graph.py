"""The graph of a small library imported for real: who names whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lawgraph.services.importing import add
from lawgraph.store.database import Database
from lawgraph.store.graph.rows import Graph, build_graph
from lawgraph.store.library import Library
from made_up import write_folder

LAW = "/eli/cn/national/law/2015/zhichuan-fa"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Graph, Library]]:
    folder = tmp_path_factory.mktemp("graph")
    database = Database(f"sqlite:///{folder / 'lawgraph.sqlite3'}")
    add(database, str(write_folder(folder / "laws")), Path("nowhere"))
    library = Library(database)
    build_graph(library, folder / "graph.sqlite3", lambda _done: None)
    graph = Graph(folder / "graph.sqlite3")
    yield graph, library
    graph.close()
    database.dispose()


@pytest.fixture
def graph(opened: tuple[Graph, Library]) -> Graph:
    return opened[0]


def _said(opened: tuple[Graph, Library], label: str = "") -> set[tuple[str, str, str, str]]:
    graph, library = opened
    return {(library.work(edge.source).title, edge.source_label, edge.relation, edge.target_label) for edge in graph.cited_by(LAW, label)}


def test_who_names_the_law(opened: tuple[Graph, Library]) -> None:
    """The rules by article and as a whole, the local regulation as a whole; never the law itself."""
    found = _said(opened)
    assert ("纸船法实施条例", "2", "cites", "3") in found
    assert ("纸船法实施条例", "1", "based_on", "") in found
    assert ("青屿市纸船漂流安全管理规定", "1", "based_on", "") in found
    assert all(source != "中华人民共和国纸船法" for source, *_ in found)


def test_who_names_an_article(opened: tuple[Graph, Library]) -> None:
    """Only whoever names it or what is below it; article 3 is not article 30."""
    assert _said(opened, "3") == {("纸船法实施条例", "2", "cites", "3")}
    assert _said(opened, "30") == set()


def test_neighbours_by_direction_and_relation(graph: Graph) -> None:
    """Out, in, both; one relation or all."""
    out = graph.neighbours(LAW, direction="out")
    assert {(edge.target, edge.target_label) for edge in out} == {(LAW, "4.1")}
    assert {edge.target for edge in graph.neighbours(LAW, direction="in", relation="based_on")} == {LAW}
    assert len(graph.neighbours(LAW)) == len({*out, *graph.neighbours(LAW, direction="in")})


def test_statuses(graph: Graph) -> None:
    """An edge says in which version its target was found."""
    edges = {(edge.source_label, edge.target_label): edge.status for edge in graph.neighbours(LAW, direction="in", relation="cites")}
    assert edges["2", "3"] == "exact_version"
    assert edges["4", "4.1"] == "exact_version"
