"""How fast citations are found and resolved, beside the plain ``re`` scan of the same text.

    python benchmarks/citing.py FOLDER [--megabytes 20]

FOLDER holds texts (.md or .txt); names come from the library in LAWGRAPH_HOME. Prints a table; nothing is written.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from lawgraph.cite import Catalogue, cross_references, find_citations
from lawgraph.cite.find import find
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from lawgraph.store.library import Library

AT, TODAY = date(2022, 1, 20), date(2026, 1, 1)
_N = "[一二三四五六七八九十百千零〇0-9]{1,9}"
BRACKETS = re.compile(rf"《[^《》]{{1,160}}》|第{_N}条")
SHAPES = re.compile(
    rf"《[^《》]{{1,160}}》|第{_N}条|[本该同](?:法|条例|规定|办法|细则)|前[两二三]?[款条项]|[一-鿿]{{2,20}}?(?:法|条例|规定|办法|细则)第{_N}条"
)
DENSE = "依照《中华人民共和国行政处罚法》第三十三条第一款、行政许可法第十二条和《中华人民共和国刑法》第二百六十四条的规定，该法第九条、《xx市养犬管理条例》第三条；"


def texts(folder: Path, size: int) -> Iterator[str]:
    """Texts in order of path until ``size`` bytes are read."""
    for path in sorted([*folder.rglob("*.md"), *folder.rglob("*.txt")]):
        text = path.read_text("utf-8", errors="replace")
        yield text
        size -= len(text.encode())
        if size <= 0:
            return


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """The best of three runs, in seconds, and what the last one counted."""
    best, count = float("inf"), 0
    for _ in range(3):
        start = time.perf_counter()
        count = work()
        best = min(best, time.perf_counter() - start)
    return best, count


def main() -> None:
    """Reads the arguments, runs each row, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=float, default=20)
    options = parser.parse_args()
    library = Library(Database(Settings.from_environment().database_url))
    build, names = timed(lambda: Catalogue(library) and len(library.names()))
    catalogue = Catalogue(library)
    corpus = list(texts(options.folder, int(options.megabytes * 1e6)))
    size = sum(len(text.encode()) for text in corpus) / 1e6
    dense = [DENSE * 5000]
    dense_size = len(dense[0].encode()) / 1e6
    own = library.works()[0].id

    def cited(read: list[str]) -> int:
        return sum(len(find_citations(text, catalogue, at=AT, today=TODAY)) for text in read)

    rows = [
        ("floor: re, brackets and articles", size, *timed(lambda: sum(1 for text in corpus for _ in BRACKETS.finditer(text)))),
        ("floor: re, all shapes", size, *timed(lambda: sum(1 for text in corpus for _ in SHAPES.finditer(text)))),
        ("find", size, *timed(lambda: sum(len(find(text, catalogue).mentions) for text in corpus))),
        ("find and resolve", size, *timed(lambda: cited(corpus))),
        ("cross-references", size, *timed(lambda: sum(len(cross_references(text, catalogue, itself=own, article="1")) for text in corpus))),
        ("find and resolve, dense text", dense_size, *timed(lambda: cited(dense))),
        ("the same, twice as long", 2 * dense_size, *timed(lambda: cited([dense[0] * 2]))),
        ("1 MB of 《", 3.0, *timed(lambda: cited(["《" * 1_000_000]))),
        ("2 MB of 《", 6.0, *timed(lambda: cited(["《" * 2_000_000]))),
        ("1 MB of 第", 3.0, *timed(lambda: cited(["第" * 1_000_000]))),
        ("2 MB of 第", 6.0, *timed(lambda: cited(["第" * 2_000_000]))),
    ]
    print(f"catalogue: {names} names in {build * 1000:.0f} ms; corpus: {len(corpus)} texts, {size:.1f} MB\n")
    print("| what | MB | seconds | MB/s | found | found/s |\n|---|---|---|---|---|---|")
    for what, megabytes, seconds, count in rows:
        print(f"| {what} | {megabytes:.1f} | {seconds:.2f} | {megabytes / seconds:.1f} | {count:,} | {count / seconds:,.0f} |")


if __name__ == "__main__":
    main()
