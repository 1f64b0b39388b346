from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from monitor.errors import LostLease
from monitor.model.feed import DueFeed, FeedState
from monitor.model.fetching import Outcome
from monitor.model.landing import Landed, Placement, SeenEntry
from monitor.store import change, landing, schema
from monitor.store.database import Connection, Database, KeyRace
from tests.store.make import (
    NOW,
    claim_all,
    declare,
    declare_topics,
    entry,
    one_due,
    placement,
    result,
    revision_of,
    spec,
)


def land(db: Database, *placements: Placement, due: DueFeed | None = None) -> Landed:
    due = due or one_due(db)
    return db.run(lambda conn: landing.land(conn, due, result(*placements), now=NOW))


def count(db: Database, table: str) -> int:
    with db.read() as conn:
        return conn.execute(select(func.count()).select_from(schema.metadata.tables[table])).scalar_one()


def rows(db: Database, name: str) -> list[dict[str, object]]:
    with db.read() as conn:
        return [dict(row) for row in conn.execute(select(schema.metadata.tables[name])).mappings()]


def test_new_entries_become_articles_with_all_that_belongs_to_them(database: Database) -> None:
    declare_topics(database, "sohae")
    landed = land(database, placement(entry(1), topics=["sohae"]), placement(entry(2)))
    assert len(landed.new) == 2
    for table, n in {"article": 2, "revision": 2, "article_key": 4, "sighting": 2, "unjudged": 2}.items():
        assert count(database, table) == n, table
    (match,) = rows(database, "topic_match")
    assert (match["article_id"], match["evidence"]) == (landed.new[0], [["term", "title", 0, 4]])
    (outlet,) = rows(database, "outlet")
    assert (outlet["slug"], outlet["managed_by"]) == ("outlet-example", "seen")


def test_the_feed_is_written_with_its_entries(database: Database) -> None:
    land(database, placement(entry(1)))
    (feed,) = rows(database, "feed")
    assert feed["etag"] == '"etag"'
    assert feed["state"] == "ok"
    assert feed["title"] == "A feed"
    assert feed["next_poll_at"] == NOW + timedelta(minutes=30)
    assert feed["lease_until"] == 0
    assert feed["last_good"] == feed["newest"] == NOW
    (event,) = rows(database, "poll_event")
    assert (event["outcome"], event["new"]) == ("ok", 1)


def test_the_first_poll_is_backfill_and_later_ones_are_not(database: Database) -> None:
    land(database, placement(entry(1)))
    land(database, placement(entry(2)))
    assert [row["backfill"] for row in rows(database, "article")] == [True, False]


def test_a_lost_lease_stores_nothing(database: Database) -> None:
    due = one_due(database)
    with database.write() as conn:
        conn.execute(update(schema.feed).values(lease_token=schema.feed.c.lease_token + 1))
    with pytest.raises(LostLease, match="feed-1"):
        land(database, placement(entry(1)), due=due)
    assert count(database, "article") == count(database, "poll_event") == 0


def test_seen_keys_and_texts_answer_what_landed(database: Database) -> None:
    item = placement(entry(1))
    (number,) = land(database, item).new
    with database.read() as conn:
        seen = landing.seen(conn, 1, [item.names.entry_hash, b"x" * 16])
        assert seen == {item.names.entry_hash: SeenEntry(number, item.names.raw_hash)}
        assert landing.keys(conn, [key.hash for key in item.names.keys]) == {k.hash: number for k in item.names.keys}
        text = landing.texts(conn, [number])[number]
    assert (text.revision, text.url, text.title) == (0, "https://outlet.example/1", "Title 1")
    assert (text.text_hash, text.chars) == (item.text_hash, len("Summary 1Body 1"))


def test_a_revision_replaces_text_matches_and_search_row(database: Database) -> None:
    declare_topics(database, "sohae", "tariffs", "sanctions")
    first = placement(entry(1, title="old words"), topics=["sohae", "tariffs"])
    (number,) = land(database, first).new
    landed = land(database, revision_of(first, number, title="new words", topics=["tariffs", "sanctions"]))
    assert landed == Landed((), (number,), 0)
    assert [(row["n"], row["current"], row["title"]) for row in rows(database, "revision")] == [
        (0, False, "old words"),
        (1, True, "new words"),
    ]
    open_matches = [row for row in rows(database, "topic_match") if row["valid_to"] is None]
    assert sorted((row["topic_id"], row["revision"]) for row in open_matches) == [(2, 1), (3, 1)]
    assert len(rows(database, "topic_match")) == 4
    assert count(database, "unjudged") == 1


def test_the_same_revision_twice_is_stored_once(database: Database) -> None:
    first = placement(entry(1))
    (number,) = land(database, first).new
    again = revision_of(first, number, title="edited")
    land(database, again)
    assert land(database, again).revised == ()
    assert count(database, "revision") == 2


def test_entries_that_are_the_same_new_article_share_it(database: Database) -> None:
    first = placement(entry(1))
    twin = replace(placement(entry(2)), same_as=1)
    landed = land(database, first, twin)
    assert (len(landed.new), landed.known) == (1, 1)
    assert {row["article_id"] for row in rows(database, "sighting")} == set(landed.new)
    assert {row["article_id"] for row in rows(database, "article_key")} == set(landed.new)


def test_a_known_article_in_another_feed_is_a_sighting(database: Database) -> None:
    declare(database, spec(1), spec(2))
    one, two = claim_all(database)
    (number,) = land(database, placement(entry(1)), due=one).new
    landed = land(database, placement(entry(1), article=number, feed="feed-2"), due=two)
    assert landed == Landed((), (), 1)
    assert count(database, "sighting") == 2
    assert count(database, "article_key") == 3  # two guids, one url
    assert count(database, "article") == 1


def test_a_key_that_another_transaction_filed_first_is_a_race(database: Database) -> None:
    declare(database, spec(1), spec(2))
    one, two = claim_all(database)
    land(database, placement(entry(1)), due=one)
    with pytest.raises(KeyRace), database.write() as conn:
        landing.land(conn, two, result(placement(entry(1), feed="feed-2")), now=NOW)
    assert count(database, "article") == 1

    def work(conn: Connection) -> Landed:
        item = placement(entry(1), feed="feed-2")
        known = landing.keys(conn, [key.hash for key in item.names.keys]) if turns else {}
        turns.append(1)
        article = next(iter(known.values()), None)
        return landing.land(conn, two, result(placement(entry(1), article=article, feed="feed-2")), now=NOW)

    turns: list[int] = []
    assert database.run(work) == Landed((), (), 1)
    assert len(turns) == 2


def test_touched_entries_are_seen_again(database: Database) -> None:
    item = placement(entry(1))
    land(database, item)
    later = NOW + timedelta(hours=1)
    due = one_due(database)
    again = result(touched=(item.names.entry_hash,), now=later)
    assert database.run(lambda conn: landing.land(conn, due, again, now=later)).known == 1
    (sighting,) = rows(database, "sighting")
    assert (sighting["first_seen"], sighting["last_seen"]) == (NOW, later)


def test_two_keys_that_disagree_leave_an_edge_for_the_judge(database: Database) -> None:
    landed = land(database, placement(entry(1)), placement(entry(2)))
    a, b = landed.new
    land(database, replace(placement(entry(1), article=a), hint=b))
    assert [(row["a"], row["b"]) for row in rows(database, "same_hint")] == [(a, b)]


def test_quiet_polls_land_together_and_lost_ones_are_named(database: Database) -> None:
    declare(database, *(spec(n) for n in range(1, 6)))
    dues = claim_all(database)
    with database.write() as conn:
        lost = schema.feed.c.slug == "feed-3"
        conn.execute(update(schema.feed).where(lost).values(lease_token=99))
    quiet = [(due, result(outcome=Outcome.NOT_MODIFIED)) for due in dues]
    assert database.run(lambda conn: landing.land_quiet(conn, quiet)) == {dues[2].id}
    assert count(database, "poll_event") == 4
    states = {row["slug"]: row["state"] for row in rows(database, "feed")}
    assert states["feed-1"] == "ok"
    assert states["feed-3"] == "new"


def test_a_failure_keeps_validators_and_good_dates(database: Database) -> None:
    land(database, placement(entry(1)))
    due = one_due(database)
    failed = replace(result(outcome=Outcome.TIMEOUT, state=FeedState.FAILING), validators=None)
    database.run(lambda conn: landing.land_quiet(conn, [(due, failed)]))
    (feed,) = rows(database, "feed")
    assert (feed["etag"], feed["state"], feed["last_good"]) == ('"etag"', "failing", NOW)


def test_a_moved_feed_is_polled_at_its_new_address(database: Database) -> None:
    due = one_due(database)
    moved = result()
    moved = replace(moved, assessment=replace(moved.assessment, moved_to="https://new.example/feed"))
    database.run(lambda conn: landing.land(conn, due, moved, now=NOW))
    declare(database, spec())  # the declaration still says the old address
    (feed,) = rows(database, "feed")
    assert (feed["url"], feed["host"]) == ("https://new.example/feed", "new.example")
    assert feed["declared_url"] == "https://host-1.example/1.xml"


def test_a_host_that_asks_for_time_gets_the_longest_wait(database: Database) -> None:
    declare(database, spec(1, host="h.example"), spec(2, host="h.example"))
    waits = [NOW + timedelta(minutes=9), NOW + timedelta(minutes=3)]
    polls = []
    for due, until in zip(claim_all(database), waits, strict=True):
        found = result(outcome=Outcome.RATE_LIMITED)
        polls.append((due, replace(found, assessment=replace(found.assessment, host_waits_until=until))))
    for poll in polls:
        database.run(lambda conn, poll=poll: landing.land_quiet(conn, [poll]))  # type: ignore[misc]
    assert [row["wait_until"] for row in rows(database, "host")] == [waits[0]]


def test_the_change_counter_moves_once_a_commit(database: Database) -> None:
    with database.read() as conn:
        before = change.current(conn)
    declare(database, spec(1), spec(2))
    one, two = claim_all(database)
    with database.write() as conn:
        landing.land(conn, one, result(placement(entry(1))), now=NOW)
        landing.land(conn, two, result(placement(entry(2), feed="feed-2")), now=NOW)
    with database.read() as conn:
        assert change.current(conn) == before + 2  # the declaration, and one commit


def test_nothing_of_a_failed_transaction_stays(database: Database) -> None:
    due = one_due(database)

    def work(conn: Connection) -> None:
        landing.land(conn, due, result(placement(entry(1))), now=NOW)
        raise RuntimeError("after the landing")

    with pytest.raises(RuntimeError, match="after"):
        database.run(work)
    for table in ("article", "outlet", "article_key", "topic_hour", "outlet_day", "poll_event"):
        assert count(database, table) == 0
