"""Accounts as whoever manages them sees them: who there is, as what, who is in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app.accounts.own import accounts, moment
from lawgraph.app.accounts.sign_on import sign_on
from lawgraph.app.service import door, security
from lawgraph.app.service.query import current_wiring
from lawgraph.domain.roles import ROLE_NAMES, Action, Actor, Role
from lawgraph.errors import AccountInvalid, LawgraphError

__all__ = ["add_accounts", "users"]

users = Blueprint("users", __name__, url_prefix="/users")

Answer = str | BaseResponse | tuple[str, int]


def add_accounts(app: Flask) -> None:
    """Has every page ask who is there, and adds the pages of accounts."""
    door.guard_pages(app)
    app.register_blueprint(accounts)
    app.register_blueprint(users)
    app.register_blueprint(sign_on)


@users.before_request
def admit() -> None:
    """Administrators alone."""
    security.require_token_of_changes()
    _manager()


def _manager() -> Actor:
    return door.require(Action.MANAGE_ACCOUNTS)


@users.get("")
def index() -> Answer:
    return _page()


@users.post("")
def add() -> Answer:
    """Adds an account with a first password, which its owner changes."""
    form = request.form
    try:
        current_wiring().accounts.add(_manager(), form.get("name", "").strip(), form.get("office", ""), _role(), form.get("password", ""))
    except LawgraphError as error:
        return _page(error)
    return redirect("/users", 303)


@users.post("/<name>")
def change(name: str) -> Answer:
    """``what``: role, office, password, link, unlink, disable, enable, sessions (ends them all), tokens (stops them all)."""
    actor, known, form = _manager(), current_wiring().accounts, request.form
    known.get(name)
    try:
        match form.get("what", ""):
            case "role":
                known.set_role(actor, name, _role())
            case "office":
                known.set_office(actor, name, form.get("office", ""))
            case "password":
                known.set_password(actor, name, form.get("password", ""))
            case "link":
                known.link(actor, name, form.get("subject", ""))
            case "unlink":
                known.link(actor, name, "")
            case "disable":
                known.disable(actor, name)
            case "enable":
                known.enable(actor, name)
            case "sessions":
                known.logout_everywhere(name)
            case "tokens":
                for token in known.tokens(name):
                    if token.revoked_at is None:
                        known.revoke_token(actor, token.id)
            case other:
                raise AccountInvalid(f"没有“{other[:20]}”这项操作。", "请用页面上的按钮。")
    except LawgraphError as error:
        return _page(error)
    return redirect("/users", 303)


@users.post("/waiting/admit")
def admit_newcomer() -> Answer:
    """An account for somebody who came by single sign-on (``subject``): a new one with ``name``, ``office`` and ``role``."""
    form, wiring = request.form, current_wiring()
    subject = form.get("subject", "")
    try:
        if all(one.subject != subject for one in wiring.newcomers.waiting()):
            raise AccountInvalid("没有这个等候的人。", "请刷新页面。")
        wiring.newcomers.add(_manager(), subject, form.get("name", "").strip(), form.get("office", ""), _role())
    except LawgraphError as error:
        return _page(error)
    return redirect("/users", 303)


def _role() -> Role:
    written = request.form.get("role", "")
    if written not in set(Role):
        raise AccountInvalid("没有这个角色。", f"可用的角色：{'、'.join(ROLE_NAMES.values())}。")
    return Role(written)


def _page(error: LawgraphError | None = None) -> Answer:
    known = current_wiring().accounts
    tokens = known.tokens()
    rows: list[dict[str, Any]] = [
        {
            "account": account, "sessions": known.sessions(account.name),
            "tokens": sum(token.name == account.name and token.revoked_at is None for token in tokens),
        }
        for account in known.list()
    ]  # fmt: skip
    waiting = current_wiring().newcomers.waiting()
    return render_template(
        "users.html", rows=rows, roles=ROLE_NAMES, error=error, moment=moment, newcomers=waiting
    ), error.http_status if error else 200
