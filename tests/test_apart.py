"""Files are read apart: a hostile one costs its own process, ends in time with one clear line, and harms nobody after it."""

from __future__ import annotations

import io
import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import hostile
from lawgraph.app import create_app
from lawgraph.app.service.gate import Gate
from lawgraph.app.wiring import Wiring
from lawgraph.errors import DocumentEncrypted, DocumentMissing, DocumentTooCostly, DocumentUnreadable, LawgraphError, QueueFull, UnknownReport
from lawgraph.settings import Settings
from lawgraph.text.formats import Text, apart, read_bytes, silent, worker
from lawgraph.text.formats.apart import Limits, Readers
from made_up import REPORT, home_of, write_folder
from papers import pdf, typeset

OUTCOMES: dict[str, type[LawgraphError] | None] = {
    "zeros.docx": DocumentUnreadable,
    "many-parts.docx": DocumentUnreadable,
    "elements.docx": DocumentTooCostly,
    "nested.docx": DocumentUnreadable,
    "laughs.docx": DocumentUnreadable,
    "outside.docx": DocumentUnreadable,
    "slip.docx": None,
    "paragraphs.docx": None,
    "locked.docx": DocumentEncrypted,
    "cut.docx": DocumentUnreadable,
    "empty-package.docx": DocumentUnreadable,
    "no-xml.docx": DocumentUnreadable,
    "page-loop.pdf": DocumentUnreadable,
    "form-loop.pdf": DocumentTooCostly,
    "form-tree.pdf": DocumentTooCostly,
    "bomb.pdf": DocumentTooCostly,
    "giant-image.pdf": DocumentUnreadable,
    "many-pages.pdf": DocumentUnreadable,
    "locked.pdf": DocumentEncrypted,
    "cut.pdf": DocumentUnreadable,
    "nested.html": DocumentTooCostly,
    "open.html": None,
}
LIMITS = Limits(seconds=3, megabytes=300, idle=1)
CHEAP = ("page-loop.pdf", "laughs.docx", "locked.pdf")
WORD = hostile.package(hostile.body(hostile.paragraph()))


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """One set of readers for every file: what one file does to them, the next one meets."""
    with Readers(LIMITS) as made:
        yield made


@pytest.fixture(scope="module")
def patient() -> Iterator[Readers]:
    """Readers for what is to be read in the end: on a busy machine three seconds of a clock may be half a second of a processor."""
    with Readers(replace(LIMITS, seconds=30)) as made:
        yield made


def _outcome(readers: Readers, data: bytes, name: str) -> type[LawgraphError] | None:
    try:
        readers.read_bytes(data, name)
    except LawgraphError as error:
        assert len(str(error)) < 120  # noqa: PT017 (what is raised differs from row to row)
        return type(error)
    return None


def test_every_hostile_file_has_an_expected_outcome() -> None:
    """A file added to tests/hostile.py and to no row would be read by nobody."""
    assert set(OUTCOMES) == set(hostile.FILES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_hostile_file_ends_in_time_and_the_next_one_is_read(readers: Readers, patient: Readers, name: str) -> None:
    """Each kind of attack in turn, and after each an ordinary file by the same readers."""
    readers = patient if OUTCOMES[name] is None else readers
    data, begun = hostile.FILES[name](), time.monotonic()
    outcome = _outcome(readers, data, name)
    assert time.monotonic() - begun < 10
    assert outcome is OUTCOMES[name]
    assert readers.read_bytes(WORD, "a.docx").text == hostile.LINE


def test_names_that_lead_out_of_a_package_are_not_followed(readers: Readers) -> None:
    """Zip slip: nothing is ever unpacked to disk."""
    readers.read_bytes(hostile.slip(), "slip.docx")
    assert not Path("/tmp/lawgraph-slip").exists()  # noqa: S108 (where the file would have it)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says how much a process holds")
def test_memory_is_given_back(readers: Readers) -> None:
    """What took much is ended; what stays ready is small."""
    for name in ("form-loop.pdf", "paragraphs.docx"):
        _outcome(readers, hostile.FILES[name](), name)
    held = [Path(f"/proc/{reader._process.pid}/status").read_text("utf-8") for reader in readers._idle]
    assert [int(status.split("VmRSS:")[1].split()[0]) < 200_000 for status in held] == [True] * len(held)


@pytest.mark.parametrize(
    ("data", "name"),
    [(WORD, "a.docx"), (pdf(typeset(REPORT)), "a.pdf"), (f"<html><body><p>{hostile.LINE}".encode(), "a.html"), (REPORT.encode("gbk"), "a.txt")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_read_apart_is_what_is_read_here(readers: Readers, data: bytes, name: str) -> None:
    """Text, day, pages and encoding all pass between the processes."""
    assert readers.read_bytes(data, name) == read_bytes(data, name)


@pytest.mark.parametrize(("data", "name"), [(b"", "a.docx"), (b"PK\x03\x04", "a.docx"), (b"\x89PNG\r\n\x1a\n", "a.png"), (b"\xff" * 9, "a.txt")])
def test_an_error_apart_is_the_error_here(readers: Readers, data: bytes, name: str) -> None:
    """The same class and the same line, whichever process met it."""
    with pytest.raises(LawgraphError) as here:
        read_bytes(data, name)
    with pytest.raises(type(here.value)) as apart:
        readers.read_bytes(data, name)
    assert str(apart.value) == str(here.value)


def test_a_path_is_read_apart(readers: Readers, tmp_path: Path) -> None:
    """The command line's way in."""
    (tmp_path / "报告.docx").write_bytes(WORD)
    assert readers.read(tmp_path / "报告.docx").name == "报告.docx"
    with pytest.raises(DocumentMissing):
        readers.read(tmp_path)


def test_a_process_is_used_again_and_a_broken_one_is_not(readers: Readers) -> None:
    """Starting one for each file would take a tenth of a second; a process that failed may hold what the file left there."""
    readers.read_bytes(WORD, "a.docx")
    (before,) = readers._idle
    readers.read_bytes(WORD, "a.docx")
    assert readers._idle == [before]
    _outcome(readers, hostile.form_loop(), "form-loop.pdf")
    assert readers._idle == []
    assert before._process.poll() is not None


def test_readers_that_are_warm_wait_for_the_first_file() -> None:
    """So that the first upload after a start is as quick as the next; and closing leaves no process behind."""
    readers = Readers(Limits(idle=2))
    readers.warm()
    started = [reader._process for reader in readers._idle]
    readers.close()
    assert [process.poll() is not None for process in started] == [True, True]


def test_a_process_that_ended_while_it_waited_is_told_and_replaced(readers: Readers) -> None:
    """The system may end any process when memory is short."""
    readers.read_bytes(WORD, "a.docx")
    readers._idle[0]._process.kill()
    readers._idle[0]._process.wait()
    with pytest.raises(DocumentTooCostly, match="中断"):
        readers.read_bytes(WORD, "a.docx")
    assert readers.read_bytes(WORD, "a.docx").text == hostile.LINE


def test_the_worker_answers_one_request_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its protocol, without a process: a text, an error, the end."""
    monkeypatch.setattr(worker, "_MOST_MEGABYTES", 1 << 20)  # this process holds what the tests before it left
    asked = b"".join(
        json.dumps({"name": name, "length": len(data)}).encode() + b"\n" + data for name, data in (("a.txt", REPORT.encode()), ("b.txt", b" "))
    )
    answers = io.BytesIO()
    worker.serve(io.BytesIO(asked), answers, 60)
    answers.seek(0)
    first = json.loads(answers.readline())
    text = Text(**json.loads(answers.read(first["length"])))
    second = json.loads(answers.readline())
    assert (first["status"], text.text, second["status"]) == ("ok", REPORT, "document-empty")


def test_a_fault_of_a_parser_is_the_files_outcome(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """One that nobody foresaw: the reader gets a line about the file, the log the trace."""

    def broken(_data: bytes, _name: str, _progress: object) -> Text:
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "read_bytes", broken)
    status, trace = worker._answer(b"", "a.pdf", silent)
    monkeypatch.setattr(apart._LOG, "disabled", False)  # import-linter, which another test runs, silences every logger that it finds
    monkeypatch.setattr(apart._Reader, "ask", lambda *_: (status, trace))
    with Readers(LIMITS) as readers, pytest.raises(DocumentUnreadable, match="损坏"):
        readers.read_bytes(WORD, "a.docx")
    assert "ZeroDivisionError" in caplog.text


# -- the gate -------------------------------------------------------------------------------------------------------------------------


def test_a_gate_lets_so_many_through_and_turns_the_rest_away() -> None:
    """One inside, one waiting: the third is told to come back at once."""
    gate, inside, leave = Gate(1, 1), threading.Event(), threading.Event()
    passed: list[int] = []

    def job(number: int) -> None:
        with gate.passed():
            inside.set()
            leave.wait(20)
            passed.append(number)

    first, second = (threading.Thread(target=job, args=(number,)) for number in (1, 2))
    first.start()
    inside.wait(20)
    second.start()
    while gate._line._value:  # type: ignore[attr-defined]  # until the second stands in line
        time.sleep(0.01)
    with pytest.raises(QueueFull), gate.passed():
        pass
    leave.set()
    first.join()
    second.join()
    assert passed == [1, 2]
    with gate.passed():
        passed.append(3)
    assert passed == [1, 2, 3]


def test_nobody_waits_at_a_gate_for_ever() -> None:
    """A job that hangs holds one place, not everybody who comes after it."""
    gate = Gate(1, 1, seconds=0.05)
    with gate.passed(), pytest.raises(QueueFull), gate.passed():
        pass
    with gate.passed():
        pass


# -- the service ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a library."""
    home = tmp_path_factory.mktemp("home")
    made = Wiring(home_of(home))
    made.add(str(write_folder(tmp_path_factory.mktemp("statutes"))))
    made.database.dispose()
    return home


def _wiring(folder: Path, **limits: str) -> Wiring:
    return Wiring(Settings.from_environment({"LAWGRAPH_HOME": str(folder), **limits}), today=lambda: date(2026, 11, 22))


def _client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def _check(client: FlaskClient, data: bytes, name: str) -> tuple[int, str]:
    answer = client.post("/api/v1/check", data={"file": (io.BytesIO(data), name)})
    return answer.status_code, answer.json.get("code", "")  # type: ignore[union-attr]


@pytest.mark.parametrize("name", CHEAP)
def test_the_service_answers_a_hostile_file_with_a_status_of_its_own(folder: Path, name: str) -> None:
    """A problem document for programs, never a 500."""
    wiring = _wiring(folder)
    status, code = _check(_client(wiring), hostile.FILES[name](), name)
    assert (status, code) == (OUTCOMES[name].http_status, OUTCOMES[name].code)  # type: ignore[union-attr]
    wiring.readers.close()


def test_a_text_longer_than_the_service_takes(folder: Path) -> None:
    """A hundred thousand paragraphs read well; checking them would hold the service for minutes."""
    wiring = _wiring(folder, LAWGRAPH_MAX_CHARACTERS="1000")
    assert _check(_client(wiring), ("字" * 1001).encode(), "a.txt") == (413, "document-too-costly")
    assert _check(_client(wiring), ("字" * 1000).encode(), "a.txt") == (200, "")


def test_a_report_that_takes_too_long_to_check_is_not_kept(folder: Path) -> None:
    """Kept without its findings it would be tried again, and refused again, at every look at it."""
    wiring = _wiring(folder)
    wiring.share()
    object.__setattr__(wiring.settings, "check_seconds", 0)
    text = read_bytes(REPORT.encode(), "report.txt")
    with pytest.raises(DocumentTooCostly, match="拆成几份"):
        wiring.add_report(text)
    assert wiring.reports.list() == ()
    with pytest.raises(UnknownReport):
        wiring.reports.get("none")


def test_a_full_queue_is_told_with_the_time_to_come_back(folder: Path) -> None:
    """429 and Retry-After, on the page and in the API; pages that need no turn still answer."""
    wiring = _wiring(folder, LAWGRAPH_JOBS="1", LAWGRAPH_JOB_QUEUE="0")
    client = _client(wiring)
    with wiring._gate.passed():
        answer = client.post("/api/v1/check", json={"text": REPORT})
        assert (answer.status_code, answer.headers["Retry-After"], answer.json["code"]) == (429, "5", "queue-full")  # type: ignore[index]
        assert client.get("/search?q=纸船").status_code == 200
    assert client.post("/api/v1/check", json={"text": REPORT}).status_code == 200
