"""Texts and requests that nobody would write, by the thousand: no trace, no hang, no 5xx."""

from __future__ import annotations

import io
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.cite import find_citations
from lawgraph.domain.ids import document_id
from lawgraph.text.formats import Text, read_bytes
from lawgraph.text.report import segment
from lawgraph.text.statute import parse
from made_up import FILES, REPORT, home_of, write_folder

TEXTS, REQUESTS, CHECKS = 100_000, 10_000, 2_000
TODAY = date(2026, 11, 22)
PIECES = (
    "《 》 〈 〉 〔 〕 （ ） ( ) “ ” 《纸船法》 《中华人民共和国纸船法》 第三条 第一百二十条之一 第 条 款 项 目 之一 、 ， 。 ； ： \n \r\n \t 　 一、 （一） 一是 二是 1. 1． "
    "本法 同法 该法 前款 以下简称 《规定》 2021年 2022年1月20日 〔2021〕12号 国办发 浙江 青屿市 xx省 *市 ×× 某市 根据 落实 修订 废止 同时 施行 自 起 "
    "\u0000 \ufeff \u200b \ud83d\ude00 𠀀 é <script> {{7*7}} %s ' \" \\ 0 9 九 零 百 千 万 亿 . - — … 法 条例 办法 通知"
).split(" ")


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """A library of made-up statutes with a report."""
    made = Wiring(home_of(tmp_path_factory.mktemp("home")), today=lambda: TODAY)
    made.add(str(write_folder(tmp_path_factory.mktemp("statutes"))))
    made.add_report(read_bytes(REPORT.encode(), "报告.txt"))
    yield made
    made.database.dispose()


def _mutated(chance: random.Random, whole: str) -> str:
    """A piece of a real text with pieces of others in it, characters taken out, doubled and turned round."""
    start = chance.randrange(len(whole))
    signs = list(whole[start : start + chance.randrange(1, 400)])
    for _ in range(chance.randrange(1, 12)):
        place = chance.randrange(len(signs) + 1)
        deed = chance.randrange(4)
        if deed == 0:
            signs[place:place] = chance.choice(PIECES)
        elif deed == 1:
            del signs[place : place + chance.randrange(1, 6)]
        elif deed == 2:
            signs[place:place] = signs[place : place + 20] * chance.randrange(1, 4)
        else:
            signs[place : place + 10] = reversed(signs[place : place + 10])
    return "".join(signs)


def _fuzzed(chance: random.Random, wholes: list[str]) -> str:
    if chance.random() < 0.5:
        return _mutated(chance, chance.choice(wholes))
    return "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 120)))


def test_a_hundred_thousand_texts(wiring: Wiring) -> None:
    """Found, segmented and read as a statute; spans lie inside the text and say what stands there."""
    chance, wholes = random.Random(20261122), [REPORT, *FILES.values()]  # noqa: S311 (texts, no secrets)
    slowest, begun = 0.0, time.monotonic()
    for _ in range(TEXTS):
        text = _fuzzed(chance, wholes)
        start = time.thread_time()
        citations = find_citations(text, wiring.catalogue, at=TODAY, today=TODAY, document=document_id(text))
        measures = segment(text, protected=[(citation.start, citation.end) for citation in citations]).measures
        parse(text)
        slowest = max(slowest, time.thread_time() - start)
        assert [citation.text for citation in citations] == [text[citation.start : citation.end] for citation in citations]
        assert all(0 <= measure.start <= measure.end <= len(text) for measure in measures)
    assert slowest < 1
    print(f"\n{TEXTS} fuzzed texts in {time.monotonic() - begun:.0f} s, slowest {1000 * slowest:.0f} ms")  # noqa: T201 (figures)


def test_two_thousand_texts_are_checked(wiring: Wiring) -> None:
    """All the way to bases and findings."""
    chance, wholes = random.Random(7), [REPORT]  # noqa: S311 (texts, no secrets)
    texts = (Text(_fuzzed(chance, wholes), "a.txt", None, "txt", "") for _ in range(CHECKS))
    found = sum(len(wiring.check(text).measures) for text in texts)
    assert found > 0


METHODS = ("GET", "GET", "GET", "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "BREW")
PATHS = (
    "/", "/search", "/reports", "/reports/x", "/healthz", "/readyz", "/metrics", "/look", "/eli/cn/national/law/2015/zhichuan", "/eli/x", "/works/纸船法",
    "/static/x", "/static/../../etc/passwd", "/sparql", "/ontology", "/graph", "/login", "/review", "/nothing",
)  # fmt: skip
NAMES = (
    "q",
    "at",
    "level",
    "issuer",
    "jurisdiction",
    "page",
    "measure",
    "show",
    "from",
    "to",
    "node",
    "query",
    "next",
    "look",
    "token",
    "file",
    "open",
    "article",
)
HEADERS = (
    "Accept",
    "HX-Request",
    "Origin",
    "Sec-Fetch-Site",
    "Cookie",
    "X-Forwarded-Prefix",
    "X-Request-ID",
    "Range",
    "If-None-Match",
    "Content-Type",
)


def test_ten_thousand_requests(wiring: Wiring, tmp_path: Path) -> None:
    """Every page with arguments, forms, files and headers that make no sense: an answer each, and never a 5xx but the one that says come back."""
    assert tmp_path.is_dir()
    chance = random.Random(42)  # noqa: S311 (requests, no secrets)
    client = create_app(wiring.settings, wiring=wiring).test_client()
    links = [row.id for row in wiring.reports.list()]
    paths = [*PATHS, *(f"/reports/{link}" for link in links)]
    wholes = [REPORT, "2022-01-20", "law", "1", "-1", "9" * 30, "/eli/cn", "SELECT * WHERE { ?a ?b ?c }"]
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    slowest = (0.0, "")
    for _ in range(REQUESTS):
        path = chance.choice(paths) + (quote(_fuzzed(chance, wholes)[:30], errors="replace") if chance.random() < 0.2 else "")
        asked = {name: _fuzzed(chance, wholes)[: chance.choice((10, 100, 2000))] for name in chance.sample(NAMES, chance.randrange(4))}
        query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in asked.items())
        headers = {name: _header(chance, wholes) for name in chance.sample(HEADERS, chance.randrange(3))}
        method = chance.choice(METHODS)
        options: dict[str, object] = {}
        if method == "POST":
            name, value = chance.choice(NAMES), _fuzzed(chance, wholes).encode("utf-8", "replace")
            options = {"data": {name: (io.BytesIO(value), "a.docx")} if chance.random() < 0.3 else value}
        begun = time.monotonic()
        with client.open(f"{path}?{query}", method=method, headers=headers, buffered=True, **options) as answer:  # type: ignore[arg-type]
            statuses[answer.status_code] += 1
            if answer.status_code >= 500 and answer.status_code != 503:
                faults.append(f"{method} {path}?{query} {headers} {answer.status_code}")
        slowest = max(slowest, (time.monotonic() - begun, f"{method} {path}"[:80]))
    print(f"\n{REQUESTS} fuzzed requests: {dict(statuses.most_common())}, slowest {slowest[0]:.2f} s")  # noqa: T201 (figures)
    assert faults == []
    assert slowest[0] < 10


def _header(chance: random.Random, wholes: list[str]) -> str:
    return "".join(sign for sign in _fuzzed(chance, wholes)[:60] if 32 <= ord(sign) < 127) or "x"
