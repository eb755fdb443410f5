"""Files that are sent to the service: what is quickly read becomes a report at once, a scan while nobody waits.

Character recognition takes seconds a page. A file of which pages have to be recognised is put down (``store.uploads``) and read by a thread, one file
at a time, behind a queue of its own, so that short files never wait for long ones. When the service ends, what it had not read is taken up again by
the next one, or by another that shares the database.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from lawgraph.app.service.gate import Gate
from lawgraph.app.service.problems import problem_object, problem_of
from lawgraph.domain.roles import Actor
from lawgraph.errors import LawgraphError, QueueFull
from lawgraph.store.troubles import trouble
from lawgraph.store.uploads import SILENCE, Upload, Uploads

if TYPE_CHECKING:
    from lawgraph.app.wiring import Wiring
    from lawgraph.store.reports import ReportRow

__all__ = ["Intake"]

_LOG = logging.getLogger(__name__)
_BEAT = SILENCE / 4
_LOOK_AGAIN = SILENCE / 2


class _ManyPages(Exception):
    """Pages of the file have to be recognised."""

    def __init__(self, pages: int) -> None:
        self.pages = pages


class _TakenOver(Exception):
    """Another service has taken the file up."""


def _turn_back(_what: str, _done: int, of: int) -> None:
    raise _ManyPages(of)


class Intake:
    """Takes files in for one service. Safe to be used by several threads."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._uploads = Uploads(wiring.database, secrets.token_hex(8))
        self._gate = Gate(1, wiring.settings.job_queue, threading.TIMEOUT_MAX)

    def add(self, data: bytes, name: str, as_of: date | None = None, *, actor: Actor) -> ReportRow | Upload:
        """A file that was sent: its report, or where pages of it have to be recognised the upload that will become one.

        Raises DocumentError, and QueueFull where no more may wait.
        """
        try:
            text = self._wiring.read_bytes(data, name, _turn_back)
        except _ManyPages as scan:
            return self._put_down(data, name, scan.pages, as_of, actor)
        return self._wiring.add_report(text, as_of, actor=actor)

    def look(self, identifier: str) -> Upload:
        """How far an upload is; one that nobody reads any more is taken up. Raises UnknownUpload."""
        upload = self._uploads.get(identifier)
        if upload.is_silent():
            self._take_up(upload)
            return self._uploads.get(identifier)
        return upload

    def list(self) -> tuple[Upload, ...]:
        """The uploads that are no reports yet, or could not become any, the newest first."""
        return self._uploads.list()

    def watch(self) -> None:
        """Takes up what nobody reads any more, from now on until the service ends."""
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            try:
                for upload in self._uploads.list():
                    if upload.is_silent():
                        self._take_up(upload)
            except LawgraphError as error:
                _LOG.warning("%s", error)
            time.sleep(_LOOK_AGAIN)

    def _put_down(self, data: bytes, name: str, pages: int, as_of: date | None, actor: Actor) -> Upload:
        self._gate.line_up()
        try:
            upload, is_new = self._uploads.add(data, name, pages, as_of, actor)
        except BaseException:
            self._gate.leave()
            raise
        if is_new:
            self._start(upload.id)
        else:
            self._gate.leave()
        return upload

    def _take_up(self, upload: Upload) -> None:
        try:
            self._gate.line_up()
        except QueueFull:
            return
        if self._uploads.take_up(upload):
            self._start(upload.id)
        else:
            self._gate.leave()

    def _start(self, identifier: str) -> None:
        """Reads the file when its turn comes; the place in the queue is taken already."""
        threading.Thread(target=self._run, args=(identifier,), daemon=True).start()

    def _run(self, identifier: str) -> None:
        over = threading.Event()
        threading.Thread(target=self._beat, args=(identifier, over), daemon=True).start()
        try:
            with self._gate.place():
                self._read(identifier)
        except _TakenOver:
            _LOG.warning("upload %s was taken over", identifier)
        except LawgraphError as error:
            self._fail(identifier, error)
        except Exception as error:  # noqa: BLE001 (nobody waits for an answer: what became of the file has to be said where it is looked up)
            found = trouble(error)
            if found is None:
                _LOG.exception("upload %s", identifier)
            self._fail(identifier, found)
        finally:
            over.set()
            self._gate.leave()

    def _fail(self, identifier: str, error: LawgraphError | None) -> None:
        lost = problem_object(500, "internal", "没有读完：程序出了错。", "请重新上传；再次出现时，请把服务的记录交给维护的人。")
        self._uploads.fail(identifier, lost if error is None else problem_of(error))

    def _beat(self, identifier: str, over: threading.Event) -> None:
        while not over.wait(_BEAT):
            try:
                self._uploads.beat(identifier)
            except LawgraphError as error:
                _LOG.warning("%s", error)

    def _read(self, identifier: str) -> None:
        taken = self._uploads.taken(identifier)
        if taken is None:
            raise _TakenOver

        def tell(_what: str, done: int, of: int) -> None:
            if not self._uploads.tell(identifier, done, of):
                raise _TakenOver

        text = self._wiring.read_now(taken.content, taken.name, tell)
        self._uploads.check(identifier)
        row = _patiently(lambda: self._wiring.add_report(text, taken.as_of, actor=taken.actor))
        self._uploads.finish(identifier, row.id)


def _patiently(check: Callable[[], ReportRow], seconds: float = 300.0) -> ReportRow:
    """Nobody waits for this check: where the queue of checks is full, it comes again."""
    until = time.monotonic() + seconds
    while True:
        try:
            return check()
        except QueueFull as error:
            if time.monotonic() > until:
                raise
            time.sleep(error.retry_after or 1)
