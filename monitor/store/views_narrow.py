"""Filters as conditions in SQL, for every list of articles."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, or_, select

from monitor.errors import NotFound
from monitor.store import schema as s
from monitor.store.filters import Filters
from monitor.store.views_then import held


def topic_id(conn: Connection, slug: str) -> int:
    """The id of a topic. Raises NotFound."""
    return _id_of(conn, s.topic, slug)


def outlet_id(conn: Connection, slug: str) -> int:
    """The id of an outlet. Raises NotFound."""
    return _id_of(conn, s.outlet, slug)


def feed_id(conn: Connection, slug: str) -> int:
    """The id of a feed. Raises NotFound."""
    return _id_of(conn, s.feed, slug)


def _id_of(conn: Connection, table: Any, slug: str) -> int:
    found = conn.execute(select(table.c.id).where(table.c.slug == slug)).scalar()
    if found is None:
        raise NotFound(f"No {table.name} is called {slug!r}.")
    return int(found)


def narrow(conn: Connection, statement: Select[Any], filters: Filters, judged: FromClause) -> Select[Any]:
    """`statement` selects from `article` joined to `judged`; its rows are cut down to what the filters ask for."""
    if filters.topic:
        statement = statement.join(s.topic_match, _match(topic_id(conn, filters.topic), filters))
    return statement.where(*_conditions(conn, filters, judged))


def effective(filters: Filters) -> ColumnElement[Any]:
    """The column to sort on: the match's copy when there is a topic, so that one index serves."""
    return s.topic_match.c.effective if filters.topic else s.article.c.effective


def _match(topic: int, filters: Filters) -> ColumnElement[bool]:
    m = s.topic_match
    return and_(m.c.article_id == s.article.c.id, m.c.topic_id == topic, held(m, filters.as_of))


def _conditions(conn: Connection, filters: Filters, judged: FromClause) -> list[ColumnElement[bool]]:
    a = s.article
    found = [or_(a.c.gone.is_(None), a.c.gone > filters.as_of) if filters.as_of else a.c.gone.is_(None)]
    if filters.as_of:
        found.append(a.c.first_seen <= filters.as_of)
    if filters.outlet:
        found.append(a.c.outlet_id == outlet_id(conn, filters.outlet))
    if filters.lang:
        found.append(a.c.lang == filters.lang)
    if filters.feed:
        found.append(_seen_in(feed_id(conn, filters.feed)))
    if filters.story is not None:
        found.append(judged.c.story_id == filters.story)
    if filters.fold:
        found.append(judged.c.reprint_of.is_(None))
    return found + _period(filters)


def _period(filters: Filters) -> list[ColumnElement[bool]]:
    moment = effective(filters)
    found = [moment >= filters.since] if filters.since else []
    return found + ([moment < filters.until] if filters.until else [])


def _seen_in(feed: int) -> ColumnElement[bool]:
    return exists().where(s.sighting.c.article_id == s.article.c.id, s.sighting.c.feed_id == feed)
