"""What earlier editions told of the stories that an edition may tell of, and what is known of these stories."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from monitor.model.coverage import Coverage
from monitor.model.digest import Candidate, StoryFacts
from monitor.store.bulk import chunks
from monitor.store.candidates_asked import Asked, origin, seen, seen_columns
from monitor.store.cuts import told_by
from monitor.store.instant import Instant
from monitor.store.schema import article, edition, edition_item, feed, outlet, revision, sighting, story, verdict
from monitor.store.views_then import current_text, held, judged


def told(conn: Connection, asked: Asked, candidates: Sequence[Candidate]) -> list[Any]:
    """(story, group, origin, outlet) of what earlier editions took of the candidates' stories and groups."""
    j = judged(asked.as_of)
    statement = (
        select(j.c.story_id, j.c.grp, origin.c.name, outlet.c.slug.label("outlet"))
        .select_from(edition_item)
        .join(edition, and_(edition.c.id == edition_item.c.edition_id, *told_by(asked.digest, asked.told_by)))
        .join(article, and_(article.c.id == edition_item.c.article_id, article.c.backfill.is_(False)))
        .join(j, j.c.article_id == edition_item.c.article_id)
        .join(outlet, outlet.c.id == article.c.outlet_id)
        .outerjoin(origin, origin.c.id == j.c.origin)
        .where(edition_item.c.digest_id == asked.digest)
    )
    stories = _chunks({one.story for one in candidates if one.story is not None})
    groups = _chunks({one.group for one in candidates})
    rows = [row for some in stories for row in conn.execute(statement.where(j.c.story_id.in_(some)))]
    return rows + [row for some in groups for row in conn.execute(statement.where(j.c.grp.in_(some)))]


def _chunks(numbers: Iterable[int]) -> list[list[int]]:
    return list(chunks(sorted(numbers)))


@dataclass(slots=True)
class _Memory:
    any: bool = False
    origins: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()


def stories(
    conn: Connection, asked: Asked, candidates: Sequence[Candidate], before: Sequence[Any]
) -> Iterator[StoryFacts]:
    """What is known of the candidates' stories beyond them; `before` is what `told` gave."""
    memory: dict[int, _Memory] = {}
    for row in before:
        if row.story_id is not None:
            one = memory.setdefault(row.story_id, _Memory())
            one.any, one.outlets = True, one.outlets | {row.outlet}
            one.origins |= {row.name} if row.name else set()
    for some in _chunks({one.story for one in candidates if one.story is not None}):
        then = _then(conn, some, asked.as_of) if asked.as_of else {}
        for row in conn.execute(_leads(some, then, asked.as_of)):
            number, origins = then.get(row.id, (row.story, row.origins))
            known = memory.get(number, _Memory())
            yield StoryFacts(number, seen(row), origins, known.any, known.origins, known.outlets)


def _leads(some: Sequence[int], then: Mapping[int, tuple[int, int]], as_of: datetime | None) -> Any:
    """The lead of each story; for the past, of the articles that `then` found."""
    joined = article.join(story, story.c.lead == article.c.id, isouter=as_of is not None)
    joined = joined.join(revision, and_(revision.c.article_id == article.c.id, current_text(as_of)))
    joined = joined.join(outlet, outlet.c.id == article.c.outlet_id)
    columns = select(story.c.id.label("story"), story.c.origins, *seen_columns()).select_from(joined)
    return columns.where(story.c.id.in_(some)) if as_of is None else columns.where(article.c.id.in_(list(then)))


def _then(conn: Connection, some: Sequence[int], as_of: datetime) -> dict[int, tuple[int, int]]:
    """As it was then: the article that led each story (its lead of today where that was in it, else its first), with
    the story and its origins."""
    v, o = verdict.alias("joined"), verdict.alias("origins")
    member = and_(v.c.kind == "story", v.c.target.in_(some), held(v, as_of))
    from_where = and_(o.c.article_id == article.c.id, o.c.kind == "origin", held(o, as_of))
    statement = (
        select(v.c.target.label("story"), article.c.id, o.c.target.label("origin"), story.c.lead)
        .join(article, article.c.id == v.c.article_id)
        .outerjoin(o, from_where)
        .outerjoin(story, story.c.id == v.c.target)
        .where(member, article.c.first_seen <= as_of)
        .order_by(article.c.effective, article.c.id)
    )
    members: dict[int, list[Any]] = {}
    for row in conn.execute(statement):
        members.setdefault(row.story, []).append(row)
    found = {}
    for number, rows in members.items():
        lead = next((row.id for row in rows if row.id == row.lead), rows[0].id)
        found[lead] = (number, len({row.origin for row in rows if row.origin is not None}))
    return found


def last_words(conn: Connection, coverage: Coverage) -> Coverage:
    """Coverage with when each feed in trouble had last given something new, by the end of the window."""
    slugs = sorted({spell.feed for spell in coverage.trouble if spell.feed})
    rows = [row for some in chunks(slugs) for row in conn.execute(_newest().where(feed.c.slug.in_(some)))]
    last = {row.slug: _last(conn, row, coverage.end) for row in rows}
    return replace(coverage, trouble=tuple(replace(one, last=last.get(one.feed)) for one in coverage.trouble))


def _newest() -> Any:
    return select(feed.c.id, feed.c.slug, feed.c.newest).where(feed.c.newest.is_not(None))


def _last(conn: Connection, row: Any, end: datetime) -> datetime | None:
    if row.newest <= end:
        newest: datetime = row.newest
        return newest
    given = select(func.max(sighting.c.first_seen, type_=Instant)).where(sighting.c.feed_id == row.id)
    found: datetime | None = conn.execute(given.where(sighting.c.first_seen <= end)).scalar_one()
    return found
