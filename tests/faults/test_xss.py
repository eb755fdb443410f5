"""Hundreds of hostile words in every place that takes words, read in a real browser: with our policy, and with escaping alone."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from attacked import AUDIT, Attacked, attacked_site, look
from chromium import CHROMIUM, FLAGS, MISSING
from payloads import PAYLOADS, numbers

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=MISSING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with attacked_site(tmp_path_factory.mktemp("attacked"), PAYLOADS) as site:
        yield site


def test_the_payloads_would_break_out(browser: Browser) -> None:
    """What is asserted below would be noticed: written raw into a page, most payloads leave foreign markup, and dozens run at once."""
    page = browser.new_page()
    raw = ["<p>{}</p>", '<input value="{}">', "<input value='{}'>", '<a href="{}">x</a>', "<textarea>{}</textarea>", "<script>let x = '{}'</script>"]
    ask = f"(texts) => texts.map((text) => ({AUDIT})(new DOMParser().parseFromString(text, 'text/html')).length)"
    clean = page.evaluate(ask, [around.replace("{}", "纸船") for around in raw[:-1]])
    assert clean == [0] * (len(raw) - 1)
    broke = [sum(page.evaluate(ask, [around.replace("{}", payload) for around in raw[:-1]])) > 0 for payload in PAYLOADS]
    ran: set[str] = set()
    page.expose_function("ran", lambda number: ran.add(str(number)))
    page.on("request", lambda _request: None)
    page.route("**/*", lambda route: route.abort())
    for payload in PAYLOADS[::4]:
        page.set_content(f"<p>{payload}</p>", wait_until="domcontentloaded")
    page.close()
    print(f"\n{len(PAYLOADS)} payloads: {sum(broke)} leave markup where nothing is escaped, {len(ran)} of {len(PAYLOADS[::4])} run by themselves")  # noqa: T201
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 500
    assert sum(broke) >= 0.75 * len(PAYLOADS)
    assert len(ran) >= 25


@pytest.mark.parametrize("policy", [True, False], ids=["with the policy", "escaping alone"])
def test_no_payload_runs_and_none_leaves_markup(browser: Browser, site: Attacked, policy: bool) -> None:
    """No script, dialog, policy violation, foreign element or attribute, or request to another host, on any page; and the words are there to be read."""
    began = time.monotonic()
    paths = [*(path for group in site.whole.values() for path in group), *site.pages]
    seen = look(browser, site, paths, policy=policy)
    wanted = frozenset().union(*(numbers(payload) for payload in PAYLOADS))
    missing = {name: len(wanted - frozenset().union(*(seen.read[path] for path in group))) for name, group in site.whole.items()}
    print(f"\n{len(paths)} pages in {time.monotonic() - began:.0f} s; payloads that could not be read, by place: {missing}")  # noqa: T201
    assert seen.faults == []
    # an office is cut to the length that is taken
    assert {name: count for name, count in missing.items() if count > (0.3 if name == "offices" else 0.1) * len(wanted)} == {}
