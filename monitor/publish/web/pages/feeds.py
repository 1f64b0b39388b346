"""`/feeds` and `/feeds/<slug>`: what am I not seeing?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.collect.cadence import MOVES
from monitor.collect.tempo import tempo
from monitor.lang.text import cut
from monitor.lang.urls import display_url
from monitor.model.feed import FeedState
from monitor.publish.web import charts, rhythm
from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.frame import STATES
from monitor.publish.web.pages.topic import plain
from monitor.store import silences, views_feed, views_feeds
from monitor.store.views_feed import RHYTHM_DAYS, FeedView
from monitor.store.views_feeds import FeedLine, Past, cells, shown_state
from monitor.store.views_rows import rfc3339

SORTS = {"trouble": "trouble first", "name": "name", "next": "next poll", "volume": "volume"}
WEEK_CELL, WEEK_CELLS = timedelta(hours=2), 84
MONTH_CELL, MONTH_CELLS = timedelta(hours=8), 90
TITLE, SPELLS = 160, 20
UNTROUBLED = ("ok", "slow", "new")
REVIVED = frozenset({FeedState.GONE, FeedState.DEAD, FeedState.FAILING, FeedState.BLOCKED, FeedState.EMPTY})


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed in the table: its title as it can be shown, what tells it from others of that title, and its strip."""

    line: FeedLine
    state: FeedState
    title: str
    apart: str
    strip: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Move:
    """An address that a feed was sent to for good, and when that was seen."""

    url: str
    seen: tuple[datetime, ...]
    of: int = MOVES


def feeds(visit: Visit) -> Answer:
    """All feeds, trouble first."""
    every = views_feeds.lines(visit.conn, visit.now)
    start = visit.now - WEEK_CELL * WEEK_CELLS
    past = views_feeds.past(visit.conn, start)
    sort, wanted = visit.params.get("sort", "trouble"), visit.params.get("state")
    shown = [line for line in _sorted(every, sort) if not wanted or shown_state(line).value == wanted]
    told = apart(every)
    rows = [
        FeedRow(line, shown_state(line), cut(line.title, TITLE), told.get(line.id, ""),
                week(past.get(line.id, ()), start, visit.now))
        for line in shown
    ]  # fmt: skip
    counts = Counter(shown_state(line).value for line in every)
    ordered = [(state, counts[state]) for state in STATES if counts[state]]
    context = {"rows": rows, "counts": ordered, "sort": sort, "sorts": SORTS, "wanted": wanted, "all": len(every),
               "silences": silences.open_now(visit.conn)}  # fmt: skip
    return Answer(
        "feeds.html", "Feeds", context, lambda: {"items": [line_json(line) for line in shown], "next": None},
        rows=lambda: [line_json(line) for line in shown], here="feeds",
    )  # fmt: skip


def apart(lines: Sequence[FeedLine]) -> dict[int, str]:
    """What tells feeds of one title apart, by id: their host, or their whole address where they share that too."""
    titles = Counter(line.title.casefold() for line in lines)
    places = Counter((line.title.casefold(), line.host) for line in lines)
    return {
        line.id: shown_host(line.url) if places[line.title.casefold(), line.host] == 1 else cut(bare(line.url), TITLE)
        for line in lines
        if titles[line.title.casefold()] > 1
    }


def shown_host(url: str) -> str:
    """The host of an address as people may read it."""
    return urlsplit(display_url(url)).netloc or url


def bare(url: str) -> str:
    """An address without its scheme."""
    return display_url(url).partition("://")[2] or url


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
    line, state = view.line, shown_state(view.line)
    start = visit.now - MONTH_CELL * MONTH_CELLS
    month = charts.strip(cells(view.past, start, MONTH_CELL, MONTH_CELLS, visit.now))
    spells = [one for one in reversed(view.past) if one.state not in UNTROUBLED]
    hours = rhythm.week_hours(view.times, visit.zone)
    context = {
        "view": view, "line": line, "state": state, "title": cut(line.title, TITLE), "strip": month,
        "spells": spells[:SPELLS], "more_spells": len(spells) - SPELLS, "moves": moves(view),
        "hours": hours, "heats": {"wide": rhythm.heat(hours, rhythm.WIDE), "narrow": rhythm.heat(hours, rhythm.NARROW)},
        "busiest": rhythm.busiest(hours), "tempo": tempo(view.times, visit.now, visit.zone), "days": RHYTHM_DAYS,
        "weekdays": rhythm.DAYS, "polled": rfc3339(line.last_polled) or "", "can_revive": state in REVIVED,
        "drawn": {"wide": rhythm.polls(view.polls, 960), "narrow": rhythm.polls(view.polls, 358)},
    }  # fmt: skip
    return Answer(
        "feed.html", cut(line.title, TITLE), context, lambda: feed_json(view, visit),
        rows=lambda: [plain(asdict(poll)) for poll in view.polls], here="feeds",
    )  # fmt: skip


def moves(view: FeedView) -> tuple[Move, ...]:
    """Where permanent redirects led, each address with the times that it was seen."""
    seen: dict[str, list[datetime]] = {}
    for url, at in view.rhythm.moved:
        seen.setdefault(url, []).append(at)
    return tuple(Move(url, tuple(times)) for url, times in seen.items())


def line_json(line: FeedLine) -> dict[str, object]:
    """A feed for machines."""
    return {
        "feed": line.slug, "id": line.id, "title": line.title, "url": line.url, "state": shown_state(line).value,
        "since": rfc3339(line.gap_at if shown_state(line) is FeedState.GAP and line.gap_at else line.since),
        "detail": line.gap or line.detail, "new_a_day": line.new_a_day, "interval_s": line.interval_s,
        "interval_why": line.why, "priority": line.priority,
        "next_poll_at": rfc3339(line.next_poll_at), "last_polled": rfc3339(line.last_polled),
        "last_outcome": line.outcome, "host_waits_until": rfc3339(line.waits.until) if line.waits else None,
        "managed_by": line.managed_by, "outlet": line.outlet, "lang": line.lang,
    }  # fmt: skip


def feed_json(view: FeedView, visit: Visit) -> dict[str, object]:
    """One feed for machines: its line, its polls, its past, its rhythm and what it asks for."""
    told, asks = tempo(view.times, visit.now, visit.zone), view.rhythm.asks
    return {
        **line_json(view.line), "why": view.line.why, "articles": view.articles, "left_out": view.left_out,
        "last_good": rfc3339(view.last_good), "last_full": rfc3339(view.last_full), "newest": rfc3339(view.newest),
        "declared_url": view.declared_url, "host_waits_why": view.line.waits.why if view.line.waits else None,
        "validators": {"etag": view.etag, "last_modified": view.last_modified},
        "wishes": {"ttl_s": asks.ttl_s, "period_s": asks.period_s, "skip_hours": sorted(asks.skip_hours),
                   "skip_days": sorted(asks.skip_days)},
        "moves": [{"url": one.url, "seen": [rfc3339(at) for at in one.seen], "of": one.of} for one in moves(view)],
        "rhythm": {"words": told.words, "days": RHYTHM_DAYS, "zone": visit.zone.key,
                   "hours": [list(hours) for hours in rhythm.week_hours(view.times, visit.zone)]},
        "polls": [plain(asdict(poll)) for poll in view.polls], "past": [plain(asdict(one)) for one in view.past],
    }  # fmt: skip
