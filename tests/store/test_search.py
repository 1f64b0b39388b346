import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from monitor.errors import QueryError
from monitor.lang.query import parse_query
from monitor.lang.search import Plan, plan
from monitor.lang.tokens import index_text
from monitor.store import landing, terms
from monitor.store.database import Connection, Database
from monitor.store.filters import Filters
from monitor.store.schema import article
from monitor.store.search import Found, matching, search
from tests.store.make import NOW, declare_topics, entry, one_due, placement, result, revision_of
from tests.store.search_table import PAIRS


def asked(query: str) -> Plan:
    return plan(parse_query(query))


def put(db: Database, *texts: tuple[str, str]) -> tuple[int, ...]:
    """Articles with these titles and texts, each an hour younger than the one before."""
    due = one_due(db)
    items = []
    for n, (title, body) in enumerate(texts):
        item = placement(entry(n, published=NOW - timedelta(hours=n)))
        items.append(replace(item, tokens=(index_text(title), index_text(body))))
    return db.run(lambda conn: landing.land(conn, due, result(*items), now=NOW)).new


def found(conn: Connection, query: str) -> set[int]:
    return set(conn.execute(select(article.c.id).where(*matching(conn, asked(query)))).scalars())


def find(db: Database, query: str, **filters: object) -> Found:
    options = Filters(**filters)  # type: ignore[arg-type]
    with db.read() as conn:
        return search(conn, asked(query), options, options.limit, options.after)


def test_the_table_of_queries_and_texts(database: Database) -> None:
    ids = put(database, *((title, body) for _, title, body, _ in PAIRS))
    with database.read() as conn:
        wrong = [
            (*pair, number)
            for number, pair in zip(ids, PAIRS, strict=True)
            if (number in found(conn, pair[0])) != pair[3]
        ]
    assert wrong == []


def test_newest_first_with_total_and_pages(database: Database) -> None:
    ids = put(database, *((f"rocket {n}", "") for n in range(7)), ("balloon", ""))
    first = find(database, "rocket", limit=3)
    assert (first.ids, first.total) == (ids[:3], 7)
    second = find(database, "rocket", limit=3, after=first.next)
    third = find(database, "rocket", limit=3, after=second.next)
    assert (second.ids, third.ids, third.next) == (ids[3:6], ids[6:7], None)
    assert find(database, "rocket", sort="old").ids == ids[6::-1]


def test_relevance_puts_titles_first(database: Database) -> None:
    ids = put(database, ("news", "a rocket"), ("rocket", ""), ("more news", "rocket"), ("rockets and a rocket", ""))
    first = find(database, "rocket", sort="relevance", limit=3)
    assert first.ids == (ids[1], ids[3], ids[0])
    assert find(database, "rocket", sort="relevance", limit=3, after=first.next).ids == (ids[2],)


def test_filters_narrow_a_search(database: Database) -> None:
    ids = put(database, ("rocket", ""), ("rocket", ""), ("rocket", ""))
    assert find(database, "rocket", since=NOW - timedelta(hours=1)).ids == ids[:2]
    assert find(database, "rocket", until=NOW - timedelta(hours=1)).ids == ids[2:]
    assert find(database, "rocket", outlet="outlet-example", feed="feed-1", lang="en").total == 3
    assert find(database, "rocket", lang="ko").total == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("rocket outlet:outlet-example", 2),
        ("rocket outlet:outlet*", 2),
        ("rocket outlet:other", 0),
        ("rocket NOT outlet:outlet-example", 0),
        ("rocket lang:en", 2),
        ("rocket (lang:ko OR lang:en)", 2),
        ("rocket feed:feed-1", 2),
        ("rocket feed:feed-2", 0),
        ("rocket author:writer", 2),
        ("rocket url:outlet.example", 2),
        ("rocket topic:sohae", 1),
        ("rocket NOT topic:sohae", 1),
        ("rocket country:kp", 0),
        ("rocket since:2026-11-23", 2),
        ("rocket until:2026-11-23", 0),
        ("outlet:outlet-example NOT rocket", 0),
    ],
)
def test_facts_narrow_a_search(database: Database, query: str, count: int) -> None:
    declare_topics(database, "sohae")
    due = one_due(database)
    items = placement(entry(1, title="rocket"), topics=["sohae"]), placement(entry(2, title="rocket"))
    database.run(lambda conn: landing.land(conn, due, result(*items), now=NOW))
    assert find(database, query).total == count


def test_a_date_that_is_none_is_refused(database: Database) -> None:
    with pytest.raises(QueryError, match="write it as"):
        find(database, "rocket since:yesterday")


def test_a_revised_article_is_found_by_its_new_words_only(database: Database) -> None:
    (number,) = put(database, ("first words", ""))
    due = one_due(database)
    again = revision_of(placement(entry(0)), number, title="second thoughts")
    database.run(lambda conn: landing.land(conn, due, result(again), now=NOW))
    assert find(database, "first").total == 0
    assert find(database, "second").ids == (number,)


def test_very_long_tokens_and_texts_are_indexed(database: Database) -> None:
    long = "x" * 3000
    body = " ".join(f"w{n}" for n in range(20_000)) + " " + long
    (number,) = put(database, ("long", body))
    for query in ("w19999", long, '"w100 w101"', "title:long", "body:w19999"):
        assert find(database, query).ids == (number,), query[:20]


def test_many_long_tokens_fit(database: Database) -> None:
    body = " ".join(f"{n:05d}" + chr(0x1F00 + n % 50) * 190 for n in range(7_000))
    (number,) = put(database, ("long", body))
    assert find(database, "title:long").ids == (number,)


def test_the_longest_text_of_pairs_fits(database: Database) -> None:
    body = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(170_000))
    (number,) = put(database, ("long", body))
    assert find(database, "long").ids == (number,)
    assert find(database, body[100:110]).ids == (number,)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(title=WORDS, body=WORDS)
def test_any_tokens_make_a_literal_that_keeps_them(title: str, body: str) -> None:
    tokens = {*index_text(title).split(), *index_text(body).split()}
    literal = terms.tsvector(index_text(title), index_text(body))
    assert all(f"{token}:" in literal for token in tokens)


NASTY = [
    "'",
    '"',
    "\\",
    "*",
    ":",
    "a:b",
    "' OR 1=1 --",
    "NEAR(a b)",
    "^a",
    "{a b}",
    "a'b\\c",
    "!a",
    "a<->b",
    "(a",
    "\0",
]


@pytest.mark.parametrize("query", NASTY)
def test_whatever_a_person_types_is_a_query_or_a_query_error(sqlite_database: Database, query: str) -> None:
    put(sqlite_database, ("rocket", ""))
    with contextlib.suppress(QueryError):
        find(sqlite_database, query)


def test_tokens_with_quotes_survive_both_literals(database: Database) -> None:
    """Not that the analyser gives any: the literals do not rely on it."""
    due = one_due(database)
    item = replace(placement(entry(1)), tokens=("o'neil back\\slash", 'dou"ble'))
    database.run(lambda conn: landing.land(conn, due, result(item), now=NOW))
    with database.read() as conn:
        assert conn.execute(text("SELECT count(*) FROM article_search")).scalar() == 1
