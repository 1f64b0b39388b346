"""Spikes: more stories on a topic than its hours of the week let expect. And feeds that should agree and do not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DAYS = 28  # of past that spikes are judged by
WINDOWS = (1, 6, 24)  # hours in which stories are counted


class Sensitivity(StrEnum):
    """How improbable a number of stories must be to be told as a spike."""

    OFF = "off"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Burst:
    """Stories in (start, end] beside what was to be expected there, and the probability of so many or more."""

    start: datetime
    end: datetime
    hours: int
    stories: int
    expected: float
    tail: float

    @property
    def times(self) -> float:
        """How many times the expected; where nearly nothing was expected, a tenth of a story counts as that."""
        return self.stories / max(self.expected, 0.1)


@dataclass(frozen=True, slots=True)
class Spike:
    """A burst as it was found and is kept. `at`: when it was found; `peak`: the most stories in one of its windows so
    far; `held`: when it last was one; `until`: when it was over for good (None: it is not). `learning`: the topic was
    known for less than 28 days. `story_ids` as they were numbered then; stories may be merged later."""

    id: int
    topic: str  # slug
    name: str  # of the topic
    at: datetime
    burst: Burst
    sensitivity: Sensitivity
    learning: bool
    reason: str
    story_ids: tuple[int, ...]
    peak: int
    held: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PairSpec:
    """Feeds that should agree, as declared: when one speaks (on a topic, if there is one) and another says nothing for
    `hours` before and after, that is told."""

    slug: str
    feeds: tuple[str, ...]
    hours: int = 48
    topic: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """One feed of a pair is silent while another speaks. `spoke`: when that one said something (article `article`);
    `heard`: when the silent one last did; `until`: when it was over."""

    id: int
    pair: str  # slug
    silent: str  # slug of the feed
    speaking: str
    article: int | None
    at: datetime
    spoke: datetime
    heard: datetime | None
    hours: int
    reason: str
    until: datetime | None
