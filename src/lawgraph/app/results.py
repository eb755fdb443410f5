"""A search result as its page shows it: hits grouped by work, words marked, facets as links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from lawgraph.app.query import address
from lawgraph.app.words import WORDS
from lawgraph.domain.levels import Kind, level_name, rank
from lawgraph.domain.numerals import article_name
from lawgraph.domain.places import PROVINCES
from lawgraph.services.searching import SearchHit, SearchResult
from lawgraph.store.library import Library

__all__ = ["chosen_filters", "excerpt", "facet_links", "group_hits"]

_FACETS = ("level", "issuer", "jurisdiction")
_SHOWN = 12
_ROOM = 150
_PLACES = {code: name for name, code in PROVINCES.items()}


def group_hits(result: SearchResult, library: Library, today: date) -> list[dict[str, Any]]:
    """The hits by work, in the order of each work's best hit."""
    groups: dict[str, dict[str, Any]] = {}
    glosses: dict[str, Mapping[str, tuple[str, str]]] = {}
    for hit in result.hits:
        group = groups.get(hit.work.id)
        if group is None:
            now = library.force(hit.work.id, today)
            group = groups[hit.work.id] = {
                "work": library.work(hit.work.id),
                "href": hit.version or hit.work.id,
                "then": hit.force,
                "today": now,
                "moved": (hit.force.status, hit.force.version) != (now.status, now.version),
                "hits": [],
            }
        if hit.version not in glosses:
            glosses[hit.version] = library.glosses(hit.version) if hit.version else {}
        group["hits"].append(_row(hit, glosses[hit.version]))
    return list(groups.values())


def _row(hit: SearchHit, glosses: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    name = _article(hit.article) if hit.article else "全文"
    text = excerpt(hit.text, hit.highlights) if hit.article else Markup()
    return {"href": hit.provision or hit.version or hit.work.id, "name": name, "caption": glosses.get(hit.article, ("", ""))[0], "text": text}


def _article(label: str) -> str:
    number = label.rsplit("/", 1)[-1]
    return article_name(number) if number[:1].isdigit() else label


def excerpt(text: str, spans: Sequence[tuple[int, int]], room: int = _ROOM) -> Markup:
    """About ``room`` characters of ``text`` from shortly before the first of ``spans``, with the spans in ``<mark>``."""
    start = max(0, spans[0][0] - room // 4) if spans and len(text) > room else 0
    end = min(len(text), start + room)
    start = max(0, end - room) if end == len(text) else start
    html, cursor = Markup("…") if start else Markup(), start
    for begin, stop in spans:
        if begin < cursor or stop > end:
            continue
        html += escape(_flat(text[cursor:begin])) + Markup("<mark>{}</mark>").format(_flat(text[begin:stop]))
        cursor = stop
    return html + escape(_flat(text[cursor:end])) + (Markup("…") if end < len(text) else Markup())


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _value_name(facet: str, value: str) -> str:
    if facet == "level":
        return level_name(Kind(value))
    if facet == "jurisdiction":
        province = _PLACES.get("-".join(value.split("-")[:2]), value)
        return "全国" if value == "national" else province + (f"（{value}）" if value.count("-") > 1 else "")
    return value or "未载明"


def facet_links(facets: Mapping[str, Mapping[str, int]], asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each facet its values with counts, each a link that adds the filter or takes it away. ``asked`` is the address's query."""
    groups = []
    kept = {key: value for key, value in asked.items() if key != "page"}
    for facet in _FACETS:
        counts = {value: count for value, count in facets.get(facet, {}).items() if value}
        if facet == "level":
            order = sorted(counts, key=lambda value: rank(Kind(value)))
        else:
            order = sorted(counts, key=lambda value: (-counts[value], value))[:_SHOWN]
        items = []
        for value in order:
            on = kept.get(facet) == value
            query = {key: said for key, said in kept.items() if key != facet} if on else {**kept, facet: value}
            items.append({"name": _value_name(facet, value), "count": counts[value], "href": address("/search", **query), "on": on})
        if len(items) > 1 or any(item["on"] for item in items):
            groups.append({"name": WORDS["facet"][facet], "items": items})
    return groups


def chosen_filters(asked: Mapping[str, Any]) -> list[dict[str, str]]:
    """The filters that are on, each with the address without it."""
    return [
        {"name": _value_name(facet, asked[facet]), "href": address("/search", **{k: v for k, v in asked.items() if k not in {facet, "page"}})}
        for facet in _FACETS
        if asked.get(facet)
    ]
