"""What the API answers of the picture and of common law, as types; ``contract`` holds the rest."""

from __future__ import annotations

from datetime import date
from typing import Literal

from lawgraph.app.api.contract import Answer, EdgeEvidence, NodeObject, StepObject
from lawgraph.domain.models import Force
from lawgraph.services.graph.neighbourhood import Saying

__all__ = ["CommonAnswer", "ViewAnswer"]


class BoxSize(Answer):
    width: int
    height: int


class BandObject(Answer):
    name: str
    top: int
    height: int


class ThingObject(Answer):
    id: str
    kind: Literal["measure", "work", "provision"]
    band: str
    level: str
    title: str
    name: str
    published: str
    text: str
    today: Force | None
    href: str
    x: int
    y: int


class LineEvidence(EdgeEvidence):
    source: str
    target: str
    as_written: str
    decided: str


class LineObject(Answer):
    source: str
    target: str
    says: Saying
    name: str
    evidence: list[LineEvidence]


class ViewAnswer(Answer):
    centre: list[str]
    at: date
    width: int
    height: int
    box: BoxSize
    bands: list[BandObject]
    nodes: list[ThingObject]
    lines: list[LineObject]
    left_out: dict[str, int]
    unnamed: int


class CommonLawObject(Answer):
    node: NodeObject
    first: list[StepObject]
    second: list[StepObject]


class CommonAnswer(Answer):
    nodes: list[CommonLawObject]
