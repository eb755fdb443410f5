"""The store behind ``/sparql``, filled by a process of its own, so that the service goes on answering meanwhile."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import sys
import threading
from multiprocessing.context import SpawnProcess

from lawgraph.errors import LawgraphError, LibraryError, StoreFilling
from lawgraph.settings import Settings

__all__ = ["Filling"]

_NICENESS = 10
_SPAWN = multiprocessing.get_context("spawn")


class Filling:
    """Fills the store of one library; one process at a time. Safe to be asked from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._percent = ctypes.c_int(0)

    def begin(self) -> LawgraphError:
        """Starts the process if none runs. What to tell whoever asked meanwhile: how far it is, or, once, that it failed."""
        with self._lock:
            process = self._process
            if process is not None and process.exitcode:
                self._process = None
                return LibraryError("查询用的存储没有建成。", "请在命令行运行 lawgraph sparql 'ASK {}' 查看原因；稍后再访问会重新建立。")
            if process is None or not process.is_alive():
                self._percent = _SPAWN.RawValue(ctypes.c_int, 0)
                # a daemon: it ends with the service, and what stands half-filled is cleared by the next one
                self._process = _SPAWN.Process(target=_fill, args=(self._settings, self._percent), daemon=True)
                self._process.start()
            return StoreFilling(f"查询用的存储正在建立，已完成约 {self._percent.value}%。")


def _fill(settings: Settings, percent: ctypes.c_int) -> None:
    """Runs in the process."""
    from lawgraph.app.wiring import Wiring  # noqa: PLC0415 (it imports this module)

    if sys.platform != "win32":
        os.nice(_NICENESS)

    def progress(_what: str, done: int, of: int) -> None:
        percent.value = min(99, 100 * done // max(1, of))

    wiring = Wiring(settings, progress=progress)
    wiring.sparql().close()
