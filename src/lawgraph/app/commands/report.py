"""``lawgraph report``: reports kept and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lawgraph.app.commands import completing
from lawgraph.app.commands.base import Context, json_option, print_json, run
from lawgraph.errors import UsageError

__all__ = ["report"]


@click.group()
def report() -> None:
    """报告：添加、列出、查看。"""


@report.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as-of", help="报告日；默认从文本中读出。")
@click.option("--revises", metavar="ID", shell_complete=completing.reports, help="是哪份报告的修订稿：字句未变的举措，决定照旧。")
@json_option
@click.pass_obj
@run
def report_add(context: Context, files: tuple[Path, ...], as_of: str | None, revises: str | None, as_json: bool) -> int:
    """添加报告并核查。同一文本再次添加仍是同一份报告。"""
    if revises and len(files) > 1:
        raise UsageError("一份报告只能由一个文件修订。", "请逐份添加。")
    day = context.day(as_of)
    texts = [context.read(path) for path in files]
    for text in texts:
        _print_report(context.wiring.add_report(text, day, revises=revises), as_json=as_json)
    return 0


@report.command("list")
@json_option
@click.pass_obj
@run
def report_list(context: Context, as_json: bool) -> int:
    """列出报告。"""
    for row in context.wiring.reports.list():
        _print_report(row, as_json=as_json)
    return 0


@report.command("show")
@click.argument("identifier", metavar="ID", shell_complete=completing.reports)
@json_option
@click.pass_obj
@run
def report_show(context: Context, identifier: str, as_json: bool) -> int:
    """查看一份报告的核查结果。"""
    from lawgraph.app import terminal

    row = context.wiring.checked(context.wiring.reports.get(identifier))
    if as_json:
        print_json({"id": row.id, **row.checked})
    else:
        terminal.print_check_object(row.checked)
    return 0


def _print_report(row: Any, *, as_json: bool) -> None:
    """``row`` is a report or the summary of one."""
    said = row.summary if hasattr(row, "summary") else row.checked["summary"]
    if as_json:
        print_json({"id": row.id, "name": row.name, "date": row.date.isoformat(), "date_source": row.date_source, "summary": said})
        return
    counts = f"　{said['measures']} 项举措，有依据 {said['supported']}，待审建议 {said['suggested']}，缺依据 {said['gaps']}" if said else ""
    click.echo(f"{row.id}　{row.name}　报告日 {row.date.isoformat()}{counts}")
