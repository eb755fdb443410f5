"""Logging in and out, and one's own account: password, open sessions, tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app.service import door, security
from lawgraph.app.service.query import current_wiring
from lawgraph.domain.roles import ROLE_NAMES, Actor
from lawgraph.errors import AccessError, AccountInvalid, LawgraphError, LockedOut, LoginFailed, NotAllowed
from lawgraph.store.accounts import SCOPES, Account

__all__ = ["SCOPE_NAMES", "accounts", "moment", "way_back"]

accounts = Blueprint("accounts", __name__)

Answer = str | BaseResponse | tuple[str, int]
SCOPE_NAMES = {"read": "查阅", "check": "核查", "write": "上传报告", "review": "审核"}
"""The scopes of a token as the screen names them."""


def moment(written: str) -> str:
    """A moment of the database (ISO 8601, UTC) as the screen shows it: local time, to the minute."""
    return datetime.fromisoformat(written).astimezone().strftime("%Y-%m-%d %H:%M")


accounts.before_request(security.require_token_of_changes)


@accounts.get("/login")
def login() -> Answer:
    """The form; whoever is logged in already is led on."""
    if door.current_account() is not None:
        return redirect(way_back(request.args.get("next", "")), 303)
    return render_template("login.html", back=request.args.get("next", ""), name="", error=None, seconds=0)


@accounts.post("/login")
def enter() -> Answer:
    """Opens a session under a secret that did not exist before; the one that the browser had, if any, ends."""
    name, back = request.form.get("name", "").strip(), request.form.get("next", "")
    wiring = current_wiring()
    try:
        secret = wiring.accounts.login(name, request.form.get("password", ""), request.remote_addr or "")
    except AccessError as error:
        frame = {"back": back, "name": name, "error": error, "seconds": error.seconds if isinstance(error, LockedOut) else 0}
        answer = make_response(render_template("login.html", **frame), error.http_status)
        if isinstance(error, LockedOut):
            answer.headers["Retry-After"] = str(error.seconds)
        return answer
    wiring.accounts.logout(door.session_secret())
    response = redirect(way_back(back), 303)
    door.keep_session(response, secret)
    security.renew_form_token()
    return response


@accounts.post("/logout")
def leave() -> Answer:
    """Ends the session on the server, so that a copy of the cookie is worth nothing."""
    current_wiring().accounts.logout(door.session_secret())
    response = redirect("/login?out=1", 303)
    door.drop_session(response)
    security.renew_form_token()
    return response


@accounts.get("/account")
def own() -> Answer:
    """Password, sessions and tokens of whoever asks."""
    return _own(_account())


@accounts.post("/account/password")
def change_password() -> Answer:
    """Asks for the old one too; every session ends, and this browser gets a new one."""
    account, wiring = _account(), current_wiring()
    old, new = request.form.get("old", ""), request.form.get("new", "")
    try:
        if new != request.form.get("again", ""):
            raise AccountInvalid("两次输入的新密码不一样。", "请再输一次。")
        wiring.accounts.login(account.name, old, request.remote_addr or "")
        wiring.accounts.set_password(_actor(account), account.name, new)
    except LoginFailed:
        return _own(account, error=AccountInvalid("现在的密码不对。", "请再输一次；忘了密码请找管理账户的人。"))
    except LawgraphError as error:
        return _own(account, error=error)
    response = redirect("/account", 303)
    door.keep_session(response, wiring.accounts.open_session(account, request.remote_addr or ""))
    return response


@accounts.post("/account/sessions")
def end_sessions() -> Answer:
    """Ends one of one's own sessions (``id``), or all."""
    account, wiring = _account(), current_wiring()
    identifier = request.form.get("id", "")
    if identifier:
        wiring.accounts.revoke_session(account.name, identifier)
    else:
        wiring.accounts.logout_everywhere(account.name)
    return redirect("/account", 303)


@accounts.post("/account/tokens")
def issue_token() -> Answer:
    """Shows the secret of a new token, this once."""
    account = _account()
    try:
        days = int(request.form.get("days", "90")[:4])
        secret = current_wiring().accounts.issue_token(
            _actor(account), account.name, request.form.get("label", ""), request.form.getlist("scope"), days
        )  # fmt: skip
    except ValueError:
        return _own(account, error=AccountInvalid("有效期不是整数。", "请给出 1 到 366 天。"))
    except LawgraphError as error:
        return _own(account, error=error)
    return _own(account, secret=secret)


@accounts.post("/account/tokens/revoke")
def revoke_token() -> Answer:
    """Stops one of one's own tokens."""
    account, written = _account(), request.form.get("id", "")
    identifier = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
    current_wiring().accounts.revoke_token(_actor(account), identifier)
    return redirect("/account", 303)


def _own(account: Account, *, error: LawgraphError | None = None, secret: str = "") -> Answer:
    known = current_wiring().accounts
    frame: dict[str, Any] = {
        "account": account, "role": ROLE_NAMES[account.role], "sessions": known.sessions(account.name), "tokens": known.tokens(account.name),
        "scopes": {scope: SCOPE_NAMES[scope] for scope in SCOPES}, "error": error, "secret": secret, "moment": moment,
    }  # fmt: skip
    return render_template("account.html", **frame), error.http_status if error else 200


def _account() -> Account:
    account = door.current_account()
    if account is None:
        raise NotAllowed("还没有设立账户。")
    return account


def _actor(account: Account) -> Actor:
    return account.actor("page")


def way_back(path: str) -> str:
    """Where to go on: a path of ours, else the start page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\", "/login", "/logout")) else "/"
