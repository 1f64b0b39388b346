"""Every server and every document of the two tables at once, each on a host of its own, in a process of its own.

    python -m tests.fakes.gauntlet DOOR

prints the port that it listens on, and serves until its standard input closes. Documents that want us to go somewhere
name the port DOOR of 127.0.0.2.
"""

import asyncio
import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from monitor.model.fetching import Outcome
from tests.fakes.behaviours import answer
from tests.fakes.feedserver import Behaviour, FeedServer
from tests.fakes.hazard_feeds import Document, documents
from tests.fakes.hazard_servers import items


@dataclass(frozen=True, slots=True)
class Hurdle:
    """A feed of the gauntlet: its slug, its address, the outcomes that its first poll may have, words of the message
    where it is the first of them."""

    name: str
    slug: str
    url: str
    outcomes: tuple[Outcome, ...]
    words: str

    def fits(self, poll: tuple[float, str, str]) -> bool:
        """Whether a poll (when, outcome, detail) ended as it must."""
        _, outcome, detail = poll
        words = self.words if outcome == self.outcomes[0] else ""
        return outcome in self.outcomes and words.lower() in detail.lower()


def hurdles() -> list[Hurdle]:
    """All of them, in the order of the tables."""
    found = []
    for n, (name, item) in enumerate(items()):
        found.append(_hurdle(name, f"server-{n}", item.scheme, (item.outcome,), item.words))
    for n, (name, document) in enumerate(documents()):
        found.append(_hurdle(name, f"document-{n}", "http", _outcomes(document), document.words))
    return found


def _hurdle(name: str, slug: str, scheme: str, outcomes: tuple[Outcome, ...], words: str) -> Hurdle:
    return Hurdle(name, slug, f"{scheme}://{slug}.example/feed", outcomes, words)


def _outcomes(document: Document) -> tuple[Outcome, ...]:
    """What is refused before it is read is not read; with the deadlines of a test a busy worker may give up."""
    return (document.outcome, Outcome.TOO_LARGE, Outcome.PARSE_LIMIT)


def _packed(document: Document, door: int) -> Behaviour:
    """Gzipped, so that the unpacked length is what counts; a document that does not fit is one that is too large."""
    content = document.made().replace(b"{port}", str(door).encode())
    return answer(gzip.compress(content, 1), Content_Encoding="gzip", Content_Type="application/xml")


async def serve(door: int) -> None:
    """Until nobody holds the other end of our standard input."""
    routes = {f"server-{n}.example": item.behaviour for n, (_, item) in enumerate(items())}
    routes |= {f"document-{n}.example": _packed(document, door) for n, (_, document) in enumerate(documents())}
    server = FeedServer(routes=routes)
    async with server.running():
        print(server.port, flush=True)  # noqa: T201  its only word, to the process that started it
        await asyncio.to_thread(sys.stdin.read)


@contextmanager
def gauntlet(door: int) -> Iterator[int]:
    """The port where it runs while the block does."""
    words = [sys.executable, "-m", "tests.fakes.gauntlet", str(door)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate(timeout=10)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
