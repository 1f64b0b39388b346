"""All topics with what a list says of them, and their versions with what changed hands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from monitor.model.topic import TopicSpec
from monitor.store import schema as s
from monitor.store import topics
from monitor.store.topics import Topic


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic in the list: who edited it last, its open matches, the last of them, and how many of them are of
    versions before the one in force."""

    topic: Topic
    edited: datetime
    author: str
    matches: int
    older: int
    last_match: datetime | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a topic, whole. `matches` are those that it ever made, `open` those that still stand."""

    version: int
    spec: TopicSpec
    created: datetime
    author: str
    note: str
    matches: int
    open: int


def listing(conn: Connection) -> list[TopicLine]:
    """Every topic, retired ones last, in order of their slots."""
    m, v, t = s.topic_match.c, s.topic_version.c, s.topic.c
    older = func.count().filter(m.version < t.version)
    counts = select(m.topic_id, func.count(), older, func.max(m.effective)).join(s.topic, t.id == m.topic_id)
    rows = conn.execute(counts.where(m.valid_to.is_(None)).group_by(m.topic_id))
    found = {row[0]: (row[1], row[2], row[3]) for row in rows}
    newest = and_(v.topic_id == t.id, v.version == t.version)
    edits = conn.execute(select(t.id, v.created, v.author).join(s.topic_version, newest))
    edited = {row[0]: (row[1], row[2]) for row in edits}
    lines = [
        TopicLine(one, *edited.get(one.id, (one.created, "")), *found.get(one.id, (0, 0, None)))
        for one in topics.every(conn)
    ]
    return sorted(lines, key=lambda line: line.topic.retired is not None)


def versions(conn: Connection, topic: int) -> list[Version]:
    """All versions of a topic, newest first."""
    m, v = s.topic_match.c, s.topic_version.c
    standing = func.count().filter(m.valid_to.is_(None))
    by_version = select(m.version, func.count(), standing).where(m.topic_id == topic).group_by(m.version)
    counts = {row[0]: (row[1], row[2]) for row in conn.execute(by_version)}
    told = select(s.topic_version, s.topic.c.slug, s.topic.c.name).join(s.topic, s.topic.c.id == v.topic_id)
    rows = conn.execute(told.where(v.topic_id == topic).order_by(v.version.desc()))
    return [
        Version(
            row.version,
            topics.readable(row.spec, row.slug, row.name),
            row.created,
            row.author,
            row.note,
            *counts.get(row.version, (0, 0)),
        )
        for row in rows
    ]
