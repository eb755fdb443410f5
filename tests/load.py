"""What the service does when many read at once, and while others attack it: answers, times, memory.

    python tests/load.py [--seconds 10] [--home FOLDER]

A server of its own listens on this machine's own address and nothing else is called. Pages are asked for by wrk (Debian: wrk), from another process:
one connection, then 64; then 64 while twenty hostile files and a hundred hostile SPARQL queries arrive, again and again; then 64 while 500 connections
send a byte every second and never end their request. ``--home``: a library that stands, and at least one report; else a small made-up one.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlencode

import hostile
from lawgraph.app.wiring import Wiring
from lawgraph.settings import Settings
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of, write_folder

CONNECTIONS, SLOW, BOMBS, QUERIES = 64, 500, 20, 100
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Asked:
    """What wrk saw: requests a second, times in milliseconds, answers that were none and connections that failed."""

    rate: float
    p50: float
    p99: float
    bad: int
    broken: int


class Server:
    """A running ``lawgraph serve``."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        # every call comes from one address here: how often one may call is not what is measured
        environment = {**os.environ, "LAWGRAPH_HOME": str(home), "LAWGRAPH_API_RATE": "0"}
        command = [sys.executable, "-c", "from lawgraph.app.cli import main; main()", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{self.port}"

    def wait(self) -> None:
        """Until it is ready to answer."""
        for _ in range(1200):
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def memory(self) -> int:
        """Megabytes that the serving process holds for itself; what it maps from files goes back to the machine when that needs it."""
        return int(re.findall(r"RssAnon:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[0]) // 1024

    def files(self) -> int:
        """Open files and connections."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())

    def faults(self) -> int:
        """Answers of 500 and above, 503 and 507 excepted, by the server's own count."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=30) as answer:
            rows = re.findall(r'^lawgraph_requests_total\{.*status="(5\d\d)"\} ([\d.]+)', answer.read().decode(), re.MULTILINE)
        return int(sum(float(count) for status, count in rows if status not in {"503", "507"}))


def ask(url: str, paths: list[str], connections: int, seconds: int) -> Asked:
    """Asks for the paths in turn, over so many connections for so long."""
    quoted = ", ".join(f'"{path}"' for path in paths)
    script = (
        f"local paths = {{{quoted}}}\nlocal n = 0\nrequest = function() n = n + 1 return wrk.format('GET', paths[n % #paths + 1]) end\n"
        "done = function(summary, latency) local e = summary.errors "
        "io.write(string.format('%f %f %f %d %d\\n', summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, "
        "latency:percentile(99) / 1000, e.status, e.connect + e.read + e.write + e.timeout)) end\n"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", file.name, url]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1].split()
    return Asked(float(said[0]), float(said[1]), float(said[2]), int(said[3]), int(said[4]))


@contextmanager
def attack(kinds: dict[str, list[Callable[[], urllib.request.Request]]]) -> Iterator[Counter[str]]:
    """Sends what each kind makes, over and over, two at a time of each; counts the answers by kind and status."""
    ended, answers, lock = threading.Event(), Counter[str](), threading.Lock()

    def send(kind: str, made: Iterator[Callable[[], urllib.request.Request]]) -> None:
        while not ended.is_set():
            with lock:
                make = next(made)
            try:
                with urllib.request.urlopen(make(), timeout=60) as answer:
                    said = str(answer.status)
            except urllib.error.HTTPError as error:
                said = str(error.code)
            except OSError as error:
                said = type(error).__name__
            with lock:
                answers[f"{kind} {said}"] += 1

    threads = [threading.Thread(target=send, args=(kind, made)) for kind, each in kinds.items() for made in [itertools.cycle(each)] for _ in range(2)]
    for thread in threads:
        thread.start()
    yield answers
    ended.set()
    for thread in threads:
        thread.join()


@contextmanager
def slow_connections(port: int, count: int) -> Iterator[list[int]]:
    """So many connections, each of which sends a byte of a header every second; what is yielded tells in the end how many the server closed."""
    held = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(count)]
    ended, closed = threading.Event(), [0]

    def drip() -> None:
        while not ended.wait(1):
            for connection in list(held):
                try:
                    connection.sendall(b"x")
                except OSError:
                    held.remove(connection)
                    closed[0] += 1

    for connection in held:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    thread = threading.Thread(target=drip)
    thread.start()
    yield closed
    ended.set()
    thread.join()
    for connection in held:
        connection.close()


def fill(home: Path) -> None:
    """The made-up library and a report."""
    wiring = Wiring(home_of(home))
    wiring.add(str(write_folder(home / "statutes")))
    wiring.add_report(read_bytes(REPORT.encode(), "青屿市船坞管理局.txt"), date(2021, 8, 1))
    wiring.database.dispose()


def paths_of(home: Path) -> list[str]:
    """Pages and calls of every kind, from what the library holds."""
    wiring = Wiring(Settings.from_environment({**os.environ, "LAWGRAPH_HOME": str(home)}))
    works, report = wiring.library.works(), wiring.reports.list()[0].id
    chosen = works[:: max(1, len(works) // 5)][:5]
    wiring.database.dispose()
    words = [quote(word) for word in ("漏水", "行政处罚", "公开", "第四条", "检查")]
    return [
        "/", "/reports", f"/reports/{report}", f"/reports/{report}?measure=2", "/healthz", f"/api/v1/reports/{report}",
        *(f"/search?q={word}" for word in words), *(f"/api/v1/search?q={word}" for word in words), *(quote(work.id) for work in chosen),
        *(f"/graph?node={quote(work.id, safe='')}" for work in chosen[:2]), *(f"/api/v1/works/{quote(work.id, safe='')}" for work in chosen[:2]),
    ]  # fmt: skip


def hostile_requests(url: str) -> dict[str, list[Callable[[], urllib.request.Request]]]:
    """Twenty files and a hundred queries."""
    files = {name: hostile.FILES[name]() for name in list(hostile.FILES)[:BOMBS]}

    def upload(name: str) -> urllib.request.Request:
        head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        body = head.encode() + files[name] + b"\r\n--b--\r\n"
        return urllib.request.Request(f"{url}/api/v1/reports", body, {"Content-Type": "multipart/form-data; boundary=b"})

    def query(number: int) -> urllib.request.Request:
        # everything beside everything beside everything
        triples = " . ".join(f"?a{place} ?b{place} ?c{place}" for place in range(3 + number % 3))
        words = f"SELECT (COUNT(*) AS ?n) {{ {triples} FILTER(STR(?a0) != CONCAT(STR(?a1), STR(?a2), '{number}')) }}"
        return urllib.request.Request(f"{url}/sparql", urlencode({"query": words}).encode(), {"Accept": "application/sparql-results+json"})

    return {
        "file": [lambda name=name: upload(name) for name in files],  # type: ignore[misc]
        "query": [lambda number=number: query(number) for number in range(QUERIES)],  # type: ignore[misc]
    }


def measure(server: Server, paths: list[str], seconds: int) -> None:
    """Prints a line for each state of the world."""
    row = "{:<34}{:>8.0f}{:>9.1f}{:>9.1f}{:>9}{:>9}{:>7}{:>7}"
    print(f"{'':<34}{'req/s':>8}{'p50 ms':>9}{'p99 ms':>9}{'refused':>9}{'broken':>9}{'MB':>7}{'files':>7}")

    def tell(name: str, asked: Asked) -> None:
        print(row.format(name, asked.rate, asked.p50, asked.p99, asked.bad, asked.broken, server.memory(), server.files()), flush=True)

    ask(server.url, paths, 4, 3)
    tell("one connection", ask(server.url, paths, 1, seconds))
    tell(f"{CONNECTIONS} connections", ask(server.url, paths, CONNECTIONS, seconds))
    with attack(hostile_requests(server.url)) as answers:
        tell("… with hostile files and queries", ask(server.url, paths, CONNECTIONS, seconds))
    print("    answered:", ", ".join(f"{kind} {count}" for kind, count in sorted(answers.items())))
    with slow_connections(server.port, SLOW) as closed:
        tell(f"… with {SLOW} slow connections", ask(server.url, paths, CONNECTIONS, seconds))
    print(f"    slow connections that the server closed: {closed[0]}")
    tell(f"{CONNECTIONS} connections again", ask(server.url, paths, CONNECTIONS, seconds))
    print(f"answers that were faults (5xx but 503 and 507): {server.faults()}; load of the machine {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Starts the server, measures, stops it."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=10)
    options.add_argument("--home", type=Path)
    asked = options.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("没有 wrk：apt-get install wrk")
    with tempfile.TemporaryDirectory() as made:
        home = asked.home or Path(made)
        if asked.home is None:
            fill(home)
        server = Server(home)
        try:
            server.wait()
            measure(server, paths_of(home), asked.seconds)
        finally:
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(timeout=60)


if __name__ == "__main__":
    main()
