"""The RDF of a library as an rdflib graph, for whoever goes on from there in Python. The store that answers SPARQL is ``store``."""

from __future__ import annotations

from collections.abc import Iterable

import rdflib

from lawgraph.store.rdf.statements import Described
from lawgraph.store.rdf.writers import n_triples

__all__ = ["as_rdflib"]


def as_rdflib(described: Iterable[Described]) -> rdflib.Graph:
    """The statements as a graph in memory: about 1.2 KB a triple, so for parts and for libraries of a few hundred works."""
    graph = rdflib.Graph()
    graph.parse(data="".join(n_triples(described)), format="nt")
    return graph
