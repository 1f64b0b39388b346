"""Whatever lands, in whatever order: the counters equal a recount, and one match is open for each topic and article."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from monitor.model.landing import Landed
from monitor.store import counters, landing, matches, schema
from monitor.store.database import Connection, Database
from tests.store.make import NOW, declare_topics, entry, found, one_due, placement, result, revision_of

TOPICS = ("sohae", "tariffs", "sanctions")
SOME = st.lists(st.sampled_from(TOPICS), unique=True, max_size=3)
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("new"), SOME, st.integers(-100, 100)),
        st.tuples(st.just("revise"), SOME, st.integers(0, 30)),
        st.tuples(st.just("retag"), st.sampled_from(TOPICS), st.booleans()),
        st.tuples(st.just("fail"), SOME, st.integers(-100, 100)),
    ),
    min_size=1,
    max_size=8,
)


class Stop(Exception):
    pass


def act(db: Database, n: int, deed: tuple[str, object, int], known: list[int]) -> None:
    kind, what, number = deed
    due = one_due(db)

    def work(conn: Connection) -> Landed:
        if kind == "retag":
            hit = found(str(what)) if number else None
            matches.retag(conn, str(what), dict.fromkeys(known[-3:], hit), now=NOW)
            return landing.land(conn, due, result(), now=NOW)
        if kind == "revise" and known:
            article = known[number % len(known)]
            item = revision_of(placement(entry(n)), article, title=f"again {n}", topics=what)  # type: ignore[arg-type]
        else:
            published = NOW - timedelta(hours=number)
            item = placement(entry(n, published=published), topics=what)  # type: ignore[arg-type]
        landed = landing.land(conn, due, result(item), now=NOW)
        if kind == "fail":
            raise Stop
        return landed

    try:
        known.extend(db.run(work).new)
    except Stop:
        with db.write() as conn:
            conn.execute(update(schema.feed).values(lease_until=0))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_counters_equal_a_recount(database: Database, deeds: list[tuple[str, object, int]]) -> None:
    with database.write() as conn:
        for table in reversed(schema.metadata.sorted_tables):
            if table.name != "change":
                conn.execute(delete(table))
        conn.exec_driver_sql("DELETE FROM article_search")
    declare_topics(database, *TOPICS)
    known: list[int] = []
    for n, deed in enumerate(deeds):
        act(database, n, deed, known)
    with database.read() as conn:
        assert counters.stored(conn) == counters.recount(conn)
        texts = conn.execute(select(func.count()).select_from(schema.revision).where(schema.revision.c.current))
        assert texts.scalar() == len(known)
        assert conn.exec_driver_sql("SELECT count(*) FROM article_search").scalar() == len(known)


def test_hours_and_days_before_1970_round_down(database: Database) -> None:
    declare_topics(database, "sohae")
    due = one_due(database)
    old = replace(entry(1), first_seen=datetime(1969, 12, 31, 23, 30, tzinfo=UTC))
    database.run(lambda conn: landing.land(conn, due, result(placement(old, topics=["sohae"])), now=NOW))
    with database.read() as conn:
        hours, days = counters.stored(conn)
        assert (hours, days) == counters.recount(conn)
        assert [hour for _, hour in hours] == [-1]
        assert [day for _, day in days] == [-1]


def test_rebuilding_gives_the_same(database: Database) -> None:
    declare_topics(database, "sohae")
    due = one_due(database)
    items = [placement(entry(n, published=NOW - timedelta(hours=n)), topics=["sohae"]) for n in range(30)]
    database.run(lambda conn: landing.land(conn, due, result(*items), now=NOW))
    with database.write() as conn:
        before = counters.stored(conn)
        counters.rebuild(conn)
        assert counters.stored(conn) == before
