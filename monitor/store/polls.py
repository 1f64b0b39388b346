"""What a poll leaves on its feed: the row, an event, and a new spell when its state changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from monitor.lang.urls import host_of
from monitor.model.feed import DueFeed, FeedState, PollEvent
from monitor.model.fetching import GOOD
from monitor.model.landing import PollResult
from monitor.store import dialect, health, rhythm
from monitor.store.bulk import Bulk, Row
from monitor.store.instant import Instant
from monitor.store.schema import feed, host, poll_event

Poll = tuple[DueFeed, PollResult]
LONGEST_WAIT = timedelta(hours=24)  # that a host may ask for; what is longer was written while the clock was ahead
_EVENTS = Bulk(
    poll_event,
    ("feed_id", "at", "outcome", "status", "wire_bytes", "ms", "entries", "new", "overlap", "left_out", "detail"),
)
_HELD = (
    select(feed.c.id, feed.c.lease_token)
    .where(feed.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(feed.c.id)
    .with_for_update()
)


def held(conn: Connection, polls: Sequence[Poll]) -> list[Poll]:
    """Those polls whose lease is still theirs; their rows are locked until the transaction ends."""
    rows = conn.execute(_HELD, {"ids": [due.id for due, _ in polls]})
    tokens = {row.id: row.lease_token for row in rows}
    return [(due, result) for due, result in polls if tokens.get(due.id) == due.token]


def finish(conn: Connection, polls: Sequence[Poll]) -> None:
    """Write the feeds' rows (the lease is given back), events, spells, and the hosts that want to be left alone."""
    if polls:
        conn.execute(_FINISH, [_feed_row(due, result) for due, result in polls])
        _EVENTS.put(conn, [_event_row(due, result.event) for due, result in polls])
        health.change(conn, [_new_spell(*poll) for poll in polls if _changed(*poll)])
        health.note(conn, [_gap(*poll) for poll in polls if poll[1].assessment.gap])
        _make_hosts_wait(conn, polls)


_FINISH = (
    update(feed)
    .where(feed.c.id == bindparam("feed_id"))
    .values(
        url=bindparam("to_url"),
        host=bindparam("to_host"),
        title=func.coalesce(func.nullif(feed.c.title, ""), bindparam("its_title")),
        site_url=func.coalesce(bindparam("its_site"), feed.c.site_url),
        lang=func.coalesce(feed.c.lang, bindparam("its_lang")),
        next_poll_at=bindparam("next_at", type_=Instant),
        interval_now_s=bindparam("every"),
        interval_why=bindparam("why"),
        lease_until=0,
        lease_holder=None,
        etag=bindparam("to_etag"),
        last_modified=bindparam("to_last_modified"),
        body_hash=bindparam("to_body_hash"),
        rhythm=bindparam("to_rhythm", type_=feed.c.rhythm.type),
        state=bindparam("to_state"),
        state_detail=bindparam("to_detail"),
        last_polled=bindparam("at", type_=Instant),
        last_good=func.coalesce(bindparam("good_at", type_=Instant), feed.c.last_good),
        last_full=func.coalesce(bindparam("full_at", type_=Instant), feed.c.last_full),
        newest=func.coalesce(bindparam("newest_at", type_=Instant), feed.c.newest),
        left_out=feed.c.left_out + bindparam("more_left_out"),
    )
)


def _feed_row(due: DueFeed, result: PollResult) -> dict[str, Any]:
    event, assessment = result.event, result.assessment
    validators = result.validators or due.validators
    url = assessment.moved_to or due.url
    return {
        "feed_id": due.id,
        "to_url": url,
        "to_host": due.host if url == due.url else host_of(url) or due.host,
        "its_title": result.title,
        "its_site": result.site_url,
        "its_lang": result.lang,
        "next_at": assessment.next.at,
        "every": assessment.next.interval_s,
        "why": assessment.next.why,
        "to_etag": validators.etag,
        "to_last_modified": validators.last_modified,
        "to_body_hash": validators.body_hash,
        "to_rhythm": rhythm.to_json(assessment.rhythm),
        "to_state": assessment.state.value,
        "to_detail": assessment.detail,
        "at": event.at,
        "good_at": event.at if event.outcome in GOOD else None,
        "full_at": event.at if result.full else None,
        "newest_at": event.at if event.new else None,
        "more_left_out": event.left_out,
    }


def _event_row(due: DueFeed, event: PollEvent) -> Row:
    cost = event.wire_bytes, event.ms
    counts = event.entries, event.new, event.overlap, event.left_out
    return (due.id, event.at, event.outcome.value, event.status, *cost, *counts, event.detail[:500])


def _changed(due: DueFeed, result: PollResult) -> bool:
    return result.assessment.state is not due.state


def _new_spell(due: DueFeed, result: PollResult) -> health.Turn:
    return health.Turn(due.id, result.assessment.state, result.event.at, None, result.assessment.detail)


def _gap(due: DueFeed, result: PollResult) -> health.Turn:
    start = due.last_polled or result.event.at
    return health.Turn(due.id, FeedState.GAP, start, result.event.at, result.assessment.gap)


def _make_hosts_wait(conn: Connection, polls: Sequence[Poll]) -> None:
    until: dict[str, tuple[datetime, str]] = {}
    for due, result in polls:
        if result.assessment.host_waits_until is not None:
            wait = result.assessment.host_waits_until, result.assessment.detail or result.event.detail
            until[due.host] = max(wait, until.get(due.host, wait))
    if until:
        rows = [{"host": name, "wait_until": at, "why": why} for name, (at, why) in sorted(until.items())]
        statement = dialect.insert(conn, host)
        later = {"wait_until": statement.excluded.wait_until, "why": statement.excluded.why}
        ahead = host.c.wait_until > max(result.event.at for _, result in polls) + LONGEST_WAIT
        longer = or_(host.c.wait_until < statement.excluded.wait_until, ahead)
        conn.execute(statement.on_conflict_do_update(index_elements=["host"], set_=later, where=longer), rows)
