"""The service: listens, and stops without breaking off what it is answering."""

from __future__ import annotations

import gc
import signal
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask
from waitress.server import create_server

from lawgraph.errors import UsageError
from lawgraph.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from lawgraph.app.wiring import Wiring

__all__ = ["serve", "warm"]

_PATIENCE = 30.0
"""Seconds that a request may still take after the service was told to stop."""
_CONNECTIONS = 900
"""Held at once: fewer than the 1,024 open files of a usual process, of which database, index and readers need some."""
_FLUSH = 0.3
"""Seconds for the last answers to leave."""


class _Counted:
    """The application, and how many of its answers are still under way."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self.running = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._lock:
            self.running += 1
        try:
            return self._app(environ, start_response)
        finally:
            with self._lock:
                self.running -= 1


def warm(wiring: Wiring) -> None:
    """Reads what the first pages need before anybody asks for one, and leaves it out of the collector's rounds from then on.

    Over a library of 150,000 articles a full round takes a third of a second, in the middle of somebody's page.
    """
    wiring.completer.warm()
    wiring.counted.law()
    gc.collect()
    gc.freeze()


def serve(app: Flask, settings: Settings, *, host: str, port: int, threads: int) -> None:
    """Answers until the process is told to stop (SIGTERM, SIGINT). Raises UsageError where it cannot listen.

    After SIGTERM ``/readyz`` says so and what is being answered is finished, for half a minute at most.
    """
    counted = _Counted(app)
    trusted: dict[str, Any] = {"clear_untrusted_proxy_headers": not settings.proxies}
    try:
        server = create_server(
            counted, host=host, port=port, threads=threads, ident="lawgraph", connection_limit=_CONNECTIONS, channel_timeout=60,
            asyncore_use_poll=True, **trusted,
        )  # fmt: skip
    except OSError as error:
        raise UsageError(f"{host}:{port} 不能监听：{error.strerror}。", "请换一个端口，如 --port 8001。") from error

    def stop(_signal: int, _frame: object) -> None:
        app.extensions["lawgraph-stopping"] = True
        threading.Thread(target=drain, daemon=True).start()

    def drain() -> None:
        until = time.monotonic() + _PATIENCE
        while counted.running and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(_FLUSH)
        signal.raise_signal(signal.SIGINT)

    # a shell starts what it puts in the background with SIGINT ignored: drain's would then go unheard
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, stop)
    server.run()
