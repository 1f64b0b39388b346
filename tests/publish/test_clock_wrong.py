"""A clock that was wrong for a while: nothing lost, nothing told twice, no period missing for good."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from monitor.model.options import Options
from monitor.publish.composing import compose_due
from monitor.store import editions, schema
from monitor.store.database import Database
from tests.builders.editions import END
from tests.builders.judged import Archive

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
OPTIONS = Options("sqlite://")


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


def told(archive: Archive, now: object) -> list[list[str]]:
    """The headlines of each edition that was composed at `now`."""
    made = compose_due(archive.db, now=now, options=OPTIONS)  # type: ignore[arg-type]
    with archive.db.read() as conn:
        contents = [editions.content_of(conn, one) for one in made]
    return [[item.lead.title for section in one.sections for item in section.items] for one in contents]


def test_a_period_that_was_cut_while_the_clock_ran_ahead_comes_again(archive: Archive) -> None:
    archive.article("Before")
    tomorrow = END + DAY
    assert told(archive, tomorrow + MINUTE) == [["Before"]]  # a day ahead, for a moment
    assert told(archive, END - HOUR) == []
    assert told(archive, END) == [[]]  # today's own edition: what there was is told
    archive.article("After the clock was right", at=END + HOUR)
    assert told(archive, END + 2 * HOUR) == []
    assert told(archive, tomorrow) == [["After the clock was right"]]
    archive.article("Next", at=tomorrow + HOUR)
    assert told(archive, tomorrow + 5 * MINUTE) == []
    assert told(archive, tomorrow + DAY) == [["Next"]]
    with archive.db.read() as conn:
        periods = list(conn.execute(select(schema.edition.c.period).order_by(schema.edition.c.id)).scalars())
    assert periods == [tomorrow, END, tomorrow + MINUTE, tomorrow + DAY]


def test_several_periods_of_a_clock_that_ran_ahead_come_again_one_by_one(archive: Archive) -> None:
    for days in (1, 2, 3):
        assert len(told(archive, END + days * DAY)) == 1
    assert told(archive, END - HOUR) == []
    for days in range(4):
        archive.article(f"Of day {days}", at=END + days * DAY - HOUR)
        assert told(archive, END + days * DAY) == [[f"Of day {days}"]]
        assert told(archive, END + days * DAY + MINUTE) == []


def test_a_clock_that_was_behind_for_a_while_tells_nothing_twice(archive: Archive) -> None:
    archive.article("Told")
    archive.article("Not of these days", effective=END - 30 * DAY)
    assert told(archive, END) == [["Told"]]
    assert told(archive, END - 300 * DAY) == []
    assert told(archive, END - 300 * DAY + HOUR) == []
    archive.article("News", at=END + HOUR)
    assert [titles for titles in told(archive, END + 2 * HOUR) if titles] in ([], [["News"]])
    archive.article("More news", at=END + 3 * HOUR)
    later = [titles for titles in told(archive, END + DAY) if titles]
    assert later in ([["News", "More news"]], [["More news", "News"]], [["More news"]])


def test_clocks_that_differ_by_seconds_notice_nothing(archive: Archive) -> None:
    archive.article("News")
    assert told(archive, END) == [["News"]]
    assert told(archive, END - 30 * timedelta(seconds=1)) == []
    assert told(archive, END + MINUTE) == []
    with archive.db.read() as conn:
        assert conn.execute(select(schema.edition.c.ahead)).scalars().all() == [None]
