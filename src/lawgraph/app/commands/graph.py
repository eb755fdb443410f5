"""``lawgraph graph``: who names whom."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import click

from lawgraph.app.commands import completing
from lawgraph.app.commands.base import Context, json_option, limit_option, print_json, run
from lawgraph.errors import UsageError

__all__ = ["graph"]


@click.group()
def graph() -> None:
    """关系：谁引用了这一条，这一条引用了谁，改动牵动了谁。"""


def _node(context: Context, node: str) -> tuple[str, str]:
    """Work and label of what a person writes: an identifier, or a title with or without an article."""
    from lawgraph.app.views import read_node

    return read_node(context.wiring.library, node)


@graph.command("cited-by")
@click.argument("node", shell_complete=completing.works)
@limit_option
@json_option
@click.pass_obj
@run
def graph_cited_by(context: Context, node: str, limit: int, as_json: bool) -> int:
    """列出引用 NODE 的条文和举措。NODE 如 行政处罚法 或 行政处罚法第三十三条。"""
    work, label = _node(context, node)
    edges = context.wiring.graph.cited_by(work, label, limit=limit)
    _print_edges(context, edges, as_json=as_json)
    uses = (use for use in context.wiring.reports.uses(work) if not label or use.label == label.split(".")[0])
    for use in islice(uses, limit - len(edges)):
        if as_json:
            print_json(
                {"relation": "has_basis", "report": use.report, "name": use.name, "measure": use.measure, "label": use.label, "origin": use.origin}
            )
        else:
            click.echo(f"报告 {use.name} 举措 {use.measure + 1:02d}　{'原文引用' if use.origin == 'cited' else '机器建议'}")
    return 0


@graph.command("neighbours")
@click.argument("node", shell_complete=completing.works)
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


@graph.command("path")
@click.argument("start", shell_complete=completing.works)
@click.argument("goal", shell_complete=completing.works)
@json_option
@click.pass_obj
@run
def graph_path(context: Context, start: str, goal: str, as_json: bool) -> int:
    """说明 START 为什么与 GOAL 有关：一条最短的路径，每一步附依据。START 也可以是举措，如 报告编号#3。"""
    from lawgraph.app.graph.views import find_path, step_object

    wiring = context.wiring
    found = find_path(wiring.library, wiring.tracer, start, goal)
    if found is None:
        click.echo("两者之间没有路径。", err=True)
        return 1
    for step in found:
        shown = step_object(wiring.library, wiring.reports, step)
        if as_json:
            print_json(shown)
        else:
            arrow = f"—{shown['relation_name']}→" if step.forward else f"←{shown['relation_name']}—"
            evidence = shown["evidence"]
            said = f"　（{evidence['text']}）" if evidence and evidence["text"] else ""
            click.echo(f"{_node_name(shown['from'])}　{arrow}　{_node_name(shown['to'])}{said}")
    return 0


@graph.command("common")
@click.argument("first", shell_complete=completing.works)
@click.argument("second", shell_complete=completing.works)
@click.option("--at", help="只走这一天适用的关系。")
@json_option
@click.pass_obj
@run
def graph_common(context: Context, first: str, second: str, at: str | None, as_json: bool) -> int:
    """列出 FIRST 和 SECOND 两部法规共同的上位依据，近的在前。"""
    from lawgraph.app.graph.views import common_object

    wiring = context.wiring
    works = [wiring.library.find(written).id for written in (first, second)]
    found = wiring.tracer.common(*works, at=context.day(at) if at else None)
    if not found:
        click.echo("两部法规没有共同的上位依据。", err=True)
        return 1
    for one in found:
        shown = common_object(wiring.library, wiring.reports, one)
        if as_json:
            print_json(shown)
        else:
            ways = "　".join(f"{name}：{_way(shown[key])}" for name, key in (("前者", "first"), ("后者", "second")))
            click.echo(f"{_node_name(shown['node'])}　{ways}")
    return 0


def _way(steps: list[dict[str, Any]]) -> str:
    """The steps of one of two works; none where it is the common one itself."""
    return " → ".join(f"{step['relation_name']} {_node_name(step['to'])}" for step in steps) or "即此"


@graph.command("most-cited")
@click.option("--work", shell_complete=completing.works, help="只看这部法规的条。")
@click.option("--at", help="哪一天，默认今天。")
@click.option("--central", is_flag=True, help="改按 PageRank 排列，不限哪一天。")
@limit_option
@json_option
@click.pass_obj
@run
def graph_most_cited(context: Context, work: str | None, at: str | None, central: bool, limit: int, as_json: bool) -> int:
    """列出被别的法规引用最多的条。"""
    from lawgraph.app.graph.views import ranked_object

    wiring = context.wiring
    known = wiring.library.find(work).id if work else ""
    day = context.day(at) if at else wiring.today
    found = wiring.tracer.central(work=known, limit=limit) if central else wiring.tracer.most_cited(work=known, at=day, limit=limit)
    for ranked in found:
        shown = ranked_object(wiring.library, wiring.reports, ranked)
        if as_json:
            print_json(shown)
        else:
            score = f"{ranked.score:.6f}" if central else f"{ranked.score:.0f} 处"
            click.echo(f"{_node_name(shown['node'])}　{score}")
    return 0


@graph.command("impact")
@click.argument("work", shell_complete=completing.works)
@click.option("--from", "before", required=True, help="旧版本：公布日，或者它适用的某一天。")
@click.option("--to", "after", required=True, help="新版本，同上。")
@click.option("--steps", type=click.IntRange(1, 10), default=5, show_default=True, help="最远几步。")
@json_option
@click.pass_obj
@run
def graph_impact(context: Context, work: str, before: str, after: str, steps: int, as_json: bool) -> int:
    """列出 WORK 换了版本以后要重看的条文和举措。"""
    from lawgraph.app.graph.views import impact_object

    wiring = context.wiring
    found = wiring.impact.find(wiring.library.find(work).id, context.day(before), context.day(after), steps=steps)
    shown = impact_object(wiring.library, wiring.reports, found)
    if as_json:
        print_json(shown)
    else:
        _print_impact(shown)
    return 1 if found.articles or found.whole else 0


@graph.command("export")
@click.option("--format", "form", type=click.Choice(["ttl", "nt", "jsonld", "graphml", "json"]), default="ttl", show_default=True, help="格式。")
@click.option("-o", "--out", "output", type=click.Path(dir_okay=False, writable=True), help="写入的文件；不给就写到标准输出。")
@click.option("--base", help="标识符前面的网址，如 https://law.example.org。")
@click.pass_obj
@run
def graph_export(context: Context, form: str, output: str | None, base: str | None) -> int:
    """导出整个关系图。"""
    from lawgraph.store.graph import files as graph_files
    from lawgraph.store.rdf import writers as rdf_writers
    from lawgraph.store.rdf.statements import Source, statements
    from lawgraph.store.rdf.vocabulary import BASE

    wiring = context.wiring
    with click.open_file(output or "-", "w", encoding="utf-8") as out:
        if form in graph_files.WRITERS:
            whole = graph_files.Whole(wiring.library, wiring.graph, wiring.derived.arrays(), wiring.reports)
            count, what = graph_files.WRITERS[form](whole, out), "条关系"
        else:
            source = Source(wiring.library, wiring.graph, wiring.reports, wiring.topics, (base or BASE).rstrip("/"))
            count, what = rdf_writers.WRITERS[form](statements(source), out), "个三元组"
    click.echo(f"{count} {what}", err=True)
    return 0


@graph.command("publish")
@click.argument("store")
@click.option("--base", help="标识符前面的网址，如 https://law.example.org。")
@click.pass_obj
@run
def graph_publish(context: Context, store: str, base: str | None) -> int:
    """把整个关系图放进一台 SPARQL 服务器的默认图，替换其中原有的。STORE 是图存储的地址，如 http://127.0.0.1:7878/store。"""
    from lawgraph.store.rdf.publish import publish
    from lawgraph.store.rdf.statements import Source, statements
    from lawgraph.store.rdf.vocabulary import BASE

    if not store.startswith(("http://", "https://")):
        raise UsageError(f"“{store}”不是图存储的地址。", "请给出以 http:// 或 https:// 开头的地址。")
    wiring = context.wiring
    source = Source(wiring.library, wiring.graph, wiring.reports, wiring.topics, (base or BASE).rstrip("/"))
    count = publish(statements(source), store, lambda done: click.echo(f"\r{done} 个三元组", err=True, nl=False))
    click.echo(f"\r{count} 个三元组已放进 {store}", err=True)
    return 0


def _node_name(node: dict[str, Any]) -> str:
    return f"{node['title']}{node['name']}" + (f"（{node['version'].rsplit('/', 1)[-1]}）" if "version" in node else "")


_CHANGES = {"same": "未变", "moved": "改号", "changed": "修改", "added": "新增", "removed": "删去"}


def _print_impact(shown: dict[str, Any]) -> None:
    old, new = shown["old"], shown["new"]
    counts = "，".join(f"{name} {shown['changes'].get(kind, 0)} 条" for kind, name in _CHANGES.items())
    said = counts if shown["compared"] else "有一个版本没有正文，哪些条有改动无从比较；列出引用旧版本的全部"
    click.echo(f"《{shown['work']['title']}》 {old['published']} → {new['published']}：{said}")
    for article in shown["articles"]:
        change = article["change"]
        became = "" if change is None else f"　{_CHANGES[change['kind']]}" + (f"，今为第 {change['new']} 条" if change["new"] else "")
        click.echo(f"第 {article['article']} 条{became}")
        for one in article["affected"]:
            click.echo(f"  {_affected_line(one)}")
    if shown["whole"]:
        click.echo("整部引用")
        for one in shown["whole"]:
            click.echo(f"  {_affected_line(one)}")


def _affected_line(one: dict[str, Any]) -> str:
    way = " → ".join(f"{step['relation_name']} {_node_name(step['to'])}" for step in one["path"])
    return f"{_node_name(one['node'])}　{way}" + ("" if one["sure"] else "　所引版本无从比对，按原条号列出")


def _print_edges(context: Context, edges: Iterable[Any], *, as_json: bool) -> None:
    from lawgraph.app.views import edge_object

    for edge in edges:
        shown = edge_object(context.wiring.library, edge)
        if as_json:
            print_json(shown)
        else:
            source = f"{shown['source']['title']}{shown['source']['name']}"
            click.echo(f"{source}　{shown['relation_name']}　{shown['target']['title']}{shown['target']['name']}")
