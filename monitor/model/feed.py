"""Feeds: as declared, as claimed for a poll, and how they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model.fetching import Access, Outcome, Validators


class FeedState(StrEnum):
    """How a feed is. Kept as intervals; coverage reads them."""

    OK = "ok"
    SLOW = "slow"
    SILENT = "silent"  # answers, but nothing new though usual
    EMPTY = "empty"  # answers without entries
    GAP = "gap"  # entries fell out between two polls
    BLOCKED = "blocked"
    FAILING = "failing"
    DEAD = "dead"
    GONE = "gone"
    UNPOLLED = "unpolled"  # our own downtime
    PAUSED = "paused"
    NEW = "new"  # never polled


class Priority(StrEnum):
    """How much a feed matters to its readers: how eagerly it is polled, within the bounds."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """A feed as declared in a file or added by a person."""

    slug: str
    url: str
    title: str = ""
    outlet: str | None = None  # slug
    lang: str | None = None
    interval_s: int | None = None  # fixed; None lets cadence decide
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold secrets
    priority: Priority = Priority.NORMAL
    access: Access = Access()


@dataclass(frozen=True, slots=True)
class Profile:
    """When a feed publishes: its new entries (in hundredths) and the minutes it was watched, by hour of the day and by
    day of the week (UTC, Monday first). Both are slowly forgotten. No zone is needed: the hours are its own."""

    hours: tuple[int, ...] = (0,) * 24
    hours_watched: tuple[int, ...] = (0,) * 24
    days: tuple[int, ...] = (0,) * 7
    days_watched: tuple[int, ...] = (0,) * 7


@dataclass(frozen=True, slots=True)
class Asks:
    """What a document asks of its readers; remembered, as an answer without a document cannot repeat it."""

    ttl_s: int | None = None
    period_s: int | None = None  # sy:updatePeriod over sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()  # 0–23, UTC
    skip_days: frozenset[int] = frozenset()  # 0–6, Monday is 0, UTC


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What cadence remembers of a feed: the last polls' (entries, new) pairs, newest last, at most 8; when it
    publishes; what it asks for; and the failures."""

    polls: tuple[tuple[int, int], ...] = ()
    interval_s: int = 1800
    failures: float = 0.0  # points: hard 1, soft ½, temporary ¼; a success clears them
    gone_seen: tuple[datetime, ...] = ()  # when 410 was answered
    moved: tuple[tuple[str, datetime], ...] = ()  # permanent redirects seen
    newest: datetime | None = None  # first_seen of its newest article
    seen_at: datetime | None = None  # the last good poll: the feed was watched up to then
    length: int = 0  # entries of its document
    profile: Profile = Profile()
    recent: float = 0.0  # entries of the last hours, and how many were to be expected in them
    expected: float = 0.0
    owed: float = 0.0  # entries that were to be expected since the newest
    peak: float = 0.0  # entries an hour in its liveliest hour, slowly forgotten
    pause: float = 0.0  # the longest usual pause between entries, in entries to be expected
    took_ms: tuple[int, ...] = ()  # of the last good polls, newest last
    asks: Asks = Asks()


@dataclass(frozen=True, slots=True)
class DueFeed:
    """A feed claimed for one poll, under a lease. Storing demands `token`."""

    id: int
    slug: str
    url: str
    host: str
    token: int
    validators: Validators
    rhythm: Rhythm
    state: FeedState
    title: str = ""
    outlet: str | None = None
    lang: str | None = None
    interval_s: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold secrets
    priority: Priority = Priority.NORMAL
    access: Access = Access()  # as stored: references; the line knows the secrets of feeds from files
    declared_url: str = ""  # headers and access are for its origin, wherever the feed has moved since
    last_polled: datetime | None = None
    last_full: datetime | None = None  # last unconditional fetch
    first_poll: bool = False
    first_good: datetime | None = None  # its first poll that was good
    left_out: int = 0  # entries that limits left out so far
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When to poll again, and why, in one sentence for people."""

    at: datetime
    interval_s: int
    why: str


@dataclass(frozen=True, slots=True)
class PollEvent:
    """What one poll left behind. `overlap` is the number of entries already known."""

    at: datetime
    outcome: Outcome
    status: int | None = None
    wire_bytes: int = 0
    ms: int = 0
    entries: int = 0
    new: int = 0
    overlap: int = 0
    left_out: int = 0
    detail: str = ""
