"""The opinion of a review as the API answers it, as types (see ``contract``)."""

from __future__ import annotations

from typing import Literal

from lawgraph.app.api.contract import Answer
from lawgraph.domain.models import Finding, Force, WorkRef
from lawgraph.domain.verdicts import Rule, Verdict

__all__ = ["OpinionAnswer"]


class OpinionReview(Answer):
    id: str
    title: str
    rule: Rule
    due: str | None
    opened_at: str
    office: str
    library: str
    today: str


class SignatureNote(Answer):
    office: str
    at: str
    reason: str
    seq: int
    hash: str


class OpinionReport(Answer):
    id: str
    name: str
    date: str
    date_source: str


class ReplacementNote(Answer):
    work: WorkRef
    article: str


class DecisionNote(Answer):
    verdict: Verdict
    office: str
    at: str
    reason: str
    review: str
    id: str
    replacement: ReplacementNote | None = None


class SettledNote(DecisionNote):
    by_third: bool


class LostDecision(DecisionNote):
    text: str
    title: str
    article: str


class OpinionLink(Answer):
    item: str
    origin: str
    work: WorkRef
    article: str
    provision: str | None
    quote: str
    caption: str
    then: Force | None
    today: Force | None
    version_then: str
    version_today: str
    status: str
    changed: str | None
    decision: DecisionNote | None
    votes: list[DecisionNote]


class CommentNote(Answer):
    office: str
    at: str
    text: str


class OpinionMeasure(Answer):
    report: str
    number: int
    text: str
    state: Literal["done", "planned"]
    outcome: Literal["confirmed", "gap", "not_a_measure", "open"]
    links: list[OpinionLink]
    findings: list[Finding]
    decision: DecisionNote | None
    comments: list[CommentNote]


class OpinionPlace(Answer):
    report: str
    number: int
    text: str


class OpenItem(OpinionPlace):
    item: str
    work: WorkRef | None
    article: str
    status: str


class Conflict(OpenItem):
    votes: list[DecisionNote]
    settled: SettledNote | None


class ReliedVersions(Answer):
    work: str
    title: str
    then: str
    today: str


class LibrarySource(Answer):
    name: str
    kind: str
    added_at: str
    fingerprint: str


class OpinionCounts(Answer):
    measures: int
    confirmed: int
    gap: int
    not_a_measure: int
    open: int


class OpinionAnswer(Answer):
    format: Literal["lawgraph-opinion-1"]
    review: OpinionReview
    signed: SignatureNote | None
    reports: list[OpinionReport]
    counts: OpinionCounts
    measures: list[OpinionMeasure]
    gaps: list[OpinionPlace]
    conflicts: list[Conflict]
    open: list[OpenItem]
    orphans: list[LostDecision]
    versions: list[ReliedVersions]
    sources: list[LibrarySource]
