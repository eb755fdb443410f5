"""Whether each of a hundred hostile SPARQL queries is ended in time while ordinary requests go on.

    python benchmarks/sparql.py [--store FOLDER]

The library is the one in LAWGRAPH_HOME; its store is built if it does not stand. The limit is two seconds; two clients ask at once, as many as may. Ordinary
requests are: find a law, list who cites one of its articles, read the article.
"""

from __future__ import annotations

import argparse
import threading
import time
from pathlib import Path

import numpy as np

from lawgraph.app.wiring import Wiring
from lawgraph.errors import QueryLimit
from lawgraph.settings import Settings
from lawgraph.store.rdf.sparql import EmbeddedSparql, Limits

SECONDS, EACH, CLIENTS = 2.0, 50, 2
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?a) != CONCAT(STR(?d), STR(?g))) }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
    "SELECT (COUNT(*) AS ?n) { ?a (<x:y>|!<x:z>)* ?b . ?c (<x:y>|!<x:z>)* ?d . ?e (<x:y>|!<x:z>)* ?f }",
    'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(x+x+)+y|(.*)(.*)(.*)z")) }',
    "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(200)))} }}" for n in range(5)) + " }",
)
LAW, ARTICLE = "/eli/cn/national/law/1996/xingzheng-chufa", "33"


def main() -> None:
    """Prints the latest end, and the times of ordinary requests, idle and under attack."""
    options = argparse.ArgumentParser()
    options.add_argument("--store", type=Path)
    wiring = Wiring(Settings.from_environment())
    folder = options.parse_args().store or wiring.derived.rdf(wiring.reports, wiring.topics, lambda *_: None)
    endpoint = EmbeddedSparql(folder, Limits(seconds=SECONDS, at_once=CLIENTS))
    version = f"{LAW}/2021-01-22"
    ended: list[float] = []

    def ordinary() -> tuple[float, float]:
        spent = []
        for _ in range(1000):
            began = time.perf_counter()
            wiring.library.find("行政处罚法")
            wiring.graph.cited_by(LAW, ARTICLE)
            wiring.library.article(version, ARTICLE)
            spent.append((time.perf_counter() - began) * 1000)
            time.sleep(0.01)
        return float(np.percentile(spent, 50)), float(np.percentile(spent, 99))

    def attack(first: int) -> None:
        for number in range(EACH):
            began = time.monotonic()
            try:
                endpoint.query(HOSTILE[(first + number) % len(HOSTILE)], "json")
            except QueryLimit:
                ended.append(time.monotonic() - began)

    ordinary()
    idle = ordinary()
    clients = [threading.Thread(target=attack, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    under = ordinary()
    for client in clients:
        client.join()
    endpoint.close()
    print(f"ended {len(ended)} of {CLIENTS * EACH}, the last after {max(ended):.2f} s (limit {SECONDS:g} s)")
    print(f"ordinary requests: idle p50 {idle[0]:.1f} ms, p99 {idle[1]:.1f} ms; under attack p50 {under[0]:.1f} ms, p99 {under[1]:.1f} ms")


if __name__ == "__main__":
    main()
