"""Deliveries that did not arrive, and whether the owner was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select, update

from monitor.model.digest import Phase
from monitor.store.schema import delivery, digest, edition, letter

ENDED_BADLY = (Phase.REFUSED.value, Phase.EXPIRED.value, Phase.UNKNOWN.value)
OF_THE_OWNER = ("notice", "confirmation")  # what is not worth a notice: no notice about notices
RECENT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Lost:
    """A delivery for which nothing more is tried, and which did not surely arrive."""

    id: int
    name: str  # of the list
    subject: str
    recipient: str
    channel: str
    phase: Phase
    answer: str


def untold(conn: Connection, now: datetime, limit: int = 1000) -> tuple[Lost, ...]:
    """Those of the last days that the owner was not told about, oldest first."""
    composed = func.coalesce(letter.c.composed, edition.c.composed)
    statement = (
        select(delivery.c.id, func.coalesce(letter.c.name, digest.c.name), func.coalesce(letter.c.subject,
               edition.c.subject), delivery.c.recipient, delivery.c.channel, delivery.c.phase, delivery.c.answer)
        .select_from(
            delivery.outerjoin(letter, letter.c.id == delivery.c.letter_id)
            .outerjoin(edition, edition.c.id == delivery.c.edition_id)
            .outerjoin(digest, digest.c.id == edition.c.digest_id)
        )
        .where(delivery.c.phase.in_(ENDED_BADLY), delivery.c.next_try.is_(None), delivery.c.told.is_(None),
               composed > now - RECENT, or_(letter.c.id.is_(None), letter.c.kind.not_in(OF_THE_OWNER)))
        .order_by(delivery.c.id).limit(limit)
    )  # fmt: skip
    return tuple(Lost(*row[:5], Phase(row[5]), row[6]) for row in conn.execute(statement))


def tell(conn: Connection, numbers: Sequence[int], now: datetime) -> None:
    """The owner is told about these deliveries."""
    conn.execute(update(delivery).where(delivery.c.id.in_(numbers)).values(told=now))


def misconfigured(conn: Connection, now: datetime) -> tuple[tuple[str, str, int], ...]:
    """(channel, answer, how many wait) of deliveries that wait for somebody to mend the configuration."""
    waits = (delivery.c.phase.in_((Phase.READY.value, Phase.UNKNOWN.value)), delivery.c.next_try > now - RECENT)
    statement = (
        select(delivery.c.channel, delivery.c.answer, func.count())
        .where(*waits, delivery.c.answer.like("configuration:%"))
        .group_by(delivery.c.channel, delivery.c.answer)
        .order_by(delivery.c.channel, delivery.c.answer)
    )
    return tuple((row[0], row[1], int(row[2])) for row in conn.execute(statement))
