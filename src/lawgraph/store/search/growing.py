"""Whether an index that stands only has to grow: which rows it holds, and a copy of it to which others can be added.

An engine goes on counting the words of articles that are taken out of its index, so that scores would depend on what stood in it before. What is only
added leaves no such trace: the index then gives what one gives that was built at once. Where anything else changed, it is built anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lawgraph.store.articles import ArticleRow

__all__ = ["added_rows", "copy_index", "keep_digests", "noted"]

_DIGESTS = "rows.digests"
_SIZE = 8
_REWRITTEN = (".json", ".toc", ".digests")
"""How files end that an engine, or we, write again; all others it writes once, so that two indexes can share them."""
_LOCKS = ("lock", "LOCK")


def noted(rows: Iterable[ArticleRow], digests: list[bytes]) -> Iterator[ArticleRow]:
    """The rows as they are; their digests are added to ``digests``."""
    for row in rows:
        digests.append(_digest(row))
        yield row


def keep_digests(digests: Iterable[bytes], folder: Path) -> None:
    """Lays the digests of the rows that were written beside an index that stands in ``folder``, after those that lie there."""
    with (folder / _DIGESTS).open("ab") as file:
        file.write(b"".join(digests))


def added_rows(former: Path, rows: Callable[[], Iterable[ArticleRow]]) -> list[ArticleRow] | None:
    """The rows that the index in ``former`` lacks; None where it holds one that is no longer among them, or nobody knows what it holds."""
    try:
        stored = (former / _DIGESTS).read_bytes()
    except OSError:
        return None
    # counted, so that a row that comes twice does not stand for one that went
    left = Counter(stored[place : place + _SIZE] for place in range(0, len(stored), _SIZE))
    added = []
    for row in rows():
        digest = _digest(row)
        if left[digest]:
            left[digest] -= 1
        else:
            added.append(row)
    return added if stored and not any(left.values()) else None


def copy_index(former: Path, folder: Path) -> None:
    """Fills the empty ``folder`` with the index in ``former``; large files are shared. Raises OSError where they cannot be."""
    for file in former.iterdir():
        if not file.name.endswith(_LOCKS):
            (shutil.copy2 if file.name.startswith(".") or file.name.endswith(_REWRITTEN) else os.link)(file, folder / file.name)


def _digest(row: ArticleRow) -> bytes:
    return hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
