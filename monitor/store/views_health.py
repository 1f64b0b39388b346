"""How everything is right now, for `monitor doctor` and the metrics: feeds, polls, the judge's backlog, the outbox. A
handful of small questions, each answered from an index."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select

from monitor.model.digest import Phase
from monitor.store import dialect
from monitor.store import schema as s
from monitor.store.views_frame import Standing, standing
from monitor.store.views_reach import Waiting, waiting

HOUR = timedelta(hours=1)
MINUTES = timedelta(minutes=5)  # in which hosts that fail together tell of our own network
LATE = timedelta(minutes=1)  # due for so long: whoever polls is behind, or gone
RECENT = timedelta(days=7)  # what became of mails
TROUBLED = (Phase.REFUSED.value, Phase.UNKNOWN.value, Phase.EXPIRED.value)


@dataclass(frozen=True, slots=True)
class Polling:
    """Polls of the last hour, and the feeds that wait for theirs. `lag_s`: for how long the first of them has been
    due."""

    outcomes: Mapping[str, int]
    wire_bytes: int
    new: int
    due: int
    overdue: int
    leased: int
    lag_s: float
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Network:
    """The hosts asked in the last five minutes, and those of them whose newest poll ended in one of the outcomes that
    a broken network gives."""

    hosts: int
    failed: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for the judge, and for how long the first of it has been waiting."""

    unjudged: int
    oldest_s: float


@dataclass(frozen=True, slots=True)
class Mishap:
    """A delivery that did not end well."""

    digest: str
    period: datetime
    phase: str
    answer: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """Editions and their deliveries. `mishap`: the newest delivery of the last seven days that did not end well."""

    editions: int
    skipped: int
    phases: Mapping[str, int]
    last: datetime | None
    mishap: Mishap | None


@dataclass(frozen=True, slots=True)
class Vitals:
    """All of it, at one moment."""

    feeds: Standing
    states: Mapping[str, int]
    polling: Polling
    hosts: Mapping[str, Waiting]
    network: Network
    backlog: Backlog
    outbox: Outbox
    articles: int


def vitals(conn: Connection, now: datetime, *, network_failures: frozenset[str]) -> Vitals:
    """How everything is. `network_failures`: the outcomes of polls that a broken network of ours gives."""
    feeds = standing(conn, now)
    return Vitals(
        feeds=feeds,
        states=_states(feeds),
        polling=_polling(conn, now),
        hosts=waiting(conn, now),
        network=_network(conn, now, network_failures),
        backlog=_backlog(conn, now),
        outbox=_outbox(conn, now),
        articles=int(conn.execute(select(func.max(s.article.c.id))).scalar() or 0),
    )


def _states(feeds: Standing) -> Mapping[str, int]:
    """Feeds by state, as shown. Healthy ones are "ok"."""
    found = Counter(spell.state.value for spell in feeds.trouble)
    found.update({"ok": feeds.healthy, "paused": feeds.paused, "new": feeds.new})
    return found


def _polling(conn: Connection, now: datetime) -> Polling:
    e, f = s.poll_event.c, s.feed.c
    events = select(e.outcome, func.count(), func.sum(e.wire_bytes), func.sum(e.new)).group_by(e.outcome)
    rows = conn.execute(events.where(e.at > now - HOUR, e.at <= now)).all()
    active, clock = and_(f.retired.is_(None), f.paused.is_(None)), dialect.machine_micros(conn)
    due = and_(active, f.next_poll_at <= now, f.lease_until < clock)
    first = conn.execute(select(func.min(f.next_poll_at)).where(due)).scalar()
    return Polling(
        outcomes={row[0]: int(row[1]) for row in rows},
        wire_bytes=sum(int(row[2]) for row in rows),
        new=sum(int(row[3]) for row in rows),
        due=_feeds(conn, due),
        overdue=_feeds(conn, and_(due, f.next_poll_at <= now - LATE)),
        leased=_feeds(conn, and_(active, f.lease_until >= clock)),
        lag_s=(now - first).total_seconds() if first else 0.0,
        last=conn.execute(select(func.max(e.at))).scalar(),
    )


def _feeds(conn: Connection, which: ColumnElement[bool]) -> int:
    return int(conn.execute(select(func.count()).select_from(s.feed).where(which)).scalar_one())


def _network(conn: Connection, now: datetime, failures: frozenset[str]) -> Network:
    e, f = s.poll_event.c, s.feed.c
    recent = select(f.host, e.outcome).join(s.feed, f.id == e.feed_id).where(e.at > now - MINUTES, e.at <= now)
    last = {row.host: row.outcome for row in conn.execute(recent.order_by(e.at, e.id))}
    return Network(len(last), sum(outcome in failures for outcome in last.values()))


def _backlog(conn: Connection, now: datetime) -> Backlog:
    a, u = s.article.c, s.unjudged.c
    count = int(conn.execute(select(func.count()).select_from(s.unjudged)).scalar_one())
    oldest = select(func.min(u.article_id)).scalar_subquery()
    seen = conn.execute(select(a.first_seen).where(a.id == oldest)).scalar()
    return Backlog(count, max(0.0, (now - seen).total_seconds()) if seen else 0.0)


def _outbox(conn: Connection, now: datetime) -> Outbox:
    d, e = s.delivery.c, s.edition.c
    cut = {bool(row[0]): int(row[1]) for row in conn.execute(select(e.skipped, func.count()).group_by(e.skipped))}
    phases = conn.execute(select(d.phase, func.count()).group_by(d.phase))
    return Outbox(
        editions=cut.get(False, 0),
        skipped=cut.get(True, 0),
        phases={row[0]: int(row[1]) for row in phases},
        last=conn.execute(select(func.max(e.composed)).where(e.skipped.is_(False))).scalar(),
        mishap=_mishap(conn, now),
    )


def _mishap(conn: Connection, now: datetime) -> Mishap | None:
    d, e, g = s.delivery.c, s.edition.c, s.digest.c
    wanted = (
        select(g.slug, e.period, d.phase, d.answer)
        .select_from(s.delivery.join(s.edition, e.id == d.edition_id).join(s.digest, g.id == e.digest_id))
        .where(d.phase.in_(TROUBLED), e.composed > now - RECENT)
        .order_by(e.composed.desc(), d.id.desc())
        .limit(1)
    )
    row = conn.execute(wanted).first()
    return Mishap(row.slug, row.period, row.phase, row.answer) if row else None
