"""Who joined a list by asking, and who left one. A recipient who left stays away, whatever the files say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.engine import Row

from monitor.model.letter import Standing, key_of
from monitor.store import change, dialect
from monitor.store.schema import subscriber

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A recipient with a standing of their own on a list. `joined` by asking; else the files name them."""

    list: str
    recipient: str
    state: Standing
    joined: bool
    asked_by: str
    asked: datetime | None
    asks: int
    changed: datetime
    why: str


def of_list(conn: Connection, list_: str) -> tuple[Subscriber, ...]:
    """Everybody with a standing on a list, by address."""
    rows = conn.execute(select(subscriber).where(subscriber.c.list == list_).order_by(subscriber.c.key))
    return tuple(_subscriber(row) for row in rows)


def one(conn: Connection, list_: str, recipient: str) -> Subscriber | None:
    """The standing of one address; None when it has none of its own."""
    row = conn.execute(select(subscriber).where(*_mine(list_, recipient))).one_or_none()
    return _subscriber(row) if row else None


def counts(conn: Connection) -> dict[tuple[str, Standing], int]:
    """How many of each standing are on each list."""
    s = subscriber.c
    rows = conn.execute(select(s.list, s.state, func.count()).group_by(s.list, s.state))
    return {(row[0], Standing(row[1])): int(row[2]) for row in rows}


def addressed(conn: Connection, list_: str, named: Sequence[str]) -> tuple[str, ...]:
    """Who gets what goes to a list: those whom the files (or an owner) name and who did not leave, and those who
    joined; each address once."""
    standing = {key_of(row.recipient): row for row in of_list(conn, list_)}
    left = {key for key, row in standing.items() if row.state is Standing.STOPPED}
    joined = [row.recipient for row in standing.values() if row.state is Standing.ACTIVE]
    unique = {key_of(to): to for to in reversed([*named, *joined])}
    ordered = dict.fromkeys(key_of(to) for to in [*named, *joined])
    return tuple(unique[key] for key in ordered if key not in left)


def has_left(conn: Connection, list_: str, recipient: str) -> datetime | None:
    """When a recipient left the list; None: they did not."""
    row = one(conn, list_, recipient)
    return row.changed if row and row.state is Standing.STOPPED else None


def stop(conn: Connection, list_: str, recipient: str, now: datetime, why: str) -> None:
    """This recipient gets nothing more from this list. Saying it again changes nothing."""
    known = one(conn, list_, recipient)
    if known is None:
        _add(conn, list_, recipient, Standing.STOPPED, now, joined=False, why=why)
    elif known.state is not Standing.STOPPED:
        _set(conn, list_, recipient, state=Standing.STOPPED.value, changed=now, why=why)
    change.bump(conn)


def come_back(conn: Connection, list_: str, recipient: str, now: datetime) -> bool:
    """Take leaving back: whoever joined by asking is on again, whom the files name has no standing any more. False:
    they had not left."""
    known = one(conn, list_, recipient)
    if known is None or known.state is not Standing.STOPPED:
        return False
    if known.joined:
        _set(conn, list_, recipient, state=Standing.ACTIVE.value, changed=now, why="came back")
    else:
        remove(conn, list_, recipient)
    change.bump(conn)
    return True


def ask(conn: Connection, list_: str, recipient: str, now: datetime, by: str) -> int:
    """Note that this address is asked whether it wants to be on the list; returns how often in a row, within a day.
    One that is on it keeps its standing."""
    known = one(conn, list_, recipient)
    if known is None:
        _add(conn, list_, recipient, Standing.PENDING, now, joined=True, asked_by=by, asked=now, asks=1)
        return 1
    recent = known.asked is not None and now - known.asked < DAY
    asks = known.asks + 1 if recent else 1
    _set(conn, list_, recipient, asked=now, asks=asks, asked_by=by)
    return asks


def confirm(conn: Connection, list_: str, recipient: str, now: datetime) -> bool:
    """This address wants to be on the list. False: nobody asked it, or the owner has taken it out since."""
    known = one(conn, list_, recipient)
    if known is None:
        return False
    if known.state is not Standing.ACTIVE:
        _set(conn, list_, recipient, state=Standing.ACTIVE.value, joined=True, changed=now, asks=0, why="confirmed")
        change.bump(conn)
    return True


def remove(conn: Connection, list_: str, recipient: str) -> bool:
    """Forget the standing of an address. False: it had none."""
    found = conn.execute(delete(subscriber).where(*_mine(list_, recipient))).rowcount > 0
    change.bump(conn)
    return found


def decided(conn: Connection) -> tuple[Subscriber, ...]:
    """Everybody who joined or left a list: what an export takes along."""
    settled = subscriber.c.state != Standing.PENDING.value
    rows = conn.execute(select(subscriber).where(settled).order_by(subscriber.c.list, subscriber.c.key))
    return tuple(_subscriber(row) for row in rows)


def put(conn: Connection, told: Subscriber) -> str:
    """Take over who joined or left elsewhere: the later word holds. Returns: added | changed | known."""
    known = one(conn, told.list, told.recipient)
    if known is None:
        _add(conn, told.list, told.recipient, told.state, told.changed, joined=told.joined, why=told.why)
        return "added"
    if known.changed >= told.changed:
        return "known"
    _set(conn, told.list, told.recipient, state=told.state.value, joined=told.joined, changed=told.changed,
         why=told.why)  # fmt: skip
    return "changed"


def asked_lately(conn: Connection, recipient: str, by: str, now: datetime) -> tuple[int, int]:
    """How often this address was asked within a day, for any list, and how many addresses this person had asked.
    Whoever else counts for this person or address waits until this transaction ends."""
    for name in sorted({f"ask:{key_of(recipient)}", f"asks:{by}"}):
        dialect.alone(conn, name)
    s = subscriber.c
    to = select(func.sum(s.asks)).where(s.key == key_of(recipient), s.asked > now - DAY)
    person = select(func.sum(s.asks)).where(s.asked_by == by, s.asked > now - DAY)
    return int(conn.execute(to).scalar() or 0), int(conn.execute(person).scalar() or 0)


def _mine(list_: str, recipient: str) -> tuple[Any, ...]:
    return subscriber.c.list == list_, subscriber.c.key == key_of(recipient)


def _add(conn: Connection, list_: str, recipient: str, state: Standing, now: datetime, **more: Any) -> None:
    row = {"list": list_, "key": key_of(recipient), "recipient": recipient, "state": state.value, "changed": now}
    conn.execute(insert(subscriber).values(**row, **more))


def _set(conn: Connection, list_: str, recipient: str, **values: Any) -> None:
    conn.execute(update(subscriber).where(*_mine(list_, recipient)).values(**values))


def _subscriber(row: Row[Any]) -> Subscriber:
    return Subscriber(
        row.list, row.recipient, Standing(row.state), row.joined, row.asked_by, row.asked, row.asks, row.changed,
        row.why,
    )  # fmt: skip
