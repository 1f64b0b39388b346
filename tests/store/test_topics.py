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


def test_a_match_is_filed_under_the_version_that_matched(database: Database) -> None:
    declare_topics(database, "sohae")
    due = one_due(database)
    topics.declare(database, [TopicSpec("sohae", "Sohae", "rocket")], managed_by="app", now=NOW)
    items = [placement(entry(1), topics=["sohae"]), placement(entry(2), topics=["sohae"])]
    items[0] = replace(items[0], matches=(replace(found("sohae"), version=1),))
    database.run(lambda conn: landing.land(conn, due, result(*items), now=NOW))
    with database.read() as conn:
        rows = conn.execute(select(topic_match.c.version).order_by(topic_match.c.article_id)).scalars().all()
    assert rows == [1, 2]


def test_saving_makes_versions_and_overwrites_nobody(database: Database) -> None:
    assert topics.save(database, SPEC, now=NOW, author="ines", base=0) == (1, True)
    assert topics.save(database, SPEC, now=NOW, author="ines", base=1) == (1, False)
    mine, theirs = replace(SPEC, query="quay"), replace(SPEC, query="pier")
    assert topics.save(database, theirs, now=NOW, author="tom", note="piers too", base=1) == (2, True)
    with pytest.raises(topics.Outdated, match="tom saved version 2 of sohae while you edited"):
        topics.save(database, mine, now=NOW, author="ines", base=1)
    with pytest.raises(topics.Outdated):
        topics.save(database, mine, now=NOW, author="ines", base=0)
    with pytest.raises(topics.Outdated, match="no topic gone any more"):
        topics.save(database, replace(mine, slug="gone"), now=NOW, author="ines", base=3)
    with database.read() as conn:
        known = topics.by_slug(conn, "sohae")
        assert (known.version, known.spec, known.managed_by) == (2, theirs, "app")
        assert topics.version_of(conn, known.id, 1) == SPEC
        with pytest.raises(NotFound, match="no version 3"):
            topics.version_of(conn, known.id, 3)
        notes = conn.execute(select(topic_version.c.author, topic_version.c.note).order_by("version")).all()
    assert [tuple(row) for row in notes] == [("ines", ""), ("tom", "piers too")]


def test_one_that_is_retired_goes_over_to_the_other_side_with_its_past(database: Database) -> None:
    declare(database, SPEC, managed_by="app")
    topics.retire(database, "sohae", now=NOW)
    changed = replace(SPEC, query="pier")
    declare(database, changed)
    with database.read() as conn:
        known = topics.by_slug(conn, "sohae")
    assert (known.managed_by, known.version, known.retired) == ("config", 2, None)
    declare(database)
    assert topics.save(database, SPEC, now=NOW, author="ines") == (3, True)
    with database.read() as conn:
        assert topics.by_slug(conn, "sohae").managed_by == "app"


def test_the_mark_moves_with_every_change_and_only_then(database: Database) -> None:
    def mark() -> int:
        with database.read() as conn:
            return topics.mark_of(conn)

    marks = [mark()]
    for change in (
        lambda: declare(database, SPEC, managed_by="app"),
        lambda: topics.save(database, replace(SPEC, query="pier"), now=NOW, author="ines"),
        lambda: topics.retire(database, "sohae", now=NOW),
        lambda: topics.restore(database, "sohae"),
    ):
        change()
        marks.append(mark())
    assert marks == sorted(set(marks))
    topics.restore(database, "sohae")
    topics.save(database, replace(SPEC, query="pier"), now=NOW, author="ines")
    assert mark() == marks[-1]
