"""Alerts about feeds: after a day or so many failures, once until they recover; monitor's own absence as one thing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from monitor.model.alert import AlertContent, AlertSpec
from monitor.model.feed import FeedSpec, FeedState
from monitor.model.options import Options
from monitor.publish.alerting import alert_due
from monitor.store import alerts, feeds, schema, silences
from monitor.store.database import Database
from monitor.store.health import Turn, change, note
from tests.builders.editions import START

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
OPTIONS = Options("sqlite://")
SPEC = AlertSpec("feeds", "Feeds", health=True, recipients=("it@example.org",), batch_minutes=0)


class Ward:
    """Feeds that are watched by an alert."""

    def __init__(self, db: Database, n: int = 3) -> None:
        self.db = db
        specs = [FeedSpec(f"f{i}", f"https://f{i}.example/feed", title=f"Feed {i}") for i in range(n)]
        feeds.declare(db, specs, managed_by="config", now=START)
        with db.write() as conn:
            self.ids = list(conn.execute(select(schema.feed.c.id).order_by(schema.feed.c.slug)).scalars())
        self.declare(SPEC)
        for number in self.ids:
            self.turn(number, FeedState.OK, START)

    def declare(self, spec: AlertSpec) -> None:
        self.db.run(lambda conn: alerts.declare_in(conn, [spec], managed_by="config", now=START))

    def turn(self, number: int, state: FeedState, at: datetime, detail: str = "") -> None:
        with self.db.write() as conn:
            change(conn, [Turn(number, state, at, None, detail)])
            conn.execute(update(schema.feed).where(schema.feed.c.id == number).values(
                state=state.value, state_detail=detail, last_polled=at,
                **({"last_good": at} if state is FeedState.OK else {})))  # fmt: skip

    def fail(self, number: int, at: datetime) -> None:
        with self.db.write() as conn:
            conn.execute(insert(schema.poll_event).values(
                feed_id=number, at=at, outcome="timeout", wire_bytes=0, ms=1, entries=0, new=0, overlap=0, left_out=0,
                detail=""))  # fmt: skip

    def away(self, start: datetime, end: datetime) -> None:
        with self.db.write() as conn:
            note(conn, [Turn(one, FeedState.UNPOLLED, start + n * MINUTE, end, "monitor was not running")
                        for n, one in enumerate(self.ids)])  # fmt: skip

    def told(self, now: datetime) -> list[tuple[str, str]]:
        keys = alert_due(self.db, now=now, options=OPTIONS)
        with self.db.read() as conn:
            rows = conn.execute(select(schema.letter.c.data).where(schema.letter.c.key.in_(keys))).scalars()
            found: list[AlertContent] = [alerts.content(row) for row in rows]
        return [(one.kind.value, one.title) for content in found for one in content.feeds]

    def subject(self) -> str:
        with self.db.read() as conn:
            return str(
                conn.execute(select(schema.letter.c.subject).order_by(schema.letter.c.id.desc())).scalars().first()
            )


@pytest.fixture
def ward(database: Database) -> Ward:
    return Ward(database)


def test_a_feed_is_told_after_a_day_once_until_it_recovers(ward: Ward) -> None:
    sick = ward.ids[0]
    ward.turn(sick, FeedState.FAILING, START + HOUR, "timeout")
    assert ward.told(START + 20 * HOUR) == []
    assert ward.told(START + 25 * HOUR) == [("feed", "Feed 0")]
    assert ward.subject() == "[monitor] Alert: Feed 0 in trouble"
    ward.turn(sick, FeedState.DEAD, START + 30 * HOUR, "timeout")  # worse, and still the same trouble
    assert [ward.told(START + n * DAY) for n in range(2, 6)] == [[]] * 4
    ward.turn(sick, FeedState.OK, START + 6 * DAY)
    assert ward.told(START + 6 * DAY + HOUR) == [("recovered", "Feed 0")]
    assert ward.subject() == "[monitor] Alert: Recovered: Feed 0"
    assert ward.told(START + 7 * DAY) == []
    ward.turn(sick, FeedState.BLOCKED, START + 8 * DAY, "403")
    assert ward.told(START + 9 * DAY + HOUR) == [("feed", "Feed 0")]


def test_or_after_so_many_failures(ward: Ward) -> None:
    ward.declare(replace(SPEC, after_failures=4))
    ward.turn(ward.ids[0], FeedState.EMPTY, START + HOUR)
    for n in range(4):
        assert ward.told(START + HOUR + n * MINUTE) == []
        ward.fail(ward.ids[0], START + HOUR + n * MINUTE)
    assert ward.told(START + 2 * HOUR) == [("feed", "Feed 0")]


def test_gaps_count_as_failures(ward: Ward) -> None:
    ward.declare(replace(SPEC, after_failures=3))
    for n in range(3):
        assert ward.told(START + n * HOUR + MINUTE) == []
        with ward.db.write() as conn:
            note(conn, [Turn(ward.ids[1], FeedState.GAP, START + n * HOUR, START + n * HOUR + MINUTE, "about 12 min")])
    assert ward.told(START + 3 * HOUR) == [("feed", "Feed 1")]
    assert ward.told(START + 4 * HOUR) == []
    assert ward.told(START + 2 * DAY) == [("recovered", "Feed 1")]


def test_our_own_outage_is_one_thing(database: Database) -> None:
    ward = Ward(database, 200)
    ward.away(START + HOUR, START + 40 * HOUR)
    assert ward.told(START + 40 * HOUR + MINUTE) == []  # who knows what else is still to come back
    assert ward.told(START + 40 * HOUR + 15 * MINUTE) == [("outage", "monitor")]
    assert ward.subject() == "[monitor] Alert: monitor was away for 1 d"
    assert ward.told(START + 41 * HOUR) == []
    ward.away(START + 50 * HOUR, START + 50.5 * HOUR)  # a restart is no news
    assert ward.told(START + 52 * HOUR) == []


def test_what_we_did_not_ask_is_not_the_feeds_fault(ward: Ward) -> None:
    ward.turn(ward.ids[0], FeedState.FAILING, START + HOUR)
    ward.away(START + 2 * HOUR, START + 26 * HOUR)
    assert ward.told(START + 27 * HOUR) == [("outage", "monitor")]
    assert ward.told(START + 50 * HOUR) == [("feed", "Feed 0")]


def test_a_silent_pair_is_told_once(ward: Ward) -> None:
    silent, speaking, _ = ward.ids
    found = silences.Finding("notices", silent, speaking, None, START + DAY, START + HOUR, None, 24, "silent")  # type: ignore[arg-type]
    ward.db.run(lambda conn: silences.file(conn, found))
    assert ward.told(START + DAY + HOUR) == [("silence", "f0")]
    assert ward.told(START + DAY + 2 * HOUR) == []


def test_a_feed_that_is_paused_is_in_no_trouble(ward: Ward) -> None:
    ward.turn(ward.ids[0], FeedState.DEAD, START + HOUR)
    with ward.db.write() as conn:
        conn.execute(update(schema.feed).where(schema.feed.c.id == ward.ids[0]).values(paused=START + 2 * HOUR))
    assert ward.told(START + 3 * DAY) == []
