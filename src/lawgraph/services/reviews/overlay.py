"""Decisions laid over a report as it was checked: what people said stands beside what the report cites and the machine suggests.

It replaces neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lawgraph.domain.verdicts import Decision, Rule, Standing, Verdict, item_id, measure_keys, standing

__all__ = ["decision_note", "origin", "overlay"]

Json = Mapping[str, Any]

_HOLDS = frozenset({Verdict.CONFIRMED, Verdict.CONFIRMED_IN_PART})
_FALLS = frozenset({Verdict.REJECTED, Verdict.REPLACED})


def decision_note(row: Decision) -> dict[str, Any]:
    """A decision in short: verdict, office, moment, reason, review; ``replacement`` where another provision was put in the place."""
    note: dict[str, Any] = {
        "verdict": row.verdict.value,
        "office": row.office,
        "at": row.at,
        "reason": row.reason,
        "review": row.review,
        "id": row.id,
    }
    if row.replacement_work:
        note["replacement"] = {"work": {"id": row.replacement_work, "title": row.replacement_title}, "article": row.replacement_label}
    return note


def overlay(report: str, lineage: str, checked: Json, rows: Iterable[Decision], rules: Mapping[str, Rule]) -> Json:
    """The ``check`` object of a report with the decisions that count, from the rows of all reviews on any of its revisions.

    A decided link gets ``decision``; a measure gets ``decision`` where people said that it is none, or that it has no basis, and ``added``
    for the bases that they added. Of several reviews the newest word counts. Where nothing was decided, the object is returned as it is.
    """
    counted = _counted(rows, rules)
    if not counted:
        return checked
    keys = measure_keys(report, lineage, [measure["text"] for measure in checked["measures"]])
    added: dict[str, list[Decision]] = {}
    for row in counted.values():
        if row.verdict is Verdict.ADDED_BASIS:
            added.setdefault(row.measure, []).append(row)
    measures = [_measure(measure, key, counted, added.get(key, [])) for measure, key in zip(checked["measures"], keys, strict=True)]
    return {**checked, "measures": measures}


def origin(measure: Json) -> str:
    """Who gives the measure its basis: a person (``confirmed``), the report (``cited``), the machine (``suggested``), or nobody (``gap``).

    What a person rejected or replaced gives none.
    """
    if measure.get("added") or any(_verdict(basis) in _HOLDS for basis in measure["basis"]):
        return "confirmed"
    origins = {basis["origin"] for basis in measure["basis"] if _verdict(basis) not in _FALLS}
    return "cited" if "cited" in origins else "suggested" if origins else "gap"


def _verdict(basis: Json) -> str:
    return str(basis["decision"]["verdict"]) if basis.get("decision") else ""


def _counted(rows: Iterable[Decision], rules: Mapping[str, Rule]) -> dict[str, Decision]:
    """The decision that counts on each item."""
    by_review: dict[tuple[str, str], list[Decision]] = {}
    for row in rows:
        by_review.setdefault((row.item, row.review), []).append(row)
    found: dict[str, Decision] = {}
    for (item, review), of_item in by_review.items():
        stands: Standing = standing(of_item, rules.get(review, Rule.ONE))
        if stands.settled and stands.by is not None and (item not in found or found[item].seq < stands.by.seq):
            found[item] = stands.by
    return found


def _measure(measure: Json, key: str, counted: Mapping[str, Decision], added: list[Decision]) -> Json:
    basis = []
    for one in measure["basis"]:
        row = counted.get(item_id(key, one["work"]["id"], one["article"]))
        basis.append({**one, "decision": decision_note(row)} if row else one)
    whole = counted.get(item_id(key, "", ""))
    made: dict[str, Any] = {**measure, "basis": basis}
    if whole is not None:
        made["decision"] = decision_note(whole)
    if added:
        made["added"] = [
            {
                "work": {"id": row.work, "title": row.title},
                "article": row.label,
                "provision": row.shown.get("provision"),
                "decision": decision_note(row),
            }
            for row in sorted(added, key=lambda row: row.seq)
        ]
    return made
