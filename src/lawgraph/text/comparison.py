"""What became of each article between two versions of a text: kept, renumbered, changed, gone or new; by the words, not by the number.

Two articles are held to be one and the same by the pairs of neighbouring characters that they share (Dice's coefficient), each pair weighing the more
the fewer articles have it, so that the phrases of every penalty count for little. Equal words go together first, then the most alike, each article
once; what stands far from its old place needs to be the more alike.
"""

from __future__ import annotations

import difflib
import functools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ArticleChange", "ChangeKind", "compare_articles", "word_changes"]

LEAST = 0.3
"""Articles whose likeness is below this are not the same article; chosen by reading the pairs around it in five real revisions."""
FAR = 0.3
"""How much likeness an article loses that moved from one end of the text to the other."""
_CHINESE = re.compile(r"[^一-鿿0-9a-zA-Z]")


class ChangeKind(StrEnum):
    """``MOVED``: same words under another number; ``CHANGED``: other words, the number kept or not."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """``old`` and ``new`` are article numbers; None where the article is new or gone. ``score`` is the likeness of the words, from 0 to 1."""

    kind: ChangeKind
    old: str | None
    new: str | None
    score: float


def compare_articles(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> tuple[ArticleChange, ...]:
    """Changes from ``old`` to ``new``, both ``(number, text)`` in order: by the new text's order, what is gone at its old place."""
    paired = dict(_equal(old, new))
    paired.update(_alike(old, new, paired))
    changes = {after: _change(old[before], new[after]) for before, after in paired.items()}
    found: list[ArticleChange] = []
    gone = iter([place for place in range(len(old)) if place not in paired])
    waiting = next(gone, None)
    back = {after: before for before, after in paired.items()}
    for after, (number, _) in enumerate(new):
        while waiting is not None and after in back and waiting < back[after]:
            found.append(ArticleChange(ChangeKind.REMOVED, old[waiting][0], None, 0.0))
            waiting = next(gone, None)
        found.append(changes.get(after) or ArticleChange(ChangeKind.ADDED, None, number, 0.0))
    while waiting is not None:
        found.append(ArticleChange(ChangeKind.REMOVED, old[waiting][0], None, 0.0))
        waiting = next(gone, None)
    return tuple(found)


def word_changes(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """The two texts as pieces in order: ``("same" | "removed" | "added", words)``.

    Joined without ``added`` they are ``old``, without ``removed`` ``new``.
    """
    pieces: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", old[a:b]))
        else:
            pieces += [(sort, words) for sort, words in (("removed", old[a:b]), ("added", new[c:d])) if words]
    return tuple(pieces)


def _plain(text: str) -> str:
    return _CHINESE.sub("", text)


def _equal(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """Places of equal words; where several are equal, in order."""
    places: dict[str, list[int]] = {}
    for place, (_, text) in enumerate(new):
        places.setdefault(_plain(text), []).append(place)
    for place, (_, text) in enumerate(old):
        waiting = places.get(_plain(text))
        if waiting:
            yield place, waiting.pop(0)


def _alike(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]], paired: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Places of the most alike of what is left, each once."""
    likeness = _Likeness([text for _, text in (*old, *new)])
    taken = set(paired.values())
    after = {place: _pairs(text) for place, (_, text) in enumerate(new) if place not in taken}
    holders: dict[str, list[int]] = {}
    for place, pairs in after.items():
        for pair in pairs:
            holders.setdefault(pair, []).append(place)
    ranked: list[tuple[float, int, int]] = []
    for place, (_, text) in enumerate(old):
        if place in paired:
            continue
        pairs = _pairs(text)
        for other in {other for pair in pairs for other in holders.get(pair, ())}:
            distance = abs(place / max(1, len(old)) - other / max(1, len(new)))
            score = likeness(pairs, after[other]) - FAR * distance
            if score >= LEAST:
                ranked.append((-score, place, other))
    done: set[int] = set()
    for _, place, other in sorted(ranked):
        if place not in done and other not in taken:
            done.add(place)
            taken.add(other)
            yield place, other


class _Likeness:
    """Dice's coefficient over pairs of characters, weighed by how few texts hold each pair."""

    def __init__(self, texts: Sequence[str]) -> None:
        held = Counter(pair for text in texts for pair in _pairs(text))
        self._weights = {pair: math.log(1 + len(texts) / count) for pair, count in held.items()}
        self._whole: dict[frozenset[str], float] = {}

    def __call__(self, one: frozenset[str], other: frozenset[str]) -> float:
        return 2 * sum(map(self._weights.__getitem__, one & other)) / (self._of(one) + self._of(other))

    def _of(self, pairs: frozenset[str]) -> float:
        """The weight of a whole text, which is asked for once for each text that it is laid beside."""
        known = self._whole.get(pairs)
        if known is None:
            known = self._whole[pairs] = sum(map(self._weights.__getitem__, pairs))
        return known


@functools.lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    plain = _plain(text)
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1)) or frozenset([plain])


def _change(old: tuple[str, str], new: tuple[str, str]) -> ArticleChange:
    if _plain(old[1]) == _plain(new[1]):
        return ArticleChange(ChangeKind.SAME if old[0] == new[0] else ChangeKind.MOVED, old[0], new[0], 1.0)
    before, after = _pairs(old[1]), _pairs(new[1])
    return ArticleChange(ChangeKind.CHANGED, old[0], new[0], round(2 * len(before & after) / (len(before) + len(after)), 3))
