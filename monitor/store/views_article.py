"""One article: its text, what was judged of it, and what else there is."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from monitor.errors import NotFound
from monitor.store import schema as s
from monitor.store.details import from_json
from monitor.store.views_articles import articles_by_id
from monitor.store.views_related import related
from monitor.store.views_rows import ArticleRow, ArticleView, CopyRow, RevisionRow, SightingRow
from monitor.store.views_stories import stories_by_id
from monitor.store.views_story import reasons_of
from monitor.store.views_then import held, judged


def article(conn: Connection, number: int, n: int | None = None, as_of: datetime | None = None) -> ArticleView:
    """An article, with revision `n` or the newest. Raises NotFound."""
    found = articles_by_id(conn, [number], as_of)
    if not found:
        raise NotFound(f"No article has the number {number}.")
    row, text = found[0], _text(conn, number, n, as_of)
    j = _judgement(conn, number, as_of)
    return ArticleView(
        row=row, n=text.n, title=text.title, author=text.author, summary=text.summary, body=text.body,
        cut=tuple(text.cut or ()), revisions=_revisions(conn, number, as_of), sightings=_sightings(conn, number),
        reprints=_copies(conn, number, as_of), original=_original(conn, row, as_of),
        reasons=reasons_of(conn, [number], as_of).get(number, ()), origin=j.origin_name if j else None,
        origin_kind=(j.origin_kind if j else None) or "unknown", backfill=bool(text.backfill), judged=j is not None,
        story=next(iter(stories_by_id(conn, [row.story] if row.story else [], as_of)), None),
        related=related(conn, row), details=from_json(text.details),
    )  # fmt: skip


def _text(conn: Connection, number: int, n: int | None, as_of: datetime | None) -> Any:
    r, a = s.revision, s.article
    statement = select(r.c.n, r.c.title, r.c.summary, r.c.body, r.c.author, r.c.cut, r.c.details, a.c.backfill)
    statement = statement.join(a, a.c.id == r.c.article_id).where(r.c.article_id == number)
    if n is not None:
        statement = statement.where(r.c.n == n)
    if as_of:
        statement = statement.where(r.c.seen <= as_of)
    text = conn.execute(statement.order_by(r.c.n.desc()).limit(1)).first()
    if text is None:
        raise NotFound(f"Article {number} has no revision {n}.")
    return text


def _judgement(conn: Connection, number: int, as_of: datetime | None) -> Any:
    j, o = judged(as_of), s.outlet
    joined = j.outerjoin(o, o.c.id == j.c.origin)
    statement = select(o.c.name.label("origin_name"), j.c.origin_kind).select_from(joined)
    return conn.execute(statement.where(j.c.article_id == number)).first()


def _revisions(conn: Connection, number: int, as_of: datetime | None) -> tuple[RevisionRow, ...]:
    r = s.revision
    statement = select(r.c.n, r.c.seen, r.c.title).where(r.c.article_id == number).order_by(r.c.n)
    if as_of:
        statement = statement.where(r.c.seen <= as_of)
    return tuple(RevisionRow(row.n, row.seen, row.title) for row in conn.execute(statement))


def _sightings(conn: Connection, number: int) -> tuple[SightingRow, ...]:
    g, f = s.sighting, s.feed
    columns = (f.c.slug, f.c.title, g.c.first_seen, g.c.last_seen, g.c.guid, g.c.raw_url)
    statement = select(*columns).join(f, f.c.id == g.c.feed_id).where(g.c.article_id == number)
    rows = conn.execute(statement.order_by(g.c.first_seen, f.c.id))
    return tuple(SightingRow(r.slug, r.title or r.slug, r.first_seen, r.last_seen, r.guid, r.raw_url) for r in rows)


def _copies(conn: Connection, number: int, as_of: datetime | None) -> tuple[CopyRow, ...]:
    v = s.verdict
    statement = select(v.c.article_id, v.c.p, v.c.reason).where(
        v.c.kind == "reprint", v.c.target == number, held(v, as_of)
    )
    verdicts = {row.article_id: row for row in conn.execute(statement)}
    rows = sorted(articles_by_id(conn, list(verdicts), as_of), key=lambda row: (row.effective, row.id))
    return tuple(CopyRow(row, verdicts[row.id].p, verdicts[row.id].reason or {}) for row in rows)


def _original(conn: Connection, row: ArticleRow, as_of: datetime | None) -> ArticleRow | None:
    return next(iter(articles_by_id(conn, [row.reprint_of] if row.reprint_of else [], as_of)), None)
