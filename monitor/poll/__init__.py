"""THE LINE, first half: one feed from its claim to the store, written once, top to bottom.

    claim the due feeds -> fetch -> parse -> normalise -> identify -> match -> store

Waiting for the net is async; after the bytes arrive everything is plain functions, on one desk thread. What a feed's
server does comes back as a value, so a sick feed breaks nothing but its own poll.
"""

import logging
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.collect import health
from monitor.collect.cadence import Hints, assess
from monitor.collect.normalise import raw_hash, shared_urls
from monitor.curate import identity
from monitor.errors import LostLease
from monitor.lang.text import squeeze
from monitor.lang.urls import absolute_url
from monitor.model.entry import Entry, ParsedFeed, RawEntry
from monitor.model.feed import DueFeed, PollEvent
from monitor.model.fetching import (
    GOOD,
    Body,
    Failure,
    Fetched,
    NotModified,
    Outcome,
    Request,
    Timing,
    Validators,
)
from monitor.model.landing import EntryNames, Landed, Placement, PollResult, SeenEntry, StoredText
from monitor.model.options import PollOptions
from monitor.poll import churn
from monitor.poll.line import Line
from monitor.poll.preparing import MANY, prepare_apart
from monitor.prepare import Named, Prepared, Preparer, Setting, plainly
from monitor.store import landing
from monitor.store.acquittal import Blame, acquit
from monitor.store.database import Connection

log = logging.getLogger("monitor.poll")
HEAVY = 1024 * 1024  # bytes of a document
LANG_CHARS = 35  # RFC 5646, section 4.4.1
LEFT_OUT = "{} entries beyond the limit of a poll were left out"


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll came to, for the command line and the log."""

    feed: str
    event: PollEvent
    landed: Landed = Landed()
    lost: bool = False  # another process took the feed over


# --- one feed ---


async def poll_feed(line: Line, due: DueFeed) -> Polled:
    """Poll one claimed feed. Raises only what is our own fault (the database, a bug)."""
    try:
        request = _unlocked(line, due)
    except ValueError as error:
        return await land_quiet(line, due, Failure(Outcome.BAD_URL, f"cannot be asked: {error}"), Request(due.url))
    async with line.fetcher.fetching(request) as fetched:
        if isinstance(fetched, Body) and fetched.validators.body_hash != due.validators.body_hash:
            return await _poll_body(line, due, request, fetched)
    return await land_quiet(line, due, fetched, request)


def _unlocked(line: Line, due: DueFeed) -> Request:
    """What to send, with its secrets: the files' are known, those of feeds that people add are opened now. Raises
    ValueError, which names what is missing."""
    headers = line.headers.get(due.slug) or line.keys.headers(due.headers)
    access = line.access.get(due.slug) or line.keys.access(due.access)
    request = ask(due, line.clock.now(), line.options, headers)
    return replace(request, access=access, home=due.declared_url or None)


async def _poll_body(line: Line, due: DueFeed, request: Request, body: Body) -> Polled:
    """A body that was not seen before: read it, and land what it holds. Large ones two by two: what is made of one
    on the way (the entries, their words) may be several times its size, and only bytes are counted as in flight."""
    if len(body.content) <= HEAVY:
        return await _read_and_land(line, due, request, body)
    async with line.heavy:
        return await _read_and_land(line, due, request, body)


async def _read_and_land(line: Line, due: DueFeed, request: Request, body: Body) -> Polled:
    parsed = await line.parser.parse(body, limit=line.options.first_entries if due.first_poll else line.options.entries)
    if isinstance(parsed, ParsedFeed) and parsed.entries:
        return await land_parsed(line, due, parsed, body=body)
    return await land_quiet(line, due, _failed_reading(body, parsed), request)


def ask(due: DueFeed, now: datetime, options: PollOptions, headers: Mapping[str, str]) -> Request:
    """What to send: the stored validators, but once a day none (servers that answer 304 for ever exist)."""
    full_every = timedelta(seconds=options.full_every_s)
    conditional = due.last_full is not None and now - due.last_full < full_every
    return Request(due.url, due.validators if conditional else Validators(), headers)


def _failed_reading(body: Body, parsed: ParsedFeed | Failure) -> Failure:
    """A body that gave no entries, as a failure with the cost of its fetch."""
    if isinstance(parsed, Failure):
        return replace(parsed, status=body.status, timing=body.timing)
    return Failure(Outcome.NO_ENTRIES, "a feed without entries", body.status, timing=body.timing)


async def land_quiet(line: Line, due: DueFeed, fetched: Fetched, request: Request) -> Polled:
    """Store a poll that brought no entries: not modified, the same bytes, or a failure."""
    now = line.clock.now()
    event = quiet_event(fetched, now)
    line.watch.note(due.host, event.outcome, now, due.id if health.is_trusted(due) else None)
    hints = hints_of(fetched, network_down=event.outcome not in GOOD and line.watch.down(now))
    assessment = assess(due, event, now=now, options=line.options, hints=hints, jitter=_jitter())
    if isinstance(fetched, Failure) and fetched.host:
        assessment = replace(assessment, waiting_host=fetched.host)
    validators = None if isinstance(fetched, Failure) else _merged(due.validators, fetched.validators)
    full = isinstance(fetched, Body) and request.validators == Validators()
    kept = await line.quiet.land(due, PollResult(event, assessment, validators, full=full))
    if hints.network_down:
        await _acquit(line, line.watch.acquitted(now, besides=due.id), now)
    return Polled(due.slug, event, lost=not kept)


async def _acquit(line: Line, blamed: Mapping[int, tuple[datetime, Outcome]], now: datetime) -> None:
    """The network was down before that was recognised: what was counted against these feeds is taken back."""
    found = {feed: Blame(at, health.points(outcome), health.OFFLINE) for feed, (at, outcome) in blamed.items()}
    if found:
        await line.write(lambda conn: acquit(conn, found, now, line.options.floor_s))


def quiet_event(fetched: Fetched, now: datetime) -> PollEvent:
    """The event of a poll without entries."""
    match fetched:
        case Failure():
            timing, outcome, status, detail = fetched.timing, fetched.outcome, fetched.status, fetched.detail
        case NotModified():
            timing, outcome, status, detail = fetched.timing, Outcome.NOT_MODIFIED, 304, ""
        case Body():
            timing, outcome, status, detail = fetched.timing, Outcome.UNCHANGED, fetched.status, ""
    return PollEvent(now, outcome, status, timing.wire_bytes, timing.ms, detail=detail)


def hints_of(fetched: Fetched | None, *, network_down: bool = False, parsed: ParsedFeed | None = None) -> Hints:
    """What the answer says about when to come back."""
    ttl_s = parsed.ttl_minutes * 60 if parsed and parsed.ttl_minutes else None
    if isinstance(fetched, Failure):
        return Hints(retry_after=fetched.retry_after, network_down=network_down)
    moved_to = fetched.moved_to if isinstance(fetched, Body) and parsed else None
    dates = [raw.published_at for raw in parsed.entries if raw.published_at] if parsed else []
    return Hints(
        max_age=fetched.max_age if fetched else None,
        ttl_s=ttl_s,
        period_s=parsed.period_s if parsed else None,
        skip_hours=parsed.skip_hours if parsed else frozenset(),
        skip_days=parsed.skip_days if parsed else frozenset(),
        moved_to=moved_to,
        dates=dates,
    )


def _merged(stored: Validators, fresh: Validators) -> Validators:
    """Both validators are always replaced; the body hash stays when no body came."""
    return fresh if fresh.body_hash else replace(fresh, body_hash=stored.body_hash)


def _jitter() -> float:
    return random.uniform(-1.0, 1.0)


# --- a document with entries ---


@dataclass(slots=True)
class Reading:
    """A document on its way into the store. `fresh` was news before the transaction; `ready` keeps what was prepared,
    by position, so that a second try of the transaction does not do it again."""

    line: Line
    named: tuple[Named, ...]
    setting: Setting
    fresh: list[Named] = field(default_factory=list)
    ready: dict[int, Prepared] = field(default_factory=dict)
    preparer: Preparer = field(init=False)

    def __post_init__(self) -> None:
        """Remembers by which topics the workers tag it."""
        self.preparer = self.line.furnished

    @property
    def due(self) -> DueFeed:
        """The feed that it is of."""
        return self.setting.feed

    def prepare(self) -> None:
        """Normalise what is fresh, here. Tags come when it is known that a text is stored."""
        for named in self.fresh:
            self._normalised(named)

    def _normalised(self, named: Named) -> Prepared:
        if named.position not in self.ready:
            self.ready[named.position] = self._made(named)
        return self.ready[named.position]

    def _made(self, named: Named) -> Prepared:
        try:
            return self.line.preparer.named(named, self.setting)
        except Exception:
            log.exception("entry %d of %s is taken as it stands", named.position, self.due.slug)
            return plainly(named, self.setting)

    def take(self, prepared: Iterable[Prepared]) -> None:
        """These were prepared elsewhere."""
        self.ready |= {one.entry.position: one for one in prepared}

    def place(self, conn: Connection) -> tuple[tuple[Placement, ...], tuple[bytes, ...]]:
        """Inside the transaction: what is new, revised or only seen again, from what is true there and then."""
        seen = landing.seen(conn, self.due.id, [named.entry_hash for named in self.named])
        touched = [named.entry_hash for named in self.named if not _is_news(named, seen)]
        ready = [self._normalised(named) for named in self.named if _is_news(named, seen)]
        news = [(one.entry, one.names) for one in ready]
        known, texts = self._stored(conn, news)
        strange = [one for one in news if not any(key.hash in known for key in one[1].keys)]
        if strange and (len(strange) >= churn.SEVERAL or not (known or touched)):
            among = len(news) + len(touched) > len(strange)
            churned, more = churn.known_by_text(conn, self.due, strange, self.setting.now, among=among)
            names_of = {entry.position: names for entry, names in churned}
            news = [(entry, names_of.get(entry.position, names)) for entry, names in news]
            known |= more
            texts |= landing.texts(conn, sorted(set(more.values())))
        renamed = identity.set_recycled_apart(news, known=known, texts=texts)
        if renamed != news:
            seen = landing.seen(conn, self.due.id, [names.entry_hash for _, names in renamed])
            touched += [names.entry_hash for _, names in renamed if not _is_news(names, seen)]
            news = [(entry, names) for entry, names in renamed if _is_news(names, seen)]
            known, texts = self._stored(conn, news)
        placements = identity.identify(news, known=known, texts=texts, feed=self.due.id)
        if any(map(_is_stored, placements)):
            self.line.keep_up(conn)
        return tuple(self._tagged(placement) for placement in placements), tuple(touched)

    @staticmethod
    def _stored(
        conn: Connection, news: Sequence[tuple[Entry, EntryNames]]
    ) -> tuple[dict[bytes, int], dict[int, StoredText]]:
        """The articles that the keys of these entries name, and their current texts."""
        known = landing.keys(conn, [key.hash for _, names in news for key in names.keys])
        return known, landing.texts(conn, sorted(set(known.values())))

    def _tagged(self, placement: Placement) -> Placement:
        """With its matches and search tokens, where its text is to be stored."""
        entry = placement.entry
        if not _is_stored(placement):
            return placement
        preparer = self.line.preparer  # not ours any more where the topics were read again meanwhile
        ready = self.ready[entry.position].tags if preparer is self.preparer else None
        tags = ready or preparer.tags(entry, self.due.slug)
        late = is_late(entry, self.due, self.line.options)
        return replace(placement, matches=tags.matches, tokens=tags.tokens, backfill=late)


def _is_stored(placement: Placement) -> bool:
    """Whether its text is: a new article's, or a new one of a known article."""
    return placement.same_as is None and (placement.article is None or placement.revise)


def is_late(entry: Entry, due: DueFeed, options: PollOptions) -> bool:
    """Whether an entry was there at the feed's first poll, whose limit left it out. One without a date: whether it
    stands so far down."""
    if due.first_good is None or not due.left_out:
        return False
    if entry.published is not None:
        return entry.published < due.first_good
    return entry.position >= options.first_entries


def _is_news(named: Named | EntryNames, seen: dict[bytes, SeenEntry]) -> bool:
    known = seen.get(named.entry_hash)
    return known is None or known.raw_hash != named.raw_hash


def read(
    line: Line, due: DueFeed, parsed: ParsedFeed, now: datetime, *, whole: Sequence[RawEntry] | None = None
) -> Reading:
    """Name the entries of a document, and look which are news. Plain work, before any transaction. `whole`: all entries
    of the document, when `parsed` is a part of it."""
    document = parsed.entries if whole is None else whole
    shared = identity.shared_names(document)
    named: dict[bytes, Named] = {}
    for position, raw in enumerate(parsed.entries):
        name = identity.entry_hash(raw, shared)
        if name not in named:  # the same entry twice: the first one counts
            named[name] = Named(raw, position, name, raw_hash(raw), raw.guid not in shared.guids)
    distinct = {identity.entry_hash(raw, shared): raw for raw in document}
    setting = Setting(due, shared_urls(distinct.values(), due.url), now)
    seen: dict[bytes, SeenEntry] = {}
    if not due.first_poll:
        with line.db.read() as conn:
            seen = landing.seen(conn, due.id, list(named))
    fresh = [one for one in named.values() if _is_news(one, seen)]
    return Reading(line, tuple(named.values()), setting, fresh)


async def land_parsed(line: Line, due: DueFeed, parsed: ParsedFeed, *, body: Body | None = None) -> Polled:
    """Store a document's entries and the feed's validators together, or not at all. `body` is None for a document that
    was not fetched."""
    now = line.clock.now()
    reading = await line.at_desk(lambda: read(line, due, parsed, now))
    if line.hands is not None and len(reading.fresh) >= MANY:
        reading.take(await prepare_apart(line.hands, reading.fresh, reading.setting))
    elif reading.fresh:
        await line.at_desk(reading.prepare)
    if body is not None:
        line.watch.note(due.host, Outcome.OK, now)

    def work(conn: Connection) -> Polled:
        placements, touched = reading.place(conn)
        result = _result(line, due, parsed, body, (placements, touched, now))
        return Polled(due.slug, result.event, landing.land(conn, due, result, now=now))

    try:
        return await line.write(work, weight=sum(len(raw.content) + len(raw.summary) for raw in parsed.entries))
    except LostLease:
        return Polled(due.slug, PollEvent(now, Outcome.OK), lost=True)


def _result(
    line: Line,
    due: DueFeed,
    parsed: ParsedFeed,
    body: Body | None,
    placed: tuple[tuple[Placement, ...], tuple[bytes, ...], datetime],
) -> PollResult:
    placements, touched, now = placed
    new = sum(placement.article is None and placement.same_as is None for placement in placements)
    left_out = LEFT_OUT.format(parsed.left_out) if parsed.left_out else ""
    timing = body.timing if body else Timing()
    event = PollEvent(
        now,
        Outcome.OK,
        body.status if body else None,
        timing.wire_bytes,
        timing.ms,
        entries=len(placements) + len(touched),
        new=new,
        overlap=len(placements) + len(touched) - new,
        left_out=parsed.left_out,
        detail=squeeze("; ".join(filter(None, (*parsed.notes, left_out, churn.remark(placements)))))[:500],
    )
    paced = _without_late(event, placements)
    assessment = assess(
        due, paced, now=now, options=line.options, hints=hints_of(body, parsed=parsed), jitter=_jitter()
    )
    return PollResult(
        event,
        assessment,
        body.validators if body else None,
        placements,
        touched,
        full=body is not None,
        title=squeeze(parsed.title),
        site_url=absolute_url(parsed.link, body.url if body else due.url),
        lang=squeeze(parsed.lang or "")[:LANG_CHARS] or None,
    )


def _without_late(event: PollEvent, placements: Sequence[Placement]) -> PollEvent:
    """As it tells of the feed's pace: what its first poll left out is new to us, but not of it."""
    late = sum(placement.backfill and placement.article is None for placement in placements)
    return replace(event, new=event.new - late, overlap=event.overlap + late)
