"""What stands around every page: the topics with today's stories, and how the feeds are right now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, select
from sqlalchemy.engine import Row

from monitor.model.coverage import Spell
from monitor.model.feed import FeedState
from monitor.store import schema as s
from monitor.store.health import TURNS_MISSED
from monitor.store.instant import Instant

HEALTHY = frozenset({FeedState.OK, FeedState.SLOW})
WORST = (
    FeedState.GONE, FeedState.DEAD, FeedState.FAILING, FeedState.BLOCKED, FeedState.EMPTY, FeedState.GAP,
    FeedState.UNPOLLED, FeedState.SILENT, FeedState.NEW, FeedState.PAUSED, FeedState.SLOW, FeedState.OK,
)  # fmt: skip
GAP_SHOWN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class TopicTab:
    """A topic in the rail."""

    id: int
    slug: str
    name: str
    slot: int
    today: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the feeds are now. `trouble` is worst first; `paused` and `new` ones are neither healthy nor trouble."""

    feeds: int
    healthy: int
    trouble: tuple[Spell, ...]
    paused: int = 0
    new: int = 0


def rank(state: FeedState) -> int:
    """The place of a state, worst first."""
    return WORST.index(state)


def topics(conn: Connection, midnight: datetime) -> tuple[TopicTab, ...]:
    """Topics in the order of their creation, each with the stories first seen since local midnight."""
    counts, rows = stories_since(conn, midnight), conn.execute(_topics())
    return tuple(TopicTab(row.id, row.slug, row.name, row.slot, counts.get(row.id, 0)) for row in rows)


def stories_since(conn: Connection, start: datetime) -> dict[int, int]:
    """Stories first seen since `start`, by topic id."""
    return {row[0]: row[1] for row in conn.execute(_stories_since(), {"start": start})}


@cache
def _stories_since() -> Select[Any]:
    m, j, k = s.topic_match, s.judgement, s.story
    joined = k.join(j, j.c.story_id == k.c.id).join(m, and_(m.c.article_id == j.c.article_id, m.c.valid_to.is_(None)))
    statement = select(m.c.topic_id, func.count(k.c.id.distinct())).select_from(joined)
    return statement.where(k.c.first_seen >= bindparam("start", type_=Instant)).group_by(m.c.topic_id)


@cache
def _topics() -> Select[Any]:
    t = s.topic
    return select(t.c.id, t.c.slug, t.c.name, t.c.slot).where(t.c.retired.is_(None)).order_by(t.c.id)


@cache
def _feeds() -> Select[Any]:
    f, k = s.feed, s.feed_state
    columns = (f.c.slug, f.c.title, f.c.state, f.c.state_detail, f.c.paused, f.c.created, f.c.last_polled,
               f.c.next_poll_at, f.c.interval_now_s, k.c.start)  # fmt: skip
    spell = and_(k.c.feed_id == f.c.id, k.c.end.is_(None), k.c.state == f.c.state)
    return select(*columns).outerjoin(k, spell).where(f.c.retired.is_(None))


@cache
def _recent_gaps() -> Select[Any]:
    k, f = s.feed_state, s.feed
    statement = select(f.c.slug, f.c.title, k.c.start, k.c.end, k.c.detail).join(f, f.c.id == k.c.feed_id)
    recent = k.c.start >= bindparam("since", type_=Instant)
    return statement.where(k.c.state == FeedState.GAP.value, recent).order_by(k.c.start)


def standing(conn: Connection, now: datetime) -> Standing:
    """How the feeds are now, with the gaps of the last day."""
    gaps, rows = _gaps(conn, now), conn.execute(_feeds()).all()
    spells = {row.slug: _spell(row, gaps.get(row.slug), now) for row in rows}
    trouble = [spell for spell in spells.values() if is_trouble(spell.state)]
    trouble.sort(key=lambda spell: (rank(spell.state), spell.start, spell.feed))
    states = [spell.state for spell in spells.values()]
    healthy = sum(state in HEALTHY for state in states)
    return Standing(len(spells), healthy, tuple(trouble), states.count(FeedState.PAUSED), states.count(FeedState.NEW))


def is_trouble(state: FeedState) -> bool:
    """Neither healthy, nor paused by a person, nor still waiting for its first poll."""
    return state not in HEALTHY and state not in (FeedState.PAUSED, FeedState.NEW)


def state_now(row: Row[Any], now: datetime) -> FeedState:
    """The state of a feed's row; a poll that is long overdue says that monitor itself does not poll."""
    if row.paused:
        return FeedState.PAUSED
    state = FeedState(row.state)
    return FeedState.UNPOLLED if state in HEALTHY and _is_overdue(row, now) else state


def _is_overdue(row: Row[Any], now: datetime) -> bool:
    if row.last_polled is None or row.next_poll_at >= now:
        return False
    return bool(now - row.last_polled > TURNS_MISSED * timedelta(seconds=row.interval_now_s))


def _spell(row: Row[Any], gap: Spell | None, now: datetime) -> Spell:
    state = state_now(row, now)
    if gap and state in HEALTHY:
        return gap
    start = row.last_polled if state is FeedState.UNPOLLED else row.paused or row.start or row.created
    return Spell(row.slug, row.title or row.slug, state, start, None, row.state_detail)


def _gaps(conn: Connection, now: datetime) -> dict[str, Spell]:
    rows = conn.execute(_recent_gaps(), {"since": now - GAP_SHOWN})
    return {r.slug: Spell(r.slug, r.title or r.slug, FeedState.GAP, r.start, r.end, r.detail) for r in rows}
