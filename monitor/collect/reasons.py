"""Why a feed is polled as it is, in one sentence for people, true to the numbers. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.collect.gaps import Gap
from monitor.collect.pace import Tempo
from monitor.collect.profile import minute_of
from monitor.collect.spans import span
from monitor.collect.wishes import Wish
from monitor.model.feed import Priority, Profile, Rhythm
from monitor.model.options import PollOptions

LOOKED_AT = 3  # polls
MUCH, LITTLE = 1.5, 0.6  # times as many entries as usual
NUMBERS = ("no", "one", "two", "three")
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class Case:
    """What an interval was decided by. `wish`: the one that was followed."""

    priority: Priority
    rhythm: Rhythm
    at: Tempo
    gap: Gap | None
    wish: Wish | None
    seconds: float


def sentence(case: Case, now: datetime, options: PollOptions) -> str:
    """ "8 of 20 entries were new at the last three polls; faster at this hour of the day; priority high"."""
    return "; ".join((_seen(case), *_additions(case, now, options)))


def _seen(case: Case) -> str:
    if case.gap:
        return f"entries fell out since the last poll ({case.gap})"
    window = case.rhythm.polls[-LOOKED_AT:]
    if not window:
        known = case.rhythm.profile != Profile()
        return "by the dates of its first document" if known else "nothing is known of its rhythm yet"
    entries, new = window[-1][0], sum(poll[1] for poll in window)
    polls = "the last poll" if len(window) == 1 else f"the last {NUMBERS[len(window)]} polls"
    if new > entries:
        return f"{new} entries were new at {polls}, of {entries} in its document"
    return f"{_of(new, entries)} new at {polls}"


def _of(new: int, entries: int) -> str:
    if new == 0:
        return f"none of {entries} entries was" if entries > 1 else "its one entry was not"
    return f"{new} of {entries} {'entry' if entries == 1 else 'entries'} {'was' if new == 1 else 'were'}"


def _additions(case: Case, now: datetime, options: PollOptions) -> Iterator[str]:
    if case.wish:
        yield _wished(case.wish)
    elif not case.gap and case.rhythm.polls:
        yield from _mood(case.at, now)
    if case.priority is not Priority.NORMAL:
        yield f"priority {case.priority.value}"
    if case.seconds <= options.floor_s:
        yield "no feed is asked more often"
    elif case.seconds >= options.cap_s:
        yield "no feed that answers is asked less often"


def _wished(wish: Wish) -> str:
    asks = wish.by.format(f"{span(wish.asked)}")
    return asks if wish.followed >= wish.asked else f"{asks}, but half of its document would be new by then"


def _mood(at: Tempo, now: datetime) -> Iterator[str]:
    """How it differs from its mean just now."""
    minute = minute_of(now)
    if at.heat >= MUCH:
        yield "livelier than usual just now"
    elif at.heat <= LITTLE:
        yield "quieter than usual just now"
    hour, day = at.expects.hours[minute // 60 % 24], at.expects.days[now.weekday()]
    if hour >= MUCH or hour <= LITTLE:
        yield f"{'faster' if hour >= MUCH else 'slower'} at this hour of the day"
    if day >= MUCH or day <= LITTLE:
        yield f"{'faster' if day >= MUCH else 'slower'} on {WEEKDAYS[now.weekday()]}"
