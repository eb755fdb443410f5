"""A scan that was sent to the service, and a service that is killed while it reads it."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from lawgraph.text.formats import recognition
from made_up import REPORT, write_folder
from papers import has_chinese_font, scan, typeset

pytestmark = pytest.mark.skipif(
    not recognition.can_recognise() or not has_chinese_font(), reason="the extra ocr is not installed, or no Chinese font to print with"
)
PROGRAM = (sys.executable, "-c", "from lawgraph.app.cli import main; main()")


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _get(url: str) -> Any:
    with urlopen(url, timeout=30) as answer:  # noqa: S310 (our own service)
        return json.load(answer)


@contextmanager
def _service(home: Path, port: int) -> Iterator[str]:
    """A service of this home, killed at the end without a word."""
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port)], env={**os.environ, "LAWGRAPH_HOME": str(home)}, stderr=subprocess.DEVNULL, start_new_session=True
    )
    base = f"http://127.0.0.1:{port}/api/v1/reports"
    try:
        until = time.monotonic() + 60
        while True:
            try:
                _get(base)
                break
            except URLError:
                assert time.monotonic() < until
                time.sleep(0.2)
        yield base
    finally:
        process.kill()
        process.wait()


def _wait(url: str, key: str) -> dict[str, Any]:
    """The upload, once it says something under ``key``."""
    until = time.monotonic() + 180
    while not (said := _get(url))[key]:
        assert time.monotonic() < until, said
        time.sleep(0.3)
    return dict(said)


def test_a_scan_outlives_the_service_that_reads_it(tmp_path: Path) -> None:
    """Killed after its first page; the next service reads it from the beginning, and the report is whole."""
    home, port = tmp_path / "home", _free_port()
    laws = write_folder(tmp_path / "laws")
    subprocess.run([*PROGRAM, "library", "add", str(laws)], env={**os.environ, "LAWGRAPH_HOME": str(home)}, check=True, capture_output=True)
    data = scan(typeset(REPORT, rows=9)[:3], noise=0)
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(data), filename="扫描.pdf")})
    with _service(home, port) as base:
        sent = Request(base, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})  # noqa: S310 (our own service)
        begun = time.monotonic()
        with urlopen(sent, timeout=30) as answer:  # noqa: S310
            status, upload = answer.status, json.load(answer)
        assert (status, upload["state"], time.monotonic() - begun < 10) == (202, "waiting", True)
        _wait(f"{base}/uploads/{upload['id']}", "pages_read")
    with _service(home, port) as base:
        done = _wait(f"{base}/uploads/{upload['id']}", "report")
        report = _get(f"{base}/{done['report']}")
    assert (report["name"], len(report["reading"]["pages"]), report["summary"]["citations"]) == ("扫描.pdf", upload["page_count"], 5)
