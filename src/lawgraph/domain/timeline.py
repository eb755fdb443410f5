"""In force at a date: once, for everybody.

A work's life is a set of facts, each with its source. ``life`` arranges them into versions with dates, by a stated order of trust; ``Lifeline.at``
answers a date. What nobody knows stays unknown, and facts that contradict each other are kept and named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from lawgraph.domain.models import Force, ForceStatus

__all__ = ["Contradiction", "Fact", "FactKind", "Lifeline", "Trust", "VersionLife", "life"]


class Trust(IntEnum):
    """Whom we believe first where sources differ: the highest number."""

    PACKAGE = 1
    DATASET = 2
    FILE_NAME = 3
    TEXT = 4
    UNVERIFIED_RECORD = 5
    HEADER = 6
    RECORD = 7


class FactKind(StrEnum):
    """What happened to a work or to one of its versions."""

    ADOPTED = "adopted"
    APPROVED = "approved"
    PUBLISHED = "published"
    IN_FORCE = "in_force"
    IN_FORCE_IN_PART = "in_force_in_part"
    REPEALED = "repealed"
    PENDING = "pending_approval"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that one source says of a work or of one of its versions.

    ``version`` is empty where the fact is of the work as a whole (its repeal). A version that is REPEALED without a day has ended, nobody
    knows when. ``value`` carries what a date cannot: the title that replaced a repealed work.
    """

    kind: FactKind
    on: date | None
    trust: Trust
    source: str
    evidence: str = ""
    version: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Sources that give different days for the same thing; the first is the one believed."""

    kind: FactKind
    version: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class VersionLife:
    """The days of one version; None where nobody knows.

    ``ended``: a source says that it applies no more, and not since when. ``parts``: articles that apply from a day of their own
    (立法法 (2023) article 61 leaves the day to each law), in order of the days.
    """

    version: str
    adopted: date | None = None
    approved: date | None = None
    published: date | None = None
    in_force: date | None = None
    pending: bool = False
    ended: bool = False
    parts: tuple[tuple[str, date], ...] = ()

    @property
    def born(self) -> date | None:
        """The first day on which the version can have existed as a text."""
        return self.published or self.approved or self.adopted

    @property
    def seen(self) -> date | None:
        """The first day on which anything is known of the version."""
        return min((day for day in (self.adopted, self.approved, self.published) if day is not None), default=None)

    def awaits_approval(self, day: date) -> bool:
        """Whether it was passed by ``day`` and not yet approved (立法法 (2023) articles 81 and 85)."""
        if self.adopted is None or self.adopted > day:
            return False
        return self.pending if self.approved is None else self.approved > day

    def parts_by(self, day: date) -> tuple[tuple[str, date], ...]:
        """The parts that apply on ``day`` by a day of their own."""
        return tuple((what, on) for what, on in self.parts if on <= day)

    def said_of_parts(self, day: date) -> str:
        """What the reason of a state adds on parts: nothing where there are none."""
        said = [f"{what} {on.isoformat()} 起{'施行' if on <= day else '才施行'}" for what, on in self.parts if on != self.in_force]
        return f"（{'；'.join(said)}）" if said else ""

    @property
    def order(self) -> date:
        """Where the version stands in the row of versions."""
        return self.born or self.in_force or date.min


@dataclass(frozen=True, slots=True)
class Lifeline:
    """A work's versions in order, its end, and what its sources disagree on. ``since``: a day from which the work as a whole applies."""

    versions: tuple[VersionLife, ...]
    repealed: date | None = None
    replaced_by: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    since: date | None = None

    def at(self, day: date, relied_on: str | None = None) -> Force:
        """The state on ``day``.

        A version applies from its entry into force until the next one's, or until the work is repealed (立法法 (2023) articles 61 and
        104: a law says from when it applies, and does not reach back). Where a version's entry into force is not known but a
        later day shows that the work applies, the work is in force and ``reason`` says what is not known.
        """
        if self.repealed is not None and self.repealed <= day:
            return Force(day, ForceStatus.REPEALED, None, self.replaced_by, f"{self.repealed.isoformat()} 起废止")
        found = self._version_at(day)
        if found.version == self._ended:
            return Force(day, ForceStatus.UNKNOWN, found.version, (), "有来源载明已失效，未载明何时失效")
        if found.status is ForceStatus.IN_FORCE and relied_on is not None and found.version not in (None, relied_on):
            return Force(day, ForceStatus.AMENDED, found.version, (), f"报告所依版本之后已有修改：{found.reason}")
        return found

    @property
    def _ended(self) -> str:
        """The newest version where a source says that it applies no more; empty where none does."""
        return self.versions[-1].version if self.versions and self.versions[-1].ended else ""

    def spans(self) -> dict[str, tuple[date | None, date | None]]:
        """For each version that ever applies the days from and to which it does, the end exclusive; None: nobody knows, or no end."""
        turns = {day for v in self.versions for day in (v.in_force, None if v.in_force else v.born, *(on for _, on in v.parts)) if day is not None}
        if self.repealed is not None:
            turns.add(self.repealed)
        found: dict[str, tuple[date | None, date | None]] = {}
        running: str | None = None
        for day in sorted(turns):
            force = self.at(day)
            now = force.version if force.status in {ForceStatus.IN_FORCE, ForceStatus.UNKNOWN} else None
            if now == running:
                continue
            if running is not None:
                found[running] = (found[running][0], day)
            if now is not None:
                found[now] = (None if force.status is ForceStatus.UNKNOWN else day, None)
            running = now
        return found

    def _version_at(self, day: date) -> Force:
        if not self.versions:
            return Force(day, ForceStatus.UNKNOWN, reason="各来源都没有载明日期")
        applying = [v for v in self.versions if v.in_force is not None and v.in_force <= day]
        unsure = [v for v in self.versions if v.in_force is None and v.born is not None and v.born <= day]
        latest = max(applying, key=lambda v: (v.in_force, v.order), default=None)
        newer = [v for v in unsure if latest is None or v.order > latest.order]
        if newer:
            return self._unsure(day, newer[-1], latest)
        if latest is not None and latest.in_force is not None:
            said = f"{latest.in_force.isoformat()} 起施行{latest.said_of_parts(day)}"
            ahead = [v for v in self.versions if v.order > latest.order and v.parts_by(day) and v.in_force is not None and v.in_force > day]
            early = "".join(f"；{v.in_force} 起施行的版本中，{'、'.join(what for what, _ in v.parts_by(day))}已先施行" for v in ahead)
            return Force(day, ForceStatus.IN_FORCE, latest.version, (), said + early)
        return self._before_all(day)

    def _unsure(self, day: date, version: VersionLife, latest: VersionLife | None) -> Force:
        """``version`` stands published and nobody knows from when it applies."""
        if version.pending and latest is None:
            return Force(day, ForceStatus.PENDING_APPROVAL, None, (), "已经通过，尚待批准")
        said = f"{version.born.isoformat() if version.born else ''} 公布的版本没有载明施行日期"
        if version.parts_by(day):
            rest = "其余部分没有载明施行日期"
            return Force(day, ForceStatus.IN_FORCE, version.version, (), f"部分施行{version.said_of_parts(day)}，{rest}")
        applies = self.since is not None and self.since <= day
        if latest is not None or version is not self.versions[0] or applies:
            return Force(day, ForceStatus.IN_FORCE, version.version, (), f"{said}，按最近公布的版本列出")
        return Force(day, ForceStatus.UNKNOWN, version.version, (), said)

    def _before_all(self, day: date) -> Force:
        for version in reversed(self.versions):
            if version.awaits_approval(day):
                said = f"{version.adopted.isoformat()} 通过，" if version.adopted else ""
                return Force(day, ForceStatus.PENDING_APPROVAL, None, (), f"{said}尚待批准")
        for version in self.versions:
            if version.in_force is not None and version.seen is not None and version.seen <= day < version.in_force:
                said = f"{version.in_force.isoformat()} 起施行{version.said_of_parts(day)}"
                if version.parts_by(day):
                    return Force(day, ForceStatus.IN_FORCE, version.version, (), f"部分先行施行，整体 {said}")
                return Force(day, ForceStatus.NOT_YET_IN_FORCE, version.version, (), said)
        first = self.versions[0].order
        if first > day and self.since is not None and self.since <= day:
            return Force(day, ForceStatus.IN_FORCE, None, (), f"{self.since.isoformat()} 起施行；当时的版本文本不在库中")
        if first > day:
            return Force(day, ForceStatus.UNKNOWN, reason=f"所知最早的版本是 {first.isoformat()} 的，此前状况不明")
        return Force(day, ForceStatus.UNKNOWN, reason="各来源都没有载明该时点的状况")


def _believed(fact: Fact) -> tuple[int, date, str]:
    """The order in which facts of one thing are believed."""
    return -fact.trust, fact.on or date.max, fact.source


def life(facts: Iterable[Fact]) -> Lifeline:
    """Arranges facts into a lifeline.

    For each version and kind the most trusted day wins, then the earliest; the others are named as contradictions.
    """
    by_place: dict[tuple[str, FactKind], list[Fact]] = {}
    parts: dict[str, dict[str, Fact]] = {}
    for fact in sorted(facts, key=_believed):
        if fact.kind is FactKind.IN_FORCE_IN_PART:
            parts.setdefault(fact.version, {}).setdefault(fact.value, fact)
        else:
            by_place.setdefault((fact.version, fact.kind), []).append(fact)
    chosen: dict[tuple[str, FactKind], Fact] = {}
    contradictions: list[Contradiction] = []
    for place, said in sorted(by_place.items()):
        chosen[place] = said[0]
        days = {f.on for f in said if f.on is not None}
        if len(days) > 1:
            contradictions.append(Contradiction(place[1], place[0], tuple(said)))
    versions = []
    for name in sorted({*(version for version, _ in chosen), *parts} - {""}):
        day = {kind: chosen[name, kind].on for kind in FactKind if (name, kind) in chosen}
        versions.append(
            VersionLife(
                name,
                adopted=day.get(FactKind.ADOPTED),
                approved=day.get(FactKind.APPROVED),
                published=day.get(FactKind.PUBLISHED),
                in_force=day.get(FactKind.IN_FORCE),
                pending=(name, FactKind.PENDING) in chosen,
                ended=(name, FactKind.REPEALED) in chosen,
                parts=tuple(
                    sorted(((what, f.on) for what, f in parts.get(name, {}).items() if f.on is not None), key=lambda part: (part[1], part[0]))
                ),
            )
        )
    versions.sort(key=lambda v: (v.order, v.version))
    end = chosen.get(("", FactKind.REPEALED))
    replaced = tuple(sorted({f.value for f in by_place.get(("", FactKind.REPEALED), []) if f.value}))
    start = chosen.get(("", FactKind.IN_FORCE))
    return Lifeline(tuple(versions), end.on if end else None, replaced, tuple(contradictions), start.on if start else None)
