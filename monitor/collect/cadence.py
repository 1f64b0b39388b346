"""When to poll again, and how the feed is: one pure decision after each poll.

A feed is asked when it is expected to bring something (`pace`, from what was learnt of it), as far as its own wishes
allow (`wishes`); one that fails is asked slower and slower, but never not at all. `now` is news time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.collect import health, learning, reasons, wishes
from monitor.collect.gaps import Gap
from monitor.collect.pace import Tempo, tempo, until, wait
from monitor.collect.spans import every, span
from monitor.model.feed import Asks, DueFeed, FeedState, NextPoll, PollEvent, Profile, Rhythm
from monitor.model.fetching import GOOD, Outcome
from monitor.model.landing import Assessment
from monitor.model.options import PollOptions

GAP_FASTER = 0.5
GONE_EVERY_S = 30 * 86_400
MOVES, MOVE_APART = 3, timedelta(hours=24)
LONGEST_DOUBLING = 20


@dataclass(frozen=True, slots=True)
class Hints:
    """What the answer and our own surroundings say about the next poll. Seconds where not said otherwise."""

    retry_after: int | None = None
    max_age: int | None = None
    ttl_s: int | None = None
    period_s: int | None = None  # sy:updatePeriod over sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()  # 0–23, UTC
    skip_days: frozenset[int] = frozenset()  # 0–6, Monday is 0, UTC
    moved_to: str | None = None
    network_down: bool = False  # our own network, not the feed's
    dates: Sequence[datetime] = ()  # of the document's entries, as declared: they place what came, and measure a gap


@dataclass(frozen=True, slots=True)
class Pace:
    """An interval with the reason for it."""

    seconds: float
    why: str
    well: bool = True  # it answered


def assess(
    due: DueFeed, event: PollEvent, *, now: datetime, options: PollOptions, hints: Hints, jitter: float
) -> Assessment:
    """What a poll says about its feed. `jitter` in [-1, 1] spreads the polls within the configured share."""
    setting = (options, hints, max(-1.0, min(1.0, jitter)))
    if event.outcome in GOOD:
        return _answered(due, event, now, setting)
    if hints.network_down:
        return _offline(due, now, setting)
    return _failed(due, event, now, setting)


Setting = tuple[PollOptions, Hints, float]


def _answered(due: DueFeed, event: PollEvent, now: datetime, setting: Setting) -> Assessment:
    options, hints, _ = setting
    rhythm, gap = _learnt(due, event, now, hints)
    asks, (moved, moved_to) = _asks(rhythm, event, hints), _moves(rhythm, event, hints, now)
    state, detail = health.answered(due, rhythm, now)
    pace = _fixed(due) or _pace(due, rhythm, (asks, gap), now, setting)
    upcoming = _next(due, pace, now, setting)
    if not due.interval_s:
        upcoming = _outside_skipped(upcoming, rhythm, asks, (due, options))
    rhythm = replace(rhythm, asks=asks, moved=moved, interval_s=round(pace.seconds))
    return Assessment(rhythm, upcoming, state, detail, moved_to=moved_to, gap=str(gap or ""))


def _learnt(due: DueFeed, event: PollEvent, now: datetime, hints: Hints) -> tuple[Rhythm, Gap | None]:
    if due.first_poll:
        return learning.begun(due.rhythm, event, now, hints.dates), None
    return learning.learnt(due.rhythm, event, now, hints.dates)


def _asks(rhythm: Rhythm, event: PollEvent, hints: Hints) -> Asks:
    """What the document asks for; without one, what the last one did."""
    if event.outcome is not Outcome.OK:
        return rhythm.asks
    return Asks(hints.ttl_s, hints.period_s, hints.skip_hours, hints.skip_days)


def _failed(due: DueFeed, event: PollEvent, now: datetime, setting: Setting) -> Assessment:
    options, hints, _ = setting
    asked = event.outcome is Outcome.RATE_LIMITED and hints.retry_after is not None
    rhythm = health.worsened(due.rhythm, event, now, counted=not asked)
    state, detail = health.failed(due, rhythm, event)
    waits = now + timedelta(seconds=hints.retry_after or 0) if asked else None
    if state is FeedState.GONE:
        why = "every 30 days: it answered 410 (gone) three times over 48 hours"
        upcoming = NextPoll(now + timedelta(seconds=GONE_EVERY_S), GONE_EVERY_S, why)
    else:
        upcoming = _next(due, _backed_off(due, rhythm, options, event), now, setting)
    return Assessment(rhythm, upcoming, state, detail, host_waits_until=waits)


def _offline(due: DueFeed, now: datetime, setting: Setting) -> Assessment:
    """Our own network is down: nothing is learned, nothing is counted. Every feed is tried again within twice the
    floor, at a time of its own: soon after the net is back, and not all at once."""
    options, _, jitter = setting
    seconds = options.floor_s * (1.5 + 0.5 * jitter)
    why = f"{every(seconds)}: our own network seems to be down, which counts against no feed"
    upcoming = NextPoll(now + timedelta(seconds=seconds), round(seconds), why)
    return Assessment(due.rhythm, upcoming, FeedState.UNPOLLED, health.OFFLINE)


# --- the interval ---


def _fixed(due: DueFeed) -> Pace | None:
    return Pace(due.interval_s, "as configured") if due.interval_s else None


def _pace(due: DueFeed, rhythm: Rhythm, said: tuple[Asks, Gap | None], now: datetime, setting: Setting) -> Pace:
    """By what is expected, faster after a gap, slower where that is asked for."""
    options, hints, _ = setting
    asks, gap = said
    at = tempo(rhythm, options, due.priority)
    seconds = _own(due, rhythm, at, now, options)
    if gap:
        seconds = max(options.floor_s, min(seconds, GAP_FASTER * due.rhythm.interval_s))
    wish = None if gap else wishes.longest(asks, hints.max_age, at, now, options)
    if wish and wish.followed > seconds:
        seconds = min(options.cap_s, wish.followed)
    else:
        wish = None
    return Pace(seconds, reasons.sentence(reasons.Case(due.priority, rhythm, at, gap, wish, seconds), now, options))


def _own(due: DueFeed, rhythm: Rhythm, at: Tempo, now: datetime, options: PollOptions) -> float:
    """What suits the feed, before anybody's wishes."""
    if rhythm.profile == Profile() and due.first_poll:
        return max(options.floor_s, min(options.cap_s, options.interval_s))
    return wait(at, now, options)


def _backed_off(due: DueFeed, rhythm: Rhythm, options: PollOptions, event: PollEvent) -> Pace:
    """Twice as slow for each point of failure, to seven days at the slowest. A feed that is seldom asked is tried again
    as soon as one of which nothing is known."""
    base = due.interval_s or max(options.floor_s, min(rhythm.interval_s, options.interval_s))
    doubled = base * 2 ** min(rhythm.failures, LONGEST_DOUBLING)
    reason = event.outcome.value.replace("_", " ")
    return Pace(
        min(options.slowest_s, max(doubled, base)), f"slowed down after failures, the last one {reason}", well=False
    )


def _next(due: DueFeed, pace: Pace, now: datetime, setting: Setting) -> NextPoll:
    """Not before the server wants it, a little earlier or later than the others, within the bounds."""
    options, hints, jitter = setting
    seconds, why = pace.seconds, pace.why
    if (hints.retry_after or 0) > seconds:
        seconds, why = float(hints.retry_after or 0), f"its server asks for it (Retry-After); {why}"
    least = min(options.floor_s, due.interval_s or options.floor_s)
    most = max(pace.seconds, options.cap_s if pace.well else options.slowest_s, 2 * (due.interval_s or 0))
    pause = max(_spread(seconds, (least, most), options.jitter * jitter), hints.retry_after or 0)
    return NextPoll(now + timedelta(seconds=pause), round(seconds), f"{every(seconds)}: {why}")


def _spread(seconds: float, bounds: tuple[float, float], share: float) -> float:
    """A little earlier or later, to the inner side where one ends at a bound. A feed at the floor needs every poll."""
    least, most = bounds
    amount = seconds * share
    if not least <= seconds + amount <= most:
        amount = 0.0 if seconds <= least else -amount
    return min(max(seconds + amount, least), most)


def _outside_skipped(upcoming: NextPoll, rhythm: Rhythm, asks: Asks, setting: tuple[DueFeed, PollOptions]) -> NextPoll:
    """Later, where the poll would fall into hours or days in which the feed wants none; but never so late that much of
    its document would be new by then, nor beyond the cap."""
    due, options = setting
    now = rhythm.seen_at or upcoming.at
    at = wishes.after_skipped(upcoming.at, asks, rhythm.profile, now + timedelta(seconds=options.cap_s))
    if at == upcoming.at:
        return upcoming
    pause = (at - now).total_seconds()
    most = wishes.HALF * (rhythm.length or 1)
    if until(most, tempo(rhythm, options, due.priority), now, options.cap_s) < pause:
        return upcoming
    asked = "its feed asks to be left alone before that (skipHours, skipDays)"
    return NextPoll(at, round(pause), f"in {span(pause)}: {asked}; {upcoming.why}")


# --- permanent moves ---


def _moves(
    rhythm: Rhythm, event: PollEvent, hints: Hints, now: datetime
) -> tuple[tuple[tuple[str, datetime], ...], str | None]:
    """Counts sightings of a permanent redirect; the third, each a day after the one before, changes the address."""
    if event.outcome is not Outcome.OK:
        return rhythm.moved, None  # a 304 or the same bytes: no new knowledge
    if hints.moved_to is None:
        return (), None
    sightings = tuple(move for move in rhythm.moved if move[0] == hints.moved_to)
    if not sightings or now - sightings[-1][1] >= MOVE_APART:
        sightings = (*sightings, (hints.moved_to, now))
    return ((), hints.moved_to) if len(sightings) >= MOVES else (sightings, None)
