"""Weeks of stories on one topic, as a daemon that was awake would have stored and judged them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from monitor.model.feed import FeedSpec
from monitor.model.topic import TopicSpec
from monitor.store import feeds, schema, topics
from monitor.store.database import Connection, Database

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
SPEC = TopicSpec("sohae", "Sohae", "sohae")


@dataclass
class Press:
    """A topic, some feeds polled every half hour, each of an outlet of its own, and what they brought."""

    db: Database
    now: datetime
    age: timedelta = 40 * DAY
    spec: TopicSpec = SPEC
    names: tuple[str, ...] = ("one", "two")
    outlets: dict[str, int] = field(default_factory=dict)
    feeds: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        began = self.now - self.age
        topics.declare(self.db, [self.spec], managed_by="config", now=began)
        specs = [FeedSpec(name, f"https://{name}.example/feed", title=name.title()) for name in self.names]
        feeds.declare(self.db, specs, managed_by="config", now=began)
        with self.db.write() as conn:
            polled = {"first_good": began, "last_good": self.now, "last_polled": self.now, "state": "ok"}
            conn.execute(update(schema.feed).values(**polled, next_poll_at=self.now + HOUR / 2))
            for row in conn.execute(select(schema.feed)):
                self.feeds[row.slug] = row.id
                self.outlets[row.slug] = _put(conn, schema.outlet, slug=row.slug, name=row.title, managed_by="config")

    def articles(self, *each: dict[str, Any]) -> list[int]:
        """Several at once: the keywords of `article`, one dict each. Their numbers."""
        with self.db.write() as conn:
            return [self._article(conn, **one) for one in each]

    def article(self, at: datetime, **more: Any) -> int:
        """An article that began a story of its own `at`, unless `more` says otherwise: feed, story, seen, published
        (None: no date), absent, backfill, retag, match, reprint_of, origin (slug of an outlet), kind, title."""
        return self.articles({"at": at, **more})[0]

    def regular(self, every: timedelta, since: timedelta = 30 * DAY, until: timedelta = timedelta(0)) -> None:
        """Stories at even distances."""
        count = int((since - until) / every)
        self.articles(*({"at": self.now - since + every * turn} for turn in range(count)))

    def _article(self, conn: Connection, *, at: datetime, **more: Any) -> int:
        feed, seen = more.get("feed", self.names[0]), more.get("seen", at + HOUR / 6)
        published = more.get("published", at)
        effective = published or seen
        article = _put(
            conn, schema.article, outlet_id=self.outlets[feed], url=None, lang="en", published=published,
            first_seen=seen, effective=effective, backfill=more.get("backfill", False),
            absent=more.get("absent", seen - HOUR / 2),
        )  # fmt: skip
        title = more.get("title", f"News {article}")
        conn.execute(insert(schema.revision).values(
            article_id=article, n=0, seen=seen, current=True, title=title, summary="", body="", html="", author="",
            cut=[], text_hash=b"0" * 16, feed_id=self.feeds[feed],
        ))  # fmt: skip
        conn.execute(insert(schema.sighting).values(
            feed_id=self.feeds[feed], entry_hash=article.to_bytes(16, "big"), article_id=article, raw_hash=b"0" * 16,
            first_seen=seen, last_seen=seen,
        ))  # fmt: skip
        self._judged(conn, article, effective, seen, more)
        if more.get("match", True):
            self._matched(conn, article, effective, retag=more.get("retag", False))
        return article

    def _judged(
        self, conn: Connection, article: int, effective: datetime, seen: datetime, more: dict[str, Any]
    ) -> None:
        story = more.get("story") or _put(
            conn, schema.story, lang="en", lead=article, first_seen=effective, last_seen=effective, articles=1,
            outlets=1, origins=1, terms={},
        )  # fmt: skip
        origin = self.outlets[more.get("origin") or more.get("feed", self.names[0])]
        conn.execute(insert(schema.judgement).values(
            article_id=article, judged=seen, grp=article, reprint_of=more.get("reprint_of"), story_id=story,
            origin=origin, origin_kind=more.get("kind", "own"),
        ))  # fmt: skip

    def _matched(self, conn: Connection, article: int, effective: datetime, *, retag: bool) -> None:
        topic = conn.execute(select(schema.topic.c.id)).scalar_one()
        conn.execute(insert(schema.topic_match).values(
            topic_id=topic, version=1, article_id=article, revision=0, score=1.0,
            evidence=[["sohae", "title", 0, 5]], retag=retag, effective=effective, valid_from=effective,
        ))  # fmt: skip

    def story_of(self, article: int) -> int:
        """The story of an article."""
        j = schema.judgement.c
        with self.db.read() as conn:
            return int(conn.execute(select(j.story_id).where(j.article_id == article)).scalar_one())

    def unpolled(self, start: datetime, end: datetime | None) -> None:
        """We did not ask anybody."""
        with self.db.write() as conn:
            for feed in self.feeds.values():
                conn.execute(insert(schema.feed_state).values(feed_id=feed, state="unpolled", start=start, end=end))


def _put(conn: Connection, table: Any, **values: Any) -> int:
    return int(conn.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())
