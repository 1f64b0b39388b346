"""What `monitor feeds check` is asked to look at: files, addresses and feeds of ours, each as a request. And what is
known without touching anything: the feeds that are polled already, and the hosts that asked for patience."""

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.collect.findings import Known
from monitor.errors import DatabaseTooOld, NotFound, UsageError
from monitor.lang import opml
from monitor.lang.urls import host_of
from monitor.model.clock import Clock, clock_from
from monitor.model.fetching import Access, Request
from monitor.settings import Settings
from monitor.settings.keyring import Keyring
from monitor.settings.secret import Untold, Vault
from monitor.store import upgrade, views_reach
from monitor.store.database import Database
from monitor.store.views_reach import Reach, Waiting

LISTS = (".opml", ".xml")
SECRET_PARTS = ("user", "password", "token", "proxy")


@dataclass(frozen=True, slots=True)
class Target:
    """One address to look at; `slug` and `outlet` when it is that of a feed."""

    request: Request
    slug: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Ours:
    """What is known of our feeds, read and never written."""

    feeds: tuple[Reach, ...]
    waiting: Mapping[str, Waiting]
    clock: Clock

    def known(self) -> list[Known]:
        """The feeds with every address that they go by."""
        return [Known(feed.slug, (feed.url, feed.declared_url)) for feed in self.feeds]

    def wait_of(self, url: str, now: datetime) -> Waiting | None:
        """The wait that the host of an address has asked for."""
        wait = self.waiting.get(host_of(url) or "")
        return wait if wait is not None and wait.until > now else None


def ours(settings: Settings) -> Ours:
    """What the files declare and, where there is one, what the database says. Nothing is made, upgraded or written."""
    declared = tuple(_declared(settings))
    db = Database(settings.options.database_url)
    try:
        clock = clock_from(settings.options.clock, db.url.database or "")
        if db.is_sqlite and not Path(db.url.database or "").is_file():
            return Ours(declared, {}, clock)
        upgrade.check_version(db)
        with db.read() as conn:
            stored = views_reach.reaches(conn)
            return Ours(tuple(_joined(declared, stored)), views_reach.waiting(conn, clock.now()), clock)
    except DatabaseTooOld:
        return Ours(declared, {}, clock)
    finally:
        db.close()


def targets(asked: Iterable[str], there: Ours, settings: Settings) -> list[Target]:
    """Everything that was asked for, each address once.

    Raises:
        UsageError: a file that cannot be read, or a word that is neither file nor address.
        NotFound: no feed of that name.
    """
    keyring = Keyring(os.environ, settings.folder)
    found: dict[tuple[str, str | None], Target] = {}
    for word in asked:
        for target in _targets(word, there, keyring):
            found.setdefault((target.request.url, target.slug), target)
    return list(found.values())


def without_login(url: str) -> str:
    """The address, when it holds no user and no password. Raises UsageError."""
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise UsageError(
            "an address with a user or a password in it is not fetched: declare the feed with access = {…}"
        )
    return url


def _targets(word: str, there: Ours, keyring: Keyring) -> Iterator[Target]:
    if word.lower().startswith(("http://", "https://")):
        yield Target(Request(without_login(word)))
    elif (path := Path(word)).is_file():
        yield from _of_file(path)
    elif feed := next((feed for feed in there.feeds if feed.slug == word), None):
        yield _of_feed(feed, keyring)
    elif path.suffix or "/" in word:
        raise UsageError(f"{word!r} is no file here, and no address: addresses begin with http:// or https://")
    else:
        raise NotFound(f"No feed is called {word!r}.")


def _of_file(path: Path) -> Iterator[Target]:
    if path.suffix.lower() == ".toml":
        yield from _of_toml(path)
    elif path.suffix.lower() in LISTS:
        for outline in opml.read(path.read_bytes()):
            if "@" not in outline.url.partition("://")[2].partition("/")[0]:
                yield Target(Request(outline.url))
    else:
        raise UsageError(f"{path} is neither an OPML file (.opml, .xml) nor a list like feeds.toml (.toml)")


def _of_toml(path: Path) -> Iterator[Target]:
    """The feeds of a file like feeds.toml; its references are read from where they point."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("feed", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    vault = Vault(os.environ, path.parent)
    for table in tables if isinstance(tables, list) else []:
        url = table.get("url") if isinstance(table, Mapping) else None
        if isinstance(url, str):
            access = Access(**{name: text for name, text in _texts(table.get("access")).items() if name in _PARTS})
            request = Request(without_login(url), headers=_texts(table.get("headers")), access=access)
            yield Target(_opened(request, vault), _text(table.get("slug")), _text(table.get("outlet")))


_PARTS = frozenset(Access.__dataclass_fields__)


def _of_feed(feed: Reach, keyring: Keyring) -> Target:
    request = Request(feed.url, headers=feed.headers, access=feed.access, home=feed.declared_url)
    return Target(request if feed.opened else unlocked(request, keyring), feed.slug, feed.outlet)


def unlocked(request: Request, keyring: Keyring) -> Request:
    """The request with its secrets, as those of feeds that people add are opened. Raises UsageError, which names the
    place and never the secret."""
    try:
        return replace(request, headers=keyring.headers(request.headers), access=keyring.access(request.access))
    except ValueError as error:
        raise UsageError(f"{request.url}: {error}") from None


def _opened(request: Request, vault: Vault) -> Request:
    """The request of a file, with its secrets and with whole paths. Raises UsageError like `unlocked`."""
    access = request.access
    try:
        headers = {name: vault.reveal(text) for name, text in request.headers.items()}
        said = {name: vault.reveal(text) for name in SECRET_PARTS if (text := getattr(access, name))}
    except Untold as error:
        raise UsageError(f"{request.url}: {error}") from None
    paths = {name: str(vault.folder / path) for name in ("certificate", "key") if (path := getattr(access, name))}
    return replace(request, headers=headers, access=replace(access, **said, **paths))


def _declared(settings: Settings) -> Iterator[Reach]:
    for spec in settings.feeds:
        yield Reach(spec.slug, spec.url, spec.url, spec.outlet, spec.headers, spec.access, opened=True)


def _joined(declared: Iterable[Reach], stored: Iterable[Reach]) -> Iterator[Reach]:
    """What the database knows (where a feed has moved to), reached as the files say."""
    files = {feed.slug: feed for feed in declared}
    for feed in stored:
        file = files.pop(feed.slug, None)
        yield replace(feed, headers=file.headers, access=file.access, opened=True) if file else feed
    yield from files.values()


def _texts(value: Any) -> dict[str, str]:
    return {str(k): v for k, v in value.items() if isinstance(v, str)} if isinstance(value, Mapping) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
