"""Who was first. Pure.

An article that we first saw at a poll appeared after the poll before, which did not have it: anywhere between the two.
Its own date is believed where it lies between them; a date before the poll that did not have it is only the earliest
that it can be. So each outlet has an interval for each story, and is first for certain only when its interval ends
before all others begin.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from statistics import median

from monitor.model.leads import First, Telling

SLACK = timedelta(minutes=1)  # between their clock and ours
MINUTE = timedelta(seconds=59)  # what a date without seconds leaves open
AHEAD = timedelta(minutes=10)
OLDEST = timedelta(days=30)


def span(published: datetime | None, seen: datetime, absent: datetime | None) -> tuple[datetime | None, datetime]:
    """Between when an article appeared: first `seen` in its feed, which was read at `absent` without it (None: not
    known), and dated `published` by itself."""
    if published is None or not seen - OLDEST <= published <= seen + AHEAD or _day_only(published, absent):
        return absent, seen
    if absent is None and published >= seen - SLACK:
        return None, seen  # nobody polled: first seen is only the date again, as of what was ingested backdated
    if absent is None or published < absent - SLACK:
        return min(published, seen), seen
    until = published + (MINUTE if published.second == 0 and published.microsecond == 0 else timedelta(0))
    return min(published, seen), min(until, seen)


def _day_only(published: datetime, absent: datetime | None) -> bool:
    """Midnight is a date without a time, mostly."""
    return published.time() == time() and (absent is None or published >= absent - SLACK)


def tellings(told: Iterable[tuple[int, datetime | None, datetime, bool]]) -> list[Telling]:
    """One telling an outlet, of (outlet, lo, hi, whether this is a copy of its words in another place): a copy proves
    that they were there by then, and says nothing about since when."""
    own: dict[int, list[tuple[datetime | None, datetime]]] = defaultdict(list)
    copied: dict[int, datetime] = {}
    for outlet, lo, hi, copy in told:
        if copy:
            copied[outlet] = min(hi, copied.get(outlet, hi))
        else:
            own[outlet].append((lo, hi))
    return [_telling(outlet, own.get(outlet, []), copied.get(outlet)) for outlet in sorted({*own, *copied})]


def _telling(outlet: int, own: Sequence[tuple[datetime | None, datetime]], copied: datetime | None) -> Telling:
    """The earliest of an outlet's own articles, not later than any copy of it."""
    last = min([hi for _, hi in own] + ([copied] if copied else []))
    since = [lo for lo, _ in own]
    known = [lo for lo in since if lo is not None]
    if len(known) < len(since) or not known or min(known) > last:
        return Telling(outlet, None, last)
    return Telling(outlet, min(known), last)


def first(told: Sequence[Telling]) -> First | None:
    """Who was first, probably; None for a story that one outlet told. Where intervals overlap the earlier middle is
    the likelier first, and an interval without a beginning counts by its end."""
    if len(told) < 2:
        return None
    winner, *others = sorted(told, key=lambda one: (_middle(one), one.hi, one.outlet))
    begins = [one.lo for one in others if one.lo is not None]
    known = len(begins) == len(others)
    least = max(0, _seconds(min(begins) - winner.hi)) if known else 0
    most = None if winner.lo is None else max(0, _seconds(min(one.hi for one in others) - winner.lo))
    lead = max(least, ahead(winner, others[0]))
    certain = known and winner.hi < min(begins)
    return First(winner.outlet, others[0].outlet, _middle(winner), certain, lead, least, most)


def may_be_first(told: Sequence[Telling]) -> frozenset[int]:
    """The outlets that can have been first: those whose interval begins before the earliest end."""
    if not told:
        return frozenset()
    end = min(one.hi for one in told)
    return frozenset(one.outlet for one in told if one.lo is None or one.lo <= end)


def ahead(one: Telling, other: Telling) -> int:
    """Seconds by which `one` came before `other`, by their middles; negative: after."""
    return _seconds(_middle(other) - _middle(one))


def surely_ahead(one: Telling, other: Telling) -> bool:
    """Whether `one` came before `other` for certain."""
    return other.lo is not None and one.hi < other.lo


def middle(values: Sequence[int | None]) -> int | None:
    """The median; None where half of the values or more are not known, or there are none."""
    if not values:
        return None
    far = float("inf")
    found = median(sorted(far if value is None else float(value) for value in values))
    return None if found == far else int(found)


def events(stories: Iterable[int], links: Iterable[tuple[int, int]]) -> Mapping[int, int]:
    """Each story with the event it belongs to: the smallest story that links of languages lead to."""
    root = {story: story for story in stories}

    def find(story: int) -> int:
        while root[story] != story:
            root[story] = root[root[story]]
            story = root[story]
        return story

    for a, b in links:
        if a in root and b in root:
            low, high = sorted((find(a), find(b)))
            root[high] = low
    return {story: find(story) for story in root}


def _middle(one: Telling) -> datetime:
    return one.hi if one.lo is None else one.lo + (one.hi - one.lo) / 2


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
