"""How many heavy jobs run at once, how many wait, and what the next one is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lawgraph.errors import Busy

__all__ = ["Gate"]


class Gate:
    """Lets ``places`` jobs through at once; ``queue`` more wait, ``seconds`` at most."""

    def __init__(self, places: int, queue: int, seconds: float = 20.0) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._line = threading.BoundedSemaphore(places + queue)
        self._seconds = seconds

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Inside, the job has a place. Raises Busy where the queue is full, or where none came free in time."""
        if not self._line.acquire(blocking=False):
            raise Busy
        try:
            if not self._places.acquire(timeout=self._seconds):
                raise Busy
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._line.release()
