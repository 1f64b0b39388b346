"""Who told what when, of the stories of a topic: what the board of firsts is made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from monitor.model.linking import SAME
from monitor.model.outlet import OutletKind
from monitor.store import schema as s
from monitor.store.lookups import chunks

MOST = 5000  # stories


@dataclass(frozen=True, slots=True)
class Told:
    """An article of a story. `copy`: its words are those of `outlet`, which is not the one that printed it here."""

    story: int
    outlet: int
    published: datetime | None
    seen: datetime
    absent: datetime | None
    copy: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A story by its headline."""

    title: str
    lang: str | None


def told(conn: Connection, topic: int, since: datetime, until: datetime) -> list[Told]:
    """Every article of the stories that began from `since` up to `until` and in which the topic matched; the newest
    5,000 stories. An aggregator that credits nobody tells nothing of its own."""
    k, j, m = s.story, s.judgement, s.topic_match
    tables = m.join(j, j.c.article_id == m.c.article_id).join(k, k.c.id == j.c.story_id)
    held = m.c.topic_id == topic, m.c.valid_to.is_(None), m.c.effective >= since  # no article is older than its story
    stories = select(k.c.id, k.c.first_seen).select_from(tables).where(*held).distinct()
    stories = stories.where(k.c.first_seen >= since, k.c.first_seen < until)
    rows = conn.execute(stories.order_by(k.c.first_seen.desc(), k.c.id.desc()).limit(MOST)).all()
    ids = [row.id for row in rows]
    return [one for some in chunks(ids) for one in _articles(conn, some)]


def _articles(conn: Connection, stories: Sequence[int]) -> list[Told]:
    a, j, o, original = s.article, s.judgement, s.outlet, s.article.alias("original")
    tables = j.join(a, a.c.id == j.c.article_id).join(o, o.c.id == a.c.outlet_id)
    tables = tables.outerjoin(original, original.c.id == j.c.reprint_of)
    own = o.c.kind != OutletKind.AGGREGATOR.value
    teller = or_(own, j.c.origin_kind == "carried", j.c.reprint_of.is_not(None))
    columns = (
        j.c.story_id, a.c.outlet_id, a.c.published, a.c.first_seen, a.c.absent, j.c.origin, j.c.origin_kind,
        original.c.outlet_id.label("original_outlet"), a.c.backfill,
    )  # fmt: skip
    rows = conn.execute(select(*columns).select_from(tables).where(j.c.story_id.in_(stories), teller))
    return [_told(row) for row in rows]


def _told(row: Any) -> Told:
    """Whose words they are: a carried text is its origin's, a reprint its original's."""
    whose = row.outlet_id
    if row.origin_kind == "carried" and row.origin is not None:
        whose = row.origin
    elif row.original_outlet is not None:
        whose = row.original_outlet
    absent = None if row.backfill else row.absent
    return Told(row.story_id, whose, row.published, row.first_seen, absent, whose != row.outlet_id)


def links(conn: Connection, stories: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of these stories that tell one event in two languages."""
    k = s.story_link.c
    found = select(k.a, k.b).where(k.valid_to.is_(None), k.p >= SAME)
    return [(row.a, row.b) for some in chunks(stories) for row in conn.execute(found.where(k.a.in_(some)))]


def names(conn: Connection, outlets: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Slug and name by the number of the outlet."""
    o = s.outlet.c
    rows = conn.execute(select(o.id, o.slug, o.name).where(o.id.in_(outlets))) if outlets else ()
    return {row.id: (row.slug, row.name) for row in rows}


def heads(conn: Connection, stories: Sequence[int]) -> dict[int, Head]:
    """The headlines of these stories."""
    k, r = s.story.c, s.revision.c
    joined = select(k.id, k.lang, r.title).join(s.revision, (r.article_id == k.lead) & r.current.is_(True))
    rows = conn.execute(joined.where(k.id.in_(stories))) if stories else ()
    return {row.id: Head(row.title, row.lang) for row in rows}
