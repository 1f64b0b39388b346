"""The composition root: settings in, everything wired once."""

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from monitor.collect.fetch import Fetcher, Fetches
from monitor.collect.workers import InlineParser, ParsePool, Parses
from monitor.curate.match import TopicBook
from monitor.errors import ConfigurationError
from monitor.lang.outlets import OutletBook
from monitor.model.clock import Clock, clock_from
from monitor.model.fetching import Access
from monitor.model.options import Options
from monitor.poll.line import Line
from monitor.poll.topicbook import read_book
from monitor.settings import Settings
from monitor.settings.keyring import Keyring
from monitor.store import alerts, digests, feeds, hosts, outlets, topic_groups, topics, upgrade
from monitor.store.database import Connection, Database
from monitor.store.writer import Writer

CLASH = (
    "the topic {0} was made in the dashboard already: rename this one, or retire that one "
    "(`monitor topics remove {0}`) to go on with it here, its versions and matches included"
)

DIGEST_CLASH = (
    "the digest {0} was made in the dashboard already: rename this one, or retire that one "
    "(`monitor digest retire {0}`) to go on with it here, its editions and recipients included"
)


@dataclass(frozen=True, slots=True)
class App:
    """What every command needs. Open it with `App.open`, close it when done."""

    settings: Settings
    db: Database
    clock: Clock
    book: OutletBook
    topics: TopicBook

    @classmethod
    def open(cls, settings: Settings, *, declare: bool = True, strict: bool = True) -> "App":
        """Open the database (made or upgraded when needed) and take in what the configuration declares. `strict`: the
        topics that it names must be there; an import is about to bring them.

        Raises ConfigurationError when the database is newer than this program, or the clock may not be set.
        """
        db = Database(settings.options.database_url)
        clock = clock_from(settings.options.clock, db.url.database or "")
        upgrade.upgrade(db)
        if declare:
            take_in(settings, db, clock, strict=strict)
        return cls(settings, db, clock, OutletBook(settings.outlets), topic_book(db))

    @property
    def options(self) -> Options:
        """The options of every room."""
        return self.settings.options

    def reread(self, settings: Settings) -> "App":
        """The same database with a configuration read again."""
        take_in(settings, self.db, self.clock)
        return replace(self, settings=settings, book=OutletBook(settings.outlets), topics=topic_book(self.db))

    def close(self) -> None:
        """Give back the connections."""
        self.db.close()


def take_in(settings: Settings, db: Database, clock: Clock, *, strict: bool = True) -> None:
    """Declare what the files say, all of it or nothing; what they no longer say is retired. Headers of feeds and how
    they are reached may be secrets: they stay here. Raises ConfigurationError for what the dashboard has already, and
    (`strict`) for topics that neither files nor dashboard have."""
    now = clock.now()
    specs = [replace(spec, headers={}, access=Access()) for spec in settings.feeds]

    def work(conn: Connection) -> None:
        outlets.declare_in(conn, settings.outlets)
        feeds.declare_in(conn, specs, managed_by="config", now=now)
        _refuse_clashes(conn, settings)
        if strict:
            _refuse_strangers(conn, settings)
        topics.declare_in(conn, settings.topics, managed_by="config", now=now, places=_places(settings, "topic"))
        topic_groups.renew_in(conn, settings.groups, now=now)
        digests.declare_in(conn, settings.digests, managed_by="config", now=now, places=_places(settings, "digest"))
        alerts.declare_in(conn, settings.alerts, managed_by="config", now=now)

    db.run(work)


def _refuse_clashes(conn: Connection, settings: Settings) -> None:
    """Raises ConfigurationError, with the place, where a topic or digest of the dashboard has a slug of the files."""
    made = {one.spec.slug for one in topics.every(conn) if one.managed_by == topics.APP and one.retired is None}
    clashes = [
        settings.problem("topic", spec.slug, CLASH.format(spec.slug)) for spec in settings.topics if spec.slug in made
    ]
    taken = {one.spec.slug for one in digests.every(conn) if one.managed_by == digests.APP and one.retired is None}
    clashes += [
        settings.problem("digest", spec.slug, DIGEST_CLASH.format(spec.slug))
        for spec in settings.digests
        if spec.slug in taken
    ]
    if clashes:
        raise ConfigurationError(*clashes)


def _refuse_strangers(conn: Connection, settings: Settings) -> None:
    """Raises ConfigurationError where a digest names a topic that neither the files nor the dashboard have. One that
    was made in the dashboard and is retired, or cannot be read, is there: it only brings nothing."""
    made = {one.spec.slug for one in topics.every(conn) if one.managed_by == topics.APP}
    if strangers := [problem for slug, problem in settings.strange if slug not in made]:
        raise ConfigurationError(*strangers)


def _places(settings: Settings, kind: str) -> dict[str, str]:
    """Where everything of that kind is declared, file:line, by slug."""
    return {slug: str(place) for (one, slug), place in settings.places.items() if one == kind}


def topic_book(db: Database) -> TopicBook:
    """The topics in force, those of the files and those of the dashboard."""
    with db.read() as conn:
        return read_book(conn)


def headers_of(settings: Settings) -> Mapping[str, Mapping[str, str]]:
    """The headers that each feed of the files is asked with."""
    return {spec.slug: spec.headers for spec in settings.feeds if spec.headers}


def access_of(settings: Settings) -> Mapping[str, Access]:
    """How the feeds of the files are reached that are not open to everybody."""
    return {spec.slug: spec.access for spec in settings.feeds if spec.access != Access()}


def fetcher_of(app: App) -> Fetcher:
    """A fetcher that knows which hosts asked us to wait before we were started."""
    fetcher = Fetcher(app.options.fetch)
    for host, seconds in hosts.waiting(app.db, app.clock.now()).items():
        fetcher.spare(host, seconds)
    return fetcher


def holder() -> str:
    """Who we are, on leases: host and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


@contextmanager
def open_line(app: App, *, fetcher: Fetches | None = None, inline: bool = False) -> Iterator[Line]:
    """The polling half of the line, with its writer and parse workers, closed at the end. `inline` parses in this
    process: for tests and debugging."""
    options = app.options
    pool = None if inline else ParsePool(options.parse)
    parser: Parses = pool or InlineParser()
    writer = Writer(app.db)
    line = Line(
        db=app.db,
        writer=writer,
        fetcher=fetcher or fetcher_of(app),
        parser=parser,
        hands=pool,
        book=app.book,
        topics=app.topics,
        clock=app.clock,
        options=options.poll,
        holder=holder(),
        headers=headers_of(app.settings),
        access=access_of(app.settings),
        keys=Keyring(os.environ, app.settings.folder),
    )
    try:
        yield line
    finally:
        line.close()
        writer.close()
        parser.close()


def with_address(app: App, host: str | None, port: int | None) -> App:
    """The app with the dashboard at another address; `base_url` follows when it was the address itself."""
    web = app.options.web
    if host is None and port is None:
        return app
    moved = replace(web, host=host or web.host, port=web.port if port is None else port)
    if web.base_url == f"http://{web.host}:{web.port}":
        moved = replace(moved, base_url=f"http://{moved.host}:{moved.port}")
    options = replace(app.options, web=moved)
    return replace(app, settings=replace(app.settings, options=options))
