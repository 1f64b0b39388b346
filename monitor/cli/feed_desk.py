"""What `monitor feeds` does with addresses and lists of them."""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from socket import inet_aton, inet_ntoa
from typing import Any
from urllib.parse import urlsplit

from monitor.app import App
from monitor.errors import UsageError
from monitor.lang import opml
from monitor.lang.fold import fold
from monitor.lang.urls import absolute_url, canonical_url, host_of
from monitor.model.feed import FeedSpec
from monitor.store import feeds
from monitor.store.feeds import FeedRow

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_CHARS = 60
NUMERIC = re.compile(r"[0-9a-fx.]{1,40}")
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one line of a list."""

    feed: str
    url: str
    what: str  # added | there already | left out: …


def added(app: App, url: str, said: Mapping[str, Any]) -> FeedRow:
    """Add one feed. Raises UsageError when the address is none, or is polled already."""
    acceptable(url)
    rows = feeds.listing(app.db, retired=True)
    there = next((row for row in rows if row.retired is None and same_address(row.url) == same_address(url)), None)
    if there:
        raise UsageError(f"{url} is polled already, as {there.slug!r}.")
    given = {name: value for name, value in said.items() if value is not None and name != "slug"}
    taken = {row.slug for row in rows}
    slug = said.get("slug") or free_slug((said.get("title"), host_of(url)), taken)
    if not SLUG.fullmatch(slug):
        raise UsageError(f"{slug!r} is no slug: lower-case letters and digits, single hyphens.")
    feeds.add(app.db, FeedSpec(slug, url, **given), now=app.clock.now())
    return next(row for row in feeds.listing(app.db) if row.slug == slug)


NO_ADDRESS = "no address of a feed: it must begin with http:// or https://"
SHOWN = 200  # characters of what is no address
MEND = "Give it without, and --user NAME --password env:MONITOR_FEED_…"


def acceptable(url: str) -> None:
    """Raises UsageError for what is no address of a feed, or holds a password."""
    if not is_address(url):
        raise UsageError(f"{url!r} is {NO_ADDRESS}")
    if holds_login(url):
        raise UsageError("the address holds a user name or password, and would be kept in the open. " + MEND)


def is_address(url: str) -> bool:
    """Whether a feed can be asked for there."""
    return canonical_url(url) is not None and url.lower().startswith(("http://", "https://"))


def same_address(url: str) -> tuple[object, ...]:
    """What two writings of one address have in common: case, default ports, fragments and ways to write an IPv4 address
    make no other feed."""
    parts = urlsplit(absolute_url(url, url) or url)
    host = parts.hostname or ""
    with suppress(OSError):
        host = inet_ntoa(inet_aton(host)) if NUMERIC.fullmatch(host) else host
    return parts.scheme, host, parts.port or PORTS.get(parts.scheme), parts.path or "/", parts.query


def holds_login(url: str) -> bool:
    """Whether an address carries a user name or a password."""
    return "@" in urlsplit(url).netloc


def imported(app: App, file: Path) -> list[Imported]:
    """Add the feeds of an OPML file, all or none. Raises UsageError when it is none."""
    rows = feeds.listing(app.db, retired=True)
    known = {row.url: row.slug for row in rows if row.retired is None}
    taken = {row.slug for row in rows}
    specs, done = [], []
    for outline in opml.read(file.read_bytes(), every=True):
        if not is_address(outline.url):
            done.append(Imported("", outline.url[:SHOWN], f"left out: {NO_ADDRESS}"))
            continue
        if holds_login(outline.url):
            done.append(Imported("", urlsplit(outline.url).hostname or "", "left out: it holds a password"))
            continue
        if outline.url in known:
            done.append(Imported(known[outline.url], outline.url, "there already"))
            continue
        spec = FeedSpec(free_slug((outline.title, host_of(outline.url)), taken), outline.url, outline.title)
        taken.add(spec.slug)
        specs.append(spec)
        done.append(Imported(spec.slug, spec.url, "added"))
    feeds.declare(app.db, specs, managed_by="app", now=app.clock.now())
    return done


def exported(app: App) -> str:
    """All feeds as OPML."""
    rows = feeds.listing(app.db)
    return opml.write((opml.Outline(row.url, row.title, row.lang) for row in rows), "Feeds of monitor")


def free_slug(names: Sequence[str | None], taken: Collection[str]) -> str:
    """A slug made of the first of these names that has ASCII words, with a number when it is taken."""
    made = ("-".join(word for word in fold(name).split() if word.isascii()) for name in names if name)
    base = next((slug[:SLUG_CHARS].strip("-") for slug in made if slug), "feed")
    return next(slug for n in count(1) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
