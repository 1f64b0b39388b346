"""Decisions: what a person said of articles, against the judge or before it. Undone, never deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

NEW_STORY = -1  # in a place: a story that is not opened yet


class DecisionKind(StrEnum):
    """What a person may decide. `article` and `other` of a decision mean: out of the reprint group in which `other`
    was the original; a copy of `other`; out of its story into that of `other` (None: one of its own); the story of
    `other` goes into that of `article`; where `article` comes from; the stories of both, in two languages, tell one
    event, or two: wherever the articles go, it is said of the stories that they are in."""

    NOT_DUPLICATE = "not a duplicate"
    REPRINT_OF = "reprint of"
    NOT_STORY = "not this story"
    ONE_STORY = "one story"
    ORIGIN = "origin"
    SAME_EVENT = "same event"
    OTHER_EVENT = "not the same event"


LINKS = frozenset({DecisionKind.SAME_EVENT, DecisionKind.OTHER_EVENT})  # about two stories, in two languages
STILL = LINKS | {DecisionKind.ORIGIN}  # they move no article


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for. `outlet` (slug) is for ORIGIN alone, None: unknown; `apart` are articles that `article`
    does not belong to, where that is known already. `anyway`: it is kept even if it is so already, so that it stays."""

    kind: DecisionKind
    article: int
    other: int | None = None
    outlet: str | None = None
    apart: tuple[int, ...] = ()
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands: reprint group, original (None on it), story. `at`: its effective date; `lang`: that of
    its story."""

    article: int
    grp: int
    reprint_of: int | None
    story: int | None
    at: datetime
    aggregator: bool = False
    lang: str | None = None


World = Mapping[int, Place]


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows from a decision: places that change (as they are then), what the person herself judged as
    (kind of verdict, article), and which pairs of articles she told apart or put together, as
    (text | story | event, a, b)."""

    places: tuple[Place, ...] = ()
    judged: tuple[tuple[str, int], ...] = ()
    apart: tuple[tuple[str, int, int], ...] = ()
    together: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One as it was kept. `apart` and `together` are labelled pairs; `before` is where those stood that it moved."""

    id: int
    kind: DecisionKind
    article: int
    other: int | None
    outlet: str | None
    author: str
    at: datetime
    undone: datetime | None = None
    undone_by: str | None = None
    apart: tuple[tuple[str, int, int], ...] = ()
    together: tuple[tuple[str, int, int], ...] = ()
    before: Mapping[int, tuple[int, int | None, int | None]] = field(default_factory=dict)
