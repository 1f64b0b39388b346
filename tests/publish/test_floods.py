"""What might flood people and does not: an archive matched again, a schedule or a digest that is changed."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from monitor.model.digest import DigestSpec
from monitor.model.options import Options
from monitor.model.topic import TopicSpec
from monitor.publish.composing import compose_due
from monitor.publish.retagging import Retagger
from monitor.store import editions, retags, topics
from monitor.store.database import Database
from tests.builders.editions import END, SPEC
from tests.builders.judged import Archive

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
OPTIONS = Options("sqlite://")
DAILY = replace(SPEC, days=(0, 1, 2, 3, 4, 5, 6))


@pytest.fixture
def archive(database: Database) -> Archive:
    made = Archive(database)
    made.digest(DAILY)
    return made


def told(archive: Archive, now: datetime) -> list[str]:
    """The headlines of all editions that were composed at `now`."""
    made = compose_due(archive.db, now=now, options=OPTIONS)
    with archive.db.read() as conn:
        contents = [editions.content_of(conn, one) for one in made]
    return [item.lead.title for content in contents for section in content.sections for item in section.items]


def test_an_archive_matched_again_floods_nobody(archive: Archive) -> None:
    for n in range(100):
        archive.article(f"Pier {n}", at=END - HOUR - n * MINUTE, match=False)
    assert told(archive, END) == []
    archive.topics[0] = TopicSpec("sohae", "Sohae", "Sohae OR pier")
    topics.declare(archive.db, archive.topics, managed_by="config", now=END + HOUR)
    retags.wish(archive.db, ["sohae"], since=None, author="mina", now=END + HOUR)
    retagger = Retagger(archive.db, lambda: END + 2 * HOUR)
    while retagger.step() is not None:
        pass
    with archive.db.read() as conn:
        found = retags.last_of(conn, "sohae")
    assert found is not None
    assert found.opened == 100
    archive.article("News", at=END + 3 * HOUR)
    assert told(archive, END + DAY) == ["News"]
    assert told(archive, END + 2 * DAY) == []


@pytest.mark.parametrize(
    "changed",
    [
        replace(DAILY, at=(time(8), time(9), time(23))),
        replace(DAILY, every_hours=1),
        replace(DAILY, zone="Pacific/Apia"),
        replace(DAILY, length=1, send_empty=True, name="Other", recipients=("jo@example.org",)),
    ],
)
def test_a_changed_digest_tells_nothing_again_and_loses_nothing(archive: Archive, changed: DigestSpec) -> None:
    for n in range(12):
        archive.article(f"Old {n}", at=END - 6 * DAY + (n + 0.9) * 12 * HOUR)
    before = told(archive, END)
    archive.digest(changed, now=END + MINUTE)
    archive.article("News", at=END + HOUR)
    later = [title for day in range(1, 9) for title in told(archive, END + day * DAY)]
    assert later == ["News"]
    assert before == ["Old 11", "Old 10"]


def test_a_topic_that_is_added_brings_what_comes_not_what_was(archive: Archive) -> None:
    archive.topic("tariffs", "Tariffs")
    for n in range(30):
        archive.article(f"Tariff {n}", at=END - 2 * HOUR - n * MINUTE, topic="tariffs")
    assert told(archive, END) == []
    archive.digest(replace(DAILY, topics=("sohae", "tariffs")), now=END + MINUTE)
    archive.article("New tariff", at=END + HOUR, topic="tariffs")
    assert told(archive, END + DAY) == ["New tariff"]
