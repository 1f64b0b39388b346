"""How `monitor feeds list` tells: every feed with its state, why it is polled so often, and what holds it up."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from monitor.app import App
from monitor.cli import output
from monitor.lang.text import cut
from monitor.model.feed import FeedState
from monitor.store import feeds, views_feeds
from monitor.store.feeds import FeedRow
from monitor.store.views_feeds import FeedLine, is_sick, shown_state

COLUMNS = ("feed", "state", "last poll", "next", "new a day", "why so often")
STATES = [state.value for state in FeedState]
WHY = 100


def rows(app: App, *, retired: bool, state: str | None, trouble: bool) -> list[tuple[FeedRow, FeedLine]]:
    """The feeds that were asked for, by slug; trouble first when only trouble is asked for."""
    with app.db.read() as conn:
        lines = views_feeds.lines(conn, app.clock.now(), retired=retired)
    stored = {row.id: row for row in feeds.listing(app.db, retired=retired)}
    found = [(stored[line.id], line) for line in lines if line.id in stored and (not trouble or is_sick(line))]
    wanted = [pair for pair in found if state is None or shown_state(pair[1]).value == state]
    return wanted if trouble else sorted(wanted, key=lambda pair: pair[0].slug)


def told(found: list[tuple[FeedRow, FeedLine]], now: datetime, *, as_json: bool) -> None:
    """As lines of JSON, or as a table."""
    if as_json:
        for row, line in found:
            output.json_line(as_dict(row, line))
    else:
        output.table(COLUMNS, ([*cells(line, now)] for _, line in found), right=("new a day",))


def as_dict(row: FeedRow, line: FeedLine) -> dict[str, Any]:
    """Everything that is known of a feed but how it is asked, which may be secret. `slug` and `feed` are the same."""
    state = shown_state(line)
    return {
        **asdict(row),
        "feed": line.slug,
        "state": state.value,
        "since": _since(line, state),
        "detail": line.gap if state is FeedState.GAP else line.detail,
        "priority": line.priority,
        "interval_s": line.interval_s,
        "new_a_day": line.new_a_day,
        "last_outcome": line.outcome,
        "last_status": line.status,
        "last_detail": line.said,
        "host_waits_until": line.waits.until if line.waits else None,
        "host_waits_why": line.waits.why if line.waits else None,
    }


def cells(line: FeedLine, now: datetime) -> Iterator[object]:
    """A feed as the cells of a table."""
    state = shown_state(line)
    since = _since(line, state)
    yield line.slug if line.priority == "normal" else f"{line.slug} ({line.priority})"
    yield (
        state.value
        if since is None or state in (FeedState.OK, FeedState.NEW)
        else f"{state.value} since {short(since, now)}"
    )
    yield _last(line, now)
    yield _next(line, state, now)
    yield line.new_a_day
    yield cut(line.why, WHY) or "–"


def short(at: datetime, now: datetime) -> str:
    """ "14:10Z" today, else "21 Nov 14:10Z"."""
    return f"{at:%H:%M}Z" if at.date() == now.date() else f"{at.day} {at:%b %H:%M}Z"


def _last(line: FeedLine, now: datetime) -> str:
    if line.last_polled is None:
        return "never"
    outcome = (line.outcome or "ok").replace("_", " ")
    status = f" {line.status}" if line.status and line.status >= 400 else ""
    return f"{short(line.last_polled, now)} {outcome}{status}"


def _next(line: FeedLine, state: FeedState, now: datetime) -> str:
    if state is FeedState.PAUSED:
        return "when resumed"
    if line.waits and line.waits.until > line.next_poll_at:
        return f"{short(line.waits.until, now)}, host waits"
    return "due" if line.next_poll_at <= now else short(line.next_poll_at, now)


def _since(line: FeedLine, state: FeedState) -> datetime | None:
    return line.gap_at if state is FeedState.GAP and line.gap_at else line.since
