from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.digest import DigestSpec
from monitor.publish.schedule import due, instant_of, next_period, periods

DAY = timedelta(days=1)
ZONES = (
    "UTC", "Europe/Vienna", "Europe/London", "America/New_York", "America/Sao_Paulo", "America/St_Johns",
    "America/Nuuk", "America/Havana", "Africa/Cairo", "Africa/Casablanca", "Asia/Seoul", "Asia/Tehran", "Asia/Gaza",
    "Asia/Beirut", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Auckland", "Pacific/Apia",
    "Antarctica/Troll",
)  # fmt: skip


def daily(zone: str = "Europe/Vienna", at: time = time(7, 30), **more: object) -> DigestSpec:
    return DigestSpec("d", "D", ("t",), (), at=at, zone=zone, **more)  # type: ignore[arg-type]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@settings(max_examples=60, deadline=None)
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
def test_woken_all_the_time_around_a_change_there_is_one_edition_a_day(zone: str) -> None:
    """Wall times at every half hour of the night, over the days around every change of a year."""
    for change in _changes(zone, utc(2026, 1, 1), utc(2027, 1, 1)):
        first = change.replace(minute=0, second=0) - 2 * DAY
        for half in (*range(10), 44, 45, 46, 47):
            spec = daily(zone, time(half // 2, half % 2 * 30))
            cut, made = first, []
            for step in range(4 * 24 * 2):
                now = first + timedelta(minutes=30 * step + 7)
                if found := due(spec, cut, now):
                    assert found.missed == 0
                    made.append(found.period)
                    cut = found.period
            assert len(made) == 4 or (len(made) in {3, 5} and len(set(made)) == len(made))
            assert all(timedelta(hours=22) <= b - a <= timedelta(hours=26) for a, b in pairwise(made))


def _changes(zone: str, low: datetime, high: datetime) -> list[datetime]:
    place, found, at = ZoneInfo(zone), [], low
    while at < high:
        following = at + timedelta(hours=1)
        if at.astimezone(place).utcoffset() != following.astimezone(place).utcoffset():
            found.append(following)
        at = following
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
