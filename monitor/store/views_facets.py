"""Facets of a search: what its hits are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, func, select

from monitor.store import schema as s
from monitor.store.filters import Filters
from monitor.store.search import search

MOST = 1000  # hits that facets are counted on
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Facet:
    """One value with its count; `name` is for people, `value` goes into the address."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts over the first thousand hits. `stories` are the stories among them."""

    topics: tuple[Facet, ...]
    outlets: tuple[Facet, ...]
    langs: tuple[Facet, ...]
    feeds: tuple[Facet, ...]
    stories: int
    counted: int


def facets(conn: Connection, filters: Filters) -> Facets:
    """What the hits of a search are made of."""
    ids = search(conn, filters.plan, replace(filters, after=None), MOST, None).ids
    a, m, g = s.article, s.topic_match, s.sighting
    topics = _by(s.topic, s.topic.c.slug, s.topic.c.name).join(m, m.c.topic_id == s.topic.c.id)
    outlets = _by(s.outlet, s.outlet.c.slug, s.outlet.c.name).join(a, a.c.outlet_id == s.outlet.c.id)
    feeds = _by(s.feed, s.feed.c.slug, func.coalesce(func.nullif(s.feed.c.title, ""), s.feed.c.slug))
    langs = select(a.c.lang, a.c.lang, func.count()).group_by(a.c.lang)
    stories = select(func.count(s.judgement.c.story_id.distinct())).where(s.judgement.c.article_id.in_(ids))
    return Facets(
        _top(conn, topics.where(m.c.article_id.in_(ids), m.c.valid_to.is_(None))),
        _top(conn, outlets.where(a.c.id.in_(ids))),
        _top(conn, langs.where(a.c.id.in_(ids), a.c.lang.is_not(None))),
        _top(conn, feeds.join(g, g.c.feed_id == s.feed.c.id).where(g.c.article_id.in_(ids))),
        int(conn.execute(stories).scalar_one()),
        len(ids),
    )


def _by(table: Any, slug: Any, name: Any) -> Select[Any]:
    return select(slug, name, func.count()).select_from(table).group_by(slug, name)


def _top(conn: Connection, statement: Select[Any]) -> tuple[Facet, ...]:
    rows: Sequence[Any] = conn.execute(statement.order_by(func.count().desc()).limit(SHOWN)).all()
    return tuple(Facet(row[0], row[1], row[2]) for row in rows)
