"""A server over a made-up library, and Chromium to read it with. Where no browser is, these tests are skipped and say so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress.server import create_server

from chromium import CHROMIUM, FLAGS, MISSING
from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of, write_folder

TODAY = date(2026, 11, 21)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks these tests, and skips them where there is nothing to run them with."""
    for item in items:
        if Path(__file__).parent in Path(str(item.fspath)).parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="session")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that stands on no page yet."""
    file = tmp_path_factory.mktemp("report") / "青屿市船坞管理局2022年度报告.txt"
    file.write_text("青屿市船坞管理局2022年度工作报告\n\n" + REPORT.replace("2021年", "2022年"), "utf-8")
    return file


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server with one report."""
    wiring = Wiring(home_of(tmp_path_factory.mktemp("browser")), today=lambda: TODAY)
    wiring.add(str(write_folder(tmp_path_factory.mktemp("statutes"))))
    wiring.add_report(read_bytes(REPORT.encode(), "青屿市船坞管理局2021年度报告.txt"), date(2022, 1, 20))
    server = create_server(create_app(wiring.settings, wiring=wiring), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)
    wiring.database.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class Watched:
    """What a page did that it must not: messages on the console, faults, requests to other hosts."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.faults: list[str] = []
        context.on("console", lambda message: self.faults.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("request", lambda request: self.faults.append(request.url) if not request.url.startswith(site) else None)


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a new browser profile; at the end it must have kept quiet and stayed at home."""
    context = browser.new_context(base_url=site, locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    watched = Watched(context, site)
    yield context.new_page()
    context.close()
    assert watched.faults == []
