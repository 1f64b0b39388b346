"""Addresses that refuse us: after three editions in a row one is marked, and left alone until it is tried again after
a week or somebody says so. Whatever takes a message has no row here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.engine import Row

from monitor.model.letter import key_of
from monitor.store.schema import reach

MARK_AFTER = 3  # editions (or alerts) refused in a row
PROBE = timedelta(days=7)  # a marked address is tried again after so long: mailboxes come back
ANSWER_CHARS = 500


@dataclass(frozen=True, slots=True)
class Unreached:
    """An address that refused what came last. `marked`: nothing is sent there since then. `gone`: it said itself that
    it is no more, and is not tried again."""

    channel: str
    recipient: str
    refused: int
    answer: str
    since: datetime
    tried: datetime
    marked: datetime | None
    gone: bool
    told: datetime | None


def refused(conn: Connection, to: tuple[str, str], item: str, answer: str, now: datetime, *, gone: bool) -> None:
    """`to` (channel, recipient) refused `item`; trying the same item again does not count again."""
    channel, recipient = to
    row = conn.execute(_of(channel, recipient).with_for_update()).one_or_none()
    said: dict[str, Any] = {"answer": answer[:ANSWER_CHARS], "item": item, "tried": now}
    if row is None:
        mark = now if gone or MARK_AFTER <= 1 else None
        first = {"channel": channel, "key": key_of(recipient), "recipient": recipient, "refused": 1, "since": now}
        conn.execute(insert(reach).values(**first, **said, marked=mark, gone=gone))
        return
    count = row.refused + int(row.item != item)
    marked = row.marked or (now if gone or count >= MARK_AFTER else None)
    conn.execute(_change(row).values(**said, refused=count, marked=marked, gone=gone or row.gone))


def reached(conn: Connection, channel: str, recipient: str) -> None:
    """It took a message: nothing is held against it any more."""
    conn.execute(delete(reach).where(reach.c.channel == channel, reach.c.key == key_of(recipient)))


def shut(conn: Connection, channel: str, recipient: str, now: datetime) -> str | None:
    """Why nothing is sent there now; None when something may be."""
    row = conn.execute(_of(channel, recipient)).one_or_none()
    if row is None or row.marked is None or (not row.gone and now - row.tried >= PROBE):
        return None
    since = f"{row.marked:%Y-%m-%d %H:%M} UTC"
    why = "it said that it is gone" if row.gone else f"it refused {row.refused} in a row"
    return f"not tried since {since}: {why} ({row.answer})"


def unreached(conn: Connection) -> tuple[Unreached, ...]:
    """Every address that refused what came last, marked ones first."""
    found = [_unreached(row) for row in conn.execute(select(reach).order_by(reach.c.channel, reach.c.key))]
    return tuple(sorted(found, key=lambda one: one.marked is None))


def restore(conn: Connection, recipient: str, channel: str | None = None) -> int:
    """Hold nothing against an address any more; how many rows went."""
    gone = delete(reach).where(reach.c.key == key_of(recipient))
    return conn.execute(gone if channel is None else gone.where(reach.c.channel == channel)).rowcount


def tell(conn: Connection, channel: str, recipient: str, now: datetime) -> None:
    """The owner is told that it is marked."""
    mine = (reach.c.channel == channel, reach.c.key == key_of(recipient))
    conn.execute(update(reach).where(*mine).values(told=now))


def _of(channel: str, recipient: str) -> Any:
    return select(reach).where(reach.c.channel == channel, reach.c.key == key_of(recipient))


def _change(row: Row[Any]) -> Any:
    return update(reach).where(reach.c.channel == row.channel, reach.c.key == row.key)


def _unreached(row: Row[Any]) -> Unreached:
    return Unreached(
        row.channel, row.recipient, row.refused, row.answer, row.since, row.tried, row.marked, row.gone, row.told
    )
