"""Persons, their sessions, and the log of login tries. Tokens are stored hashed; passwords come here already hashed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.engine import Row

from monitor.errors import NotFound, UsageError
from monitor.store import dialect
from monitor.store import schema as s

ROLES = ("reader", "editor", "admin")
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Person:
    """A person: role is reader | editor | admin; without a password nobody can log in as them."""

    id: int
    name: str
    role: str
    password: str | None
    settings: Mapping[str, Any]
    created: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A login that holds until `expires`."""

    person: Person
    csrf: str
    created: datetime
    expires: datetime


def add(conn: Connection, name: str, role: str, password: str | None, now: datetime) -> int:
    """A new person; returns the id. Raises UsageError when the name is taken or the role unknown."""
    if role not in ROLES:
        raise UsageError(f"No role is called {role!r}. There are: {', '.join(ROLES)}.")
    if by_name(conn, name):
        raise UsageError(f"{name!r} is there already.")
    row: dict[str, Any] = {"name": name, "role": role, "password": password, "settings": {}, "created": now}
    return int(conn.execute(insert(s.person).values(row).returning(s.person.c.id)).scalar_one())


def by_name(conn: Connection, name: str) -> Person | None:
    """The person of that name."""
    row = conn.execute(select(s.person).where(s.person.c.name == name)).first()
    return _person(row) if row else None


def everyone(conn: Connection) -> tuple[Person, ...]:
    """All persons by name."""
    return tuple(_person(row) for row in conn.execute(select(s.person).order_by(s.person.c.name)))


def can_log_in(conn: Connection) -> bool:
    """Whether anybody has a password."""
    return conn.execute(select(s.person.c.id).where(s.person.c.password.is_not(None)).limit(1)).first() is not None


def set_password(conn: Connection, name: str, password: str) -> None:
    """A new (hashed) password; every session of that person ends. Raises NotFound."""
    person = _existing(conn, name)
    conn.execute(update(s.person).where(s.person.c.id == person.id).values(password=password))
    conn.execute(delete(s.session).where(s.session.c.person_id == person.id))


def remove(conn: Connection, name: str) -> None:
    """Take a person out, with their sessions. What they judged stays under their name. Raises NotFound."""
    person = _existing(conn, name)
    conn.execute(delete(s.session).where(s.session.c.person_id == person.id))
    conn.execute(delete(s.person).where(s.person.c.id == person.id))


def set_setting(conn: Connection, person: int, key: str, value: object) -> None:
    """One of a person's settings; None takes it out."""
    stored = conn.execute(select(s.person.c.settings).where(s.person.c.id == person)).scalar_one()
    kept = {**stored, key: value}
    settings = {name: one for name, one in kept.items() if one is not None}
    conn.execute(update(s.person).where(s.person.c.id == person).values(settings=settings))


def local(conn: Connection, now: datetime, secret: str) -> Person:
    """The admin `local`, who needs no login on loopback; made when missing, with `secret` for its forms."""
    person = by_name(conn, LOCAL)
    if person is None:
        add(conn, LOCAL, "admin", None, now)
        person = _existing(conn, LOCAL)
    if "csrf" not in person.settings:
        set_setting(conn, person.id, "csrf", secret)
        person = _existing(conn, LOCAL)
    return person


def open_session(
    conn: Connection, person: int, token_hash: bytes, csrf: str, *, now: datetime, lasts: timedelta
) -> None:
    """Remember a login; sessions past their time go."""
    conn.execute(delete(s.session).where(s.session.c.expires <= now))
    row = {"token_hash": token_hash, "person_id": person, "csrf": csrf, "created": now, "expires": now + lasts}
    conn.execute(insert(s.session).values(row))


def session(conn: Connection, token_hash: bytes, now: datetime) -> Session | None:
    """The session of a token, when it still holds."""
    k, p = s.session, s.person
    statement = select(p, k.c.csrf, k.c.created.label("opened"), k.c.expires).join(k, k.c.person_id == p.c.id)
    row = conn.execute(statement.where(k.c.token_hash == token_hash, k.c.expires > now)).first()
    return Session(_person(row), row.csrf, row.opened, row.expires) if row else None


def close_session(conn: Connection, token_hash: bytes) -> None:
    """Log out."""
    conn.execute(delete(s.session).where(s.session.c.token_hash == token_hash))


def note_try(conn: Connection, key: str, now: datetime, window: timedelta) -> int:
    """One login try under `key`, by its number; those older than the window go."""
    conn.execute(delete(s.login_try).where(s.login_try.c.at <= now - window))
    return int(conn.execute(insert(s.login_try).values(key=key, at=now).returning(s.login_try.c.id)).scalar_one())


def forget_tries(conn: Connection, key: str, number: int) -> None:
    """A login that succeeded clears its account's tries, and of its address only its own."""
    conn.execute(delete(s.login_try).where((s.login_try.c.key == key) | (s.login_try.c.id == number)))


def tries(conn: Connection, key: str, since: datetime) -> tuple[int, datetime | None]:
    """How many tries under `key` after `since`, and when the first of them was. Whoever else counts under `key` waits
    until this transaction ends, so that many at once do not all see the same number."""
    dialect.alone(conn, f"login:{key}")
    t = s.login_try
    row = conn.execute(select(func.count(), func.min(t.c.at)).where(t.c.key == key, t.c.at > since)).one()
    return int(row[0]), row[1]


def _existing(conn: Connection, name: str) -> Person:
    person = by_name(conn, name)
    if person is None:
        raise NotFound(f"Nobody is called {name!r}.")
    return person


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.name, row.role, row.password, row.settings or {}, row.created)
