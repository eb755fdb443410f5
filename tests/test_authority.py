"""The ladder of 立法法 articles 98 to 106, rung by rung, and what stands beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.domain.authority import Order, authority
from lawgraph.domain.levels import Kind

N, ZJ, HZ, AH = "national", "cn-zj", "cn-zj-hangzhou", "cn-ah"


@pytest.mark.parametrize(
    ("kind", "place", "other", "other_place", "order"),
    [
        ("constitution", N, "law", N, "higher"),
        ("law", N, "administrative_regulation", N, "higher"),
        ("administrative_regulation", N, "local_regulation", ZJ, "higher"),
        ("departmental_rule", N, "law", N, "lower"),
        ("law", N, "law", N, "equal"),
        # a province's regulation above its own and its cities' rules, never above another province's
        ("local_regulation", ZJ, "local_rule", ZJ, "higher"),
        ("local_regulation", ZJ, "local_rule", HZ, "higher"),
        ("local_regulation", ZJ, "local_regulation", HZ, "higher"),
        ("local_rule", ZJ, "local_rule", HZ, "higher"),
        ("local_regulation", ZJ, "local_rule", AH, "outside"),
        ("local_regulation", ZJ, "local_regulation", AH, "outside"),
        # a city's regulation and its province's rule: article 81 settles it case by case
        ("local_regulation", HZ, "local_rule", ZJ, "undecided"),
        ("local_rule", ZJ, "local_regulation", HZ, "undecided"),
        # side by side
        ("departmental_rule", N, "local_rule", ZJ, "undecided"),
        ("departmental_rule", N, "local_regulation", ZJ, "undecided"),
        ("departmental_rule", N, "departmental_rule", N, "undecided"),
        # outside the ladder
        ("judicial_interpretation", N, "law", N, "outside"),
        ("party_regulation", N, "local_rule", ZJ, "outside"),
        ("supervisory_regulation", N, "constitution", N, "lower"),
        # documents below rules
        ("normative_document", ZJ, "local_rule", ZJ, "lower"),
        ("normative_document", ZJ, "local_rule", AH, "outside"),
        ("departmental_rule", N, "discretion_standard", AH, "higher"),
        ("discretion_standard", AH, "normative_document", AH, "undecided"),
    ],
)
def test_order(kind: str, place: str, other: str, other_place: str, order: str) -> None:
    """Each rung stands beside the nearest case in which there is none."""
    assert authority(Kind(kind), place, Kind(other), other_place).value == order


_MIRROR = {Order.HIGHER: Order.LOWER, Order.LOWER: Order.HIGHER}
_PLACES = st.sampled_from([N, ZJ, HZ, AH])


@given(st.sampled_from(list(Kind)), _PLACES, st.sampled_from(list(Kind)), _PLACES)
def test_the_order_is_the_same_from_both_ends(kind: Kind, place: str, other: Kind, other_place: str) -> None:
    """Whoever is above, the other is below."""
    there = authority(kind, place, other, other_place)
    assert authority(other, other_place, kind, place) is _MIRROR.get(there, there)
