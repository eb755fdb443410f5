"""What both engines share: what of an article is searched, what is kept to be shown, and how an index is put in its place."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lawgraph.domain.levels import Kind, rank
from lawgraph.errors import LibraryError
from lawgraph.store.search.growing import copy_index
from lawgraph.store.search.model import IndexHit, Rerank

if TYPE_CHECKING:
    from lawgraph.store.articles import ArticleRow

__all__ = ["WORKS_COUNTED", "distinct", "factor", "first_day", "hit", "identity", "last_day", "put", "reordered", "said", "shown", "year"]

WORKS_COUNTED = 12
"""Of how many works, those with the most articles, the number is told with a result."""

_NEVER = 4_000_000
"""A day after every day of the calendar."""
# By rank: 宪法, 法律, 行政法规, 司法解释, 地方性法规, 规章, 党内法规, 规范性文件 and below. General law is asked for more often than a
# place's (measured: docs/reference/search.md).
_FACTORS = (1.5, 1.5, 1.2, 1.3, 1.0, 1.1, 1.1, 1.0)


def said(title: str, chapter: str, caption: str, gist: str, text: str) -> str:
    """All that is searched of an article."""
    return f"{title} {chapter} {caption} {gist} {text}"


def factor(kind: Kind) -> float:
    """What the score of an article of this kind is multiplied by."""
    return _FACTORS[min(rank(kind), len(_FACTORS)) - 1]


def first_day(row: ArticleRow) -> int:
    """The first day on which the row's version applies, counted from the year 1; 0 where nobody knows."""
    return row.starts.toordinal() if row.starts else 0


def last_day(row: ArticleRow) -> int:
    """The first day on which it applies no more."""
    return row.ends.toordinal() if row.ends else _NEVER


def year(row: ArticleRow) -> str:
    """The year in which the row's version was published: its identifier ends in the day. Empty where nobody knows."""
    day = row.version.rpartition("/")[2]
    return day[:4] if day[:4].isdigit() else ""


def identity(row: ArticleRow) -> tuple[int, int]:
    """Two numbers: rows of one work that share the first (its number) or the second (its wording) are versions of one article."""
    return _number(row.work, row.number), _number(row.work, row.text)


def distinct(identities: Iterable[tuple[int, int]], enough: int, *, whole: bool) -> list[list[int]]:
    """The places of ``identities`` (``identity`` of found rows, best first) by article: the first ``enough`` articles, each with its versions.

    ``whole``: further versions are looked for to the end; otherwise nothing is read once there are enough.
    """
    kept: list[list[int]] = []
    known: dict[tuple[bool, int], list[int]] = {}
    for place, (article, wording) in enumerate(identities):
        keys = (False, article), (True, wording)
        group = known.get(keys[0]) or known.get(keys[1])
        if group is None:
            group = []
            if len(kept) < enough:
                kept.append(group)
        group.append(place)
        for key in keys:
            known.setdefault(key, group)
        if len(kept) == enough and not whole:
            break
    return kept


def reordered(scores: Sequence[float], works: Sequence[int], national: Sequence[int], rerank: Rerank) -> list[tuple[float, int]]:
    """New scores with the places of the old ones, best first: those that ``rerank`` looked at, then the rest, falling as they fell before."""
    depth = rerank.depth
    looked = rerank(scores[:depth], works, national)
    head = [(looked[place], place) for place in sorted(range(len(looked)), key=looked.__getitem__, reverse=True)]
    lowest = head[-1][0] / scores[depth - 1] if len(scores) > depth else 0.0
    return [*head, *((scores[place] * lowest, place) for place in range(depth, len(scores)))]


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def shown(row: ArticleRow) -> bytes:
    """What a hit shows, as one blob, so that a search asks no database."""
    values = (row.work, row.title, row.version, row.number, row.chapter, row.text, row.caption, row.gist, row.kind.value, row.jurisdiction)
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def hit(blob: bytes, score: float, others: Iterable[bytes] = ()) -> IndexHit:
    """The hit that ``shown`` packed, with its score; ``others`` are the further versions of the article."""
    work, title, version, number, chapter, text, caption, gist, kind, jurisdiction = json.loads(blob)
    more = tuple((told[2], told[3]) for told in map(json.loads, others))
    return IndexHit(work, title, version, number, chapter, text, caption, gist, Kind(kind), jurisdiction, score, more)


def put(write: Callable[[Path], None], folder: Path, former: Path | None = None) -> None:
    """Lets ``write`` fill a folder beside ``folder`` and moves it there at the end. What stood there is replaced; readers keep what they opened.

    ``write`` finds a copy of the index in ``former``, where one is given, else nothing. Raises LibraryError where the disk refuses.
    """
    beside = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True)
        if former is not None:
            copy_index(former, beside)
        write(beside)
        _move(beside, folder)
    except (OSError, ValueError) as error:  # an engine says ValueError where its files cannot be written
        raise LibraryError(f"检索索引写不成：{error}。", "请检查 LAWGRAPH_HOME 所在磁盘的空间和权限。") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _move(beside: Path, folder: Path) -> None:
    if folder.exists():
        old = folder.with_name(f"{folder.name}.{os.getpid()}.old")
        folder.rename(old)
        beside.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        beside.rename(folder)
