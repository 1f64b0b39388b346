"""The only file that knows which database it is."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

SERIALIZATION_FAILURES = frozenset({"40001", "40P01"})


def is_sqlite(conn: Connection | Engine) -> bool:
    """Whether this connection or engine speaks to SQLite."""
    return conn.dialect.name == "sqlite"


def make_engine(url: URL, *, pool_size: int = 10) -> Engine:
    """An engine with the settings that each database needs."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=pool_size, max_overflow=40,
                               connect_args={"timeout": 0.0, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return create_engine(url, pool_size=pool_size, max_overflow=40, pool_pre_ping=True)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=0",
                   "temp_store=MEMORY", "cache_size=-32768", "mmap_size=268435456"):
        connection.execute(f"PRAGMA {pragma}")


def begin(conn: Connection, *, writing: bool) -> None:
    """Open the transaction for real: on SQLite a read that becomes a write fails at once, so writers say so first."""
    if is_sqlite(conn):
        conn.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def is_busy(error: DBAPIError) -> bool:
    """Whether a second try may succeed: SQLite locked, PostgreSQL deadlock or serialization failure."""
    cause = error.orig
    if isinstance(cause, sqlite3.OperationalError):
        return "locked" in str(cause) or "busy" in str(cause)
    return getattr(cause, "sqlstate", None) in SERIALIZATION_FAILURES


def machine_micros(conn: Connection) -> int:
    """The database's own clock, microseconds since 1970: what leases are measured by."""
    if is_sqlite(conn):
        statement = "SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
    else:
        statement = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
    return int(conn.execute(text(statement)).scalar_one())


def skip_locked(statement: Select[Any]) -> Select[Any]:
    """`FOR UPDATE SKIP LOCKED` where it exists; SQLite has one writer at a time and leaves it out by itself."""
    return statement.with_for_update(skip_locked=True)


__all__ = ["OperationalError", "begin", "is_busy", "is_sqlite", "machine_micros", "make_engine", "skip_locked"]
