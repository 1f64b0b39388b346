"""What is done with a fresh entry before the store is asked about it: one form, its names, its topics, its search
tokens.

It needs nothing but the entry, its feed, the outlets and the topics, so that a document that brings many is done in a
worker process: this module is all that one imports for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.collect.normalise import CONTENT, GUID, TITLE, Normaliser, told_apart
from monitor.curate import identity
from monitor.curate.match import TopicBook
from monitor.lang.outlets import NOBODY, OutletBook
from monitor.lang.text import clean, cut, squeeze
from monitor.lang.tokens import index_text
from monitor.model.entry import Entry, RawEntry
from monitor.model.feed import DueFeed, Rhythm
from monitor.model.landing import EntryNames
from monitor.model.topic import Document, Match, TopicSpec

NOTE = "unprepared"  # among the names of what was cut: an entry that no worker survived


@dataclass(frozen=True, slots=True)
class Named:
    """A raw entry with its place in the document and its names so far (keys come with normalising)."""

    raw: RawEntry
    position: int
    entry_hash: bytes
    raw_hash: bytes
    guid_names: bool = True  # False: the document shares its guid among several entries


@dataclass(frozen=True, slots=True)
class Setting:
    """What the entries of one document have in common."""

    feed: DueFeed
    shared_urls: Mapping[str, bool]
    now: datetime

    def lean(self) -> "Setting":
        """Without what only cadence needs: it goes to another process."""
        return replace(self, feed=replace(self.feed, rhythm=Rhythm(), headers={}))


@dataclass(frozen=True, slots=True)
class Tags:
    """What a text is found by."""

    matches: tuple[Match, ...]
    tokens: tuple[str, str]  # search tokens of the title, and of summary and body, joined by spaces


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry ready to be placed. Without `tags` where it is not yet known whether its text is stored."""

    entry: Entry
    names: EntryNames
    tags: Tags | None = None


class Preparer:
    """Prepares entries, by the outlets and topics of one configuration."""

    def __init__(self, book: OutletBook, topics: TopicBook) -> None:
        """`book` names who published."""
        self.book, self.topics = book, topics
        self._normaliser = Normaliser(book)

    def named(self, named: Named, setting: Setting) -> Prepared:
        """The entry normalised, with its keys."""
        feed = setting.feed
        entry = self._normaliser.entry(named.raw, feed=feed, position=named.position, now=setting.now)
        return _keyed(told_apart(entry, setting.shared_urls), named, feed)

    def tags(self, entry: Entry, feed: str) -> Tags:
        """Its matches and search tokens. `feed` is a slug."""
        outlet = self.book.get(entry.outlet.slug)
        country = outlet.country if outlet else None
        tokens = (index_text(entry.title), index_text(f"{entry.summary}\n{entry.body}"))
        return Tags(self.topics.match(document(entry, feed, country or "")), tokens)

    def whole(self, named: Named, setting: Setting) -> Prepared:
        """All at once."""
        made = self.named(named, setting)
        return replace(made, tags=self.tags(made.entry, setting.feed.slug))


def plainly(named: Named, setting: Setting) -> Prepared:
    """An entry that cost a worker its life: its words without any reading of their markup, under its own guid."""
    raw, guid = named.raw, clean(named.raw.guid or "").strip()
    title = cut(squeeze(raw.title), TITLE)
    entry = Entry(
        guid=guid if len(guid) <= GUID else named.entry_hash.hex(),
        raw_url=None,
        url=None,
        title=title,
        summary="",
        body=_untagged((raw.content or raw.summary)[: 2 * CONTENT]),
        html="",
        author="",
        published=raw.published_at,
        lang=setting.feed.lang,
        outlet=NOBODY,
        position=named.position,
        raw_hash=named.raw_hash,
        external_id=raw.external_id,
        first_seen=raw.first_seen,
        cut=(*raw.cut, NOTE),
    )
    made = _keyed(entry, named, setting.feed)
    return replace(made, tags=Tags((), (index_text(title), "")))


def _untagged(markup: str) -> str:
    """Without what stands between angle brackets, on one line. Linear, whatever it is given."""
    first, *rest = markup.split("<")
    return cut(squeeze(" ".join((first, *(part.partition(">")[2] for part in rest)))), CONTENT)


def document(entry: Entry, feed: str, country: str = "") -> Document:
    """An entry as topics see it; `country` is its outlet's."""
    return Document(
        title=entry.title,
        summary=entry.summary,
        body=entry.body,
        outlet=entry.outlet.slug,
        feed=feed,
        lang=entry.lang or "",
        author=entry.author,
        url=entry.url or "",
        country=country,
    )


def _keyed(entry: Entry, named: Named, feed: DueFeed) -> Prepared:
    keys = identity.entry_keys(entry, feed.slug, guid_names=named.guid_names)
    return Prepared(entry, EntryNames(named.entry_hash, named.raw_hash, keys))


# --- in a worker -----------------------------------------------------------------------------------------------------

_made: list[Preparer] = []  # of this process


def furnish(book: OutletBook, topics: Sequence[TopicSpec], versions: Mapping[str, int]) -> None:
    """Give this process what it prepares with."""
    _made[:] = [Preparer(book, TopicBook(topics, versions))]


def prepare(named: Sequence[Named], setting: Setting) -> list[Prepared]:
    """These entries, whole. For a process that is furnished."""
    return [_made[0].whole(one, setting) for one in named]
