"""The law behind a decision: the version and article that were relied on, and what became of them since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lawgraph.domain.ids import provision_id, split_provision_id
from lawgraph.domain.models import WorkRef, as_json
from lawgraph.domain.numerals import label_name
from lawgraph.domain.verdicts import Decision
from lawgraph.errors import UnknownProvision, UnknownWork
from lawgraph.services.comparing import Comparer
from lawgraph.store.library import Library
from lawgraph.text.comparison import ChangeKind

__all__ = ["ReliedOn"]


class ReliedOn:
    """Pins a provision to versions, and compares those with the library of a later day."""

    def __init__(self, library: Library, comparer: Comparer) -> None:
        self._library = library
        self._comparer = comparer

    def of(self, work: str, label: str, at: date, today: date, provision: str | None = None) -> dict[str, str]:
        """What is relied on: ``then`` and ``now`` are versions (empty: nobody knows), ``label`` and ``label_now`` the article in each.

        ``provision``, where one was shown, says the version that was quoted.
        """
        try:
            force = self._library.force(work, at)
            force_today = self._library.force(work, today, relied_on=force.version)
        except UnknownWork:
            return {"work": work, "label": label, "label_now": "", "then": "", "now": "", "status": "unknown", "status_now": "unknown"}
        then, now = force.version or "", force_today.version or ""
        if provision:
            then = split_provision_id(provision)[1] or then
        return {
            "work": work, "label": label, "label_now": self._follow(then, label, now), "then": then, "now": now, "status": force.status.value,
            "status_now": force_today.status.value,
        }  # fmt: skip

    def _follow(self, old: str, label: str, new: str) -> str:
        article = label.split(".", maxsplit=1)[0]
        if not article or not old or not new or old == new:
            return article
        change = self._comparer.successor(old, article, new)
        return (change.new or "") if change else ""

    def provision(self, written: str, label: str, at: date, today: date) -> tuple[WorkRef, str, dict[str, Any]]:
        """A provision that a person names by title or identifier, and what a decision keeps of it. Raises UnknownWork, UnknownProvision."""
        work = self._library.find(written)
        article = label.strip()
        force = self._library.force(work.id, at)
        if article and force.version and self._library.has(force.version, article) is False:
            name = label_name(article) if article[:1].isdigit() else article
            raise UnknownProvision(f"《{work.title}》在 {at.isoformat()} 的版本中没有{name}。", "条号写作 33 或 33.1；也可以只给法规。")
        force_today = self._library.force(work.id, today, relied_on=force.version)
        caption = self._library.glosses(force.version).get(article.split(".")[0], ("", ""))[0] if force.version else ""
        shown = {
            "relied": self.of(work.id, article, at, today), "force": as_json(force), "force_today": as_json(force_today), "caption": caption,
            "kind": work.kind.value, "provision": provision_id(force.version, article) if force.version and article else force.version,
        }  # fmt: skip
        return WorkRef(work.id, work.title), article, shown

    def changed(self, row: Decision, today: date) -> str:
        """What became, since the decision, of the article that it relied on, in a few words; empty: nothing.

        A new number with the same words is no change; a new version whose text is not installed is one, since nobody can tell.
        """
        relied: Mapping[str, str] = row.shown.get("relied") or {}
        if not relied:
            return ""
        try:
            force = self._library.force(relied["work"], today)
        except UnknownWork:
            return "库中已没有这部法规"
        now = force.version or ""
        if now == relied["now"]:
            repealed = force.status.value == "repealed" and relied["status_now"] != "repealed"
            return "决定之后法规已废止" if repealed else ""
        if not now or not relied["now"]:
            return f"决定之后适用的版本有变：{_short(relied['now'])} → {_short(now)}"
        if not relied["label_now"]:
            return f"决定之后法规有新版本（{_short(now)}）"
        change = self._comparer.successor(relied["now"], relied["label_now"], now)
        if change is None:
            return f"决定之后法规有新版本（{_short(now)}），没有正文可以对照"
        if change.kind in {ChangeKind.SAME, ChangeKind.MOVED}:
            return ""
        return f"决定之后条文已{'删去' if change.kind is ChangeKind.REMOVED else '修改'}（{_short(now)}）"


def _short(version: str) -> str:
    return version.rpartition("/")[2] or "不明"
