"""Feeds as their list reads them: how each is, since when, why it is polled as often as it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select
from sqlalchemy.engine import Row

from monitor.model.feed import FeedState
from monitor.store import schema as s
from monitor.store.views_frame import is_trouble, rank, state_now
from monitor.store.views_reach import Waiting, waiting

RECENT = timedelta(hours=24)
HEAVY = frozenset({"headers", "access", "rhythm", "created", "last_full", "last_good", "newest"})


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed in the list. `new_a_day` counts the entries that were new in the last 24 hours; `waits` is what its host
    asked for; `outcome`, `status` and `said` are those of its last poll."""

    id: int
    slug: str
    title: str
    url: str
    host: str
    state: FeedState
    since: datetime | None
    detail: str
    gap: str
    gap_at: datetime | None
    new_a_day: int
    interval_s: int
    next_poll_at: datetime
    last_polled: datetime | None
    managed_by: str
    outlet: str | None
    lang: str | None
    why: str = ""
    priority: str = "normal"
    waits: Waiting | None = None
    outcome: str | None = None
    status: int | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A spell of a feed, for its strip."""

    state: str
    start: datetime
    end: datetime | None
    detail: str


def lines(conn: Connection, now: datetime, *, retired: bool = False) -> tuple[FeedLine, ...]:
    """All feeds, trouble first by seriousness, then by name; `retired`: those too that are polled no more."""
    rows = conn.execute(statement(retired=retired, heavy=False)).all()
    gaps, new, hosts = _gaps(conn, now), _new(conn, now), waiting(conn, now)
    found = [_line(row, gaps.get(row.id), new.get(row.id, 0), hosts.get(row.host), now) for row in rows]
    return tuple(sorted(found, key=lambda line: (rank(shown_state(line)), line.title.casefold(), line.id)))


def shown_state(line: FeedLine) -> FeedState:
    """The state as shown: a healthy feed that had a gap today is "gap"."""
    return FeedState.GAP if line.gap_at and line.state in (FeedState.OK, FeedState.SLOW) else line.state


def line_of(conn: Connection, row: Row[Any], now: datetime) -> FeedLine:
    """The line of a feed's row, as `statement` gives it."""
    wait, one = waiting(conn, now).get(row.host), row.id
    return _line(row, _gaps(conn, now, one).get(one), _new(conn, now, one).get(one, 0), wait, now)


def is_sick(line: FeedLine) -> bool:
    """Whether a feed is in trouble, as shown."""
    return is_trouble(shown_state(line))


def past(conn: Connection, start: datetime, feeds: Sequence[int] | None = None) -> Mapping[int, tuple[Past, ...]]:
    """Spells since `start`, by feed, oldest first."""
    k = s.feed_state
    statement = select(k).where(k.c.end.is_(None) | (k.c.end > start)).order_by(k.c.start)
    if feeds is not None:
        statement = statement.where(k.c.feed_id.in_(feeds))
    found: dict[int, list[Past]] = defaultdict(list)
    for row in conn.execute(statement):
        found[row.feed_id].append(Past(row.state, row.start, row.end, row.detail))
    return {feed: tuple(spells) for feed, spells in found.items()}


def cells(spells: Sequence[Past], start: datetime, width: timedelta, count: int, now: datetime) -> list[str | None]:
    """The worst state in each of `count` cells of `width`; None before the feed and after now."""
    found: list[str | None] = [None] * count
    for spell in spells:
        end = min(spell.end or now, now)
        first = max(0, (spell.start - start) // width)
        last = min(count - 1, (end - timedelta(microseconds=1) - start) // width)
        for index in range(first, last + 1):
            other = found[index]
            if other is None or rank(FeedState(spell.state)) < rank(FeedState(other)):
                found[index] = spell.state
    return found


def statement(*, retired: bool = False, heavy: bool = True) -> Select[Any]:
    """Rows of feeds, each with the start of its open spell and its last poll. `heavy`: with what a list never shows."""
    f, k, e = s.feed, s.feed_state, s.poll_event
    open_spell = and_(k.c.feed_id == f.c.id, k.c.end.is_(None), k.c.state == f.c.state)
    newest = select(e.c.id).where(e.c.feed_id == f.c.id).order_by(e.c.at.desc(), e.c.id.desc()).limit(1)
    last = e.c.id == newest.correlate(f).scalar_subquery()
    columns = k.c.start.label("since"), e.c.outcome, e.c.status, e.c.detail.label("said")
    own = [column for column in f.c if heavy or column.name not in HEAVY]
    made = select(*own, *columns).select_from(f.outerjoin(k, open_spell).outerjoin(e, last))
    return made if retired else made.where(f.c.retired.is_(None))


def _line(row: Row[Any], gap: Row[Any] | None, new: int, wait: Waiting | None, now: datetime) -> FeedLine:
    state = state_now(row, now)
    return FeedLine(
        id=row.id, slug=row.slug, title=row.title or row.slug, url=row.url, host=row.host, state=state,
        since=row.last_polled if state is FeedState.UNPOLLED else row.paused or row.since, detail=row.state_detail,
        gap=gap.detail if gap else "",
        gap_at=gap.start if gap else None, new_a_day=new, interval_s=_interval(row),
        next_poll_at=row.next_poll_at, last_polled=row.last_polled, managed_by=row.managed_by, outlet=row.outlet,
        lang=row.lang, why=row.interval_why, priority=row.priority, waits=wait,
        outcome=row.outcome, status=row.status, said=row.said or "",
    )  # fmt: skip


def _interval(row: Row[Any]) -> int:
    """As cadence left it; before the first poll, as declared."""
    return int(row.interval_now_s if row.last_polled or not row.interval_s else row.interval_s)


def _gaps(conn: Connection, now: datetime, one: int | None = None) -> dict[int, Row[Any]]:
    k = s.feed_state
    wanted = select(k).where(k.c.state == FeedState.GAP.value, k.c.start >= now - RECENT)
    rows = conn.execute((wanted if one is None else wanted.where(k.c.feed_id == one)).order_by(k.c.start))
    return {row.feed_id: row for row in rows}


def _new(conn: Connection, now: datetime, one: int | None = None) -> dict[int, int]:
    e = s.poll_event
    wanted = select(e.c.feed_id, func.sum(e.c.new)).where(e.c.at >= now - RECENT, e.c.new > 0)
    if one is not None:
        wanted = wanted.where(e.c.feed_id == one)
    return {feed: int(total) for feed, total in conn.execute(wanted.group_by(e.c.feed_id))}
