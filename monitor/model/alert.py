"""Alerts: what somebody wants to be told of at once, what was found for them, and what one letter tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from monitor.model.digest import Correction, Seen, Tongue
from monitor.model.topic import Evidence


class Trigger(StrEnum):
    """What of a topic an alert is about."""

    FIRST = "first"  # the first article of a story
    ORIGIN = "origin"  # an independent source joins a story that was told
    SPIKE = "spike"  # more stories than usual


class AlertKind(StrEnum):
    """What happened."""

    FIRST = "first"
    ORIGIN = "origin"
    OUTLET = "outlet"  # one of those that the alert names joins a story
    SPIKE = "spike"
    FEED = "feed"  # a feed has been in trouble for so long, or so often
    RECOVERED = "recovered"
    SILENCE = "silence"  # a feed of a pair says nothing while the other speaks
    OUTAGE = "outage"  # monitor itself was not running, or had no network
    CHANGED = "changed"  # an article that was told of has another text now: enters a letter, never makes one


OF_STORIES = frozenset({AlertKind.FIRST, AlertKind.ORIGIN, AlertKind.OUTLET})
OF_FEEDS = frozenset({AlertKind.FEED, AlertKind.RECOVERED, AlertKind.SILENCE, AlertKind.OUTAGE})


class Hold(StrEnum):
    """Why something that was found is not told yet."""

    NOT = ""
    BATCH = "batch"  # what comes within a few minutes goes together
    QUIET = "quiet"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class AlertSpec:
    """An alert as declared. `quiet` is wall time from–to in `zone` (over midnight where the second is earlier);
    `daily_cap` counts letters a day of that zone."""

    slug: str
    name: str
    topics: tuple[str, ...] = ()
    on: tuple[Trigger, ...] = (Trigger.FIRST, Trigger.ORIGIN, Trigger.SPIKE)
    outlets: tuple[str, ...] = ()  # slugs: when one of these joins a story, whatever `on` says
    recipients: tuple[str, ...] = ()
    channel: str = "mail"
    language: Tongue = Tongue.EN
    languages: tuple[str, ...] = ()  # of the articles; none: all
    zone: str = "UTC"
    quiet: tuple[time, time] | None = None
    daily_cap: int = 10
    batch_minutes: int = 5
    health: bool = False
    after_hours: int = 24
    after_failures: int = 10


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story that an alert may be about. `taken`: the alert has dealt with it, for this topic."""

    seen: Seen
    group: int
    story: int | None
    origin: str | None  # name of the outlet it comes from; None: unknown
    origin_kind: str = "unknown"
    reprint_of: int | None = None
    taken: frozenset[str] = frozenset()  # slugs of the topics for which it is


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A judged article that is new to an alert, for one topic. `matched`: by the topic itself; else it joined a story
    that the topic matched."""

    article: int
    topic: str
    matched: bool = True
    evidence: tuple[Evidence, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """Something that happened. `key` says what: the same is found once. `detail` is what the words need."""

    kind: AlertKind
    key: str
    topic: str = ""
    article: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pending:
    """Something found and not told yet."""

    id: int
    found: datetime
    kind: AlertKind = AlertKind.FIRST
    topic: str = ""
    article: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    held: Hold = Hold.NOT


@dataclass(frozen=True, slots=True)
class Decision:
    """What goes now (all of it in one letter), or why nothing does and when that ends."""

    tell: tuple[int, ...] = ()
    hold: Hold = Hold.NOT
    until: datetime | None = None


# --- what a letter tells ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """An independent source of a story: what its article is, and by what that is known."""

    name: str
    kind: str  # own | carried | cited | document | unknown
    article: int
    outlet: str  # name of the outlet that printed it
    rule: str = ""  # dateline, byline, …
    said: str = ""  # the words that name it
    new: bool = False


@dataclass(frozen=True, slots=True)
class AlertRow:
    """A story in an alert."""

    kind: AlertKind
    topics: tuple[str, ...]  # names
    lead: Seen
    summary: str
    story: int | None
    sources: tuple[Source, ...]
    outlets: int
    copies: int
    evidence: tuple[Evidence, ...]
    joined: tuple[Seen, ...] = ()  # articles of new origins or named outlets
    held: Hold = Hold.NOT
    found: datetime | None = None


@dataclass(frozen=True, slots=True)
class SpikeRow:
    """A spike in an alert."""

    topic: str  # slug
    name: str
    stories: int
    hours: int
    start: datetime
    expected: float
    reason: str
    headlines: tuple[tuple[int, str], ...]  # story, headline
    held: Hold = Hold.NOT


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed in an alert, or monitor itself. `state` is that of the feed; of a silence, `other` is who speaks."""

    kind: AlertKind
    feed: str  # slug; empty: monitor itself
    title: str
    state: str
    since: datetime
    until: datetime | None = None
    detail: str = ""
    other: str = ""
    failures: int = 0
    held: Hold = Hold.NOT


@dataclass(frozen=True, slots=True)
class AlertContent:
    """One letter of an alert. `last_today`: the cap is reached with it."""

    alert: str  # slug
    name: str
    number: int
    at: datetime
    zone: str
    language: Tongue
    rows: tuple[AlertRow, ...] = ()
    spikes: tuple[SpikeRow, ...] = ()
    feeds: tuple[FeedRow, ...] = ()
    corrected: tuple[Correction, ...] = ()
    quiet: tuple[str, str] | None = None  # from, to, where something waited for its end
    cap: int = 10
    last_today: bool = False
