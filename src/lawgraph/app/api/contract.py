"""The objects that the API answers, as types: those of the domain as they are, and what the app lays around them.

``lawgraph.app.api.openapi`` describes them, and the tests hold every answer to that description; nothing here runs when a request is answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Article, Citation, Finding, Measure, Provision, Reading, Suggestion, Work, WorkRef
from lawgraph.domain.verdicts import Decision
from lawgraph.services.search.answers import SearchResult
from lawgraph.services.search.completing import Completion
from lawgraph.services.search.measures import MeasureResult
from lawgraph.store.library import VersionRow
from lawgraph.text.comparison import ArticleChange

__all__ = [
    "Answer",
    "ArticleAnswer",
    "ArticlePage",
    "BulkFailed",
    "CheckAnswer",
    "CheckLine",
    "CiteAnswer",
    "CiteLine",
    "DiffAnswer",
    "EdgeEvidence",
    "EdgeList",
    "ImpactAnswer",
    "MeasurePage",
    "NodeList",
    "NodeObject",
    "PathAnswer",
    "Problem",
    "ProvisionPage",
    "RankedList",
    "ReachedList",
    "ReportAnswer",
    "ReportPage",
    "ReportStatus",
    "SearchPage",
    "StepObject",
    "SuggestAnswer",
    "TitlesAnswer",
    "UploadAnswer",
    "VersionList",
    "WorkAnswer",
    "WorkPage",
]


class Answer(BaseModel):
    """An object that is answered: these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Problem(Answer):
    """RFC 9457, with the code of our errors."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    first: Decision | None = None
    items: list[str] | None = None


# -- regulations --------------------------------------------------------------------------------------------------------------------------


class NamedForce(Answer):
    """A ``Force`` with its Chinese name."""

    at: date
    status: str
    version: str | None
    replaced_by: list[str]
    reason: str
    status_name: str


class Listed(Answer):
    """A work in a list."""

    id: str
    title: str
    kind: Kind
    level: str
    jurisdiction: str
    issuer: str
    document_number: str
    short_titles: list[str]
    subject: str
    force: NamedForce


class WorkPage(Answer):
    total: int
    works: list[Listed]
    next: str | None


class End(Answer):
    """One end of an edge."""

    id: str
    title: str
    label: str
    name: str


class Source(End):
    """The end that says something."""

    version: str


class EdgeObject(Answer):
    source: Source
    relation: str
    relation_name: str
    target: End
    status: str
    evidence: str


class WorkAnswer(Listed):
    """A work; ``article`` and ``cited_by`` where an article was asked for."""

    versions: list[VersionRow]
    article: Article | None = None
    cited_by: list[EdgeObject] | None = None


class VersionList(Answer):
    work: WorkRef
    versions: list[VersionRow]


class ArticlePage(Answer):
    work: WorkRef
    version: str
    force: NamedForce
    total: int
    articles: list[Article]
    next: str | None


class ProvisionPage(Answer):
    work: WorkRef
    version: str
    force: NamedForce
    total: int
    provisions: list[Provision]
    next: str | None


class Later(Answer):
    """Where an article stands in today's version; ``unknown`` where the text of either is missing."""

    version: str
    change: Literal["same", "moved", "changed", "added", "removed", "unknown"]
    article: Article | None


class ArticleAnswer(Answer):
    work: Work
    level: str
    version: str
    label: str
    name: str
    article: Article
    force: NamedForce
    force_today: NamedForce
    today: Later | None


class ChangedArticle(Answer):
    kind: str
    old: str | None
    new: str | None
    score: float
    pieces: list[tuple[Literal["same", "removed", "added"], str]]


class DiffAnswer(Answer):
    work: WorkRef
    old: VersionRow
    new: VersionRow
    counts: dict[str, int]
    changes: list[ChangedArticle]


@dataclass(frozen=True, slots=True)
class SearchPage(SearchResult):
    """The object of ``lawgraph search --json``, and where it goes on."""

    next: str | None = None


@dataclass(frozen=True, slots=True)
class MeasurePage(MeasureResult):
    """The object of ``lawgraph search --reports --json``, and where it goes on."""

    next: str | None = None


class TitlesAnswer(Answer):
    """What a half-typed query may become."""

    query: str
    completions: list[Completion]


# -- documents ----------------------------------------------------------------------------------------------------------------------------


class DocumentFrame(Answer):
    name: str
    length: int
    date: date
    date_source: Literal["option", "text", "file", "none"]


class CiteAnswer(Answer):
    document: DocumentFrame
    citations: list[Citation]


class CheckAnswer(CiteAnswer):
    measures: list[Measure]
    findings: list[Finding]
    summary: dict[str, int]
    today: date
    reading: Reading | None = None


class SuggestAnswer(Answer):
    text: str
    date: date
    suggestions: list[Suggestion]


class BulkFailed(Answer):
    """A line of NDJSON that could not be answered."""

    line: int
    problem: Problem


class _Numbered(Answer):
    line: int


class CiteLine(_Numbered, CiteAnswer):
    pass


class CheckLine(_Numbered, CheckAnswer):
    pass


# -- reports ------------------------------------------------------------------------------------------------------------------------------


class ReportFrame(Answer):
    id: str
    name: str
    date: date
    date_source: Literal["option", "text", "file", "none"]
    added_at: datetime


class ListedReport(ReportFrame):
    summary: dict[str, int] | None


class ReportPage(Answer):
    total: int
    reports: list[ListedReport]
    next: str | None


class ReportAnswer(ReportFrame, CheckAnswer):
    text: str


class ReportStatus(Answer):
    id: str
    state: Literal["unchecked", "stale", "checked"]
    summary: dict[str, int] | None


class UploadAnswer(Answer):
    id: str
    name: str
    state: Literal["waiting", "reading", "checking", "done", "failed", "broken_off"]
    page_count: int
    pages_read: int
    reader: str
    seconds_left: int | None
    added_at: datetime
    report: str | None
    problem: Problem | None


# -- the graph ----------------------------------------------------------------------------------------------------------------------------


class EdgeList(Answer):
    edges: list[EdgeObject]


class NodeObject(Answer):
    id: str
    kind: Literal["work", "version", "provision", "issuer", "measure"]
    title: str
    name: str
    version: str | None = None


class ReachedNode(NodeObject):
    steps: int


class ReachedList(Answer):
    nodes: list[ReachedNode]


class NodeList(Answer):
    nodes: list[NodeObject]


class Ranked(Answer):
    node: NodeObject
    score: float


class RankedList(Answer):
    nodes: list[Ranked]


class EdgeEvidence(Answer):
    """The words of an edge, their place in the source's text, who says so, and the days on which they apply."""

    text: str
    start: int
    end: int
    status: str
    origin: str
    starts: date | None
    ends: date | None


class StepObject(Answer):
    from_: Annotated[NodeObject, Field(alias="from")]
    relation: str
    relation_name: str
    to: NodeObject
    forward: bool
    evidence: EdgeEvidence | None


class PathAnswer(Answer):
    path: list[StepObject] | None


class NamedNode(NodeObject):
    """A node with the number by which it was named."""

    as_written: str


class AffectedStep(Answer):
    relation: str
    relation_name: str
    to: NamedNode
    evidence: EdgeEvidence


class AffectedObject(Answer):
    node: NodeObject
    steps: int
    sure: bool
    path: list[AffectedStep]


class TouchedArticle(Answer):
    article: str
    change: ArticleChange | None
    affected: list[AffectedObject]


class ImpactAnswer(Answer):
    work: WorkRef
    old: VersionRow
    new: VersionRow
    compared: bool
    changes: dict[str, int]
    articles: list[TouchedArticle]
    whole: list[AffectedObject]
