"""How feeds stand for an alert: since when each is in trouble, how often it failed, when monitor itself was away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select

from monitor.model.feed import FeedState
from monitor.store.schema import feed, feed_state, poll_event

GOOD = frozenset({FeedState.OK, FeedState.SLOW, FeedState.NEW, FeedState.PAUSED})
AWAY = FeedState.UNPOLLED
NEAR = timedelta(minutes=30)  # two absences so close are one


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """A feed that is asked. `since`: when its trouble began; `away`: how much of that monitor did not ask it; `gaps`
    within the time asked for."""

    slug: str
    title: str
    state: FeedState
    detail: str
    since: datetime | None
    away: timedelta
    failures: int
    gaps: int


def standings(conn: Connection, now: datetime, reach: timedelta) -> Iterator[FeedStanding]:
    """Every feed that is not paused, by number. `reach`: back to when gaps count."""
    gaps, failures = _gaps(conn, now - reach, now), _failures(conn, now)
    asked = feed.c.retired.is_(None), feed.c.paused.is_(None), feed.c.created <= now
    for row in conn.execute(select(feed).where(*asked).order_by(feed.c.id)):
        state = FeedState(row.state)
        since, away = _since(conn, row, now) if state not in GOOD and state is not AWAY else (None, timedelta())
        yield FeedStanding(row.slug, row.title or row.slug, state, row.state_detail, since, away,
                           failures.get(row.id, 0), gaps.get(row.id, 0))  # fmt: skip


def _gaps(conn: Connection, since: datetime, now: datetime) -> dict[int, int]:
    k = feed_state.c
    rows = conn.execute(
        select(k.feed_id, func.count()).where(k.state == FeedState.GAP.value, k.start > since, k.start <= now)
        .group_by(k.feed_id)
    )  # fmt: skip
    return {row[0]: int(row[1]) for row in rows}


def _failures(conn: Connection, now: datetime) -> dict[int, int]:
    """Polls of feeds in trouble since the last good one."""
    e, f = poll_event.c, feed.c
    bad = f.state.not_in([one.value for one in GOOD]), or_(f.last_good.is_(None), e.at > f.last_good), e.at <= now
    rows = conn.execute(
        select(e.feed_id, func.count()).join(feed, f.id == e.feed_id).where(*bad).group_by(e.feed_id)
    )  # fmt: skip
    return {row[0]: int(row[1]) for row in rows}


def _since(conn: Connection, row: Any, now: datetime) -> tuple[datetime, timedelta]:
    """When it was last well, and for how much of the time since it was not asked."""
    k = feed_state.c
    mine = k.feed_id == row.id
    good = select(func.max(k.end, type_=k.end.type)).where(mine, k.state.in_([one.value for one in GOOD]))
    last: datetime | None = conn.execute(good.where(k.end <= now)).scalar()
    since = last or row.created
    spells = conn.execute(
        select(k.start, k.end).where(mine, k.state == AWAY.value, or_(k.end.is_(None), k.end > since))
    )
    away = sum((max(min(one.end or now, now) - max(one.start, since), timedelta()) for one in spells), timedelta())
    return since, away


@dataclass(frozen=True, slots=True)
class Absence:
    """Monitor was not running, or had no network."""

    start: datetime
    end: datetime
    feeds: int
    detail: str


def absences(conn: Connection, since: datetime, now: datetime) -> list[Absence]:
    """Those that ended after `since`, and from which every feed is back."""
    k = feed_state.c
    spells = select(feed_state).where(k.state == AWAY.value, or_(k.end.is_(None), k.end > since), k.start <= now)
    found: list[Absence] = []
    rows = conn.execute(spells.order_by(k.start, k.id)).all()
    open_ = min((row.start for row in rows if row.end is None or row.end > now), default=None)
    for row in rows:
        if row.end is None or row.end > now or (open_ is not None and row.end >= open_):
            continue
        if found and row.start <= found[-1].end + NEAR:
            last = found[-1]
            found[-1] = Absence(last.start, max(last.end, row.end), last.feeds + 1, last.detail)
        else:
            found.append(Absence(row.start, row.end, 1, row.detail))
    return found
