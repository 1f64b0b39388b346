"""Alerts: look at what is new, file what is worth telling, and tell it when it may go. Each of the two is one turn of
the alert: its writes are one transaction that only one of several daemons gets. A kill between them loses nothing: what
was filed is told at the next tick, what is told is in the outbox."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.model.alert import AlertContent, AlertSpec, Decision, Found, Hold, Pending
from monitor.model.letter import Envelope, Letter, LetterKind, list_of
from monitor.model.options import Options
from monitor.publish import alert_health, alert_spikes
from monitor.publish.alert import Harvest, Settled, decide, find, settle, today
from monitor.publish.alert_compose import compose
from monitor.publish.alert_mail import render_alert
from monitor.publish.corrections import corrections
from monitor.publish.message import letter_id
from monitor.store import alert_changes, alert_news, alerts, outbox, subscribers
from monitor.store.alert_news import Asked
from monitor.store.alerts import AlertRow, Step
from monitor.store.database import Connection, Database

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
RESTED = timedelta(hours=1)  # so old may the note be of when an alert last looked


def alert_due(db: Database, *, now: datetime, options: Options) -> list[str]:
    """One look of every alert; one that fails leaves the others alone. Returns the keys of the letters queued."""
    with db.read() as conn:
        rows = alerts.active(conn)
    done = [_one(db, row.spec.slug, now, options) for row in rows]
    return [key for key in done if key is not None]


def _one(db: Database, slug: str, now: datetime, options: Options) -> str | None:
    try:
        look_around(db, slug, now=now)
        return tell(db, slug, now=now, options=options)
    except Exception:
        log.exception("the alert %s could not look or tell; the next tick tries again", slug)
        return None


# --- looking ------------------------------------------------------------------------------------------------


def look_around(db: Database, slug: str, *, now: datetime) -> int:
    """File what is worth an alert. Returns how much that was."""
    with db.read() as conn:
        row = alerts.by_slug(conn, slug)
        step = _seen(conn, alert_news.asked(row, now))
    if not (step.found or step.taken or step.over or now - row.looked > RESTED or now < row.looked):
        return 0
    return db.run(lambda conn: len(alerts.write(conn, step)) if alerts.take_turn(conn, row, now) else 0)


def _seen(conn: Connection, look: Asked) -> Step:
    harvest = harvested(conn, look)
    spikes = alert_spikes.found(conn, look)
    health = alert_health.looked(conn, look.row, look.now)
    found = (*harvest.found, *spikes, *health.found)
    known = alerts.known(conn, look.row.id, (one.key for one in found))
    return Step(look.row, look.now, tuple(one for one in found if one.key not in known), harvest.taken, health.over)


def harvested(conn: Connection, look: Asked) -> Harvest:
    """What the news has for an alert."""
    new = alert_news.newcomers(conn, look) if look.spec.topics else []
    if not new:
        return Harvest((), frozenset())
    around = alert_news.surroundings(conn, look, {one.article for one in new})
    return find(look.spec, new, around.members, around.event)


# --- telling ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert with what it holds back and what that waits for."""

    row: AlertRow
    pending: tuple[Pending, ...]
    decision: Decision
    sent_today: int = 0


def standing(conn: Connection, slug: str, now: datetime) -> Standing:
    """How an alert stands. Raises NotFound."""
    row = alerts.by_slug(conn, slug)
    pending = alerts.pending(conn, row.id)
    sent = alerts.letters_since(conn, row.id, now - 2 * DAY) if pending else ()
    return Standing(row, pending, decide(row.spec, now, pending, sent), today(row.spec, now, sent))


def tell(db: Database, slug: str, *, now: datetime, options: Options) -> str | None:
    """Queue one letter with all that waits, when it may go. Returns its key."""
    with db.read() as conn:
        now_ = standing(conn, slug, now)
        if not now_.decision.tell:
            _hold(db, now_)
            return None
        settled = _settled(conn, now_, now)
        content = compose(conn, now_.row, settled.tell, now)
        changed = alert_changes.revised(conn, now_.row.id, now)
    if not (content.rows or content.spikes or content.feeds):
        _drop(db, now_, now)
        return None
    shown, _ = corrections(one for _, one in changed)
    last = now_.sent_today + 1 >= now_.row.spec.daily_cap
    content = replace(content, corrected=shown, last_today=last)
    marked = [found for found, one in changed if one.seen.article in {two.seen.article for two in shown}]
    letter = letter_of(now_.row.spec, content, options)
    told = db.run(lambda conn: _queued(conn, now_, Made(letter, content, settled, tuple(marked)), options))
    if told:
        log.info("alert %s: %s", slug, letter.rendered.subject)
    return letter.key if told else None


@dataclass(frozen=True, slots=True)
class Made:
    """A letter with what it says, what it settles, and the articles that it marks as changed."""

    letter: Letter
    content: AlertContent
    settled: Settled
    changed: tuple[Found, ...]


def _settled(conn: Connection, now_: Standing, now: datetime) -> Settled:
    items = [one for one in now_.pending if one.id in now_.decision.tell]
    articles = {one.article for one in items if one.article is not None}
    around = alert_news.surroundings(conn, Asked(now_.row, now, now), articles)
    told = alerts.told_of(conn, now_.row.id, (one.seen.article for one in around.members))
    return settle(now_.row.spec, items, (around.members, around.event), told)


def _drop(db: Database, now_: Standing, now: datetime) -> None:
    """All that waited is nothing new any more."""

    def work(conn: Connection) -> None:
        if alerts.take_turn(conn, now_.row, now_.row.looked):
            alerts.drop(conn, now_.decision.tell, now)

    db.run(work)


def _hold(db: Database, now_: Standing) -> None:
    """Note why things wait, once."""
    why = now_.decision.hold
    other = [one.id for one in now_.pending if one.held is not why]
    if other and why in (Hold.QUIET, Hold.CAP):

        def work(conn: Connection) -> None:
            if alerts.take_turn(conn, now_.row, now_.row.looked):
                alerts.hold(conn, other, why)

        db.run(work)


def _queued(conn: Connection, now_: Standing, made: Made, options: Options) -> bool:
    letter, content = made.letter, made.content
    if not alerts.take_turn(conn, now_.row, now_.row.looked):
        return False  # somebody else was faster
    spec = now_.row.spec
    to = subscribers.addressed(conn, list_of(LetterKind.ALERT, spec.slug), spec.recipients)
    envelopes = [Envelope(one, spec.channel, letter_id(letter.key, one, options.mail.sender)) for one in to]
    number = outbox.queue(conn, letter, envelopes, content.at)
    if number is None:
        raise RuntimeError(f"{letter.key} is in the outbox already")
    changed = alerts.write(conn, Step(now_.row, content.at, made.changed))
    alerts.told(conn, now_.row, [*(one.id for one in made.settled.tell), *changed], (number, content))
    alerts.drop(conn, made.settled.gone, content.at)
    return True


def letter_of(spec: AlertSpec, content: AlertContent, options: Options) -> Letter:
    """The letter for the outbox."""
    key = f"alert/{spec.slug}/{content.number}"
    link = f"/alerts/{spec.slug}/{content.number}"
    rendered = render_alert(spec, content, options.web.base_url)
    return Letter(LetterKind.ALERT, key, spec.slug, spec.name, rendered, alerts.as_json(content), link)


# --- looking at the past ------------------------------------------------------------------------------------


def preview(db: Database, slug: str, *, at: datetime, options: Options, span: timedelta = DAY) -> tuple[
    AlertContent, Letter
]:  # fmt: skip
    """What the time before `at` would have brought in one letter, had nothing been told before. Nothing is kept."""
    with db.read() as conn:
        row = alerts.by_slug(conn, slug)
        begun = dict.fromkeys((*row.spec.topics, alerts.HEALTH), at - span)
        look = Asked(replace(row, begun=begun), at, at - span, fresh=True)
        found: Sequence[Found] = (*harvested(conn, look).found, *alert_spikes.found(conn, look))
        if row.spec.health:
            found = (*found, *alert_health.looked(conn, look.row, at, fresh=True).found)
        pending = [Pending(n, at, one.kind, one.topic, one.article, one.detail) for n, one in enumerate(found)]
        content = compose(conn, look.row, pending, at, fresh=True)
    return content, letter_of(row.spec, content, options)
