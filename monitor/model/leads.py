"""Who was first with a story, by how much, and how sure that is."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Telling:
    """An outlet (number) told a story between `lo` and `hi`, both included; `lo` None: nobody knows since when."""

    outlet: int
    lo: datetime | None
    hi: datetime


@dataclass(frozen=True, slots=True)
class First:
    """The outlet that probably was first with a story, and the next one. `certain`: no other can have been before it,
    whenever between two polls each appeared. `lead_s` is the likeliest lead in seconds, `least_s` and `most_s` its
    bounds (`most_s` None: not known)."""

    outlet: int
    second: int
    at: datetime
    certain: bool
    lead_s: int
    least_s: int
    most_s: int | None


@dataclass(frozen=True, slots=True)
class Leader:
    """An outlet on the board: how many stories it told that others told too, in how many it was first for certain, or
    perhaps; and its median lead over the next outlet where it probably was first."""

    outlet: str  # slug
    name: str
    stories: int
    certain: int
    perhaps: int
    lead_s: int | None
    least_s: int | None
    most_s: int | None


@dataclass(frozen=True, slots=True)
class Duel:
    """Two outlets over the stories that both told: how often each was first for certain, and the median of the time by
    which `ahead` came before `behind` (negative: after)."""

    ahead: str  # slugs
    behind: str
    stories: int
    ahead_first: int
    behind_first: int
    median_s: int


@dataclass(frozen=True, slots=True)
class LedStory:
    """A story with who was first."""

    story: int
    title: str
    lang: str | None
    outlets: int
    first: str  # slug
    first_name: str
    second: str
    second_name: str
    at: datetime
    certain: bool
    lead_s: int
    least_s: int
    most_s: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """Who was first on a topic from `since` up to `until`. `stories` of two outlets and more count; `alone` is how many
    had one only."""

    topic: str  # slug
    since: datetime
    until: datetime
    stories: int
    alone: int
    leaders: tuple[Leader, ...]
    duels: tuple[Duel, ...]
    led: tuple[LedStory, ...]
