"""What a feed and its server ask of their readers, and how far we follow: wishes lengthen the interval within the cap,
but never so far that entries would fall out of the document meanwhile. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.collect.pace import Tempo, until
from monitor.collect.profile import UNIT
from monitor.model.feed import Asks, Profile
from monitor.model.options import PollOptions

HALF = 0.5  # of the document may be new after a wish was followed
FASTER = 1.5  # entries to be expected within its own period: the feed is faster than it says
DEMONSTRATED = 2.0  # entries that came in the hours or on the days that are to be skipped, and
DEMONSTRATED_SHARE = 0.05  # … the share of all that they are
WEEK_H = 7 * 24


@dataclass(frozen=True, slots=True)
class Wish:
    """A pause that is asked for, and as much of it as is followed. Seconds."""

    asked: float
    followed: float
    by: str  # "its feed asks for {} (ttl)"


def longest(asks: Asks, max_age: int | None, at: Tempo, now: datetime, options: PollOptions) -> Wish | None:
    """The wish that keeps us away longest; None when nothing is asked for."""
    if not (asks.ttl_s or asks.period_s or max_age):
        return None
    half = until(HALF * at.length, at, now, options.cap_s) if at.length else options.cap_s
    wishes = [
        Wish(asks.ttl_s or 0, min(asks.ttl_s or 0, half), "its feed asks for {} (ttl)"),
        Wish(max_age or 0, min(max_age or 0, half), "its server asks for {} (max-age)"),
        Wish(asks.period_s or 0, min(asks.period_s or 0, half), "its feed asks for {} (updatePeriod)"),
    ]
    if asks.period_s and until(FASTER, at, now, options.cap_s) < asks.period_s:
        wishes.pop()  # it brings more in a period than one entry: no wish, but a default of its software
    return max(wishes, key=lambda wish: wish.followed)


def after_skipped(at: datetime, asks: Asks, profile: Profile, latest: datetime) -> datetime:
    """The end of the skipped hours and days that an instant falls into, `latest` at the latest; the instant itself
    where the feed publishes in them all the same, or skips always."""
    if not asks.skip_hours and not asks.skip_days:
        return at
    hours = frozenset() if _lively(profile.hours, asks.skip_hours) else asks.skip_hours
    days = frozenset() if _lively(profile.days, asks.skip_days) else asks.skip_days
    moved = at
    for _ in range(WEEK_H):
        if moved.hour not in hours and moved.weekday() not in days:
            return min(max(at, latest), moved)
        moved = moved.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at


def _lively(counts: tuple[int, ...], skipped: frozenset[int]) -> bool:
    came = sum(counts[number] for number in skipped)
    return came >= UNIT * DEMONSTRATED and came >= DEMONSTRATED_SHARE * sum(counts)
