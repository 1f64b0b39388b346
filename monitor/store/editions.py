"""Editions of digests: cut, and kept as rows with UNIQUE keys, so that any number of daemons agree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select, tuple_
from sqlalchemy.exc import IntegrityError

from monitor.errors import NotFound
from monitor.model.digest import EditionContent, Phase, Rendered
from monitor.store import change
from monitor.store.bulk import Bulk
from monitor.store.cuts import Cut, cut_of
from monitor.store.database import Database
from monitor.store.digests import DigestRow as DigestRow  # noqa: PLC0414 - editions are asked about together with their digests
from monitor.store.digests import active as active  # noqa: PLC0414
from monitor.store.digests import by_slug as by_slug  # noqa: PLC0414
from monitor.store.digests import declare as declare  # noqa: PLC0414
from monitor.store.digests import declare_in as declare_in  # noqa: PLC0414
from monitor.store.digests import every as every  # noqa: PLC0414
from monitor.store.schema import delivery, digest, edition, edition_item

_CONTENT: TypeAdapter[EditionContent] = TypeAdapter(EditionContent)
_DELIVERIES = Bulk(delivery, ("edition_id", "recipient", "channel", "message_id", "phase", "next_try"))


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom an edition goes."""

    recipient: str
    channel: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition ready to be kept, composed on top of `cut`."""

    digest: int
    cut: Cut
    content: EditionContent
    rendered: Rendered
    skipped: bool
    envelopes: tuple[Envelope, ...]


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A kept edition, without its texts."""

    id: int
    digest: str  # slug
    period: datetime
    start: datetime
    end: datetime
    composed: datetime
    skipped: bool
    subject: str


# --- editions -----------------------------------------------------------------------------------------------


def keep(db: Database, draft: Draft, now: datetime) -> int | None:
    """The edition, what it takes and its deliveries, in one transaction. None: somebody else was faster."""
    try:
        return db.run(lambda conn: _keep(conn, draft, now))
    except IntegrityError:
        return None


def _keep(conn: Connection, draft: Draft, now: datetime) -> int | None:
    row = conn.execute(select(digest).where(digest.c.id == draft.digest).with_for_update()).one()
    if cut_of(conn, draft.digest, row.since, now=now).at != draft.cut.at:
        return None
    edition_id = _insert(conn, draft, now)
    if not draft.skipped:
        _take(conn, draft, edition_id)
        _address(conn, draft, edition_id, now)
    change.bump(conn)
    return edition_id


def _insert(conn: Connection, draft: Draft, now: datetime) -> int:
    content, rendered = draft.content, draft.rendered
    statement = insert(edition).values(
        digest_id=draft.digest, period=content.period or content.end, start=content.start, end=content.end,
        composed=now, skipped=draft.skipped, subject=rendered.subject, text=rendered.text, html=rendered.html,
        content=_CONTENT.dump_python(content, mode="json"),
    )  # fmt: skip
    return int(conn.execute(statement.returning(edition.c.id)).scalar_one())


def _take(conn: Connection, draft: Draft, edition_id: int) -> None:
    rows = [{"digest_id": draft.digest, "article_id": n, "edition_id": edition_id} for n in draft.content.taken]
    if rows:
        conn.execute(insert(edition_item), rows)


def _address(conn: Connection, draft: Draft, edition_id: int, now: datetime) -> None:
    ready = Phase.READY.value
    _DELIVERIES.put(
        conn, [(edition_id, to.recipient, to.channel, to.message_id, ready, now) for to in draft.envelopes]
    )  # fmt: skip


_HEAD = (
    select(edition.c.id, digest.c.slug, edition.c.period, edition.c.start, edition.c.end, edition.c.composed,
           edition.c.skipped, edition.c.subject)
    .join(digest, digest.c.id == edition.c.digest_id)
)  # fmt: skip


def listing(conn: Connection, slug: str | None = None, limit: int = 50) -> list[EditionRow]:
    """The newest editions, of one digest or of all."""
    statement = _HEAD if slug is None else _HEAD.where(digest.c.slug == slug)
    ordered = statement.order_by(edition.c.end.desc(), edition.c.id.desc()).limit(limit)
    return [EditionRow(*row) for row in conn.execute(ordered)]


def row_of(conn: Connection, edition_id: int) -> EditionRow:
    """One edition. Raises NotFound."""
    row = conn.execute(_HEAD.where(edition.c.id == edition_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no edition {edition_id}")
    return EditionRow(*row)


def beside(conn: Connection, slug: str, this: EditionRow, *, later: bool) -> EditionRow | None:
    """The edition of the digest that ended next after this one, or last before it."""
    place = tuple_(edition.c.end, edition.c.id)
    here = tuple_(this.end, this.id, types=[edition.c.end.type, edition.c.id.type])
    statement = _HEAD.where(digest.c.slug == slug, place > here if later else place < here)
    order = (edition.c.end, edition.c.id) if later else (edition.c.end.desc(), edition.c.id.desc())
    row = conn.execute(statement.order_by(*order).limit(1)).one_or_none()
    return EditionRow(*row) if row else None


def newest(conn: Connection, slug: str) -> EditionRow | None:
    """The newest edition of a digest that was not skipped."""
    wanted = _HEAD.where(digest.c.slug == slug, edition.c.skipped.is_(False))
    row = conn.execute(wanted.order_by(edition.c.end.desc()).limit(1)).one_or_none()
    return EditionRow(*row) if row else None


def content_of(conn: Connection, edition_id: int) -> EditionContent:
    """What an edition holds. Raises NotFound."""
    content = conn.execute(select(edition.c.content).where(edition.c.id == edition_id)).scalar_one_or_none()
    if content is None:
        raise NotFound(f"there is no edition {edition_id}")
    return _CONTENT.validate_python(content)


def rendered_of(conn: Connection, edition_id: int) -> Rendered:
    """An edition as it was rendered, once. Raises NotFound."""
    columns = (edition.c.subject, edition.c.text, edition.c.html)
    row = conn.execute(select(*columns).where(edition.c.id == edition_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no edition {edition_id}")
    return Rendered(row.subject, row.text, row.html)


def as_json(content: EditionContent) -> Any:
    """An edition as plain JSON values: times are RFC 3339."""
    return _CONTENT.dump_python(content, mode="json")
