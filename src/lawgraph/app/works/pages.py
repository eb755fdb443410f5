"""The pages of a regulation, at its identifiers: a work, one of its versions, one article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from lawgraph.app.service.query import address, current_wiring, read_date
from lawgraph.app.wiring import Wiring
from lawgraph.app.works import reading
from lawgraph.app.works.cited_by import CitedBy, cited_by
from lawgraph.app.works.compare import compare_with_previous
from lawgraph.app.works.evidence import FactRow, fact_rows
from lawgraph.app.works.reading import Beside
from lawgraph.app.works.relatives import relatives
from lawgraph.app.works.whole_text import besides, links_of
from lawgraph.domain.ids import provision_id, split_provision_id
from lawgraph.domain.models import Force, ForceStatus, Work
from lawgraph.domain.numerals import label_name
from lawgraph.errors import UnknownProvision, UnknownWork
from lawgraph.store.graph.edges import Edge
from lawgraph.store.library import VersionRow
from lawgraph.store.reports import MeasureUse

__all__ = ["works"]

works = Blueprint("works", __name__)

_LISTED = 200


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is looked at: a work, the version on view (None where there is none to show) and the day."""

    wiring: Wiring
    work: Work
    versions: tuple[VersionRow, ...]
    shown: VersionRow | None
    then: Force
    today: Force
    at: date
    uses: tuple[MeasureUse, ...]

    def frame(self) -> dict[str, Any]:
        """What every page of a work shows at its head."""
        lifeline = self.wiring.library.lifeline(self.work.id)
        return {
            "work": self.work,
            "versions": self.versions,
            "shown": self.shown,
            "then": self.then,
            "today": self.today,
            "at": self.at,
            "timeline": reading.timeline(self.versions, self.shown, self.then, self.today, lifeline.repealed),
            "contradictions": sum(fact.believed and bool(fact.against) for fact in self.facts()),
            "compare": compare_with_previous(self.work.id, self.versions),
        }

    def facts(self) -> tuple[FactRow, ...]:
        return fact_rows(self.wiring.library, self.work.id)

    def cited(self, label: str = "") -> CitedBy:
        """Who names the work, or means the article ``label`` of the version on view."""
        edges: Sequence[Edge]
        if label and self.shown:
            edges = self.wiring.citing.articles(self.shown.id).get(label, ())
            uses = self.wiring.citing.measures(self.shown.id, self.uses).get(label, ())
        else:
            edges, uses = self.wiring.graph.cited_by(self.work.id, limit=_LISTED + 1), self.uses
        return cited_by(edges, uses, self.wiring.library.work, of="本条" if label else "这部法规", label=label, limit=_LISTED)

    def citation(self, label: str) -> str:
        """How one cites a provision of the version on view: title, number, and the version by its day."""
        day = self.shown.published or self.shown.in_force if self.shown else None
        kind = "公布" if self.shown and self.shown.published else "施行"
        return f"《{self.work.title}》{label_name(label)}" + (f"（{day} {kind}的版本）" if day else "")


@works.get("/works/<path:title>")
def alias(title: str) -> Response:
    """A work by its title, short title or number: the name redirects to the identifier."""
    return redirect(address(current_wiring().library.find(title).id, at=request.args.get("at")), 302)


@works.get("/eli/<path:path>")
def work(path: str) -> str | Response:
    """A work (``?at=`` chooses the version of a day), one of its versions, or a provision."""
    wiring = current_wiring()
    library = wiring.library
    try:
        identifier, version, label = split_provision_id(f"/eli/{path.rstrip('/')}")
    except ValueError:
        raise UnknownWork(path) from None
    known = library.work(identifier)
    versions = library.versions(identifier)
    today = library.force(identifier, wiring.today)
    shown = next((row for row in versions if row.id == version), None)
    if version and shown is None:
        raise UnknownProvision(f"《{known.title}》没有这个版本。", "请从它的版本列表里选一个。")
    at = read_date(request.args.get("at"), _day_of(shown, today) if shown else today.at)
    then = library.force(identifier, at)
    sight = _Sight(wiring, known, versions, shown or _applying(versions, then), then, today, at, wiring.reports.uses(identifier))
    held = library.has(version, label) if label else None
    if held is False:
        raise UnknownProvision(f"《{known.title}》的这个版本没有这一条、款或项。", "请从目录里选。")
    article = reading.article_label(label)
    if held and article:
        wanted = request.args.get("on")
        if wanted and (there := _followed(wiring, identifier, version, article, read_date(wanted, today.at))):
            return redirect(there, 302)
        return _article_page(sight, version, label, article)
    if held:
        return redirect(f"{version}#{reading.anchor(label)}", 302)
    return _work_page(sight)


def _followed(wiring: Wiring, identifier: str, version: str, article: str, on: date) -> str | None:
    """Where an article of another version stands in the one that applies ``on`` that day; None: here, or nobody can tell."""
    applying = wiring.library.force(identifier, on).version
    change = wiring.comparer.successor(version, article, applying) if applying and applying != version else None
    return address(provision_id(applying, change.new), at=on) if applying and change and change.new else None


def _day_of(shown: VersionRow, today: Force) -> date:
    """The day for which a version's own page speaks: today while it applies, else its first day."""
    return today.at if today.version == shown.id or shown.in_force is None else shown.in_force


def _applying(versions: Sequence[VersionRow], then: Force) -> VersionRow | None:
    """The version that applies; of a repealed work, or one whose days nobody knows, its newest text."""
    applying = next((row for row in versions if row.id == then.version), None)
    texts = [row for row in versions if row.has_text]
    unsure = then.status in {ForceStatus.REPEALED, ForceStatus.UNKNOWN}
    return applying or (texts[-1] if texts and unsure else None)


def _work_page(sight: _Sight) -> str:
    library, shown = sight.wiring.library, sight.shown
    text = sight.wiring.texts.get(shown.id, sight.work.id, sight.at, sight.uses) if shown else None
    there = text is not None and bool(text.html)
    return render_template(
        "work.html",
        **sight.frame(),
        text=text.html if text else "",
        toc=text.toc if text else [],
        glosses=reading.gloss_blocks(library.glosses(shown.id)) if shown and not there else [],
        with_text=[] if there else [row for row in sight.versions if row.has_text],
        cited=sight.cited(),
        facts=sight.facts(),
        related=relatives(library, sight.work),
        article=None,
    )


def _article_page(sight: _Sight, version: str, label: str, article: str) -> str:
    tree = sight.wiring.library.tree(version)
    head = next(node for node in tree if node.label == article)
    beside = besides(sight.wiring, sight.work.id, version, tree, sight.uses)
    links = links_of(sight.wiring, version, sight.at, article)
    before, after = reading.neighbours(tree, version, head)
    return render_template(
        "article.html",
        **sight.frame(),
        article=reading.article_block(
            version, tree, head, sight.wiring.library.glosses(version), on=label, beside=beside.get(article, Beside()), links=links.get(article, ())
        ),
        citation=sight.citation(label),
        place=reading.place(tree, head),
        toc=reading.contents(tree, version, article, {label: one.count for label, one in beside.items()}),
        before=before,
        after=after,
        cited=sight.cited(article),
    )
