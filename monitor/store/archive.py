"""Stored articles as topics see them: their current text and the facts about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from monitor.model.topic import Document
from monitor.store.lookups import AnyRow, chunks
from monitor.store.schema import article, feed, outlet, revision, sighting


@dataclass(frozen=True, slots=True)
class Shelved:
    """A stored article and what a topic is asked about; `revision` is that of the text."""

    article: int
    document: Document
    revision: int = 0


def by_id(conn: Connection, ids: Sequence[int]) -> list[Shelved]:
    """These articles, as far as they are still there, in order of their numbers."""
    found = [shelved(row) for chunk in chunks(ids) for row in conn.execute(_rows().where(article.c.id.in_(chunk)))]
    return sorted(found, key=lambda item: item.article)


def after(
    conn: Connection, number: int, *, since: datetime | None, limit: int, top: int | None = None
) -> list[Shelved]:
    """The next articles by number up to `top`, effective since then: the archive in batches, none held open."""
    statement = _rows().where(article.c.id > number).order_by(article.c.id).limit(limit)
    if since is not None:
        statement = statement.where(article.c.effective >= since)
    if top is not None:
        statement = statement.where(article.c.id <= top)
    return [shelved(row) for row in conn.execute(statement)]


def lock(conn: Connection, ids: Sequence[int]) -> dict[int, int]:
    """The number of the current revision of these articles; nobody revises them before this transaction ends."""
    for chunk in chunks(sorted(ids)):
        conn.execute(
            select(article.c.id).where(article.c.id.in_(chunk)).order_by(article.c.id).with_for_update(key_share=True)
        )
    r = revision.c
    columns = select(r.article_id, r.n).where(r.current)
    return {row[0]: row[1] for chunk in chunks(ids) for row in conn.execute(columns.where(r.article_id.in_(chunk)))}


def extent(conn: Connection, since: datetime | None) -> tuple[int, int]:
    """(the greatest number of an article, how many there are that are effective since then)."""
    columns = select(func.coalesce(func.max(article.c.id), 0), func.count()).where(article.c.gone.is_(None))
    top, count = conn.execute(columns if since is None else columns.where(article.c.effective >= since)).one()
    return int(top), int(count)


def shelved(row: AnyRow) -> Shelved:
    """A row of this room as a document."""
    facts = {name: getattr(row, name) or "" for name in Document.__dataclass_fields__}
    return Shelved(row.id, Document(**facts), row.n)


def _rows() -> Select[AnyRow]:
    first = (  # the feed that had it first
        select(feed.c.slug)
        .join(sighting, sighting.c.feed_id == feed.c.id)
        .where(sighting.c.article_id == article.c.id)
        .order_by(sighting.c.first_seen, feed.c.id)
        .limit(1)
        .correlate(article)
        .scalar_subquery()
    )
    r, o = revision.c, outlet.c
    return (
        select(
            article.c.id,
            r.n,
            r.title,
            r.summary,
            r.body,
            r.author,
            article.c.lang,
            article.c.url,
            o.slug.label("outlet"),
            func.coalesce(o.country, "").label("country"),
            first.label("feed"),
        )
        .select_from(article)
        .join(revision, (r.article_id == article.c.id) & r.current)
        .join(outlet, o.id == article.c.outlet_id)
        .where(article.c.gone.is_(None))
    )
