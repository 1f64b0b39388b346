"""Topics are saved while others poll: what is stored is tagged by those in force, and says by which version."""

import asyncio
import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from monitor.curate.match import TopicBook
from monitor.lang.outlets import OutletBook
from monitor.model.topic import TopicSpec
from monitor.poll.line import Line
from monitor.poll.topicbook import read_book
from monitor.publish.retagging import Retagger
from monitor.store import archive, counters, retags, topics
from monitor.store.schema import topic_match
from tests.builders.rss import item, rss
from tests.fakes.clock import HandClock
from tests.fakes.fetcher import FakeFetcher
from tests.fakes.hands import FakeHands
from tests.line.conftest import START
from tests.line.test_poll import A, poll

pytestmark = pytest.mark.anyio


def reread(line: Line) -> Line:
    """The line with the topics of the database, as a daemon has them."""
    with line.db.read() as conn:
        line.take_over(OutletBook(()), read_book(conn), {}, {})
    return line


def save(line: Line, query: str, slug: str = "mine") -> None:
    topics.save(line.db, TopicSpec(slug, "Mine", query), now=START, author="ines")


def tags(line: Line) -> list[tuple[int, int]]:
    """(article, version) of the open matches of the topic."""
    m = topic_match.c
    with line.db.read() as conn:
        mine = topics.by_slug(conn, "mine").id
        found = select(m.article_id, m.version).where(m.topic_id == mine, m.valid_to.is_(None)).order_by(m.article_id)
        return [(row[0], row[1]) for row in conn.execute(found)]


async def test_who_has_not_read_them_yet_tags_with_what_was_saved(line: Line, fetcher: FakeFetcher) -> None:
    save(line, "pier")
    reread(line)
    fetcher.will_give(A, [rss(item(1, "A pier")), rss(item(2, "Another pier")), rss(item(3, "A quay"))])
    (first,) = (await poll(line)).landed.new
    save(line, "quay")
    assert (await poll(line)).landed.new
    (third,) = (await poll(line)).landed.new
    assert tags(line) == [(first, 1), (third, 2)]


async def test_a_new_text_of_an_old_article_too(line: Line, fetcher: FakeFetcher) -> None:
    save(line, "pier")
    reread(line)
    fetcher.will_give(A, [rss(item(1, "A pier")), rss(item(1, "A pier and a quay")), rss(item(1, "A ship"))])
    (first,) = (await poll(line)).landed.new
    save(line, "quay")
    await poll(line)
    assert tags(line) == [(first, 2)]
    await poll(line)
    assert tags(line) == []


async def test_what_workers_tagged_with_the_topics_of_before_is_tagged_again(line: Line, fetcher: FakeFetcher) -> None:
    save(line, "pier")
    line.hands = hands = FakeHands()
    reread(line)
    fetcher.will_give(A, [rss(*(item(n, f"Quay {n}") for n in range(k * 10, k * 10 + 6))) for k in range(3)])
    save(line, "quay")
    first = (await poll(line)).landed.new
    assert (hands.batches, hands.furnished) == ([6], 1)
    second = (await poll(line)).landed.new  # the workers are still behind
    await line.look_around()
    assert hands.furnished == 2
    third = (await poll(line)).landed.new
    assert tags(line) == [(number, 2) for number in (*first, *second, *third)]
    await line.look_around()
    assert hands.furnished == 2


async def test_a_retired_topic_takes_nothing_and_a_restored_one_does(line: Line, fetcher: FakeFetcher) -> None:
    save(line, "pier")
    reread(line)
    fetcher.will_give(A, [rss(item(1, "A pier")), rss(item(2, "A pier again"))])
    topics.retire(line.db, "mine", now=START)
    await poll(line)
    assert tags(line) == []
    assert topics.restore(line.db, "mine") == START
    assert topics.restore(line.db, "mine") is None
    (second,) = (await poll(line)).landed.new
    assert tags(line) == [(second, 1)]


async def test_one_that_can_not_be_read_does_not_hold_up_the_others(line: Line, fetcher: FakeFetcher) -> None:
    save(line, "pier")
    reread(line)
    fetcher.will_give(A, [rss(item(1, "A pier"))])
    topics.save(line.db, replace(TopicSpec("odd", "Odd", "((")), now=START, author="a newer monitor")
    (first,) = (await poll(line)).landed.new
    assert tags(line) == [(first, 1)]


async def test_who_stores_saves_and_tags_again_at_once_leaves_what_is_right(
    line: Line, fetcher: FakeFetcher, clock: HandClock
) -> None:
    save(line, "pier")
    reread(line)
    fetcher.will_give(
        A, [rss(*(item(n, ("A pier", "A quay", "A ship")[(n + k) % 3]) for n in range(k, k + 9))) for k in range(12)]
    )
    done = threading.Event()
    others = asyncio.gather(asyncio.to_thread(save_often, line, done), asyncio.to_thread(tag_again, line, done))
    try:
        for _ in range(12):
            await poll(line)
            clock.forward(minutes=5)
    finally:
        done.set()
        await others
    save(line, "quay OR pier NOT ship")
    retags.wish(line.db, ["mine"], since=None, author="ines", now=clock.now())
    tag_again(line, done)
    with line.db.read() as conn:
        mine = topics.by_slug(conn, "mine")
        book = TopicBook([mine.spec])
        texts = archive.after(conn, 0, since=None, limit=1000)
        assert counters.stored(conn) == counters.recount(conn)
    assert len(texts) == 20
    assert tags(line) == [(one.article, mine.version) for one in texts if book.match(one.document)]


def save_often(line: Line, done: threading.Event) -> None:
    queries = ["quay", "ship", "pier", "quay OR ship"]
    while not done.wait(0.05):
        queries.append(queries.pop(0))
        save(line, queries[0])
        retags.wish(line.db, ["mine"], since=None, author="ines", now=START)


def tag_again(line: Line, done: threading.Event) -> None:
    worker = Retagger(line.db, line.clock.now, batch=3)
    while worker.step() is not None or not done.wait(0.01):
        pass
