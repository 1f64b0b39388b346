"""Every item of the table of servers, shown to the fetcher over a real socket: outcome, message, time and memory."""

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from monitor.model.fetching import Body, Failure, NotModified, Outcome, Request
from tests.fakes.behaviours import FEED
from tests.fakes.feedserver import FeedServer
from tests.fakes.hazard_servers import Item, items

TABLE = dict(items())
MB = 1_000_000


@contextmanager
def weighed() -> Iterator[list[float]]:
    """The peak of Python's memory inside the block, in MB above what there was before, put into the list."""
    peak: list[float] = []
    tracemalloc.start(1)
    before = tracemalloc.get_traced_memory()[0]
    try:
        yield peak
        peak.append((tracemalloc.get_traced_memory()[1] - before) / MB)
    finally:
        tracemalloc.stop()


async def fetched(item: Item) -> Body | NotModified | Failure:
    """Fetch it once; bounded in time and memory, and nothing of it stays in flight."""
    async with FeedServer(routes={"*": item.behaviour}).running() as server, server.fetcher() as fetcher:
        url = server.url("/feed", "outlet.example").replace("http", item.scheme, 1)
        began = time.monotonic()
        with weighed() as peak:
            found = await fetcher.fetch(Request(url))
        assert time.monotonic() - began < item.seconds
        assert peak[0] < item.megabytes
        assert fetcher.in_flight_bytes == 0
        return found


TROUBLE = {name: item for name, item in TABLE.items() if item.outcome is not Outcome.OK}
FINE = {name: item for name, item in TABLE.items() if item.outcome is Outcome.OK}


@pytest.mark.anyio
@pytest.mark.parametrize("item", TROUBLE.values(), ids=TROUBLE.keys())
async def test_trouble_comes_back_as_a_word_and_a_sentence(item: Item) -> None:
    found = await fetched(item)
    assert isinstance(found, Failure)
    assert (found.outcome, item.words.lower() in found.detail.lower()) == (item.outcome, True), found
    assert 0 < len(found.detail) <= 500
    assert found.timing.ms < 1000 * item.seconds


@pytest.mark.anyio
@pytest.mark.parametrize("item", FINE.values(), ids=FINE.keys())
async def test_what_is_only_odd_is_no_trouble(item: Item) -> None:
    found = await fetched(item)
    assert isinstance(found, Body), found
    assert found.content.rstrip(b" ") == FEED
    assert found.validators.body_hash
    assert found.moved_to is None
