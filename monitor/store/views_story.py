"""One story."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, select

from monitor.errors import NotFound
from monitor.model.verdict import VerdictKind
from monitor.store import schema as s
from monitor.store.views_articles import article_row, dressed, rows_from
from monitor.store.views_links import links_of
from monitor.store.views_rows import HeadlineChange, Reason, StoryArticle, StoryRow, StoryView
from monitor.store.views_stories import stories_by_id
from monitor.store.views_then import held, judged

MOST = 500  # articles of a story on one page


def story(conn: Connection, number: int, as_of: datetime | None = None) -> StoryView:
    """A story with its articles, first seen first; the one that it went into, when it did. Raises NotFound."""
    found = stories_by_id(conn, [number], as_of)
    if not found:
        if (now := _successor(conn, number)) is not None:
            return story(conn, now, as_of)
        raise NotFound(f"No story has the number {number}.")
    return StoryView(found[0], _articles(conn, number, as_of), _headlines(conn, number), linked(conn, number, as_of))


def _successor(conn: Connection, number: int) -> int | None:
    """Where the articles are that once were in a story that is gone."""
    v, j = s.verdict, s.judgement
    was = v.c.kind == VerdictKind.STORY.value, v.c.target == number, j.c.story_id.is_not(None), j.c.story_id != number
    statement = select(j.c.story_id).select_from(v.join(j, j.c.article_id == v.c.article_id)).where(*was)
    found: int | None = conn.execute(statement.order_by(v.c.id).limit(1)).scalar()
    return found if found is None or conn.execute(select(s.story.c.id).where(s.story.c.id == found)).first() else None


def linked(conn: Connection, number: int, as_of: datetime | None = None) -> tuple[StoryRow, ...]:
    """Stories of the same event in other languages."""
    links = links_of(conn, [number], as_of).get(number, ())
    return stories_by_id(conn, [link.story for link in links], as_of)


def reasons_of(
    conn: Connection, articles: Sequence[int], as_of: datetime | None = None
) -> dict[int, tuple[Reason, ...]]:
    """The verdicts that hold about articles."""
    v = s.verdict
    statement = select(v).where(v.c.article_id.in_(articles), held(v, as_of)).order_by(v.c.id)
    found: dict[int, list[Reason]] = defaultdict(list)
    for row in conn.execute(statement) if articles else ():
        found[row.article_id].append(Reason(row.kind, row.p, row.reason or {}, row.author, row.valid_from))
    return {article: tuple(reasons) for article, reasons in found.items()}


def _articles(conn: Connection, number: int, as_of: datetime | None) -> tuple[StoryArticle, ...]:
    j, origin = judged(as_of), s.outlet.alias("origin_outlet")
    statement = rows_from(as_of).add_columns(
        origin.c.slug.label("origin"), origin.c.name.label("origin_name"), j.c.origin_kind
    )
    statement = statement.outerjoin(origin, origin.c.id == j.c.origin).where(j.c.story_id == number)
    rows = conn.execute(statement.order_by(s.article.c.effective, s.article.c.id).limit(MOST)).all()
    reasons = reasons_of(conn, [row.id for row in rows], as_of)
    whole = dressed(conn, [article_row(row) for row in rows], as_of)
    return tuple(
        StoryArticle(one, row.origin, row.origin_name, row.origin_kind or "unknown", reasons.get(one.id, ()))
        for one, row in zip(whole, rows, strict=True)
    )


def _headlines(conn: Connection, number: int) -> tuple[HeadlineChange, ...]:
    r, j, a, o = s.revision, s.judgement, s.article, s.outlet
    joined = (
        r.join(j, j.c.article_id == r.c.article_id).join(a, a.c.id == r.c.article_id).join(o, o.c.id == a.c.outlet_id)
    )
    edited = select(r.c.article_id).where(r.c.n > 0)
    statement = (
        select(r.c.article_id, r.c.n, r.c.seen, r.c.title, o.c.name, a.c.lang)
        .select_from(joined)
        .where(j.c.story_id == number, r.c.article_id.in_(edited))
        .order_by(r.c.article_id, r.c.n)
    )
    rows = conn.execute(statement).all()
    changes = [
        HeadlineChange(new.article_id, new.name, new.seen, old.title, new.title, new.lang)
        for old, new in pairwise(rows)
        if old.article_id == new.article_id and old.title != new.title
    ]
    return tuple(sorted(changes, key=lambda change: change.at))
