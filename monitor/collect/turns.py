"""Politeness: who may speak to which host, and when. Times are machine time (monotonic seconds)."""

import asyncio
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

    def turn(self, host: str) -> "Turn":
        """Waits until `host` may be spoken to, and holds the place while the block runs."""
        return Turn(self, self._lane(host))

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

    def prove_slow(self) -> bool:
        """Gives the place among all back before the end, if one more may be so slow."""
        if self._slow >= self._most_slow:
            return False
        self._slow += 1
        self._all.release()
        return True

    def end(self, *, slow: bool) -> None:
        """Gives the place among all back; `slow`: it was given back before."""
        if slow:
            self._slow -= 1
        else:
            self._all.release()

    async def start(self, lane: Lane) -> None:
        """Takes a place among all, when it is time for the host's next request."""
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


class Turn:
    """One request's turn at a host, for `async with`: a class, because a generator each costs more."""

    __slots__ = ("_lane", "_slow", "_timer", "_turns")

    def __init__(self, turns: Turns, lane: Lane) -> None:
        """Not begun."""
        self._turns, self._lane, self._slow = turns, lane, False

    async def __aenter__(self) -> None:
        """Waits for it."""
        lane = self._lane
        lane.users += 1
        try:
            await lane.places.acquire()
            try:
                await self._turns.start(lane)
            except BaseException:
                lane.places.release()
                raise
        except BaseException:
            lane.users -= 1
            raise
        lane.speaking += 1
        self._timer = asyncio.get_running_loop().call_later(PATIENCE_S, self._prove)

    async def __aexit__(self, *_: object) -> None:
        """Gives everything back."""
        self._timer.cancel()
        self._turns.end(slow=self._slow)
        self._lane.speaking -= 1
        self._lane.places.release()
        self._lane.users -= 1

    def _prove(self) -> None:
        self._slow = self._turns.prove_slow()
