"""The page on which one decides: an item, what is said of it, and what happens to a decision that was sent.

Looking never decides: only a form that was sent does. With htmx the next item comes in the answer; without it, by a redirect.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app.reviews.frames import decision_row, gone_on, item_frame, item_path, left_words, queue_rows
from lawgraph.app.service import door, security
from lawgraph.app.service.query import current_wiring
from lawgraph.domain.numerals import label_name
from lawgraph.domain.roles import Action, Actor
from lawgraph.domain.verdicts import Decision, Verdict
from lawgraph.errors import AccessError, DecisionConflict, LawgraphError, NotAllowed, UnknownReview, UsageError
from lawgraph.services.reviews.agreement import progress
from lawgraph.services.reviews.board import FILTERS
from lawgraph.services.reviews.views import ItemView, view_item

__all__ = ["review_items"]

review_items = Blueprint("review_items", __name__, url_prefix="/reviews")
review_items.before_request(security.require_token_of_changes)

Answer = str | BaseResponse | tuple[str, int]
_SHOW = "todo"
_MOST_HITS = 8
_ACTS = ("replace", "add", "comment", "measure")
_QUERY = 60


@review_items.get("/<review>/items/<item>")
def show(review: str, item: str) -> Answer:
    """One item: ``show`` is the filter that one goes through, ``act`` what one is about to do (``_ACTS``), ``q`` what to look for."""
    return _page(door.require(Action.READ), review, item)


@review_items.get("/<review>/next")
def begin(review: str) -> Answer:
    """Leads to the next item of a filter behind ``after``, or to the review where none is left."""
    return redirect(_next(door.require(Action.READ), review, request.args.get("after", "")), 303)


@review_items.post("/<review>/items/<item>")
def decide(review: str, item: str) -> Answer:
    """Stores what was decided (``verdict``, ``seen``, ``reason``, ``pick``) and goes on; what is refused comes back with its words kept."""
    actor = door.require(Action.PROPOSE)
    try:
        made = _store(actor, review, item)
    except (UnknownReview, AccessError) as error:
        if not isinstance(error, NotAllowed):
            raise
        return _page(actor, review, item, error)
    except LawgraphError as error:
        return _page(actor, review, item, error)
    stays = made.verdict in {Verdict.UNDO, Verdict.COMMENT}
    on = item_path(review, item, _filter()) if stays and _find(actor, review, item) else _next(actor, review, item)
    if not _by_htmx():
        return redirect(on, 303)
    if "/items/" not in on:
        answer = make_response("")
        answer.headers["HX-Redirect"] = on
        return answer
    answer = make_response(_page(actor, review, on.rpartition("/items/")[2].partition("?")[0]))
    answer.headers["HX-Push-Url"] = on
    return answer


def _store(actor: Actor, review: str, item: str) -> Decision:
    reviewing, form = current_wiring().reviewing, request.form
    seen, reason = form.get("seen", ""), form.get("reason", "")
    written = form.get("verdict", "")
    verdict = Verdict(written) if written in set(Verdict) else None
    work, _, label = form.get("pick", "").partition(" ")
    if verdict is Verdict.UNDO:
        return reviewing.undo(actor, review, item, seen=seen)
    if verdict is Verdict.COMMENT:
        return reviewing.comment(actor, review, item, reason)
    if verdict is Verdict.ADDED_BASIS:
        return reviewing.add_basis(actor, review, form.get("measure", ""), work, label, reason=reason)
    if verdict is Verdict.NOT_A_MEASURE:
        return reviewing.decide(actor, review, form.get("measure", ""), verdict, seen=form.get("measure_seen", ""), reason=reason)
    if verdict is None or verdict in {Verdict.SIGNED, Verdict.REOPENED}:
        raise UsageError("没有选决定。", "请用页面上的按钮。")
    return reviewing.decide(actor, review, item, verdict, seen=seen, reason=reason, replacement=(work, label) if work else None)


def _next(actor: Actor, review: str, after: str) -> str:
    found = current_wiring().reviewing.next(actor, review, after=after, show=_filter())
    return item_path(review, found.item.id, _filter()) if found else f"/reviews/{review}"


def _find(actor: Actor, review: str, item: str) -> bool:
    return current_wiring().reviewing.board(actor, review).find(item) is not None


def _filter() -> str:
    asked = request.form.get("show") if request.method == "POST" else request.args.get("show")
    return asked if asked is not None and asked in FILTERS else _SHOW


def _by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def _page(actor: Actor, review: str, item: str, error: LawgraphError | None = None) -> BaseResponse:
    """An item's page, or its changing part for htmx; with ``error`` what was sent stands in the fields again, and its status is the error's."""
    wiring = current_wiring()
    reviewing = wiring.reviewing
    found = reviewing.get(actor, review)
    view = view_item(reviewing, wiring.precedents, actor, review, item)
    board = reviewing.board(actor, review)
    asked = _filter()
    entries = [entry for entry in board.queue if FILTERS[asked](entry, actor.name) or entry.item.id == item]
    said = progress(board.entries, board.rows)
    act = request.values.get("act", "")
    frame: dict[str, Any] = {
        **item_frame(wiring, found, board, actor, view),
        "review": found, "show": asked, "queue": queue_rows(review, entries, asked, current=item), "progress": said, "left": left_words(said),
        "done": gone_on(board, actor, reviewing.last_of(actor, review)), "signed": decision_row(board.signature) if board.signature else None,
        "act": act if act in _ACTS else "", "whole": not _by_htmx(),
        "error": error, "conflict": _first(error), "reason": request.form.get("reason", "") if error else "",
        "here": item_path(review, item, asked), "turn": lambda what: f"{item_path(review, item, asked)}&act={what}",
    }  # fmt: skip
    if frame["act"] in {"replace", "add"}:
        held = next(one for one in found.reports if one.report == view.entry.item.report)
        frame |= _hits(view, date.fromisoformat(reviewing.reviews.checked(held, found.id)["document"]["date"]))
    answer = make_response(render_template("review_pane.html" if _by_htmx() else "review_item.html", **frame), error.http_status if error else 200)
    answer.vary.add("HX-Request")
    return answer


def _first(error: LawgraphError | None) -> dict[str, Any] | None:
    """The decision that came first, where that is what went wrong."""
    return decision_row(error.first) if isinstance(error, DecisionConflict) and isinstance(error.first, Decision) else None


def _hits(view: ItemView, at: date) -> dict[str, Any]:
    """Provisions for what was typed, or for the words of the measure, as the law stood on the report's day."""
    wiring = current_wiring()
    typed = request.values.get("q")
    query = (typed if typed is not None else view.entry.item.measure["text"]).strip()[: None if typed else _QUERY]
    found = wiring.searcher.search(query, at=at, limit=_MOST_HITS) if query else None
    return {
        "q": query, "hits": [
            {
                "pick": f"{hit.work.id} {hit.article}".strip(), "title": hit.work.title, "name": label_name(hit.article) if hit.article else "",
                "text": hit.text, "href": hit.provision or hit.work.id,
            }
            for hit in (found.hits if found else ())
        ],
    }  # fmt: skip
