"""``lawgraph backup``, ``restore`` and ``doctor``: the database kept, put back and looked through."""

from __future__ import annotations

from pathlib import Path

import click

from lawgraph.app.commands.base import Context, json_option, print_json, run

__all__ = ["backup", "doctor", "restore"]

_SEVERITIES = {"error": "错误", "note": "提示"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
@run
def backup(context: Context, file: Path) -> int:
    """备份数据库到一个文件；使用中也可以备份。备份会先检查，再放到所给的位置。"""
    from lawgraph.store.backup import back_up

    made = back_up(context.settings.database_url, file)
    click.echo(f"已备份到 {made.path}：{made.size / 2**20:.1f} MB，报告 {made.reports} 份；检查无误。")
    return 0


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
@run
def restore(context: Context, file: Path) -> int:
    """用备份恢复数据库。现在的数据库另存在旁边。"""
    from lawgraph.store.backup import restore as put_back

    aside = put_back(context.settings.database_url, file)
    click.echo(f"已恢复 {file}。" + (f"原来的数据库在 {aside}。" if aside else ""))
    if context.wiring.library.fingerprint():
        _ = context.wiring.derived
    return 0


@click.command()
@json_option
@click.pass_obj
@run
def doctor(context: Context, as_json: bool) -> int:
    """检查数据库、索引和文件夹，逐项说明不一致之处和办法。有错误时退出码为 1。"""
    from dataclasses import asdict

    from lawgraph.store.doctor import examine

    found = list(examine(context.settings))
    for ailment in found:
        if as_json:
            print_json(asdict(ailment))
        else:
            click.echo(f"{_SEVERITIES[ailment.severity]}　{ailment.code}　{ailment.what}{ailment.todo}")
    if not found and not as_json:
        click.echo("没有发现问题。")
    return 1 if any(ailment.severity == "error" for ailment in found) else 0
