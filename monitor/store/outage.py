"""Whether we were down when an edition was due, and whether we have caught up since."""

from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from monitor.model.feed import FeedState
from monitor.store.schema import feed, feed_state, unjudged


def resumed(conn: Connection, period: datetime) -> datetime | None:
    """When we came back, if we were down at `period`; None when we were up."""
    down = (
        feed_state.c.state == FeedState.UNPOLLED.value,
        feed_state.c.start <= period,
        feed_state.c.end > period,
    )
    moment: datetime | None = conn.execute(select(func.max(feed_state.c.end)).where(*down)).scalar_one()
    return moment


def catching_up(conn: Connection, back: datetime) -> bool:
    """Whether something that came in since `back` is not judged yet, or a feed was not asked since."""
    waiting = (feed.c.retired.is_(None), feed.c.paused.is_(None), feed.c.next_poll_at <= back)
    unasked = (*waiting, or_(feed.c.last_polled.is_(None), feed.c.last_polled < back))
    behind = select(or_(select(unjudged).exists(), select(feed.c.id).where(*unasked).exists()))
    return bool(conn.execute(behind).scalar_one())
