"""Small stories that tell one event become one. Pure.

A story is opened when nothing near enough is there yet; what came before the words for an event had settled, or while
few articles told it, stays outside. So stories of a few articles are looked at again: they are put together while the
mean likeness between their articles is high enough (average linkage; Sokal, Michener: "A statistical method for
evaluating systematic relationships", 1958). Two stories that are both large never become one this way.
"""

import heapq
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.curate.sketch_marks import title_marks
from monitor.curate.story import (
    HEADLINES,
    INDEXED_BY,
    NAMES_SHARE,
    TAU_DAYS,
    Headline,
    added,
    differing,
    length,
)
from monitor.curate.story_terms import dot, heaviest, shared
from monitor.model.judging import Center

LARGE = 5  # articles; reprints do not count
LINK = 0.13  # mean likeness of the articles of two stories
LINK_TITLES = 0.20  # where one has hardly more than a title
FEW_TERMS = 20  # of a story that has hardly more than a title


@dataclass(frozen=True, slots=True)
class Merging:
    """Stories that went into another, how alike the last two were, and the words that say so."""

    into: int
    gone: tuple[int, ...]
    score: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A story with headlines of its originals, as many as are known."""

    center: Center
    headlines: tuple[str, ...] = ()

    @property
    def small(self) -> bool:
        """Whether it may go into another."""
        return self.center.n < LARGE


def filed_under(center: Center) -> tuple[str, ...]:
    """The terms that a story is looked up by, heaviest first."""
    return tuple(heaviest(center.terms, INDEXED_BY))


def mergings(stories: Mapping[int, Known], near: Callable[[int], Iterable[int]], *, days: int) -> list[Merging]:
    """What becomes one. `near`: the stories of `stories` that share heavy terms with one; none is asked for twice."""
    return _Linkage(stories, timedelta(days=days)).run(near)


class _Linkage:
    """The stories that are left, who is near whom, and the pairs by their likeness."""

    def __init__(self, stories: Mapping[int, Known], reach: timedelta) -> None:
        self.left = dict(stories)
        self.reach = reach
        self.near: dict[int, set[int]] = {number: set() for number in stories}
        self.pairs: list[tuple[float, int, int]] = []
        self.gone: dict[int, tuple[int, ...]] = {}
        self.told: dict[int, tuple[float, tuple[str, ...]]] = {}

    def run(self, near: Callable[[int], Iterable[int]]) -> list[Merging]:
        for number in sorted(self.left):
            for other in near(number):
                if other != number and other in self.left and other not in self.near[number]:
                    self.near[number].add(other)
                    self.near[other].add(number)
                    self.compare(number, other)
        while self.pairs:
            score, a, b = heapq.heappop(self.pairs)
            if a in self.left and b in self.left and score == -likeness(self.left[a].center, self.left[b].center):
                self.merge(a, b, -score)
        return [Merging(into, gone, *self.told[into]) for into, gone in sorted(self.gone.items())]

    def compare(self, a: int, b: int) -> None:
        one, other = self.left[a], self.left[b]
        if not (one.small or other.small) or abs(one.center.last - other.center.last) > self.reach:
            return
        score = likeness(one.center, other.center)
        if score >= _least(one.center, other.center) and not apart(one, other):
            heapq.heappush(self.pairs, (-score, min(a, b), max(a, b)))

    def merge(self, a: int, b: int, score: float) -> None:
        """The larger one stays; of two equal ones the older."""
        into, gone = (a, b) if (-self.left[a].center.n, a) <= (-self.left[b].center.n, b) else (b, a)
        terms = tuple(shared(self.left[a].center.terms, self.left[b].center.terms, 6))
        self.left[into] = joined(self.left[into], self.left.pop(gone))
        self.gone[into] = (*self.gone.get(into, ()), gone, *self.gone.pop(gone, ()))
        self.told[into] = (round(score, 3), terms)
        for other in self.near.pop(gone) - {into}:
            self.near[other].discard(gone)
            self.near[other].add(into)
            self.near[into].add(other)
        self.near[into].discard(gone)
        for other in sorted(self.near[into]):
            self.compare(into, other)


def joined(one: Known, other: Known) -> Known:
    """Two stories as one; it keeps the number of the first."""
    a, b = one.center, other.center
    terms = added(a.terms, b.terms)
    center = replace(
        a,
        n=a.n + b.n,
        last=max(a.last, b.last),
        terms=terms,
        names=added(a.names, b.names),
        marks=a.marks | b.marks,
        titles=(*a.titles, *b.titles)[:HEADLINES],
        norm=length(terms),
    )
    return Known(center, (*one.headlines, *other.headlines))


def likeness(a: Center, b: Center) -> float:
    """The mean likeness between an article of one and an article of the other, less for the days between them."""
    words = (1 - NAMES_SHARE) * dot(a.terms, b.terms) + NAMES_SHARE * dot(a.names, b.names)
    gap_days = abs(a.last - b.last) / timedelta(days=1)
    return round(words / (a.n * b.n) * math.exp(-gap_days / TAU_DAYS), 6)


def _least(a: Center, b: Center) -> float:
    return LINK_TITLES if min(len(a.terms), len(b.terms)) < FEW_TERMS else LINK


def apart(one: Known, other: Known) -> list[str] | None:
    """What tells two stories apart: a mark of a headline that the other's articles contradict."""
    pairs: Sequence[tuple[Known, Known]] = ((one, other), (other, one))
    return next((why for a, b in pairs if a.small for why in _apart(a, b)), None)


def _apart(small: Known, other: Known) -> Iterable[list[str]]:
    plain = small.center.titles or ((frozenset(), frozenset()),)
    for number, headline in enumerate(small.headlines):
        title, numbers = plain[number] if number < len(plain) else (frozenset(), frozenset())
        told = Headline(title_marks(headline), title, numbers, small.center.marks, small.center.last)
        if why := differing(told, other.center):
            yield why
