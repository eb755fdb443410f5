"""Reviews: the list, opening one, how one stands, who takes part, its bulk actions and its end."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app.reports import marking
from lawgraph.app.reviews.frames import (
    RULES,
    decision_row,
    filter_links,
    item_path,
    left_words,
    members_of,
    offices,
    queue_rows,
    review_row,
)  # fmt: skip
from lawgraph.app.reviews.items import review_items
from lawgraph.app.reviews.orphans import review_orphans
from lawgraph.app.service import door, security
from lawgraph.app.service.query import address, current_wiring, read_date
from lawgraph.app.words import WORDS
from lawgraph.domain.roles import Action, Actor
from lawgraph.domain.verdicts import REVIEW_ITEM, Rule, Verdict
from lawgraph.errors import DecisionConflict, LawgraphError, NotAllowed, UnknownReview, UsageError
from lawgraph.services.reviews.agreement import agreement, progress
from lawgraph.services.reviews.board import FILTERS, Board
from lawgraph.services.reviews.choosing import MOST_REPORTS, Choice
from lawgraph.services.reviews.reviewing import BulkPreview, named
from lawgraph.store.reviews import Review

__all__ = ["FILES", "add_reviews", "reviews"]

reviews = Blueprint("reviews", __name__)
reviews.before_request(security.require_token_of_changes)

Answer = str | BaseResponse | tuple[str, int]
_ROWS = 100
_OFFICE = "application/vnd.openxmlformats-officedocument"
FILES = {
    "docx": f"{_OFFICE}.wordprocessingml.document", "xlsx": f"{_OFFICE}.spreadsheetml.sheet", "html": "text/html", "json": "application/json",
}  # fmt: skip
"""What an opinion is handed out as, by the ending of its address."""
_IN_BULK = (Verdict.CONFIRMED, Verdict.REJECTED, Verdict.DEFERRED)


def add_reviews(app: Flask) -> None:
    """Adds the pages of reviews."""
    app.register_blueprint(reviews)
    app.context_processor(_add_waiting)
    app.register_blueprint(review_items)
    app.register_blueprint(review_orphans)


def _add_waiting() -> dict[str, object]:
    """``items_waiting()`` for the navigation: asked for where it is shown, so that what is no page costs nothing."""

    def waiting() -> int:
        account = door.current_account()
        return current_wiring().reviewing.waiting(account.actor("page")) if account is not None else 0

    return {"items_waiting": waiting}


@reviews.get("/reviews")
def index() -> Answer:
    """The reviews that whoever asks may see."""
    actor, wiring = door.require(Action.READ), current_wiring()
    rows = [review_row(review, wiring.reviewing.board(actor, review.id), wiring.today) for review in wiring.reviewing.list(actor)]
    return render_template("reviews.html", rows=rows, may_open=bool(actor.name) and actor.may(Action.OPEN_REVIEW))


@reviews.get("/reviews/new")
def new() -> Answer:
    """The form to open a review; ``report``: chosen from the start; ``year``, ``body``, ``words``: only reports that match, and all of these."""
    _opener()
    return _new()


def _opener() -> Actor:
    actor = door.require(Action.OPEN_REVIEW)
    if not actor.name:
        raise NotAllowed("还没有设立账户，审核要知道是谁作的决定。")
    return actor


def _new(error: LawgraphError | None = None) -> Answer:
    wiring = current_wiring()
    try:
        choice = _choice()
    except UsageError as fault:
        choice, error = Choice(), error or fault
    shown = _report_titles(choice)
    chosen = request.values.getlist("report")
    frame: dict[str, Any] = {
        "reports": shown, "choice": choice, "most": MOST_REPORTS,
        "chosen": [row["id"] for row in shown] if not chosen and not choice.empty else chosen, "people": members_of(wiring, None),
        "picked": request.form.getlist("member"),
        "rules": RULES, "rule": request.form.get("rule", Rule.ONE.value), "title": request.form.get("title", ""), "due": request.form.get("due", ""),
        "error": error,
    }  # fmt: skip
    return render_template("review_new.html", **frame), error.http_status if error else 200


@reviews.post("/reviews")
def open_review() -> Answer:
    """Opens a review of ``report`` (any number, of those that ``year``, ``body``, ``words`` left) with ``member``, ``title``, ``due``, ``rule``."""
    actor, wiring, form = _opener(), current_wiring(), request.form
    try:
        rule = form.get("rule", Rule.ONE.value)
        if rule not in set(Rule):
            raise UsageError("没有这样的规则。", f"可以是：{'、'.join(RULES.values())}。")
        due = read_date(form.get("due"), wiring.today) if form.get("due") else None
        members = _known(form.getlist("member"))
        chosen = form.getlist("report")
        choice = _choice()
        offered = {row["id"]: row["title"] for row in _report_titles(choice)}
        title = form.get("title", "").strip()[:200] or named(next((offered[one] for one in chosen if one in offered), ""), len(set(chosen)))
        said = None if choice.empty else choice.said(len(offered))
        made = wiring.reviewing.open(actor, chosen, title=title, members=members, due=due, rule=Rule(rule), chosen=said)
    except LawgraphError as error:
        return _new(error)
    return redirect(f"/reviews/{made.id}", 303)


def _choice() -> Choice:
    return Choice.read(*(request.values.get(name, "") for name in ("year", "body", "words")))


def _report_titles(choice: Choice) -> list[dict[str, Any]]:
    return [{"id": row.id, "title": marking.report_title(row.name, row.head), "date": row.date} for row in choice.of(current_wiring().reports)]


def _known(names: list[str]) -> list[str]:
    """The names, each of an account. Raises UnknownAccount."""
    return [current_wiring().accounts.get(name).name for name in names]


@reviews.get("/reviews/<review>")
def overview(review: str) -> Answer:
    """How a review stands; ``show`` filters its items."""
    return _overview(door.require(Action.READ), review)


def _overview(actor: Actor, review: str, error: LawgraphError | None = None) -> Answer:
    wiring = current_wiring()
    found, board = wiring.reviewing.get(actor, review), wiring.reviewing.board(actor, review)
    asked = request.args.get("show", "open")
    if asked not in FILTERS:
        asked = "open"
    entries = [entry for entry in board.queue if FILTERS[asked](entry, actor.name)]
    said = progress(board.entries, board.rows)
    frame: dict[str, Any] = {
        **_head(found, board, actor), "show": asked, "queue": queue_rows(review, entries[:_ROWS], asked, whole=True), "hidden": len(entries[_ROWS:]),
        "filters": filter_links(board, actor.name, lambda show: f"/reviews/{review}?show={show}", asked),
        "progress": said, "left": left_words(said), "agreement": agreement(board.rows), "orphans": [decision_row(row) for row in board.orphans],
        "people": members_of(wiring, found), "offices": offices(wiring, found.members), "may_manage": actor.may(Action.OPEN_REVIEW),
        "may_sign": _takes_part(actor, found, Action.SIGN), "first": _first_left(actor, review), "error": error, "bulk": _IN_BULK,
        "may_decide": _takes_part(actor, found, Action.DECIDE) and board.signature is None,
    }  # fmt: skip
    return render_template("review.html", **frame), error.http_status if error else 200


def _head(found: Review, board: Board, actor: Actor) -> dict[str, Any]:
    return {
        "review": found, "rule": RULES[found.rule], "signed": decision_row(board.signature) if board.signature else None,
        "member": actor.name in found.members,
    }  # fmt: skip


def _takes_part(actor: Actor, review: Review, action: Action) -> bool:
    return actor.may(action) and actor.name in review.members


def _first_left(actor: Actor, review: str) -> str:
    left = current_wiring().reviewing.next(actor, review)
    return item_path(review, left.item.id, "todo") if left else ""


@reviews.post("/reviews/<review>/members")
def members(review: str) -> Answer:
    """Says anew who takes part: ``member``, any number; none: as it was."""
    actor = door.require(Action.READ)
    try:
        current_wiring().reviewing.set_members(actor, review, _known(request.form.getlist("member")))
    except UsageError as error:
        return _overview(actor, review, error)
    seen = any(one.id == review for one in current_wiring().reviewing.list(actor))
    return redirect(f"/reviews/{review}" if seen else "/reviews", 303)


@reviews.get("/reviews/<review>/bulk")
def preview(review: str) -> Answer:
    """What a decision over a filter (``show``, ``verdict``) would touch; nothing is stored."""
    return _preview(door.require(Action.DECIDE), review, request.args.get("show", ""), request.args.get("verdict", ""))


def _preview(actor: Actor, review: str, show: str, written: str, error: LawgraphError | None = None, reason: str = "") -> Answer:
    sessions = current_wiring().reviewing
    verdict = _verdict(written)
    shown = sessions.preview(actor, review, show, verdict)
    found, board = sessions.get(actor, review), sessions.board(actor, review)
    kept = {item for item, _ in shown.items}
    frame = {
        **_head(found, board, actor), "show": show, "verdict": verdict, "reason": reason, "error": error,
        "queue": queue_rows(review, [entry for entry in board.queue if entry.item.id in kept], show, whole=True),
        "packed": " ".join(f"{item}:{seen}" for item, seen in shown.items),
    }  # fmt: skip
    return render_template("review_bulk.html", **frame), error.http_status if error else 200


@reviews.post("/reviews/<review>/bulk")
def bulk(review: str) -> Answer:
    """Decides the items that the preview showed (``items``, each with what was seen of it), and tells which ones somebody else decided first."""
    actor, sessions, form = door.require(Action.DECIDE), current_wiring().reviewing, request.form
    show, written, reason = form.get("show", ""), form.get("verdict", ""), form.get("reason", "")
    sessions.preview(actor, review, show, _verdict(written))
    board = sessions.board(actor, review)
    links = {entry.item.id for entry in board.entries if entry.item.basis}
    pairs = tuple((item, seen) for item, _, seen in (pair.partition(":") for pair in form.get("items", "").split()) if item in links)
    try:
        made = sessions.bulk(actor, BulkPreview(review, show, Verdict(written), pairs), reason=reason)
    except UsageError as error:
        return _preview(actor, review, show, written, error, reason)
    board = sessions.board(actor, review)
    lost = {item for (item, _), one in zip(pairs, made, strict=True) if isinstance(one, DecisionConflict)}
    entries = [entry for entry in board.queue if entry.item.id in lost]
    frame = {
        **_head(sessions.get(actor, review), board, actor), "show": show, "verdict": Verdict(written), "stored": len(made) - len(lost),
        "queue": queue_rows(review, entries, show, whole=True),
    }  # fmt: skip
    return render_template("review_bulk_done.html", **frame), 409 if lost else 200


def _verdict(written: str) -> Verdict:
    if written not in {verdict.value for verdict in _IN_BULK}:
        raise UsageError("这个决定不能成批作出。", "可以成批作出的：成立、不成立、缓议。")
    return Verdict(written)


@reviews.get("/reviews/<review>/sign")
def end(review: str) -> Answer:
    """What is open still, and the signature or how to open a signed review again."""
    return _end(door.require(Action.READ), review)


def _end(actor: Actor, review: str, error: LawgraphError | None = None) -> Answer:
    sessions = current_wiring().reviewing
    found, board = sessions.get(actor, review), sessions.board(actor, review)
    frame: dict[str, Any] = {
        **_head(found, board, actor), "queue": queue_rows(review, [entry for entry in board.queue if entry.open], "open", whole=True),
        "orphans": [decision_row(row) for row in board.orphans], "progress": progress(board.entries, board.rows), "error": error,
        "may_sign": _takes_part(actor, found, Action.SIGN), "history": [decision_row(row) for row in board.by_item.get(REVIEW_ITEM, ())],
        "reason": request.form.get("reason", "") if error else "", "files": list(FILES),
    }  # fmt: skip
    return render_template("review_sign.html", **frame), error.http_status if error else 200


@reviews.post("/reviews/<review>/sign")
def sign(review: str) -> Answer:
    """``what``: sign (``leave_open=1`` where items are open) or reopen; ``reason``."""
    actor, sessions, form = door.require(Action.SIGN), current_wiring().reviewing, request.form
    try:
        if form.get("what") == "reopen":
            sessions.reopen(actor, review, reason=form.get("reason", ""))
        else:
            sessions.sign(actor, review, leave_open=form.get("leave_open") == "1", reason=form.get("reason", ""))
    except LawgraphError as error:
        return _end(actor, review, error)
    return redirect(f"/reviews/{review}/sign", 303)


@reviews.get("/reviews/<review>/export.<kind>")
def hand_out(review: str, kind: str) -> Response:
    """The opinion as a file: of a signed review what was signed, else a draft."""
    from lawgraph.services.reviews.opinion import opinion  # noqa: PLC0415 (what makes documents takes long to load)
    from lawgraph.services.reviews.opinion_files import to_opinion  # noqa: PLC0415 (as above)

    if kind not in FILES:
        raise UnknownReview(f"{review}（{kind}）")
    wiring = current_wiring()
    said = opinion(wiring.reviewing, wiring.audit, door.require(Action.READ), review)
    response = Response(to_opinion(kind, said, WORDS, wiring.settings.opinion_template), mimetype=FILES[kind])
    name = quote(f"{said['review']['title']}-审核意见.{kind}")
    # RFC 6266: an ASCII name for old programs, the real one for all others
    response.headers["Content-Disposition"] = f"attachment; filename=\"{review}.{kind}\"; filename*=UTF-8''{name}"
    return response


@reviews.get("/reports/<identifier>/review")
def of_report(identifier: str) -> Answer:
    """Leads from a report (and its ``measure``) to the newest review that holds it, or to the form to open one."""
    actor, wiring = door.require(Action.READ), current_wiring()
    wiring.reports.get(identifier)
    held = [one for one in wiring.reviewing.list(actor) if any(report.report == identifier for report in one.reports)]
    if not held:
        return redirect(address("/reviews/new", report=identifier) if actor.name and actor.may(Action.OPEN_REVIEW) else "/reviews", 303)
    written = request.args.get("measure", "")
    place = int(written[:6]) - 1 if written.isascii() and written.isdigit() else -1
    board = wiring.reviewing.board(actor, held[0].id)
    entries = [entry for entry in board.queue if entry.item.report == identifier and entry.item.place == place]
    found = next((entry for entry in entries if entry.open), entries[0] if entries else None)
    return redirect(item_path(held[0].id, found.item.id, "todo") if found else f"/reviews/{held[0].id}", 303)
