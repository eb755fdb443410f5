"""When two files are one regulation, and two texts one version of it.

A work is known by its title (``library.match_key``). A title that is spelt a little otherwise, lacks its issuer or was borne in former times is the
same work only where the making or the words say so too: 《…条例》 and 《…条例实施细则》, two cities' rules, and a text with （试行） and the one that followed
it without, stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date

__all__ = ["apart", "far", "loose_key", "one_making", "succeeds"]

_LOOSE = re.compile(r"[的、，,;；:：]")
_TRIAL = re.compile(r"[(（](?:试行|暂行)[)）]|暂行|试行")
_SHORTEST = 8
_ONE_MAKING = 400
"""How many days may lie between the adoption of a version and its publication."""
_NAMED_APART = 60
"""Days between a document's own day and the one under which a site or a file lists it."""
_ONE_FORCE = 200
"""Days between two days of making where the entry into force is the same."""


def loose_key(key: str) -> str:
    """``library.match_key``'s form without 的 and punctuation: what is spelt differently in prints of one title."""
    return _LOOSE.sub("", key)


def succeeds(title: str, other: str) -> bool:
    """Whether a title is that of a text on trial (试行, 暂行) without these words: 《纸船办法》 after 《纸船暂行办法》."""
    return title != other and _TRIAL.sub("", other) == title


def one_making(days: AbstractSet[date], others: AbstractSet[date], *, weak: bool, in_force: AbstractSet[date]) -> bool:
    """Whether versions made on ``days`` and on ``others`` are one.

    They are where the entry into force is one (``in_force``: the days that both have) and the making near; or where one of them is known
    only from a file's name or a list (``weak``) and the days are nearer than two versions ever follow each other.
    """
    gap = min((abs((day - other).days) for day in days for other in others), default=None)
    return gap is not None and ((bool(in_force) and gap <= _ONE_FORCE) or (weak and gap <= _NAMED_APART))


def apart(key: str, others: Iterable[str]) -> str | None:
    """Of ``others``, titles of the same words, the one that is ``key`` with or without what stands before it (the issuer); else None."""
    for other in others:
        shorter, longer = sorted((key, other), key=len)
        if len(shorter) >= _SHORTEST and longer.endswith(shorter):
            return other
    return None


def far(days: AbstractSet[date], others: AbstractSet[date]) -> bool:
    """Whether days of making lie too far apart to be of one version."""
    return bool(days and others) and min(abs((day - other).days) for day in days for other in others) > _ONE_MAKING
