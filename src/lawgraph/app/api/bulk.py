"""Many documents in one call: lines of JSON in, a line of JSON out for each, in their order, one at a time and never all in memory."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any

from flask import Blueprint, Response, current_app, json, request, stream_with_context

from lawgraph.app.api.contract import CheckLine, CiteLine
from lawgraph.app.api.general import DocumentBody, read_document
from lawgraph.app.api.operations import operation, read_json
from lawgraph.app.objects import check_object, cite_object
from lawgraph.app.service.problems import problem_object, problem_of
from lawgraph.app.service.query import current_wiring
from lawgraph.domain.roles import Action
from lawgraph.errors import DocumentTooCostly, LawgraphError, MediaTypeUnsupported

__all__ = ["api_bulk"]

api_bulk = Blueprint("api_bulk", __name__, url_prefix="/api/v1/bulk")

_GROUP = "成批"
_NDJSON = "application/x-ndjson"
_Do = Callable[[DocumentBody], dict[str, Any]]
_LOG = logging.getLogger(__name__)


@api_bulk.post("/cite")
@operation(_GROUP, "成批找出引用，每行一份文件", body=DocumentBody, lines=True, answers=CiteLine, needs=Action.CHECK)
def cite() -> Response:
    """Each line as ``/cite``."""
    wiring = current_wiring()
    return _answer(lambda body: cite_object(wiring.cite(read_document(body, None), body.as_of)))


@api_bulk.post("/check")
@operation(_GROUP, "成批核查，每行一份文件，不保存", body=DocumentBody, lines=True, answers=CheckLine, needs=Action.CHECK)
def check() -> Response:
    """Each line as ``/check``."""
    wiring = current_wiring()
    return _answer(lambda body: check_object(wiring.check(read_document(body, None), body.as_of)))


def _answer(do: _Do) -> Response:
    if request.mimetype != _NDJSON:
        raise MediaTypeUnsupported(request.mimetype, _NDJSON)
    # what is limited is a line: the whole may be of any length
    request.max_content_length = sys.maxsize
    longest = int(current_app.config["MAX_CONTENT_LENGTH"])
    return Response(stream_with_context(_lines(request.stream, longest, do)), content_type=f"{_NDJSON}; charset=utf-8")


def _lines(stream: IO[bytes], longest: int, do: _Do) -> Iterator[str]:
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest and not line.endswith(b"\n"):
            _skip(stream, longest)
            told = problem_of(DocumentTooCostly(f"第 {number} 行超过 {longest // 1024 // 1024} MB。", "请拆分后再试。"))
            yield json.dumps({"line": number, "problem": told}) + "\n"
        elif line.strip():
            yield json.dumps({"line": number} | _one(number, line, do)) + "\n"


def _one(number: int, line: bytes, do: _Do) -> dict[str, Any]:
    try:
        return do(read_json(DocumentBody, line))
    except LawgraphError as error:
        return {"problem": problem_of(error)}
    except Exception:  # noqa: BLE001 (one line that brings the program down must not take the others with it)
        _LOG.exception("line %d", number)
        return {"problem": problem_object(500, "internal", "这一行没有完成：程序出了错。", "其余各行不受影响。")}


def _skip(stream: IO[bytes], longest: int) -> None:
    """Reads to the end of a line that is too long."""
    while (rest := stream.readline(longest)) and not rest.endswith(b"\n"):
        pass
