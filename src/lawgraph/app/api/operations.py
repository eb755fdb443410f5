"""What an address of the API takes and gives, said once: requests are read by it, the OpenAPI description is made from it, tests hold answers to it.

    @api.get("/works")
    @operation("法规", "列出法规", query=WorksQuery, answers=WorkPage)
    def works(query: WorksQuery) -> Any: ...

``query`` and ``body`` are pydantic models; ``answers`` is any type that pydantic knows, the frozen dataclasses of the domain among them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import wraps
from typing import Annotated, Any, TypeVar

from flask import Response, current_app, jsonify, request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, WithJsonSchema

from lawgraph import __version__
from lawgraph.app.service.access import admit
from lawgraph.app.service.query import address, current_wiring
from lawgraph.app.views import STATES, read_level, read_measure_word, read_state, read_subject
from lawgraph.app.wiring import parse_day
from lawgraph.app.words import WORDS
from lawgraph.domain.levels import Kind, level_name
from lawgraph.domain.models import ForceStatus
from lawgraph.domain.roles import Action
from lawgraph.domain.subjects import SUBJECTS
from lawgraph.errors import DocumentEmpty, MediaTypeUnsupported, UsageError
from lawgraph.store.derived import code_version

__all__ = [
    "Asked",
    "BasisWord",
    "Count",
    "Cursor",
    "Day",
    "Level",
    "MeasureStateWord",
    "Operation",
    "Paged",
    "State",
    "Subject",
    "Words",
    "operation",
    "read_json",
    "read_query",
]

_JSON = "application/json"
_FORM = "multipart/form-data"
_View = Callable[..., Any]
_Model = TypeVar("_Model", bound=BaseModel)


class Asked(BaseModel):
    """What a request may say; anything else in it is refused, so that a misspelt name is not passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _digits(written: object) -> object:
    # int() reads "+1", "1_0" and figures of other scripts as well
    if isinstance(written, str) and not (written.isascii() and written.isdigit()):
        raise ValueError("not a count")
    return written[:12] if isinstance(written, str) else written


def _day(written: object) -> object:
    # a number would be read as so many seconds since 1970
    if not isinstance(written, str):
        raise ValueError("not a day")  # noqa: TRY004 (pydantic tells of a ValueError)
    return parse_day(written)


def _state(written: object) -> object:
    return read_state(written) if isinstance(written, str) else written


def _level(written: object) -> object:
    return read_level(written) if isinstance(written, str) else written


def _word(kind: str) -> Callable[[object], object]:
    return lambda written: read_measure_word(kind, written) if isinstance(written, str) else written


def _values(kind: str) -> dict[str, Any]:
    return {"type": "string", "enum": [*WORDS[kind], *WORDS[kind].values()]}


_LEVELS = {"type": "string", "enum": [*(kind.value for kind in Kind), *(level_name(kind) for kind in Kind)]}
_STATES = {"type": "string", "enum": [*STATES, *STATES.values()]}

Day = Annotated[date, BeforeValidator(_day)]
"""A day, YYYY-MM-DD. Raises InvalidDate."""
Count = Annotated[int, BeforeValidator(_digits)]
"""A whole number in figures."""
Level = Annotated[Kind, BeforeValidator(_level), WithJsonSchema(_LEVELS)]
"""A level of authority by its code or its Chinese name. Raises UsageError."""
Subject = Annotated[str, BeforeValidator(read_subject), WithJsonSchema({"type": "string", "enum": list(SUBJECTS)})]
"""A department of national law. Raises UsageError."""
State = Annotated[ForceStatus, BeforeValidator(_state), WithJsonSchema(_STATES)]
"""The state of a work on a day by its code or its Chinese name. Raises UsageError."""
MeasureStateWord = Annotated[str, BeforeValidator(_word("measure_state")), WithJsonSchema(_values("measure_state"))]
"""Done or planned, by its code or its Chinese name. Raises UsageError."""
BasisWord = Annotated[str, BeforeValidator(_word("coverage")), WithJsonSchema(_values("coverage"))]
"""Who gives a measure its basis, by its code or its Chinese name. Raises UsageError."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"\S")]
"""Something that is said, and not too long."""
Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,400}$")]
"""A place in a list, as the answer before gave it."""


class Paged(Asked):
    """A list that is answered in pages."""

    cursor: Cursor | None = Field(None, description="上一页给出的 next；不写则从头开始")
    limit: Count = Field(50, ge=1, le=1000, description="一页最多几项")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: the group and sentence that it is listed under, what it takes and gives.

    ``form``: what may be said beside a file, which may be sent in place of ``body``; the view is then given ``file`` too, None where there is none.
    ``lines``: body and answer are NDJSON, each line one ``body`` and one of ``answers``; the view reads them itself.
    ``files``: the media types of which the answer may be one instead of JSON, as its address says.
    ``later``: what is answered with 202 where the work goes on after the answer.
    ``errors`` are the statuses of its problems besides those of every operation. ``steady``: the answer follows from the address, the library and
    the day alone. ``needs`` is what its caller must be allowed to do.
    """

    group: str
    summary: str
    answers: Any
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    form: type[BaseModel] | None = None
    lines: bool = False
    files: tuple[str, ...] = ()
    status: int = 200
    later: Any = None
    errors: tuple[int, ...] = ()
    steady: bool = False
    needs: Action = Action.READ


def operation(group: str, summary: str, *, answers: Any, **said: Any) -> Callable[[_View], _View]:
    """Declares a view as an ``Operation``, whose other fields are ``said``.

    The view is called with the path's values, ``query`` and ``body`` as read, and gives what JSON can hold or a response. A GET is answered with an
    ETag, a Last-Modified and, where the reader has it already, 304; the ``next`` of an answer stands in its Link header too.
    """
    told = Operation(group, summary, answers, **said)

    def declare(view: _View) -> _View:
        @wraps(view)
        def answer(**values: Any) -> Response:
            admit(told.needs)
            mark = _mark() if told.steady and request.method == "GET" else None
            if mark is not None and mark in request.if_none_match.as_set(include_weak=True):
                return _conditional(Response(status=304), mark)
            if told.query is not None:
                values["query"] = read_query(told.query)
            if told.body is not None and not told.lines:
                values |= _read_body(told.body, told.form)
            given = view(**values)
            response = given if isinstance(given, Response) else jsonify(given)
            response.status_code = told.status if response.status_code == 200 else response.status_code
            if isinstance(given, Mapping) and given.get("next"):
                further = address(request.script_root + request.path, **{**request.args.to_dict(), "cursor": given["next"]})
                response.headers["Link"] = f'<{further}>; rel="next"'
            return _conditional(response, mark) if request.method == "GET" else response

        answer.operation = told  # type: ignore[attr-defined]
        return answer

    return declare


# -- reading ----------------------------------------------------------------------------------------------------------------------------


def read_query(model: type[_Model]) -> _Model:
    """What the address says. Raises UsageError."""
    given: dict[str, str] = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise UsageError(f"{name[:40]} 给了不止一次。", "请只给一个。")
        given[name] = values[0]
    return _read(lambda: model.model_validate(given))


def _read_body(model: type[BaseModel], form: type[BaseModel] | None) -> dict[str, Any]:
    if request.mimetype == _JSON:
        body = read_json(model, request.get_data())
        return {"body": body} if form is None else {"body": body, "file": None}
    if form is None or request.mimetype != _FORM:
        raise MediaTypeUnsupported(request.mimetype, f"{_JSON} 或 {_FORM}" if form is not None else _JSON)
    file, said = request.files.get("file"), request.form.to_dict()
    if file is None:
        raise UsageError("表单里没有文件。", "请在 file 一栏附上文件。")
    if file.filename:
        said.setdefault("name", file.filename.replace("\\", "/").rsplit("/", 1)[-1])
    found, fields = file.read(), form
    if not found:
        raise DocumentEmpty("文本是空的。", "请给出有内容的文本。")
    return {"body": _read(lambda: fields.model_validate(said)), "file": found}


def read_json(model: type[_Model], data: bytes) -> _Model:
    """A body of JSON, however deep or torn. Raises UsageError."""
    return _read(lambda: model.model_validate_json(data, strict=True))


def _read(made: Callable[[], _Model]) -> _Model:
    try:
        return made()
    except ValidationError as error:
        raise UsageError(*_told(error)) from None


_SENTENCES: Mapping[str, str] = {
    "missing": "{name} 没有给出。",
    "extra_forbidden": "没有 {name} 这一项。",
    "json_invalid": "内容不是可读的 JSON。",
    "greater_than_equal": "{name} 太小。",
    "less_than_equal": "{name} 太大。",
    "string_too_short": "{name} 是空的。",
    "string_too_long": "{name} 太长。",
    "too_long": "{name} 太多。",
}


def _told(error: ValidationError) -> tuple[str, str]:
    """The first of what is wrong in one sentence, and what to do."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part)[:40] for part in first["loc"])
    context = first.get("ctx", {})
    limits = [f"{words} {context[key]}" for key, words in (("ge", "不小于"), ("le", "不大于"), ("max_length", "长度不超过")) if key in context]
    what = _SENTENCES.get(first["type"], "{name} 的值不可用。").format(name=name)
    return what, f"{'，'.join(limits)}。" if limits else "各项的写法见 /api/v1/openapi.json。"


# -- answering once ----------------------------------------------------------------------------------------------------------------------


def _mark() -> str:
    """Changes with the address, the library, the code and the day."""
    wiring = current_wiring()
    said = f"{__version__}\n{code_version()}\n{wiring.library.fingerprint()}\n{wiring.today}\n{request.full_path}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _conditional(response: Response, mark: str | None) -> Response:
    if response.status_code not in {200, 304} or response.is_streamed:
        return response
    if mark is not None:
        response.set_etag(mark)
        response.last_modified = _moved()
    else:
        response.add_etag()
    response.make_conditional(request)
    return response


def _moved() -> datetime:
    """The last moment at which an answer may have changed: the library, the program, or the day, whose law the answer tells."""
    wiring = current_wiring()
    midnight = datetime.combine(wiring.today, time.min).astimezone(UTC)
    started: datetime = current_app.extensions["lawgraph-started"]
    return max(filter(None, (midnight, started, wiring.library.changed_at())))
