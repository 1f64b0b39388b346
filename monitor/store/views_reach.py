"""Feeds as a program wants to reach them, and those that cannot be polled now: read, never written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from monitor.model.fetching import Access
from monitor.store import dialect
from monitor.store import schema as s
from monitor.store.polls import LONGEST_WAIT


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a feed is, and how it is asked. Secrets of feeds in the database are references, unless they were
    `opened`."""

    slug: str
    url: str
    declared_url: str
    outlet: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    access: Access = Access()
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A host that asked to be left alone."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A feed that was to be polled and cannot be: its host waits, another process polls it, or it is paused."""

    slug: str
    why: str  # host | held | paused
    until: datetime | None = None
    detail: str = ""


def reaches(conn: Connection) -> tuple[Reach, ...]:
    """All feeds that are not retired, by slug."""
    f = s.feed.c
    rows = conn.execute(
        select(f.slug, f.url, f.declared_url, f.outlet, f.headers, f.access).where(f.retired.is_(None)).order_by(f.slug)
    )
    return tuple(Reach(r.slug, r.url, r.declared_url, r.outlet, r.headers, Access(**r.access)) for r in rows)


def waiting(conn: Connection, now: datetime) -> dict[str, Waiting]:
    """The hosts that asked to be left alone and still are, by name."""
    h = s.host.c
    still = h.wait_until > now, h.wait_until <= now + LONGEST_WAIT  # what is longer was written by a clock ahead
    return {row.host: Waiting(row.wait_until, row.why) for row in conn.execute(select(s.host).where(*still))}


def held_back(conn: Connection, ids: Collection[int], now: datetime) -> tuple[HeldBack, ...]:
    """Why feeds that were to be polled were not, as far as it can be told, by slug."""
    f = s.feed
    hosts, clock = waiting(conn, now), dialect.clock(conn)
    leased = (f.c.lease_until >= clock).label("leased")
    rows = conn.execute(select(f.c.slug, f.c.host, f.c.paused, leased).where(f.c.id.in_(ids)).order_by(f.c.slug))
    return tuple(_held_back(row.slug, row.paused, hosts.get(row.host), bool(row.leased)) for row in rows)


def _held_back(slug: str, paused: datetime | None, wait: Waiting | None, leased: bool) -> HeldBack:
    if paused is not None:
        return HeldBack(slug, "paused", None, "it is paused: `monitor feeds resume` polls it again")
    if wait is not None:
        asked = f"its host asked us to wait until {wait.until:%Y-%m-%d %H:%M} UTC"
        return HeldBack(slug, "host", wait.until, f"{asked} ({wait.why})" if wait.why else asked)
    words = "another process polls it now" if leased else "another process took it, or it was taken away"
    return HeldBack(slug, "held", None, words)
