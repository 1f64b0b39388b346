"""What a good poll teaches about a feed's rhythm. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import exp

from monitor.collect import profile
from monitor.collect.gaps import Gap, between
from monitor.collect.pace import HEAT_S
from monitor.model.feed import PollEvent, Rhythm
from monitor.model.fetching import Outcome

KEPT_POLLS, KEPT_TIMES = 8, 5
PAUSE_FADES = 0.9  # share of the longest pause that is left after each further one


def begun(rhythm: Rhythm, event: PollEvent, now: datetime, dates: Sequence[datetime]) -> Rhythm:
    """The rhythm after a first good poll: all entries are new to us, so only their dates tell of the pace."""
    return replace(
        _well(rhythm, event, now),
        profile=profile.begun(dates, now),
        newest=now if event.new else rhythm.newest,
    )


def learnt(rhythm: Rhythm, event: PollEvent, now: datetime, dates: Sequence[datetime]) -> tuple[Rhythm, Gap | None]:
    """The rhythm after a further good poll, and what was missed before it."""
    since = min(now, rhythm.seen_at or now)
    expects = profile.forecast(rhythm.profile)
    gap = between(rhythm, event, now, dates, expects)
    came = event.new + (gap.entries if gap else 0.0)
    seen = replace(
        _well(rhythm, event, now),
        polls=(*rhythm.polls, _brought(rhythm, event))[-KEPT_POLLS:],
        profile=profile.learnt(rhythm.profile, (since, now), came, dates, expects),
    )
    expected = expects.expected(since, now)
    warmed = _warmed(seen, came, expected, (now - since).total_seconds() / HEAT_S)
    return _waited(warmed, event, now, expected), gap


def _well(rhythm: Rhythm, event: PollEvent, now: datetime) -> Rhythm:
    read = event.outcome is Outcome.OK
    return replace(
        rhythm,
        failures=0.0,
        gone_seen=(),
        seen_at=now,
        length=event.entries if read else rhythm.length,
        took_ms=(*rhythm.took_ms, event.ms)[-KEPT_TIMES:],
    )


def _brought(rhythm: Rhythm, event: PollEvent) -> tuple[int, int]:
    """(entries, new); an unchanged document has as many entries as the last one, all known."""
    return (event.entries, event.new) if event.outcome is Outcome.OK else (rhythm.length or 1, 0)


def _warmed(rhythm: Rhythm, came: float, expected: float, past: float) -> Rhythm:
    """What came in the last hours and what was to be expected; what is older counts less and less."""
    if past <= 0:
        return rhythm
    left = exp(-past)
    weight = (1 - left) / past  # of what came at any time of the span
    recent = rhythm.recent * left + came * weight
    return replace(rhythm, recent=recent, expected=rhythm.expected * left + expected * weight)


def _waited(rhythm: Rhythm, event: PollEvent, now: datetime, expected: float) -> Rhythm:
    """How long, in entries to be expected, nothing came; and how long such pauses usually are."""
    if not event.new:
        return replace(rhythm, owed=rhythm.owed + expected)
    pause = max(rhythm.owed, rhythm.pause * PAUSE_FADES)
    return replace(rhythm, newest=now, owed=0.0, pause=pause)
