"""Articles that changed since an alert told of them: each text once, in a letter that goes anyway."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from monitor.model.alert import OF_STORIES, AlertKind, Found
from monitor.model.digest import Revised, Seen
from monitor.store.schema import alert_item, article, judgement, outlet, revision

MOST = 60  # that are compared, newest change first


def revised(conn: Connection, alert_id: int, now: datetime) -> list[tuple[Found, Revised]]:
    """Those whose newest text is younger than the alert that told of them, and was not told yet."""
    return list(_revised(conn, alert_id, now))


def _revised(conn: Connection, alert_id: int, now: datetime) -> Iterator[tuple[Found, Revised]]:
    for row in conn.execute(_changed(alert_id, now)):
        mine = revision.c.article_id == row.id, revision.c.seen <= row.told
        then = conn.execute(select(revision).where(*mine).order_by(revision.c.n.desc()).limit(1)).first()
        if then is not None:
            seen = Seen(row.id, row.slug, row.title, row.url, row.lang, row.effective, row.name)
            found = Found(AlertKind.CHANGED, f"changed/{row.id}/{row.n}", article=row.id)
            yield found, Revised(seen, row.told, row.seen, then.title, then.body or then.summary,
                                 row.body or row.summary, row.story_id)  # fmt: skip


def _changed(alert_id: int, now: datetime) -> Select[Any]:
    i = alert_item.c
    kinds = [one.value for one in (*OF_STORIES, AlertKind.CHANGED)]
    told = (
        select(i.article_id, func.max(i.told, type_=i.told.type).label("told"))
        .where(i.alert_id == alert_id, i.letter.is_not(None), i.kind.in_(kinds))
        .group_by(i.article_id).subquery()
    )  # fmt: skip
    columns = (article.c.id, outlet.c.slug, outlet.c.name, article.c.url, article.c.lang, article.c.effective,
               revision.c.n, revision.c.title, revision.c.summary, revision.c.body, revision.c.seen, told.c.told,
               judgement.c.story_id)  # fmt: skip
    return (
        select(*columns)
        .select_from(told)
        .join(article, article.c.id == told.c.article_id)
        .join(revision, and_(revision.c.article_id == article.c.id, revision.c.current.is_(True)))
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .join(judgement, judgement.c.article_id == article.c.id)
        .where(revision.c.n > 0, revision.c.seen > told.c.told, revision.c.seen <= now, article.c.gone.is_(None))
        .order_by(revision.c.seen.desc(), article.c.id)
        .limit(MOST)
    )  # fmt: skip
