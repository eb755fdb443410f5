"""Which of two regulations stands above the other.

立法法 (2023): 宪法 has the highest force (98); 法律 above 行政法规, 地方性法规 and 规章, 行政法规 above 地方性法规 and 规章 (99); 地方性法规 above the 规章 of
governments of its own and lower levels, a province's 规章 above those of its cities (100); 自治条例, 单行条例 and 经济特区法规 may vary higher law where they
apply (101); 部门规章 stand beside each other and beside 地方政府规章 (102); between 地方性法规 and 部门规章 there is no fixed order, nor between 部门规章 and
地方政府规章: the State Council or the Standing Committee decides (106). 监察法规, 司法解释 and 党内法规 stand outside this ladder.
"""

from __future__ import annotations

from enum import StrEnum

from lawgraph.domain.levels import Kind

__all__ = ["Order", "authority"]


class Order(StrEnum):
    """How the first stands to the second. ``UNDECIDED``: side by side, and another body settles a conflict; ``OUTSIDE``: not on one ladder."""

    HIGHER = "higher"
    LOWER = "lower"
    EQUAL = "equal"
    UNDECIDED = "undecided"
    OUTSIDE = "outside"


_LADDER = {Kind.CONSTITUTION: 1, Kind.LAW: 2, Kind.ADMINISTRATIVE_REGULATION: 3}
_BELOW = {Kind.LOCAL_REGULATION, Kind.DEPARTMENTAL_RULE, Kind.LOCAL_RULE}
_DOCUMENTS = {Kind.NORMATIVE_DOCUMENT, Kind.DISCRETION_STANDARD, Kind.INTERNAL_DOCUMENT}
_OUTSIDE = {Kind.SUPERVISORY_REGULATION, Kind.JUDICIAL_INTERPRETATION, Kind.PARTY_REGULATION, Kind.NOT_A_REGULATION}


def authority(kind: Kind, jurisdiction: str, other: Kind, other_jurisdiction: str) -> Order:
    """How a regulation stands to another, by kind and place (``national``, ``cn-zj``, ``cn-zj-hangzhou``)."""
    if kind in _LADDER or other in _LADDER:
        if kind in _OUTSIDE or other in _OUTSIDE:
            return Order.OUTSIDE if Kind.CONSTITUTION not in {kind, other} else (Order.HIGHER if kind is Kind.CONSTITUTION else Order.LOWER)
        return _by_number(_LADDER.get(kind, 9), _LADDER.get(other, 9))
    if kind in _OUTSIDE or other in _OUTSIDE:
        return Order.OUTSIDE
    if kind in _DOCUMENTS or other in _DOCUMENTS:
        if kind in _DOCUMENTS and other in _DOCUMENTS:
            return Order.UNDECIDED
        here = _share(jurisdiction, other_jurisdiction)
        return Order.OUTSIDE if not here else (Order.LOWER if kind in _DOCUMENTS else Order.HIGHER)
    if Kind.DEPARTMENTAL_RULE in {kind, other}:
        return Order.UNDECIDED
    return _local(kind, jurisdiction, other, other_jurisdiction)


def _local(kind: Kind, jurisdiction: str, other: Kind, other_jurisdiction: str) -> Order:
    """Local regulations and rules among themselves: only where one place lies within the other."""
    if not _share(jurisdiction, other_jurisdiction):
        return Order.OUTSIDE
    depth, other_depth = jurisdiction.count("-"), other_jurisdiction.count("-")
    if kind is other:
        return _by_number(depth, other_depth)
    if kind is Kind.LOCAL_REGULATION:
        return Order.HIGHER if depth <= other_depth else Order.UNDECIDED
    return Order.LOWER if other_depth <= depth else Order.UNDECIDED


def _by_number(number: int, other: int) -> Order:
    return Order.EQUAL if number == other else (Order.HIGHER if number < other else Order.LOWER)


def _share(one: str, other: str) -> bool:
    """Whether one place lies within the other; the nation holds all."""
    if "national" in {one, other}:
        return True
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")
