"""The search field completes what is typed: by mouse and keys, and never against an input method."""

from __future__ import annotations

import re

import pytest
from accessible import violations
from playwright.sync_api import Browser, Page, expect

COMPOSE = """([kind, value]) => {
    const field = document.querySelector(".completing input");
    if (kind === "input") field.value = value;
    const event = kind === "input" ? new InputEvent("input", {isComposing: true, bubbles: true}) : new CompositionEvent(kind, {bubbles: true});
    field.dispatchEvent(event);
}"""


@pytest.mark.parametrize("path", ["/", "/search"])
def test_arrows_choose_and_enter_goes_there(page: Page, path: str) -> None:
    """The way of somebody who knows the article; Esc shuts the list and leaves the words."""
    page.goto(path)
    field = page.get_by_role("combobox")
    field.press_sequentially("纸船法4")
    line = page.get_by_role("option")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("纸船法第四条")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    expect(line).to_have_count(0)
    expect(field).to_have_value("纸船法4")
    expect(field).to_be_focused()
    field.press("Backspace")
    expect(line.first).to_be_visible()
    field.press("ArrowUp")
    expect(line.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    field.press("ArrowDown")
    expect(line.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("."))
    field.press("Enter")
    expect(page).to_have_url(re.compile("/eli/cn/national/"))


def test_enter_without_a_choice_searches(page: Page) -> None:
    """An open list does not take the search away."""
    page.goto("/search")
    field = page.get_by_role("combobox")
    field.press_sequentially("纸船")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))


def test_a_line_is_clicked(page: Page) -> None:
    """By mouse or finger."""
    page.goto("/search")
    page.get_by_role("combobox").press_sequentially("灯船")
    page.get_by_role("option", name="灯船管理暂行条例").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("灯船管理暂行条例")


def test_an_input_method_is_left_alone(page: Page) -> None:
    """While it composes nothing is asked for; what it has composed is completed."""
    page.goto("/search")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(COMPOSE, ["compositionstart", ""])
    page.evaluate(COMPOSE, ["input", "zhi'chuan"])
    page.wait_for_timeout(300)
    assert [url for url in asked if "/api/" in url] == []
    page.evaluate(COMPOSE, ["input", "纸船"])
    page.evaluate(COMPOSE, ["compositionend", ""])
    expect(page.get_by_role("option").first).to_be_visible()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_open_list_is_accessible(browser: Browser, site: str, look: str) -> None:
    """Roles, names and contrast of the open list with a chosen line."""
    context = browser.new_context(base_url=site, color_scheme=look, locale="zh-CN", viewport={"width": 390, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/search")
    page.get_by_role("combobox").press_sequentially("纸船法")
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("combobox").press("ArrowDown")
    found = violations(page)
    context.close()
    assert found == []
