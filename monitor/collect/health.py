"""How a feed is, from what its polls came to. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.collect.spans import span
from monitor.model.feed import DueFeed, FeedState, PollEvent, Rhythm
from monitor.model.fetching import Outcome

HARD, SOFT, TEMPORARY, OURS = 1.0, 0.5, 0.25, 0.0
FAILING, DEAD, DEAD_NOT_FOUND = 3.0, 10.0, 6.0
MOST_POINTS = 40.0
GONE_TIMES, GONE_SPAN = 3, timedelta(hours=48)
SLOW_MS = 10_000
LEAST_ENTRIES = 5  # a shorter document turns over by itself
LEAST_OVERLAPS = 2  # polls that overlapped, before one that does not is a gap
SILENT_TIMES, SILENT_LEAST = 6, timedelta(hours=24)
LEARN = 0.2  # weight of the newest pause in the usual one
_KEPT_POLLS, _KEPT_GONE = 8, 8
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
_EMPTY = frozenset({Outcome.EMPTY_BODY, Outcome.NO_ENTRIES})


def points(outcome: Outcome) -> float:
    """What a failure weighs: hard 1, soft ½, temporary ¼, our own fault nothing."""
    return _POINTS.get(outcome, TEMPORARY)


def refreshed(rhythm: Rhythm, event: PollEvent, now: datetime, *, first: bool) -> Rhythm:
    """The rhythm after a good poll. The first one says nothing of the pace: all its entries are new to us."""
    return replace(
        rhythm,
        polls=rhythm.polls if first else (*rhythm.polls, _brought(rhythm, event))[-_KEPT_POLLS:],
        failures=0.0,
        gone_seen=(),
        usual_s=rhythm.usual_s if first else _usual(rhythm, event, now),
        newest=now if event.new else rhythm.newest,
    )


def worsened(rhythm: Rhythm, event: PollEvent, now: datetime, *, counted: bool) -> Rhythm:
    """The rhythm after a failure."""
    more = points(event.outcome) if counted else 0.0
    seen = (*rhythm.gone_seen[:1], *rhythm.gone_seen[1:][-(_KEPT_GONE - 2) :], now)
    return replace(
        rhythm,
        failures=min(MOST_POINTS, rhythm.failures + more),
        gone_seen=seen if event.outcome is Outcome.GONE else rhythm.gone_seen,
    )


def answered(rhythm: Rhythm, event: PollEvent, now: datetime) -> tuple[FeedState, str]:
    """State and detail of a feed that answered well."""
    if silent := _silence(rhythm, now):
        return FeedState.SILENT, silent
    if event.ms > SLOW_MS:
        return FeedState.SLOW, f"it took {span(event.ms / 1000)} to answer"
    return FeedState.OK, ""


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
    return due.state, detail


def gap(due: DueFeed, event: PollEvent, now: datetime, oldest: datetime | None) -> str:
    """ "about 12 min" when entries fell out between two polls: nothing of a full document was known, though documents
    of this feed used to overlap. "" when nothing did."""
    past = [poll for poll in due.rhythm.polls if poll[0]]
    overlapped = [poll for poll in past[-LEAST_OVERLAPS:] if poll[1] < poll[0]]
    full = event.outcome is Outcome.OK and event.entries >= LEAST_ENTRIES and event.entries >= _usual_length(past)
    if due.first_poll or not full or event.overlap or len(overlapped) < LEAST_OVERLAPS or due.last_polled is None:
        return ""
    if oldest is not None and due.last_polled < oldest <= now:
        return f"about {span((oldest - due.last_polled).total_seconds())}"
    return f"at most {span((now - due.last_polled).total_seconds())}"


def _usual_length(past: list[tuple[int, int]]) -> float:
    """Four fifths of the longest document: a shorter one was emptied by its publisher, and says nothing."""
    return 0.8 * max((poll[0] for poll in past), default=0)


def _brought(rhythm: Rhythm, event: PollEvent) -> tuple[int, int]:
    """(entries, new); an unchanged document has as many entries as the last one, all known."""
    if event.outcome is Outcome.OK:
        return event.entries, event.new
    return next((entries for entries, _ in reversed(rhythm.polls) if entries), 0) or 1, 0


def _usual(rhythm: Rhythm, event: PollEvent, now: datetime) -> int | None:
    """The usual pause between two articles, in seconds, slowly forgetting."""
    if not event.new or rhythm.newest is None:
        return rhythm.usual_s
    pause = (now - rhythm.newest).total_seconds() / event.new
    return round(pause if rhythm.usual_s is None else rhythm.usual_s + LEARN * (pause - rhythm.usual_s))


def _silence(rhythm: Rhythm, now: datetime) -> str:
    if rhythm.newest is None or rhythm.usual_s is None:
        return ""
    quiet = now - rhythm.newest
    if quiet < max(SILENT_LEAST, timedelta(seconds=SILENT_TIMES * rhythm.usual_s)):
        return ""
    return f"nothing new for {span(quiet.total_seconds())}; usual is one every {span(rhythm.usual_s)}"


def _is_gone(rhythm: Rhythm) -> bool:
    seen = rhythm.gone_seen
    return len(seen) >= GONE_TIMES and seen[-1] - seen[0] >= GONE_SPAN
