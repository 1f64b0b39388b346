import threading
import time
from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select

from monitor.model.entry import OutletRef
from monitor.model.feed import DueFeed
from monitor.model.landing import Placement
from monitor.store import change, checking, dialect, landing, outlets, writer
from monitor.store.database import Database, KeyRace
from monitor.store.schema import outlet
from monitor.store.writer import Writer
from tests.store.make import NOW, claim_all, declare, entry, placement, result, revision_of, spec


def add(slug: str, fail: BaseException | None = None) -> Any:
    def work(conn: Connection) -> str:
        outlets.ensure(conn, OutletRef(slug, slug, None))
        change.bump(conn)
        if fail:
            raise fail
        return slug

    return work


def slugs(db: Database) -> set[str]:
    with db.read() as conn:
        return set(conn.execute(select(outlet.c.slug)).scalars())


def test_answers_come_after_the_commit(database: Database) -> None:
    with Writer(database) as found:
        futures = [found.submit(add(f"o{n}")) for n in range(20)]
        assert [future.result(10) for future in futures] == [f"o{n}" for n in range(20)]
        assert len(slugs(database)) == 20


def test_work_that_fails_leaves_nothing_and_harms_nobody(database: Database) -> None:
    with Writer(database) as found:
        good = [found.submit(add(f"good{n}")) for n in range(5)]
        bad = found.submit(add("bad", ValueError("mine")))
        good.append(found.submit(add("last")))
        with pytest.raises(ValueError, match="mine"):
            bad.result(10)
        for future in good:
            future.result(10)
    assert slugs(database) == {"good0", "good1", "good2", "good3", "good4", "last"}


def test_an_outlet_of_failed_work_is_made_again_by_the_next(database: Database) -> None:
    with Writer(database) as found:
        bad = found.submit(add("same", ValueError()))
        good = found.submit(add("same"))
        assert good.result(10) == "same"
        assert isinstance(bad.exception(10), ValueError)
    assert slugs(database) == {"same"}


def test_a_lost_race_is_run_again(database: Database) -> None:
    turns: list[int] = []

    def work(conn: Connection) -> int:
        turns.append(1)
        if len(turns) < 3:
            raise KeyRace
        return len(turns)

    with Writer(database) as found:
        assert found.submit(work).result(10) == 3


def test_a_race_that_never_ends_is_told(database: Database) -> None:
    with Writer(database) as found, pytest.raises(KeyRace):
        found.submit(add("never", KeyRace())).result(10)
    assert slugs(database) == set()


def test_close_finishes_what_waits_and_refuses_more(database: Database) -> None:
    found = Writer(database)
    futures = [found.submit(add(f"o{n}")) for n in range(50)]
    found.close()
    assert all(future.done() for future in futures)
    assert len(slugs(database)) == 50
    with pytest.raises(RuntimeError, match="closed"):
        found.submit(add("late"))


def test_flush_waits_for_everything(database: Database) -> None:
    with Writer(database) as found:
        for n in range(30):
            found.submit(add(f"o{n}"))
        found.flush()
        assert len(slugs(database)) == 30


def test_the_queue_is_bounded_by_bytes(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "QUEUE_BYTES", 100)
    gate = threading.Event()
    admitted: list[Future[Any]] = []

    def held(conn: Connection) -> None:
        gate.wait(10)

    with Writer(sqlite_database) as found:
        admitted.append(found.submit(held, weight=500))  # bigger than the queue, but nothing else waits

        def second() -> None:
            admitted.append(found.submit(add("second"), weight=60))

        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.05)
        assert len(admitted) == 1
        gate.set()
        thread.join(10)
        assert admitted[1].result(10) == "second"


def test_others_write_between_the_batches(sqlite_database: Database) -> None:
    stop = threading.Event()

    def busy(conn: Connection) -> None:
        conn.execute(insert(outlet).values(slug=f"busy{time.monotonic_ns()}", name="", managed_by="seen"))
        time.sleep(0.005)

    with Writer(sqlite_database) as found:

        def feed() -> None:
            while not stop.is_set():
                found.submit(busy).result(10)

        threads = [threading.Thread(target=feed) for _ in range(4)]
        for thread in threads:
            thread.start()
        begun = time.monotonic()
        for n in range(5):
            sqlite_database.run(add(f"other{n}"))
        took = time.monotonic() - begun
        stop.set()
        for thread in threads:
            thread.join()
    assert took < 5
    assert {f"other{n}" for n in range(5)} <= slugs(sqlite_database)


def test_a_commit_that_fails_is_told_to_everyone(sqlite_database: Database) -> None:
    def orphan(conn: Connection) -> None:
        conn.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        conn.exec_driver_sql("INSERT INTO unjudged (article_id) VALUES (12345)")

    with Writer(sqlite_database) as found:
        future = found.submit(orphan)
        assert "FOREIGN KEY" in str(future.exception(10))
        assert found.submit(add("after")).result(10) == "after"
    with sqlite_database.read() as conn:
        assert conn.execute(select(func.count()).select_from(outlet)).scalar() == 1


def land(due: DueFeed, item: Placement, fail: bool = False) -> Any:
    def work(conn: Connection) -> None:
        landing.land(conn, due, result(item), now=NOW)
        if fail:
            raise ValueError

    return work


def test_the_search_index_follows_what_landed_and_nothing_else(database: Database) -> None:
    declare(database, spec(1), spec(2), spec(3))
    one, two, three = claim_all(database)
    with Writer(database) as found:
        futures = [
            found.submit(land(one, placement(entry(1, title="kept")))),
            found.submit(land(two, placement(entry(2, title="lost"), feed="feed-2"), fail=True)),
            found.submit(land(three, placement(entry(3, title="also"), feed="feed-3"))),
        ]
        assert [future.exception(10) is None for future in futures] == [True, False, True]
    with database.read() as conn:
        assert dialect.search_rows(conn) == 2
    assert [item for item in checking.check(database) if not item.ok] == []


def test_an_article_that_lands_and_changes_in_one_transaction_is_indexed_once(database: Database) -> None:
    declare(database, spec(1), spec(2))
    one, two = claim_all(database)
    with database.write() as conn:
        (number,) = landing.land(conn, one, result(placement(entry(1))), now=NOW).new
        changed = revision_of(placement(entry(1)), number, title="changed")
        landing.land(conn, two, result(changed), now=NOW)
    with database.read() as conn:
        assert dialect.search_rows(conn) == 1
