"""Entries: first as a document gave them (raw), then normalised: one URL form, one clock, one text."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that hangs on an entry: sound, picture, film, document."""

    url: str  # in a raw entry as written, in an entry resolved
    media_type: str = ""
    length: int | None = None  # bytes, as declared


@dataclass(frozen=True, slots=True)
class Details:
    """What a document says of an entry beside its text. Shown, and handed on; no identity is made of it."""

    categories: tuple[str, ...] = ()  # ≤ 32
    enclosures: tuple[Enclosure, ...] = ()  # ≤ 16
    image: str | None = None  # Media RSS thumbnail, iTunes image, JSON Feed image
    comments: str | None = None  # where readers discuss it
    replies_to: str | None = None  # thr:in-reply-to: id or address of what it answers

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self != Details()


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One item as the document gave it. Texts may be HTML, dates are whatever was written; nothing is trusted."""

    guid: str | None = None
    link: str | None = None  # not yet resolved against `base`
    base: str | None = None  # xml:base in force, or the address of the document
    title: str = ""  # may hold markup
    summary: str = ""
    content: str = ""
    author: str = ""
    published: str | None = None  # as written
    updated: str | None = None
    published_at: datetime | None = None  # as the parser read it, UTC
    source_title: str | None = None  # RSS <source>, Atom source/title
    source_url: str | None = None
    outlet_name: str | None = None  # a document (JSON line, page item) that names its outlet
    external_id: str | None = None  # id given by `monitor ingest` input
    lang: str | None = None
    details: Details = Details()
    canonical: str | None = None  # rel=canonical where known
    cut: tuple[str, ...] = ()  # names of fields that a limit shortened
    first_seen: datetime | None = None  # only from documents that say when they were seen


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A document read: what it says of itself, and its entries in document order."""

    kind: str  # rss, rdf, atom, json, page, jsonl
    entries: tuple[RawEntry, ...]
    title: str = ""
    link: str | None = None
    lang: str | None = None
    ttl_minutes: int | None = None  # <ttl>
    period_s: int | None = None  # sy:updatePeriod over sy:updateFrequency, seconds
    skip_hours: frozenset[int] = frozenset()  # 0–23, UTC: the publisher asks not to be polled then
    skip_days: frozenset[int] = frozenset()  # 0–6, Monday is 0, UTC
    left_out: int = 0  # entries beyond the limit: counted, shown
    notes: tuple[str, ...] = ()  # oddities worth showing: "bozo: not well-formed (invalid token)"


@dataclass(frozen=True, slots=True)
class OutletRef:
    """Who published: the host's registrable domain or a name, to be resolved to an outlet by the store."""

    slug: str
    name: str
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A normalised entry: valid Unicode, sanitised HTML, canonical URL. Offsets of evidence count code points of
    `title`, `summary`, `body`."""

    guid: str | None  # ≤ 2 kB; longer ones are cut and carry a hash of the whole
    raw_url: str | None
    url: str | None  # canonical
    title: str
    summary: str  # plain text
    body: str  # plain text, paragraphs separated by blank lines
    html: str  # sanitised
    author: str
    published: datetime | None
    lang: str | None
    outlet: OutletRef
    position: int  # in the document
    raw_hash: bytes  # 16 bytes over what the document gave: equal means nothing to do
    url_is_key: bool = True  # False: a site's root, shared by two entries of the document, an opaque redirect
    external_id: str | None = None
    first_seen: datetime | None = None
    cut: tuple[str, ...] = ()
    details: Details = Details()
