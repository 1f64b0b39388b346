"""The metronome: a few ticks, each of which asks the database what is due.

APScheduler is only a clock here: it never decides that something is due.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger("monitor.daemon")
GRACE_S = 2.0  # that a tick gets to end by itself: one that is claiming gives back what it claimed
JOB_DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


class Metronome:
    """Does things every so often, each of them never twice at once."""

    def __init__(self) -> None:
        """Ticks from now on, in the running loop."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # that a tick waits for the one before is no news
        self._clock = AsyncIOScheduler(job_defaults=JOB_DEFAULTS, timezone="UTC")
        self._clock.start()
        self._ticks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def every(self, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
        """Do `work` every so many seconds. When it fails that is logged, and the next tick tries again."""
        self._clock.add_job(self._tick, "interval", seconds=seconds, args=(work,))

    async def stop(self) -> None:
        """No tick begins any more, and those that run end, or are given up. Only then is the clock put away: it would
        cancel them itself, and take that for their failure."""
        self._clock.pause()
        await asyncio.sleep(0)  # what the clock has just started runs up to its first wait
        await self._ended(GRACE_S)
        self._stopping = True
        for tick in self._ticks:
            tick.cancel()
        await self._ended(None)
        self._clock.shutdown(wait=False)

    async def _ended(self, seconds: float | None) -> None:
        if self._ticks:
            await asyncio.wait(self._ticks, timeout=seconds)

    async def _tick(self, work: Callable[[], Awaitable[object]]) -> None:
        if task := asyncio.current_task():
            self._ticks.add(task)
            task.add_done_callback(self._ticks.discard)
        try:
            await work()
        except asyncio.CancelledError:
            if not self._stopping:
                raise
        except Exception:
            log.exception("a tick failed; the next one tries again")


@asynccontextmanager
async def metronome() -> AsyncIterator[Metronome]:
    """One that ticks while the block runs."""
    made = Metronome()
    try:
        yield made
    finally:
        await made.stop()
