"""Articles that changed since an edition of a digest told of them: each once, in the next edition that is sent."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from monitor.model.digest import Revised, Seen, Window
from monitor.store.schema import article, edition, edition_item, judgement, outlet, revision

MOST = 60  # articles that are compared, newest change first


def revised(conn: Connection, digest_id: int, window: Window) -> Iterator[Revised]:
    """Those whose newest text up to the end of the window was seen after the last edition that was sent."""
    sent = conn.execute(_last_sent(digest_id, window.start)).scalar()
    if sent is None:
        return
    for row in conn.execute(_changed(digest_id, sent, window.end)):
        then = _text(conn, row.id, row.told)
        if then is not None:
            seen = Seen(row.id, row.slug, row.title, row.url, row.lang, row.effective, row.name)
            yield Revised(seen, row.told, row.seen, then.title, _whole(then), _whole(row), row.story_id)


def _last_sent(digest_id: int, until: datetime) -> Any:
    mine = edition.c.digest_id == digest_id, edition.c.skipped.is_(False), edition.c.end <= until
    return select(func.max(edition.c.end)).where(*mine)


def _changed(digest_id: int, sent: datetime, end: datetime) -> Any:
    newest = revision.alias("newest")
    last = select(func.max(newest.c.n)).where(newest.c.article_id == article.c.id, newest.c.seen <= end)
    told = and_(edition_item.c.digest_id == digest_id, edition_item.c.article_id == article.c.id)
    columns = (article.c.id, outlet.c.slug, outlet.c.name, article.c.url, article.c.lang, article.c.effective,
               revision.c.title, revision.c.summary, revision.c.body, revision.c.seen, edition.c.end.label("told"),
               judgement.c.story_id)  # fmt: skip
    return (
        select(*columns)
        .select_from(revision)
        .join(article, article.c.id == revision.c.article_id)
        .join(edition_item, told)
        .join(edition, edition.c.id == edition_item.c.edition_id)
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .join(judgement, judgement.c.article_id == article.c.id)
        .where(
            revision.c.n > 0, revision.c.seen > sent, revision.c.seen <= end, revision.c.n == last.scalar_subquery(),
            edition.c.skipped.is_(False), edition.c.end <= sent, article.c.backfill.is_(False),
            article.c.gone.is_(None), judgement.c.reprint_of.is_(None),
        )
        .order_by(revision.c.seen.desc(), article.c.id)
        .limit(MOST)
    )  # fmt: skip


def _text(conn: Connection, number: int, at: datetime) -> Any:
    """The revision of then."""
    mine = revision.c.article_id == number, revision.c.seen <= at
    return conn.execute(select(revision).where(*mine).order_by(revision.c.n.desc()).limit(1)).first()


def _whole(row: Any) -> str:
    return str(row.body or row.summary)
