"""From a name to a socket: resolved once, every address judged by the guard, connected to a judged address only."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from itertools import chain, zip_longest
from typing import Any

import httpcore

from monitor.collect.fetch_stream import Stream, Wire
from monitor.collect.guard import Guard

RESOLVERS = 256  # threads, made when needed: names that hang in the resolver must not hold up the rest
NEXT_AFTER_S = 0.25  # until the next address is tried beside the one before (RFC 8305, section 5)
MOST_TRIED = 8
Place = tuple[str, int]  # address and port
Lookup = Callable[[str, int], Sequence[Any]]  # as socket.getaddrinfo answers


class Unresolved(Exception):
    """The name could not be resolved."""


def lookup(host: str, port: int) -> Sequence[Any]:
    """What the system's resolver says. Blocks."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class Connector:
    """Opens sockets: guarded ones to servers, and unguarded ones to the proxies that the configuration names."""

    def __init__(self, guard: Guard, resolve: tuple[tuple[str, str], ...] = (), lookup: Lookup = lookup) -> None:
        """`resolve` maps host patterns to "address:port", which must pass the guard like any other."""
        self.guard, self._resolve, self._lookup = guard, resolve, lookup
        self._threads = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolve")

    async def connect(self, host: str, port: int, timeout: float | None) -> Stream:  # noqa: ASYNC109
        """To a server. Raises BlockedAddress, Unresolved, httpcore's ConnectTimeout and ConnectError."""
        return await _in_time(self._guarded(host, port), timeout)

    async def connect_freely(self, host: str, port: int, timeout: float | None) -> Stream:  # noqa: ASYNC109
        """To a proxy of the configuration's, wherever it is. Raises like `connect`, but for the guard."""
        return await _in_time(self._free(host, port), timeout)

    def mapped(self, host: str) -> list[Place]:
        """Where the configuration says that a host is."""
        for pattern, place in self._resolve:
            if fnmatch(host, pattern):
                address, _, port = place.rpartition(":")
                return [(address.strip("[]"), int(port))]
        return []

    def close(self) -> None:
        """Lets the resolver threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _guarded(self, host: str, port: int) -> Stream:
        places = self.mapped(host) or await self._resolved(host, port)
        for place in places:
            self.guard.check(*place)
        return await first_connected(places)

    async def _free(self, host: str, port: int) -> Stream:
        return await first_connected(await self._resolved(host, port))

    async def _resolved(self, host: str, port: int) -> list[Place]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, self._lookup, host, port)
        except (OSError, UnicodeError) as exc:
            raise Unresolved(str(getattr(exc, "strerror", None) or exc)) from exc
        return list(dict.fromkeys((_address(answer[4]), port) for answer in found))


def _address(sockaddr: Sequence[Any]) -> str:
    """The address as text; with its zone when it has one, so that the guard sees it."""
    zone = sockaddr[3] if len(sockaddr) > 3 else 0
    address = str(sockaddr[0])
    return f"{address}%{zone}" if zone and "%" not in address else address


async def _in_time(work: Coroutine[Any, Any, Stream], timeout: float | None) -> Stream:  # noqa: ASYNC109
    try:
        async with asyncio.timeout(timeout):
            return await work
    except TimeoutError as exc:
        raise httpcore.ConnectTimeout("no connection in time") from exc


async def first_connected(places: Sequence[Place], pause_s: float = NEXT_AFTER_S) -> Stream:
    """A connection to the first of these addresses that answers: both families in turn, each tried when the one before
    has failed, or has not answered for `pause_s`. Raises httpcore.ConnectError."""
    if not places:
        raise httpcore.ConnectError("no address to connect to")
    waiting = in_turn(places)[:MOST_TRIED]
    if len(waiting) == 1:
        return await _dialled(waiting[0])
    return await _Race(waiting, pause_s).run()


def in_turn(places: Sequence[Place]) -> list[Place]:
    """The addresses in the resolver's order, but the two families by turns, beginning with that of the first."""
    first = ":" in places[0][0]
    same = [place for place in places if (":" in place[0]) is first]
    other = [place for place in places if (":" in place[0]) is not first]
    return [place for place in chain.from_iterable(zip_longest(same, other)) if place is not None]


class _Race:
    def __init__(self, places: Sequence[Place], pause_s: float) -> None:
        self._places, self._pause_s = list(places), pause_s
        self._running: set[asyncio.Task[Stream]] = set()
        self._trouble: BaseException | None = None

    async def run(self) -> Stream:
        try:
            while self._places or self._running:
                if (stream := await self._step()) is not None:
                    return stream
        finally:
            await self._end()
        raise self._trouble or httpcore.ConnectError("no address to connect to")

    async def _step(self) -> Stream | None:
        """Tries one more, and waits until it is time for the next."""
        if self._places:
            self._running.add(asyncio.create_task(_dialled(self._places.pop(0))))
        pause = self._pause_s if self._places else None
        done, self._running = await asyncio.wait(self._running, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        winner: Stream | None = None
        for task in done:
            if task.exception() is not None:
                self._trouble = task.exception()
            elif winner is None:
                winner = task.result()
            else:
                task.result().abort()
        return winner

    async def _end(self) -> None:
        for task in self._running:
            task.cancel()
        for late in await asyncio.gather(*self._running, return_exceptions=True):
            if isinstance(late, Stream):
                late.abort()


async def _dialled(place: Place) -> Stream:
    try:
        transport, wire = await asyncio.get_running_loop().create_connection(Wire, *place)
    except OSError as exc:
        raise httpcore.ConnectError(exc.strerror or type(exc).__name__) from exc
    return Stream(wire, transport)
