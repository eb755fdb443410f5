"""Files read apart: in processes that are ended when a file takes too much time or memory, or breaks the program that reads it.

A text file is decoded here, in one pass over its bytes. Everything else is unpacked and parsed by ``worker``. What LibreOffice converts is
converted first, by LibreOffice's own process under ``office``'s own limit, and its result is read like any other .docx.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lawgraph.domain.models import Reading
from lawgraph.errors import DocumentError, DocumentTooCostly, DocumentUnreadable
from lawgraph.text.formats import Text, content, read_bytes, silent
from lawgraph.text.formats.kinds import Container, container
from lawgraph.text.formats.office import to_docx
from lawgraph.text.formats.recognition import Progress
from lawgraph.text.formats.worker import PAGE_SECONDS

__all__ = ["Limits", "Readers"]

_LOG = logging.getLogger(__name__)
_PARSED = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip archive begins: already its list of parts is for the other process to read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` and ``megabytes`` that reading one file may take; ``idle`` processes that stay ready for the next one.

    Character recognition has its own limits for each scanned page (``worker``).
    """

    seconds: float = 8.0
    megabytes: int = 1024
    idle: int = 2


class Readers:
    """Reads files, each in a process of its own or in one that has read before. Safe to be used by several threads.

    The processes end with ``close``, with this object, or with the program.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._idle: list[_Reader] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _end_all, self._idle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    def warm(self) -> None:
        """Starts the idle processes, so that the first file does not wait for one; does not wait itself."""
        with self._lock:
            self._idle += [_Reader(self._limits) for _ in range(self._limits.idle - len(self._idle))]

    def read(self, path: Path, progress: Progress = silent) -> Text:
        """As ``formats.read``; raises DocumentTooCostly too."""
        return self.read_bytes(content(path), path.name, progress)

    def read_bytes(self, data: bytes, name: str, progress: Progress = silent) -> Text:
        """As ``formats.read_bytes``; raises DocumentTooCostly where it would take more than the limits."""
        if not data.startswith(_PARSED):
            sort = container(data, name) if data else Container.PLAIN
            if sort is Container.PLAIN:
                return read_bytes(data, name)
            if sort is Container.OLD_WORD:
                return replace(self._read(to_docx(data, name), name, progress), format="doc")
        return self._read(data, name, progress)

    def close(self) -> None:
        """Ends the idle processes."""
        with self._lock:
            _end_all(self._idle)

    def _read(self, data: bytes, name: str, progress: Progress) -> Text:
        with self._reader() as reader:
            status, body = reader.ask(data, name, progress)
        todo = "请拆分，或另存为 TXT 后再试。"
        if status == "time":
            raise DocumentTooCostly(f"“{name}”在 {self._limits.seconds:g} 秒内没有读完，已经停止。", todo)
        if status in {"memory", "gone"}:
            raise DocumentTooCostly(f"“{name}”用尽了 {self._limits.megabytes} MB 内存，或者使读取程序中断，没有读完。", todo)
        said = json.loads(body)
        if status == "ok":
            return Text(**{**said, "date": said["date"] and date.fromisoformat(said["date"]), "reading": Reading.from_json(said["reading"])})
        for error in DocumentError.__subclasses__():
            if error.code == status:
                raise error(said["what"], said["todo"])
        _LOG.error("a file broke its reader: %s", said)
        raise DocumentUnreadable(f"“{name}”已损坏，读不出内容。", "请重新下载，或另存为 DOCX 后再试。")

    @contextmanager
    def _reader(self) -> Iterator[_Reader]:
        """A process for one file; it goes back only if it is still sound."""
        with self._lock:
            reader = self._idle.pop() if self._idle else None
        reader = reader or _Reader(self._limits)
        try:
            yield reader
        finally:
            with self._lock:
                kept = reader.sound and len(self._idle) < self._limits.idle
                if kept:
                    self._idle.append(reader)
            if not kept:
                reader.end()


def _end_all(readers: list[_Reader]) -> None:
    while readers:
        readers.pop().end()


class _Clock:
    """Calls ``end`` when its time is up."""

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self._timer: threading.Timer | None = None

    def start(self, seconds: float) -> None:
        """Counts from now, whatever was left."""
        self.stop()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.start()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


class _Reader:
    """A process that runs ``worker``; ``sound`` until it fails to answer or asks not to be used again."""

    def __init__(self, limits: Limits) -> None:
        self._seconds = limits.seconds
        arguments = [sys.executable, "-m", "lawgraph.text.formats.worker", str(limits.seconds), str(limits.megabytes)]
        # numerical libraries start a thread a processor, and each takes its stack from the memory that a file may use
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            arguments, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment, start_new_session=sys.platform != "win32"
        )
        self.sound = True

    def ask(self, data: bytes, name: str, progress: Progress) -> tuple[str, bytes]:
        """Status and body of the worker's answer; ``time`` where it had to be ended, ``gone`` where it ended by itself."""
        self.sound, late = False, threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        clock = _Clock(end)
        clock.start(self._seconds)
        try:
            said = self._exchange(json.dumps({"name": name, "length": len(data)}).encode() + b"\n" + data, clock, progress)
        except OSError:
            said = None
        finally:
            clock.stop()
        if said is None:
            return ("time" if late.is_set() else "gone"), b""
        head, body = said
        self.sound = bool(head["again"]) and not late.is_set()
        return head["status"], body

    def _exchange(self, request: bytes, clock: _Clock, progress: Progress) -> tuple[dict[str, Any], bytes] | None:
        process = self._process
        if process.stdin is None or process.stdout is None:
            return None
        process.stdin.write(request)
        process.stdin.flush()
        while True:
            line = process.stdout.readline()
            if not line.endswith(b"\n"):
                return None
            head = json.loads(line)
            if "progress" not in head:
                break
            clock.start(PAGE_SECONDS)
            progress(*head["progress"])
        body = process.stdout.read(head["length"])
        return (head, body) if len(body) == head["length"] else None

    def end(self) -> None:
        """Ends the process and waits until it is gone."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written has nobody left to read it
                    pipe.close()
        self._process.wait()
