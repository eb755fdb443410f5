"""The query language: "exact words", -without, either|or, (brackets) and fields; whatever is not well formed is read as words.

"初次违法" -刑事        holds 初次违法 letter for letter, and nowhere 刑事
(房东|出租人) 押金      holds 房东 or 出租人; 押金 decides the order
标题:养犬 发文机关:北京 条:3   article 3 of the works with such a title and issuer
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from lawgraph.services.search.lookup import read_label
from lawgraph.store.search import All, Condition, Either, Holds, InWorks, Not, Numbered
from lawgraph.store.search.tokens import bigrams, fold

__all__ = ["Asked", "FindWorks", "read_query", "simplified"]

FindWorks = Callable[[str, str], tuple[str, ...]]
"""From a field (标题 or 发文机关) and what stands in it to the works that are meant."""

_SYNTAX = re.compile(r"[\"“”「」『』|｜]|(?:^|[\s(（])[-－](?=\S)|(?:^|[\s(（])(?:标题|发文机关|条)[:：]")
_TOKEN = re.compile(
    r"\s*(?:(?P<phrase>\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』)|(?P<field>(?:标题|发文机关|条)[:：])|(?P<either>[|｜])|(?P<open>[(（])|(?P<close>[)）])"
    r"|(?P<without>[-－](?=\S))|(?P<stray>[\"“”「」『』])|(?P<word>[^\s\"“”「」『』|｜()（）]+))"
)
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as read: ``words`` to rank by, a ``condition`` that articles must meet, and ``notes`` for whoever asked.

    ``selective``: the condition says by itself what is looked for, so that no word need be held.
    """

    words: str
    condition: Condition | None = None
    selective: bool = False
    notes: tuple[str, ...] = ()


class _Malformed(Exception):
    """What is not well formed, in Chinese."""


def simplified(query: str) -> str:
    """``query`` in simplified characters. What GB 2312 can write is left alone: it holds no traditional form of a character that has a simple one."""
    if len(query.encode("gb2312", "ignore").decode("gb2312")) == len(query):
        return query
    return str(_converter().convert(query))


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 (few queries need it)

    return OpenCC("t2s")


def read_query(query: str, works: FindWorks) -> Asked:
    """Reads ``query``; without a sign of the query language it is its own words."""
    if not _SYNTAX.search(query):
        return Asked(query)
    try:
        return _Reader(query, works).read()
    except _Malformed as problem:
        return Asked(re.sub(r"[\"“”「」『』|｜()（）]|(?<!\S)[-－]", " ", query), notes=(f"{problem}，已按普通词语检索。",))


class _Reader:
    """One query on its way: tokens in their order, the words to rank by."""

    def __init__(self, query: str, works: FindWorks) -> None:
        self._tokens = list(self._split(query))
        self._works = works
        self._place = 0
        self._depth = 0
        self._words: list[str] = []

    @staticmethod
    def _split(query: str) -> Iterator[tuple[str, str]]:
        for match in _TOKEN.finditer(query):
            if match.lastgroup:
                yield match.lastgroup, match[match.lastgroup]

    def read(self) -> Asked:
        condition, selective = self._either(strict=False)
        if self._place < len(self._tokens):
            raise _Malformed("括号没有成对")
        return Asked(" ".join(self._words), condition, selective)

    def _kind(self) -> str:
        return self._tokens[self._place][0] if self._place < len(self._tokens) else ""

    def _next(self) -> str:
        self._place += 1
        return self._tokens[self._place - 1][1]

    def _either(self, *, strict: bool) -> tuple[Condition | None, bool]:
        begun, kept = self._place, len(self._words)
        parts = [self._all(strict=strict)]
        if self._kind() == "either" and not strict:
            # the words of an alternative must be held: read them once more
            self._place = begun
            del self._words[kept:]
            parts = [self._all(strict=True)]
        while self._kind() == "either":
            self._next()
            parts.append(self._all(strict=True))
        if len(parts) == 1:
            return parts[0]
        return Either(tuple(part for part, _ in parts if part is not None)), True

    def _all(self, *, strict: bool) -> tuple[Condition | None, bool]:
        parts: list[Condition] = []
        selective = False
        while self._kind() not in {"", "either", "close"}:
            part, says = self._one(strict=strict)
            selective |= says
            parts += [part] if part is not None else []
        if self._place == 0 or self._tokens[self._place - 1][0] in {"either", "open"}:
            raise _Malformed("“|”或括号旁边缺少词语")
        return (parts[0] if len(parts) == 1 else All(tuple(parts)) if parts else None), selective

    def _one(self, *, strict: bool) -> tuple[Condition | None, bool]:
        kind, token = self._kind(), self._next()
        if kind == "word":
            self._words.append(token)
            return (_holds(token), True) if strict else (None, False)
        if kind == "phrase":
            self._words.append(token[1:-1])
            return _holds(token[1:-1]), True
        if kind == "field":
            return self._field(token[:-1]), True
        if kind == "without":
            kept = len(self._words)
            part, _ = self._one(strict=True) if self._kind() not in {"", "either", "close", "without"} else (None, False)
            del self._words[kept:]
            if part is None:
                raise _Malformed("“-”后面缺少词语")
            return Not(part), False
        if kind == "open":
            return self._bracket(strict=strict)
        raise _Malformed("引号没有成对")

    def _bracket(self, *, strict: bool) -> tuple[Condition | None, bool]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Malformed("括号套得太深")
        found = self._either(strict=strict)
        if self._kind() != "close":
            raise _Malformed("括号没有成对")
        self._next()
        self._depth -= 1
        return found

    def _field(self, name: str) -> Condition:
        if self._kind() not in {"word", "phrase"}:
            raise _Malformed(f"“{name}:”后面缺少内容")
        quoted = self._kind() == "phrase"
        value = self._next()[1:-1] if quoted else self._next()
        if name != "条":
            return InWorks(self._works(name, value))
        label, end = read_label(value if "条" in value else f"第{value}条")
        if not label or end < len(value.rstrip()):
            raise _Malformed(f"“条:”后面的“{value}”不是条号")
        return Numbered(label.split(".", 1)[0])


def _holds(text: str) -> Condition:
    if not bigrams(fold(text)):
        raise _Malformed("引号或“-”里面没有词语")
    return Holds(text)
