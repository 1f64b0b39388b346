"""What stories of several languages are compared by, and the links between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.model.judging import Mark
from monitor.model.verdict import MACHINE

SAME = 0.5  # p from which a link says "one event"; a person's "two events" has 0


@dataclass(frozen=True, slots=True)
class Text:
    """An original of a story."""

    title: str
    body: str
    lang: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signs:
    """What a text shares with those of other languages: signs (`kind:value`) by their weight, the discriminators, and
    the days that its headline or beginning names."""

    weight: Mapping[str, float]
    marks: frozenset[Mark] = frozenset()
    days: frozenset[date] = frozenset()
    all_days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it is compared with those of other languages."""

    story: int
    lang: str
    first: datetime
    last: datetime
    signs: Signs


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two stories; `why` is small JSON: `{"rule": …, "signs": […], …}`."""

    a: int
    b: int
    p: float
    why: Mapping[str, object] = field(default_factory=dict)
    author: str = MACHINE

    @property
    def pair(self) -> tuple[int, int]:
        """Its stories, the smaller number first."""
        return min(self.a, self.b), max(self.a, self.b)
