"""One frozen settings object: read once at the start, passed in everywhere.

Each setting has a default that serves a single PC; docs/reference/settings.md lists them and a test holds the two together.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import platformdirs

from lawgraph.errors import UsageError

__all__ = ["Network", "Settings", "data_folder", "web_folder"]

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HERE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """The folder with regulations, topics and samples: inside the installed package, or at the top of a checkout."""
    packed = _HERE / "_data"
    return packed if packed.is_dir() else _HERE.parents[1] / "data"


def web_folder() -> Path:
    """The folder with templates/ and static/: inside the installed package, or at the top of a checkout."""
    packed = _HERE / "_web"
    return packed if packed.is_dir() else _HERE.parents[1] / "web"


@dataclass(frozen=True)
class Settings:
    """What can be set, from the environment.

    ``LAWGRAPH_HOME``            folder for the database and all that is derived from it
    ``LAWGRAPH_DATABASE_URL``    SQLAlchemy URL; default: a SQLite file in the home
    ``LAWGRAPH_MAX_UPLOAD_MB``   largest file that the web UI takes
    ``LAWGRAPH_READ_SECONDS``    seconds that reading one file may take
    ``LAWGRAPH_READ_MEMORY_MB``  memory that reading one file may take
    ``LAWGRAPH_CHECK_SECONDS``   processor seconds that checking one report may take, in the web UI and the API
    ``LAWGRAPH_MAX_CHARACTERS``  longest text that the web UI and the API take
    ``LAWGRAPH_JOBS``            files and reports that are read or checked at once
    ``LAWGRAPH_JOB_QUEUE``       how many more may wait for that
    ``LAWGRAPH_HOSTS``           names under which the web UI may be called, besides this machine's own
    ``LAWGRAPH_PROXIES``         how many proxies stand before it, whose X-Forwarded headers are believed
    ``LAWGRAPH_URL_PREFIX``      path below which it is served
    ``LAWGRAPH_METRICS_FROM``    networks that may read ``/metrics``
    ``LAWGRAPH_LOG``             ``text``: warnings and faults; ``json``: these and every request, one JSON object a line
    ``LAWGRAPH_LOG_QUERIES``     ``1``: requests are logged, with what follows the question mark
    ``LAWGRAPH_API_RATE``        calls to the API that one caller may make in a minute; 0: any number
    ``LAWGRAPH_CORS_ORIGINS``    sites whose pages may call the API, with commas between; default: none
    ``LAWGRAPH_SPARQL_URL``      SPARQL 1.1 server that answers queries; default: none, a store in the home answers
    ``LAWGRAPH_LEARN``           ``on`` or ``off``: whether decisions on similar measures count in suggestions
    ``LAWGRAPH_OPINION_TEMPLATE``  a .docx of the office in which opinions are written; default: none, a plain one
    ``LAWGRAPH_DEMO``            ``1``: a public demonstration, without changes and without names of persons
    ``LAWGRAPH_SEARCH_ENGINE``   ``tantivy`` or ``whoosh``: what builds the search index
    """

    home: Path
    database_url: str
    max_upload_mb: int = 20
    sparql_url: str = ""
    search_engine: str = "tantivy"
    read_seconds: int = 8
    read_memory_mb: int = 1024
    check_seconds: int = 10
    max_characters: int = 1_000_000
    jobs: int = 2
    job_queue: int = 6
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    url_prefix: str = ""
    metrics_from: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
    log: str = "text"
    log_queries: bool = False
    learn: bool = True
    demo: bool = False
    opinion_template: Path | None = None
    api_rate: int = 600
    cors_origins: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Reads ``environment`` (default: the process's). Raises UsageError for a value that cannot be used."""
        env = os.environ if environment is None else environment
        home = Path(env.get("LAWGRAPH_HOME") or platformdirs.user_data_dir("lawgraph", appauthor=False)).expanduser().absolute()
        sparql = env.get("LAWGRAPH_SPARQL_URL", "")
        if sparql and not sparql.startswith(("http://", "https://")):
            raise UsageError(f"LAWGRAPH_SPARQL_URL 的值“{sparql}”不可用。", "请给出以 http:// 或 https:// 开头的地址。")
        engine = _one_of(env, "LAWGRAPH_SEARCH_ENGINE", ("tantivy", "whoosh"))
        template = env.get("LAWGRAPH_OPINION_TEMPLATE", "")
        origins = tuple(origin.strip() for origin in env.get("LAWGRAPH_CORS_ORIGINS", "").split(",") if origin.strip())
        wrong = next((origin for origin in origins if not re.fullmatch(r"https?://[^/\s*]+", origin)), None)
        if wrong is not None:
            raise UsageError(f"LAWGRAPH_CORS_ORIGINS 的值“{wrong}”不可用。", "请写成 https://example.org 这样的来源，以逗号分隔。")
        return cls(
            home=home,
            database_url=env.get("LAWGRAPH_DATABASE_URL") or f"sqlite:///{home / 'lawgraph.sqlite3'}",
            max_upload_mb=_whole(env, "LAWGRAPH_MAX_UPLOAD_MB", cls.max_upload_mb, 1, 1024, "MB"),
            sparql_url=sparql,
            search_engine=engine,
            demo=_one_of(env, "LAWGRAPH_DEMO", ("0", "1")) == "1",
            learn=_one_of(env, "LAWGRAPH_LEARN", ("on", "off")) == "on",
            opinion_template=Path(template).expanduser().absolute() if template else None,
            read_seconds=_whole(env, "LAWGRAPH_READ_SECONDS", cls.read_seconds, 1, 600, "秒"),
            read_memory_mb=_whole(env, "LAWGRAPH_READ_MEMORY_MB", cls.read_memory_mb, 256, 65536, "MB"),
            check_seconds=_whole(env, "LAWGRAPH_CHECK_SECONDS", cls.check_seconds, 1, 3600, "秒"),
            max_characters=_whole(env, "LAWGRAPH_MAX_CHARACTERS", cls.max_characters, 1000, 1_000_000_000, "字"),
            jobs=_whole(env, "LAWGRAPH_JOBS", cls.jobs, 1, 64, "个"),
            job_queue=_whole(env, "LAWGRAPH_JOB_QUEUE", cls.job_queue, 0, 1000, "个"),
            hosts=tuple(name.strip() for name in env.get("LAWGRAPH_HOSTS", "").split(",") if name.strip()),
            proxies=_whole(env, "LAWGRAPH_PROXIES", cls.proxies, 0, 10, "个"),
            url_prefix=_prefix(env.get("LAWGRAPH_URL_PREFIX", "")),
            metrics_from=_networks(env.get("LAWGRAPH_METRICS_FROM", "")) or cls.metrics_from,
            log=_one_of(env, "LAWGRAPH_LOG", ("text", "json")),
            log_queries=_one_of(env, "LAWGRAPH_LOG_QUERIES", ("0", "1")) == "1",
            api_rate=_whole(env, "LAWGRAPH_API_RATE", cls.api_rate, 0, 1_000_000, "次"),
            cors_origins=origins,
        )

    @cached_property
    def derived(self) -> Path:
        """Where indexes and graphs stand: rebuilt at will from the database."""
        return self.home / "derived"


def _whole(env: Mapping[str, str], name: str, default: int, least: int, most: int, unit: str) -> int:
    """The whole number that ``name`` is set to. Raises UsageError."""
    written = env.get(name, "") or str(default)
    if not written.isascii() or not written.isdigit() or not least <= int(written[:12]) <= most:
        raise UsageError(f"{name} 的值“{written}”不可用。", f"请给出 {least} 到 {most} 的整数，单位是{unit}。")
    return int(written)


def _one_of(env: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """The word that ``name`` is set to, the first where it is not. Raises UsageError."""
    written = env.get(name, "") or words[0]
    if written not in words:
        raise UsageError(f"{name} 的值“{written}”不可用。", f"请给出 {' 或 '.join(words)}。")
    return written


def _prefix(written: str) -> str:
    """A path without its last slash. Raises UsageError."""
    prefix = written.rstrip("/")
    if not re.fullmatch(r"(?:/[\w.~-]+)*", prefix, re.ASCII):
        raise UsageError(f"LAWGRAPH_URL_PREFIX 的值“{written}”不可用。", "请给出以 / 开头的路径，如 /lawgraph。")
    return prefix


def _networks(written: str) -> tuple[Network, ...]:
    """Networks and addresses, separated by commas. Raises UsageError."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in written.split(",") if part.strip())
    except ValueError as error:
        raise UsageError(f"LAWGRAPH_METRICS_FROM 的值“{written}”不可用。", "请给出以逗号分隔的网段，如 127.0.0.0/8,10.0.0.0/8。") from error
