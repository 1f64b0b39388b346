"""What is new since a page was made."""

from sqlalchemy import Connection, func, select

from monitor.store import schema as s


def newer(conn: Connection, story: int, topic: str | None = None) -> int:
    """Stories with a higher number than `story`, of one topic or of all."""
    j, m, t = s.judgement, s.topic_match, s.topic
    if topic is None:
        return int(conn.execute(select(func.count()).where(s.story.c.id > story)).scalar_one())
    joined = j.join(m, m.c.article_id == j.c.article_id).join(t, t.c.id == m.c.topic_id)
    statement = select(func.count(j.c.story_id.distinct())).select_from(joined)
    held = (t.c.slug == topic, m.c.valid_to.is_(None), j.c.story_id > story)
    return int(conn.execute(statement.where(*held)).scalar_one())


def newest(conn: Connection) -> int:
    """The highest number of a story, 0 without any."""
    return int(conn.execute(select(func.max(s.story.c.id))).scalar() or 0)
