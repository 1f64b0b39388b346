"""Coverage: which feeds were healthy, silent, empty, failing, blocked, unpolled or had gaps in a period."""

from dataclasses import dataclass
from datetime import datetime

from monitor.model.feed import FeedState


@dataclass(frozen=True, slots=True)
class Spell:
    """A feed was in a state from … to (None: still)."""

    feed: str  # slug
    title: str
    state: FeedState
    start: datetime
    end: datetime | None
    detail: str = ""
    last: datetime | None = None  # when it last gave an article; only editions ask


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of `feeds` feeds, `healthy` were so for the whole period; `trouble` lists the others, worst first."""

    start: datetime
    end: datetime
    feeds: int
    healthy: int
    trouble: tuple[Spell, ...]
