"""The bench's server: one process, feeds in memory, ETag and 304, as little work a request as Python allows.

    python -m bench.feeds_server --feeds 1000        prints its port as JSON, serves until its standard input closes

A feed is chosen by Host (`f00001.example`) or by path (`/f00001/feed.xml`). `POST /mode?validators=0&fresh=1` changes
what is served from then on; `GET /count` tells how many requests were answered with what, and when the first came.
"""

import argparse
import asyncio
import hashlib
import json
import re
import sys
import time
from collections import Counter
from urllib.parse import parse_qsl

from bench import content

NAME = re.compile(rb"(?:/|\r\n[Hh]ost: ?)f(\d{5})(?:/|\.example)")
TAG = re.compile(rb"\r\n[Ii]f-[Nn]one-[Mm]atch: ?(\S+)")
MODE = re.compile(rb"^POST /mode\?(\S+) ")


class Shelf:
    """Every feed as ready answers, and the mode."""

    def __init__(self, feeds: int, entries: int, seed: int) -> None:
        """Builds nothing yet; `stock` does."""
        self.feeds, self.entries, self.seed = feeds, entries, seed
        self.validators, self.fresh, self.count = True, 0, Counter[str]()
        self.first: float | None = None  # machine time of the first request since the mode was set
        self.answers: list[tuple[bytes, bytes]] = []
        self.stock(0)

    def stock(self, fresh: int) -> None:
        """Print every feed anew, with so many new entries."""
        self.fresh = fresh
        bodies = (content.feed(n, entries=self.entries, seed=self.seed, fresh=fresh) for n in range(self.feeds))
        self.answers = [_answer(body) for body in bodies]

    def reply(self, head: bytes) -> bytes:
        """The bytes of the answer to a request head."""
        if mode := MODE.match(head):
            return self._change(mode[1].decode())
        if head.startswith(b"GET /count "):
            return _plain(json.dumps({**self.count, "first": self.first}).encode())
        name = NAME.search(head)
        if name is None or int(name[1]) >= len(self.answers):
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        self.first = self.first or time.monotonic()
        etag, whole = self.answers[int(name[1])]
        tag = TAG.search(head)
        if not self.validators:
            self.count["200"] += 1
            return whole.replace(b"ETag: " + etag + b"\r\n", b"", 1)
        if tag and tag[1] == etag:
            self.count["304"] += 1
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        self.count["200"] += 1
        return whole

    def _change(self, query: str) -> bytes:
        wanted = dict(parse_qsl(query))
        self.validators = wanted.get("validators", "1") == "1"
        if (fresh := int(wanted.get("fresh", "0"))) != self.fresh:
            self.stock(fresh)
        self.count.clear()
        self.first = None
        return _plain(b"{}")


def _answer(body: bytes) -> tuple[bytes, bytes]:
    etag = b'"' + hashlib.blake2b(body, digest_size=8).hexdigest().encode() + b'"'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: " + etag
    return etag, head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def _plain(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class Talk(asyncio.Protocol):
    """One connection."""

    def __init__(self, shelf: Shelf) -> None:
        """Answers from `shelf`."""
        self.shelf, self.rest = shelf, b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody called."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self.rest += data
        while (end := self.rest.find(b"\r\n\r\n")) >= 0:
            head, self.rest = self.rest[: end + 4], self.rest[end + 4 :]
            if self.transport is not None:
                self.transport.write(self.shelf.reply(head))


async def serve(shelf: Shelf) -> None:
    """Serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Talk(shelf), "127.0.0.1", 0, backlog=4096)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Serve the bench's feeds on loopback.")
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asyncio.run(serve(Shelf(asked.feeds, asked.entries, asked.seed)))


if __name__ == "__main__":
    main()
