"""The public demonstration: everything can be looked at, nothing can be changed, and no person is named."""

from __future__ import annotations

from flask import Flask, Response, request

from lawgraph.errors import DemoOnly
from lawgraph.text.persons import mask_persons

__all__ = ["open_demo"]

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_KEEPS_NOTHING = frozenset({"pages.look"})
_MASKED = ("text/html", "text/csv", "text/plain", "text/turtle", "application/json", "application/ld+json", "application/problem+json")


def open_demo(app: Flask) -> None:
    """Refuses every change, and files whose words cannot be masked; masks names in all others on their way out."""

    @app.before_request
    def refuse_changes() -> None:
        if request.method not in _READING and request.endpoint not in _KEEPS_NOTHING:
            raise DemoOnly

    @app.after_request
    def mask(response: Response) -> Response:
        if request.endpoint == "static":
            return response
        if response.mimetype in _MASKED:
            response.set_data(mask_persons(response.get_data(as_text=True)))
        elif response.status_code == 200 and (response.mimetype or "").startswith("application/"):
            response.set_data("演示站不提供这种文件。请回到报告页面，选 HTML 或 CSV。")
            response.headers["Content-Disposition"] = "inline"
            response.mimetype, response.status_code = "text/plain", 403
        return response
