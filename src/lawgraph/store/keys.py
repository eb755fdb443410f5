"""By what a work and a text are known: the key in a work's identifier, minted once, and the hash of a text's words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import rjieba

from lawgraph.domain.models import Provision
from lawgraph.store.library import match_key

__all__ = ["mint_key", "text_hash"]

_KEY_LENGTH = 48
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")


def mint_key(title: str) -> str:
    """A new work's key: the pinyin of its words, joined by hyphens, cut at a word's end below 48 letters with a hash to keep it apart."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (its dictionary takes a fifth of a second to load, and only an import mints keys)

    plain = match_key(title)
    words = ["".join(lazy_pinyin(word, errors=lambda sign: sign if sign.isascii() else "")) for word in rjieba.cut(plain, hmm=False)]
    parts = [part for word in words if (part := re.sub(r"[^a-z0-9]", "", word.lower()))]
    key = "-".join(parts) or "work"
    if len(key) <= _KEY_LENGTH:
        return key
    return f"{key[:_KEY_LENGTH].rsplit('-', 1)[0]}-{hashlib.sha256(plain.encode()).hexdigest()[:6]}"


def text_hash(nodes: Sequence[Provision]) -> str:
    """A hash of the Chinese words and the figures alone, article by article, so that two prints of one text are known as one."""
    digest = hashlib.sha256()
    for node in nodes:
        if node.kind not in {"toc", "preamble"}:
            digest.update(re.sub(r"[^一-鿿0-9]", "", (node.heading + node.text).translate(_NARROW)).encode())
    return digest.hexdigest()
