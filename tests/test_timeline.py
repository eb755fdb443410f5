"""In force at a date: each state, its borders to the day, and what stays unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.domain.models import ForceStatus
from lawgraph.domain.timeline import Fact, FactKind, Lifeline, Trust, life


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _facts(*said: str) -> Lifeline:
    """``"2021-01-22 published 2021"``: day, kind, version; a repeal names no version."""
    facts = []
    for line in said:
        day, kind, *version = line.split()
        facts.append(Fact(FactKind(kind), None if day == "-" else _day(day), Trust.RECORD, "records", line, version[0] if version else ""))
    return life(facts)


TWO = _facts("2017-09-01 published a", "2018-01-01 in_force a", "2021-01-22 published b", "2021-07-15 in_force b")
LOCAL = _facts("2021-12-30 adopted a", "2022-03-18 approved a", "2022-06-01 in_force a")
ENDED = _facts("1999-05-01 published a", "1999-05-01 in_force a", "2022-03-01 repealed")
WAITING = _facts("2026-06-30 published a", "2027-01-01 in_force a")
UNDATED = _facts("2020-05-05 published a")
AMENDED_UNDATED = _facts("2000-01-01 published a", "2000-02-01 in_force a", "2015-03-03 published b")
EXPIRED = _facts("2003-01-01 published a", "2003-02-01 in_force a", "- repealed a")


@pytest.mark.parametrize(
    ("lifeline", "day", "status", "version"),
    [
        (TWO, "2017-08-31", "unknown", None),
        (TWO, "2017-12-31", "not_yet_in_force", "a"),
        (TWO, "2018-01-01", "in_force", "a"),
        (TWO, "2021-07-14", "in_force", "a"),
        (TWO, "2021-07-15", "in_force", "b"),
        (TWO, "2026-11-21", "in_force", "b"),
        (LOCAL, "2021-12-29", "unknown", None),
        (LOCAL, "2021-12-30", "pending_approval", None),
        (LOCAL, "2022-03-17", "pending_approval", None),
        (LOCAL, "2022-03-18", "not_yet_in_force", "a"),
        (LOCAL, "2022-06-01", "in_force", "a"),
        (ENDED, "2022-02-28", "in_force", "a"),
        (ENDED, "2022-03-01", "repealed", None),
        (WAITING, "2026-06-29", "unknown", None),
        (WAITING, "2026-11-21", "not_yet_in_force", "a"),
        (WAITING, "2027-01-01", "in_force", "a"),
        (UNDATED, "2020-05-05", "unknown", "a"),
        (AMENDED_UNDATED, "2015-03-02", "in_force", "a"),
        (AMENDED_UNDATED, "2015-03-03", "in_force", "b"),
        (EXPIRED, "2010-01-01", "unknown", "a"),
        (_facts(), "2020-01-01", "unknown", None),
    ],
)
def test_state_at_a_date(lifeline: Lifeline, day: str, status: str, version: str | None) -> None:
    """A day too early or too late makes an old law valid or a valid one old."""
    force = lifeline.at(_day(day))
    assert (force.status.value, force.version) == (status, version)
    assert force.reason


def _staged(main: str | None, *parts: str, before: str | None = None) -> Lifeline:
    """A version ``b`` with its day and ``"第五条 2020-01-01"`` parts, after a version ``a`` in force from ``before``."""
    facts = [Fact(FactKind.PUBLISHED, _day("2019-12-01"), Trust.HEADER, "s", "", "b")]
    facts += [Fact(FactKind.IN_FORCE, _day(main), Trust.TEXT, "s", "", "b")] if main else []
    for part in parts:
        what, on = part.split()
        facts.append(Fact(FactKind.IN_FORCE_IN_PART, _day(on), Trust.TEXT, "s", "", "b", what))
    if before:
        facts += [Fact(kind, _day(before), Trust.HEADER, "s", "", "a") for kind in (FactKind.PUBLISHED, FactKind.IN_FORCE)]
    return life(facts)


@pytest.mark.parametrize(
    ("lifeline", "day", "status", "version", "says"),
    [
        # 第五条自2020年1月1日起施行，其他条款自2020年6月1日起施行
        (_staged("2020-06-01", "第五条 2020-01-01"), "2019-12-31", "not_yet_in_force", "b", "2020-06-01 起施行（第五条 2020-01-01 起才施行）"),
        (_staged("2020-06-01", "第五条 2020-01-01"), "2020-01-01", "in_force", "b", "部分先行施行，整体 2020-06-01 起施行（第五条 2020-01-01 起施行）"),
        (_staged("2020-06-01", "第五条 2020-01-01"), "2020-06-01", "in_force", "b", "2020-06-01 起施行（第五条 2020-01-01 起施行）"),
        # 自公布之日起施行，其中第三条自2021年1月1日起施行
        (_staged("2019-12-01", "第三条 2021-01-01"), "2020-12-31", "in_force", "b", "2019-12-01 起施行（第三条 2021-01-01 起才施行）"),
        (_staged("2019-12-01", "第三条 2021-01-01"), "2021-01-01", "in_force", "b", "2019-12-01 起施行（第三条 2021-01-01 起施行）"),
        # nobody says from when the rest applies
        (_staged(None, "第一条 2020-11-27"), "2020-11-26", "unknown", "b", "2019-12-01 公布的版本没有载明施行日期"),
        (_staged(None, "第一条 2020-11-27"), "2020-11-27", "in_force", "b", "部分施行（第一条 2020-11-27 起施行），其余部分没有载明施行日期"),
        # while the older version still applies, the part that came early is named
        (
            _staged("2020-06-01", "第五条 2020-01-01", before="2010-01-01"), "2020-03-01", "in_force", "a",
            "2010-01-01 起施行；2020-06-01 起施行的版本中，第五条已先施行",
        ),
        (_staged("2020-06-01", "第五条 2020-01-01", before="2010-01-01"), "2019-12-31", "in_force", "a", "2010-01-01 起施行"),
        (_staged("2020-06-01", "第五条 2020-06-01"), "2020-06-01", "in_force", "b", "2020-06-01 起施行"),
    ],
)  # fmt: skip
def test_entry_into_force_in_stages(lifeline: Lifeline, day: str, status: str, version: str, says: str) -> None:
    """The state stays that of the whole; the reason names the articles with a day of their own."""
    force = lifeline.at(_day(day))
    assert (force.status.value, force.version, force.reason) == (status, version, says)


def test_a_part_is_believed_of_the_most_trusted_source() -> None:
    """As for every other fact; two parts with days of their own contradict nobody."""
    facts = [Fact(FactKind.IN_FORCE_IN_PART, _day(on), trust, "s", "", "a", what) for on, trust, what in (
        ("2020-01-01", Trust.TEXT, "第五条"), ("2020-02-02", Trust.RECORD, "第五条"), ("2020-03-03", Trust.TEXT, "第六条"))]  # fmt: skip
    found = life(facts)
    assert found.versions[0].parts == (("第五条", _day("2020-02-02")), ("第六条", _day("2020-03-03")))
    assert found.contradictions == ()


@pytest.mark.parametrize(("relied_on", "status"), [("a", "amended"), ("b", "in_force"), (None, "in_force")])
def test_a_later_version_than_the_one_relied_on_is_an_amendment(relied_on: str | None, status: str) -> None:
    """``amended`` is said only of whoever relied on an earlier version."""
    force = TWO.at(_day("2026-11-21"), relied_on)
    assert (force.status.value, force.version) == (status, "b")


def test_the_more_trusted_source_wins_and_the_other_is_named() -> None:
    """Sources that differ are never settled silently."""
    record = Fact(FactKind.IN_FORCE, _day("2024-01-01"), Trust.RECORD, "records", "", "a")
    dataset = Fact(FactKind.IN_FORCE, _day("2023-09-01"), Trust.DATASET, "db", "", "a")
    found = life([dataset, record])
    assert found.versions[0].in_force == _day("2024-01-01")
    assert [fact.source for fact in found.contradictions[0].facts] == ["records", "db"]


def test_sources_that_agree_are_no_contradiction() -> None:
    """The near miss of the test above."""
    facts = [Fact(FactKind.IN_FORCE, _day("2024-01-01"), trust, str(trust), "", "a") for trust in (Trust.RECORD, Trust.HEADER)]
    assert life(facts).contradictions == ()


def test_the_work_applies_where_only_its_first_clause_is_known() -> None:
    """A consolidated text keeps the clause of its first version: it dates the work, not the amendment."""
    since = Fact(FactKind.IN_FORCE, _day("1999-10-01"), Trust.TEXT, "text")
    later = Fact(FactKind.PUBLISHED, _day("2018-10-26"), Trust.PACKAGE, "package", "", "b")
    found = life([since, later])
    assert found.at(_day("2010-01-01")).status is ForceStatus.IN_FORCE
    assert found.at(_day("2010-01-01")).version is None
    assert found.at(_day("1999-09-30")).status is ForceStatus.UNKNOWN
    assert found.at(_day("2020-01-01")).version == "b"


@pytest.mark.parametrize(
    ("lifeline", "spans"),
    [
        (TWO, {"a": ("2018-01-01", "2021-07-15"), "b": ("2021-07-15", None)}),
        (ENDED, {"a": ("1999-05-01", "2022-03-01")}),
        (UNDATED, {"a": (None, None)}),
        (AMENDED_UNDATED, {"a": ("2000-02-01", "2015-03-03"), "b": ("2015-03-03", None)}),
    ],
)
def test_spans(lifeline: Lifeline, spans: dict[str, tuple[str | None, str | None]]) -> None:
    """The search at a date filters by these days."""
    assert {name: tuple(day.isoformat() if day else None for day in span) for name, span in lifeline.spans().items()} == spans


_DAYS = st.dates(_day("1990-01-01"), _day("2030-12-31"))
_FACTS = st.lists(
    st.builds(
        Fact, st.sampled_from(list(FactKind)), st.none() | _DAYS, st.sampled_from(list(Trust)), st.just("s"), st.just("e"), st.sampled_from(["", "a", "b"])
    ),
    max_size=12,
)  # fmt: skip


@given(_FACTS, _DAYS)
def test_any_facts_give_one_state_and_a_version_only_in_its_span(facts: list[Fact], day: date) -> None:
    """No order or mixture of facts makes it raise, and point-in-time and spans tell the same story."""
    lifeline = life(facts)
    force = lifeline.at(day)
    holding = {
        name for name, (start, end) in lifeline.spans().items() if (start is None or start <= day) and (end is None or day < end) and lifeline.at(day).version == name
    }  # fmt: skip
    assert force == life(reversed(facts)).at(day)
    assert force.status is not ForceStatus.IN_FORCE or force.version is None or force.version in holding
