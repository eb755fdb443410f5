"""Server time of every page of the library in LAWGRAPH_HOME, with an empty Flask page as the floor in the same run; bytes of the first page.

    python benchmarks/pages.py [--times 200] [PAGE …]

The service is warm, as ``lawgraph serve`` has it. A page is asked for once (``first``, with all that is put together for it) and then so many times; all pages by turns, so that what else the machine does
falls on each alike. Milliseconds on the clock, and of the processor (the thread's own time), which other work on the machine moves less.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.service.serving import warm
from lawgraph.app.wiring import Wiring
from lawgraph.settings import Settings, web_folder


class Took(NamedTuple):
    """Milliseconds of one request: on the clock, and of the processor."""

    clock: float
    processor: float


def ask(client: FlaskClient, path: str) -> Took:
    """The time of one request. Raises RuntimeError where the page is none."""
    clock, processor = time.perf_counter(), time.thread_time()
    answer = client.get(path, follow_redirects=True)
    took = Took((time.perf_counter() - clock) * 1000, (time.thread_time() - processor) * 1000)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return took


def pages_of(wiring: Wiring) -> dict[str, str]:
    """The addresses to measure, by name: what the library and its reports hold."""
    code, penalties, procedure = (wiring.library.find(title) for title in ("民法典", "行政处罚法", "民事诉讼法"))
    today = wiring.library.force(penalties.id, wiring.today).version
    reports = max(wiring.reports.list(), key=lambda row: (row.summary or {}).get("measures", 0), default=None)
    found = {
        "home": "/", "search": "/search?q=首次轻微违法 不予处罚", "search by number": "/search?q=行政处罚法 33", "work: 民法典": code.id,
        "work: 行政处罚法": penalties.id, "article": f"{today}/art_33", "compare: 民事诉讼法": f"{procedure.id}/compare", "reports": "/reports",
        "dashboard": "/dashboard", "graph": f"/graph?node={penalties.id}",
    }  # fmt: skip
    if reports is not None:
        found |= {"report": f"/reports/{reports.id}", "report, one measure": f"/reports/{reports.id}?measure=5"}
    return found


def first_page_bytes(client: FlaskClient) -> dict[str, int]:
    """Bytes of the start page and of what it fetches, each as gzip sends it."""
    static = web_folder() / "static"
    files = json.loads((static / "manifest.json").read_text("utf-8"))["files"]
    parts = {name: (static / files[name]).read_bytes() for name in ("main.css", "main.js", "icon.svg")} | {"html": client.get("/").data}
    return {name: len(gzip.compress(content)) for name, content in parts.items()}


def main() -> None:
    """Prints a table."""
    options = argparse.ArgumentParser()
    options.add_argument("--times", type=int, default=200)
    options.add_argument("pages", nargs="*")
    asked = options.parse_args()
    wiring = Wiring(Settings.from_environment())
    client = create_app(wiring.settings, wiring=wiring).test_client()
    bare = Flask("floor")
    bare.add_url_rule("/", "floor", lambda: "")
    print(f"{wiring.library.counts()['articles']:,} articles, {len(wiring.reports.list())} reports")
    paths = {name: path for name, path in pages_of(wiring).items() if not asked.pages or name in asked.pages}
    clients = dict.fromkeys(paths, client) | {"an empty Flask page": bare.test_client()}
    paths["an empty Flask page"] = "/"
    warm(wiring)
    first = {name: ask(clients[name], path) for name, path in paths.items()}
    took: dict[str, list[Took]] = {name: [] for name in paths}
    for _ in range(asked.times):
        for name, path in paths.items():
            took[name].append(ask(clients[name], path))
    print("| page | first | p50 | p99 | processor: first | p50 | p99 |\n|---|---|---|---|---|---|---|")
    for name, rows in took.items():
        cells = [first[name].clock, *_points([row.clock for row in rows]), first[name].processor, *_points([row.processor for row in rows])]
        print(f"| {name} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")
    size = first_page_bytes(client)
    print(f"first page: {sum(size.values()) / 1000:.1f} kB in gzip ({', '.join(f'{name} {count / 1000:.1f}' for name, count in size.items())})")


def _points(rows: list[float]) -> tuple[float, float]:
    return statistics.median(rows), statistics.quantiles(rows, n=100)[98] if len(rows) > 1 else rows[0]


if __name__ == "__main__":
    main()
