"""What identity asks the store, in one statement each: entries seen, keys known, texts stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from monitor.model.landing import SeenEntry, SeenText, StoredText
from monitor.store.bulk import Among, chunks
from monitor.store.schema import article, revision, sighting

__all__ = ["AnyRow", "alike", "chunks", "keys", "seen", "texts"]

AnyRow = Row[*tuple[Any, ...]]

_SEEN = Among("SELECT entry_hash, article_id, raw_hash FROM sighting WHERE feed_id = ? AND", "entry_hash")
_KEYS = Among("SELECT hash, article_id FROM article_key WHERE", "hash")
_TEXTS = Among(
    "SELECT a.id, r.n, a.url, r.title, r.text_hash, length(r.summary) + length(r.body), r.feed_id FROM article a "
    "JOIN revision r ON r.article_id = a.id AND r.current WHERE",
    "a.id",
)


def seen(conn: Connection, feed_id: int, entry_hashes: Sequence[bytes]) -> dict[bytes, SeenEntry]:
    """The sightings of this feed among these entry hashes."""
    return {entry: SeenEntry(number, raw) for entry, number, raw in _SEEN.get(conn, entry_hashes, feed_id)}


def keys(conn: Connection, hashes: Sequence[bytes]) -> dict[bytes, int]:
    """The articles that these keys name."""
    return {digest: number for digest, number in _KEYS.get(conn, hashes)}  # noqa: C416 - rows are no pairs


def texts(conn: Connection, article_ids: Sequence[int]) -> dict[int, StoredText]:
    """The current texts of these articles, enough to tell an edit from another article."""
    return {number: StoredText(*text) for number, *text in _TEXTS.get(conn, article_ids)}


def alike(conn: Connection, feed_id: int, text_hashes: Sequence[bytes], since: datetime) -> dict[bytes, SeenText]:
    """The texts among these that this feed had since then. Reads all that it had: only for a feed that is suspected."""
    g, a, r = sighting, article, revision
    joined = g.join(a, a.c.id == g.c.article_id).join(r, and_(r.c.article_id == a.c.id, r.c.current))
    columns = select(r.c.text_hash, g.c.article_id, g.c.entry_hash, a.c.published).select_from(joined)
    found: dict[bytes, SeenText] = {}
    for chunk in chunks(text_hashes):
        where = g.c.feed_id == feed_id, g.c.last_seen >= since, r.c.text_hash.in_(chunk)
        for text, *rest in conn.execute(columns.where(*where).order_by(g.c.article_id)):
            found.setdefault(text, SeenText(*rest))
    return found
