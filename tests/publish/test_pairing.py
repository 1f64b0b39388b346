"""Feeds that should agree: told once when one is silent, and over when it speaks."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, update

from monitor.model.spike import PairSpec
from monitor.publish import pairing
from monitor.store import schema, silences
from monitor.store.database import Database
from tests.builders.press import DAY, HOUR, Press

NOW = datetime(2026, 11, 23, 12, 10, tzinfo=UTC)
PAIR = PairSpec("gazette", ("one", "two"), hours=48)


@pytest.fixture
def press(database: Database) -> Press:
    made = Press(database, NOW)
    made.articles(*({"at": NOW - back * DAY, "feed": feed} for back in (20, 15, 10) for feed in ("one", "two")))
    return made


def open_now(press: Press) -> list[tuple[str, str]]:
    with press.db.read() as conn:
        return [(one.silent, one.speaking) for one in silences.open_now(conn)]


def test_feeds_that_answer_each_other_are_well(press: Press) -> None:
    assert pairing.look(press.db, [PAIR], NOW) == 0


def test_one_speaks_and_the_other_does_not(press: Press) -> None:
    article = press.article(NOW - 50 * HOUR, feed="one", match=False)
    assert pairing.look(press.db, [PAIR], NOW - 3 * HOUR) == 0  # it still has time
    assert pairing.look(press.db, [PAIR], NOW) == 1
    assert pairing.look(press.db, [PAIR], NOW + HOUR) == 0  # once
    assert open_now(press) == [("two", "one")]
    with press.db.read() as conn:
        (found,) = silences.open_since(conn, NOW - HOUR)
        assert silences.open_since(conn, NOW) == ()
    assert (found.article, found.heard, found.until) == (article, NOW - 10 * DAY + HOUR / 6, None)
    assert "one spoke at 2026-11-21 10:20Z, and two said nothing in the 48 hours before and after" in found.reason
    press.article(NOW + 2 * HOUR, feed="two", match=False)
    assert pairing.look(press.db, [PAIR], NOW + 3 * HOUR) == 0
    assert open_now(press) == []


def test_a_word_near_its_own_last_one_may_be_the_same_thing(press: Press) -> None:
    press.article(NOW - 90 * HOUR, feed="two")
    press.article(NOW - 50 * HOUR, feed="one")
    assert pairing.look(press.db, [PAIR], NOW) == 0


def test_with_a_topic_only_its_matches_are_words(press: Press) -> None:
    on_topic = PairSpec("gazette", ("one", "two"), hours=48, topic="sohae")
    press.article(NOW - 50 * HOUR, feed="one", match=False)
    assert pairing.look(press.db, [on_topic], NOW) == 0
    press.article(NOW - 50 * HOUR, feed="one")
    press.article(NOW - 20 * HOUR, feed="two", match=False)
    assert pairing.look(press.db, [on_topic], NOW) == 1


def paused(press: Press, **values: object) -> None:
    with press.db.write() as conn:
        conn.execute(update(schema.feed).where(schema.feed.c.slug == "two").values(**values))


def test_no_word_of_feeds_that_nobody_asks(press: Press) -> None:
    press.article(NOW - 50 * HOUR, feed="one")
    paused(press, paused=NOW - HOUR)
    assert pairing.look(press.db, [PAIR], NOW) == 0
    paused(press, paused=None, retired=NOW)
    assert pairing.look(press.db, [PAIR], NOW) == 0
    paused(press, retired=None, first_good=NOW - 60 * HOUR)  # a feed of the day before yesterday
    assert pairing.look(press.db, [PAIR], NOW) == 0


def test_a_pause_ends_what_lasts_and_what_was_said_before_it_ended_is_forgiven(press: Press) -> None:
    press.article(NOW - 50 * HOUR, feed="one")
    assert pairing.look(press.db, [PAIR], NOW) == 1
    paused(press, paused=NOW + HOUR)
    pairing.look(press.db, [PAIR], NOW + HOUR)
    assert open_now(press) == []
    paused(press, paused=None)
    with press.db.write() as conn:
        spell = {"feed_id": press.feeds["two"], "state": "paused", "start": NOW + HOUR, "end": NOW + 2 * HOUR}
        conn.execute(insert(schema.feed_state).values(**spell))
    assert pairing.look(press.db, [PAIR], NOW + 3 * HOUR) == 0


def test_our_own_outage_is_nobodys_silence(press: Press) -> None:
    press.article(NOW - 50 * HOUR, feed="one")
    press.unpolled(NOW - 40 * HOUR, NOW - 10 * HOUR)
    assert pairing.look(press.db, [PAIR], NOW) == 0
    with press.db.write() as conn:
        conn.execute(delete(schema.feed_state))
    press.unpolled(NOW - 20 * HOUR, None)
    assert pairing.look(press.db, [PAIR], NOW) == 0


def test_what_a_first_poll_brings_is_no_word(press: Press) -> None:
    press.article(NOW - 50 * HOUR, feed="one", backfill=True)
    assert pairing.look(press.db, [PAIR], NOW) == 0


def test_a_pair_that_is_declared_no_more_is_over(press: Press) -> None:
    press.article(NOW - 50 * HOUR, feed="one")
    pairing.look(press.db, [PAIR], NOW)
    assert pairing.look(press.db, [], NOW + HOUR) == 0
    assert open_now(press) == []
    assert pairing.look(press.db, [PairSpec("odd", ("one", "nobody"))], NOW) == 0


def test_two_daemons_tell_it_once(press: Press) -> None:
    press.article(NOW - 50 * HOUR, feed="one")
    with press.db.read() as conn:
        members = silences.members(conn, PAIR.feeds, None, NOW)
        found = pairing._found(conn, PAIR, members, NOW)
    assert [press.db.run(lambda conn: silences.file(conn, found[0])) for _ in range(2)] == [True, False]
    assert timedelta(0) < NOW - found[0].spoke
