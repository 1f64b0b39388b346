"""Feeds as their pages read them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select
from sqlalchemy.engine import Row

from monitor.errors import NotFound
from monitor.model.feed import FeedState
from monitor.store import schema as s
from monitor.store.views_frame import rank, state_now

RECENT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed in the list. `new_a_day` counts the entries that were new in the last 24 hours."""

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


@dataclass(frozen=True, slots=True)
class Past:
    """A spell of a feed, for its strip."""

    state: str
    start: datetime
    end: datetime | None
    detail: str


@dataclass(frozen=True, slots=True)
class PollLine:
    """One poll, for people."""

    at: datetime
    outcome: str
    status: int | None
    wire_bytes: int
    ms: int
    entries: int
    new: int
    overlap: int
    left_out: int
    detail: str


@dataclass(frozen=True, slots=True)
class FeedView:
    """One feed with everything its page says."""

    line: FeedLine
    site_url: str | None
    why: str
    last_good: datetime | None
    newest: datetime | None
    left_out: int
    articles: int
    created: datetime
    moved: tuple[tuple[str, str], ...]
    polls: tuple[PollLine, ...]
    past: tuple[Past, ...]


def lines(conn: Connection, now: datetime) -> tuple[FeedLine, ...]:
    """All feeds, trouble first by seriousness, then by name."""
    rows = conn.execute(_statement()).all()
    gaps, new = _gaps(conn, now), _new(conn, now)
    found = [_line(row, gaps.get(row.id), new.get(row.id, 0), now) for row in rows]
    return tuple(sorted(found, key=lambda line: (rank(shown_state(line)), line.title.casefold(), line.id)))


def shown_state(line: FeedLine) -> FeedState:
    """The state as shown: a healthy feed that had a gap today is "gap"."""
    return FeedState.GAP if line.gap_at and line.state in (FeedState.OK, FeedState.SLOW) else line.state


def feed(conn: Connection, name: str, now: datetime, *, polls: int = 50, days: int = 30) -> FeedView:
    """One feed by slug or number. Raises NotFound."""
    f = s.feed
    wanted = f.c.slug == name if not name.isdecimal() else (f.c.slug == name) | (f.c.id == int(name[:15]))
    row = conn.execute(_statement(retired=True).where(wanted)).first()
    if row is None:
        raise NotFound(f"No feed is called {name!r}.")
    line = _line(row, _gaps(conn, now).get(row.id), _new(conn, now).get(row.id, 0), now)
    return FeedView(
        line=line, site_url=row.site_url, why=row.interval_why, last_good=row.last_good, newest=row.newest,
        left_out=row.left_out, articles=_articles(conn, row.id), created=row.created, moved=_moved(row.rhythm),
        polls=_polls(conn, row.id, polls), past=past(conn, now - timedelta(days=days), [row.id]).get(row.id, ()),
    )  # fmt: skip


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


def _statement(*, retired: bool = False) -> Select[Any]:
    f, k = s.feed, s.feed_state
    open_spell = and_(k.c.feed_id == f.c.id, k.c.end.is_(None), k.c.state == f.c.state)
    statement = select(f, k.c.start.label("since")).select_from(f.outerjoin(k, open_spell))
    return statement if retired else statement.where(f.c.retired.is_(None))


def _line(row: Row[Any], gap: Row[Any] | None, new: int, now: datetime) -> FeedLine:
    state = state_now(row, now)
    return FeedLine(
        id=row.id, slug=row.slug, title=row.title or row.slug, url=row.url, host=row.host, state=state,
        since=row.last_polled if state is FeedState.UNPOLLED else row.paused or row.since, detail=row.state_detail,
        gap=gap.detail if gap else "",
        gap_at=gap.start if gap else None, new_a_day=new, interval_s=row.interval_s or row.interval_now_s,
        next_poll_at=row.next_poll_at, last_polled=row.last_polled, managed_by=row.managed_by, outlet=row.outlet,
        lang=row.lang,
    )  # fmt: skip


def _gaps(conn: Connection, now: datetime) -> dict[int, Row[Any]]:
    k = s.feed_state
    rows = conn.execute(
        select(k).where(k.c.state == FeedState.GAP.value, k.c.start >= now - RECENT).order_by(k.c.start)
    )
    return {row.feed_id: row for row in rows}


def _new(conn: Connection, now: datetime) -> dict[int, int]:
    e = s.poll_event
    statement = select(e.c.feed_id, func.sum(e.c.new)).where(e.c.at >= now - RECENT, e.c.new > 0)
    return {feed: int(total) for feed, total in conn.execute(statement.group_by(e.c.feed_id))}


def _articles(conn: Connection, feed: int) -> int:
    g = s.sighting
    return int(conn.execute(select(func.count(g.c.article_id.distinct())).where(g.c.feed_id == feed)).scalar_one())


def _polls(conn: Connection, feed: int, most: int) -> tuple[PollLine, ...]:
    e = s.poll_event
    rows = conn.execute(select(e).where(e.c.feed_id == feed).order_by(e.c.at.desc(), e.c.id.desc()).limit(most))
    return tuple(
        PollLine(r.at, r.outcome, r.status, r.wire_bytes, r.ms, r.entries, r.new, r.overlap, r.left_out, r.detail)
        for r in rows
    )


def _moved(rhythm: Any) -> tuple[tuple[str, str], ...]:
    moved = (rhythm or {}).get("moved") or ()
    return tuple((str(pair[0]), str(pair[1])) for pair in moved if len(pair) == 2)
