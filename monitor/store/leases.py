"""Leases by name (`judge`, …): who holds one may work; each write checks the token. And SQLite's one daemon a file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select, update

from monitor.errors import AlreadyRunning, LostLease
from monitor.store import dialect
from monitor.store.database import Database
from monitor.store.schema import lease

SECOND = 1_000_000  # microseconds


def take(db: Database, name: str, holder: str, seconds: int) -> int | None:
    """The token of the lease, or None while somebody holds it. Tokens of a name only grow."""

    def work(conn: Connection) -> int | None:
        until = dialect.clock(conn) + seconds * SECOND
        fresh = dialect.insert(conn, lease).values(name=name, token=1, holder=holder, until=until)
        statement = fresh.on_conflict_do_update(
            index_elements=["name"],
            set_={"token": lease.c.token + 1, "holder": holder, "until": until},
            where=lease.c.until < dialect.clock(conn),
        ).returning(lease.c.token)
        return conn.execute(statement).scalar()

    return db.run(work)


def renew(db: Database, name: str, token: int, seconds: int) -> None:
    """Hold on for `seconds` from now. Raises LostLease when somebody else took it."""
    db.run(lambda conn: _set_until(conn, name, token, seconds))


def release(db: Database, name: str, token: int) -> None:
    """Give it back. Nothing happens when it was lost already."""
    held = lease.c.name == name, lease.c.token == token
    db.run(lambda conn: conn.execute(update(lease).where(*held).values(until=0)))


def check(conn: Connection, name: str, token: int) -> None:
    """Raises LostLease unless `token` is still the newest; nobody can take the lease before this transaction ends."""
    held = select(lease.c.token).where(lease.c.name == name).with_for_update()
    if conn.execute(held).scalar() != token:
        raise LostLease(f"The lease {name!r} was taken over; what was done under it is discarded.")


def hold(conn: Connection, name: str) -> None:
    """Whoever has the lease can not write under it before this transaction ends; it is not taken away."""
    fresh = dialect.insert(conn, lease).values(name=name, token=0, holder="", until=0)
    conn.execute(fresh.on_conflict_do_nothing())
    conn.execute(select(lease.c.token).where(lease.c.name == name).with_for_update())


def _set_until(conn: Connection, name: str, token: int, seconds: int) -> None:
    held = lease.c.name == name, lease.c.token == token
    until = dialect.clock(conn) + seconds * SECOND
    if conn.execute(update(lease).where(*held).values(until=until)).rowcount == 0:
        raise LostLease(f"The lease {name!r} was taken over.")


@contextmanager
def only_daemon(db: Database) -> Iterator[None]:
    """Hold the SQLite file for one daemon, by a lock on a file beside it that the system lets go when the process ends.
    Raises AlreadyRunning. On PostgreSQL any number of daemons may run."""
    file = dialect.file_of(db.url)
    if file is None:
        yield
        return
    with _lock_file(file).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(f"{AlreadyRunning.__doc__} ({file}, {lock.read().strip() or 'pid unknown'})") from None
        lock.truncate(0)
        lock.write(f"pid {os.getpid()}\n")
        lock.flush()
        yield


def _lock_file(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.with_name(f"{file.name}.daemon")
