"""Many polls at once: claims what is due, as far as there is room, and keeps each feed in a task of its own."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from monitor.model.feed import DueFeed
from monitor.model.fetching import Failure, Outcome, Request
from monitor.poll import Polled, land_quiet, poll_feed
from monitor.poll.line import Line
from monitor.store import claim

log = logging.getLogger("monitor.poll")


class Poller:
    """One slow feed holds up nobody."""

    def __init__(self, line: Line, report: Callable[[Polled], None] | None = None) -> None:
        """`report` is told of every poll that ended."""
        self.line = line
        self.report = report or (lambda _: None)
        self.running: set[asyncio.Task[None]] = set()
        self.closed = False

    async def tick(self, *, only: Sequence[int] | None = None, everything: bool = False) -> tuple[DueFeed, ...]:
        """Claim what is due, as far as there is room, and start it."""
        room = 2 * self.line.options.claim - len(self.running)
        if room <= 0:
            return ()
        dues = await asyncio.to_thread(self._claim, room, only, everything)
        if self.closed:
            await asyncio.to_thread(self._release, dues)
            return ()
        for due in dues:
            task = asyncio.create_task(self._one(due), name=f"poll {due.slug}")
            self.running.add(task)
            task.add_done_callback(self.running.discard)
        return dues

    async def once(self, only: Sequence[int]) -> None:
        """Poll these feeds once each, whether or not they are due, and wait for them."""
        waiting = set(only)
        while waiting:
            dues = await self.tick(only=sorted(waiting), everything=True)
            waiting -= {due.id for due in dues}
            if not dues and not self.running:
                return  # the rest is claimed by somebody else, or its host asked us to wait
            await self._some_room()
        await self.drain()

    async def _some_room(self) -> None:
        """Until a poll has ended."""
        if self.running:
            await asyncio.wait(self.running, return_when=asyncio.FIRST_COMPLETED)

    async def drain(self) -> None:
        """Wait for everything in flight."""
        while self.running:
            await asyncio.wait(self.running)

    def close(self) -> None:
        """Start nothing more; what is in flight goes on."""
        self.closed = True

    async def stop(self) -> None:
        """Give up what is in flight, and release it."""
        self.close()
        tasks = list(self.running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _claim(self, room: int, only: Sequence[int] | None, everything: bool) -> tuple[DueFeed, ...]:
        line = self.line
        return claim.claim(
            line.db,
            now=line.clock.now(),
            options=line.options,
            holder=line.holder,
            only=only,
            everything=everything,
            limit=min(room, line.options.claim),
        )

    async def _one(self, due: DueFeed) -> None:
        try:
            self.report(await self._poll(due))
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.to_thread(self._release, [due]))
            raise
        except Exception:
            log.exception("poll of %s failed by our own fault; its lease will run out", due.slug)

    async def _poll(self, due: DueFeed) -> Polled:
        try:
            return await poll_feed(self.line, due)
        except Exception as error:
            log.exception("poll of %s failed by our own fault", due.slug)
            failure = Failure(Outcome.INTERNAL, f"{type(error).__name__}: {error}"[:500])
            return await land_quiet(self.line, due, failure, Request(due.url))

    def _release(self, dues: Sequence[DueFeed]) -> None:
        claim.release(self.line.db, dues, now=self.line.clock.now())
