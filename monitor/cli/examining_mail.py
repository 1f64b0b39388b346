"""What `monitor doctor` finds about what leaves the house: recipients that can not be reached, deliveries that wait for
the configuration, addresses that refuse, people who left."""

from collections.abc import Iterator
from itertools import islice

from monitor.cli.finding import Finding
from monitor.model.alert import AlertSpec
from monitor.model.clock import clock_from
from monitor.model.digest import DigestSpec
from monitor.model.letter import Standing
from monitor.model.options import Options
from monitor.publish.channels import channel_names, channels_from
from monitor.publish.links import is_public
from monitor.publish.setting_aside import set_aside
from monitor.settings import Settings
from monitor.store import reach, subscribers, topics, trouble
from monitor.store.database import Connection, Database
from monitor.store.reach import Unreached

SHOWN = 5  # told one by one


def recipients(settings: Settings) -> Iterator[Finding]:
    """Channels that there are not, and recipients that nothing can be sent to as things are."""
    channels = channels_from(settings.options)
    every: list[tuple[str, DigestSpec | AlertSpec]] = [("digest", digest) for digest in settings.digests]
    every += [("alert", alert) for alert in settings.alerts]
    for kind, one in every:
        if one.channel not in channels:
            problem = settings.problem(kind, one.slug, f"there is no channel {one.channel}")
            yield Finding(f"{kind}s", "fail", str(problem), f"write one of {', '.join(channel_names())}")
            continue
        way = channels[one.channel]
        wrong = (why for to in one.recipients if (why := way.trouble(to)))
        for why in islice(wrong, SHOWN):
            yield Finding("recipients", "fail", str(settings.problem(kind, one.slug, why)), "edit digests.toml")


def outbox(options: Options) -> Iterator[Finding]:
    """For a database that is there, at this version."""
    db = Database(options.database_url)
    try:
        now = clock_from(options.clock, db.url.database or "").now()
        with db.read() as conn:
            waiting, refusing = trouble.misconfigured(conn, now), reach.unreached(conn)
            yield from _left(conn)
    finally:
        db.close()
    for channel, answer, count in waiting:
        yield Finding(f"channel {channel}", "fail", f"{count} deliveries wait: {answer}", _mend(channel))
    yield from map(_refusing, islice(refusing, SHOWN))
    if len(refusing) > SHOWN:
        yield Finding("addresses", "warn", f"{len(refusing) - SHOWN} more refuse", "monitor digest recipients SLUG")


def _mend(channel: str) -> str:
    where = "[mail] in monitor.toml" if channel == "mail" else "[[destination]] in digests.toml"
    return f"mend {where}; then: monitor digest test-mail RECIPIENT --channel {channel}"


def _refusing(one: Unreached) -> Finding:
    since = f"{one.since:%Y-%m-%d %H:%MZ}"
    if one.marked is None:
        words = f"refused {one.refused} in a row since {since} ({one.answer})"
        return Finding(f"address {one.recipient}", "warn", words, "is it spelled right?")
    why = "says that it is gone" if one.gone else f"refused {one.refused} in a row since {since}"
    words = f"{why} ({one.answer}); nothing is sent there"
    return Finding(f"address {one.recipient}", "warn", words, f"monitor digest restore {one.recipient}")


def _left(conn: Connection) -> Iterator[Finding]:
    counts = subscribers.counts(conn)
    for name in sorted({name for name, _ in counts}):
        said = {state: counts.get((name, state), 0) for state in Standing}
        words = ", ".join(f"{said[state]} {word}" for state, word in WORDS.items() if said[state])
        yield Finding(f"list {name}", "ok", words, f"monitor digest recipients {name.partition('/')[2]}")


WORDS = {Standing.STOPPED: "left", Standing.PENDING: "asked, not confirmed", Standing.ACTIVE: "joined"}


def aside(settings: Settings) -> Iterator[Finding]:
    """Topics and digests that can not be read any more or lack something; for a database that is there."""
    db = Database(settings.options.database_url)
    try:
        with db.read() as conn:
            made = {one.spec.slug for one in topics.every(conn) if one.managed_by == topics.APP}
            found = set_aside(conn)
    finally:
        db.close()
    for slug, problem in settings.strange:
        if slug not in made:
            yield Finding("configuration", "fail", str(problem), "edit digests.toml")
    for one in found:
        said = " ".join(one.said.split())
        yield Finding(f"{one.kind} {one.slug}", "fail" if one.bad else "warn", said, one.mend)


def unsubscribing(options: Options) -> Finding:
    """Whether mails have a one-click way out."""
    if is_public(options.web.base_url):
        words = "one click: let your mail server sign List-Unsubscribe and List-Unsubscribe-Post (DKIM)"
        return Finding("unsubscribe", "ok", words)
    words = f"no one-click header: base_url {options.web.base_url} is no public https address"
    return Finding("unsubscribe", "ok", words, "[web] base_url, where large receivers are mailed")
