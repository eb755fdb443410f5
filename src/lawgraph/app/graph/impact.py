"""What a new version of a regulation touches, as a list to work through: article by article, what rests on it directly and at a distance.

``work``, ``from`` and ``to`` (days of publication, or days on which a version applied) and ``only`` (``measures``) are the whole state. Without
``work`` the page lists the regulations on which reports rest and which another text has followed since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request

from lawgraph.app.graph.views import node_object
from lawgraph.app.language.choice import in_english, say
from lawgraph.app.reports.marking import report_title
from lawgraph.app.service.query import address, current_wiring
from lawgraph.app.wiring import Wiring, parse_day
from lawgraph.app.words import WORDS
from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.numerals import article_name
from lawgraph.errors import UsageError
from lawgraph.services.graph.impact import Affected, Impact
from lawgraph.store.graph.edges import Edge
from lawgraph.store.graph.report_edges import report_edges
from lawgraph.store.library import VersionRow

__all__ = ["impact_pages", "read_day"]

impact_pages = Blueprint("impact_pages", __name__)

_STEPS = 5
_ONLY = ("", "measures")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to look at again: its name and page, the way to the changed article, and the words of its own step."""

    title: str
    name: str
    href: str
    measure: bool
    steps: int
    way: tuple[str, ...]
    words: str
    sure: bool
    says: str


@dataclass(frozen=True, slots=True)
class Group:
    """An article of the older version with what became of it; ``new`` is its number in the newer one. ``kind`` is empty where nobody can tell."""

    name: str
    href: str
    kind: str
    new: str
    new_href: str
    rows: tuple[Row, ...]


@impact_pages.get("/impact")
def impact() -> str:
    """The list, or where one may begin."""
    wiring = current_wiring()
    written = request.args.get("work", "").strip()
    only = request.args.get("only", "")
    if only not in _ONLY:
        raise UsageError(f"没有“{only[:40]}”这样的筛选。", "可以是 measures。")
    if not written:
        return render_template("impact_start.html", moved=_moved(wiring))
    work = wiring.library.find(written)
    versions = [row for row in wiring.library.versions(work.id) if row.published or row.in_force]
    days = [read_day(request.args.get(name), versions, place) for name, place in (("from", -2), ("to", -1))]
    found = wiring.impact.find(work.id, *days, steps=_STEPS)
    groups = [group for group in _groups(wiring, found, only) if group.rows]
    whole = _rows(wiring, found.whole, only)
    rows = [row for group in groups for row in group.rows] + list(whole)
    asked = {"work": written, "from": request.args.get("from"), "to": request.args.get("to")}
    return render_template(
        "impact.html",
        work=work,
        found=found,
        versions=versions,
        groups=groups,
        whole=whole,
        only=only,
        changes=Counter(change.kind.value for change in found.changes),
        measures=len({row.href for row in rows if row.measure}),
        others=len({row.href for row in rows if not row.measure}),
        chips=[(name, address("/impact", **asked, only=value), value == only) for value, name in (("", "全部"), ("measures", "只看举措"))],
        twin=address("/api/v1/graph/impact", **{"work": work.id, "from": days[0], "to": days[1]}),
    )


def read_day(written: str | None, versions: Sequence[VersionRow], place: int) -> date:
    """The day that is written, else that of the last version or the one before it. Raises InvalidDate and UsageError."""
    if written and written.strip():
        return parse_day(written)
    known = [day for row in versions if (day := row.published or row.in_force) is not None]
    if len(known) < 2:
        raise UsageError("这部法规只有一个版本的日期是知道的。", "请写明旧版和新版的日期。")
    return known[place]


def _groups(wiring: Wiring, found: Impact, only: str) -> Iterable[Group]:
    for number, affected in found.articles.items():
        change = found.change(number)
        new = change.new if change is not None and change.new else ""
        yield Group(
            article_name(number), f"{found.old.id}/art_{number}" if found.old.has_text else "", change.kind.value if change is not None else "",
            article_name(new) if new else "", f"{found.new.id}/art_{new}" if new and found.new.has_text else "", _rows(wiring, affected, only),
        )  # fmt: skip


def _rows(wiring: Wiring, affected: Sequence[Affected], only: str) -> tuple[Row, ...]:
    """Measures first, the nearest before the distant."""
    rows = [_row(wiring, one) for one in affected if not only or "#" in one.node]
    return tuple(sorted(rows, key=lambda row: (not row.measure, row.steps)))


def _row(wiring: Wiring, affected: Affected) -> Row:
    node = node_object(wiring.library, wiring.reports, affected.node)
    measure, first = node["kind"] == "measure", affected.path[0]
    href = affected.node
    if measure:
        report, _, number = affected.node.partition("#m-")
        href = f"{report}?measure={number}#m-{number}"
    title = report_title(node["title"], "") if measure else node["title"]
    return Row(
        title, node["name"], href, measure, affected.steps, tuple(_step(wiring, edge) for edge in affected.path), first.evidence, affected.sure,
        first.verdict or {"text": "cited", "suggestion": "suggested"}.get(first.origin, "") if measure else "",
    )  # fmt: skip


def _step(wiring: Wiring, edge: Edge) -> str:
    node = node_object(wiring.library, wiring.reports, edge.target_node)
    version = node.get("version", "").rpartition("/")[2]
    relation = say(WORDS["relation"].get(edge.relation, edge.relation)) + (" " if in_english() else "")
    return f"{relation}{node['title']}{node['name']}" + (say(f"（{version} 版）") if version else "")


def _moved(wiring: Wiring) -> list[dict[str, Any]]:
    """The works on which measures of reports rest and whose text is another today, those with most measures first."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for edge in report_edges(wiring.reports, wiring.library):
        version = split_provision_id(edge.provision)[1] if edge.provision else ""
        today = wiring.library.force(edge.target, wiring.today).version if version else None
        if edge.holds and today and version != today:
            found.setdefault((edge.target, version, today), set()).add(edge.source)
    days = {row.id: row.published or row.in_force for work, _, _ in found for row in wiring.library.versions(work)}
    rows = [
        {"title": wiring.library.work(work).title, "work": work, "from": days[old], "to": days[new], "measures": len(measures)}
        for (work, old, new), measures in found.items()
        if days[old] and days[new]
    ]
    return sorted(rows, key=lambda row: (-int(row["measures"]), str(row["title"])))
