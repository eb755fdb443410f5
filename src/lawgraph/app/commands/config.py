"""``lawgraph config``: what is set, where, and what each setting does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lawgraph.app.commands.base import Context, json_option, print_json, run

if TYPE_CHECKING:
    from lawgraph.configuration import Setting, Written

__all__ = ["config"]

_PLACES = {"option": "命令行 ", "environment": "环境变量 ", "file": ""}


@click.command()
@click.option("--path", "only_path", is_flag=True, help="只说配置文件在哪里找。")
@json_option
@click.pass_obj
@run
def config(context: Context, only_path: bool, as_json: bool) -> int:
    """列出每一项设置：值、来自哪里、做什么用。密码不显示。

    列出的就是一个配置文件：没有设的项以 # 开头，去掉 # 就可以改。
    """
    from lawgraph.configuration import config_file, gather
    from lawgraph.settings import SETTINGS

    file = config_file(context.environment)
    there = "" if file.is_file() else "（没有这个文件）"
    if only_path:
        click.echo(str(file))
        if there:
            click.echo(there, err=True)
        return 0
    settings, written = context.settings, gather(SETTINGS, context.environment, context.options)
    if not as_json:
        click.echo(f"# 配置文件：{file}{there}")
    for setting in SETTINGS:
        value, found = _value(getattr(settings, setting.key), hidden=setting.secret), written.get(setting.key)
        if as_json:
            origin = {"origin": found.origin.value, "place": found.place} if found else {"origin": "default", "place": None}
            print_json({"key": setting.key, "variable": setting.variable, "value": value, **origin, "what": setting.what})
        else:
            click.echo("\n".join(_lines(setting, value, found)))
    return 0


def _lines(setting: Setting, value: Any, found: Written | None) -> Iterator[str]:
    """The setting as it may stand in the file: commented out where it is not set, or where its value is hidden."""
    yield f"\n# {setting.what}。（{_PLACES[found.origin.value] + found.place if found else '默认'}）"
    said = json.dumps("" if value is None else value, ensure_ascii=False)
    hidden = setting.secret and isinstance(value, str) and "***" in value
    yield f"{'' if found and not hidden else '# '}{setting.key} = {said}"


def _value(value: Any, *, hidden: bool) -> Any:
    """A value as JSON and TOML write it; of a secret only what tells nothing: an address without its password."""
    if isinstance(value, tuple):
        return [str(item) for item in value]
    from lawgraph.configuration import bare

    said = str(value) if isinstance(value, Path) else value
    if not hidden or not said:
        return said
    return bare(said)
