"""A folder that several machines see: one of them builds index and graph, the others fetch what it built.

What one machine built stands there under the name of its state, with the digest of every file, and is put in place by one rename. Like all that
is derived it can be deleted at any moment; whoever finds nothing builds. Machines take turns by a claim beside it, which the builder touches
while it lives. Clocks are not compared: a claim that does not move for ``STALE`` seconds of the one who waits is nobody's.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["STALE", "SharedBuilds"]

STALE = 60.0
"""Seconds after which a claim that nobody touches is taken over."""
_DIGESTS = "SHA256SUMS"
_BEAT = 5.0
_GLANCE = 0.5
_KEPT_SECONDS = 86_400.0
"""How long other states stay for machines that have yet to be upgraded."""

_LOG = logging.getLogger(__name__)


class SharedBuilds:
    """What machines have built for each other in ``folder``; ``stale`` as ``STALE``, shorter in tests."""

    def __init__(self, folder: Path, *, stale: float = STALE) -> None:
        self._folder = folder
        self._stale = stale
        self._me = f"{socket.gethostname()}-{os.getpid()}"

    def obtain(self, state: str, into: Path, build: Callable[[], bool], *, waiting: Callable[[], None] = lambda: None) -> None:
        """Fills ``into``, an empty folder, with what belongs to ``state``: fetched where another machine built it, else by ``build``.

        ``build`` says whether what it built is still that state, and is laid there for others only then. ``waiting`` is called about twice a second
        while another machine builds. Where the shared folder does not answer, this machine builds for itself and the log says so. Raises what
        ``build`` raises.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            claimed = False
            while not (fetched := self._fetch(state, into)) and not claimed:
                # once more after the claim: who built it may have let go between the look and the claim
                if not (claimed := self._claim(state)):
                    self._wait(state, waiting)
        except OSError as error:
            _LOG.warning("共用文件夹 %s 不可用（%s），索引由本机自建。", self._folder, error.strerror or error)
            _empty(into)
            build()
            return
        if claimed:
            with self._beating(state):
                if not fetched and build():
                    self._offer(state, into)

    def _fetch(self, state: str, into: Path) -> bool:
        """Whether the state was there and whole; a damaged copy is taken away."""
        stands = self._folder / state
        if not stands.is_dir():
            return False
        shutil.copytree(stands, into, dirs_exist_ok=True)
        said = into / _DIGESTS
        if said.is_file() and said.read_text("utf-8") == _digests(into):
            said.unlink()
            return True
        _LOG.warning("%s 已损坏，不予采用。", stands)
        _empty(into)
        shutil.rmtree(stands)
        return False

    def _offer(self, state: str, built: Path) -> None:
        """Lays what was built into the shared folder, and clears what no machine needs any more; a folder that is full or gone is told, no more."""
        partial = self._folder / f".{state}.{self._me}.partial"
        try:
            shutil.copytree(built, partial)
            (partial / _DIGESTS).write_text(_digests(built), "utf-8")
            partial.rename(self._folder / state)
            for other in self._folder.iterdir():
                if other.is_dir() and other.name != state and time.time() - other.stat().st_mtime > _KEPT_SECONDS:
                    shutil.rmtree(other, ignore_errors=True)
        except OSError as error:
            _LOG.warning("索引没有写入共用文件夹 %s（%s），别的机器要自建。", self._folder, error.strerror or error)
            shutil.rmtree(partial, ignore_errors=True)

    def _claimed(self, state: str) -> Path:
        return self._folder / f"{state}.claim"

    def _claim(self, state: str) -> bool:
        try:
            with self._claimed(state).open("x", encoding="utf-8") as file:
                file.write(self._me)
        except FileExistsError:
            return False
        return True

    @contextmanager
    def _beating(self, state: str) -> Iterator[None]:
        """Touches the claim until the work is done, then lets it go."""
        claim, done = self._claimed(state), threading.Event()

        def beat() -> None:
            while not done.wait(min(_BEAT, self._stale / 4)):
                with suppress(OSError):
                    claim.touch(exist_ok=True)

        heart = threading.Thread(target=beat, daemon=True)
        heart.start()
        try:
            yield
        finally:
            done.set()
            heart.join()
            with suppress(OSError):
                claim.unlink(missing_ok=True)

    def _wait(self, state: str, waiting: Callable[[], None]) -> None:
        """Until the claim is gone, or has not moved for too long; then it is taken away."""
        claim = self._claimed(state)
        seen, since = None, time.monotonic()
        while True:
            try:
                moved = claim.stat().st_mtime_ns
            except FileNotFoundError:
                return
            if moved != seen:
                seen, since = moved, time.monotonic()
            elif time.monotonic() - since > self._stale:
                claim.unlink(missing_ok=True)
                return
            waiting()
            time.sleep(min(_GLANCE, self._stale / 4))


def _digests(folder: Path) -> str:
    """A line for each file: its SHA-256 and where it stands."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != _DIGESTS:
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def _empty(folder: Path) -> None:
    for inside in folder.iterdir():
        shutil.rmtree(inside) if inside.is_dir() else inside.unlink()
