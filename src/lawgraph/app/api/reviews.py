"""The API's reviews: opened, looked at, decided, signed. What a person may do the service says; a decision that came first is told (409)."""

from __future__ import annotations

from typing import Any, Literal

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, Field

from lawgraph.app.api.operations import Asked, Day, Paged, Words, operation
from lawgraph.app.api.opinion_contract import OpinionAnswer
from lawgraph.app.api.paging import page
from lawgraph.app.api.review_contract import BulkAnswer, ItemAnswer, PlacesAnswer, PreviewAnswer, ProgressAnswer, QueuePage, ReviewAnswer, ReviewPage
from lawgraph.app.reviews.pages import FILES
from lawgraph.app.service.access import current_actor
from lawgraph.app.service.problems import problem_of
from lawgraph.app.service.query import current_wiring
from lawgraph.app.words import WORDS
from lawgraph.domain.models import as_json
from lawgraph.domain.roles import Action
from lawgraph.domain.verdicts import Decision, Rule, Verdict
from lawgraph.errors import DecisionConflict, UsageError
from lawgraph.services.reviews.agreement import agreement
from lawgraph.services.reviews.board import Entry
from lawgraph.services.reviews.choosing import MOST_REPORTS, Choice
from lawgraph.services.reviews.placing import drop, find_orphan, place, places
from lawgraph.services.reviews.reviewing import BulkPreview
from lawgraph.services.reviews.views import view_item

__all__ = ["api_reviews"]

api_reviews = Blueprint("api_reviews", __name__, url_prefix="/api/v1/reviews")

_GROUP = "审核"
_REASON = "理由；部分成立、不成立、不是举措和意见须写"
_SEEN = "作决定的人看到的最后一项决定的编号，即 seen；没有则为空"


class ChoiceBody(BaseModel):
    """A filter over the reports; all that is given has to match."""

    model_config = ConfigDict(extra="forbid")

    year: int | None = Field(None, ge=1000, le=9999, description="报告日所在的年份")
    body: str = Field("", max_length=100, description="名称或开头里的字")
    words: str = Field("", max_length=100, description="正文里都要有的词，以空格分隔")


class ReviewBody(Asked):
    """A review to open: ``reports`` or ``choice``."""

    reports: list[str] = Field([], max_length=MOST_REPORTS, description="报告的编号；或者用 choice 筛选")
    choice: ChoiceBody | None = Field(None, description="按筛选选定报告：现在符合的，以后新加的不在其内")
    title: str = Field("", max_length=200)
    members: list[str] = Field([], max_length=100, description="参加的人的登录名；开审的人自在其中")
    due: Day | None = None
    rule: Rule = Rule.ONE


class QueueQuery(Paged):
    """A part of the queue."""

    show: str = Field("", max_length=20, description="只看哪些：open、todo、gaps、findings、suggested、cited、disagreement、deferred、changed、mine")


class Replacement(BaseModel):
    """A provision in place of another."""

    model_config = ConfigDict(extra="forbid")

    work: Words
    article: str = Field("", max_length=40)


class DecisionBody(Asked):
    """A decision on an item."""

    verdict: Literal["confirmed", "confirmed_in_part", "rejected", "replaced", "deferred", "not_a_measure", "comment"]
    seen: str = Field("", max_length=64, description=_SEEN)
    reason: str = Field("", max_length=4000, description=_REASON)
    replacement: Replacement | None = None


class BasisBody(Asked):
    """A provision that a measure has besides."""

    work: Words
    article: str = Field("", max_length=40)
    seen: str = Field("", max_length=64, description=_SEEN)
    reason: str = Field("", max_length=4000, description=_REASON)


class UndoBody(Asked):
    """One's own newest decision on an item, taken back."""

    seen: str = Field(max_length=64, description=_SEEN)


class SignBody(Asked):
    """A signature."""

    leave_open: bool = Field(default=False, description="还有未决的项时，同意列出它们而签发")
    reason: str = Field("", max_length=4000)


class ReopenBody(Asked):
    """Why a signed review is opened again."""

    reason: Words


class PlacesQuery(Asked):
    """Where an orphan may stand."""

    words: str = Field("", max_length=100, description="只看正文里有这些词的举措，以空格分隔")


class PlaceBody(Asked):
    """Where an orphan stands now, or that it fell away."""

    measure_item: str = Field("", max_length=64, description="现在说这件事的举措，即它的 measure_item；不再出现则为空")
    fell_away: bool = Field(default=False, description="原来的话不再出现；须写理由")
    seen: str = Field("", max_length=64, description=_SEEN)
    reason: str = Field("", max_length=4000, description="理由；不写就用原来的")


class PreviewQuery(Asked):
    """A bulk action to look at first."""

    show: str = Field("todo", max_length=20)
    verdict: Literal["confirmed", "rejected", "deferred"]


class BulkItem(BaseModel):
    """An item as it was seen."""

    model_config = ConfigDict(extra="forbid")

    item: str = Field(max_length=64)
    seen: str = Field("", max_length=64, description=_SEEN)


class BulkBody(PreviewQuery):
    """What a preview showed, to be decided."""

    items: list[BulkItem] = Field(max_length=10_000)
    reason: str = Field("", max_length=4000, description=_REASON)


@api_reviews.get("")
@operation(_GROUP, "列出可以看的审核", query=Paged, answers=ReviewPage)
def reviews(query: Paged) -> Any:
    """The first opened first."""
    found = sorted(current_wiring().reviewing.list(current_actor()), key=lambda review: review.seq)
    shown, further = page(found, lambda review: (review.seq,), query.cursor, query.limit)
    return {"total": len(found), "reviews": as_json(list(shown)), "next": further}


@api_reviews.post("")
@operation(_GROUP, "开一次审核", body=ReviewBody, answers=ReviewAnswer, status=201, needs=Action.OPEN_REVIEW)
def add(body: ReviewBody) -> Any:
    """On reports as they are found today, and on none that comes later."""
    wiring, reports, chosen = current_wiring(), body.reports, None
    if body.choice is not None:
        if reports:
            raise UsageError("同时给了 reports 和 choice。", "请只给一个。")
        reports, chosen = Choice(body.choice.year, body.choice.body.strip(), body.choice.words.strip()).open(wiring.reports)
    found = wiring.reviewing.open(
        current_actor(), reports, title=body.title, members=body.members, due=body.due, rule=body.rule, chosen=chosen
    )  # fmt: skip
    return _review(found.id)


@api_reviews.get("/<review>")
@operation(_GROUP, "一次审核：报告、成员、签发、失去位置的决定", answers=ReviewAnswer)
def review(review: str) -> Any:
    """Looking never decides."""
    return _review(review)


@api_reviews.get("/<review>/progress")
@operation(_GROUP, "进度和一致程度（Cohen κ）", answers=ProgressAnswer)
def progress(review: str) -> Any:
    """How far it is, and how far its people agree."""
    service, actor = current_wiring().reviewing, current_actor()
    return {"progress": as_json(service.progress(actor, review)), "agreement": as_json(agreement(service.board(actor, review).rows))}


@api_reviews.get("/<review>/queue")
@operation(_GROUP, "待审的各项，最可疑的在前", query=QueueQuery, answers=QueuePage)
def queue(review: str, query: QueueQuery) -> Any:
    """The items that a filter keeps."""
    found = list(enumerate(current_wiring().reviewing.queue(current_actor(), review, query.show)))
    shown, further = page(found, lambda row: (row[0],), query.cursor, query.limit)
    return {"total": len(found), "entries": [_entry(entry) for _, entry in shown], "next": further}


@api_reviews.get("/<review>/items/<item>")
@operation(_GROUP, "一项：条文当时和今天、四项核对、以往的决定", answers=ItemAnswer)
def item(review: str, item: str) -> Any:
    """What colleagues said is shown once one has decided oneself, where the rule asks for two."""
    wiring = current_wiring()
    found = view_item(wiring.reviewing, wiring.precedents, current_actor(), review, item)
    said = as_json(found)
    return said | {"entry": _entry(found.entry)}


@api_reviews.post("/<review>/items/<item>/decisions")
@operation(_GROUP, "作出决定，或留下意见", body=DecisionBody, answers=Decision, status=201, errors=(409,), needs=Action.PROPOSE)
def decide(review: str, item: str, body: DecisionBody) -> Any:
    """Where a colleague decided first: 409, with that decision as ``first``."""
    replacement = (body.replacement.work, body.replacement.article) if body.replacement else None
    return as_json(
        current_wiring().reviewing.decide(
            current_actor(), review, item, Verdict(body.verdict), seen=body.seen, reason=body.reason, replacement=replacement
        )
    )


@api_reviews.post("/<review>/items/<item>/bases")
@operation(_GROUP, "为一项举措补充依据", body=BasisBody, answers=Decision, status=201, errors=(409,), needs=Action.PROPOSE)
def add_basis(review: str, item: str, body: BasisBody) -> Any:
    """``item`` is the measure's own."""
    found = current_wiring().reviewing.add_basis(current_actor(), review, item, body.work, body.article, reason=body.reason, seen=body.seen)
    return as_json(found)


@api_reviews.post("/<review>/items/<item>/undo")
@operation(_GROUP, "撤销自己的上一个决定", body=UndoBody, answers=Decision, status=201, errors=(409,), needs=Action.PROPOSE)
def undo(review: str, item: str, body: UndoBody) -> Any:
    """A decision too: nothing is erased."""
    return as_json(current_wiring().reviewing.undo(current_actor(), review, item, seen=body.seen))


@api_reviews.get("/<review>/orphans/<decision>")
@operation(_GROUP, "失去位置的决定可能在哪些举措上，用语相近的在前", query=PlacesQuery, answers=PlacesAnswer)
def where(review: str, decision: str, query: PlacesQuery) -> Any:
    """Nothing is placed by itself."""
    board = current_wiring().reviewing.board(current_actor(), review)
    orphan = find_orphan(board, decision)
    return {"decision": as_json(orphan), "places": as_json(list(places(board, orphan, words=query.words)))}


@api_reviews.post("/<review>/orphans/<decision>")
@operation(_GROUP, "给失去位置的决定定位，或者说它不再出现", body=PlaceBody, answers=Decision, status=201, errors=(409,), needs=Action.DECIDE)
def put(review: str, decision: str, body: PlaceBody) -> Any:
    """A decision in one's own name; the former one stays in the history."""
    reviewing, actor = current_wiring().reviewing, current_actor()
    if body.fell_away == bool(body.measure_item):
        raise UsageError("measure_item 和 fell_away 要给一个，也只给一个。", "请选现在说这件事的举措，或者说它不再出现。")
    if body.fell_away:
        return as_json(drop(reviewing, actor, review, decision, reason=body.reason))
    return as_json(place(reviewing, actor, review, decision, body.measure_item, seen=body.seen, reason=body.reason))


@api_reviews.get("/<review>/bulk")
@operation(_GROUP, "成批决定之前先看看：涉及哪些项", query=PreviewQuery, answers=PreviewAnswer, needs=Action.DECIDE)
def preview(review: str, query: PreviewQuery) -> Any:
    """Nothing is stored."""
    found = current_wiring().reviewing.preview(current_actor(), review, query.show, Verdict(query.verdict))
    items = [{"item": name, "seen": seen} for name, seen in found.items]
    return {"review": found.review, "show": found.show, "verdict": found.verdict.value, "items": items}


@api_reviews.post("/<review>/bulk")
@operation(_GROUP, "成批作出看过的决定", body=BulkBody, answers=BulkAnswer, errors=(409,), needs=Action.DECIDE)
def bulk(review: str, body: BulkBody) -> Any:
    """Each by the rule of a single decision; what somebody decided meanwhile comes back as its conflict."""
    seen = BulkPreview(review, body.show, Verdict(body.verdict), tuple((one.item, one.seen) for one in body.items))
    found = current_wiring().reviewing.bulk(current_actor(), seen, reason=body.reason)
    conflicts = [problem_of(one) for one in found if isinstance(one, DecisionConflict)]
    return {"decisions": [as_json(one) for one in found if not isinstance(one, DecisionConflict)], "conflicts": conflicts}


@api_reviews.post("/<review>/signature")
@operation(_GROUP, "签发", body=SignBody, answers=Decision, status=201, errors=(409,), needs=Action.SIGN)
def sign(review: str, body: SignBody) -> Any:
    """Where items are open and that was not agreed to: 409, with ``items``."""
    return as_json(current_wiring().reviewing.sign(current_actor(), review, leave_open=body.leave_open, reason=body.reason))


@api_reviews.post("/<review>/reopening")
@operation(_GROUP, "重新打开已签发的审核", body=ReopenBody, answers=Decision, status=201, errors=(409,), needs=Action.SIGN)
def reopen(review: str, body: ReopenBody) -> Any:
    """The signature stays in the history."""
    return as_json(current_wiring().reviewing.reopen(current_actor(), review, reason=body.reason))


@api_reviews.get("/<review>/opinion.<form>")
@operation(
    _GROUP,
    "审核意见书：签发的照签发时的样子，没有签发的是草稿",
    answers=OpinionAnswer,
    files=tuple(sorted({*FILES.values()} - {"application/json"})),
)
def hand_out(review: str, form: str) -> Any:
    """The opinion as a file. Raises UsageError for a form that it has not."""
    from lawgraph.services.reviews.opinion import opinion  # noqa: PLC0415 (what makes documents takes long to load)
    from lawgraph.services.reviews.opinion_files import to_opinion  # noqa: PLC0415 (as above)

    wiring = current_wiring()
    said = opinion(wiring.reviewing, wiring.audit, current_actor(), review)
    made = to_opinion(form, said, WORDS, wiring.settings.opinion_template)
    response = Response(made, mimetype=FILES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{review}.{form}"'
    return response


def _review(identifier: str) -> dict[str, Any]:
    service, actor = current_wiring().reviewing, current_actor()
    board = service.board(actor, identifier)
    return {"review": as_json(service.get(actor, identifier)), "signature": as_json(board.signature), "orphans": as_json(board.orphans)}


def _entry(entry: Entry) -> dict[str, Any]:
    """An entry without its rows: those are shown item by item, to whom they may be shown."""
    return {
        "item": as_json(entry.item),
        "origin": entry.item.origin,
        "status": entry.status,
        "doubt": entry.doubt.name.lower(),
        "changed": entry.changed,
        "seen": entry.seen,
        "open": entry.open,
    }
