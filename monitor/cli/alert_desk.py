"""What `monitor alerts` does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.app import App
from monitor.cli.spans import instant
from monitor.model.alert import AlertContent, AlertSpec
from monitor.model.letter import Letter, LetterKind, list_of
from monitor.publish import alerting
from monitor.store import alerts as shelf
from monitor.store import subscribers, views_alerts

ALERTS = {"alert": "alert", "name": "name", "tells": "tells", "recipients": "recipients", "channel": "channel",
          "letters": "letters", "last": "last", "waiting": "waiting", "until": "until"}  # fmt: skip
LETTERS = {"number": "number", "at": "at", "subject": "subject", "deliveries": "deliveries"}


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert in the list. `waiting` things are held back, because of `why` (batch, quiet, cap), `until` then."""

    alert: str
    name: str
    tells: str
    recipients: int
    channel: str
    managed_by: str
    letters: int
    last: datetime | None
    waiting: int
    why: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in the list, with how many deliveries are in which phase."""

    alert: str
    number: int
    at: datetime
    subject: str
    deliveries: str


def alerts(app: App) -> Iterator[AlertLine]:
    """Every alert in force."""
    now = app.clock.now()
    with app.db.read() as conn:
        for row in shelf.active(conn):
            stands, spec = alerting.standing(conn, row.spec.slug, now), row.spec
            to = subscribers.addressed(conn, list_of(LetterKind.ALERT, spec.slug), spec.recipients)
            last = views_alerts.letters(conn, spec.slug, limit=1)
            yield AlertLine(
                spec.slug, spec.name, tells(spec), len(to), spec.channel, row.managed_by, row.letters,
                last[0].at if last else None, len(stands.pending), stands.decision.hold.value, stands.decision.until,
            )  # fmt: skip


def tells(spec: AlertSpec) -> str:
    """`sohae: first, origin, spike; kcna; feeds`."""
    topics = f"{', '.join(spec.topics)}: {', '.join(spec.on)}" if spec.topics else ""
    return "; ".join(filter(None, (topics, ", ".join(spec.outlets), "feeds" if spec.health else "")))


def letters(app: App, slug: str) -> Iterator[LetterLine]:
    """The newest letters of an alert. Raises NotFound."""
    with app.db.read() as conn:
        shelf.by_slug(conn, slug)
        for one in views_alerts.letters(conn, slug):
            phases = ", ".join(f"{n} {phase}" for phase, n in one.phases)
            yield LetterLine(one.alert, one.number, one.at, one.subject, phases)


def previewed(app: App, slug: str, at: str | None) -> tuple[AlertContent, Letter]:
    """The day before `at` (now when None). Raises UsageError, NotFound."""
    now = app.clock.now()
    return alerting.preview(app.db, slug, at=instant(at, now) if at else now, options=app.options)


def as_json(content: AlertContent) -> Any:
    """For machines."""
    return shelf.as_json(content)


def printed(content: AlertContent, letter: Letter) -> str:
    """For people."""
    if not (content.rows or content.spikes or content.feeds):
        return f"Nothing in the 24 hours before {content.at:%Y-%m-%d %H:%M} UTC: no letter.\n"
    return f"Subject: {letter.rendered.subject}\n\n{letter.rendered.text}"
