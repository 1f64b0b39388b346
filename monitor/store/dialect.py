"""The only file that knows which database it is."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    Select,
    Table,
    Text,
    bindparam,
    column,
    create_engine,
    event,
    func,
    literal,
    literal_column,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from monitor.store import terms

SERIALIZATION_FAILURES = frozenset({"40001", "40P01"})
CHANNEL = "monitor_change"
UPGRADE_LOCK = 0x6D6F6E69  # "moni", for pg_advisory_xact_lock

SQLITE_CLOCK = "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
POSTGRES_CLOCK = "(extract(epoch FROM statement_timestamp()) * 1000000)::bigint"
SQLITE_COUNTED = "SELECT seq FROM sqlite_sequence WHERE name = ?"  # the greatest number there ever was

SQLITE_SEARCH = """CREATE VIRTUAL TABLE article_search USING fts5(
    title, text, columnsize = 0, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'")"""
POSTGRES_SEARCH = (
    "CREATE TABLE article_search (article_id BIGINT CONSTRAINT pk_article_search PRIMARY KEY, doc TSVECTOR NOT NULL)",
    "CREATE INDEX ix_article_search_doc ON article_search USING gin (doc)",
)


def is_sqlite(conn: Connection | Engine) -> bool:
    """Whether this connection or engine speaks to SQLite."""
    return conn.dialect.name == "sqlite"


# --- connections and transactions -----------------------------------------------------------------------------------


def make_engine(url: URL, *, pool_size: int = 10) -> Engine:
    """An engine with the settings that each database needs."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=40,
            connect_args={"timeout": 0.0, "check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return create_engine(url, pool_size=pool_size, max_overflow=40, pool_pre_ping=True)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=0",
        "temp_store=MEMORY",
        "cache_size=-32768",
        "mmap_size=67108864",
        "wal_autocheckpoint=4000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def begin(conn: Connection, *, writing: bool) -> None:
    """Open the transaction for real: on SQLite a read that becomes a write fails at once, so writers say so first."""
    if is_sqlite(conn):
        conn.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def set_durable(conn: Connection, *, durable: bool) -> None:
    """Whether the coming commits of this connection survive a power cut. PostgreSQL's always do."""
    if is_sqlite(conn):
        cursor = conn.connection.cursor()  # beside SQLAlchemy's transaction: the pragma is refused inside one
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        cursor.close()


def is_busy(error: DBAPIError) -> bool:
    """Whether a second try may succeed: SQLite locked, PostgreSQL deadlock or serialization failure."""
    cause = error.orig
    if isinstance(cause, sqlite3.OperationalError):
        return "locked" in str(cause) or "busy" in str(cause)
    return getattr(cause, "sqlstate", None) in SERIALIZATION_FAILURES


def lock_upgrade(conn: Connection) -> None:
    """One upgrade at a time. SQLite's write transaction is that already."""
    if not is_sqlite(conn):
        conn.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))


def alone(conn: Connection, name: str) -> None:
    """Wait until no other transaction is alone under `name`, and be so until this one ends. SQLite's writers are."""
    if not is_sqlite(conn):
        conn.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def notify(conn: Connection) -> None:
    """Wake whoever listens for changes, when this transaction commits. SQLite's readers look at the counter instead."""
    if not is_sqlite(conn):
        conn.exec_driver_sql(f"NOTIFY {CHANNEL}")


# --- clocks and numbers ---------------------------------------------------------------------------------------------


def clock(conn: Connection) -> ColumnElement[int]:
    """The database's own clock as an expression, microseconds since 1970, the same within a statement."""
    return literal_column(SQLITE_CLOCK if is_sqlite(conn) else POSTGRES_CLOCK, BigInteger)


def machine_micros(conn: Connection) -> int:
    """The database's own clock, microseconds since 1970: what leases are measured by."""
    return conn.execute(select(clock(conn))).scalar_one()


def next_ids(conn: Connection, table: Table, count: int) -> range | Sequence[int]:
    """`count` fresh numbers for rows of `table`, growing. For a transaction that writes: SQLite has one at a time."""
    if is_sqlite(conn):
        counted = bool(table.dialect_options["sqlite"]["autoincrement"])
        greatest = SQLITE_COUNTED if counted else f"SELECT max(id) FROM {table.name}"  # noqa: S608 - a name of the schema
        first = (conn.exec_driver_sql(greatest, (table.name,) if counted else ()).scalar() or 0) + 1
        return range(first, first + count)
    numbers = "SELECT nextval(%s::regclass) FROM generate_series(1, %s)"
    return sorted(conn.exec_driver_sql(numbers, (f"{table.name}_id_seq", count)).scalars())


def reset_ids(conn: Connection, table: Table, used: int = 0) -> None:
    """After rows were copied in with their numbers: count on from the greatest; `used` was one too, and is gone."""
    if "id" not in table.c:
        return
    greatest = max(conn.execute(select(func.max(table.c.id))).scalar() or 0, used)
    if not is_sqlite(conn):
        conn.execute(select(func.setval(f"{table.name}_id_seq", greatest + 1, False)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        conn.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        row = {"name": table.name, "seq": greatest}
        conn.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), row)


# --- statements -----------------------------------------------------------------------------------------------------


def skip_locked(statement: Select[Any]) -> Select[Any]:
    """`FOR UPDATE SKIP LOCKED` where it exists; SQLite has one writer at a time and leaves it out by itself."""
    return statement.with_for_update(skip_locked=True)


def insert(conn: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT."""
    return sqlite.insert(table) if is_sqlite(conn) else postgresql.insert(table)


def insert_many(conn: Connection, parts: tuple[str, int, str], rows: Sequence[tuple[Any, ...]]) -> int:
    """Run an INSERT given as its head, its number of columns and its tail, with these rows; how many were written."""
    head, width, tail = parts
    marks = ", ".join(["?" if is_sqlite(conn) else "%s"] * width)
    return conn.exec_driver_sql(f"{head}({marks}){tail}", list(rows)).rowcount


def change_many(conn: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run an UPDATE whose values are marked with `?` with these rows."""
    conn.exec_driver_sql(_marked(conn, statement), list(rows) if len(rows) > 1 else rows[0])


def among(
    conn: Connection, parts: tuple[str, str], values: tuple[Sequence[Any], Sequence[Any]], *, lock: bool = False
) -> CursorResult[Any]:
    """Run a statement given as what stands before and after its list of values; `values` are the fixed ones before the
    list, and the list. `lock` keeps others from changing the rows; SQLite has one writer at a time."""
    (head, tail), (fixed, some) = parts, values
    if is_sqlite(conn):
        marks = ", ".join(["?"] * len(some))
        return conn.exec_driver_sql(f"{head} IN ({marks}){tail}", (*fixed, *some))
    statement = f"{head} = ANY(?){tail}{' FOR UPDATE' if lock else ''}"
    return conn.exec_driver_sql(_marked(conn, statement), (*fixed, list(some)))


def _marked(conn: Connection, statement: str) -> str:
    """With the marks of this database's driver."""
    return statement if is_sqlite(conn) else statement.replace("?", "%s")


# --- the search index -----------------------------------------------------------------------------------------------

_PUT_SQLITE = "INSERT INTO article_search (rowid, title, text) VALUES (?, ?, ?)"
_PUT_POSTGRES = "INSERT INTO article_search (article_id, doc) VALUES (%s, CAST(%s AS tsvector))"


def create_search(conn: Connection) -> None:
    """Make the search index: one row an article, of tokens joined by spaces."""
    for statement in (SQLITE_SEARCH,) if is_sqlite(conn) else POSTGRES_SEARCH:
        conn.exec_driver_sql(statement)


def put_search(conn: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """File (article, title tokens, text tokens), none of which has a row yet."""
    if is_sqlite(conn):
        conn.exec_driver_sql(_PUT_SQLITE, list(rows))
    else:
        conn.exec_driver_sql(_PUT_POSTGRES, [(n, terms.tsvector(title, body)) for n, title, body in rows])


def drop_search(conn: Connection, articles: Iterable[int]) -> None:
    """Take the rows of these articles out of the index."""
    key = "rowid" if is_sqlite(conn) else "article_id"
    gone = [{"article": n} for n in articles]
    if gone:
        conn.execute(text(f"DELETE FROM article_search WHERE {key} = :article"), gone)  # noqa: S608 - constants


def search_rows(conn: Connection) -> int:
    """How many articles the index holds."""
    table = "article_search_content" if is_sqlite(conn) else "article_search"  # counting in an FTS5 table reads it all
    return int(conn.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608 - constants


def overlong(conn: Connection, *texts: ColumnElement[str]) -> ColumnElement[bool] | None:
    """Of which texts together the index may not keep every token; None: it keeps all. Sizes cost no reading."""
    if is_sqlite(conn):
        return None
    size: ColumnElement[int] = sum((func.octet_length(one) for one in texts), start=literal(0))
    return size > terms.DOCUMENT_BYTES // terms.BYTES_A_BYTE


def found(conn: Connection, *, fts5: str, tsquery: str, article_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition "the index finds `article_id`", for any SELECT; the query as each database wants it."""
    if is_sqlite(conn):
        inner, asked = "SELECT rowid FROM article_search WHERE article_search MATCH :asked", fts5
    else:
        inner, asked = "SELECT article_id FROM article_search WHERE doc @@ CAST(:asked AS tsquery)", tsquery
    hits = text(inner).bindparams(bindparam("asked", asked, unique=True)).columns(column("hit", BigInteger))
    return article_id.in_(hits)


def found_any(
    conn: Connection, *, fts5: Callable[[], str], tsqueries: Callable[[], list[str]], article_id: ColumnElement[int]
) -> ColumnElement[bool]:
    """As `found`, for thousands of alternatives: PostgreSQL weighs a long query against every article that has any of
    its words, and is forty times quicker with one look for each alternative."""
    if is_sqlite(conn):
        return found(conn, fts5=fts5(), tsquery="", article_id=article_id)
    inner = "SELECT article_id FROM unnest(CAST(:asked AS tsquery[])) AS one JOIN article_search ON doc @@ one"
    hits = text(inner).bindparams(bindparam("asked", tsqueries(), unique=True)).columns(column("hit", BigInteger))
    return article_id.in_(hits)


# --- files ----------------------------------------------------------------------------------------------------------


def file_of(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory or on PostgreSQL."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def integrity(conn: Connection) -> list[str]:
    """What is wrong with the file: pages, indexes, references. PostgreSQL looks after its own."""
    if not is_sqlite(conn):
        return []
    pages = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA integrity_check")]
    lost = [f"{row[0]} row {row[1]} refers to no {row[2]}" for row in conn.exec_driver_sql("PRAGMA foreign_key_check")]
    return [line for line in pages if line != "ok"] + lost


def backup_to(conn: Connection, path: Path) -> None:
    """A consistent copy of a SQLite database into a new file, beside running writers."""
    source: Any = conn.connection.driver_connection
    with contextlib.closing(sqlite3.connect(path)) as target:
        source.backup(target)


def json_without(conn: Connection, column: ColumnElement[Any], key: str) -> ColumnElement[Any]:
    """A JSON object without one of its keys, for those who read many and need not that."""
    if is_sqlite(conn):
        return type_coerce(func.json_remove(column, f"$.{key}"), column.type)
    return type_coerce(column.op("-")(bindparam(None, key, Text)), column.type)
