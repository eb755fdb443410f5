"""The English of what Python says: messages that were made with their parameters in, some of them stored long ago.

A message is Chinese where it is made, stored and exchanged. The catalogue knows its pattern, 《{title}》在报告日尚未施行。; whoever reads English is
shown the pattern's English with the same parameters. What fits no pattern is a title, a text or a name: it stays, marked as Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from lawgraph.app.language.templates import CHINESE, OURS, PARAMETER
from lawgraph.domain.numerals import to_int

__all__ = ["Official", "Phrases"]

_KEPT = 8192
_LONGEST = 600
"""Characters: a longer text is none of our messages."""
_NUMBER = r"[〇零一二三四五六七八九十百千\d]+"
_LABEL = re.compile(rf"(?=第)(?:第({_NUMBER})条((?:之{_NUMBER})*))?(?:第({_NUMBER})款)?(?:第({_NUMBER})项)?(?:第({_NUMBER})目)?")
_SENTENCE = re.compile(r"[^。？]+[。？]")
_BETWEEN = (("；", "; "), ("，", ", "), ("、", ", "), (", ", ", "))
_STOPS = {"。": ".", "？": "?"}
_OPENING = {"：": ": ", "，": ", ", "；": "; "}
_QUOTED = re.compile(r"(“.+”|《.+》)(.+)")
_SPAN = Markup('<span lang="zh-Hans">{}</span>')

Parts = tuple[tuple[str, bool], ...]
"""Pieces of a text, and whether each is Chinese."""


class Official(str):
    """An official title or text, or what a report says: never taken for a message of ours, whatever its words."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Pattern:
    anchor: str
    shape: re.Pattern[str]
    english: str


class Phrases:
    """A catalogue as a table of phrases: ``messages`` are pairs of Chinese and English, with the same parameters."""

    def __init__(self, messages: Iterable[tuple[str, str]]) -> None:
        known = dict(messages)
        self._known = known
        self._whole = {chinese: english for chinese, english in known.items() if not PARAMETER.search(chinese)}
        # what is parameters and marks alone would fit any text
        shaped = [(PARAMETER.sub("", chinese), chinese) for chinese in known if PARAMETER.search(chinese)]
        telling = sorted((len(words), chinese) for words, chinese in shaped if CHINESE.search(words))
        self._patterns = [_pattern(chinese, known[chinese]) for _, chinese in reversed(telling)]
        self._parts = lru_cache(_KEPT)(self._look_up)

    def of_template(self, message: str) -> str:
        """The English of a template's own message; the message where there is none."""
        return self._known.get(message, message)

    def plain(self, text: str) -> str:
        """A text of ours in English, for where there is no mark-up: an attribute, a title."""
        return "".join(part for part, _ in self._parts(text))

    def plainly(self, value: Any) -> Any:
        """What an expression gives, in English where it is ours."""
        if isinstance(value, Exception):
            value = str(value)
        return value if not isinstance(value, str) or isinstance(value, Markup | Official) else self.plain(value)

    def said(self, value: Any) -> Any:
        """The same as mark-up: what stays Chinese says so (WCAG 2.2, 3.1.2)."""
        if isinstance(value, Exception):
            value = str(value)
        if not isinstance(value, str) or isinstance(value, Markup):
            return value
        if isinstance(value, Official):
            return _SPAN.format(value) if OURS.search(value) else value
        return Markup().join(_SPAN.format(part) if chinese else escape(part) for part, chinese in self._parts(value))

    def knows(self, text: str) -> bool:
        """Whether the whole text is a message of ours."""
        return self._ours(text) is not None

    def _look_up(self, text: str) -> Parts:
        if not OURS.search(text):
            return ((text, False),)
        return self._ours(text) or ((text, True),)

    def _ours(self, text: str) -> Parts | None:
        core = text.strip()
        if core != text:
            found = self._ours(core)
            return found and ((text[: text.index(core)], False), *found, (text[text.index(core) + len(core) :], False))
        if (english := self._whole.get(text)) is not None:
            return _told_apart(english)
        if label := _LABEL.fullmatch(text):
            return ((_label_name(label), False),)
        return self._composed(text) if len(text) <= _LONGEST else None

    def _composed(self, text: str) -> Parts | None:
        """What was put together from messages: sentences, clauses, a list; a pattern with its parameters; a title and what is said of it."""
        sentences = _SENTENCE.findall(text)
        if len(sentences) > 1 and "".join(sentences) == text and (found := self._each(sentences, " ")):
            return found
        if text[-1] in _STOPS:
            found = self._shaped(text) or self._quoted(text) or ((found := self._ours(text[:-1])) and (*found, (_STOPS[text[-1]], False)))
            return found and _capital(found)
        if text[0] in _OPENING:
            return self._shaped(text) or ((found := self._ours(text[1:])) and ((_OPENING[text[0]], False), *found))
        for mark, english in _BETWEEN:
            if mark in text[1:] and (found := self._each(text.split(mark), english)):
                return found
        if found := self._shaped(text):
            return found
        if found := self._quoted(text):
            return found
        # two whole messages in a row
        return next(
            (self._each([text[:cut], text[cut:]], " ") for cut in range(2, len(text) - 1) if {text[:cut], text[cut:]} <= self._whole.keys()), None
        )

    def _quoted(self, text: str) -> Parts | None:
        """“某办法”不在库中: a name, and a message that follows it."""
        found = _QUOTED.fullmatch(text)
        rest = self._ours(found[2]) if found else None
        return (*self._parts(found[1]), (" ", False), *rest) if found and rest else None

    def _shaped(self, text: str) -> Parts | None:
        """A pattern with its parameters. What opens with a comma has a pattern that does; no parameter is a sentence."""
        opening = text[0] if text[0] in _OPENING else ""
        for pattern in self._patterns:
            if pattern.anchor not in text or not pattern.shape.pattern.startswith(opening):
                continue
            match = pattern.shape.fullmatch(text)
            if match and not any(value[-1:] in _STOPS for value in match.groups() if value):
                return self._filled(pattern.english, match.groupdict())
        return None

    def _each(self, pieces: list[str], between: str) -> Parts | None:
        """All pieces in English; None where one is none of ours."""
        made: list[tuple[str, bool]] = []
        for piece in pieces:
            found = self._ours(piece) if OURS.search(piece) else ((piece, False),)
            if found is None:
                return None
            made += [*found, (between, False)]
        return tuple(made[:-1])

    def _filled(self, english: str, values: dict[str, str]) -> Parts:
        made: list[tuple[str, bool]] = []
        at = 0
        for found in PARAMETER.finditer(english):
            made += _told_apart(english[at : found.start()])
            at = found.end()
            value = values.get(found[1], "")
            made += [(plural(value, found[2], found[3]), False)] if found[2] is not None else self._parts(value)
        return (*made, *_told_apart(english[at:]))


def _told_apart(english: str) -> Parts:
    """English words, and Chinese examples among them (第三十三条)."""
    return tuple((piece, number % 2 == 1) for number, piece in enumerate(re.split(f"({CHINESE.pattern})", english)) if piece)


def _capital(parts: Parts) -> Parts:
    """The parts of a sentence, its first word with a capital."""
    (first, chinese), *rest = parts
    return parts if chinese else ((first[:1].upper() + first[1:], False), *rest)


def plural(count: object, one: str, several: str) -> str:
    """The word for one or for several, by a number as it is printed."""
    return one if str(count) in {"1", "01"} else several


def _pattern(chinese: str, english: str) -> _Pattern:
    shape, at, seen = "", 0, set()
    for found in PARAMETER.finditer(chinese):
        shape += re.escape(chinese[at : found.start()])
        shape += f"(?P={found[1]})" if found[1] in seen else f"(?P<{found[1]}>.*?)"
        seen.add(found[1])
        at = found.end()
    literals = PARAMETER.sub("\0", chinese).split("\0")
    return _Pattern(max(literals, key=len), re.compile(shape + re.escape(chinese[at:]), re.DOTALL), english)


def _label_name(found: re.Match[str]) -> str:
    """第三十四条第一款第二项 → Article 34, paragraph 1, item 2."""
    article, added, *rest = found.groups()
    number = "-".join(str(to_int(part)) for part in (article, *(added or "").split("之")[1:]) if part)
    below = [f"{name} {to_int(part)}" for name, part in zip(("paragraph", "item", "point"), rest, strict=True) if part]
    said = ", ".join([*([f"article {number}"] if number else []), *below])
    return said[:1].upper() + said[1:]
