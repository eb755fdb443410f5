"""The process in which queries run: it can be ended at any moment, and with it whatever a query has started.

    python -m lawgraph.store.rdf.worker FOLDER SECONDS MEGABYTES

Reads requests, one JSON object a line, from standard input; answers each with a line ``{"status", "length"}`` and that many bytes: the
result where the status is ``ok``, a message where it is ``invalid``, the word rows or bytes where it is ``limit``.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from lawgraph.store.rdf.results import TooLarge, answer
from lawgraph.store.rdf.vocabulary import BASE, PREFIXES

__all__ = ["serve"]

_GRACE = 1.0
_NICENESS = 10


def serve(folder: Path, requests: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """Answers until the requests end."""
    store = ox.Store.read_only(str(folder))
    for line in requests:
        with _Alarm(seconds + _GRACE):
            status, body = _answer(store, json.loads(line))
        answers.write(json.dumps({"status": status, "length": len(body)}).encode() + b"\n" + body)
        answers.flush()


def _answer(store: ox.Store, asked: dict[str, Any]) -> tuple[str, bytes]:
    try:
        result = store.query(
            asked["query"], base_iri=f"{BASE}/", prefixes=PREFIXES,
            default_graph=[ox.NamedNode(iri) for iri in asked["default_graphs"]] or None,
            named_graphs=[ox.NamedNode(iri) for iri in asked["named_graphs"]] or None,
        )  # fmt: skip
        return "ok", answer(result, asked["format"], rows=asked["rows"], size=asked["size"])
    except (SyntaxError, ValueError) as error:
        return "invalid", str(error).encode()
    except TooLarge as error:
        return "limit", error.what.encode()


class _Alarm:
    """Ends this process by the system's clock, should the one that started it be gone; does nothing where the system has no such clock."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._set(self._seconds)

    def __exit__(self, *_: object) -> None:
        self._set(0)

    def _set(self, seconds: float) -> None:
        if sys.platform != "win32":
            import signal  # noqa: PLC0415 (what it offers depends on the system)

            signal.setitimer(signal.ITIMER_REAL, seconds)


def _give_way() -> None:
    """What reads pages and reports goes before queries, which may use every processor until their time is over."""
    if sys.platform != "win32":
        os.nice(_NICENESS)


def _limit_memory(megabytes: int) -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (not everywhere)

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _give_way()
    _limit_memory(int(sys.argv[3]))
    serve(Path(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[2]))
