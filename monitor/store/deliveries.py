"""The outbox: one row a recipient, in phases that are committed before the step they name.

`ready → sending → data_committed → sent`, or `refused`, `unknown`, `expired`. A worker holds a lease with a token;
whoever lost it finds out at its next step and stops. `next_try` NULL says that nothing more will be tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, case, or_, select, update

from monitor.errors import LostLease
from monitor.model.digest import Phase
from monitor.store import change, dialect
from monitor.store.database import Database
from monitor.store.schema import delivery, digest, edition

ANSWER_CHARS = 500
WAITING = (Phase.READY.value, Phase.UNKNOWN.value)
SECOND = 1_000_000  # microseconds, as leases are counted


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery claimed for one try, under a lease. Each step demands `token`."""

    id: int
    token: int
    edition: int
    digest: str  # slug
    name: str
    recipient: str
    channel: str
    message_id: str
    tries: int  # before this one
    doubts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: what the delivery is now, when it is tried again (None: never), and the server's last words."""

    phase: Phase
    next_try: datetime | None
    answer: str
    sent: datetime | None = None
    doubt: bool = False  # nobody knows whether this try arrived


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as people see it."""

    id: int
    edition: int
    recipient: str
    channel: str
    phase: Phase
    tries: int
    answer: str
    message_id: str
    next_try: datetime | None
    sent: datetime | None


def recover(db: Database, *, now: datetime, resend: bool) -> int:
    """Take up what a worker left when it died: before the dot it is simply due again, after it nobody knows.

    An unknown one is due once more when `resend` says so and it is the first doubt. Returns how many were found.
    """
    return db.run(lambda conn: _recover(conn, now, resend))


def _recover(conn: Connection, now: datetime, resend: bool) -> int:
    lapsed = delivery.c.lease_until < dialect.machine_micros(conn)
    open_again = (
        update(delivery)
        .where(delivery.c.phase == Phase.SENDING.value, lapsed)
        .values(phase=_waiting_phase(), lease_until=0,
                lease_token=delivery.c.lease_token + 1, answer="stopped before the end of the message")
    )  # fmt: skip
    found = conn.execute(open_again).rowcount
    for doubts, again in ((0, now if resend else None), (None, None)):
        found += conn.execute(_doubted(lapsed, doubts, again)).rowcount
    return found


def _waiting_phase() -> Any:
    return case((delivery.c.doubts > 0, Phase.UNKNOWN.value), else_=Phase.READY.value)


def _doubted(lapsed: Any, doubts: int | None, again: datetime | None) -> Any:
    wanted = [delivery.c.phase == Phase.DATA_COMMITTED.value, lapsed]
    if doubts is not None:
        wanted.append(delivery.c.doubts == doubts)
    return update(delivery).where(*wanted).values(
        phase=Phase.UNKNOWN.value, next_try=again, doubts=delivery.c.doubts + 1, lease_until=0,
        lease_token=delivery.c.lease_token + 1, answer="stopped between the end of the message and its answer",
    )  # fmt: skip


def claim(db: Database, *, now: datetime, lease_s: int, limit: int, edition_id: int | None = None) -> list[Job]:
    """Lease at most `limit` deliveries that are due, the longest waiting first."""
    return db.run(lambda conn: _claim(conn, now, lease_s, limit, edition_id))


def _claim(conn: Connection, now: datetime, lease_s: int, limit: int, edition_id: int | None) -> list[Job]:
    machine = dialect.machine_micros(conn)
    due = [delivery.c.phase.in_(WAITING), delivery.c.next_try <= now, delivery.c.lease_until < machine]
    if edition_id is not None:
        due.append(delivery.c.edition_id == edition_id)
    chosen = dialect.skip_locked(
        select(delivery.c.id).where(and_(*due)).order_by(delivery.c.next_try, delivery.c.id).limit(limit)
    )
    ids = list(conn.execute(chosen).scalars())
    conn.execute(
        update(delivery).where(delivery.c.id.in_(ids))
        .values(lease_token=delivery.c.lease_token + 1, lease_until=machine + lease_s * SECOND)
    )  # fmt: skip
    return [_job(row) for row in conn.execute(_JOBS.where(delivery.c.id.in_(ids)))]


_JOBS = (
    select(delivery.c.id, delivery.c.lease_token, delivery.c.edition_id, digest.c.slug, digest.c.name,
           delivery.c.recipient, delivery.c.channel, delivery.c.message_id, delivery.c.tries, delivery.c.doubts)
    .join(edition, edition.c.id == delivery.c.edition_id)
    .join(digest, digest.c.id == edition.c.digest_id)
    .order_by(delivery.c.channel, delivery.c.edition_id, delivery.c.id)
)  # fmt: skip


def _job(row: Any) -> Job:
    return Job(*row)


def sending(db: Database, job: Job, lease_s: int) -> None:
    """Say that a try begins. Raises LostLease."""
    _step(db, job, Phase.SENDING, lease_s, {"tries": delivery.c.tries + 1})


def data_committed(db: Database, job: Job, lease_s: int) -> None:
    """Say that the final dot goes out next: from here on nobody knows, until the answer. Raises LostLease."""
    _step(db, job, Phase.DATA_COMMITTED, lease_s, {})


def _step(db: Database, job: Job, phase: Phase, lease_s: int, more: dict[str, Any]) -> None:
    def work(conn: Connection) -> None:
        until = dialect.machine_micros(conn) + lease_s * SECOND
        _hold(conn, job, {"phase": phase.value, "lease_until": until, **more})

    db.run(work, durable=True)


def settle(db: Database, job: Job, outcome: Outcome) -> None:
    """Write down how the try ended, and give the lease back. Raises LostLease."""

    def work(conn: Connection) -> None:
        _hold(conn, job, {
            "phase": outcome.phase.value, "next_try": outcome.next_try, "answer": outcome.answer[:ANSWER_CHARS],
            "sent": outcome.sent, "doubts": delivery.c.doubts + int(outcome.doubt), "lease_until": 0,
        })  # fmt: skip
        change.bump(conn)

    db.run(work, durable=True)


def release(db: Database, jobs: Sequence[Job]) -> None:
    """Give leases back untried."""
    ours = [and_(delivery.c.id == job.id, delivery.c.lease_token == job.token) for job in jobs]
    if ours:
        db.run(lambda conn: conn.execute(update(delivery).where(or_(*ours)).values(lease_until=0)))


def _hold(conn: Connection, job: Job, values: dict[str, Any]) -> None:
    mine = (delivery.c.id == job.id, delivery.c.lease_token == job.token)
    if conn.execute(update(delivery).where(*mine).values(**values)).rowcount != 1:
        raise LostLease(f"delivery {job.id} was taken over")


def resend(db: Database, edition_id: int, *, now: datetime, recipients: Sequence[str] = ()) -> int:
    """Make deliveries of an edition due again, with their old Message-ID; those that wait already are left alone."""
    wanted = [delivery.c.edition_id == edition_id, delivery.c.next_try.is_(None)]
    if recipients:
        wanted.append(delivery.c.recipient.in_(recipients))
    statement = update(delivery).where(*wanted).values(
        phase=Phase.READY.value, tries=0, doubts=0, next_try=now, sent=None, lease_token=delivery.c.lease_token + 1,
    )  # fmt: skip
    return db.run(lambda conn: conn.execute(statement).rowcount)


def of_edition(conn: Connection, edition_id: int) -> list[DeliveryRow]:
    """The deliveries of an edition, by recipient."""
    statement = select(
        delivery.c.id, delivery.c.edition_id, delivery.c.recipient, delivery.c.channel, delivery.c.phase,
        delivery.c.tries, delivery.c.answer, delivery.c.message_id, delivery.c.next_try, delivery.c.sent,
    ).where(delivery.c.edition_id == edition_id).order_by(delivery.c.recipient)  # fmt: skip
    return [_row(row) for row in conn.execute(statement)]


def _row(row: Any) -> DeliveryRow:
    return DeliveryRow(
        row.id, row.edition_id, row.recipient, row.channel, Phase(row.phase), row.tries, row.answer, row.message_id,
        row.next_try, row.sent,
    )  # fmt: skip
