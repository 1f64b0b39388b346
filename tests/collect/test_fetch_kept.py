"""Connections that are kept: only where others wait, few, for a moment, and never at the price of a wrong answer."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from monitor.collect.fetch import Fetcher
from monitor.collect.fetch_net import ROUTE, Route, Transport
from monitor.model.fetching import Access, Body, Failure, Fetched, Outcome, Request
from monitor.model.options import FetchOptions
from tests.fakes.behaviours import by_path, resets
from tests.fakes.feedserver import Behaviour, Call
from tests.fakes.wires import AUTHORITY, TLS, WireServer, good


def options(server: WireServer, **changed: object) -> FetchOptions:
    place = f"{server.host}:{server.port}"
    settings: dict[str, object] = {
        "allow": (place,), "resolve": (("*.example", place),), "authorities": AUTHORITY, "per_host": 1,
        "host_gap_s": 0.0, "connect_s": 2.0, "read_s": 1.0, "deadline_s": 4.0,
    }  # fmt: skip
    return FetchOptions(**{**settings, **changed})  # type: ignore[arg-type]


@asynccontextmanager
async def fetcher_for(server: WireServer, **changed: object) -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(options(server, **changed))
    try:
        yield fetcher
    finally:
        await fetcher.aclose()


async def together(fetcher: Fetcher, *requests: Request) -> list[Fetched]:
    return await asyncio.gather(*(fetcher.fetch(one) for one in requests))


@pytest.mark.anyio
@pytest.mark.parametrize("certificate", [None, "good"])
async def test_feeds_of_a_host_that_wait_share_a_connection_and_the_last_one_closes_it(certificate: str | None) -> None:
    server = WireServer(good(), certificate)
    async with server.running(), fetcher_for(server) as fetcher:
        found = await together(fetcher, *[Request(server.url("/open")) for _ in range(4)])
        alone = await fetcher.fetch(Request(server.url("/open")))
    assert all(isinstance(one, Body) for one in [*found, alone])
    assert server.by_connection == [1, 1, 1, 1, 2]
    assert [call.headers.get("connection") for call in server.calls] == [None, None, None, "close", "close"]


@pytest.mark.anyio
async def test_nothing_is_kept_where_that_is_not_wanted() -> None:
    server = WireServer(good())
    async with server.running(), fetcher_for(server, keep_s=0.0) as fetcher:
        await together(fetcher, *[Request(server.url("/open")) for _ in range(3)])
    assert server.by_connection == [1, 2, 3]


@pytest.mark.anyio
async def test_a_connection_is_for_one_host_one_scheme_and_one_certificate() -> None:
    server = WireServer(good(), "good")
    async with server.running(), fetcher_for(server) as fetcher:
        ours = Access(certificate=str(TLS / "desk.pem"))
        hosts = "outlet.example", "other.example"
        requests = [Request(server.url("/open", host), access=who) for who in (Access(), ours) for host in hosts]
        found = await together(fetcher, *requests, *requests)
    assert all(isinstance(one, Body) for one in found)
    seen = {(call.headers["host"], number) for call, number in zip(server.calls, server.by_connection, strict=True)}
    assert len({number for _, number in seen}) == len(seen)  # no connection has carried two hosts


async def once(transport: Transport, url: str, keep: bool = True) -> bytes:
    pauses = {"connect": 2.0, "read": 1.0, "write": 1.0}
    asked = httpx.Request("GET", url, extensions={"timeout": pauses, ROUTE: Route(keep=lambda: keep)})
    response = await transport.handle_async_request(asked)
    try:
        return b"".join([chunk async for chunk in response.aiter_raw()])
    finally:
        await response.aclose()


@asynccontextmanager
async def transport_for(server: WireServer, **changed: object) -> AsyncIterator[Transport]:
    transport = Transport(options(server, **changed))
    try:
        yield transport
    finally:
        await transport.aclose()


def after(count: int, first: Behaviour, then: Behaviour) -> Behaviour:
    """The first behaviour for so many calls, then the other."""
    calls = itertools.count()

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        await (first if next(calls) < count else then)(call, writer)

    return behave


@pytest.mark.anyio
async def test_an_idle_connection_is_closed_after_its_time() -> None:
    server = WireServer(good())
    async with server.running(), transport_for(server, keep_s=0.05) as transport:
        await once(transport, server.url("/open"))
        assert len(transport._idle) == 1
        await asyncio.sleep(0.2)
        assert len(transport._idle) == 0
        await once(transport, server.url("/open"))
    assert server.by_connection == [1, 2]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 408 Late\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"]
)
async def test_an_idle_connection_on_which_anything_happens_is_closed_at_once(said: bytes) -> None:
    async def speaks_again(call: Call, writer: asyncio.StreamWriter) -> None:
        await good()(call, writer)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(said)
        if not said:
            writer.close()

    server = WireServer(after(1, speaks_again, good()))
    async with server.running(), transport_for(server) as transport:
        await once(transport, server.url("/open"))
        await asyncio.sleep(0.2)
        assert len(transport._idle) == 0
        assert b"Launch notes" in await once(transport, server.url("/open"))
    assert server.by_connection == [1, 2]


@pytest.mark.anyio
async def test_a_request_that_meets_a_closing_connection_is_sent_once_more() -> None:
    server = WireServer(by_path({"/open": after(1, good(), resets()), "/new": good()}))
    async with server.running(), transport_for(server) as transport:
        await once(transport, server.url("/open"))
        with pytest.raises(Exception, match=r".+"):  # closed twice: once on the old connection, once on a new one
            await once(transport, server.url("/open"))
    assert server.by_connection == [1, 1, 2]


@pytest.mark.anyio
async def test_a_request_is_not_sent_again_when_a_byte_of_an_answer_came() -> None:
    server = WireServer(after(1, good(), resets(b"HTTP/1.1 2")))
    async with server.running(), transport_for(server) as transport:
        await once(transport, server.url("/open"))
        with pytest.raises(Exception, match=r".+"):
            await once(transport, server.url("/open"))
    assert server.by_connection == [1, 1]


@pytest.mark.anyio
async def test_a_request_that_is_late_is_not_sent_again() -> None:
    async def silence(call: Call, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    server = WireServer(by_path({"/open": good(), "/late": silence}))
    async with server.running(), fetcher_for(server) as fetcher:
        first, late = await together(fetcher, Request(server.url("/open")), Request(server.url("/late")))
    assert isinstance(first, Body)
    assert isinstance(late, Failure)
    assert late.outcome is Outcome.TIMEOUT
    assert server.by_connection == [1, 1]


@pytest.mark.anyio
async def test_few_are_kept() -> None:
    server = WireServer(good())
    async with server.running(), transport_for(server) as transport:
        await asyncio.gather(*(once(transport, server.url("/open", f"h{n}.example")) for n in range(80)))
        await asyncio.gather(*(once(transport, server.url("/open", "one.example")) for _ in range(5)))
        assert len(transport._idle) <= 64
        assert max(len(links) for links in transport._idle._links.values()) <= 2
    assert transport._idle._order == {}


@pytest.mark.anyio
async def test_a_redirect_and_a_304_leave_the_connection_fit() -> None:
    async def moved(call: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /open/new\r\nContent-Length: 4\r\n\r\nhere")

    async def known(call: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n")

    server = WireServer(by_path({"/open/old": moved, "/open/new": good(), "/open/known": known}))
    async with server.running(), fetcher_for(server) as fetcher:
        paths = "/open/old", "/open/known", "/open/new"
        found = await together(fetcher, *[Request(server.url(path)) for path in paths])
    assert isinstance(found[0], Body)
    assert isinstance(found[2], Body)
    assert server.by_connection == [1, 1, 1, 1]
