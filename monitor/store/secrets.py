"""Keys that links are signed with: made once for a database, the same for every process and machine on it."""

import secrets

from sqlalchemy import Connection, select

from monitor.store import dialect
from monitor.store.database import Database
from monitor.store.schema import secret

BYTES = 32


def key(db: Database, name: str) -> bytes:
    """The key of that name, made when it is first asked for."""
    with db.read() as conn:
        found = _stored(conn, name)
    return found or db.run(lambda conn: _made(conn, name))


def _stored(conn: Connection, name: str) -> bytes | None:
    value = conn.execute(select(secret.c.value).where(secret.c.name == name)).scalar_one_or_none()
    return None if value is None else bytes(value)


def _made(conn: Connection, name: str) -> bytes:
    fresh = {"name": name, "value": secrets.token_bytes(BYTES)}
    conn.execute(dialect.insert(conn, secret).values(fresh).on_conflict_do_nothing())
    return _stored(conn, name) or b""
