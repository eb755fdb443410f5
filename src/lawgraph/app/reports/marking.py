"""A checked report as its page shows it: the text cut into blocks, with measures and citations marked, and the basis of one measure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from lawgraph.app.language.choice import say
from lawgraph.app.words import WORDS
from lawgraph.domain.numerals import label_name
from lawgraph.services.reviews.overlay import origin
from lawgraph.text.report import report_title

__all__ = ["Block", "basis_name", "basis_view", "blocks", "citation_rows", "coverage", "origin", "report_title", "short_title", "to_look_at"]

Json = Mapping[str, Any]

# 一、加强…   （一）完善…
_HEADING = re.compile(r"^(?:(?P<first>[一二三四五六七八九十]{1,3}、)|（[一二三四五六七八九十]{1,3}）)[^。；]{1,38}$")
# 一是检查力量不足。 is a clause of its paragraph, however short
_CLAUSE = re.compile(r"^[一二三四五六七八九十]{1,3}是")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、])")
_ENDING = re.compile(r"[。；！？!?;]")
_NOTHING = re.compile(r"^[\s　，。；：、,.;:）)”\"]*$")
_LOOSE = ("masked", "unknown", "ambiguous")
_LEAD = 12
_LONGEST_HEADING = 30
_BLANK = " \t\r\u3000"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the page: ``heading`` (with ``level``), ``plain`` text, or a ``measure`` (``number`` counts from one)."""

    kind: str
    html: Markup
    level: int = 0
    number: int = 0
    tag: str = ""
    origin: str = ""
    href: str = ""
    planned: bool = False
    marked: bool = False
    off: bool = False


def _bare(heading: str) -> str:
    """A heading without its number and the stop at its end."""
    return _NUMBERING.sub("", heading.strip()).rstrip("。：:")


def short_title(title: str) -> str:
    """A title as people say it, without 中华人民共和国."""
    return title.removeprefix("中华人民共和国")


def coverage(measures: Iterable[Json]) -> dict[str, int]:
    """How many measures rest on what; one whose basis a person confirmed has one, as has one that cites its own."""
    counts = {"cited": 0, "suggested": 0, "gap": 0}
    for measure in measures:
        said = origin(measure)
        counts["cited" if said == "confirmed" else said] += 1
    return counts


def to_look_at(measure: Json) -> bool:
    """Whether something was found that is more than a note."""
    return any(found["severity"] != "note" for found in measure["findings"])


class _Marker:
    """Cuts pieces out of the text with their citations marked. A citation inside another one is not marked; the table lists it."""

    def __init__(self, text: str, citations: Sequence[Json]) -> None:
        self.text = text
        self.spans: list[tuple[int, int, int, Json]] = []
        for number, citation in sorted(enumerate(citations, 1), key=lambda pair: (pair[1]["start"], -pair[1]["end"])):
            if not self.spans or citation["start"] >= self.spans[-1][1]:
                self.spans.append((citation["start"], citation["end"], number, citation))
        self.starts = [span[0] for span in self.spans]

    def cut(self, start: int, end: int) -> Markup:
        html, cursor = Markup(), start
        for place in range(bisect_left(self.starts, start), len(self.spans)):
            begin, stop, number, citation = self.spans[place]
            if stop > end:
                break
            html += self._plain(cursor, begin) + _cite(self.text[begin:stop], number, citation)
            cursor = stop
        return html + self._plain(cursor, end)

    def _plain(self, start: int, end: int) -> Markup:
        lines = self.text[start:end].split("\n")
        return Markup("<br>").join(lines if len(lines) == 1 else [line.strip(_BLANK) for line in lines])


def _cite(words: str, number: int, citation: Json) -> Markup:
    if citation["resolution"] != "resolved" or citation["work"] is None:
        said = citation["resolution"]
        mark = Markup('<span class="lv">{}</span>').format(say(WORDS["resolution"][said])) if said in _LOOSE else Markup()
        return Markup('<a class="cite cite--loose" href="#c-{}">{}</a>').format(number, words) + mark
    return Markup('<a class="cite" href="{}">{}</a>').format(citation_href(citation), words) + _badge(citation)


def _badge(citation: Json) -> Markup:
    """A law in force carries no badge in running text; every other state does."""
    for force, now in ((citation["force"], False), (citation["force_today"], True)):
        if force and force["status"] != "in_force":
            status = force["status"]
            badge = Markup('<span class="st {0}"><svg class="i" aria-hidden="true"><use href="#i-{0}"/></svg>{1}</span>')
            name = WORDS["state"][status]
            return badge.format(status, say(f"今天{name}" if now else name))
    return Markup()


def citation_href(citation: Json) -> str:
    """The address of what a citation names: the provision in the version of the report's day, else the work on that day."""
    pins = [pin["provision"] for pin in citation["pinpoints"] if pin["provision"] and pin["exists"] and not pin["negated"]]
    if pins:
        return str(pins[0])
    at = citation["force"]["at"] if citation["force"] else ""
    return f"{citation['work']['id']}?at={at}" if at else str(citation["work"]["id"])


def blocks(text: str, checked: Json, shown: Sequence[int], href: Callable[[int], str], title: str) -> list[Block]:
    """The report's text as blocks in order; measures outside ``shown`` are ``off``. Nothing of the text is left out but blank lines and ``title``."""
    measures: Sequence[Json] = checked["measures"]
    marker = _Marker(text, checked["citations"])
    heads = {_bare(head): depth for m in measures for depth, head in enumerate(m["headings"])}
    made: list[Block] = []
    cursor, level = 0, 1
    kept = set(shown)

    def between(start: int, end: int) -> int:
        """The text between two measures; gives where the next measure's block begins."""
        nonlocal level
        place = start
        for line in text[start:end].split("\n"):
            first, last = place, place + len(line)
            place = last + 1
            words = line.strip(_BLANK)
            if not words:
                continue
            if first == start and made and made[-1].kind == "measure" and _NOTHING.match(words):
                made[-1] = _extended(made[-1], words)
                continue
            if last == end and end < len(text) and len(words) <= _LEAD and not _ENDING.search(words) and _bare(words) not in heads:
                return first + len(line) - len(line.lstrip(_BLANK))
            begin = first + line.index(words)
            if not made and words.lstrip("#").strip() == title:
                continue
            depth = _depth(words, heads)
            if depth is not None:
                level = min(2 + depth, level + 1, 4)
                made.append(Block("heading", marker.cut(begin, begin + len(words)), level=level))
            else:
                made.append(Block("plain", marker.cut(begin, begin + len(words))))
        return end

    for number, measure in enumerate(measures, 1):
        if measure["start"] < cursor:
            continue
        begin = between(cursor, measure["start"])
        made.append(
            Block(
                "measure",
                marker.cut(begin, measure["end"]),
                number=number,
                tag=f"{number:02d}",
                origin=origin(measure),
                href=href(number),
                planned=measure["state"] == "planned",
                marked=to_look_at(measure),
                off=number not in kept,
            )
        )
        cursor = measure["end"]
    between(cursor, len(text))
    return made


def _depth(words: str, heads: Mapping[str, int]) -> int | None:
    """How deep a line stands as a heading, by its number, else by the headings of the measures; None where it is none."""
    numbered = _HEADING.match(words)
    if numbered:
        return 0 if numbered["first"] else 1
    if len(words) > _LONGEST_HEADING or _CLAUSE.match(words):
        return None
    return heads.get(_bare(words))


def _extended(block: Block, words: str) -> Block:
    return Block(
        block.kind, block.html + escape(words), block.level, block.number, block.tag, block.origin, block.href, block.planned, block.marked, block.off
    )  # fmt: skip


def basis_view(measure: Json, number: int) -> dict[str, Any]:
    """A measure as its panel shows it."""
    return {
        "number": number,
        "tag": f"{number:02d}",
        "origin": origin(measure),
        "planned": measure["state"] == "planned",
        "text": measure["text"],
        "headings": measure["headings"],
        "findings": measure["findings"],
        "decision": measure.get("decision"),
        "basis": [{**basis, "name": basis_name(basis), "href": basis["provision"] or _work_href(basis)} for basis in measure["basis"]],
        "added": [{**basis, "name": basis_name(basis), "href": basis["provision"] or basis["work"]["id"]} for basis in measure.get("added", ())],
    }


def basis_name(basis: Json) -> str:
    """A basis as people say it: 行政处罚法 第三十三条."""
    title = short_title(basis["work"]["title"])
    return f"{title} {label_name(basis['article'])}" if basis["article"] else title


def _work_href(basis: Json) -> str:
    return f"{basis['work']['id']}?at={basis['force']['at']}" if basis["force"] else str(basis["work"]["id"])


def citation_rows(checked: Json, href: Callable[[int], str]) -> list[dict[str, Any]]:
    """Every citation of the report, in order, with what became of it and the measure in which it stands."""
    owner = {index: number for number, measure in enumerate(checked["measures"], 1) for index in measure["citations"]}
    rows = []
    for index, citation in enumerate(checked["citations"]):
        measure = owner.get(index)
        rows.append(
            {
                **citation,
                "number": index + 1,
                "href": citation_href(citation) if citation["work"] else "",
                "antecedent": None if citation["antecedent"] is None else citation["antecedent"] + 1,
                "pins": [{**pin, "name": label_name(pin["label"])} for pin in citation["pinpoints"]],
                "measure": {"href": href(measure), "tag": f"{measure:02d}"} if measure else None,
            }
        )
    return rows
