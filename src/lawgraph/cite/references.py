"""Cross-references inside statutes: what one article says of others, of its own work or another's.

A statute knows its own place: 前款 is the paragraph before the one that says so, 本条第三款 a paragraph of the same article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lawgraph.cite.antecedents import stands
from lawgraph.cite.catalogue import Catalogue
from lawgraph.cite.find import find
from lawgraph.cite.pinpoints import Place, place_of, read_places
from lawgraph.domain.levels import sign_of_no_regulation
from lawgraph.domain.numerals import NUMERAL, to_int

__all__ = ["CrossReference", "ReferenceStatus", "cross_references"]

# 前款, 前两款, 前二条, 前项; 本条第三款, 本款第（二）项; not 目前条件, 以前款项, 提前项目
_RELATIVE = re.compile(
    rf"(?<![目以之提先当])前(?P<count>{NUMERAL}{{0,2}})(?P<before>条|款|项)(?![例件目])|(?<![基文样])本(?P<here>条|款)(?=第|[（(]{NUMERAL})"
)
# 依照有关法律、行政法规的规定; 按照国家有关规定
_VAGUE = re.compile(
    r"(?:依照|按照|根据|依据|违反|适用|符合|遵守)(?P<said>(?:其他|国家)?(?:有关|相关)(?:的)?(?:法律|行政法规|法规|规章|规定)(?:(?:、|和|或者)?(?:法律|行政法规|法规|规章|规定))*)"
)
# 根据《…》，制定本条例; 为了…，根据…等法律，结合本省实际，制定本办法
_BASED_ON = re.compile(r"(?:根据|依据|依照)[^。\n]{0,200}?制定本")
_ITEM_LINE = re.compile(rf"[（(]({NUMERAL}{{1,3}})[）)]")
_MAX_BACK = 9


class ReferenceStatus(StrEnum):
    """Whether the provision was looked up in the version that applied when the words were written.

    ``NEAREST_VERSION``: only another version of the work is known; ``VERSION_ABSENT``: no version's text is; ``DANGLING``: the version does
    not hold the provision; ``VAGUE``: the words name no work.
    """

    EXACT_VERSION = "exact_version"
    NEAREST_VERSION = "nearest_version"
    VERSION_ABSENT = "version_absent"
    DANGLING = "dangling"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class CrossReference:
    """``text[start:end]`` names ``label`` (empty: the whole work) of ``target`` (None: no work of the library).

    ``title`` is the name as written, ``relation`` ``based_on`` (根据…制定本…) or ``cites``, ``version`` the version in which the label was looked
    up, ``negated`` what stands between 除 and 外.
    """

    start: int
    end: int
    target: str | None
    title: str
    label: str
    relation: str
    status: ReferenceStatus
    version: str | None
    evidence: str
    negated: bool = False


def cross_references(
    text: str, catalogue: Catalogue, *, itself: str, article: str, paragraph: int = 1, version: str | None = None, at: date | None = None
) -> tuple[CrossReference, ...]:
    """What ``text`` refers to: the words of article ``article`` (label, empty for a preamble) of work ``itself``.

    Paragraphs and items stand on lines of their own; the first line is paragraph ``paragraph``. ``version`` is the version whose text this
    is, ``at`` the day from which it applies. One reference for each provision named, in order of place; spans count characters of ``text``.
    """
    reader = _Statuses(catalogue, version, at)
    references = [*_named(text, catalogue, itself, reader), *_relative(text, itself, article, paragraph, reader), *_vague(text)]
    return tuple(sorted(references, key=lambda reference: (reference.start, reference.end)))


class _Statuses:
    """Looks provisions up in the version that applied at a day."""

    def __init__(self, catalogue: Catalogue, version: str | None, at: date | None) -> None:
        self.statutes = catalogue.statutes
        self.version, self.at = version, at

    def own(self, label: str) -> tuple[ReferenceStatus, str | None]:
        held = self.statutes.has(self.version, label) if self.version is not None else None
        if held is None:
            return ReferenceStatus.VERSION_ABSENT, self.version
        return (ReferenceStatus.EXACT_VERSION if held else ReferenceStatus.DANGLING), self.version

    def other(self, work: str, label: str) -> tuple[ReferenceStatus, str | None]:
        then = self.statutes.force(work, self.at).version if self.at is not None else None
        version = then or self.statutes.force(work, date.max).version
        if version is None:
            return ReferenceStatus.VERSION_ABSENT, None
        known = ReferenceStatus.EXACT_VERSION if then else ReferenceStatus.NEAREST_VERSION
        if not label:
            return known, version
        held = self.statutes.has(version, label)
        if held is None:
            return ReferenceStatus.VERSION_ABSENT, version
        return (known if held else ReferenceStatus.DANGLING), version


def _named(text: str, catalogue: Catalogue, itself: str, statuses: _Statuses) -> Iterator[CrossReference]:
    """Works named by title, 本法, 该法 and articles that stand alone."""
    found = find(text, catalogue, prose=False)
    if not found.mentions:
        return
    based = [match.span() for match in _BASED_ON.finditer(text)]
    for mention, stand in zip(found.mentions, stands(text, found, catalogue, itself=itself), strict=True):
        if stand.dropped or len(stand.of) > 1:
            continue
        said = text[mention.start : mention.end]
        source = found.mentions[stand.of[0]] if stand.of else mention
        if sign_of_no_regulation(source.title):
            continue
        match = None if stand.own else catalogue.exact(source.title)
        target = itself if stand.own else match.works[0] if match is not None and len(match.works) == 1 else None
        labels = [place.label for place in stand.places] or [""]
        if stand.own and labels == [""]:
            continue
        relation = "based_on" if any(low <= mention.start < high for low, high in based) else "cites"
        for label in labels:
            status, version = (
                (ReferenceStatus.VERSION_ABSENT, None)
                if target is None
                else statuses.own(label)
                if target == itself
                else statuses.other(target, label)
            )
            yield CrossReference(mention.start, mention.end, target, source.title, label, relation, status, version, said, mention.negated)


def _relative(text: str, itself: str, article: str, paragraph: int, statuses: _Statuses) -> Iterator[CrossReference]:
    """前款, 前两款, 前条, 前项, 本条第三款."""
    if not article[:1].isdigit():
        return
    spot = _Spots(text, article, paragraph)
    for match in _RELATIVE.finditer(text):
        here = spot.at(match.start())
        end = match.end()
        if match["here"]:
            base = Place(here.article) if match["here"] == "条" else Place(here.article, here.paragraph)
            read = read_places(text, end, inherited=base)
            if read is None:
                continue
            end, places = read.end, list(read.places)
        else:
            places = _back(here, match["before"], to_int(match["count"]) if match["count"] else 1)
            read = read_places(text, end, inherited=places[0]) if len(places) == 1 else None
            if read is not None:
                end, places = read.end, list(read.places)
        for place in places:
            status, version = statuses.own(place.label)
            yield CrossReference(match.start(), end, itself, "", place.label, "cites", status, version, text[match.start() : end])


class _Spots:
    """Which paragraph and item a place of an article's text belongs to."""

    def __init__(self, text: str, article: str, paragraph: int) -> None:
        self.article = article
        self.lines: list[tuple[int, int, str]] = []
        at, number = 0, paragraph - 1
        for line in text.split("\n"):
            item = _ITEM_LINE.match(line.lstrip())
            if item is None:
                number += 1
            self.lines.append((at, number, str(to_int(item[1]) or "") if item else ""))
            at += len(line) + 1

    def at(self, place: int) -> Place:
        number, item = next((n, i) for start, n, i in reversed(self.lines) if start <= place)
        return Place(self.article, str(number), item)


def _back(here: Place, unit: str, count: int | None) -> list[Place]:
    """The ``count`` articles, paragraphs or items before ``here``; empty where there are none."""
    if count is None or not 1 <= count <= _MAX_BACK:
        return []
    step = {"条": 0, "款": 1, "项": 2}[unit]
    if step == 0 and "-" in here.article and count == 1:
        main, _, last = here.article.rpartition("-")
        return [Place(f"{main}-{int(last) - 1}" if int(last) > 1 and last.isdigit() else main)]
    said = here[step]
    if not said.isdigit() or int(said) - count < 1:
        return []
    return [place_of((*here[:step], str(number))) for number in range(int(said) - count, int(said))]


def _vague(text: str) -> Iterator[CrossReference]:
    """依照有关法律的规定: a reference whose work nobody can tell."""
    for match in _VAGUE.finditer(text):
        start, end = match.span("said")
        yield CrossReference(start, end, None, match["said"], "", "cites", ReferenceStatus.VAGUE, None, match["said"])
