"""What an edition may take: judged articles that a topic of the digest matched and no edition of it took yet.

All of it as it stood at the end of the window, so that the same question asked later has the same answer, as far as the
caches of verdicts allow: a verdict that changed since is read as it is now.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from monitor.model.digest import Candidate, DigestSpec, Material, Seen, StoryFacts, TopicVolume, Window
from monitor.model.topic import Evidence
from monitor.store.candidates_events import events
from monitor.store.candidates_revised import revised
from monitor.store.health import coverage
from monitor.store.instant import EPOCH
from monitor.store.schema import (
    article,
    edition,
    edition_item,
    judgement,
    outlet,
    revision,
    story,
    topic,
    topic_hour,
    topic_match,
)

OVERLAP = timedelta(
    minutes=30
)  # a judge that started before the last cut may commit after it; what was told is excluded
BODY_CHARS = 600  # enough for two sentences
CHUNK = 500  # identifiers in one IN list
DAY_HOURS, DAYS_SHOWN, DAYS_READ = 24, 14, 29
WEEK = 7
ENOUGH_WEEKDAYS, ENOUGH_DAYS = 2, 3

origin = outlet.alias("origin")


def material(conn: Connection, digest_id: int, spec: DigestSpec, window: Window, *, first: bool) -> Material:
    """All that the edition of `spec` for `window` is composed from. `first`: there is no earlier edition."""
    since = window.start if first else window.start - OVERLAP
    candidates = tuple(_candidates(conn, digest_id, spec, window, since))
    told = _told(conn, digest_id, window.start, candidates)
    stories = {one.story for one in candidates if one.story is not None}
    return Material(
        topics=tuple(_volumes(conn, spec, window.end)),
        candidates=candidates,
        stories=tuple(_stories(conn, candidates, told)),
        told_groups=frozenset(row.grp for row in told),
        coverage=coverage(conn, window.start, window.end),
        revised=() if first else tuple(revised(conn, digest_id, window)),
        events=events(conn, stories, window.end),
    )


# --- candidates ---------------------------------------------------------------------------------------------


def _candidates(
    conn: Connection, digest_id: int, spec: DigestSpec, window: Window, since: datetime
) -> Iterator[Candidate]:
    statements = [_fresh(spec, window, since)]
    if _is_any_old(conn, window, since):
        statements.append(_old(spec, window, since))
    for statement in statements:
        for row in conn.execute(statement.where(~_taken(digest_id, window.start))):
            yield _candidate(row)


def _taken(digest_id: int, cut: datetime) -> Any:
    mine = and_(edition_item.c.digest_id == digest_id, edition_item.c.article_id == article.c.id)
    return select(edition_item.c.article_id).join(edition).where(mine, edition.c.end <= cut).exists()


def _base(spec: DigestSpec, window: Window) -> Select[Any]:
    begins = func.substr(revision.c.body, 1, BODY_CHARS).label("begins")
    matched = and_(
        topic_match.c.article_id == article.c.id,
        topic_match.c.retag.is_(False),
        topic_match.c.valid_from <= window.end,
        or_(topic_match.c.valid_to.is_(None), topic_match.c.valid_to > window.end),
    )
    return (
        select(
            *_seen_columns(), article.c.first_seen, article.c.backfill, revision.c.summary, begins,
            topic.c.slug.label("topic"), topic_match.c.score, topic_match.c.evidence,
            judgement.c.grp, judgement.c.reprint_of, judgement.c.story_id, origin.c.name.label("origin_name"),
        )
        .select_from(topic_match)
        .join(topic, topic.c.id == topic_match.c.topic_id)
        .join(article, matched)
        .join(judgement, judgement.c.article_id == article.c.id)
        .join(revision, and_(revision.c.article_id == article.c.id, revision.c.current.is_(True)))
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .outerjoin(origin, origin.c.id == judgement.c.origin)
        .where(topic.c.slug.in_(spec.topics), article.c.gone.is_(None), judgement.c.judged <= window.end)
    )  # fmt: skip


def _seen_columns() -> Sequence[Any]:
    return (article.c.id, outlet.c.slug.label("outlet"), outlet.c.name.label("outlet_name"), revision.c.title,
            article.c.url, article.c.lang, article.c.effective)  # fmt: skip


def _fresh(spec: DigestSpec, window: Window, since: datetime) -> Select[Any]:
    """Judged, or matched by a new revision, since the last cut, and about something recent."""
    return _base(spec, window).where(
        article.c.backfill.is_(False),
        topic_match.c.effective > window.reach,
        or_(judgement.c.judged > since, topic_match.c.valid_from > since),
    )


def _old(spec: DigestSpec, window: Window, since: datetime) -> Select[Any]:
    """What a feed's first poll brought: counted, whatever its date."""
    return _base(spec, window).where(article.c.backfill.is_(True), judgement.c.judged > since)


def _is_any_old(conn: Connection, window: Window, since: datetime) -> bool:
    """Whether there is anything for `_old`, which has to look at every match of its topics: mostly there is not."""
    judged = and_(judgement.c.article_id == article.c.id, judgement.c.judged > since, judgement.c.judged <= window.end)
    found = select(judgement.c.article_id).join(article, judged).where(article.c.backfill.is_(True)).limit(1)
    return conn.execute(found).first() is not None


def _candidate(row: Any) -> Candidate:
    return Candidate(
        seen=_seen(row), topic=row.topic, score=row.score, evidence=tuple(Evidence(*hit) for hit in row.evidence),
        summary=row.summary or row.begins, first_seen=row.first_seen, backfill=row.backfill, group=row.grp,
        reprint_of=row.reprint_of, story=row.story_id, origin=row.origin_name,
    )  # fmt: skip


def _seen(row: Any) -> Seen:
    return Seen(row.id, row.outlet, row.title, row.url, row.lang, row.effective, row.outlet_name)


# --- what earlier editions told -----------------------------------------------------------------------------


def _told(conn: Connection, digest_id: int, cut: datetime, candidates: Sequence[Candidate]) -> list[Any]:
    """(story, group, origin) of what earlier editions took of the candidates' stories and groups."""
    statement = (
        select(judgement.c.story_id, judgement.c.grp, origin.c.name)
        .select_from(edition_item)
        .join(edition, and_(edition.c.id == edition_item.c.edition_id, edition.c.end <= cut))
        .join(article, and_(article.c.id == edition_item.c.article_id, article.c.backfill.is_(False)))
        .join(judgement, judgement.c.article_id == edition_item.c.article_id)
        .outerjoin(origin, origin.c.id == judgement.c.origin)
        .where(edition_item.c.digest_id == digest_id)
    )
    stories = _chunks({one.story for one in candidates if one.story is not None})
    groups = _chunks({one.group for one in candidates})
    rows = [row for some in stories for row in conn.execute(statement.where(judgement.c.story_id.in_(some)))]
    return rows + [row for some in groups for row in conn.execute(statement.where(judgement.c.grp.in_(some)))]


def _chunks(numbers: Iterable[int]) -> list[list[int]]:
    ordered = sorted(numbers)
    return [ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK)]


@dataclass(slots=True)
class _Told:
    any: bool = False
    origins: frozenset[str] = frozenset()


def _stories(conn: Connection, candidates: Sequence[Candidate], told: Sequence[Any]) -> Iterator[StoryFacts]:
    memory: dict[int, _Told] = {}
    for row in told:
        if row.story_id is not None:
            one = memory.setdefault(row.story_id, _Told())
            one.any, one.origins = True, one.origins | ({row.name} if row.name else set())
    statement = (
        select(story.c.id.label("story"), story.c.origins, *_seen_columns())
        .join(article, article.c.id == story.c.lead)
        .join(revision, and_(revision.c.article_id == article.c.id, revision.c.current.is_(True)))
        .join(outlet, outlet.c.id == article.c.outlet_id)
    )
    for some in _chunks({one.story for one in candidates if one.story is not None}):
        for row in conn.execute(statement.where(story.c.id.in_(some))):
            before = memory.get(row.story, _Told())
            yield StoryFacts(row.story, _seen(row), row.origins, before.any, before.origins)


# --- volumes ------------------------------------------------------------------------------------------------


def _volumes(conn: Connection, spec: DigestSpec, end: datetime) -> Iterator[TopicVolume]:
    rows = {row.slug: row for row in conn.execute(select(topic).where(topic.c.slug.in_(spec.topics)))}
    oldest = conn.execute(select(func.min(article.c.first_seen))).scalar_one()
    for slug in spec.topics:
        row = rows.get(slug)
        if row is None:
            yield TopicVolume(slug, slug)
        else:
            days = _days(conn, row.id, end)
            known = _known(end, oldest, row.created)
            yield TopicVolume(slug, row.name, tuple(days[-min(DAYS_SHOWN, max(known, 1)) :]), usual(days, known))


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


def _known(end: datetime, oldest: datetime | None, created: datetime) -> int:
    """How many whole days before `end` both the archive and the topic existed."""
    return 0 if oldest is None else max(0, (end - max(oldest, created)) // timedelta(days=1))


def usual(days: Sequence[int], known: int) -> float | None:
    """What a day like the last one brings: the median of the same weekday, four weeks back; with too few of those, of
    all earlier days; with too few of these, unknown. Only the last `known` days count."""
    earlier = list(days[-known:-1]) if known > 1 else []
    same = [days[-1 - back] for back in range(WEEK, min(len(days), known), WEEK)]
    if len(same) >= ENOUGH_WEEKDAYS:
        return float(median(same))
    return float(median(earlier)) if len(earlier) >= ENOUGH_DAYS else None
