"""Spikes from the tables: found once, and never for what is not news."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from monitor.curate import spike
from monitor.model.spike import Sensitivity
from monitor.publish import spiking
from monitor.publish.spiking import Scout, Standing
from monitor.store import schema, spike_past, spikes, topics
from monitor.store.database import Database
from tests.builders.press import DAY, HOUR, SPEC, Press

NOW = datetime(2026, 11, 23, 12, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def press(database: Database) -> Press:
    made = Press(database, NOW)
    made.regular(12 * HOUR)
    return made


def burst(press: Press, count: int = 8, **more: object) -> None:
    press.articles(*({"at": NOW - (12 + 5 * turn) * MINUTE, **more} for turn in range(count)))


def test_a_burst_is_found_once_with_its_reason_and_stories(press: Press) -> None:
    burst(press)
    new = Scout(press.db).look(NOW)
    assert len(new) == 1
    assert Scout(press.db).look(NOW + MINUTE) == ()  # another daemon
    with press.db.read() as conn:
        (found,) = spikes.open_since(conn, NOW - HOUR)
    assert (found.topic, found.burst.stories, len(found.story_ids), found.until) == ("sohae", 8, 8, None)
    assert found.burst.tail < 1e-5
    assert not found.learning
    assert "8 stories in an hour" in found.reason


def test_it_goes_on_while_it_holds_and_the_next_one_is_another(press: Press) -> None:
    burst(press)
    scout = Scout(press.db)
    scout.look(NOW)
    press.articles(*({"at": NOW + turn * MINUTE} for turn in range(1, 5)))
    assert scout.look(NOW + 20 * MINUTE) == ()
    with press.db.read() as conn:
        (found,) = spikes.spikes(conn, "sohae")
    assert len(found.story_ids) == 12
    assert found.held == NOW + 20 * MINUTE
    later = NOW + 8 * HOUR
    assert scout.look(later) == ()  # over
    press.article(later - MINUTE)
    assert scout.look(later) == ()  # stories of the first are not counted again
    press.articles(*({"at": later - turn * MINUTE} for turn in range(6)))
    assert len(scout.look(later + MINUTE)) == 1
    with press.db.read() as conn:
        second, first = spikes.spikes(conn, "sohae")
    assert first.until == later
    assert not set(first.story_ids) & set(second.story_ids)


@pytest.mark.parametrize(
    "more",
    [
        {"backfill": True},
        {"retag": True},
        {"match": False},
        {"published": None, "absent": NOW - 9 * HOUR},  # a lump after a long pause
        {"published": None, "absent": None},
    ],
)
def test_no_spike_is_made_of_what_is_no_news(press: Press, more: dict[str, object]) -> None:
    burst(press, 12, seen=NOW - 5 * MINUTE, **more)
    assert Scout(press.db).look(NOW) == ()


def test_a_backlog_after_our_own_downtime_is_no_spike(press: Press) -> None:
    press.unpolled(NOW - 10 * HOUR, NOW - 6 * MINUTE)
    # with dates in the dark hours, with dates of a minute, and with none
    press.articles(*({"at": NOW - 9 * HOUR + turn * 30 * MINUTE, "seen": NOW - 5 * MINUTE} for turn in range(14)))
    burst(press, 10, seen=NOW - 5 * MINUTE)
    burst(press, 10, seen=NOW - 5 * MINUTE, published=None, absent=NOW - 40 * MINUTE)
    assert Scout(press.db).look(NOW) == ()


def test_undated_articles_of_a_feed_that_is_asked_often_do_count(press: Press) -> None:
    burst(press, published=None)
    assert len(Scout(press.db).look(NOW)) == 1


def test_a_feed_of_yesterday_says_nothing_yet(press: Press) -> None:
    with press.db.write() as conn:
        conn.execute(update(schema.feed).where(schema.feed.c.slug == "two").values(first_good=NOW - 20 * HOUR))
    burst(press, feed="two")
    assert Scout(press.db).look(NOW) == ()


def test_many_articles_of_one_story_are_one(press: Press) -> None:
    first = press.article(NOW - 30 * MINUTE)
    burst(press, 20, story=press.story_of(first))
    assert Scout(press.db).look(NOW) == ()


def test_sensitivity_is_the_topics(press: Press) -> None:
    press.regular(2 * HOUR, since=27 * DAY, until=2 * DAY)
    burst(press, 5)
    for taste, wanted in ((Sensitivity.OFF, 0), (Sensitivity.LOW, 0), (Sensitivity.HIGH, 1)):
        topics.declare(press.db, [replace(SPEC, spikes=taste.value)], managed_by="config", now=NOW - 40 * DAY)
        assert len(Scout(press.db).look(NOW)) == wanted


def subject(press: Press) -> spike_past.Subject:
    with press.db.read() as conn:
        (found,) = spike_past.subjects(conn).values()
    return found


def standing(press: Press) -> Standing:
    topic = subject(press)
    with press.db.read() as conn:
        return spiking.standing(topic, spiking.learn(conn, topic, NOW), NOW)


@pytest.mark.parametrize(
    ("age", "wanted"), [(HOUR, Standing.TOO_YOUNG), (10 * DAY, Standing.LEARNING), (40 * DAY, Standing.READY)]
)
def test_a_young_topic_says_that_it_still_learns(database: Database, age: timedelta, wanted: Standing) -> None:
    press = Press(database, NOW, age=age)
    assert standing(press) is wanted
    burst(press, 5)
    assert len(Scout(database).look(NOW)) == (0 if wanted is Standing.TOO_YOUNG else 1)


def test_a_query_that_changed_is_given_a_day_or_a_retag(press: Press) -> None:
    wider = replace(SPEC, query="sohae OR tongchang")
    topics.declare(press.db, [wider], managed_by="config", now=NOW - 3 * HOUR)
    burst(press)
    assert standing(press) is Standing.SETTLING
    assert Scout(press.db).look(NOW) == ()
    with press.db.write() as conn:
        topic = conn.execute(select(schema.topic.c.id)).scalar_one()
        conn.execute(insert(schema.retag).values(
            topic_id=topic, version=2, since=None, top=1, last=1, total=1, looked=1, opened=0, closed=0, author="me",
            begun=NOW, moved=NOW, ended=NOW, outcome="done",
        ))  # fmt: skip
    assert standing(press) is Standing.READY
    assert len(Scout(press.db).look(NOW)) == 1


def test_a_note_or_a_test_changes_nothing(press: Press) -> None:
    topics.declare(press.db, [replace(SPEC, note="new", must_match=("sohae",))], managed_by="config", now=NOW - HOUR)
    assert standing(press) is Standing.READY


def test_hours_in_which_we_slept_say_nothing_about_the_usual(press: Press) -> None:
    press.unpolled(NOW - 20 * DAY, NOW - 10 * DAY)
    with press.db.read() as conn:
        hours = spike_past.watched(conn, NOW)
    assert len(hours) == pytest.approx(18 * 24, abs=2)
    assert spike.hour_of(NOW - 15 * DAY) not in hours


def test_spikes_of_what_is_learnt_can_be_left_out_of_alerts(database: Database) -> None:
    press = Press(database, NOW, age=5 * DAY)
    burst(press)
    Scout(database).look(NOW)
    with database.read() as conn:
        assert len(spikes.open_since(conn, NOW - HOUR)) == 1
        assert spikes.open_since(conn, NOW - HOUR, learning=False) == ()
        assert spikes.open_since(conn, NOW) == ()
