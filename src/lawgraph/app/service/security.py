"""What stands between the pages and a hostile site, file or text: headers, the origin of a change, and the token of a form.

To fend off: a site that makes the reader's browser send a form here, a site that renames itself to our address (DNS rebinding), and markup inside a
report. Who may do what is asked at the doors (``door`` for pages).
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from lawgraph.app.service import access

__all__ = ["COOKIE", "LOCAL_HOSTS", "form_token", "guard", "renew_form_token", "require_token", "require_token_of_changes"]

COOKIE = "lawgraph-form"
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""The names under which a server on the machine's own address may be called."""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def guard(app: Flask) -> None:
    """Puts the headers on every answer, and refuses a change that comes from another site (Fetch Metadata; else the Origin header)."""

    @app.before_request
    def refuse_foreign_changes() -> None:
        if request.method not in _READING and not _is_ours() and not access.from_program():
            abort(403, "这个请求来自别的网站，没有执行。请在本页面上重新操作。")

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache, private"
        token: str | None = g.get("form_token")
        if token is not None and request.cookies.get(COOKIE) != token:
            response.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=request.is_secure, path="/")
        return response


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def form_token() -> str:
    """The token that a form sends back beside the cookie of the same value; one for each browser."""
    if "form_token" not in g:
        known = request.cookies.get(COOKIE, "")
        g.form_token = known if len(known) == 43 else secrets.token_urlsafe(32)
    token: str = g.form_token
    return token


def require_token() -> None:
    """Refuses a form whose token is not the browser's own: another site can make a browser send a form, and cannot read or set its cookie."""
    sent, known = request.form.get("token", ""), request.cookies.get(COOKIE, "")
    if not known or not hmac.compare_digest(sent.encode(), known.encode()):
        abort(403, "这个页面已经过期，没有执行。请刷新页面后重试；浏览器须允许本站的 Cookie。")


def require_token_of_changes() -> None:
    """The same for every form of a blueprint."""
    if request.method not in _READING:
        require_token()


def renew_form_token() -> None:
    """Another token from now on: what was read before a login is worth nothing after it."""
    g.form_token = secrets.token_urlsafe(32)
