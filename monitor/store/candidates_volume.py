"""How much a topic of a digest brings a day, and what is usual."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, func, select

from monitor.model.digest import DigestSpec, TopicVolume
from monitor.store.instant import EPOCH
from monitor.store.schema import article, topic, topic_hour

DAY_HOURS, DAYS_SHOWN, DAYS_READ = 24, 14, 29
WEEK = 7
ENOUGH_WEEKDAYS, ENOUGH_DAYS = 2, 3


def volumes(conn: Connection, spec: DigestSpec, end: datetime) -> Iterator[TopicVolume]:
    """The volumes of the digest's topics, in their order."""
    rows = {row.slug: row for row in conn.execute(select(topic).where(topic.c.slug.in_(spec.topics)))}
    oldest = conn.execute(select(func.min(article.c.first_seen))).scalar_one()
    for slug in spec.topics:
        row = rows.get(slug)
        if row is None:
            yield TopicVolume(slug, slug)
        else:
            days = _days(conn, row.id, end)
            yield volume(slug, row.name, days, known(end, oldest, row.created))


def _days(conn: Connection, topic_id: int, end: datetime) -> list[int]:
    """Articles in each of the last 29 times 24 hours before `end`, oldest first."""
    top = -((EPOCH - end) // timedelta(hours=1))
    counted = select(topic_hour.c.hour, topic_hour.c.articles).where(
        topic_hour.c.topic_id == topic_id, topic_hour.c.hour >= top - DAYS_READ * DAY_HOURS, topic_hour.c.hour < top
    )
    days = [0] * DAYS_READ
    for hour, articles in conn.execute(counted):
        days[DAYS_READ - 1 - (top - 1 - hour) // DAY_HOURS] += articles
    return days


def known(end: datetime, oldest: datetime | None, created: datetime | None = None) -> int:
    """How many whole days before `end` both the archive and the topic existed."""
    return 0 if oldest is None else max(0, (end - max(oldest, created or oldest)) // timedelta(days=1))


def volume(slug: str, name: str, days: Sequence[int], whole: int) -> TopicVolume:
    """Of the days that are read those that are shown, `whole` of which there were."""
    return TopicVolume(slug, name, tuple(days[-min(DAYS_SHOWN, max(whole, 1)) :]), usual(days, whole))


def usual(days: Sequence[int], known: int) -> float | None:
    """What a day like the last one brings: the median of the same weekday, four weeks back; with too few of those, of
    all earlier days; with too few of these, unknown. Only the last `known` days count."""
    earlier = list(days[-known:-1]) if known > 1 else []
    same = [days[-1 - back] for back in range(WEEK, min(len(days), known), WEEK)]
    if len(same) >= ENOUGH_WEEKDAYS:
        return float(median(same))
    return float(median(earlier)) if len(earlier) >= ENOUGH_DAYS else None
