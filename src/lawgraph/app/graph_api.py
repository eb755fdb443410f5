"""The graph over HTTP: neighbours, what is reached, paths, impacts and ranks, as the command line gives them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from lawgraph.app.graph_views import find_path, impact_object, node_object, ranked_object, step_object
from lawgraph.app.query import current_wiring, read_count, read_date
from lawgraph.app.views import edge_object, read_node
from lawgraph.app.wiring import parse_day
from lawgraph.errors import UsageError
from lawgraph.store.edges import Relation

__all__ = ["graph_api"]

graph_api = Blueprint("graph_api", __name__, url_prefix="/api/v1/graph")

_MOST_EDGES = 1000
_MOST_STEPS = 10
_DIRECTIONS = ("in", "out", "both")


@graph_api.get("/neighbours")
def neighbours() -> Any:
    """``node``; ``relation``, ``direction``, ``limit``: the edges that leave or reach a work or provision."""
    wiring = current_wiring()
    work, label = read_node(wiring.library, _required("node"))
    edges = wiring.graph.neighbours(work, label, relation=_relation(), direction=_direction(), limit=_limit())
    return {"edges": [edge_object(wiring.library, edge) for edge in edges]}


@graph_api.get("/cited-by")
def cited_by() -> Any:
    """``node``; ``limit``: who names a work or provision, each source once, in its newest version."""
    wiring = current_wiring()
    work, label = read_node(wiring.library, _required("node"))
    return {"edges": [edge_object(wiring.library, edge) for edge in wiring.graph.cited_by(work, label, limit=_limit())]}


@graph_api.get("/reach")
def reach() -> Any:
    """``node``; ``steps``, ``relation``, ``direction``, ``at``, ``limit``: what is reached within some steps, the nearest first."""
    wiring = current_wiring()
    relation, written = _relation(), request.args.get("at")
    reached = wiring.tracer.reach(
        read_node(wiring.library, _required("node")),
        steps=read_count(request.args.get("steps"), 2, most=_MOST_STEPS),
        relations=None if relation is None else {relation},
        direction=_direction(),
        at=parse_day(written) if written else None,
        limit=_limit(),
    )
    return {"nodes": [node_object(wiring.library, wiring.reports, node) | {"steps": steps} for node, steps in reached]}


@graph_api.get("/path")
def path() -> Any:
    """``from``, ``to``: a shortest path with its evidence; ``path`` is null where nothing links them."""
    wiring = current_wiring()
    found = find_path(wiring.library, wiring.tracer, _required("from"), _required("to"))
    return {"path": None if found is None else [step_object(wiring.library, wiring.reports, step) for step in found]}


@graph_api.get("/impact")
def impact() -> Any:
    """``work``, ``from``, ``to``; ``steps``: what a new version touches."""
    wiring = current_wiring()
    work = wiring.library.find(_required("work")).id
    before, after = parse_day(_required("from")), parse_day(_required("to"))
    found = wiring.impact.find(work, before, after, steps=read_count(request.args.get("steps"), 5, most=_MOST_STEPS))
    return impact_object(wiring.library, wiring.reports, found)


@graph_api.get("/most-cited")
def most_cited() -> Any:
    """``at``, ``limit``: what most provisions and works name on a day; today if none is given."""
    wiring = current_wiring()
    found = wiring.tracer.most_cited(at=read_date(request.args.get("at"), wiring.today), limit=_limit())
    return {"nodes": [ranked_object(wiring.library, wiring.reports, ranked) for ranked in found]}


@graph_api.get("/central")
def central() -> Any:
    """``limit``: the highest PageRank over what names what."""
    wiring = current_wiring()
    return {"nodes": [ranked_object(wiring.library, wiring.reports, ranked) for ranked in wiring.tracer.central(limit=_limit())]}


def _required(name: str) -> str:
    written = request.args.get(name, "").strip()
    if not written:
        raise UsageError(f"缺少 {name}。", f"请给出 {name}。")
    return written


def _limit() -> int:
    return read_count(request.args.get("limit"), 100, most=_MOST_EDGES)


def _relation() -> str | None:
    written = request.args.get("relation") or None
    if written is not None and written not in set(Relation):
        raise UsageError(f"没有“{written}”这种关系。", f"可用的有：{'、'.join(Relation)}。")
    return written


def _direction() -> str:
    written = request.args.get("direction") or "both"
    if written not in _DIRECTIONS:
        raise UsageError(f"没有“{written}”这个方向。", f"可用的有：{'、'.join(_DIRECTIONS)}。")
    return written
