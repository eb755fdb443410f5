"""The graph for data scientists: any part of it as a networkx graph, all of it as an rdflib graph.

from lawgraph.graph import to_networkx, to_rdflib

g = to_networkx("行政处罚法第三十三条", steps=2)
"""

from __future__ import annotations

import networkx as nx
import rdflib

from lawgraph.app.views import read_node
from lawgraph.app.wiring import Wiring
from lawgraph.settings import Settings
from lawgraph.store.graph.files import Whole, as_networkx
from lawgraph.store.rdf.networked import as_rdflib
from lawgraph.store.rdf.statements import Source, statements
from lawgraph.store.rdf.vocabulary import BASE

__all__ = ["to_networkx", "to_rdflib"]


def to_networkx(around: str | None = None, *, steps: int = 1, direction: str = "both", settings: Settings | None = None) -> nx.MultiDiGraph[str]:
    """The graph of the library in LAWGRAPH_HOME (or of ``settings``), or what lies within ``steps`` of a work or provision (``around``).

    Nodes are identifiers with ``kind``, ``title``, ``label`` and ``name``; edges carry ``relation``, ``status``, ``origin``, ``evidence``,
    ``written``, ``starts`` and ``ends`` where they have them. ``direction``: ``out`` (what it rests on), ``in`` (what rests on it) or ``both``.
    Raises UnknownWork and UnknownProvision.
    """
    wiring = Wiring(settings or Settings.from_environment())
    try:
        whole = Whole(wiring.library, wiring.graph, wiring.derived.arrays(), wiring.reports)
        if around is None:
            return as_networkx(whole)
        start = read_node(wiring.library, around)
        near = {node for node, _ in wiring.tracer.reach(start, steps=steps, direction=direction, limit=whole.arrays.nodes)}
        return as_networkx(whole, near | set(wiring.tracer.nodes(start)))
    finally:
        wiring.database.dispose()


def to_rdflib(*, base: str = BASE, settings: Settings | None = None) -> rdflib.Graph:
    """The whole library in LAWGRAPH_HOME (or of ``settings``) in ELI's terms, as ``lawgraph graph export --format nt`` writes it.

    Identifiers stand below ``base``. The graph is held in memory: for a library of national size export it, or ask ``/sparql``.
    """
    wiring = Wiring(settings or Settings.from_environment())
    try:
        return as_rdflib(statements(Source(wiring.library, wiring.graph, wiring.reports, wiring.topics, base.rstrip("/"))))
    finally:
        wiring.database.dispose()
