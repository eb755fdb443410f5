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
        if not self._line.acquire(blocking=False):
            raise QueueFull(_MANY)
        try:
            if not self._places.acquire(timeout=self._seconds):
                raise QueueFull(_MANY)
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._line.release()
