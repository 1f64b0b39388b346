"""Letters into the outbox, and what a delivery carries out of it. Editions bring themselves (`editions`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from monitor.errors import NotFound
from monitor.model.digest import Phase, Rendered
from monitor.model.letter import Envelope, Item, Letter, LetterKind
from monitor.store import change, dialect
from monitor.store.schema import delivery, digest, edition, letter

FIRST = 0  # the turn of letters: before editions


def queue(conn: Connection, one: Letter, envelopes: Sequence[Envelope], now: datetime) -> int | None:
    """The letter and its deliveries, due now. None: it is there already, by its key; nothing is added then."""
    values = {
        "kind": one.kind.value, "key": one.key, "slug": one.slug, "name": one.name, "subject": one.rendered.subject,
        "text": one.rendered.text, "html": one.rendered.html, "data": dict(one.data), "link": one.link, "composed": now,
    }  # fmt: skip
    statement = dialect.insert(conn, letter).values(values).on_conflict_do_nothing().returning(letter.c.id)
    number = conn.execute(statement).scalar_one_or_none()
    if number is None:
        return None
    rows = [
        {"letter_id": number, "recipient": to.recipient, "channel": to.channel, "message_id": to.message_id,
         "phase": Phase.READY.value, "turn": FIRST, "next_try": now}
        for to in envelopes
    ]  # fmt: skip
    if rows:
        conn.execute(insert(delivery), rows)
    change.bump(conn)
    return int(number)


def newest(conn: Connection, kind: LetterKind) -> datetime | None:
    """When the last letter of a kind was composed."""
    statement = select(letter.c.composed).where(letter.c.kind == kind.value)
    return conn.execute(statement.order_by(letter.c.id.desc()).limit(1)).scalar_one_or_none()


def item(conn: Connection, edition_id: int | None, letter_id: int | None) -> Item:
    """What a delivery of this edition or letter carries. Raises NotFound."""
    row = conn.execute(_EDITION.where(edition.c.id == edition_id)).one_or_none() if edition_id is not None else None
    if row is not None:
        return Item(LetterKind.EDITION, _rendered(row), row.content, _page(row), row.period)
    row = conn.execute(select(letter).where(letter.c.id == letter_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no edition {edition_id} and no letter {letter_id}")
    return Item(LetterKind(row.kind), _rendered(row), row.data, row.link, row.composed)


_EDITION = (
    select(edition.c.subject, edition.c.text, edition.c.html, edition.c.content, edition.c.period, digest.c.slug)
    .join(digest, digest.c.id == edition.c.digest_id)
)  # fmt: skip


def _rendered(row: Any) -> Rendered:
    return Rendered(row.subject, row.text, row.html)


def _page(row: Any) -> str:
    return f"/digests/{row.slug}/editions/{row.period:%Y%m%dT%H%MZ}"
