"""HTTP/2: all limits hold there too, and nothing travels on a connection that is for another host."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from monitor.collect.fetch import Fetcher
from monitor.model.fetching import Access, Body, Failure, Fetched, NotModified, Outcome, Request
from monitor.model.options import FetchOptions
from tests.fakes.behaviours import FEED
from tests.fakes.h2_oddities import ODDITIES, Odd, plain
from tests.fakes.h2server import H2Server
from tests.fakes.wires import AUTHORITY, WireServer, good


@asynccontextmanager
async def fetcher_for(place: str, **changed: object) -> AsyncIterator[Fetcher]:
    settings: dict[str, object] = {
        "allow": (place,), "resolve": (("*.example", place),), "authorities": AUTHORITY, "http2": True, "per_host": 1,
        "host_gap_s": 0.0, "connect_s": 1.0, "read_s": 0.8, "deadline_s": 2.0, "wire_bytes": 200_000,
        "decoded_bytes": 400_000,
    }  # fmt: skip
    fetcher = Fetcher(FetchOptions(**{**settings, **changed}))  # type: ignore[arg-type]
    try:
        yield fetcher
    finally:
        await fetcher.aclose()


async def together(fetcher: Fetcher, *urls: str) -> list[Fetched]:
    return await asyncio.gather(*(fetcher.fetch(Request(url)) for url in urls))


@pytest.mark.anyio
@pytest.mark.parametrize("odd", ODDITIES.values(), ids=ODDITIES.keys())
async def test_an_odd_answer_is_read_right_or_refused(odd: Odd) -> None:
    server = H2Server(odd.behaviour)
    async with server.running(), fetcher_for(f"{server.host}:{server.port}") as fetcher:
        began = time.monotonic()
        first, found = await together(fetcher, server.url("/warm"), server.url("/feed"))
        assert time.monotonic() - began < 6.0
        assert fetcher.in_flight_bytes == 0
    assert isinstance(first, Body)
    assert server.by_connection[:2] == [1, 1]
    assert (found.outcome if isinstance(found, Failure) else Outcome.OK) in odd.outcomes, found
    assert not isinstance(found, NotModified)
    if isinstance(found, Body):
        assert found.content == FEED
    else:
        assert 0 < len(found.detail) <= 500


@pytest.mark.anyio
async def test_a_connection_carries_what_waits_for_its_host_and_ends_with_it() -> None:
    server = H2Server(plain)
    async with server.running(), fetcher_for(f"{server.host}:{server.port}") as fetcher:
        found = await together(fetcher, *[server.url(f"/{n}") for n in range(5)])
    assert all(isinstance(one, Body) and one.content == FEED for one in found)
    assert server.by_connection == [1] * 5
    assert {headers[":authority"] for headers in server.asked} == {f"outlet.example:{server.port}"}


@pytest.mark.anyio
async def test_it_is_not_spoken_where_one_feed_is_asked_or_nobody_wants_it() -> None:
    server = WireServer(good(), "good")
    async with server.running(), fetcher_for(f"{server.host}:{server.port}") as fetcher:
        found = await together(fetcher, server.url("/warm"), server.url("/open"), server.url("/open"))
    assert all(isinstance(one, Body) for one in found)
    assert server.by_connection == [1, 1, 1]  # the server speaks HTTP/1.1 only
    h2 = H2Server(plain)
    async with h2.running(), fetcher_for(f"{h2.host}:{h2.port}") as fetcher:
        await fetcher.fetch(Request(h2.url("/alone")))
    assert h2.asked == []  # it was offered HTTP/1.1 alone


@pytest.mark.anyio
async def test_connections_are_not_shared_by_hosts_of_one_certificate_and_address() -> None:
    """Coalescing (RFC 9113, section 9.1.1) would let one host's server answer for another without being looked up."""
    server = H2Server(plain)
    async with server.running(), fetcher_for(f"{server.host}:{server.port}") as fetcher:
        hosts = ["outlet.example", "other.example", "outlet.example", "other.example"]
        found = await together(fetcher, *[server.url(f"/{n}", host) for n, host in enumerate(hosts)])
    assert all(isinstance(one, Body) for one in found)
    by_host: dict[str, set[int]] = {}
    for headers, number in zip(server.asked, server.by_connection, strict=True):
        by_host.setdefault(headers[":authority"], set()).add(number)
    one, other = by_host.values()
    assert not one & other


@pytest.mark.anyio
async def test_credentials_travel_there_too() -> None:
    server = H2Server(plain)
    async with server.running(), fetcher_for(f"{server.host}:{server.port}") as fetcher:
        access = Access(token="hush")
        await asyncio.gather(*(fetcher.fetch(Request(server.url(f"/{n}"), access=access)) for n in range(3)))
    assert [headers.get("authorization") for headers in server.asked] == ["Bearer hush"] * 3
