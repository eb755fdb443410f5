"""How fast citations are found and resolved, beside plain ``re`` scans of the same text and beside peers, on one core.

    python benchmarks/citing.py FOLDER [--megabytes 20]

FOLDER holds texts (.md or .txt); names come from the library in LAWGRAPH_HOME. Seconds are those of the processor, the median of five runs. Prints
tables; nothing is written. A peer that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import importlib
import re
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from lawgraph.cite import Catalogue, cross_references, find_citations
from lawgraph.cite.find import find
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from lawgraph.store.library import Library

AT, TODAY = date(2022, 1, 20), date(2026, 1, 1)
RUNS = 5
_N = "[一二三四五六七八九十百千零〇0-9]{1,9}"
# what a scanner without any knowledge reads: brackets and articles
BRACKETS = re.compile(rf"《[^《》]{{1,160}}》|第{_N}条")
# the union of the shapes that we look for: brackets, articles, pointers, document numbers, bare names before an article
SHAPES = re.compile(
    rf"《[^《》]{{1,160}}》|第{_N}条|[本该同上](?:述)?(?:法|条例|规定|办法|细则)|[〔\[](?:19|20)\d{{2}}[〕\]]\d{{1,5}}号|令第{_N}号|简称|"
    rf"[一-鿿]{{2,20}}?(?:法|条例|规定|办法|细则)第{_N}条"
)
DENSE = "依照《中华人民共和国行政处罚法》第三十三条第一款、行政许可法第十二条和《中华人民共和国刑法》第二百六十四条的规定，该法第九条、《xx市养犬管理条例》第三条；"
ENGLISH = "The court held so in Smith v. Jones, 410 U.S. 113, 116 (1973), and again in 347 U.S. 483 (1954). See id. at 495; 28 U.S.C. § 1331. "
PEER_MEGABYTES = 1.0

Row = tuple[str, float, float, int]


def texts(folder: Path, size: int) -> Iterator[str]:
    """Texts in order of path until ``size`` bytes are read."""
    for path in sorted([*folder.rglob("*.md"), *folder.rglob("*.txt")]):
        text = path.read_text("utf-8", errors="replace")
        yield text
        size -= len(text.encode())
        if size <= 0:
            return


def megabytes(read: list[str]) -> float:
    """The size of texts in UTF-8, in millions of bytes."""
    return sum(len(text.encode()) for text in read) / 1e6


def timed(what: str, read: list[str], work: Callable[[], int], runs: int = RUNS) -> Row:
    """A row: what, megabytes, the median of processor seconds, and what the last run counted."""
    seconds = []
    count = 0
    for _ in range(runs):
        start = time.process_time()
        count = work()
        seconds.append(time.process_time() - start)
    return what, megabytes(read), statistics.median(seconds), count


def table(rows: list[Row]) -> None:
    """Prints rows as a table."""
    print("| what | MB | seconds | MB/s | found | found/s |\n|---|---|---|---|---|---|")
    for what, size, seconds, count in rows:
        print(f"| {what} | {size:.1f} | {seconds:.2f} | {size / seconds:.1f} | {count:,} | {count / seconds:,.0f} |")


def peers(corpus: list[str]) -> Iterator[Row]:
    """The peers that are installed, each on what it is made for."""
    try:
        checker = importlib.import_module("china_law_mcp.server").check_citations_in_text
        checker("《民法典》第一条")  # its index is built at the first question
        part = list(_up_to(corpus, PEER_MEGABYTES))
        yield timed("china_law_mcp: 《…》第N条, checked", part, lambda: sum(checker(text)["total"] for text in part), 1)
    except ImportError as missing:
        print(f"left out: china_law_mcp ({missing})\n")
    try:
        eyecite = importlib.import_module("eyecite")
        english = [ENGLISH * int(PEER_MEGABYTES * 1e6 / len(ENGLISH) / 20)] * 20
        yield timed("eyecite: found, dense made-up English", english, lambda: sum(len(eyecite.get_citations(text)) for text in english), 1)
        yield timed(
            "eyecite: found and resolved", english, lambda: sum(map(len, (eyecite.resolve_citations(eyecite.get_citations(t)) for t in english))), 1
        )
    except ImportError as missing:
        print(f"left out: eyecite ({missing})\n")


def _up_to(corpus: list[str], size: float) -> Iterator[str]:
    for text in corpus:
        yield text
        size -= len(text.encode()) / 1e6
        if size <= 0:
            return


def main() -> None:
    """Reads the arguments, runs each row, prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=float, default=20)
    options = parser.parse_args()
    library = Library(Database(Settings.from_environment().database_url))
    corpus = list(texts(options.folder, int(options.megabytes * 1e6)))
    dense = [DENSE * 5000]
    own = library.works()[0].id
    catalogue = Catalogue(library)

    def cited(read: list[str]) -> int:
        return sum(len(find_citations(text, catalogue, at=AT, today=TODAY)) for text in read)

    def anew() -> int:
        fresh = Catalogue(Library(Database(Settings.from_environment().database_url)))
        return sum(len(find_citations(text, fresh, at=AT, today=TODAY)) for text in corpus)

    rows = [
        timed("scan: brackets and articles", corpus, lambda: sum(1 for text in corpus for _ in BRACKETS.finditer(text))),
        timed("scan: the shapes we look for", corpus, lambda: sum(1 for text in corpus for _ in SHAPES.finditer(text))),
        timed("find", corpus, lambda: sum(len(find(text, catalogue).mentions) for text in corpus)),
        timed("find and resolve, library opened anew", corpus, anew),
        timed("find and resolve", corpus, lambda: cited(corpus)),
        timed("cross-references", corpus, lambda: sum(len(cross_references(text, catalogue, itself=own, article="1")) for text in corpus)),
        timed("find and resolve, dense text", dense, lambda: cited(dense)),
        *peers(corpus),
    ]
    table(rows)
    print(
        f"\nfind against the scan of shapes: {rows[2][2] / rows[1][2]:.1f} times; against brackets and articles: {rows[2][2] / rows[0][2]:.1f} times\n"
    )

    one = "\n".join(corpus)[: 1_000_000 // 3]
    print("| one megabyte, then two | seconds | seconds for twice | times |\n|---|---|---|---|")
    for name, text in [("real text", one), ("dense text", dense[0]), *((f"{sign} alone", sign * (1_000_000 // 3)) for sign in "《第（本")]:
        once = timed(name, [text], partial(cited, [text]))[2]
        twice = timed(name, [text], partial(cited, [text + text]))[2]
        print(f"| {name} | {once:.3f} | {twice:.3f} | {twice / once:.2f} |")


if __name__ == "__main__":
    main()
