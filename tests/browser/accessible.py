"""What axe and a ruler say about a page: in light and dark, wide and narrow."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

__all__ = ["RULES", "objections", "violations"]

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WIDTHS = (1280, 360)

_RUN = """async (rules) => {
    const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
    return found.violations.map((violation) => [violation.id, violation.nodes.slice(0, 3).map((node) => node.target)]);
}"""
"""Hands over what is needed: the whole result of a run is a megabyte, and carrying it takes five times as long as the run."""


def violations(page: Page, rules: tuple[str, ...] = RULES) -> list[tuple[str, list[list[str]]]]:
    """What axe objects to on a page as it stands, by rule, with the first places of each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [(rule, places) for rule, places in page.evaluate(_RUN, list(rules))]


def objections(page: Page) -> list[tuple[int, object]]:
    """What is wrong with a page, by width: what axe objects to in light and dark, and by how many pixels it runs off the side."""
    found: list[tuple[int, object]] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light")
        found += [(width, violation) for violation in violations(page)]
        page.emulate_media(color_scheme="dark")
        found += [(width, violation) for violation in violations(page, ("color-contrast",))]
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [(width, over)] if over > 0 else []
    return found
