from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor.collect.workers import InlineParser
from monitor.curate.match import TopicBook
from monitor.lang.outlets import OutletBook
from monitor.model.feed import FeedSpec
from monitor.model.options import PollOptions
from monitor.model.topic import TopicSpec
from monitor.poll.line import Line
from monitor.store import feeds, topics
from monitor.store.database import Database
from monitor.store.writer import Writer
from tests.fakes.clock import HandClock
from tests.fakes.fetcher import FakeFetcher

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TOPICS = (TopicSpec("sohae", "Sohae", "sohae OR 서해위성발사장"),)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def fetcher() -> FakeFetcher:
    return FakeFetcher()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def line(database: Database, fetcher: FakeFetcher, clock: HandClock) -> Iterator[Line]:
    """The line with two feeds, A and B, and a topic."""
    specs = [FeedSpec("a", "http://a.example/feed"), FeedSpec("b", "http://b.example/feed")]
    feeds.declare(database, specs, managed_by="config", now=START)
    topics.declare(database, TOPICS, managed_by="config", now=START)
    with Writer(database) as writer:
        line = Line(
            db=database,
            writer=writer,
            fetcher=fetcher,
            parser=InlineParser(),
            book=OutletBook(()),
            topics=TopicBook(TOPICS),
            clock=clock,
            options=PollOptions(jitter=0.0),
            holder="test",
        )
        yield line
        line.close()
