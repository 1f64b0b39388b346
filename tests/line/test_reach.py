"""How a feed is reached, on the line: what is opened when, what is stored, and who is made to wait."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from monitor.model.feed import FeedSpec
from monitor.model.fetching import Access, Failure, Outcome
from monitor.poll import Polled, poll_feed
from monitor.poll.line import Line
from monitor.settings.keyring import Keyring
from monitor.store import claim, feeds, hosts
from monitor.store.schema import feed, host, poll_event
from tests.builders.rss import item, rss
from tests.fakes.fetcher import FakeFetcher

pytestmark = pytest.mark.anyio
HUSH = "hush-hush"
URL = "https://members.example/feed"
SPEC = FeedSpec(
    "members", URL, headers={"X-Key": "env:MONITOR_FEED_KEY"}, access=Access(token="env:MONITOR_FEED_TOKEN")
)


@pytest.fixture
def added(line: Line, tmp_path: Path) -> Line:
    """A line with a feed that a person added, and its secrets."""
    feeds.add(line.db, SPEC, now=line.clock.now())
    line.keys = Keyring({"MONITOR_FEED_KEY": HUSH, "MONITOR_FEED_TOKEN": HUSH}, tmp_path)
    return line


async def poll(line: Line, slug: str = "members") -> Polled:
    ids = feeds.ids_of(line.db, [slug])
    (due,) = claim.claim(line.db, now=line.clock.now(), options=line.options, holder="test", only=ids, everything=True)
    return await poll_feed(line, due)


def everything(line: Line) -> str:
    with line.db.read() as conn:
        return repr([conn.execute(select(table)).all() for table in (feed, host, poll_event)])


async def test_references_are_opened_for_the_request_and_stored_as_they_are(added: Line, fetcher: FakeFetcher) -> None:
    fetcher.will_give(URL, [rss(item(1, "Pier at Sohae grows"))])
    polled = await poll(added)
    assert polled.event.outcome is Outcome.OK
    (request,) = fetcher.requests
    assert (request.headers, request.access, request.home) == ({"X-Key": HUSH}, Access(token=HUSH), URL)
    assert HUSH not in everything(added) + repr(request)
    assert "env:MONITOR_FEED_TOKEN" in everything(added)


async def test_a_secret_that_is_missing_is_named_and_nobody_is_asked(
    added: Line, fetcher: FakeFetcher, tmp_path: Path
) -> None:
    added.keys = Keyring({"MONITOR_FEED_KEY": HUSH}, tmp_path)
    polled = await poll(added)
    assert (polled.event.outcome, fetcher.requests) == (Outcome.BAD_URL, [])
    assert "MONITOR_FEED_TOKEN is not set" in polled.event.detail
    assert HUSH not in everything(added)


async def test_a_feed_that_has_moved_keeps_the_home_of_its_secrets(added: Line, fetcher: FakeFetcher) -> None:
    moved = "https://elsewhere.example/feed"
    added.db.run(lambda conn: conn.execute(update(feed).where(feed.c.slug == "members").values(url=moved)))
    await poll(added)
    (request,) = fetcher.requests
    assert (request.url, request.home) == (moved, URL)


async def test_what_files_say_goes_before_and_is_replaced_by_a_reload(added: Line, fetcher: FakeFetcher) -> None:
    added.take_over(added.book, added.topics, {"members": {"X-Key": "1"}}, {"members": Access(user="u")})
    await poll(added)
    added.take_over(added.book, added.topics, {"members": {"X-Key": "2"}}, {"members": Access(user="v")})
    await poll(added)
    assert [(dict(one.headers), one.access.user) for one in fetcher.requests] == [
        ({"X-Key": "1"}, "u"),
        ({"X-Key": "2"}, "v"),
    ]


async def test_the_host_that_asked_for_patience_waits_across_restarts_and_no_other(
    added: Line, fetcher: FakeFetcher
) -> None:
    busy = Failure(Outcome.RATE_LIMITED, "HTTP 429", 429, retry_after=600)
    fetcher.will_give(URL, [replace(busy, host="cdn.example")])
    await poll(added)
    waiting = hosts.waiting(added.db, added.clock.now())
    assert list(waiting) == ["cdn.example"]
    assert 590 < waiting["cdn.example"] <= 600
    fetcher.will_give(URL, [busy])
    await poll(added)
    assert set(hosts.waiting(added.db, added.clock.now())) == {"cdn.example", "members.example"}
