"""Feeds whose guids and addresses change at every poll: Google News, and any that is seen to do so. On both
databases."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from monitor.model.fetching import Body
from monitor.poll import Polled, poll_feed
from monitor.poll.line import Line
from monitor.store import claim, feeds
from monitor.store.schema import article, article_key, outlet, poll_event, revision, sighting
from tests.fakes.clock import HandClock
from tests.fakes.fetcher import FakeFetcher, a_body

pytestmark = pytest.mark.anyio
A, B = "http://a.example/feed", "http://b.example/feed"
HEADLINES = ("Launch pad at Sohae grows", "Copper duty rises", "Ministers meet on debris")
ON_FRIDAY = "<pubDate>Fri, 20 Nov 2026 0{}:00:00 GMT</pubDate>"


def document(*items: str) -> Body:
    return a_body(f'<rss version="2.0"><channel><title>F</title>{"".join(items)}</channel></rss>'.encode())


def google(turn: int, headlines: Sequence[str] = HEADLINES, date: str = ON_FRIDAY) -> Body:
    """As Google News gives it: the link is the guid, and another one each time; other headlines stand below."""
    return document(
        *(
            f"<item><title>{title} - Daily NK</title><link>https://news.google.com/rss/articles/CB{turn}x{n}?oc=5</link>"
            f'<guid isPermaLink="false">CB{turn}x{n}</guid>{date.format(n)}'
            f"<description>&lt;ol&gt;&lt;li&gt;&lt;a href=&quot;https://news.google.com/O{turn}&quot;&gt;Other "
            f"news {turn}&lt;/a&gt;&lt;/li&gt;&lt;/ol&gt;</description>"
            f'<source url="https://www.dailynk.com">Daily NK</source></item>'
            for n, title in enumerate(headlines, 1)
        )
    )


def plain(turn: int, headlines: Sequence[str] = HEADLINES, date: str = ON_FRIDAY) -> Body:
    """Any feed that puts a session into guid and address."""
    return document(
        *(
            f"<item><title>{title}</title><link>https://paper.example/{turn}/{n}</link><guid>{turn}-{n}</guid>"
            f"{date.format(n)}<description>{title}, said the harbour board at length.</description></item>"
            for n, title in enumerate(headlines, 1)
        )
    )


async def poll(line: Line, clock: HandClock, slug: str = "a") -> Polled:
    clock.forward(minutes=40)
    only = feeds.ids_of(line.db, [slug])
    (due,) = claim.claim(line.db, now=clock.now(), options=line.options, holder="test", only=only, everything=True)
    return await poll_feed(line, due)


def count(line: Line, table: Any) -> int:
    with line.db.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.mark.parametrize("churning", [google, plain], ids=["google news", "seen to churn"])
async def test_new_names_are_no_new_articles(
    churning: Callable[[int], Body], line: Line, fetcher: FakeFetcher, clock: HandClock
) -> None:
    fetcher.will_give(A, [churning(turn) for turn in range(4)])
    assert len((await poll(line, clock)).landed.new) == 3
    for _ in range(3):
        polled = await poll(line, clock)
        assert (polled.landed.new, polled.landed.revised, polled.landed.known) == ((), (), 3)
    assert (count(line, article), count(line, revision)) == (3, 3)


async def test_a_feed_seen_to_churn_says_so_and_piles_nothing_up(
    line: Line, fetcher: FakeFetcher, clock: HandClock
) -> None:
    fetcher.will_give(A, [plain(turn) for turn in range(4)])
    for _ in range(4):
        polled = await poll(line, clock)
    assert "3 entries known by their words" in polled.event.detail
    with line.db.read() as conn:
        details = conn.execute(select(poll_event.c.detail).order_by(poll_event.c.id)).scalars().all()
    assert details[0] == ""
    assert "guids and addresses change" in details[-1]
    assert count(line, sighting) == 3
    assert count(line, article_key) == 9  # guid and address as they came first, and the words


async def test_what_is_new_in_a_churning_feed_is_new(line: Line, fetcher: FakeFetcher, clock: HandClock) -> None:
    fetcher.will_give(A, [plain(0), plain(1, ("A pier is built", *HEADLINES[:2]))])
    await poll(line, clock)
    assert len((await poll(line, clock)).landed.new) == 1


async def test_a_busy_feed_does_not_churn(line: Line, fetcher: FakeFetcher, clock: HandClock) -> None:
    other = ("Tin falls", "Rice rises", HEADLINES[0])
    fetcher.will_give(A, [plain(0), plain(1, other)])
    await poll(line, clock)
    polled = await poll(line, clock)
    assert len(polled.landed.new) == 3
    assert polled.event.detail == ""


@pytest.mark.parametrize("churning", [google, plain], ids=["google news", "seen to churn"])
async def test_the_same_words_on_another_day_are_another_article(
    churning: Callable[[int, Sequence[str], str], Body], line: Line, fetcher: FakeFetcher, clock: HandClock
) -> None:
    daily = ("Prices of the day",)
    fetcher.will_give(A, [churning(0, daily, ON_FRIDAY), churning(1, daily, ON_FRIDAY.replace("Fri, 20", "Sat, 21"))])
    await poll(line, clock)
    assert len((await poll(line, clock)).landed.new) == 1


async def test_without_dates_one_repeated_title_is_no_proof(line: Line, fetcher: FakeFetcher, clock: HandClock) -> None:
    fetcher.will_give(A, [plain(0, ("Weekly bulletin",), ""), plain(1, ("Weekly bulletin",), "")])
    await poll(line, clock)
    assert len((await poll(line, clock)).landed.new) == 1
    fetcher.will_give(B, [plain(2, date=""), plain(3, date="")])
    await poll(line, clock, "b")
    assert (await poll(line, clock, "b")).landed.new == ()


async def test_google_news_in_two_feeds_is_one_article_of_its_real_outlet(
    line: Line, fetcher: FakeFetcher, clock: HandClock
) -> None:
    fetcher.will_give(A, [google(0)])
    fetcher.will_give(B, [google(7)])
    await poll(line, clock)
    assert (await poll(line, clock, "b")).landed.new == ()
    with line.db.read() as conn:
        names = conn.execute(select(outlet.c.slug, outlet.c.name).join(article)).all()
        texts = conn.execute(select(revision.c.title, revision.c.body, revision.c.cut)).all()
    assert set(names) == {("dailynk.com", "Daily NK")}
    assert sorted(title for title, _, _ in texts) == sorted(HEADLINES)
    assert {(body, *cut) for _, body, cut in texts} == {("", "residue")}


async def test_an_edited_title_under_the_same_google_guid_is_a_revision(
    line: Line, fetcher: FakeFetcher, clock: HandClock
) -> None:
    fetcher.will_give(A, [google(0), google(0, ("Launch pad at Sohae grows again", *HEADLINES[1:]))])
    await poll(line, clock)
    polled = await poll(line, clock)
    assert (polled.landed.new, len(polled.landed.revised)) == ((), 1)


PINNED = "<item><title>About us</title><link>https://paper.example/about</link><guid>about</guid></item>"


async def test_one_entry_that_stays_hides_no_churning(line: Line, fetcher: FakeFetcher, clock: HandClock) -> None:
    fetcher.will_give(A, [document(PINNED, *items_of(plain(turn))) for turn in range(4)])
    for _ in range(4):
        await poll(line, clock)
    assert count(line, article) == 1 + len(HEADLINES)


def items_of(body: Body) -> list[str]:
    return [f"<item>{part}" for part in body.content.decode().partition("</channel>")[0].split("<item>")[1:]]
