"""Errors as problem documents (RFC 9457): ``title`` says what is so, ``detail`` what to do, ``code`` never changes."""

from __future__ import annotations

from typing import Any

from flask import Response, json

from lawgraph.domain.models import as_json
from lawgraph.errors import DecisionConflict, LawgraphError, ReviewUnfinished

__all__ = ["answered", "problem", "problem_object", "problem_of"]


def problem_object(status: int, code: str, what: str, todo: str) -> dict[str, Any]:
    """The members of a problem."""
    return {"type": "about:blank", "title": what, "status": status, "code": code} | ({"detail": todo} if todo else {})


def problem_of(error: LawgraphError) -> dict[str, Any]:
    """An error of ours; a conflict brings the decision that came first (``first``), an unfinished review its open items (``items``)."""
    said = problem_object(error.http_status, error.code, error.what, error.todo)
    if isinstance(error, DecisionConflict):
        said["first"] = as_json(error.first)
    if isinstance(error, ReviewUnfinished):
        said["items"] = list(error.items)
    return said


def problem(status: int, code: str, what: str, todo: str) -> Response:
    """A problem as an answer."""
    return answered(problem_object(status, code, what, todo))


def answered(said: dict[str, Any]) -> Response:
    """A problem's members as an answer."""
    return Response(json.dumps(said), status=said["status"], content_type="application/problem+json; charset=utf-8")
