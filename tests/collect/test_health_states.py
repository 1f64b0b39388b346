from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.collect.cadence import Hints, assess
from monitor.model.feed import DueFeed, FeedState, PollEvent, Rhythm
from monitor.model.fetching import Outcome, Validators
from monitor.model.landing import Assessment
from monitor.model.options import PollOptions

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def due(rhythm: Rhythm = Rhythm(), state: FeedState = FeedState.OK, **more: object) -> DueFeed:  # noqa: B008  frozen
    feed = DueFeed(1, "a", "http://a.example/", "a.example", 1, Validators(), rhythm, state)
    return replace(feed, **more)  # type: ignore[arg-type]


def polled(feed: DueFeed, now: datetime, outcome: Outcome = Outcome.OK, new: int = 0, ms: int = 100) -> Assessment:
    entries = 20 if outcome is Outcome.OK else 0
    event = PollEvent(now, outcome, ms=ms, entries=entries, new=new, overlap=entries - new)
    return assess(feed, event, now=now, options=PollOptions(), hints=Hints(), jitter=0.0)


def after(feed: DueFeed, found: Assessment) -> DueFeed:
    return replace(feed, rhythm=found.rhythm, state=found.state, first_poll=False)


def through(
    feed: DueFeed, start: datetime, hours: int, new: list[int]
) -> tuple[DueFeed, list[tuple[datetime, Assessment]]]:
    """Polled every hour; `new` says how many entries come in which hour of the week."""
    seen = []
    for step in range(hours):
        now = start + step * HOUR
        came = new[(now.weekday() * 24 + now.hour) % len(new)]
        found = polled(feed, now, Outcome.OK if came else Outcome.NOT_MODIFIED, came)
        seen.append((now, found))
        feed = after(feed, found)
    return feed, seen


OFFICE = [2 if day < 5 and 8 <= hour < 17 else 0 for day in range(7) for hour in range(24)]
NOTHING = [0]


def test_nights_and_weekends_of_an_office_are_no_silence() -> None:
    _, seen = through(due(first_poll=True), MONDAY, 24 * 28, OFFICE)
    assert {found.state for _, found in seen[24 * 7 :]} == {FeedState.OK}


def test_an_office_that_says_nothing_on_its_workdays_is_silent_and_back_at_once() -> None:
    feed, _ = through(due(first_poll=True), MONDAY, 24 * 21, OFFICE)
    quiet, seen = through(feed, MONDAY + 21 * DAY, 24 * 5, NOTHING)
    silent = [(now, found) for now, found in seen if found.state is FeedState.SILENT]
    assert silent, "five workdays without a word"
    first, found = silent[0]
    assert MONDAY + 22 * DAY <= first <= MONDAY + 24 * DAY
    assert found.detail.startswith("nothing new for ")
    assert found.detail.endswith(" entries were to be expected")
    back = polled(quiet, MONDAY + 26 * DAY, new=3)
    assert (back.state, back.detail) == (FeedState.OK, "well again, was silent")
    assert polled(after(quiet, back), MONDAY + 26 * DAY + HOUR, Outcome.NOT_MODIFIED).detail == ""


def test_a_feed_that_was_always_sparse_is_not_silent() -> None:
    sparse = [1] + [0] * (24 * 7 - 1)
    feed, _ = through(due(first_poll=True), MONDAY, 24 * 56, sparse)
    _, seen = through(feed, MONDAY + 56 * DAY, 24 * 21, NOTHING)
    assert FeedState.SILENT not in {found.state for _, found in seen}


def test_pauses_that_it_usually_makes_are_no_silence() -> None:
    """Six days of many entries, then two weeks of none, again and again."""
    feed, at, states = due(first_poll=True), MONDAY, []
    for _ in range(5):
        feed, _ = through(feed, at, 24 * 6, [1])
        feed, seen = through(feed, at + 6 * DAY, 24 * 14, NOTHING)
        states.append(sum(found.state is FeedState.SILENT for _, found in seen))
        at += 20 * DAY
    assert states[0] > 0
    assert states[-1] < states[0]


def test_one_slow_answer_is_not_slow_and_several_are() -> None:
    feed, states = due(), []
    for step, ms in enumerate([100, 15_000, 100, 15_000, 15_000, 15_000, 100, 100, 100]):
        found = polled(feed, MONDAY + step * HOUR, Outcome.NOT_MODIFIED, ms=ms)
        states.append(found.state is FeedState.SLOW)
        feed = after(feed, found)
    assert states == [False, False, False, False, True, True, True, True, False]


@pytest.mark.parametrize(
    "state", [FeedState.DEAD, FeedState.FAILING, FeedState.BLOCKED, FeedState.EMPTY, FeedState.GONE]
)
def test_recovery_is_told_at_once_and_clears_the_points(state: FeedState) -> None:
    found = polled(due(Rhythm(failures=12.0), state), MONDAY, new=1)
    assert (found.state, found.detail, found.rhythm.failures) == (FeedState.OK, f"well again, was {state}", 0.0)


def test_blocked_is_not_dead_however_long() -> None:
    feed = due()
    for step in range(20):
        found = polled(feed, MONDAY + step * DAY, Outcome.BLOCKED)
        assert found.state is FeedState.BLOCKED
        feed = after(feed, found)


def test_a_failure_after_our_own_outage_is_not_told_as_ours() -> None:
    assert polled(due(state=FeedState.UNPOLLED), MONDAY, Outcome.TIMEOUT).state is FeedState.OK


def test_a_feed_that_is_seldom_asked_is_tried_again_soon_after_a_failure() -> None:
    found = polled(due(Rhythm(interval_s=86_400)), MONDAY, Outcome.TIMEOUT)
    assert found.next.interval_s < 3600
