"""The archive is matched again: in batches that can be left and gone on with, beside others; on both databases."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from monitor.app import App
from monitor.daemon.ingest import retag
from monitor.daemon.shift import Shift
from monitor.errors import NotFound, UsageError
from monitor.model.topic import Match, TopicSpec
from monitor.publish.retagging import Retagger
from monitor.store import counters, landing, retags, topics
from monitor.store.archive import Shelved
from monitor.store.database import Connection, Database
from monitor.store.filters import Filters
from monitor.store.reading import articles
from monitor.store.schema import topic_match
from tests.store import make
from tests.store.make import NOW

LATER = NOW + timedelta(hours=1)
A_MOMENT = 0.5  # seconds in which whoever does not wait is done


def save(db: Database, query: str, slug: str = "t") -> None:
    topics.save(db, TopicSpec(slug, slug.upper(), query), now=NOW, author="ines")


def land(db: Database, titles: Sequence[str], first: int = 0) -> tuple[int, ...]:
    due = make.one_due(db)
    items = [make.placement(make.entry(first + n, title=title)) for n, title in enumerate(titles)]
    return db.run(lambda conn: landing.land(conn, due, make.result(*items), now=NOW)).new


def revise(db: Database, article: int, n: int, title: str) -> None:
    (due, *_) = make.claim_all(db)
    placed = make.revision_of(make.placement(make.entry(n)), article, title=title)
    db.run(lambda conn: landing.land(conn, due, make.result(placed), now=NOW))


def tags(db: Database, slug: str = "t") -> list[tuple[int, int, int]]:
    """(article, version, revision) of the open matches."""
    m = topic_match.c
    with db.read() as conn:
        number = topics.by_slug(conn, slug).id
        rows = conn.execute(
            select(m.article_id, m.version, m.revision)
            .where(m.valid_to.is_(None), m.topic_id == number)
            .order_by(m.article_id)
        )
        return [(row[0], row[1], row[2]) for row in rows]


def retagger(db: Database, batch: int = 2) -> Retagger:
    return Retagger(db, lambda: LATER, batch=batch)


def work_off(made: Retagger) -> int:
    looked = 0
    while (step := made.step()) is not None:
        looked += step
    return looked


def test_one_who_is_killed_leaves_what_the_next_goes_on_with(database: Database) -> None:
    save(database, "duty")
    numbers = land(database, [f"Duty {n}" for n in range(5)])
    (asked,) = retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    assert (asked.total, asked.top, asked.share) == (5, numbers[-1], 0)
    assert retagger(database).step() == 2
    assert tags(database) == [(number, 1, 0) for number in numbers[:2]]
    (again,) = retags.wish(database, ["t"], since=NOW, author="tom", now=LATER)  # reaches less far: the old one goes on
    assert (again.id, again.looked, again.since, again.share) == (asked.id, 2, None, 40)
    assert work_off(retagger(database)) == 3
    assert tags(database) == [(number, 1, 0) for number in numbers]
    with database.read() as conn:
        done = retags.last_of(conn, "t")
        assert done is not None
        assert (done.outcome, done.looked, done.opened, done.share, done.ended) == ("done", 5, 5, 100, LATER)
        assert counters.stored(conn) == counters.recount(conn)


def test_a_wish_that_reaches_further_back_begins_anew(database: Database) -> None:
    save(database, "duty")
    land(database, ["Duty 1", "Duty 2", "Duty 3"])
    (short,) = retags.wish(database, ["t"], since=NOW - timedelta(days=1), author="ines", now=NOW)
    retagger(database).step()
    (whole,) = retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    assert (whole.id, whole.looked, whole.since) == (short.id, 0, None)


def test_topics_of_one_stretch_are_worked_off_together(database: Database) -> None:
    for slug in ("t", "u"):
        save(database, "duty" if slug == "t" else "title:1", slug)
    numbers = land(database, ["Duty 1", "Duty 2"])
    retags.wish(database, ["t", "u"], since=None, author="ines", now=NOW)
    assert work_off(retagger(database, batch=10)) == 2
    assert tags(database, "t") == [(number, 1, 0) for number in numbers]
    assert [number for number, _, _ in tags(database, "u")] == [numbers[0]]


def test_a_topic_that_is_saved_meanwhile_begins_again(database: Database) -> None:
    save(database, "duty")
    numbers = land(database, ["Duty 1", "Duty 2", "Tax 3", "Tax 4"])
    retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    made = retagger(database)
    made.step()
    save(database, "tax")
    work_off(made)
    assert tags(database) == [(number, 2, 0) for number in numbers[2:]]


def test_stopped_and_retired(database: Database) -> None:
    save(database, "duty")
    land(database, ["Duty 1", "Duty 2", "Duty 3"])
    retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    retagger(database).step()
    assert retags.stop(database, "t", NOW)
    assert not retags.stop(database, "t", NOW)
    assert retagger(database).step() is None
    retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    topics.retire(database, "t", now=NOW)
    work_off(retagger(database))
    with database.read() as conn:
        assert getattr(retags.last_of(conn, "t"), "outcome", None) == retags.RETIRED
    with pytest.raises(UsageError, match="restore it first"):
        retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    with pytest.raises(NotFound):
        retags.wish(database, ["none"], since=None, author="ines", now=NOW)


def test_what_was_known_before_is_still_told(database: Database) -> None:
    save(database, "duty")
    (duty, tax) = land(database, ["Duty 1", "Tax 2"])
    retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    Retagger(database, lambda: NOW + timedelta(minutes=1)).step()
    save(database, "tax")
    retags.wish(database, ["t"], since=None, author="ines", now=LATER)
    work_off(retagger(database))

    def then(**asked: Any) -> list[tuple[int, int]]:
        with database.read() as conn:
            rows = articles(conn, Filters(topic="t", **asked)).items
        return [(row.id, tag.version) for row in rows for tag in row.topics]

    assert then(as_of=NOW) == []
    assert then(as_of=NOW + timedelta(minutes=2)) == [(duty, 1)]
    assert then(as_of=LATER) == then() == [(tax, 2)]


class Slow(Retagger):
    """Something happens while it matches."""

    between: Callable[[], None] | None = None

    def _matched(self, item: Shelved) -> dict[str, Match]:
        if self.between is not None:
            happens, self.between = self.between, None
            happens()
        return super()._matched(item)


def test_an_article_that_is_revised_while_a_batch_is_matched_ends_right(database: Database) -> None:
    save(database, "duty")
    (first, second) = land(database, ["Duty 1", "Tax 2"])
    retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    made = Slow(database, lambda: LATER)

    def both() -> None:
        revise(database, first, 0, "Tax 1")
        revise(database, second, 1, "Duty 2")

    made.between = both
    work_off(made)
    assert tags(database) == [(second, 1, 1)]


def test_a_revision_that_is_being_stored_is_waited_for(postgres_database: Database) -> None:
    db = postgres_database
    save(db, "duty")
    (first,) = land(db, ["Duty 1"])
    retags.wish(db, ["t"], since=None, author="ines", now=NOW)
    (due, *_) = make.claim_all(db)
    placed = make.revision_of(make.placement(make.entry(0)), first, title="Tax 1")
    stored, committed = threading.Event(), threading.Event()

    def poll(conn: Connection) -> None:
        landing.land(conn, due, make.result(placed), now=NOW)
        stored.set()
        committed.wait(10)

    with ThreadPoolExecutor(2) as threads:
        polling = threads.submit(db.run, poll)
        assert stored.wait(10)
        tagging = threads.submit(work_off, retagger(db))
        assert not wait([tagging], A_MOMENT).done
        committed.set()
        polling.result(10)
        tagging.result(10)
    assert tags(db) == []


def test_two_at_once_do_it_once(database: Database) -> None:
    save(database, "duty")
    numbers = land(database, [f"Duty {n}" for n in range(24)])
    retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    with ThreadPoolExecutor(2) as threads:
        looked = list(threads.map(lambda _: work_off(retagger(database, batch=3)), range(2)))
    assert sum(looked) == 24
    assert tags(database) == [(number, 1, 0) for number in numbers]


def test_a_topic_that_can_not_be_read_is_given_up(sqlite_database: Database) -> None:
    save(sqlite_database, "duty")
    land(sqlite_database, ["Duty 1"])
    topics.save(sqlite_database, replace(TopicSpec("t", "T", "(((")), now=NOW, author="a newer monitor")
    retags.wish(sqlite_database, ["t"], since=None, author="ines", now=NOW)
    work_off(retagger(sqlite_database))
    with sqlite_database.read() as conn:
        assert "not readable" in getattr(retags.last_of(conn, "t"), "outcome", "")


def test_a_daemon_works_off_what_is_wished_until_it_is_told_to_stop(database: Database) -> None:
    save(database, "duty")
    numbers = land(database, ["Duty 1", "Duty 2"])
    retags.wish(database, ["t"], since=None, author="ines", now=NOW)
    shift = Shift(cast("App", SimpleNamespace(db=database, clock=SimpleNamespace(now=lambda: LATER))))
    shift.stop.set()
    retag(shift)
    assert tags(database) == []
    shift.stop.clear()
    retag(shift)
    assert tags(database) == [(number, 1, 0) for number in numbers]
