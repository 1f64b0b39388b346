"""One poll of one feed, from the bytes to the rows, on both databases."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import func, select

from monitor.model.feed import DueFeed
from monitor.model.fetching import Body, Failure, NotModified, Outcome, Validators
from monitor.poll import Polled, poll_feed
from monitor.poll.line import Line
from monitor.poll.poller import Poller
from monitor.store import claim, feeds, landing
from monitor.store.database import Connection
from monitor.store.schema import article, feed, poll_event, revision, sighting, topic_match, unjudged
from tests.builders.rss import item, rss
from tests.fakes.clock import HandClock
from tests.fakes.fetcher import FakeFetcher, a_body

pytestmark = pytest.mark.anyio
A, B = "http://a.example/feed", "http://b.example/feed"


def with_etag(content: bytes, etag: str) -> Body:
    body = a_body(content)
    return replace(body, validators=replace(body.validators, etag=etag))


async def poll(line: Line, slug: str = "a") -> Polled:
    """Claim one feed, due or not, and poll it."""
    return await poll_feed(line, claimed(line, slug))


def claimed(line: Line, slug: str = "a") -> DueFeed:
    ids = feeds.ids_of(line.db, [slug])
    (due,) = claim.claim(line.db, now=line.clock.now(), options=line.options, holder="test", only=ids, everything=True)
    return due


def rows(line: Line, table: object) -> int:
    with line.db.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


async def test_new_articles_are_stored_tagged_and_wait_for_the_judge(line: Line, fetcher: FakeFetcher) -> None:
    fetcher.will_give(A, [rss(item(1, "Pier at Sohae grows"), item(2, "Copper duty rises"))])
    polled = await poll(line)
    assert (polled.event.outcome, len(polled.landed.new)) == (Outcome.OK, 2)
    assert (rows(line, article), rows(line, topic_match), rows(line, unjudged)) == (2, 1, 2)


async def test_evidence_points_into_the_stored_text(line: Line, fetcher: FakeFetcher) -> None:
    korean = item(1, "北, 서해위성발사장 부두 공사", "38노스는 서해위성발사장의 위성사진을 공개했다.")
    fetcher.will_give(A, [rss(korean)])
    await poll(line)
    with line.db.read() as conn:
        ((evidence, title, text),) = conn.execute(
            select(topic_match.c.evidence, revision.c.title, revision.c.body).join(
                revision, revision.c.article_id == topic_match.c.article_id
            )
        ).all()
    fields = {"title": title, "body": text}
    assert {fields[name][start:end] for _, name, start, end in evidence} == {"서해위성발사장"}
    assert {name for _, name, _, _ in evidence} == {"title", "body"}


async def test_the_same_article_in_two_feeds_is_one_with_two_sightings(line: Line, fetcher: FakeFetcher) -> None:
    tracked = item(1, link="https://a.example/news/1?utm_source=b", guid="other")
    fetcher.will_give(A, [rss(item(1))])
    fetcher.will_give(B, [rss(tracked)])
    first, second = await poll(line, "a"), await poll(line, "b")
    assert (len(first.landed.new), len(second.landed.new)) == (1, 0)
    assert (rows(line, article), rows(line, sighting)) == (1, 2)


async def test_what_the_first_poll_left_out_tells_nothing_of_the_pace(
    line: Line, fetcher: FakeFetcher, clock: HandClock
) -> None:
    days = [item(n, pubDate=format_datetime(clock.now() - timedelta(days=n))) for n in range(300)]
    fetcher.will_give(A, [rss(*days), rss(*days, "<!-- again -->")])
    first = await poll(line)
    clock.forward(hours=1)
    second = await poll(line)
    assert (first.event.new, first.event.left_out, second.event.new) == (100, 200, 200)
    due = claimed(line)
    assert (due.rhythm.newest, due.rhythm.polls[-1]) == (clock.now() - timedelta(hours=1), (300, 0))
    with line.db.read() as conn:
        assert conn.execute(select(feed.c.interval_now_s).where(feed.c.slug == "a")).scalar_one() > 1800


async def test_an_edit_is_a_revision_and_is_matched_again(line: Line, fetcher: FakeFetcher, clock: HandClock) -> None:
    fetcher.will_give(A, [rss(item(1, "Pier grows")), rss(item(1, "Pier at Sohae grows"))])
    await poll(line)
    clock.forward(hours=1)
    polled = await poll(line)
    assert (polled.landed.new, len(polled.landed.revised)) == ((), 1)
    with line.db.read() as conn:
        titles = conn.execute(select(revision.c.n, revision.c.title, revision.c.current).order_by(revision.c.n)).all()
    assert [tuple(row) for row in titles] == [(0, "Pier grows", False), (1, "Pier at Sohae grows", True)]
    assert rows(line, topic_match) == 1


async def test_the_same_bytes_are_not_read_again(line: Line, fetcher: FakeFetcher) -> None:
    fetcher.will_give(A, [rss(item(1))])
    await poll(line)
    again = await poll(line)
    assert again.event.outcome == Outcome.UNCHANGED
    assert rows(line, article) == 1


async def test_validators_are_sent_replaced_and_left_out_once_a_day(
    line: Line, fetcher: FakeFetcher, clock: HandClock
) -> None:
    fetcher.will_give(A, [with_etag(rss(item(1)), '"one"'), NotModified(Validators('"two"'))])
    for _ in range(3):
        await poll(line)
        clock.forward(hours=1)
    clock.forward(hours=24)
    await poll(line)
    assert [request.validators.etag for request in fetcher.requests] == [None, '"one"', '"two"', None]


async def test_a_failure_keeps_validators_and_articles(line: Line, fetcher: FakeFetcher, clock: HandClock) -> None:
    down = Failure(Outcome.TIMEOUT, "no answer within 30 s")
    fetcher.will_give(A, [with_etag(rss(item(1)), '"one"'), down, down])
    await poll(line)
    clock.forward(hours=1)
    assert (await poll(line)).event.outcome == Outcome.TIMEOUT
    await poll(line)
    assert fetcher.requests[-1].validators.etag == '"one"'
    assert rows(line, article) == 1
    with line.db.read() as conn:
        outcomes = conn.execute(select(poll_event.c.outcome, poll_event.c.detail).order_by(poll_event.c.id)).all()
    assert [row.outcome for row in outcomes] == ["ok", "timeout", "timeout"]
    assert outcomes[1].detail == "no answer within 30 s"


async def test_html_or_a_feed_without_entries_is_a_failure(line: Line, fetcher: FakeFetcher) -> None:
    fetcher.will_give(A, [b"<html><body><h1>Log in</h1></body></html>", rss()])
    assert (await poll(line)).event.outcome == Outcome.NOT_A_FEED
    assert (await poll(line)).event.outcome == Outcome.NO_ENTRIES
    assert claimed(line).validators == Validators()


async def test_the_first_poll_is_backfill(line: Line, fetcher: FakeFetcher) -> None:
    fetcher.will_give(A, [rss(item(1)), rss(item(2), item(1))])
    await poll(line)
    await poll(line)
    with line.db.read() as conn:
        assert conn.execute(select(article.c.backfill).order_by(article.c.id)).scalars().all() == [True, False]


async def test_a_lost_lease_discards_the_poll(line: Line, fetcher: FakeFetcher) -> None:
    fetcher.will_give(A, [rss(item(1))])
    due = claimed(line)
    with line.db.write() as conn:
        conn.execute(feed.update().values(lease_until=0))
    claimed(line)  # somebody else takes the feed over
    polled = await poll_feed(line, due)
    assert polled.lost
    assert rows(line, article) == 0


async def test_two_feeds_that_bring_the_same_new_article_at_once_make_one(line: Line, fetcher: FakeFetcher) -> None:
    for turn in range(5):
        items = [item(100 * turn + n) for n in range(20)]
        fetcher.will_give(A, [rss(*items)])
        fetcher.will_give(B, [rss(*reversed(items), title="B")])
        await asyncio.gather(poll(line, "a"), poll(line, "b"))
        assert (rows(line, article), rows(line, sighting)) == (20 * (turn + 1), 40 * (turn + 1))


async def test_an_entry_that_stands_twice_in_a_document_counts_once(line: Line, fetcher: FakeFetcher) -> None:
    fetcher.will_give(A, [rss(item(1), item(1))])
    await poll(line)
    assert rows(line, article) == 1


async def test_two_entries_that_share_a_link_are_two_articles(line: Line, fetcher: FakeFetcher) -> None:
    shared = "https://a.example/live"
    fetcher.will_give(A, [rss(item(1, link=shared), item(2, "Another", link=shared))])
    await poll(line)
    assert rows(line, article) == 2


async def test_an_entry_that_joins_a_live_page_later_is_still_told_apart(line: Line, fetcher: FakeFetcher) -> None:
    first, second = (item(n, f"Part {n}", link=f"https://a.example/live#{n}") for n in (1, 2))
    fetcher.will_give(A, [rss(first), rss(second, first)])
    await poll(line)
    polled = await poll(line)
    assert (len(polled.landed.new), rows(line, article)) == (1, 2)


async def test_notices_without_guid_under_one_link_are_all_kept(line: Line, fetcher: FakeFetcher) -> None:
    link = "<link>https://a.example/notices</link>"
    notices = [f"<item>{link}<title>Notice {n}</title><description>Text {n}.</description></item>" for n in range(6)]
    fetcher.will_give(A, [rss(*notices[1:]), rss(*notices), rss(*notices, title="Renamed")])
    assert len((await poll(line)).landed.new) == 5
    second = await poll(line)
    assert (len(second.landed.new), second.landed.revised) == (1, ())
    assert (await poll(line)).landed.new == ()
    assert rows(line, article) == 6


async def test_a_recycled_guid_settles_and_its_article_can_be_edited(line: Line, fetcher: FakeFetcher) -> None:
    def turn(n: int, title: str) -> bytes:
        return rss(item(n, title, f"Text of {title}.", guid="the-latest"), title=f"Feed {title}")

    fetcher.will_give(A, [turn(1, "Pier"), turn(2, "Tariff"), turn(2, "Tariff"), turn(2, "Tariffs")])
    await poll(line)
    assert len((await poll(line)).landed.new) == 1
    assert (await poll(line)).event.outcome == Outcome.UNCHANGED
    edited = await poll(line)
    assert (len(edited.landed.revised), rows(line, article)) == (1, 2)


async def test_an_own_fault_is_recorded_and_holds_up_nobody(
    line: Line, fetcher: FakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetcher.will_give(A, [rss(item(1))])
    fetcher.will_give(B, [rss(item(2))])
    land = landing.land

    def stumbling(conn: Connection, due: DueFeed, *rest: object, **named: object) -> object:
        if due.slug == "a":
            raise RuntimeError("a bug of ours")
        return land(conn, due, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(landing, "land", stumbling)
    heard: list[Polled] = []
    await Poller(line, heard.append).once(feeds.ids_of(line.db, ["a", "b"]))
    assert {polled.feed: polled.event.outcome for polled in heard} == {"a": Outcome.INTERNAL, "b": Outcome.OK}
    (failed,) = [polled for polled in heard if polled.feed == "a"]
    assert failed.event.detail == "RuntimeError: a bug of ours"


async def test_stopping_releases_what_is_in_flight(line: Line, fetcher: FakeFetcher) -> None:
    stuck = asyncio.Event()

    @asynccontextmanager
    async def never(request: object, *, limits: object = None) -> AsyncIterator[object]:
        await stuck.wait()
        yield None

    fetcher.fetching = never  # type: ignore[method-assign, assignment]
    poller = Poller(line)
    assert len(await poller.tick()) == 2
    await asyncio.sleep(0)
    await poller.stop()
    assert await poller.tick() == ()
    other = Poller(line)
    assert len(await other.tick()) == 2
    await other.stop()


async def test_a_poll_that_waits_longer_than_its_lease_keeps_it(line: Line, fetcher: FakeFetcher) -> None:
    line.options = replace(line.options, lease_s=1)
    turn, heard = asyncio.Event(), list[Polled]()

    @asynccontextmanager
    async def late(request: object, *, limits: object = None) -> AsyncIterator[object]:
        await turn.wait()
        yield a_body(rss(item(1)))

    fetcher.fetching = late  # type: ignore[method-assign, assignment]
    poller, other = Poller(line, heard.append), Poller(line)
    assert len(await poller.tick()) == 2
    for _ in range(4):
        await asyncio.sleep(0.4)
        await poller.tick()
    assert await other.tick() == ()
    turn.set()
    await poller.drain()
    assert [polled.lost for polled in heard] == [False, False]
    assert rows(line, article) == 1


async def test_many_hosts_failing_at_once_is_our_own_network(line: Line, fetcher: FakeFetcher) -> None:
    due = claimed(line)
    for n in range(5):
        line.watch.note(f"h{n}.example", Outcome.DNS, line.clock.now())
    fetcher.will_give(A, [Failure(Outcome.DNS, "no such host")])
    await poll_feed(line, replace(due))
    assert claimed(line).rhythm.failures == 0


@pytest.mark.parametrize("odd", ["\x00", "\ud83d", "\ufffe"], ids=["NUL", "half a pair", "noncharacter"])
async def test_what_a_document_says_of_itself_never_costs_its_entries(
    line: Line, fetcher: FakeFetcher, odd: str
) -> None:
    entry = {"id": "1", "url": "https://a.example/1", "title": "Pier grows"}
    document = {"title": f"A{odd}B", "home_page_url": f"/{odd}x", "language": f"e{odd}n", "items": [entry]}
    fetcher.will_give(A, [json.dumps(document).encode()])
    assert (await poll(line)).event.outcome is Outcome.OK
    assert rows(line, article) == 1
    with line.db.read() as conn:
        said = select(feed.c.title, feed.c.site_url, feed.c.lang).where(feed.c.slug == "a")
        title, site, lang = conn.execute(said).one()
    assert (title, lang) in (("AB", "en"), ("A\ufffdB", "e\ufffdn"))
    assert site.startswith("http://a.example/")
