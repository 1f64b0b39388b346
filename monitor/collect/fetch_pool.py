"""Connections that wait for the next request to the same origin: few, for seconds, and gone as soon as anything happens
on them."""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass, field

import h11
import httpcore

from monitor.collect.fetch_stream import Stream

MOST_IDLE = 64
MOST_OF_ONE = 2
MOST_HINTS = 20  # answers of the kind 1xx before the answer


class Http11(httpcore.AsyncHTTP11Connection):
    """HTTP/1.1 with a header block of at most `header_bytes`."""

    def __init__(self, origin: httpcore.Origin, stream: Stream, header_bytes: int) -> None:
        """Over `stream`."""
        self.MAX_INCOMPLETE_EVENT_SIZE = header_bytes  # httpcore reads it when it makes its parser
        super().__init__(origin, stream)
        self._hints = 0

    async def _receive_event(self, timeout: float | None = None) -> h11.Event | type[h11.PAUSED]:  # noqa: ASYNC109
        """Raises httpcore.ReadTimeout when there are hints without end: reading them would keep us from all else."""
        event = await super()._receive_event(timeout)
        self._hints = self._hints + 1 if isinstance(event, h11.InformationalResponse) else 0
        if self._hints > MOST_HINTS:
            raise httpcore.ReadTimeout(f"more than {MOST_HINTS} answers of the kind 1xx, and no other")
        return event

    @property
    def clean(self) -> bool:
        """Whether the answer ended where it said, with nothing behind it: what lies there would be taken for the next
        answer."""
        return self.is_idle() and not self._h11_state.trailing_data[0]


Connection = Http11 | httpcore.AsyncHTTP2Connection


@dataclass(eq=False, slots=True)
class Link:
    """One connection to one origin, by one way; it carries one request at a time."""

    name: Hashable
    connection: Connection
    stream: Stream
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)

    @property
    def http2(self) -> bool:
        """Whether it speaks HTTP/2."""
        return not isinstance(self.connection, Http11)

    @property
    def fit(self) -> bool:
        """Whether another request may go over it."""
        wire = self.stream.wire
        if wire.ended or not self.connection.is_available():
            return False
        return self.http2 or (isinstance(self.connection, Http11) and self.connection.clean and not wire.waits)


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
