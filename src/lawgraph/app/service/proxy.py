"""Behind a proxy and under a path: who really asks, and where the links on a page lead.

Templates write their links from the root (``/search``). Under a path, the path is put before each of them as the page leaves: quotes inside
text are escaped there, so only attributes match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from lawgraph.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["add_proxy"]

_LINK = re.compile(r"""(\s(?:href|src|action|formaction|hx-(?:get|post|put|delete|push-url))=")/(?!/)""")
_HEADERS = ("Location", "Content-Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url")
_PATH = re.compile(r"(?:/[\w.~-]+)*", re.ASCII)


def add_proxy(app: Flask, settings: Settings) -> None:
    """Has the application believe as many proxies as are set (``X-Forwarded-For``, ``-Proto``, ``-Host``, ``-Prefix``), and serve below a path."""
    count = settings.proxies
    below = _below(app.wsgi_app, settings.url_prefix)
    app.wsgi_app = ProxyFix(below, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign]
    app.after_request(_lead_below)


def _below(inner: WSGIApplication, prefix: str) -> WSGIApplication:
    """Serves what stands below ``prefix``, whether the proxy has taken it off the path or not."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        root = environ.get("SCRIPT_NAME", "") or prefix
        if not _PATH.fullmatch(root):
            root = ""
        path = environ.get("PATH_INFO", "")
        environ["SCRIPT_NAME"] = root
        if root and (path == root or path.startswith(f"{root}/")):
            environ["PATH_INFO"] = path[len(root) :] or "/"
        return inner(environ, start_response)

    return serve


def _lead_below(response: Response) -> Response:
    root = request.script_root
    if not root:
        return response
    for name in _HEADERS:
        said = response.headers.get(name, "")
        if said.startswith("/") and not said.startswith(("//", f"{root}/")):
            response.headers[name] = root + said
    if response.mimetype == "text/html" and not response.direct_passthrough:
        response.set_data(_LINK.sub(rf"\g<1>{root}/", response.get_data(as_text=True)))
    return response
