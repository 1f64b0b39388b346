from dataclasses import replace

import pytest
from sqlalchemy import select

from monitor.errors import ConfigurationError, NotFound
from monitor.model.topic import TopicSpec
from monitor.store import counters, landing, matches, topics
from monitor.store.database import Database
from monitor.store.schema import topic_match, topic_version
from tests.store.make import NOW, declare_topics, entry, found, one_due, placement, result

SPEC = TopicSpec("sohae", "Sohae", "rocket", (("dprk", ("kcna", "pyongyang*")),), ("decoy",), ("yes",), ("no",), "note")


def declare(db: Database, *specs: TopicSpec, managed_by: str = "config") -> None:
    topics.declare(db, specs, managed_by=managed_by, now=NOW)


def test_a_spec_survives_the_store(database: Database) -> None:
    declare(database, SPEC)
    assert topics.current(database) == [(SPEC, 1, 1)]


def test_a_changed_spec_is_a_new_version_and_the_old_one_stays(database: Database) -> None:
    declare(database, SPEC)
    declare(database, SPEC)
    changed = replace(SPEC, query="rocket OR pier")
    declare(database, changed)
    assert topics.current(database) == [(changed, 2, 1)]
    with database.read() as conn:
        assert conn.execute(select(topic_version.c.version).order_by(topic_version.c.version)).scalars().all() == [1, 2]


def test_slots_are_given_in_order_and_never_again(database: Database) -> None:
    other = replace(SPEC, slug="tariffs")
    declare(database, SPEC, other)
    declare(database, other)
    declare(database, other, replace(SPEC, slug="third"))
    assert [(spec.slug, slot) for spec, _, slot in topics.current(database)] == [("tariffs", 2), ("third", 3)]
    declare(database, SPEC, other)
    assert topics.current(database)[0] == (SPEC, 1, 1)


def test_the_same_slug_on_both_sides_is_refused(database: Database) -> None:
    declare(database, SPEC)
    with pytest.raises(ConfigurationError, match="rename one"):
        declare(database, SPEC, managed_by="app")
    with pytest.raises(ConfigurationError):
        topics.retire(database, "sohae", now=NOW)
    with pytest.raises(NotFound):
        topics.retire(database, "nobody", now=NOW)


def test_retiring_what_a_person_made(database: Database) -> None:
    declare(database, SPEC, managed_by="app")
    topics.retire(database, "sohae", now=NOW)
    assert topics.current(database) == []


def test_a_retag_opens_and_closes_and_marks_what_only_it_found(database: Database) -> None:
    declare_topics(database, "sohae")
    due = one_due(database)
    items = [placement(entry(1), topics=["sohae"]), placement(entry(2)), placement(entry(3), topics=["sohae"])]
    a, b, c = database.run(lambda conn: landing.land(conn, due, result(*items), now=NOW)).new
    topics.declare(database, [TopicSpec("sohae", "Sohae", "rocket")], managed_by="app", now=NOW)
    now_found = {a: found("sohae"), b: found("sohae"), c: None}
    assert database.run(lambda conn: matches.retag(conn, "sohae", now_found, now=NOW)) == (1, 1)
    with database.read() as conn:
        rows = conn.execute(select(topic_match).where(topic_match.c.valid_to.is_(None)).order_by("article_id")).all()
        assert [(row.article_id, row.version, row.retag) for row in rows] == [(a, 2, False), (b, 2, True)]
        assert counters.stored(conn) == counters.recount(conn)
    assert database.run(lambda conn: matches.retag(conn, "sohae", now_found, now=NOW)) == (0, 0)
