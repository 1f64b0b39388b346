"""Rows for the search index, kept until just before the commit and filed together.

FTS5 writes its index out at every statement that SQLite must be able to take back alone (an upsert is one): filed one
feed at a time, between such statements, it would do so dozens of times a transaction.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from monitor.store import dialect

_MARK = "monitor.search"
Tokens = tuple[str, str]  # of the title, of the text


def put(conn: Connection, rows: Iterable[tuple[int, Tokens]]) -> None:
    """File these articles, none of which is in the index, at the end of this transaction."""
    conn.info.setdefault(_MARK, {}).update(rows)


def replace(conn: Connection, rows: Iterable[tuple[int, Tokens]]) -> None:
    """File these articles anew."""
    fresh = dict(rows)
    waiting = conn.info.get(_MARK, {})
    dialect.drop_search(conn, sorted(fresh.keys() - waiting.keys()))
    put(conn, fresh.items())


def settle(conn: Connection) -> None:
    """Just before the commit."""
    waiting: dict[int, Tokens] = conn.info.pop(_MARK, {})
    if waiting:
        dialect.put_search(conn, [(number, *tokens) for number, tokens in sorted(waiting.items())])


def forget(conn: Connection) -> None:
    """The work is rolled back."""
    conn.info.pop(_MARK, None)
