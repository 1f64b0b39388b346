"""What identity asks the store, in one statement each: entries seen, keys known, texts stored."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, and_, func, select

from monitor.model.landing import SeenEntry, StoredText
from monitor.store.schema import article, article_key, revision, sighting

T = TypeVar("T")
AnyRow = Row[*tuple[Any, ...]]
AT_ONCE = 1000  # values in one IN (…)


def chunks(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def seen(conn: Connection, feed_id: int, entry_hashes: Sequence[bytes]) -> dict[bytes, SeenEntry]:
    """The sightings of this feed among these entry hashes."""
    found: dict[bytes, SeenEntry] = {}
    for chunk in chunks(entry_hashes):
        where = sighting.c.feed_id == feed_id, sighting.c.entry_hash.in_(chunk)
        statement = select(sighting.c.entry_hash, sighting.c.article_id, sighting.c.raw_hash).where(*where)
        for entry_hash, number, raw_hash in conn.execute(statement):
            found[entry_hash] = SeenEntry(number, raw_hash)
    return found


def keys(conn: Connection, hashes: Sequence[bytes]) -> dict[bytes, int]:
    """The articles that these keys name."""
    found: dict[bytes, int] = {}
    for chunk in chunks(hashes):
        statement = select(article_key.c.hash, article_key.c.article_id).where(article_key.c.hash.in_(chunk))
        found.update((digest, number) for digest, number in conn.execute(statement))
    return found


def texts(conn: Connection, article_ids: Sequence[int]) -> dict[int, StoredText]:
    """The current texts of these articles, enough to tell an edit from another article."""
    r = revision.c
    found: dict[int, StoredText] = {}
    current = and_(r.article_id == article.c.id, r.current)
    length = (func.length(r.summary) + func.length(r.body)).label("chars")
    columns = select(article.c.id, r.n, article.c.url, r.title, r.text_hash, length, r.feed_id).join(revision, current)
    for chunk in chunks(article_ids):
        for number, *text in conn.execute(columns.where(article.c.id.in_(chunk))):
            found[number] = StoredText(*text)
    return found
