"""Floor 5: the web pages, the JSON API and the command line. Thin: what they answer comes from the services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lawgraph.app.web import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    if name == "create_app":
        from lawgraph.app.web import create_app

        return create_app
    raise AttributeError(name)
