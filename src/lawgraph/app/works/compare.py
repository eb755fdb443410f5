"""Two versions of a work side by side: the page, and what the API and the command line say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from flask import Blueprint, render_template, request

from lawgraph.app.service.query import address, current_wiring
from lawgraph.app.wiring import Wiring, parse_day
from lawgraph.domain.ids import provision_id
from lawgraph.domain.models import as_json
from lawgraph.domain.numerals import label_name
from lawgraph.services.comparing import ChangedArticle, Comparison
from lawgraph.store.library import VersionRow
from lawgraph.text.comparison import ChangeKind

__all__ = ["asked_comparison", "compare", "compare_with_previous", "comparison_object"]

compare = Blueprint("compare", __name__)

Pieces = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One article on both sides: names and addresses (empty where it is not there), and its words as ``same``, ``removed`` and ``added`` pieces."""

    kind: str
    old: str
    new: str
    old_href: str
    new_href: str
    score: float
    old_pieces: Pieces
    new_pieces: Pieces


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that stand together: unchanged ones are folded."""

    folded: bool
    name: str
    rows: tuple[Row, ...]


@compare.get("/eli/<path:path>/compare")
def page(path: str) -> str:
    """Two versions: ``from`` and ``to`` are days of publication or days on which a version applied; the last two texts where they are not given."""
    wiring = current_wiring()
    work = wiring.library.work(f"/eli/{path.strip('/')}")
    found = asked_comparison(wiring, work.id)
    texts = wiring.comparer.texts(found.old.id), wiring.comparer.texts(found.new.id)
    rows = [_row(found, changed, *texts) for changed in wiring.comparer.words(found)]
    return render_template(
        "compare.html",
        work=work,
        old=found.old,
        new=found.new,
        counts={kind: count for kind, count in found.counts().items() if count},
        stretches=list(_stretches(rows)),
        concordance=rows,
        texts=wiring.comparer.versions_with_text(work.id),
        today=wiring.library.force(work.id, wiring.today),
    )


def asked_comparison(wiring: Wiring, work: str) -> Comparison:
    """The comparison that the address asks for with ``from`` and ``to``.

    Raises InvalidDate, and what ``Comparer.between`` raises.
    """
    before, after = (parse_day(written) if written.strip() else None for written in (request.args.get(end, "") for end in ("from", "to")))
    return wiring.comparer.between(work, before, after)


def comparison_object(wiring: Wiring, found: Comparison) -> dict[str, Any]:
    """The comparison as the API answers it: both versions, counts, and each article's change with its pieces."""
    return {
        "work": as_json(found.work),
        "old": as_json(found.old),
        "new": as_json(found.new),
        "counts": found.counts(),
        "changes": [as_json(changed.change) | {"pieces": as_json(changed.pieces)} for changed in wiring.comparer.words(found)],
    }


def compare_with_previous(work: str, versions: Sequence[VersionRow]) -> dict[str, str]:
    """For each version with text the address that lays it beside the text before it."""
    texts = [row for row in versions if row.has_text and (row.published or row.in_force)]
    days = {row.id: row.published or row.in_force for row in texts}
    return {after.id: address(f"{work}/compare", **{"from": days[before.id], "to": days[after.id]}) for before, after in pairwise(texts)}


def _row(found: Comparison, changed: ChangedArticle, olds: Mapping[str, str], news: Mapping[str, str]) -> Row:
    change = changed.change
    old, new = ("same", "removed"), ("same", "added")
    if changed.pieces:
        before = tuple(piece for piece in changed.pieces if piece[0] in old)
        after = tuple(piece for piece in changed.pieces if piece[0] in new)
    else:
        gone, came = change.kind is ChangeKind.REMOVED, change.kind is ChangeKind.ADDED
        before = _whole(olds, change.old, "removed" if gone else "same")
        after = _whole(news, change.new, "added" if came else "same")
    return Row(
        change.kind.value,
        label_name(change.old) if change.old else "",
        label_name(change.new) if change.new else "",
        provision_id(found.old.id, change.old) if change.old else "",
        provision_id(found.new.id, change.new) if change.new else "",
        change.score,
        before,
        after,
    )


def _whole(texts: Mapping[str, str], number: str | None, sort: str) -> Pieces:
    words = texts.get(number or "", "")
    return ((sort, words),) if words else ()


def _stretches(rows: Sequence[Row]) -> Iterator[Stretch]:
    """Runs of rows whose words did not change, folded under the articles that they hold, and the rows between them."""
    for folded, run in groupby(rows, key=lambda row: row.kind in {"same", "moved"}):
        found = tuple(run)
        first, last = found[0].new or found[0].old, found[-1].new or found[-1].old
        yield Stretch(folded, first if len(found) == 1 else f"{first}至{last}", found)
