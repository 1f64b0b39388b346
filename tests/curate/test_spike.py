"""What a spike is, as laws: for any past, any count, any taste."""

from datetime import UTC, datetime, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.curate import spike
from monitor.curate.spike import FLOOR, WEEK, Usual, find, hour_of, learn, limit, tail
from monitor.model.spike import DAYS, WINDOWS, Burst, Sensitivity

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
HERE = hour_of(NOW)
HOUR = timedelta(hours=1)
MONTH = range(HERE - DAYS * 24, HERE)
TOLD = (Sensitivity.LOW, Sensitivity.NORMAL, Sensitivity.HIGH)

means = st.floats(0.001, 200)
extras = st.one_of(st.just(0.0), st.floats(0.001, 2))
pasts = st.dictionaries(st.integers(HERE - DAYS * 24, HERE - 1), st.integers(0, 30), max_size=60)
minutes = st.lists(st.integers(0, 27 * 60), max_size=40)


def times(ago: list[int]) -> list[datetime]:
    return [NOW - timedelta(minutes=one) for one in ago]


@given(st.integers(0, 300), means, extras)
def test_a_tail_is_a_probability_and_falls_with_the_count(count: int, mean: float, extra: float) -> None:
    here, next_ = tail(count, mean, extra), tail(count + 1, mean, extra)
    assert 0.0 <= next_ <= here + 1e-9 <= 1.0 + 1e-9


@given(st.integers(1, 60), st.floats(0.01, 50), extras)
def test_more_expected_or_more_dispersion_is_less_surprise_beyond_twice_the_mean(
    count: int, mean: float, extra: float
) -> None:
    assert tail(count, mean, extra) <= tail(count, mean * 1.5, extra) + 1e-9
    if count > 2 * mean + 2 * FLOOR:
        assert tail(count, mean, extra) <= tail(count, mean, extra + 0.5) + 1e-12


@pytest.mark.parametrize(
    ("count", "mean", "extra", "wanted"),
    [
        (0, 3.0, 0.0, 1.0),
        (1, 2.0, 0.0, 0.8646647167633873),  # 1 − e⁻²
        (4, 1.0, 0.0, 0.018988156876153815),
        (3, 2.0, 1.0, (2 / 3) ** 3),  # geometric
        (2, 5.0, 1.0, (5 / 6) ** 2),
    ],
)
def test_tails_that_are_known(count: int, mean: float, extra: float, wanted: float) -> None:
    assert isclose(tail(count, mean, extra), wanted, rel_tol=1e-9)


@given(st.floats(0, 100), extras, st.sampled_from(TOLD))
def test_the_limit_is_the_first_count_that_is_a_spike(mean: float, extra: float, taste: Sensitivity) -> None:
    least = limit(mean, extra, taste)
    assert least >= FLOOR

    def at(count: int) -> bool:
        return spike.is_spike(Burst(NOW - HOUR, NOW, 1, count, mean, tail(count, mean, extra)), taste)

    assert at(least)
    assert at(least + 1)
    assert not at(least - 1)


@given(pasts, minutes, st.sampled_from(TOLD))
def test_nothing_below_the_floor_is_a_spike(past: dict[int, int], ago: list[int], taste: Sensitivity) -> None:
    usual = learn(past, MONTH)
    assert find(times(ago[: FLOOR - 1]), NOW, usual, taste) is None
    found = find(times(ago), NOW, usual, taste)
    if found is not None:
        assert found.stories >= max(FLOOR, spike.LEAST_TIMES * found.expected)
        assert found.tail <= spike.THRESHOLD[taste]
        assert found.hours in WINDOWS
        assert found.end - found.start == found.hours * HOUR


@given(pasts, minutes, st.integers(0, 180), st.sampled_from(TOLD))
def test_one_story_more_never_unmakes_a_spike(
    past: dict[int, int], ago: list[int], more: int, taste: Sensitivity
) -> None:
    usual = learn(past, MONTH)
    before, after = find(times(ago), NOW, usual, taste), find(times([*ago, more]), NOW, usual, taste)
    if before is not None:
        assert after is not None
        assert after.tail <= before.tail


@given(pasts, minutes)
def test_a_bolder_taste_finds_all_that_a_shyer_one_does(past: dict[int, int], ago: list[int]) -> None:
    usual = learn(past, MONTH)
    found = [find(times(ago), NOW, usual, taste) is not None for taste in (Sensitivity.OFF, *TOLD)]
    assert found == sorted(found)
    assert not found[0]


@given(pasts, minutes, st.integers(-40, 40))
def test_whole_weeks_make_no_difference(past: dict[int, int], ago: list[int], weeks: int) -> None:
    shift = weeks * WEEK
    here = find(times(ago), NOW, learn(past, MONTH), Sensitivity.HIGH)
    moved = learn({hour + shift: n for hour, n in past.items()}, [hour + shift for hour in MONTH])
    there = find([at + shift * HOUR for at in times(ago)], NOW + shift * HOUR, moved, Sensitivity.HIGH)
    assert (here and here.stories, here and here.hours) == (there and there.stories, there and there.hours)


@given(pasts, st.integers(0, DAYS * 24))
def test_rates_are_above_nothing_and_say_how_long_they_were_learnt(past: dict[int, int], hours: int) -> None:
    usual = learn(past, range(HERE - hours, HERE))
    assert all(rate > 0 for rate in usual.rates)
    assert all(extra > 0 for extra in usual.extra.values())  # there is always some doubt
    assert usual.hours == hours
    assert usual.silent == (hours < 24)
    assert usual.learning == (hours < DAYS * 24 * 0.9)


@given(st.integers(0, 23))
def test_too_young_a_past_says_nothing(hours: int) -> None:
    usual = learn({}, range(HERE - hours, HERE))
    assert find(times(list(range(30))), NOW, usual, Sensitivity.HIGH) is None


def test_hours_that_nobody_watched_are_no_zeros() -> None:
    counts = {hour: 2 for hour in MONTH if hour % 2}
    half = learn(counts, [hour for hour in MONTH if hour % 2])
    whole = learn(counts, MONTH)
    assert sum(half.rates) > 1.7 * sum(whole.rates)


def test_a_rhythm_is_learnt_and_nights_are_quieter() -> None:
    usual = learn({hour: 6 for hour in MONTH if hour % 24 in (13, 14, 15, 16)}, MONTH)
    assert usual.rates[14] > 4
    assert usual.rates[2] < 1
    night = [NOW.replace(hour=2) - timedelta(minutes=5 * one) for one in range(6)]
    day = [at.replace(hour=14) for at in night]
    assert find(night, NOW.replace(hour=2), usual, Sensitivity.HIGH) is not None
    assert find(day, NOW.replace(hour=14), usual, Sensitivity.HIGH) is None


def test_a_burst_of_the_past_hides_the_next_one_little() -> None:
    quiet = {hour: 1 for hour in MONTH if hour % 12 == 0}
    loud = {**quiet, HERE - WEEK: 60, HERE - WEEK + 1: 60}
    assert learn(loud, MONTH).rates[HERE % WEEK] < 2
    burst = times([4 * one for one in range(14)])
    assert find(burst, NOW, learn(loud, MONTH), Sensitivity.NORMAL) is not None


def test_a_query_that_finds_more_since_it_changed_raises_the_past() -> None:
    changed = HERE - 96
    counts = {hour: 1 if hour < changed else 5 for hour in MONTH}
    plain, told = learn(counts, MONTH), learn(counts, MONTH, changed)
    assert sum(told.rates) > 2 * sum(plain.rates)
    assert learn(counts, MONTH, HERE + 5) == plain


def test_one_that_wanders_is_over_dispersed_and_one_that_does_not_is_poisson() -> None:
    even = learn(dict.fromkeys(MONTH, 2), MONTH)
    moody = learn({hour: 8 if hour // 40 % 4 == 0 else 0 for hour in MONTH}, MONTH)
    assert even.extra[6] < 0.01
    assert moody.extra[6] > 0.2


@given(means, extras)
def test_a_band_holds_the_mean_and_95_of_100(mean: float, extra: float) -> None:
    least, most = spike.band(mean, extra)
    assert 0 <= least <= most
    assert tail(least, mean, extra) - tail(most + 1, mean, extra) >= 0.949


@given(st.integers(0, 6000), st.integers(1, 3000))
def test_what_is_expected_adds_up(offset: int, length: int) -> None:
    usual = Usual(tuple(0.1 + at / 100 for at in range(WEEK)), {}, 1000)
    start = NOW - timedelta(minutes=offset)
    middle, end = start + timedelta(minutes=length / 3), start + timedelta(minutes=length)
    parts = spike.expected(usual, start, middle) + spike.expected(usual, middle, end)
    assert isclose(parts, spike.expected(usual, start, end), rel_tol=1e-9, abs_tol=1e-9)


def test_the_reason_says_what_was_counted() -> None:
    usual = learn({hour: 1 for hour in MONTH if hour % 10 == 0}, MONTH)
    found = find(times([3 * one for one in range(9)]), NOW, usual, Sensitivity.NORMAL)
    assert found is not None
    words = spike.reason(found, usual, Sensitivity.NORMAL)
    assert words.startswith("9 stories in")
    assert "sensitivity normal" in words
    assert "Still learning" not in words
    young = learn({}, range(HERE - 100, HERE))
    assert spike.reason(found, young, Sensitivity.NORMAL).endswith("Still learning: 4 of 28 days known.")
