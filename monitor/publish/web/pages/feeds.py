"""`/feeds` and `/feeds/<slug>`: what am I not seeing?"""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from monitor.model.feed import FeedState
from monitor.publish.web import charts
from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.frame import STATES
from monitor.publish.web.pages.topic import plain
from monitor.store import views_feed, views_feeds
from monitor.store.views_feed import FeedView
from monitor.store.views_feeds import FeedLine, Past, cells, shown_state
from monitor.store.views_rows import rfc3339

SORTS = {"trouble": "trouble first", "name": "name", "next": "next poll", "volume": "volume"}
WEEK_CELL, WEEK_CELLS = timedelta(hours=2), 84
MONTH_CELL, MONTH_CELLS = timedelta(hours=8), 90


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed in the table, with the paths of its strip."""

    line: FeedLine
    state: FeedState
    strip: list[tuple[str, str]]


def feeds(visit: Visit) -> Answer:
    """All feeds, trouble first."""
    every = views_feeds.lines(visit.conn, visit.now)
    start = visit.now - WEEK_CELL * WEEK_CELLS
    past = views_feeds.past(visit.conn, start)
    sort, wanted = visit.params.get("sort", "trouble"), visit.params.get("state")
    shown = [line for line in _sorted(every, sort) if not wanted or shown_state(line).value == wanted]
    rows = [FeedRow(line, shown_state(line), week(past.get(line.id, ()), start, visit.now)) for line in shown]
    counts = Counter(shown_state(line).value for line in every)
    ordered = [(state, counts[state]) for state in STATES if counts[state]]
    context = {"rows": rows, "counts": ordered, "sort": sort, "sorts": SORTS, "wanted": wanted, "all": len(every)}
    return Answer(
        "feeds.html", "Feeds", context, lambda: {"items": [line_json(line) for line in shown], "next": None},
        rows=lambda: [line_json(line) for line in shown], here="feeds",
    )  # fmt: skip


def week(spells: tuple[Past, ...], start: datetime, now: datetime) -> list[tuple[str, str]]:
    """The strip of the last seven days, two hours a cell."""
    return charts.strip(cells(spells, start, WEEK_CELL, WEEK_CELLS, now))


def _sorted(lines: tuple[FeedLine, ...], sort: str) -> list[FeedLine]:
    if sort == "name":
        return sorted(lines, key=lambda line: line.title.casefold())
    if sort == "next":
        return sorted(lines, key=lambda line: line.next_poll_at)
    if sort == "volume":
        return sorted(lines, key=lambda line: -line.new_a_day)
    return list(lines)


def feed(visit: Visit) -> Answer:
    """One feed."""
    view = views_feed.feed(visit.conn, visit.path["slug"], visit.now)
    start = visit.now - MONTH_CELL * MONTH_CELLS
    month = charts.strip(cells(view.past, start, MONTH_CELL, MONTH_CELLS, visit.now))
    spells = [one for one in reversed(view.past) if one.state not in ("ok", "slow")]
    context = {"view": view, "line": view.line, "state": shown_state(view.line), "strip": month, "spells": spells[:20],
               "can_poll": visit.web.poll_now is not None}  # fmt: skip
    return Answer(
        "feed.html", view.line.title, context, lambda: feed_json(view),
        rows=lambda: [plain(asdict(poll)) for poll in view.polls], here="feeds",
    )  # fmt: skip


def line_json(line: FeedLine) -> dict[str, object]:
    """A feed for machines."""
    return {
        "feed": line.slug, "id": line.id, "title": line.title, "url": line.url, "state": shown_state(line).value,
        "since": rfc3339(line.gap_at if shown_state(line) is FeedState.GAP and line.gap_at else line.since),
        "detail": line.gap or line.detail, "new_a_day": line.new_a_day, "interval_s": line.interval_s,
        "next_poll_at": rfc3339(line.next_poll_at), "last_polled": rfc3339(line.last_polled),
        "managed_by": line.managed_by, "outlet": line.outlet, "lang": line.lang,
    }  # fmt: skip


def feed_json(view: FeedView) -> dict[str, object]:
    """One feed for machines: its line, its polls, its past."""
    return {
        **line_json(view.line), "why": view.line.why, "articles": view.articles, "left_out": view.left_out,
        "last_good": rfc3339(view.last_good), "newest": rfc3339(view.newest),
        "polls": [plain(asdict(poll)) for poll in view.polls], "past": [plain(asdict(one)) for one in view.past],
    }  # fmt: skip
