"""Topics are saved while others poll: what is stored is tagged by those in force, and says by which version."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from monitor.lang.outlets import OutletBook
from monitor.model.topic import TopicSpec
from monitor.poll.line import Line
from monitor.poll.topicbook import read_book
from monitor.store import topics
from monitor.store.schema import topic_match
from tests.builders.rss import item, rss
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
