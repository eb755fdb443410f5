"""Lists in pages: a cursor says after which item the next page begins, so that what is added meanwhile moves nothing."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TypeVar

from lawgraph.errors import UsageError

__all__ = ["page", "read_cursor", "write_cursor"]

_Item = TypeVar("_Item")
Key = tuple[str | int, ...]


def page(items: Sequence[_Item], key: Callable[[_Item], Key], cursor: str | None, limit: int) -> tuple[Sequence[_Item], str | None]:
    """Up to ``limit`` of ``items``, which stand in the order of ``key``, after the place that ``cursor`` names, and the cursor of the next page.

    Raises UsageError for a cursor that no answer gave.
    """
    try:
        start = bisect_right(items, read_cursor(cursor), key=key) if cursor else 0
    except TypeError:
        raise _unreadable() from None
    found = items[start : start + limit]
    return found, write_cursor(key(found[-1])) if start + limit < len(items) else None


def write_cursor(key: Key) -> str:
    """A place as a cursor: opaque, and fit for an address."""
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Key:
    """The place that a cursor names. Raises UsageError."""
    try:
        said = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(said, list) or not said or not all(type(part) in {str, int} for part in said):
        raise _unreadable()
    return tuple(said)


def _unreadable() -> UsageError:
    return UsageError("cursor 的值不可用。", "请原样使用上一页给出的 next，或不写它，从头开始。")
