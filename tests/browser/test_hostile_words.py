"""Hostile words of many kinds in every place that takes words, read in a real browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from attacked import attacked_site, look
from payloads import PAYLOADS, numbers


def test_hostile_words_are_read_and_never_run(browser: Browser, tmp_path: Path) -> None:
    """Escaping alone has to hold: the policy is switched off."""
    some = PAYLOADS[::37]
    with attacked_site(tmp_path, some) as site:
        groups = [site.whole[name] for name in ("articles", "texts of reports", "comments", "queries", "names of reports")]
        seen = look(browser, site, [group[0] for group in groups], policy=False)
    assert seen.faults == []
    assert all(len(seen.read[group[0]]) > 0.6 * len(some) for group in groups)
    assert len(frozenset().union(*map(numbers, some))) > 20
