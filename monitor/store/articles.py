"""Writing articles: new ones, new revisions, sightings and keys. Whole lists at a time: no round trip per entry."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from monitor.model.article import effective_date
from monitor.model.feed import DueFeed
from monitor.model.landing import Placement
from monitor.store import counters, details, dialect, indexing, lookups, matches, outlets
from monitor.store.bulk import Among, Bulk, Row
from monitor.store.database import KeyRace
from monitor.store.instant import to_micros
from monitor.store.lookups import AnyRow
from monitor.store.schema import article, article_key, revision, same_hint, sighting, unjudged

_ARTICLES = Bulk(
    article,
    ("id", "outlet_id", "url", "lang", "published", "first_seen", "effective", "external_id", "backfill", "absent"),
)
_REVISIONS = Bulk(
    revision,
    "article_id n seen current title summary body html author cut text_hash feed_id details".split(),
)
_KEYS = Bulk(article_key, ("hash", "kind", "scope", "article_id"), "DO NOTHING")
_SIGHTINGS = Bulk(
    sighting,
    ("feed_id", "entry_hash", "article_id", "guid", "raw_url", "raw_hash", "first_seen", "last_seen"),
    "(feed_id, entry_hash) DO UPDATE SET article_id = excluded.article_id, guid = excluded.guid, "
    "raw_url = excluded.raw_url, raw_hash = excluded.raw_hash, last_seen = excluded.last_seen",
)
_TOUCH = Among("UPDATE sighting SET last_seen = ? WHERE feed_id = ? AND", "entry_hash")
_WAITING = Bulk(unjudged, ("article_id",), "DO NOTHING")


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement with the article that it got, and the instants that count for it."""

    placement: Placement
    article: int
    outlet: int
    seen: datetime  # the entry's own, else now
    effective: datetime
    revision: int = 0


def add_new(conn: Connection, due: DueFeed, placements: Sequence[Placement], now: datetime) -> list[Placed]:
    """Store new articles with their first revisions."""
    ids = dialect.next_ids(conn, article, len(placements)) if placements else ()
    outlet_ids = outlets.ensure_all(conn, [item.entry.outlet for item in placements])
    placed = [
        _placed(item, number, outlet_ids[item.entry.outlet.slug], now)
        for item, number in zip(placements, ids, strict=True)
    ]
    if placed:
        _ARTICLES.put(conn, [_article_row(item, due) for item in placed])
        _REVISIONS.put(conn, [_revision_row(item, due.id) for item in placed])
    return placed


def add_revisions(conn: Connection, due: DueFeed, placements: Sequence[Placement], now: datetime) -> list[Placed]:
    """Store the new text of known articles. One that another transaction has just given this very text is left out."""
    newest = {item.article: item for item in placements if item.article is not None}  # the document's last word
    placed = [
        Placed(newest[row.id], row.id, row.outlet_id, newest[row.id].entry.first_seen or now, row.effective, row.n + 1)
        for row in _lock_current(conn, sorted(newest))
        if row.text_hash != newest[row.id].text_hash
    ]
    if placed:
        former = update(revision).where(revision.c.article_id == bindparam("changed"), revision.c.current)
        conn.execute(former.values(current=False), [{"changed": item.article} for item in placed])
        _REVISIONS.put(conn, [_revision_row(item, due.id) for item in placed])
        spoken = update(article).where(article.c.id == bindparam("changed")).values(lang=bindparam("now_in"))
        langs = [{"changed": item.article, "now_in": item.placement.entry.lang} for item in placed]
        if known := [row for row in langs if row["now_in"]]:
            conn.execute(spoken, known)
    return placed


def publish(conn: Connection, new: Sequence[Placed], revised: Sequence[Placed]) -> None:
    """What follows from new texts: search rows, matches, counters; and the judge will look at them."""
    texts = [*new, *revised]
    if not texts:
        return
    indexing.put(conn, [(item.article, item.placement.tokens) for item in new])
    indexing.replace(conn, [(item.article, item.placement.tokens) for item in revised])
    _WAITING.put(conn, sorted((item.article,) for item in texts))
    matches.add(conn, [_tagged(item) for item in new])
    matches.replace(conn, [_tagged(item) for item in revised])
    counters.add_outlet_days(conn, Counter((item.outlet, counters.day(item.effective)) for item in new))


def add_keys(conn: Connection, named: Sequence[tuple[Placement, int]], new: frozenset[int]) -> None:
    """File the keys of (placement, article). Raises KeyRace when a key of a `new` article is another's by now."""
    owners: dict[bytes, int] = {}
    rows = {}
    for placement, number in named:
        for key in placement.names.keys:
            if owners.setdefault(key.hash, number) == number:
                rows[key.hash] = (key.hash, key.kind, key.scope, number)
    if _KEYS.put(conn, [rows[digest] for digest in sorted(rows)]) != len(rows):
        _look_for_race(conn, owners, new)


def sight(conn: Connection, due: DueFeed, named: Sequence[tuple[Placement, int]], now: datetime) -> None:
    """File that this feed has these entries."""
    rows = {placement.names.entry_hash: _sighting_row(due, placement, number, now) for placement, number in named}
    _SIGHTINGS.put(conn, [rows[digest] for digest in sorted(rows)])


def touch(conn: Connection, due: DueFeed, entry_hashes: Sequence[bytes], now: datetime) -> None:
    """These entries are still in the feed."""
    _TOUCH.run(conn, sorted(entry_hashes), to_micros(now), due.id)


def hint(conn: Connection, named: Sequence[tuple[Placement, int]]) -> None:
    """One key says this article, another says that one: an edge for the judge."""
    edges = {(n, item.hint) for item, n in named if item.hint is not None and item.hint != n}
    if edges:
        statement = dialect.insert(conn, same_hint).on_conflict_do_nothing()
        conn.execute(statement, [{"a": a, "b": b, "why": "guid and url differ"} for a, b in sorted(edges)])


def _placed(placement: Placement, number: int, outlet: int, now: datetime) -> Placed:
    seen = placement.entry.first_seen or now
    return Placed(placement, number, outlet, seen, effective_date(placement.entry.published, seen))


def _article_row(item: Placed, due: DueFeed) -> Row:
    entry = item.placement.entry
    dates = entry.published, item.seen, item.effective
    backfill = due.first_poll or item.placement.backfill
    absent = None if backfill else due.rhythm.seen_at
    return (item.article, item.outlet, entry.url, entry.lang, *dates, entry.external_id, backfill, absent)


def _revision_row(item: Placed, feed: int) -> Row:
    entry = item.placement.entry
    texts = entry.title, entry.summary, entry.body, entry.html, entry.author
    rest = list(entry.cut), item.placement.text_hash, feed, details.to_json(entry.details)
    return (item.article, item.revision, item.seen, True, *texts, *rest)


def _sighting_row(due: DueFeed, placement: Placement, number: int, now: datetime) -> Row:
    names, entry = placement.names, placement.entry
    seen = entry.first_seen or now
    return (due.id, names.entry_hash, number, entry.guid, entry.raw_url, names.raw_hash, seen, seen)


def _tagged(item: Placed) -> matches.Tagged:
    return matches.Tagged(item.article, item.revision, item.effective, item.seen, item.placement.matches)


def _lock_current(conn: Connection, articles: Sequence[int]) -> list[AnyRow]:
    """The current revisions of these articles, which nobody else revises before this transaction ends."""
    if not articles:
        return []
    wanted = article.c.id.in_(articles)
    conn.execute(select(article.c.id).where(wanted).order_by(article.c.id).with_for_update(key_share=True))
    columns = article.c.id, article.c.outlet_id, article.c.effective, revision.c.n, revision.c.text_hash
    return list(conn.execute(select(*columns).join(revision).where(wanted, revision.c.current).order_by(article.c.id)))


def _look_for_race(conn: Connection, owners: dict[bytes, int], new: frozenset[int]) -> None:
    for digest, owner in lookups.keys(conn, list(owners)).items():
        if owners[digest] in new and owner != owners[digest]:
            raise KeyRace
