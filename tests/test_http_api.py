"""The JSON API as programs use it: lists in pages, provisions on a day, documents and reports, and answers that need not be sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date

from lawgraph.app import create_app
from lawgraph.app.api.paging import page, write_cursor
from lawgraph.app.wiring import Wiring
from lawgraph.errors import UsageError
from made_up import REPORT, home_of, write_folder

TODAY = date(2026, 11, 21)
LAW = "/eli/cn/national/law/2015/zhichuan-fa"
COMING = "# 灯塔法\n\n2020年1月1日 第一届全国人民代表大会常务委员会第一次会议通过\n\n<!-- INFO END -->\n\n第一条 灯塔每夜点灯。\n"


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    """A library of each test's own, to be changed."""
    made = Wiring(home_of(tmp_path / "home"), today=lambda: TODAY)
    made.add(str(write_folder(tmp_path / "laws")))
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def _get(client: FlaskClient, path: str) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("level=law", ["中华人民共和国纸船法"]),
        ("level=法律&status=in_force", ["中华人民共和国纸船法"]),
        ("status=pending_approval&at=2022-01-20", ["青屿市纸船漂流安全管理规定"]),
        ("status=repealed", ["灯船管理暂行条例"]),
        ("q=漂流", ["青屿市纸船漂流安全管理规定"]),
        ("q=纸船法", ["纸船法实施条例", "中华人民共和国纸船法"]),
        ("jurisdiction=cn-zj", ["青屿市纸船漂流安全管理规定"]),
        ("jurisdiction=cn-z", []),
        ("jurisdiction=national&level=administrative_regulation&q=灯船", ["灯船管理暂行条例"]),
        ("issuer=没有这个机关", []),
    ],
)
def test_works_by_what_they_are(client: FlaskClient, query: str, titles: list[str]) -> None:
    """A place holds those below it, and is no mere beginning of a code."""
    found = _get(client, f"works?{query}")
    assert ([work["title"] for work in found["works"]], found["total"]) == (titles, len(titles))


@pytest.mark.parametrize(
    ("path", "key"), [("works", "works"), (f"works{LAW}/articles", "articles"), (f"works{LAW}/provisions", "provisions"), ("search?q=纸船", "hits")]
)
def test_a_list_is_read_page_by_page(client: FlaskClient, path: str, key: str) -> None:
    """Every item once, in the order of the whole list; the Link header leads on, and the last page has none."""
    whole = _get(client, f"{path}{'&' if '?' in path else '?'}limit=100")
    found: list[Any] = []
    address: str | None = f"/api/v1/{path}{'&' if '?' in path else '?'}limit=2"
    while address:
        answer = client.get(address)
        found += answer.get_json()[key]
        address = answer.headers.get("Link", "<").split("<")[1].split(">")[0]
    assert found == whole[key]
    assert (len(found), whole["next"]) == (whole["total"], None)
    assert len(found) > 2


def test_what_is_added_meanwhile_moves_no_page() -> None:
    """The cursor names the last item seen, not a count."""
    first, cursor = page(["b", "d", "f"], lambda item: (item,), None, 2)
    second, end = page(["a", "b", "c", "d", "e", "f"], lambda item: (item,), cursor, 2)
    assert ([*first, *second], end) == (["b", "d", "e", "f"], None)


@pytest.mark.parametrize("cursor", ["x", "%%%", write_cursor((1,)), "W10", "bnVsbA", "W1tbW1tbW1s", "W3RydWVd"])
def test_a_cursor_that_nobody_gave_is_refused(cursor: str) -> None:
    """Not taken for the beginning."""
    with pytest.raises(UsageError):
        page(["a", "b"], lambda item: (item,), cursor, 1)


@pytest.mark.parametrize(
    ("number", "at", "version", "label", "change", "now"),
    [
        ("第三条", "2016-01-01", "2015-03-01", "3", "changed", "4"),
        ("4", "2016-01-01", "2015-03-01", "4", "changed", "5"),
        ("2", "2016-01-01", "2015-03-01", "2", "same", "2"),
        ("第四条第一款第二项", "2022-01-20", "2021-01-22", "4.1.2", None, None),
    ],
)
def test_an_article_on_a_day_and_where_it_went(
    client: FlaskClient, number: str, at: str, version: str, label: str, change: str | None, now: str | None
) -> None:
    """An article number without a version is no pinpoint: both numbers are told."""
    found = _get(client, f"works/纸船法/articles/{number}?at={at}")
    assert (found["version"], found["label"]) == (f"{LAW}/{version}", label)
    today = found["today"]
    assert (today and today["change"], today and today["article"]["number"]) == (change, now)


def test_the_identifier_of_a_version_names_the_version(client: FlaskClient) -> None:
    """Whatever applied on the day."""
    found = _get(client, f"works{LAW}/2015-03-01/articles?limit=1")
    assert (found["version"], found["total"]) == (f"{LAW}/2015-03-01", 5)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("works?colour=red", 400, "usage"),
        ("works?limit=1&limit=2", 400, "usage"),
        ("works?limit=+1", 400, "usage"),
        ("works?limit=", 400, "usage"),
        ("works?at=", 400, "invalid-date"),
        ("works?level=家规", 400, "usage"),
        ("works?cursor=x", 400, "usage"),
        ("search?q=纸船&cursor=WyJhIl0", 400, "usage"),
        ("works/纸船法/articles/九十九", 404, "unknown-provision"),
        ("works/纸船法/articles/99", 404, "unknown-provision"),
        ("works/纸船法/articles?at=2010-01-01&limit=x", 400, "usage"),
        (f"works{LAW}/1999-01-01/articles", 404, "unknown-provision"),
        ("works/鲸鱼法/versions", 404, "unknown-work"),
        ("reports/none/status", 404, "unknown-report"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client: FlaskClient, path: str, status: int, code: str) -> None:
    """A misspelt parameter is not passed over."""
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.mimetype, answer.get_json()["code"]) == (status, "application/problem+json", code)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"text": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 400),
        (b'{"text": 7}', "application/json", 400),
        (b'{"text": "a", "colour": "red"}', "application/json", 400),
        (b'{"text": "a", "as_of": 0}', "application/json", 400),
        (b"text=a", "application/x-www-form-urlencoded", 415),
        (b"a", "", 415),
    ],
)
def test_hostile_bodies_are_refused_in_one_line(client: FlaskClient, body: bytes, kind: str, status: int) -> None:
    """However deep, torn or misnamed."""
    answer = client.post("/api/v1/check", data=body, content_type=kind)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert len(answer.get_json()["title"]) < 200


def test_a_refused_method_is_told_which_are_allowed(client: FlaskClient) -> None:
    """As RFC 9110 asks (15.5.6)."""
    answer = client.delete("/api/v1/works")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_an_answer_that_stands_is_not_sent_again(client: FlaskClient) -> None:
    """By its ETag or by its date; a star or another's tag is no proof of having it."""
    first = client.get("/api/v1/works/纸船法")
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert client.get("/api/v1/works/纸船法", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/api/v1/works/纸船法", headers={"If-Modified-Since": changed}).status_code == 304
    early = http_date(datetime.now(UTC) - timedelta(days=3000))
    assert client.get("/api/v1/works/纸船法", headers={"If-Modified-Since": early}).status_code == 200
    assert client.get("/api/v1/works/纸船法?at=2016-01-01", headers={"If-None-Match": tag}).status_code == 200
    assert client.get("/api/v1/works/鲸鱼法", headers={"If-None-Match": "*"}).status_code == 404


def test_a_change_of_the_library_changes_every_tag(client: FlaskClient, wiring: Wiring, tmp_path: Path) -> None:
    """Or programs would keep the law of yesterday."""
    first = client.get("/api/v1/works?level=law")
    (tmp_path / "灯塔法(2020-01-01).md").write_text(COMING, "utf-8")
    wiring.add(str(tmp_path / "灯塔法(2020-01-01).md"))
    again = client.get("/api/v1/works?level=law", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_json()["total"]) == (200, 2)
    assert again.last_modified is not None
    assert first.last_modified is not None
    assert again.last_modified >= first.last_modified


def test_tomorrow_is_another_day(wiring: Wiring) -> None:
    """The state of a law moves with the day although the library stands."""
    days = [TODAY]
    wiring._today = lambda: days[-1]
    client = create_app(wiring.settings, wiring=wiring).test_client()
    tag = client.get("/api/v1/works/纸船法").headers["ETag"]
    days.append(TODAY + timedelta(days=1))
    assert client.get("/api/v1/works/纸船法", headers={"If-None-Match": tag}).status_code == 200


def test_a_report_is_taken_checked_and_found_again(client: FlaskClient) -> None:
    """Sent twice it is the same report."""
    body = {"text": REPORT, "name": "报告.txt", "as_of": "2022-01-20"}
    added = client.post("/api/v1/reports", json=body)
    assert added.status_code == 201
    again = client.post("/api/v1/reports", json=body)
    assert again.get_json()["id"] == added.get_json()["id"]
    assert client.get(added.headers["Location"]).get_json() == added.get_json()
    assert _get(client, "reports")["total"] == 1


def test_the_status_of_a_report_says_when_the_ground_moved(client: FlaskClient, wiring: Wiring, tmp_path: Path) -> None:
    """Checked, stale once the library changed, and checked again when it is read."""
    identifier = client.post("/api/v1/reports", json={"text": REPORT}).get_json()["id"]
    assert _get(client, f"reports/{identifier}/status")["state"] == "checked"
    (tmp_path / "灯塔法(2020-01-01).md").write_text(COMING, "utf-8")
    wiring.add(str(tmp_path / "灯塔法(2020-01-01).md"))
    assert _get(client, f"reports/{identifier}/status")["state"] == "stale"
    assert client.get(f"/api/v1/reports/{identifier}").status_code == 200
    assert _get(client, f"reports/{identifier}/status")["state"] == "checked"


def test_a_report_from_another_site_is_refused(client: FlaskClient) -> None:
    """A browser tells where a request comes from; without accounts nothing else holds it back."""
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}):
        assert client.post("/api/v1/reports", json={"text": REPORT}, headers=headers).status_code == 403


def test_a_measure_is_given_its_basis(client: FlaskClient) -> None:
    """With the day, and never more than asked."""
    found = client.post("/api/v1/suggest", json={"text": "检查纸船有无漏水", "at": "2016-01-01", "limit": 1}).get_json()
    assert (found["date"], [said["provision"] for said in found["suggestions"]]) == ("2016-01-01", [f"{LAW}/2015-03-01/art_3"])
