import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.digest import DigestSpec
from monitor.publish.schedule import Due, due, instant_of, next_period, periods

DAY = timedelta(days=1)
ZONES = (
    "UTC", "Europe/Vienna", "Europe/London", "America/New_York", "America/Santiago", "America/St_Johns",
    "America/Nuuk", "America/Havana", "Africa/Cairo", "Africa/Casablanca", "Asia/Seoul", "Asia/Beirut", "Asia/Gaza",
    "Asia/Kathmandu", "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Chatham", "Pacific/Norfolk",
    "Pacific/Apia", "Antarctica/Troll",
)  # fmt: skip
HALF_HOURS = tuple(time(n // 2, n % 2 * 30) for n in range(48))
WALL_TIMES = int(os.environ.get("MONITOR_ROUNDS", "1"))  # of the 48, around each change; the soak takes all
WAKE = timedelta(minutes=10)


def daily(zone: str = "Europe/Vienna", at: time = time(7, 30), **more: object) -> DigestSpec:
    return DigestSpec("d", "D", ("t",), (), at=at, zone=zone, **more)  # type: ignore[arg-type]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(ZONES), st.times(), st.integers(min_value=0, max_value=365))
def test_each_local_day_has_exactly_one_period(zone: str, at: time, offset: int) -> None:
    spec = daily(zone, at.replace(second=0, microsecond=0))
    place = ZoneInfo(zone)
    start = utc(2026, 1, 1) + offset * DAY
    found = list(periods(spec, start, start + 730 * DAY))
    assert found == sorted(set(found))
    assert 729 <= len(found) <= 731
    wall = [moment.astimezone(place) for moment in found]
    on_time = [moment for moment in wall if moment.time() == spec.at]
    assert len(on_time) >= len(wall) - 8  # the rest were skipped hours
    days = [moment.date() for moment in on_time]
    assert len(set(days)) == len(days)


@pytest.mark.parametrize("zone", ZONES)
def test_woken_every_ten_minutes_there_is_one_edition_a_local_day(zone: str) -> None:
    """Two years; wall times at half hours of the days around every change of the clocks, against an oracle that only
    reads what the wall clock shows."""
    chance = random.Random(f"{zone} 20261123")  # the same times in every run
    for change in _changes(zone, utc(2026, 1, 1), utc(2028, 1, 1)) or [utc(2026, 6, 1)]:
        woken = [change.replace(minute=0) - 2 * DAY + n * WAKE for n in range(4 * 24 * 6)]
        shown = [now.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for now in woken]
        for at in HALF_HOURS if len(HALF_HOURS) <= WALL_TIMES else chance.sample(HALF_HOURS, WALL_TIMES):
            expected = list(_first_shown(at, woken, shown))
            assert list(_composed(daily(zone, at), woken)) == expected
            assert 3 <= len(expected) <= 5


def _first_shown(at: time, woken: list[datetime], shown: list[datetime]) -> Iterator[datetime]:
    """When the wall clock first reaches or passes `at` on each local day: as long as it has not, it is before."""
    day = datetime.combine(shown[0].date(), at)
    if shown[0] >= day:
        day += DAY
    for now, wall in zip(woken, shown, strict=True):
        if wall >= day:
            yield now
            day += DAY


def _composed(spec: DigestSpec, woken: list[datetime]) -> Iterator[datetime]:
    """What a process does that knows nothing but the last cut. Each edition is composed when it is woken next."""
    cut = woken[0]
    for now in woken:
        if found := due(spec, cut, now):
            assert now - WAKE < found.period <= now
            assert found.missed == 0
            cut = found.period
            yield now


def _changes(zone: str, low: datetime, high: datetime) -> list[datetime]:
    place, found, at = ZoneInfo(zone), [], low
    offset = at.astimezone(place).utcoffset()
    while at < high:
        at += timedelta(hours=1)
        before, offset = offset, at.astimezone(place).utcoffset()
        if before != offset:
            found.append(at)
    return found


def test_a_skipped_hour_runs_right_after() -> None:
    assert instant_of(date(2026, 3, 29), time(2, 30), ZoneInfo("Europe/Vienna")) == utc(2026, 3, 29, 1)
    assert instant_of(date(2026, 10, 4), time(2, 15), ZoneInfo("Australia/Lord_Howe")) == utc(2026, 10, 3, 15, 30)
    assert instant_of(date(2026, 4, 24), time(0, 30), ZoneInfo("Africa/Cairo")) == utc(2026, 4, 23, 22)


def test_a_repeated_hour_runs_the_first_time_round() -> None:
    spec = daily(at=time(2, 30))
    assert list(periods(spec, utc(2026, 10, 24, 12), utc(2026, 10, 25, 12))) == [utc(2026, 10, 25, 0, 30)]


def test_a_day_that_never_was_has_no_period() -> None:
    spec = daily("Pacific/Apia")
    found = list(periods(spec, utc(2011, 12, 28), utc(2012, 1, 1)))
    assert [moment.astimezone(ZoneInfo("Pacific/Apia")).day for moment in found] == [28, 29, 31, 1]


def test_several_times_a_day() -> None:
    spec = daily(at=(time(17), time(7, 30), time(7, 30)))  # type: ignore[arg-type]
    found = list(periods(spec, utc(2026, 11, 22, 12), utc(2026, 11, 23, 23)))
    assert [(moment.day, moment.hour, moment.minute) for moment in found] == [(22, 16, 0), (23, 6, 30), (23, 16, 0)]


def test_two_times_that_the_clocks_skip_are_one_period() -> None:
    spec = daily(at=(time(2), time(2, 30), time(12)))  # type: ignore[arg-type]
    assert [m.hour for m in periods(spec, utc(2026, 3, 28, 23), utc(2026, 3, 29, 23))] == [1, 10]
    greenland = daily("America/Nuuk", (time(0), time(23, 30)))  # type: ignore[arg-type]
    around = list(periods(greenland, utc(2026, 3, 28, 12), utc(2026, 3, 30, 12)))
    assert around == sorted(set(around))
    assert [found.missed for found in _taken(greenland, utc(2026, 3, 28, 12), utc(2026, 3, 30, 12))] == [0, 0, 0]


def _taken(spec: DigestSpec, low: datetime, high: datetime) -> Iterator[Due]:
    cut = now = low
    while now < high:
        now += WAKE
        if found := due(spec, cut, now):
            cut = found.period
            yield found


def test_only_the_chosen_days() -> None:
    found = list(periods(daily(days=(0, 4)), utc(2026, 11, 16), utc(2026, 11, 30)))
    assert [moment.weekday() for moment in found] == [0, 4, 0, 4]


def test_several_missed_periods_become_one() -> None:
    found = due(daily(), utc(2026, 11, 20, 6, 30), utc(2026, 11, 23, 7))
    assert found is not None
    assert (found.period, found.missed) == (utc(2026, 11, 23, 6, 30), 2)


def test_nothing_is_due_between_two_periods_or_when_the_clock_ran_back() -> None:
    assert due(daily(), utc(2026, 11, 23, 6, 30), utc(2026, 11, 23, 12)) is None
    assert due(daily(), utc(2026, 11, 23, 6, 30), utc(2026, 11, 20)) is None


def test_a_period_is_due_at_its_instant() -> None:
    found = due(daily(), utc(2026, 11, 22, 6, 30), utc(2026, 11, 23, 6, 30))
    assert found is not None
    assert found.period == utc(2026, 11, 23, 6, 30)


def test_every_n_hours_from_midnight_utc() -> None:
    spec = daily("Asia/Seoul", every_hours=9)
    found = list(periods(spec, utc(2026, 11, 22), utc(2026, 11, 24)))
    assert [(moment.day, moment.hour) for moment in found] == [(22, 9), (22, 18), (23, 0), (23, 9), (23, 18), (24, 0)]


def test_next_period() -> None:
    assert next_period(daily(), utc(2026, 11, 23, 6, 30)) == utc(2026, 11, 24, 6, 30)
    assert next_period(daily(days=()), utc(2026, 11, 23)) is None
