"""One frozen settings object: read once at the start, passed in everywhere.

Each setting has a default that serves a single PC; docs/reference/settings.md lists them and a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import platformdirs

from lawgraph.errors import UsageError

__all__ = ["Settings", "data_folder", "web_folder"]

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
    ``LAWGRAPH_SPARQL_URL``      SPARQL 1.1 server that answers queries; default: none, a store in the home answers
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

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Reads ``environment`` (default: the process's). Raises UsageError for a value that cannot be used."""
        env = os.environ if environment is None else environment
        home = Path(env.get("LAWGRAPH_HOME") or platformdirs.user_data_dir("lawgraph", appauthor=False)).expanduser().absolute()
        sparql = env.get("LAWGRAPH_SPARQL_URL", "")
        if sparql and not sparql.startswith(("http://", "https://")):
            raise UsageError(f"LAWGRAPH_SPARQL_URL 的值“{sparql}”不可用。", "请给出以 http:// 或 https:// 开头的地址。")
        engine = env.get("LAWGRAPH_SEARCH_ENGINE", "") or "tantivy"
        if engine not in {"tantivy", "whoosh"}:
            raise UsageError(f"LAWGRAPH_SEARCH_ENGINE 的值“{engine}”不可用。", "请给出 tantivy 或 whoosh。")
        return cls(
            home=home,
            database_url=env.get("LAWGRAPH_DATABASE_URL") or f"sqlite:///{home / 'lawgraph.sqlite3'}",
            max_upload_mb=_whole(env, "LAWGRAPH_MAX_UPLOAD_MB", cls.max_upload_mb, 1, 1024, "MB"),
            sparql_url=sparql,
            search_engine=engine,
            read_seconds=_whole(env, "LAWGRAPH_READ_SECONDS", cls.read_seconds, 1, 600, "秒"),
            read_memory_mb=_whole(env, "LAWGRAPH_READ_MEMORY_MB", cls.read_memory_mb, 256, 65536, "MB"),
            check_seconds=_whole(env, "LAWGRAPH_CHECK_SECONDS", cls.check_seconds, 1, 3600, "秒"),
            max_characters=_whole(env, "LAWGRAPH_MAX_CHARACTERS", cls.max_characters, 1000, 1_000_000_000, "字"),
            jobs=_whole(env, "LAWGRAPH_JOBS", cls.jobs, 1, 64, "个"),
            job_queue=_whole(env, "LAWGRAPH_JOB_QUEUE", cls.job_queue, 0, 1000, "个"),
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
