"""Well-behaved feeds that grow while they are polled, served from a thread; it is remembered who asked when."""

import asyncio
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes.behaviours import head
from tests.fakes.feedserver import Call, FeedServer
from tests.fakes.newsstand import Newsstand

WINDOW = 10  # entries of a document at first, and at most unless told otherwise


class Growing:
    """Feeds at http://f0.example/feed and so on. Every second one grows by an entry a request, until `frozen`; the
    others stay as they are, and say so to those who know their validator."""

    def __init__(self, feeds: int, window: int) -> None:
        self.feeds, self.window = feeds, window
        self.grown: Counter[int] = Counter()
        self.asked: dict[int, list[float]] = defaultdict(list)  # Unix time of each request, by feed
        self.frozen = False
        self.port = 0

    @property
    def slugs(self) -> list[str]:
        return [f"f{feed}" for feed in range(self.feeds)]

    def articles(self) -> list[str]:
        """The address of everything that was ever shown."""
        every = ((feed, n) for feed in self.asked for n in range(self.newest(feed)))
        return sorted(Newsstand.link(feed, n) for feed, n in every)

    def newest(self, feed: int) -> int:
        return WINDOW + self.grown[feed]

    async def serve(self, call: Call, writer: asyncio.StreamWriter) -> None:
        feed = int(call.headers["host"].split(".")[0][1:])
        if feed % 2 and self.asked[feed] and not self.frozen:
            self.grown[feed] += 1
        self.asked[feed].append(time.time())
        etag = f'"{self.newest(feed)}"'
        body = self.document(feed).encode()
        if call.headers.get("if-none-match") == etag:
            writer.write(head(304, ETag=etag))
        else:
            writer.write(head(200, ETag=etag, Content_Type="application/rss+xml", Content_Length=len(body)) + body)

    def document(self, feed: int) -> str:
        last = self.newest(feed)
        items = "".join(Newsstand.item(feed, n) for n in reversed(range(max(0, last - self.window), last)))
        return f'<rss version="2.0"><channel><title>Feed {feed}</title>{items}</channel></rss>'


@contextmanager
def growing(feeds: int, window: int = WINDOW) -> Iterator[Growing]:
    """Such feeds, while the block runs."""
    found = Growing(feeds, window)
    ready, loop = threading.Event(), asyncio.new_event_loop()
    closing = asyncio.Event()

    async def run() -> None:
        async with FeedServer(routes={"*": found.serve}).running() as server:
            found.port = server.port
            ready.set()
            await closing.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield found
    finally:
        loop.call_soon_threadsafe(closing.set)
        thread.join(10)
        loop.close()
