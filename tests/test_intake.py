"""Files sent to the service: what is quickly read becomes a report at once, a scan while nobody waits, and a restart loses neither."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM
from lawgraph.errors import UnknownUpload
from lawgraph.store import schema as db
from lawgraph.store.database import Database
from lawgraph.store.uploads import SILENCE, Upload, Uploads
from lawgraph.text.formats import recognition
from made_up import REPORT, home_of, write_folder
from papers import has_chinese_font, pdf, scan, typeset

reads = pytest.mark.skipif(
    not recognition.can_recognise() or not has_chinese_font(), reason="the extra ocr is not installed, or no Chinese font to print with"
)
PAGE = "一是落实《纸船法》第四条，逐船检查，全年检查纸船1200只，发现漏水的30只。"


def _scan() -> bytes:
    """A page without noise: small enough to be sent from memory."""
    return scan(typeset(PAGE), noise=0)


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = Wiring(home_of(tmp_path_factory.mktemp("home")), today=lambda: date(2026, 11, 22))
    made.add(str(write_folder(tmp_path_factory.mktemp("laws"))))
    _ = made.derived
    yield made
    made.readers.close()
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def _send(client: FlaskClient, data: bytes, name: str) -> TestResponse:
    client.get("/reports")
    cookie = client.get_cookie("lawgraph-form")
    token = "" if cookie is None else cookie.value
    return client.post("/reports", data={"file": (io.BytesIO(data), name), "token": token}, headers={"Origin": "http://localhost"})


def _until(done: Callable[[], Any], seconds: float = 90.0) -> Any:
    """What ``done`` gives once it gives anything."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := done():
            return found
        time.sleep(0.1)
    raise AssertionError("it is still not done")


def _left_behind(wiring: Wiring, data: bytes, name: str, tries: int = 1) -> Upload:
    """An upload whose service ended while it read the second of three pages."""
    uploads = Uploads(wiring.database, "gone")
    upload, _ = uploads.add(data, name, 3, date(2022, 1, 20), SYSTEM)
    uploads.tell(upload.id, 0, 3)
    uploads.tell(upload.id, 1, 3)
    old = (datetime.now(UTC) - timedelta(seconds=SILENCE + 1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    with wiring.database.write() as connection:
        connection.execute(sa.update(db.upload).where(db.upload.c.id == upload.id).values(beat_at=old, tries=tries))
    return uploads.get(upload.id)


# -- the state ------------------------------------------------------------------------------------------------------------------------


def test_an_upload_from_its_beginning_to_its_end(database: Database) -> None:
    """What each step says; the bytes are dropped at the end, and the state can still be asked for."""
    uploads = Uploads(database, "here")
    upload, is_new = uploads.add(b"%PDF", "a.pdf", 12, date(2022, 1, 20), SYSTEM)
    assert (upload.state, upload.pages, upload.done, upload.is_open, is_new) == ("waiting", 12, 0, True, True)
    assert uploads.add(b"%PDF", "b.pdf", 12, None, SYSTEM) == (upload, False)
    taken = uploads.taken(upload.id)
    assert taken is not None
    assert (taken.content, taken.name, taken.as_of, taken.actor) == (b"%PDF", "a.pdf", date(2022, 1, 20), SYSTEM)
    assert uploads.tell(upload.id, 0, 12)
    assert uploads.get(upload.id).seconds_left() is None
    uploads.tell(upload.id, 3, 12)
    reading = uploads.get(upload.id)
    began = datetime.fromisoformat(reading.begun_at)
    assert (reading.state, reading.done, reading.seconds_left(began + timedelta(seconds=30))) == ("reading", 3, 90)
    uploads.check(upload.id)
    assert [found.state for found in uploads.list()] == ["checking"]
    uploads.finish(upload.id, "abc")
    done = uploads.get(upload.id)
    assert (done.state, done.report, done.is_open, done.seconds_left(), uploads.taken(upload.id)) == ("done", "abc", False, None, None)
    assert uploads.list() == ()
    with pytest.raises(UnknownUpload):
        uploads.get("none")


def test_only_one_service_reads_a_file(database: Database) -> None:
    """Two that share a database find the same silent upload: one takes it up, and the one that was thought dead learns that it lost it."""
    first, second, third = (Uploads(database, name) for name in ("first", "second", "third"))
    upload, _ = first.add(b"%PDF", "a.pdf", 2, None, SYSTEM)
    assert not upload.is_silent()
    assert upload.is_silent(datetime.now(UTC) + timedelta(seconds=SILENCE + 1))
    assert [second.take_up(upload), third.take_up(upload)] == [True, False]
    assert [first.tell(upload.id, 1, 2), second.tell(upload.id, 1, 2)] == [False, True]
    assert first.taken(upload.id) is None
    first.fail(upload.id, {"title": "late"})
    assert second.get(upload.id).state == "reading"
    assert not third.take_up(second.get(upload.id))
    broken = second.get(upload.id)
    assert (broken.state, broken.tries, third.taken(upload.id)) == ("broken_off", 2, None)
    assert third.add(b"%PDF", "a.pdf", 2, None, SYSTEM)[1]


# -- the pages ------------------------------------------------------------------------------------------------------------------------


def test_what_has_text_is_a_report_at_once(client: FlaskClient, wiring: Wiring) -> None:
    """As it always was: nobody is sent to another page for a second's work."""
    answer = _send(client, pdf(typeset(REPORT)), "a.pdf")
    assert (answer.status_code, wiring.intake.list()) == (303, ())
    assert client.get(answer.location).status_code == 200


@reads
def test_a_scan_is_read_while_nobody_waits(client: FlaskClient) -> None:
    """A program is told where to ask, a person is led to a page that says how far it is; both end with the report, and others do not wait."""
    data = _scan()
    sent = client.post("/api/v1/reports", data={"file": (io.BytesIO(data), "扫描.pdf"), "as_of": "2022-01-20"})
    assert (sent.status_code, sent.get_json()["reader"], sent.get_json()["page_count"], sent.get_json()["report"]) == (202, "RapidOCR", 1, None)
    answer = _send(client, data, "again.pdf")
    assert (answer.status_code, answer.location) == (303, f"/reports/uploads/{sent.get_json()['id']}")
    assert client.get(answer.location).status_code in {200, 303}
    assert client.get("/reports").status_code == 200
    done = _until(lambda: (said := client.get(sent.headers["Location"]).get_json())["state"] == "done" and said)
    report = client.get(f"/api/v1/reports/{done['report']}").get_json()
    assert (report["name"], report["date"], report["reading"]["pages"]) == ("扫描.pdf", "2022-01-20", [0])
    ended = client.get(answer.location)
    assert (ended.status_code, ended.location) == (303, f"/reports/{done['report']}")
    assert "纸船法" in client.get(ended.location).text
    assert client.get(answer.location, headers={"HX-Request": "true"}).headers["HX-Redirect"] == ended.location
    assert client.get(f"{answer.location}.json").get_json() == done


def test_the_state_of_a_scan_is_shown_and_can_be_come_back_to(client: FlaskClient, wiring: Wiring) -> None:
    """Pages, reader, time left; from the list of reports one finds it again."""
    other = Uploads(wiring.database, "elsewhere")
    upload, _ = other.add(b"%PDF shown", "展示.pdf", 12, None, SYSTEM)
    assert "排队中，共 12 页" in client.get(f"/reports/uploads/{upload.id}").text
    other.tell(upload.id, 0, 12)
    assert "正在读第一页" in client.get(f"/reports/uploads/{upload.id}").text
    other.tell(upload.id, 3, 12)
    page = client.get(f"/reports/uploads/{upload.id}")
    assert [words for words in ("已读 3 / 12 页", "RapidOCR", "不到 1 分钟", '<progress max="12" value="3"') if words not in page.text] == []
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    assert "<html" not in client.get(f"/reports/uploads/{upload.id}", headers={"HX-Request": "true"}).text
    assert f'href="/reports/uploads/{upload.id}">展示.pdf</a>' in client.get("/reports").text
    other.fail(
        upload.id, {"title": "“展示.pdf”已损坏。", "detail": "请重新下载。", "status": 422, "code": "document-unreadable", "type": "about:blank"}
    )
    part = client.get(f"/reports/uploads/{upload.id}", headers={"HX-Request": "true"})
    assert (part.status_code, "“展示.pdf”已损坏。请重新下载。" in part.text) == (286, True)
    assert "meta http-equiv" not in client.get(f"/reports/uploads/{upload.id}").text
    assert client.get("/reports/uploads/none").status_code == 404


def test_a_restart_takes_up_what_was_being_read(client: FlaskClient, wiring: Wiring) -> None:
    """Whoever looks sees it go on, from its first page; the report is the one that it would have been."""
    upload = _left_behind(wiring, REPORT.encode(), "断了.txt")
    first = client.get(f"/reports/uploads/{upload.id}")
    assert first.status_code in {200, 303}
    _until(lambda: wiring.intake.look(upload.id).report)
    row = wiring.reports.get(wiring.intake.look(upload.id).report)
    assert (row.text, wiring.intake.look(upload.id).tries) == (REPORT, 2)


def test_a_file_that_ends_the_service_twice_is_given_up(client: FlaskClient, wiring: Wiring) -> None:
    """Said as it is, with what to do."""
    upload = _left_behind(wiring, b"twice", "两次.txt", tries=2)
    assert "服务中断了两次，没有读完。请重新上传" in client.get(f"/reports/uploads/{upload.id}").text
    assert client.get(f"/api/v1/reports/uploads/{upload.id}").get_json()["state"] == "broken_off"


def test_a_service_that_starts_looks_for_them_itself(wiring: Wiring) -> None:
    """Nobody may come back to the page."""
    upload = _left_behind(wiring, f"{REPORT}三是走访船户。".encode(), "无人看.txt")
    wiring.intake.watch()
    assert _until(lambda: wiring.intake.look(upload.id).report, 20)


def test_what_cannot_be_read_says_why(client: FlaskClient, wiring: Wiring) -> None:
    """In the words in which it would have been refused at once."""
    upload = _left_behind(wiring, b"PK\x03\x04 damaged", "坏的.docx")
    wiring.intake.look(upload.id)
    problem = _until(lambda: client.get(f"/api/v1/reports/uploads/{upload.id}").get_json()["problem"])
    assert (problem["status"], problem["code"]) == (422, "document-unreadable")
    assert problem["title"] in client.get(f"/reports/uploads/{upload.id}").text


@reads
def test_no_more_wait_than_may(tmp_path: Path) -> None:
    """Where the queue is full a file is refused, not put down and forgotten."""
    made = Wiring(home_of(tmp_path), today=lambda: date(2026, 11, 22))
    made.intake._gate._line.acquire()  # the one that is being read, and as many as may wait
    for _ in range(made.settings.job_queue):
        made.intake._gate.line_up()
    answer = create_app(made.settings, wiring=made).test_client().post("/api/v1/reports", data={"file": (io.BytesIO(_scan()), "b.pdf")})
    assert (answer.status_code, "Retry-After" in answer.headers, made.intake.list()) == (429, True, ())
    made.readers.close()
    made.database.dispose()
