"""A counter that grows with every commit that pages should know of: one row, read once a second."""

from sqlalchemy import Connection, select

from monitor.store import dialect, schema

_MARK = "monitor.changed"


def bump(conn: Connection) -> None:
    """Say that this transaction has something new for the pages. The counter itself moves once, at the commit."""
    conn.info[_MARK] = True


def settle(conn: Connection) -> None:
    """Just before the commit: move the counter, last of all, so that nobody waits long for its row."""
    if conn.info.pop(_MARK, False):
        conn.exec_driver_sql("UPDATE change SET n = n + 1")
        dialect.notify(conn)


def forget(conn: Connection) -> None:
    """The transaction is rolled back."""
    conn.info.pop(_MARK, None)


def current(conn: Connection) -> int:
    """Where the counter stands."""
    return int(conn.execute(select(schema.change.c.n)).scalar_one())
