"""Judged articles straight into the tables: what the line would have left there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from monitor.model.digest import DigestSpec
from monitor.model.feed import FeedSpec
from monitor.model.topic import TopicSpec
from monitor.store import editions, feeds, schema, topics
from monitor.store.database import Database
from tests.builders.editions import END, SPEC, START

HOUR = timedelta(hours=1)


@dataclass
class Archive:
    """A database with the topic `sohae` and the digest `sohae`, declared a week before the window."""

    db: Database
    topics: list[TopicSpec] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.topic("sohae", "Sohae")
        self.digest(SPEC)

    def insert(self, table: Any, **values: Any) -> int:
        """One row; its id where it has one."""
        with self.db.write() as conn:
            done = conn.execute(insert(table).values(**values))
            return int(done.inserted_primary_key[0] or 0) if done.inserted_primary_key else 0

    def digest(self, *specs: DigestSpec, now: datetime = START) -> None:
        """Declare digests."""
        editions.declare(self.db, specs, managed_by="config", now=now)

    def topic(self, slug: str, name: str) -> None:
        """One topic more, 60 days old."""
        self.topics.append(TopicSpec(slug, name, "Sohae"))
        topics.declare(self.db, self.topics, managed_by="config", now=START - 60 * 24 * HOUR)

    def feed(self, **values: Any) -> int:
        """A feed, declared at the start of the window, as it is by `values`."""
        feeds.declare(self.db, [FeedSpec("f", "https://f.example/feed")], managed_by="config", now=START)
        with self.db.write() as conn:
            conn.execute(update(schema.feed).values(**values))
            return int(conn.execute(select(schema.feed.c.id)).scalar_one())

    def outlet(self, name: str) -> int:
        """The outlet of that name, made when it is new."""
        slug = name.lower().replace(" ", "-")
        with self.db.read() as conn:
            found = conn.execute(select(schema.outlet.c.id).where(schema.outlet.c.slug == slug)).scalar_one_or_none()
        return found or self.insert(schema.outlet, slug=slug, name=name, managed_by="config")

    def story(self, lead: int, origins: int = 1) -> int:
        """A story with that lead."""
        return self.insert(
            schema.story, lang="en", lead=lead, first_seen=START, last_seen=END, articles=1, outlets=1, origins=origins,
            terms={},
        )  # fmt: skip

    def article(self, title: str, *, at: datetime = END - HOUR, outlet: str = "38 North", **more: Any) -> int:
        """A judged article, effective, seen, matched and judged `at`; `more`: judged, effective, backfill, story,
        reprint_of, group, topic, retag, match."""
        outlet_id, effective = self.outlet(outlet), more.get("effective", at)
        article = self.insert(
            schema.article, outlet_id=outlet_id, url=f"https://x.example/{title.replace(' ', '-')}", lang="en",
            published=effective, first_seen=at, effective=effective, backfill=more.get("backfill", False),
        )  # fmt: skip
        self.insert(
            schema.revision, article_id=article, n=0, seen=at, current=True, title=title, summary=f"About {title}.",
            body="", html="", author="", cut=[], text_hash=b"0" * 16,
        )  # fmt: skip
        if more.get("match", True):
            self.match(article, at, **more)
        self.insert(
            schema.judgement, article_id=article, judged=more.get("judged", at), grp=more.get("group", article),
            reprint_of=more.get("reprint_of"), story_id=more.get("story"), origin=outlet_id, origin_kind="own",
        )  # fmt: skip
        return article

    def match(self, article: int, at: datetime, **more: Any) -> None:
        """The article matches a topic from `at` on."""
        with self.db.read() as conn:
            slug = more.get("topic", "sohae")
            topic = conn.execute(select(schema.topic.c.id).where(schema.topic.c.slug == slug)).scalar_one()
        self.insert(
            schema.topic_match, topic_id=topic, version=1, article_id=article, revision=0, score=1.0,
            evidence=[["Sohae", "title", 0, 5]], retag=more.get("retag", False), effective=more.get("effective", at),
            valid_from=at, valid_to=None,
        )  # fmt: skip
