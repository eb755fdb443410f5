"""A PostgreSQL server of the tests' own: Debian's programs, an unprivileged user, a folder that goes with it, and no port but a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import sqlalchemy as sa

from lawgraph.store.database import Database

__all__ = ["Server", "found", "running"]

_TEMPLATE = "lawgraph_template"


def found() -> Path | None:
    """The folder with PostgreSQL's programs; None where it is not installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    return installed[-1].parent if installed else Path(on_path).parent if on_path else None


class Server:
    """A running server; ``new`` gives the URL of a database of its own to each who asks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._admin = sa.create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._create(_TEMPLATE)
        Database(self.url(_TEMPLATE)).dispose()

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://lawgraph@/{name}?host={self._folder}"

    def new(self, *, empty: bool = False, of: str = "") -> str:
        """The URL of a new database: with the newest schema, ``empty``, or a copy ``of`` one by its URL, to which nobody is connected."""
        self._made += 1
        name = f"made_{self._made}"
        self._create(name, "" if empty else f" TEMPLATE {sa.make_url(of).database if of else _TEMPLATE}")
        return self.url(name)

    def _create(self, name: str, how: str = "") -> None:
        with self._admin.connect() as connection:
            # files are copied as they are, not written a second time into the log; until version 15 there was no other way, and no word for it
            files = " STRATEGY FILE_COPY" if how and (connection.dialect.server_version_info or (0,)) >= (15,) else ""
            connection.execute(sa.text(f"CREATE DATABASE {name}{how}{files}"))


def _place() -> Path:
    """Memory, where there is enough of it: a database is 9 MB, and a hundred of them are written for nothing but to be deleted."""
    memory, disk = Path("/dev/shm"), Path("/tmp")  # noqa: S108  the server's folder gets a name of its own there
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30 else disk


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Starts a server and stops it in the end. PostgreSQL refuses to run as root: there, ``nobody`` runs it."""
    who = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    as_user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
    folder = Path(tempfile.mkdtemp(prefix="lawgraph-pg-", dir=_place()))
    if who:
        os.chown(folder, who.pw_uid, who.pw_gid)
    data = folder / "data"
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}}
    try:
        make = [programs / "initdb", "-D", data, "-U", "lawgraph", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
        subprocess.run(make, check=True, **quiet, **as_user)  # type: ignore[call-overload]
        quick = ["fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off"]
        options = [word for option in ("listen_addresses=", "max_connections=400", *quick) for word in ("-c", option)]
        server = subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, *options], **quiet, **as_user)  # type: ignore[call-overload]
        try:
            _wait(programs, folder)
            yield Server(folder)
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(programs: Path, folder: Path) -> None:
    """Until the server answers; pg_isready ends with 0 then."""
    for _ in range(300):
        if subprocess.run([programs / "pg_isready", "-h", folder, "-q"], check=False).returncode == 0:
            return
        sleep(0.1)
    raise RuntimeError("PostgreSQL did not start")
