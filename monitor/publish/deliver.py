"""The outbox emptied: each delivery through phases that are committed before the step they name.

So that after a crash at any point we know what is sure. `compose_due` is here too, for the daemon's tick.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from monitor.errors import LostLease
from monitor.model.digest import Phase, Rendered
from monitor.model.options import Options
from monitor.publish.channels import Channel, Later, Misconfigured, Refused, Result, Sent, Unknown
from monitor.publish.composing import compose_due
from monitor.publish.message import Outgoing
from monitor.store import deliveries, editions
from monitor.store.database import Database
from monitor.store.deliveries import Job, Outcome

__all__ = ["Delivered", "Run", "compose_due", "deliver_due", "outcome_of", "retry_delay"]

log = logging.getLogger(__name__)

RETRIES_MIN = (1, 5, 15, 60)  # after the first, second, … try; then hourly
GIVE_UP = timedelta(hours=24)
HOUR = timedelta(hours=1)
LEASE_S = 180
BATCH = 50
BUDGET_S = 120.0  # one call empties the outbox for so long at most; the next tick goes on
WRITE_DOWN_S = 60.0  # how long an answer waits for a database that is away
BAD = frozenset({Phase.REFUSED, Phase.UNKNOWN, Phase.EXPIRED})


@dataclass(frozen=True, slots=True)
class Delivered:
    """One try: what the delivery is now, the server's words, and when it is tried again."""

    id: int
    edition: int
    digest: str
    recipient: str
    phase: Phase
    answer: str
    next_try: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """One emptying of the outbox. `stop` asks between two messages whether to go on."""

    db: Database
    channels: Mapping[str, Channel]
    now: datetime
    resend_unknown: bool
    lease_s: int = LEASE_S
    stop: Callable[[], bool] = lambda: False


def deliver_due(
    db: Database,
    channels: Mapping[str, Channel],
    *,
    now: datetime,
    options: Options,
    edition: int | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Delivered]:
    """Try every delivery that is due (of one edition when named), and take up what a dead worker left."""
    run = Run(db, channels, now, options.mail.unknown == "resend", stop=stop)
    return empty_outbox(run, edition)


def empty_outbox(run: Run, edition: int | None = None) -> list[Delivered]:
    """See `deliver_due`."""
    deliveries.recover(run.db, now=run.now, resend=run.resend_unknown)
    done: list[Delivered] = []
    until = time.monotonic() + BUDGET_S
    while not run.stop() and time.monotonic() < until:
        jobs = deliveries.claim(run.db, now=run.now, lease_s=run.lease_s, limit=BATCH, edition_id=edition)
        tried = [one for _, batch in groupby(jobs, key=lambda job: job.channel) for one in _batch(run, list(batch))]
        done += tried
        if len(jobs) < BATCH or len(tried) < len(jobs):
            break
    return done


def _batch(run: Run, jobs: Sequence[Job]) -> list[Delivered]:
    """The jobs of one channel, until it is down or we are told to stop; the rest is given back untried."""
    channel = run.channels.get(jobs[0].channel)
    texts: dict[int, Rendered] = {}
    done: list[Delivered] = []
    left = list(jobs)
    try:
        while left and not run.stop():
            result, one = _deliver(run, channel, left.pop(0), texts)
            done += [one] if one else []
            if _is_down(result):
                break
    finally:
        deliveries.release(run.db, left)
        if channel is not None:
            channel.close()
    return done


def _is_down(result: Result | None) -> bool:
    return isinstance(result, Misconfigured) or (isinstance(result, Later) and result.stop)


def _deliver(
    run: Run, channel: Channel | None, job: Job, texts: dict[int, Rendered]
) -> tuple[Result | None, Delivered | None]:
    if job.edition not in texts:
        with run.db.read() as conn:
            texts[job.edition] = editions.rendered_of(conn, job.edition)
    try:
        deliveries.sending(run.db, job, run.lease_s)
        result = _send(run, channel, job, texts[job.edition])
        outcome = outcome_of(result, job, run.now, resend=run.resend_unknown)
        _write_down(run, job, outcome)
    except LostLease as lost:
        log.warning("%s; it is left to whoever has it", lost)
        return None, None
    _tell(job, outcome)
    told = Delivered(job.id, job.edition, job.digest, job.recipient, outcome.phase, outcome.answer, outcome.next_try)
    return result, told


def _send(run: Run, channel: Channel | None, job: Job, rendered: Rendered) -> Result:
    if channel is None:
        return Later(f"there is no channel {job.channel!r}")
    committed = False

    def commit() -> None:
        nonlocal committed
        deliveries.data_committed(run.db, job, run.lease_s)
        committed = True

    message = Outgoing(job.recipient, job.message_id, rendered, run.now, job.digest, job.name)
    try:
        return channel.send(message, committed=commit)
    except LostLease:
        raise
    except Exception as error:
        log.exception("channel %s failed", job.channel)
        words = f"{type(error).__name__}: {error}"
        return Unknown(words) if committed else Later(words)


def _write_down(run: Run, job: Job, outcome: Outcome) -> None:
    """Keep the answer, though the database be away for a minute: a lost answer may cost a second copy."""
    until = time.monotonic() + WRITE_DOWN_S
    while True:
        try:
            return deliveries.settle(run.db, job, outcome)
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
        case Unknown(answer):
            again = now + timedelta(minutes=RETRIES_MIN[0]) if resend and job.doubts == 0 else None
            return Outcome(Phase.UNKNOWN, again, answer, doubt=True)
        case Refused(answer):
            return Outcome(Phase.UNKNOWN if job.doubts else Phase.REFUSED, None, answer)
        case Misconfigured(answer):
            return _later(f"configuration: {answer}", job, now)
        case Later(answer):
            return _later(answer, job, now)


def _later(answer: str, job: Job, now: datetime) -> Outcome:
    delay = retry_delay(job.tries + 1)
    if delay is None:
        return Outcome(Phase.UNKNOWN if job.doubts else Phase.EXPIRED, None, answer)
    return Outcome(Phase.UNKNOWN if job.doubts else Phase.READY, now + delay, answer)


def _tell(job: Job, outcome: Outcome) -> None:
    bad = outcome.phase in BAD or outcome.answer.startswith("configuration:")
    log.log(logging.WARNING if bad else logging.INFO, "%s to %s: %s, %s", job.digest, job.recipient, outcome.phase,
            outcome.answer)  # fmt: skip
