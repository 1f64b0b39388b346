"""What an edition may take: judged articles that a topic of the digest matched and no edition of it took yet.

A real edition reads what is known now. A look at the past (`Asked.as_of`) reads texts, matches and verdicts as they
were then, so that the same question asked later has the same answer.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from monitor.model.digest import Candidate, Material
from monitor.model.topic import Evidence
from monitor.store.candidates_asked import Asked, Sought, judged_at, origin, seen, seen_columns, speaks, taken, there
from monitor.store.candidates_events import events
from monitor.store.candidates_revised import revised
from monitor.store.candidates_told import last_words, stories, told
from monitor.store.candidates_volume import volumes
from monitor.store.health import coverage
from monitor.store.schema import article, judgement, outlet, revision, topic, topic_match
from monitor.store.views_then import current_text

BODY_CHARS = 600  # enough for two sentences


def material(conn: Connection, asked: Asked, sought: Sought | None = None) -> Material:
    """All that the edition is composed from. `sought` is what the query of a digest found, where it has one."""
    spec, window = asked.spec, asked.window
    found = sought.candidates if sought else tuple(_candidates(conn, asked))
    before = told(conn, asked, found)
    return Material(
        topics=(sought.volume,) if sought else tuple(volumes(conn, spec, window.end)),
        candidates=found,
        stories=tuple(stories(conn, asked, found, before)),
        told_groups=frozenset(row.grp for row in before),
        coverage=last_words(conn, coverage(conn, window.start, window.end)),
        revised=() if asked.first else tuple(revised(conn, asked.digest, window)),
        events=events(conn, {one.story for one in found if one.story is not None}, window.end),
    )


# --- candidates ---------------------------------------------------------------------------------------------


def _candidates(conn: Connection, asked: Asked) -> Iterator[Candidate]:
    statements = [_fresh(asked)]
    if _is_any_old(conn, asked):
        statements.append(_old(asked))
    for statement in statements:
        for row in conn.execute(statement.where(~taken(asked), *speaks(asked.spec))):
            yield _candidate(row)


def _base(asked: Asked) -> Select[Any]:
    window, (j, when) = asked.window, judged_at(asked)
    begins = func.substr(revision.c.body, 1, BODY_CHARS).label("begins")
    matched = and_(
        topic_match.c.article_id == article.c.id,
        topic_match.c.retag.is_(False),
        topic_match.c.valid_from <= window.end,
        or_(topic_match.c.valid_to.is_(None), topic_match.c.valid_to > window.end),
    )
    source = topic_match.join(topic, topic.c.id == topic_match.c.topic_id).join(article, matched)
    source = source.join(judgement, judgement.c.article_id == article.c.id)
    if j is not judgement:
        source = source.join(j, j.c.article_id == article.c.id)
    return (
        select(
            *seen_columns(), article.c.first_seen, article.c.backfill, revision.c.summary, begins,
            topic.c.slug.label("topic"), topic_match.c.score, topic_match.c.evidence,
            j.c.grp, j.c.reprint_of, j.c.story_id, origin.c.name.label("origin_name"),
        )
        .select_from(source)
        .join(revision, and_(revision.c.article_id == article.c.id, current_text(asked.as_of)))
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .outerjoin(origin, origin.c.id == j.c.origin)
        .where(topic.c.slug.in_(asked.spec.topics), there(asked.as_of), when <= window.end)
    )  # fmt: skip


def _fresh(asked: Asked) -> Select[Any]:
    """Judged, or matched by a new revision, since the last cut, and about something recent."""
    return _base(asked).where(
        article.c.backfill.is_(False),
        topic_match.c.effective > asked.window.reach,
        or_(judged_at(asked)[1] > asked.since, topic_match.c.valid_from > asked.since),
    )


def _old(asked: Asked) -> Select[Any]:
    """What a feed's first poll brought: counted, whatever its date."""
    return _base(asked).where(article.c.backfill.is_(True), judged_at(asked)[1] > asked.since)


def _is_any_old(conn: Connection, asked: Asked) -> bool:
    """Whether there is anything for `_old`, which has to look at every match of its topics: mostly there is not."""
    when = judgement.c.judged > asked.since, *(() if asked.as_of else (judgement.c.judged <= asked.window.end,))
    found = select(judgement.c.article_id).join(article, and_(judgement.c.article_id == article.c.id, *when))
    return conn.execute(found.where(article.c.backfill.is_(True)).limit(1)).first() is not None


def _candidate(row: Any) -> Candidate:
    return Candidate(
        seen=seen(row), topic=row.topic, score=row.score, evidence=tuple(Evidence(*hit) for hit in row.evidence),
        summary=row.summary or row.begins, first_seen=row.first_seen, backfill=row.backfill, group=row.grp,
        reprint_of=row.reprint_of, story=row.story_id, origin=row.origin_name,
    )  # fmt: skip
