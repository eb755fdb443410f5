"""What the page of the graph costs: on the server, and the processor's time of a browser that draws it, at some hundred and at thousands of things.

    python benchmarks/drawing.py [--sizes 60 300 3000] [--times 5]

Over the library in LAWGRAPH_HOME: the articles that most others name, opened one after the other until there are so many things. The browser is Chromium
(Playwright); its time is what the renderer's main thread took of the processor (``TaskDuration`` of the DevTools protocol in thread ticks), from the
request to the first idle moment, median of some runs.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import threading
import time
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.settings import Settings

_MOST_OPENED, _OF_ARTICLES = 200, 1000


def opened(wiring: Wiring, things: int) -> list[str]:
    """What to open for a picture of so many things, the first one as its centre.

    The articles that most others name; beyond a thousand things half of it works that most others name, since so many articles are not opened together.
    """
    articles = [ranked.node for ranked in wiring.tracer.most_cited(at=wiring.today, limit=_MOST_OPENED)]
    named = {work.id: sum(1 for _ in wiring.graph.naming(work.id)) for work in wiring.library.works()}
    works = sorted(named, key=lambda work: (-named[work], work))
    half = _MOST_OPENED // 2
    order = articles if things <= _OF_ARTICLES else [node for pair in zip(works[:half], articles, strict=False) for node in pair]
    count = 1
    while count < len(order):
        if len(wiring.neighbourhood.around(order[0], day=wiring.today, opened=order[1:count], most=3000).things) >= things:
            break
        count += max(1, count // 3)
    return order[:count]


def drawn(browser: Browser, address: str) -> tuple[float, float, int]:
    """Seconds of the processor that the renderer took, milliseconds until the page had loaded, and how many boxes there are."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    began = time.perf_counter()
    page.goto(address, wait_until="load")
    loaded = (time.perf_counter() - began) * 1000
    page.evaluate("new Promise((done) => requestIdleCallback(done))")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    boxes = page.locator(".g-box").count()
    page.context.close()
    return metrics["TaskDuration"], loaded, boxes


def main() -> None:
    """Prints a table."""
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", type=int, nargs="+", default=[60, 300, 3000])
    options.add_argument("--times", type=int, default=5)
    asked = options.parse_args()
    wiring = Wiring(Settings.from_environment())
    app = create_app(wiring.settings, wiring=wiring)
    server = create_server(app, host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    print("| things | lines | page KB | server, CPU s | drawn, CPU s | loaded ms |\n|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for size in asked.sizes:
            first, *rest = opened(wiring, size)
            path = "/graph?" + urlencode([("node", first), *(("open", work) for work in rest), ("limit", "3000")])
            client = app.test_client()
            spent = []
            for _ in range(asked.times):
                began = time.thread_time()
                body = client.get(path, headers={"Host": "127.0.0.1"}).get_data()
                spent.append(time.thread_time() - began)
            runs = [drawn(browser, f"http://127.0.0.1:{server.effective_port}{path}") for _ in range(asked.times)]
            busy, loaded = (statistics.median(run[place] for run in runs) for place in (0, 1))
            print(
                f"| {runs[0][2]} | {body.count(b'data-l=')} | {len(body) // 1024} | {statistics.median(spent):.2f} | {busy:.2f} | {loaded:.0f} |",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
