"""The values that pass between the floors. All are frozen; all spans count characters of the text as read, end exclusive.

``as_json`` turns any of them into the objects of the JSON contract.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Any, ClassVar, Protocol

from lawgraph.domain.levels import Kind

__all__ = [
    "Article",
    "Basis",
    "Candidate",
    "Checked",
    "Citation",
    "Evidence",
    "Finding",
    "Force",
    "ForceStatus",
    "Gloss",
    "Measure",
    "MeasureState",
    "Pinpoint",
    "Problem",
    "Provision",
    "Reading",
    "Resolution",
    "Statutes",
    "Suggestion",
    "TitleEntry",
    "Work",
    "WorkRef",
    "as_json",
]


class Resolution(StrEnum):
    """What became of a citation."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    MASKED = "masked"
    UNKNOWN = "unknown"
    NOT_A_REGULATION = "not_a_regulation"
    SELF_REFERENCE = "self_reference"


class ForceStatus(StrEnum):
    """时效性 of a work at a date.

    ``AMENDED``: the work applies, in a later version than the one relied on, which is that of the report's day or the one that its words name.
    """

    IN_FORCE = "in_force"
    AMENDED = "amended"
    REPEALED = "repealed"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    PENDING_APPROVAL = "pending_approval"
    UNKNOWN = "unknown"


class MeasureState(StrEnum):
    """Whether a body says that it did something or that it will."""

    DONE = "done"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a parser or importer could not make sense of: where, and why. A problem never stops the rest."""

    code: str
    message: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How a document's text was read; offsets count its characters.

    ``pages`` holds the offset at which each page begins (empty where the format knows no pages), ``recognised`` the spans that were read from a
    picture, each with the reader's mean confidence (0 to 1), ``doubtful`` the characters in them of which the reader is not sure, each with its
    confidence, and ``unread`` the numbers (from 1) of the pages with a picture that nobody read.
    """

    SURE: ClassVar[float] = 0.8
    """On a poor page every fifth character below this confidence is wrong, and one in a hundred above it (benchmarks/recognition.py)."""

    pages: tuple[int, ...] = ()
    recognised: tuple[tuple[int, int, float], ...] = ()
    doubtful: tuple[tuple[int, float], ...] = ()
    unread: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Reading:
        """The reading that ``as_json`` wrote; nothing is known of one that is empty."""
        parts: dict[str, Any] = {name: tuple(tuple(part) if isinstance(part, list) else part for part in values) for name, values in said.items()}
        return cls(**parts)

    def page(self, offset: int) -> int | None:
        """The number (from 1) of the page on which a character stands; None where the format knows no pages."""
        return bisect_right(self.pages, offset) or None

    def confidence(self, start: int, end: int) -> float | None:
        """The reader's confidence in a span: that of its least sure character. None where the file itself holds the characters."""
        lines = [score for begin, stop, score in self.recognised if begin < end and start < stop]
        return min([*lines, *(score for offset, score in self.doubtful if start <= offset < end)]) if lines else None


@dataclass(frozen=True, slots=True)
class WorkRef:
    """A work by identifier and title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Work:
    """A regulation, whatever its text was over the years.

    ``jurisdiction`` is ``national`` or an ISO 3166-2 code in lower case (``cn-zj``); ``subject`` one of ``domain.subjects``, or empty.
    """

    id: str
    title: str
    kind: Kind
    jurisdiction: str = "national"
    issuer: str = ""
    document_number: str = ""
    short_titles: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Provision:
    """One node of a version's tree in document order.

    ``ordinal`` is its place, ``parent`` its parent's place (-1 at the top) and ``last`` the place of its last descendant; ``kind`` is one of
    part, chapter, section, article, paragraph, item, point, heading, preamble, text, annex; ``number`` is its own number (``120-1``), ``label``
    its full one (``120-1.1.2``; ``ch_3`` above the article); ``heading`` the words beside the number of a part, chapter or section; ``text`` its own
    words, without its children's.
    """

    ordinal: int
    parent: int
    last: int
    kind: str
    number: str
    label: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article as a reader sees it: whole text (paragraphs and items on lines of their own), its place, our caption and gist."""

    work: WorkRef
    version: str
    provision: str
    number: str
    chapter: str
    text: str
    caption: str = ""
    gist: str = ""


@dataclass(frozen=True, slots=True)
class Gloss:
    """Our own heading (条旨) and one-sentence summary (要旨) of an article of one version."""

    number: str
    caption: str
    gist: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that a person may mean; never more than a suggestion. ``score`` runs from 0 to 1."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """A provision that a citation names. ``exists``: in the version at the date; None where nobody can tell (no version, no text)."""

    label: str
    provision: str | None = None
    exists: bool | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Force:
    """The state of a work at a date, the version that applies then, and why we say so."""

    at: date
    status: ForceStatus
    version: str | None = None
    replaced_by: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a text that names a work, and what became of it.

    Read from the text: ``start`` to ``pinpoints``. Inferred: the rest. ``antecedent`` is the index, in the document's list, of the citation
    that a short form stands for. ``page`` counts from 1 (None: the format knows no pages), ``confidence`` is that of ``Reading``.
    """

    id: str
    start: int
    end: int
    text: str
    title: str
    bracketed: bool
    masked: bool
    pinpoints: tuple[Pinpoint, ...]
    kind: Kind
    antecedent: int | None
    resolution: Resolution
    reason: str
    work: WorkRef | None = None
    candidates: tuple[Candidate, ...] = ()
    force: Force | None = None
    force_today: Force | None = None
    page: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a provision is suggested or a finding made, in words that a person can check. ``kind``: words, topic, citation, decision, fact."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A provision that the machine thinks supports a measure."""

    work: WorkRef
    article: str
    provision: str
    quote: str
    score: float
    evidence: tuple[Evidence, ...] = ()
    caption: str = ""
    kind: Kind = Kind.LAW
    force: Force | None = None
    force_today: Force | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """A provision (or a whole work: ``article`` empty) behind a measure.

    ``origin``: cited (the report says so) or suggested (the machine thinks so).
    """

    origin: str
    work: WorkRef
    article: str
    provision: str | None
    quote: str
    score: float
    evidence: tuple[Evidence, ...]
    force: Force | None
    force_today: Force | None
    caption: str = ""
    kind: Kind = Kind.LAW


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that an advisor must look at. ``severity``: error, warning, note."""

    code: str
    severity: str
    message: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One action that a body reports to have taken or to take. ``citations`` are indices into the document's list."""

    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    state: MeasureState
    citations: tuple[int, ...] = ()
    basis: tuple[Basis, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with all that was found in it. ``date_source`` says where the date comes from: option, text, file, none."""

    name: str
    length: int
    date: dt.date
    date_source: str
    today: dt.date
    citations: tuple[Citation, ...]
    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...] = ()
    summary: Mapping[str, int] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True)
class TitleEntry:
    """One name of one work: ``sort`` is official, short, former or number. Names are as written, without 《》."""

    name: str
    work: str
    sort: str


class Statutes(Protocol):
    """What citing and suggesting ask of a library; ``store.library`` answers it from the database, a test from a dictionary."""

    def names(self) -> tuple[TitleEntry, ...]:
        """Every name of every work."""

    def work(self, identifier: str) -> Work:
        """The work; raises UnknownWork."""

    def force(self, work: str, at: date, *, relied_on: str | None = None) -> Force:
        """The work's state at a date. ``relied_on`` is the version that a report used: a later one then makes the state ``amended``."""

    def version_ids(self, work: str) -> tuple[str, ...]:
        """The identifiers of a work's versions in order of time."""

    def has(self, version: str, label: str) -> bool | None:
        """Whether the version holds the provision; None where the version's text is not installed."""


def as_json(value: Any) -> Any:
    """A value of this module as plain dicts, lists and strings: dates in ISO form, enums by value, tuples as lists. Names stay."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [as_json(item) for item in value]
    return value
