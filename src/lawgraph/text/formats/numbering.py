"""The automatic numbers of a .docx file, which stand in no paragraph's text: 一、 （一） 1. ① (ECMA-376 part 1, §17.9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from lawgraph.domain.numerals import to_chinese
from lawgraph.text.formats.wordml import attribute, child, children

__all__ = ["Numbering"]


@dataclass(frozen=True, slots=True)
class _Level:
    pattern: str
    format: str
    start: int
    suffix: str


def _digits(number: int, figures: str) -> str:
    return "".join(figures[int(figure)] for figure in str(number))


def _letters(number: int) -> str:
    """From a to z, then aa, bb … as §17.18.59 (lowerLetter) has it."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    said = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"), strict=True
    ):
        said, number = said + sign * (number // value), number % value
    return said


def _chinese(number: int) -> str:
    return to_chinese(number) if number < 10_000 else str(number)


def _enclosed(number: int, first: str, most: int) -> str:
    return chr(ord(first) + number - 1) if 1 <= number <= most else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: _digits(number, "０１２３４５６７８９"),
    "decimalEnclosedCircle": lambda number: _enclosed(number, "①", 20),
    "decimalEnclosedCircleChinese": lambda number: _enclosed(number, "①", 20),
    "decimalEnclosedParen": lambda number: _enclosed(number, "⑴", 20),
    "decimalEnclosedFullstop": lambda number: _enclosed(number, "⒈", 20),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": lambda number: _digits(number, "〇一二三四五六七八九"),
    "ideographEnclosedCircle": lambda number: _enclosed(number, "㊀", 10),
    "ideographTraditional": lambda number: "甲乙丙丁戊己庚辛壬癸"[number - 1] if 1 <= number <= 10 else str(number),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
"""Formats of numbers (§17.18.59) that Chinese documents use. ``bullet`` and ``none`` write nothing; any other writes Arabic figures."""


def _number(written: str, default: int) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 6 else default


class Numbering:
    """Counts the list paragraphs of one document. ``label`` is called once for each paragraph, in document order."""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        """``styles`` and ``numbering`` are the roots of the parts of these names; None where the package has none."""
        self._styles = {attribute(style, "styleId"): style for style in children(styles, "style")}
        self._default = next((key for key, style in self._styles.items() if _is_default(style)), "")
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        abstracts = {attribute(one, "abstractNumId"): one for one in children(numbering, "abstractNum")}
        for num in children(numbering, "num"):
            self._read(num, abstracts)

    def _read(self, num: Element, abstracts: dict[str, Element]) -> None:
        key, abstract = attribute(num, "numId"), attribute(child(num, "abstractNumId"))
        levels = {_number(attribute(one, "ilvl"), 0): _level(one) for one in children(abstracts.get(abstract), "lvl")}
        restarts = {}
        for override in children(num, "lvlOverride"):
            place = _number(attribute(override, "ilvl"), 0)
            if (level := child(override, "lvl")) is not None:
                levels[place] = _level(level)
            if (start := child(override, "startOverride")) is not None:
                restarts[place] = _number(attribute(start), 1)
        self._levels[key], self._abstract[key], self._restarts[key] = levels, abstract, restarts

    def label(self, properties: Element | None) -> str:
        """The number that Word writes before the paragraph with these ``pPr``, with what separates it from the text; "" where it writes none."""
        key, place = self._list_of(properties)
        level = self._levels.get(key, {}).get(place)
        if level is None:
            return ""
        counts = self._counts.setdefault(self._abstract[key], {})
        restart = self._restarts[key].pop(place, None)
        counts[place] = restart if restart is not None else counts.get(place, level.start - 1) + 1
        for deeper in [other for other in counts if other > place]:
            del counts[deeper]
        if level.format in ("bullet", "none"):
            return ""
        written = level.pattern
        for other, its in self._levels[key].items():
            if f"%{other + 1}" in written:
                written = written.replace(f"%{other + 1}", _FORMATS.get(its.format, str)(counts.get(other, its.start)))
        return f"{written} " if level.suffix != "nothing" and written[-1:].isascii() else written

    def _list_of(self, properties: Element | None) -> tuple[str, int]:
        """The list (numId) and level of a paragraph, its own or its style's; "" where it is in none. numId 0 takes a paragraph out of a list."""
        own = child(properties, "numPr")
        key, place = attribute(child(own, "numId")), attribute(child(own, "ilvl"))
        style, seen = attribute(child(properties, "pStyle")) or self._default, set[str]()
        while not (key and place) and style in self._styles and style not in seen:
            seen.add(style)
            inherited = child(self._styles[style], "pPr", "numPr")
            key, place = key or attribute(child(inherited, "numId")), place or attribute(child(inherited, "ilvl"))
            style = attribute(child(self._styles[style], "basedOn"))
        return key, _number(place, 0)


def _is_default(style: Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true")


def _level(level: Element) -> _Level:
    return _Level(
        attribute(child(level, "lvlText")),
        attribute(child(level, "numFmt")) or "decimal",
        _number(attribute(child(level, "start")), 1),
        attribute(child(level, "suff")),
    )
