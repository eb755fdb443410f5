"""What stands around a measure, an article, a work or a report: the things and lines of the picture and of the table beside it.

Things are works, articles of one version and measures; paragraphs and items are folded into their article, and what is named without a number, or
with one that no version holds, into its work; around a whole report so is every basis. A thing that is opened shows what it rests on and what rests
on it, one step far; what a measure rests on shows the law above it besides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache

from lawgraph.domain.ids import provision_id, split_provision_id
from lawgraph.domain.levels import Kind, level_name
from lawgraph.domain.models import Force, ForceStatus
from lawgraph.domain.numerals import label_name
from lawgraph.services.comparing import Comparer
from lawgraph.services.sameness import Sameness
from lawgraph.store.graph.edges import ABOVE, Edge, Origin, Relation, applying, article_of
from lawgraph.store.graph.report_edges import decisions_state, edges_of_report, measure_id
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library
from lawgraph.store.reports import Reports

__all__ = ["BANDS", "BASES", "Line", "Neighbourhood", "Saying", "Thing", "View"]

BANDS = ("宪法", "法律", "行政法规", "地方性法规", "规章", "规范性文件", "举措")
"""The bands of the picture, the highest authority first: a thing's height is its level and nothing else."""

_BAND: Mapping[Kind, int] = {
    Kind.CONSTITUTION: 0, Kind.LAW: 1, Kind.ADMINISTRATIVE_REGULATION: 2, Kind.SUPERVISORY_REGULATION: 2, Kind.JUDICIAL_INTERPRETATION: 2,
    Kind.LOCAL_REGULATION: 3, Kind.DEPARTMENTAL_RULE: 4, Kind.LOCAL_RULE: 4, Kind.PARTY_REGULATION: 5, Kind.NORMATIVE_DOCUMENT: 5,
    Kind.DISCRETION_STANDARD: 5, Kind.INTERNAL_DOCUMENT: 5, Kind.NOT_A_REGULATION: 5,
}  # fmt: skip
_MEASURES = len(BANDS) - 1
_MOST_ABOVE = 4


class Saying(StrEnum):
    """What a line says: the relation, and of a measure's basis who says so."""

    CITED = "cited"
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    CONFIRMED_IN_PART = "confirmed_in_part"
    REJECTED = "rejected"
    REPLACED = "replaced"
    BASED_ON = "based_on"
    IMPLEMENTS = "implements"
    INTERPRETS = "interprets"
    CITES = "cites"
    AMENDS = "amends"
    REPEALS = "repeals"
    REPLACES = "replaces"


BASES = frozenset(
    {Saying.CITED, Saying.SUGGESTED, Saying.CONFIRMED, Saying.CONFIRMED_IN_PART, Saying.REJECTED, Saying.REPLACED}
)  # fmt: skip
"""What a line of a measure may say."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A node: ``kind`` is measure, work or provision.

    ``name`` is the article (or the number of the measure), ``version`` the day of its version where that is not the one that applies today. ``band``
    is a place in ``BANDS``, ``level`` its own level's name; ``today`` is None for a measure. ``words`` are a measure's own.
    """

    id: str
    kind: str
    band: int
    level: str
    title: str
    name: str = ""
    version: str = ""
    today: Force | None = None
    words: str = ""

    @property
    def moved(self) -> bool:
        """Whether today's law is another than the one that is named here."""
        return self.today is not None and (bool(self.version) or self.today.status is not ForceStatus.IN_FORCE)


@dataclass(frozen=True, slots=True)
class Line:
    """What one thing says of another: ``edges`` are the places that say so, at least one."""

    source: str
    target: str
    saying: Saying
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Things by their identifiers and the lines between them.

    ``centre`` are the things that were asked for, ``opened`` those whose neighbours stand here. ``left_out`` counts for an opened thing the
    neighbours that ``most`` left no room for, ``unnamed`` the places in it that name no work of the library. ``sayings`` is what lines could say
    before some were left out on request.
    """

    centre: tuple[str, ...]
    things: Mapping[str, Thing]
    lines: tuple[Line, ...]
    opened: frozenset[str]
    left_out: Mapping[str, int]
    unnamed: int
    sayings: frozenset[Saying]


@dataclass(slots=True)
class _Gathered:
    lines: dict[tuple[str, str, Saying], dict[Edge, None]] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    standing: set[str] = field(default_factory=set)
    """The ends of the lines."""


Triple = tuple[str, str, Edge]


class Neighbourhood:
    """Gathers what stands around things of one library with its graph and its reports."""

    def __init__(self, library: Library, graph: Graph, reports: Reports, comparer: Comparer) -> None:
        self._library, self._graph, self._comparer = library, graph, comparer
        self._reports = _Reports(reports, library)

    def around(
        self, start: str, *, day: date, opened: Collection[str] = (), sayings: Collection[Saying] = frozenset(Saying), changed: bool = False,
        most: int = 60,
    ) -> View:  # fmt: skip
        """What stands around ``start`` on a day: a work, a provision, a measure (``/reports/X#m-3``), or a report, whose measures are opened.

        ``opened`` are further things to open; ``sayings`` the lines to keep; ``changed`` keeps of the measures' bases those alone whose law is
        another today. ``most``: neighbours of an opened thing, those with most to say first. Raises UnknownWork and UnknownReport.
        """
        centre = self._centre(start)
        wide = dict.fromkeys([*centre, *(self._folded(node) for node in opened)])
        gathered = _Gathered()
        self._reports.refresh()
        look = _Looks(self._library, self._reports, day)
        said = _Said(self._graph, self._reports, self._comparer, day)
        for node in wide:
            self._gather(gathered, node, self._step(node, said, whole=len(centre) > 1), most)
        if any("#" in node for node in wide):
            _gather_above(gathered, said)
        kept = {key: edges for key, edges in gathered.lines.items() if key[2] in sayings}
        if changed:
            kept = {key: edges for key, edges in kept.items() if key[2] not in BASES or look(key[1]).moved}
        ends = dict.fromkeys([*centre, *(end for source, target, _ in kept for end in (source, target))])
        things = {node: look(node) for node in ends}
        unnamed = sum(self._graph.unnamed(*split_provision_id(node)) for node in wide if "#" not in node)
        order = {node: number for number, node in enumerate(sorted(things, key=lambda node: -things[node].band))}
        lines = sorted((Line(*key, tuple(edges)) for key, edges in kept.items()), key=lambda line: (order[line.source], order[line.target]))
        offered = frozenset(saying for _, _, saying in gathered.lines)
        return View(centre, things, tuple(lines), frozenset(wide), gathered.left_out, unnamed, offered)

    def _centre(self, start: str) -> tuple[str, ...]:
        if not start.startswith("/reports/"):
            return (self._folded(start),)
        report, _, measure = start.removeprefix("/reports/").partition("#m-")
        count = len(self._reports.get(report).words)
        return (start,) if measure else tuple(measure_id(report, number) for number in range(count))

    def _folded(self, node: str) -> str:
        """A provision's article, a version's work; anything else as it is. Raises UnknownWork."""
        if not node.startswith("/eli/"):
            return node
        work, version, label = split_provision_id(node)
        self._library.work(work)
        return provision_id(version, article_of(label)) if label[:1].isdigit() else work

    # -- one step ---------------------------------------------------------------------------------------------------------------------

    def _step(self, node: str, said: _Said, *, whole: bool) -> Iterator[Triple]:
        if "#" in node:
            for edge in said.bases(node.removeprefix("/reports/").partition("#")[0]):
                if edge.source == node:
                    yield node, self._end(edge, whole=whole), edge
            return
        work, version, label = split_provision_id(node)
        mine = said.named_now(work) if not label else [edge for edge in said.named(work) if edge.version in {version, ""}]
        for edge in mine:
            if not label or article_of(edge.source_label) == label or (not edge.source_label and edge.relation in ABOVE):
                yield node, self._end(edge, whole=not label), edge
        for edge in said.naming_article(work, version).get(label, ()) if label else said.naming_now(work):
            yield (edge.source if not label else self._folded(edge.source_node)), node, edge
        for edge in said.bases_on_article(work, version).get(label, ()) if label else said.bases_on(work):
            yield edge.source, node, edge

    def _end(self, edge: Edge, *, whole: bool) -> str:
        return edge.target if whole else self._folded(edge.target_node)

    def _gather(self, gathered: _Gathered, node: str, found: Iterable[Triple], most: int) -> None:
        """Lays down a step, the neighbours with most to say first; what there is no room for is counted."""
        by_other: dict[str, list[Triple]] = {}
        for triple in found:
            if triple[0] != triple[1]:
                by_other.setdefault(triple[1] if triple[0] == node else triple[0], []).append(triple)
        ordered = sorted(by_other.items(), key=lambda pair: (pair[0] not in gathered.standing, self._band(pair[0]), -len(pair[1]), pair[0]))
        for other, triples in ordered[:most]:
            gathered.standing |= {node, other}
            for source, target, edge in triples:
                gathered.lines.setdefault((source, target, _saying(edge)), {})[edge] = None
        if len(ordered) > most:
            gathered.left_out[node] = len(ordered) - most

    def _band(self, node: str) -> int:
        return _MEASURES if "#" in node else _BAND[self._library.work(split_provision_id(node)[0]).kind]


def _gather_above(gathered: _Gathered, said: _Said) -> None:
    """The law by which each work was made that a measure rests on, and so on up."""
    frontier = [target for source, target, _ in gathered.lines if "#" in source]
    seen: set[str] = set()
    for _ in range(_MOST_ABOVE):
        fresh: list[str] = []
        for node in dict.fromkeys(frontier):
            if node not in seen:
                seen.add(node)
                for edge in said.named_now(split_provision_id(node)[0]):
                    if edge.relation in ABOVE:
                        gathered.lines.setdefault((node, edge.target, _saying(edge)), {})[edge] = None
                        fresh.append(edge.target)
        frontier = fresh


def _saying(edge: Edge) -> Saying:
    if edge.relation != Relation.HAS_BASIS:
        return Saying(edge.relation)
    return Saying(edge.verdict) if edge.verdict else Saying.CITED if edge.origin == Origin.TEXT else Saying.SUGGESTED


class _Said:
    """What a library's texts and reports say on a day, read once for each work and report: many articles of one work may be opened together."""

    def __init__(self, graph: Graph, reports: _Reports, comparer: Comparer, day: date) -> None:
        self._reports = reports
        self._number_in = Sameness(comparer).number_in
        self.named = cache(graph.named)
        self.named_now = cache(lambda work: tuple(applying(self.named(work), day)))
        self.naming_now = cache(lambda work: tuple(applying(graph.naming(work), day)))
        self.bases_on = cache(lambda work: tuple(self._bases_on(work)))
        self.naming_article = cache(lambda work, version: self._by_article(self.naming_now(work), version))
        self.bases_on_article = cache(lambda work, version: self._by_article(self.bases_on(work), version))

    def _by_article(self, edges: Iterable[Edge], version: str) -> Mapping[str, Sequence[Edge]]:
        """The edges by the article of ``version`` that each names."""
        found: dict[str, list[Edge]] = {}
        for edge in edges:
            number = self._number_in(edge, version)
            if number is not None:
                found.setdefault(number, []).append(edge)
        return found

    def bases(self, report: str) -> tuple[Edge, ...]:
        """What the measures of a report rest on."""
        return self._reports.get(report).edges

    def _bases_on(self, work: str) -> Iterator[Edge]:
        for report in self._reports.resting_on(work):
            yield from (edge for edge in self.bases(report) if edge.target == work)


@dataclass(frozen=True, slots=True)
class _Report:
    """What the picture needs of a report: its name, the words of its measures, and what they rest on."""

    name: str
    words: tuple[str, ...]
    edges: tuple[Edge, ...]


class _Reports:
    """The reports of a database; what was read of one stays until it is checked again or anything is decided."""

    def __init__(self, reports: Reports, library: Library) -> None:
        self._reports, self._library = reports, library
        self._state: object = None
        self._known: dict[str, _Report] = {}

    def refresh(self) -> None:
        """Lets go of all where a report or a decision is another."""
        state = decisions_state(self._reports.database), tuple((row.id, row.basis) for row in self._reports.list())
        if state != self._state:
            self._state, self._known = state, {}

    def get(self, report: str) -> _Report:
        """One report. Raises UnknownReport."""
        kept = self._known
        known = kept.get(report)
        if known is None:
            row = self._reports.get(report)
            words = tuple(said["text"] for said in (row.checked or {}).get("measures", ()))
            known = kept[report] = _Report(row.name, words, tuple(edges_of_report(self._reports, row, self._library)))
        return known

    def resting_on(self, work: str) -> tuple[str, ...]:
        """The reports of which a measure rests on a work."""
        return tuple(dict.fromkeys(use.report for use in self._reports.uses(work)))


class _Looks:
    """What is shown of a thing; looked up once for each."""

    def __init__(self, library: Library, reports: _Reports, day: date) -> None:
        self._library, self._reports, self._day = library, reports, day
        self._known: dict[str, Thing] = {}
        self._published: dict[str, Mapping[str, str]] = {}

    def __call__(self, node: str) -> Thing:
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._measure(node) if "#" in node else self._work(node)
        return found

    def _measure(self, node: str) -> Thing:
        report, _, number = node.removeprefix("/reports/").partition("#m-")
        found = self._reports.get(report)
        return Thing(node, "measure", _MEASURES, BANDS[_MEASURES], found.name, f"举措 {int(number):02d}", words=found.words[int(number) - 1])

    def _work(self, node: str) -> Thing:
        work, version, label = split_provision_id(node)
        known, today = self._library.work(work), self._library.force(work, self._day)
        other = self._day_of(work, version) if version and version != today.version else ""
        name = label_name(label) if label else ""
        return Thing(node, "provision" if label else "work", _BAND[known.kind], level_name(known.kind), known.title, name, other, today)

    def _day_of(self, work: str, version: str) -> str:
        if work not in self._published:
            self._published[work] = {row.id: str(row.published or row.in_force or "日期不明") for row in self._library.versions(work)}
        return self._published[work].get(version, "")
