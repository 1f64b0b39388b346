"""The rules that are compared: when to poll a feed again after a poll that gave so many entries, so many of them new.

Ours is the product's own `assess`, with its own state. The others are written from their sources:

- Miniflux, commit 106cdd09 (2026-08-11): `ScheduleNextCheck` in internal/model/feed.go, `WeeklyFeedEntryCount` in
  internal/storage/feed.go, defaults in internal/config/options.go. Round robin: 60 min. Entry frequency: a week over
  the entries a week, by the mean distance of those of the last seven days, between 5 min and 24 h, factor 1. (Its
  scheduler looks every 60 min for what is due; here it looks at once, in its favour.)
- Media Cloud rss-fetcher, commit 25747431 (2026-08-16): `update_feed`, `_check_auto_adjust*` in fetcher/tasks.py,
  defaults in fetcher/config.py. From 6 h; 67 % or more known: 10 min longer (60 min after 31 days without news); less
  than 33 % known: 6 h if it was longer, else 60 min shorter; between 10 min and 24 h.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from random import Random
from typing import Protocol

from bench.politeness_feeds import DAY, HOUR, Feed
from monitor.collect.cadence import Hints, assess
from monitor.model.feed import DueFeed, FeedState, PollEvent, Rhythm
from monitor.model.fetching import Outcome, Validators
from monitor.model.options import PollOptions

EPOCH = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
MINUTE, WEEK = 60.0, 7 * DAY


@dataclass(frozen=True, slots=True)
class Seen:
    """What a poll saw. `fresh`: publishing times of the new entries; `shown`: of all in the document, as indices."""

    now: float
    entries: int
    fresh: tuple[float, ...]
    shown: tuple[int, int]


class Rule(Protocol):
    """One rule at work on one feed."""

    def pause(self, seen: Seen) -> float:
        """Seconds until the next poll."""
        ...


Maker = Callable[[Feed], Rule]


class Fixed:
    """The same for every feed, always."""

    def __init__(self, _: Feed, minutes: float = 30) -> None:
        """Minutes between polls."""
        self.minutes = minutes

    def pause(self, _: Seen) -> float:
        """The interval."""
        return self.minutes * MINUTE


class RoundRobin(Fixed):
    """Miniflux as it comes."""

    def __init__(self, feed: Feed) -> None:
        """An hour."""
        super().__init__(feed, 60)


class EntryFrequency:
    """Miniflux with POLLING_SCHEDULER=entry_frequency."""

    def __init__(self, _: Feed) -> None:
        """Nothing stored yet."""
        self.stored: list[float] = []

    def pause(self, seen: Seen) -> float:
        """A week over the entries a week, counted before this poll's entries are stored."""
        a_week = self._a_week(seen.now)
        self.stored.extend(seen.fresh)
        return min(24 * HOUR, max(5 * MINUTE, WEEK / a_week)) if a_week else 24 * HOUR

    def _a_week(self, now: float) -> int:
        recent = self.stored[bisect_left(self.stored, now - WEEK) :]
        if len(recent) < 2 or recent[-1] == recent[0]:
            return 0
        return ceil(WEEK / ((recent[-1] - recent[0]) / (len(recent) - 1)))


class MediaCloud:
    """Media Cloud's rss-fetcher."""

    def __init__(self, _: Feed) -> None:
        """Six hours at first."""
        self.minutes, self.polls, self.newest = 360, 0, float("-inf")

    def pause(self, seen: Seen) -> float:
        """By the share of entries that were known; the first poll says nothing."""
        self.polls += 1
        known = 101.0 if not seen.fresh else 100 * (1 - len(seen.fresh) / seen.entries)
        self.newest = seen.now if seen.fresh else self.newest
        if self.polls > 1 and known >= 67:
            lately = (seen.now - max(self.newest, 0)) // DAY <= 31
            self.minutes = min(1440, self.minutes + (10 if lately or known < 100 else 60))
        elif self.polls > 1 and known < 33:
            self.minutes = max(10, 360 if self.minutes > 360 else self.minutes - 60)
        return self.minutes * MINUTE


class Ours:
    """The product's own decision, with the state that it stores."""

    def __init__(self, feed: Feed, eagerness: float = 1.0) -> None:
        """A new feed."""
        self.dice = Random(f"jitter/{feed.number}")
        self.options = PollOptions(eagerness=eagerness)
        shift = timedelta(hours=self.dice.choice((-9, -5, 3, 7))) if feed.dates == "shifted" else timedelta()
        self.dates = tuple(instant(at) + shift for at in feed.times) if feed.dates != "none" else ()
        self.due = DueFeed(
            feed.number,
            "f",
            "http://f.example/",
            "f.example",
            1,
            Validators(),
            Rhythm(),
            FeedState.NEW,
            first_poll=True,
        )
        self.gaps: list[tuple[float, str]] = []

    def pause(self, seen: Seen) -> float:
        """What `assess` says."""
        now, new = instant(seen.now), len(seen.fresh)
        outcome = Outcome.OK if new else Outcome.NOT_MODIFIED
        event = PollEvent(now, outcome, entries=seen.entries, new=new, overlap=seen.entries - new)
        hints = Hints(dates=self.dates[slice(*seen.shown)] if new else ())
        found = assess(self.due, event, now=now, options=self.options, hints=hints, jitter=self.dice.uniform(-1, 1))
        if found.gap:
            self.gaps.append((seen.now, found.gap))
        self.due = replace(self.due, rhythm=found.rhythm, state=found.state, first_poll=False, last_polled=now)
        return (found.next.at - now).total_seconds()


def instant(at: float) -> datetime:
    """A time of the simulation."""
    return EPOCH + timedelta(seconds=at)


RIVALS: dict[str, Maker] = {
    "fixed 30 min": Fixed,
    "Miniflux, round robin": RoundRobin,
    "Miniflux, entry frequency": EntryFrequency,
    "Media Cloud": MediaCloud,
}
