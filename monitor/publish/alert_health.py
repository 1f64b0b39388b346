"""Feeds in trouble, silent pairs, and monitor's own absences: each told once until it is over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.model.alert import AlertKind, AlertSpec, Found
from monitor.model.feed import FeedState
from monitor.model.spike import Silence
from monitor.store import alert_feeds, alerts, silences
from monitor.store.alert_feeds import GOOD, Absence, FeedStanding
from monitor.store.alerts import AlertRow, Trouble
from monitor.store.database import Connection
from monitor.store.instant import to_micros

LEAST_ABSENCE = timedelta(hours=1)
SETTLED = timedelta(minutes=10)  # after an absence: by then every feed has said when it was back
REACH = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Health:
    """What is new, and the numbers of what is over."""

    found: tuple[Found, ...] = ()
    over: tuple[int, ...] = ()


def looked(conn: Connection, row: AlertRow, now: datetime, *, fresh: bool = False) -> Health:
    """How the feeds are, for an alert that wants to know. `fresh`: as if nothing had been told."""
    if not row.spec.health:
        return Health()
    begun = row.begun.get(alerts.HEALTH, now)
    feeds = list(alert_feeds.standings(conn, now, timedelta(hours=row.spec.after_hours)))
    told = () if fresh else alerts.troubles(conn, row.id)
    quiet = silences.open_now(conn)
    away = alert_feeds.absences(conn, max(begun, now - REACH), now)
    return decided(row.spec, now, World(feeds, quiet, away), told)


@dataclass(frozen=True, slots=True)
class World:
    """Feeds, silences that last, and when monitor was away."""

    feeds: Sequence[FeedStanding]
    silences: Sequence[Silence]
    absences: Sequence[Absence]


def decided(spec: AlertSpec, now: datetime, world: World, told: Sequence[Trouble]) -> Health:
    """What is new and what is over. Pure."""
    known = {_name(one.key): one for one in told}
    found: list[Found] = []
    over: list[int] = []
    for feed in world.feeds:
        before, bad = known.pop(f"feed/{feed.slug}", None), is_trouble(spec, feed, now)
        if before is None and bad:
            found.append(_trouble(feed, now))
        elif before is not None and not bad and feed.state in GOOD:
            over.append(before.id)
            found.append(_recovered(feed, before, now))
    for one in world.silences:
        if known.pop(f"silence/{one.pair}/{one.silent}", None) is None:
            found.append(_silence(one))
    over += [one.id for one in known.values()]  # feeds that are asked no more, silences that ended
    found += _absences(world.absences, now)
    return Health(tuple(found), tuple(over))


def is_trouble(spec: AlertSpec, feed: FeedStanding, now: datetime) -> bool:
    """In trouble for so long (monitor's own absences do not count), or failed or lost entries so often."""
    if feed.gaps >= spec.after_failures:
        return True
    if feed.since is None:
        return False
    lasted = now - feed.since - feed.away
    return lasted >= timedelta(hours=spec.after_hours) or feed.failures >= spec.after_failures


def _name(key: str) -> str:
    """A key without the moment at its end."""
    return key.rpartition("/")[0]


def _trouble(feed: FeedStanding, now: datetime) -> Found:
    state = FeedState.GAP if feed.since is None else feed.state
    said = {"feed": feed.slug, "title": feed.title, "state": state.value, "since": (feed.since or now).isoformat(),
            "detail": feed.detail, "failures": feed.failures or feed.gaps}  # fmt: skip
    return Found(AlertKind.FEED, f"feed/{feed.slug}/{to_micros(now)}", detail=said)


def _recovered(feed: FeedStanding, before: Trouble, now: datetime) -> Found:
    said: dict[str, Any] = {**before.detail, "until": now.isoformat(), "detail": ""}
    return Found(AlertKind.RECOVERED, f"recovered/{feed.slug}/{to_micros(now)}", detail=said)


def _silence(one: Silence) -> Found:
    said = {"feed": one.silent, "title": one.silent, "state": FeedState.SILENT.value, "other": one.speaking,
            "since": (one.heard or one.spoke).isoformat(), "detail": one.reason}  # fmt: skip
    return Found(AlertKind.SILENCE, f"silence/{one.pair}/{one.silent}/{one.id}", detail=said)


def _absences(found: Sequence[Absence], now: datetime) -> Iterator[Found]:
    for one in found:
        if one.end - one.start >= LEAST_ABSENCE and one.end <= now - SETTLED:
            said = {"feed": "", "title": "monitor", "state": FeedState.UNPOLLED.value, "since": one.start.isoformat(),
                    "until": one.end.isoformat(), "detail": one.detail, "failures": one.feeds}  # fmt: skip
            yield Found(AlertKind.OUTAGE, f"outage/{to_micros(one.start)}", detail=said)
