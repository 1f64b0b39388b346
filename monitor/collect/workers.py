"""The parse workers: processes of their own, with limits, so that a hostile document costs a worker and not us."""

import asyncio
import logging
import multiprocessing
import resource
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError  # noqa: A004  pebble raises this one
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from monitor.collect import memory
from monitor.collect.parse import parse, quick
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body, Failure, Outcome
from monitor.model.options import ParseOptions

log = logging.getLogger("monitor.collect")
T = TypeVar("T")
Initial = tuple[Callable[..., None], tuple[Any, ...]]  # what a worker begins with

CPU_S = 10  # of one task
BACKSTOP = 4  # times the wall time of a task, and so many seconds: nothing waits for ever, whatever the pool does
QUEUED = 2  # tasks handed to each worker: one at work, one waiting in its pipe
SMALL = 256 * 1024  # bytes of a document
PART = 8  # of the wall time: what a small document is given at first
REMEMBERED = 1_000  # addresses whose documents cost a worker


class Parses(Protocol):
    """What the line needs of a parser."""

    async def parse(self, body: Body, *, limit: int) -> ParsedFeed | Failure:
        """The document read, or why it cannot be. Never raises."""

    def close(self) -> None:
        """Ends the workers."""


class Hands(Protocol):
    """Workers for other things than parsing."""

    def furnish(self, initial: Callable[..., None], *args: Any) -> None:
        """Have every worker from now on begin with this."""

    async def run(self, work: Callable[..., T], *args: Any, wall_s: float | None = None) -> T | Failure:
        """What `work` gives in a worker, or which limit it broke. Never raises."""


class InlineParser:
    """Parses in this process: for tests and `--one-process`. Without limits of time and memory."""

    async def parse(self, body: Body, *, limit: int) -> ParsedFeed | Failure:
        """The document read, or why it cannot be."""
        return quick(body, limit=limit) or parse(body, limit=limit)

    def close(self) -> None:
        """Nothing to end."""


class ParsePool:
    """A few worker processes, recycled; one that is stuck is killed alone. They start with the first task.

    A small document gets a part of the time first. One that needs more, or is large, or has cost a worker before, goes
    to a lane that leaves a worker to the others: a crowd of hostile documents holds up nobody for long.
    """

    def __init__(self, options: ParseOptions) -> None:
        """Workers, wall time, memory and recycling as in `options`."""
        self._options = options
        self._initial: Initial = (_nothing, ())
        self._pool = self._made()
        self._started: ProcessPool | None = None
        self._starting = asyncio.Lock()
        self._room = asyncio.Semaphore(options.workers * QUEUED)
        self._slow = asyncio.Semaphore(max(1, options.workers - 1))
        self._costly: dict[str, None] = {}  # addresses, the latest last
        self._tasks: set[ProcessFuture[Any]] = set()
        self._closed = False

    async def parse(self, body: Body, *, limit: int) -> ParsedFeed | Failure:
        """The document read, or why it cannot be; PARSE_LIMIT when it cost a worker its life. Small and plain ones are
        read here and now: that costs less than to hand them over."""
        if (quickly := quick(body, limit=limit)) is not None:
            return quickly
        if len(body.content) <= SMALL and body.url not in self._costly:
            found = await self.run(_parsed, body, limit, wall_s=self._options.wall_s / PART)
            if not _is_limit(found):
                return _of(found, body)
            self._remember(body.url)
        async with self._slow:
            found = await self.run(_parsed, body, limit)
        if _is_limit(found):
            self._remember(body.url)
        return _of(found, body)

    def furnish(self, initial: Callable[..., None], *args: Any) -> None:
        """Have every worker from now on begin with this. Those that are at work finish and go."""
        self._initial = (initial, args)
        former, self._pool = self._pool, self._made()
        former.close()  # type: ignore[no-untyped-call]  # pebble's
        threading.Thread(target=former.join, name="former workers", daemon=True).start()

    async def run(self, work: Callable[..., T], *args: Any, wall_s: float | None = None) -> T | Failure:
        """What `work` gives in a worker, within the limits: PARSE_LIMIT when it broke one, INTERNAL when it raised.
        `wall_s` is its time in seconds, else that of a document."""
        async with self._room:
            for _ in range(2):
                await self._start()
                try:
                    return await self._tried(work, args, wall_s or self._options.wall_s)
                except RuntimeError as exc:  # the pool is broken: workers that die while idle do that
                    trouble = exc
                    self._renew()
            return Failure(Outcome.INTERNAL, f"the parse workers failed: {trouble}"[:500])

    def close(self) -> None:
        """Ends the workers at once; documents still in them become INTERNAL failures."""
        self._closed = True
        _ended(self._pool)
        for task in list(self._tasks):  # the pool forgets those that it had not begun
            task.cancel()  # type: ignore[no-untyped-call]  # pebble's

    async def _tried(self, work: Callable[..., T], args: tuple[Any, ...], wall_s: float) -> T | Failure:
        """Raises RuntimeError when the pool itself is broken."""
        try:
            task: ProcessFuture[T] = self._pool.schedule(_task, args=[work, args], timeout=wall_s)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            async with asyncio.timeout(BACKSTOP * wall_s + BACKSTOP):
                return await asyncio.wrap_future(task)
        except TimeoutError:
            return Failure(Outcome.PARSE_LIMIT, f"reading it took longer than {wall_s:g} s")
        except ProcessExpired as exc:
            return Failure(Outcome.PARSE_LIMIT, f"reading it ended its worker (exit {exc.exitcode})")
        except MemoryError:
            return Failure(Outcome.PARSE_LIMIT, "reading it needs more memory than allowed")
        except asyncio.CancelledError:
            if not self._closed or _is_cancelled():
                raise
            return Failure(Outcome.INTERNAL, "the parse workers were closed")
        except RuntimeError:
            raise
        except Exception as exc:
            log.exception("a worker failed by our own fault")
            return Failure(Outcome.INTERNAL, f"{type(exc).__name__}: {exc}"[:500])

    async def _start(self) -> None:
        """Start the workers, beside the loop: each must take in what it begins with before the next one starts."""
        async with self._starting:
            if self._started is not self._pool:
                pool = self._started = self._pool
                await asyncio.to_thread(lambda: pool.active)

    def _remember(self, url: str) -> None:
        self._costly.pop(url, None)
        self._costly[url] = None
        if len(self._costly) > REMEMBERED:
            del self._costly[next(iter(self._costly))]

    def _renew(self) -> None:
        """A new pool for a broken one; several documents may find it broken at once, the first one mends it."""
        if not self._closed and not self._pool.active:
            _ended(self._pool)
            self._pool = self._made()

    def _made(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._options.workers,
            max_tasks=self._options.recycle,
            initializer=_begin,
            initargs=(self._options.memory_bytes, self._initial),
            context=multiprocessing.get_context("spawn"),
        )


def _is_cancelled() -> bool:
    """Whether the task that asks is itself being cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _is_limit(found: object) -> bool:
    return isinstance(found, Failure) and found.outcome is Outcome.PARSE_LIMIT


def _of(found: ParsedFeed | Failure, body: Body) -> ParsedFeed | Failure:
    return replace(found, status=body.status) if isinstance(found, Failure) else found


def _ended(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble's
    pool.join()


def _parsed(body: Body, limit: int) -> ParsedFeed | Failure:
    return parse(body, limit=limit)


def _nothing() -> None:
    """A worker that needs nothing to begin with."""


def _begin(memory_bytes: int, initial: Initial) -> None:
    memory.give_back()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    work, args = initial
    work(*args)


def _task(work: Callable[..., T], args: tuple[Any, ...]) -> T:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_S, hard))
    return work(*args)
