"""Hostile files in full size and with the limits as they are set by default, one after the other and twenty at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import hostile
from lawgraph.errors import LawgraphError
from lawgraph.text.formats.apart import Limits, Readers


def _seconds(readers: Readers, data: bytes, name: str) -> float:
    begun = time.monotonic()
    with suppress(LawgraphError):
        readers.read_bytes(data, name)
    return time.monotonic() - begun


def test_each_ends_within_ten_seconds() -> None:
    """With the limits of a fresh installation, and three times the size of what the fast tests send."""
    files = {name: make() for name, make in hostile.FILES.items()} | {
        "elements.docx": hostile.elements(3_000_000),
        "bomb.pdf": hostile.pdf_bomb(1000),
    }
    with Readers(Limits()) as readers:
        taken = {name: _seconds(readers, data, name) for name, data in files.items()}
    print(f"\n{len(taken)} hostile files, each alone: slowest", max((seconds, name) for name, seconds in taken.items()))  # noqa: T201 (figures)
    assert {name for name, seconds in taken.items() if seconds > 10} == set()


def test_twenty_at_once_end_and_leave_the_readers_well() -> None:
    """As many as a careless or hostile sender posts together."""
    files = [hostile.form_tree(), hostile.elements(), hostile.nested_html(), hostile.zeros()] * 5
    names = ["a.pdf", "a.docx", "a.html", "a.docx"] * 5
    with Readers(Limits()) as readers:
        with ThreadPoolExecutor(2) as pool:
            taken = list(pool.map(_seconds, [readers] * 20, files, names))
        assert readers.read_bytes(hostile.package(hostile.body(hostile.paragraph())), "a.docx").text == hostile.LINE
    print(f"\n20 hostile files, two at a time: slowest {max(taken):.1f} s")  # noqa: T201 (figures)
    assert max(taken) < 12
