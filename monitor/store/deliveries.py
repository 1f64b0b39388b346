"""The outbox: one row a recipient, in phases that are committed before the step they name.

`ready → sending → data_committed → sent`, or `refused`, `unknown`, `expired`, `stopped`. A worker holds a lease with a
token; whoever lost it finds out at its next step and stops. `next_try` NULL says that nothing more will be tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import Connection, and_, case, func, literal, or_, select, update

from monitor.errors import LostLease
from monitor.model.digest import Phase
from monitor.model.letter import LEAVABLE, LetterKind, list_of
from monitor.store import change, dialect, reach, subscribers
from monitor.store.database import Database
from monitor.store.schema import delivery, digest, edition, letter

ANSWER_CHARS = 500
WAITING = (Phase.UNKNOWN.value, Phase.READY.value)
TURNS = (0, 1)  # letters, then editions
SECOND = 1_000_000  # microseconds, as leases are counted


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery claimed for one try, under a lease. Each step demands `token`."""

    id: int
    token: int
    edition: int | None
    letter: int | None
    kind: LetterKind
    digest: str  # slug of the list
    name: str
    recipient: str
    channel: str
    message_id: str
    tries: int  # before this one
    doubts: int

    @property
    def list(self) -> str:
        """As subscriptions name it."""
        return list_of(self.kind, self.digest)

    @property
    def item(self) -> str:
        """What it carries, by its number."""
        return f"edition {self.edition}" if self.edition is not None else f"letter {self.letter}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: what the delivery is now, when it is tried again (None: never), and the server's last words."""

    phase: Phase
    next_try: datetime | None
    answer: str
    sent: datetime | None = None
    doubt: bool = False  # nobody knows whether this try arrived
    refused: bool = False  # for good, by the recipient's side: it counts against the address
    gone: bool = False  # … which said that it is no more


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as people see it."""

    id: int
    edition: int | None
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
    with db.read() as conn:
        began = (Phase.SENDING.value, Phase.DATA_COMMITTED.value)
        lapsed = select(delivery.c.id).where(delivery.c.phase.in_(began), delivery.c.lease_until
                                             < dialect.machine_micros(conn))  # fmt: skip
        if conn.execute(lapsed.limit(1)).first() is None:
            return 0
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries are claimed: at most `limit`, of one edition or of one channel where that is named."""

    lease_s: int
    limit: int
    edition: int | None = None
    channel: str | None = None


def claim(db: Database, *, now: datetime, wanted: Wanted) -> list[Job]:
    """Lease deliveries that are due: letters first, then what has waited longest."""
    return db.run(lambda conn: _claim(conn, now, wanted))


def _claim(conn: Connection, now: datetime, wanted: Wanted) -> list[Job]:
    machine, ids = dialect.machine_micros(conn), list[int]()
    for channel in [wanted.channel] if wanted.channel else channels_due(conn, now):
        for turn, phase in product(TURNS, WAITING):  # one at a time: the index has them in order
            due = [
                *(delivery.c.channel == channel, delivery.c.phase == phase, delivery.c.turn == turn),
                *(delivery.c.next_try <= now, delivery.c.lease_until < machine),
            ]
            if wanted.edition is not None:
                due.append(delivery.c.edition_id == wanted.edition)
            chosen = select(delivery.c.id).where(and_(*due)).limit(wanted.limit - len(ids))
            ordered = chosen.order_by(delivery.c.next_try, delivery.c.id)
            ids += conn.execute(dialect.skip_locked(ordered)).scalars()
    conn.execute(
        update(delivery).where(delivery.c.id.in_(ids))
        .values(lease_token=delivery.c.lease_token + 1, lease_until=machine + wanted.lease_s * SECOND)
    )  # fmt: skip
    return [_job(row) for row in conn.execute(_JOBS.where(delivery.c.id.in_(ids)))] if ids else []


def channels_due(conn: Connection, now: datetime) -> list[str]:
    """The channels for which something waits."""
    return [name for name in _channels(conn) if is_due(conn, name, now)]


def is_due(conn: Connection, channel: str, now: datetime) -> bool:
    """Whether something waits for a channel."""
    ways = [
        select(delivery.c.id).where(delivery.c.channel == channel, delivery.c.phase == phase, delivery.c.turn == turn,
                                    delivery.c.next_try <= now).limit(1)
        for phase in WAITING for turn in TURNS
    ]  # fmt: skip
    return any(conn.execute(way).first() is not None for way in ways)


def _channels(conn: Connection) -> list[str]:
    """Every channel that a delivery went by, from one step to the next in the index: there are few."""
    names: list[str] = []
    first = select(func.min(delivery.c.channel))
    while (name := conn.execute(first.where(delivery.c.channel > (names[-1] if names else ""))).scalar()) is not None:
        names.append(name)
    return names


_JOBS = (
    select(delivery.c.id, delivery.c.lease_token, delivery.c.edition_id, delivery.c.letter_id,
           func.coalesce(letter.c.kind, literal(LetterKind.EDITION.value)).label("kind"),
           func.coalesce(letter.c.slug, digest.c.slug).label("slug"),
           func.coalesce(letter.c.name, digest.c.name).label("name"),
           delivery.c.recipient, delivery.c.channel, delivery.c.message_id, delivery.c.tries, delivery.c.doubts)
    .select_from(
        delivery.outerjoin(letter, letter.c.id == delivery.c.letter_id)
        .outerjoin(edition, edition.c.id == delivery.c.edition_id)
        .outerjoin(digest, digest.c.id == edition.c.digest_id)
    )
    .order_by(delivery.c.channel, delivery.c.turn, delivery.c.edition_id, delivery.c.id)
)  # fmt: skip


def _job(row: Any) -> Job:
    return Job(
        row.id, row.lease_token, row.edition_id, row.letter_id, LetterKind(row.kind), row.slug, row.name,
        row.recipient, row.channel, row.message_id, row.tries, row.doubts,
    )  # fmt: skip


def held_back(conn: Connection, job: Job, now: datetime) -> Outcome | None:
    """How a delivery ends that is not even tried: its recipient has left the list since, or is marked. A confirmation
    is always tried: whoever asked for it may have mended the address."""
    if job.kind in LEAVABLE and (left := subscribers.has_left(conn, job.list, job.recipient)):
        return Outcome(Phase.STOPPED, None, f"the recipient left the list on {left:%Y-%m-%d %H:%M} UTC")
    if job.kind is LetterKind.CONFIRMATION:
        return None
    why = reach.shut(conn, job.channel, job.recipient, now)
    return Outcome(Phase.REFUSED, None, why) if why else None


def begin(db: Database, job: Job, lease_s: int, now: datetime) -> Outcome | None:
    """Say that a try begins, or how the delivery ends without one. Raises LostLease."""

    def work(conn: Connection) -> Outcome | None:
        held = held_back(conn, job, now)
        if held is None:
            _stepped(conn, job, Phase.SENDING, lease_s, {"tries": delivery.c.tries + 1})
        return held

    return db.run(work, durable=True)


def data_committed(db: Database, job: Job, lease_s: int) -> None:
    """Say that the final dot goes out next: from here on nobody knows, until the answer. Raises LostLease."""
    db.run(lambda conn: _stepped(conn, job, Phase.DATA_COMMITTED, lease_s, {}), durable=True)


def _stepped(conn: Connection, job: Job, phase: Phase, lease_s: int, more: dict[str, Any]) -> None:
    until = dialect.machine_micros(conn) + lease_s * SECOND
    _hold(conn, job, {"phase": phase.value, "lease_until": until, **more})


def settle(db: Database, job: Job, outcome: Outcome, *, now: datetime) -> None:
    """Write down how the try ended, for the delivery and for its address, and give the lease back. Raises
    LostLease."""

    def work(conn: Connection) -> None:
        _hold(conn, job, {
            "phase": outcome.phase.value, "next_try": outcome.next_try, "answer": outcome.answer[:ANSWER_CHARS],
            "sent": outcome.sent, "doubts": delivery.c.doubts + int(outcome.doubt), "lease_until": 0,
        })  # fmt: skip
        if outcome.phase is Phase.SENT:
            reach.reached(conn, job.channel, job.recipient)
        elif outcome.gone or (outcome.refused and job.kind in LEAVABLE):
            to = (job.channel, job.recipient)
            reach.refused(conn, to, job.item, outcome.answer, now, gone=outcome.gone)
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
    """Make deliveries of an edition due again, with their old Message-ID; those that wait already are left alone.
    To a webhook it is a message of its own: a receiver drops what has an id that it knows."""
    wanted = [delivery.c.edition_id == edition_id, delivery.c.next_try.is_(None)]
    if recipients:
        wanted.append(delivery.c.recipient.in_(recipients))
    renewed = func.replace(delivery.c.message_id, "@", f"-{int(now.timestamp())}@")
    statement = update(delivery).where(*wanted).values(
        phase=Phase.READY.value, tries=0, doubts=0, next_try=now, sent=None, told=None,
        lease_token=delivery.c.lease_token + 1,
        message_id=case((delivery.c.channel == "webhook", renewed), else_=delivery.c.message_id),
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
