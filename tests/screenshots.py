"""Takes pictures of every page for the documents: ``make screenshots``. What they show is made up (``scene``): no official text, and nobody's name.

Each page is taken on a desktop and on a phone, in light and in dark, as it stands when it has come: what lies below the fold is left out.
``--full FOLDER`` takes the whole length of each page into a folder instead, for whoever changes the styles.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from chromium import CHROMIUM, FLAGS, MISSING
from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import Actor
from reviewers import ADMINISTRATOR, ADVISOR
from scene import set_scene

__all__ = ["PAGES", "WAYS", "Shot", "Way", "picture", "serving", "take"]

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
MOST = 4_000_000
"""Bytes of all pictures together: who clones the repository fetches every one that was ever committed."""


class Way(NamedTuple):
    """What a page is looked at with; the size in pixels of CSS."""

    width: int
    height: int
    scheme: Literal["light", "dark"]
    phone: bool


class Shot(NamedTuple):
    """A page: its path, in which ``{report}``, ``{review}`` and so on stand for identifiers, who looks (None: nobody has logged in), its status."""

    path: str
    who: Actor | None = ADVISOR
    status: int = 200


WAYS = {
    "desktop-light": Way(1280, 800, "light", phone=False),
    "desktop-dark": Way(1280, 800, "dark", phone=False),
    "phone-light": Way(390, 844, "light", phone=True),
    "phone-dark": Way(390, 844, "dark", phone=True),
}
PAGES = {
    "home": Shot("/"),
    "search": Shot("/search?q=纸船 检查"),
    "search-nothing": Shot("/search?q=飞碟"),
    "work": Shot("{law}"),
    "article": Shot("{article}"),
    "compare": Shot("{law}/compare"),
    "reports": Shot("/reports"),
    "report": Shot("/reports/{report}?measure=3"),
    "sheet": Shot("/reports/{report}/sheet"),
    "dashboard": Shot("/dashboard"),
    "graph-start": Shot("/graph"),
    "graph": Shot("/graph?node=纸船法第五条"),
    "impact-start": Shot("/impact"),
    "impact": Shot("/impact?work=纸船法"),
    "sparql": Shot("/sparql?query=SELECT ?a ?b WHERE { ?a eli:cites ?b } LIMIT 10"),
    "reviews": Shot("/reviews"),
    "review-new": Shot("/reviews/new?report={report}"),
    "review": Shot("/reviews/{review}"),
    "item": Shot("/reviews/{review}/items/{item}?show=todo"),
    "bulk": Shot("/reviews/{review}/bulk?show=suggested&verdict=deferred"),
    "sign": Shot("/reviews/{review}/sign"),
    "api": Shot("/api/v1/"),
    "login": Shot("/login", None),
    "account": Shot("/account"),
    "users": Shot("/users", ADMINISTRATOR),
    "error": Shot("/reports/0123456789abcdef", status=404),
}


def picture(taken: bytes) -> bytes:
    """A PNG as a WebP file of a quarter of its size: a page has few colours, so that none but the finest shades are lost."""
    buffer = io.BytesIO()
    few = Image.open(io.BytesIO(taken)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    few.convert("RGB").save(buffer, "WEBP", lossless=True, method=4, quality=75)
    return buffer.getvalue()


def take(browser: Browser, site: str, session: str, path: str, way: Way, *, status: int = 200, full: bool = False) -> bytes:
    """A PNG of what a person (``session``: the value of the cookie; empty: nobody) sees of a page of the running ``site``.

    Raises ``RuntimeError`` where the page has another status, or runs off the side, and playwright's errors where it does not load.
    """
    context = browser.new_context(
        base_url=site, locale="zh-CN", viewport={"width": way.width, "height": way.height}, is_mobile=way.phone, has_touch=way.phone,
        color_scheme=way.scheme, reduced_motion="reduce",
    )  # fmt: skip
    if session:
        context.add_cookies([{"name": "lawgraph-session", "value": session, "url": site}])
    page = context.new_page()
    answer = page.goto(path)
    if answer is None or answer.status != status:
        raise RuntimeError(f"{path}: {answer.status if answer else 'no answer'}")
    page.wait_for_load_state("networkidle")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        raise RuntimeError(f"{path}: wider than {way.width} pixels")
    if not way.phone:
        # a report's page goes to the chosen measure
        page.evaluate("scrollTo(0, 0)")
    taken = page.screenshot(full_page=full)
    context.close()
    return taken


@contextmanager
def serving(wiring: Wiring) -> Iterator[str]:
    """The address of a server that runs until the block ends."""
    server = create_server(create_app(wiring.settings, wiring=wiring), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)
    wiring.database.dispose()


def main() -> None:
    """Fills a home that is thrown away, serves it, and takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", metavar="FOLDER", type=Path, help="whole pages, as PNG, into this folder")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="these alone")
    asked = parser.parse_args()
    if CHROMIUM is None:
        sys.exit(MISSING)
    folder: Path = asked.full or IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        scene = set_scene(Path(home))
        accounts = scene.wiring.accounts
        sessions = {person: accounts.open_session(accounts.get(person.name)) for person in (ADVISOR, ADMINISTRATOR)}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        with serving(scene.wiring) as site:
            for name in asked.pages or PAGES:
                shot = PAGES[name]
                path = shot.path
                for placeholder, identifier in scene.names.items():
                    path = path.replace(f"{{{placeholder}}}", identifier)
                for way, seen in WAYS.items():
                    session = sessions[shot.who] if shot.who else ""
                    taken = take(browser, site, session, path, seen, status=shot.status, full=asked.full is not None)
                    (folder / f"{name}-{way}.{'png' if asked.full else 'webp'}").write_bytes(taken if asked.full else picture(taken))
        browser.close()
    total = sum(file.stat().st_size for file in folder.iterdir())
    sys.stdout.write(f"{len(list(folder.iterdir()))} pictures, {total / 1e6:.1f} MB\n")
    if not asked.full and total > MOST:
        sys.exit(f"more than {MOST / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
