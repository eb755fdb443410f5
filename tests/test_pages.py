"""The pages and the API over a small real library: what they answer, what they refuse, and that nothing in a report can break out of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import quote, unquote, urldefrag, urljoin

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lawgraph.app import create_app
from lawgraph.app.reports import marking
from lawgraph.app.search import results
from lawgraph.app.wiring import Wiring
from lawgraph.app.works import reading
from lawgraph.domain.models import Force, ForceStatus
from lawgraph.store.library import VersionRow
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of, write_folder

TODAY = date(2026, 11, 21)
HOSTILE = """<img src=x onerror=alert(1)>工作报告

一、主要做法
对照《<script>alert(2)</script>办法》和《纸船法》检查纸船12只。"><script>alert(3)</script>{{ 7*7 }}

2022年1月20日
"""


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """A library of made-up statutes, imported as a user would."""
    made = Wiring(home_of(tmp_path_factory.mktemp("pages")), today=lambda: TODAY)
    made.add(str(write_folder(tmp_path_factory.mktemp("statutes"))))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def reports(wiring: Wiring) -> dict[str, str]:
    """A plain and a hostile report, by name."""
    return {
        name: wiring.add_report(read_bytes(text.encode(), f"{name}.txt"), date(2022, 1, 20)).id for name, text in (("plain", REPORT), ("hostile", HOSTILE))
    }  # fmt: skip


@pytest.fixture
def client(wiring: Wiring, reports: dict[str, str]) -> FlaskClient:
    """A browser of its own for every test; the reports stand."""
    assert reports
    return create_app(wiring.settings, wiring=wiring).test_client()


@pytest.fixture
def law(wiring: Wiring) -> str:
    """The identifier of the made-up law."""
    return wiring.library.find("纸船法").id


def text_of(answer: TestResponse) -> str:
    """The body."""
    return answer.get_data(as_text=True)


class _Links(HTMLParser):
    """Addresses, identifiers and inline code of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [value for name in ("href", "src", "hx-get") if (value := found.get(name)) and tag != "use"]
        self.ids += [value for value in [found.get("id")] if value]
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        self._script = tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        self.inline += [data] if self._script and data.strip() else []

    def handle_endtag(self, _tag: str) -> None:
        self._script = False


def parsed(answer: TestResponse) -> _Links:
    """Links, identifiers and inline code of a page."""
    found = _Links()
    found.feed(text_of(answer))
    return found


def token(client: FlaskClient) -> str:
    """The token of a form, as a browser that opened the page has it."""
    found = re.search(r'name="token" value="([^"]+)"', text_of(client.get("/reports")))
    assert found
    return found[1]


def upload(client: FlaskClient, data: bytes, name: str = "报告.txt", **headers: str) -> TestResponse:
    """Sends the upload form as a browser does."""
    form = {"token": token(client), "file": (BytesIO(data), name)}
    return client.post("/reports", data=form, content_type="multipart/form-data", headers=headers)


# -- what answers -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/", 200, "查一条规定"),
        ("/search", 200, "写下要查的话"),
        ("/search?q=漏水", 200, "<mark>漏水</mark>"),
        ("/search?q=漏水&at=2016-01-01", 200, "按 <b>2016-01-01</b> 的文本检索"),
        ("/search?q=漏水&at=明天", 400, "不是日期"),
        ("/search?q=漏水&at=2021-02-30", 400, "不是日期"),
        ("/search?q=漏水&level=folk_tale", 400, "效力层级"),
        ("/search?q=漏水&page=0", 400, "不是可用的数"),
        ("/search?q=鲸鱼", 200, "没有找到“鲸鱼”"),
        ("/search?q=%3Cscript%3E", 200, "没有找到“&lt;script&gt;”"),
        ("/reports", 200, "核一份报告"),
        ("/reports/0000000000000000", 404, "没有编号为"),
        ("/works/鲸鱼法", 404, "库中没有《鲸鱼法》"),
        ("/eli/cn/national/law/1900/nothing", 404, "库中没有"),
        ("/eli/cn", 404, "库中没有"),
        ("/nothing", 404, "没有这个页面"),
        ("/healthz", 200, '"ok"'),
    ],
)
def test_a_page_answers_with_its_status_and_words(client: FlaskClient, path: str, status: int, words: str) -> None:
    """Each kind of page and of refusal, in the frame that all pages share."""
    answer = client.get(path)
    assert answer.status_code == status
    assert words in text_of(answer)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("", 200, "第六条"),
        ("?at=2018-01-01", 200, "第五条"),
        ("?at=2010-01-01", 200, "2010-01-01"),
        ("/2015-03-01", 200, "看今天的版本"),
        ("/2021-01-22/art_4", 200, "由折船人检查"),
        ("/2021-01-22/art_4/para_2", 200, 'class="paragraph on"'),
        ("/2021-01-22/art_4/para_1/item_2", 200, 'class="item on"'),
        ("/2021-01-22/art_4/para_9", 404, "没有这一条、款或项"),
        ("/2021-01-22/art_77", 404, "没有这一条、款或项"),
        ("/2021-01-22/ch_2", 302, "#ch_2"),
        ("/1999-01-01", 404, "没有这个版本"),
        ("?at=x", 400, "不是日期"),
    ],
)
def test_a_work_answers_at_its_identifiers(client: FlaskClient, law: str, path: str, status: int, words: str) -> None:
    """A work, a version of a day, a version, an article, a paragraph, an item; and the nearest address that names nothing."""
    answer = client.get(law + path)
    assert answer.status_code == status
    assert words in text_of(answer)


def test_the_version_on_view_is_that_of_the_day(client: FlaskClient, law: str) -> None:
    """Article 5 is another one in each version: the wrong one would be a wrong quotation."""
    assert "漏水的纸船不得下水。" not in text_of(client.get(f"{law}/2015-03-01/art_5"))
    assert "首次发现并及时补好" in text_of(client.get(law))
    assert "首次发现并及时补好" not in text_of(client.get(f"{law}?at=2020-01-01"))


def test_a_title_leads_to_the_identifier(client: FlaskClient, law: str) -> None:
    """The Chinese title is an alias; the day goes along."""
    assert client.get("/works/纸船法?at=2018-01-01").headers["Location"] == f"{law}?at=2018-01-01"


def test_an_article_names_who_cites_it(client: FlaskClient, law: str, reports: dict[str, str]) -> None:
    """Other regulations and the measures of reports stand beside the text, each as a link."""
    page = client.get(law)
    assert "纸船法实施条例" in text_of(page)
    assert [link for link in parsed(page).links if link.startswith(f"/reports/{reports['plain']}?measure=")]


# -- what every answer carries --------------------------------------------------------------------------------------------------------


def _multiplies(page: str, link: str) -> bool:
    """What is opened in the graph, each measure or English page under each filter, and facets upon facets: their own tests go there."""
    facets = link.count("&") > 1 and link.startswith(("/search?", "/api/v1/search?"))
    return (
        facets or ("lang=" in link and "&" in link) or (page == "/graph" and link.startswith("/graph?")) or ("show=" in link and "measure=" in link)
    )


def _crawl(client: FlaskClient, start: list[str]) -> dict[str, TestResponse]:
    """Every page that can be reached from ``start`` by links, each answered once."""
    seen: dict[str, TestResponse] = {}
    waiting = list(start)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = seen[path] = client.get(path, buffered=True, headers={"Accept": "text/html"})
        if answer.mimetype == "text/html" and answer.status_code == 200:
            base = unquote(answer.request.path)
            waiting += [link for link in (urldefrag(urljoin(base, link)).url for link in parsed(answer).links) if not _multiplies(base, link)]
    return seen


@pytest.fixture(scope="module")
def crawled(wiring: Wiring, reports: dict[str, str]) -> dict[str, TestResponse]:
    """The whole site as a reader without a script can walk it."""
    assert reports
    return _crawl(create_app(wiring.settings, wiring=wiring).test_client(), ["/", "/search?q=漏水", "/search?q=纸船&at=2016-01-01"])


def test_every_link_leads_somewhere(crawled: dict[str, TestResponse]) -> None:
    """All of it is reached by plain links, so all of it works without a script."""
    kinds = {path.split("/")[1].split("?")[0] for path in crawled}
    assert {"", "search", "reports", "eli", "static", "api"} <= kinds
    assert len(crawled) > 40
    assert {path: answer.status_code for path, answer in crawled.items() if answer.status_code not in {200, 302, 303}} == {}


def test_every_fragment_has_its_place(crawled: dict[str, TestResponse]) -> None:
    """A pinpoint link that jumps nowhere is no pinpoint."""
    pages = {path: parsed(answer) for path, answer in crawled.items() if answer.mimetype == "text/html" and answer.status_code == 200}
    lost = []
    for path, page in pages.items():
        for link in page.links:
            address, fragment = urldefrag(urljoin(unquote(crawled[path].request.path), link))
            target = page if link.startswith("#") else pages.get(address)
            if fragment and target is not None and fragment not in target.ids:
                lost.append((path, link))
    assert lost == []


def test_no_page_has_twins_of_an_identifier(crawled: dict[str, TestResponse]) -> None:
    """An id names one place."""
    twins = {path: ids for path, answer in crawled.items() if answer.mimetype == "text/html" and len(ids := parsed(answer).ids) != len(set(ids))}
    assert list(twins) == []


def test_no_attribute_is_escaped(crawled: dict[str, TestResponse]) -> None:
    """An attribute out of an expression comes out as text, and says to nobody which line is chosen."""
    broken = [path for path, answer in crawled.items() if answer.mimetype == "text/html" and re.search(r"<[^<>]*=&#34;", text_of(answer))]
    assert broken == []


def test_every_answer_is_guarded(crawled: dict[str, TestResponse]) -> None:
    """The policy allows no inline script and no other host; reports are not kept by caches, assets are."""
    for path, answer in crawled.items():
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Cache-Control"] == ("public, max-age=31536000, immutable" if path.startswith("/static/") else "no-cache, private"), (
            path
        )


def test_no_page_needs_what_the_policy_forbids(crawled: dict[str, TestResponse]) -> None:
    """No inline script, style or handler, and no address of another host: with one, a browser would show a broken page."""
    for path, answer in crawled.items():
        shown = answer.mimetype == "text/html" and "Content-Disposition" not in answer.headers
        page = parsed(answer) if shown else _Links()
        assert page.inline == [], path
        assert [link for link in page.links if re.match(r"[a-z]+:|//", link)] == [], path


def test_a_report_is_text_and_never_markup(client: FlaskClient, reports: dict[str, str]) -> None:
    """A report is a stranger's text: title, citations, measures, findings and the panel show it as letters."""
    page = text_of(client.get(f"/reports/{reports['hostile']}"))
    part = text_of(client.get(f"/reports/{reports['hostile']}", headers={"HX-Request": "true"}))
    for said in (page, part):
        assert "<img" not in said
        assert "<script>" not in said
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page


# -- reports ----------------------------------------------------------------------------------------------------------------------------


def test_a_report_shows_all_of_its_text_and_every_citation(client: FlaskClient, wiring: Wiring, reports: dict[str, str]) -> None:
    """Nothing is skipped: every line of the text and every citation found in it stand on the page."""
    row = wiring.reports.get(reports["plain"])
    assert row.checked
    page = text_of(client.get(f"/reports/{row.id}"))
    shown = re.sub(r"<svg.*?</svg>|<[^>]+>|\s", "", page)
    sentences = [part for part in re.split(r"[\n。；]", REPORT) if part.strip() and "《" not in part]
    assert [part for part in sentences if re.sub(r"\s", "", part) not in shown] == []
    rows = re.findall(r'<tr id="c-(\d+)">(.*?)</tr>', page, re.DOTALL)
    assert [int(number) for number, _ in rows] == list(range(1, len(row.checked["citations"]) + 1))
    assert len(rows) >= 5
    assert all(citation["reason"] in said for citation, (_, said) in zip(row.checked["citations"], rows, strict=True))


def test_a_measure_opens_its_basis(client: FlaskClient, reports: dict[str, str]) -> None:
    """By link as a page, by htmx as the panel alone; the same panel."""
    path = f"/reports/{reports['plain']}?measure=1"
    page, part = client.get(path), client.get(path, headers={"HX-Request": "true"})
    panel = re.search(r'<aside class="side.*?</aside>', text_of(page), re.DOTALL)
    assert panel
    assert panel[0] == text_of(part).strip()
    assert "原文引用" in panel[0]
    assert "纸船法" in panel[0]
    assert set(part.vary) == {"HX-Request", "Accept"}
    assert "<html" in text_of(client.get(path, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}))


@pytest.mark.parametrize("query", ["measure=0", "measure=999", "measure=x", "measure=-1"])
def test_a_measure_that_is_not_there_is_refused(client: FlaskClient, reports: dict[str, str], query: str) -> None:
    """An address that names no measure says so."""
    assert client.get(f"/reports/{reports['plain']}?{query}").status_code == 400


def test_an_upload_becomes_a_report(client: FlaskClient) -> None:
    """The file is read, kept, checked, and shown; the same text again is the same report."""
    data = "青屿市船坞管理局2022年度工作报告\n\n检查纸船《纸船法》实施情况3次。\n".encode()
    first, second = upload(client, data), upload(client, data, "同一份.txt")
    assert first.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert "青屿市船坞管理局2022年度工作报告" in text_of(client.get(first.headers["Location"]))


@pytest.mark.parametrize(
    ("data", "name", "status", "words"),
    [
        (b"", "a.txt", 422, "空文件"),
        (b"  \n\n ", "a.txt", 422, "没有文字"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "a.png", 422, "a.png"),
        (b"PK\x03\x04broken", "a.docx", 422, "a.docx"),
        (b"%PDF-1.7", "a.pdf", 422, "a.pdf"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "a.txt", 422, "a.txt"),
    ],
    ids=["empty", "blank", "picture", "damaged", "pdf", "broken-encoding"],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(client: FlaskClient, data: bytes, name: str, status: int, words: str) -> None:
    """One clear line where the reader is, and nothing kept."""
    before = len(parsed(client.get("/reports")).links)
    answer = upload(client, data, name)
    alert = re.search(r'role="alert">(.*?)</p>', text_of(answer), re.DOTALL)
    assert answer.status_code == status
    assert alert
    assert words in alert[1]
    assert len(parsed(client.get("/reports")).links) == before


def test_a_file_that_is_too_large_is_refused(client: FlaskClient) -> None:
    """Flask sets no limit by itself."""
    client.application.config["MAX_CONTENT_LENGTH"] = 10_000
    answer = upload(client, b"x" * 20_000)
    assert answer.status_code == 413
    assert "请拆分后再上传" in text_of(answer)


def test_no_file_is_said_so(client: FlaskClient) -> None:
    """The button pressed too early."""
    answer = client.post("/reports", data={"token": token(client)})
    assert answer.status_code == 400
    assert "没有选文件" in text_of(answer)


# -- what comes from elsewhere ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_change_must_come_from_here(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    """Another site can make the browser send a form; its headers tell."""
    assert upload(client, f"检查纸船{headers}只。".encode(), **headers).status_code == status


@pytest.mark.parametrize("sent", ["", "x", "é", "0" * 43])
def test_a_form_needs_the_token_of_its_browser(client: FlaskClient, sent: str) -> None:
    """The second lock, where a browser sends no such headers."""
    token(client)
    answer = client.post("/reports", data={"token": sent, "file": (BytesIO(b"x"), "a.txt")}, content_type="multipart/form-data")
    assert answer.status_code == 403
    assert "刷新页面" in text_of(answer)


@pytest.mark.parametrize(("host", "status"), [("localhost:8000", 200), ("127.0.0.1", 200), ("evil.example", 400)])
def test_another_name_for_this_machine_is_refused(client: FlaskClient, host: str, status: int) -> None:
    """DNS rebinding: a site that resolves its own name to 127.0.0.1."""
    assert client.get("/reports", headers={"Host": host}).status_code == status


def test_an_error_of_ours_is_told_without_its_insides(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault shows a page that says what to do, and no trace of the program."""

    def fail(_self: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("lawgraph.store.reports.Reports.list", fail)
    for path, kind in (("/reports", "text/html"), ("/api/v1/reports", "application/problem+json")):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (500, kind)
        assert "secret" not in text_of(answer)
        assert "请重试" in text_of(answer)


@pytest.mark.parametrize(
    ("wanted", "back", "cookie", "location"),
    [
        ("dark", "/search?q=1", "dark", "/search?q=1"),
        ("pink", "/", None, "/"),
        ("light", "//evil.example", "light", "/"),
        ("light", "/\\evil", "light", "/"),
    ],
)
def test_the_look_is_kept_and_never_leads_away(client: FlaskClient, wanted: str, back: str, cookie: str | None, location: str) -> None:
    """The switch works without a script; its way back is a path of this site."""
    answer = client.post("/look", data={"token": token(client), "look": wanted, "next": back})
    kept = client.get_cookie("lawgraph-look")
    assert (answer.status_code, answer.headers["Location"]) == (303, location)
    assert (kept.value if kept else None) == cookie
    assert (f'data-theme="{cookie}"' in text_of(client.get("/"))) is (cookie is not None)


# -- the API ----------------------------------------------------------------------------------------------------------------------------


def test_the_api_gives_the_objects_of_the_command_line(client: FlaskClient, law: str, reports: dict[str, str]) -> None:
    """Search, work, reports: the contract's names."""
    found = client.get("/api/v1/search?q=漏水").get_json()
    assert set(found) == {"query", "total", "hits", "facets", "notes", "meant", "groups", "work_count", "next"}
    assert found["hits"][0]["work"]["id"] == law
    known = client.get("/api/v1/works/纸船法?article=4").get_json()
    assert known == client.get(f"/api/v1/works{law}?article=4").get_json()
    assert known["force"]["status"] == "in_force"
    assert known["article"]["number"] == "4"
    assert {row["id"] for row in client.get("/api/v1/reports").get_json()["reports"]} >= set(reports.values())
    report = client.get(f"/api/v1/reports/{reports['plain']}").get_json()
    assert {"id", "text", "document", "citations", "measures", "findings", "summary"} <= set(report)


def test_the_api_checks_without_keeping(client: FlaskClient) -> None:
    """A text in JSON or a file; the report list stays as it was."""
    before = client.get("/api/v1/reports").get_json()
    by_text = client.post("/api/v1/check", json={"text": REPORT, "name": "a.txt", "as_of": "2022-01-20"})
    by_file = client.post("/api/v1/check", data={"file": (BytesIO(REPORT.encode()), "a.txt"), "as_of": "2022-01-20"})
    assert by_text.get_json() == by_file.get_json()
    assert by_text.get_json()["document"]["date"] == "2022-01-20"
    assert client.get("/api/v1/reports").get_json() == before


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/v1/search", None, 400, "usage"),
        ("GET", "/api/v1/search?q=a&at=x", None, 400, "invalid-date"),
        ("GET", "/api/v1/search?q=a&limit=1000", None, 400, "usage"),
        ("GET", "/api/v1/works/鲸鱼法", None, 404, "unknown-work"),
        ("GET", "/api/v1/works/纸船法?article=99", None, 404, "unknown-provision"),
        ("GET", "/api/v1/reports/none", None, 404, "unknown-report"),
        ("GET", "/api/v1/nothing", None, 404, "http"),
        ("DELETE", "/api/v1/reports", None, 405, "http"),
        ("POST", "/api/v1/check", {}, 400, "usage"),
        ("POST", "/api/v1/check", {"text": ""}, 422, "document-empty"),
        ("POST", "/api/v1/check", {"text": "检查。", "as_of": "x"}, 400, "invalid-date"),
    ],
)
def test_the_api_tells_errors_in_one_form(client: FlaskClient, method: str, path: str, body: object, status: int, code: str) -> None:
    """application/problem+json everywhere, with a code that programs can rely on."""
    answer = client.open(path, method=method, json=body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    said = answer.get_json()
    assert (said["status"], said["code"]) == (status, code)
    assert said["title"]


# -- the parts --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("漏水的纸船", [(0, 2)], "<mark>漏水</mark>的纸船"),
        ("a<b>漏水", [(4, 6)], "a&lt;b&gt;<mark>漏水</mark>"),
        ("一二三四五六七八九十", [], "一二三四五…"),
        ("甲" * 60 + "漏水", [(60, 62)], "…甲甲甲<mark>漏水</mark>"),
        ("漏水漏水", [(0, 2), (1, 3), (2, 4)], "<mark>漏水</mark><mark>漏水</mark>"),
    ],
)
def test_an_excerpt_shows_what_was_found(text: str, spans: list[tuple[int, int]], expected: str) -> None:
    """Cut around the first find, escaped, overlapping finds marked once."""
    assert results.excerpt(text, spans, room=5 if len(text) > 9 or not spans else 50) == expected


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.txt", "青屿市船坞管理局工作报告\n\n正文。", "青屿市船坞管理局工作报告"),
        ("a.txt", "# 工作报告\n正文。", "工作报告"),
        ("b.docx", "2021年，我局认真履职。", "b"),
        ("b.docx", "现将有关情况报告如下：\n正文", "b"),
        ("c.d.md", "短", "c.d"),
    ],
)
def test_a_report_is_called_by_its_title(name: str, text: str, title: str) -> None:
    """The first line where it can be a title, else the file's name."""
    assert marking.report_title(name, text) == title


def test_a_timeline_keeps_its_labels_apart() -> None:
    """Two versions of one month: both have a dot, the later one the label; nothing leaves the picture."""
    days = [date(1996, 10, 1), date(2009, 8, 1), date(2009, 8, 27), date(2021, 7, 15)]
    versions = [VersionRow(f"/v/{day}", "/w", "纸船法", day, day, None, 1, has_text=True, note="") for day in days]
    force = Force(TODAY, ForceStatus.IN_FORCE, versions[-1].id)
    line = reading.timeline(versions, versions[-1], force, force, None)
    assert line is not None
    assert [dot["labelled"] for dot in line.dots] == [True, False, True, True]
    assert all(0 <= dot["x"] <= 100 for dot in line.dots)
    assert line.span is not None
    assert line.span[1] == line.pins[0]["x"]


def test_addresses_are_written_once(client: FlaskClient) -> None:
    """A search can be shared: its address holds the query and nothing empty."""
    links = parsed(client.get(f"/search?q={quote('漏水')}&at=2016-01-01&level=")).links
    assert f"/search?q={quote('漏水')}" in links
    assert [link for link in links if link.endswith("=") or "=&" in link] == []
