"""A report → its sections and the measures that it says were taken or are to be taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from lawgraph.domain.models import MeasureState
from lawgraph.text import cues
from lawgraph.text.dating import report_date
from lawgraph.text.outline import MARKER, Paragraph, cover, outline, sentences, trim

__all__ = ["RawMeasure", "Section", "Segmented", "report_date", "report_title", "segment"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading of its level or a higher one.

    ``level``: 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 5 for a heading without a number (half a level above numbered ones that it heads);
    markdown headings without a number keep their own.
    """

    start: int
    end: int
    heading_start: int
    heading_end: int
    level: float
    heading: str


@dataclass(frozen=True, slots=True)
class RawMeasure:
    """One action: its span without white space at the edges, the headings above it from the top down, done or planned."""

    start: int
    end: int
    headings: tuple[str, ...]
    state: MeasureState


@dataclass(frozen=True, slots=True)
class Segmented:
    """Measures in order, none overlapping another; sections in the order of their headings."""

    measures: tuple[RawMeasure, ...]
    sections: tuple[Section, ...]


_PARTS = (1.0, 2.0)
"""Levels of the numbers that divide a document: 一、 and （一）."""
_SHORTEST_ITEM = 16
"""Below this mean length 一是 … 二是 … are phrases of one sentence."""
_MANY = 8
"""So many sentences without a word of the past are no account of anything."""
_YEAR = re.compile(r"(20\d\d)年")
_ENDING = re.compile(r"[。；！？!?;]")
_FULL_WIDTH = str.maketrans(",;:()!?", "，；：（）！？")


class _Mode(Enum):
    """What the text is about at the moment: deeds; shortcomings, aims or a description; or plans."""

    TELLS = auto()
    DWELLS = auto()
    PLANS = auto()


@dataclass(slots=True)
class _Open:
    """A heading whose section is still open."""

    level: float
    heading: str
    mode: _Mode
    start: int
    span: tuple[int, int]


def report_title(name: str, text: str) -> str:
    """The first line of the text where it can be a title, else the file's name."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return (
        first.lstrip("#").strip()
        if 4 <= len(first) <= 60 and not _ENDING.search(first) and not first.endswith(("：", ":")) and "，" not in first
        else name.rsplit(".", 1)[0]
    )


def segment(text: str, protected: Sequence[tuple[int, int]] = ()) -> Segmented:
    """The sections and measures of a report.

    ``protected`` are spans inside which no sentence ends (citations). A measure is a whole item (一是 … up to 二是) where a paragraph is
    built of items, otherwise a sentence; numbers and headings at the head of a paragraph are left out of it. Shortcomings,
    evaluations, introductions, aims, quotations and the content of rules are no measures. Any string may be given; nothing is raised.
    Time is linear in the length of ``text``.
    """
    # Half-width punctuation is read as its full-width twin, one character for one, so that no span moves.
    plain = text.translate(_FULL_WIDTH)
    covered = cover(plain, protected)
    walk = _Walk(text, plain, covered, outline(plain, covered))
    for place in range(len(walk.paragraphs)):
        walk.step(place)
    walk.close(0.0, len(text.rstrip()))
    return Segmented(tuple(walk.measures), tuple(sorted(walk.sections, key=lambda section: section.start)))


class _Walk:
    """One walk through the paragraphs, which keeps the open headings and what the text is about."""

    def __init__(self, text: str, plain: str, covered: bytearray, paragraphs: list[Paragraph]) -> None:
        self.text, self.plain, self.covered, self.paragraphs = text, plain, covered, paragraphs
        self.measures: list[RawMeasure] = []
        self.sections: list[Section] = []
        self.stack: list[_Open] = []
        self.run_in = ""
        self.plan = self._is_plan()
        # A report of one year whose later part is headed by the next one plans there: 一、2021年工作回顾, 二、2022年重点工作.
        self.first_year = min((int(year) for paragraph in paragraphs for year in _YEAR.findall(self._title(paragraph))), default=0)
        bodies = [place for place, paragraph in enumerate(paragraphs) if not paragraph.alone]
        leading, survey = 0, False
        if len(bodies) >= 3:  # one or two paragraphs are all that their author had to say: they lead to nothing
            leading = next((place for place, paragraph in enumerate(paragraphs) if paragraph.level in _PARTS), bodies[0] + 1)
            survey = any(cues.is_survey(self.said(span)) for place in bodies[:3] for span in paragraphs[place].sentences)
        self.leading = leading
        self.closing = bodies[-3] if len(bodies) >= 3 else len(paragraphs)  # a vow, the office, the date
        self.base = self.mode = _Mode.DWELLS if survey else _Mode.TELLS

    def said(self, span: tuple[int, int]) -> str:
        """The words of a span without the white space and line breaks that layout put into them."""
        return "".join(self.plain[slice(*span)].split())

    def close(self, level: float, end: int) -> None:
        """Ends the open sections of that level and below."""
        while self.stack and self.stack[-1].level >= level:
            done = self.stack.pop()
            self.sections.append(Section(done.start, end, *done.span, done.level, done.heading))

    def step(self, place: int) -> None:
        """Takes in one paragraph."""
        paragraph = self.paragraphs[place]
        if paragraph.level is not None:
            self.close(paragraph.level, paragraph.start)
        self.run_in = ""
        inherited = self.stack[-1].mode if self.stack else self.base
        if paragraph.heading is not None:
            heading = " ".join(self.text[slice(*paragraph.heading)].split()).rstrip("。：:")
            self.mode = self._mode_under(self.said(paragraph.heading), inherited)
            if paragraph.level is None:
                self.run_in = heading
            else:
                self.stack.append(_Open(paragraph.level, heading, self.mode, paragraph.start, paragraph.heading))
        elif not (paragraph.marked and self.mode is _Mode.DWELLS):
            # Items on lines of their own go on with what the paragraph before them announced.
            self.mode = inherited
        if not paragraph.alone:
            self._body(place)

    def _mode_under(self, heading: str, inherited: _Mode) -> _Mode:
        if cues.names_problem(heading) or cues.names_scenery(heading):
            return _Mode.DWELLS
        year = cues.names_year(heading)
        if cues.names_plan(heading) or (year is not None and year > self.first_year):
            return _Mode.PLANS
        return inherited

    def _body(self, place: int) -> None:
        paragraph = self.paragraphs[place]
        if paragraph.sentences and cues.opens_case(self.said(paragraph.sentences[0])):
            return
        opening = place < self.leading
        marks = self._marks(paragraph)
        if not marks:
            self._sentences(paragraph.sentences, opening=opening, lead=self._leads(place), closing=place >= self.closing)
            return
        self._sentences(list(sentences(self.plain, paragraph.body, marks[0], self.covered)), opening=opening, lead=True)
        for start, end in pairwise([*marks, paragraph.end]):
            self._item(*trim(self.text, start, end))

    def _leads(self, place: int) -> bool:
        """Whether the paragraph stands between a heading and the first of the parts below it, and so leads to them."""
        paragraph = self.paragraphs[place]
        if place == 0 or place + 1 == len(self.paragraphs) or not self.paragraphs[place - 1].alone:
            return False
        if paragraph.level is not None or paragraph.heading is not None or paragraph.marked:
            return False
        following = self.paragraphs[place + 1]
        deeper = following.level is not None and following.level > self.stack[-1].level
        return deeper or following.marked or (following.level is None and following.heading is not None)

    def _marks(self, paragraph: Paragraph) -> list[int]:
        """Where the items of a list begin, if the paragraph is built of them. Short phrases inside one sentence (一是A，二是B。) are no items."""
        marks = [
            found.start()
            for found in MARKER.finditer(self.plain, paragraph.body, paragraph.end)
            if not self.covered[found.start()] and self._after_a_stop(paragraph.body, found.start())
        ]
        if not marks or (len(marks) == 1 and marks[0] != paragraph.body):
            return []
        phrases = len(marks) > 1 and marks[-1] - marks[0] < _SHORTEST_ITEM * (len(marks) - 1)
        return [] if phrases and all(self.plain[mark - 1] in "，、" for mark in marks[1:]) else marks

    def _after_a_stop(self, start: int, place: int) -> bool:
        return place == start or self.plain[place - 1] in "。；：，、！？”）" or self.plain[place - 1].isspace()

    def _item(self, start: int, end: int) -> None:
        """One item of a list. Sentences behind it that turn to shortcomings or plans belong to it no longer."""
        parts = list(sentences(self.plain, start, end, self.covered))
        kept = 0
        if self.mode is not _Mode.DWELLS:
            kept = next((place for place, part in enumerate(parts) if place and self._turns(self.said(part))), len(parts))
            stop = parts[kept - 1][1]
            said = self.said((start, stop))
            owned = cues.is_problem(self.said(parts[0])) and not cues.is_done(said)
            if not owned and (cues.is_done(said) or cues.is_action(MARKER.sub("", said, count=1))):
                self._add(start, stop, self._state(said))
        self._sentences(parts[kept:])

    def _turns(self, sentence: str) -> bool:
        return cues.opens_plan(sentence) or (cues.opens_problem(sentence) and cues.is_problem(sentence))

    def _sentences(self, spans: Sequence[tuple[int, int]], *, opening: bool = False, lead: bool = False, closing: bool = False) -> None:
        for span in spans:
            said = self.said(span)
            if cues.opens_plan(said):
                self._turn_to_plans()
            elif self.mode is not _Mode.PLANS and cues.opens_problem(said):
                self.mode = _Mode.DWELLS
            state = self._measure(said, lead=lead)
            if state is not None and not ((opening or lead) and cues.is_mandate(said)) and not (closing and cues.is_closing(said)):
                self._add(*span, state)

    def _turn_to_plans(self) -> None:
        """What follows is planned, to the end of the section."""
        self.mode = _Mode.PLANS
        if self.stack:
            self.stack[-1].mode = self.mode
        else:
            self.base = self.mode

    def _measure(self, said: str, *, lead: bool) -> MeasureState | None:
        """The state of the measure that the sentence is; None where it is none. ``lead``: only what is said to be done counts."""
        if not cues.is_action(said) or cues.is_introduction(said):
            return None
        if self.mode is _Mode.DWELLS:
            if cues.is_credit(said):
                return MeasureState.DONE
            return MeasureState.PLANNED if cues.is_order(said) else None
        if cues.is_background(said) or cues.is_problem(said) or (lead and not cues.is_done(said)):
            return None
        return self._state(said)

    def _state(self, said: str) -> MeasureState:
        if cues.is_finished(said):
            return MeasureState.DONE
        planned = self.mode is _Mode.PLANS or self.plan or cues.is_planned(said)
        return MeasureState.PLANNED if planned else MeasureState.DONE

    def _add(self, start: int, end: int, state: MeasureState) -> None:
        headings = tuple(section.heading for section in self.stack)
        self.measures.append(RawMeasure(start, end, (*headings, self.run_in) if self.run_in else headings, state))

    def _is_plan(self) -> bool:
        """Whether the whole document tells of what is to be done: by its title, else because next to nothing in it is told as done."""
        titles = [paragraph for paragraph in self.paragraphs[:2] if paragraph.alone and paragraph.heading == (paragraph.start, paragraph.end)]
        by_title = cues.title_plans("".join(self.said((title.start, title.end)) for title in titles))
        if by_title is not None:
            return by_title
        told = list(self._told())
        done, planned = sum(map(cues.is_done, told)), sum(map(cues.is_planned, told))
        return planned > done or (done == 0 and len(told) >= _MANY)

    def _title(self, paragraph: Paragraph) -> str:
        return self.said(paragraph.heading) if paragraph.heading is not None else ""

    def _told(self) -> Iterator[str]:
        """The sentences before the part on plans with which reports end."""
        for place, paragraph in enumerate(self.paragraphs):
            if place and cues.names_plan(self._title(paragraph)):
                return
            for span in paragraph.sentences:
                said = self.said(span)
                if place and cues.opens_plan(said):
                    return
                yield said
