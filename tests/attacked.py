"""An office all of whose words are hostile, the pages that show them, and what a browser notices there."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page
from waitress.server import create_server

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM, Actor, Role
from lawgraph.domain.verdicts import Verdict
from lawgraph.text.formats import read_bytes
from made_up import home_of
from payloads import NAMES, batches, numbers
from reviewers import ADMINISTRATOR, ADVISOR, MEMBERS, PASSWORD, SECOND, SIGNER, give_accounts, open_boats

__all__ = ["AUDIT", "Attacked", "Seen", "attacked_site", "look"]

_REASON, _SHORT = 1900, 60
"""Characters of a reason or comment, and of an office or label, that are taken."""
_NO = {True: Verdict.REJECTED, False: Verdict.NOT_A_MEASURE}

AUDIT = """(root) => {
    const said = [];
    const foreign = new Set(("iframe frame frameset object embed applet base marquee math foreignobject animate set discard plaintext xmp isindex " +
        "portal audio video maction mglyph x image x:script").split(" "));
    const addresses = new Set(["href", "src", "action", "formaction", "xlink:href", "data", "srcset", "srcdoc", "background", "ping", "poster",
        "hx-get", "hx-post", "hx-vals", "hx-trigger"]);
    for (const element of root.querySelectorAll("*")) {
        const name = element.localName.toLowerCase();
        const get = (attribute) => Element.prototype.getAttribute.call(element, attribute) ?? "";
        if (foreign.has(name)) said.push(`<${name}>`);
        if (name === "script" && !get("src").startsWith("/static/")) said.push("<script>");
        if (name === "style" || (name === "meta" && get("http-equiv"))) said.push(`<${name}>`);
        if (name === "link" && element.rel === "stylesheet" && !get("href").startsWith("/static/")) said.push("<link>");
        // a form's fields may hide its own properties: ask the prototype
        for (const attribute of Element.prototype.getAttributeNames.call(element)) {
            const value = get(attribute);
            if (/^(hx-)?on|^x-|^ng-|^v-/i.test(attribute)) said.push(`${name} ${attribute}`);
            if (attribute === "style" && !Element.prototype.closest.call(element, "[data-graph], canvas")) said.push(`${name} style`);
            if (!addresses.has(attribute)) continue;
            if (/^[\\x00-\\x20]*(java\\s*script|vbscript|data|blob|filesystem|feed|view-source)\\s*:/i.test(value) || /ran\\(.*\\)/.test(value) && !/^[/?#]/.test(value)
                || /^[\\x00-\\x20]*([a-z]+:)?[\\\\/]{2}(?!127\\.0\\.0\\.1)/i.test(value)) said.push(`${name} ${attribute}=${value.slice(0, 60)}`);
        }
    }
    return said;
}"""
"""Reports each element and attribute below ``root`` that no template of ours writes: markup that broke out of a text, whether or not it could run."""

_PREPARE = """
    window.noticed = [];
    window.ran = (number) => { window.noticed.push(`ran ${number}`); return ""; };
    for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => window.noticed.push(name);
    addEventListener("securitypolicyviolation", (event) => window.noticed.push(`policy ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


@dataclass(frozen=True)
class Attacked:
    """A running server; ``pages`` are the paths that show hostile words, ``whole`` the places that show every payload, each as a group of paths."""

    url: str
    wiring: Wiring
    pages: tuple[str, ...]
    whole: dict[str, tuple[str, ...]]


@dataclass
class Seen:
    """What a browser noticed: faults by path, and the payloads that could be read by path."""

    faults: list[str] = field(default_factory=list)
    read: dict[str, frozenset[int]] = field(default_factory=dict)


@contextmanager
def attacked_site(folder: Path, payloads: Sequence[str]) -> Iterator[Attacked]:
    """Puts the payloads into titles, articles, reports, names, offices, reasons and comments, and serves them."""
    wiring = open_boats(folder, home_of(folder / "home"))
    give_accounts(wiring)
    # what no text holds (control characters) is refused with the file that holds it: it comes in by address alone
    flat = [" ".join(payload.translate({0: None, 1: None, 0xFFFE: None}).split()) for payload in payloads]
    titles = _add_works(wiring, folder / "hostile", flat)
    lines = "".join(
        f"（{number}）按照《{first}办法》第二条检查纸船，{second}，全年检查{number}只。\n\n" for number, (first, second) in enumerate(_pairs(flat), 1)
    )
    text = "2021年，青屿市船坞管理局认真履行职责，有关情况报告如下：\n\n一、主要做法\n" + lines
    report = wiring.add_report(read_bytes(text.encode(), flat[0] + ".txt"), date(2021, 8, 1)).id
    for number, name in enumerate((*NAMES, *batches(flat, 4000))):
        wiring.add_report(
            read_bytes(f"关于纸船的说明，第{number}号：\n\n检查纸船{number}只，并按照《纸船法》第四条记录。\n".encode(), name + ".txt"),
            date(2021, 8, 1),
        )
    review = _review(wiring, report, flat)
    server = create_server(create_app(wiring.settings, wiring=wiring), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield _site(wiring, f"http://127.0.0.1:{server.effective_port}", payloads, titles, report, review)
    finally:
        server.close()
        thread.join(timeout=10)
        wiring.database.dispose()


def _pairs(flat: Sequence[str]) -> Iterator[tuple[str, str]]:
    lines = batches(flat, 220)
    yield from zip(lines[::2], [*lines[1::2], ""] if len(lines) % 2 else lines[1::2], strict=True)


def _add_works(wiring: Wiring, folder: Path, flat: Sequence[str]) -> list[str]:
    """Regulations whose titles and articles hold the payloads; their identifiers."""
    (folder / "行政法规").mkdir(parents=True)
    for number, line in enumerate(batches(flat, 3000)):
        text = f"# {line}条例\n\n2016年5月5日 中华人民共和国国务院令第{number + 1}号公布\n\n<!-- INFO END -->\n\n第一条 {line}，漏水，制定本条例。\n\n第二条 本条例自2016年7月1日起施行。\n"
        (folder / "行政法规" / f"条例{number}(2016-05-05).md").write_text(text, "utf-8")
    before = {work.id for work in wiring.library.works()}
    wiring.add(str(folder))
    return [work.id for work in wiring.library.works() if work.id not in before]


def _review(wiring: Wiring, report: str, flat: Sequence[str]) -> tuple[str, str]:
    """A review with the payloads as title, offices, comments, reasons and labels of tokens; its identifier and the item that holds the words."""
    lines = batches(flat, _REASON)
    for number, line in enumerate(batches(flat, _SHORT)):
        wiring.accounts.add(SYSTEM, f"a{number}", line[:_SHORT].strip(), Role.READER, PASSWORD)
    for name, line in zip(MEMBERS, flat, strict=False):
        wiring.accounts.set_office(SYSTEM, name, line[:_SHORT])
        wiring.accounts.issue_token(SYSTEM, name, line[:_SHORT], ["read"])
    review = wiring.reviewing.open(ADVISOR, [report], title=lines[0], members=MEMBERS).id
    first, second = wiring.reviewing.queue(ADVISOR, review)[:2]
    for line in lines:
        wiring.reviewing.comment(SECOND, review, first.item.id, line)
    advisor = wiring.accounts.get(ADVISOR.name).actor("page")
    wiring.reviewing.decide(advisor, review, second.item.id, _NO[bool(second.item.basis)], seen=second.seen, reason=lines[0])
    return review, first.item.id


def _site(wiring: Wiring, url: str, payloads: Sequence[str], titles: list[str], report: str, review: tuple[str, str]) -> Attacked:
    asked = [quote(line, safe="") for line in batches(payloads, 12_000)]
    session, item = review
    whole = {
        "articles": tuple(titles),
        "texts of reports": (f"/reports/{report}",),
        "sheets": (f"/reports/{report}/sheet",),
        "names of reports": ("/reports",),
        "queries": tuple(f"/search?q={one}" for one in asked),
        "queries in SPARQL": tuple(f"/sparql?query={one}" for one in asked),
        "comments": (f"/reviews/{session}/items/{item}",),
        "opinions": (f"/reviews/{session}/export.html",),
        "files of reports": (f"/reports/{report}/export.html",),
        "offices": ("/users",),
    }
    some = quote(payloads[0] + payloads[len(payloads) // 2], safe="")
    pages = (
        "/", "/search?q=漏水", f"/search?q=漏水&group=works&at={some}", f"/search?q=漏水&level={some}&issuer={some}", f"/works/{some}", f"/eli/{some}",
        f"/graph?node={quote(titles[0])}", f"/graph?node={some}", f"/impact?node={quote(titles[0])}", f"/impact?node={some}", f"{titles[0]}/compare", f"{titles[0]}?at={some}",
        f"{titles[0]}/2016-05-05/art_1", f"/reports/{report}?measure=2&show={some}", f"/reports/{some}", "/reviews", "/reviews/new", f"/reviews/{session}",
        f"/reviews/{session}/sign", f"/reviews/{session}/bulk?show=todo&verdict=confirmed", f"/reviews/{session}/items/{item}?act=replace&q={some}",
        f"/reviews/{some}", "/account", "/users", f"/login?next={some}", f"/{some}", f"/static/{some}", f"/sparql?query={some}&format={some}",
    )  # fmt: skip
    return Attacked(url, wiring, pages, whole)


def _context(browser: Browser, site: Attacked, seen: Seen, *, policy: bool) -> BrowserContext:
    context = browser.new_context(base_url=site.url, locale="zh-CN", bypass_csp=not policy)
    context.set_default_timeout(30_000)
    context.add_init_script(_PREPARE)
    context.on("dialog", lambda dialog: (seen.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
    context.on("request", lambda request: None if request.url.startswith((site.url, "data:")) else seen.faults.append(f"request {request.url[:90]}"))
    context.on("weberror", lambda error: seen.faults.append(f"error {error.error}"))
    return context


def look(browser: Browser, site: Attacked, paths: Sequence[str], *, policy: bool) -> Seen:
    """Opens each path, with our content security policy or (``policy=False``) with escaping alone, moves over it, and says what was noticed and read."""
    seen = Seen()
    context = _context(browser, site, seen, policy=policy)
    page = context.new_page()
    for path in paths:
        enter(context, site, ADMINISTRATOR if path == "/users" else SIGNER)
        if "/export." in path:
            page.goto("about:blank")
            page.set_content(context.request.get(path).text())
        else:
            page.goto(path, wait_until="load")
        _touch(page)
        noticed = [*page.evaluate("window.noticed"), *page.evaluate(f"({AUDIT})(document)")]
        # a file that is taken along has no server to bring its style sheet
        seen.faults += [f"{path[:60]}: {what}" for what in noticed if not ("/export." in path and what.endswith(("<style>", " style")))]
        seen.read[path] = numbers(
            page.content() + page.evaluate("[...document.querySelectorAll('input, textarea')].map((one) => one.value).join(' ')")
        )
    context.close()
    return seen


def enter(context: BrowserContext, site: Attacked, person: Actor) -> None:
    """Puts a session of ``person`` into the browser."""
    secret = site.wiring.accounts.open_session(site.wiring.accounts.get(person.name))
    context.add_cookies([{"name": "lawgraph-session", "value": secret, "url": site.url, "httpOnly": True, "sameSite": "Lax"}])


def _touch(page: Page) -> None:
    """What a payload may wait for: the mouse, the focus, an opened detail."""
    page.evaluate(
        """() => {
            document.querySelectorAll("details").forEach((one) => { one.open = true; });
            for (const one of [...document.querySelectorAll("main *")].slice(0, 3000))
                for (const kind of ["mouseover", "focus", "pointerenter"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
        }"""
    )
