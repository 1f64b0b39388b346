"""One feed as its page reads it: its line, its past, its polls, what it asks for, and when it publishes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from monitor.errors import NotFound
from monitor.model.feed import Rhythm
from monitor.store import rhythm
from monitor.store import schema as s
from monitor.store.views_feeds import FeedLine, Past, line_of, past, statement

POLLS, DAYS = 50, 30
RHYTHM_DAYS, MOST_TIMES = 28, 20_000


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
    """One feed with everything its page says. `times`: when the articles of the last 28 days appeared."""

    line: FeedLine
    declared_url: str
    site_url: str | None
    last_good: datetime | None
    last_full: datetime | None
    newest: datetime | None
    left_out: int
    articles: int
    created: datetime
    retired: datetime | None
    etag: bool
    last_modified: bool
    fixed: bool
    rhythm: Rhythm
    polls: tuple[PollLine, ...]
    past: tuple[Past, ...]
    times: tuple[datetime, ...]


def feed(conn: Connection, name: str, now: datetime, *, polls: int = POLLS, days: int = DAYS) -> FeedView:
    """One feed by slug or number. Raises NotFound."""
    row = _found(conn, name)
    return FeedView(
        line=line_of(conn, row, now), declared_url=row.declared_url, site_url=row.site_url, last_good=row.last_good,
        last_full=row.last_full, newest=row.newest, left_out=row.left_out, articles=_articles(conn, row.id),
        created=row.created, retired=row.retired, etag=bool(row.etag), last_modified=bool(row.last_modified),
        fixed=row.interval_s is not None, rhythm=rhythm.from_json(row.rhythm), polls=_polls(conn, row.id, polls),
        past=past(conn, now - timedelta(days=days), [row.id]).get(row.id, ()),
        times=_times(conn, row.id, now - timedelta(days=RHYTHM_DAYS)),
    )  # fmt: skip


def _found(conn: Connection, name: str) -> Row[Any]:
    f = s.feed
    wanted = f.c.slug == name if not name.isdecimal() else (f.c.slug == name) | (f.c.id == int(name[:15]))
    row = conn.execute(statement(retired=True).where(wanted)).first()
    if row is None:
        raise NotFound(f"No feed is called {name!r}.")
    return row


def _articles(conn: Connection, number: int) -> int:
    g = s.sighting
    return int(conn.execute(select(func.count(g.c.article_id.distinct())).where(g.c.feed_id == number)).scalar_one())


def _polls(conn: Connection, number: int, most: int) -> tuple[PollLine, ...]:
    e = s.poll_event
    rows = conn.execute(select(e).where(e.c.feed_id == number).order_by(e.c.at.desc(), e.c.id.desc()).limit(most))
    return tuple(
        PollLine(r.at, r.outcome, r.status, r.wire_bytes, r.ms, r.entries, r.new, r.overlap, r.left_out, r.detail)
        for r in rows
    )


def _times(conn: Connection, number: int, start: datetime) -> tuple[datetime, ...]:
    """When its articles appeared, each once: as dated, where the date can be; what lay in the document before the first
    poll and has no date says nothing."""
    a, g = s.article, s.sighting
    told = a.c.effective >= start, (a.c.published.is_not(None)) | (a.c.backfill.is_(False))
    within = select(g.c.article_id).where(g.c.feed_id == number)
    rows = conn.execute(select(a.c.effective).where(a.c.id.in_(within), *told).limit(MOST_TIMES))
    return tuple(row.effective for row in rows)
