"""Where an entry goes: what identity decided, on its way to the store."""

from dataclasses import dataclass
from datetime import datetime

from monitor.model.entry import Entry
from monitor.model.feed import FeedState, NextPoll, PollEvent, Rhythm
from monitor.model.fetching import Validators
from monitor.model.topic import Match


@dataclass(frozen=True, slots=True)
class Key:
    """One name of an article: `hash` is blake2b-128 of scope, kind and value."""

    hash: bytes
    kind: str  # guid | url | fallback | external
    scope: str


@dataclass(frozen=True, slots=True)
class EntryNames:
    """The names of one entry: what its sighting is filed under, what it said last time, and its keys in order of
    rank."""

    entry_hash: bytes
    raw_hash: bytes
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """What the store knows of an entry of this feed."""

    article: int
    raw_hash: bytes


@dataclass(frozen=True, slots=True)
class SeenText:
    """A text that this feed gave lately: the article, what its sighting is filed under, its declared date."""

    article: int
    entry_hash: bytes
    published: datetime | None


@dataclass(frozen=True, slots=True)
class StoredText:
    """What the store knows of an article's current text, enough to tell an edit from another article."""

    revision: int
    url: str | None
    title: str
    text_hash: bytes
    chars: int = 0  # code points of summary and body
    feed: int | None = None  # number of the feed that gave this text


@dataclass(frozen=True, slots=True)
class Placement:
    """One entry with its place. `article` None: a new one; `same_as`: `entry.position` of an earlier placement of this
    document that is the same new article. `revise`: its text changed. `hint`: the article that another key of it
    names."""

    entry: Entry
    names: EntryNames
    article: int | None
    same_as: int | None = None
    revise: bool = False
    hint: int | None = None
    text_hash: bytes = b""
    matches: tuple[Match, ...] = ()
    backfill: bool = False  # older than the feed's first poll, which left it out
    tokens: tuple[str, str] = ("", "")  # search tokens of the title, and of summary and body, joined by spaces


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a poll says about its feed: the new rhythm, when to poll next and why, its state, and whether its host
    waits."""

    rhythm: Rhythm
    next: NextPoll
    state: FeedState
    detail: str
    host_waits_until: datetime | None = None
    waiting_host: str | None = None  # who said so, when it is not the feed's own host: it was redirected there
    moved_to: str | None = None  # the feed's address changes
    gap: str = ""  # a GAP spell to note beside the state: "about 12 min"


@dataclass(frozen=True, slots=True)
class PollResult:
    """All that one poll of one feed leaves in the store, landed in one go or not at all."""

    event: PollEvent
    assessment: Assessment
    validators: Validators | None  # None: keep the stored ones
    placements: tuple[Placement, ...] = ()
    touched: tuple[bytes, ...] = ()  # entry hashes seen again with nothing new
    full: bool = False  # this was an unconditional fetch
    title: str = ""
    site_url: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Landed:
    """What landing did: ids of new articles, ids of revised ones, and the rest counted."""

    new: tuple[int, ...] = ()
    revised: tuple[int, ...] = ()
    known: int = 0
