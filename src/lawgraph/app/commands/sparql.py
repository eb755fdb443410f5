"""``lawgraph sparql``: one query, its answer on standard output."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lawgraph.app.commands.base import Context, run

__all__ = ["sparql"]


@click.command()
@click.argument("query")
@click.option("--format", "form", help="json、xml、csv、tsv；图用 ttl、nt、jsonld、rdf。默认 json，图默认 ttl。")
@click.pass_obj
@run
def sparql(context: Context, query: str, form: str | None) -> int:
    """执行一个 SPARQL 查询。QUERY 是查询本身、存有查询的文件，或者 - 表示标准输入。"""
    from lawgraph.store.rdf.sparql import media_types

    text = sys.stdin.read() if query == "-" else _read(query)
    endpoint = context.wiring.sparql()
    try:
        sys.stdout.buffer.write(endpoint.query(text, form or next(iter(media_types(text)))))
        sys.stdout.buffer.flush()
    finally:
        endpoint.close()
    return 0


def _read(written: str) -> str:
    """The text of the file that is named, else the words themselves: no query is the name of a file that stands."""
    try:
        return Path(written).read_text("utf-8") if Path(written).is_file() else written
    except OSError:
        return written
