"""The hits of a back-test counted: by day, by outlet, by language."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from monitor.model.backtest import Day, Share
from monitor.store.backtest import Period, Placed
from monitor.store.instant import from_micros

STEP = 15 * 60 * 1_000_000  # microseconds; every zone's midnight lies on one


@dataclass(frozen=True, slots=True)
class Sides:
    """Numbers of articles: hits, those among them that an edit gains, and those that it loses."""

    hits: Collection[int]
    gained: Collection[int] = frozenset()
    lost: Collection[int] = frozenset()

    def counted(self, keys: Mapping[int, tuple[str, str]]) -> tuple[Counter[tuple[str, str]], ...]:
        """How many of each side have each key."""
        return tuple(Counter(keys[number] for number in side) for side in (self.hits, self.gained, self.lost))


def days(rows: Mapping[int, Placed], sides: Sides, period: Period, zone: ZoneInfo) -> tuple[Day, ...]:
    """Every local day of the period, also those without a hit."""
    local = _calendar(zone)
    on = {number: local(row.effective // STEP) for number, row in rows.items()}
    hits, gained, lost = (Counter(on[number] for number in side) for side in (sides.hits, sides.gained, sides.lost))
    lines: dict[date, set[tuple[int, int]]] = defaultdict(set)
    for number in sides.hits:
        lines[on[number]].add(rows[number].line)
    first, last = (moment.astimezone(zone).date() for moment in (period.since, period.until - timedelta.resolution))
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(Day(day, hits[day], len(lines.get(day, ())), gained[day], lost[day]) for day in span)


def _calendar(zone: ZoneInfo) -> Callable[[int], date]:
    """The local date of a step."""
    return cache(lambda step: from_micros(step * STEP).astimezone(zone).date())


def shares(keys: Mapping[int, tuple[str, str]], sides: Sides) -> tuple[Share, ...]:
    """By (value, name) of each article, most hits first."""
    hits, gained, lost = sides.counted(keys)
    made = (Share(*key, hits[key], gained[key], lost[key]) for key in hits | lost)
    return tuple(sorted(made, key=lambda share: (-share.articles, -share.lost, share.value)))


def stories(rows: Iterable[Placed]) -> int:
    """Stories, reprints folded."""
    return len({row.line for row in rows})
