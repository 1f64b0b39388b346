"""Feeds that were blamed for what was our own network's fault get back what was taken from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from monitor.model.feed import FeedState
from monitor.store import change, health, rhythm
from monitor.store.schema import feed, feed_state

SPREAD_S = 300  # seconds over which those feeds are asked again: not all at once


@dataclass(frozen=True, slots=True)
class Blame:
    """A failure that was counted: when, how many points, and what is said instead."""

    at: datetime
    points: float
    detail: str


def acquit(conn: Connection, blamed: Mapping[int, Blame], now: datetime, soonest_s: float) -> int:
    """Take back the points of these feeds: they were unpolled since their failure, and are asked again soon. Returns
    how many. Feeds that answered meanwhile, or are polled no more, stay as they are."""
    active = feed.c.id.in_(blamed), feed.c.retired.is_(None), feed.c.paused.is_(None)
    found = conn.execute(select(feed).where(*active).order_by(feed.c.id).with_for_update()).all()
    rows = [row for row in found if row.last_polled == blamed[row.id].at]
    for row in rows:
        blame = blamed[row.id]
        known = rhythm.from_json(row.rhythm)
        fresh = replace(known, failures=max(0.0, known.failures - blame.points))
        again = now + timedelta(seconds=soonest_s + row.id * 61 % SPREAD_S)
        values = {
            "rhythm": rhythm.to_json(fresh),
            "state": FeedState.UNPOLLED.value,
            "state_detail": blame.detail,
            "next_poll_at": min(row.next_poll_at, again),
        }
        conn.execute(update(feed).where(feed.c.id == row.id).values(values))
        wrong = feed_state.c.feed_id == row.id, feed_state.c.start >= blame.at, feed_state.c.end.is_(None)
        conn.execute(delete(feed_state).where(*wrong))
    health.change(conn, [_turn(row.id, blamed[row.id]) for row in rows])
    if rows:
        change.bump(conn)
    return len(rows)


def _turn(number: int, blame: Blame) -> health.Turn:
    return health.Turn(number, FeedState.UNPOLLED, blame.at, None, blame.detail)
