"""How a feed is, from what its polls came to. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from monitor.collect.spans import span
from monitor.model.feed import DueFeed, FeedState, PollEvent, Rhythm
from monitor.model.fetching import Outcome

HARD, SOFT, TEMPORARY, OURS = 1.0, 0.5, 0.25, 0.0
FAILING, DEAD, DEAD_NOT_FOUND = 3.0, 10.0, 6.0
MOST_POINTS = 40.0
GONE_TIMES, GONE_SPAN = 3, timedelta(hours=48)
SLOW_MS = 10_000
SLOW_POLLS = 3  # by the median of the last ones, at least so many
SILENT_OWED = 8.0  # entries to be expected: by chance alone nothing comes instead once in 3,000 times
SILENT_TIMES = 2.0  # … and so many times the longest usual pause
SILENT_LEAST = timedelta(hours=24)
OFFLINE = "our own network was down"
_KEPT_GONE = 8
_POINTS = {
    Outcome.BAD_URL: HARD,
    Outcome.BLOCKED: HARD,
    Outcome.BLOCKED_ADDRESS: HARD,
    Outcome.GONE: HARD,
    Outcome.NOT_A_FEED: HARD,
    Outcome.NOT_FOUND: HARD,
    Outcome.REDIRECTS: HARD,
    Outcome.BAD_ENCODING: SOFT,
    Outcome.DNS: SOFT,
    Outcome.EMPTY_BODY: SOFT,
    Outcome.HTTP_ERROR: SOFT,
    Outcome.PARSE_LIMIT: SOFT,
    Outcome.PROTOCOL: SOFT,
    Outcome.TLS: SOFT,
    Outcome.TOO_LARGE: SOFT,
    Outcome.UNREADABLE: SOFT,
    Outcome.INTERNAL: OURS,
}
_BLOCKED = frozenset({Outcome.BLOCKED})
_TROUBLE = frozenset(FeedState) - {FeedState.OK, FeedState.NEW, FeedState.PAUSED, FeedState.GAP}
_EMPTY = frozenset({Outcome.EMPTY_BODY, Outcome.NO_ENTRIES})


def points(outcome: Outcome) -> float:
    """What a failure weighs: hard 1, soft ½, temporary ¼, our own fault nothing."""
    return _POINTS.get(outcome, TEMPORARY)


def worsened(rhythm: Rhythm, event: PollEvent, now: datetime, *, counted: bool) -> Rhythm:
    """The rhythm after a failure."""
    more = points(event.outcome) if counted else 0.0
    seen = (*rhythm.gone_seen[:1], *rhythm.gone_seen[1:][-(_KEPT_GONE - 2) :], now)
    return replace(
        rhythm,
        failures=min(MOST_POINTS, rhythm.failures + more),
        gone_seen=seen if event.outcome is Outcome.GONE else rhythm.gone_seen,
    )


def answered(due: DueFeed, rhythm: Rhythm, now: datetime) -> tuple[FeedState, str]:
    """State and detail of a feed that answered well. That it is well again is told once."""
    if silent := _silence(rhythm, now):
        return FeedState.SILENT, silent
    if len(rhythm.took_ms) >= SLOW_POLLS and (usual := median(rhythm.took_ms)) > SLOW_MS:
        return FeedState.SLOW, f"it took {span(usual / 1000)} to answer, in the middle of {len(rhythm.took_ms)} polls"
    return FeedState.OK, f"well again, was {due.state.value}" if due.state in _TROUBLE else ""


def is_trusted(due: DueFeed) -> bool:
    """Whether a failure of this feed says something of our own network: one that fails anyway says nothing."""
    return due.rhythm.failures < FAILING


def failed(due: DueFeed, rhythm: Rhythm, event: PollEvent) -> tuple[FeedState, str]:
    """State and detail of a feed that failed. A few failures change nothing yet."""
    detail = event.detail or event.outcome.value
    if event.outcome is Outcome.GONE and _is_gone(rhythm):
        return FeedState.GONE, detail
    if event.outcome in _BLOCKED:
        return FeedState.BLOCKED, detail
    if rhythm.failures >= DEAD or (event.outcome is Outcome.NOT_FOUND and rhythm.failures >= DEAD_NOT_FOUND):
        return FeedState.DEAD, detail
    if event.outcome in _EMPTY:
        return FeedState.EMPTY, detail
    if rhythm.failures >= FAILING or due.state in (FeedState.NEW, FeedState.FAILING, FeedState.DEAD):
        return (due.state if due.state is FeedState.DEAD else FeedState.FAILING), detail
    if event.outcome is Outcome.RATE_LIMITED:
        return FeedState.SLOW, detail
    return (FeedState.OK if due.state is FeedState.UNPOLLED else due.state), detail


def _silence(rhythm: Rhythm, now: datetime) -> str:
    """Nothing new, although so much was to be expected that chance does not explain it, nor the pauses it usually
    makes. Nights and weekends of an office feed have little to be expected in."""
    most = max(SILENT_OWED, SILENT_TIMES * rhythm.pause)
    if rhythm.newest is None or rhythm.owed < most or now - rhythm.newest < SILENT_LEAST:
        return ""
    quiet = span((now - rhythm.newest).total_seconds())
    return f"nothing new for {quiet}, in which about {round(rhythm.owed)} entries were to be expected"


def _is_gone(rhythm: Rhythm) -> bool:
    seen = rhythm.gone_seen
    return len(seen) >= GONE_TIMES and seen[-1] - seen[0] >= GONE_SPAN
