"""The text of a version as one piece of HTML, written once for as long as nothing that it shows has moved."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import render_template
from markupsafe import Markup

from lawgraph.app.language.choice import in_english
from lawgraph.app.works import reading
from lawgraph.app.works.cross_links import CrossLink, cross_links
from lawgraph.app.works.reading import Beside
from lawgraph.domain.levels import level_name, rank
from lawgraph.domain.models import Provision
from lawgraph.domain.numerals import article_name
from lawgraph.store.reports import MeasureUse

if TYPE_CHECKING:
    from lawgraph.app.wiring import Wiring

__all__ = ["TextCache", "WholeText", "besides", "links_of"]

_KEPT = 24
_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)*")
_ROUND = "至到本法条例办规定的"
_MEASURES = "举措"


@dataclass(frozen=True, slots=True)
class WholeText:
    """The articles as HTML and the table of contents; ``html`` is empty where no text is installed."""

    html: Markup
    toc: Sequence[reading.Entry]


class TextCache:
    """The last texts that were looked at, by language, version, day and what the reports' measures say of them."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._kept: OrderedDict[Any, WholeText] = OrderedDict()
        self._lock = Lock()

    def get(self, version: str, work: str, at: date, uses: Sequence[MeasureUse]) -> WholeText:
        """The text of a version for a page of the day ``at``."""
        meant = self._wiring.citing.measures(version, uses)
        key = in_english(), version, at, tuple(sorted((label, len(mine)) for label, mine in meant.items()))
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        made = self._make(version, work, at, uses)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def _make(self, version: str, work: str, at: date, uses: Sequence[MeasureUse]) -> WholeText:
        tree = self._wiring.library.tree(version)
        if not tree:
            return WholeText(Markup(), ())
        beside = besides(self._wiring, work, version, tree, uses)
        found = reading.blocks(version, tree, self._wiring.library.glosses(version), beside, links_of(self._wiring, version, at))
        html = render_template("whole_text.html", blocks=found)
        return WholeText(Markup(html), reading.contents(tree, version))  # noqa: S704 (a template's answer)


def links_of(wiring: Wiring, version: str, at: date, label: str = "") -> Mapping[str, tuple[CrossLink, ...]]:
    """The cross-references in the words of a version, or of one of its articles."""
    return cross_links(wiring.graph.references(version, label), lambda work: wiring.library.work(work).title, version=version, at=at)


def besides(wiring: Wiring, work: str, version: str, tree: Sequence[Provision], uses: Iterable[MeasureUse]) -> Mapping[str, Beside]:
    """What stands beside each article: counts of those who mean it, by kind, and its own day of entry into force."""
    counts: dict[str, Counter[tuple[int, str]]] = {}
    for label, edges in wiring.citing.articles(version).items():
        for source, _ in {(edge.source, edge.source_label) for edge in edges}:
            kind = wiring.library.work(source).kind
            counts.setdefault(label, Counter())[rank(kind), level_name(kind)] += 1
    for label, mine in wiring.citing.measures(version, uses).items():
        counts.setdefault(label, Counter())[99, _MEASURES] += len(mine)
    life = next((life for life in wiring.library.lifeline(work).versions if life.version == version), None)
    own = _own_days(life.parts if life else (), [node.label for node in tree if node.kind == "article"])
    return {
        label: Beside(tuple((name, many) for (_, name), many in sorted(counts.get(label, {}).items())), own.get(label))
        for label in {*counts, *own}
    }  # fmt: skip


def _own_days(parts: Iterable[tuple[str, date]], articles: Sequence[str]) -> dict[str, date]:
    """The day of each article that 第三条、第五条至第七条 names; what names a paragraph or a chapter says nothing of a whole article."""
    places = {article_name(label): place for place, label in enumerate(articles) if label[:1].isdigit()}
    found: dict[str, date] = {}
    for what, day in parts:
        for piece in re.split(r"[、，和及]", what):
            ends = [places[name] for name in _ARTICLE.findall(piece) if name in places]
            if ends and not _ARTICLE.sub("", piece).strip(_ROUND):
                found.update(dict.fromkeys(articles[min(ends) : max(ends) + 1], day))
    return found
