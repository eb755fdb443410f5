"""A search result as its page shows it: hits grouped by work, words marked, facets as links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from lawgraph.app.service.query import address
from lawgraph.app.views import WITHIN
from lawgraph.app.words import WORDS
from lawgraph.domain.levels import Kind, level_name, rank
from lawgraph.domain.numerals import article_name
from lawgraph.domain.places import PROVINCES
from lawgraph.errors import UnknownWork
from lawgraph.services.search.answers import SearchHit, SearchResult
from lawgraph.store.library import Library

__all__ = ["Names", "chosen_filters", "excerpt", "facet_links", "group_hits", "pages_around", "ways"]

_SHOWN = 8
_ROOM = 150
_PLACES = {code: name for name, code in PROVINCES.items()}
_LEVELS = {kind.value: level_name(kind) for kind in Kind}
_STATES = tuple(WORDS["state"])


def group_hits(result: SearchResult, library: Library) -> list[dict[str, Any]]:
    """The hits by work, in the order of each work's best hit."""
    groups: dict[str, dict[str, Any]] = {}
    totals = {group.work.id: group.total for group in result.groups}
    for hit in result.hits:
        group = groups.get(hit.work.id)
        if group is None:
            group = groups[hit.work.id] = {
                "work": library.work(hit.work.id),
                "href": hit.version or hit.work.id,
                "then": hit.force,
                "today": hit.force_today,
                "moved": (hit.force.status, hit.force.version) != (hit.force_today.status, hit.force_today.version),
                "total": totals.get(hit.work.id, 0),
                "hits": [],
            }
        group["hits"].append(_row(hit))
    return list(groups.values())


def _row(hit: SearchHit) -> dict[str, Any]:
    return {
        "href": hit.provision or hit.version or hit.work.id,
        "name": _article(hit.article) if hit.article else "全文",
        "caption": hit.caption,
        "text": excerpt(hit.text, hit.highlights) if hit.article else Markup(),
        "cited": hit.citing,
        "cited_href": f"{hit.provision or hit.version or hit.work.id}#cited-by",
        "versions": [
            {"name": f"{version.version.rsplit('/', 1)[-1]} {_article(version.article)}", "href": version.provision} for version in hit.versions
        ],
    }


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


class Names:
    """What the values of facets are called on the page."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def __call__(self, facet: str, value: str) -> str:
        match facet:
            case "level":
                return _LEVELS.get(value, value)
            case "state":
                return WORDS["state"].get(value, value)
            case "year":
                return f"{value} 年"
            case "jurisdiction":
                province = _PLACES.get("-".join(value.split("-")[:2]), value)
                return "全国" if value == "national" else province + (f"（{value}）" if value.count("-") > 1 else "")
            case "work":
                return self._title(value)
        return value

    def _title(self, work: str) -> str:
        try:
            return self._library.find(work).title.removeprefix("中华人民共和国")
        except UnknownWork:
            return work


def _order(facet: str, counts: Mapping[str, int]) -> list[str]:
    match facet:
        case "level":
            return sorted(counts, key=lambda value: rank(Kind(value)))
        case "state":
            return sorted(counts, key=_STATES.index)
        case "year":
            return sorted(counts, reverse=True)
    return sorted(counts, key=lambda value: (-counts[value], value))[:_SHOWN]


def facet_links(facets: Mapping[str, Mapping[str, int]], asked: Mapping[str, str], names: Names) -> list[dict[str, Any]]:
    """For each facet its values with counts, each a link that adds the filter or takes it away; those after the first few are kept apart.

    ``asked`` is the address's query.
    """
    groups = []
    for facet in WITHIN:
        counts = {value: count for value, count in facets.get(facet, {}).items() if value}
        items = []
        for value in _order(facet, counts):
            name = names(facet, value)
            on = asked.get(facet) in (value, name)
            query = {key: said for key, said in asked.items() if key != facet} if on else {**asked, facet: value}
            items.append({"name": name, "count": counts[value], "href": address("/search", **query), "on": on})
        if len(items) > 1 or any(item["on"] for item in items):
            first = _SHOWN if len(items) > _SHOWN + 2 else len(items)
            groups.append({"name": WORDS["facet"][facet], "items": items[:first], "more": items[first:]})
    return groups


def chosen_filters(asked: Mapping[str, str], names: Names) -> list[dict[str, str]]:
    """The filters that are on, each with the address without it."""
    return [
        {"name": names(facet, asked[facet]), "href": address("/search", **{k: v for k, v in asked.items() if k != facet})}
        for facet in WITHIN
        if asked.get(facet)
    ]


def ways(asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The two ways of looking that can be switched: over all versions, and by work."""
    return [
        {
            "name": name,
            "on": asked.get(key) == value,
            "href": address("/search", **{**asked, key: "" if asked.get(key) == value else value}),
        }
        for name, key, value in (("所有版本", "all_versions", "1"), ("按法规归拢", "by", "work"))
    ]


def pages_around(page: int, pages: int) -> Iterator[int]:
    """The numbers of the pages that links lead to: the first, the last and those around ``page``; 0 stands for those left out."""
    shown = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            yield 0
        yield number
