"""How much: stories and articles of topics in steps of time, from counters and indexes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Connection, and_, func, select, type_coerce

from monitor.store import schema as s
from monitor.store.instant import EPOCH
from monitor.store.views_articles import articles_by_id
from monitor.store.views_rows import ArticleRow

STEP = timedelta(minutes=15)  # every zone's midnight lies on one
STEP_MICROS = 15 * 60 * 1_000_000
HOUR_S = 3600

Bins = dict[datetime, int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A feed was not to be trusted from … to (None: still)."""

    feed: str
    title: str
    state: str
    start: datetime
    end: datetime | None


def stories(conn: Connection, start: datetime, topic: int | None = None) -> dict[int, Bins]:
    """New stories (by first seen) by topic id, in steps of a quarter of an hour."""
    m, j, k = s.topic_match, s.judgement, s.story
    joined = k.join(j, j.c.story_id == k.c.id).join(m, and_(m.c.article_id == j.c.article_id, m.c.valid_to.is_(None)))
    pairs = select(m.c.topic_id, k.c.id, (type_coerce(k.c.first_seen, BigInteger)).label("micros")).select_from(joined)
    pairs = pairs.where(k.c.first_seen >= start).distinct()
    if topic is not None:
        pairs = pairs.where(m.c.topic_id == topic)
    inner = pairs.subquery()
    step = (inner.c.micros - inner.c.micros % STEP_MICROS).label("step")
    found: dict[int, Bins] = defaultdict(dict)
    for row in conn.execute(select(inner.c.topic_id, step, func.count()).group_by(inner.c.topic_id, step)):
        found[row[0]][EPOCH + timedelta(microseconds=int(row[1]))] = row[2]
    return found


def articles(conn: Connection, start: datetime, topic: int) -> Bins:
    """Articles of a topic by hour, from the counters."""
    k = s.topic_hour
    first = int(start.timestamp()) // HOUR_S
    rows = conn.execute(select(k.c.hour, k.c.articles).where(k.c.topic_id == topic, k.c.hour >= first))
    return {EPOCH + timedelta(hours=hour): count for hour, count in rows}


def origins(conn: Connection, start: datetime) -> dict[int, int]:
    """Independent origins of the stories first seen since `start`, by topic id."""
    m, j, k = s.topic_match, s.judgement, s.story
    joined = k.join(j, j.c.story_id == k.c.id).join(m, and_(m.c.article_id == j.c.article_id, m.c.valid_to.is_(None)))
    statement = select(m.c.topic_id, func.count(j.c.origin.distinct())).select_from(joined)
    return {row[0]: row[1] for row in conn.execute(statement.where(k.c.first_seen >= start).group_by(m.c.topic_id))}


def latest(conn: Connection) -> dict[int, ArticleRow]:
    """The newest article of each topic."""
    t, m = s.topic, s.topic_match
    newest = select(m.c.article_id).where(m.c.topic_id == t.c.id, m.c.valid_to.is_(None))
    newest = newest.order_by(m.c.effective.desc(), m.c.article_id.desc()).limit(1)
    pairs = conn.execute(select(t.c.id, newest.scalar_subquery()).where(t.c.retired.is_(None))).all()
    rows = {row.id: row for row in articles_by_id(conn, [article for _, article in pairs if article])}
    return {topic: rows[article] for topic, article in pairs if article in rows}


def folded(conn: Connection, topic: int, start: datetime, end: datetime | None = None) -> tuple[int, int, int]:
    """Articles of a topic in a period, how many of them are reprints, and their origins."""
    m, j = s.topic_match, s.judgement
    statement = (
        select(func.count(), func.count(j.c.reprint_of), func.count(j.c.origin.distinct()))
        .select_from(m.outerjoin(j, j.c.article_id == m.c.article_id))
        .where(m.c.topic_id == topic, m.c.valid_to.is_(None), m.c.effective >= start)
    )
    row = conn.execute(statement.where(m.c.effective < end) if end else statement).one()
    return int(row[0]), int(row[1]), int(row[2])


def trouble(conn: Connection, start: datetime, end: datetime) -> tuple[Trouble, ...]:
    """Spells in which a feed was not healthy, overlapping a period."""
    k, f = s.feed_state, s.feed
    statement = (
        select(f.c.slug, f.c.title, k.c.state, k.c.start, k.c.end)
        .join(f, f.c.id == k.c.feed_id)
        .where(k.c.start < end, (k.c.end.is_(None)) | (k.c.end > start), f.c.retired.is_(None))
        .where(k.c.state.not_in(("ok", "slow", "new", "paused")))
        .order_by(k.c.start)
    )
    return tuple(Trouble(r.slug, r.title or r.slug, r.state, r.start, r.end) for r in conn.execute(statement))


def first_article(conn: Connection) -> datetime | None:
    """When the first article was seen: before that nothing is "usual"."""
    return conn.execute(select(func.min(s.article.c.first_seen))).scalar()
