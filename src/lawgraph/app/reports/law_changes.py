"""What of the law behind the reports is another since, as the start page and the dashboard say it: each line leads into the reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lawgraph.app.reports.counting import CountedReport
from lawgraph.app.reports.marking import short_title
from lawgraph.app.service.query import address
from lawgraph.app.words import WORDS
from lawgraph.domain.numerals import article_name
from lawgraph.services.law_since import LawSince
from lawgraph.text.comparison import ArticleChange

__all__ = ["law_rows"]

_ARTICLES = 3
_REPORTS = 3


def law_rows(law: Iterable[LawSince], reports: Sequence[CountedReport]) -> list[dict[str, Any]]:
    """A row for each work that is another since: where its comparison is, what became of the articles relied on, and the reports it touches."""
    titles = {report.id: report.title for report in reports}
    return [_row(said, titles) for said in law]


def _row(said: LawSince, titles: dict[str, str]) -> dict[str, Any]:
    before, after = said.days or ("", "")
    work = said.work.id
    changed = [_told(change) for change in said.articles]
    return {
        "title": short_title(said.work.title),
        "href": address("/impact", work=work, **{"from": before, "to": after}) if said.days else work,
        "from": before,
        "to": after,
        "was": said.was if said.was != said.status.value and not said.days else "",
        "status": said.status.value,
        "articles": changed[:_ARTICLES],
        "more_articles": len(changed[_ARTICLES:]),
        "reports": [
            {
                "title": titles[touched.report],
                "href": address(f"/reports/{touched.report}", show=f"work:{work}"),
                "measures": touched.measures,
                "confirmed": touched.confirmed,
            }
            for touched in said.reports[:_REPORTS]
        ],
        "more_reports": len(said.reports[_REPORTS:]),
        "all_reports": f"{address('/dashboard', show=f'work:{work}')}#reports",
    }


def _told(change: ArticleChange) -> str:
    """What became of an article in a few words: 第三十三条改为第三十八条."""
    name = article_name(change.old or "")
    if change.new is None:
        return f"{name}已删去"
    moved = f"改为{article_name(change.new)}" if change.new != change.old else ""
    return f"{name}{moved}{WORDS['change']['changed'] if change.kind == 'changed' and not moved else ''}"
