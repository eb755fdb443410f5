"""Antecedents: which mention a short form, a pronoun or a lone article stands for. What is inferred here is kept apart from what was read.

A declared name wins over a nearer title. Where two antecedents are possible, both are given and none is chosen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from lawgraph.cite import grammar as g
from lawgraph.cite.catalogue import Catalogue, title_key
from lawgraph.cite.find import Declaration, Form, Found, Mention
from lawgraph.cite.pinpoints import Place, read_places
from lawgraph.domain.levels import sign_of_no_regulation

__all__ = ["Stand", "stands"]

_QUOTE = re.compile(r"“[^“”]{1,3000}”|「[^「」]{1,3000}」|『[^『』]{1,3000}』")
_TAIL = re.compile(r"(?:[（(〔\[][^（）()〔〕\[\]]{1,40}[）)〕\]])+$")
_PLACED = re.compile(r"^(?:[一-鿿x×*]{1,12}?(?:省|市|州|县|区|旗|人民政府|人大常委会|院|部|局|厅|委员会)(?:关于)?){1,2}(?=[一-鿿]{4})")
_MAX_ANTECEDENTS = 5
# how far back, in characters, a paragraph is looked for, a lone article goes on, 该法 points; how many titles 该法 looks at
_REACH, _FOLLOWED, _POINTED, _LOOKED_AT = 4000, 1000, 400, 50
# how long, in characters, the end of a title is that may stand for it: 调解仲裁法 for 劳动争议调解仲裁法, but not 企业法
_LEAST_END, _LONGEST_END = 5, 12


@lru_cache(maxsize=8_192)
def _short_forms(title: str) -> frozenset[str]:
    """What may stand for ``title`` undeclared: the general word that it ends in, the end of a law's name, the title without its place or issuer."""
    full, plain = title_key(title), title_key(_TAIL.sub("", title))
    endings = {plain[-length:] for length in range(1, 5)} & g.GENERIC
    placed = _PLACED.match(full)
    ends = {plain[-length:] for length in range(_LEAST_END, _LONGEST_END + 1)} if plain.endswith(("法", "条例")) else set()
    return frozenset(endings | ends | ({full[placed.end() :]} if placed else set())) - {full, plain}


@dataclass(frozen=True, slots=True)
class Stand:
    """What a mention stands for.

    ``of``: places, in the list of mentions, of the first mentions that name the works meant (none: the mention names its work itself);
    ``own``: the text itself is meant (本法); ``places``: its pinpoints with what they inherit; ``dropped``: no citation after all.
    """

    of: tuple[int, ...] = ()
    own: bool = False
    declared: bool = False
    places: tuple[Place, ...] = ()
    dropped: bool = False


def stands(text: str, found: Found, catalogue: Catalogue, *, itself: str | None) -> tuple[Stand, ...]:
    """One answer for each mention of ``found``, in the same order. ``itself``: the work whose text this is, if it is one's text."""
    return _Reader(text, found, catalogue, itself).run()


class _Reader:
    """Goes through the mentions in order and keeps what has been named so far."""

    def __init__(self, text: str, found: Found, catalogue: Catalogue, itself: str | None) -> None:
        self.text = text
        self.mentions = found.mentions
        self.catalogue = catalogue
        self.own = itself is not None
        self.is_statute = self.own or found.is_statute
        self.pending: list[Declaration] = list(reversed(found.declarations))
        self.place_of = {mention.start: index for index, mention in reversed(list(enumerate(found.mentions)))}
        self.declared: dict[str, int] = {}
        self.first: dict[str, int] = {}
        self.topic: int | None = None
        self.bearers: dict[str, list[int]] = {}  # short form → first mentions of the full titles that it may stand for
        self.repeats: list[tuple[int, int]] = []  # (position, first mention) of every full title
        self.latest: tuple[int, tuple[int, ...], Place | None] | None = None  # position, first mentions, last place
        self.quotes: list[tuple[int, int]] | None = None

    def run(self) -> tuple[Stand, ...]:
        answers = []
        for index, mention in enumerate(self.mentions):
            self._declare_until(mention.start, index)
            answer = self._answer(index, mention)
            answers.append(answer)
            if not answer.dropped and not answer.own and self._has_articles(mention, answer):
                self.latest = (mention.start, answer.of or (self._root(index, mention),), answer.places[-1] if answer.places else None)
        return tuple(answers)

    def _has_articles(self, mention: Mention, answer: Stand) -> bool:
        """Whether an article that stands alone can go on from this mention: not from a certificate or a newspaper."""
        title = self.mentions[answer.of[0]].title if answer.of else mention.title
        return bool(answer.of) or mention.form is Form.NUMBER or (g.FORM.search(title) is not None and not sign_of_no_regulation(title))

    def _root(self, index: int, mention: Mention) -> int:
        return self.first.get(title_key(mention.title), index)

    def _declare_until(self, position: int, index: int) -> None:
        while self.pending and self.pending[-1].start <= position:
            declaration = self.pending.pop()
            target = self.place_of.get(declaration.mention)
            if target is not None and target < index:
                stood = self.first.get(title_key(self.mentions[target].title), target)
                self.declared[title_key(declaration.name)] = stood

    def _answer(self, index: int, mention: Mention) -> Stand:
        match mention.form:
            case Form.ARTICLE:
                return self._article(mention)
            case Form.SELF:
                return self._self(mention)
            case Form.ANAPHOR:
                return self._anaphor(mention)
        key = title_key(mention.title)
        of = self.declared.get(key)
        if of is not None and of != index and (of != self.first.get(key, index) or mention.title != self.mentions[of].title):
            return Stand((of,), declared=True, places=mention.places)
        if mention.form in {Form.BRACKETED, Form.UNLISTED} and key not in self.first:
            if key in g.GENERIC and self.is_statute and self.text[max(0, mention.start - 1) : mention.start] == "本":
                return Stand(own=True, places=mention.places)
            short = self._short_form(mention, key)
            if short:
                return Stand(short, places=mention.places)
            if key in g.GENERIC and mention.form is Form.UNLISTED:
                return Stand(dropped=True)
        if key not in self.first:
            self.first[key] = index
            self.topic = index if mention.topic else self.topic
            for form in _short_forms(mention.title):
                self.bearers.setdefault(form, []).append(index)
        self.repeats.append((mention.start, self.first[key]))
        return Stand(places=mention.places)

    # -- 《规定》, 《养犬管理条例》 ----------------------------------------------------------------------------------------------------

    def _short_form(self, mention: Mention, key: str) -> tuple[int, ...]:
        """The full titles that an undeclared short form may refer back to; empty where it is a title of its own."""
        if key not in g.GENERIC and (len(key) > 30 or self.catalogue.exact(mention.title) is not None):
            return ()
        ending = self.bearers.get(key, [])
        if len(ending) > 1:
            ending = self._nearest(ending, mention.start)
        return tuple(ending[-_MAX_ANTECEDENTS:])

    def _nearest(self, ending: list[int], position: int) -> list[int]:
        """Of several titles, those of this sentence, else of the one before, else of the paragraph; else the topic; else all."""
        wanted = set(ending)
        for low in (self._sentence(position, 1), self._sentence(position, 2), self._paragraph(position)):
            near: list[int] = []
            for start, first in reversed(self.repeats):
                if start < low:
                    break
                if first in wanted and first not in near:
                    near.insert(0, first)
            if near:
                return near
        return [self.topic] if self.topic in wanted and self.topic is not None else ending

    def _paragraph(self, position: int) -> int:
        """Where the paragraph of ``position`` begins, looked for within reach."""
        low = max(0, position - _REACH)
        return max(low, self.text.rfind("\n", low, position) + 1)

    def _sentence(self, position: int, back: int) -> int:
        """Where the sentence before ``position`` begins; ``back`` 2: the one before it, in the same paragraph."""
        paragraph = self._paragraph(position)
        ends = [match.end() for match in g.SENTENCE_END.finditer(self.text, max(paragraph, position - 600), position)]
        return ends[-back] if len(ends) >= back else paragraph

    # -- 第三十二条, 本法, 该法 ------------------------------------------------------------------------------------------------------------

    def _article(self, mention: Mention) -> Stand:
        """A lone article goes on from the work named last: in this paragraph, in the sentence before, or the text's topic."""
        if g.OWN_ARTICLE.search(self.text[max(0, mention.start - 2) : mention.start]):
            return Stand(own=True, places=mention.places) if self.is_statute else Stand(dropped=True)
        if self.is_statute:
            last = self.latest
            if last is not None and last[2] is not None and last[0] >= self._sentence(mention.start, 1):
                return Stand(last[1], places=mention.places)
            return Stand(own=True, places=mention.places)
        if self.latest is not None:
            start, of, _ = self.latest
            if start >= self._paragraph(mention.start) or (self.topic is None and mention.start - start <= _FOLLOWED):
                return Stand(of, places=mention.places)
        return Stand((self.topic,), places=mention.places) if self.topic is not None else Stand(dropped=True)

    def _self(self, mention: Mention) -> Stand:
        quoted = self._quoted_by(mention)
        relied = g.RELIANCE.search(self.text[max(0, mention.start - 4) : mention.start]) is not None
        if not mention.places and (quoted is not None or not relied):
            return Stand(dropped=True)
        if quoted and not self.own:
            return Stand(quoted, own=True, places=mention.places)
        return Stand(own=True, places=mention.places)

    def _quoted_by(self, mention: Mention) -> tuple[int, ...] | None:
        """The works whose words a quotation around the mention gives; None where it stands in none."""
        if self.quotes is None:
            self.quotes = [match.span() for match in _QUOTE.finditer(self.text)]
        place = bisect_right(self.quotes, (mention.start, len(self.text))) - 1
        if place < 0 or self.quotes[place][1] <= mention.start:
            return None
        opened = self.quotes[place][0]
        if self.latest is not None and self._paragraph(opened) <= self.latest[0]:
            return self.latest[1]
        return ()

    def _anaphor(self, mention: Mention) -> Stand:
        """该法, 同条例: the work named last whose title ends so; 该条第二款: the article named last."""
        if self.latest is None:
            return Stand(dropped=True)
        start, of, place = self.latest
        if self._paragraph(mention.start) > start and mention.start - start > _POINTED:
            return Stand(dropped=True)
        form = mention.title.lstrip("该同上前述揭")
        if form in {"条", "款", "项"}:
            return self._within(mention, form, of, place)
        if form in {"规定", "意见", "解释", "决定", "通知", "标准", "制度", "方案"} and not mention.places:
            return Stand(dropped=True)
        if len(of) == 1 and self._bears(of[0], form):
            return Stand(of, places=mention.places)
        bearer = next((index for _, index in self.repeats[: -_LOOKED_AT - 1 : -1] if self._bears(index, form)), None)
        return Stand((bearer,), places=mention.places) if bearer is not None else Stand(dropped=True)

    def _bears(self, index: int, form: str) -> bool:
        title = title_key(_TAIL.sub("", self.mentions[index].title))
        return title.endswith(form) or (form == "法" and title.endswith(("法典", "宪法")))

    def _within(self, mention: Mention, unit: str, of: tuple[int, ...], place: Place | None) -> Stand:
        if place is None or not place.article:
            return Stand(dropped=True)
        base = Place(place.article) if unit == "条" else Place(place.article, place.paragraph) if unit == "款" else place
        read = read_places(self.text, mention.title_end, inherited=base)
        return Stand(of, places=read.places) if read is not None else Stand(dropped=True)
