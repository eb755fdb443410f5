"""``lawgraph mcp``: the library for assistants."""

from __future__ import annotations

import click

from lawgraph.app.commands.base import Context, run

__all__ = ["mcp"]


@click.command()
@click.pass_obj
@run
def mcp(context: Context) -> int:
    """为助手程序提供 MCP 服务（标准输入输出）。

    由助手程序启动，不必手动运行；要先装好 lawgraph[mcp]。
    """
    from lawgraph.app.mcp import serve

    serve(context.wiring)
    return 0
