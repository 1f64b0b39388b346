"""Every transport against the table of oddities, by every way that bytes can travel.

A transport is a function of the options in `TRANSPORTS`: one more line there, and it is held to all of this.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import httpx
import pytest

from monitor.collect.fetch import Fetcher
from monitor.collect.fetch_net import Transport
from monitor.model.fetching import Body, Failure, Fetched, NotModified, Outcome, Request
from monitor.model.options import FetchOptions
from tests.fakes.behaviours import FEED
from tests.fakes.http_oddities import ODDITIES, Odd
from tests.fakes.proxy import FakeProxy
from tests.fakes.reference_http1 import ReferenceHttp1
from tests.fakes.wires import AUTHORITY, WARM, WireServer

TRANSPORTS: Mapping[str, Callable[[FetchOptions], httpx.AsyncBaseTransport]] = {
    "ours": Transport,
    "h11": partial(Transport, http1=ReferenceHttp1),
}


@dataclass(frozen=True)
class Way:
    """How bytes travel to the server."""

    certificate: str | None = None
    kept: bool = False  # on a connection that has carried an answer before
    proxied: bool = False


WAYS = {
    "plain": Way(),
    "tls": Way("good"),
    "kept": Way(kept=True),
    "kept tls": Way("good", kept=True),
    "by a proxy": Way(proxied=True),
    "through a tunnel": Way("good", proxied=True),
}


# The reference is held to the table where bytes travel plainly: the other ways are ours, not its own.
ROADS = [(way, name) for name in TRANSPORTS for way in WAYS if name != "h11" or way == "plain"]


@dataclass
class Road:
    server: WireServer
    fetcher: Fetcher
    way: Way

    def url(self, path: str) -> str:
        return self.server.url(path, "outlet.test" if self.way.proxied else "outlet.example")

    async def fetched(self, path: str = "/feed") -> Fetched:
        """What becomes of it; on a kept connection another answer came before it."""
        if not self.way.kept:
            return await self.fetcher.fetch(Request(self.url(path)))
        first, found = await asyncio.gather(
            self.fetcher.fetch(Request(self.url("/warm"))), self.fetcher.fetch(Request(self.url(path)))
        )
        assert isinstance(first, Body)
        assert self.server.by_connection[:2] == [1, 1]
        return found


@asynccontextmanager
async def road(way: Way, transport: str, odd: Odd) -> AsyncIterator[Road]:
    server = WireServer(odd.behaviour, way.certificate)
    async with server.running(), FakeProxy((server.host, server.port)).running() as proxy:
        place = f"{server.host}:{server.port}"
        options = FetchOptions(
            allow=(place,), resolve=(("*.example", place),), proxy=proxy.url() if way.proxied else None,
            authorities=AUTHORITY, per_host=1, host_gap_s=0.0, connect_s=1.0, read_s=0.6, deadline_s=2.0,
            wire_bytes=200_000, decoded_bytes=400_000,
        )  # fmt: skip
        fetcher = Fetcher(options, TRANSPORTS[transport](options))
        try:
            yield Road(server, fetcher, way)
        finally:
            await fetcher.aclose()


def outcome(found: Fetched) -> Outcome:
    return found.outcome if isinstance(found, Failure) else Outcome.OK


@pytest.mark.anyio
@pytest.mark.parametrize(("way", "transport"), ROADS)
@pytest.mark.parametrize("odd", ODDITIES.values(), ids=ODDITIES.keys())
async def test_an_odd_answer_is_read_right_or_refused(odd: Odd, way: str, transport: str) -> None:
    async with road(WAYS[way], transport, odd) as way_there:
        began = time.monotonic()
        found = await way_there.fetched()
        assert time.monotonic() - began < 6.0
        assert way_there.fetcher.in_flight_bytes == 0
    assert outcome(found) in odd.outcomes, found
    if isinstance(found, Body):
        assert found.content == FEED
    else:
        assert not isinstance(found, NotModified)
        assert 0 < len(found.detail) <= 500


@pytest.mark.anyio
@pytest.mark.parametrize("transport", [name for name in TRANSPORTS if name != "h11"])
@pytest.mark.parametrize("odd", ODDITIES.values(), ids=ODDITIES.keys())
async def test_what_comes_behind_an_odd_answer_is_never_taken_for_the_next(odd: Odd, transport: str) -> None:
    """Two more requests wait behind the odd one, so that its connection would be kept for them if it could be; the
    server does not close it, which makes some answers late."""
    async with road(Way(kept=True), transport, odd) as way_there:
        paths = ("/open", "/warm", "/warm")
        found = await asyncio.gather(*(way_there.fetcher.fetch(Request(way_there.url(path))) for path in paths))
    first, *others = found
    assert outcome(first) in odd.outcomes | {Outcome.TIMEOUT}
    assert [one.content if isinstance(one, Body) else one for one in others] == [WARM, WARM]
