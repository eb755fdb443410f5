"""Resolving: one work or none, and the reason; its kind; its force at two dates; whether the provisions exist.

A title resolves by an equal name or a document number, never because it contains or resembles another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from lawgraph.cite import grammar as g
from lawgraph.cite.antecedents import Stand
from lawgraph.cite.catalogue import Catalogue, Match
from lawgraph.cite.editions import as_said
from lawgraph.cite.find import Form, Mention
from lawgraph.domain.ids import provision_id
from lawgraph.domain.levels import Kind, is_local, kind_of_title, level_name, sign_of_no_regulation
from lawgraph.domain.models import Candidate, Force, ForceStatus, Pinpoint, Resolution, WorkRef

__all__ = ["Answer", "Resolver"]

_COUNCIL = re.compile(r"人大常委会|人民代表大会|地方立法|地方性法规|省人大|市人大|立法调研|立法计划")
_GOVERNMENT = re.compile(r"政府令|政府规章|政府常务会议|市长令|省长令|人民政府令")
_ISSUES_PAPER = re.compile(r"(?:印发|下发|印制|转发|制发)(?:了|《[^《》]{1,60}》[、和及]?|、){0,4}$")
_OWN_PAPER = re.compile(
    r"(?:局|队|所|院|厅|委|办|镇|街道|单位|我们)[^。；\n]{0,24}(?:出台|制定|制订|修订|起草|完善|建立)(?:了|《[^《》]{1,60}》[、和及]?|、){0,4}$"
)
# what stands beside a title that is none of a regulation: 电影《…》, 《…》杂志
_WORK_BEFORE = re.compile(
    r"(?:电影|影片|微电影|纪录片|专题片|宣传片|电视剧|话剧|小品|歌曲|节目|栏目|杂志|报纸|日报|期刊|专著|著作|图书|书籍|小说|文章|论文|漫画|短视频|视频|动画|展板|专栏|课程|讲座|授课|油画|歌剧|情景剧|普法剧)(?:[的了]|——|：|“)?$"
)
_WORK_AFTER = re.compile(
    r"[”]?(?:杂志|报纸|报(?!告|送|请|批|备)|栏目|节目|专栏|电影|影片|电视剧|一书|专题片|微电影|纪录片|普法剧|歌曲|讲座|的?授课|专题讲座|(?:一|等)文(?!件|书))"
)
_NUMBER_KIND = (
    (re.compile("主席令"), Kind.LAW),
    (re.compile("国务院令"), Kind.ADMINISTRATIVE_REGULATION),
    (re.compile("法释|高检发释"), Kind.JUDICIAL_INTERPRETATION),
    (re.compile("[省市]人民政府令|[省市]政府令"), Kind.LOCAL_RULE),
    (re.compile("令"), Kind.DEPARTMENTAL_RULE),
    (re.compile("中办发|中发|厅字"), Kind.PARTY_REGULATION),
)
_RULES = {Kind.LOCAL_RULE, Kind.DEPARTMENTAL_RULE, Kind.NORMATIVE_DOCUMENT}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mention: everything that a citation infers."""

    resolution: Resolution
    reason: str
    kind: Kind
    masked: bool = field(default=False, kw_only=True)
    work: WorkRef | None = None
    candidates: tuple[Candidate, ...] = ()
    force: Force | None = None
    force_today: Force | None = None


class Resolver:
    """Answers for one text: ``at`` is its date. Keeps what it has asked the library."""

    def __init__(self, catalogue: Catalogue, *, at: date, today: date, itself: str | None = None) -> None:
        self.catalogue = catalogue
        self.at, self.today, self.itself = at, today, itself
        self._forces: dict[str, tuple[Force, Force]] = {}
        self._titles: dict[tuple[str, str, str], Answer] = {}
        self._pinpoints: dict[tuple[str, str, bool], Pinpoint] = {}

    # -- a mention ------------------------------------------------------------------------------------------------------------------

    def named(self, text: str, mention: Mention) -> Answer:
        """The answer for a mention that names its work itself."""
        before = text[max(0, mention.start - 60) : mention.start]
        after = text[mention.title_end : mention.title_end + 12]
        answer = self._work_of_art(mention, before, after) or self._titled(mention)
        if answer.work is None and answer.kind in _RULES:
            answer = replace(answer, kind=self._paper(answer.kind, mention.title, before))
        return answer

    def standing(self, mention: Mention, stand: Stand, meant: list[tuple[Mention, Answer]]) -> Answer:
        """The answer for a mention that stands for others: the antecedent's, or both where there are two."""
        said = f"《{mention.title}》" if mention.form is Form.BRACKETED else f"“{mention.title}”" if mention.title else "单独的条款"
        if stand.own:
            return self._own(mention, meant)
        if len({m.title for m, _ in meant}) == 1 or len(meant) == 1:
            first, answer = meant[0]
            way = "文中约定" if stand.declared else "承前"
            return replace(answer, reason=f"{said}{way}指《{first.title}》。{answer.reason}")
        works = {a.work.id: Candidate(a.work.id, a.work.title, 0.5) for _, a in meant if a.work is not None}
        kinds = {a.kind for _, a in meant}
        kind = kinds.pop() if len(kinds) == 1 else kind_of_title(mention.title or meant[0][0].title)
        names = "，也可以指".join(f"《{m.title}》" for m, _ in meant)
        return Answer(Resolution.AMBIGUOUS, f"{said}可以指{names}。", kind, candidates=tuple(works.values()))

    def _own(self, mention: Mention, meant: list[tuple[Mention, Answer]]) -> Answer:
        form = mention.title.removeprefix("本")
        if self.itself is not None:
            work = self.catalogue.work(self.itself)
            force, today = self._force(work.id)
            reason = f"“{mention.title or '第几条'}”指本文件，即《{work.title}》。"
            return Answer(Resolution.SELF_REFERENCE, reason, work.kind, work=WorkRef(work.id, work.title), force=force, force_today=today)
        if len(meant) == 1:
            first, answer = meant[0]
            return replace(
                answer, resolution=Resolution.SELF_REFERENCE, reason=f"“{mention.title}”在引文之中，指被引的《{first.title}》。", candidates=()
            )
        reason = f"“{mention.title}”指本文件自身。" if form else "未写题名的条款，指本文件自身。"
        return Answer(Resolution.SELF_REFERENCE, reason, kind_of_title(form) if form else Kind.NORMATIVE_DOCUMENT)

    @staticmethod
    def _work_of_art(mention: Mention, before: str, after: str) -> Answer | None:
        if mention.form is not Form.BRACKETED or g.FORM.search(mention.title):
            return None
        sign = _WORK_BEFORE.search(before) or _WORK_AFTER.match(after)
        if sign is None:
            return None
        return Answer(Resolution.NOT_A_REGULATION, f"旁边写明是“{sign[0].strip('”“：—的了')}”，不是法规。", Kind.NOT_A_REGULATION)

    @staticmethod
    def _paper(kind: Kind, title: str, before: str) -> Kind:
        """规定 or 办法 that a body hands out (印发) is no 规章: those are made public by order (规章制定程序条例 article 30)."""
        if _ISSUES_PAPER.search(before):
            return Kind.NORMATIVE_DOCUMENT
        if not is_local(title) and _OWN_PAPER.search(before):
            return Kind.INTERNAL_DOCUMENT if kind is Kind.DEPARTMENTAL_RULE else kind
        return kind

    # -- a title --------------------------------------------------------------------------------------------------------------------

    def _titled(self, mention: Mention) -> Answer:
        draft = g.DRAFT.search(mention.aside)
        title = f"{mention.title}（{draft[0]}）" if draft and mention.form is Form.BRACKETED else mention.title
        place = (title, mention.number, mention.edition)
        known = self._titles.get(place)
        if known is None:
            found = self._number(mention) if mention.form is Form.NUMBER else self._title(title, mention.number)
            known = self._titles[place] = self._in_edition(found, mention.edition)
        return known

    def _in_edition(self, answer: Answer, said: str) -> Answer:
        """The answer in the light of the version that the text names in words."""
        if not said or answer.work is None or answer.force is None:
            return answer
        force = as_said(self.catalogue.statutes, answer.work.id, answer.force, said)
        today = self.catalogue.statutes.force(answer.work.id, self.today, relied_on=force.version)
        return replace(answer, force=force, force_today=today, reason=f"{answer.reason.removesuffix('。')}；{force.reason}。")

    def _number(self, mention: Mention) -> Answer:
        match = self.catalogue.numbered(mention.title)
        if match is not None:
            return self._matched(match)
        kind = next((kind for sign, kind in _NUMBER_KIND if sign.search(mention.title)), Kind.NORMATIVE_DOCUMENT)
        return Answer(Resolution.UNKNOWN, f"库中没有文号为“{mention.title}”的文件。", kind)

    def _title(self, title: str, number: str) -> Answer:
        masked = g.MASK.search(title) is not None
        match = self.catalogue.exact(title)
        by_number = self.catalogue.numbered(number) if number else None
        if match is not None:
            return self._doubted(self._matched(match), by_number)
        kind = kind_of_title(title)
        sign = sign_of_no_regulation(title)
        if kind is Kind.NOT_A_REGULATION or (sign and not masked):
            return Answer(Resolution.NOT_A_REGULATION, f"{sign or '题名没有法规的文种'}，不是法规。", Kind.NOT_A_REGULATION, masked=masked)
        if not g.FORM.search(title) and title not in g.GENERIC and not masked:
            return Answer(Resolution.NOT_A_REGULATION, "题名没有条例、规定、办法、意见之类的文种，不作法规看待。", Kind.NOT_A_REGULATION)
        if masked:
            fitting = self.catalogue.fitting(title)
            known = f"库中有 {len(fitting)} 件与之相合" if fitting else "库中没有与之相合的题名"
            return Answer(
                Resolution.MASKED, f"题名经过脱敏，不能确定是哪一件（按题名是{level_name(kind)}）；{known}。", kind, masked=True, candidates=fitting
            )
        if g.DRAFT.search(title):
            return Answer(
                Resolution.UNKNOWN, "写明是草案或者征求意见稿，不是已经公布的文本。", kind, candidates=self.catalogue.near(g.DRAFT.sub("", title))
            )
        if by_number is not None:
            if self.catalogue.alike(title, by_number.works[0]):
                return self._matched(by_number)
            other = self.catalogue.work(by_number.works[0])
            reason = f"库中没有这个题名；{by_number.how}，题名与之不合，须由人判断。"
            return Answer(Resolution.UNKNOWN, reason, kind, candidates=(Candidate(other.id, other.title, 0.5),))
        if title in g.GENERIC:
            return Answer(Resolution.UNKNOWN, f"“{title}”是简称，上文没有以此结尾的题名。", kind)
        near = self.catalogue.near(title)
        hint = f"；名称相近的有《{near[0].title}》，须由人判断" if near else ""
        return Answer(Resolution.UNKNOWN, f"库中没有这个题名（按题名是{level_name(kind)}）{hint}。", kind, candidates=near)

    def _matched(self, match: Match) -> Answer:
        works = match.works
        said = match.how
        if len(works) > 1:
            applying = [w for w in works if self._force(w)[0].status is ForceStatus.IN_FORCE]
            if len(applying) == 1:
                works, said = (applying[0],), f"{said}；同名的有 {len(match.works)} 件，只有这一件当时施行"
        if len(works) > 1:
            candidates = tuple(Candidate(w, self.catalogue.work(w).title, 0.5) for w in works)
            return Answer(
                Resolution.AMBIGUOUS,
                f"库中有 {len(works)} 件同名的法规，不能确定是哪一件。",
                self.catalogue.work(works[0]).kind,
                candidates=candidates,
            )
        work = self.catalogue.work(works[0])
        force, today = self._force(work.id)
        return Answer(Resolution.RESOLVED, f"{said}。", work.kind, work=WorkRef(work.id, work.title), force=force, force_today=today)

    @staticmethod
    def _doubted(answer: Answer, by_number: Match | None) -> Answer:
        """The answer by title, with a word on a document number that is another work's."""
        if by_number is None or answer.work is None or answer.work.id in by_number.works:
            return answer
        return replace(answer, reason=f"{answer.reason.removesuffix('。')}；但{by_number.how}，请核对。")

    def _force(self, work: str) -> tuple[Force, Force]:
        known = self._forces.get(work)
        if known is None:
            then = self.catalogue.statutes.force(work, self.at)
            now = self.catalogue.statutes.force(work, self.today, relied_on=then.version)
            known = self._forces[work] = (then, now)
        return known

    # -- provisions -------------------------------------------------------------------------------------------------------------------

    def pinpoints(self, mention: Mention, stand: Stand, answer: Answer) -> tuple[Pinpoint, ...]:
        """The provisions named, and whether the version in force at the text's date holds them."""
        version = answer.force.version if answer.force is not None else None
        return tuple(self._pinpoint(place.label, version, negated=mention.negated) for place in stand.places)

    def _pinpoint(self, label: str, version: str | None, *, negated: bool) -> Pinpoint:
        if version is None:
            return Pinpoint(label, negated=negated)
        asked = (version, label, negated)
        known = self._pinpoints.get(asked)
        if known is None:
            exists = self.catalogue.statutes.has(version, label)
            known = self._pinpoints[asked] = Pinpoint(label, provision_id(version, label) if exists else None, exists, negated)
        return known


def council_kind(text: str, spans: list[tuple[int, int]], kind: Kind) -> Kind:
    """A place's 规定 or 办法 whose sentences speak of the people's congress is a 地方性法规, of the government's order a 规章."""
    for start, end in spans:
        near = max(0, start - 120)
        low = max(near, text.rfind("。", near, start) + 1, text.rfind("\n", near, start) + 1)
        stop = min((at for at in (text.find("。", end, end + 120), text.find("\n", end, end + 120)) if at >= 0), default=end + 120)
        sentence = text[low:start] + text[end:stop]
        if _COUNCIL.search(sentence):
            return Kind.LOCAL_REGULATION
        if _GOVERNMENT.search(sentence):
            return Kind.LOCAL_RULE
    return kind
