"""What an alert has to look at: judged articles that are new to it, and all that is known of their stories."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from monitor.model.alert import AlertSpec, Member, Newcomer, Source
from monitor.model.linking import SAME
from monitor.model.topic import Evidence
from monitor.store.alerts import AlertRow
from monitor.store.bulk import chunks
from monitor.store.candidates_asked import OVERLAP, origin, seen, seen_columns
from monitor.store.candidates_events import events
from monitor.store.schema import (
    alert_taken,
    article,
    judgement,
    outlet,
    revision,
    story_link,
    topic,
    topic_match,
    verdict,
)

REACH = timedelta(hours=48)  # what is dated before is no news


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which alert, and when. `since`: what was judged before was looked at. `fresh`: as if it had told nothing."""

    row: AlertRow
    now: datetime
    since: datetime
    fresh: bool = False

    @property
    def spec(self) -> AlertSpec:
        """What it wants."""
        return self.row.spec


def asked(row: AlertRow, now: datetime) -> Asked:
    """What the next look has to read: with an overlap, for a judge that began before the last look may commit after."""
    return Asked(row, now, min(row.looked, now) - OVERLAP)


def newcomers(conn: Connection, look: Asked) -> list[Newcomer]:
    """Judged articles that one of its topics matched, or that joined a story it has dealt with, and that are new to
    it."""
    found = [
        Newcomer(row.id, row.slug, True, tuple(Evidence(*hit) for hit in row.evidence), row.score)
        for row in conn.execute(_matched(look))
        if max(row.judged, row.valid_from) > look.row.begun.get(row.slug, look.since)
    ]
    if look.fresh:
        return found
    have = {(one.topic, one.article) for one in found}
    joined = [
        Newcomer(row.id, row.slug, False) for row in conn.execute(_joined(look)) if (row.slug, row.id) not in have
    ]
    return found + joined


def _fit(look: Asked) -> list[ColumnElement[bool]]:
    """Never what a first poll brought, nor what is old."""
    speaks = [or_(article.c.lang == lang, article.c.lang.startswith(f"{lang}-")) for lang in look.spec.languages]
    return [article.c.backfill.is_(False), article.c.gone.is_(None), article.c.effective > look.now - REACH,
            article.c.effective <= look.now + REACH, judgement.c.judged <= look.now,
            *([or_(*speaks)] if speaks else [])]  # fmt: skip


def _taken(look: Asked, number: Any) -> ColumnElement[bool]:
    t = alert_taken.alias("taken").c
    return exists().where(t.alert_id == look.row.id, t.topic_id == number, t.article_id == article.c.id)


def _matched(look: Asked) -> Select[Any]:
    m = topic_match.c
    open_, mine = (m.retag.is_(False), m.valid_to.is_(None)), topic.c.slug.in_(look.spec.topics)
    new = or_(judgement.c.judged > look.since, m.valid_from > look.since)
    source = topic_match.join(topic, topic.c.id == m.topic_id).join(article, article.c.id == m.article_id)
    source = source.join(judgement, judgement.c.article_id == article.c.id)
    columns = (article.c.id, topic.c.slug, m.evidence, m.score, m.valid_from, judgement.c.judged)
    wanted = select(*columns).select_from(source).where(mine, *open_, m.effective > look.now - REACH, new, *_fit(look))
    return wanted if look.fresh else wanted.where(~_taken(look, topic.c.id))


def _joined(look: Asked) -> Select[Any]:
    t, other = alert_taken, judgement.alias("dealt_with")
    source = judgement.join(article, article.c.id == judgement.c.article_id)
    source = source.join(other, other.c.story_id == judgement.c.story_id).join(t, t.c.article_id == other.c.article_id)
    source = source.join(topic, topic.c.id == t.c.topic_id)
    mine = t.c.alert_id == look.row.id, topic.c.slug.in_(look.spec.topics), judgement.c.judged > look.since
    wanted = select(article.c.id, topic.c.slug).select_from(source).where(*mine, *_fit(look))
    return wanted.where(~_taken(look, topic.c.id)).distinct()


# --- their stories --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything of the stories and reprint groups of some articles. `event`: stories that are one event in several
    languages have the same number here."""

    members: tuple[Member, ...]
    event: dict[int, int]


def surroundings(conn: Connection, look: Asked, articles: Collection[int]) -> Surroundings:
    """The articles themselves with all that are in a story or a group with them, in any language."""
    places = [row for some in chunks(sorted(articles)) for row in conn.execute(_PLACES.where(
        judgement.c.article_id.in_(some)))]  # fmt: skip
    stories = {row.story_id for row in places if row.story_id is not None}
    stories |= set(_linked(conn, stories))
    groups = {row.grp for row in places}
    found = {one.seen.article: one for one in _members(conn, look, judgement.c.story_id, stories)}
    found |= {one.seen.article: one for one in _members(conn, look, judgement.c.grp, groups)}
    ordered = sorted(found.values(), key=lambda one: (one.seen.at, one.seen.article))
    return Surroundings(tuple(ordered), events(conn, stories, look.now))


_PLACES = select(judgement.c.story_id, judgement.c.grp)


def _linked(conn: Connection, stories: Collection[int]) -> Iterator[int]:
    k = story_link.c
    for some in chunks(sorted(stories)):
        near = select(k.a, k.b).where(or_(k.a.in_(some), k.b.in_(some)), k.p >= SAME, k.valid_to.is_(None))
        for row in conn.execute(near):
            yield from row


def _members(conn: Connection, look: Asked, column: Any, numbers: Iterable[int]) -> Iterator[Member]:
    j = judgement.c
    source = judgement.join(article, article.c.id == j.article_id).join(outlet, outlet.c.id == article.c.outlet_id)
    source = source.join(revision, and_(revision.c.article_id == article.c.id, revision.c.current.is_(True)))
    source = source.outerjoin(origin, origin.c.id == j.origin)
    columns = (*seen_columns(), j.grp, j.story_id, j.reprint_of, j.origin_kind, origin.c.name.label("origin_name"))
    wanted = select(*columns).select_from(source).where(article.c.gone.is_(None), j.judged <= look.now)
    for some in chunks(sorted(numbers)):
        rows = conn.execute(wanted.where(column.in_(some))).all()
        taken = {} if look.fresh else _dealt_with(conn, look, [row.id for row in rows])
        for row in rows:
            yield Member(seen(row), row.grp, row.story_id, row.origin_name, row.origin_kind, row.reprint_of,
                         taken.get(row.id, frozenset()))  # fmt: skip


def _dealt_with(conn: Connection, look: Asked, articles: Sequence[int]) -> dict[int, frozenset[str]]:
    t = alert_taken.c
    wanted = select(t.article_id, topic.c.slug).join(topic, topic.c.id == t.topic_id).where(t.alert_id == look.row.id)
    found: dict[int, frozenset[str]] = {}
    for some in chunks(list(articles)):
        for row in conn.execute(wanted.where(t.article_id.in_(some))):
            found[row.article_id] = found.get(row.article_id, frozenset()) | {row.slug}
    return found


# --- for the letter -------------------------------------------------------------------------------------------


def matches(conn: Connection, articles: Collection[int], topics: Sequence[str]) -> dict[int, tuple[Evidence, ...]]:
    """Why these articles matched."""
    m = topic_match.c
    wanted = select(m.article_id, m.evidence).join(topic, topic.c.id == m.topic_id)
    wanted = wanted.where(topic.c.slug.in_(topics), m.valid_to.is_(None)).order_by(m.id)
    found: dict[int, tuple[Evidence, ...]] = {}
    for some in chunks(sorted(articles)):
        for row in conn.execute(wanted.where(m.article_id.in_(some))):
            hits = (Evidence(*hit) for hit in row.evidence)
            found[row.article_id] = tuple(dict.fromkeys((*found.get(row.article_id, ()), *hits)))
    return found


def summaries(conn: Connection, articles: Collection[int]) -> dict[int, str]:
    """What these articles begin with."""
    r = revision.c
    wanted = select(r.article_id, r.summary, r.body).where(r.current.is_(True))
    rows = [row for some in chunks(sorted(articles)) for row in conn.execute(wanted.where(r.article_id.in_(some)))]
    return {row.article_id: row.summary or row.body[:600] for row in rows}


def names(conn: Connection, topics: Sequence[str]) -> dict[str, str]:
    """What topics are called."""
    rows = conn.execute(select(topic.c.slug, topic.c.name).where(topic.c.slug.in_(topics)))
    return {row.slug: row.name for row in rows}


def sources(conn: Connection, members: Sequence[Member]) -> tuple[Source, ...]:
    """The independent sources of a story, first seen first, each with the article that shows it best: its own report
    where there is one."""
    first: dict[str, Member] = {}
    for one in members:
        if one.origin and (one.origin not in first or _shows(one) < _shows(first[one.origin])):
            first[one.origin] = one
    why = _reasons(conn, [one.seen.article for one in first.values()])
    return tuple(
        Source(name, one.origin_kind, one.seen.article, one.seen.name or one.seen.outlet, *why[one.seen.article])
        for name, one in first.items()
    )


def _shows(one: Member) -> int:
    order = ("own", "document", "carried", "cited")
    return order.index(one.origin_kind) if one.origin_kind in order else len(order)


def _reasons(conn: Connection, articles: Sequence[int]) -> dict[int, tuple[str, str]]:
    v = verdict.c
    wanted = select(v.article_id, v.reason).where(v.kind == "origin", v.valid_to.is_(None))
    rows = [row for some in chunks(list(articles)) for row in conn.execute(wanted.where(v.article_id.in_(some)))]
    said = {row.article_id: (str(row.reason.get("rule", "")), str(row.reason.get("name", ""))) for row in rows}
    return {article: said.get(article, ("", "")) for article in articles}
