"""The graph over HTTP: neighbours, what is reached, paths, impacts and ranks, as the command line gives them."""

from __future__ import annotations

from typing import Any, Literal

from flask import Blueprint
from pydantic import Field

from lawgraph.app.api.contract import EdgeList, ImpactAnswer, PathAnswer, RankedList, ReachedList
from lawgraph.app.api.graph_contract import CommonAnswer, ViewAnswer
from lawgraph.app.api.operations import Asked, Count, Day, Words, operation
from lawgraph.app.graph import pages as graph_page
from lawgraph.app.graph.views import common_object, find_path, impact_object, node_object, ranked_object, step_object
from lawgraph.app.service.query import current_wiring
from lawgraph.app.views import edge_object, read_node
from lawgraph.store.graph.edges import Relation

__all__ = ["graph_api"]

graph_api = Blueprint("graph_api", __name__, url_prefix="/api/v1/graph")

_GROUP = "引用关系"
_MOST_EDGES = 1000
_MOST_STEPS = 10
_NODE = "法规或条款：标识符，或题名加条号"


class Limited(Asked):
    """So many and no more."""

    limit: Count = Field(100, ge=1, le=_MOST_EDGES, description="最多几项")


class NodeQuery(Limited):
    """A node."""

    node: Words = Field(description=_NODE)


class NeighboursQuery(NodeQuery):
    """A node and which of its edges."""

    relation: Relation | None = Field(None, description="只看一种关系")
    direction: Literal["in", "out", "both"] = Field("both", description="in：指向它的；out：它指向的；both：两者")


class ReachQuery(NeighboursQuery):
    """A node and how far to go from it."""

    steps: Count = Field(2, ge=1, le=_MOST_STEPS, description="最多几步")
    at: Day | None = Field(None, description="只走这一天适用的关系；不写则不限")


class PathQuery(Asked):
    """Two nodes."""

    from_: Words = Field(alias="from", description=f"起点。{_NODE}，或举措（报告编号#3）")
    to: Words = Field(description=f"终点。{_NODE}")


class ImpactQuery(Asked):
    """Two versions of a work."""

    work: Words = Field(description="法规：标识符、题名、简称或文号")
    from_: Day = Field(alias="from", description="旧版的公布日，或它适用的一天")
    to: Day = Field(description="新版的公布日，或它适用的一天")
    steps: Count = Field(5, ge=1, le=_MOST_STEPS, description="最多几步")


class CentralQuery(Limited):
    """Of which work."""

    work: Words | None = Field(None, description="只看这部法规的条")


class MostCitedQuery(CentralQuery):
    """Of which work, and a day."""

    at: Day | None = None


class CommonQuery(Asked):
    """Two works."""

    first: Words = Field(description="一部法规：标识符、题名、简称或文号")
    second: Words = Field(description="另一部法规，同上")
    at: Day | None = Field(None, description="只走这一天适用的关系；不写则不限")


class ViewQuery(Asked):
    """What is drawn, as the page takes it."""

    node: Words = Field(description=f"{_NODE}，或报告、举措（报告编号#3）")
    open: Words | None = None
    show: Words | None = None
    changed: Literal["1", "true", "false"] = "false"
    at: Day | None = None
    limit: Count = Field(60, ge=1, le=3000, description="展开一个节点最多列几个相邻的")


@graph_api.get("/neighbours")
@operation(_GROUP, "一部法规或一条的引用关系", query=NeighboursQuery, answers=EdgeList, steady=True)
def neighbours(query: NeighboursQuery) -> Any:
    """The edges that leave or reach a work or provision."""
    wiring = current_wiring()
    work, label = read_node(wiring.library, query.node)
    edges = wiring.graph.neighbours(work, label, relation=query.relation, direction=query.direction, limit=query.limit)
    return {"edges": [edge_object(wiring.library, edge) for edge in edges]}


@graph_api.get("/cited-by")
@operation(_GROUP, "引用它的条款", query=NodeQuery, answers=EdgeList, steady=True)
def cited_by(query: NodeQuery) -> Any:
    """Who names a work or provision, each source once, in its newest version."""
    wiring = current_wiring()
    work, label = read_node(wiring.library, query.node)
    return {"edges": [edge_object(wiring.library, edge) for edge in wiring.graph.cited_by(work, label, limit=query.limit)]}


@graph_api.get("/reach")
@operation(_GROUP, "几步之内到达的一切", query=ReachQuery, answers=ReachedList)
def reach(query: ReachQuery) -> Any:
    """What is reached within some steps, the nearest first."""
    wiring = current_wiring()
    reached = wiring.tracer.reach(
        read_node(wiring.library, query.node),
        steps=query.steps,
        relations=None if query.relation is None else {query.relation},
        direction=query.direction,
        at=query.at,
        limit=query.limit,
    )
    return {"nodes": [node_object(wiring.library, wiring.reports, node) | {"steps": steps} for node, steps in reached]}


@graph_api.get("/path")
@operation(_GROUP, "两处之间最短的路径，每步附原文", query=PathQuery, answers=PathAnswer)
def path(query: PathQuery) -> Any:
    """A shortest path with its evidence; ``path`` is null where nothing links them."""
    wiring = current_wiring()
    found = find_path(wiring.library, wiring.tracer, query.from_, query.to)
    return {"path": None if found is None else [step_object(wiring.library, wiring.reports, step) for step in found]}


@graph_api.get("/impact")
@operation(_GROUP, "一次修改影响到什么", query=ImpactQuery, answers=ImpactAnswer)
def impact(query: ImpactQuery) -> Any:
    """What a new version touches."""
    wiring = current_wiring()
    work = wiring.library.find(query.work).id
    found = wiring.impact.find(work, query.from_, query.to, steps=query.steps)
    return impact_object(wiring.library, wiring.reports, found)


@graph_api.get("/most-cited")
@operation(_GROUP, "某日被引用最多的条", query=MostCitedQuery, answers=RankedList)
def most_cited(query: MostCitedQuery) -> Any:
    """The articles that most articles of other works name on a day; today if none is given."""
    wiring = current_wiring()
    found = wiring.tracer.most_cited(work=_work(query), at=query.at or wiring.today, limit=query.limit)
    return {"nodes": [ranked_object(wiring.library, wiring.reports, ranked) for ranked in found]}


@graph_api.get("/central")
@operation(_GROUP, "引用关系中最居中的条（PageRank）", query=CentralQuery, answers=RankedList)
def central(query: CentralQuery) -> Any:
    """The articles of the highest PageRank over what names what."""
    wiring = current_wiring()
    found = wiring.tracer.central(work=_work(query), limit=query.limit)
    return {"nodes": [ranked_object(wiring.library, wiring.reports, ranked) for ranked in found]}


@graph_api.get("/common")
@operation(_GROUP, "两部法规共同的上位依据", query=CommonQuery, answers=CommonAnswer)
def common(query: CommonQuery) -> Any:
    """The works that both rest on by what they say they were made by, the nearest first, with the way from each."""
    wiring = current_wiring()
    first, second = (wiring.library.find(written).id for written in (query.first, query.second))
    found = wiring.tracer.common(first, second, at=query.at)
    return {"nodes": [common_object(wiring.library, wiring.reports, one) for one in found]}


@graph_api.get("/view")
@operation(_GROUP, "图谱页的内容：节点的位置，线和原文", query=ViewQuery, answers=ViewAnswer)
def view(query: ViewQuery) -> Any:  # noqa: ARG001 (it is held against its description here, and read as the page reads it)
    """What stands around a node, with its places in the picture: the twin of the page ``/graph``."""
    wiring = current_wiring()
    return graph_page.view_object(wiring, graph_page.Asked.read(wiring))


def _work(query: CentralQuery) -> str:
    return current_wiring().library.find(query.work).id if query.work else ""
