"""The graph as nodes and edges: GraphML and JSON for other programs, networkx for those who go on from here.

Nodes are works, versions, articles and what is named below them, issuers and the measures of reports.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.numerals import label_name
from lawgraph.store.graph.arrays import Arrays
from lawgraph.store.graph.edges import Edge
from lawgraph.store.graph.report_edges import report_edges
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library
from lawgraph.store.reports import Reports

__all__ = ["WRITERS", "Whole", "as_networkx", "write_graphml", "write_json"]

Attributes = Mapping[str, str]
_NODE = ("kind", "title", "label", "name")
_EDGE = ("relation", "status", "origin", "evidence", "written", "target_label", "starts", "ends", "negated", "verdict", "decided")
# what XML 1.0 cannot hold in any form
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Whole:
    """A library with its graph, its arrays and its reports, as nodes and edges in order."""

    library: Library
    graph: Graph
    arrays: Arrays
    reports: Reports

    def nodes(self) -> Iterator[tuple[str, Attributes]]:
        """Every node with what is said of it; what is empty is left out."""
        for place in range(self.arrays.nodes):
            node = self.arrays.name(place)
            yield node, self._node(node)
        measures = dict.fromkeys(edge.source for edge in report_edges(self.reports, self.library))
        for measure in measures:
            yield measure, {"kind": "measure"}
        missing = {edge.target_node for edge in report_edges(self.reports, self.library) if self.arrays.place(edge.target_node) is None}
        for node in sorted(missing):
            yield node, self._node(node)

    def edges(self) -> Iterator[tuple[str, str, Attributes]]:
        """Every edge with its ends: the library's structure, what names what, what measures rest on."""
        arrays = self.arrays
        for edge in range(arrays.edges):
            if not arrays.record(edge):
                yield arrays.name(arrays.source(edge)), arrays.name(arrays.target(edge)), {"relation": arrays.relation(edge)}
        for _, said in self.graph.edges():
            if said.target:
                yield said.source_node, said.target_node, _attributes(said)
        for said in report_edges(self.reports, self.library):
            yield said.source_node, said.target_node, _attributes(said)

    def _node(self, node: str) -> Attributes:
        if node.startswith("/issuers/"):
            return {"kind": "issuer", "title": node.removeprefix("/issuers/")}
        work, version, label = split_provision_id(node)
        kind = "provision" if label else "version" if version else "work"
        said = {"kind": kind, "title": self.library.work(work).title}
        return said | ({"label": label, "name": label_name(label)} if label else {})


def _attributes(edge: Edge) -> Attributes:
    said = {
        "relation": str(edge.relation), "status": edge.status, "origin": str(edge.origin), "evidence": edge.evidence, "written": edge.written,
        "target_label": edge.target_label, "starts": edge.starts.isoformat() if edge.starts else "",
        "ends": edge.ends.isoformat() if edge.ends else "",
        "negated": "true" if edge.negated else "", "verdict": edge.verdict, "decided": edge.decided,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def write_graphml(whole: Whole, out: IO[str]) -> int:
    """Writes GraphML and returns how many edges there are."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for place, names in (("node", _NODE), ("edge", _EDGE)):
        out.writelines(f'<key id="{place}_{name}" for="{place}" attr.name="{name}" attr.type="string"/>\n' for name in names)
    out.write('<graph edgedefault="directed">\n')
    out.writelines(f"<node id={_attribute(node)}>{_data('node', said)}</node>\n" for node, said in whole.nodes())
    count = 0
    for source, target, said in whole.edges():
        out.write(f'<edge id="{count}" source={_attribute(source)} target={_attribute(target)}>{_data("edge", said)}</edge>\n')
        count += 1
    out.write("</graph>\n</graphml>\n")
    return count


def _attribute(words: str) -> str:
    return quoteattr(_NOT_XML.sub("", words))


def _data(place: str, said: Attributes) -> str:
    return "".join(f'<data key="{place}_{name}">{escape(_NOT_XML.sub("", value))}</data>' for name, value in said.items())


def write_json(whole: Whole, out: IO[str]) -> int:
    """Writes node-link JSON, as ``networkx.node_link_graph`` reads it, and returns how many edges there are."""
    out.write('{"directed": true, "multigraph": true, "graph": {}, "nodes": [')
    between = "\n"
    for node, said in whole.nodes():
        out.write(between + json.dumps({"id": node, **said}, ensure_ascii=False))
        between = ",\n"
    out.write('\n], "edges": [')
    between, count = "\n", 0
    for source, target, said in whole.edges():
        out.write(between + json.dumps({"source": source, "target": target, "key": count, **said}, ensure_ascii=False))
        between, count = ",\n", count + 1
    out.write("\n]}\n")
    return count


WRITERS: Mapping[str, Callable[[Whole, IO[str]], int]] = {"graphml": write_graphml, "json": write_json}
"""Writers by the name of their format."""


def as_networkx(whole: Whole, nodes: Collection[str] | None = None) -> nx.MultiDiGraph[str]:
    """The whole graph, or the part between ``nodes``, as networkx holds it: identifiers as nodes, attributes as in the files."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((node, dict(said)) for node, said in whole.nodes() if nodes is None or node in nodes)
    for number, (source, target, said) in enumerate(whole.edges()):
        if source in graph and target in graph:
            graph.add_edge(source, target, number, **said)
    return graph
