"""Which article is it? The relation *same*: by guid within the feed, by canonical URL, never by title or text.

An edit is a revision. A title or a text alone decides nothing, with one exception that works the other way round: a
guid
that returns with another URL, title *and* text is a recycled guid, and names a new article.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from monitor.lang.fold import fold
from monitor.lang.urls import is_root
from monitor.model.entry import Entry, RawEntry
from monitor.model.landing import EntryNames, Key, Placement, SeenEntry, StoredText

MUCH_LONGER = 1.5  # another feed's text replaces ours only when it is so much longer: the whole instead of a teaser
MUCH_SHORTER = 0.5  # a text that shrinks below this under the same title is a teaser, not an edit


def hash16(*parts: str) -> bytes:
    """blake2b-128 of the parts, unambiguous in where one ends (hostile input must not be able to make two collide)."""
    digest = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.digest()


def text_hash(entry: Entry) -> bytes:
    """16 bytes over title, summary and body; blind to white space and case."""
    return hash16(*(" ".join(part.split()).casefold() for part in (entry.title, entry.summary, entry.body)))


def chars(entry: Entry) -> int:
    """How much text an entry has, in code points."""
    return len(entry.summary) + len(entry.body)


def entry_hash(raw: RawEntry, shared_guids: frozenset[str] = frozenset()) -> bytes:
    """What a sighting of this entry is filed under: its guid, else its link, else its words. A guid that several
    entries
    of the document share is told apart by the link."""
    if raw.external_id:
        return hash16("external", raw.external_id)
    if raw.guid and raw.guid in shared_guids:
        return hash16("guid+link", raw.guid, raw.link or raw.title)
    if raw.guid:
        return hash16("guid", raw.guid)
    if raw.link:
        return hash16("link", raw.link)
    return hash16("words", raw.title, raw.summary, raw.content)


def shared_guids(raws: Sequence[RawEntry]) -> frozenset[str]:
    """Guids that entries with different links share within one document: they name nothing."""
    links = {(raw.guid, raw.link) for raw in raws if raw.guid}
    counts = Counter(guid for guid, _ in links)
    return frozenset(guid for guid, n in counts.items() if guid and n > 1)


def entry_keys(entry: Entry, scope: str, *, guid_names: bool = True) -> tuple[Key, ...]:
    """The keys of an entry in order of rank. `scope` is the feed's slug (a guid means something only there)."""
    keys = []
    if entry.external_id:
        keys.append(_key("external", scope, entry.external_id))
    if entry.guid and guid_names:
        keys.append(_key("guid", scope, entry.guid))
    if entry.url and entry.url_is_key and not is_root(entry.url):
        keys.append(_key("url", "", entry.url))
    return tuple(keys) or (_fallback(entry, scope),)


def _key(kind: str, scope: str, value: str) -> Key:
    return Key(hash16("key", kind, scope, value), kind, scope)


def _fallback(entry: Entry, scope: str) -> Key:
    """For entries without guid and link: outlet, folded title, day and the text, within the feed."""
    day = entry.published.date().isoformat() if entry.published else ""
    value = "\n".join((entry.outlet.slug, fold(entry.title), day, " ".join((entry.summary or entry.body).split())))
    return _key("fallback", scope, value)


@dataclass(slots=True)
class _Pass:
    """One walk over a document. `owner` says whose each key is: a stored article's (its id), or that of a new one of
    this document (minus its position, minus one)."""

    owner: dict[bytes, int]
    texts: Mapping[int, StoredText]
    seen: Mapping[bytes, SeenEntry]

    def place(self, entry: Entry, names: EntryNames) -> Placement:
        digest = text_hash(entry)
        names = self._without_recycled_guid(entry, names, digest)
        owners = list(dict.fromkeys(self.owner[key.hash] for key in names.keys if key.hash in self.owner))
        mine = owners[0] if owners else -entry.position - 1
        free = tuple(key for key in names.keys if self.owner.setdefault(key.hash, mine) == mine)
        placement = Placement(entry, replace(names, keys=free), article=None, text_hash=digest)
        if mine > 0:
            return self._stored(placement, mine, next((other for other in owners[1:] if other > 0), None))
        return replace(placement, same_as=-mine - 1 if owners else None)

    def _without_recycled_guid(self, entry: Entry, names: EntryNames, digest: bytes) -> EntryNames:
        first, *rest = names.keys
        if not self._recycled(entry, first, digest):
            return names
        keys = tuple(rest) or (_key("fallback", first.scope, f"{entry.guid}\n{digest.hex()}"),)
        return EntryNames(hash16("recycled", entry.guid or "", entry.url or digest.hex()), names.raw_hash, keys)

    def _recycled(self, entry: Entry, first: Key, digest: bytes) -> bool:
        stored = self.texts.get(self.owner.get(first.hash, 0)) if first.kind == "guid" else None
        if stored is None or stored.url is None or entry.url is None:
            return False
        return stored.url != entry.url and fold(stored.title) != fold(entry.title) and stored.text_hash != digest

    def _stored(self, placement: Placement, article: int, hint: int | None) -> Placement:
        revise = self._revises(placement, self.texts.get(article))
        return replace(placement, article=article, hint=hint, revise=revise)

    def _revises(self, placement: Placement, stored: StoredText | None) -> bool:
        """Whether the text is news. The feed that gave the article may edit it; another feed only completes it."""
        if stored is None or stored.text_hash == placement.text_hash:
            return False
        length, entry = chars(placement.entry), placement.entry
        if placement.names.entry_hash not in self.seen:
            return length > MUCH_LONGER * stored.chars
        return length >= MUCH_SHORTER * stored.chars or fold(stored.title) != fold(entry.title)


def identify(
    entries: Sequence[tuple[Entry, EntryNames]],
    *,
    known: Mapping[bytes, int],
    texts: Mapping[int, StoredText],
    seen: Mapping[bytes, SeenEntry],
) -> tuple[Placement, ...]:
    """A place for every entry, in document order. `known`: article by key hash; `texts`: the current text of these
    articles; `seen`: the sightings of this feed by entry hash."""
    walk = _Pass(dict(known), texts, seen)
    return tuple(walk.place(entry, names) for entry, names in entries)
