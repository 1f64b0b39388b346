"""What the polling half of the line works with: the tools, and the tray where quiet polls wait for company."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from monitor.collect.fetch import Fetches
from monitor.collect.outage import NetworkWatch
from monitor.collect.workers import Hands, Parses
from monitor.curate.match import TopicBook
from monitor.lang.outlets import OutletBook
from monitor.model.clock import Clock
from monitor.model.feed import DueFeed
from monitor.model.fetching import Access
from monitor.model.landing import PollResult
from monitor.model.options import PollOptions
from monitor.poll.keys import Keys, NoKeys
from monitor.poll.topicbook import read_book
from monitor.prepare import Preparer, furnish
from monitor.store import landing
from monitor.store import topics as topics_shelf
from monitor.store.database import Connection, Database
from monitor.store.writer import Writer

T = TypeVar("T")
QUIET_S = 0.05  # polls with nothing to store wait this long for company


class QuietTray:
    """Polls that found nothing new, stored together: hundreds of 304s in one statement."""

    def __init__(self, writer: Writer) -> None:
        """An empty tray."""
        self.writer = writer
        self.waiting: list[tuple[DueFeed, PollResult, asyncio.Future[bool]]] = []

    async def land(self, due: DueFeed, result: PollResult) -> bool:
        """Store with the next batch. False when the lease was lost."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[bool] = loop.create_future()
        if not self.waiting:
            loop.call_later(QUIET_S, lambda: loop.create_task(self._flush()))
        self.waiting.append((due, result, done))
        return await done

    async def _flush(self) -> None:
        batch, self.waiting = self.waiting, []
        rows = [(due, result) for due, result, _ in batch]
        try:
            lost = await asyncio.wrap_future(self.writer.submit(lambda conn: landing.land_quiet(conn, rows)))
        except Exception as error:  # noqa: BLE001 - every poll in the batch hears of it
            for _, _, done in batch:
                if not done.done():  # cancelled: nobody waits any more
                    done.set_exception(error)
        else:
            for due, _, done in batch:
                if not done.done():
                    done.set_result(due.id not in lost)


@dataclass(slots=True)
class Line:
    """Everything that a poll needs. `take_over` replaces what the configuration says."""

    db: Database
    writer: Writer
    fetcher: Fetches
    parser: Parses
    book: OutletBook
    topics: TopicBook
    clock: Clock
    options: PollOptions
    holder: str
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by feed, from the files: may be secret
    access: Mapping[str, Access] = field(default_factory=dict)  # by feed, with its secrets
    keys: Keys = field(default_factory=NoKeys)  # for the feeds that people add
    desk: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="desk"))
    watch: NetworkWatch = field(default_factory=NetworkWatch)
    hands: Hands | None = None  # workers that prepare entries; without them it is done here
    _reading: threading.Lock = field(default_factory=threading.Lock)  # who reads the topics again
    heavy: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))  # one read, one stored
    preparer: Preparer = field(init=False)
    furnished: Preparer = field(init=False)  # as the workers prepare; behind for a moment when topics were saved
    quiet: QuietTray = field(init=False)

    def __post_init__(self) -> None:
        """The tray needs the writer, who prepares the outlets and topics."""
        self._take_topics(self.topics)
        self._furnish()
        self.quiet = QuietTray(self.writer)

    def take_over(
        self,
        book: OutletBook,
        topics: TopicBook,
        headers: Mapping[str, Mapping[str, str]],
        access: Mapping[str, Access],
    ) -> None:
        """Go on with a configuration that was read again."""
        self.book, self.headers, self.access = book, headers, access
        self._take_topics(topics)
        self._furnish()

    def keep_up(self, conn: Connection) -> None:
        """In a transaction that stores texts: tag them with the topics in force, none of which changes before it ends.
        However many daemons run, nothing is stored by the topics of before."""
        mark = topics_shelf.mark_of(conn, hold=True)
        if self.topics.mark not in (None, mark):
            with self._reading:  # on PostgreSQL several write at once: the first one compiles
                if self.topics.mark != mark:
                    self._take_topics(read_book(conn))

    async def look_around(self) -> None:
        """Between polls: take up what was saved, so that no transaction has to wait for it to be compiled."""
        if self.topics.mark is not None:
            await asyncio.to_thread(self._catch_up)
        if self.furnished is not self.preparer:
            self._furnish()

    def _catch_up(self) -> None:
        with self.db.read() as conn, self._reading:
            if topics_shelf.mark_of(conn) != self.topics.mark:
                self._take_topics(read_book(conn))

    def _take_topics(self, topics: TopicBook) -> None:
        self.topics, self.preparer = topics, Preparer(self.book, topics)

    def _furnish(self) -> None:
        preparer = self.preparer
        if self.hands is not None:
            self.hands.furnish(furnish, preparer.book, preparer.topics.specs, preparer.topics.versions)
        self.furnished = preparer

    async def at_desk(self, work: Callable[[], T]) -> T:
        """Run plain work on the one desk thread."""
        return await asyncio.get_running_loop().run_in_executor(self.desk, work)

    async def write(self, work: Callable[[Connection], T], weight: int = 0) -> T:
        """Run work in the writer's next transaction."""
        return await asyncio.wrap_future(self.writer.submit(work, weight))

    def close(self) -> None:
        """Let the desk finish."""
        self.desk.shutdown()
