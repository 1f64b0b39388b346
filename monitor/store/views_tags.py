"""What rows carry besides their own columns, fetched for a whole page at once: topics, feeds, counts of reprints."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, select
from sqlalchemy.engine import Row

from monitor.model.topic import Evidence
from monitor.store import schema as s
from monitor.store.views_rows import TopicTag
from monitor.store.views_then import KEPT, held, judged

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
Tags = dict[int, tuple[TopicTag, ...]]


def evidence_from(stored: Any) -> tuple[Evidence, ...]:
    """Evidence as stored, [[term, field, start, end], …]."""
    return tuple(Evidence(str(term), str(field), int(start), int(end)) for term, field, start, end in stored or ())


def topics_of(conn: Connection, articles: Sequence[int], as_of: datetime | None = None) -> Tags:
    """Topics of articles, in the order of the topics' creation."""
    found: dict[int, list[TopicTag]] = defaultdict(list)
    for row in conn.execute(_topics(as_of), {"ids": articles}) if articles else ():
        found[row.article_id].append(_tag(row))
    return {article: tuple(tags) for article, tags in found.items()}


def topics_of_stories(conn: Connection, stories: Sequence[int], as_of: datetime | None = None) -> Tags:
    """Topics that any article of a story matched, with the highest score; the evidence is of the best match."""
    found: dict[int, dict[str, TopicTag]] = defaultdict(dict)
    for row in conn.execute(_topics_of_stories(as_of), {"ids": stories}) if stories else ():
        if row.slug not in found[row.story_id]:
            found[row.story_id][row.slug] = _tag(row)
    return {story: tuple(tags.values()) for story, tags in found.items()}


def feeds_of(conn: Connection, articles: Sequence[int], as_of: datetime | None = None) -> dict[int, tuple[str, ...]]:
    """Slugs of the feeds that articles were seen in, first seen first."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for article, slug in conn.execute(_feeds(as_of), {"ids": articles}) if articles else ():
        found[article][slug] = None
    return {article: tuple(slugs) for article, slugs in found.items()}


def reprints_of(conn: Connection, articles: Sequence[int], as_of: datetime | None = None) -> dict[int, int]:
    """How many reprints each article has."""
    rows = conn.execute(_reprints(as_of), {"ids": articles}) if articles else ()
    return {row[0]: row[1] for row in rows}


def _tag(row: Row[Any]) -> TopicTag:
    evidence = evidence_from(row.evidence)
    return TopicTag(row.slug, row.name, row.slot, row.version, row.score, evidence, row.revision)


@lru_cache(maxsize=KEPT)
def _topics(as_of: datetime | None) -> Select[Any]:
    m, t = s.topic_match, s.topic
    columns = (m.c.article_id, t.c.slug, t.c.name, t.c.slot, m.c.version, m.c.score, m.c.evidence, m.c.revision)
    statement = select(*columns).join(t, t.c.id == m.c.topic_id)
    return statement.where(m.c.article_id.in_(IDS), held(m, as_of)).order_by(t.c.id)


@lru_cache(maxsize=KEPT)
def _topics_of_stories(as_of: datetime | None) -> Select[Any]:
    m, t, j = s.topic_match, s.topic, judged(as_of)
    columns = (j.c.story_id, t.c.slug, t.c.name, t.c.slot, m.c.version, m.c.score, m.c.evidence, m.c.revision)
    joined = m.join(j, j.c.article_id == m.c.article_id).join(t, t.c.id == m.c.topic_id)
    statement = select(*columns).select_from(joined).where(j.c.story_id.in_(IDS), held(m, as_of))
    return statement.order_by(t.c.id, m.c.score.desc(), m.c.article_id)


@lru_cache(maxsize=KEPT)
def _feeds(as_of: datetime | None) -> Select[Any]:
    g, f = s.sighting, s.feed
    statement = select(g.c.article_id, f.c.slug).join(f, f.c.id == g.c.feed_id).where(g.c.article_id.in_(IDS))
    if as_of:
        statement = statement.where(g.c.first_seen <= as_of)
    return statement.order_by(g.c.first_seen, f.c.id)


@lru_cache(maxsize=KEPT)
def _reprints(as_of: datetime | None) -> Select[Any]:
    j = judged(as_of)
    return select(j.c.reprint_of, func.count()).where(j.c.reprint_of.in_(IDS)).group_by(j.c.reprint_of)
