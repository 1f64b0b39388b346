"""When a feed publishes, learnt from what came when: a small profile by hour of the day and day of the week.

Entries and the time watched are counted apart, so that hours nobody looked at say nothing; both fade with a half-life,
and each bin leans on the feed's mean rate until it has evidence of its own (the posterior mean of a Poisson rate under
a gamma prior). Rates are entries an hour. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.collect.steady import steady
from monitor.model.feed import Profile

HALF_LIFE_DAYS = 14.0
LOOK_BACK_MIN = 28 * 1440  # of a document at the first poll, and at most counted in one go
UNIT = 100  # a profile counts hundredths of entries
PRIOR_ENTRIES, PRIOR_RATE = 1.0, 0.25  # what is believed of a feed before anything is known, and how firmly
HOUR_PRIOR, DAY_PRIOR = 1.0, 2.0  # entries as which the mean rate counts in each bin
_THURSDAY = 3  # 1970-01-01


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a feed is expected to bring: its mean rate, and how its hours and days differ from it."""

    mean: float
    hours: tuple[float, ...]
    days: tuple[float, ...]

    def rate(self, minute: int) -> float:
        """Entries an hour at a minute since 1970."""
        return self.mean * self.hours[minute // 60 % 24] * self.days[(minute // 1440 + _THURSDAY) % 7]

    def expected(self, start: datetime, end: datetime) -> float:
        """Entries to be expected between two instants, the last four weeks of them at most."""
        spans = _chunks(minute_of(start), minute_of(end))
        return sum(self.rate(minute) * length for minute, length in spans) / 60


def forecast(profile: Profile) -> Forecast:
    """The rates that a profile speaks for."""
    entries, hours = sum(profile.hours) / UNIT, sum(profile.hours_watched) / 60
    mean = (entries + PRIOR_ENTRIES) / (hours + PRIOR_ENTRIES / PRIOR_RATE)
    by_hour = _factors(profile.hours, profile.hours_watched, mean, HOUR_PRIOR)
    return Forecast(mean, by_hour, _factors(profile.days, profile.days_watched, mean, DAY_PRIOR))


def begun(dates: Sequence[datetime], now: datetime) -> Profile:
    """What the dates of a first document say: all but the oldest came after it was published. Pinned entries and dates
    that stand for none say nothing."""
    end = minute_of(now)
    minutes = [minute_of(at) for at in steady(dates, now)]
    recent = [minute for minute in minutes if minute > end - LOOK_BACK_MIN]
    if len(recent) == len(minutes):
        recent = recent[1:]
        start = minutes[0] if minutes else end
    else:
        start = end - LOOK_BACK_MIN
    return _counted(Profile(), (start, end), [(minute, UNIT) for minute in recent])


def learnt(
    profile: Profile, span: tuple[datetime, datetime], entries: float, dates: Sequence[datetime], expects: Forecast
) -> Profile:
    """The profile after a span with so many new entries. Dates that lie within the span place them; entries without
    are spread over it as expected. A publisher whose clock or zone is wrong has no dates within."""
    start, end = minute_of(span[0]), minute_of(span[1])
    places: list[tuple[int, int]] = []
    if entries:
        within = [minute for minute in map(minute_of, dates) if start < minute <= end]
        if within:
            places = [(minute, round(UNIT * entries / len(within))) for minute in within]
        else:
            places = _spread(start, end, entries, expects)
    return _counted(_faded(profile, end // 1440 - start // 1440), (start, end), places)


def minute_of(at: datetime) -> int:
    """Whole minutes since 1970."""
    return int(at.timestamp() // 60)


def _spread(start: int, end: int, entries: float, expects: Forecast) -> list[tuple[int, int]]:
    weights = [(minute, expects.rate(minute) * length) for minute, length in _chunks(start, end)]
    whole = sum(weight for _, weight in weights)
    if not whole:
        return [(end, round(UNIT * entries))]
    return [(minute, round(UNIT * entries * weight / whole)) for minute, weight in weights]


def _counted(profile: Profile, span: tuple[int, int], places: Sequence[tuple[int, int]]) -> Profile:
    hours, watched = list(profile.hours), list(profile.hours_watched)
    days, days_watched = list(profile.days), list(profile.days_watched)
    for minute, length in _chunks(*span):
        watched[minute // 60 % 24] += length
        days_watched[(minute // 1440 + _THURSDAY) % 7] += length
    for minute, amount in places:
        hours[minute // 60 % 24] += amount
        days[(minute // 1440 + _THURSDAY) % 7] += amount
    return Profile(tuple(hours), tuple(watched), tuple(days), tuple(days_watched))


def _faded(profile: Profile, midnights: int) -> Profile:
    if midnights <= 0:
        return profile
    share = 0.5 ** (midnights / HALF_LIFE_DAYS)
    return Profile(
        tuple([round(count * share) for count in profile.hours]),
        tuple([round(length * share) for length in profile.hours_watched]),
        tuple([round(count * share) for count in profile.days]),
        tuple([round(length * share) for length in profile.days_watched]),
    )


def _factors(counts: Sequence[int], watched: Sequence[int], mean: float, prior: float) -> tuple[float, ...]:
    """How each bin differs from the mean; 1 on the average."""
    base = prior / mean
    found = [(count / UNIT + prior) / (length / 60 + base) for count, length in zip(counts, watched, strict=True)]
    middle = sum(found) / len(found)
    return tuple([factor / middle for factor in found])


def _chunks(start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span cut at full hours: (first minute, minutes)."""
    minute = max(start, end - LOOK_BACK_MIN)
    while minute < end:
        upto = min(end, minute - minute % 60 + 60)
        yield minute, upto - minute
        minute = upto
