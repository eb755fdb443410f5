"""The objects that the API answers of reviews, as types (see ``contract``)."""

from __future__ import annotations

from lawgraph.app.api.contract import Answer, Problem
from lawgraph.domain.verdicts import Decision
from lawgraph.services.reviews.agreement import Agreement, Progress
from lawgraph.services.reviews.four_checks import Check
from lawgraph.services.reviews.items import Item
from lawgraph.services.reviews.placing import Place
from lawgraph.services.reviews.precedents import Precedent
from lawgraph.services.reviews.views import ArticleView
from lawgraph.store.reviews import Review

__all__ = ["BulkAnswer", "ItemAnswer", "PlacesAnswer", "PreviewAnswer", "ProgressAnswer", "QueuePage", "ReviewAnswer", "ReviewPage"]


class ReviewPage(Answer):
    total: int
    reviews: list[Review]
    next: str | None


class ReviewAnswer(Answer):
    review: Review
    signature: Decision | None
    orphans: list[Decision]


class ProgressAnswer(Answer):
    progress: Progress
    agreement: Agreement


class EntryObject(Answer):
    item: Item
    origin: str
    status: str
    doubt: str
    changed: str
    seen: str
    open: bool


class QueuePage(Answer):
    total: int
    entries: list[EntryObject]
    next: str | None


class ItemAnswer(Answer):
    entry: EntryObject
    report_name: str
    number: int
    place: int
    of: int
    then: ArticleView | None
    today: ArticleView | None
    same_text: bool
    checks: list[Check]
    precedents: list[Precedent]
    history: list[Decision]
    hidden: int
    measure_seen: str


class PlacesAnswer(Answer):
    decision: Decision
    places: list[Place]


class SeenItem(Answer):
    item: str
    seen: str


class PreviewAnswer(Answer):
    review: str
    show: str
    verdict: str
    items: list[SeenItem]


class BulkAnswer(Answer):
    decisions: list[Decision]
    conflicts: list[Problem]
