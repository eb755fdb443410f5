"""The JSON API: the objects of the command line over HTTP. Errors are ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from flask import Blueprint, Response, jsonify
from pydantic import Field

from lawgraph.app.api.contract import CheckAnswer, CiteAnswer, MeasurePage, SearchPage, SuggestAnswer, TitlesAnswer
from lawgraph.app.api.operations import Asked, BasisWord, Count, Cursor, Day, Level, MeasureStateWord, State, Subject, Words, operation
from lawgraph.app.api.page import described
from lawgraph.app.api.paging import read_cursor, write_cursor
from lawgraph.app.objects import check_object, cite_object
from lawgraph.app.service.query import current_wiring
from lawgraph.domain.models import as_json
from lawgraph.domain.roles import Action
from lawgraph.errors import DocumentEmpty, UsageError
from lawgraph.services.search.answers import Within
from lawgraph.services.search.measures import WithinReports
from lawgraph.text.formats import Text

__all__ = ["DocumentBody", "DocumentForm", "api", "read_content", "read_document"]

api = Blueprint("api", __name__, url_prefix="/api/v1")

_MOST_PLACES = 10_000
_TEXTS = "文本"


class SearchQuery(Asked):
    """What is searched, and in which law."""

    q: Words
    at: Day | None = None
    level: Level | None = Field(None, description="效力层级：代码或中文名")
    subject: Subject | None = Field(None, description="法律部门，只有法律才有")
    issuer: Words | None = Field(None, description="制定机关，写全称")
    jurisdiction: Words | None = Field(None, description="地域：national，或 cn-zj 这样的代码")
    state: State | None = Field(None, description="当日的时效性：代码或中文名")
    year: Count | None = Field(None, ge=1900, le=2999, description="版本公布的年份")
    work: Words | None = Field(None, description="只在这部法规中找：标识符、题名、简称或文号")
    by: Literal["work"] | None = Field(None, description="work：按法规归拢，limit 和 offset 数法规")
    all_versions: bool = Field(default=False, description="在所有版本中找，不限时点")
    limit: Count = Field(20, ge=1, le=100, description="一页最多几条")
    offset: Count = Field(0, ge=0, le=_MOST_PLACES, description="从第几条起")
    cursor: Cursor | None = Field(None, description="上一页给出的 next，代替 offset")


class MeasureQuery(Asked):
    """What is searched in the measures of the reports."""

    q: Words
    state: MeasureStateWord | None = Field(None, description="举措的进展：done 已做，planned 计划")
    basis: BasisWord | None = Field(None, description="依据的情况：confirmed 已确认，cited 有依据，suggested 待审建议，gap 缺依据")
    year: Count | None = Field(None, ge=1900, le=2999, description="报告日的年份")
    report: Words | None = Field(None, description="只在这份报告中找：报告的标识")
    limit: Count = Field(20, ge=1, le=100, description="一页最多几项")
    offset: Count = Field(0, ge=0, le=_MOST_PLACES, description="从第几项起")
    cursor: Cursor | None = Field(None, description="上一页给出的 next，代替 offset")


class TitlesQuery(Asked):
    """What is half typed, and the day whose articles count."""

    q: Words
    at: Day | None = None
    limit: Count = Field(8, ge=1, le=20, description="最多几项")


class DocumentForm(Asked):
    """What may be said of a document besides its words."""

    name: str = Field("document.txt", max_length=300, description="文件名，后缀说明格式")
    as_of: Day | None = Field(None, description="报告日；不写则从正文读出")


class DocumentBody(DocumentForm):
    """A document's words."""

    text: str


class MeasureBody(Asked):
    """A measure that wants its basis."""

    text: str = Field(min_length=1, max_length=20_000, pattern=r"\S", description="举措的文字")
    at: Day | None = None
    limit: int = Field(5, ge=1, le=50, description="最多几条")


@api.get("/search")
@operation("检索", "检索条文", query=SearchQuery, answers=SearchPage, steady=True)
def search(query: SearchQuery) -> Any:
    """The object of ``lawgraph search --json``."""
    wiring = current_wiring()
    place = _place(query.cursor, query.offset)
    found = wiring.searcher.search(
        query.q,
        within=Within(
            query.level,
            query.issuer,
            query.jurisdiction,
            query.state,
            query.year,
            wiring.library.find(query.work).id if query.work else None,
            query.subject,
        ),
        at=query.at or wiring.today,
        today=wiring.today,
        all_versions=query.all_versions,
        by_work=query.by == "work",
        limit=query.limit,
        offset=place,
    )
    shown, listed = (found.groups, found.work_count) if query.by else (found.hits, found.total)
    return as_json(found) | {"next": _next(place + len(shown), listed, shown)}


@api.get("/search/reports")
@operation("检索", "检索报告里的举措", query=MeasureQuery, answers=MeasurePage)
def search_reports(query: MeasureQuery) -> Any:
    """The object of ``lawgraph search --reports --json``."""
    place = _place(query.cursor, query.offset)
    within = WithinReports(query.state, query.basis, query.year, query.report)
    found = current_wiring().measures().search(query.q, within=within, limit=query.limit, offset=place)
    return as_json(found) | {"next": _next(place + len(found.hits), found.total, found.hits)}


@api.get("/titles")
@operation("检索", "补全输入：法规名、拼音、条号", query=TitlesQuery, answers=TitlesAnswer, steady=True)
def titles(query: TitlesQuery) -> Any:
    """What a query may become while it is typed."""
    wiring = current_wiring()
    return {"query": query.q, "completions": as_json(wiring.completer.complete(query.q, at=query.at or wiring.today, limit=query.limit))}


@api.post("/cite")
@operation(_TEXTS, "找出引用的法规，逐处给出结论", body=DocumentBody, form=DocumentForm, answers=CiteAnswer, needs=Action.CHECK)
def cite(body: DocumentForm, file: bytes | None) -> Any:
    """The object of ``lawgraph cite --json``."""
    return cite_object(current_wiring().cite(read_document(body, file), body.as_of))


@api.post("/check")
@operation(_TEXTS, "核一份文件，不保存", body=DocumentBody, form=DocumentForm, answers=CheckAnswer, needs=Action.CHECK)
def check(body: DocumentForm, file: bytes | None) -> Any:
    """The object of ``lawgraph check --json``."""
    return check_object(current_wiring().check(read_document(body, file), body.as_of))


@api.post("/suggest")
@operation(_TEXTS, "为一项举措建议依据", body=MeasureBody, answers=SuggestAnswer, needs=Action.CHECK)
def suggest(body: MeasureBody) -> Any:
    """The object of ``lawgraph suggest --json``, with the day."""
    wiring = current_wiring()
    day = body.at or wiring.today
    found = wiring.suggester.suggest(body.text, at=day, today=wiring.today, limit=body.limit)
    return {"text": body.text, "date": day.isoformat(), "suggestions": as_json(found)}


@api.get("/openapi.json")
def openapi() -> Response:
    """The API in OpenAPI 3.1."""
    return jsonify(described())


def _place(cursor: str | None, offset: int) -> int:
    """From which place on a search answers. Raises UsageError."""
    place = read_cursor(cursor)[0] if cursor else offset
    if not isinstance(place, int) or not 0 <= place <= _MOST_PLACES:
        raise UsageError("cursor 的值不可用。", "请原样使用上一页给出的 next。")
    return place


def _next(after: int, listed: int, shown: Sequence[object]) -> str | None:
    return write_cursor((after,)) if shown and after < min(listed, _MOST_PLACES) else None


def read_document(body: DocumentForm, file: bytes | None) -> Text:
    """The document that a body brings, as a file or as words. Raises DocumentError."""
    return current_wiring().read_bytes(read_content(body, file), body.name)


def read_content(body: DocumentForm, file: bytes | None) -> bytes:
    """The bytes of that document. Raises DocumentEmpty."""
    if file is None and isinstance(body, DocumentBody):
        if not body.text:
            raise DocumentEmpty("文本是空的。", "请给出有内容的文本。")
        file = body.text.encode("utf-8")
    return file or b""
