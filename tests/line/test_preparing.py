"""Many fresh entries go to the workers; what a worker does not survive is taken as it stands. On both databases."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from monitor.collect.workers import ParsePool
from monitor.curate.match import TopicBook
from monitor.model.fetching import Failure, Outcome
from monitor.model.options import ParseOptions
from monitor.model.topic import TopicSpec
from monitor.poll import Polled
from monitor.poll.line import Line
from monitor.poll.poller import Poller
from monitor.store import feeds, topics
from monitor.store.schema import article, article_key, revision, sighting, topic_match
from tests.builders.rss import item, rss
from tests.fakes.clock import HandClock
from tests.fakes.fetcher import FakeFetcher
from tests.fakes.hands import FakeHands
from tests.line.test_poll import A, B, poll, rows

pytestmark = pytest.mark.anyio
T = TypeVar("T")
BAD = "Sohae hurts"
TEN = [item(n, f"Pier {n} at Sohae grows") for n in range(10)]


def stored(line: Line) -> list[tuple[object, ...]]:
    """Everything that a document left, without what the order of polls decides."""
    with line.db.read() as conn:
        r, a = revision.c, article.c
        texts = conn.execute(
            select(a.url, a.lang, a.published, a.backfill, r.title, r.summary, r.body, r.html, r.text_hash, r.cut)
            .join(revision, r.article_id == a.id)
            .order_by(a.id)
        ).all()
        found = conn.execute(select(topic_match.c.evidence).order_by(topic_match.c.article_id)).all()
        keys = conn.execute(select(article_key.c.hash).order_by(article_key.c.hash)).all()
    return [tuple(row) for row in (*texts, *found, *keys)]


async def test_what_workers_prepare_is_what_is_prepared_here(line: Line, fetcher: FakeFetcher) -> None:
    pool = ParsePool(ParseOptions(workers=1))
    fetcher.will_give(A, [rss(*TEN)])
    fetcher.will_give(B, [rss(*(item(n, f"Copper duty {n}") for n in range(20, 24)), "<item><guid>x</guid></item>")])
    try:
        line.hands = pool
        line.take_over(line.book, line.topics, {}, {})
        first = await poll(line)
        apart = stored(line)
        assert len(first.landed.new) == 10
        assert (await poll(line)).event.new == 0
    finally:
        pool.close()
    line.hands = None
    with line.db.write() as conn:
        for table in ("topic_match", "unjudged", "sighting", "article_key", "revision", "article"):
            conn.exec_driver_sql(f"DELETE FROM {table}")
        conn.exec_driver_sql("DELETE FROM article_search")
        conn.exec_driver_sql("UPDATE feed SET body_hash = NULL, last_good = NULL, first_good = NULL")
    assert len((await poll(line)).landed.new) == 10
    assert stored(line) == apart


async def test_few_entries_are_prepared_here(line: Line, fetcher: FakeFetcher) -> None:
    line.hands = hands = FakeHands()
    line.take_over(line.book, line.topics, {}, {})
    fetcher.will_give(A, [rss(*TEN[:3]), rss(*TEN)])
    await poll(line)
    assert hands.batches == []
    assert (await poll(line)).event.new == 7
    assert hands.batches == [7]


async def test_an_entry_that_ends_its_worker_is_taken_as_it_stands(line: Line, fetcher: FakeFetcher) -> None:
    line.hands = hands = FakeHands()
    line.take_over(line.book, line.topics, {}, {})
    bad = item(99, BAD, "a <b>bold</b> <script>word")
    fetcher.will_give(A, [rss(*TEN, bad), rss(*TEN, bad, item(11, "later")), rss(*TEN, item(99, "Sohae mended"))])
    polled = await poll(line)
    assert (polled.event.outcome, polled.event.new) == (Outcome.OK, 11)
    assert hands.batches == [11, *[1] * 11]
    with line.db.read() as conn:
        (plain,) = conn.execute(select(revision.c.body, revision.c.html, revision.c.cut).where(revision.c.title == BAD))
        assert plain.html == ""
        assert "unprepared" in plain.cut
        assert "<" not in plain.body
    assert (await poll(line)).event.new == 1  # the bad one is known, and not tried again
    mended = await poll(line)
    assert (mended.event.new, len(mended.landed.revised)) == (0, 1)
    assert rows(line, sighting) == 12


@dataclass
class Broken(FakeHands):
    """Workers that cannot be started."""

    async def run(self, work: Callable[..., T], *args: Any, wall_s: float | None = None) -> T | Failure:
        return Failure(Outcome.INTERNAL, "the parse workers failed: no memory")


async def test_without_any_worker_nothing_is_taken_as_it_stands(line: Line, fetcher: FakeFetcher) -> None:
    line.hands = Broken()
    fetcher.will_give(A, [rss(*TEN)])
    heard: list[Polled] = []
    await Poller(line, heard.append).once(feeds.ids_of(line.db, ["a"]))
    assert (heard[0].event.outcome, heard[0].event.detail[:10]) == (Outcome.INTERNAL, "NoWorkers:")
    assert rows(line, article) == 0
    line.hands = FakeHands()
    line.take_over(line.book, line.topics, {}, {})
    assert (await poll(line)).event.new == 10
    assert rows(line, topic_match) == 10


async def test_a_large_document_is_prepared_in_parts(line: Line, fetcher: FakeFetcher) -> None:
    line.hands = hands = FakeHands()
    line.take_over(line.book, line.topics, {}, {})
    long = [item(n, f"Long {n}", "word " * 100_000) for n in range(9)]
    fetcher.will_give(A, [rss(*long, item(9, "short"))])
    assert (await poll(line)).event.new == 10
    assert hands.batches == [4, 4, 2]


@dataclass
class Rereading(FakeHands):
    """The configuration is read again while a batch is with the workers."""

    line: Line | None = None
    specs: tuple[TopicSpec, ...] = ()

    async def run(self, work: Callable[..., T], *args: Any, wall_s: float | None = None) -> T | Failure:
        made = await super().run(work, *args, wall_s=wall_s)
        assert self.line is not None
        topics.declare(self.line.db, self.specs, managed_by="config", now=self.line.clock.now())
        self.line.take_over(self.line.book, TopicBook(self.specs), {}, {})
        return made


async def test_what_was_with_the_workers_is_matched_by_the_topics_in_force(line: Line, fetcher: FakeFetcher) -> None:
    line.hands = Rereading(line=line, specs=(TopicSpec("sohae", "Sohae", "copper"),))
    line.take_over(line.book, line.topics, {}, {})
    fetcher.will_give(A, [rss(*TEN, item(10, "Copper duty rises"))])
    assert (await poll(line)).event.new == 11
    with line.db.read() as conn:
        found = conn.execute(select(topic_match.c.version, topic_match.c.evidence)).all()
    assert [(version, [term for term, *_ in evidence]) for version, evidence in found] == [(2, ["copper"])]


def written(clock: HandClock, **later: float) -> str:
    """A moment as documents write it."""
    return format_datetime(clock.now() + timedelta(**later))


async def test_what_the_first_poll_left_out_is_backfill(line: Line, fetcher: FakeFetcher, clock: HandClock) -> None:
    line.options = replace(line.options, first_entries=3)
    old = [item(n, f"Old {n}", pubDate=written(clock, days=-n - 1)) for n in range(8)]
    fetcher.will_give(A, [rss(*old), rss(item(50, "New", pubDate=written(clock, minutes=30)), *old)])
    first = await poll(line)
    assert (first.event.new, first.event.left_out) == (3, 5)
    clock.forward(hours=1)
    assert (await poll(line)).event.new == 6
    with line.db.read() as conn:
        marks = dict(conn.execute(select(revision.c.title, article.c.backfill).join(article)).all())
    assert [title for title, late in marks.items() if not late] == ["New"]


async def test_old_entries_of_a_feed_that_was_taken_whole_are_news(
    line: Line, fetcher: FakeFetcher, clock: HandClock
) -> None:
    fetcher.will_give(A, [rss(item(1)), rss(item(1), item(2, "Late", pubDate=written(clock, days=-9)))])
    await poll(line)
    clock.forward(hours=1)
    await poll(line)
    with line.db.read() as conn:
        assert conn.execute(select(article.c.backfill).order_by(article.c.id)).scalars().all() == [True, False]
