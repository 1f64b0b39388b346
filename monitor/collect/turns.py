"""Politeness: who may speak to which host, and when. Times are machine time (monotonic seconds)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

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
    """At most `at_once` requests in all, `per_host` to a host, and `gap_s` between two starts on a host."""

    def __init__(self, at_once: int, per_host: int, gap_s: float) -> None:
        """Must be used inside one event loop."""
        self._all = asyncio.Semaphore(at_once)
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
                    yield
                finally:
                    lane.speaking -= 1
                    self._all.release()
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
