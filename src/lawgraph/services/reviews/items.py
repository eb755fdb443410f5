"""What there is to decide in a report: each link of a measure and a provision, each measure without one, each measure itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lawgraph.domain.numerals import label_name
from lawgraph.domain.verdicts import item_id, measure_keys

__all__ = ["Item", "items_of"]

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """Something to decide. ``kind``: link, gap (the measure has no basis), measure (whether it is one at all), added (a person's basis).

    ``place`` counts measures of the report from 0, ``rank`` the bases of the measure from 0; ``basis`` and ``measure`` are the objects of the
    ``check`` contract, ``findings`` those that concern this link.
    """

    id: str
    kind: str
    report: str
    key: str
    place: int
    rank: int
    measure: Json
    basis: Json | None
    findings: tuple[Json, ...]
    measure_item: str

    @property
    def origin(self) -> str:
        """Who gives the link: cited, suggested, added; gap and measure for what is none."""
        return str(self.basis["origin"]) if self.basis else self.kind

    @property
    def work(self) -> str:
        """The identifier of the work; empty where there is no basis."""
        return str(self.basis["work"]["id"]) if self.basis else ""

    @property
    def label(self) -> str:
        """The article; empty for a work as a whole."""
        return str(self.basis["article"]) if self.basis else ""


def items_of(report: str, lineage: str, checked: Json) -> tuple[Item, ...]:
    """The items of a report in order: a measure's links by rank, or its gap, and last the measure itself."""
    measures: Sequence[Json] = checked["measures"]
    keys = measure_keys(report, lineage, [measure["text"] for measure in measures])
    return tuple(item for place, measure in enumerate(measures) for item in _of_measure(report, keys[place], place, measure))


def _of_measure(report: str, key: str, place: int, measure: Json) -> Iterator[Item]:
    itself = item_id(key, "", "")
    findings = tuple(measure["findings"])
    for rank, basis in enumerate(measure["basis"]):
        concerned = _of_link(findings, basis, measure["basis"])
        yield Item(item_id(key, basis["work"]["id"], basis["article"]), "link", report, key, place, rank, measure, basis, concerned, itself)
    yield Item(itself, "measure" if measure["basis"] else "gap", report, key, place, 0, measure, None, findings, itself)


def _of_link(findings: Sequence[Json], basis: Json, bases: Sequence[Json]) -> tuple[Json, ...]:
    """The findings that name the link's work, and no other article of it; those that name no work concern whatever the report itself cites."""
    titles = {other["work"]["title"] for other in bases}
    own = basis["work"]["title"]
    others = {name for other in bases if other["work"]["title"] == own and (name := _article(other)) != _article(basis)}
    return tuple(
        finding
        for finding in findings
        if (f"《{own}》" in finding["message"] and (_article(basis) in finding["message"] or not any(name in finding["message"] for name in others)))
        or (basis["origin"] == "cited" and not any(f"《{title}》" in finding["message"] for title in titles))
    )


def _article(basis: Json) -> str:
    return label_name(basis["article"].split(".")[0]) if basis["article"][:1].isdigit() else "整部"
