"""Politeness: who may speak to which host, and when. Times are machine time (monotonic seconds)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic

PATIENCE_S = 2.0
SLOW_SHARE = 3  # slow requests, as a multiple of those at once
_TIDY_AT = 2000  # lanes kept before idle ones are dropped


class Lane:
    """One host: how many are speaking to it, when the last one began, and until when it asked us to stay away."""

    __slots__ = ("door", "last", "places", "speaking", "users", "waits_until")

    def __init__(self, per_host: int) -> None:
        """Nobody has spoken yet."""
        self.places = asyncio.Semaphore(per_host)
        self.door = asyncio.Lock()
        self.last = float("-inf")
        self.users = self.speaking = 0
        self.waits_until = 0.0


class Turns:
    """At most `at_once` requests in all, `per_host` to a host, and `gap_s` between two starts on a host.

    A request that has not ended after two seconds waits for its server more than it works: it no longer counts among
    those at once, so that a crowd of slow servers does not hold up the others. Three times `at_once` may be so slow;
    beyond that, they count again.
    """

    def __init__(self, at_once: int, per_host: int, gap_s: float) -> None:
        """Must be used inside one event loop."""
        self._all = asyncio.Semaphore(at_once)
        self._slow, self._most_slow = 0, SLOW_SHARE * at_once
        self._per_host, self._gap_s = per_host, gap_s
        self._lanes: dict[str, Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Waits until `host` may be spoken to, and holds the place while the block runs."""
        lane = self._lane(host)
        lane.users += 1
        try:
            async with lane.places:
                await self._start(lane)
                lane.speaking += 1
                try:
                    with self._place():
                        yield
                finally:
                    lane.speaking -= 1
        finally:
            lane.users -= 1

    def queue(self, host: str) -> int:
        """How many wait to speak to that host."""
        lane = self._lanes.get(host)
        return lane.users - lane.speaking if lane else 0

    def wait(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for so long."""
        lane = self._lane(host)
        lane.waits_until = max(lane.waits_until, monotonic() + seconds)

    def waiting(self, host: str) -> float:
        """Seconds that the host still wants to be left alone; 0 when it does not."""
        lane = self._lanes.get(host)
        return max(0.0, lane.waits_until - monotonic()) if lane and lane.waits_until else 0.0

    @contextmanager
    def _place(self) -> Iterator[None]:
        """The place among all, which is taken already: given back at the end, or when this one proves slow."""
        slow = False

        def prove() -> None:
            nonlocal slow
            if self._slow < self._most_slow:
                slow = True
                self._slow += 1
                self._all.release()

        timer = asyncio.get_running_loop().call_later(PATIENCE_S, prove)
        try:
            yield
        finally:
            timer.cancel()
            if slow:
                self._slow -= 1
            else:
                self._all.release()

    async def _start(self, lane: Lane) -> None:
        async with lane.door:
            if (rest := lane.last + self._gap_s - monotonic()) > 0:
                await asyncio.sleep(rest)
            await self._all.acquire()
            lane.last = monotonic()

    def _lane(self, host: str) -> Lane:
        lane = self._lanes.get(host)
        if lane is None:
            if len(self._lanes) >= _TIDY_AT:
                self._tidy()
            lane = self._lanes[host] = Lane(self._per_host)
        return lane

    def _tidy(self) -> None:
        now = monotonic()
        idle = [
            host
            for host, lane in self._lanes.items()
            if not lane.users and lane.last + self._gap_s < now and lane.waits_until < now
        ]
        for host in idle:
            del self._lanes[host]
