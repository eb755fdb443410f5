"""The page on which a person says where a decision stands now that the words it was made on are gone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app.reviews.frames import decision_row
from lawgraph.app.service import door, security
from lawgraph.app.service.query import current_wiring
from lawgraph.domain.roles import Action, Actor
from lawgraph.errors import AccessError, DecisionConflict, LawgraphError, UnknownReview, UsageError
from lawgraph.services.reviews.placing import drop, find_orphan, place, places

__all__ = ["review_orphans"]

review_orphans = Blueprint("review_orphans", __name__, url_prefix="/reviews")
review_orphans.before_request(security.require_token_of_changes)

Answer = str | BaseResponse | tuple[str, int]


@review_orphans.get("/<review>/orphans/<decision>")
def show(review: str, decision: str) -> Answer:
    """One orphan with the measures where it may stand now, the likest first; ``q``: those that hold these words. Nothing is chosen beforehand."""
    return _page(door.require(Action.READ), review, decision)


@review_orphans.post("/<review>/orphans/<decision>")
def put(review: str, decision: str) -> Answer:
    """``what``: place (``pick``: a measure and what was seen of it) or drop; ``reason``."""
    actor, sessions, form = door.require(Action.DECIDE), current_wiring().reviewing, request.form
    try:
        if form.get("what") == "drop":
            drop(sessions, actor, review, decision, reason=form.get("reason", ""))
        else:
            item, _, seen = form.get("pick", "").partition(":")
            if not item:
                raise UsageError("没有选举措。", "请选现在说这件事的那一项，或者选“不再出现”。")
            place(sessions, actor, review, decision, item, seen=seen, reason=form.get("reason", ""))
    except (UnknownReview, AccessError, DecisionConflict):
        raise
    except LawgraphError as error:
        return _page(actor, review, decision, error)
    left = sessions.board(actor, review).orphans
    return redirect(f"/reviews/{review}/orphans/{left[0].id}" if left else f"/reviews/{review}", 303)


def _page(actor: Actor, review: str, decision: str, error: LawgraphError | None = None) -> Answer:
    sessions = current_wiring().reviewing
    found, board = sessions.get(actor, review), sessions.board(actor, review)
    orphan = find_orphan(board, decision)
    words = request.values.get("q", "").strip()[:100]
    names = {report.report: report.name for report in found.reports}
    frame: dict[str, Any] = {
        "review": found, "orphan": decision_row(orphan), "id": orphan.id, "q": words, "error": error, "left": len(board.orphans),
        "places": [
            {
                "pick": f"{one.measure.id}:{one.seen}", "tag": f"{one.measure.place + 1:02d}", "text": one.measure.measure["text"],
                "report": names.get(one.measure.report, ""),
            }
            for one in places(board, orphan, words=words)
        ],
        "several": len(found.reports) > 1, "picked": request.form.get("pick", ""), "reason": request.form.get("reason", orphan.reason),
        "may_decide": board.signature is None and actor.name in found.members and actor.may(Action.DECIDE),
    }  # fmt: skip
    return render_template("review_orphan.html", **frame), error.http_status if error else 200
