"""``lawgraph graph``: who names whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from lawgraph.app.commands.base import Context, json_option, limit_option, print_json, run

__all__ = ["graph"]


@click.group()
def graph() -> None:
    """关系：谁引用了这一条，这一条引用了谁。"""


def _node(context: Context, node: str) -> tuple[str, str]:
    """Work and label of what a person writes: an identifier, or a title with or without an article."""
    from lawgraph.app.views import read_node

    return read_node(context.wiring.library, node)


@graph.command("cited-by")
@click.argument("node")
@limit_option
@json_option
@click.pass_obj
@run
def graph_cited_by(context: Context, node: str, limit: int, as_json: bool) -> int:
    """列出引用 NODE 的条文和举措。NODE 如 行政处罚法 或 行政处罚法第三十三条。"""
    work, label = _node(context, node)
    edges = context.wiring.graph.cited_by(work, label, limit=limit)
    _print_edges(context, edges, as_json=as_json)
    for use in context.wiring.reports.uses(work):
        if label and use.label != label.split(".")[0]:
            continue
        if as_json:
            print_json(
                {"relation": "has_basis", "report": use.report, "name": use.name, "measure": use.measure, "label": use.label, "origin": use.origin}
            )
        else:
            click.echo(f"报告 {use.name} 举措 {use.measure + 1:02d}　{'原文引用' if use.origin == 'cited' else '机器建议'}")
    return 0


@graph.command("neighbours")
@click.argument("node")
@click.option("--relation", help="只看一种关系，如 cites。")
@click.option("--direction", type=click.Choice(["in", "out", "both"]), default="both", show_default=True, help="方向。")
@limit_option
@json_option
@click.pass_obj
@run
def graph_neighbours(context: Context, node: str, relation: str | None, direction: str, limit: int, as_json: bool) -> int:
    """列出 NODE 的相邻关系。"""
    work, label = _node(context, node)
    edges = context.wiring.graph.neighbours(work, label, relation=relation, direction=direction, limit=limit)
    _print_edges(context, edges, as_json=as_json)
    return 0


def _print_edges(context: Context, edges: Iterable[Any], *, as_json: bool) -> None:
    from lawgraph.app.views import edge_object

    for edge in edges:
        shown = edge_object(context.wiring.library, edge)
        if as_json:
            print_json(shown)
        else:
            source = f"{shown['source']['title']}{shown['source']['name']}"
            click.echo(f"{source}　{shown['relation_name']}　{shown['target']['title']}{shown['target']['name']}")
