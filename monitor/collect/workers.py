"""The parse workers: processes of their own, with limits, so that a hostile document costs a worker and not us."""

import asyncio
import multiprocessing
import resource
from concurrent.futures import CancelledError, TimeoutError  # noqa: A004  pebble raises this one
from typing import Protocol

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from monitor.collect.parse import parse
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body, Failure, Outcome
from monitor.model.options import ParseOptions

CPU_S = 10  # of one task
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
        self._wall_s = options.wall_s
        self._pool = ProcessPool(
            max_workers=options.workers,
            max_tasks=options.recycle,
            initializer=_limited,
            initargs=(options.memory_bytes,),
            context=multiprocessing.get_context("spawn"),
        )
        self._room = asyncio.Semaphore(options.workers * QUEUED)

    async def parse(self, body: Body, *, limit: int) -> ParsedFeed | Failure:
        """The document read, or why it cannot be; PARSE_LIMIT when it cost a worker its life."""
        async with self._room:
            task: ProcessFuture[ParsedFeed | Failure] = self._pool.schedule(
                _task, args=[body, limit], timeout=self._wall_s
            )
            try:
                return await asyncio.wrap_future(task)
            except TimeoutError:
                return Failure(Outcome.PARSE_LIMIT, f"reading it took longer than {self._wall_s:g} s", body.status)
            except ProcessExpired as exc:
                return Failure(Outcome.PARSE_LIMIT, f"reading it ended its worker (exit {exc.exitcode})", body.status)
            except MemoryError:
                return Failure(Outcome.PARSE_LIMIT, "reading it needs more memory than allowed", body.status)
            except CancelledError:
                return Failure(Outcome.INTERNAL, "the parse workers were closed", body.status)

    def close(self) -> None:
        """Ends the workers at once; documents still in them become INTERNAL failures."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's
        self._pool.join()


def _limited(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _task(body: Body, limit: int) -> ParsedFeed | Failure:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_S, hard))
    return parse(body, limit=limit)
