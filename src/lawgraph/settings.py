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
    ``LAWGRAPH_SPARQL_URL``      SPARQL 1.1 server that answers queries; default: none, a store in the home answers
    ``LAWGRAPH_SEARCH_ENGINE``   ``tantivy`` or ``whoosh``: what builds the search index
    """

    home: Path
    database_url: str
    max_upload_mb: int = 20
    sparql_url: str = ""
    search_engine: str = "tantivy"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Reads ``environment`` (default: the process's). Raises UsageError for a value that cannot be used."""
        env = os.environ if environment is None else environment
        home = Path(env.get("LAWGRAPH_HOME") or platformdirs.user_data_dir("lawgraph", appauthor=False)).expanduser().absolute()
        size = env.get("LAWGRAPH_MAX_UPLOAD_MB", "20")
        if not size.isdigit() or not 1 <= int(size) <= 1024:
            raise UsageError(f"LAWGRAPH_MAX_UPLOAD_MB 的值“{size}”不可用。", "请给出 1 到 1024 的整数，单位是 MB。")
        sparql = env.get("LAWGRAPH_SPARQL_URL", "")
        if sparql and not sparql.startswith(("http://", "https://")):
            raise UsageError(f"LAWGRAPH_SPARQL_URL 的值“{sparql}”不可用。", "请给出以 http:// 或 https:// 开头的地址。")
        engine = env.get("LAWGRAPH_SEARCH_ENGINE", "") or "tantivy"
        if engine not in {"tantivy", "whoosh"}:
            raise UsageError(f"LAWGRAPH_SEARCH_ENGINE 的值“{engine}”不可用。", "请给出 tantivy 或 whoosh。")
        return cls(home, env.get("LAWGRAPH_DATABASE_URL") or f"sqlite:///{home / 'lawgraph.sqlite3'}", int(size), sparql, engine)

    @cached_property
    def derived(self) -> Path:
        """Where indexes and graphs stand: rebuilt at will from the database."""
        return self.home / "derived"
