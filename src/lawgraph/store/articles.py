"""A version's text as the articles that are indexed: number, place and words of each, and the days on which they apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from lawgraph.domain.levels import Kind

__all__ = ["ArticleRow", "article_rows", "reach"]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article of one version, for the index.

    ``starts`` to ``ends`` (exclusive) are the days on which the version applies; None: nobody knows, or no end.
    """

    work: str
    title: str
    names: tuple[str, ...]
    kind: Kind
    issuer: str
    jurisdiction: str
    version: str
    number: str
    chapter: str
    text: str
    caption: str
    gist: str
    starts: date | None
    ends: date | None
    subject: str = ""


def reach(spans: Mapping[str, tuple[date | None, date | None]], texts: AbstractSet[str]) -> dict[str, tuple[date | None, date | None]]:
    """The spans of versions with text, each to the next one that has text: where the applying text is not installed the last one stands in.

    The state that is shown beside it comes from the lifeline and names the version that applies.
    """
    found: dict[str, tuple[date | None, date | None]] = {}
    last: str | None = None
    for version, (start, end) in spans.items():
        if version in texts:
            found[version] = (start, end)
            last = version
        elif last is not None and found[last][1] == start:
            found[last] = (found[last][0], end)
    return found


def article_rows(rows: Iterable[Any]) -> Iterator[tuple[str, str, str]]:
    """Number, place and words of each article in a version's provisions."""
    place: dict[str, str] = {}
    number: str | None = None
    words: list[str] = []
    loose: list[str] = []
    order: Sequence[str] = ("annex", "part", "subpart", "chapter", "section")
    for row in rows:
        if row.kind in order:
            if number is not None:
                yield number, " ".join(place.values()), "\n".join(words)
                number = None
            place = {kind: heading for kind, heading in place.items() if kind in order[: order.index(row.kind)]} | {row.kind: row.heading}
        elif row.kind == "article":
            if number is not None:
                yield number, " ".join(place.values()), "\n".join(words)
            number, words = row.label, []
        elif number is not None and row.text:
            words.append(row.text)
        elif row.text:
            loose.append(row.text)
    if number is not None:
        yield number, " ".join(place.values()), "\n".join(words)
    elif loose and not place and not words:
        yield "", "", "\n".join(loose)
