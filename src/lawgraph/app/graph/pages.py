"""The picture of the graph: what is asked for in the address, the table and the drawing of the same rows, and their JSON twin.

``node`` (an identifier, a title with or without an article, a report or one of its measures), ``open`` (further things to open, any number), ``show``
(what lines may say), ``changed``, ``at`` and ``limit`` are the whole state: a page can be sent to a colleague.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from lawgraph.app.graph import drawing
from lawgraph.app.reports import marking
from lawgraph.app.service.query import current_wiring, read_count, read_date
from lawgraph.app.views import read_node
from lawgraph.app.wiring import Wiring
from lawgraph.app.words import WORDS
from lawgraph.domain.ids import provision_id, split_provision_id
from lawgraph.domain.models import as_json
from lawgraph.domain.numerals import label_name
from lawgraph.errors import UnknownProvision, UnknownReport, UsageError
from lawgraph.services.graph.neighbourhood import BANDS, BASES, Line, Saying, Thing, View

__all__ = ["Asked", "graph_pages", "read_start", "view_object"]

graph_pages = Blueprint("graph_pages", __name__)

_REPORT = re.compile(r"^(?:/reports/)?([0-9a-f]{16})(?:#(?:m-)?(\d{1,4}))?$")
_FIRST, _MOST, _MOST_OPENED = 60, 3000, 200
_LISTED, _OPEN_TOGETHER = 8, 20
_FOLDED = 400
"""A table of more rows is folded: a browser takes five times as long for it as for the picture."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says; what may be said several times may also stand in one, with commas."""

    node: str
    opened: tuple[str, ...]
    show: tuple[Saying, ...]
    changed: bool
    at: date
    written_at: str
    limit: int

    @classmethod
    def read(cls, wiring: Wiring) -> Asked:
        """Reads the address of the request. Raises UsageError and InvalidDate."""
        args = request.args
        written, show = args.get("at", "").strip(), _several(args.getlist("show"))
        unknown = [name for name in show if name not in set(Saying)]
        if unknown:
            raise UsageError(f"没有“{unknown[0][:40]}”这种关系。", f"可用的有：{'、'.join(Saying)}。")
        return cls(
            args.get("node", "").strip(), _several(args.getlist("open"))[:_MOST_OPENED], tuple(map(Saying, show)),
            args.get("changed", "") in {"1", "true"}, read_date(written, wiring.today), written, read_count(args.get("limit"), _FIRST, most=_MOST),
        )  # fmt: skip

    def address(self) -> str:
        """The address that asks the same."""
        said = [("node", self.node), *(("open", node) for node in self.opened), *(("show", str(saying)) for saying in self.show)]
        return f"/graph?{urlencode([*said, *self._rest()])}"

    def twin(self) -> str:
        """The address of the same as JSON."""
        several = [("open", ",".join(self.opened)), ("show", ",".join(self.show))]
        return f"/api/v1/graph/view?{urlencode([('node', self.node), *((name, said) for name, said in several if said), *self._rest()])}"

    def _rest(self) -> Iterator[tuple[str, str]]:
        yield from [("changed", "1")] if self.changed else []
        yield from [("at", self.written_at)] if self.written_at else []
        yield from [("limit", str(self.limit))] if self.limit != _FIRST else []


def _several(written: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for said in written for name in said.split(",") if name.strip()))


def read_start(wiring: Wiring, written: str, at: date) -> str:
    """The identifier of what a person writes: a report, a measure (``REPORT#3``), a work, or an article of the version that applies on ``at``.

    Raises UnknownReport, UnknownWork and UnknownProvision.
    """
    report = _REPORT.match(written)
    if report:
        row = wiring.checked(wiring.reports.get(report[1]))
        if report[2] is None:
            return f"/reports/{row.id}"
        if not 1 <= int(report[2]) <= len((row.checked or {})["measures"]):
            raise UnknownReport(written)
        return f"/reports/{row.id}#m-{int(report[2])}"
    library = wiring.library
    version = split_provision_id(written)[1] if written.startswith("/eli/cn/") and written.count("/") > 6 else ""
    work, label = read_node(library, written)
    if not label:
        return work
    applying = library.force(work, at).version
    held = {row.id: library.has(row.id, label) for row in library.versions(work) if version in {"", row.id}}
    # of a version whose text is not installed nobody can tell: others may name its articles all the same
    holding = [row for row, holds in held.items() if holds] or [row for row, holds in held.items() if holds is None]
    if not holding:
        raise UnknownProvision(f"《{library.work(work).title}》没有这一条。", "请检查条号，或者看整部法规的图谱。")
    return provision_id(applying if applying in holding else holding[-1], label)


@graph_pages.get("/graph")
def graph() -> str:
    """A table and a picture; without ``node`` where one may begin."""
    wiring = current_wiring()
    asked = Asked.read(wiring)
    if not asked.node:
        return render_template("graph_start.html", reports=_reports(wiring), works=_most_named(wiring))
    view = _view(wiring, asked)
    placed, box = drawing.place(view)
    rows = _rows(wiring, view)
    picture = drawing.draw(view, placed, box, lambda thing: (_page(thing), _opening(asked, view, thing)))
    return render_template(
        "graph.html",
        asked=asked,
        twin=asked.twin(),
        start=_head(view, wiring, asked),
        view=view,
        rows=rows,
        folded=len(rows) > _FOLDED,
        alone=_alone(view),
        picture=picture,
        legend=[(drawing.stroke_of(saying), WORDS["saying"][saying]) for saying in Saying if any(line.saying is saying for line in view.lines)],
        sayings=[(saying, WORDS["saying"][saying], not asked.show or saying in asked.show) for saying in Saying if saying in view.sayings],
        bases=not view.sayings.isdisjoint(BASES),
        left_out=[(view.things[node], count) for node, count in view.left_out.items()],
        wider=replace(asked, limit=min(_MOST, asked.limit * 5)).address() if view.left_out and asked.limit < _MOST else "",
        closed=replace(asked, opened=()).address() if asked.opened else "",
    )


def view_object(wiring: Wiring, asked: Asked) -> dict[str, Any]:
    """The same for programs: things with their places in the picture, lines with their evidence."""
    view = _view(wiring, asked)
    placed, box = drawing.place(view)
    return {
        "centre": view.centre,
        "at": asked.at.isoformat(),
        "width": placed.width,
        "height": placed.height,
        "box": {"width": box.width, "height": box.height},
        "bands": [{"name": BANDS[band], "top": top, "height": height} for band, (top, height) in placed.bands.items()],
        "nodes": [_thing_object(thing) | dict(zip(("x", "y"), placed.at[node], strict=True)) for node, thing in view.things.items()],
        "lines": [_line_object(line) for line in view.lines],
        "left_out": dict(view.left_out),
        "unnamed": view.unnamed,
    }


def _view(wiring: Wiring, asked: Asked) -> View:
    start, *opened = (read_start(wiring, node, asked.at) for node in (asked.node, *asked.opened))
    return wiring.neighbourhood.around(
        start, day=asked.at, opened=opened, sayings=asked.show or tuple(Saying), changed=asked.changed, most=asked.limit
    )  # fmt: skip


def _alone(view: View) -> list[Thing]:
    """Measures that rest on nothing that is shown."""
    joined = {line.source for line in view.lines}
    return [thing for node, thing in view.things.items() if thing.kind == "measure" and node not in joined]


def _page(thing: Thing) -> str:
    if thing.kind != "measure":
        return thing.id
    report, _, number = thing.id.partition("#m-")
    return f"{report}?measure={number}#m-{number}"


def _opening(asked: Asked, view: View, thing: Thing) -> str:
    """Where the thing is opened beside what is open; where that is much already, in a picture of its own: each address holds all that is open."""
    if thing.id in view.opened:
        return ""
    if len(asked.opened) >= _OPEN_TOGETHER:
        return replace(asked, node=thing.id, opened=()).address()
    return replace(asked, opened=(*asked.opened, thing.id)).address()


def _head(view: View, wiring: Wiring, asked: Asked) -> dict[str, Any]:
    """What the page is about: heading, the page it belongs to, and a word more."""
    named = _REPORT.match(asked.node)
    if named:
        report = wiring.reports.get(named[1])
        measure = view.things[view.centre[0]] if named[2] else None
        return {
            "kind": "measure" if measure else "report", "title": marking.report_title(report.name, report.text), "href": f"/reports/{report.id}",
            "name": measure.name if measure else "", "words": measure.words if measure else "",
            "whole": f"/graph?node={report.id}" if measure else "",
        }  # fmt: skip
    first = view.things[view.centre[0]]
    whole = f"/graph?{urlencode({'node': split_provision_id(first.id)[0]})}" if first.kind == "provision" else ""
    return {"kind": first.kind, "title": first.title, "href": first.id, "name": first.name, "words": "", "whole": whole, "thing": first}


def _rows(wiring: Wiring, view: View) -> list[dict[str, Any]]:
    """The lines of the table; what a measure says stands beside its first."""
    told: set[str] = set()
    rows = []
    for line in view.lines:
        words = "" if line.source in told else view.things[line.source].words
        told.add(line.source)
        rows.append(_row(wiring, view, line) | {"measure_words": words})
    return rows


def _row(wiring: Wiring, view: View, line: Line) -> dict[str, Any]:
    source, target = view.things[line.source], view.things[line.target]
    basis = line.saying in BASES
    first = line.edges[0]
    then = wiring.library.force(first.target, first.starts) if basis and first.starts and target.today else None
    return {
        "saying": line.saying, "source": source, "target": target, "source_href": _page(source), "target_href": _page(target), "basis": basis,
        "then": then, "words": first.evidence if not basis else "", "count": len(line.edges),
        "decided": first.decided if basis else "", "note": WORDS["edge"].get(first.status, "") if first.target_label else "",
        "articles": "" if target.name else "、".join(dict.fromkeys(label_name(edge.target_label) for edge in line.edges if edge.target_label)),
    }  # fmt: skip


def _thing_object(thing: Thing) -> dict[str, Any]:
    said = {"id": thing.id, "kind": thing.kind, "band": BANDS[thing.band], "level": thing.level, "title": thing.title, "name": thing.name}
    return said | {"published": thing.version, "text": thing.words, "today": as_json(thing.today), "href": _page(thing)}


def _line_object(line: Line) -> dict[str, Any]:
    return {
        "source": line.source,
        "target": line.target,
        "says": line.saying,
        "name": WORDS["saying"][line.saying],
        "evidence": [
            {
                "source": edge.source_node, "target": edge.target_node, "as_written": edge.target_label, "decided": edge.decided,
                "text": edge.evidence, "start": edge.start, "end": edge.end, "status": edge.status, "origin": edge.origin,
                "starts": as_json(edge.starts), "ends": as_json(edge.ends),
            }
            for edge in line.edges
        ],
    }  # fmt: skip


def _reports(wiring: Wiring) -> Collection[Mapping[str, Any]]:
    listed = wiring.reports.list()[:_LISTED]
    return [{"id": row.id, "title": marking.report_title(row.name, row.head), "date": row.date} for row in listed]


def _most_named(wiring: Wiring) -> Collection[Mapping[str, Any]]:
    """The articles that most others name today, of different works first."""
    found = []
    for ranked in wiring.tracer.most_cited(at=wiring.today, limit=_LISTED):
        work, _, label = split_provision_id(ranked.node)
        found.append(
            {"node": ranked.node, "title": wiring.library.work(work).title, "name": label_name(label) if label else "", "count": int(ranked.score)}
        )
    return found
