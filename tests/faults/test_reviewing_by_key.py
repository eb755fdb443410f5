"""Two hundred decisions by keyboard alone, each by one key, in a real browser: none lost, none twice, and the next item at once."""

from __future__ import annotations

import shutil
import statistics
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from lawgraph.domain.verdicts import Verdict
from offices import TIMER, open_office
from reviewers import ADVISOR

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
COUNT = 200


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_two_hundred_decisions_by_key(tmp_path: Path) -> None:
    """Measured in the page, from the key to the frame that shows the next item: 100 ms at the median."""
    with open_office(tmp_path, measures=COUNT + 10) as office, sync_playwright() as playwright:
        review = office.review("long")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=office.url, viewport={"width": 1280, "height": 900})
        context.add_cookies([office.cookie(ADVISOR)])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"/reviews/{review}/next")
        page.wait_for_load_state()
        page.evaluate(TIMER)
        begun = time.monotonic()
        for number in range(1, COUNT + 1):
            page.keyboard.press("1")
            page.evaluate(f"() => window.until({number})")
        seconds = time.monotonic() - begun
        took = page.evaluate("window.took")
        browser.close()
        rows = office.wiring.decisions.rows(review)
    print(f"\n{COUNT} decisions in {seconds:.1f} s; next item: median {statistics.median(took):.0f} ms, slowest {max(took):.0f}")  # noqa: T201 (figures)
    assert (len(rows), len({row.item for row in rows}), {row.verdict for row in rows}) == (COUNT, COUNT, {Verdict.CONFIRMED})
    assert statistics.median(took) < 100
