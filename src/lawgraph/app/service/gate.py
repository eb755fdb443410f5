"""How many heavy jobs run at once, how many wait, and what the next one is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lawgraph.errors import QueueFull

__all__ = ["Gate"]

_MANY = "同时处理的文件太多。"


class Gate:
    """Lets ``places`` jobs through at once; ``queue`` more wait, ``seconds`` at most."""

    def __init__(self, places: int, queue: int, seconds: float = 20.0) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._line = threading.BoundedSemaphore(places + queue)
        self._seconds = seconds

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Inside, the job has a place. Raises QueueFull where the queue is full, or where none came free in time."""
        self.line_up()
        try:
            with self.place():
                yield
        finally:
            self.leave()

    def line_up(self) -> None:
        """Takes a place in the queue, for a job that another thread will do. Raises QueueFull where there is none."""
        if not self._line.acquire(blocking=False):
            raise QueueFull(_MANY)

    def leave(self) -> None:
        """Gives the place in the queue back."""
        self._line.release()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Inside, a job that stands in the queue is done. Raises QueueFull where its turn does not come in time."""
        if not self._places.acquire(timeout=self._seconds):
            raise QueueFull(_MANY)
        try:
            yield
        finally:
            self._places.release()
