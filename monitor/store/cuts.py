"""Where the last edition of each digest ended: what the next one begins with, and whether one is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from monitor.model.digest import DigestSpec
from monitor.store import dialect, digests
from monitor.store.schema import digest, edition

MINUTE = timedelta(minutes=1)
AHEAD = timedelta(minutes=10)  # clocks of several machines differ by less
NEAR = timedelta(hours=1)  # of a period that is composed again the key lies within


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the last edition of a digest ended. `start` and `catch_up` are that edition's; without one, `since`."""

    at: datetime
    start: datetime
    catch_up: bool = False
    first: bool = False  # there is no edition yet


@dataclass(frozen=True, slots=True)
class Standing:
    """A digest as the tick asks about it: without its recipients, who may be many."""

    id: int
    spec: DigestSpec
    at: datetime  # the last cut
    ahead: bool  # an edition ends in the future, and nobody noticed yet


def standings(conn: Connection, now: datetime) -> Iterator[Standing]:
    """Every digest that is in force, by slug, with its last cut: one question for all of them. Those that are paused or
    can not be read are left out."""
    e, ahead = edition.alias("last"), edition.alias("later")
    last = (
        select(e.c.id).where(e.c.digest_id == digest.c.id, e.c.end <= now)
        .order_by(e.c.end.desc(), e.c.id.desc()).limit(1).scalar_subquery()
    )  # fmt: skip
    future = select(ahead.c.id).where(
        ahead.c.digest_id == digest.c.id, ahead.c.end > now + AHEAD, ahead.c.ahead.is_(None)
    )
    spec = dialect.json_without(conn, digest.c.spec, "recipients").label("spec")
    columns = (digest.c.id, digest.c.slug, digest.c.since, edition.c.start, edition.c.end, edition.c.ahead)
    joined = digest.outerjoin(edition, edition.c.id == last)
    statement = select(*columns, spec, future.exists().label("future")).select_from(joined)
    in_force = digest.c.retired.is_(None), digest.c.paused.is_(None)
    for row in conn.execute(statement.where(*in_force).order_by(digest.c.slug)):
        try:
            light = digests.from_json({**row.spec, "recipients": ()})
        except (ValueError, TypeError):
            continue  # `digests.every` and the doctor tell of it
        yield Standing(row.id, light, _at(row, row.since), row.future)


def cut_of(
    conn: Connection, digest_id: int, since: datetime, *, before: datetime | None = None, now: datetime | None = None
) -> Cut:
    """Where the digest's last edition ended; only editions that ended before `before` when that is given, or up to
    `now`: what ends later was cut while the clock was ahead. `since` is the cut before its first edition."""
    catch_up = edition.c.content["catch_up"].as_boolean().label("catch_up")
    mine = edition.c.digest_id == digest_id
    statement = select(edition.c.start, edition.c.end, edition.c.ahead, catch_up).where(mine)
    if before is not None:
        statement = statement.where(edition.c.end < before)
    if now is not None:
        statement = statement.where(edition.c.end <= now)
    last = conn.execute(statement.order_by(edition.c.end.desc(), edition.c.id.desc()).limit(1)).one_or_none()
    if last is None:
        return Cut(since, since, first=True)
    if last.end < since:
        return Cut(since, since)
    at = _at(last, since)
    return Cut(at, min(last.start, at), bool(last.catch_up))


def _at(row: Row[Any], since: datetime) -> datetime:
    """The end of the last edition. One that was cut while the clock ran ahead told nothing beyond the moment at which
    that was noticed; nor does it reach back beyond its own start, should the clock have been behind then."""
    if row.end is None or row.end < since:
        return since
    told_until: datetime = row.end if row.ahead is None else min(row.end, max(row.ahead, row.start))
    return max(told_until, since)


def notice_ahead(conn: Connection, digest_id: int, now: datetime) -> int:
    """Say of editions that end in the future that they do. Once their time has come, their periods are composed again:
    with what came in after `now`, for what they took stays taken. Returns how many there were."""
    future = edition.c.digest_id == digest_id, edition.c.end > now + AHEAD, edition.c.ahead.is_(None)
    return conn.execute(update(edition).where(*future).values(ahead=now)).rowcount


def free_period(conn: Connection, digest_id: int, period: datetime) -> datetime:
    """The key of a period: itself, or the next minute that no edition has, when one that was cut while the clock ran
    ahead has it already."""
    mine = edition.c.digest_id == digest_id
    held = conn.execute(select(edition.c.ahead).where(mine, edition.c.period == period)).one_or_none()
    if held is None or held.ahead is None:
        return period  # free, or taken by an equal: then the unique key says so
    later = select(edition.c.period).where(mine, edition.c.period > period, edition.c.period < period + NEAR)
    taken = set(conn.execute(later).scalars())
    minutes = (period + n * MINUTE for n in range(1, NEAR // MINUTE))
    return next((minute for minute in minutes if minute not in taken), period)


def last_sent(digest_id: int, until: datetime) -> Any:
    """The end of the last edition up to `until` that was sent, as a SELECT."""
    mine = edition.c.digest_id == digest_id, edition.c.skipped.is_(False), edition.c.end <= until
    return select(func.max(edition.c.end)).where(*mine)


def told_by(digest_id: int, then: datetime | None) -> list[ColumnElement[bool]]:
    """Which editions have told: all of them, or, for a look at the past, those that had ended by `then`."""
    mine = [edition.c.digest_id == digest_id]
    return mine if then is None else [*mine, edition.c.end <= then]
