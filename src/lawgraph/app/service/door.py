"""Who asks for a page: the session behind the cookie, and what that person may do.

Until accounts are set up this machine does what it likes and others look. From then on every page asks for a session, which stands on the server
and can be revoked; the cookie holds its secret and nothing else.
"""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from urllib.parse import urlencode

from flask import Flask, Response, g, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app.service.query import current_wiring
from lawgraph.domain.roles import SYSTEM, Action, Actor, Role
from lawgraph.errors import LoginFailed, NotAllowed
from lawgraph.store.accounts import SCOPES, Account

__all__ = ["SESSION", "current_account", "current_actor", "drop_session", "guard_pages", "is_local", "keep_session", "require", "session_secret"]

SESSION = "lawgraph-session"
"""The cookie that holds the secret of a session; over HTTPS with the prefix that binds it to this host (RFC 6265bis section 4.1.3.2)."""
OPEN = frozenset(
    {
        "static", "accounts.login", "accounts.enter", "sign_on.begin", "sign_on.come_back", "sign_on.leave", "pages.health", "pages.look",
        "watching.ready", "watching.metrics",
    }
)  # fmt: skip
"""The endpoints that ask for no session."""
_HERE = replace(SYSTEM, via="page")
_ELSEWHERE = Actor("", "", Role.READER, "page")


def guard_pages(app: Flask) -> None:
    """Sends whoever has no session to the login page, before a page is made; the API has its own door."""

    @app.before_request
    def ask_who() -> BaseResponse | None:
        if request.endpoint is None or request.endpoint in OPEN or request.path.startswith("/api/") or current_actor() is not None:
            return None
        return _to_login()

    @app.context_processor
    def add_who() -> dict[str, object]:
        return {"who": current_account(), "has_accounts": _has_accounts(), "may": _may}


def _to_login() -> BaseResponse:
    """To the login page and back again afterwards; a form that was sent, or a program, is told 401."""
    back = request.full_path.rstrip("?") if request.method == "GET" else request.path
    address = f"/login?{urlencode({'next': back})}"
    if request.headers.get("HX-Request") == "true":
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = address
        return answer
    if request.method not in {"GET", "HEAD"} or not request.accept_mimetypes.accept_html:
        raise LoginFailed
    return redirect(address, 303)


def current_account() -> Account | None:
    """The account whose session this is; None where nobody is logged in."""
    if "account" not in g:
        secret = session_secret()
        g.account = current_wiring().accounts.session(secret) if secret else None
    account: Account | None = g.account
    return account


def current_actor() -> Actor | None:
    """Who asks: the account, or without accounts this machine (which may do all) or another one (which may look); None: somebody has to log in."""
    account = current_account()
    if account is not None:
        return account.actor("page")
    if "token_actor" not in g:
        g.token_actor = _of_token()
    if g.token_actor is not None:
        found: Actor = g.token_actor
        return found
    if _has_accounts():
        return None
    return _HERE if is_local() else _ELSEWHERE


def _of_token() -> Actor | None:
    """A program that reads a page's data brings a token of the API, and may read what its account may; it changes nothing here."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or (request.method not in {"GET", "HEAD"} and request.path != "/sparql"):
        return None
    known = current_wiring().accounts.token(secret.strip())
    return known[0].actor("api") if known is not None and any(Action.READ in SCOPES[scope] for scope in known[1]) else None


def require(action: Action) -> Actor:
    """Who asks, if allowed to do this. Raises LoginFailed and NotAllowed."""
    actor = current_actor()
    if actor is None:
        raise LoginFailed
    if not actor.may(action):
        raise NotAllowed("还没有设立账户，别的机器只能查阅。") if actor is _ELSEWHERE else NotAllowed
    return actor


def _may(action: str) -> bool:
    actor = current_actor()
    return actor is not None and actor.may(Action(action))


def _has_accounts() -> bool:
    if "has_accounts" not in g:
        g.has_accounts = current_wiring().accounts.any()
    return bool(g.has_accounts)


def is_local() -> bool:
    """Whether the request comes from this machine."""
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def session_secret() -> str:
    """The secret that the browser sent; over HTTPS only a cookie that no other host could have set."""
    return request.cookies.get(_cookie(), "")


def keep_session(response: Response | BaseResponse, secret: str) -> None:
    """Hands the browser the secret of a new session."""
    response.set_cookie(_cookie(), secret, httponly=True, samesite="Lax", secure=request.is_secure, path="/")


def drop_session(response: Response | BaseResponse) -> None:
    """Has the browser forget its session."""
    response.delete_cookie(_cookie(), httponly=True, samesite="Lax", secure=request.is_secure, path="/")


def _cookie() -> str:
    return f"__Host-{SESSION}" if request.is_secure else SESSION
