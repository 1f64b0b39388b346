"""Feeds as declared by files and people, and the handles on them: pause, resume, poll now."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from monitor.errors import ConfigurationError, NotFound, Problem, UsageError
from monitor.lang.urls import host_of
from monitor.model.feed import FeedSpec, FeedState, Rhythm
from monitor.store import change, dialect, health, rhythm
from monitor.store.database import Database
from monitor.store.lookups import AnyRow
from monitor.store.schema import feed, sighting

LEARNT = ("title", "lang")  # a declaration without them leaves what the feed says of itself
TAKEN_AWAY = {"lease_token": feed.c.lease_token + 1, "lease_until": 0, "lease_holder": None}


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed in a list: as declared, and how it is."""

    id: int
    slug: str
    url: str
    title: str
    outlet: str | None
    lang: str | None
    managed_by: str
    state: FeedState
    detail: str
    created: datetime
    paused: datetime | None
    retired: datetime | None
    last_polled: datetime | None
    last_good: datetime | None
    newest: datetime | None
    next_poll_at: datetime
    interval_s: int
    interval_why: str
    fixed_interval_s: int | None
    left_out: int
    failures: float
    articles: int


def declare(db: Database, specs: Sequence[FeedSpec], *, managed_by: str, now: datetime) -> None:
    """`declare_in` in a transaction of its own."""
    db.run(lambda conn: declare_in(conn, specs, managed_by=managed_by, now=now))


def declare_in(conn: Connection, specs: Sequence[FeedSpec], *, managed_by: str, now: datetime) -> None:
    """Make these the feeds of `managed_by`. New ones are due at once; one of the configuration that is gone is retired,
    its articles kept. Raises ConfigurationError for a slug that the other side has."""
    dialect.alone(conn, "declare")
    known = {row.slug: row for row in conn.execute(select(feed))}
    for spec in specs:
        _declare(conn, spec, known.get(spec.slug), managed_by, now)
    if managed_by == "config":
        kept = {spec.slug for spec in specs}
        gone = [row.id for row in known.values() if row.managed_by == "config" and row.slug not in kept]
        _retire(conn, gone, now)


def add(db: Database, spec: FeedSpec, *, now: datetime) -> int:
    """Add one feed of a person's; a retired one of theirs comes back. Returns its id. Raises UsageError for a slug that
    is in use."""

    def work(conn: Connection) -> int:
        row = conn.execute(select(feed).where(feed.c.slug == spec.slug)).one_or_none()
        if row is not None and (row.retired is None or row.managed_by != "app"):
            raise UsageError(f"A feed called {spec.slug!r} exists already: {row.url}. Choose another name.")
        return _declare(conn, spec, row, "app", now)

    return db.run(work)


def remove(db: Database, slug: str, *, now: datetime) -> None:
    """Retire one feed of a person's; its articles stay. Raises NotFound, or UsageError for a feed of the files."""

    def work(conn: Connection) -> None:
        row = _find(conn, slug)
        if row.managed_by != "app":
            raise UsageError(f"The feed {slug!r} is declared in feeds.toml: take it out there, or pause it.")
        _retire(conn, [row.id], now)

    db.run(work)


def pause(db: Database, slugs: Sequence[str], *, now: datetime) -> None:
    """Poll these no more until they are resumed; a poll in flight is discarded. Raises NotFound."""

    def work(conn: Connection) -> None:
        ids = [row.id for row in (_find(conn, slug) for slug in slugs) if row.paused is None]
        conn.execute(update(feed).where(feed.c.id.in_(ids)).values(paused=now, **TAKEN_AWAY))
        health.change(conn, [health.Turn(number, FeedState.PAUSED, now, None, "by a person") for number in ids])
        change.bump(conn)

    db.run(work)


def resume(db: Database, slugs: Sequence[str], *, now: datetime) -> None:
    """Poll these again, at once: those that were paused, and those that failed, as if they never had. Raises
    NotFound."""

    def work(conn: Connection) -> None:
        found = [_find(conn, slug) for slug in slugs]
        for row in found:
            _revive(conn, row, now)
        rows = [row for row in found if row.paused is not None]
        conn.execute(update(feed).where(feed.c.id.in_([row.id for row in rows])).values(paused=None))
        turns = [health.Turn(row.id, FeedState(row.state), now, None, row.state_detail) for row in rows]
        health.change(conn, turns)
        change.bump(conn)

    db.run(work)


def poll_now(db: Database, slugs: Sequence[str], *, now: datetime) -> None:
    """These are due at once, and their failures are forgotten. Raises NotFound."""

    def work(conn: Connection) -> None:
        for row in [_find(conn, slug) for slug in slugs]:
            _revive(conn, row, now)

    db.run(work)


def revive(db: Database, slug: str, *, now: datetime) -> None:
    """Forget a feed's failures, so that it is polled at its own pace again, at once. Raises NotFound."""

    def work(conn: Connection) -> None:
        _revive(conn, _find(conn, slug), now)
        change.bump(conn)

    db.run(work)


def _revive(conn: Connection, row: AnyRow, now: datetime) -> None:
    """Due at once, with no failure counted; how it is, its next answer says."""
    fresh = replace(rhythm.from_json(row.rhythm), failures=0.0, gone_seen=())
    values = {"rhythm": rhythm.to_json(fresh), "next_poll_at": now}
    conn.execute(update(feed).where(feed.c.id == row.id).values(values))


def listing(db: Database, *, retired: bool = False) -> list[FeedRow]:
    """All feeds in order of their slugs; `retired`: those too that are polled no more."""
    articles = select(func.count()).where(sighting.c.feed_id == feed.c.id).scalar_subquery()
    statement = select(feed, articles.label("articles")).order_by(feed.c.slug)
    with db.read() as conn:
        return [_row(row) for row in conn.execute(statement if retired else statement.where(feed.c.retired.is_(None)))]


def ids_of(db: Database, slugs: Sequence[str]) -> list[int]:
    """The ids of these feeds, in this order. Raises NotFound."""
    with db.read() as conn:
        return [_find(conn, slug).id for slug in slugs]


def _find(conn: Connection, slug: str) -> AnyRow:
    row = conn.execute(select(feed).where(feed.c.slug == slug, feed.c.retired.is_(None))).one_or_none()
    if row is None:
        raise NotFound(f"No feed is called {slug!r}.")
    return row


def _declare(conn: Connection, spec: FeedSpec, row: AnyRow | None, managed_by: str, now: datetime) -> int:
    if row is None:
        return _insert(conn, spec, managed_by, now)
    if row.managed_by != managed_by:
        place = "the configuration" if row.managed_by == "config" else "the database (web or command line)"
        mend = f"the feed {spec.slug!r} is declared in {place} already: rename one of the two"
        raise ConfigurationError(Problem(mend, key=spec.slug))
    values = {name: value for name, value in _declared(spec).items() if value != getattr(row, name)}
    for name in LEARNT:
        if not getattr(spec, name):
            values.pop(name, None)
    if values or row.retired:
        _update(conn, row, values, now)
        change.bump(conn)
    return int(row.id)


def _insert(conn: Connection, spec: FeedSpec, managed_by: str, now: datetime) -> int:
    fresh = {
        "url": spec.url,
        "host": host_of(spec.url) or "",
        "managed_by": managed_by,
        "created": now,
        "next_poll_at": now,
        "rhythm": rhythm.to_json(Rhythm()),
    }
    number = conn.execute(insert(feed).values(**_declared(spec), **fresh).returning(feed.c.id)).scalar_one()
    change.bump(conn)
    health.note(conn, [health.Turn(number, FeedState.NEW, now)])
    return int(number)


def _update(conn: Connection, row: AnyRow, values: dict[str, Any], now: datetime) -> None:
    """A new address begins anew: no validators, due at once, and a poll of the old one in flight is discarded. While
    the declared address is the same, a feed that has moved stays where it went."""
    if "declared_url" in values:
        values |= {"url": values["declared_url"], "host": host_of(values["declared_url"]) or ""}
        values |= {"etag": None, "last_modified": None, "body_hash": None, "next_poll_at": now, **TAKEN_AWAY}
    if row.retired:
        values |= {"retired": None, "next_poll_at": now}
        health.note(conn, [health.Turn(row.id, FeedState(row.state), now, None, row.state_detail)])
    conn.execute(update(feed).where(feed.c.id == row.id).values(values))


def _declared(spec: FeedSpec) -> dict[str, Any]:
    return {
        "slug": spec.slug,
        "declared_url": spec.url,
        "title": spec.title,
        "outlet": spec.outlet,
        "lang": spec.lang,
        "interval_s": spec.interval_s,
        "priority": spec.priority.value,
        "headers": dict(spec.headers),
        "access": {name: value for name, value in asdict(spec.access).items() if value is not None},
    }


def _retire(conn: Connection, ids: Sequence[int], now: datetime) -> None:
    still = feed.c.id.in_(ids), feed.c.retired.is_(None)
    if conn.execute(update(feed).where(*still).values(retired=now, **TAKEN_AWAY)).rowcount:
        change.bump(conn)
    health.close_spells(conn, ids, now=now)


def _row(row: AnyRow) -> FeedRow:
    return FeedRow(
        id=row.id,
        slug=row.slug,
        url=row.url,
        title=row.title,
        outlet=row.outlet,
        lang=row.lang,
        managed_by=row.managed_by,
        state=FeedState.PAUSED if row.paused else FeedState(row.state),
        detail=row.state_detail,
        created=row.created,
        paused=row.paused,
        retired=row.retired,
        last_polled=row.last_polled,
        last_good=row.last_good,
        newest=row.newest,
        next_poll_at=row.next_poll_at,
        interval_s=row.interval_now_s,
        interval_why=row.interval_why,
        fixed_interval_s=row.interval_s,
        left_out=row.left_out,
        failures=rhythm.from_json(row.rhythm).failures,
        articles=row.articles,
    )
