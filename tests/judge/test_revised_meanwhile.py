"""A poll stores a new text of an article while the judge writes what it made of the former one."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from sqlalchemy import select

from monitor.judge import judge_batch
from monitor.lang.outlets import OutletBook
from monitor.model.landing import PollResult
from monitor.model.options import JudgeOptions
from monitor.store import judging, landing, leases
from monitor.store import schema as s
from monitor.store.database import Connection, Database
from tests.store.make import NOW, claim_all, entry, one_due, placement, result, revision_of

A_MOMENT = 0.5  # seconds in which whoever does not wait is done


def test_a_text_that_a_poll_is_storing_is_judged_too(postgres_database: Database) -> None:
    db = postgres_database
    revised, token = corrected(db)
    stored, committed = threading.Event(), threading.Event()

    def poll(conn: Connection) -> None:
        land(conn, db, revised)
        stored.set()
        committed.wait(10)

    with ThreadPoolExecutor(2) as threads:
        polling = threads.submit(db.run, poll)
        assert stored.wait(10)
        judged = threads.submit(judge, db, token)
        assert waits(judged)
        committed.set()
        polling.result(10)
        judged.result(10)
    assert unjudged(db) == [1]
    assert judge(db, token) == 1
    assert unjudged(db) == []


def test_a_text_that_comes_while_a_judgement_is_committed_is_judged_next(postgres_database: Database) -> None:
    db = postgres_database
    revised, token = corrected(db)
    settled, committed = threading.Event(), threading.Event()

    def take_off(conn: Connection) -> None:
        judging.leave(conn, judging.unjudged(conn, 1)[0], token=token)
        settled.set()
        committed.wait(10)

    with ThreadPoolExecutor(2) as threads:
        judged = threads.submit(db.run, take_off)
        assert settled.wait(10)
        polling = threads.submit(db.run, lambda conn: land(conn, db, revised))
        assert waits(polling)
        committed.set()
        judged.result(10)
        polling.result(10)
    assert unjudged(db) == [1]


def corrected(db: Database) -> tuple[PollResult, int]:
    """One article that waits for the judge; a poll that corrects it, and the judge's token."""
    first = placement(entry(1))
    due = one_due(db)
    (number,) = db.run(lambda conn: landing.land(conn, due, result(first), now=NOW)).new
    token = leases.take(db, judging.LEASE, "test", 100)
    assert token is not None
    return result(revision_of(first, number, title="Corrected headline")), token


def land(conn: Connection, db: Database, revised: PollResult) -> None:
    landing.land(conn, claim_all(db)[0], revised, now=NOW)


def judge(db: Database, token: int) -> int:
    return judge_batch(db, now=NOW, options=JudgeOptions(), token=token, book=OutletBook(()))


def waits(work: "Future[Any]") -> bool:
    return not wait([work], A_MOMENT).done


def unjudged(db: Database) -> list[int]:
    """Which revisions wait for the judge."""
    r = s.revision
    with db.read() as conn:
        rows = select(r.c.n).join(s.unjudged, s.unjudged.c.article_id == r.c.article_id).where(r.c.current)
        return list(conn.execute(rows).scalars())
