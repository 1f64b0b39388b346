"""When to poll again, and how the feed is: one pure decision after each poll.

A feed that brings much is asked more often, one that brings nothing less often, one that fails slower and slower, but
never not at all. `now` is news time.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.collect import health
from monitor.collect.spans import every
from monitor.model.feed import DueFeed, FeedState, NextPoll, PollEvent, Rhythm
from monitor.model.fetching import GOOD, Outcome
from monitor.model.landing import Assessment
from monitor.model.options import PollOptions

KEPT_POLLS = 8
LOOKED_AT = 3  # polls that the interval is judged by
MANY_NEW, MOST_NEW = 1 / 3, 2 / 3  # share of entries that were new
MUCH_FASTER, FASTER, SLOWER = 0.5, 0.67, 1.5
MANY_A_POLL = 2.0  # new entries a poll, however long the document is
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
    oldest: datetime | None = None  # date of the oldest entry of the document, to measure a gap


@dataclass(frozen=True, slots=True)
class Pace:
    """An interval with the reason for it."""

    seconds: float
    why: str


def assess(
    due: DueFeed, event: PollEvent, *, now: datetime, options: PollOptions, hints: Hints, jitter: float
) -> Assessment:
    """What a poll says about its feed. `jitter` in [-1, 1] spreads the polls within the configured share."""
    if hints.network_down and event.outcome not in GOOD:
        return _offline(due, now, options)
    if event.outcome in GOOD:
        return _answered(due, event, now, (options, hints, jitter))
    return _failed(due, event, now, (options, hints, jitter))


Setting = tuple[PollOptions, Hints, float]


def _answered(due: DueFeed, event: PollEvent, now: datetime, setting: Setting) -> Assessment:
    options, hints, _ = setting
    rhythm = health.refreshed(due.rhythm, event, now, first=due.first_poll)
    gap = health.gap(due, event, now, hints.oldest)
    pace = _fixed(due) or _pace(rhythm, options, gap)
    rhythm, moved_to = _moved(rhythm, event, hints, now)
    state, detail = health.answered(rhythm, event, now)
    rhythm = replace(rhythm, interval_s=round(pace.seconds))
    return Assessment(rhythm, _next(due, pace, now, setting), state, detail, moved_to=moved_to, gap=gap)


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


def _offline(due: DueFeed, now: datetime, options: PollOptions) -> Assessment:
    """Our own network is down: nothing is learned, nothing is counted."""
    seconds = max(options.floor_s, min(due.rhythm.interval_s, options.interval_s))
    why = f"{every(seconds)}: our own network seems to be down, which counts against no feed"
    upcoming = NextPoll(now + timedelta(seconds=seconds), seconds, why)
    return Assessment(due.rhythm, upcoming, FeedState.UNPOLLED, "our own network was down")


# --- the interval ---


def _fixed(due: DueFeed) -> Pace | None:
    return Pace(due.interval_s, "as configured") if due.interval_s else None


def _pace(rhythm: Rhythm, options: PollOptions, gap: str) -> Pace:
    """By what the last polls brought: the share of entries that were new, and their number."""
    window = [poll for poll in rhythm.polls if poll[0]][-LOOKED_AT:]
    if not window:
        return Pace(_bounded(rhythm.interval_s, options), "nothing is known of its rhythm yet")
    entries, new = sum(poll[0] for poll in window), sum(poll[1] for poll in window)
    seconds = _bounded(rhythm.interval_s * _factor(new / entries, new / len(window), gap), options)
    if gap:
        return Pace(seconds, f"entries fell out since the last poll ({gap})")
    latest = window[-1][0]
    polls = "the last poll" if len(window) == 1 else f"the last {len(window)} polls"
    return Pace(seconds, f"{_count(new, latest)} new at {polls}")


def _factor(share: float, mean: float, gap: str) -> float:
    if gap or share > MOST_NEW:
        return MUCH_FASTER
    if share > MANY_NEW or mean > MANY_A_POLL:
        return FASTER
    return 1.0 if mean else SLOWER


def _count(new: int, entries: int) -> str:
    return f"none of its {entries} entries was" if not new else f"{new} {'entry was' if new == 1 else 'entries were'}"


def _backed_off(due: DueFeed, rhythm: Rhythm, options: PollOptions, event: PollEvent) -> Pace:
    """Twice as slow for each point of failure, to seven days at the slowest."""
    base = due.interval_s or max(options.floor_s, rhythm.interval_s)
    doubled = base * 2 ** min(rhythm.failures, LONGEST_DOUBLING)
    reason = event.outcome.value.replace("_", " ")
    return Pace(min(options.slowest_s, max(doubled, base)), f"slowed down after failures, the last one {reason}")


def _bounded(seconds: float, options: PollOptions) -> float:
    return max(options.floor_s, min(options.cap_s, seconds))


def _next(due: DueFeed, pace: Pace, now: datetime, setting: Setting) -> NextPoll:
    """Not before the server wants it, not below the floor, a little earlier or later than the others."""
    options, hints, jitter = setting
    asked, who = _wish(hints, options)
    seconds, why = pace.seconds, pace.why
    floor = min(options.floor_s, due.interval_s or options.floor_s)
    if asked > seconds:
        seconds, why = asked, f"{who} asks for it ({why})"
    elif asked:
        floor = max(floor, asked)
    slowest = max(options.slowest_s, due.interval_s or 0)
    spread = min(slowest, max(floor, seconds * (1 + options.jitter * max(-1.0, min(1.0, jitter)))))
    spread = max(spread, hints.retry_after or 0)
    return NextPoll(now + timedelta(seconds=spread), round(seconds), f"{every(seconds)}: {why}")


def _wish(hints: Hints, options: PollOptions) -> tuple[int, str]:
    """The longest pause that the server asks for, at most the cap, and where it says so."""
    wishes = [
        (hints.retry_after or 0, "its server (Retry-After)"),
        (min(hints.ttl_s or 0, options.cap_s), "the feed (ttl)"),
        (min(hints.period_s or 0, options.cap_s), "the feed (updatePeriod)"),
        (min(hints.max_age or 0, options.cap_s), "its server (max-age)"),
    ]
    return max(wishes, key=lambda wish: wish[0])


# --- permanent moves ---


def _moved(rhythm: Rhythm, event: PollEvent, hints: Hints, now: datetime) -> tuple[Rhythm, str | None]:
    """Counts sightings of a permanent redirect; the third, each a day after the one before, changes the address."""
    if event.outcome is not Outcome.OK:
        return rhythm, None  # a 304 or the same bytes: no new knowledge
    if hints.moved_to is None:
        return replace(rhythm, moved=()), None
    sightings = tuple(move for move in rhythm.moved if move[0] == hints.moved_to)
    if not sightings or now - sightings[-1][1] >= MOVE_APART:
        sightings = (*sightings, (hints.moved_to, now))
    if len(sightings) >= MOVES:
        return replace(rhythm, moved=()), hints.moved_to
    return replace(rhythm, moved=sightings), None
