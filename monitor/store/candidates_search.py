"""What an edition of a digest with a query may take: judged articles that no edition of it took yet, for the matcher to
look at. The index narrows them down where it can answer; the matcher has the last word."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, and_, func, or_, select, type_coerce

from monitor.lang.search import Plan
from monitor.model.digest import SEARCH, Candidate, TopicVolume
from monitor.model.topic import Document
from monitor.store import archive
from monitor.store.candidates_asked import Asked, judged_at, origin, seen, seen_columns, speaks, taken, there
from monitor.store.candidates_volume import DAYS_READ, known, volume
from monitor.store.instant import to_micros
from monitor.store.schema import article, judgement, outlet, revision
from monitor.store.search import matching
from monitor.store.views_then import current_text

AT_ONCE = 200  # texts in memory
DAY = timedelta(days=1)
DAY_MICROS = 86_400_000_000
Found = tuple[Candidate, Document]


def searched(conn: Connection, asked: Asked, plan: Plan | None) -> Iterator[Found]:
    """Candidates without evidence, each with its text. `plan` None: the index can not answer, all are looked at."""
    statement = _wanted(asked)
    if plan is not None and asked.as_of is None:  # the index holds the texts of today
        statement = statement.where(*matching(conn, plan))
    rows = conn.execute(statement).all()
    for at in range(0, len(rows), AT_ONCE):
        yield from _with_texts(conn, asked, rows[at : at + AT_ONCE])


def _wanted(asked: Asked) -> Select[Any]:
    j, when = judged_at(asked)
    source = article.join(judgement, judgement.c.article_id == article.c.id)
    if j is not judgement:
        source = source.join(j, j.c.article_id == article.c.id)
    source = source.join(revision, and_(revision.c.article_id == article.c.id, current_text(asked.as_of)))
    source = source.join(outlet, outlet.c.id == article.c.outlet_id).outerjoin(origin, origin.c.id == j.c.origin)
    columns = (*seen_columns(), article.c.first_seen, article.c.backfill, revision.c.n, j.c.grp, j.c.reprint_of,
               j.c.story_id, origin.c.name.label("origin_name"))  # fmt: skip
    fresh = or_(article.c.backfill.is_(True), article.c.effective > asked.window.reach)
    mine = (when > asked.since, when <= asked.window.end, fresh, there(asked.as_of), ~taken(asked))
    return select(*columns).select_from(source).where(*mine, *speaks(asked.spec)).order_by(article.c.id)


def _with_texts(conn: Connection, asked: Asked, rows: Sequence[Any]) -> Iterator[Found]:
    documents = {one.article: one.document for one in archive.by_id(conn, [row.id for row in rows])}
    texts = _then(conn, rows) if asked.as_of else {}
    for row in rows:
        if row.id in documents:
            document = replace(documents[row.id], **texts.get(row.id, {}))
            yield _candidate(row, document.summary or document.body), document


def _then(conn: Connection, rows: Sequence[Any]) -> dict[int, dict[str, str]]:
    """Title, summary and body as they were in the revision of each row."""
    wanted = {row.id: row.n for row in rows}
    r = revision.c
    found = conn.execute(select(r.article_id, r.n, r.title, r.summary, r.body).where(r.article_id.in_(list(wanted))))
    return {
        row.article_id: {"title": row.title, "summary": row.summary, "body": row.body}
        for row in found
        if row.n == wanted[row.article_id]
    }


def _candidate(row: Any, summary: str) -> Candidate:
    return Candidate(
        seen=seen(row), topic=SEARCH, score=0.0, evidence=(), summary=summary[:600], first_seen=row.first_seen,
        backfill=row.backfill, group=row.grp, reprint_of=row.reprint_of, story=row.story_id, origin=row.origin_name,
    )  # fmt: skip


def search_volume(conn: Connection, asked: Asked, plan: Plan | None) -> TopicVolume:
    """How much the query finds a day; unknown where the index can not answer."""
    if plan is None:
        return TopicVolume(SEARCH, asked.spec.name)
    end = asked.window.end
    back = ((to_micros(end) - type_coerce(article.c.effective, BigInteger)) // DAY_MICROS).label("back")
    within = article.c.effective > end - DAYS_READ * DAY, article.c.effective <= end, article.c.gone.is_(None)
    found = select(back).where(*within, *speaks(asked.spec), *matching(conn, plan)).subquery()
    days = [0] * DAYS_READ
    for ago, articles in conn.execute(select(found.c.back, func.count()).group_by(found.c.back)):
        days[DAYS_READ - 1 - int(ago)] += articles
    oldest = conn.execute(select(func.min(article.c.first_seen))).scalar_one()
    return volume(SEARCH, asked.spec.name, days, known(end, oldest))
