"""SPARQL queries, read-only and with limits: over the embedded store, in processes that can be ended, or over a server elsewhere.

A query past its time is ended with the process that runs it, so that its processor is free at once; the next query starts a new one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from lawgraph.errors import QueryInvalid, QueryLimit, QueueFull
from lawgraph.store.rdf.results import GRAPHS, ROWS
from lawgraph.store.rdf.text import form_of
from lawgraph.store.rdf.vocabulary import PREFIXES

__all__ = ["EmbeddedSparql", "Limits", "RemoteSparql", "SparqlEndpoint", "media_types"]

_MANY = "同时进行的查询太多。"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a query may go.

    ``seconds`` it may run, ``rows`` and ``size`` (bytes) of its answer, ``length`` (characters) of its text, ``memory`` (MB) that it may take,
    ``at_once`` queries that may run side by side and ``wait`` seconds for one of their places.
    """

    seconds: float = 10.0
    rows: int = 10_000
    size: int = 16 << 20
    length: int = 20_000
    memory: int = 1024
    at_once: int = 2
    wait: float = 2.0


class SparqlEndpoint(Protocol):
    """Whatever answers queries."""

    def query(self, text: str, form: str, *, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> bytes:
        """The answer in a format of ``media_types``. Raises QueryInvalid, QueryLimit and QueueFull."""

    def close(self) -> None:
        """Lets processes and connections go."""


def media_types(query: str) -> dict[str, str]:
    """The formats in which a query can be answered, the preferred one first, with their media types. Raises QueryInvalid."""
    return dict(ROWS if form_of(query) in {"select", "ask"} else GRAPHS)


def _checked(text: str, form: str, limits: Limits) -> None:
    if len(text) > limits.length:
        raise QueryInvalid(f"查询超过 {limits.length} 个字符。", "请缩短。")
    if form not in media_types(text):
        raise QueryInvalid(f"这种查询不能以 {form} 作答。", f"可用的有：{'、'.join(media_types(text))}。")


class EmbeddedSparql:
    """Answers from a store in a folder. Safe to be asked from several threads."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self._folder = folder
        self._limits = limits or Limits()
        self._places = threading.BoundedSemaphore(self._limits.at_once)
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _end_all, self._idle)

    def query(self, text: str, form: str, *, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> bytes:
        """As ``SparqlEndpoint`` says."""
        limits = self._limits
        _checked(text, form, limits)
        asked = {"query": text, "format": form, "default_graphs": [*default_graphs], "named_graphs": [*named_graphs]}
        with self._worker() as worker:
            said = worker.ask(asked | {"rows": limits.rows, "size": limits.size}, limits.seconds)
        if said is None:
            raise QueryLimit(f"查询在 {limits.seconds:g} 秒内没有完成，或者用尽了内存，已经停止。", "请缩小范围，如加上条件或 LIMIT。")
        status, body = said
        if status == "invalid":
            raise QueryInvalid(f"查询读不懂：{body.decode(errors='replace')[:300]}", "")
        if status == "limit":
            most = f"{limits.rows} 行" if body == b"rows" else f"{limits.size / 2**20:.3g} MB"
            raise QueryLimit(f"结果超过 {most}。", "请加上 LIMIT，或者分批查询。")
        return body

    @contextmanager
    def _worker(self) -> Iterator[_Worker]:
        """A process for one query; it goes back only if it is still sound. The place of one that is ended is free when it is gone."""
        if not self._places.acquire(timeout=self._limits.wait):
            raise QueueFull(_MANY)
        worker = None
        try:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            worker = worker or _Worker(self._folder, self._limits)
            yield worker
        finally:
            if worker is None or worker.sound:
                if worker is not None:
                    with self._lock:
                        self._idle.append(worker)
                self._places.release()
            else:
                # giving a gigabyte back takes the system a while; who asked need not wait for it
                threading.Thread(target=self._bury, args=(worker,)).start()

    def _bury(self, worker: _Worker) -> None:
        worker.end()
        self._places.release()

    def close(self) -> None:
        """Ends the idle processes."""
        with self._lock:
            _end_all(self._idle)


def _end_all(workers: list[_Worker]) -> None:
    while workers:
        workers.pop().end()


class _Worker:
    """A process that runs ``worker``; ``sound`` until it fails to answer."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        arguments = [sys.executable, "-m", "lawgraph.store.rdf.worker", str(folder), str(limits.seconds), str(limits.memory)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603 (our own module)
        self.sound = True

    def ask(self, asked: dict[str, Any], seconds: float) -> tuple[str, bytes] | None:
        """Status and body; None where the process had to be ended or ended itself."""
        self.sound = False
        said: list[tuple[str, bytes] | None] = []
        # in a thread of its own: the pipe of a process that is ended closes only when its memory has been given back
        exchange = threading.Thread(target=lambda: said.append(self._exchange(json.dumps(asked).encode() + b"\n")), daemon=True)
        exchange.start()
        exchange.join(seconds)
        if not said or said[0] is None:
            self._process.kill()
            return None
        self.sound = True
        return said[0]

    def _exchange(self, line: bytes) -> tuple[str, bytes] | None:
        try:
            return self._sent(line)
        except (OSError, ValueError):
            # the process is gone, or its pipes were closed with it
            return None

    def _sent(self, line: bytes) -> tuple[str, bytes] | None:
        process = self._process
        if process.stdin is None or process.stdout is None:
            return None
        process.stdin.write(line)
        process.stdin.flush()
        head = process.stdout.readline()
        if not head.endswith(b"\n"):
            return None
        said = json.loads(head)
        body = process.stdout.read(said["length"])
        return (said["status"], body) if len(body) == said["length"] else None

    def end(self) -> None:
        """Ends the process and waits until it is gone."""
        process = self._process
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    # what was still to be written has nobody left to read it
                    continue
        process.wait()


class RemoteSparql:
    """Asks a SPARQL 1.1 server by the W3C protocol; its own limits hold beside ours of time and size."""

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        self._url = url
        self._limits = limits or Limits()
        self._places = threading.BoundedSemaphore(self._limits.at_once)

    def query(self, text: str, form: str, *, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> bytes:
        """As ``SparqlEndpoint`` says; QueryLimit too where the server cannot be reached."""
        limits = self._limits
        _checked(text, form, limits)
        declared = "".join(
            f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items() if f"{prefix}:" in text and f"PREFIX {prefix}:" not in text
        )
        said = [
            ("query", declared + text),
            *(("default-graph-uri", iri) for iri in default_graphs),
            *(("named-graph-uri", iri) for iri in named_graphs),
        ]
        headers = {"Accept": media_types(text)[form], "Content-Type": "application/x-www-form-urlencoded"}
        request = urllib.request.Request(self._url, urllib.parse.urlencode(said).encode(), headers)  # noqa: S310 (settings take http and https alone)
        if not self._places.acquire(timeout=limits.wait):
            raise QueueFull(_MANY)
        try:
            with urllib.request.urlopen(request, timeout=limits.seconds) as response:  # noqa: S310 (as above)
                body: bytes = response.read(limits.size + 1)
        except urllib.error.HTTPError as error:
            if error.code == 400:
                raise QueryInvalid(f"查询读不懂：{error.read(300).decode(errors='replace')}", "") from error
            raise QueryLimit(f"SPARQL 服务器答复 {error.code}。", "请缩小查询范围，或检查那台服务器。") from error
        except OSError as error:
            raise QueryLimit(f"SPARQL 服务器没有在 {limits.seconds:g} 秒内答复。", "请检查 LAWGRAPH_SPARQL_URL，或缩小查询范围。") from error
        finally:
            self._places.release()
        if len(body) > limits.size:
            raise QueryLimit(f"结果超过 {limits.size / 2**20:.3g} MB。", "请加上 LIMIT，或者分批查询。")
        return body

    def close(self) -> None:
        """Nothing is held."""
