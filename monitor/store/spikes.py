"""Spikes as they are kept: one row a spike, open while it lasts, so that any number of daemons find it once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select, text, update

from monitor.model.spike import Burst, Sensitivity, Spike
from monitor.store import change, dialect
from monitor.store import schema as s


@dataclass(frozen=True, slots=True)
class Finding:
    """A burst that was found in a topic just now."""

    topic: int
    at: datetime
    burst: Burst
    sensitivity: Sensitivity
    learning: bool
    reason: str
    stories: tuple[int, ...]


def file(conn: Connection, found: Finding, cool_down: timedelta) -> bool:
    """Keep it: as a new spike, unless one is open, which then goes on. Returns whether it is new. A spike that has not
    held for the cool-down is over, and the next burst another one."""
    close(conn, found.at, cool_down, topic=found.topic)
    burst = found.burst
    row = dialect.insert(conn, s.spike).values(
        topic_id=found.topic, at=found.at, start=burst.start, end=burst.end, hours=burst.hours, stories=burst.stories,
        expected=burst.expected, tail=burst.tail, sensitivity=found.sensitivity.value, learning=found.learning,
        reason=found.reason, story_ids=list(found.stories), peak=burst.stories, held=found.at,
    )  # fmt: skip
    once = row.on_conflict_do_nothing(index_elements=["topic_id"], index_where=text("until IS NULL"))
    if conn.execute(once.returning(s.spike.c.id)).scalar() is not None:
        change.bump(conn)
        return True
    _hold(conn, found)
    return False


def _hold(conn: Connection, found: Finding) -> None:
    k = s.spike.c
    row = conn.execute(select(s.spike).where(k.topic_id == found.topic, k.until.is_(None)).with_for_update()).first()
    if row is None:
        return
    more = [story for story in found.stories if story not in set(row.story_ids)]
    values: dict[str, Any] = {"held": max(row.held, found.at)}
    if more:
        values["story_ids"] = [*row.story_ids, *more]
    if found.burst.stories > row.peak and found.burst.hours == row.hours:
        values["peak"] = found.burst.stories
    conn.execute(update(s.spike).where(k.id == row.id).values(values))


def any_to_close(conn: Connection, now: datetime, cool_down: timedelta) -> bool:
    """Whether `close` would end one."""
    k = s.spike.c
    return conn.execute(select(k.id).where(k.until.is_(None), k.held < now - cool_down).limit(1)).first() is not None


def close(conn: Connection, now: datetime, cool_down: timedelta, topic: int | None = None) -> int:
    """End the spikes that have not held for the cool-down. Returns how many."""
    k = s.spike.c
    over = [k.until.is_(None), k.held < now - cool_down, *([] if topic is None else [k.topic_id == topic])]
    done = conn.execute(update(s.spike).where(*over).values(until=now)).rowcount
    if done:
        change.bump(conn)
    return done


def told(conn: Connection, topic: int, since: datetime) -> frozenset[int]:
    """The stories of spikes of a topic that ended after `since`: no other spike is made of them."""
    k = s.spike.c
    rows = conn.execute(select(k.story_ids).where(k.topic_id == topic, k.until > since)).scalars()
    return frozenset(story for ids in rows for story in ids)


def open_since(conn: Connection, since: datetime, *, learning: bool = True) -> tuple[Spike, ...]:
    """The spikes found after `since`, oldest first: what alerts are made of. `learning` False leaves out those of
    topics that are known for less than 28 days. Each has its id for good; a topic has one open at a time."""
    k = s.spike.c
    known = () if learning else (k.learning.is_(False),)
    return _spikes(conn, _joined().where(k.at > since, *known).order_by(k.at, k.id))


def spikes(
    conn: Connection, topic: str | None = None, since: datetime | None = None, until: datetime | None = None,
    limit: int = 100,
) -> tuple[Spike, ...]:  # fmt: skip
    """Spikes of a topic (slug) or of all, found from `since` up to `until`, newest first."""
    k = s.spike.c
    some = [*([] if topic is None else [s.topic.c.slug == topic]), *([] if since is None else [k.at >= since]),
            *([] if until is None else [k.at < until])]  # fmt: skip
    return _spikes(conn, _joined().where(*some).order_by(k.at.desc(), k.id.desc()).limit(limit))


def by_id(conn: Connection, numbers: Collection[int]) -> tuple[Spike, ...]:
    """These, oldest first."""
    return _spikes(conn, _joined().where(s.spike.c.id.in_(numbers)).order_by(s.spike.c.id)) if numbers else ()


def _joined() -> Select[Any]:
    return select(s.spike, s.topic.c.slug, s.topic.c.name).join(s.topic, s.topic.c.id == s.spike.c.topic_id)


def _spikes(conn: Connection, statement: Select[Any]) -> tuple[Spike, ...]:
    return tuple(_spike(row) for row in conn.execute(statement))


def _spike(row: Any) -> Spike:
    return Spike(
        id=row.id, topic=row.slug, name=row.name, at=row.at,
        burst=Burst(row.start, row.end, row.hours, row.stories, row.expected, row.tail),
        sensitivity=Sensitivity(row.sensitivity), learning=row.learning, reason=row.reason,
        story_ids=tuple(row.story_ids), peak=row.peak, held=row.held, until=row.until,
    )  # fmt: skip


def headlines(conn: Connection, found: Sequence[Spike], most: int = 200) -> dict[int, str]:
    """The headline of each story of these spikes that is still there."""
    ids = list(dict.fromkeys(story for spike in found for story in spike.story_ids))[:most]
    k, r = s.story.c, s.revision.c
    joined = select(k.id, r.title).join(s.revision, (r.article_id == k.lead) & r.current.is_(True))
    return {row.id: row.title for row in conn.execute(joined.where(k.id.in_(ids)))} if ids else {}
