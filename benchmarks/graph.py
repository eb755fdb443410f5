"""How fast and how large the walks over the graph are, beside networkx, SPARQL (and igraph where it is installed), at real size and at millions of edges.

    python benchmarks/graph.py [--edges 5000000] [--peers 1500000]

The real graph is that of the library in LAWGRAPH_HOME. Larger ones are made of copies of it, in which every tenth edge leads to the same place of another
copy, so that they hang together as the real one does. Every size is measured in a process of its own. A question is the target of an edge
drawn by chance, so that what is named often is asked often: its neighbours (1 hop), and all that rests on it within five steps (impact). networkx is left out above
``--peers`` edges, where it takes gigabytes. SPARQL is Oxigraph in this process; its impact is asked step by step, a query for each (a path of bounded length takes it
minutes), and at the real size also as one path of any length (``+``), which may reach further.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import networkx as nx
import numpy as np
import pyoxigraph as ox

from lawgraph.app.wiring import Wiring
from lawgraph.settings import Settings
from lawgraph.store.graph.arrays import Arrays, Rows, write_arrays

STEPS, QUESTIONS = 5, 1000
_REAL = 300_000
"""Below so many edges a graph is the real one."""


def copies(real: Arrays, wanted: int, folder: Path) -> None:
    """Writes copies of the real graph with about ``wanted`` edges."""
    times = max(1, round(wanted / real.edges))
    pointers = np.asarray(real._out_ptr)  # noqa: SLF001 (the columns themselves are the fastest way to copy them)
    source = np.repeat(np.arange(real.nodes, dtype=np.int32), np.diff(pointers))
    target, relation = np.asarray(real._out_to), np.asarray(real._relation)  # noqa: SLF001 (as above)
    chance = np.random.default_rng(7)
    sources, targets = [], []
    for copy in range(times):
        sources.append(source + copy * real.nodes)
        other = np.where(chance.random(len(target)) < 0.1, chance.integers(0, times, len(target)), copy)
        targets.append((target + other * real.nodes).astype(np.int32))
    count = times * real.edges
    zeros = np.zeros(count, np.int32)
    rows = Rows(
        np.concatenate(sources), np.concatenate(targets), np.tile(relation, times), zeros, np.full(count, np.iinfo(np.int32).max, np.int32), zeros
    )
    write_arrays(folder, [f"/n/{node}" for node in range(times * real.nodes)], rows)


def memory(kind: str) -> float:
    """Megabytes of this process that ``/proc`` counts: ``VmRSS`` all, ``RssAnon`` what is its own, ``VmHWM`` the most it held."""
    return next(int(line.split()[1]) / 1024 for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith(kind))


def timed(ask: Callable[[int], object], nodes: Sequence[int]) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    spent = []
    for node in nodes:
        began = time.perf_counter()
        ask(node)
        spent.append((time.perf_counter() - began) * 1000)
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 99))


def row(name: str, edges: int, load: float, held: float, hop: tuple[float, float], impact: tuple[float, float]) -> None:
    """One line of the table."""
    said = f"{load:.3f} | {held:.0f} | {hop[0]:.4f} | {hop[1]:.3f} | {impact[0]:.3f} | {impact[1]:.1f}"
    print(f"| {name} | {edges:,} | {said} |", flush=True)


def measure(folder: Path, peers: int) -> None:
    """Measures one graph; ours first, while the process is small."""
    before = memory("VmRSS")
    began = time.perf_counter()
    arrays = Arrays(folder)
    load = time.perf_counter() - began
    asked = [arrays.target(edge) for edge in random.Random(11).choices(range(arrays.edges), k=QUESTIONS)]  # noqa: S311 (a sample)
    hop = timed(arrays.neighbours, asked)
    impact = timed(lambda node: arrays.reach([node], steps=STEPS, direction="in"), asked)
    row("lawgraph", arrays.edges, load, memory("VmRSS") - before, hop, impact)
    sizes = [len(arrays.reach([node], steps=STEPS, direction="in")) for node in asked]
    began = time.perf_counter()
    rank = arrays.page_rank()
    print(
        f"<!-- {arrays.nodes:,} nodes; reached by an impact: p50 {np.percentile(sizes, 50):.0f}, p99 {np.percentile(sizes, 99):,.0f}, "
        f"most {max(sizes):,}; PageRank {time.perf_counter() - began:.2f} s, sum {rank.sum():.6f}; most memory {memory('VmHWM'):.0f} MB -->"
    )
    source = np.repeat(np.arange(arrays.nodes), np.diff(np.asarray(arrays._out_ptr)))  # noqa: SLF001 (as in copies)
    pairs = list(zip(source.tolist(), np.asarray(arrays._out_to).tolist(), strict=True))  # noqa: SLF001 (as in copies)
    if importlib.util.find_spec("igraph"):
        igraph = importlib.import_module("igraph")
        before, began = memory("VmRSS"), time.perf_counter()
        peer = igraph.Graph(n=arrays.nodes, edges=pairs, directed=True)
        load = time.perf_counter() - began
        hop = timed(lambda node: peer.neighbors(node, mode="all"), asked)
        impact = timed(lambda node: peer.neighborhood(node, order=STEPS, mode="in"), asked)
        row("igraph", arrays.edges, load, memory("VmRSS") - before, hop, impact)
        del peer
    with tempfile.TemporaryDirectory() as store:
        sparql(Path(store), pairs, asked, paths=arrays.edges < _REAL)
    if arrays.edges <= peers:
        before, began = memory("VmRSS"), time.perf_counter()
        other = nx.MultiDiGraph()
        other.add_nodes_from(range(arrays.nodes))
        other.add_edges_from(pairs)
        load = time.perf_counter() - began
        back = other.reverse(copy=False)
        hop = timed(lambda node: [*other.successors(node), *other.predecessors(node)], asked)
        impact = timed(lambda node: nx.single_source_shortest_path_length(back, node, cutoff=STEPS), asked)
        row("networkx", arrays.edges, load, memory("VmRSS") - before, hop, impact)
        same = all(
            len(arrays.reach([node], steps=STEPS, direction="in")) == len(nx.single_source_shortest_path_length(back, node, cutoff=STEPS))
            for node in asked
        )
        print(f"<!-- the same answers as networkx: {same} -->")


def sparql(folder: Path, pairs: Sequence[tuple[int, int]], asked: Sequence[int], *, paths: bool) -> None:
    """The same questions of an Oxigraph store on disk; a tenth of them where it is large."""
    before, began = memory("VmRSS"), time.perf_counter()
    store = ox.Store(str(folder))
    for first in range(0, len(pairs), 1_000_000):
        lines = "".join(f"<n:{source}> <e:> <n:{target}> .\n" for source, target in pairs[first : first + 1_000_000])
        store.bulk_load(lines.encode(), ox.RdfFormat.N_TRIPLES)
    store.flush()
    load = time.perf_counter() - began

    def ask(query: str) -> list[str]:
        return [solution[0].value for solution in store.query(query)]

    def walk(node: int) -> set[str]:
        reached = frontier = {f"n:{node}"}
        for _ in range(STEPS):
            values = " ".join(f"<{name}>" for name in frontier)
            frontier = set(ask(f"SELECT DISTINCT ?x {{ VALUES ?y {{ {values} }} ?x <e:> ?y }}")) - reached if frontier else set()
            reached = reached | frontier
        return reached

    few = asked if paths else asked[: QUESTIONS // 10]
    hop = timed(lambda node: ask(f"SELECT ?x {{ {{ <n:{node}> <e:> ?x }} UNION {{ ?x <e:> <n:{node}> }} }}"), few)
    impact = timed(walk, few)
    row("SPARQL (Oxigraph), a query a step", len(pairs), load, memory("VmRSS") - before, hop, impact)
    if paths:
        row(
            "SPARQL (Oxigraph), one path",
            len(pairs),
            load,
            memory("VmRSS") - before,
            hop,
            timed(lambda node: ask(f"SELECT DISTINCT ?x {{ ?x <e:>+ <n:{node}> }}"), few),
        )


def main() -> None:
    """Prints a table for the real size and for growing copies."""
    options = argparse.ArgumentParser()
    options.add_argument("--edges", type=int, default=5_000_000)
    options.add_argument("--peers", type=int, default=1_500_000)
    options.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--arrays", type=Path, help="a folder of arrays to take for the real graph")
    asked = options.parse_args()
    if asked.measure:
        measure(asked.measure, asked.peers)
        return
    real = Arrays(asked.arrays) if asked.arrays else Wiring(Settings.from_environment()).derived.arrays()
    print(json.dumps({"nodes": real.nodes, "edges": real.edges}))
    print("| | edges | load s | MB | 1 hop p50 ms | p99 | impact p50 ms | p99 |\n|---|---|---|---|---|---|---|---|", flush=True)
    for share in (0, 0.1, 0.25, 0.5, 1):
        with tempfile.TemporaryDirectory() as folder:
            copies(real, int(asked.edges * share), Path(folder) / "arrays")
            subprocess.run([sys.executable, __file__, "--measure", str(Path(folder) / "arrays"), "--peers", str(asked.peers)], check=True)


if __name__ == "__main__":
    main()
