"""The one who writes in the ingest process: takes work from any thread, and answers with a future.

On SQLite one thread commits what came in, up to 100 ms of it together, and then lets others write for 2 ms. A piece of
work that fails takes the batch back; the batch is then done again with a savepoint for each piece, so that the others
land. (Savepoints from the start would make the search index write itself out at each of them.) On PostgreSQL a few
threads, a transaction for each piece.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import Connection

from monitor.store import indexing
from monitor.store.database import TRIES, Database, may_succeed

T = TypeVar("T")
QUEUE_BYTES = 64 * 1024 * 1024
COMMIT_S = 0.1
PAUSE_S = 0.002
THREADS = 4  # on PostgreSQL


@dataclass(slots=True)
class _Job(Generic[T]):
    """A piece of work and the promise of its answer."""

    work: Callable[[Connection], T]
    weight: int
    future: "Future[T]"

    def run(self, conn: Connection) -> Callable[[], None]:
        """Do it; what to tell the caller once the transaction is committed."""
        return _telling(self.future, self.work(conn))

    def run_apart(self, conn: Connection) -> Callable[[], None]:
        """The same in a savepoint: work that fails leaves nothing, and its caller hears of it."""
        for turn in range(1, TRIES + 1):
            try:
                with conn.begin_nested():
                    tell = self.run(conn)
                    indexing.settle(conn)
                    return tell
            except BaseException as error:  # noqa: BLE001 - it belongs to the caller
                indexing.forget(conn)
                if turn == TRIES or not may_succeed(error):
                    return _telling_error(self.future, error)
        raise AssertionError("unreachable")


class Writer:
    """Threads that write. `submit` blocks while 64 MiB of work wait, so that a slow disk slows down who fetches."""

    def __init__(self, db: Database) -> None:
        """Starts the threads; `close` ends them."""
        self.db = db
        self._jobs: deque[_Job[Any]] = deque()
        self._bytes = self._unfinished = 0
        self._changed = threading.Condition()
        self._closing = False
        turn = self._write_together if db.is_sqlite else self._write_one
        names = ["writer"] if db.is_sqlite else [f"writer-{n}" for n in range(THREADS)]
        self._threads = [threading.Thread(target=self._serve, args=(turn,), name=name, daemon=True) for name in names]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[Connection], T], weight: int = 0) -> "Future[T]":
        """Have `work` done in a transaction. `weight`: bytes that it holds on to. The future gets its answer after the
        commit, or its exception; the rest of the batch is not touched by that."""
        job = _Job(work, weight, Future())
        job.future.set_running_or_notify_cancel()
        with self._changed:
            if self._closing:
                raise RuntimeError("the writer is closed")
            self._changed.wait_for(lambda: self._bytes == 0 or self._bytes + weight <= QUEUE_BYTES)
            self._jobs.append(job)
            self._bytes += weight
            self._unfinished += 1
            self._changed.notify_all()
        return job.future

    def flush(self) -> None:
        """Wait until everything submitted so far is committed or failed."""
        with self._changed:
            self._changed.wait_for(lambda: self._unfinished == 0)

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _serve(self, turn: Callable[[], None]) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._jobs or self._closing)
                if not self._jobs:
                    return
            turn()

    def _next(self) -> _Job[Any] | None:
        with self._changed:
            return self._jobs.popleft() if self._jobs else None

    def _done(self, jobs: list[_Job[Any]]) -> None:
        with self._changed:
            self._unfinished -= len(jobs)
            self._bytes -= sum(job.weight for job in jobs)
            self._changed.notify_all()

    def _write_one(self) -> None:
        job = self._next()
        if job is None:
            return
        try:
            tell = _telling(job.future, self.db.run(job.work))
        except BaseException as error:  # noqa: BLE001 - it belongs to the caller
            tell = _telling_error(job.future, error)
        self._done([job])
        tell()

    def _write_together(self) -> None:
        taken: list[_Job[Any]] = []
        try:
            with self.db.write() as conn:
                answers = [job.run(conn) for job in self._some(taken)]
        except BaseException:  # noqa: BLE001 - now one by one: it comes again, and then belongs to somebody
            answers = self._write_apart(taken)
        self._done(taken)
        for tell in answers:
            tell()
        time.sleep(PAUSE_S)

    def _write_apart(self, taken: list[_Job[Any]]) -> list[Callable[[], None]]:
        """The same again, each in a savepoint. `taken` is empty when the transaction could not even begin: the next job
        is its first then, and hears of it if it can not begin again."""
        if not taken and (first := self._next()) is not None:
            taken.append(first)
        try:
            with self.db.write() as conn:
                return [job.run_apart(conn) for job in taken]
        except BaseException as error:  # noqa: BLE001 - nothing was committed: everyone hears of it
            return [_telling_error(job.future, error) for job in taken]

    def _some(self, taken: list[_Job[Any]]) -> Iterator[_Job[Any]]:
        """Jobs for up to 100 ms; `taken` keeps them."""
        until = time.monotonic() + COMMIT_S
        while (job := self._next()) is not None:
            taken.append(job)
            yield job
            if time.monotonic() > until:
                break


def _telling(future: "Future[T]", answer: T) -> Callable[[], None]:
    return lambda: future.set_result(answer)


def _telling_error(future: "Future[T]", error: BaseException) -> Callable[[], None]:
    return lambda: future.set_exception(error)
