"""What the pictures of the documents show: made-up statutes, and reports and offices of a city that does not exist."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lawgraph.app.wiring import Wiring
from lawgraph.domain.ids import provision_id
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Rule, Verdict
from lawgraph.text.formats import read_bytes
from made_up import home_of
from reviewers import ADVISOR, MEMBERS, SECOND, give_accounts

__all__ = ["Scene", "set_scene"]

TODAY = date(2026, 11, 21)
TEXTS = Path(__file__).resolve().parent / "data" / "scene"
_FOLDERS = {
    "纸船法(": "行政法", "纸船法实施": "行政法规", "灯船": "行政法规", "船坞值班": "部门规章", "青屿市船坞": "DLC/浙江地方法规/地方政府规章",
    "青屿市纸船": "DLC/浙江地方法规/地方性法规/浙江",
}  # fmt: skip
"""Where a statute stands in a folder of the LawRefBook form, which says its level, by the beginning of its name."""
YEARS = {2019: (640, 31, 18), 2020: (880, 27, 21), 2022: (1500, 42, 36)}
"""Of each report: how many boats were checked, how many leaked, how many docks there were."""


@dataclass(frozen=True)
class Scene:
    """A home with everything in it; ``names`` are the identifiers that stand for ``{report}``, ``{review}``, ``{item}`` and so on in paths."""

    wiring: Wiring
    names: dict[str, str]


def set_scene(folder: Path) -> Scene:
    """Statutes imported as a user would, reports of three years, accounts, and a review that is half done."""
    for start, place in _FOLDERS.items():
        (folder / "laws" / place).mkdir(parents=True, exist_ok=True)
        for file in TEXTS.glob(f"{start}*.md"):
            shutil.copy(file, folder / "laws" / place)
    wiring = Wiring(home_of(folder / "home"), today=lambda: TODAY)
    wiring.add(str(folder / "laws"))
    template = (TEXTS / "青屿市船坞管理局年度报告.txt").read_text("utf-8")
    for year, (boats, leaks, docks) in YEARS.items():
        text = template.format(article="第四条" if year < 2021 else "第五条", year=year, boats=boats, leaks=leaks, docks=docks)
        report = wiring.add_report(read_bytes(text.encode(), f"青屿市船坞管理局{year}年度报告.txt"), date(year, 12, 31))
    give_accounts(wiring)
    review, item = _review(wiring, report.id)
    law = wiring.library.find("纸船法").id
    names = {
        "report": report.id, "review": review, "item": item, "law": law,
        "article": provision_id(wiring.library.force(law, TODAY).version or "", "5"),
    }  # fmt: skip
    return Scene(wiring, names)


def _review(wiring: Wiring, report: str) -> tuple[str, str]:
    """A review of which some items are decided and one is disagreed on; itself and the item that comes next."""
    reviewing = wiring.reviewing
    review = reviewing.open(ADVISOR, [report], members=MEMBERS, rule=Rule.TWO_AGREE).id
    links = [entry.item for entry in reviewing.queue(ADVISOR, review) if entry.item.kind == "link"]
    first, *others, disputed = (item.id for item in links[:5])
    shown = next(item for item in links[5:] if item.origin == "cited" and item.label)
    for person in (ADVISOR, SECOND):
        _decide(wiring, person, review, first, Verdict.REJECTED, "报告日已经废止，请换依据。")
        for item in others:
            _decide(wiring, person, review, item, Verdict.CONFIRMED, "")
    _decide(wiring, ADVISOR, review, disputed, Verdict.CONFIRMED, "")
    _decide(wiring, SECOND, review, disputed, Verdict.REJECTED, "2023年已经修订，办理时限也要公开。")
    return review, shown.id


def _decide(wiring: Wiring, person: Actor, review: str, item: str, verdict: Verdict, reason: str) -> None:
    seen = wiring.reviewing.seen(person, review, item)
    wiring.reviewing.decide(person, review, item, verdict, seen=seen, reason=reason)
