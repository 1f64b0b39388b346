"""What spikes are judged by: stories of topics that just began, and how many there were in the weeks before.

A story counts once for a topic, at the hour at which it began. One counts as just begun only where an article of it
came in as a daemon that is awake sees articles come: not from a first poll, a file, a retag, or a feed that is a day
old; not after a stretch in which we ourselves did not ask; and, where the article has no date to be believed, not after
a long pause between two polls, when it may be old.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, and_, case, exists, or_, select, type_coerce

from monitor.model.feed import FeedState
from monitor.model.spike import DAYS, WINDOWS, Sensitivity
from monitor.store import schema as s
from monitor.store.counters import hour as hour_of
from monitor.store.instant import EPOCH
from monitor.store.lookups import chunks
from monitor.store.views_volume import stories

SETTLING = timedelta(hours=24)  # of a feed that is new, and of a query that changed
PAUSE = timedelta(hours=2)  # between two polls, beyond which an undated article may be old
REACH = timedelta(hours=max(WINDOWS) + 3)
BESIDE = frozenset({"slug", "name", "must_match", "must_not_match", "note", "spikes"})  # of a topic: changes no match
HALF_HOUR_S = 1800
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic as its spikes are judged: its taste, since when it is matched, and when its query last changed while the
    archive was not matched again."""

    id: int
    slug: str
    name: str
    sensitivity: Sensitivity
    since: datetime
    changed: datetime | None

    def settling(self, now: datetime) -> bool:
        """Whether its query changed so lately that nobody knows what is usual of it."""
        return self.changed is not None and now - self.changed < SETTLING


@dataclass(frozen=True, slots=True)
class Begun:
    """A story that began."""

    story: int
    at: datetime


def fresh(conn: Connection, now: datetime) -> dict[int, list[Begun]]:
    """By topic id, the stories of the last hours that count, oldest first."""
    k = s.story.c
    recent = select(k.id, k.first_seen).where(k.first_seen > now - REACH, k.first_seen <= now)
    began = {row.id: row.first_seen for row in conn.execute(recent)}
    pairs = {(row[0], row[1]) for some in chunks(list(began)) for row in conn.execute(_counted(some))}
    found: dict[int, list[Begun]] = defaultdict(list)
    for topic, story in sorted(pairs, key=lambda pair: (pair[0], began[pair[1]], pair[1])):
        found[topic].append(Begun(story, began[story]))
    return found


def _counted(stories: Sequence[int]) -> Select[Any]:
    """(topic, story) of these stories where an article counts; the stories lead, whatever a planner knows."""
    m, j, a, r, f = s.topic_match, s.judgement, s.article, s.revision, s.feed
    joined = (
        j.join(m, and_(m.c.article_id == j.c.article_id, m.c.valid_to.is_(None), m.c.retag.is_(False)))
        .join(a, a.c.id == m.c.article_id)
        .join(r, and_(r.c.article_id == a.c.id, r.c.n == 0))
        .join(f, f.c.id == r.c.feed_id)
    )
    columns = select(m.c.topic_id, j.c.story_id).select_from(joined)
    return columns.where(j.c.story_id.in_(stories), a.c.backfill.is_(False), _old_enough(), _prompt())


def _micros(column: Any) -> ColumnElement[int]:
    return type_coerce(column, BigInteger)


def _old_enough() -> ColumnElement[bool]:
    """The feed was known for a day."""
    return _micros(s.feed.c.first_good) <= _micros(s.article.c.first_seen) - SETTLING // timedelta(microseconds=1)


def _prompt() -> ColumnElement[bool]:
    a, t = s.article.c, s.feed_state.c
    dated = and_(a.published.is_not(None), a.published == a.effective)
    least = _micros(a.first_seen) - PAUSE // timedelta(microseconds=1)
    early: ColumnElement[int] = case((dated, _micros(a.effective)), else_=_micros(a.absent))
    asleep = exists().where(
        t.feed_id == s.revision.c.feed_id, t.state == FeedState.UNPOLLED.value,
        _micros(t.start) < _micros(a.first_seen), or_(t.end.is_(None), _micros(t.end) > early),
    )  # fmt: skip
    return and_(or_(dated, _micros(a.absent) >= least), ~asleep)


def subjects(conn: Connection, topics: Sequence[int] | None = None) -> dict[int, Subject]:
    """Topics in force by id: all, or these."""
    t, v = s.topic, s.topic_version
    some = () if topics is None else (t.c.id.in_(topics),)
    rows = conn.execute(select(t).where(t.c.retired.is_(None), *some).order_by(t.c.slot)).all()
    versions: dict[int, list[Any]] = defaultdict(list)
    for row in conn.execute(select(v).where(v.c.topic_id.in_([row.id for row in rows])).order_by(v.c.version)):
        versions[row.topic_id].append(row)
    return {row.id: _subject(conn, row, versions[row.id]) for row in rows if versions[row.id]}


def _subject(conn: Connection, row: Any, versions: Sequence[Any]) -> Subject:
    spec = versions[-1].spec
    same = _same(versions)
    since, changed = row.created, same.created if same.version > versions[0].version else None
    again = _matched_again(conn, row.id, same.version)
    if again is not None:  # from then on the archive says what this query finds
        since, changed = (min(since, again) if changed is None else again), None
    return Subject(row.id, row.slug, row.name, _taste(spec), since, changed)


def _same(versions: Sequence[Any]) -> Any:
    """The first of the last versions that ask the same."""
    first = last = versions[-1]
    for version in reversed(versions):
        if _asks(version.spec) != _asks(last.spec):
            break
        first = version
    return first


def _asks(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What of a topic decides what it matches; an option that is not used is none."""
    return {key: value for key, value in _table(spec).items() if key not in BESIDE and value}


def _taste(spec: Mapping[str, Any]) -> Sensitivity:
    said = _table(spec).get("spikes", Sensitivity.NORMAL)
    return Sensitivity(said) if isinstance(said, str) and said in set(Sensitivity) else Sensitivity.NORMAL


def _table(spec: Any) -> Mapping[str, Any]:
    """What is stored may not be readable any more: then it says nothing."""
    return spec if isinstance(spec, Mapping) else {}


def _matched_again(conn: Connection, topic: int, version: int) -> datetime | None:
    """Since when the archive was matched with this query, when it was and all of it is done."""
    g = s.retag.c
    done = g.topic_id == topic, g.version >= version, g.outcome == "done"
    rows = conn.execute(select(g.since).where(*done)).scalars().all()
    if not rows:
        return None
    first = conn.execute(select(s.article.c.first_seen).order_by(s.article.c.first_seen).limit(1)).scalar()
    whole: datetime | None = first if None in rows else min(row for row in rows if row is not None)
    return whole


def counts(conn: Connection, topic: int, now: datetime) -> dict[int, int]:
    """Stories of a topic by hour since 1970, of the last 28 days."""
    found: dict[int, int] = defaultdict(int)
    for at, count in stories(conn, now - timedelta(days=DAYS), topic).get(topic, {}).items():
        found[hour_of(at)] += count
    return found


def watched(conn: Connection, now: datetime) -> frozenset[int]:
    """The hours of the last 28 days, but the running one, in which half of today's feeds at least were asked."""
    f = s.feed.c
    begun = conn.execute(select(f.first_good).where(f.retired.is_(None), f.first_good.is_not(None))).scalars().all()
    if not begun:
        return frozenset()
    first = max(hour_of(median_low(begun)) + 1, hour_of(now) - DAYS * 24)
    return frozenset(range(first, hour_of(now))) - frozenset(_asleep(conn, now, len(begun)))


def _asleep(conn: Connection, now: datetime, feeds: int) -> Iterator[int]:
    t, f = s.feed_state.c, s.feed.c
    since = now - timedelta(days=DAYS)
    spells = select(t.start, t.end).join(s.feed, f.id == t.feed_id).where(f.retired.is_(None))
    unpolled = t.state == FeedState.UNPOLLED.value, t.start < now, or_(t.end.is_(None), t.end > since)
    down: dict[int, float] = defaultdict(float)
    for start, end in conn.execute(spells.where(*unpolled)):
        for hour, seconds in _spread(max(start, since), min(end or now, now)):
            down[hour] += seconds
    return (hour for hour, seconds in down.items() if seconds >= feeds * HALF_HOUR_S)


def _spread(start: datetime, end: datetime) -> Iterator[tuple[int, float]]:
    """The hours between, each with its seconds."""
    while start < end:
        hour = hour_of(start)
        upto = min(end, EPOCH + (hour + 1) * HOUR)
        yield hour, (upto - start).total_seconds()
        start = upto
