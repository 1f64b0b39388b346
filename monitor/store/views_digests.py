"""Digests and editions as their pages read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from monitor.errors import NotFound
from monitor.model.digest import DigestSpec, EditionContent
from monitor.store import deliveries, editions
from monitor.store import schema as s
from monitor.store.editions import EditionRow


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A digest in the list, with its last edition and how its deliveries stand: ((phase, count), …)."""

    id: int
    spec: DigestSpec
    managed_by: str
    since: datetime
    last: EditionRow | None
    phases: tuple[tuple[str, int], ...]
    paused: datetime | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """What joined a story of an edition after the edition was composed."""

    story: int
    title: str
    articles: int


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition with everything its page says."""

    row: EditionRow
    name: str
    content: EditionContent
    deliveries: tuple[deliveries.DeliveryRow, ...]
    previous: EditionRow | None
    next: EditionRow | None
    joined: tuple[Joined, ...]


def digests(conn: Connection) -> tuple[DigestLine, ...]:
    """Every digest, by slug."""
    found = editions.active(conn)
    last = {row.spec.slug: editions.newest(conn, row.spec.slug) for row in found}
    phases = _phases(conn, [row.id for row in last.values() if row])
    return tuple(
        DigestLine(row.id, row.spec, row.managed_by, row.since, one, phases.get(one.id, ()) if one else (), row.paused)
        for row in found
        for one in [last[row.spec.slug]]
    )


def _phases(conn: Connection, ids: Sequence[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    d = s.delivery
    statement = select(d.c.edition_id, d.c.phase, func.count()).where(d.c.edition_id.in_(ids))
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    for number, phase, count in conn.execute(statement.group_by(d.c.edition_id, d.c.phase)) if ids else ():
        found[number] = (*found.get(number, ()), (phase, count))
    return found


def edition(conn: Connection, slug: str, period: datetime) -> EditionView:
    """The edition of a period. Raises NotFound."""
    e, g = s.edition, s.digest
    statement = select(e.c.id, g.c.name).join(g, g.c.id == e.c.digest_id)
    row = conn.execute(statement.where(g.c.slug == slug, e.c.period == period)).first()
    if row is None:
        raise NotFound(f"The digest {slug!r} has no edition of that period.")
    around = _around(conn, slug, row.id)
    content = editions.content_of(conn, row.id)
    sent = tuple(deliveries.of_edition(conn, row.id))
    return EditionView(around[1], row.name, content, sent, around[0], around[2], _joined(conn, around[1], content))


def _around(conn: Connection, slug: str, number: int) -> tuple[EditionRow | None, EditionRow, EditionRow | None]:
    """The edition before this one, itself, and the one after."""
    this = editions.row_of(conn, number)
    return editions.beside(conn, slug, this, later=False), this, editions.beside(conn, slug, this, later=True)


def _joined(conn: Connection, row: EditionRow, content: EditionContent) -> tuple[Joined, ...]:
    items = {item.story: item for section in content.sections for item in section.items if item.story}
    a, j = s.article, s.judgement
    statement = (
        select(j.c.story_id, func.count())
        .select_from(j.join(a, a.c.id == j.c.article_id))
        .where(j.c.story_id.in_(list(items)), a.c.first_seen > row.composed)
        .group_by(j.c.story_id)
    )
    found = conn.execute(statement).all() if items else ()
    return tuple(Joined(story, items[story].lead.title, count) for story, count in found)


def mail_of(conn: Connection, number: int) -> str:
    """The HTML of an edition as it was sent. Raises NotFound."""
    return editions.rendered_of(conn, number).html
