"""Builders of what the line hands to the store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from monitor.lang.tokens import index_text
from monitor.model.entry import Entry, OutletRef
from monitor.model.feed import DueFeed, FeedSpec, FeedState, NextPoll, PollEvent, Rhythm
from monitor.model.fetching import Outcome, Validators
from monitor.model.landing import Assessment, EntryNames, Key, Placement, PollResult
from monitor.model.options import PollOptions
from monitor.model.topic import Evidence, Match, TopicSpec
from monitor.store import claim, feeds, topics
from monitor.store.database import Database

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OPTIONS = PollOptions()


def digest(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode(), digest_size=16).digest()


def spec(n: int = 1, *, host: str = "") -> FeedSpec:
    return FeedSpec(f"feed-{n}", f"https://{host or f'host-{n}.example'}/{n}.xml")


def declare(db: Database, *specs: FeedSpec, now: datetime = NOW) -> None:
    feeds.declare(db, specs, managed_by="app", now=now)


def claim_all(db: Database, now: datetime = NOW) -> tuple[DueFeed, ...]:
    return claim.claim(db, now=now, options=OPTIONS, holder="test", everything=True)


def one_due(db: Database, now: datetime = NOW) -> DueFeed:
    """The first feed, declared when there is none, claimed."""
    if not feeds.listing(db):
        declare(db, spec())
    return claim_all(db, now)[0]


def entry(n: int, *, title: str = "", body: str = "", published: datetime | None = None) -> Entry:
    return Entry(
        guid=f"guid-{n}",
        raw_url=f"https://outlet.example/{n}?utm=1",
        url=f"https://outlet.example/{n}",
        title=title or f"Title {n}",
        summary=f"Summary {n}",
        body=body or f"Body {n}",
        html=f"<p>Body {n}</p>",
        author="A. Writer",
        published=published,
        lang="en",
        outlet=OutletRef("outlet-example", "outlet.example", "outlet.example"),
        position=n,
        raw_hash=digest("raw", title, body, str(n)),
    )


def placement(
    item: Entry, *, article: int | None = None, topics: Sequence[str] = (), feed: str = "feed-1"
) -> Placement:
    keys = (Key(digest("guid", feed, str(item.guid)), "guid", feed), Key(digest("url", str(item.url)), "url", ""))
    return Placement(
        item,
        EntryNames(digest("entry", str(item.guid)), item.raw_hash, keys),
        article,
        text_hash=digest("text", item.title, item.summary, item.body),
        matches=tuple(map(found, topics)),
        tokens=(index_text(item.title), index_text(f"{item.summary}\n{item.body}")),
    )


def revision_of(item: Placement, article: int, *, title: str, topics: Sequence[str] = ()) -> Placement:
    fresh = entry(item.entry.position, title=title)
    return replace(placement(fresh, article=article, topics=topics), revise=True)


def result(
    *placements: Placement,
    now: datetime = NOW,
    outcome: Outcome = Outcome.OK,
    state: FeedState = FeedState.OK,
    touched: tuple[bytes, ...] = (),
) -> PollResult:
    new = sum(item.article is None for item in placements)
    entries = len(placements) + len(touched)
    return PollResult(
        PollEvent(now, outcome, 200, 1000, 12, entries=entries, new=new, overlap=entries - new),
        Assessment(Rhythm(((entries, new),)), NextPoll(now + timedelta(minutes=30), 1800, "as usual"), state, ""),
        Validators('"etag"', None, "hash"),
        placements,
        touched,
        title="A feed",
    )


def topic(slug: str, query: str = "word") -> TopicSpec:
    return TopicSpec(slug, slug.title(), query)


def declare_topics(db: Database, *slugs: str) -> None:
    topics.declare(db, [topic(slug) for slug in slugs], managed_by="app", now=NOW)


def found(slug: str) -> Match:
    return Match(slug, 1.0, (Evidence("term", "title", 0, 4),))
