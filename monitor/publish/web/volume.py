"""How much is usual: days and hours in the reader's zone, medians, spikes. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate, pairwise
from statistics import median
from zoneinfo import ZoneInfo

WEEKS = 4  # "usual" is the median of the same weekday over so many weeks
SPIKE_TIMES = 2.0
SPIKE_LEAST = 3


@dataclass(frozen=True, slots=True)
class Volume:
    """A topic's stories today, what is usual on such a day (None: too young to say), the last days, oldest first."""

    today: int
    usual: float | None
    days: tuple[int, ...]

    @property
    def spike(self) -> float | None:
        """How many times the usual, when that is worth a mark."""
        return spike(self.today, self.usual)


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The last local midnight."""
    return start_of(now.astimezone(zone).date(), zone)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins."""
    return datetime.combine(day, time(), zone)


def by_day(bins: Mapping[datetime, int], zone: ZoneInfo) -> dict[date, int]:
    """Counts by local day."""
    found: dict[date, int] = {}
    for at, count in bins.items():
        day = at.astimezone(zone).date()
        found[day] = found.get(day, 0) + count
    return found


def usual(days: Mapping[date, int], day: date, first: date | None) -> float | None:
    """The median of the same weekday in the four weeks before; None when monitor has not seen one."""
    seen = [day - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    known = [days.get(one, 0) for one in seen if first is not None and one >= first]
    return float(median(known)) if known else None


def spike(count: int, expected: float | None) -> float | None:
    """The factor over the usual, when it is at least twofold and no accident of small numbers."""
    if expected is None or count < SPIKE_LEAST or count < SPIKE_TIMES * expected:
        return None
    return count / expected if expected else float(count)


def volume(
    bins: Mapping[datetime, int], now: datetime, zone: ZoneInfo, first: datetime | None, shown: int = 14
) -> Volume:
    """Today, usual, and the last `shown` days of a topic."""
    days, today = by_day(bins, zone), now.astimezone(zone).date()
    began = first.astimezone(zone).date() if first else None
    last = tuple(days.get(today - timedelta(days=back), 0) for back in range(shown - 1, -1, -1))
    return Volume(days.get(today, 0), usual(days, today, began), last)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a timeline: [start, end), stories and articles in it, and what is usual."""

    start: datetime
    end: datetime
    stories: int
    articles: int
    usual: float | None
    running: bool  # it is not over yet
    band: tuple[int, int] | None = None  # between which chance leaves 95 of 100
    spike: float | None = None  # how many times the expected, where a spike was found


def steps(width: str, now: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The steps of a timeline: 48 hours, 30 days or 26 weeks, the last one running."""
    today = now.astimezone(zone).date()
    if width == "hour":
        hour = now.replace(minute=0, second=0, microsecond=0)
        return [(hour - timedelta(hours=back), hour - timedelta(hours=back - 1)) for back in range(47, -1, -1)]
    if width == "week":
        monday = today - timedelta(days=today.weekday())
        edges = [start_of(monday - timedelta(weeks=back), zone) for back in range(25, -2, -1)]
    else:
        edges = [start_of(today - timedelta(days=back), zone) for back in range(29, -2, -1)]
    return list(pairwise(edges))


class Running:
    """Counts by time, summed up once, so that any period is two look-ups."""

    def __init__(self, bins: Mapping[datetime, int]) -> None:
        """`bins`: counts by the beginning of their step."""
        self.times = sorted(bins)
        self.sums = [0, *accumulate(bins[at] for at in self.times)]

    def within(self, start: datetime, end: datetime) -> int:
        """The count in [start, end)."""
        return self.sums[bisect_left(self.times, end)] - self.sums[bisect_left(self.times, start)]


def timeline(
    stories: Mapping[datetime, int], articles: Mapping[datetime, int], spans: Sequence[tuple[datetime, datetime]],
    now: datetime, first: datetime | None,
) -> list[Step]:  # fmt: skip
    """Counts by step; the usual from the same step in the four weeks before."""
    told, written = Running(stories), Running(articles)
    return [
        Step(start, end, told.within(start, end), written.within(start, end), _expected(told, start, end, first),
             start <= now < end)
        for start, end in spans
    ]  # fmt: skip


def _expected(told: Running, start: datetime, end: datetime, first: datetime | None) -> float | None:
    weeks = [timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    known = [told.within(start - back, end - back) for back in weeks if first and start - back >= first]
    return float(median(known)) if known else None
