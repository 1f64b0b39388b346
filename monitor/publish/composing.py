"""Which editions are due, and composing them: read, compose, render, then keep it all in one transaction."""

import logging
import os
from datetime import datetime, timedelta
from functools import lru_cache

from monitor.errors import ConfigurationError, QueryError, UsageError
from monitor.model.digest import DigestSpec, EditionContent, Material, Rendered, Window
from monitor.model.options import Options
from monitor.publish.addressing import addressed
from monitor.publish.edition import compose, worth_sending
from monitor.publish.links import stop_link
from monitor.publish.message import message_id
from monitor.publish.render import render
from monitor.publish.schedule import Due, due, previous_period
from monitor.publish.searching import sought
from monitor.publish.tongues import speech
from monitor.publish.words import schedule_words
from monitor.store import candidates, cuts, editions, outage
from monitor.store.candidates_asked import Asked
from monitor.store.cuts import Cut, Standing
from monitor.store.database import Connection, Database
from monitor.store.editions import DigestRow, Draft, Envelope

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=48)  # what was that old at the last cut, and is first seen after it, is no news
PATIENCE = timedelta(minutes=20)  # after an outage an edition waits so long for the feeds and the judge


def compose_due(db: Database, *, now: datetime, options: Options) -> list[int]:
    """Compose every edition that is due; one that fails leaves the others alone. Returns ids, of skipped ones too."""
    with db.read() as conn:
        found = list(cuts.standings(conn, now))
    for one in found:
        if one.ahead:
            _notice_ahead(db, one, now)
    made = [_compose_one(db, one, now, options) for one in _apart(found)]
    return [edition for edition in made if edition is not None]


def _apart(found: list[Standing]) -> list[Standing]:
    """Each process begins elsewhere, so that several share the work instead of racing for the same digest."""
    start = os.getpid() % max(1, len(found))
    return found[start:] + found[:start]


def _notice_ahead(db: Database, one: Standing, now: datetime) -> None:
    if db.run(lambda conn: cuts.notice_ahead(conn, one.id, now)):
        log.warning("%s has an edition that ends in the future: a clock was wrong; it comes again", one.spec.slug)


def _compose_one(db: Database, one: Standing, now: datetime, options: Options) -> int | None:
    try:
        found = due(one.spec, one.at, now)
        return _compose_if_due(db, one, found, now, options) if found else None
    except (QueryError, ConfigurationError) as error:
        _say_once(one.spec.slug, str(error).replace("\n", " "))
        return None
    except Exception:
        log.exception("the edition of %s could not be composed; the next tick tries again", one.spec.slug)
        return None


@lru_cache(maxsize=1000)
def _say_once(slug: str, why: str) -> None:
    """Nothing that another try would mend: not said at every tick."""
    log.error("%s is set aside, it has no edition until somebody mends it: %s", slug, why)


def _compose_if_due(db: Database, one: Standing, found: Due, now: datetime, options: Options) -> int | None:
    with db.read() as conn:
        row = addressed(conn, editions.by_slug(conn, one.spec.slug))
        cut = cuts.cut_of(conn, row.id, row.since, now=now)
        if cut.at != one.at:
            return None  # somebody else was faster
        back = outage.resumed(conn, found.period)
        if back is not None and now - back < PATIENCE and outage.catching_up(conn, back):
            return None
        period = cuts.free_period(conn, row.id, found.period)
        window = _window(cut, Due(period, found.missed), found.period, now if back else None)
        material = _material(conn, Asked(row.id, row.spec, window, first=cut.first, begun=row.since))
    return _keep(db, _draft(row, cut, compose(row.spec, window, material), options), now)


def _material(conn: Connection, asked: Asked) -> Material:
    return candidates.material(conn, asked, sought(conn, asked))


def _window(cut: Cut, found: Due, scheduled: datetime, late: datetime | None) -> Window:
    """The window up to the scheduled instant; up to `late` when we were down then, for the news came in after it."""
    end = late.replace(second=0, microsecond=0) if late else scheduled
    return window_of(cut, found.period, max(end, scheduled), catch_up=found.missed > 0)


def window_of(cut: Cut, period: datetime, end: datetime, *, catch_up: bool = False) -> Window:
    """From the last cut to `end`. What was published shortly before the last cut and judged after it is news, however
    long the window is. After a catch-up the window before it stays in reach: its late articles are news too."""
    reach = min(cut.at, end) - LOOK_BACK
    return Window(period, cut.at, end, min(reach, cut.start) if cut.catch_up else reach, catch_up)


def _draft(row: DigestRow, cut: Cut, content: EditionContent, options: Options, *, forced: bool = False) -> Draft:
    skipped = not (forced or worth_sending(row.spec, content))
    envelopes = () if skipped else _envelopes(row.spec, content, options)
    return Draft(row.id, cut, content, render_for(row.spec, content, options), skipped, envelopes)


def _keep(db: Database, draft: Draft, now: datetime) -> int | None:
    edition = editions.keep(db, draft, now)
    how = "skipped" if draft.skipped else "kept"
    content = draft.content
    log.info("%s: %s, %s", content.digest, draft.rendered.subject, how if edition else "somebody else was faster")
    return edition


def render_for(spec: DigestSpec, content: EditionContent, options: Options) -> Rendered:
    """The edition as its recipients get it."""
    words = speech(spec.language)
    why = words.say("you_get_this", name=spec.name, schedule=schedule_words(spec, words))
    base = options.web.base_url
    return render(content, base_url=base, why=why, unsubscribe=stop_link(base))


def _envelopes(spec: DigestSpec, content: EditionContent, options: Options) -> tuple[Envelope, ...]:
    period, sender = content.period or content.end, options.mail.sender
    return tuple(
        Envelope(to, spec.channel, message_id(spec.slug, period, to, sender)) for to in dict.fromkeys(spec.recipients)
    )


def compose_now(db: Database, slug: str, *, now: datetime, options: Options) -> int:
    """Cut the digest now, whatever its schedule, and keep the edition even if empty. Raises NotFound, UsageError."""
    moment = now.replace(second=0, microsecond=0)  # an address names a minute
    with db.read() as conn:
        row = addressed(conn, editions.by_slug(conn, slug))
        cut = cuts.cut_of(conn, row.id, row.since, now=now)
        if cut.at >= now:
            raise UsageError(f"{slug} has an edition up to {cut.at:%Y-%m-%d %H:%M:%S} UTC already")
        window = window_of(cut, moment, now)
        material = _material(conn, Asked(row.id, row.spec, window, first=cut.first, begun=row.since))
    draft = _draft(row, cut, compose(row.spec, window, material), options, forced=True)
    edition = _keep(db, draft, now)
    if edition is None:
        raise UsageError(f"{slug} has an edition of this minute already: `monitor digest list {slug}`")
    return edition


def _as_if_before(spec: DigestSpec, at: datetime) -> datetime:
    """The last scheduled instant before `at`; the one before that where it is only a little while ago."""
    last = previous_period(spec, at)
    before = previous_period(spec, last)
    return before if at - last < (last - before) / 2 else last


def preview(
    db: Database, slug: str, *, at: datetime, options: Options, now: datetime | None = None
) -> tuple[EditionContent, Rendered]:
    """What an edition cut at `at` holds, and how it looks. Nothing is kept. Where `at` lies before `now`: what it would
    have held then, by the texts, matches and verdicts of that time. Before its first edition a digest is shown with a
    whole period. Raises NotFound."""
    with db.read() as conn:
        return preview_of(conn, editions.by_slug(conn, slug), at=at, options=options, now=now)


def preview_of(
    conn: Connection, row: DigestRow, *, at: datetime, options: Options, now: datetime | None = None
) -> tuple[EditionContent, Rendered]:
    """`preview` of a digest that need not be stored: one that is new has the id 0, and told nothing yet."""
    cut = cuts.cut_of(conn, row.id, row.since, before=at)
    if cut.first:  # a digest that is new: what a whole period would have held
        start = min(cut.at, _as_if_before(row.spec, at))
        cut = Cut(start, start, first=True)
    window = window_of(cut, at, at)
    past = at if now is not None and at < now else None
    told = window.start
    asked = Asked(row.id, row.spec, window, first=cut.first, begun=row.since, told_by=told, as_of=past)
    material = _material(conn, asked)
    content = compose(row.spec, window, material)
    return content, render_for(row.spec, content, options)
