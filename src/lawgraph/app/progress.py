"""Progress on standard error: a bar where a person looks on, a line a step where none does, nothing within the first half second."""

from __future__ import annotations

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

__all__ = ["Bars"]

_PATIENCE = 0.5


class Bars:
    """Call it with what is done, how far, and of how many; it draws at most ten times a second."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._console = Console(stderr=True)
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._begun: dict[str, float] = {}
        self._drawn = 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        if self._quiet:
            return
        now = time.monotonic()
        begun = self._begun.setdefault(what, now)
        if now - begun < _PATIENCE or (now - self._drawn < 0.1 and done < of):
            return
        self._drawn = now
        if not self._console.is_terminal:
            self._say(what)
            return
        if self._bars is None:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bars = Progress(*columns, console=self._console, transient=True)
            self._bars.start()
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=of)
        self._bars.update(self._tasks[what], completed=done, total=of)

    def _say(self, what: str) -> None:
        if what not in self._tasks:
            self._tasks[what] = TaskID(len(self._tasks))
            sys.stderr.write(f"{what} …\n")
            sys.stderr.flush()

    def close(self) -> None:
        """Takes the bars off the screen."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None
