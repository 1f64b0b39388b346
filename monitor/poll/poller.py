"""Many polls at once: claims what is due, as far as there is room, and keeps each feed in a task of its own."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from time import monotonic

from monitor.lang.text import squeeze
from monitor.model.feed import DueFeed
from monitor.model.fetching import Failure, Outcome, Request
from monitor.poll import Polled, land_quiet, poll_feed
from monitor.poll.line import Line
from monitor.store import claim

LONG_S = 10.0  # what has run so long waits for a slow server, or for the lane of costly documents
MOST = 5  # claims in flight at most, slow ones and all
ROOM_S = 0.5
KEPT_S = 3600.0  # for so long a poll may wait for its turn at a host; then its lease runs out

log = logging.getLogger("monitor.poll")


class Poller:
    """One slow feed holds up nobody."""

    def __init__(self, line: Line, report: Callable[[Polled], None] | None = None) -> None:
        """`report` is told of every poll that ended."""
        self.line = line
        self.report = report or (lambda _: None)
        self.running: dict[asyncio.Task[None], float] = {}  # and when it began
        self._leases: dict[asyncio.Task[None], tuple[DueFeed, float]] = {}  # and since when
        self._roomy = asyncio.Event()
        self.closed = False

    async def tick(self, *, only: Sequence[int] | None = None, everything: bool = False) -> tuple[DueFeed, ...]:
        """Claim what is due, as far as there is room, and start it."""
        await self._keep()
        started: list[DueFeed] = []
        while (wanted := min(self._room(), self.line.options.claim)) > 0:
            dues = await asyncio.to_thread(self._claim, wanted, only, everything)
            if self.closed:
                await asyncio.to_thread(self._release, dues)
                break
            for due in dues:
                self._start(due)
            started += dues
            if len(dues) < wanted or everything:  # with `everything`, what was just claimed may be claimed again
                break
        return tuple(started)

    def _room(self) -> int:
        """For how many more polls: twice a claim, and those that take long do not count, up to a limit."""
        now = monotonic()
        young = sum(now - begun < LONG_S for begun in self.running.values())
        claim = self.line.options.claim
        return min(2 * claim - young, MOST * claim - len(self.running))

    def _start(self, due: DueFeed) -> None:
        task = asyncio.create_task(self._one(due), name=f"poll {due.slug}")
        self.running[task] = now = monotonic()
        self._leases[task] = due, now
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self.running[task], self._leases[task]
        if len(self.running) <= self.line.options.claim:
            self._roomy.set()

    async def _keep(self) -> None:
        """Many hosts may redirect to one, and costly documents wait for one lane: where that takes longer than a lease,
        it is made longer, so that the end of the queue lands too and is not queued again meanwhile."""
        now, lease_s = monotonic(), self.line.options.lease_s
        old = {
            task: due
            for task, (due, since) in self._leases.items()
            if now - since > lease_s / 3 and now - self.running[task] < KEPT_S
        }
        if not old:
            return
        try:
            await asyncio.to_thread(claim.keep, self.line.db, tuple(old.values()), lease_s)
        except Exception:
            log.exception("leases could not be kept; the next turn tries again")
        else:
            self._leases |= {task: (due, now) for task, due in old.items() if task in self._leases}

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
        """Until there is room for a whole claim again, or for a while: each claim is a transaction."""
        self._roomy.clear()
        if len(self.running) > self.line.options.claim:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._roomy.wait(), ROOM_S)
        elif self.running:
            await asyncio.wait(self.running, return_when=asyncio.FIRST_COMPLETED)

    async def drain(self) -> None:
        """Wait for everything in flight."""
        while self.running:
            await asyncio.wait(self.running, timeout=self.line.options.lease_s / 3)
            await self._keep()

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
            said = f"{type(error).__name__}: {error}".partition("\n")[0]  # a database goes on with the whole statement
            failure = Failure(Outcome.INTERNAL, squeeze(said)[:500])
            return await land_quiet(self.line, due, failure, Request(due.url))

    def _release(self, dues: Sequence[DueFeed]) -> None:
        claim.release(self.line.db, dues, now=self.line.clock.now())
