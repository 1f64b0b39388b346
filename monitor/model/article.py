"""Articles as they are stored: immutable; what changes is a revision, a sighting, a verdict."""

from dataclasses import dataclass
from datetime import datetime, timedelta

EARLIEST = timedelta(days=30)
LATEST = timedelta(minutes=10)


def effective_date(published: datetime | None, first_seen: datetime) -> datetime:
    """The date to sort and count on: `published` when it lies in [first_seen − 30 d, first_seen + 10 min], else
    `first_seen`. Both are aware datetimes; a publisher's bare word is never enough."""
    if published is not None and first_seen - EARLIEST <= published <= first_seen + LATEST:
        return published
    return first_seen


@dataclass(frozen=True, slots=True)
class Revision:
    """The text of an article as seen at a time; n = 0, 1, …; the newest is current."""

    n: int
    seen: datetime
    title: str
    summary: str
    body: str
    html: str
    author: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article seen in a feed."""

    feed: str  # slug
    guid: str | None
    raw_url: str | None
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Article:
    """One piece of writing with its current revision."""

    id: int
    outlet: str  # slug
    outlet_name: str
    url: str | None
    lang: str | None
    published: datetime | None
    first_seen: datetime
    effective: datetime
    revision: Revision
    external_id: str | None = None
    backfill: bool = False
