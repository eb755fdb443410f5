"""Review sessions in real browsers: three people on one report, decisions by key alone, conflicts, undo, and pages that axe can read."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import docx
import pytest
from accessible import objections
from playwright.sync_api import Browser, Page, expect

from conftest import Watched
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import REVIEW_ITEM, Rule, Verdict
from offices import TIMER, Office, open_office
from reviewers import ADMINISTRATOR, ADVISOR, PASSWORD, SECOND, SIGNER, THIRD

EXPECTED = re.compile(r"responded with a status of 4|net::ERR_CONNECTION_REFUSED|htmx:(?:sendError|afterRequest)")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all these tests; each opens a review of its own."""
    with open_office(tmp_path_factory.mktemp("office"), measures=60) as opened:
        yield opened


Sit = Callable[..., Page]


@pytest.fixture
def sit(browser: Browser, office: Office) -> Iterator[Sit]:
    """Sits a person down at a browser of its own; at the end each must have kept quiet and stayed at home."""
    contexts = []

    def sit_down(person: Actor, *, log_in: bool = True, **options: object) -> Page:
        size = {"viewport": {"width": 1280, "height": 900}}
        context = browser.new_context(base_url=office.url, locale="zh-CN", **{**size, **options})  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append((context, Watched(context, office.url)))
        if log_in:
            context.add_cookies([office.cookie(person)])  # type: ignore[list-item]
        return context.new_page()

    yield sit_down
    faults = []
    for context, watched in contexts:
        context.close()
        # a conflict is answered 409, a broken line not at all: the browser and htmx write both on the console
        faults += [said for said in watched.faults if not EXPECTED.search(said)]
    assert faults == []


@contextmanager
def moved_on(page: Page) -> Iterator[None]:
    """Waits until the answer to what is done inside is on the page."""
    page.evaluate("() => { window.moved = new Promise((done) => document.addEventListener('htmx:afterSettle', () => done(), {once: true})); }")
    yield
    page.evaluate("() => window.moved")


def start(page: Page, review: str) -> None:
    """Opens the first item that is left."""
    page.goto(f"/reviews/{review}/next")
    page.wait_for_load_state()


def test_somebody_logs_in_and_out(office: Office, sit: Sit) -> None:
    """By the form, to the page that was asked for; afterwards the page is closed again."""
    page = sit(ADVISOR, log_in=False)
    page.goto("/reports")
    page.get_by_label("登录名").fill("fz")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{office.url}/reports")
    page.get_by_role("link", name=ADVISOR.office).click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    page.goto("/reports")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_three_people_review_one_report(office: Office, sit: Sit) -> None:
    """Disagreement, settlement by a third, undo, signature: each in a browser of its own, all at once."""
    review = office.review(rule=Rule.TWO_AGREE)
    one, other, third = sit(ADVISOR), sit(SECOND), sit(THIRD)
    for page in (one, other):
        start(page, review)
    item = re.sub(r"\?.*", "", one.url)
    assert re.sub(r"\?.*", "", other.url) == item
    with moved_on(one):
        one.keyboard.press("1")
    # the second had opened the page before: it is told, sees that somebody decided, and decides anew
    with moved_on(other):
        other.keyboard.press("3")
        other.keyboard.type("没有这一条")
        other.keyboard.press("Enter")
    expect(other.get_by_role("alert").first).to_contain_text("同事先作了决定")
    expect(other.get_by_label("理由")).to_have_value("没有这一条")
    with moved_on(other):
        other.locator("[data-key='3']").click()
    third.goto(item)
    expect(third.get_by_role("heading", name="有分歧")).to_be_visible()
    expect(third.locator(".clash")).to_contain_text("法制支队")
    expect(third.locator(".clash")).to_contain_text("没有这一条")
    third.wait_for_load_state()
    with moved_on(third):
        third.keyboard.press("1")
    rows = [(row.who, row.verdict, row.settles) for row in office.wiring.decisions.rows(review, item.rpartition("/")[2])]
    assert rows == [("fz", Verdict.CONFIRMED, False), ("jj", Verdict.REJECTED, False), ("sf", Verdict.CONFIRMED, True)]
    # undo outlives a reload
    one.reload()
    one.wait_for_load_state()
    with moved_on(one):
        one.keyboard.press("u")
    expect(one).to_have_url(re.compile(re.escape(item.removeprefix(office.url))))
    assert office.wiring.decisions.rows(review, item.rpartition("/")[2])[-1].verdict is Verdict.UNDO
    page = sit(SIGNER)
    page.goto(f"/reviews/{review}/sign")
    page.get_by_label(re.compile("同意把没有决定的")).check()
    page.get_by_role("button", name="签发").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已经签发")
    signed = office.wiring.decisions.rows(review, REVIEW_ITEM)[-1]
    assert signed.verdict is Verdict.SIGNED
    with page.expect_download() as download:
        page.get_by_role("link", name="DOCX").click()
    document = docx.Document(str(download.value.path()))
    words = "\n".join(
        [part.text for part in document.paragraphs] + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    anchor = next(entry.hash for entry in office.wiring.audit.entries(after=signed.seq - 1, limit=1))
    assert [said for said in (SIGNER.office, ADVISOR.office, SECOND.office, THIRD.office, "没有这一条", anchor) if said not in words] == []
    start(one, review)
    expect(one.locator(".decide")).to_have_count(0)


def test_decisions_by_keyboard_alone(office: Office, sit: Sit) -> None:
    """One key a decision, the next item at once: no mouse, no reload, nothing twice."""
    review = office.review("long")
    page = sit(ADVISOR)
    start(page, review)
    page.evaluate(TIMER)
    for number in range(1, 41):
        page.keyboard.press("1")
        page.evaluate(f"() => window.until({number})")
    rows = office.wiring.decisions.rows(review)
    assert (len(rows), len({row.item for row in rows}), {row.verdict for row in rows}) == (40, 40, {Verdict.CONFIRMED})
    took = page.evaluate("window.took")
    print(f"\nto the next item: median {statistics.median(took):.0f} ms, slowest {max(took):.0f} ms")  # noqa: T201 (figures)
    assert statistics.median(took) < 300  # 100 ms on a machine of one's own: tests/faults/test_reviewing_by_key.py


def test_each_key_does_what_it_says(office: Office, sit: Sit) -> None:
    """Digits decide, E goes to the reason, letters in a field are letters, J and K walk without deciding, focus and status tell where one is."""
    review = office.review()
    page = sit(ADVISOR)
    start(page, review)
    begun = page.url
    with moved_on(page):
        page.keyboard.press("j")
    expect(page.locator("h1")).to_be_focused()
    with moved_on(page):
        page.keyboard.press("k")
    expect(page).to_have_url(begun)
    page.keyboard.press("e")
    expect(page.get_by_label("理由")).to_be_focused()
    page.keyboard.type("12345uj")
    expect(page.get_by_label("理由")).to_have_value("12345uj")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert office.wiring.decisions.rows(review) == ()
    with moved_on(page):
        page.keyboard.press("2")
    assert office.wiring.decisions.rows(review)[-1].reason == "12345uj"
    expect(page.get_by_role("status").first).to_contain_text("已记下")
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.press("3")
    expect(page.get_by_label("理由")).to_be_focused()
    expect(page.locator("[data-asking]")).to_be_visible()
    page.keyboard.press("Enter")
    assert len(office.wiring.decisions.rows(review)) == 1
    page.keyboard.press("Escape")
    with moved_on(page):
        page.keyboard.press("5")
    assert office.wiring.decisions.rows(review)[-1].verdict is Verdict.DEFERRED


def test_the_keys_can_be_switched_off(office: Office, sit: Sit) -> None:
    """A dictation program types digits."""
    review = office.review()
    page = sit(ADVISOR)
    start(page, review)
    page.keyboard.press("?")
    page.get_by_label("启用单键快捷键").uncheck()
    page.get_by_role("button", name="关闭").click()
    page.keyboard.press("1")
    page.wait_for_timeout(200)
    assert office.wiring.decisions.rows(review) == ()


def test_another_basis_is_searched_and_taken_in_place(office: Office, sit: Sit) -> None:
    """4 opens the search with the focus in its field; what is chosen is stored, and on it goes."""
    review = office.review()
    page = sit(ADVISOR)
    start(page, review)
    with moved_on(page):
        page.keyboard.press("4")
    field = page.locator("[data-first]")
    expect(field).to_be_focused()
    field.fill("纸船法 5")
    with moved_on(page):
        page.keyboard.press("Enter")
    with moved_on(page):
        page.get_by_role("button", name=re.compile("换成这一条 中华人民共和国纸船法 第五条")).click()
    made = office.wiring.decisions.rows(review)[-1]
    assert (made.verdict, made.replacement_label) == (Verdict.REPLACED, "5")


def test_a_server_that_does_not_answer_is_told_of(office: Office, sit: Sit) -> None:
    """Nothing moves on before the server has answered; retry sends the same decision."""
    review = office.review()
    page = sit(ADVISOR)
    start(page, review)
    begun = page.url
    page.route("**/items/*", lambda route: route.abort("connectionrefused") if route.request.method == "POST" else route.continue_())
    with page.expect_event("requestfailed"):
        page.keyboard.press("1")
    expect(page.get_by_text("决定没有存上")).to_be_visible()
    expect(page).to_have_url(begun)
    page.unroute("**/items/*")
    with moved_on(page):
        page.get_by_role("button", name="重试").click()
    assert [row.verdict for row in office.wiring.decisions.rows(review)] == [Verdict.CONFIRMED]


def test_from_a_measure_to_its_review(office: Office, sit: Sit) -> None:
    """R on the report leads to the item of the chosen measure, O back to the words."""
    office.review()
    page = sit(ADVISOR)
    page.goto(f"/reports/{office.reports['short']}?measure=3")
    page.wait_for_load_state()
    page.keyboard.press("r")
    expect(page.locator("h1")).to_contain_text("举措 03")
    page.wait_for_load_state()
    page.keyboard.press("o")
    expect(page.locator("#sel")).to_have_text("举措 03")


def test_it_works_without_a_script(office: Office, sit: Sit) -> None:
    """Forms and redirects; Enter in the field for the reason decides nothing."""
    review = office.review()
    page = sit(ADVISOR, java_script_enabled=False)
    page.goto(f"/reviews/{review}")
    page.get_by_role("link", name="开始审核").click()
    page.get_by_label("理由").fill("看过原文")
    page.keyboard.press("Enter")
    assert office.wiring.decisions.rows(review) == ()
    page.get_by_role("button", name="成立", exact=True).click()
    expect(page.locator(".undo")).to_contain_text("成立")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".undo")).to_contain_text("已撤销")
    assert [row.verdict for row in office.wiring.decisions.rows(review)] == [Verdict.CONFIRMED, Verdict.UNDO]


PATHS = ["/login", "/account", "/users", "/reviews", "/reviews/new", "REVIEW", "ITEM", "ITEM&act=replace", "ITEM&act=comment", "REVIEW/sign", "BULK"]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_accessible_and_fits(office: Office, sit: Sit, path: str) -> None:
    """Axe finds nothing, light and dark, wide and at 360 px; nothing runs off the side."""
    review = office.review()
    person = ADMINISTRATOR if path == "/users" else SIGNER
    page = sit(person, log_in=path != "/login", reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    item = office.wiring.reviewing.next(SIGNER, review)
    assert item is not None
    known = {"REVIEW": f"/reviews/{review}", "ITEM": f"/reviews/{review}/items/{item.item.id}?show=todo"}
    known["BULK"] = f"/reviews/{review}/bulk?show=suggested&verdict=rejected"
    for name, real in known.items():
        path = path.replace(name, real)
    page.goto(path)
    assert objections(page) == []


def test_on_a_phone_the_decisions_are_the_lower_bar(office: Office, sit: Sit) -> None:
    """The tabs make room; the three decisions are in reach of a thumb, and large enough."""
    review = office.review()
    page = sit(ADVISOR, viewport={"width": 360, "height": 760})
    start(page, review)
    expect(page.locator(".nav")).to_be_hidden()
    for name in ("成立", "部分成立", "不成立"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_be_in_viewport()
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
