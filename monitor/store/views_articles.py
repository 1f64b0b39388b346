"""Lists of articles."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, tuple_
from sqlalchemy.engine import Row

from monitor.store import schema as s
from monitor.store.details import from_json
from monitor.store.filters import Filters, Page, from_cursor, to_cursor
from monitor.store.instant import from_micros, to_micros
from monitor.store.views_narrow import effective, narrow
from monitor.store.views_rows import ArticleRow
from monitor.store.views_tags import feeds_of, reprints_of, topics_of
from monitor.store.views_then import KEPT, current_text, judged

SUMMARY_CHARS = 400


def articles(conn: Connection, filters: Filters) -> Page[ArticleRow]:
    """Articles newest first (`sort="old"`: oldest first) by their effective date, ties by id."""
    statement = narrow(conn, rows_from(filters.as_of), filters, judged(filters.as_of))
    rows = conn.execute(_ordered(statement, filters).limit(filters.limit + 1)).all()
    shown = rows[: filters.limit]
    more = len(rows) > filters.limit
    following = to_cursor(to_micros(shown[-1].effective), shown[-1].id) if more and shown else None
    return Page(dressed(conn, [article_row(row) for row in shown], filters.as_of), following)


def articles_by_id(conn: Connection, ids: Sequence[int], as_of: datetime | None = None) -> tuple[ArticleRow, ...]:
    """These articles, in the order given; unknown ids are left out."""
    found = conn.execute(_by_id(as_of), {"ids": ids}) if ids else ()
    rows = {row.id: article_row(row) for row in found}
    return dressed(conn, [rows[number] for number in ids if number in rows], as_of)


@lru_cache(maxsize=KEPT)
def rows_from(as_of: datetime | None) -> Select[Any]:
    """The columns of an article row, from article, outlet, the current text and what was judged."""
    a, o, r, j = s.article, s.outlet, s.revision, judged(as_of)
    columns = (
        a.c.id, a.c.external_id, a.c.url, r.c.title, o.c.slug.label("outlet"), o.c.name.label("outlet_name"),
        a.c.lang, a.c.published, a.c.first_seen, a.c.effective, j.c.reprint_of,
        func.coalesce(j.c.grp, a.c.id).label("grp"), j.c.story_id,
        r.c.details,
        func.substr(func.coalesce(func.nullif(r.c.summary, ""), r.c.body), 1, SUMMARY_CHARS).label("summary"),
    )  # fmt: skip
    tables = a.join(o, o.c.id == a.c.outlet_id).join(r, current_text(as_of)).outerjoin(j, j.c.article_id == a.c.id)
    return select(*columns).select_from(tables)


@lru_cache(maxsize=KEPT)
def _by_id(as_of: datetime | None) -> Select[Any]:
    return rows_from(as_of).where(s.article.c.id.in_(bindparam("ids", expanding=True)))


def article_row(row: Row[Any]) -> ArticleRow:
    """A row of `rows_from`, still without topics, feeds and reprints."""
    return ArticleRow(
        id=row.id, external_id=row.external_id, url=row.url, title=row.title, outlet=row.outlet,
        outlet_name=row.outlet_name, lang=row.lang, published=row.published, first_seen=row.first_seen,
        effective=row.effective, reprint_of=row.reprint_of, group=row.grp, story=row.story_id, summary=row.summary,
        details=from_json(row.details),
    )  # fmt: skip


def dressed(conn: Connection, rows: Sequence[ArticleRow], as_of: datetime | None = None) -> tuple[ArticleRow, ...]:
    """Rows with their topics, feeds and reprints: three more statements for the whole page."""
    ids = [row.id for row in rows]
    topics, feeds, copies = topics_of(conn, ids, as_of), feeds_of(conn, ids, as_of), reprints_of(conn, ids, as_of)
    return tuple(
        replace(row, topics=topics.get(row.id, ()), feeds=feeds.get(row.id, ()), reprints=copies.get(row.id, 0))
        for row in rows
    )


def _ordered(statement: Select[Any], filters: Filters) -> Select[Any]:
    key = (effective(filters), s.article.c.id)
    older = filters.sort != "old"
    if filters.after:
        micros, number = from_cursor(filters.after, 2)
        place = tuple_(from_micros(int(micros)), int(number), types=[column.type for column in key])
        statement = statement.where(tuple_(*key) < place if older else tuple_(*key) > place)
    return statement.order_by(*(column.desc() if older else column.asc() for column in key))
