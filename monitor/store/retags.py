"""Wishes to match the archive again with a topic, each with how far that is: whoever works them off may be killed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from monitor.errors import NotFound, UsageError
from monitor.store import archive, change
from monitor.store.database import Database
from monitor.store.lookups import AnyRow
from monitor.store.schema import retag, topic

DONE, STOPPED, RETIRED = "done", "stopped", "retired"
_FRESH = {"last": 0, "looked": 0, "opened": 0, "closed": 0}


@dataclass(frozen=True, slots=True)
class Retag:
    """One wish: match the articles up to `top`, effective since then, with a version of a topic. `last` is the last one
    that was looked at, `looked` of `total` in all; `outcome` is done, stopped or retired when it has `ended`."""

    id: int
    topic: str
    version: int
    since: datetime | None
    top: int
    last: int
    total: int
    looked: int
    opened: int
    closed: int
    author: str
    begun: datetime
    moved: datetime
    ended: datetime | None
    outcome: str

    @property
    def share(self) -> int:
        """How much is done, in percent."""
        return 100 if self.outcome == DONE else min(99, 100 * self.looked // max(1, self.total))

    @property
    def stretch(self) -> tuple[datetime | None, int, int]:
        """What is still to be looked at: wishes of the same stretch are worked off together."""
        return self.since, self.last, self.top


def wish(
    db: Database, slugs: Sequence[str], *, since: datetime | None, author: str, now: datetime
) -> tuple[Retag, ...]:
    """Wish for it. A wish that is not worked off yet and reaches as far back is gone on with; one that does not begins
    anew. Raises NotFound, or UsageError for a retired topic."""
    return db.run(lambda conn: tuple(wish_in(conn, slug, since=since, author=author, now=now) for slug in slugs))


def wish_in(conn: Connection, slug: str, *, since: datetime | None, author: str, now: datetime) -> Retag:
    """`wish` for one topic, inside a transaction."""
    row = conn.execute(select(topic).where(topic.c.slug == slug).with_for_update(key_share=True)).one_or_none()
    if row is None:
        raise NotFound(f"No topic is called {slug!r}.")
    if row.retired is not None:
        raise UsageError(f"The topic {slug} is retired: restore it first.")
    change.bump(conn)
    open_ = conn.execute(_rows().where(retag.c.topic_id == row.id, retag.c.ended.is_(None))).one_or_none()
    if open_ is not None and _reaches(open_.since, since):
        return _retag(open_)
    top, total = archive.extent(conn, since)
    values = {"version": row.version, "since": since, "top": top, "total": total, "author": author, "begun": now,
              "moved": now, **_FRESH}  # fmt: skip
    if open_ is not None:
        conn.execute(update(retag).where(retag.c.id == open_.id).values(values))
        return by_id(conn, open_.id)
    number = conn.execute(insert(retag).values(topic_id=row.id, **values).returning(retag.c.id)).scalar_one()
    return by_id(conn, number)


def by_id(conn: Connection, number: int) -> Retag:
    """One wish. Raises NotFound."""
    row = conn.execute(_rows().where(retag.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"There is no wish {number} to match the archive again.")
    return _retag(row)


def unfinished(conn: Connection, only: Iterable[int] | None = None) -> list[Retag]:
    """What is still to be done, in the order of the topics; `only` these wishes."""
    statement = _rows().where(retag.c.ended.is_(None)).order_by(retag.c.topic_id)
    if only is not None:
        statement = statement.where(retag.c.id.in_(sorted(only)))
    return [_retag(row) for row in conn.execute(statement)]


def last_of(conn: Connection, slug: str) -> Retag | None:
    """The newest wish for a topic, worked off or not."""
    row = conn.execute(_rows().where(topic.c.slug == slug).order_by(retag.c.id.desc()).limit(1)).one_or_none()
    return _retag(row) if row is not None else None


def lock(conn: Connection, wishes: Sequence[Retag]) -> list[Retag]:
    """Those of the wishes that are still as they were read; nobody else moves them before this transaction ends."""
    as_read = {one.id: one for one in wishes}
    conn.execute(select(retag.c.id).where(retag.c.id.in_(as_read)).order_by(retag.c.id).with_for_update())
    fresh = unfinished(conn, as_read)
    return [one for one in fresh if (one.stretch, one.version) == (as_read[one.id].stretch, as_read[one.id].version)]


def advance(conn: Connection, one: Retag, *, last: int, counts: tuple[int, int, int], now: datetime) -> None:
    """So far it is: `counts` of articles looked at, matches opened and closed are added."""
    looked, opened, closed = counts
    values = {"last": last, "looked": one.looked + looked, "opened": one.opened + opened,
              "closed": one.closed + closed, "moved": now}  # fmt: skip
    conn.execute(update(retag).where(retag.c.id == one.id).values(values))
    change.bump(conn)


def begin_again(conn: Connection, one: Retag, version: int, now: datetime) -> None:
    """The topic was saved meanwhile: the archive is matched with the version in force, from the start."""
    top, total = archive.extent(conn, one.since)
    values = {"version": version, "top": top, "total": total, "moved": now, **_FRESH}
    conn.execute(update(retag).where(retag.c.id == one.id).values(values))


def end(conn: Connection, number: int, outcome: str, now: datetime) -> bool:
    """It is done, stopped by a person, or without its topic. False when it had ended."""
    open_ = retag.c.id == number, retag.c.ended.is_(None)
    ended = conn.execute(update(retag).where(*open_).values(ended=now, moved=now, outcome=outcome)).rowcount
    if ended:
        change.bump(conn)
    return bool(ended)


def stop(db: Database, slug: str, now: datetime) -> bool:
    """Work on this topic's wish no further; what was matched stays. False when there was none."""

    def work(conn: Connection) -> bool:
        one = last_of(conn, slug)
        return one is not None and end(conn, one.id, STOPPED, now)

    return db.run(work)


def _reaches(held: datetime | None, asked: datetime | None) -> bool:
    return held is None or (asked is not None and held <= asked)


def _rows() -> Select[Any]:
    columns = [column for column in retag.c if column.name != "topic_id"]
    return select(*columns, topic.c.slug.label("topic")).join(topic, topic.c.id == retag.c.topic_id)


def _retag(row: AnyRow) -> Retag:
    return Retag(**{name: getattr(row, name) for name in Retag.__dataclass_fields__})
