"""Digests: what a subscriber wants, one edition of it, one delivery to a recipient."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from monitor.model.coverage import Coverage
from monitor.model.topic import Evidence

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


class Order(StrEnum):
    """How the stories of a topic are ordered in an edition."""

    ORIGINS = "origins"  # most independent origins first, then the strongest match, then the newest
    SCORE = "score"  # the strongest match first
    NEWEST = "newest"
    OLDEST = "oldest"


class Tongue(StrEnum):
    """Languages that an edition can speak: its own words, not those of the articles."""

    EN = "en"
    DE = "de"
    FR = "fr"
    KO = "ko"
    JA = "ja"


@dataclass(frozen=True, slots=True)
class DigestSpec:
    """A digest as declared: `topics`, or a `query` of its own. `days` are weekdays, Monday 0; `at` is wall time in
    `zone` (IANA), or several."""

    slug: str
    name: str
    topics: tuple[str, ...]
    recipients: tuple[str, ...]
    at: time | tuple[time, ...] = time(7, 30)
    days: tuple[int, ...] = EVERY_DAY
    every_hours: int | None = None  # instead of `at`: every n hours from midnight UTC
    zone: str = "UTC"
    channel: str = "mail"
    length: int = 20  # rows a topic
    send_empty: bool = False
    query: str = ""  # instead of `topics`
    aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (group, terms) that the query uses
    order: Order = Order.ORIGINS
    languages: tuple[str, ...] = ()  # of the articles; none: all
    language: Tongue = Tongue.EN

    @property
    def times(self) -> tuple[time, ...]:
        """The wall times of a day, in order."""
        return tuple(sorted(set(self.at))) if isinstance(self.at, tuple) else (self.at,)


SEARCH = "search"  # what stands for a topic in the edition of a digest that has a query instead


class Phase(StrEnum):
    """Phases of a delivery, each committed before the step it names."""

    READY = "ready"
    SENDING = "sending"
    DATA_COMMITTED = "data_committed"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    STOPPED = "stopped"  # the recipient left before it was sent


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as one line of an edition."""

    article: int
    outlet: str
    title: str
    url: str | None
    lang: str | None
    at: datetime  # effective
    name: str = ""  # of the outlet


@dataclass(frozen=True, slots=True)
class Window:
    """What an edition covers. `period` is the scheduled instant (its key); `start` the previous cut; `reach` the
    earliest effective date that may still enter."""

    period: datetime
    start: datetime
    end: datetime
    reach: datetime
    catch_up: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A judged article that one of the digest's topics matched and that no edition of the digest took yet."""

    seen: Seen
    topic: str  # slug
    score: float
    evidence: tuple[Evidence, ...]
    summary: str  # plain text: the summary, or how the body begins
    first_seen: datetime
    backfill: bool = False
    group: int = 0  # reprint group
    reprint_of: int | None = None
    story: int | None = None
    origin: str | None = None  # name of the outlet it comes from; None: unknown


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """What is known of a story beyond the candidates: its lead, and what earlier editions of the digest told of it."""

    id: int
    lead: Seen
    origins: int
    told: bool = False  # had an item in an earlier edition
    told_origins: frozenset[str] = frozenset()
    told_outlets: frozenset[str] = frozenset()  # slugs


@dataclass(frozen=True, slots=True)
class TopicVolume:
    """A topic of a digest with its articles a day (24 hours up to the cut, oldest first) and what is usual."""

    topic: str
    name: str
    volume: tuple[int, ...] = ()
    usual: float | None = None


@dataclass(frozen=True, slots=True)
class Revised:
    """An article that an edition told of and that changed since: as it was then (`told`) and as it is. `seen` carries
    today's headline, `changed` is when its newest text was seen."""

    seen: Seen
    told: datetime
    changed: datetime
    title_then: str
    text_then: str
    text: str
    story: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """All that an edition is composed from."""

    topics: tuple[TopicVolume, ...]
    candidates: tuple[Candidate, ...]
    stories: tuple[StoryFacts, ...]
    told_groups: frozenset[int]  # reprint groups that earlier editions told of
    coverage: Coverage
    revised: tuple[Revised, ...] = ()
    events: Mapping[int, int] = field(default_factory=dict)  # stories of one event in several languages, by the first


@dataclass(frozen=True, slots=True)
class StoryItem:
    """A story in an edition: its lead article, the other outlets, why it matched, how many independent origins.

    `others` are outlets with a text of their own, one article each; of a continuing story, all its new articles.
    `copies` are outlets that only reprint. `joined` are the outlets that are new in a continuing story."""

    story: int | None
    lead: Seen
    summary: str
    others: tuple[Seen, ...]
    reprints: int
    origins: int
    evidence: tuple[Evidence, ...]
    score: float
    continuing: bool = False
    new_origins: tuple[str, ...] = ()  # of a continuing story: outlets that joined as independent sources
    also: tuple[str, ...] = ()  # names of further topics of the digest that it matched
    copies: tuple[Seen, ...] = ()
    joined: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What an edition says of an article that changed since an earlier one told of it (`told`, when that was cut).
    `was` is the headline of then, empty when it is the same; `came` and `went` count words of the text."""

    seen: Seen
    told: datetime
    changed: datetime
    was: str = ""
    came: int = 0
    went: int = 0
    story: int | None = None


@dataclass(frozen=True, slots=True)
class TopicSection:
    """A topic in an edition: ranked items, the number left out, and the volume of the last 14 days (oldest first)."""

    topic: str
    name: str
    items: tuple[StoryItem, ...]
    more: int = 0
    older: int = 0  # backfill, counted only
    volume: tuple[int, ...] = ()
    usual: float | None = None


@dataclass(frozen=True, slots=True)
class EditionContent:
    """One digest for one period, composed once. Ages count from `end`, so a stored edition never changes."""

    digest: str
    name: str
    start: datetime
    end: datetime
    zone: str
    sections: tuple[TopicSection, ...]
    coverage: Coverage
    stories: int
    articles: int
    reprints: int
    taken: tuple[int, ...]  # every article that this edition takes, shown or counted
    catch_up: bool = False
    period: datetime | None = None  # the scheduled instant: with the digest, the edition's address
    corrected: tuple[Correction, ...] = ()
    corrected_more: int = 0  # changed as well, and not shown
    language: Tongue = Tongue.EN


@dataclass(frozen=True, slots=True)
class Rendered:
    """An edition as it is sent: subject, complete plain part, HTML with inlined CSS (≤ 100 kB)."""

    subject: str
    text: str
    html: str
