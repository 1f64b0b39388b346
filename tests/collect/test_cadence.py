import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.cadence import GONE_EVERY_S, Hints, assess
from monitor.collect.spans import span
from monitor.model.feed import Asks, DueFeed, FeedState, PollEvent, Priority, Profile, Rhythm
from monitor.model.fetching import GOOD, Outcome, Validators
from monitor.model.landing import Assessment
from monitor.model.options import PollOptions
from monitor.store.rhythm import from_json, to_json

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPTIONS = PollOptions()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def due(rhythm: Rhythm = Rhythm(), **changed: object) -> DueFeed:  # noqa: B008  frozen
    feed = DueFeed(
        1, "a", "http://a.example/", "a.example", 1, Validators(), rhythm, FeedState.OK, last_polled=NOW - HOUR
    )
    return replace(feed, **changed)  # type: ignore[arg-type]


def event(outcome: Outcome = Outcome.OK, entries: int = 20, new: int = 0, **more: object) -> PollEvent:
    if outcome is not Outcome.OK:
        entries = new = 0
    return PollEvent(NOW, outcome, entries=entries, new=new, overlap=entries - new, **more)  # type: ignore[arg-type]


def judged(feed: DueFeed, what: PollEvent, now: datetime = NOW, hints: Hints = Hints()) -> Assessment:  # noqa: B008
    return assess(feed, what, now=now, options=OPTIONS, hints=hints, jitter=0.0)


def steady(a_day: float, **more: object) -> Rhythm:
    """Watched for four weeks, with as many entries at each hour of each day."""
    counts, minutes = round(100 * a_day * 28), 28 * 1440
    hours = ((counts // 24,) * 24, (minutes // 24,) * 24)
    days = ((counts // 7,) * 7, (minutes // 7,) * 7)
    given = {"profile": Profile(*hours, *days), "seen_at": NOW - HOUR, "length": 20, **more}
    return Rhythm(**given)  # type: ignore[arg-type]


def seconds(rhythm: Rhythm, new: int = 0, hints: Hints = Hints(), **changed: object) -> int:  # noqa: B008  frozen
    return judged(due(rhythm, **changed), event(new=new), hints=hints).next.interval_s


@pytest.mark.parametrize(
    ("past", "new", "why"),
    [
        ([], 0, "none of 20 entries was new at the last poll"),
        ([(20, 0), (20, 0)], 0, "none of 20 entries was new at the last three polls"),
        ([(20, 1), (20, 0)], 0, "1 of 20 entries was new at the last three polls"),
        ([(20, 3), (20, 3)], 2, "8 of 20 entries were new at the last three polls"),
        ([(20, 9), (20, 4), (20, 3)], 1, "8 of 20 entries were new at the last three polls"),
        ([(20, 15), (20, 16)], 14, "45 entries were new at the last three polls, of 20 in its document"),
    ],
)
def test_the_reason_is_what_the_last_polls_brought(past: list[tuple[int, int]], new: int, why: str) -> None:
    found = judged(due(Rhythm(polls=tuple(past))), event(new=new))
    assert why in found.next.why
    assert found.next.why.startswith("every ")
    assert found.rhythm.polls == (*past, (20, new))
    assert abs((found.next.at - NOW).total_seconds() - found.next.interval_s) <= 1


def test_the_more_a_feed_brings_the_sooner_it_is_asked() -> None:
    pauses = [seconds(steady(a_day)) for a_day in (0.1, 1, 5, 24, 100, 1000)]
    assert pauses == sorted(pauses, reverse=True)
    assert len(set(pauses)) >= 5
    assert pauses[0] > 12 * 3600
    assert pauses[-1] == OPTIONS.floor_s


def test_a_burst_is_followed_at_once_and_so_is_its_end() -> None:
    calm = steady(5)
    assert seconds(calm, new=10) < seconds(calm, new=1) / 3
    hot = judged(due(calm), event(new=10)).rhythm
    later = judged(due(hot), event(Outcome.NOT_MODIFIED), NOW + 12 * HOUR)
    assert later.next.interval_s > 3 * seconds(calm, new=10)
    assert "livelier than usual just now" in judged(due(calm), event(new=10)).next.why


def test_a_feed_that_once_brought_its_document_in_an_hour_is_asked_before_that_can_be_again() -> None:
    assert seconds(steady(1)) > 3 * 3600
    assert seconds(steady(1, peak=20.0)) <= 3600


def test_little_of_the_document_is_new_by_the_next_poll() -> None:
    lazy = replace(OPTIONS, eagerness=0.1)
    pauses = [
        assess(
            due(steady(60)), event(entries=length, new=2), now=NOW, options=lazy, hints=Hints(), jitter=0.0
        ).next.interval_s
        for length in (5, 100)
    ]
    assert pauses[0] * 60 / 86_400 <= 0.75 * 5
    assert pauses[0] < pauses[1] / 1.3


def office(**more: object) -> Rhythm:
    """A feed that brought all its entries from 8 to 16 UTC on workdays, learnt from polls every hour."""
    feed, at = due(first_poll=True, last_polled=None), NOW - 28 * DAY
    for step in range(28 * 24 - 24):
        now = at + step * HOUR
        works = now.weekday() < 5 and 8 < now.hour <= 16
        found = judged(feed, event(new=2) if works else event(Outcome.NOT_MODIFIED), now)
        feed = replace(feed, rhythm=found.rhythm, first_poll=False)
    return replace(feed.rhythm, **more)  # type: ignore[arg-type]


def test_hours_and_days_are_learnt() -> None:
    rhythm = office()
    monday = datetime(2026, 11, 23, tzinfo=UTC)

    def at(hours: float) -> Assessment:
        now = monday + hours * HOUR
        known = replace(rhythm, seen_at=now - HOUR / 2, recent=0.0, expected=0.0)
        return judged(due(known), event(Outcome.NOT_MODIFIED), now)

    assert at(11).next.interval_s < at(20).next.interval_s / 3
    assert "faster at this hour of the day" in at(11).next.why
    assert "slower at this hour of the day" in at(20).next.why
    assert at(11).next.interval_s < at(11 - 24).next.interval_s / 3
    assert "slower on Sundays" in at(11 - 24).next.why
    assert at(5).next.at <= monday + 10 * HOUR, "the night ends in time"


def test_a_new_feed_is_known_by_the_dates_of_its_document() -> None:
    lively = tuple(NOW - n * HOUR / 2 for n in range(20))
    sparse = tuple(NOW - n * DAY for n in range(20))
    first = due(first_poll=True, last_polled=None)
    paces = [judged(first, event(new=20), hints=Hints(dates=dates)) for dates in (lively, sparse)]
    assert paces[0].next.interval_s < 1800 < paces[1].next.interval_s
    assert "by the dates of its first document" in paces[0].next.why
    assert paces[0].rhythm.polls == ()


def test_of_a_new_feed_without_dates_nothing_is_known() -> None:
    found = judged(due(first_poll=True, last_polled=None), event(new=20))
    assert (found.next.interval_s, found.rhythm.polls) == (1800, ())
    assert found.next.why == "every 30 min: nothing is known of its rhythm yet"


@pytest.mark.parametrize("shift", [-9, 0, 7])
def test_a_clock_that_is_wrong_teaches_nothing_wrong(shift: int) -> None:
    dates = (NOW - HOUR / 4 + shift * HOUR, NOW - HOUR / 2 + shift * HOUR)
    found = judged(due(steady(5)), event(new=2), hints=Hints(dates=dates)).rhythm.profile
    assert found.hours[11] - found.hours[10] > 150


def test_a_304_counts_as_a_document_with_nothing_new() -> None:
    found = judged(due(Rhythm(polls=((20, 3),), length=20)), event(Outcome.NOT_MODIFIED))
    assert found.rhythm.polls == ((20, 3), (20, 0))


def test_priority_is_twice_or_half_as_eager() -> None:
    high, normal, low = (seconds(steady(5), new=1, priority=one) for one in Priority)
    assert 1.6 < normal / high < 2.4
    assert 1.6 < low / normal < 2.4
    assert "; priority high" in judged(due(steady(5), priority=Priority.HIGH), event(new=1)).next.why
    assert seconds(steady(2000), new=15, priority=Priority.HIGH) == OPTIONS.floor_s
    assert seconds(steady(0.01), priority=Priority.LOW) == OPTIONS.cap_s


@pytest.mark.parametrize(
    ("hints", "waits", "words"),
    [
        (Hints(ttl_s=6 * 3600), 6 * 3600, "its feed asks for 6 h (ttl)"),
        (Hints(max_age=6 * 3600), 6 * 3600, "its server asks for 6 h (max-age)"),
        (Hints(period_s=6 * 3600), 6 * 3600, "its feed asks for 6 h (updatePeriod)"),
        (Hints(ttl_s=10**9), 86_400, "(ttl)"),
        (Hints(ttl_s=60, max_age=60, period_s=60), None, "none of 20 entries was new"),
    ],
)
def test_wishes_lengthen_the_interval_within_the_cap(hints: Hints, waits: int | None, words: str) -> None:
    own = seconds(steady(2))
    found = judged(due(steady(2)), event(), hints=hints)
    assert found.next.interval_s == (waits or own)
    assert words in found.next.why


def test_a_wish_is_remembered_where_the_answer_has_no_document() -> None:
    asking = judged(due(steady(2)), event(), hints=Hints(ttl_s=6 * 3600)).rhythm
    again = judged(due(asking), event(Outcome.NOT_MODIFIED), NOW + 6 * HOUR)
    assert again.next.interval_s == 6 * 3600
    assert judged(due(asking), event(), NOW + 6 * HOUR).rhythm.asks == Asks()


def test_a_wish_never_makes_gaps() -> None:
    found = judged(due(steady(240)), event(new=10), hints=Hints(ttl_s=86_400))
    assert found.next.interval_s <= 3700
    assert "its feed asks for 24 h (ttl), but half of its document would be new by then" in found.next.why


def test_an_update_period_of_a_feed_that_is_faster_is_no_wish() -> None:
    assert "updatePeriod" not in judged(due(steady(48)), event(new=2), hints=Hints(period_s=7200)).next.why


def test_a_poll_in_skipped_hours_waits_for_their_end() -> None:
    hints = Hints(skip_hours=frozenset({12, 13, 14, 15, 16, 17}))
    found = judged(due(office()), event(new=2), hints=Hints(skip_hours=frozenset(range(17, 24))))
    assert found.next.at < NOW + 5 * HOUR
    quiet = replace(steady(2), profile=Profile())
    found = judged(due(quiet), event(), hints=hints)
    assert found.next.at == datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert found.next.why.startswith("in 6 h: its feed asks to be left alone before that (skipHours, skipDays); every ")


def test_skipped_hours_in_which_it_publishes_are_none() -> None:
    plain = judged(due(steady(2)), event())
    assert judged(due(steady(2)), event(), hints=Hints(skip_hours=frozenset(range(12, 20)))).next == plain.next


def test_skipping_everything_skips_nothing() -> None:
    quiet = replace(steady(1), profile=Profile())
    found = judged(due(quiet), event(), hints=Hints(skip_hours=frozenset(range(24))))
    assert found.next.at <= NOW + DAY


def test_a_fixed_interval_is_kept() -> None:
    found = judged(due(interval_s=60), event(new=20, entries=20))
    assert (found.next.interval_s, found.next.why) == (60, "every 1 min: as configured")


def test_failures_slow_down_to_seven_days_and_never_stop() -> None:
    feed, pauses, states = due(), [], []
    for _ in range(14):
        found = judged(feed, event(Outcome.NOT_FOUND, detail="HTTP 404"))
        pauses.append(found.next.interval_s)
        states.append(found.state)
        feed = replace(feed, rhythm=found.rhythm, state=found.state)
    assert pauses[:4] == [3600, 7200, 14_400, 28_800]
    assert pauses == sorted(pauses)
    assert pauses[-1] == OPTIONS.slowest_s
    assert states[:3] == [FeedState.OK, FeedState.OK, FeedState.FAILING]
    assert states[-1] is FeedState.DEAD
    back = judged(feed, event(new=1))
    assert (back.state, back.rhythm.failures, back.next.interval_s <= 1800) == (FeedState.OK, 0.0, True)


STATES = [
    (Outcome.BLOCKED, FeedState.BLOCKED, 1.0),
    (Outcome.NO_ENTRIES, FeedState.EMPTY, 0.25),
    (Outcome.EMPTY_BODY, FeedState.EMPTY, 0.5),
    (Outcome.RATE_LIMITED, FeedState.SLOW, 0.25),
    (Outcome.TIMEOUT, FeedState.OK, 0.25),
    (Outcome.UNREADABLE, FeedState.OK, 0.5),
    (Outcome.INTERNAL, FeedState.OK, 0.0),
]


@pytest.mark.parametrize(("outcome", "state", "points"), STATES)
def test_states_and_points(outcome: Outcome, state: FeedState, points: float) -> None:
    found = judged(due(), event(outcome))
    assert (found.state, found.rhythm.failures) == (state, points)


def test_a_new_feed_that_fails_says_so_at_once() -> None:
    assert judged(due(state=FeedState.NEW), event(Outcome.TIMEOUT)).state is FeedState.FAILING


def test_retry_after_makes_the_host_wait_and_counts_nothing() -> None:
    found = judged(due(), event(Outcome.RATE_LIMITED), hints=Hints(retry_after=7200))
    assert found.host_waits_until == NOW + 2 * HOUR
    assert found.next.at >= NOW + 2 * HOUR
    assert found.rhythm.failures == 0


def test_410_three_times_over_48_hours_is_gone() -> None:
    feed, states = due(), []
    for hours in (0, 20, 49):
        found = judged(feed, event(Outcome.GONE), NOW + hours * HOUR)
        states.append(found.state)
        feed = replace(feed, rhythm=found.rhythm, state=found.state)
    assert states[-1] is FeedState.GONE
    assert FeedState.GONE not in states[:-1]
    assert found.next.interval_s == GONE_EVERY_S
    assert judged(feed, event(Outcome.OK, new=1)).state is FeedState.OK


def test_410_three_times_in_an_hour_is_not() -> None:
    found = judged(due(Rhythm(gone_seen=(NOW - HOUR, NOW - HOUR / 2))), event(Outcome.GONE))
    assert found.state is not FeedState.GONE


def test_our_own_outage_is_not_counted() -> None:
    rhythm = Rhythm(failures=1.0, interval_s=86_400)
    found = judged(due(rhythm), event(Outcome.DNS), hints=Hints(network_down=True))
    assert (found.rhythm, found.state) == (rhythm, FeedState.UNPOLLED)
    assert 300 <= found.next.interval_s <= 600


def test_after_our_own_outage_feeds_come_soon_and_apart() -> None:
    hints = Hints(network_down=True)
    times = [
        assess(due(), event(Outcome.DNS), now=NOW, options=OPTIONS, hints=hints, jitter=step / 10).next.at
        for step in range(-10, 11)
    ]
    assert min(times) == NOW + timedelta(seconds=300)
    assert max(times) == NOW + timedelta(seconds=600)
    assert len(set(times)) == 21


OVERLAPPING = Rhythm(polls=((20, 4), (20, 2), (20, 5)), seen_at=NOW - HOUR, interval_s=3600, length=20)


def test_a_gap_is_seen_and_measured() -> None:
    dates = [NOW - timedelta(minutes=2 + n) for n in range(20)]
    found = judged(due(OVERLAPPING), event(new=20), hints=Hints(dates=dates))
    assert found.gap == "about 18 entries missed in 39 min"
    assert found.next.interval_s <= 1800
    assert "fell out since the last poll (about 18 entries missed in 39 min)" in found.next.why
    assert judged(due(OVERLAPPING), event(new=20)).gap == "about 1 entry missed in at most 60 min"


def test_a_gap_shows_by_dates_although_no_document_ever_overlapped() -> None:
    turning = Rhythm(polls=((20, 20), (20, 20)), seen_at=NOW - HOUR, length=20)
    dates = [NOW - timedelta(minutes=n) for n in range(20)]
    assert "missed in" in judged(due(turning), event(new=20), hints=Hints(dates=dates)).gap
    churning = [NOW - timedelta(seconds=n / 10) for n in range(20)]
    assert judged(due(turning), event(new=20), hints=Hints(dates=churning)).gap == ""


@pytest.mark.parametrize(
    ("rhythm", "entries", "new"),
    [
        (OVERLAPPING, 20, 19),  # one is known
        (OVERLAPPING, 6, 6),  # emptied by its publisher
        (Rhythm(polls=((20, 20), (20, 20)), seen_at=NOW - HOUR), 20, 20),  # never overlapped
        (Rhythm(polls=((2, 1), (2, 1)), seen_at=NOW - HOUR), 2, 2),  # too short to tell
        (Rhythm(), 20, 20),
    ],
)
def test_no_gap(rhythm: Rhythm, entries: int, new: int) -> None:
    assert judged(due(rhythm), event(entries=entries, new=new)).gap == ""


def test_an_address_moves_after_three_sightings_a_day_apart() -> None:
    feed, moves = due(), []
    for hours in (0, 5, 25, 30, 50):
        found = judged(feed, event(new=1), NOW + hours * HOUR, Hints(moved_to="http://b.example/"))
        moves.append(found.moved_to)
        feed = replace(feed, rhythm=found.rhythm)
    assert moves == [None, None, None, None, "http://b.example/"]
    assert feed.rhythm.moved == ()


def test_another_target_or_none_begins_anew() -> None:
    seen = Rhythm(moved=(("http://b.example/", NOW - 3 * DAY), ("http://b.example/", NOW - DAY)))
    assert judged(due(seen), event(), hints=Hints(moved_to="http://c.example/")).rhythm.moved == (
        ("http://c.example/", NOW),
    )
    assert judged(due(seen), event()).rhythm.moved == ()
    assert judged(due(seen), event(Outcome.NOT_MODIFIED)).rhythm.moved == seen.moved


_pairs = st.integers(0, 500).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
_counts = st.integers(0, 10**6)
profiles = st.builds(
    Profile,
    st.tuples(*[_counts] * 24),
    st.tuples(*[st.integers(0, 2000)] * 24),
    st.tuples(*[_counts] * 7),
    st.tuples(*[st.integers(0, 6000)] * 7),
)
asks_ = st.builds(
    Asks,
    st.none() | st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
    st.frozensets(st.integers(0, 23)),
    st.frozensets(st.integers(0, 6)),
)
rhythms = st.builds(
    Rhythm,
    polls=st.lists(_pairs, max_size=8).map(tuple),
    interval_s=st.integers(0, 10**7),
    failures=st.floats(0, 1000),
    gone_seen=st.lists(st.integers(1, 9000).map(lambda hours: NOW - hours * HOUR), max_size=8).map(tuple),
    seen_at=st.none() | st.integers(-100, 10**6).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    length=st.integers(0, 500),
    profile=st.just(Profile()) | profiles,
    recent=st.floats(0, 10**6),
    expected=st.floats(0, 10**6),
    owed=st.floats(0, 10**6),
    peak=st.floats(0, 10**6),
    asks=asks_,
)
dates_ = st.lists(st.integers(-(10**6), 10**6).map(lambda minutes: NOW - timedelta(minutes=minutes)), max_size=30)
hints_ = st.builds(
    Hints,
    retry_after=st.none() | st.integers(60, 86_400),
    max_age=st.none() | st.integers(0, 10**9),
    ttl_s=st.none() | st.integers(0, 10**9),
    period_s=st.none() | st.integers(0, 10**9),
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
    network_down=st.booleans(),
    dates=dates_,
)


@given(rhythms, st.sampled_from(Outcome), st.integers(0, 500), hints_, st.floats(-1, 1), st.booleans())
def test_never_in_the_past_below_the_floor_or_beyond_the_slowest(
    rhythm: Rhythm, outcome: Outcome, entries: int, hints: Hints, jitter: float, first: bool
) -> None:
    what = event(outcome, entries=entries, new=entries // 2)
    found = assess(due(rhythm, first_poll=first), what, now=NOW, options=OPTIONS, hints=hints, jitter=jitter)
    pause = (found.next.at - NOW).total_seconds()
    assert OPTIONS.floor_s <= pause
    assert pause <= (GONE_EVERY_S if found.state is FeedState.GONE else OPTIONS.slowest_s)
    if outcome in GOOD and not hints.retry_after:
        assert pause <= OPTIONS.cap_s, "what answers is polled daily"
    assert pause >= (hints.retry_after or 0) or hints.network_down
    assert len(found.rhythm.polls) <= 8
    assert found.next.why.startswith(("every ", "in "))
    assert from_json(json.loads(json.dumps(to_json(found.rhythm)))).profile == found.rhythm.profile


@given(rhythms, st.integers(1, 500), dates_)
def test_what_is_more_eager_waits_no_longer(rhythm: Rhythm, entries: int, dates: list[datetime]) -> None:
    feed, what, hints = due(rhythm), event(entries=entries, new=entries // 3), Hints(dates=dates)
    by_priority = [judged(replace(feed, priority=one), what, hints=hints).next.interval_s for one in Priority]
    assert by_priority == sorted(by_priority)
    by_knob = [
        assess(feed, what, now=NOW, options=replace(OPTIONS, eagerness=knob), hints=hints, jitter=0.0).rhythm.interval_s
        for knob in (0.05, 0.5, 1.0, 4.0)
    ]
    assert by_knob == sorted(by_knob, reverse=True)


@given(rhythms, st.integers(1, 500), st.integers(0, 10**6))
def test_a_wish_never_shortens_the_interval(rhythm: Rhythm, entries: int, ttl_s: int) -> None:
    feed, what = due(replace(rhythm, asks=Asks())), event(entries=entries, new=entries // 3)
    assert judged(feed, what, hints=Hints(ttl_s=ttl_s)).next.interval_s >= judged(feed, what).next.interval_s


@given(rhythms, st.integers(1, 500), st.data())
def test_the_numbers_of_the_sentence_are_those_of_the_polls(rhythm: Rhythm, entries: int, data: st.DataObject) -> None:
    new = data.draw(st.integers(0, entries))
    found = judged(due(rhythm), event(entries=entries, new=new))
    if said := re.search(r"(\d+|none) of (\d+) entr(?:y|ies) w(?:as|ere) new at the last (\w+)", found.next.why):
        count = {"poll": 1, "two": 2, "three": 3}[said[3]]
        window = found.rhythm.polls[-count:]
        assert (0 if said[1] == "none" else int(said[1])) == sum(pair[1] for pair in window)
        assert int(said[2]) == entries
    spoken = span(found.next.interval_s)
    assert found.next.why.startswith((f"every {spoken}: ", f"in {spoken}: "))
