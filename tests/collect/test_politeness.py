import asyncio
from itertools import pairwise

import pytest

from monitor.collect.budget import Budget
from monitor.collect.turns import Turns
from monitor.model.fetching import Body, Failure, Outcome, Request
from tests.fakes.behaviours import FEED, answer, head, raw
from tests.fakes.feedserver import FeedServer


@pytest.mark.anyio
async def test_at_most_two_at_once_on_a_host_and_a_pause_between_starts() -> None:
    slow = raw(b"", head(200, Content_Length=len(FEED)) + FEED, pause=0.1)
    async with FeedServer(routes={"/": slow}).running() as server, server.fetcher(host_gap_s=0.04) as fetcher:
        urls = [server.url("/", "one.example")] * 6
        found = await asyncio.gather(*(fetcher.fetch(Request(url)) for url in urls))
    assert all(isinstance(one, Body) for one in found)
    assert server.most_open <= 2
    starts = [call.at for call in server.calls]
    assert min(b - a for a, b in pairwise(starts)) > 0.02


@pytest.mark.anyio
async def test_other_hosts_do_not_wait_and_all_together_are_bounded() -> None:
    slow = raw(b"", head(200, Content_Length=len(FEED)) + FEED, pause=0.05)
    async with FeedServer(routes={"/": slow}).running() as server, server.fetcher(at_once=5) as fetcher:
        requests = [Request(server.url("/", f"h{n}.example")) for n in range(20)]
        found = await asyncio.gather(*(fetcher.fetch(one) for one in requests))
    assert all(isinstance(one, Body) for one in found)
    assert 3 <= server.most_open <= 5


@pytest.mark.anyio
async def test_a_host_that_asks_for_patience_is_not_asked_by_those_in_its_queue() -> None:
    busy = answer(b"", 429, Retry_After="3600")
    async with FeedServer(routes={"/": busy}).running() as server, server.fetcher(per_host=1) as fetcher:
        requests = [Request(server.url("/", "one.example"))] * 8
        found = await asyncio.gather(*(fetcher.fetch(one) for one in requests))
    assert len(server.calls) == 1
    assert all(isinstance(one, Failure) and one.outcome is Outcome.RATE_LIMITED for one in found)
    assert all(isinstance(one, Failure) and (one.retry_after or 0) > 3500 for one in found)


@pytest.mark.anyio
async def test_waiting_for_a_turn_does_not_count_against_the_deadline() -> None:
    slow = raw(b"", head(200, Content_Length=len(FEED)) + FEED, pause=0.2)
    async with (
        FeedServer(routes={"/": slow}).running() as server,
        server.fetcher(per_host=1, deadline_s=0.5) as fetcher,
    ):
        requests = [Request(server.url("/", "one.example"))] * 4
        found = await asyncio.gather(*(fetcher.fetch(one) for one in requests))
    assert all(isinstance(one, Body) for one in found)


@pytest.mark.anyio
async def test_idle_hosts_are_forgotten() -> None:
    turns = Turns(at_once=1, per_host=1, gap_s=0.0)
    for n in range(5000):
        async with turns.turn(f"h{n}"):
            pass
    assert len(turns._lanes) <= 2000


@pytest.mark.anyio
async def test_bytes_in_flight_are_bounded_but_the_oldest_goes_on() -> None:
    budget = Budget(100)
    old, young = budget.open(), budget.open()
    await old.grow(60)
    waiting = asyncio.create_task(young.grow(60))
    await asyncio.sleep(0)
    assert not waiting.done()
    await old.grow(60)  # above the limit, but it must be able to end
    assert budget.held == 120
    old.close()
    await waiting
    young.close()
    young.close()
    assert budget.held == 0


@pytest.mark.anyio
async def test_a_held_body_counts_until_it_is_let_go() -> None:
    big = raw(head(200, Content_Length=90_000) + b"x" * 90_000)
    async with FeedServer(routes={"/": big}).running() as server:  # noqa: SIM117
        async with server.fetcher(in_flight_bytes=100_000) as fetcher:
            async with fetcher.fetching(Request(server.url("/", "a.example"))):
                second = asyncio.create_task(fetcher.fetch(Request(server.url("/", "b.example"))))
                await asyncio.sleep(0.1)
                assert not second.done()
            assert isinstance(await second, Body)
            assert fetcher.in_flight_bytes == 0
