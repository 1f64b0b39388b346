"""What `monitor digest` does: ask the store, compose, deliver."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.app import App
from monitor.cli.output import json_line
from monitor.cli.spans import instant
from monitor.errors import NotFound
from monitor.model.digest import EditionContent, Phase, Rendered
from monitor.publish import composing, pausing
from monitor.publish.addressing import addressed
from monitor.publish.channels import channels_from
from monitor.publish.deliver import Delivered, deliver_due
from monitor.publish.schedule import next_period
from monitor.publish.words import schedule_words
from monitor.store import cuts, deliveries, editions, views_recipients
from monitor.store import digests as store

DIGESTS = {"digest": "digest", "name": "name", "topics": "topics", "when": "when", "recipients": "recipients",
           "left": "left", "marked": "marked", "channel": "channel", "last": "last", "next": "next",
           "managed by": "managed_by", "state": "state"}  # fmt: skip
EDITIONS = {"edition": "edition", "end": "end", "subject": "subject", "skipped": "skipped", "deliveries": "deliveries"}
DELIVERED = {
    "edition": "edition",
    "recipient": "recipient",
    "phase": "phase",
    "answer": "answer",
    "next try": "next_try",
}
WELL = frozenset({Phase.SENT})


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A digest in the list. `recipients` get its next edition; `last` is where its last edition ended, `next` its next
    scheduled instant."""

    digest: str
    name: str
    topics: tuple[str, ...]
    when: str
    recipients: int
    channel: str
    managed_by: str
    last: datetime | None
    next: datetime | None
    left: int = 0  # recipients who unsubscribed
    asked: int = 0  # who did not confirm yet
    marked: int = 0  # who refuse: nothing is sent there
    state: str = ""  # paused, or why it is set aside


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in the list, with how many deliveries are in which phase."""

    edition: int
    digest: str
    period: datetime
    start: datetime
    end: datetime
    subject: str
    skipped: bool
    deliveries: str


def digests(app: App) -> Iterator[DigestLine]:
    """Every digest in force."""
    now = app.clock.now()
    with app.db.read() as conn:
        for row in (one for one in editions.every(conn) if one.retired is None):
            if row.trouble:
                yield DigestLine(row.spec.slug, row.spec.name, row.spec.topics, "", 0, row.spec.channel, row.managed_by,
                                 None, None, state=f"set aside: {row.trouble}")  # fmt: skip
                continue
            cut, spec = cuts.cut_of(conn, row.id, row.since, now=now), addressed(conn, row).spec
            away = views_recipients.away(conn, row.spec)
            yield DigestLine(
                spec.slug, spec.name, spec.topics or (spec.query,), schedule_words(spec), len(spec.recipients),
                spec.channel, row.managed_by, None if cut.first else cut.at,
                None if row.paused else next_period(spec, max(now, cut.at)),
                away.left, away.asked, away.marked, "paused" if row.paused else "",
            )  # fmt: skip


def paused(app: App, slug: str) -> str:
    """No edition until somebody resumes it. Raises NotFound."""
    store.pause(app.db, slug, now=app.clock.now())
    return f"{slug} is paused: editions that fall due are left out until `monitor digest resume {slug}`."


def resumed(app: App, slug: str) -> str:
    """Editions again. Raises NotFound."""
    return pausing.resume(app.db, slug, now=app.clock.now())


def retired(app: App, slug: str) -> str:
    """Out of use. Raises NotFound, ConfigurationError."""
    store.retire(app.db, slug, now=app.clock.now())
    return f"{slug} is retired: no further edition. Those that there are stay."


def kept(app: App, slug: str) -> Iterator[EditionLine]:
    """The newest editions of a digest."""
    with app.db.read() as conn:
        editions.by_slug(conn, slug)
        for row in editions.listing(conn, slug):
            yield EditionLine(
                row.id, row.digest, row.period, row.start, row.end, row.subject, row.skipped,
                _phases(deliveries.of_edition(conn, row.id)),
            )  # fmt: skip


def _phases(rows: Sequence[deliveries.DeliveryRow]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.phase.value] = counts.get(row.phase.value, 0) + 1
    return ", ".join(f"{n} {phase}" for phase, n in counts.items())


def previewed(app: App, slug: str, at: str | None) -> tuple[EditionContent, Rendered]:
    """The edition cut at `at` (now when None), which is wall time of the digest's zone where it names none. Raises
    UsageError, NotFound."""
    now = app.clock.now()
    with app.db.read() as conn:
        zone = ZoneInfo(editions.by_slug(conn, slug).spec.zone)
    return composing.preview(app.db, slug, at=instant(at, now, zone) if at else now, options=app.options, now=now)


def print_content(content: EditionContent) -> None:
    """One JSON object."""
    json_line(editions.as_json(content))


def sent_now(app: App, slug: str) -> list[Delivered]:
    """An edition cut now, and what became of its deliveries."""
    edition = composing.compose_now(app.db, slug, now=app.clock.now(), options=app.options)
    return _deliver(app, edition)


def sent_again(app: App, slug: str, edition: int | None, recipients: Sequence[str]) -> list[Delivered]:
    """A kept edition once more. Raises NotFound when there is none, or nobody to send it to."""
    with app.db.read() as conn:
        editions.by_slug(conn, slug)
        rows = editions.listing(conn, slug, limit=10_000)
    found = [row for row in rows if row.id == edition or (edition is None and not row.skipped)]
    if not found:
        raise NotFound(f"{slug} has no such edition; `monitor digest list {slug}` shows them")
    deliveries.resend(app.db, found[0].id, now=app.clock.now(), recipients=recipients)
    tried = _deliver(app, found[0].id)
    if not tried:
        raise NotFound(f"edition {found[0].id} has nothing to deliver: no recipients, or none of that address")
    return tried


def _deliver(app: App, edition: int) -> list[Delivered]:
    now, options = app.clock.now(), app.options
    return deliver_due(app.db, channels_from(options), now=now, options=options, edition=edition)


def verdict(tried: Sequence[Delivered]) -> int:
    """The exit code: 1 when a delivery did not arrive (yet)."""
    return 0 if all(one.phase in WELL for one in tried) else 1
