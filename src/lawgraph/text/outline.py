"""A report's text → its paragraphs, sentences and headings. Spans are exact and never move: nothing is normalised here.

Chinese reports come without mark-up. What is a heading shows in its number (一、 （一） 1. (1) ①), in its place (alone on a line, with text below)
or in its shape (a short general sentence that opens a paragraph: 强化库房安全管理。更新消防设施，…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from lawgraph.text.cues import CONCRETE, COUNTED

__all__ = ["MARKER", "Paragraph", "cover", "outline", "sentences", "trim"]

_ONE_TO_99 = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
MARKER = re.compile(rf"{_ONE_TO_99}(?:是|要)(?![否非])|第{_ONE_TO_99}，|其{_ONE_TO_99}，|(?:首先|其次|再次|最后)，")
"""Opens an item of a running list: 一是 二是 | 一要 二要 | 第一，第二， | 其一，其二， | 首先，其次，."""

_NUMBERS = (
    (1.0, re.compile(rf"(?:{_ONE_TO_99}、|第{_ONE_TO_99}(?:部分|章|节)[、：\s]?)")),  # 一、  第一部分
    (2.0, re.compile(rf"[（(]{_ONE_TO_99}[)）]、?")),  # （一）
    (3.0, re.compile(r"\d{1,2}(?:[.．](?!\d)|、)")),  # 1.  1、  but not 2.5
    (4.0, re.compile(r"[（(]\d{1,2}[)）]|\d{1,2}[)）]|[①-⑳]")),  # (1)  1)  ①
)
_MARKDOWN = re.compile(r"(#{1,6})\s+")
_DECORATION = re.compile(r"(?:[>\s\ufeff•·●■◆▪—]|[*-]\s)*")
"""Before the first word of a line: indents, marks of a quotation or a bullet."""
_LONE = 5.0
"""Level of a heading without a number that stands alone on its line."""

_PAIRS = {"《": "》", "“": "”", "（": "）", "(": ")", "「": "」", "〈": "〉"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_LONGEST_PAIR = 400
_END = re.compile(r"[。！？]+[”」）)]*")
_GLUE = "，、；。的之和与及等"
"""After a closing quotation mark these run the sentence on: “…。”的要求."""
_STATEMENT = re.compile(r"^(?:[该此其这由各]|[我本全][局市县区省院们镇])|\d{4}年\d{1,2}月|于\d{4}年|[已了]")
"""该系统尚未建成。 | 平台于2012年6月开通。 These tell something and head nothing."""
_LABEL = re.compile(r"[^，。；：\s]{2,12}：")
"""（一）重点时段：两会期间，… | 不足： alone on its line."""
_DATE_LINE = re.compile(r"（?(?:[\dxX×*]{1,4}|[〇○零一二三四五六七八九]{4})年.{0,8}[月日]）?")


@dataclass(slots=True)
class Paragraph:
    """A paragraph, over all the lines that it was broken into. ``start`` stands after indents and marks, ``body`` after number and heading.

    ``level`` is its heading's or number's (None: it has neither, or a heading without a number at its head, which covers this paragraph
    only), ``heading`` the heading's span, ``alone`` whether it is nothing but a heading, ``marked`` whether its body opens with 一是.
    """

    start: int
    end: int
    body: int = 0
    level: float | None = None
    heading: tuple[int, int] | None = None
    alone: bool = False
    marked: bool = False
    sentences: list[tuple[int, int]] = field(default_factory=list)


def cover(text: str, protected: Sequence[tuple[int, int]]) -> bytearray:
    """For each character 1 where it stands inside brackets or quotation marks, or in a protected span: there no sentence ends."""
    steps = [0] * (len(text) + 1)
    opened: list[tuple[str, int]] = []
    for found in re.finditer(r"[《》“”（）()「」〈〉]|\n\s*\n", text):
        sign, place = found.group(), found.start()
        if sign in _PAIRS:
            opened.append((sign, place))
        elif sign in _CLOSERS:
            while opened and opened[-1][0] != _CLOSERS[sign]:
                opened.pop()
            if opened and place - opened[-1][1] <= _LONGEST_PAIR:
                steps[opened[-1][1]] += 1
                steps[place] -= 1
            if opened:
                opened.pop()
        else:
            opened.clear()
    for start, end in protected:
        if 0 <= start < end <= len(text):
            steps[start] += 1
            steps[end] -= 1
    return bytearray(min(depth, 1) for depth in accumulate(steps))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its edges."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def sentences(text: str, start: int, end: int, covered: bytearray) -> Iterator[tuple[int, int]]:
    """The sentences of a stretch of text, trimmed. 。！？ end one, but not inside 《》, “” or （）; “…。” ends one where nothing runs it on."""
    begin = start
    for found in _END.finditer(text, start, end):
        inside = covered[found.start()]
        quoted = inside and found.group()[-1] in "”」" and (found.end() >= end or text[found.end()] not in _GLUE)
        if (not inside or quoted) and not (found.end() < len(text) and covered[found.end()] and covered[found.end() - 1]):
            yield from _nonempty(trim(text, begin, found.end()))
            begin = found.end()
    yield from _nonempty(trim(text, begin, end))


def _nonempty(span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if span[0] < span[1]:
        yield span


def outline(text: str, covered: bytearray) -> list[Paragraph]:
    """The paragraphs in order, with their headings told from their bodies."""
    paragraphs = [Paragraph(start, end) for start, end in _paragraphs(text, covered)]
    for paragraph in paragraphs:
        _number(text, paragraph)
        paragraph.sentences = list(sentences(text, paragraph.body, paragraph.end, covered))
        paragraph.marked = MARKER.match(text, paragraph.body, paragraph.end) is not None
    for before, paragraph, following in zip([None, *paragraphs], paragraphs, [*paragraphs[1:], None], strict=False):
        _heading(text, paragraph, before, following)
    return paragraphs


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Trimmed lines and cells of tables: start, end and whether the line is set in (indented, or after a blank line)."""
    blank = True
    for found in re.finditer(r"[^\n\t]*[\n\t]?", text):
        start, end = trim(text, found.start(), found.end())
        if start >= end:
            blank = True
            continue
        mark = _DECORATION.match(text, start, end)
        first = mark.end() if mark else start
        if first < end:
            yield first, end, blank or first - found.start() >= 2
        blank = text[found.end() - 1] == "\t"


def _paragraphs(text: str, covered: bytearray) -> Iterator[tuple[int, int]]:
    """Lines joined to paragraphs where a line break stands inside a sentence or a title."""
    lines = list(_lines(text))
    full = _full_width(text, lines)
    open_start: int | None = None
    for place, (start, end, _) in enumerate(lines):
        open_start = start if open_start is None else open_start
        following = lines[place + 1] if place + 1 < len(lines) else None
        if following is None or not _runs_on(text, covered, (start, end), following, full):
            yield open_start, end
            open_start = None


def _full_width(text: str, lines: list[tuple[int, int, bool]]) -> int:
    """The length from which a line was broken by a fixed width; 0 where the text is not set that way.

    Text broken at a width has many lines of about the same greatest length, most of them ending inside a sentence.
    """
    lengths = sorted(end - start for start, end, _ in lines)
    if len(lengths) < 5:
        return 0
    widest = lengths[-max(1, len(lengths) // 20)]
    least = widest - max(4, widest // 8)
    full = [(start, end) for start, end, _ in lines if least <= end - start <= widest + 4]
    inside = sum(text[end - 1] not in "。！？：；" for _, end in full)
    return least if 15 <= widest <= 90 and len(full) * 3 >= len(lines) and len(full) >= 4 and inside * 2 >= len(full) else 0


def _runs_on(text: str, covered: bytearray, line: tuple[int, int], following: tuple[int, int, bool], full: int) -> bool:
    start, end = line
    begin, _, set_in = following
    if covered[end - 1] and covered[begin] and "\n\n" not in text[end:begin] and text[end - 1] not in _CLOSERS:
        return True
    if set_in or _numbered(text, begin) is not None or _MARKDOWN.match(text, begin) or _MARKDOWN.match(text, start):
        return False
    if full:
        return end - start >= full
    return text[end - 1] in "，、" and MARKER.match(text, begin) is None


def _numbered(text: str, start: int) -> tuple[float, int] | None:
    """The level of the number that stands at ``start`` and where it ends."""
    for level, pattern in _NUMBERS:
        if found := pattern.match(text, start):
            return level, found.end()
    return None


def _number(text: str, paragraph: Paragraph) -> None:
    """Steps over the marks and the number before a paragraph's first word."""
    paragraph.body = paragraph.start
    if found := _MARKDOWN.match(text, paragraph.start, paragraph.end):
        paragraph.level, paragraph.alone = float(len(found.group(1))), True
        paragraph.body = found.end()
    if numbered := _numbered(text, paragraph.body):
        paragraph.level, paragraph.body = numbered[0], min(numbered[1], paragraph.end)
    paragraph.body = trim(text, paragraph.body, paragraph.end)[0]


def _heading(text: str, paragraph: Paragraph, before: Paragraph | None, following: Paragraph | None) -> None:
    """Decides what of the paragraph is a heading; ``body`` then stands behind it."""
    whole = (paragraph.body, paragraph.end)
    if paragraph.alone or (following is not None and _stands_alone(text, paragraph, before, following)):
        paragraph.heading, paragraph.alone = whole, True
        if paragraph.level is None:
            # A heading above numbered ones encloses them.
            paragraph.level = following.level - 0.5 if following is not None and following.level is not None and following.level < _LONE else _LONE
        paragraph.body, paragraph.sentences = paragraph.end, []
        return
    label = _LABEL.match(text, *whole) if paragraph.level is not None else None
    if label and label.end() < paragraph.end:
        paragraph.heading, paragraph.body = (paragraph.body, label.end() - 1), trim(text, label.end(), paragraph.end)[0]
        paragraph.sentences = [(max(start, paragraph.body), end) for start, end in paragraph.sentences]
    elif not paragraph.marked and len(paragraph.sentences) > 1 and _is_general(text[slice(*paragraph.sentences[0])], paragraph.level):
        paragraph.heading, *paragraph.sentences = paragraph.sentences
        paragraph.body = paragraph.sentences[0][0]


def _stands_alone(text: str, paragraph: Paragraph, before: Paragraph | None, following: Paragraph) -> bool:
    """Whether a paragraph of one sentence heads what follows, rather than saying something itself."""
    said = text[paragraph.body : paragraph.end]
    if len(paragraph.sentences) != 1 or (paragraph.marked and (following.marked or following.level is not None)):
        return False
    if _LABEL.fullmatch(said):
        return True
    # Above a date stands the office that signs.
    if _DATE_LINE.fullmatch(said) or _DATE_LINE.fullmatch(text[following.body : following.end]) or said[-1] in "，；、：":
        return False
    deeper = following.level is None or (paragraph.level is not None and following.level > paragraph.level)
    if paragraph.level is not None and not deeper:
        return False
    if said[-1] not in "。！？”":
        return len(said) <= 60
    if following.level is not None and paragraph.level is None and before is not None and before.alone:
        return False  # all that the section above says
    longer = following.level is not None or following.marked or following.end - following.body > len(said)
    return longer and _is_general(said, paragraph.level)


def _is_general(sentence: str, level: float | None) -> bool:
    """A heading in the form of a sentence: short, one thought, nothing counted, no single deed; without a number, nothing that is told.

    强化库房安全管理。 | 坚持便民利民，着力优化查档服务。 | not: 成立领导小组，明确专人负责。 | 全年办理案件三百件。
    """
    bare = re.sub(r"\s", "", sentence)
    if (level is None and _STATEMENT.search(bare)) or len(bare) > 40 or bare.count("，") > 1 or "；" in bare or "：" in bare or COUNTED.search(bare):
        return False
    return (len(bare) <= 12 and "，" not in bare) or not CONCRETE.search(bare)
