"""What an article's words name, as links inside them: each number of a list (第六十七条至第六十九条) leads to its own article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import escape

from lawgraph.app.service.query import address
from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.numerals import article_name, label_name
from lawgraph.store.graph.edges import Edge, article_of

__all__ = ["CrossLink", "cross_links", "linked"]

_BETWEEN = "、，和与及或至到—-"


@dataclass(frozen=True, slots=True)
class CrossLink:
    """A stretch of an article's text (``Article.text``, ``end`` exclusive), the address that it names, and that thing's title."""

    start: int
    end: int
    href: str
    title: str


def cross_links(edges: Iterable[Edge], title: Callable[[str], str], *, version: str, at: date) -> Mapping[str, tuple[CrossLink, ...]]:
    """The links of each article of ``version``; ``edges`` are its references by article and place.

    A provision of another version than the one of ``at`` is led there by its words when the link is followed (``on``): numbers move.
    """
    found: dict[str, list[CrossLink]] = {}
    for (label, start, end), group in groupby(edges, key=lambda edge: (edge.source_label, edge.start, edge.end)):
        links = found.setdefault(label, [])
        if links and start < links[-1].end:
            continue
        for edge, begin, stop in _pieces(list(group), start, end):
            itself = bool(edge.provision) and split_provision_id(edge.provision)[1] == version
            href = (
                edge.provision if itself else address(edge.provision, on=at) if edge.provision and edge.target_label else address(edge.target, at=at)
            )
            links.append(
                CrossLink(begin, stop, href, "" if itself else title(edge.target) + (label_name(edge.target_label) if edge.target_label else ""))
            )
    return {label: tuple(links) for label, links in found.items()}


def _pieces(edges: list[Edge], start: int, end: int) -> Iterator[tuple[Edge, int, int]]:
    """Cuts a place that names several articles into one stretch for each whose number is written."""
    if len(edges) == 1:
        yield edges[0], start, end
        return
    words, places, cursor = edges[0].evidence, [], 0
    for edge in edges:
        name = article_name(article_of(edge.target_label)) if edge.target_label[:1].isdigit() else ""
        spot = words.find(name, cursor) if name else -1
        if spot >= 0:
            places.append((edge, spot))
            cursor = spot + len(name)
    for number, (edge, spot) in enumerate(places):
        stop = places[number + 1][1] if number + 1 < len(places) else end - start
        begin = 0 if number == 0 else spot
        yield edge, start + begin, start + len(words[:stop].rstrip(_BETWEEN))


def linked(text: str, first: int, links: Iterable[CrossLink]) -> str:
    """``text``, which stands at ``first`` in its article's, as HTML with the links that lie wholly in it."""
    made, done = [], 0
    for link in links:
        begin, stop = link.start - first, link.end - first
        if done <= begin < stop <= len(text):
            said = f' title="{escape(link.title)}"' if link.title else ""
            made.append(f'{escape(text[done:begin])}<a class="x" href="{escape(link.href)}"{said}>{escape(text[begin:stop])}</a>')
            done = stop
    return "".join([*made, str(escape(text[done:]))])
