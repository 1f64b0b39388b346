"""Is it working now? The database, the queue, the leases, the last things done."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from monitor.store import dialect
from monitor.store import schema as s
from monitor.store.database import Database


@dataclass(frozen=True, slots=True)
class LeaseLine:
    """Who holds a lease; `left_s` is negative when it ran out."""

    name: str
    holder: str
    left_s: int


@dataclass(frozen=True, slots=True)
class SystemView:
    """What the system page says. Sizes are bytes; None: the database does not tell."""

    kind: str
    version: str
    schema: str | None
    size: int | None
    place: str
    articles: int
    stories: int
    unjudged: int
    feeds: int
    polling: int
    due: int
    last_poll: datetime | None
    last_edition: datetime | None
    waiting_mail: int
    leases: tuple[LeaseLine, ...]


def system(db: Database, conn: Connection, now: datetime) -> SystemView:
    """Everything at once."""
    f, micros = s.feed, dialect.machine_micros(conn)
    active = f.c.retired.is_(None) & f.c.paused.is_(None)
    return SystemView(
        kind="SQLite" if db.is_sqlite else "PostgreSQL", version=_version(db, conn), schema=_schema(conn),
        size=_size(db, conn), place=Path(db.url.database or "").name or "memory",
        articles=_count(conn, select(func.max(s.article.c.id))), stories=_count(conn, select(func.max(s.story.c.id))),
        unjudged=_count(conn, select(func.count()).select_from(s.unjudged)),
        feeds=_count(conn, select(func.count()).where(f.c.retired.is_(None))),
        polling=_count(conn, select(func.count()).where(active, f.c.lease_until > micros)),
        due=_count(conn, select(func.count()).where(active, f.c.next_poll_at <= now)),
        last_poll=conn.execute(select(func.max(s.poll_event.c.at))).scalar(),
        last_edition=conn.execute(select(func.max(s.edition.c.composed))).scalar(),
        waiting_mail=_count(conn, select(func.count()).where(s.delivery.c.phase.in_(("ready", "sending")))),
        leases=_leases(conn, micros),
    )  # fmt: skip


def _count(conn: Connection, statement: object) -> int:
    return int(conn.execute(statement).scalar() or 0)  # type: ignore[call-overload]


def _leases(conn: Connection, micros: int) -> tuple[LeaseLine, ...]:
    k = s.lease
    rows = conn.execute(select(k.c.name, k.c.holder, k.c.until).order_by(k.c.name))
    return tuple(LeaseLine(row.name, row.holder, (row.until - micros) // 1_000_000) for row in rows)


def _version(db: Database, conn: Connection) -> str:
    statement = "SELECT sqlite_version()" if db.is_sqlite else "SHOW server_version"
    return str(conn.execute(text(statement)).scalar())


def _schema(conn: Connection) -> str | None:
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _size(db: Database, conn: Connection) -> int | None:
    if not db.is_sqlite:
        return int(conn.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages = conn.execute(text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")).scalar()
    return int(pages) if pages is not None else None
