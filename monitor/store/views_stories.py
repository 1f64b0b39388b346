"""Lists of stories."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Float, FromClause, Select, bindparam, cast, func, literal, select, tuple_
from sqlalchemy.engine import Row

from monitor.store import schema as s
from monitor.store.filters import Filters, Page, from_cursor, to_cursor
from monitor.store.instant import from_micros, to_micros
from monitor.store.views_links import links_of
from monitor.store.views_narrow import outlet_id, topic_id
from monitor.store.views_rows import StoryRow
from monitor.store.views_tags import topics_of_stories
from monitor.store.views_then import KEPT, current_text, held, judged


def stories(conn: Connection, filters: Filters) -> Page[StoryRow]:
    """Stories by first seen, newest first; `sort="rank"`: origins, then the strongest match, then first seen."""
    base = _narrowed(conn, filters).subquery("base")
    rows = conn.execute(_ordered(select(base), base, filters).limit(filters.limit + 1)).all()
    shown = rows[: filters.limit]
    following = _cursor(shown[-1], filters) if len(rows) > filters.limit and shown else None
    return Page(tagged(conn, [story_row(row) for row in shown], filters.as_of), following)


def stories_by_id(conn: Connection, ids: Sequence[int], as_of: datetime | None = None) -> tuple[StoryRow, ...]:
    """These stories, in the order given; unknown ids are left out."""
    found = conn.execute(_by_id(as_of), {"ids": ids}) if ids else ()
    rows = {row.id: story_row(row) for row in found}
    return tagged(conn, [rows[number] for number in ids if number in rows], as_of)


@lru_cache(maxsize=KEPT)
def _by_id(as_of: datetime | None) -> Select[Any]:
    source = told(as_of)
    return _rows_from(source, as_of).where(source.c.id.in_(bindparam("ids", expanding=True)))


def story_row(row: Row[Any]) -> StoryRow:
    """A row of a statement on stories, still without topics."""
    return StoryRow(
        id=row.id, lead=row.lead, title=row.title, url=row.url, outlet=row.outlet, outlet_name=row.outlet_name,
        lang=row.lang, first_seen=row.first_seen, last_seen=row.last_seen, articles=row.articles,
        outlets=row.outlets, origins=row.origins, score=row.score,
    )  # fmt: skip


def tagged(conn: Connection, rows: Sequence[StoryRow], as_of: datetime | None = None) -> tuple[StoryRow, ...]:
    """Rows with their topics and links: two more statements for the whole page."""
    numbers = [row.id for row in rows]
    topics, links = topics_of_stories(conn, numbers, as_of), links_of(conn, numbers, as_of)
    return tuple(replace(row, topics=topics.get(row.id, ()), links=links.get(row.id, ())) for row in rows)


@lru_cache(maxsize=KEPT)
def told(as_of: datetime | None) -> FromClause:
    """Stories as they are, or as the verdicts that held then made them."""
    return s.story if as_of is None else _told_then(as_of)


def _told_then(as_of: datetime) -> FromClause:
    a, j = s.article, judged(as_of)
    columns = (
        j.c.story_id.label("id"), func.min(a.c.lang).label("lang"), func.min(a.c.id).label("lead"),
        func.min(a.c.effective).label("first_seen"), func.max(a.c.effective).label("last_seen"),
        func.count().label("articles"), func.count(a.c.outlet_id.distinct()).label("outlets"),
        func.count(j.c.origin.distinct()).label("origins"),
    )  # fmt: skip
    joined = a.join(j, j.c.article_id == a.c.id)
    return select(*columns).select_from(joined).where(j.c.story_id.is_not(None)).group_by(j.c.story_id).subquery("told")


def _rows_from(source: FromClause, as_of: datetime | None, score: Any = None) -> Select[Any]:
    a, o, r = s.article, s.outlet, s.revision
    columns = (
        source.c.id, source.c.lead, source.c.lang, source.c.first_seen, source.c.last_seen, source.c.articles,
        source.c.outlets, source.c.origins, r.c.title, a.c.url, o.c.slug.label("outlet"),
        o.c.name.label("outlet_name"), (literal(0.0) if score is None else score).label("score"),
    )  # fmt: skip
    tables = source.join(a, a.c.id == source.c.lead).join(r, current_text(as_of)).join(o, o.c.id == a.c.outlet_id)
    return select(*columns).select_from(tables)


def _narrowed(conn: Connection, filters: Filters) -> Select[Any]:
    source = told(filters.as_of)
    if not filters.topic:
        return _within(conn, _rows_from(source, filters.as_of), source, filters)
    matched = _matched(topic_id(conn, filters.topic), filters)
    statement = _rows_from(source, filters.as_of, matched.c.score)
    return _within(conn, statement.join(matched, matched.c.story_id == source.c.id), source, filters)


def _matched(topic: int, filters: Filters) -> FromClause:
    m, j = s.topic_match, judged(filters.as_of)
    joined = m.join(j, j.c.article_id == m.c.article_id)
    statement = select(j.c.story_id, cast(func.max(m.c.score), Float).label("score")).select_from(joined)
    statement = statement.where(m.c.topic_id == topic, held(m, filters.as_of), j.c.story_id.is_not(None))
    if filters.since:
        statement = statement.where(m.c.effective >= filters.since)
    return statement.group_by(j.c.story_id).subquery("matched")


def _within(conn: Connection, statement: Select[Any], source: FromClause, filters: Filters) -> Select[Any]:
    if filters.since:
        statement = statement.where(source.c.first_seen >= filters.since)
    if filters.until:
        statement = statement.where(source.c.first_seen < filters.until)
    if filters.lang:
        statement = statement.where(source.c.lang == filters.lang)
    if filters.story is not None:
        statement = statement.where(source.c.id == filters.story)
    if filters.outlet or filters.feed:
        statement = statement.where(source.c.id.in_(_told_by(conn, filters)))
    return statement


def _told_by(conn: Connection, filters: Filters) -> Select[Any]:
    a, j, g = s.article, judged(filters.as_of), s.sighting
    statement = select(j.c.story_id).select_from(a.join(j, j.c.article_id == a.c.id)).where(j.c.story_id.is_not(None))
    if filters.outlet:
        statement = statement.where(a.c.outlet_id == outlet_id(conn, filters.outlet))
    if filters.feed:
        seen = g.join(s.feed, s.feed.c.id == g.c.feed_id)
        statement = statement.where(
            a.c.id.in_(select(g.c.article_id).select_from(seen).where(s.feed.c.slug == filters.feed))
        )
    return statement


def _key(filters: Filters) -> tuple[str, ...]:
    return ("origins", "score", "first_seen", "id") if filters.sort == "rank" else ("first_seen", "id")


def _ordered(statement: Select[Any], base: Any, filters: Filters) -> Select[Any]:
    key = [base.c[name] for name in _key(filters)]
    if filters.after:
        *ranks, micros, number = from_cursor(filters.after, len(key))
        place = (*ranks, from_micros(int(micros)), int(number))
        statement = statement.where(tuple_(*key) < tuple_(*place, types=[column.type for column in key]))
    return statement.order_by(*(column.desc() for column in key))


def _cursor(row: Row[Any], filters: Filters) -> str:
    values = [getattr(row, name) for name in _key(filters)]
    return to_cursor(*(to_micros(value) if isinstance(value, datetime) else value for value in values))
