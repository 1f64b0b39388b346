"""Feeds that change what they call their entries: no second article, no second line in a digest, whatever churns."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from monitor.curate.match import TopicBook
from monitor.judge import judge_all
from monitor.model.digest import DigestSpec
from monitor.model.options import JudgeOptions, Options
from monitor.model.topic import TopicSpec
from monitor.poll import poll_feed
from monitor.poll.line import Line
from monitor.publish.composing import compose_due
from monitor.store import claim, editions, feeds, topics
from monitor.store.schema import article, edition_item, revision
from tests.builders.rss import item, rss
from tests.fakes.clock import HandClock
from tests.fakes.fetcher import FakeFetcher

pytestmark = pytest.mark.anyio
URL = "http://a.example/feed"
SITE = "https://a.example"
DIGEST = DigestSpec("hourly", "Hourly", ("all",), (), every_hours=1)
EVERYTHING = TopicSpec("all", "All", "pier OR copper OR notice")


@dataclass(frozen=True, slots=True)
class Churn:
    """Documents of one feed, one after the other, the number of articles that they hold in all, and of their texts
    (None: as many as articles)."""

    documents: Sequence[bytes]
    articles: int
    texts: int | None = None


def pier(**elements: str) -> str:
    """The same entry, a little different."""
    return item(1, "Pier grows", "The pier grew by a berth in spring.", **elements)


COPPER = item(2, "Copper duty rises", "The duty on copper rose on Monday.")
PIER, THREE = pier(), range(3)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>A feed</title><entry><id>guid-1</id><title>Pier grows</title>'
    f'<link href="{SITE}/news/1"/><summary>The pier grew by a berth in spring.</summary></entry></feed>'
).encode()
CHURNS = {
    "the same entry twice in a document": Churn([rss(PIER, PIER, COPPER)], 2),
    "one guid for two entries": Churn(
        [rss(pier(guid="x"), COPPER.replace("guid-2", "x")), rss(COPPER.replace("guid-2", "x"), pier(guid="x"))], 2
    ),
    "another guid at each poll": Churn([rss(pier(guid=f"other-{n}")) for n in THREE], 1),
    "no guid any more": Churn([rss(PIER), rss(PIER.replace("<guid>guid-1</guid>", "")), rss(PIER)], 1),
    "another link at each poll": Churn([rss(pier(link=f"{SITE}/moved/{n}/pier")) for n in THREE], 1),
    "another tracking parameter at each poll": Churn(
        [rss(pier(guid=f"g{n}", link=f"{SITE}/news/1?utm_source={n}&amp;fbclid=x{n}")) for n in THREE], 1
    ),
    "another date at each poll": Churn(
        [rss(pier(pubDate=f"Fri, 20 Nov 2026 0{n}:00:00 GMT")) for n in THREE], 1
    ),
    "a date in the future that moves": Churn([rss(pier(pubDate=f"Fri, 20 Nov 203{n} 01:00:00 GMT")) for n in THREE], 1),
    "another text at each poll": Churn(
        [rss(item(1, "Pier grows", f"The pier grew by {n} berths in spring.")) for n in THREE], 1, texts=3
    ),
    "another title at each poll": Churn(
        [rss(item(1, f"Pier grows, part {n}", "The pier grew by a berth in spring.")) for n in THREE], 1, texts=3
    ),
    "a text that flips back and forth": Churn(
        [rss(item(1, "Pier grows", f"The pier grew by {n % 2} berths.")) for n in range(4)], 1, texts=4
    ),
    "white space and case that churn": Churn(
        [rss(item(1, title, "The pier grew.")) for title in ("Pier grows", "PIER  grows ", "Pier\n grows")], 1
    ),
    "http and https": Churn([rss(pier(guid=f"g{n}", link=f"http{'s' * (n % 2)}://a.example/1")) for n in THREE], 1),
    "http and https in the guid": Churn(
        [rss(pier(guid=f"http{'s' * (n % 2)}://a.example/news/1")) for n in THREE], 1
    ),
    "a host in capitals, a port, a dot segment, a fragment": Churn(
        [
            rss(pier(guid=f"g{n}", link=link))
            for n, link in enumerate((f"{SITE}/news/1", "HTTPS://A.Example:443/news/./1", f"{SITE}/news/1#top"))
        ],
        1,
    ),
    "gone and back": Churn([rss(PIER, COPPER), rss(COPPER), rss(PIER, COPPER)], 2),
    "all gone and all back": Churn([rss(PIER, COPPER), rss(), rss(COPPER, PIER)], 2),
    "another order at each poll": Churn([rss(PIER, COPPER), rss(COPPER, PIER), rss(PIER, COPPER)], 2),
    "another kind of document": Churn([rss(PIER), ATOM, rss(PIER)], 1),
    "another title of the feed": Churn([rss(PIER, title=f"Feed {n}") for n in THREE], 1),
    "a guid that is used again for other news": Churn(
        [rss(pier(guid="latest")), rss(COPPER.replace("guid-2", "latest"))], 2
    ),
    "notices that share a link": Churn(
        [rss(*(item(n, f"Notice {n}", link=f"{SITE}/live") for n in range(1, last))) for last in (3, 4)], 3
    ),
    "guids that differ in their last character": Churn(
        [rss(*(item(n, f"Notice {n}", guid="g" * 100_000 + str(n)) for n in (1, 2)))] * 2, 2
    ),
}  # fmt: skip


@pytest.mark.parametrize("churn", CHURNS.values(), ids=CHURNS.keys())
async def test_nothing_is_news_twice(churn: Churn, line: Line, fetcher: FakeFetcher, clock: HandClock) -> None:
    prepare(line, fetcher, churn)
    await poll(line)  # what a first poll brings is no news; the churn begins after it
    for _ in churn.documents:
        clock.forward(hours=1)
        await poll(line)
        tell(line)
    assert count(line, article) == 1 + churn.articles
    assert count(line, revision) == 1 + (churn.articles if churn.texts is None else churn.texts)
    assert told(line) == dict.fromkeys(range(2, churn.articles + 2), 1)


def prepare(line: Line, fetcher: FakeFetcher, churn: Churn) -> None:
    topics.declare(line.db, [EVERYTHING], managed_by="config", now=line.clock.now())
    line.take_over(line.book, TopicBook([EVERYTHING]), line.headers, line.access)
    editions.declare(line.db, [DIGEST], managed_by="config", now=line.clock.now())
    fetcher.will_give(URL, [rss(item(99, "An old report", "Nothing of it is looked for.")), *churn.documents])


async def poll(line: Line) -> None:
    (due,) = claim.claim(
        line.db, now=line.clock.now(), options=line.options, holder="test", only=feeds.ids_of(line.db, ["a"]),
        everything=True,
    )  # fmt: skip
    await poll_feed(line, due)


def tell(line: Line) -> None:
    """Judge what came, and cut the edition of the hour."""
    judge_all(line.db, clock=line.clock, options=JudgeOptions(), holder="test", book=line.book)
    compose_due(line.db, now=line.clock.now(), options=Options("sqlite://"))


def count(line: Line, table: object) -> int:
    with line.db.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def told(line: Line) -> dict[int, int]:
    """How often each article was told, by its number."""
    grouped = select(edition_item.c.article_id, func.count()).group_by(edition_item.c.article_id)
    with line.db.read() as conn:
        return {int(number): int(times) for number, times in conn.execute(grouped)}
