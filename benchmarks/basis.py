"""How often an article that a legal adviser accepts stands among the first suggestions, beside plain BM25 and clause-by-clause fusion.

    python benchmarks/basis.py BASIS.json TEXTS [--at DATE]
    python benchmarks/basis.py --typical tests/data/typical_measures.yaml

BASIS holds measures (report, measure_start, measure_end) with their accepted articles (title, article); TEXTS the reports. The library is the one in
LAWGRAPH_HOME. On the development measures these are not independent figures: the weights of the ranking were chosen on them. The
typical measures are our own sentences, one half written before the topics were done and one half after; each half is a table, on the day that the file
names.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import yaml
from floor import Floor

from lawgraph.services.phrases import clauses
from lawgraph.services.suggesting import Suggester
from lawgraph.settings import Settings, data_folder
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.records import load_topics
from lawgraph.store.search import build, open_index

Article = tuple[str, str]
Item = tuple[str, set[Article]]


def short(title: str) -> str:
    """A title without the marks that sources set differently."""
    return re.sub(r"[《》〈〉\s]", "", title).replace("(", "（").replace(")", "）").removeprefix("中华人民共和国")


def items(gold: Path, texts: Path) -> list[Item]:
    """Each measure with the articles accepted for it."""
    found: list[Item] = []
    for item in json.loads(gold.read_text("utf-8")):
        path = texts / f"{item['report']}.txt"
        if path.exists():
            measure = " ".join(path.read_text("utf-8")[item["measure_start"] : item["measure_end"]].split())
            found.append((measure, {(short(basis["title"]), str(basis["article"])) for basis in item["basis"]}))
    return found


def typical(file: Path) -> tuple[date, dict[str, list[Item]]]:
    """The day, and each half of the typical measures with the articles accepted for them."""
    table = yaml.safe_load(file.read_text("utf-8"))
    halves = {
        half: [
            (row["measure"], {(short(title), number) for title, number in (place.rsplit(" ", 1) for place in row["accepted"])}) for row in table[half]
        ]
        for half in ("development", "check")
    }
    return table["at"], halves


def measure(name: str, measures: Sequence[Item], ask: Callable[[str], list[Article]]) -> None:
    """Prints one row: hits among the first, reciprocal rank, and the time of a call."""
    hits = Counter[int]()
    reciprocal, times = 0.0, []
    for text, accepted in measures:
        began = time.perf_counter()
        ranked = ask(text)[:10]
        times.append(time.perf_counter() - began)
        rank = next((n for n, article in enumerate(ranked, 1) if article in accepted), 0)
        if rank:
            reciprocal += 1 / rank
            hits.update(k for k in (1, 5, 10) if rank <= k)
    count = len(measures)
    times.sort()
    shares = " | ".join(f"{hits[k] / count:.3f}" for k in (1, 5, 10))
    print(f"| {name} | {shares} | {reciprocal / count:.3f} | {times[count // 2] * 1000:.1f} | {times[-1] * 1000:.1f} |")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("texts", type=Path, nargs="?")
    parser.add_argument("--at", type=date.fromisoformat, default=date.today())  # noqa: DTZ011 (a day of the reader's calendar)
    parser.add_argument("--typical", type=Path)
    options = parser.parse_args()
    if not options.typical and not options.texts:
        parser.error("BASIS.json and TEXTS, or --typical FILE")
    at, tables = typical(options.typical) if options.typical else (options.at, {"all": items(options.gold, options.texts)})
    library = Library(Database(Settings.from_environment().database_url))
    with tempfile.TemporaryDirectory() as folder:
        build(library.articles(), Path(folder, "index"))
        index = open_index(Path(folder, "index"))
        Path(folder, "floor").mkdir()
        floor = Floor(library.articles(), at, Path(folder, "floor"))

        def whole(text: str) -> list[Article]:
            return [(short(row.title), row.number) for row in floor.search(text, 10)]

        def fused(text: str) -> list[Article]:
            scores = Counter[Article]()
            for clause in clauses(text):
                for place, row in enumerate(floor.search(clause, 50)):
                    scores[short(row.title), row.number] += 1 / (60 + place)  # type: ignore[assignment]
            return [article for article, _ in scores.most_common(10)]

        def suggesting(suggester: Suggester) -> Callable[[str], list[Article]]:
            return lambda text: [(short(s.work.title), s.article) for s in suggester.suggest(text, at=at, today=at, limit=10)]

        without, full = Suggester(library, index, ()), Suggester(library, index, load_topics(data_folder() / "topics"))
        for half, measures in tables.items():
            print(f"\n{half}: {len(measures)} measures, {index.size} articles\n")
            print("| | hit@1 | hit@5 | hit@10 | MRR | p50 ms | max ms |\n|---|---|---|---|---|---|---|")
            measure("BM25, words + bigrams", measures, whole)
            measure("BM25, clause by clause, fused", measures, fused)
            measure("lawgraph without topics", measures, suggesting(without))
            measure("lawgraph", measures, suggesting(full))


if __name__ == "__main__":
    main()
