"""The process in which files are read: it can be ended at any moment, and with it whatever a hostile file has started.

    python -m lawgraph.text.formats.worker SECONDS MEGABYTES

Reads requests from standard input, each a line ``{"name", "length"}`` and that many bytes, and answers each with a line ``{"status", "length",
"again"}`` and that many bytes of JSON: the fields of the ``Text`` where the status is ``ok``; ``what`` and ``todo`` where it is the code of an
error; the program's trace where it is ``broken``; nothing where it is ``memory``. ``again`` says whether another file may be sent. Before the answer,
a line ``{"progress": [what, done, of]}`` for each scanned page.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import BinaryIO

from lawgraph.errors import DocumentError
from lawgraph.text.formats import read_bytes
from lawgraph.text.formats.recognition import Progress

__all__ = ["PAGE_SECONDS", "serve"]

PAGE_SECONDS = 180.0
"""What one scanned page may take, the first with loading the models; some seconds are common, many where others use the processors too."""
_RECOGNITION_MEGABYTES = 4096
"""What character recognition may take beyond a file's limit: mostly address space that is never written."""

_GRACE = 2.0
"""Whoever asked ends this process when its time is up; after this many seconds more it ends itself, should the other be gone."""
_MOST_MEGABYTES = 200
"""A process that holds more than this is not used again: Python seldom gives memory back."""
_MOST_FILES = 200


class _Teller:
    """Says how many scanned pages are read, and gives each its time and the memory that recognition takes; ``told``: it has."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self.told = False

    def __call__(self, what: str, done: int, of: int) -> None:
        self.told = True
        _set_alarm(PAGE_SECONDS + _GRACE)
        _widen()
        self._answers.write(json.dumps({"progress": [what, done, of]}).encode() + b"\n")
        self._answers.flush()


def serve(requests: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """Answers until the requests end, or until it asks not to be used again."""
    for done, line in enumerate(requests, 1):
        asked, teller = json.loads(line), _Teller(answers)
        _set_alarm(seconds + _GRACE)
        status, body = _answer(requests.read(asked["length"]), asked["name"], teller)
        _set_alarm(0)
        again = status not in {"memory", "broken"} and not teller.told and done < _MOST_FILES and _megabytes() < _MOST_MEGABYTES
        answers.write(json.dumps({"status": status, "length": len(body), "again": again}).encode() + b"\n" + body)
        answers.flush()
        if not again:
            return


def _answer(data: bytes, name: str, progress: Progress) -> tuple[str, bytes]:
    try:
        return "ok", json.dumps(asdict(read_bytes(data, name, progress)), default=date.isoformat).encode()
    except DocumentError as error:
        return error.code, json.dumps({"what": error.what, "todo": error.todo}).encode()
    except MemoryError:
        return "memory", b""
    except Exception:  # noqa: BLE001 (whatever a file breaks is the file's outcome: told, logged and survived)
        return "broken", json.dumps(traceback.format_exc()).encode()


def _megabytes() -> int:
    """What this process holds; 0 where the system does not say. ``ru_maxrss`` would begin with what the process held that started this one."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except OSError:
        return 0


if sys.platform == "win32":

    def _set_alarm(seconds: float) -> None:
        """There is no such clock."""

    def _limit(_megabytes: int) -> None:
        """There is no such limit."""

    def _widen() -> None:
        """There is no such limit."""

else:
    import resource
    import signal

    def _set_alarm(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def _limit(megabytes: int) -> None:
        """Bounds the memory, and keeps a crash from writing it to disk."""
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, (megabytes + _RECOGNITION_MEGABYTES) << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def _widen() -> None:
        """A page of a scan follows: the file is unpacked, and what comes now is known to take more."""
        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    _limit(int(sys.argv[2]))
    serve(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))
