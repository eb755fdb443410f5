"""Scans and pictures in, texts out, with how sure the reader is of each character. All pages are made here."""

from __future__ import annotations

import importlib.util
import io
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein

from lawgraph.app.wiring import Wiring
from lawgraph.domain.models import Reading
from lawgraph.errors import DocumentEmpty, DocumentUnreadable, FormatUnsupported
from lawgraph.settings import Settings
from lawgraph.text.formats import Text, image, pdf, read_bytes, recognition
from lawgraph.text.formats.apart import Limits, Readers
from made_up import REPORT, write_folder
from papers import Placed, has_chinese_font, pictures, scan, typeset
from papers import pdf as written_pdf

WHOLE = [line for line in REPORT.split("\n") if line]
SHEETS = typeset(REPORT)

reads = pytest.mark.skipif(
    not recognition.can_recognise() or not has_chinese_font(), reason="the extra ocr is not installed, or no Chinese font to print with"
)


def _strip(words: str) -> Image.Image:
    """A line of words, as a picture; nearly square, because the reader makes its shorter side large."""
    return pictures([[Placed(20, 60, words, 16)]], dots=100)[0].crop((0, 0, 340, 300))


def _save(*scanned: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    more = {"save_all": True, "append_images": scanned[1:]} if len(scanned) > 1 else {}
    scanned[0].save(buffer, kind, **more)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def scanned() -> Text:
    """The report printed, scanned and read."""
    return read_bytes(scan(SHEETS), "a.pdf")


@reads
def test_a_clean_page_is_read_with_less_than_one_error_in_a_hundred(scanned: Text) -> None:
    """Beside the text itself, blanks apart; its paragraphs are those of the report."""
    found, true = ("".join(words.split()) for words in (scanned.text, REPORT))
    assert Levenshtein.distance(found, true) < 0.01 * len(true)
    assert [line[:4] for line in scanned.text.split("\n")] == [line[:4] for line in WHOLE]


@reads
def test_what_was_recognised_says_so(scanned: Text) -> None:
    """Every character lies in a span with a confidence; nothing is unread."""
    covered = {place for start, end, score in scanned.reading.recognised if 0 < score <= 1 for place in range(start, end)}
    assert covered >= {place for place, sign in enumerate(scanned.text) if sign != "\n"}
    assert (scanned.format, scanned.reading.pages, scanned.reading.unread) == ("pdf", (0,), ())
    assert scanned.reading.confidence(0, 10) > 0.9


@reads
def test_a_page_that_lay_askew() -> None:
    """Over a page a degree is more than a character: the margins have to be found all the same."""
    found = read_bytes(scan(SHEETS, askew=-1.2), "a.pdf").text
    assert Levenshtein.distance(found, "\n".join(WHOLE)) < 0.02 * len(found)


@reads
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_was_fed_wrongly_is_turned(turned: int) -> None:
    """Whichever side is up: the same lines in the same order."""
    lines = ["一是落实《纸船法》第四条。", "二是走访折船人。", "三是补好漏水的纸船。"]
    page = pictures([[Placed(40, 60 + 30 * place, line, 14) for place, line in enumerate(lines)]], dots=100)[0].crop((0, 0, 400, 360))
    assert read_bytes(_save(page.rotate(turned, expand=True), kind="PNG"), "a.png").text.split("\n") == lines


@reads
@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("TIFF", "a.tif"), ("WEBP", "a.webp"), ("BMP", "a.bmp")])
def test_pictures(kind: str, name: str) -> None:
    """A picture of a page in each of the common formats."""
    found = read_bytes(_save(_strip("一是落实《纸船法》第四条。"), kind=kind), name)
    assert (found.text, found.format, found.reading.pages) == ("一是落实《纸船法》第四条。", "image", (0,))


@reads
def test_a_tiff_of_two_pages() -> None:
    """What a scanner with a feeder makes; progress is told page by page."""
    told: list[tuple[str, int, int]] = []
    pages = [_strip("第一页的话。"), _strip("第二页的话。")]
    found = read_bytes(_save(*pages, kind="TIFF"), "a.tif", lambda *said: told.append(said))
    assert found.text.split("\n") == ["第一页的话。", "第二页的话。"]
    assert [found.text[start] for start in found.reading.pages] == ["第", "第"]
    assert told == [("识别页面", done, 2) for done in (0, 1, 2)]


@reads
def test_a_scan_is_read_apart_with_its_progress() -> None:
    """The process that reads files has more memory and time for a page than for parsing, says how far it is, and is not used again."""
    told: list[tuple[str, int, int]] = []
    data = _save(_strip("一是落实《纸船法》第四条。"), kind="PNG")
    with Readers(Limits(seconds=8, megabytes=300, idle=1)) as readers:
        found = readers.read_bytes(data, "a.png", lambda *said: told.append(said))
        assert readers._idle == []
    assert (found.text, found.reading.pages) == ("一是落实《纸船法》第四条。", (0,))
    assert found.reading.confidence(0, 5) > 0.9
    assert told == [("识别页面", 0, 1), ("识别页面", 1, 1)]


@reads
def test_a_long_picture_is_read_in_pieces() -> None:
    """A page of a telephone is many screens high; made to fit as a whole, its letters would be a few pixels small."""
    lines = [f"第{number}段：检查纸船，补好漏水。" for number in range(1, 51)]
    pages = pictures([[Placed(60, 60 + 25 * place, line, 20) for place, line in enumerate(lines[start : start + 25])] for start in (0, 25)], dots=72)
    long = np.concatenate([np.asarray(page)[40:] for page in pages])[:, :400]
    found = read_bytes(_save(Image.fromarray(long), kind="PNG"), "a.png").text
    assert Levenshtein.distance("".join(found.split()), "".join(lines)) < 0.01 * len("".join(lines))


@reads
def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models come in the wheel: a reader that asked the network for them would fail in an office without one, and tell others in one with."""

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    recognition._engine.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert read_bytes(_save(_strip("纸船法"), kind="PNG"), "a.png").text == "纸船法"


MIXED = typeset(
    "\n".join(
        f"第{number}项工作已经做完，" + "、".join(f"{number}号船坞补好{place}只" for place in range(3, 12)) + "。" for number in "一二三四五六七八九"
    ),
    rows=9,
    numbers=False,
)


@reads
def test_a_pdf_with_text_and_scans_is_read_whole() -> None:
    """Each page in its way, in order; only what was a picture has a confidence."""
    found = read_bytes(scan(MIXED, written=(0, 2)), "a.pdf")
    starts = [*found.reading.pages, len(found.text)]
    true = read_bytes(written_pdf(MIXED), "a.pdf").text
    assert Levenshtein.distance(found.text, true) < 0.01 * len(true)
    assert all(starts[1] <= begin < starts[2] or begin >= starts[3] for begin, _, _ in found.reading.recognised)


@pytest.mark.parametrize("written", [(0, 2), (1,)])
def test_pages_that_nobody_read_are_named(monkeypatch: pytest.MonkeyPatch, written: tuple[int, ...]) -> None:
    """Without the extra the pages with text are read, and the others said not to be."""
    monkeypatch.setattr(pdf, "can_recognise", lambda: False)
    found = read_bytes(scan(MIXED, written=written, dots=40), "a.pdf")
    assert found.reading.unread == tuple(number + 1 for number in range(3) if number not in written)
    assert found.text


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [(scan(SHEETS, dots=40), "a.pdf", DocumentUnreadable), (_save(*pictures(SHEETS, dots=40), kind="PNG"), "a.png", FormatUnsupported)],
)
def test_without_the_extra_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, data: bytes, name: str, error: type[Exception]) -> None:
    """One line, and never an empty result."""
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda package, *more: None if package == "rapidocr" else find(package, *more))
    with pytest.raises(error, match=r"pip install 'lawgraph\[ocr\]'") as raised:
        read_bytes(data, name)
    assert name in str(raised.value)


@reads
@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"junk" * 50, DocumentUnreadable),
        (b"\xff\xd8\xff\xe0" + b"junk" * 50, DocumentUnreadable),
        (_save(Image.new("RGB", (300, 300), "white"), kind="PNG"), DocumentEmpty),
        (_save(pictures([[]], dots=72, noise=0)[0], kind="PNG")[:300], DocumentUnreadable),
    ],
)
def test_bad_pictures_are_one_clear_line(data: bytes, error: type[Exception]) -> None:
    """Damaged, cut off, or white."""
    with pytest.raises(error, match=r"a\.png"):
        read_bytes(data, "a.png")


@reads
def test_a_picture_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes may unpack to gigabytes."""
    monkeypatch.setattr(image, "_MOST_PIXELS", 1000)
    with pytest.raises(DocumentUnreadable, match="过大"):
        read_bytes(_save(pictures([[]], dots=72)[0], kind="PNG"), "a.png")


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    found = Wiring(Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path_factory.mktemp("home"))}), today=lambda: date(2026, 11, 21))
    found.add(str(write_folder(tmp_path_factory.mktemp("laws"))))
    yield found
    found.database.dispose()


TWO = "一是落实《纸船法》第四条，逐船检查。\n二是走访船户。"
AT = TWO.index("四")


@pytest.mark.parametrize(
    ("doubtful", "confidence", "fires"),
    [((), 0.99, False), (((AT, 0.55),), 0.55, True), (((TWO.index("访"), 0.55),), 0.99, True), (((AT, 0.79),), 0.79, True)],
)
def test_doubt_about_a_character_becomes_a_finding(
    wiring: Wiring, doubtful: tuple[tuple[int, float], ...], confidence: float, *, fires: bool
) -> None:
    """A citation bears the confidence of its least sure character; doubt anywhere is told once for the page, and for each citation that it meets."""
    reading = Reading((0, TWO.index("二是")), ((0, len(TWO), 0.99),), doubtful)
    checked = wiring.check(Text(TWO, "a.png", None, "image", "", reading), date(2022, 1, 1))
    (citation,) = checked.citations
    assert (citation.page, citation.confidence) == (1, confidence)
    assert ("low-confidence-reading" in {finding.code for finding in checked.findings}) == fires
    inside = {finding.code for measure in checked.measures for finding in measure.findings}
    assert ("low-confidence-reading" in inside) == (confidence < Reading.SURE)


@pytest.mark.parametrize("unread", [(), (2, 5)])
def test_pages_that_were_not_read_are_a_finding(wiring: Wiring, unread: tuple[int, ...]) -> None:
    """What they hold is missing from the result, and that has to be seen there."""
    checked = wiring.check(Text(TWO, "a.pdf", None, "pdf", "", Reading((0, 3, 3, 9, 9), (), (), unread)), date(2022, 1, 1))
    said = [finding.message for finding in checked.findings if finding.code == "partly-unread"]
    assert said == ["第 2、5 页是图片，没有读：其中的举措和引用不在结果里。"][: len(unread)]
    assert checked.citations[0].confidence is None


def test_a_report_that_is_checked_again_still_knows_how_it_was_read(wiring: Wiring) -> None:
    """The library moves from day to day; pages that were not read stay unread, and pages stay pages."""
    reading = Reading((0, TWO.index("二是")), ((0, 12, 0.9),), ((3, 0.5),), (3,))
    row = wiring.add_report(Text(TWO, "a.pdf", None, "pdf", "", reading), date(2022, 1, 1))
    again = wiring.checked(replace(row, basis="another day"))
    assert again.checked == row.checked
    assert {"partly-unread", "low-confidence-reading"} <= {finding["code"] for finding in again.checked["findings"]}
