"""What a good poll teaches about a feed's rhythm. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import exp
from typing import Any

from monitor.collect import profile
from monitor.collect.gaps import Gap, between
from monitor.collect.pace import HEAT_S
from monitor.collect.steady import FIRST
from monitor.model.feed import PollEvent, Rhythm
from monitor.model.fetching import Outcome

KEPT_POLLS, KEPT_TIMES = 8, 5
PEAK_ENTRIES, PEAK_HOURS = 6, 0.5  # a peak is so many entries; a shorter one counts as so long
PAUSE_HALVES_DAYS = 28.0


def begun(rhythm: Rhythm, event: PollEvent, now: datetime, dates: Sequence[datetime]) -> Rhythm:
    """The rhythm after a first good poll: all entries are new to us, so only their dates tell of the pace."""
    return replace(
        rhythm,
        profile=profile.begun(dates, now),
        newest=now if event.new else rhythm.newest,
        peak=_peak([at for at in dates if FIRST <= at <= now]),
        **_well(rhythm, event, now),
    )


def learnt(rhythm: Rhythm, event: PollEvent, now: datetime, dates: Sequence[datetime]) -> tuple[Rhythm, Gap | None]:
    """The rhythm after a further good poll, and what was missed before it."""
    since = min(now, rhythm.seen_at or now)
    expects = profile.forecast(rhythm.profile)
    expected = expects.expected(since, now)
    gap = between(rhythm, event, now, dates, expects)
    came = event.new + (gap.entries if gap else 0.0)
    recent, expected_recently = _warmed(rhythm, came, expected, (now - since).total_seconds() / HEAT_S)
    owed = rhythm.owed + expected
    known = replace(
        rhythm,
        polls=(*rhythm.polls, _brought(rhythm, event))[-KEPT_POLLS:],
        profile=profile.learnt(rhythm.profile, (since, now), came, dates, expects),
        recent=recent,
        expected=expected_recently,
        newest=now if event.new else rhythm.newest,
        owed=0.0 if event.new else owed,
        peak=_peaked(rhythm, event, (since, now), dates),
        pause=_pause(rhythm, now - since) if event.new else rhythm.pause,
        **_well(rhythm, event, now),
    )
    return known, gap


def _well(rhythm: Rhythm, event: PollEvent, now: datetime) -> dict[str, Any]:
    """What every good poll leaves behind."""
    read = event.outcome is Outcome.OK
    return {
        "failures": 0.0,
        "gone_seen": (),
        "seen_at": now,
        "length": event.entries if read else rhythm.length,
        "took_ms": (*rhythm.took_ms, event.ms)[-KEPT_TIMES:],
    }


def _brought(rhythm: Rhythm, event: PollEvent) -> tuple[int, int]:
    """(entries, new); an unchanged document has as many entries as the last one, all known."""
    return (event.entries, event.new) if event.outcome is Outcome.OK else (rhythm.length or 1, 0)


def _pause(rhythm: Rhythm, past: timedelta) -> float:
    """The longest pause, with the one that ends now; slowly forgotten."""
    before: float = rhythm.pause * 0.5 ** (past / timedelta(days=PAUSE_HALVES_DAYS))
    return max(rhythm.owed, before)


def _peaked(rhythm: Rhythm, event: PollEvent, span: tuple[datetime, datetime], dates: Sequence[datetime]) -> float:
    """The peak after a poll, the older one slowly forgotten."""
    since, now = span
    hours = (now - since).total_seconds() / 3600
    before: float = rhythm.peak * 0.5 ** (hours / 24 / profile.HALF_LIFE_DAYS)
    if event.new < PEAK_ENTRIES:
        return before
    return max(before, event.new / max(PEAK_HOURS, hours), _peak([at for at in dates if since < at <= now]))


def _peak(dates: Sequence[datetime]) -> float:
    """Entries an hour where the dates stand closest."""
    ordered, apart = sorted(dates), PEAK_ENTRIES - 1
    spans = [(last - first).total_seconds() / 3600 for first, last in zip(ordered, ordered[apart:], strict=False)]
    return apart / max(PEAK_HOURS, min(spans)) if spans else 0.0


def _warmed(rhythm: Rhythm, came: float, expected: float, past: float) -> tuple[float, float]:
    """What came in the last hours and what was to be expected; what is older counts less and less. `past`: the time
    since the last poll, a burst's length being 1."""
    if past <= 0:
        return rhythm.recent, rhythm.expected
    left = exp(-past)
    weight = (1 - left) / past  # of what came at any time of the span
    return rhythm.recent * left + came * weight, rhythm.expected * left + expected * weight
