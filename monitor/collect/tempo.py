"""The rhythm of a feed as the dates of its entries tell it, in numbers and in words. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

from monitor.collect.spans import span
from monitor.collect.steady import steady as steadied

DAY_S = 86_400
AHEAD = timedelta(minutes=10)  # what is dated later says nothing
LEAST = 3  # dates from which a pace can be told
PATTERN = 10  # dates from which a habit can be told
TRIMMED = 10  # one of so many old entries is left out: a pinned one would stretch the pace
WEEKDAYS, WORKDAY_SHARE, WEEKEND_SHARE, PART_SHARE = 5, 0.9, 0.6, 0.5
PARTS = ((6, "nights"), (12, "mornings"), (18, "afternoons"), (24, "evenings"))
SILENT_TIMES, SILENT_LONGEST, SILENT_LEAST = 6, 1.5, timedelta(hours=24)
OFTEN_A_DAY, OFTEN_A_WEEK = 1.5, 1.0


@dataclass(frozen=True, slots=True)
class Tempo:
    """How often something appears. `pause_s`: the mean pause between two entries, `longest_s` the longest seen."""

    dated: int = 0
    newest: datetime | None = None
    per_day: float | None = None
    pause_s: float | None = None
    longest_s: float = 0.0
    words: str = "no dates"


def tempo(dates: Iterable[datetime | None], now: datetime, zone: tzinfo = UTC) -> Tempo:
    """The tempo that these dates tell; what is dated in the future, or not at all, says nothing. Habits are told in
    `zone`."""
    found = sorted(date for date in dates if date is not None and date <= now + AHEAD)
    if not found:
        return Tempo()
    plausible = steadied(found, found[-1])
    left_out = len(found) - len(plausible)
    steady = plausible[max(0, len(found) // TRIMMED - left_out) :] if len(found) >= PATTERN else plausible
    length = (steady[-1] - steady[0]).total_seconds() if steady else 0.0
    if len(steady) < LEAST or length <= 0:
        words = "all dated alike" if len(steady) >= LEAST else "too few dates to tell"
        return Tempo(len(found), found[-1], words=words)
    pause = length / (len(steady) - 1)
    longest = max((later - earlier).total_seconds() for earlier, later in pairwise(steady))
    return Tempo(len(found), found[-1], DAY_S / pause, pause, longest, _words(steady, DAY_S / pause, zone))


def silence(told: Tempo, now: datetime) -> str:
    """Why a feed counts as silent: nothing newer than its own rhythm suggests; "" when it does not."""
    if told.newest is None or told.pause_s is None:
        return ""
    quiet = (now - told.newest).total_seconds()
    usual = max(SILENT_LEAST.total_seconds(), SILENT_TIMES * told.pause_s, SILENT_LONGEST * told.longest_s)
    return f"nothing new for {span(quiet)}; usual is one every {span(told.pause_s)}" if quiet > usual else ""


def pace(per_day: float) -> str:
    """ "about 12 a day", "about 3 a week", "about 2 a month", "less than one a month"."""
    if per_day >= OFTEN_A_DAY:
        return f"about {round(per_day):,} a day"
    if per_day * 7 >= OFTEN_A_WEEK:
        return f"about {round(per_day * 7)} a week"
    monthly = round(per_day * 30)
    return f"about {monthly} a month" if monthly else "less than one a month"


def _words(dates: Sequence[datetime], per_day: float, zone: tzinfo) -> str:
    habit = _habit([date.astimezone(zone) for date in dates], zone)
    return f"{pace(per_day)}, mostly {habit}" if habit else pace(per_day)


def _habit(dates: Sequence[datetime], zone: tzinfo) -> str:
    """ "workday mornings UTC", "on weekends", "evenings UTC"; "" when there is none, or too little to tell."""
    if len(dates) < PATTERN:
        return ""
    length = dates[-1] - dates[0]
    days = _days(dates) if length >= timedelta(days=6) else ""
    part = _part(dates) if length >= timedelta(days=2) else ""
    name = " UTC" if zone is UTC else ""  # who asks for another zone names it
    if days and part:
        return f"{days} {part}{name}"
    return f"{part}{name}" if part else f"on {days}s" if days else ""


def _days(dates: Sequence[datetime]) -> str:
    share = sum(date.weekday() < WEEKDAYS for date in dates) / len(dates)
    return "workday" if share >= WORKDAY_SHARE else "weekend" if 1 - share >= WEEKEND_SHARE else ""


def _part(dates: Sequence[datetime]) -> str:
    parts = Counter(next(name for end, name in PARTS if date.hour < end) for date in dates)
    name, count = parts.most_common(1)[0]
    return name if count / len(dates) >= PART_SHARE else ""
