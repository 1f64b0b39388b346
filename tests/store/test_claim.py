import threading
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from monitor.store import claim, dialect, feeds
from monitor.store.database import Database
from monitor.store.schema import feed, host
from tests.store.make import NOW, OPTIONS, claim_all, declare, spec


def take(db: Database, **options: object) -> list[str]:
    arguments = {"now": NOW, "options": OPTIONS, "holder": "test"} | options
    return [due.slug for due in claim.claim(db, **arguments)]  # type: ignore[arg-type]


def test_what_is_due_is_claimed_once(database: Database) -> None:
    declare(database, spec(1), spec(2))
    assert take(database) == ["feed-1", "feed-2"]
    assert take(database) == []


def test_what_is_not_due_waits_unless_everything_is_asked_for(database: Database) -> None:
    declare(database, spec(1), now=NOW + timedelta(hours=1))
    assert take(database) == []
    assert claim.next_due(database) == NOW + timedelta(hours=1)
    assert take(database, everything=True) == ["feed-1"]


def test_the_longest_due_come_first(database: Database) -> None:
    declare(database, spec(1), now=NOW)
    declare(database, spec(2), now=NOW - timedelta(hours=1))
    assert take(database, limit=1) == ["feed-2"]


def test_only_these(database: Database) -> None:
    declare(database, spec(1), spec(2), spec(3))
    assert take(database, only=feeds.ids_of(database, ["feed-2"])) == ["feed-2"]
    assert take(database, only=[]) == []


def test_at_most_four_of_a_host_are_leased_at_once(database: Database) -> None:
    declare(database, *(spec(n, host="one.example") for n in range(6)), spec(7))
    dues = claim.claim(database, now=NOW, options=OPTIONS, holder="one")
    assert [due.slug for due in dues] == ["feed-0", "feed-1", "feed-2", "feed-3", "feed-7"]
    assert take(database, holder="two") == take(database, everything=True) == []
    claim.release(database, dues[:1], now=NOW)
    assert take(database, only=feeds.ids_of(database, ["feed-5"])) == ["feed-5"]
    with database.write() as conn:
        conn.execute(update(feed).where(feed.c.slug.in_(["feed-1", "feed-2"])).values(lease_until=1))
    assert take(database) == ["feed-0", "feed-1"]


def test_feeds_polled_while_the_clock_was_ahead_are_due(database: Database) -> None:
    declare(database, spec(1), spec(2))
    year = NOW + timedelta(days=365)
    with database.write() as conn:
        conn.execute(update(feed).values(next_poll_at=year))
        conn.execute(update(feed).where(feed.c.slug == "feed-2").values(last_polled=year - timedelta(hours=1)))
    assert take(database) == ["feed-2"]


def test_a_host_that_waits_is_left_alone(database: Database) -> None:
    declare(database, spec(1), spec(2))
    with database.write() as conn:
        conn.execute(insert(host).values(host="host-1.example", wait_until=NOW + timedelta(minutes=5), why="429"))
    assert take(database) == ["feed-2"]
    assert take(database, now=NOW + timedelta(minutes=5)) == ["feed-1"]


def test_a_host_that_waits_since_the_clock_was_ahead_is_asked(database: Database) -> None:
    declare(database, spec(1), spec(2))
    waits = {"host-1.example": timedelta(hours=24), "host-2.example": timedelta(hours=25)}
    with database.write() as conn:
        conn.execute(
            insert(host), [{"host": name, "wait_until": NOW + wait, "why": ""} for name, wait in waits.items()]
        )
    assert take(database) == ["feed-2"]


def test_paused_and_retired_feeds_are_skipped(database: Database) -> None:
    declare(database, spec(1), spec(2), spec(3))
    feeds.pause(database, ["feed-1"], now=NOW)
    feeds.remove(database, "feed-2", now=NOW)
    assert take(database, everything=True) == ["feed-3"]
    feeds.resume(database, ["feed-1"], now=NOW)
    assert take(database) == ["feed-1"]


def test_a_lease_that_ran_out_is_free_and_its_token_grows(database: Database) -> None:
    declare(database, spec(1))
    (first,) = claim_all(database)
    with database.write() as conn:
        conn.execute(update(feed).values(lease_until=1))
    (second,) = claim_all(database)
    assert second.token == first.token + 1


def test_a_released_feed_is_due_at_once(database: Database) -> None:
    declare(database, spec(1))
    (due,) = claim_all(database)
    claim.release(database, [due], now=NOW)
    assert take(database) == ["feed-1"]
    claim.release(database, [due], now=NOW)  # an old token frees nothing
    assert take(database) == []


def test_the_lease_is_by_the_database_clock(database: Database) -> None:
    declare(database, spec(1))
    claim_all(database)
    with database.read() as conn:
        until = conn.execute(select(feed.c.lease_until)).scalar_one()
        assert 170_000_000 < until - dialect.machine_micros(conn) <= 180_000_000


@pytest.mark.parametrize("threads", [3])
def test_claims_at_the_same_time_never_give_a_feed_twice(database: Database, threads: int) -> None:
    declare(database, *(spec(n, host=f"h{n % 40}.example") for n in range(120)))
    found: list[int] = []
    start = threading.Barrier(threads)

    def work(name: str) -> None:
        start.wait()
        idle = 0
        while idle < 2:
            dues = claim.claim(database, now=NOW, options=OPTIONS, holder=name, limit=7)
            found.extend(due.id for due in dues)
            idle = 0 if dues else idle + 1

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == len(set(found)) == 120
