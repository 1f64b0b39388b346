"""What a poll leaves on its feed: the row, an event, and a new spell when its state changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_

from monitor.lang.urls import host_of
from monitor.model.feed import DueFeed, FeedState, PollEvent
from monitor.model.fetching import GOOD
from monitor.model.landing import PollResult
from monitor.store import dialect, health, rhythm
from monitor.store.bulk import Among, Bulk, Row, Update
from monitor.store.schema import feed, host, poll_event

Poll = tuple[DueFeed, PollResult]
LONGEST_WAIT = timedelta(hours=24)  # that a host may ask for; what is longer was written while the clock was ahead
_EVENTS = Bulk(
    poll_event,
    ("feed_id", "at", "outcome", "status", "wire_bytes", "ms", "entries", "new", "overlap", "left_out", "detail"),
)
_HELD = Among("SELECT id, lease_token FROM feed WHERE", "id", tail=" ORDER BY id", lock=True)


def held(conn: Connection, polls: Sequence[Poll]) -> list[Poll]:
    """Those polls whose lease is still theirs; their rows are locked until the transaction ends."""
    tokens = {number: token for number, token in _HELD.get(conn, sorted(due.id for due, _ in polls))}  # noqa: C416
    return [(due, result) for due, result in polls if tokens.get(due.id) == due.token]


def finish(conn: Connection, polls: Sequence[Poll]) -> None:
    """Write the feeds' rows (the lease is given back), events, spells, and the hosts that want to be left alone."""
    if polls:
        _FINISH.put(conn, [_feed_row(due, result) for due, result in polls])
        _EVENTS.put(conn, [_event_row(due, result.event) for due, result in polls])
        health.change(conn, [_new_spell(*poll) for poll in polls if _changed(*poll)])
        health.note(conn, [_gap(*poll) for poll in polls if poll[1].assessment.gap])
        _make_hosts_wait(conn, polls)


_FINISH = Update(
    feed,
    {
        "url": "?",
        "host": "?",
        "title": "COALESCE(NULLIF(title, ''), ?)",
        "site_url": "COALESCE(?, site_url)",
        "lang": "COALESCE(lang, ?)",
        "next_poll_at": "?",
        "interval_now_s": "?",
        "interval_why": "?",
        "lease_until": "0",
        "lease_holder": "NULL",
        "etag": "?",
        "last_modified": "?",
        "body_hash": "?",
        "rhythm": "?",
        "state": "?",
        "state_detail": "?",
        "last_polled": "?",
        "first_good": "COALESCE(first_good, ?)",
        "last_good": "COALESCE(?, last_good)",
        "last_full": "COALESCE(?, last_full)",
        "newest": "COALESCE(?, newest)",
        "left_out": "left_out + ?",
    },
    by="id",
)


def _feed_row(due: DueFeed, result: PollResult) -> Row:
    event, assessment = result.event, result.assessment
    validators = result.validators or due.validators
    url = assessment.moved_to or due.url
    upcoming = assessment.next
    good = event.at if event.outcome in GOOD else None
    times = event.at, good, good, event.at if result.full else None, event.at if event.new else None
    return (
        *(url, due.host if url == due.url else host_of(url) or due.host),
        *(result.title, result.site_url, result.lang),
        *(upcoming.at, upcoming.interval_s, upcoming.why),
        *(validators.etag, validators.last_modified, validators.body_hash),
        *(rhythm.to_json(assessment.rhythm), assessment.state.value, assessment.detail),
        *times,
        event.left_out,
        due.id,
    )


def _event_row(due: DueFeed, event: PollEvent) -> Row:
    cost = event.wire_bytes, event.ms
    counts = event.entries, event.new, event.overlap, event.left_out
    return (due.id, event.at, event.outcome.value, event.status, *cost, *counts, event.detail[:500])


def _changed(due: DueFeed, result: PollResult) -> bool:
    return result.assessment.state is not due.state


def _new_spell(due: DueFeed, result: PollResult) -> health.Turn:
    return health.Turn(due.id, result.assessment.state, result.event.at, None, result.assessment.detail)


def _gap(due: DueFeed, result: PollResult) -> health.Turn:
    start = due.rhythm.seen_at or due.last_polled or result.event.at
    return health.Turn(due.id, FeedState.GAP, start, result.event.at, result.assessment.gap)


def _make_hosts_wait(conn: Connection, polls: Sequence[Poll]) -> None:
    until: dict[str, tuple[datetime, str]] = {}
    for due, result in polls:
        if result.assessment.host_waits_until is not None:
            wait = result.assessment.host_waits_until, result.assessment.detail or result.event.detail
            name = result.assessment.waiting_host or due.host
            until[name] = max(wait, until.get(name, wait))
    if until:
        rows = [{"host": name, "wait_until": at, "why": why} for name, (at, why) in sorted(until.items())]
        statement = dialect.insert(conn, host)
        later = {"wait_until": statement.excluded.wait_until, "why": statement.excluded.why}
        ahead = host.c.wait_until > max(result.event.at for _, result in polls) + LONGEST_WAIT
        longer = or_(host.c.wait_until < statement.excluded.wait_until, ahead)
        conn.execute(statement.on_conflict_do_update(index_elements=["host"], set_=later, where=longer), rows)
