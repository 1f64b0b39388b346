from datetime import timedelta

import pytest
from sqlalchemy import select

from monitor.errors import ConfigurationError, LostLease, NotFound, UsageError
from monitor.model.feed import FeedSpec, FeedState
from monitor.store import change, feeds, landing, schema
from monitor.store.database import Database
from tests.store.make import NOW, claim_all, declare, one_due, result, spec

LATER = NOW + timedelta(hours=1)


def only(db: Database, *, retired: bool = False) -> feeds.FeedRow:
    (row,) = feeds.listing(db, retired=retired)
    return row


def counter(db: Database) -> int:
    with db.read() as conn:
        return change.current(conn)


def test_a_declared_feed_is_due_and_new(database: Database) -> None:
    declare(database, spec(1))
    row = only(database)
    assert (row.slug, row.state, row.next_poll_at, row.managed_by) == ("feed-1", FeedState.NEW, NOW, "app")


def test_declaring_again_changes_nothing(database: Database) -> None:
    declare(database, spec(1))
    before, row = counter(database), only(database)
    declare(database, spec(1), now=LATER)
    assert (counter(database), only(database)) == (before, row)


def test_what_the_files_no_longer_say_is_retired_and_may_return(database: Database) -> None:
    feeds.declare(database, [spec(1), spec(2)], managed_by="config", now=NOW)
    feeds.declare(database, [spec(2)], managed_by="config", now=LATER)
    assert [row.slug for row in feeds.listing(database)] == ["feed-2"]
    assert [row.retired for row in feeds.listing(database, retired=True)] == [LATER, None]
    feeds.declare(database, [spec(1), spec(2)], managed_by="config", now=LATER)
    assert [row.slug for row in feeds.listing(database)] == ["feed-1", "feed-2"]


def test_files_do_not_retire_what_people_added(database: Database) -> None:
    declare(database, spec(1))
    feeds.declare(database, [], managed_by="config", now=NOW)
    assert only(database).slug == "feed-1"


def test_the_same_slug_on_both_sides_is_refused(database: Database) -> None:
    declare(database, spec(1))
    with pytest.raises(ConfigurationError, match="rename one"):
        feeds.declare(database, [spec(1)], managed_by="config", now=NOW)


def test_a_new_address_starts_anew_and_discards_the_poll_in_flight(database: Database) -> None:
    due = one_due(database)
    database.run(lambda conn: landing.land(conn, due, result(), now=NOW))
    due = one_due(database)
    declare(database, FeedSpec("feed-1", "https://elsewhere.example/feed"), now=LATER)
    with pytest.raises(LostLease):
        database.run(lambda conn: landing.land(conn, due, result(), now=LATER))
    (again,) = claim_all(database, LATER)
    assert (again.url, again.host, again.validators.etag) == (
        "https://elsewhere.example/feed",
        "elsewhere.example",
        None,
    )


def test_a_title_that_the_feed_gave_itself_stays(database: Database) -> None:
    due = one_due(database)
    database.run(lambda conn: landing.land(conn, due, result(), now=NOW))
    declare(database, spec())
    assert only(database).title == "A feed"


def test_people_add_and_remove_their_own_feeds(database: Database) -> None:
    number = feeds.add(database, spec(1), now=NOW)
    with pytest.raises(UsageError, match="exists already"):
        feeds.add(database, spec(1), now=NOW)
    feeds.remove(database, "feed-1", now=NOW)
    assert feeds.listing(database) == []
    assert feeds.add(database, spec(1), now=LATER) == number
    assert feeds.ids_of(database, ["feed-1"]) == [number]


def test_people_do_not_remove_what_files_declare(database: Database) -> None:
    feeds.declare(database, [spec(1)], managed_by="config", now=NOW)
    with pytest.raises(UsageError, match=r"feeds\.toml"):
        feeds.remove(database, "feed-1", now=NOW)
    with pytest.raises(NotFound, match="nobody"):
        feeds.remove(database, "nobody", now=NOW)


def test_pausing_discards_the_poll_in_flight_and_resuming_makes_it_due(database: Database) -> None:
    due = one_due(database)
    feeds.pause(database, ["feed-1"], now=NOW)
    with pytest.raises(LostLease):
        database.run(lambda conn: landing.land(conn, due, result(), now=NOW))
    assert only(database).state is FeedState.PAUSED
    feeds.resume(database, ["feed-1"], now=LATER)
    assert (only(database).state, only(database).next_poll_at) == (FeedState.NEW, LATER)
    with database.read() as conn:
        spells = conn.execute(select(schema.feed_state).order_by(schema.feed_state.c.id)).all()
    assert [(row.state, row.end) for row in spells] == [("new", NOW), ("paused", LATER), ("new", None)]


def test_poll_now(database: Database) -> None:
    declare(database, spec(1), now=LATER)
    feeds.poll_now(database, ["feed-1"], now=NOW)
    assert only(database).next_poll_at == NOW
    with pytest.raises(NotFound):
        feeds.poll_now(database, ["feed-9"], now=NOW)
