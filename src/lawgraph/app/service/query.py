"""What a request stands on and what its address says: reading it and writing it."""

from __future__ import annotations

from datetime import date
from typing import cast
from urllib.parse import urlencode

from flask import current_app

from lawgraph.app.views import read_level, read_within
from lawgraph.app.wiring import Wiring, parse_day
from lawgraph.errors import UsageError

__all__ = ["address", "current_wiring", "read_count", "read_date", "read_level", "read_within"]


def current_wiring() -> Wiring:
    """The stores and services of the application that answers."""
    return cast("Wiring", current_app.extensions["lawgraph"])


def address(path: str, **query: object) -> str:
    """``path`` with those of ``query`` that say something."""
    said = {key: value for key, value in query.items() if value not in (None, "", 0)}
    return f"{path}?{urlencode(said)}" if said else path


def read_date(written: str | None, default: date) -> date:
    """The day that is written (YYYY-MM-DD), ``default`` where nothing is. Raises InvalidDate."""
    return parse_day(written) if written and written.strip() else default


def read_count(written: str | None, default: int, *, least: int = 1, most: int) -> int:
    """A number from ``least`` to ``most``, ``default`` where nothing is written. Raises UsageError."""
    if not written:
        return default
    if not written.isascii() or not written.isdigit() or not least <= int(written[:9]) <= most:
        raise UsageError(f"“{written[:40]}”不是可用的数。", f"请给出 {least} 到 {most} 的整数。")
    return int(written)
