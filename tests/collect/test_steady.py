from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.cadence import Hints, assess
from monitor.collect.steady import steady
from monitor.collect.tempo import tempo
from monitor.model.feed import DueFeed, FeedState, PollEvent, Rhythm
from monitor.model.fetching import Outcome, Validators
from monitor.model.options import PollOptions

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EPOCH, PINNED = datetime(1970, 1, 1, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC)
OLD = st.datetimes(datetime(1900, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NEW = DueFeed(1, "a", "http://a.example/", "a.example", 1, Validators(), Rhythm(), FeedState.NEW)


def every(pause: timedelta, count: int = 20) -> list[datetime]:
    return [NOW - n * pause for n in range(1, count + 1)]


def first_interval(dates: list[datetime]) -> int:
    event = PollEvent(NOW, Outcome.OK, entries=len(dates), new=len(dates))
    found = assess(
        replace(NEW, first_poll=True), event, now=NOW, options=PollOptions(), hints=Hints(dates=dates), jitter=0.0
    )
    return found.next.interval_s


@pytest.mark.parametrize(
    ("fresh", "strays", "kept"),
    [
        (every(90 * MINUTE), [PINNED], 20),
        (every(90 * MINUTE), [EPOCH], 20),
        (every(90 * MINUTE), [EPOCH, PINNED, PINNED + DAY], 20),
        (every(90 * MINUTE), [NOW - 20 * DAY], 20),
        (every(5 * MINUTE, 4), [PINNED], 4),
        (every(HOUR, 10), [], 10),
        (every(400 * DAY, 10), [], 10),
        ([], [EPOCH], 0),
        ([], [PINNED], 1),
        (every(HOUR, 2), [PINNED], 3),  # of so few, nobody can tell
    ],
)
def test_strays_are_left_out(fresh: list[datetime], strays: list[datetime], kept: int) -> None:
    assert len(steady([*strays, *fresh], NOW)) == kept


@pytest.mark.parametrize("strays", [[PINNED], [EPOCH], [EPOCH] * 3, [PINNED, PINNED + DAY]])
@pytest.mark.parametrize("pause", [5 * MINUTE, 90 * MINUTE, 12 * HOUR])
def test_a_pinned_entry_does_not_make_a_feed_slow(pause: timedelta, strays: list[datetime]) -> None:
    fresh = every(pause)
    assert first_interval([*fresh, *strays]) <= 1.1 * first_interval(fresh)
    assert tempo([*fresh, *strays], NOW).words.partition(",")[0] == tempo(fresh, NOW).words.partition(",")[0]


def test_a_feed_dated_in_1970_throughout_is_one_of_which_nothing_is_known() -> None:
    assert first_interval([EPOCH] * 20) == PollOptions().interval_s


@given(
    st.lists(st.integers(10, 30), min_size=10, max_size=40), st.sampled_from((MINUTE, HOUR)), st.lists(OLD, max_size=3)
)
def test_old_dates_never_make_the_first_interval_much_longer(
    pauses: list[int], unit: timedelta, strays: list[datetime]
) -> None:
    fresh = [NOW - sum(pauses[: n + 1]) * unit for n in range(len(pauses))]
    assert first_interval([*fresh, *strays]) <= 1.2 * first_interval(fresh) + 60
