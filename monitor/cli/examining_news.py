"""What `monitor doctor` finds in the database: feeds in trouble, polls that are late, hosts that wait, our own network,
the judge's backlog, mails that went wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from monitor.cli.finding import Finding
from monitor.collect.outage import NETWORK, is_down
from monitor.model.clock import clock_from
from monitor.model.coverage import Spell
from monitor.model.digest import Phase
from monitor.model.options import Options
from monitor.model.spike import Silence
from monitor.store import silences
from monitor.store.database import Database
from monitor.store.views_health import Backlog, Outbox, Polling, Vitals, vitals
from monitor.store.views_reach import Waiting

WORST = 5  # feeds that are told one by one
HOSTS = 5  # and hosts
PATIENCE_S = 600.0  # a judge that runs has judged by then
WAITING = (Phase.READY.value, Phase.SENDING.value, Phase.DATA_COMMITTED.value)


def news(options: Options) -> Iterator[Finding]:
    """How the newsroom is. For a database that is there, at this version."""
    db = Database(options.database_url)
    try:
        now = clock_from(options.clock, db.url.database or "").now()
        with db.read() as conn:
            found = vitals(conn, now, network_failures=frozenset(NETWORK))
            unanswered = silences.open_now(conn)
    finally:
        db.close()
    yield from findings(found)
    yield from map(_silence, unanswered)


def findings(found: Vitals) -> Iterator[Finding]:
    """The same of what was read already."""
    if not found.feeds.feeds:
        return
    yield _feeds(found)
    yield from map(_feed, islice(found.feeds.trouble, WORST))
    yield _polling(found.polling)
    if found.network.hosts:
        yield _network(found.network.failed, found.network.hosts)
    if found.hosts:
        yield _waiting(sorted(found.hosts.items(), key=lambda item: item[1].until))
    yield _judging(found.backlog)
    if found.outbox.phases:
        yield _outbox(found.outbox)


def _feeds(found: Vitals) -> Finding:
    counts = ", ".join(f"{count} {state}" for state, count in found.states.items() if count)
    trouble = len(found.feeds.trouble)
    mend = "monitor feeds list --trouble" if trouble else ""
    return Finding("feeds", "warn" if trouble else "ok", f"{found.feeds.feeds}: {counts}", mend)


def _feed(spell: Spell) -> Finding:
    detail = f": {spell.detail}" if spell.detail else ""
    words = f"{spell.state.value} since {_moment(spell.start)}{detail}"
    return Finding(f"feed {spell.feed}", "warn", words, f"monitor feeds check {spell.feed}")


def _silence(one: Silence) -> Finding:
    return Finding(f"pair {one.pair}", "warn", one.reason, f"monitor feeds check {one.silent}")


def _polling(polling: Polling) -> Finding:
    polls = sum(polling.outcomes.values())
    last = f"the last at {_moment(polling.last)}" if polling.last else "none so far"
    words = f"{polls} polls in the last hour, {last}; {polling.leased} feeds being polled, {polling.due} due"
    if not polling.overdue:
        return Finding("polling", "ok", words)
    late = f", {polling.overdue} of them for more than a minute, the first for {_span(polling.lag_s)}"
    return Finding("polling", "warn", words + late, "is `monitor run` up, and does its log say anything?")


def _network(failed: int, hosts: int) -> Finding:
    words = f"{failed} of {hosts} hosts could not be found or reached in the last 5 minutes"
    if not is_down(failed, hosts):
        return Finding("network", "ok", words)
    return Finding(
        "network", "warn", f"{words}: that is ours", "is there a way out? Nothing is counted against the feeds"
    )


def _waiting(hosts: list[tuple[str, Waiting]]) -> Finding:
    named = ", ".join(f"{host} until {_moment(wait.until)}" for host, wait in hosts[:HOSTS])
    more = f" and {len(hosts) - HOSTS} more" if len(hosts) > HOSTS else ""
    return Finding(
        "hosts that wait", "ok", f"{len(hosts)}: {named}{more}", "they asked for it; polls resume by themselves"
    )


def _judging(backlog: Backlog) -> Finding:
    if not backlog.unjudged:
        return Finding("judging", "ok", "nothing waits")
    words = f"{backlog.unjudged} articles wait, the first for {_span(backlog.oldest_s)}"
    if backlog.oldest_s <= PATIENCE_S:
        return Finding("judging", "ok", words)
    return Finding("judging", "warn", words, "is the role judge running, and does its log say anything?")


def _outbox(outbox: Outbox) -> Finding:
    waiting = sum(outbox.phases.get(phase, 0) for phase in WAITING)
    last = f"the last edition at {_moment(outbox.last)}" if outbox.last else "no edition yet"
    words = f"{last}, {outbox.phases.get(Phase.SENT.value, 0)} deliveries sent, {waiting} waiting"
    if outbox.mishap is None:
        return Finding("editions", "ok", words)
    bad = outbox.mishap
    said = f" ({bad.answer})" if bad.answer else ""
    words += f"; a delivery of {bad.digest}, edition of {_moment(bad.period)}, is {bad.phase}{said}"
    return Finding("editions", "warn", words, f"monitor digest list; then monitor digest resend {bad.digest}")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def _span(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
