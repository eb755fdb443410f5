"""How search behaves as the library grows, beside SQLite FTS5 and Whoosh on the same texts in the same run.

    python benchmarks/scale.py QUERIES.jsonl [--sizes 26000,150000,1000000] [--whoosh UP_TO] [--fts UP_TO] [--at DATE]

The library is the one in LAWGRAPH_HOME; beyond its size its articles are repeated with altered text, each copy under a number of its own. QUERIES are the questions
of search.py; the keywords and names are those of search.py too. What is timed is the whole call: reading the query, looking names up, searching, facets, highlights,
states. FTS5 and Whoosh are asked for the same words and pairs (the floor of what an engine does), with no facets and no states.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from search import KEYWORDS

from lawgraph.app.wiring import Wiring
from lawgraph.services.search.searching import Searcher
from lawgraph.settings import Settings
from lawgraph.store.articles import ArticleRow
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.search import Terms, open_index
from lawgraph.store.search.tokens import bigrams, words

_ASKED = 200


def rows(library: Library, count: int) -> Iterator[ArticleRow]:
    """``count`` articles: those of the library, then altered copies."""
    copy = 0
    left = count
    while left > 0:
        for row in itertools.islice(library.articles(), left):
            left -= 1
            if copy == 0:
                yield row
            else:
                text = row.text[copy % 7 :] + f"本条第{copy}次抄录，编号{left}。"
                yield replace(row, number=f"{row.number}-{copy}", text=text)
        copy += 1


def shares(ask: Callable[[str], object], queries: list[str]) -> tuple[float, float]:
    """Median and 99th percentile of a call, in milliseconds; each query once before."""
    for query in queries:
        ask(query)
    times = []
    for query in queries:
        began = time.perf_counter()
        ask(query)
        times.append(time.perf_counter() - began)
    times.sort()
    return times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000


def built(size: int, folder: Path, engine: str) -> str:
    """Builds in a process of its own and says how long it took and what memory."""
    code = (
        "import sys, time, resource; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from scale import rows;"
        "from lawgraph.store.library import Library; from lawgraph.store.database import Database; from lawgraph.settings import Settings;"
        "from lawgraph.store.search import build; library = Library(Database(Settings.from_environment().database_url));"
        "began = time.perf_counter(); build(rows(library, int(sys.argv[2])), Path(sys.argv[3]), engine=sys.argv[4]);"
        "print(f'{time.perf_counter() - began:.0f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB')"
    )
    here = str(Path(__file__).parent)
    return subprocess.run(
        [sys.executable, "-c", code, here, str(size), str(folder), engine], check=True, capture_output=True, text=True
    ).stdout.strip()


def fts(library: Library, size: int, file: Path) -> Callable[[str], object]:
    """SQLite's full text over the same words and pairs."""
    base = sqlite3.connect(file)
    base.execute("CREATE VIRTUAL TABLE article USING fts5(words, pairs, content='', tokenize=\"unicode61 remove_diacritics 0\")")
    said = ((" ".join(words(t)), " ".join(bigrams(t))) for t in (f"{r.title} {r.chapter} {r.caption} {r.gist} {r.text}" for r in rows(library, size)))
    base.executemany("INSERT INTO article(words, pairs) VALUES (?, ?)", said)
    base.commit()

    def ask(query: str) -> object:
        terms = Terms.of(query)
        wanted = " OR ".join([*(f'words:"{word}"' for word in terms.words), *(f'pairs:"{pair}"' for pair in terms.bigrams)])
        return base.execute("SELECT rowid FROM article WHERE article MATCH ? ORDER BY bm25(article) LIMIT 20", (wanted,)).fetchall() if wanted else []

    return ask


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--sizes", default="26000,150000,1000000")
    parser.add_argument("--whoosh", type=int, default=26000, help="the largest size at which Whoosh is built too")
    parser.add_argument("--fts", type=int, default=150_000, help="the same of FTS5")
    parser.add_argument("--at", type=date.fromisoformat, default=date.today())  # noqa: DTZ011 (a day of the reader's calendar)
    options = parser.parse_args()
    questions = [json.loads(line)["query"] for line in options.questions.read_text("utf-8").splitlines()[:_ASKED]]
    library = Library(Database(Settings.from_environment().database_url))
    graph = Wiring(Settings.from_environment()).graph
    print("| Articles | | Build | Opened, ms | Keywords p50 | p99 | Questions p50 | p99 |\n|---|---|---|---|---|---|---|---|", flush=True)
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for engine in ("tantivy", "whoosh")[: 1 + (size <= options.whoosh)]:
                told = built(size, folder / engine, engine)
                began = time.perf_counter()
                index = open_index(folder / engine)
                opened = (time.perf_counter() - began) * 1000
                searcher = Searcher(library, index, graph)
                times = [
                    t
                    for queries in (list(KEYWORDS) * 10, questions)
                    for t in shares(lambda q, searcher=searcher: searcher.search(q, at=options.at), queries)
                ]
                load = os.getloadavg()[0]
                print(
                    f"| {size} | lawgraph, {engine} | {told} | {opened:.1f} | " + " | ".join(f"{t:.2f}" for t in times) + f" | {load:.0f}", flush=True
                )
            if size > options.fts:
                continue
            began = time.perf_counter()
            ask = fts(library, size, folder / "fts.sqlite3")
            told = f"{time.perf_counter() - began:.0f} s"
            times = [t for queries in (list(KEYWORDS) * 10, questions) for t in shares(ask, queries)]
            print(f"| {size} | SQLite FTS5 | {told} | – | " + " | ".join(f"{t:.2f}" for t in times) + " |", flush=True)


if __name__ == "__main__":
    main()
