"""When a digest is due: wall time in its zone, each local day once. Pure; the database says what was done already.

A wall time that the clocks skip runs once, at the first instant after the gap; one that they repeat runs once, the
first time round. A local day that does not exist (a zone that jumps over the date line) has no period.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.model.digest import DigestSpec

DAY = timedelta(days=1)
BACK = timedelta(days=9)  # a weekly digest, and a change of the clocks
HORIZON_DAYS = 400  # how far `next_period` looks: a year, and the days that a zone change may cost


@dataclass(frozen=True, slots=True)
class Due:
    """A period to compose: the newest one that is due, and how many earlier ones it covers too."""

    period: datetime
    missed: int = 0


def periods(spec: DigestSpec, after: datetime, until: datetime) -> Iterator[datetime]:
    """The scheduled instants in (after, until], UTC, ascending, each once: where the clocks skip midnight, the last
    time of one day and the first of the next may be the same instant."""
    last = after
    for day in _days(after.date() - DAY, until.date() + DAY):
        for moment in _of_day(spec, day):
            if last < moment <= until:
                last = moment
                yield moment


def due(spec: DigestSpec, cut: datetime, now: datetime) -> Due | None:
    """What is due at `now`, when everything up to `cut` was told: several missed periods become one."""
    waiting = list(periods(spec, cut, now))
    return Due(waiting[-1], len(waiting) - 1) if waiting else None


def next_period(spec: DigestSpec, after: datetime) -> datetime | None:
    """The first scheduled instant after `after`; None when there is none within a year (no days chosen)."""
    return next(periods(spec, after, after + HORIZON_DAYS * DAY), None)


def previous_period(spec: DigestSpec, before: datetime) -> datetime:
    """The last scheduled instant before `before`, or a day before it where there is none within a week or so."""
    last = [moment for moment in periods(spec, before - BACK, before) if moment < before]
    return last[-1] if last else before - DAY


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The UTC instant of a wall time on a local day; None when the zone skipped that whole day."""
    early, late = (datetime.combine(day, at, zone).replace(fold=fold) for fold in (0, 1))
    moment = early.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == early.replace(tzinfo=None):
        return moment  # exists; fold 0 is the first time round
    jump = _jump(late.astimezone(UTC), moment, zone)
    before = (jump - timedelta(microseconds=1)).astimezone(zone).date()
    return jump if before == day or jump.astimezone(zone).date() == day else None


def _jump(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the zone's offset changes, in (low, high]: by halving."""
    old = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == old else (low, middle)
    return high


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + n * DAY


def _of_day(spec: DigestSpec, day: date) -> Iterator[datetime]:
    zone = ZoneInfo(spec.zone)
    if spec.every_hours is not None:
        yield from _hourly(spec, day, zone)
    elif day.weekday() in spec.days:
        moments = {instant_of(day, at, zone) for at in spec.times}  # two times in one skipped hour are one period
        yield from sorted(moment for moment in moments if moment is not None)


def _hourly(spec: DigestSpec, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    for hour in range(0, 24, max(1, spec.every_hours or 24)):
        moment = datetime.combine(day, time(hour), UTC)
        if moment.astimezone(zone).weekday() in spec.days:
            yield moment
