"""Where bytes go: addresses in every form, both families, and hosts that ask for patience."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import Any

import pytest

from monitor.collect.fetch import Fetcher
from monitor.collect.fetch_connect import Lookup, in_turn
from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_net import Transport
from monitor.collect.fetch_target import target_of
from monitor.model.fetching import Body, Failure, Outcome, Request
from monitor.model.options import FetchOptions
from tests.fakes.behaviours import answer, by_host, by_path, redirect
from tests.fakes.feedserver import FeedServer

TARGETS = {
    "plain": ("http://a.example/x?y=1", "http://a.example/x?y=1"),
    "no path": ("https://a.example", "https://a.example/"),
    "a query alone": ("https://a.example?x", "https://a.example/?x"),
    "usual port": ("https://a.example:443/", "https://a.example/"),
    "another port": ("https://a.example:8443/", "https://a.example:8443/"),
    "capitals and a dot": ("HTTP://A.Example./X", "http://a.example/X"),
    "an international name": ("http://b\xfccher.example/", "http://xn--bcher-kva.example/"),
    "an international path": ("http://a.example/\xe4?\xf6", "http://a.example/%C3%A4?%C3%B6"),
    "escapes stay": ("http://a.example/%2f%C3", "http://a.example/%2f%C3"),
    "blanks": (" http://a.example/a b ", "http://a.example/a%20b"),
    "a fragment": ("http://a.example/x#y", "http://a.example/x"),
    "IPv6": ("http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]/"),
    "fullwidth": ("http://\uff41.example/", "http://a.example/"),
}


@pytest.mark.parametrize(("url", "form"), TARGETS.values(), ids=TARGETS.keys())
def test_an_address_is_taken_apart_once(url: str, form: str) -> None:
    assert str(target_of(url)) == form


@pytest.mark.parametrize("url", [
    "http://xn--\xfc.example/", "http://\u2024.example/", "http://a..b\xfc.example/", "http://\u200b/",
    "http://u:p@a.example/", "http://a.example@b.example/", "http://[fe80::1%25lo]/", "http://[fe80::1%lo]/",
    "http://a.example:0/", "http://a.example:99999/", "http://a.example:x/", "//a.example/", "http:///x", "http://[::1/",
    "http://a.example\\@b.example/", "http://" + "\xfc" * 70 + ".example/", "gopher://a.example/",
])  # fmt: skip
def test_what_cannot_be_fetched_is_a_bad_address(url: str) -> None:
    with pytest.raises(Fault) as caught:
        target_of(url)
    assert caught.value.outcome is Outcome.BAD_URL


def test_both_families_are_tried_by_turns() -> None:
    places = [("2a::1", 1), ("2a::2", 1), ("2a::3", 1), ("1.1.1.1", 1)]
    assert in_turn(places) == [("2a::1", 1), ("1.1.1.1", 1), ("2a::2", 1), ("2a::3", 1)]


def answers(*addresses: str) -> Lookup:
    return lambda host, port: [(0, 0, 0, "", (address, port)) for address in addresses]


@asynccontextmanager
async def fetcher_by(lookup: Lookup, *allow: str, **changed: object) -> AsyncIterator[Fetcher]:
    settings: dict[str, object] = {"allow": allow, "host_gap_s": 0.0, "connect_s": 3.0, "deadline_s": 5.0, **changed}
    options = FetchOptions(**settings)  # type: ignore[arg-type]
    fetcher = Fetcher(options, Transport(options, lookup))
    try:
        yield fetcher
    finally:
        await fetcher.aclose()


@contextmanager
def deaf(address: str) -> Iterator[int]:
    """A port that takes no connections and refuses none: its queue is full."""
    with ExitStack() as stack:
        door = stack.enter_context(socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET))
        door.bind((address, 0))
        door.listen(0)
        for _ in range(4):
            caller = stack.enter_context(socket.socket(door.family))
            caller.setblocking(False)
            caller.connect_ex(door.getsockname()[:2])
        yield int(door.getsockname()[1])


@pytest.mark.anyio
async def test_an_address_that_does_not_answer_holds_up_the_next_for_a_moment_only() -> None:
    with deaf("127.0.0.2") as port:
        server = await asyncio.start_server(_says_hello, "127.0.0.3", port)
        try:
            began = time.monotonic()
            async with fetcher_by(answers("127.0.0.2", "127.0.0.3"), f"127.0.0.0/8:{port}") as fetcher:
                found = await fetcher.fetch(Request(f"http://two.test:{port}/"))
            assert isinstance(found, Body), found
            assert 0.2 < time.monotonic() - began < 2.5
        finally:
            server.close()


async def _says_hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    await writer.drain()
    writer.close()


@pytest.mark.anyio
async def test_a_server_with_ipv6_alone_is_reached_by_name_and_by_number() -> None:
    async with (
        FeedServer(host="::1", routes={"*": answer()}).running() as server,
        fetcher_by(answers("::1"), f"[::1]:{server.port}") as fetcher,
    ):
        by_name = await fetcher.fetch(Request(f"http://six.test:{server.port}/"))
        by_number = await fetcher.fetch(Request(f"http://[::1]:{server.port}/"))
    assert isinstance(by_name, Body)
    assert isinstance(by_number, Body)
    assert [call.headers["host"] for call in server.calls] == [f"six.test:{server.port}", f"[::1]:{server.port}"]


@pytest.mark.anyio
async def test_the_other_family_is_tried_when_one_refuses() -> None:
    async with (
        FeedServer(routes={"*": answer()}).running() as server,
        fetcher_by(answers("::1", "127.0.0.1"), f"[::1]:{server.port}", f"127.0.0.1:{server.port}") as fetcher,
    ):
        found = await fetcher.fetch(Request(f"http://both.test:{server.port}/"))
    assert isinstance(found, Body)


MIXED = [("127.0.0.1", "127.0.0.2"), ("127.0.0.2", "127.0.0.1"), ("127.0.0.1", "::1"),
         ("127.0.0.1", "::ffff:127.0.0.1"),
         ("127.0.0.1", "64:ff9b::7f00:1"), ("127.0.0.1", "2002:7f00:1::"), ("127.0.0.1", "fe80::1%1"),
         ("127.0.0.1", "2001:0:7f00:1::"), ("127.0.0.1", "::127.0.0.1"), ("127.0.0.1", "garbage")]  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize("addresses", MIXED)
async def test_one_answer_that_is_not_allowed_refuses_all(addresses: tuple[str, ...]) -> None:
    async with (
        FeedServer(routes={"*": answer()}).running() as server,
        fetcher_by(answers(*addresses), f"127.0.0.1:{server.port}") as fetcher,
    ):
        found = await fetcher.fetch(Request(f"http://mixed.test:{server.port}/"))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.BLOCKED_ADDRESS
    assert server.connections == 0


@pytest.mark.anyio
async def test_a_zone_of_the_resolvers_is_seen() -> None:
    def lookup(host: str, port: int) -> list[Any]:
        return [(0, 0, 0, "", ("2606:4700::1", port, 0, 3))]

    async with fetcher_by(lookup) as fetcher:
        found = await fetcher.fetch(Request("http://zone.test/"))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.BLOCKED_ADDRESS


@pytest.mark.anyio
async def test_a_name_is_looked_up_once_for_a_connection() -> None:
    """A resolver that says something else the second time is not asked a second time."""
    async with FeedServer(routes={"*": answer()}).running() as server:
        asked: list[str] = []

        def lookup(host: str, port: int) -> list[Any]:
            asked.append(host)
            return [(0, 0, 0, "", ("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port))]

        async with fetcher_by(lookup, f"127.0.0.1:{server.port}") as fetcher:
            found = await fetcher.fetch(Request(f"http://rebound.test:{server.port}/"))
    assert isinstance(found, Body)
    assert asked == ["rebound.test"]


# --- who asks for patience ---


@pytest.mark.anyio
async def test_patience_is_asked_by_the_host_that_said_so() -> None:
    async with FeedServer().running() as server, server.fetcher() as fetcher:
        there = server.url("/", "b.example")
        busy, away = answer(b"", 429, Retry_After="600"), redirect(there)
        server.routes = {"*": by_host({"a.example": by_path({"/": away, "/other": answer()}), "b.example": busy})}
        limited = await fetcher.fetch(Request(server.url("/", "a.example")))
        asked = len(server.calls)
        again = await fetcher.fetch(Request(server.url("/", "a.example")))
        own = await fetcher.fetch(Request(server.url("/other", "a.example")))
    assert isinstance(limited, Failure)
    assert (limited.outcome, limited.retry_after, limited.host) == (Outcome.RATE_LIMITED, 600, "b.example")
    assert isinstance(again, Failure)
    assert (again.outcome, again.host) == (Outcome.RATE_LIMITED, "b.example")
    assert asked == 2
    assert [call.headers["host"].partition(":")[0] for call in server.calls[2:]] == ["a.example", "a.example"]
    assert isinstance(own, Body)


@pytest.mark.anyio
async def test_a_host_is_spared_that_asked_for_it_before_we_were_started() -> None:
    async with FeedServer(routes={"*": answer()}).running() as server, server.fetcher() as fetcher:
        fetcher.spare("a.example", 600.0)
        found = await fetcher.fetch(Request(server.url("/", "a.example")))
    assert isinstance(found, Failure)
    assert (found.outcome, found.host, server.connections) == (Outcome.RATE_LIMITED, "a.example", 0)
