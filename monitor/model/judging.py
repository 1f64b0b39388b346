"""What passes between the store and the judge: an article to judge, what is known of others, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from monitor.model.outlet import OutletKind

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as the judge takes it, with its current text. `hints` are articles that another key of it named;
    `grp` is set when it was judged before (its text changed since); `said` is the origin that a person gave it: slug
    of an outlet (None: unknown) and kind."""

    id: int
    outlet: int
    outlet_slug: str
    outlet_kind: OutletKind
    lang: str | None
    url: str | None
    effective: datetime
    title: str
    text: str
    author: str = ""
    revision: int = 0
    hints: tuple[int, ...] = ()
    grp: int | None = None
    said: tuple[str | None, str] | None = None


class Mark(NamedTuple):
    """A discriminator (ordinal, percentage, number of a notice, …): kind, value in one spelling, and whether title or
    lead carry it."""

    kind: str
    value: str
    lead: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of an article to verify reprints with. `shingles` are 32 bits, in order, at most 1,000."""

    article: int
    tokens: int
    shingles: tuple[int, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    title: frozenset[str]
    marks: frozenset[Mark]
    grams: int = 0  # a map of 4,096 bits: runs of characters of its beginning


@dataclass(frozen=True, slots=True)
class Standing:
    """What the original of a group is chosen by."""

    article: int
    outlet: int
    outlet_slug: str
    effective: datetime
    url: str | None = None
    aggregator: bool = False


@dataclass(slots=True)
class Group:
    """A reprint group as it is: its original and where that comes from, its story, and the outlets (slugs) that its
    members credit. `held`: a person decided about the text of a member; `kept`: about the story of one."""

    id: int
    original: Standing
    origin: str | None = None
    story: int | None = None
    credited: set[str] = field(default_factory=set)
    held: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts are one: `article` is the other one, in reprint group `grp`; `why` is small JSON."""

    article: int
    grp: int
    p: float
    why: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OriginFound:
    """Who said it: `outlet` is a slug, None when nobody knows. `kind`: own | carried | cited | document | unknown."""

    outlet: str | None
    kind: str
    why: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Center:
    """A story as it is compared: the sums of its articles' vectors, how many they are, when the last was, and what must
    not differ. `titles` are title words and numbers of its first articles. A negative id is not stored yet."""

    id: int
    lang: str | None
    n: int
    last: datetime
    terms: Vector = field(default_factory=dict)
    names: Vector = field(default_factory=dict)
    marks: frozenset[Mark] = frozenset()
    titles: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    norm: float = 1.0


@dataclass(slots=True)
class Ruling:
    """What was judged about one article: verdicts as (target, p, reason)."""

    piece: Piece
    grp: int
    origin: OriginFound
    copies: Likeness | None = None  # folded, and why
    similar: tuple[Likeness, ...] = ()
    vetoed: tuple[Likeness, ...] = ()  # as alike, but for a mark that differs
    story: int | None = None
    story_p: float = 1.0
    story_why: Mapping[str, object] = field(default_factory=dict)
    origin_id: int | None = None


@dataclass(frozen=True, slots=True)
class Regrouping:
    """A group that changed: other groups that went into it, and its original now, with the reason."""

    grp: int
    original: int
    why: str
    absorbed: tuple[int, ...] = ()
