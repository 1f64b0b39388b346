from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from monitor.model.coverage import Coverage
from monitor.model.feed import FeedState
from monitor.model.fetching import Outcome
from monitor.store import feeds, health, landing, schema
from monitor.store.database import Database
from tests.store.make import NOW, claim_all, declare, result, spec

HOUR = timedelta(hours=1)


def poll(db: Database, state: FeedState, at: datetime, slug: str = "feed-1", gap: str = "") -> None:
    for due in claim_all(db, at):
        found = result(now=at, state=state, outcome=Outcome.OK if state is FeedState.OK else Outcome.TIMEOUT)
        if gap:
            found = replace(found, assessment=replace(found.assessment, gap=gap))
        if due.slug == slug:
            db.run(lambda conn, due=due, found=found: landing.land(conn, due, found, now=at))  # type: ignore[misc]
        with db.write() as conn:
            conn.execute(update(schema.feed).values(lease_until=0))


def read(db: Database, start: datetime, end: datetime) -> Coverage:
    with db.read() as conn:
        return health.coverage(conn, start, end)


def states(found: Coverage) -> list[tuple[str, str]]:
    return [(spell.feed, spell.state.value) for spell in found.trouble]


def test_a_feed_that_was_ok_all_the_time_is_healthy(database: Database) -> None:
    declare(database, spec(1))
    poll(database, FeedState.OK, NOW)
    found = read(database, NOW, NOW + HOUR / 2)
    assert (found.feeds, found.healthy, found.trouble) == (1, 1, ())


def test_spells_open_and_close_with_the_state(database: Database) -> None:
    declare(database, spec(1))
    poll(database, FeedState.OK, NOW)
    poll(database, FeedState.FAILING, NOW + HOUR)
    poll(database, FeedState.FAILING, NOW + 2 * HOUR)
    poll(database, FeedState.OK, NOW + 3 * HOUR)
    found = read(database, NOW, NOW + 3.4 * HOUR)
    (spell,) = found.trouble
    assert (spell.state, spell.start, spell.end) == (FeedState.FAILING, NOW + HOUR, NOW + 3 * HOUR)
    assert read(database, NOW + 3 * HOUR, NOW + 3.4 * HOUR).trouble == ()
    (open_then,) = read(database, NOW, NOW + 2 * HOUR).trouble
    assert open_then.end is None


def test_a_gap_stands_beside_the_state(database: Database) -> None:
    declare(database, spec(1))
    poll(database, FeedState.OK, NOW)
    poll(database, FeedState.OK, NOW + HOUR, gap="about 12 min")
    (spell,) = read(database, NOW, NOW + HOUR).trouble
    assert (spell.state, spell.start, spell.end, spell.detail) == (FeedState.GAP, NOW, NOW + HOUR, "about 12 min")


def test_the_worst_come_first_and_a_flapping_feed_once_a_state(database: Database) -> None:
    declare(database, spec(1), spec(2))
    for n, state in enumerate([FeedState.OK, FeedState.FAILING, FeedState.OK, FeedState.FAILING]):
        poll(database, state, NOW + n * HOUR / 4)
    poll(database, FeedState.GONE, NOW, slug="feed-2")
    found = read(database, NOW, NOW + HOUR)
    assert states(found) == [("feed-2", "gone"), ("feed-1", "failing")]
    assert found.healthy == 0


def test_a_feed_never_polled_in_the_whole_period_is_no_healthy_one(database: Database) -> None:
    declare(database, spec(1), spec(2))
    poll(database, FeedState.OK, NOW + HOUR)
    assert states(read(database, NOW, NOW + HOUR * 1.2)) == [("feed-2", "new")]


def test_feeds_of_other_times_do_not_count(database: Database) -> None:
    declare(database, spec(1), spec(2), now=NOW)
    feeds.remove(database, "feed-2", now=NOW + HOUR)
    assert read(database, NOW - 2 * HOUR, NOW - HOUR).feeds == 0
    assert read(database, NOW, NOW + HOUR).feeds == 2
    assert read(database, NOW + HOUR, NOW + 2 * HOUR).feeds == 1


def test_only_the_feeds_asked_for(database: Database) -> None:
    declare(database, spec(1), spec(2))
    ids = feeds.ids_of(database, ["feed-1"])
    with database.read() as conn:
        assert health.coverage(conn, NOW, NOW + HOUR, ids).feeds == 1


def test_our_own_downtime_is_unpolled_and_noted_once(database: Database) -> None:
    declare(database, spec(1))
    poll(database, FeedState.OK, NOW)
    back = NOW + 5 * HOUR
    assert states(read(database, NOW, back)) == [("feed-1", "unpolled")]  # before anybody noted it
    assert health.note_downtime(database, back) == 1
    assert health.note_downtime(database, back) == 0
    assert health.note_downtime(database, back + HOUR) == 1
    poll(database, FeedState.OK, back + HOUR)
    (spell,) = read(database, NOW, back + HOUR * 1.2).trouble
    assert (spell.state, spell.start, spell.end) == (FeedState.UNPOLLED, NOW, back + HOUR)


def test_a_short_stop_is_no_downtime(database: Database) -> None:
    declare(database, spec(1))
    poll(database, FeedState.OK, NOW)
    assert health.note_downtime(database, NOW + HOUR * 0.9) == 0


def test_sweeping_keeps_the_last_hundred_and_the_last_two_days(database: Database) -> None:
    declare(database, spec(1), spec(2))
    event = {
        "outcome": "ok",
        "wire_bytes": 0,
        "ms": 1,
        "entries": 0,
        "new": 0,
        "overlap": 0,
        "left_out": 0,
        "detail": "",
    }
    old = [{"feed_id": 1, "at": NOW - timedelta(days=3, minutes=n), **event} for n in range(150)]
    fresh = [{"feed_id": 2, "at": NOW - timedelta(minutes=n), **event} for n in range(150)]
    with database.write() as conn:
        conn.execute(insert(schema.poll_event), old + fresh)
    assert health.sweep(database, NOW) == 50
    with database.read() as conn:
        statement = select(schema.poll_event.c.feed_id, func.count()).group_by(schema.poll_event.c.feed_id)
        assert sorted(map(tuple, conn.execute(statement))) == [(1, 100), (2, 150)]
