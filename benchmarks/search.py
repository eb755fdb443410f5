"""How well and how fast questions find their articles, beside plain BM25 over words and bigrams.

    python benchmarks/search.py QUERIES.jsonl [--at DATE]

Each line of QUERIES holds ``query`` and ``relevant`` (title with article → text of the article). The library is the one in LAWGRAPH_HOME; its index is
built anew in a temporary folder, so that the build is timed too. An article counts as found where title and the first forty characters agree.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from floor import Floor

from lawgraph.app.wiring import Wiring
from lawgraph.services.search.searching import Searcher
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.search import build, open_index

Hit = tuple[str, str]
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?$")
KEYWORDS = ("裁量基准", "首违不罚", "负责人出庭", "行政处罚 听证", "行政许可 延续", "治安管理", "行政处罚法33条", "行政复议 期限", "信访", "刑法")


def short(title: str) -> str:
    """A title without the marks that sources set differently."""
    return re.sub(r"[《》〈〉\s]", "", title).replace("(", "（").replace(")", "）").removeprefix("中华人民共和国")


def start(text: str) -> str:
    """The first forty letters of a text."""
    return re.sub(r"\W", "", text)[:40]


def measure(name: str, questions: Sequence[dict[str, object]], ask: Callable[[str], list[Hit]]) -> None:
    """Prints one row: recall, reciprocal rank, and the time of a call."""
    recall10 = recall100 = reciprocal = 0.0
    times: list[float] = []
    for question in questions:
        began = time.perf_counter()
        hits = ask(str(question["query"]))
        times.append(time.perf_counter() - began)
        relevant = question["relevant"]
        assert isinstance(relevant, dict)  # noqa: S101 (the form of the file)
        wanted = [(short(_ARTICLE.sub("", title)), start(text)) for title, text in relevant.items()]
        seen = [(short(title), start(text)) for title, text in hits]
        ranks = [rank for one in wanted if (rank := next((n for n, other in enumerate(seen, 1) if other == one), 0))]
        recall10 += sum(rank <= 10 for rank in ranks) / len(wanted)
        recall100 += len(ranks) / len(wanted)
        reciprocal += 1 / min(ranks) if ranks and min(ranks) <= 10 else 0
    count = len(questions)
    times.sort()
    print(
        f"| {name} | {recall10 / count:.4f} | {recall100 / count:.4f} | {reciprocal / count:.4f} "
        f"| {times[count // 2] * 1000:.2f} | {times[int(count * 0.99)] * 1000:.2f} |"
    )


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--at", type=date.fromisoformat, default=date.today())  # noqa: DTZ011 (a day of the reader's calendar)
    options = parser.parse_args()
    questions = [json.loads(line) for line in options.questions.read_text("utf-8").splitlines() if line.strip()]
    library = Library(Database(Settings.from_environment().database_url))
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        build(library.articles(), Path(folder, "index"))
        built = time.perf_counter() - began
        began = time.perf_counter()
        index = open_index(Path(folder, "index"))
        opened = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{index.size} articles: built in {built:.1f} s (peak of the process {peak} MB), opened in {opened * 1000:.1f} ms\n")
        Path(folder, "floor").mkdir()
        floor = Floor(library.articles(), options.at, Path(folder, "floor"))
        searcher = Searcher(library, index, Wiring(Settings.from_environment()).graph)
        print("| | Recall@10 | Recall@100 | MRR@10 | p50 ms | p99 ms |\n|---|---|---|---|---|---|")
        measure("BM25, words + bigrams, 100 hits", questions, lambda q: [(row.title, row.text) for row in floor.search(q, 100)])
        for limit in (100, 20):
            measure(
                f"lawgraph, {limit} hits",
                questions,
                lambda q, limit=limit: [(hit.work.title, hit.text) for hit in searcher.search(q, at=options.at, limit=limit).hits],
            )
        times = []
        for query in KEYWORDS * 20:
            began = time.perf_counter()
            searcher.search(query, at=options.at)
            times.append(time.perf_counter() - began)
        times.sort()
        print(f"\nkeywords and names, 20 hits: p50 {times[len(times) // 2] * 1000:.2f} ms, p99 {times[int(len(times) * 0.99)] * 1000:.2f} ms")


if __name__ == "__main__":
    main()
