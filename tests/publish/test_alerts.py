"""Alerts, from judged articles to the outbox: each is told once, and nothing that is no news."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import insert, select, update

from monitor.model.alert import AlertContent, AlertKind, AlertSpec, Hold, Trigger
from monitor.model.options import Options
from monitor.publish.alerting import alert_due, preview, standing
from monitor.store import alerts, schema
from monitor.store.database import Database
from tests.builders.editions import END, START
from tests.builders.judged import Archive

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
OPTIONS = Options("sqlite://")
SPEC = AlertSpec("now", "At once", ("sohae",), recipients=("mina@example.org", "jo@example.org"), batch_minutes=0)


class Desk:
    """An archive with alerts."""

    def __init__(self, db: Database) -> None:
        self.archive = Archive(db)
        self.db = db
        self.declare(SPEC)

    def declare(self, *specs: AlertSpec, now: datetime = START) -> None:
        self.db.run(lambda conn: alerts.declare_in(conn, specs, managed_by="config", now=now))

    def story(self, title: str, **more: object) -> tuple[int, int]:
        """(story, article): a story begun by an article."""
        article = self.archive.article(title, **more)
        story = self.archive.story(article)
        self.join(article, story)
        return story, article

    def join(self, article: int, story: int) -> None:
        with self.db.write() as conn:
            k = schema.judgement
            conn.execute(update(k).where(k.c.article_id == article).values(story_id=story))

    def more(self, story: int, title: str, **more: object) -> int:
        article = self.archive.article(title, **more)
        self.join(article, story)
        return article

    def tick(self, now: datetime) -> list[str]:
        return alert_due(self.db, now=now, options=OPTIONS)

    def told(self, now: datetime) -> list[tuple[str, str]]:
        """(kind, headline) of what was told at `now`."""
        return [(row.kind.value, row.lead.title) for one in self.letters(self.tick(now)) for row in one.rows]

    def letters(self, keys: Sequence[str]) -> list[AlertContent]:
        with self.db.read() as conn:
            rows = conn.execute(select(schema.letter.c.data).where(schema.letter.c.key.in_(keys))).scalars()
            return [alerts.content(row) for row in rows]

    def subjects(self) -> list[str]:
        with self.db.read() as conn:
            return list(conn.execute(select(schema.letter.c.subject).order_by(schema.letter.c.id)).scalars())

    def deliveries(self) -> int:
        with self.db.read() as conn:
            return len(conn.execute(select(schema.delivery.c.id)).all())


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_the_first_article_of_a_story_then_only_a_new_origin(desk: Desk) -> None:
    story, _ = desk.story("Pier at Sohae")
    assert desk.told(END) == [("first", "Pier at Sohae")]
    assert desk.subjects() == ["[Sohae] Alert: Pier at Sohae"]
    assert desk.deliveries() == 2
    assert desk.tick(END) == []
    desk.more(story, "Pier again", at=END + MINUTE)  # the same outlet, the same origin
    assert desk.tick(END + 2 * MINUTE) == []
    desk.more(story, "Seoul says so too", at=END + 3 * MINUTE, outlet="Yonhap")
    assert desk.told(END + 4 * MINUTE) == [("origin", "Pier at Sohae")]
    assert desk.subjects()[1] == "[Sohae] Alert: new origin – Pier at Sohae"
    assert desk.tick(END + DAY) == []


def test_several_at_once_are_one_letter(desk: Desk) -> None:
    for n in range(30):
        desk.story(f"Story {n}", at=END - n * MINUTE)
    (key,) = desk.tick(END)
    (content,) = desk.letters([key])
    assert len(content.rows) == 30
    assert desk.subjects() == ["[Sohae] Alert: Story 0, +29 more"]
