from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.tempo import pace, silence, tempo

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def mornings(days: int, *, weekend: bool = True) -> list[datetime]:
    """Three entries each morning."""
    found = [NOW.replace(hour=7) - n * DAY + m * HOUR for n in range(1, days) for m in range(3)]
    return [date for date in found if weekend or date.weekday() < 5]


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ([], "no dates"),
        ([NOW + DAY], "no dates"),
        ([NOW - HOUR, NOW - DAY], "too few dates to tell"),
        ([NOW - DAY] * 20, "all dated alike"),
        ([NOW - n * HOUR for n in range(60)], "about 24 a day"),
        ([NOW - n * HOUR for n in range(9)], "about 24 a day"),
        (mornings(15), "about 3 a day, mostly mornings UTC"),
        (mornings(15, weekend=False), "about 3 a day, mostly workday mornings UTC"),
        ([NOW - n * 3 * DAY for n in range(9)], "about 2 a week"),
        ([NOW - n * 14 * DAY for n in range(9)], "about 2 a month"),
        ([NOW - n * 90 * DAY for n in range(9)], "less than one a month"),
        ([*(NOW - n * HOUR for n in range(20)), NOW - 900 * DAY], "about 24 a day"),  # a pinned one
    ],
)
def test_rhythm_in_words(dates: list[datetime], words: str) -> None:
    assert tempo(dates, NOW).words == words


def test_a_weekend_is_no_silence_for_who_rests_on_weekends() -> None:
    busy = [NOW - n * DAY - h * HOUR for n in range(14) for h in range(4)]
    workdays = [date for date in busy if date.weekday() < 5]
    sunday = NOW - DAY + 8 * HOUR
    assert silence(tempo([date for date in workdays if date < sunday], sunday), sunday) == ""
    assert silence(tempo([date - 9 * DAY for date in busy], NOW), NOW).startswith(
        "nothing new for 9 days; usual is one"
    )
    assert silence(tempo([], NOW), NOW) == ""


@given(st.lists(st.none() | INSTANTS, max_size=60))
def test_whatever_dates_say_it_is_a_tempo(dates: list[datetime | None]) -> None:
    told = tempo(dates, NOW)
    assert told.dated <= len(dates)
    assert told.words
    assert told.newest is None or told.newest <= NOW + timedelta(minutes=10)
    assert isinstance(silence(told, NOW), str)


@given(st.floats(1e-9, 1e6))
def test_every_pace_has_words(per_day: float) -> None:
    assert pace(per_day)
