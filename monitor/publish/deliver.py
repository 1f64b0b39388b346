"""The outbox emptied: each delivery through phases that are committed before the step they name.

So that after a crash at any point we know what is sure. Channels do not wait for each other.
"""

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from monitor.errors import LostLease
from monitor.model.digest import Phase
from monitor.model.letter import LEAVABLE, Item, LetterKind
from monitor.model.options import Options
from monitor.publish.channels import Channel, Gone, Later, Misconfigured, Refused, Result, Sent, Unknown
from monitor.publish.composing import compose_due
from monitor.publish.links import is_public
from monitor.publish.message import Outgoing
from monitor.publish.noticing import notice_trouble
from monitor.publish.personal import personal, stop_address
from monitor.publish.signing import Signer, signer
from monitor.store import deliveries, outbox
from monitor.store.database import Database
from monitor.store.deliveries import Job, Outcome, Wanted

__all__ = ["Delivered", "Run", "compose_due", "deliver_due", "outcome_of", "retry_delay"]

log = logging.getLogger(__name__)

RETRIES_MIN = (1, 5, 15, 60)  # after the first, second, … try; then hourly
GIVE_UP = timedelta(hours=24)
HOUR = timedelta(hours=1)
LONGEST_WISH = timedelta(hours=6)  # that another side can put a try off
LEASE_S = 180
ANSWER_MARGIN_S = 60  # by which a lease outlives the wait for the last answer
BATCH = 50
BUDGET_S = 120.0  # one call empties the outbox for so long at most; the next tick goes on
WRITE_DOWN_S = 60.0  # how long an answer waits for a database that is away
BAD = frozenset({Phase.REFUSED, Phase.UNKNOWN, Phase.EXPIRED})


@dataclass(frozen=True, slots=True)
class Delivered:
    """One try: what the delivery is now, the server's words, and when it is tried again. `edition` is None for a
    letter."""

    id: int
    edition: int | None
    digest: str
    recipient: str
    phase: Phase
    answer: str
    next_try: datetime | None


@dataclass(frozen=True)
class Run:
    """One emptying of the outbox. `stop` asks between two messages whether to go on."""

    db: Database
    channels: Mapping[str, Channel]
    now: datetime
    options: Options
    lease_s: int = LEASE_S
    stop: Callable[[], bool] = lambda: False
    items: dict[str, Item] = field(default_factory=dict)

    @property
    def resends(self) -> bool:
        """Whether one that may have arrived is sent once more."""
        return self.options.mail.unknown == "resend"

    @property
    def answer_lease_s(self) -> int:
        """A lease that outlives the wait for the answer to the final dot."""
        return max(self.lease_s, int(self.options.mail.answer_s) + ANSWER_MARGIN_S)

    @cached_property
    def signer(self) -> Signer:
        """Signs the recipients' own addresses."""
        return signer(self.db)


def deliver_due(
    db: Database,
    channels: Mapping[str, Channel],
    *,
    now: datetime,
    options: Options,
    edition: int | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Delivered]:
    """Try every delivery of these channels that is due (of one edition when named), take up what a dead worker left,
    and queue a notice to the owner about what did not arrive. A delivery of a channel that there is not waits too."""
    run = Run(db, channels, now, options, stop=stop)
    deliveries.recover(db, now=now, resend=run.resends)
    with db.read() as conn:
        names = deliveries.channels_due(conn, now)
    done = _each(run, names, edition)
    notice_trouble(db, now=now, options=options)
    return done


def deliver_channel(
    db: Database, channel: Channel, *, now: datetime, options: Options, stop: Callable[[], bool] = lambda: False
) -> list[Delivered]:
    """The same for one channel alone: what the daemon does, so that a server which hangs holds up its own channel."""
    run = Run(db, {channel.name: channel}, now, options, stop=stop)
    deliveries.recover(db, now=now, resend=run.resends)
    done = empty_outbox(run, channel.name)
    notice_trouble(db, now=now, options=options)
    return done


def deliver_strays(db: Database, known: Collection[str], *, now: datetime, options: Options) -> list[Delivered]:
    """What waits for a channel that there is not: said, and tried again later."""
    run = Run(db, {}, now, options)
    with db.read() as conn:
        names = [name for name in deliveries.channels_due(conn, now) if name not in known]
    return [one for name in names for one in empty_outbox(run, name)]


def _each(run: Run, names: Sequence[str], edition: int | None) -> list[Delivered]:
    if len(names) <= 1:
        return [one for name in names for one in empty_outbox(run, name, edition)]
    with ThreadPoolExecutor(len(names), thread_name_prefix="channel") as pool:
        return [one for done in pool.map(lambda name: empty_outbox(run, name, edition), names) for one in done]


def empty_outbox(run: Run, channel: str, edition: int | None = None) -> list[Delivered]:
    """Try what is due for one channel."""
    done: list[Delivered] = []
    until = time.monotonic() + BUDGET_S
    with run.db.read() as conn:
        waits = deliveries.is_due(conn, channel, run.now)
    while waits and not run.stop() and time.monotonic() < until:
        jobs = deliveries.claim(run.db, now=run.now, wanted=Wanted(run.lease_s, BATCH, edition, channel))
        tried = _batch(run, jobs) if jobs else []
        done += tried
        if len(jobs) < BATCH or len(tried) < len(jobs):
            break
    return done


def _batch(run: Run, jobs: Sequence[Job]) -> list[Delivered]:
    """The jobs of one channel, until it is down or we are told to stop; the rest is given back untried."""
    channel = run.channels.get(jobs[0].channel)
    done: list[Delivered] = []
    left = list(jobs)
    try:
        while left and not run.stop():
            result, one = _deliver(run, channel, left.pop(0))
            done += [one] if one else []
            if isinstance(result, Misconfigured | Later) and result.stop:
                break
    finally:
        deliveries.release(run.db, left)
        if channel is not None:
            channel.close()
    return done


def _deliver(run: Run, channel: Channel | None, job: Job) -> tuple[Result | None, Delivered | None]:
    result: Result | None = None
    try:
        outcome = deliveries.begin(run.db, job, run.lease_s, run.now)
        if outcome is None:
            result = _send(run, channel, job)
            outcome = outcome_of(result, job, run.now, resend=run.resends)
        _write_down(run, job, outcome)
    except LostLease as lost:
        log.warning("%s; it is left to whoever has it", lost)
        return None, None
    _tell(job, outcome)
    told = Delivered(job.id, job.edition, job.digest, job.recipient, outcome.phase, outcome.answer, outcome.next_try)
    return result, told


def _send(run: Run, channel: Channel | None, job: Job) -> Result:
    if channel is None:
        return Later(f"there is no channel {job.channel!r}")
    committed = False

    def commit() -> None:
        nonlocal committed
        deliveries.data_committed(run.db, job, run.answer_lease_s)
        committed = True

    try:
        return channel.send(_message(run, job), committed=commit)
    except LostLease:
        raise
    except Exception as error:
        log.exception("channel %s failed", job.channel)
        words = f"{type(error).__name__}: {error}"
        return Unknown(words) if committed else Later(words)


def _message(run: Run, job: Job) -> Outgoing:
    """The item as this recipient gets it: with the address to leave the list, where that can be opened."""
    if job.item not in run.items:
        with run.db.read() as conn:
            run.items[job.item] = outbox.item(conn, job.edition, job.letter)
    item, base = run.items[job.item], run.options.web.base_url.rstrip("/")
    stop = stop_address(base, run.signer, job) if job.kind in LEAVABLE else None
    return Outgoing(
        recipient=job.recipient, message_id=job.message_id, rendered=personal(item.rendered, base, stop, job),
        date=run.now, list_slug=job.digest, list_name=job.name, unsubscribe=stop if is_public(base) else None,
        kind=LetterKind(job.kind), data=item.data, link=f"{base}{item.link}", at=item.at,
    )  # fmt: skip


def _write_down(run: Run, job: Job, outcome: Outcome) -> None:
    """Keep the answer, though the database be away for a minute: a lost answer may cost a second copy."""
    until = time.monotonic() + WRITE_DOWN_S
    while True:
        try:
            return deliveries.settle(run.db, job, outcome, now=run.now)
        except LostLease:
            raise
        except Exception:
            if time.monotonic() > until:
                raise
            log.exception("the answer for delivery %d could not be written down; trying again", job.id)
            time.sleep(1.0)


def retry_delay(tries: int) -> timedelta | None:
    """How long to wait after the `tries`-th try: 1, 5, 15, 60 minutes, then hourly; None once 24 hours are over."""
    waited = [timedelta(minutes=minutes) for minutes in RETRIES_MIN[:tries]]
    waited += [HOUR] * (tries - len(waited))
    return waited[-1] if sum(waited, timedelta()) <= GIVE_UP else None


def outcome_of(result: Result, job: Job, now: datetime, *, resend: bool) -> Outcome:
    """What a try makes of its delivery. One that may have arrived before never claims less than that."""
    match result:
        case Sent(answer):
            return Outcome(Phase.SENT, None, answer, sent=now)
        case Unknown(answer, again):
            return Outcome(Phase.UNKNOWN, _after_doubt(job, now, again=again, resend=resend), answer, doubt=True)
        case Refused(answer) | Gone(answer):
            phase, gone = Phase.UNKNOWN if job.doubts else Phase.REFUSED, isinstance(result, Gone)
            return Outcome(phase, None, answer, refused=True, gone=gone)
        case Misconfigured(answer):
            return _later(f"configuration: {answer}", job, now)
        case Later(answer):
            return _later(answer, job, now, result.after_s)


def _after_doubt(job: Job, now: datetime, *, again: bool, resend: bool) -> datetime | None:
    """When one that may have arrived is tried again: by the table where doubles are known for what they are, else once
    if that is wanted."""
    if again:
        delay = retry_delay(job.tries + 1)
        return None if delay is None else now + delay
    return now + timedelta(minutes=RETRIES_MIN[0]) if resend and job.doubts == 0 else None


def _later(answer: str, job: Job, now: datetime, after_s: float = 0.0) -> Outcome:
    delay = retry_delay(job.tries + 1)
    if delay is None:
        return Outcome(Phase.UNKNOWN if job.doubts else Phase.EXPIRED, None, answer)
    wish = min(timedelta(seconds=after_s), LONGEST_WISH)
    return Outcome(Phase.UNKNOWN if job.doubts else Phase.READY, now + max(delay, wish), answer)


def _tell(job: Job, outcome: Outcome) -> None:
    bad = outcome.phase in BAD or outcome.answer.startswith("configuration:")
    log.log(logging.WARNING if bad else logging.INFO, "%s to %s: %s, %s", job.digest, job.recipient, outcome.phase,
            outcome.answer)  # fmt: skip
