"""The parse workers: processes of their own, with limits, so that a hostile document costs a worker and not us."""

import asyncio
import multiprocessing
import resource
from concurrent.futures import TimeoutError  # noqa: A004  pebble raises this one
from typing import Protocol

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from monitor.collect.parse import parse
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body, Failure, Outcome
from monitor.model.options import ParseOptions

CPU_S = 10  # of one task
BACKSTOP = 4  # times the wall time of a task, and so many seconds: nothing waits for ever, whatever the pool does
QUEUED = 2  # tasks handed to each worker: one at work, one waiting in its pipe


class Parses(Protocol):
    """What the line needs of a parser."""

    async def parse(self, body: Body, *, limit: int) -> ParsedFeed | Failure:
        """The document read, or why it cannot be. Never raises."""

    def close(self) -> None:
        """Ends the workers."""


class InlineParser:
    """Parses in this process: for tests and `--one-process`. Without limits of time and memory."""

    async def parse(self, body: Body, *, limit: int) -> ParsedFeed | Failure:
        """The document read, or why it cannot be."""
        return parse(body, limit=limit)

    def close(self) -> None:
        """Nothing to end."""


class ParsePool:
    """A few worker processes, recycled; one that is stuck is killed alone. They start with the first document."""

    def __init__(self, options: ParseOptions) -> None:
        """Workers, wall time, memory and recycling as in `options`."""
        self._options = options
        self._pool = _made(options)
        self._room = asyncio.Semaphore(options.workers * QUEUED)
        self._tasks: set[ProcessFuture[ParsedFeed | Failure]] = set()
        self._closed = False

    async def parse(self, body: Body, *, limit: int) -> ParsedFeed | Failure:
        """The document read, or why it cannot be; PARSE_LIMIT when it cost a worker its life."""
        async with self._room:
            try:
                return await self._tried(body, limit)
            except RuntimeError:  # the pool is broken: workers that die while idle do that
                self._renew()
            try:
                return await self._tried(body, limit)
            except RuntimeError as exc:
                return Failure(Outcome.INTERNAL, f"the parse workers failed: {exc}"[:500], body.status)

    def close(self) -> None:
        """Ends the workers at once; documents still in them become INTERNAL failures."""
        self._closed = True
        _ended(self._pool)
        for task in list(self._tasks):  # the pool forgets those that it had not begun
            task.cancel()  # type: ignore[no-untyped-call]  # pebble's

    async def _tried(self, body: Body, limit: int) -> ParsedFeed | Failure:
        """Raises RuntimeError when the pool itself is broken."""
        pool = self._pool
        try:
            task: ProcessFuture[ParsedFeed | Failure] = pool.schedule(
                _task, args=[body, limit], timeout=self._options.wall_s
            )
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            async with asyncio.timeout(BACKSTOP * self._options.wall_s + BACKSTOP):
                return await asyncio.wrap_future(task)
        except TimeoutError:
            return Failure(Outcome.PARSE_LIMIT, f"reading it took longer than {self._options.wall_s:g} s", body.status)
        except ProcessExpired as exc:
            return Failure(Outcome.PARSE_LIMIT, f"reading it ended its worker (exit {exc.exitcode})", body.status)
        except MemoryError:
            return Failure(Outcome.PARSE_LIMIT, "reading it needs more memory than allowed", body.status)
        except asyncio.CancelledError:
            if not self._closed or _is_cancelled():
                raise
            return Failure(Outcome.INTERNAL, "the parse workers were closed", body.status)

    def _renew(self) -> None:
        """A new pool for a broken one; several documents may find it broken at once, the first one mends it."""
        if not self._closed and not self._pool.active:
            _ended(self._pool)
            self._pool = _made(self._options)


def _is_cancelled() -> bool:
    """Whether the task that asks is itself being cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _made(options: ParseOptions) -> ProcessPool:
    return ProcessPool(
        max_workers=options.workers,
        max_tasks=options.recycle,
        initializer=_limited,
        initargs=(options.memory_bytes,),
        context=multiprocessing.get_context("spawn"),
    )


def _ended(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble's
    pool.join()


def _limited(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _task(body: Body, limit: int) -> ParsedFeed | Failure:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_S, hard))
    return parse(body, limit=limit)
