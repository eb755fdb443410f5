"""What the command line and the API show of nodes, paths and impacts, and how they read what a person writes for a node."""

from __future__ import annotations

import re
from typing import Any

from lawgraph.app.views import read_node
from lawgraph.app.words import WORDS
from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.models import as_json
from lawgraph.domain.numerals import label_name
from lawgraph.errors import UnknownReport
from lawgraph.services.graph.impact import Affected, Impact
from lawgraph.services.graph.tracing import CommonLaw, Ranked, Step, Tracer
from lawgraph.store.graph.edges import Edge
from lawgraph.store.library import Library
from lawgraph.store.reports import Reports

__all__ = ["common_object", "find_path", "impact_object", "node_object", "ranked_object", "step_object"]

_MEASURE = re.compile(r"^(?:/reports/)?([0-9a-f]{16})#(?:m-)?(\d{1,4})$")


def node_object(library: Library, reports: Reports, node: str) -> dict[str, Any]:
    """A node by its identifier: ``kind`` (work, version, provision, issuer, measure), ``title``, and ``name`` (条, or the number of a measure)."""
    measure = _MEASURE.match(node)
    if measure:
        return {"id": node, "kind": "measure", "title": reports.get(measure[1]).name, "name": f"举措 {int(measure[2]):02d}"}
    if node.startswith("/issuers/"):
        return {"id": node, "kind": "issuer", "title": node.removeprefix("/issuers/"), "name": ""}
    work, version, label = split_provision_id(node)
    kind = "provision" if label else "version" if version else "work"
    said = {"id": node, "kind": kind, "title": library.work(work).title, "name": label_name(label) if label else ""}
    return said | ({"version": version} if version else {})


def find_path(library: Library, tracer: Tracer, start: str, goal: str) -> tuple[Step, ...] | None:
    """A shortest path between two nodes as a person writes them; a start may be a measure, ``REPORT#3``. Raises UnknownWork, UnknownProvision."""
    measure = _MEASURE.match(start)
    if measure is None:
        return tracer.path(read_node(library, start), read_node(library, goal))
    if int(measure[2]) < 1:
        raise UnknownReport(start)
    return tracer.path_of_measure(measure[1], int(measure[2]) - 1, read_node(library, goal))


def step_object(library: Library, reports: Reports, step: Step) -> dict[str, Any]:
    """A step with both ends, in the direction of the walk; ``forward``: in the direction of the relation too."""
    return {
        "from": node_object(library, reports, step.start),
        "relation": step.relation,
        "relation_name": WORDS["relation"].get(step.relation, step.relation),
        "to": node_object(library, reports, step.end),
        "forward": step.forward,
        "evidence": _evidence(step.edge),
    }


def common_object(library: Library, reports: Reports, common: CommonLaw) -> dict[str, Any]:
    """A work that two rest on, with the steps from each."""
    ways = {name: [step_object(library, reports, step) for step in way] for name, way in (("first", common.first), ("second", common.second))}
    return {"node": node_object(library, reports, common.work), **ways}


def ranked_object(library: Library, reports: Reports, ranked: Ranked) -> dict[str, Any]:
    """A node with its score."""
    return {"node": node_object(library, reports, ranked.node), "score": ranked.score}


def impact_object(library: Library, reports: Reports, impact: Impact) -> dict[str, Any]:
    """Versions, counts of changes, and for each touched article what rests on it, with the path."""
    counts: dict[str, int] = {}
    for change in impact.changes:
        counts[change.kind.value] = counts.get(change.kind.value, 0) + 1
    return {
        "work": as_json(impact.work),
        "old": as_json(impact.old),
        "new": as_json(impact.new),
        "compared": bool(impact.changes),
        "changes": counts,
        "articles": [
            {"article": number, "change": as_json(impact.change(number)), "affected": [_affected(library, reports, one) for one in affected]}
            for number, affected in impact.articles.items()
        ],
        "whole": [_affected(library, reports, one) for one in impact.whole],
    }


def _affected(library: Library, reports: Reports, affected: Affected) -> dict[str, Any]:
    return {
        "node": node_object(library, reports, affected.node),
        "steps": affected.steps,
        "sure": affected.sure,
        "path": [
            {
                "relation": edge.relation,
                "relation_name": WORDS["relation"].get(edge.relation, edge.relation),
                "to": node_object(library, reports, edge.target_node) | {"as_written": edge.target_label},
                "evidence": _evidence(edge),
            }
            for edge in affected.path
        ],
    }


def _evidence(edge: Edge | None) -> dict[str, Any] | None:
    if edge is None:
        return None
    said = {"text": edge.evidence, "start": edge.start, "end": edge.end, "status": edge.status, "origin": edge.origin}
    return said | {"starts": as_json(edge.starts), "ends": as_json(edge.ends)}
