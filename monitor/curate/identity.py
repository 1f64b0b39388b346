"""Which article is it? The relation *same*: by guid within the feed, by canonical URL, never by title or text.

An edit is a revision. A title or a text alone decides nothing, with one exception that works the other way round: a
guid that returns with another URL, title *and* text is a recycled guid, and names a new article.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from monitor.lang.fold import fold
from monitor.lang.outlets import NOBODY
from monitor.lang.urls import is_opaque, is_root
from monitor.model.entry import Entry, RawEntry
from monitor.model.landing import EntryNames, Key, Placement, SeenText, StoredText

UNDATED = 3  # entries of a document that must repeat words before their names are not believed, without dates
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


@dataclass(frozen=True, slots=True)
class Shared:
    """Names that several entries of one document share, and that therefore name none of them."""

    guids: frozenset[str] = frozenset()  # of entries with different links
    links: frozenset[str] = frozenset()  # of entries without guid, with different words


def shared_names(raws: Sequence[RawEntry]) -> Shared:
    """What several entries of a document call themselves, each meaning something else."""
    guids = {(raw.guid, raw.link) for raw in raws if raw.guid}
    links = {(raw.link, raw.title, raw.summary, raw.content) for raw in raws if raw.link and not raw.guid}
    return Shared(_twice(guid for guid, _ in guids), _twice(link for link, *_ in links))


def _twice(names: Iterable[str | None]) -> frozenset[str]:
    return frozenset(name for name, n in Counter(names).items() if name and n > 1)


def entry_hash(raw: RawEntry, shared: Shared = Shared()) -> bytes:
    """What a sighting of this entry is filed under: its guid, else its link, else its words; where the document shares
    one of these among several entries, with the next of them."""
    if raw.external_id:
        return hash16("external", raw.external_id)
    if raw.guid:
        return (
            hash16("guid+link", raw.guid, raw.link or raw.title)
            if raw.guid in shared.guids
            else hash16("guid", raw.guid)
        )
    if raw.link and raw.link not in shared.links:
        return hash16("link", raw.link)
    return hash16("words", raw.link or "", raw.title, raw.summary, raw.content)


def entry_keys(entry: Entry, scope: str, *, guid_names: bool = True) -> tuple[Key, ...]:
    """The keys of an entry in order of rank. `scope` is the feed's slug (a guid means something only there)."""
    keys = []
    if entry.external_id:
        keys.append(_key("external", scope, entry.external_id))
    if entry.guid and guid_names:
        keys.append(_key("guid", scope, entry.guid))
    if entry.url and entry.url_is_key and not is_root(entry.url):
        keys.append(_key("url", "", entry.url))
    if not entry.guid and not entry.external_id:
        keys.append(_fallback(entry, scope))
    elif entry.url and is_opaque(entry.url):
        keys.append(_churning(entry, scope))
    return tuple(keys) or (_fallback(entry, scope),)


def _key(kind: str, scope: str, value: str) -> Key:
    return Key(hash16("key", kind, scope, value), kind, scope)


def _churning(entry: Entry, scope: str) -> Key:
    """For links that change from poll to poll, and guids with them (Google News): the same words by the same outlet on
    the same day, in whatever feed. Within the feed where the outlet or the day is not known."""
    everywhere = entry.published is not None and entry.outlet.slug != NOBODY.slug
    return _fallback(entry, "" if everywhere else scope)


def _fallback(entry: Entry, scope: str) -> Key:
    """For entries without a guid, or with no name at all: outlet, folded title, day and the text, within the feed."""
    day = entry.published.date().isoformat() if entry.published else ""
    value = "\n".join((entry.outlet.slug, fold(entry.title), day, " ".join((entry.summary or entry.body).split())))
    return _key("fallback", scope, value)


def set_recycled_apart(
    entries: Sequence[tuple[Entry, EntryNames]], *, known: Mapping[bytes, int], texts: Mapping[int, StoredText]
) -> list[tuple[Entry, EntryNames]]:
    """The entries, those whose guid returned with another URL, title and text under names without that guid. Their
    sightings and keys are to be looked up under the new names."""
    return [
        (entry, _renamed(entry, names) if _recycled(entry, names, known, texts) else names) for entry, names in entries
    ]


def _recycled(entry: Entry, names: EntryNames, known: Mapping[bytes, int], texts: Mapping[int, StoredText]) -> bool:
    first = names.keys[0]
    stored = texts.get(known.get(first.hash, 0)) if first.kind == "guid" else None
    if stored is None or stored.url is None or entry.url is None or is_opaque(entry.url):
        return False
    return stored.url != entry.url and fold(stored.title) != fold(entry.title) and stored.text_hash != text_hash(entry)


def _renamed(entry: Entry, names: EntryNames) -> EntryNames:
    guid, *rest = names.keys
    name = entry.guid or "", entry.url or ""
    keys = tuple(rest) or (_key("fallback", guid.scope, "\n".join(name)),)
    return EntryNames(hash16("recycled", *name), names.raw_hash, keys)


def known_by_text(
    entries: Sequence[tuple[Entry, EntryNames]], seen: Mapping[bytes, SeenText], scope: str, *, least: int = 1
) -> tuple[list[tuple[Entry, EntryNames]], dict[bytes, int]]:
    """For entries of a document none of whose names is known: the entries, those whose words this feed gave lately
    (`seen`, by text hash) under a fallback key and the sighting that these words have; and the articles of these keys.

    A feed churns when at least half of its entries say again what others said on the same day; where no date tells the
    day, when at least three do; never when fewer than `least` do.
    """
    twins = [_twin(entry, seen) for entry, _ in entries]
    dated = sum(twin is not None and twin.published is not None for twin in twins)
    repeated = sum(twin is not None for twin in twins)
    if repeated < least or 2 * repeated < len(entries) or (repeated < UNDATED and not dated):
        return list(entries), {}
    named, known = [], {}
    for (entry, names), twin in zip(entries, twins, strict=True):
        if twin is not None:
            key = _fallback(entry, scope)
            names, known[key.hash] = EntryNames(twin.entry_hash, names.raw_hash, (key,)), twin.article
        named.append((entry, names))
    return named, known


def _twin(entry: Entry, seen: Mapping[bytes, SeenText]) -> SeenText | None:
    twin = seen.get(text_hash(entry))
    days = [None if at is None else at.date() for at in (entry.published, twin.published if twin else None)]
    return twin if days[0] == days[1] else None


@dataclass(slots=True)
class _Pass:
    """One walk over a document. `owner` says whose each key is: a stored article's (its id), or that of a new one of
    this document (minus its position, minus one)."""

    owner: dict[bytes, int]
    texts: Mapping[int, StoredText]
    feed: int

    def place(self, entry: Entry, names: EntryNames) -> Placement:
        found = [key for key in names.keys if key.hash in self.owner]
        owners = list(dict.fromkeys(self.owner[key.hash] for key in found))
        mine = owners[0] if owners else -entry.position - 1
        free = tuple(key for key in names.keys if self.owner.setdefault(key.hash, mine) == mine)
        placement = Placement(entry, replace(names, keys=free), article=None, text_hash=text_hash(entry))
        if mine > 0:
            hint = next((other for other in owners[1:] if other > 0), None)
            by_words = found[0].kind == "fallback"  # which may add a sighting, never a revision
            return replace(placement, article=mine, hint=hint, revise=not by_words and self._edits(placement, mine))
        return replace(placement, same_as=-mine - 1 if owners else None)

    def _edits(self, placement: Placement, article: int) -> bool:
        """Whether the text is news. The feed that gave the current text may edit it; another feed only completes it."""
        stored = self.texts.get(article)
        if stored is None or stored.text_hash == placement.text_hash:
            return False
        length, entry = chars(placement.entry), placement.entry
        if stored.feed != self.feed:
            return length > MUCH_LONGER * stored.chars
        return length >= MUCH_SHORTER * stored.chars or fold(stored.title) != fold(entry.title)


def identify(
    entries: Sequence[tuple[Entry, EntryNames]],
    *,
    known: Mapping[bytes, int],
    texts: Mapping[int, StoredText],
    feed: int,
) -> tuple[Placement, ...]:
    """A place for every entry, in document order. `known`: article by key hash; `texts`: the current text of these
    articles; `feed`: the number of the feed that the document is of."""
    walk = _Pass(dict(known), texts, feed)
    return tuple(walk.place(entry, names) for entry, names in entries)
