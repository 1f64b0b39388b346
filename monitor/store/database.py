"""One door to the database: `read` and `write` transactions, and `run`, which tries again what may succeed then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from monitor.store import change, dialect, indexing

T = TypeVar("T")
BUSY_WAIT_S = 10.0  # how long a writer keeps asking for SQLite's one write lock
BUSY_STEP_S = 0.0015
TRIES = 4  # once, and three times again


class KeyRace(Exception):
    """Another transaction named the same article first. Look again: now it is known."""


class Database:
    """A database by its SQLAlchemy address. Safe to share between threads; never between processes."""

    def __init__(self, url: str | URL, *, pool_size: int = 10) -> None:
        """Opens nothing yet: the first transaction does."""
        self.url = make_url(url)
        self.engine = dialect.make_engine(self.url, pool_size=pool_size)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite (one file, one daemon)."""
        return dialect.is_sqlite(self.engine)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self.engine.connect() as conn:
            dialect.begin(conn, writing=False)
            yield conn
            conn.rollback()

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Connection]:
        """A transaction that commits at the end, or leaves nothing behind. `durable`: a power cut does not undo it
        (PostgreSQL's never are undone; on SQLite it costs an fsync)."""
        with self.engine.connect() as conn, _durability(conn, durable=durable):
            self._begin_writing(conn)
            try:
                yield conn
                indexing.settle(conn)
                change.settle(conn)
            except BaseException:
                indexing.forget(conn)
                change.forget(conn)
                conn.rollback()
                raise
            _commit(conn)

    def run(self, work: Callable[[Connection], T], *, durable: bool = False) -> T:
        """`work` in a write transaction, again from the start when another try may succeed."""
        for turn in range(1, TRIES + 1):
            try:
                with self.write(durable=durable) as conn:
                    return work(conn)
            except (DBAPIError, KeyRace) as error:
                if turn == TRIES or not may_succeed(error):
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    def _begin_writing(self, conn: Connection) -> None:
        deadline = time.monotonic() + BUSY_WAIT_S
        while True:
            try:
                return dialect.begin(conn, writing=True)
            except DBAPIError as error:
                if not dialect.is_busy(error) or time.monotonic() > deadline:
                    raise
                conn.rollback()
                time.sleep(BUSY_STEP_S)


def may_succeed(error: BaseException) -> bool:
    """Whether the same work, run again from its start, may succeed."""
    return isinstance(error, KeyRace) or (isinstance(error, DBAPIError) and dialect.is_busy(error))


def is_away(error: BaseException) -> bool:
    """Whether the database failed (busy, unreachable, full, …), and not the work on what it holds."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or not isinstance(error, IntegrityError | DataError | ProgrammingError)
    return isinstance(error, KeyRace | PoolTimeout | OSError)


def _commit(conn: Connection) -> None:
    """A connection whose commit failed (disk full) may still be inside its transaction: it is thrown away."""
    try:
        conn.commit()
    except BaseException:
        conn.invalidate()
        raise


@contextmanager
def _durability(conn: Connection, *, durable: bool) -> Iterator[None]:
    if not durable:
        yield
        return
    dialect.set_durable(conn, durable=True)
    try:
        yield
    finally:
        if not conn.invalidated:
            dialect.set_durable(conn, durable=False)


__all__ = ["Connection", "Database", "KeyRace", "is_away", "may_succeed"]
