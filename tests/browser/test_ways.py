"""The ways of the three kinds of readers, as a person would go them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from accessible import objections
from playwright.sync_api import Browser, Page, expect

LAW = "中华人民共和国纸船法"


def report_page(page: Page) -> None:
    """Opens the report that stands from the start."""
    page.goto("/reports")
    page.get_by_role("link", name="青屿市船坞管理局2021年度报告").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("青屿市船坞管理局2021年度报告")
    page.wait_for_load_state()


def test_search_leads_to_an_article_and_to_who_cites_it(page: Page) -> None:
    """An officer looks for a rule, reads the article, and sees who rests on it."""
    page.goto("/")
    page.get_by_label("检索词").fill("漏水 补好")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="第五条").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第五条")
    page.get_by_role("link", name=re.compile("第六条")).first.click()
    page.get_by_role("link", name="在全文中看").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LAW)
    page.get_by_role("complementary").get_by_role("link", name=re.compile("纸船法实施条例")).first.click()
    expect(page.get_by_text("由船坞管理机构指导")).to_be_visible()


def test_a_report_is_uploaded_and_each_measure_opens_its_basis(page: Page, report_file: Path) -> None:
    """An advisor sits down with a report: the panel changes without a reload, the address with it, and going back works."""
    page.goto("/")
    page.get_by_label("选一份报告").set_input_files(report_file)
    page.get_by_role("button", name="核查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("青屿市船坞管理局2022年度工作报告")
    page.wait_for_load_state()
    page.evaluate("window.kept = true")
    page.get_by_role("link", name=re.compile("^举措 02")).first.click()
    expect(page.locator("#sel")).to_have_text("举措 02")
    expect(page).to_have_url(re.compile(r"measure=2$"))
    expect(page.locator("#m-2")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-measure][aria-current]")).to_have_count(1)
    expect(page.locator("#sel")).to_be_focused()
    assert page.evaluate("window.kept") is True
    page.go_back()
    expect(page.locator("#sel")).to_have_text("举措 01")
    page.get_by_role("link", name=re.compile("处引用$")).click()
    expect(page.get_by_role("heading", name="全部引用")).to_be_in_viewport()


def test_the_measures_behind_a_number_are_gone_through_by_key(page: Page) -> None:
    """From a picture to the measures that it counts, and with J only through those; the filter is in the address."""
    report_page(page)
    page.get_by_text("依据与意见的分布").click()
    page.get_by_role("link", name=re.compile("^法律，")).click()
    expect(page).to_have_url(re.compile("show=level"))
    expect(page.locator('.chip[aria-current="true"]')).to_contain_text("法律")
    page.wait_for_load_state()
    first = page.locator("#sel").inner_text()
    page.keyboard.press("j")
    expect(page.locator("#sel")).not_to_have_text(first)
    expect(page).to_have_url(re.compile("show=level.*measure="))


def test_a_report_is_taken_along(page: Page) -> None:
    """The menu of files opens, closes by Esc, and gives a file."""
    report_page(page)
    page.locator(".menu > summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("CSV|csv")).click()
    assert waiting.value.suggested_filename.endswith(".csv")
    page.keyboard.press("Escape")
    expect(page.locator(".menu ul")).to_be_hidden()


def test_the_keyboard_is_enough(page: Page) -> None:
    """J and K walk the measures, / searches, Esc leaves; in a field letters are letters."""
    report_page(page)
    page.keyboard.press("j")
    expect(page.locator("#sel")).to_have_text("举措 02")
    page.keyboard.press("J")
    expect(page.locator("#sel")).to_have_text("举措 03")
    page.keyboard.press("k")
    expect(page.locator("#sel")).to_have_text("举措 02")
    page.keyboard.press("/")
    field = page.get_by_label("检索法规").last
    expect(field).to_be_focused()
    page.keyboard.type("jk?/")
    expect(field).to_have_value("jk?/")
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    expect(page.locator("#sel")).to_have_text("举措 02")


def test_the_keys_are_shown_and_can_be_switched_off(page: Page) -> None:
    """WCAG 2.2, 2.1.4: single keys can be turned off, and stay off."""
    report_page(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("启用单键快捷键").uncheck()
    page.get_by_role("button", name="关闭").click()
    page.keyboard.press("j")
    page.reload()
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("#sel")).to_have_text("举措 01")


def test_articles_are_walked_by_key(page: Page) -> None:
    """The same two keys on an article."""
    page.goto("/works/纸船法")
    page.get_by_role("link", name="第二条").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第二条")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第三条")
    page.wait_for_load_state()
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第二条")


def test_the_first_stop_of_the_tab_key_skips_to_the_text(page: Page) -> None:
    """Nobody should have to walk the frame on every page."""
    page.goto("/reports")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_look_can_be_chosen(page: Page) -> None:
    """Light, dark or the system's; it holds on the next page."""
    page.goto("/search?q=漏水")
    page.locator("summary", has_text="外观").click(position={"x": 4, "y": 4})
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 22, 26)"


def test_a_file_can_be_dropped(page: Page) -> None:
    """The drop zone takes what a mouse lets go over it."""
    page.goto("/reports")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["青屿市船坞管理局专项报告\\n\\n检查纸船《纸船法》实施情况三次。\\n"], "专项.txt", {type: "text/plain"}));
            document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("青屿市船坞管理局专项报告")


def test_it_all_works_without_a_script(browser: Browser, site: str, report_file: Path) -> None:
    """Plain links and forms are the product; the script is a comfort."""
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    page.get_by_label("选一份报告").set_input_files(report_file)
    page.get_by_role("button", name="核查").click()
    page.get_by_role("link", name=re.compile("^举措 02")).first.click()
    expect(page.locator("#sel")).to_have_text("举措 02")
    page.get_by_role("link", name="下一项").click()
    expect(page.locator("#sel")).to_have_text("举措 03")
    expect(page.locator("[data-keys]")).to_be_hidden()
    context.close()


PAGES = [
    "/",
    "/search?q=漏水&at=2018-01-01",
    "/search?q=鲸鱼",
    "/search?in=reports&q=纸船&basis=cited",
    "/reports",
    "/dashboard",
    "/dashboard?show=cited",
    "REPORT",
    "SHEET",
    "/works/纸船法",
    "ARTICLE",
    "/works/纸船法?at=2010-01-01",
    "/eli/cn/national/law/2015/zhichuan-fa/compare",
    "/api/v1/",
    "/nothing",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits(browser: Browser, site: str, path: str) -> None:
    """Axe finds nothing on any page, light and dark, wide and at 360 px, where nothing runs off the side."""
    context = browser.new_context(base_url=site, locale="zh-CN", reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    if path == "REPORT":
        report_page(page)
        page.locator(".tag").first.click()
        expect(page.locator("#sel")).to_be_focused()
        page.locator(".codes > summary").click()
        page.locator(".charts > summary").click()
    elif path == "SHEET":
        report_page(page)
        page.get_by_role("link", name="打印核查单").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("法律依据核查单")
    elif path == "ARTICLE":
        page.goto("/works/纸船法")
        page.goto(page.url + "/2021-01-22/art_4/para_1/item_2")
    else:
        page.goto(path)
    said = objections(page)
    context.close()
    assert said == []


@pytest.mark.parametrize("path", ["/", "/search?q=漏水", "REPORT", "/dashboard", "/works/纸船法", "/graph?node=纸船法"])
def test_pages_in_english_are_accessible_and_fit(browser: Browser, site: str, path: str) -> None:
    """English runs longer, and what stays Chinese on an English page says so."""
    context = browser.new_context(base_url=site, locale="zh-CN", reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto("/?lang=en")
    if path == "REPORT":
        report_page(page)
    else:
        page.goto(path)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    said = objections(page)
    context.close()
    assert said == []


def test_a_lawyer_follows_an_article_from_one_version_to_the_next(page: Page) -> None:
    """From a work to its two texts side by side, without a script's help; the folded articles open, the table leads to the article's new place."""
    page.goto("/works/纸船法")
    page.get_by_role("link", name="对照两个版本").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("两个版本对照")
    expect(page.locator("ins").filter(has_text="保护水面清洁")).to_be_visible()
    page.get_by_text("第二条：文字未变").click()
    expect(page.get_by_text("本法所称纸船").first).to_be_visible()
    page.get_by_role("link", name="条号对照表").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name="第三条", exact=True)).filter(has_text="有修改")
    row.get_by_role("link", name="第四条").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第四条")


def test_a_work_on_any_day_and_its_sources(page: Page) -> None:
    """The field for the day leads to the text of that day; every date opens to its source."""
    page.goto("/works/纸船法")
    page.get_by_label("时点，年-月-日", exact=True).fill("2020-01-01")
    page.get_by_role("button", name="看这一天的文本").click()
    expect(page.get_by_text("漏水的纸船不得下水。").first).to_be_visible()
    expect(page.get_by_text("今天适用的是另一版本")).to_be_visible()
    page.get_by_text("来源与日期").first.click()
    expect(page.get_by_role("cell", name="2021年1月22日", exact=False).first).to_be_visible()
