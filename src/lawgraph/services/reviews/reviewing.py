"""Review sessions: opened on reports, decided item by item, signed.

Looking never decides. Every decision names what the person had seen; who may do what is asked of ``domain.roles`` and of the review's members.
``board`` says how things stand, ``views`` what is shown of an item, ``opinion`` what is handed out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Any

from lawgraph.domain.roles import Action, Actor
from lawgraph.domain.verdicts import REVIEW_ITEM, Decision, Rule, Verdict, item_id, tip
from lawgraph.errors import DecisionConflict, NotAllowed, ReviewClosed, ReviewUnfinished, UnknownItem, UnknownReview, UsageError
from lawgraph.services.comparing import Comparer
from lawgraph.services.reviews.agreement import Agreement, Progress, agreement, progress
from lawgraph.services.reviews.board import FILTERS, Board, Entry
from lawgraph.services.reviews.choosing import MOST_REPORTS
from lawgraph.services.reviews.drafting import LONGEST_REASON, Drafts, read_reason
from lawgraph.services.reviews.items import Item, items_of
from lawgraph.services.reviews.law import ReliedOn
from lawgraph.store.decisions import Decisions, Draft
from lawgraph.store.library import Library
from lawgraph.store.reports import ReportRow
from lawgraph.store.reviews import Chosen, Review, ReviewedReport, Reviews

__all__ = ["BulkPreview", "Reviewing", "named"]

_ON_LINK = frozenset({Verdict.CONFIRMED, Verdict.CONFIRMED_IN_PART, Verdict.REJECTED, Verdict.REPLACED, Verdict.DEFERRED, Verdict.COMMENT})
_ON_GAP = frozenset({Verdict.CONFIRMED, Verdict.DEFERRED, Verdict.NOT_A_MEASURE, Verdict.COMMENT})
_ON_MEASURE = frozenset({Verdict.NOT_A_MEASURE, Verdict.COMMENT})
_IN_BULK = frozenset({Verdict.CONFIRMED, Verdict.REJECTED, Verdict.DEFERRED})
_MOST_BOARDS = 32


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a bulk action would touch: items with what was seen of them, so that the same are decided and nothing newer is overruled."""

    review: str
    show: str
    verdict: Verdict
    items: tuple[tuple[str, str], ...]


class Reviewing:
    """The reviews of one library. ``check`` gives a report with what is found in it now; ``state`` names library and code."""

    def __init__(
        self, reviews: Reviews, decisions: Decisions, library: Library, comparer: Comparer, *, check: Callable[[str], ReportRow],
        lineage: Callable[[str], str], state: Callable[[], str], today: Callable[[], date],
    ) -> None:  # fmt: skip
        self.reviews = reviews
        self.decisions = decisions
        self.library = library
        self._check = check
        self._lineage = lineage
        self._state = state
        self._today = today
        self._relied = ReliedOn(library, comparer)
        self.drafts = Drafts(reviews, self._relied, state=state, today=today)
        self._items: dict[tuple[int, str], tuple[Item, ...]] = {}
        self._boards: dict[str, tuple[int, tuple[object, ...], Board]] = {}
        self._waiting: dict[str, tuple[tuple[int, date], int]] = {}

    # -- reviews ------------------------------------------------------------------------------------------------------------------------

    def open(
        self, actor: Actor, reports: Sequence[str], *, title: str = "", members: Sequence[str] = (), due: date | None = None, rule: Rule = Rule.ONE,
        chosen: Chosen | None = None,
    ) -> Review:  # fmt: skip
        """Opens a review of reports as they are found today, and of no others later. Whoever opens it is a member.

        ``chosen`` says by which filter they were chosen (``choosing.Choice.said``). Raises NotAllowed, UnknownReport, UsageError.
        """
        if not actor.may(Action.OPEN_REVIEW) or not actor.name:
            raise NotAllowed
        if not reports:
            raise UsageError("没有选择报告。", "请至少给出一份报告的编号。")
        if len(set(reports)) > MOST_REPORTS:
            raise UsageError(f"选了 {len(set(reports))} 份报告，一次审核最多 {MOST_REPORTS} 份。", "请分成几次审核。")
        held = [self._held(identifier) for identifier in dict.fromkeys(reports)]
        if len({report.lineage for report, _ in held}) < len(held):
            raise UsageError("所选的报告里有同一份报告的两个版本。", "请只选其中一个。")
        row = {
            "id": secrets.token_hex(5), "title": title.strip() or named(held[0][0].name, len(held)), "rule": rule.value,
            "due": due.isoformat() if due else "", "library": self._state(), "today": self._today().isoformat(),
        }  # fmt: skip
        return self.reviews.open(actor, row, [*members, actor.name], held, chosen)

    def _held(self, identifier: str) -> tuple[ReviewedReport, Mapping[str, Any]]:
        row = self._check(identifier)
        return ReviewedReport(0, row.id, self._lineage(row.id), row.name), row.checked or {}

    def list(self, actor: Actor) -> tuple[Review, ...]:
        """The reviews that a person may see, the newest first."""
        return tuple(review for review in self.reviews.list() if _sees(actor, review))

    def get(self, actor: Actor, review: str) -> Review:
        """One review. Raises UnknownReview also where the person is no member: that it exists is told to nobody else."""
        found = self.reviews.get(review)
        if not _sees(actor, found):
            raise UnknownReview(review)
        return found

    def set_members(self, actor: Actor, review: str, members: Sequence[str]) -> Review:
        """Says anew who takes part: by a member who may open reviews, or an administrator."""
        found = self.get(actor, review)
        if not actor.may(Action.OPEN_REVIEW):
            raise NotAllowed
        self.reviews.set_members(actor, found.id, members or found.members)
        return self.reviews.get(review)

    def board(self, actor: Actor, review: str) -> Board:
        """How a review stands. Raises UnknownReview."""
        return self._board(self.get(actor, review))

    def _board(self, review: Review) -> Board:
        """The board, the same one as long as nobody decided anything in the review and no report of it was replaced: pages ask for it often."""
        today, newest = self._today(), self.decisions.newest()
        state = (today, tuple(report.seq for report in review.reports))
        known = self._boards.get(review.id)
        if known is not None and known[1] == state and (known[0] == newest or review.id not in self.decisions.reviews_since(known[0])):
            self._boards[review.id] = newest, state, known[2]
            return known[2]
        items = [item for report in review.reports for item in self.items(review, report)]
        board = Board(review.rule, items, self.decisions.rows(review.id), lambda row: self._relied.changed(row, today))
        if len(self._boards) >= _MOST_BOARDS:
            self._boards.pop(next(iter(self._boards)), None)
        self._boards[review.id] = newest, state, board
        return board

    def items(self, review: Review, report: ReviewedReport) -> tuple[Item, ...]:
        """The items of a report as the review holds it."""
        key = report.seq, report.report
        if key not in self._items:
            if len(self._items) >= 32:
                self._items.pop(next(iter(self._items)))
            self._items[key] = items_of(report.report, report.lineage, self.reviews.checked(report, review.id))
        return self._items[key]

    def queue(self, actor: Actor, review: str, show: str = "") -> tuple[Entry, ...]:
        """The items that a filter keeps (``board.FILTERS``), the most doubtful first. Raises UnknownReview, UsageError."""
        return _filtered(self.board(actor, review), show, actor)

    def waiting(self, actor: Actor) -> int:
        """How many items of open reviews wait for a person's decision; counted anew when anything was added to the chain, or the day is another."""
        if not actor.name or not actor.may(Action.DECIDE):
            return 0
        state = (self.reviews.newest(), self._today())
        known = self._waiting.get(actor.name)
        if known is None or known[0] != state:
            boards = [self._board(review) for review in self.reviews.list() if actor.name in review.members]
            known = self._waiting[actor.name] = state, sum(board.waiting(actor.name) for board in boards)
        return known[1]

    def sources(self) -> tuple[dict[str, str], ...]:
        """What the library is made of: name, day and fingerprint of each source."""
        return tuple(
            {"name": PurePath(row.name).name, "kind": row.kind, "added_at": row.added_at, "fingerprint": row.fingerprint}
            for row in self.library.sources()
        )

    def seen(self, actor: Actor, review: str, item: str) -> str:
        """The newest decision on an item, for a caller that has just looked. Raises UnknownItem."""
        return _entry(self.board(actor, review), item).seen

    def relied(self, review: Review, item: Item) -> dict[str, str]:
        """The versions and articles behind a link, on the report's day and today (``review_law.ReliedOn.of``)."""
        return self.drafts.relied(review, item)

    def progress(self, actor: Actor, review: str) -> Progress:
        """How far a review has come, and how long the rest may take."""
        board = self.board(actor, review)
        return progress(board.entries, board.rows)

    def agreement(self, actor: Actor, review: str) -> Agreement:
        """How far its people agreed of themselves."""
        return agreement(self.board(actor, review).rows)

    def next(self, actor: Actor, review: str, *, after: str = "", show: str = "todo") -> Entry | None:
        """The next item of a filter behind ``after``, from the beginning again where there is none; None where nothing is left."""
        board = self.board(actor, review)
        left = _filtered(board, show, actor)
        order = {entry.item.id: place for place, entry in enumerate(board.queue)}
        place = order.get(after, -1)
        left = tuple(entry for entry in left if entry.item.id != after)
        return next((entry for entry in left if order[entry.item.id] > place), left[0] if left else None)

    # -- deciding -------------------------------------------------------------------------------------------------------------------------

    def decide(
        self, actor: Actor, review: str, item: str, verdict: Verdict, *, seen: str, reason: str = "", replacement: tuple[str, str] | None = None
    ) -> Decision:
        """Decides an item; what is returned is on disk.

        ``seen`` is ``Entry.seen`` as the person had it; ``replacement`` the work's identifier or title and the article, for ``REPLACED``. Raises
        DecisionConflict where another decision came first, NotAllowed, ReviewClosed, UnknownItem, UnknownWork, UnknownProvision and UsageError.
        """
        found = self.taking_part(actor, review, Action.PROPOSE if verdict is Verdict.COMMENT else Action.DECIDE)
        board = self._board(found)
        entry = _entry(board, item)
        allowed = _ON_LINK if entry.item.basis else _ON_GAP if entry.item.kind == "gap" else _ON_MEASURE
        if verdict not in allowed:
            raise UsageError("这一项不能这样决定。", f"可以是：{'、'.join(sorted(allowed))}。")
        draft = self.drafts.of(entry, verdict, seen, read_reason(verdict, reason), actor, found)
        if verdict is Verdict.REPLACED:
            draft = self.drafts.replaced(draft, entry.item, replacement, found)
        return self.decisions.add(actor, review, draft)

    def comment(self, actor: Actor, review: str, item: str, text: str) -> Decision:
        """Says something on an item without deciding it."""
        return self.decide(actor, review, item, Verdict.COMMENT, seen="", reason=text)

    def add_basis(self, actor: Actor, review: str, measure_item: str, work: str, label: str = "", *, reason: str = "", seen: str = "") -> Decision:
        """Adds a provision to a measure (by its item): a decision of an advisor, a proposal of a contributor. Raises as ``decide``."""
        found = self.taking_part(actor, review, Action.PROPOSE)
        board = self._board(found)
        whole = _entry(board, measure_item).item
        return self.decisions.add(actor, review, self.added(found, whole, work, label, seen, read_reason(Verdict.ADDED_BASIS, reason)))

    def added(self, review: Review, whole: Item, work: str, label: str, seen: str, reason: str) -> Draft:
        """A provision that a measure is to have besides, not stored yet. Raises UnknownWork, UnknownProvision, UsageError where it has it."""
        board = self._board(review)
        ref, article, shown = self.drafts.provision(work, label, whole.report, review)
        link = item_id(whole.key, ref.id, article)
        if any(entry.item.id == link and entry.item.kind == "link" for entry in board.entries):
            raise UsageError("这项举措已经有这条依据。", "请直接对它作出决定。")
        if all(entry.item.id != link for entry in board.entries):
            # what was added and taken back is on no screen: nobody can have seen its rows
            seen = tip(board.by_item.get(link, ()))
        return Draft(
            link, Verdict.ADDED_BASIS, seen, reason, whole.report, whole.key, whole.measure["start"], whole.measure["end"], whole.measure["text"],
            ref.id, ref.title, article, shown.get("relied", {}).get("then", ""), shown=shown,
        )  # fmt: skip

    def undo(self, actor: Actor, review: str, item: str, *, seen: str) -> Decision:
        """Takes back one's own newest decision on an item: a decision too. Raises UnknownItem where none of one's own stands."""
        found = self.taking_part(actor, review, Action.PROPOSE)
        board = self._board(found)
        rows = board.by_item.get(item, ())
        if not rows and board.find(item) is None:
            raise UnknownItem("这次审核里没有这一项。", "报告可能换了新的版本，请刷新列表。")
        undone = {row.undoes for row in rows}
        own = [row for row in rows if row.who == actor.name and row.id not in undone and row.verdict not in {Verdict.UNDO, Verdict.COMMENT}]
        if not own:
            raise UnknownItem("这一项没有可以撤销的决定。", "只能撤销自己的、还没有撤销的决定。")
        last = own[-1]
        draft = Draft(
            item, Verdict.UNDO, seen, "", last.report, last.measure, last.start, last.end, last.text, last.work, last.title, last.label,
            last.version, undoes=last.id,
        )  # fmt: skip
        return self.decisions.add(actor, review, draft)

    def last_of(self, actor: Actor, review: str) -> Decision | None:
        """A person's newest decision that it can still take back: what U undoes, also after the page was loaded anew."""
        rows = self.board(actor, review).rows
        undone = {row.undoes for row in rows}
        own = (row for row in reversed(rows) if row.who == actor.name and row.item != REVIEW_ITEM)
        return next((row for row in own if row.id not in undone and row.verdict not in {Verdict.UNDO, Verdict.COMMENT}), None)

    def preview(self, actor: Actor, review: str, show: str, verdict: Verdict) -> BulkPreview:
        """What ``bulk`` would decide: the links of a filter that are open to this person; nothing is stored."""
        found = self.taking_part(actor, review, Action.DECIDE)
        if verdict not in _IN_BULK:
            raise UsageError("这个决定不能成批作出。", f"可以是：{'、'.join(sorted(_IN_BULK))}。")
        kept = [entry for entry in _filtered(self._board(found), show, actor) if entry.item.basis and FILTERS["todo"](entry, actor.name)]
        return BulkPreview(found.id, show, verdict, tuple((entry.item.id, entry.seen) for entry in kept))

    def bulk(self, actor: Actor, preview: BulkPreview, *, reason: str = "") -> tuple[Decision | DecisionConflict, ...]:
        """Decides what the preview showed, each by the rule of ``decide``: what somebody else decided since is handed back as a conflict."""
        found = self.taking_part(actor, preview.review, Action.DECIDE)
        said = read_reason(preview.verdict, reason)
        known = {entry.item.id: entry for entry in self._board(found).entries}
        drafts = [self.drafts.of(known[item], preview.verdict, seen, said, actor, found) for item, seen in preview.items if item in known]
        drafts = [replace(draft, shown={**draft.shown, "bulk": True}) for draft in drafts]
        return self.decisions.add_all(actor, preview.review, drafts) if drafts else ()

    # -- the end ------------------------------------------------------------------------------------------------------------------------

    def sign(self, actor: Actor, review: str, *, leave_open: bool = False, reason: str = "") -> Decision:
        """Signs a review: nothing is open, or what is open is listed by consent (``leave_open``). Raises ReviewUnfinished, ReviewClosed."""
        found = self.taking_part(actor, review, Action.SIGN)
        board = self._board(found)
        if board.signature is not None:
            raise ReviewClosed
        left = tuple(entry.item.id for entry in board.entries if entry.open)
        if left and not leave_open:
            raise ReviewUnfinished(left)
        shown = {
            "open": list(left),
            "orphans": [row.id for row in board.orphans],
            "library": self._state(),
            "reports": [r.report for r in found.reports],
        }
        rows = board.by_item.get(REVIEW_ITEM, ())
        draft = Draft(REVIEW_ITEM, Verdict.SIGNED, rows[-1].id if rows else "", reason.strip()[:LONGEST_REASON], shown=shown)
        return self.decisions.add(actor, review, draft, upto=max((row.seq for row in board.rows), default=0))

    def reopen(self, actor: Actor, review: str, *, reason: str) -> Decision:
        """Opens a signed review again: a decision too, with its reason; the signature stays in the history."""
        found = self.taking_part(actor, review, Action.SIGN)
        board = self._board(found)
        if board.signature is None:
            raise UsageError("这次审核没有签发，不用重新打开。", "可以直接作出决定。")
        draft = Draft(REVIEW_ITEM, Verdict.REOPENED, board.signature.id, read_reason(Verdict.COMMENT, reason))
        return self.decisions.add(actor, review, draft)

    def revise(self, actor: Actor, report: str) -> tuple[Review, ...]:
        """Puts a report that was uploaded again into the place of its former revision in every review that is open; the reviews that took it.

        Decisions on measures whose words stand unchanged hold on; the others become orphans (``Board.orphans``).
        """
        if not actor.may(Action.ADD_REPORT):
            raise NotAllowed
        held, checked = self._held(report)
        taken = []
        for review in self.reviews.of_report(held.lineage):
            if self._board(review).signature is None and all(known.report != held.report for known in review.reports):
                self.reviews.replace(actor, review.id, held, checked)
                taken.append(self.reviews.get(review.id))
        return tuple(taken)

    def taking_part(self, actor: Actor, review: str, action: Action) -> Review:
        """The review, where this person is a member of it and may do this. Raises UnknownReview, NotAllowed."""
        found = self.get(actor, review)
        if not actor.may(action) or actor.name not in found.members:
            raise NotAllowed
        return found


def named(first: str, count: int) -> str:
    """What a review is called that nobody gave a name: after its first report."""
    title = first.rsplit(".", 1)[0]
    return f"{title} 等 {count} 份" if count > 1 else title


def _sees(actor: Actor, review: Review) -> bool:
    return actor.may(Action.SEE_EVERY_REVIEW) or (actor.may(Action.READ) and actor.name in review.members)


def _filtered(board: Board, show: str, actor: Actor) -> tuple[Entry, ...]:
    if show not in FILTERS:
        raise UsageError(f"没有“{show}”这样的筛选。", f"可以是：{'、'.join(filter(None, FILTERS))}。")
    return tuple(entry for entry in board.queue if FILTERS[show](entry, actor.name))


def _entry(board: Board, item: str) -> Entry:
    found = board.find(item)
    if found is None:
        raise UnknownItem("这次审核里没有这一项。", "报告可能换了新的版本，请刷新列表。")
    return found
