"""Which story does an article join? One pass, in order: the nearest centre of the last days, or a story of its own.
Pure: stories are asked for through `Stories`, whose fake is a dict."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import nlargest
from typing import Protocol

from monitor.curate.headline_signs import COURT, SIGNS
from monitor.curate.sketch_marks import conflict, title_marks
from monitor.curate.story_terms import Weighed, dot, heaviest, rounded, shared
from monitor.model.judging import Center, Mark, Vector

JOIN = 0.34  # full texts; centres fade by e in TAU_DAYS. Strict: `repair` joins what comes out too small
JOIN_TITLES = 0.20
TAU_DAYS = 8.0
TAU_TITLES_DAYS = 2.0
NAMES_SHARE = 0.15
CANDIDATES = 12
MOST_TERMS = 400  # a centre that grows beyond is cut to
KEPT_TERMS = 300
TITLE_KINDS = ("ordinal", "document", "docket", "case", "notice", "licence", "resolution", "percent", "date", *SIGNS)
OWN = (
    "own licence",
    "own docket",
    "own case",
    "own document",
    COURT,
)  # wherever they stand, these tell two events apart
NUMBERED = ("document", "docket", "notice", "licence", "case")  # under one headline these alone tell two events apart
INDEXED_BY = 25  # terms that a story is looked up by
HEADLINES = 4  # of a story that are kept for comparison
FEW_NUMBERS = 2
SAME_NUMBERS = 0.34  # two notices under one headline that share fewer numbers are two events
FORM = 0.55  # of the words of two headlines, digits aside, are in both: over other numbers or dates a form filled in
FORM_WORDS = 3  # again; so many words at least,
FORM_HOURS = 12  # and so long after: what comes earlier is news of the same event


@dataclass(frozen=True, slots=True)
class Told:
    """An article as stories see it. `marks` are those of title and text, `numbers` all of its numbers."""

    article: int
    at: datetime
    title: frozenset[str]
    weighed: Weighed
    marks: frozenset[Mark]
    numbers: frozenset[str]
    headline: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """What is compared where two things may not be one story: the marks and words of a headline, and the numbers and
    marks of what stands under it."""

    marks: frozenset[Mark]
    title: frozenset[str]
    numbers: frozenset[str]
    all_marks: frozenset[Mark]
    at: datetime


class Stories(Protocol):
    """The stories that are filed: by term, and one by one."""

    def under(self, terms: Sequence[str]) -> Mapping[str, Collection[int]]:
        """Stories of the last days by the terms they are filed under."""

    def center(self, story: int) -> Center:
        """A story."""


@dataclass(frozen=True, slots=True)
class Joining:
    """A story to join with what it scored, or None: a story of its own."""

    story: int | None
    score: float
    why: Mapping[str, object]


def opened(told: Told, number: int, lang: str | None) -> Center:
    """A story of one."""
    return grown(Center(number, lang, 0, told.at), told)


def grown(center: Center, told: Told) -> Center:
    """The story with one article more."""
    terms = added(center.terms, told.weighed.all)
    few = len(center.titles) < HEADLINES
    return replace(
        center,
        n=center.n + 1,
        last=max(center.last, told.at),
        terms=terms,
        names=added(center.names, told.weighed.names),
        marks=center.marks | told.marks,
        titles=(*center.titles, (told.title, told.numbers)) if few else center.titles,
        norm=length(terms),
    )


def length(vector: Mapping[str, float]) -> float:
    """Euclid's, to five places: the same after a turn in the database."""
    return round(math.sqrt(math.fsum([value * value for value in vector.values()])), 5) or 1.0


def join(told: Told, stories: Stories, *, days: int) -> Joining:
    """The story that scores best, if well enough and nothing vetoes it."""
    scored = [(_score(told, center), center) for center in nearest(told, stories, days=days)]
    scored.sort(key=lambda pair: (-pair[0], pair[1].id < 0, abs(pair[1].id)))  # new ones come last, in order
    least = JOIN_TITLES if told.weighed.titles_only else JOIN
    vetoed: Mapping[str, object] = {}
    for score, center in scored:
        if score < least:
            break
        if veto := differing(_headline(told), center):
            vetoed = vetoed or {"vetoed": center.id, "veto": veto, "score": round(score, 3)}
            continue
        common = list(shared(told.weighed.all, center.terms, 6))
        why = {"rule": "nearest story", "score": round(score, 3), "terms": common, **vetoed}
        second = next(([other.id, round(less, 3)] for less, other in scored if other.id != center.id), None)
        return Joining(center.id, score, why | ({"runner_up": second} if second else {}))
    best = round(scored[0][0], 3) if scored else 0.0
    return Joining(None, best, {"rule": "a story of its own", "nearest": best, **vetoed})


def _headline(told: Told) -> Headline:
    return Headline(title_marks(told.headline), told.title, told.numbers, told.marks, told.at)


def nearest(told: Told, stories: Stories, *, days: int) -> list[Center]:
    """The few stories that share the heaviest terms, near enough in time."""
    reach = timedelta(days=days)
    near = (stories.center(story) for story in likely(told, stories))
    return [center for center in near if abs(told.at - center.last) <= reach][:CANDIDATES]


def likely(told: Told, stories: Stories) -> list[int]:
    """Stories by the weight of the terms they share, heaviest first."""
    weight: dict[int, float] = defaultdict(float)
    for term, filed in stories.under(told.weighed.top).items():
        value = told.weighed.all[term]
        for story in filed:
            weight[story] += value
    most = CANDIDATES * 2
    if len(weight) > most:  # those that surely come later are not ranked
        least = nlargest(most, weight.values())[-1] - 1e-5
        weight = {story: value for story, value in weight.items() if value >= least}
    ranked = sorted(weight.items(), key=lambda item: (-round(item[1], 6), item[0] < 0, abs(item[0])))
    return [story for story, _ in ranked[:most]]


def _score(told: Told, center: Center) -> float:
    likeness = dot(told.weighed.all, center.terms) / center.norm
    tau = TAU_TITLES_DAYS
    if not told.weighed.titles_only:
        tau = TAU_DAYS
        likeness = (1 - NAMES_SHARE) * likeness + NAMES_SHARE * dot(told.weighed.names, center.names) / center.n
    gap_days = max(timedelta(0), told.at - center.last) / timedelta(days=1)
    return round(likeness * math.exp(-gap_days / tau), 6)


def differing(told: Headline, center: Center) -> list[str] | None:
    """What keeps an article out of a story: a mark of its headline, a number of its own, or a form's headline over
    other numbers."""
    if mark := conflict(told.all_marks, center.marks, kinds=OWN):
        return [mark.kind, mark.value]
    mine, theirs = told.marks, frozenset(mark for mark in center.marks if mark.lead)
    if mine and (mark := conflict(mine | _weak(told.all_marks), theirs | _weak(center.marks), kinds=_kinds(mine))):
        return [mark.kind, mark.value]
    for title, numbers in center.titles:
        if title == told.title and (mark := conflict(told.all_marks, center.marks, kinds=NUMBERED)):
            return [mark.kind, mark.value]
        few = min(len(numbers), len(told.numbers))
        if title == told.title and few >= FEW_NUMBERS and len(numbers & told.numbers) < SAME_NUMBERS * few:
            return ["numbers", "same headline, other numbers"]
    return _filled_in_again(told, center)


def _filled_in_again(told: Headline, center: Center) -> list[str] | None:
    """A form's headline over other numbers, or over other dates, some time after."""
    if abs(told.at - center.last) < timedelta(hours=FORM_HOURS):
        return None
    for title, numbers in center.titles:
        if not _one_form(title, told.title):
            continue
        few = min(len(numbers), len(told.numbers))
        if few > FEW_NUMBERS and len(numbers & told.numbers) < SAME_NUMBERS * few:
            return ["numbers", "like headline, other numbers"]
        if mark := conflict(told.all_marks, center.marks, kinds=("date",)):
            return [mark.kind, mark.value]
    return None


def _one_form(a: frozenset[str], b: frozenset[str]) -> bool:
    one, other = ({word for word in title if not word.isdecimal()} for title in (a, b))
    return len(one & other) >= max(FORM_WORDS, FORM * len(one | other))


def _kinds(marks: Iterable[Mark]) -> list[str]:
    return [kind for kind in TITLE_KINDS if any(mark.kind == kind for mark in marks)]


def _weak(marks: Iterable[Mark]) -> frozenset[Mark]:
    return frozenset(Mark(mark.kind, mark.value, lead=False) for mark in marks)


def added(total: Mapping[str, float], vector: Mapping[str, float]) -> Vector:
    """The sum, cut to its heaviest terms when it grows too long."""
    known = total.get
    summed = {**total, **rounded({term: known(term, 0.0) + value for term, value in vector.items()})}
    return summed if len(summed) <= MOST_TERMS else heaviest(summed, KEPT_TERMS)
