"""A chain of hashes: each link carries the hash of the one before, so that nothing can be changed, taken out or moved unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

__all__ = ["START", "canonical", "digest"]

START = "0" * 64
"""What the first link names as the one before it."""


def canonical(value: Mapping[str, Any]) -> str:
    """One form for one value: JSON with sorted keys, without blanks, in plain ASCII. Raises TypeError for what JSON does not hold."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical form, in 64 figures."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()
