"""Chinese numerals and the labels of provisions: 第一百二十条之一 ↔ ``120-1``.

A label names a provision inside its version, from the article down: ``34``, ``34.1`` (款), ``34.1.2`` (项), ``120-1`` (之一),
``18..1`` (项 of an article whose 款 was not named).
"""

from __future__ import annotations

import functools
import re

__all__ = ["NUMERAL", "article_name", "label_name", "to_chinese", "to_int"]

_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_FIGURES = "零一二三四五六七八九"
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")

NUMERAL = "[一二三四五六七八九十百千零〇○两0-9０-９]"
"""One character of a number as regulations write it; a regular expression."""


@functools.lru_cache(maxsize=4096)
def to_int(written: str) -> int | None:
    """The number that ``written`` says, in Chinese or Arabic figures of either width; None where it says none.

    Digit strings (二〇二一) and shortened forms (百零五 for 一百零五) are read as well.
    """
    plain = written.translate(_WIDE)
    if not plain:
        return None
    if plain.isascii():
        return int(plain) if plain.isdecimal() and len(plain) <= 9 else None
    if any(sign not in _DIGITS and sign not in _UNITS and not sign.isdecimal() for sign in plain):
        return None
    if not any(sign in _UNITS for sign in plain):
        figures = "".join(sign if sign.isdigit() else str(_DIGITS[sign]) for sign in plain)
        return int(figures) if len(figures) <= 9 else None
    total = section = digit = 0
    for sign in plain:
        if sign == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
        elif sign in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[sign], 0
        else:
            digit = int(sign) if sign.isdigit() else _DIGITS[sign]
    return total + section + digit


def to_chinese(number: int) -> str:
    """``number`` (0 to 9,999) as articles write it: 10 → 十, 105 → 一百零五, 1260 → 一千二百六十.

    Raises ValueError outside that range.
    """
    if not 0 <= number <= 9999:
        raise ValueError(f"no article bears the number {number}")
    if number == 0:
        return "零"
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            said += ("零" if gap and said else "") + _FIGURES[digit] + name
            gap = False
        elif said:
            gap = True
    return said.removeprefix("一") if said.startswith("一十") else said


def article_name(number: str) -> str:
    """An article's number as printed: ``33`` → 第三十三条, ``120-1`` → 第一百二十条之一."""
    main, *inserted = number.split("-")
    return f"第{_printed(main)}条" + "".join(f"之{_printed(part)}" for part in inserted)


def _printed(number: str) -> str:
    """The number in Chinese; in figures where no article bears it: a text may say any."""
    return to_chinese(int(number)) if len(number) <= 4 else number


_LABEL = re.compile(r"^(?:(?P<article>\d+(?:-\d+)*)(?:\.(?P<para>\d*)(?:\.(?P<item>\d+(?:-\d+)*)(?:\.(?P<point>\d+))?)?)?)$")


def label_name(label: str) -> str:
    """A label as a person says it: ``34.1.2`` → 第三十四条第一款第二项. A label of another form (``ch_3``) comes back as it is."""
    match = _LABEL.match(label)
    if match is None:
        return label
    said = article_name(match["article"])
    if match["para"]:
        said += f"第{_printed(match['para'])}款"
    if match["item"]:
        main, *inserted = match["item"].split("-")
        said += f"第{_printed(main)}项" + "".join(f"之{_printed(part)}" for part in inserted)
    if match["point"]:
        said += f"第{_printed(match['point'])}目"
    return said
