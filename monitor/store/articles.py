"""Writing articles: new ones, new revisions, sightings and keys. Whole lists at a time: no round trip per entry."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from monitor.model.article import effective_date
from monitor.model.feed import DueFeed
from monitor.model.landing import Placement
from monitor.store import counters, dialect, lookups, matches, outlets
from monitor.store.database import KeyRace
from monitor.store.lookups import AnyRow
from monitor.store.schema import article, article_key, revision, same_hint, sighting, unjudged


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
        conn.execute(insert(article), [_article_row(item, backfill=due.first_poll) for item in placed])
        conn.execute(insert(revision), [_revision_row(item) for item in placed])
    return placed


def add_revisions(conn: Connection, placements: Sequence[Placement], now: datetime) -> list[Placed]:
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
        conn.execute(insert(revision), [_revision_row(item) for item in placed])
    return placed


def publish(conn: Connection, new: Sequence[Placed], revised: Sequence[Placed]) -> None:
    """What follows from new texts: search rows, matches, counters; and the judge will look at them."""
    texts = [*new, *revised]
    if not texts:
        return
    dialect.drop_search(conn, [item.article for item in revised])
    dialect.put_search(conn, ((item.article, *item.placement.tokens) for item in texts))
    waiting = dialect.insert(conn, unjudged).on_conflict_do_nothing()
    conn.execute(waiting, [{"article_id": number} for number in sorted(item.article for item in texts)])
    matches.add(conn, [_tagged(item) for item in new])
    matches.replace(conn, [_tagged(item) for item in revised])
    counters.add_outlet_days(conn, Counter((item.outlet, counters.day(item.effective)) for item in new))


def add_keys(conn: Connection, named: Sequence[tuple[Placement, int]], new: frozenset[int]) -> None:
    """File the keys of (placement, article). Raises KeyRace when another transaction gave a key of a `new` article away."""
    owners: dict[bytes, int] = {}
    rows = {}
    for placement, number in named:
        for key in placement.names.keys:
            if owners.setdefault(key.hash, number) == number:
                rows[key.hash] = {"hash": key.hash, "kind": key.kind, "scope": key.scope, "article_id": number}
    if not rows:
        return
    statement = dialect.insert(conn, article_key).on_conflict_do_nothing()
    filed = conn.execute(statement, [rows[digest] for digest in sorted(rows)]).rowcount
    if filed != len(rows):
        _look_for_race(conn, owners, new)


def sight(conn: Connection, due: DueFeed, named: Sequence[tuple[Placement, int]], now: datetime) -> None:
    """File that this feed has these entries."""
    rows = {placement.names.entry_hash: _sighting_row(due, placement, number, now) for placement, number in named}
    if not rows:
        return
    statement = dialect.insert(conn, sighting)
    fresh = ("article_id", "guid", "raw_url", "raw_hash", "last_seen")
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["feed_id", "entry_hash"], set_={name: statement.excluded[name] for name in fresh}
        ),
        [rows[digest] for digest in sorted(rows)],
    )


def touch(conn: Connection, due: DueFeed, entry_hashes: Sequence[bytes], now: datetime) -> None:
    """These entries are still in the feed."""
    for chunk in lookups.chunks(entry_hashes):
        there = sighting.c.feed_id == due.id, sighting.c.entry_hash.in_(chunk)
        conn.execute(update(sighting).where(*there).values(last_seen=now))


def hint(conn: Connection, named: Sequence[tuple[Placement, int]]) -> None:
    """One key says this article, another says that one: an edge for the judge."""
    edges = {(n, item.hint) for item, n in named if item.hint is not None and item.hint != n}
    if edges:
        statement = dialect.insert(conn, same_hint).on_conflict_do_nothing()
        conn.execute(statement, [{"a": a, "b": b, "why": "guid and url differ"} for a, b in sorted(edges)])


def _placed(placement: Placement, number: int, outlet: int, now: datetime) -> Placed:
    seen = placement.entry.first_seen or now
    return Placed(placement, number, outlet, seen, effective_date(placement.entry.published, seen))


def _article_row(item: Placed, *, backfill: bool) -> dict[str, object]:
    entry = item.placement.entry
    return {
        "id": item.article,
        "outlet_id": item.outlet,
        "url": entry.url,
        "lang": entry.lang,
        "published": entry.published,
        "first_seen": item.seen,
        "effective": item.effective,
        "external_id": entry.external_id,
        "backfill": backfill,
    }


def _revision_row(item: Placed) -> dict[str, object]:
    entry = item.placement.entry
    return {
        "article_id": item.article,
        "n": item.revision,
        "seen": item.seen,
        "current": True,
        "title": entry.title,
        "summary": entry.summary,
        "body": entry.body,
        "html": entry.html,
        "author": entry.author,
        "cut": list(entry.cut),
        "text_hash": item.placement.text_hash,
    }


def _sighting_row(due: DueFeed, placement: Placement, number: int, now: datetime) -> dict[str, object]:
    seen = placement.entry.first_seen or now
    return {
        "feed_id": due.id,
        "entry_hash": placement.names.entry_hash,
        "article_id": number,
        "guid": placement.entry.guid,
        "raw_url": placement.entry.raw_url,
        "raw_hash": placement.names.raw_hash,
        "first_seen": seen,
        "last_seen": seen,
    }


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
