from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.cadence import GONE_EVERY_S, Hints, assess
from monitor.model.feed import DueFeed, FeedState, PollEvent, Rhythm
from monitor.model.fetching import Outcome, Validators
from monitor.model.landing import Assessment
from monitor.model.options import PollOptions

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


PACES = [
    ([(20, 0), (20, 0)], 0, 2700, "none of its 20 entries was new at the last 3 polls"),
    ([(20, 1), (20, 0)], 0, 1800, "1 entry was new at the last 3 polls"),
    ([(20, 8), (20, 6)], 8, 1206, "22 entries were new at the last 3 polls"),
    ([(20, 15), (20, 16)], 14, 900, "45 entries were new at the last 3 polls"),
]


@pytest.mark.parametrize(("past", "new", "seconds", "why"), PACES)
def test_the_interval_follows_what_the_feed_brings(
    past: list[tuple[int, int]], new: int, seconds: int, why: str
) -> None:
    found = judged(due(Rhythm(polls=tuple(past))), event(new=new))
    assert found.next.interval_s == seconds
    assert found.next.why.endswith(why)
    assert found.next.at == NOW + timedelta(seconds=seconds)
    assert found.rhythm.polls == (*past, (20, new))


def test_a_304_counts_as_a_document_with_nothing_new() -> None:
    found = judged(due(Rhythm(polls=((20, 3),))), event(Outcome.NOT_MODIFIED))
    assert found.rhythm.polls == ((20, 3), (20, 0))


def test_the_first_poll_says_nothing_of_the_pace() -> None:
    found = judged(due(first_poll=True), event(new=20))
    assert found.next.interval_s == 1800
    assert found.rhythm.polls == ()
    assert "yet" in found.next.why


@pytest.mark.parametrize(
    ("hints", "seconds", "words"),
    [
        (Hints(ttl_s=7200), 7200, "every 2 h: the feed (ttl) asks for it"),
        (Hints(max_age=3600), 3600, "max-age"),
        (Hints(ttl_s=10**9), 86_400, "ttl"),
        (Hints(ttl_s=60, max_age=60), 1800, "new at"),
    ],
)
def test_the_server_may_ask_for_more_patience(hints: Hints, seconds: int, words: str) -> None:
    found = judged(due(Rhythm(polls=((20, 1),))), event(new=1), hints=hints)
    assert found.next.interval_s == seconds
    assert words in found.next.why


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
    assert found.next.interval_s == 1800


OVERLAPPING = Rhythm(polls=((20, 4), (20, 2), (20, 5)))


def test_a_gap_is_seen_and_measured() -> None:
    oldest = NOW - timedelta(minutes=48)
    found = judged(due(OVERLAPPING), event(new=20), hints=Hints(oldest=oldest))
    assert found.gap == "about 12 min"
    assert found.next.interval_s == 900
    assert "fell out" in found.next.why
    assert judged(due(OVERLAPPING), event(new=20)).gap == "at most 60 min"


@pytest.mark.parametrize(
    ("rhythm", "entries", "new"),
    [
        (OVERLAPPING, 20, 19),  # one is known
        (OVERLAPPING, 6, 6),  # emptied by its publisher
        (Rhythm(polls=((20, 20), (20, 20))), 20, 20),  # never overlapped
        (Rhythm(polls=((2, 1), (2, 1))), 2, 2),  # too short to tell
        (Rhythm(), 20, 20),
    ],
)
def test_no_gap(rhythm: Rhythm, entries: int, new: int) -> None:
    assert judged(due(rhythm), event(entries=entries, new=new)).gap == ""


def test_silence_is_measured_against_what_is_usual() -> None:
    rhythm = Rhythm(newest=NOW - 2 * DAY, usual_s=3600)
    found = judged(due(rhythm), event(Outcome.NOT_MODIFIED))
    assert (found.state, found.detail) == (FeedState.SILENT, "nothing new for 2 days; usual is one every 60 min")
    weekly = replace(rhythm, usual_s=7 * 86_400)
    assert judged(due(weekly), event(Outcome.NOT_MODIFIED)).state is FeedState.OK


def test_a_slow_answer_is_slow() -> None:
    assert judged(due(), event(ms=15_000)).state is FeedState.SLOW


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
rhythms = st.builds(
    Rhythm,
    polls=st.lists(_pairs, max_size=8).map(tuple),
    interval_s=st.integers(0, 10**7),
    failures=st.floats(0, 1000),
    gone_seen=st.lists(st.integers(1, 9000).map(lambda hours: NOW - hours * HOUR), max_size=8).map(tuple),
)  # fmt: skip
hints_ = st.builds(
    Hints,
    retry_after=st.none() | st.integers(60, 86_400),
    max_age=st.none() | st.integers(0, 10**9),
    ttl_s=st.none() | st.integers(0, 10**9),
    network_down=st.booleans(),
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
    assert pause >= (hints.retry_after or 0) or hints.network_down
    assert len(found.rhythm.polls) <= 8
    assert found.next.why.startswith("every ")
