"""One door to the database: `read` and `write` transactions, and `run`, which tries again what may succeed next time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from monitor.store import dialect

T = TypeVar("T")
BUSY_WAIT_S = 10.0  # how long a writer keeps asking for SQLite's one write lock
BUSY_STEP_S = 0.0015
TRIES = 4  # once, and three times again


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
    def write(self) -> Iterator[Connection]:
        """A transaction that commits at the end, or leaves nothing behind."""
        with self.engine.connect() as conn:
            self._begin_writing(conn)
            try:
                yield conn
            except BaseException:
                conn.rollback()
                raise
            conn.commit()

    def run(self, work: Callable[[Connection], T]) -> T:
        """`work` in a write transaction, again from the start when the database says that another try may succeed."""
        for turn in range(1, TRIES + 1):
            try:
                with self.write() as conn:
                    return work(conn)
            except DBAPIError as error:
                if turn == TRIES or not dialect.is_busy(error):
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


__all__ = ["Connection", "Database"]
