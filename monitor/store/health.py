"""How feeds were: spells of states, kept as long as the editions, and the coverage of a period read from them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from monitor.model.coverage import Coverage, Spell
from monitor.model.feed import FeedState
from monitor.store import change as counter
from monitor.store.bulk import Bulk, Update
from monitor.store.database import Database
from monitor.store.instant import Instant
from monitor.store.lookups import AnyRow, chunks
from monitor.store.schema import feed, feed_state, poll_event

WORST_FIRST = (
    FeedState.GONE,
    FeedState.DEAD,
    FeedState.BLOCKED,
    FeedState.FAILING,
    FeedState.UNPOLLED,
    FeedState.GAP,
    FeedState.EMPTY,
    FeedState.SILENT,
    FeedState.SLOW,
    FeedState.PAUSED,
    FeedState.NEW,
)
EVENTS_KEPT = 100
EVENTS_KEPT_FOR = timedelta(hours=48)
TURNS_MISSED = 2  # intervals without a poll after which a feed counts as unpolled


_TURNS = Bulk(feed_state, ("feed_id", "state", "start", "end", "detail"))
_CLOSE = Update(feed_state, {"end": "?"}, by="feed_id", only='"end" IS NULL')


@dataclass(frozen=True, slots=True)
class Turn:
    """A spell as it is written. `end` None: it begins now and is still so."""

    feed: int
    state: FeedState
    start: datetime
    end: datetime | None = None
    detail: str = ""


def change(conn: Connection, turns: Sequence[Turn]) -> None:
    """These feeds are in another state from now on: their open spells end where the new ones start."""
    if turns:
        _CLOSE.put(conn, [(turn.start, turn.feed) for turn in turns])
        note(conn, turns)


def note(conn: Connection, turns: Sequence[Turn]) -> None:
    """File spells beside the open ones."""
    _TURNS.put(conn, [(turn.feed, turn.state.value, turn.start, turn.end, turn.detail) for turn in turns])


def close_spells(conn: Connection, feeds: Sequence[int], *, now: datetime) -> None:
    """End the open spells of feeds that are polled no more."""
    still = feed_state.c.feed_id.in_(feeds), feed_state.c.end.is_(None)
    conn.execute(update(feed_state).where(*still).values(end=now))


def note_downtime(db: Database, now: datetime) -> int:
    """At the start of a daemon: feeds that should have been polled twice since their last poll were unpolled, from that
    poll until now. Returns how many. A second start before the next poll adds only what has passed since."""

    def work(conn: Connection) -> int:
        turns = _unpolled(conn, now)
        note(conn, turns)
        if turns:
            counter.bump(conn)
        return len(turns)

    return db.run(work)


def sweep(db: Database, now: datetime) -> int:
    """Throw away poll events that nobody looks at any more: a feed keeps its newest 100, and all of the last 48 hours.
    Returns how many went."""
    e = poll_event.c
    age = func.row_number().over(partition_by=e.feed_id, order_by=(e.at.desc(), e.id.desc()))
    ranked = select(e.id, e.at, age.label("age")).subquery()
    old = select(ranked.c.id).where(ranked.c.age > EVENTS_KEPT, ranked.c.at < now - EVENTS_KEPT_FOR)
    with db.read() as conn:
        gone = list(conn.execute(old).scalars())
    for chunk in chunks(gone):
        db.run(lambda conn, ids=chunk: conn.execute(delete(poll_event).where(e.id.in_(ids))))  # type: ignore[misc]
    return len(gone)


def coverage(conn: Connection, start: datetime, end: datetime, feeds: Collection[int] | None = None) -> Coverage:
    """How the feeds (all, or those with these ids) were from `start` up to `end`: those that were never anything but ok
    are healthy, the others are listed, worst first, one spell for each state that a feed was in."""
    rows = conn.execute(select(feed).where(_existed(start, end), _among(feeds))).all()
    names = {row.id: row for row in rows}
    spells = [*_spells(conn, start, end, feeds), *_overdue(rows, end)]
    bad = [turn for turn in spells if turn.feed in names and turn.state is not FeedState.OK and _counts(turn, end)]
    trouble = sorted(_merged(bad), key=lambda turn: (WORST_FIRST.index(turn.state), turn.start, turn.feed))
    sick = {turn.feed for turn in trouble}
    return Coverage(start, end, len(names), len(names) - len(sick), tuple(_spell(turn, names, end) for turn in trouble))


def _existed(start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(feed.c.created < end, or_(feed.c.retired.is_(None), feed.c.retired > start))


def _among(feeds: Collection[int] | None) -> ColumnElement[bool]:
    return feed.c.id.is_not(None) if feeds is None else feed.c.id.in_(feeds)


def _spells(conn: Connection, start: datetime, end: datetime, feeds: Collection[int] | None) -> list[Turn]:
    s = feed_state.c
    within = s.start < end, or_(s.end.is_(None), s.end > start)
    narrow = () if feeds is None else (s.feed_id.in_(feeds),)
    rows = conn.execute(select(feed_state).where(*within, *narrow).order_by(s.start, s.id))
    return [Turn(row.feed_id, FeedState(row.state), row.start, row.end, row.detail) for row in rows]


def _overdue(rows: Iterable[AnyRow], end: datetime) -> list[Turn]:
    """Feeds whose poll is overdue right now, which no daemon has noted yet."""
    return [
        Turn(row.id, FeedState.UNPOLLED, row.last_polled)
        for row in rows
        if row.paused is None and row.retired is None and row.last_polled is not None and _missed(row, end)
    ]


def _missed(row: AnyRow, now: datetime) -> bool:
    span = timedelta(seconds=row.interval_now_s)
    return bool(row.next_poll_at < now and now - row.last_polled > TURNS_MISSED * span)


def _unpolled(conn: Connection, now: datetime) -> list[Turn]:
    active = (
        feed.c.retired.is_(None),
        feed.c.paused.is_(None),
        feed.c.last_polled.is_not(None),
        feed.c.next_poll_at < now,
    )
    noted = feed_state.c.state == FeedState.UNPOLLED, feed_state.c.feed_id == feed.c.id
    until = select(func.max(feed_state.c.end, type_=Instant)).where(*noted).scalar_subquery()
    turns = []
    for row in conn.execute(select(feed, until.label("noted_until")).where(*active).order_by(feed.c.id)):
        since = max(row.last_polled, row.noted_until or row.last_polled)
        if _missed(row, now) and since < now:
            turns.append(Turn(row.id, FeedState.UNPOLLED, since, now, "monitor was not running"))
    return turns


def _counts(turn: Turn, end: datetime) -> bool:
    """A new feed has missed nothing, unless it was never polled in the whole period."""
    return turn.state is not FeedState.NEW or turn.end is None or turn.end >= end


def _merged(turns: Iterable[Turn]) -> Iterable[Turn]:
    """One spell for each feed and state: a feed that came and went is listed once."""
    found: dict[tuple[int, FeedState], Turn] = {}
    for turn in turns:
        first = found.get((turn.feed, turn.state), turn)
        found[turn.feed, turn.state] = Turn(turn.feed, turn.state, min(first.start, turn.start), turn.end, turn.detail)
    return found.values()


def _spell(turn: Turn, names: Mapping[int, AnyRow], end: datetime) -> Spell:
    row = names[turn.feed]
    ended = turn.end if turn.end is not None and turn.end <= end else None
    return Spell(row.slug, row.title or row.slug, turn.state, turn.start, ended, turn.detail)
