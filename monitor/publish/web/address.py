"""Addresses are views: query parameters read into filters, and addresses of other views built from this one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from monitor.errors import QueryError, UsageError
from monitor.lang.query import parse_query
from monitor.lang.search import plan
from monitor.publish.web.context import Visit, Web
from monitor.publish.web.volume import midnight
from monitor.store import topics
from monitor.store.database import Connection
from monitor.store.filters import LIMITS, Filters

SHARED = frozenset(
    {"q", "topic", "outlet", "lang", "feed", "since", "until", "as_of", "fold", "sort", "after", "limit"}
)
SPAN = re.compile(r"(\d{1,4})(min|h|d|w)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of an address, and what of it could not be used."""

    filters: Filters
    notices: tuple[str, ...] = ()
    error: QueryError | None = None


def asked(visit: Visit, *, also: frozenset[str] = frozenset(), fold: bool = True) -> Asked:
    """Filters from the query parameters; unknown ones are ignored and named."""
    params, notices = visit.params, list(_unknown(visit.params, also))
    times: dict[str, datetime | None] = {}
    for name in ("since", "until", "as_of"):
        try:
            at = instant(params.get(name, ""), visit.now, visit.zone)
            times[name] = _end(params.get(name, ""), at) if name == "until" else at
        except (ValueError, OverflowError):
            notices.append(
                f"{name}={params[name][:40]} is not a time. Write 2026-11-23, 2026-11-23T07:30, today or 7d."
            )
    filters = Filters(
        q=params.get("q", "").strip()[:4000], topic=params.get("topic") or None, outlet=params.get("outlet") or None,
        lang=params.get("lang") or None, feed=params.get("feed") or None, sort=params.get("sort") or "new",
        fold=params.get("fold") != "0" if fold else False, after=params.get("after") or None,
        limit=_limit(params.get("limit", "")), since=times.get("since"), until=times.get("until"),
        as_of=times.get("as_of"),
    )  # fmt: skip
    return _planned(visit, Asked(filters, tuple(notices)))


def _planned(visit: Visit, found: Asked) -> Asked:
    if not found.filters.q:
        return found
    try:
        tree = plan(parse_query(found.filters.q, groups(visit)))
    except QueryError as error:
        return replace(found, error=error)
    return replace(found, filters=replace(found.filters, plan=tree))


def groups(visit: Visit) -> Mapping[str, tuple[str, ...]] | None:
    """The alias groups that a search may use: those of the start, and of topics saved since. None: any name passes."""
    return groups_of(visit.web, visit.conn) or None


def groups_of(web: Web, conn: Connection) -> Mapping[str, tuple[str, ...]]:
    """The same; empty where there is none."""
    known: dict[str, tuple[str, ...]] = web.kept.get(
        ("groups", topics.mark_of(conn)),
        lambda: {name: terms for spec, _, _ in topics.current_in(conn) for name, terms in spec.aliases},
    )
    return {**web.groups, **known}


def _unknown(params: Mapping[str, str], also: frozenset[str]) -> list[str]:
    names = sorted(set(params) - SHARED - also - {"story", "read", "starred", "v"})
    return [f"Not used: {', '.join(name[:40] for name in names[:5])}."] if names else []


def _limit(text: str) -> int:
    return int(text) if text.isdecimal() and int(text[:4]) in LIMITS else LIMITS[0]


def instant(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """A time as people and programs write it: ISO, `today`, `now`, `7d`, `12h` (ago). Raises ValueError."""
    text = text.strip()
    if not text:
        return None
    if text in ("today", "now"):
        return midnight(now, zone) if text == "today" else now
    ago = SPAN.fullmatch(text)
    if ago:
        return now - timedelta(**{UNITS[ago[2]]: int(ago[1])})
    at = datetime.fromisoformat(text.replace(" ", "+"))
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _end(text: str, at: datetime | None) -> datetime | None:
    """A bare day as an end means the whole day."""
    return at + timedelta(days=1) if at and DAY.fullmatch(text.strip()) else at


def local_iso(at: datetime, zone: ZoneInfo) -> str:
    """A time as it stands in an address: wall time in the reader's zone."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def changed(query: str, **values: object) -> str:
    """This address's query with some parameters set, or taken out (None); the place in the list is forgotten."""
    kept = [(key, value) for key, value in parse_qsl(query) if key not in values and key != "after"]
    added = [(key, str(value)) for key, value in values.items() if value is not None]
    text = urlencode([*kept, *added])
    return f"?{text}" if text else "?"


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter, and the address without it."""

    name: str
    value: str
    without: str


def chips(visit: Visit, names: Mapping[str, str]) -> list[Chip]:
    """The active filters among `names` (parameter: word)."""
    query = str(visit.request.url.query)
    return [
        Chip(word, visit.params[name][:60], changed(query, **{name: None}))
        for name, word in names.items()
        if visit.params.get(name)
    ]


def number(text: str) -> int:
    """A row's number from a path. Raises UsageError when it is none."""
    if not text.isdecimal() or len(text) > 15:
        raise UsageError(f"{text[:40]!r} is not a number.")
    return int(text)
