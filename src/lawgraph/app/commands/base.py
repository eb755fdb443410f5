"""What every command shares: the context, its errors, its options."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click

from lawgraph.errors import LawgraphError

__all__ = ["Context", "json_option", "limit_option", "print_json", "run"]

_LOG = logging.getLogger(__name__)

json_option = click.option("--json", "as_json", is_flag=True, help="每个对象一行 JSON。")
limit_option = click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="最多给出几条。")


class Context:
    """What every command needs; the heavy modules are imported when a command runs, so that ``--help`` is quick."""

    def __init__(self, *, quiet: bool, verbose: bool = False, config: Path | None = None, options: Mapping[str, str] | None = None) -> None:
        self.quiet = quiet
        self.options = options or {}
        self.environment = None if config is None else {**os.environ, "LAWGRAPH_CONFIG": str(config)}
        self._settings: Any = None
        self._wiring: Any = None
        self._bars: Any = None
        if verbose:
            _tell()

    @property
    def settings(self) -> Any:
        """What is set, read once."""
        if self._settings is None:
            from lawgraph.settings import Settings

            self._settings = Settings.from_environment(self.environment, self.options)
            if _LOG.isEnabledFor(logging.INFO):
                from lawgraph.configuration import bare, config_file

                file = config_file(self.environment)
                _LOG.info("配置文件：%s%s", file, "" if file.is_file() else "（没有）")
                _LOG.info("数据：%s，数据库 %s", self._settings.home, bare(self._settings.database_url))
        return self._settings

    @property
    def progress(self) -> Any:
        """What is told how far a long step is."""
        if self._bars is None:
            from lawgraph.app.progress import Bars

            self._bars = Bars(quiet=self.quiet)
            click.get_current_context().call_on_close(self._bars.close)
        return self._bars

    @property
    def wiring(self) -> Any:
        if self._wiring is None:
            from lawgraph.app.wiring import Wiring

            self._wiring = Wiring(self.settings, progress=self.progress)
            if _LOG.isEnabledFor(logging.INFO):
                _tell_library(self._wiring)
        return self._wiring

    def read(self, path: Path) -> Any:
        """The document at ``path``; pages of it that were not read are named on standard error."""
        begun = time.perf_counter()
        found = self.wiring.read(path)
        pages = f"，{len(found.reading.pages)} 页" if found.reading.pages else ""
        kind = found.format + (f"，{found.encoding}" if found.encoding else "")
        _LOG.info("读入 %s：%s，%d 字%s，%.2f 秒", path, kind, len(found.text), pages, time.perf_counter() - begun)
        if found.reading.unread:
            pages = "、".join(map(str, found.reading.unread))
            click.echo(f"lawgraph: “{found.name}”第 {pages} 页是图片，没有读。请运行 pip install 'lawgraph[ocr]' 安装文字识别后再试。", err=True)
        return found

    def day(self, written: str | None) -> Any:
        from lawgraph.app.wiring import parse_day

        return None if written is None else parse_day(written)


def _tell() -> None:
    """Says on standard error what is read, from where, and how long it took, until the command ends; never a word of a report."""
    said, root = logging.StreamHandler(sys.stderr), logging.getLogger("lawgraph")
    begun = time.perf_counter()
    said.setFormatter(logging.Formatter("lawgraph: %(message)s"))
    root.addHandler(said)
    root.setLevel(logging.INFO)

    def end() -> None:
        _LOG.info("用时 %.2f 秒", time.perf_counter() - begun)
        root.removeHandler(said)
        root.setLevel(logging.NOTSET)

    click.get_current_context().call_on_close(end)


def _tell_library(wiring: Any) -> None:
    """Which state of the library answers: its mark, and its sources with the day on which each was added."""
    _LOG.info("法规库：版本 %s，法规 %d 部", wiring.library.fingerprint()[:12] or "（空）", len(wiring.library.works()))
    for source in wiring.library.sources():
        _LOG.info("来源：%s，%s 导入", source.name, source.added_at[:10])


def run(command: Callable[..., int | None]) -> Callable[..., None]:
    """Turns a command's result into the exit status, and an error of ours into one line."""

    def guarded(*arguments: Any, **options: Any) -> None:
        try:
            status = command(*arguments, **options)
        except LawgraphError as error:
            click.echo(f"lawgraph: {error}", err=True)
            sys.exit(error.exit_status)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)
        except Exception as error:
            from lawgraph.store.troubles import trouble

            found = trouble(error)
            if found is None:
                raise
            click.echo(f"lawgraph: {found}", err=True)
            sys.exit(found.exit_status)
        sys.exit(status or 0)

    return update_wrapper(guarded, command)


def print_json(value: Any) -> None:
    """One object, one line."""
    click.echo(json.dumps(value, ensure_ascii=False))
