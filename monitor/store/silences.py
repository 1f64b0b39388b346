"""Silences of paired feeds: what each feed of a pair said, and the rows in which a silence is kept until it is over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select, text, update

from monitor.model.feed import FeedState
from monitor.model.spike import Silence
from monitor.store import change, dialect
from monitor.store import schema as s

NOT_ASKED = (FeedState.UNPOLLED.value, FeedState.PAUSED.value)


@dataclass(frozen=True, slots=True)
class Member:
    """A feed of a pair. `deaf`: when it last ended that nobody asked it; `off`: paused, out of use or not asked now."""

    id: int
    slug: str
    state: str
    begun: datetime | None
    heard: datetime | None
    deaf: datetime | None
    off: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A feed brought an article."""

    feed: int
    slug: str
    at: datetime
    article: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A silence that was found just now."""

    pair: str
    silent: int
    speaking: int
    article: int
    at: datetime
    spoke: datetime
    heard: datetime | None
    hours: int
    reason: str


def members(conn: Connection, slugs: Sequence[str], topic: str | None, now: datetime) -> tuple[Member, ...]:
    """The feeds of a pair that are there."""
    f = s.feed.c
    rows = conn.execute(select(s.feed).where(f.slug.in_(slugs))).all()
    return tuple(_member(conn, row, topic, now) for row in sorted(rows, key=lambda row: slugs.index(row.slug)))


def _member(conn: Connection, row: Any, topic: str | None, now: datetime) -> Member:
    t, g = s.feed_state.c, s.sighting.c
    heard = conn.execute(select(func.max(g.first_seen)).where(g.feed_id == row.id, _about(topic))).scalar()
    spells = select(t.end).where(t.feed_id == row.id, t.state.in_(NOT_ASKED), or_(t.end.is_(None), t.end <= now))
    ends = conn.execute(spells).scalars().all()
    off = row.retired is not None or row.paused is not None or row.last_polled is None or None in ends
    deaf = max((end for end in ends if end is not None), default=None)
    return Member(row.id, row.slug, row.state, row.first_good or row.created, heard, deaf, off)


def words(
    conn: Connection, feeds: Collection[int], topic: str | None, since: datetime, until: datetime
) -> tuple[Spoken, ...]:
    """What these feeds said after `since` and up to `until`; first polls say nothing."""
    g, f, a = s.sighting.c, s.feed.c, s.article.c
    joined = s.sighting.join(s.feed, f.id == g.feed_id).join(s.article, a.id == g.article_id)
    columns: Select[Any] = select(g.feed_id, f.slug, g.first_seen, g.article_id).select_from(joined)
    some = g.feed_id.in_(feeds), g.first_seen > since, g.first_seen <= until, a.backfill.is_(False), _about(topic)
    rows = conn.execute(columns.where(*some).order_by(g.first_seen, g.article_id))
    return tuple(Spoken(row.feed_id, row.slug, row.first_seen, row.article_id) for row in rows)


def _about(topic: str | None) -> ColumnElement[bool]:
    if topic is None:
        return s.sighting.c.article_id.is_not(None)
    m, t = s.topic_match.c, s.topic.c
    number = select(t.id).where(t.slug == topic).scalar_subquery()
    return exists().where(
        and_(m.article_id == s.sighting.c.article_id, m.topic_id == number, m.valid_to.is_(None), m.retag.is_(False))
    )


def file(conn: Connection, found: Finding) -> bool:
    """Keep it, once until it is over. Returns whether it is new."""
    row = dialect.insert(conn, s.silence).values(
        pair=found.pair, feed_id=found.silent, speaking_id=found.speaking, article_id=found.article, at=found.at,
        spoke=found.spoke, heard=found.heard, hours=found.hours, reason=found.reason,
    )  # fmt: skip
    once = row.on_conflict_do_nothing(index_elements=["pair", "feed_id"], index_where=text("until IS NULL"))
    new = conn.execute(once.returning(s.silence.c.id)).scalar() is not None
    if new:
        change.bump(conn)
    return new


def close(conn: Connection, numbers: Collection[int], now: datetime) -> None:
    """These are over."""
    if numbers:
        k = s.silence.c
        conn.execute(update(s.silence).where(k.id.in_(numbers), k.until.is_(None)).values(until=now))
        change.bump(conn)


def open_now(conn: Connection) -> tuple[Silence, ...]:
    """The silences that last, oldest first."""
    return _silences(conn, s.silence.c.until.is_(None))


def open_since(conn: Connection, since: datetime) -> tuple[Silence, ...]:
    """Those found after `since` that last, oldest first: what alerts are made of."""
    return _silences(conn, and_(s.silence.c.until.is_(None), s.silence.c.at > since))


def silences(conn: Connection, since: datetime) -> tuple[Silence, ...]:
    """Those that lasted at some time after `since`, oldest first."""
    return _silences(conn, or_(s.silence.c.until.is_(None), s.silence.c.until > since))


def _silences(conn: Connection, which: ColumnElement[bool]) -> tuple[Silence, ...]:
    k, silent, speaking = s.silence, s.feed.alias("silent"), s.feed.alias("speaking")
    joined = k.join(silent, silent.c.id == k.c.feed_id).join(speaking, speaking.c.id == k.c.speaking_id)
    columns = select(k, silent.c.slug.label("silent"), speaking.c.slug.label("speaking")).select_from(joined)
    rows = conn.execute(columns.where(which).order_by(k.c.at, k.c.id)).mappings()
    return tuple(_silence(row) for row in rows)


def _silence(row: Mapping[Any, Any]) -> Silence:
    return Silence(
        row["id"], row["pair"], row["silent"], row["speaking"], row["article_id"], row["at"], row["spoke"],
        row["heard"], row["hours"], row["reason"], row["until"],
    )  # fmt: skip
