"""Many documents in one call: a line for each, in order, read and answered one at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import EnvironBuilder, run_wsgi_app

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from made_up import REPORT, home_of, write_folder

LINES = [
    json.dumps({"text": REPORT, "name": "一.txt"}, ensure_ascii=False),
    "{",
    json.dumps({"text": "按《星空法》第一条办理。", "as_of": "2022-01-20"}),
    json.dumps({"text": ""}),
    "",
    json.dumps({"text": "检查。", "colour": "red"}),
    "[" * 5000,
    json.dumps({"text": "按《纸船法》第四条检查。"}),
]
CODES = {2: "usage", 4: "document-empty", 6: "usage", 7: "usage"}


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = Wiring(home_of(tmp_path_factory.mktemp("home")))
    made.add(str(write_folder(tmp_path_factory.mktemp("laws"))))
    yield made
    made.database.dispose()


@pytest.fixture
def app(wiring: Wiring) -> Flask:
    return create_app(wiring.settings, wiring=wiring)


def _post(app: Flask, path: str, body: bytes) -> list[Any]:
    answer = app.test_client().post(f"/api/v1/bulk/{path}", data=body, content_type="application/x-ndjson")
    assert (answer.status_code, answer.mimetype) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.mark.parametrize("path", ["cite", "check"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_line_is_answered_by_a_line(app: Flask, path: str, newline: str) -> None:
    """A bad one by its problem, and the others as if it were not there; each bears its number."""
    found = _post(app, path, newline.join(LINES).encode())
    assert [said["line"] for said in found] == [1, 2, 3, 4, 6, 7, 8]
    assert {said["line"]: said["problem"]["code"] for said in found if "problem" in said} == CODES
    alone = app.test_client().post(f"/api/v1/{path}", data=LINES[0], content_type="application/json").get_json()
    assert {key: value for key, value in found[0].items() if key != "line"} == alone


@pytest.mark.parametrize("path", ["cite", "check"])
def test_every_line_keeps_to_the_schema_of_lines(app: Flask, path: str) -> None:
    """OpenAPI knows no lines: they are described beside the media type."""
    said = app.test_client().get("/api/v1/openapi.json").get_json()
    content = said["paths"][f"/api/v1/bulk/{path}"]["post"]["responses"]["200"]["content"]["application/x-ndjson"]
    checker = Draft202012Validator({**content["x-line"], "components": said["components"]})
    assert [error.message for line in _post(app, path, "\n".join(LINES).encode()) for error in checker.iter_errors(line)] == []


class _Endless(io.RawIOBase):
    """A body that goes on for ever, and counts what was read of it."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        line = (LINES[2] + "\n").encode()
        size = min(len(buffer), len(line) * 4)
        buffer[:size] = (line * 4)[:size]
        self.given += size
        return size


def test_answers_come_while_the_body_is_still_on_its_way(app: Flask) -> None:
    """A hundred of the lines of an endless body: what was read of it is not much more than they were, so memory is bounded."""
    body = _Endless()
    builder = EnvironBuilder("/api/v1/bulk/cite", method="POST", content_type="application/x-ndjson", headers={"Host": "localhost"})
    environ = {**builder.get_environ(), "wsgi.input": io.BufferedReader(body), "wsgi.input_terminated": True}
    environ.pop("CONTENT_LENGTH", None)
    answers, status, _ = run_wsgi_app(app, environ)
    assert status.startswith("200")
    lines = iter(answers)
    for _ in range(100):
        next(lines)
    answers.close()  # type: ignore[attr-defined]
    assert body.given < 100 * len(LINES[2].encode()) + 100_000


def test_a_line_that_is_too_long_is_refused_alone(wiring: Wiring) -> None:
    """And read past without being held."""
    app = create_app(replace(wiring.settings, max_upload_mb=1), wiring=wiring)
    long = b'{"text": "' + b"a" * 3 * 1024 * 1024 + b'"}'
    found = _post(app, "cite", b"\n".join([LINES[2].encode(), long, LINES[2].encode()]))
    assert [(said["line"], said.get("problem", {}).get("status")) for said in found] == [(1, None), (2, 413), (3, None)]


def test_the_whole_may_be_longer_than_one_file_may(wiring: Wiring) -> None:
    """What is limited is a line."""
    app = create_app(replace(wiring.settings, max_upload_mb=1), wiring=wiring)
    line = json.dumps({"text": "a" * 400_000}).encode()
    assert len(_post(app, "cite", b"\n".join([line] * 5))) == 5


def test_other_bodies_are_refused(app: Flask) -> None:
    """An array would have to be held as a whole."""
    answer = app.test_client().post("/api/v1/bulk/cite", json=[{"text": "检查。"}])
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")
