"""Who calls the API, and what they may: tokens with scopes, how often, and from which sites.

Until accounts are set up the API is open to this machine, and to others for reading. From then on every call brings a token
(``Authorization: Bearer``, RFC 6750) whose scopes and account both allow what it does, or the session of a page.
"""

from __future__ import annotations

import time

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from lawgraph.app.service import door
from lawgraph.app.service.query import current_wiring
from lawgraph.domain.roles import SYSTEM, Action, Actor
from lawgraph.errors import LoginFailed, NotAllowed, TooManyRequests
from lawgraph.settings import Settings
from lawgraph.store.accounts import SCOPES

__all__ = ["admit", "current_actor", "from_program", "open_door", "scopes_for"]

_HARMLESS = frozenset({Action.READ, Action.CHECK})
_EXPOSED = "ETag, Last-Modified, Link, Location, Retry-After"


def open_door(app: Flask, settings: Settings) -> None:
    """Counts calls, and answers the browsers of the sites that ``LAWGRAPH_CORS_ORIGINS`` names (Fetch standard, CORS protocol)."""
    app.extensions["lawgraph-rate"] = (
        (SlidingWindowCounterRateLimiter(MemoryStorage()), RateLimitItemPerMinute(settings.api_rate)) if settings.api_rate else None
    )
    app.extensions["lawgraph-origins"] = frozenset(settings.cors_origins)

    @app.after_request
    def tell_browsers(response: Response) -> Response:
        if settings.cors_origins and request.path.startswith("/api/"):
            response.vary.add("Origin")
            if _from_allowed_site():
                response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
                response.headers["Access-Control-Expose-Headers"] = _EXPOSED
                response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
                if request.method == "OPTIONS":
                    response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(response.allow))
                    response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-None-Match"
                    response.headers["Access-Control-Max-Age"] = "600"
        return response


def from_program() -> bool:
    """Whether a call to the API cannot be one that a hostile site makes a browser send: it brings a token, or its site is named in the settings."""
    return request.path.startswith("/api/") and (_secret() is not None or _from_allowed_site())


def admit(needs: Action) -> Actor:
    """Who calls, counted and allowed to do what ``needs`` says. Raises TooManyRequests, LoginFailed and NotAllowed."""
    actor, scopes = _caller()
    _count(actor.name)
    if scopes is not None and not any(needs in SCOPES[scope] for scope in scopes):
        raise NotAllowed(f"这个令牌的权限范围里没有这一项，需要 {'、'.join(scopes_for(needs))}。")
    if not actor.may(needs):
        raise NotAllowed
    if actor is SYSTEM and needs not in _HARMLESS and not door.is_local():
        raise NotAllowed("还没有设立账户，别的机器只能查阅。")
    g.actor = actor
    return actor


def current_actor() -> Actor:
    """Who was admitted to this call."""
    actor: Actor = g.actor
    return actor


def scopes_for(needs: Action) -> tuple[str, ...]:
    """The scopes of a token that allow it."""
    return tuple(scope for scope, actions in SCOPES.items() if needs in actions)


def _caller() -> tuple[Actor, tuple[str, ...] | None]:
    accounts, secret = current_wiring().accounts, _secret()
    if secret is not None:
        found = accounts.token(secret)
        if found is None:
            raise LoginFailed
        return found[0].actor("api"), found[1]
    account = accounts.session(door.session_secret())
    if account is not None:
        return account.actor("api"), None
    if accounts.any():
        raise LoginFailed
    return SYSTEM, None


def _secret() -> str | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None


def _count(name: str) -> None:
    limited = current_app.extensions["lawgraph-rate"]
    if limited is None:
        return
    limiter, rate = limited
    key = f"name:{name}" if name else f"address:{request.remote_addr}"
    if not limiter.hit(rate, key):
        raise TooManyRequests(max(1, int(limiter.get_window_stats(rate, key).reset_time - time.time()) + 1))


def _from_allowed_site() -> bool:
    return request.headers.get("Origin") in current_app.extensions["lawgraph-origins"]
