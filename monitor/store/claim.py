"""Claiming due feeds, so that any number of daemons share one database: one statement a batch, a lease on each row.

The lease is measured by the database's own clock; its token grows with each claim, and landing demands it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Executable,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
    update,
)

from monitor.model.feed import DueFeed, FeedState, Priority
from monitor.model.fetching import Access, Validators
from monitor.model.options import PollOptions
from monitor.store import dialect, polls, rhythm
from monitor.store.database import Database
from monitor.store.lookups import AnyRow
from monitor.store.schema import feed, host

SECOND = 1_000_000  # microseconds
SKEW = timedelta(minutes=1)  # by which the clocks of several machines may differ
ACTIVE = and_(feed.c.retired.is_(None), feed.c.paused.is_(None))
GIVEN_BACK = {"lease_until": 0, "lease_holder": None}


def claim(  # noqa: PLR0913 - the ways to narrow a claim, by keyword
    db: Database,
    *,
    now: datetime,
    options: PollOptions,
    holder: str,
    only: Sequence[int] | None = None,
    everything: bool = False,
    limit: int | None = None,
) -> tuple[DueFeed, ...]:
    """Take due feeds, the longest due first: at most `limit`, none whose host waits, and of a host only so many that
    at most `options.per_host_claim` are leased at once, by whomever. `everything`: whether due or not; `only`: these
    ids. A lease that has run out is free again."""

    def work(conn: Connection) -> tuple[DueFeed, ...]:
        wanted = [true() if everything else _is_due(now)]
        if only is not None:
            wanted.append(feed.c.id.in_(only))
        free = and_(ACTIVE, feed.c.lease_until < dialect.clock(conn), *wanted)
        ranked = _ranked(free, now, _leased(conn))
        chosen = _chosen(free, ranked, options.per_host_claim, options.claim if limit is None else limit)
        rows = conn.execute(_take(conn, chosen, holder, options.lease_s)).all()
        return tuple(_due(row) for row in sorted(rows, key=lambda row: (row.next_poll_at, row.id)))

    return db.run(work)


def release(db: Database, dues: Sequence[DueFeed], *, now: datetime) -> None:
    """Give claimed feeds back unpolled; they are due at once. A lease that was lost meanwhile is left alone."""
    del now  # they never stopped being due
    rows = [{"feed_id": due.id, "held": due.token} for due in sorted(dues, key=lambda due: due.id)]
    statement = update(feed).where(feed.c.id == bindparam("feed_id"), feed.c.lease_token == bindparam("held"))
    if rows:
        db.run(lambda conn: conn.execute(statement.values(**GIVEN_BACK), rows))


def keep(db: Database, dues: Sequence[DueFeed], lease_s: int) -> None:
    """Make the leases of these feeds as long again: their polls go on. One that was lost meanwhile is left alone."""

    def work(conn: Connection) -> None:
        rows = [{"feed_id": due.id, "held": due.token} for due in sorted(dues, key=lambda due: due.id)]
        mine = feed.c.id == bindparam("feed_id"), feed.c.lease_token == bindparam("held"), feed.c.lease_until > 0
        conn.execute(update(feed).where(*mine).values(lease_until=dialect.clock(conn) + lease_s * SECOND), rows)

    if dues:
        db.run(work)


def next_due(db: Database) -> datetime | None:
    """When the next feed is due; None without feeds. Hosts that wait and leases do not count."""
    with db.read() as conn:
        return conn.execute(select(func.min(feed.c.next_poll_at)).where(ACTIVE)).scalar()


def _is_due(now: datetime) -> ColumnElement[bool]:
    """A feed that was polled in the future is due too: the clock was ahead then, and so is its next poll."""
    return or_(feed.c.next_poll_at <= now, feed.c.last_polled > now + SKEW)


def _leased(conn: Connection) -> CTE:
    """How many feeds of each host are leased now."""
    running = feed.c.lease_until >= dialect.clock(conn)
    return select(feed.c.host, func.count().label("feeds")).where(running).group_by(feed.c.host).cte("leased")


def _ranked(free: ColumnElement[bool], now: datetime, leased: CTE) -> CTE:
    """What is free and whose host does not wait; `turn`: its place at its host, behind what is leased there."""
    turn = func.row_number().over(partition_by=feed.c.host, order_by=(feed.c.next_poll_at, feed.c.id))
    host_waits = and_(host.c.wait_until > now, host.c.wait_until <= now + polls.LONGEST_WAIT)
    tables = feed.outerjoin(host, and_(host.c.host == feed.c.host, host_waits)).outerjoin(
        leased, leased.c.host == feed.c.host
    )
    place = (turn + func.coalesce(leased.c.feeds, 0)).label("turn")
    return select(feed.c.id, place).select_from(tables).where(free, host.c.host.is_(None)).cte("ranked")


def _chosen(free: ColumnElement[bool], ranked: CTE, per_host: int, limit: int) -> CTE:
    """The ids to take. `free` stands twice: PostgreSQL looks at it again on the row that it locks."""
    polite = select(ranked.c.id).where(ranked.c.turn <= per_host)
    chosen = select(feed.c.id).where(feed.c.id.in_(polite), free).order_by(feed.c.next_poll_at, feed.c.id).limit(limit)
    return dialect.skip_locked(chosen).cte("chosen")


def _take(conn: Connection, chosen: CTE, holder: str, lease_s: int) -> Executable:
    return (
        update(feed)
        .where(feed.c.id.in_(select(chosen.c.id)))
        .values(
            lease_token=feed.c.lease_token + 1,
            lease_until=dialect.clock(conn) + lease_s * SECOND,
            lease_holder=holder,
        )
        .returning(feed)
    )


def _due(row: AnyRow) -> DueFeed:
    return DueFeed(
        id=row.id,
        slug=row.slug,
        url=row.url,
        host=row.host,
        token=row.lease_token,
        validators=Validators(row.etag, row.last_modified, row.body_hash),
        rhythm=rhythm.from_json(row.rhythm),
        state=FeedState(row.state),
        title=row.title,
        outlet=row.outlet,
        lang=row.lang,
        interval_s=row.interval_s,
        headers=row.headers,
        priority=Priority(row.priority),
        access=Access(**row.access),
        declared_url=row.declared_url,
        last_polled=row.last_polled,
        last_full=row.last_full,
        first_poll=row.last_good is None,
        first_good=row.first_good,
        left_out=row.left_out,
        due_at=row.next_poll_at,
    )
