"""Entries that fell out of a document between two polls: whether, for how long, and about how many. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.collect.profile import Forecast
from monitor.collect.spans import span
from monitor.model.feed import PollEvent, Rhythm
from monitor.model.fetching import Outcome

LEAST_ENTRIES = 5  # a shorter document turns over by itself
LEAST_OVERLAPS = 2  # polls that overlapped, before one without dates that does not is a gap
FULL = 0.8  # of the longest document: a shorter one was emptied by its publisher, and says nothing
DATED = timedelta(minutes=1)  # dates closer together than this are those of a machine


@dataclass(frozen=True, slots=True)
class Gap:
    """What was missed between two polls."""

    entries: float
    seconds: float
    exact: bool  # by the dates of the document; else the whole time between the polls

    def __str__(self) -> str:
        """ "about 14 entries missed in 40 min"."""
        count = max(1, round(self.entries))
        entries = "1 entry" if count == 1 else f"{count} entries"
        return f"about {entries} missed in {'' if self.exact else 'at most '}{span(self.seconds)}"


def between(
    rhythm: Rhythm, event: PollEvent, now: datetime, dates: Sequence[datetime], expects: Forecast
) -> Gap | None:
    """The gap before a poll, if nothing of a full document was known: by its dates, which then all lie behind the last
    poll, or, where it has none, for a feed whose documents used to overlap."""
    since = rhythm.seen_at
    if since is None or since >= now or event.overlap or not _full(rhythm, event):
        return None
    oldest = _oldest(dates, now)
    if oldest is None:
        return _undated(rhythm, event, (since, now), expects)
    if oldest <= since:
        return None
    shown = (now - oldest).total_seconds()
    turnover = (event.entries - 1) / shown if shown else 0.0
    seconds = (oldest - since).total_seconds()
    return Gap((seconds * turnover + expects.expected(since, oldest)) / 2, seconds, exact=True)


def _full(rhythm: Rhythm, event: PollEvent) -> bool:
    longest = max((entries for entries, _ in rhythm.polls), default=rhythm.length)
    return event.outcome is Outcome.OK and event.entries >= max(LEAST_ENTRIES, FULL * longest)


def _oldest(dates: Sequence[datetime], now: datetime) -> datetime | None:
    """The oldest date of a document whose dates tell its entries apart and lie in the past."""
    if len(dates) < LEAST_ENTRIES or max(dates) - min(dates) < DATED or max(dates) > now:
        return None
    return min(dates)


def _undated(rhythm: Rhythm, event: PollEvent, between: tuple[datetime, datetime], expects: Forecast) -> Gap | None:
    seen = [poll for poll in rhythm.polls if poll[0]][-LEAST_OVERLAPS:]
    if sum(new < entries for entries, new in seen) < LEAST_OVERLAPS:
        return None
    start, end = between
    missed = expects.expected(start, end) - event.entries
    return Gap(max(1.0, missed), (end - start).total_seconds(), exact=False)
