"""The picture of the graph as SVG: bands by level, boxes that are links, lines that differ by their stroke and not by colour alone.

Written here and not in a template: there may be three thousand boxes. Numbers are attributes, never styles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import networkx as nx
from markupsafe import Markup, escape

from lawgraph.app.language.choice import say
from lawgraph.app.reports.marking import short_title
from lawgraph.app.words import WORDS
from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.models import ForceStatus
from lawgraph.services.graph.layout import Box, Placed, lay_out
from lawgraph.services.graph.neighbourhood import BANDS, Line, Saying, Thing, View

__all__ = ["Links", "draw", "place", "stroke_of"]

_SMALL = Box(width=148, height=26, gap_x=10, gap_y=8, inset=14, least=54)
_LATIN = 0x2E80
_MANY = 120
_TITLED = 400
"""Up to so many lines each bears its words: a browser without scripts shows them under the pointer."""

_STROKES: Mapping[Saying, str] = {
    Saying.CITED: "g-cite", Saying.SUGGESTED: "g-sug", Saying.CONFIRMED: "g-ok", Saying.CONFIRMED_IN_PART: "g-part",
    Saying.REJECTED: "g-no", Saying.REPLACED: "g-no", Saying.BASED_ON: "g-law", Saying.IMPLEMENTS: "g-law", Saying.INTERPRETS: "g-exp",
    Saying.CITES: "g-ref", Saying.AMENDS: "g-chg", Saying.REPEALS: "g-chg", Saying.REPLACES: "g-chg",
}  # fmt: skip

Links = Callable[[Thing], tuple[str, str]]
"""For a thing its page, and the address of the picture in which it is opened (empty where it is open)."""


def stroke_of(saying: Saying) -> str:
    """The class of the lines that say so."""
    return _STROKES[saying]


def place(view: View) -> tuple[Placed, Box]:
    """Where the things of a view stand; above some hundred in boxes of one line."""
    box = _SMALL if len(view.things) > _MANY else Box()
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(view.things)
    graph.add_edges_from((line.source, line.target) for line in view.lines)
    return lay_out(graph, {node: thing.band for node, thing in view.things.items()}, box), box


def draw(view: View, placed: Placed, box: Box, links: Links) -> Markup:
    """The picture; things and lines are numbered as in ``view``, so that a script finds a line's row in the table."""
    head = (
        f'<svg class="graph{" graph--small" if box is _SMALL else ""}" id="picture" viewBox="0 0 {placed.width} {placed.height}" '
        f'width="{placed.width}" height="{placed.height}" role="group" aria-label="{say("按效力层级分层的关系图，内容与表格相同")}">'
    )
    pieces = [head, *_bands(view, placed)]
    numbers = {node: number for number, node in enumerate(view.things)}
    pieces += _lines(view, placed, box, numbers)
    joined = {end for line in view.lines for end in (line.source, line.target)}
    for node, number in numbers.items():
        thing = view.things[node]
        look = "g-sel" if view.centre == (node,) else "g-gap" if thing.kind == "measure" and node not in joined else "g-node"
        pieces.append(_thing(thing, number, look, placed.at[node], box, *links(thing)))
    pieces.append("</svg>")
    return Markup("".join(pieces))  # noqa: S704 (every word is escaped where it is put in)


def _bands(view: View, placed: Placed) -> Iterator[str]:
    levels: dict[int, dict[str, None]] = {}
    for thing in view.things.values():
        levels.setdefault(thing.band, {})[thing.level] = None
    for number, (band, (top, height)) in enumerate(placed.bands.items()):
        yield f'<rect class="g-band{" g-band--alt" if number % 2 else ""}" y="{top}" width="{placed.width}" height="{height}"/>'
        names = [BANDS[band], *(name for name in levels[band] if BANDS[band] not in name and name not in BANDS[band])]
        first = top + height // 2 + 5 - 9 * (len(names) - 1)
        for line, name in enumerate(names):
            yield f'<text class="{"g-lab" if not line else "g-sub"}" x="14" y="{first + 18 * line}">{escape(say(name))}</text>'


def _lines(view: View, placed: Placed, box: Box, numbers: Mapping[str, int]) -> Iterator[str]:
    titled = len(view.lines) <= _TITLED
    yield '<g class="g-lines">'
    for number, line in enumerate(view.lines):
        source, target = placed.at[line.source], placed.at[line.target]
        said = f"<title>{escape(_said(view, line))}</title>" if titled else ""
        yield (
            f'<path class="{_STROKES[line.saying]}" data-l="{number}" data-s="{numbers[line.source]}" data-t="{numbers[line.target]}" '
            f'd="{_curve(source, target, box)}">{said}</path>'
        )
    yield "</g>"


def _said(view: View, line: Line) -> str:
    ends = [f"{short_title(thing.title)}{say(thing.name)}" for thing in (view.things[line.source], view.things[line.target])]
    first = line.edges[0].evidence
    return f"{ends[0]} {say(WORDS['saying'][line.saying])} {ends[1]}" + (f"：{first[:80]}" if first else "")


def _curve(source: tuple[int, int], target: tuple[int, int], box: Box) -> str:
    """From the edge of one box to that of another: straight up or down in the middle, an arc above two of one row."""
    (x1, y1), (x2, y2) = source, target
    x1, x2 = x1 + box.width // 2, x2 + box.width // 2
    if y1 == y2:
        return f"M{x1} {y1}C{x1} {y1 - box.inset} {x2} {y2 - box.inset} {x2} {y2}"
    y1, y2 = (y1, y2 + box.height) if y1 > y2 else (y1 + box.height, y2)
    middle = (y1 + y2) // 2
    return f"M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}"


def _thing(thing: Thing, number: int, look: str, at: tuple[int, int], box: Box, page: str, opening: str) -> str:
    """A box; ``opening`` is the address in which it is opened, empty where it is."""
    x, y = at
    own = say(thing.name)
    title = own if thing.kind == "measure" else short_title(thing.title)
    sub = thing.words if thing.kind == "measure" else own + (say(f" · {thing.version} 版") if thing.version else "")
    state = "gap" if look == "g-gap" else thing.today.status.value if thing.today else ""
    full = " ".join(filter(None, [thing.title if thing.kind != "measure" else "", own, thing.version and say(f"{thing.version} 版"), thing.words]))
    told = full + (say(f"（今天{WORDS['state'][thing.today.status.value]}）") if thing.today else "")
    small = box.height < 40
    if small and state == ForceStatus.IN_FORCE:
        # as in the text of a report: what is in force needs no badge
        state = ""
    icon = (
        f'<svg class="i {state}" x="{box.width - 34}" y="{box.height // 2 - 8}" width="16" height="16"><use href="#i-{state}"/></svg>'
        if state
        else ""
    )
    room = box.width - 24 - (20 if state else 0)
    first = _fit(_short(thing), room, 12) if small and thing.name else _fit(title, room, 12 if small else 13)
    words = f'<text x="10" y="{17 if small else 20 if sub else 29}">{escape(first)}</text>'
    if sub and not small:
        words += f'<text class="g-sub" x="10" y="38">{escape(_fit(sub, room, 12))}</text>'
    more = ""
    if opening:
        name = f"{say('展开')} {full[:40]}"
        more = (
            f'<a class="g-open" href="{escape(opening)}" aria-label="{escape(name)}"><circle cx="{box.width}" cy="{box.height // 2}" r="12"/>'
            f'<path d="M{box.width - 5} {box.height // 2}h10M{box.width} {box.height // 2 - 5}v10"/></a>'
        )
    return (
        f'<g class="g-n" lang="zh-Hans" data-n="{number}" transform="translate({x} {y})">'
        f'<a class="g-box" href="{escape(page)}" aria-label="{escape(told)}"><title>{escape(told)}</title>'
        f'<rect class="{look}" width="{box.width}" height="{box.height}" rx="4"/>{words}{icon}</a>{more}</g>'
    )


def _short(thing: Thing) -> str:
    """One line for a small box: the number last, where a cut leaves it."""
    return f"{thing.name} {thing.words}" if thing.kind == "measure" else f"{short_title(thing.title)} {split_provision_id(thing.id)[2]}"


def _fit(words: str, room: int, size: int) -> str:
    """``words`` where they fit into ``room`` pixels in signs of ``size`` pixels (Latin ones half as wide), else their beginning and their end.

    The end of a title says what it is (…的解释, …实施办法), its beginning whose it is.
    """
    wide = [size if ord(sign) > _LATIN else size * 0.58 for sign in words]
    if sum(wide) <= room:
        return words
    tail, left = 0, float(room - size)
    while tail < 5 and sum(wide[len(words) - tail - 1 :]) <= left / 2:
        tail += 1
    left -= sum(wide[len(words) - tail :])
    head = 0
    while wide[head] <= left:
        left -= wide[head]
        head += 1
    return f"{words[:head]}…{words[len(words) - tail :]}"
