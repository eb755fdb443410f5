"""The picture of the graph in a browser: by mouse, by key and without a script; readable by axe, and drawn in time."""

from __future__ import annotations

import re

import pytest
from accessible import objections
from playwright.sync_api import Browser, Page, expect

LISTS = ["/impact", "/impact?work=纸船法", "/sparql", "/sparql?query=SELECT * { ?a eli:cites ?b }", "/sparql?query=SELECT"]
RULES = re.compile("^纸船法实施条例 第二条")


def test_looking_at_a_box_shows_its_words_and_opening_keeps_the_place(page: Page) -> None:
    """Hover and focus show the evidence, + opens one step more, a click opens the article."""
    page.goto("/graph?node=纸船法第四条")
    said = page.locator("[data-said]")
    page.locator(".g-box").first.focus()
    expect(said).to_contain_text("纸船法第三条")
    page.get_by_label(re.compile("^展开 纸船法实施条例 第二条")).click()
    expect(page.get_by_role("link", name="收起展开的")).to_be_visible()
    expect(page.get_by_role("group").get_by_role("link", name=RULES)).to_be_focused()
    page.get_by_role("group").get_by_role("link", name=RULES).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第二条")


def test_the_picture_is_walked_by_key(page: Page) -> None:
    """One stop of the tab key; arrows walk up and down the levels, Enter opens."""
    page.goto("/graph?node=纸船法实施条例第二条")
    page.wait_for_load_state()
    assert page.locator(".graph a[tabindex='0']").count() == 1
    page.locator(".g-sel").locator("..").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".g-box:focus")).to_have_attribute("aria-label", re.compile("纸船法"))
    page.keyboard.press("ArrowDown")
    expect(page.locator(".g-box:focus .g-sel")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第二条")


def test_the_picture_is_made_larger_and_smaller(page: Page) -> None:
    """By buttons; the whole never exceeds its frame."""
    page.goto("/graph?node=纸船法")
    page.wait_for_load_state()
    wide = page.evaluate("document.querySelector('#picture').width.baseVal.value")
    page.get_by_role("button", name="放大").click()
    assert page.evaluate("document.querySelector('#picture').width.baseVal.value") > wide
    page.get_by_role("button", name="全图").click()
    assert page.evaluate("document.querySelector('#picture').width.baseVal.value <= document.querySelector('.g-scroll').clientWidth")


def test_without_a_script_it_is_links_and_a_table(browser: Browser, site: str) -> None:
    """The picture is there, boxes lead on, and the form filters."""
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/graph")
    page.get_by_label("从哪里看起").fill("纸船法")
    page.get_by_role("button", name="看图谱").click()
    expect(page.locator("#picture")).to_be_visible()
    page.get_by_label("引用", exact=True).uncheck()
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("table")).to_contain_text("上位依据")
    expect(page.locator("[data-zoom='in']")).to_be_hidden()
    context.close()


def test_an_amendment_is_followed_to_the_measures_that_rest_on_it(page: Page) -> None:
    """From the start of the graph to the list, and from there to the measure in its report."""
    page.goto("/graph")
    page.get_by_role("link", name="修改牵动什么").click()
    page.get_by_label("法规", exact=True).fill("纸船法")
    page.get_by_role("button", name="列出").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("的修改牵动什么")
    page.get_by_role("link", name="只看举措").click()
    page.get_by_role("link", name=re.compile("举措 0")).first.click()
    expect(page.locator("#sel")).to_contain_text("举措 0")


def test_a_query_is_run_by_key_and_leads_to_an_article(page: Page) -> None:
    """An example is chosen, changed and sent with Ctrl and Enter; rows are links where they can be."""
    page.goto("/sparql")
    page.get_by_role("link", name="哪部法规废止了哪部").click()
    expect(page.get_by_role("cell", name="灯船管理暂行条例")).to_be_visible()
    page.locator("#query").fill("SELECT ?from ?to { ?from eli:cites ?to }")
    page.keyboard.press("Control+Enter")
    page.locator("a[href$='/2016-05-05/art_2']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第二条")


@pytest.mark.parametrize("path", ["/graph", "/graph?node=纸船法", "/graph?node=纸船法第四条", "REPORT", "MEASURE", *LISTS])
def test_every_picture_is_accessible_and_fits(browser: Browser, site: str, path: str) -> None:
    """Axe finds nothing, light and dark, wide and at 360 px; the picture scrolls inside its frame, not the page."""
    context = browser.new_context(base_url=site, locale="zh-CN", reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    report = page.request.get("/api/v1/reports").json()["reports"][-1]["id"]
    page.goto({"REPORT": f"/graph?node={report}", "MEASURE": f"/graph?node={report}%231"}.get(path, path))
    said = objections(page)
    context.close()
    assert said == []
