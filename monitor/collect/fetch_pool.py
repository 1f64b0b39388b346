"""Connections that wait for the next request to the same origin: few, for seconds, and gone as soon as anything happens
on them."""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Protocol

from monitor.collect.fetch_errand import Errand
from monitor.collect.fetch_head import Head
from monitor.collect.fetch_stream import Stream

MOST_IDLE = 64
MOST_OF_ONE = 2


class Speaker(Protocol):
    """A protocol spoken over one connection, one request at a time."""

    @property
    def http2(self) -> bool:
        """Whether it is HTTP/2."""

    @property
    def clean(self) -> bool:
        """Whether another request may follow: nothing was asked, or the answer ended where it said."""

    async def ask(self, errand: Errand, *, last: bool) -> Head:
        """The head of an answer. `last`: nothing more will be asked. Raises httpcore's errors and Fault."""

    async def more(self) -> bytes:
        """The next piece of its body; b"" at the end. Raises like `ask`."""


@dataclass(eq=False, slots=True)
class Link:
    """One connection to one origin, by one way; it carries one request at a time."""

    name: Hashable
    connection: Speaker
    stream: Stream
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)

    @property
    def http2(self) -> bool:
        """Whether it speaks HTTP/2."""
        return self.connection.http2

    @property
    def fit(self) -> bool:
        """Whether another request may go over it."""
        wire = self.stream.wire
        return not wire.ended and self.connection.clean and (self.http2 or not wire.waits)


class Idle:
    """The connections that nobody uses just now."""

    def __init__(self, keep_s: float) -> None:
        """Each is kept for `keep_s` seconds at most."""
        self._keep_s = keep_s
        self._links: dict[Hashable, list[Link]] = {}
        self._order: dict[Link, None] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._order)

    def take(self, name: Hashable) -> Link | None:
        """One that goes there, the one used last; None when there is none."""
        while links := self._links.get(name):
            link = links[-1]
            self._forget(link)
            if link.fit:
                return link
            link.stream.abort()
        return None

    def put(self, link: Link) -> None:
        """Keeps it, or closes it when there is no room for it or it is not fit."""
        if not link.fit or len(self._links.get(link.name, ())) >= MOST_OF_ONE:
            link.stream.abort()
            return
        if len(self._order) >= MOST_IDLE:
            self._drop(next(iter(self._order)))
        self._links.setdefault(link.name, []).append(link)
        self._order[link] = None
        link.stream.wire.watcher = lambda: self._disturbed(link)
        link.timer = asyncio.get_running_loop().call_later(self._keep_s, self._drop, link)

    def close(self) -> None:
        """Closes all of them."""
        for link in list(self._order):
            self._drop(link)

    def _disturbed(self, link: Link) -> None:
        """Something came although nothing was asked: the server's farewell, or worse. On HTTP/2 it may be a mere
        acknowledgement."""
        if not link.http2 or link.stream.wire.ended:
            self._drop(link)

    def _drop(self, link: Link) -> None:
        self._forget(link)
        link.stream.abort()

    def _forget(self, link: Link) -> None:
        if link not in self._order:
            return
        del self._order[link]
        links = self._links[link.name]
        links.remove(link)
        if not links:
            del self._links[link.name]
        link.stream.wire.watcher = None
        if link.timer is not None:
            link.timer.cancel()
