"""What each source says of a work's dates, what is believed, and what contradicts it: for the command line, the API and the work's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lawgraph.app.words import WORDS
from lawgraph.domain.timeline import Fact, FactKind
from lawgraph.store.library import Library, VersionRow

__all__ = ["FactRow", "fact_rows"]


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact: ``version`` is a version's identifier, empty for the work as a whole; ``said`` names it by its day.

    ``trust`` is the source's place in the order of trust (docs/reference/library.md), ``believed`` whether the work's state rests on it,
    ``against`` the other days that sources give for the same thing, each with its source.
    """

    version: str
    said: str
    kind: str
    kind_name: str
    on: date | None
    value: str
    source: str
    evidence: str
    trust: str
    trust_name: str
    believed: bool
    against: tuple[str, ...]


def fact_rows(library: Library, work: str) -> tuple[FactRow, ...]:
    """Every fact of a work: of the work as a whole first, then version by version in order of time, the most trusted first. Raises UnknownWork."""
    versions = {row.id: place for place, row in enumerate(library.versions(work))}
    names = {row.id: _named(row) for row in library.versions(work)}
    kinds = list(FactKind)
    places: dict[tuple[str, FactKind, str], list[Fact]] = {}
    for fact in library.facts(work):
        places.setdefault((fact.version, fact.kind, fact.value if fact.kind is FactKind.IN_FORCE_IN_PART else ""), []).append(fact)
    ordered = sorted(places, key=lambda place: (versions.get(place[0], -1), kinds.index(place[1]), place[2]))
    return tuple(row for place in ordered for row in _rows(places[place], names.get(place[0], "整部法规")))


def _named(row: VersionRow) -> str:
    return f"{row.published} 公布" if row.published else f"{row.in_force} 施行" if row.in_force else "日期不明的版本"


def _rows(facts: Sequence[Fact], said: str) -> list[FactRow]:
    ordered = sorted(facts, key=lambda fact: (-fact.trust, fact.on or date.max, fact.source))
    rows = []
    for fact in ordered:
        trust = fact.trust.name.lower()
        others = [other for other in ordered if fact.on is not None and other.on not in {fact.on, None}]
        rows.append(
            FactRow(
                fact.version,
                said,
                fact.kind.value,
                WORDS["fact"][fact.kind.value],
                fact.on,
                fact.value,
                _short(fact.source),
                fact.evidence,
                trust,
                WORDS["trust"][trust],
                fact.on == ordered[0].on,
                tuple(dict.fromkeys(f"{other.on}（{_short(other.source)}）" for other in others)),
            )
        )
    return rows


def _short(source: str) -> str:
    """A source's name without the folders of the machine on which it was added."""
    return source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
