"""HTTP/1.1 over one of our streams: the request in one piece, the answer as it comes. One grammar, no locks."""

import asyncio
import re
from collections.abc import Sequence

import httpcore

from monitor.collect.fetch_errand import Errand
from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_frames import Frame, frame_of
from monitor.collect.fetch_head import END, Head, Header, head_of
from monitor.collect.fetch_stream import Stream
from monitor.model.fetching import Outcome

MOST_HINTS = 20  # answers of the kind 1xx before the answer
_STEP = 64 * 1024  # bytes of a body that are taken apart before others get a turn
_FINAL, _SWITCHING = 200, 101
_SENDABLE = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")


class Http1:
    """A connection that carries one request at a time."""

    http2 = False

    def __init__(self, stream: Stream, header_bytes: int) -> None:
        """Over `stream`, with heads of at most `header_bytes`."""
        self._stream, self._header_bytes = stream, header_bytes
        self._rest = b""  # received and not yet read
        self._read_s: float | None = None
        self._frame: Frame | None = None
        self._keeps = True

    @property
    def clean(self) -> bool:
        """Whether nothing was asked, or the answer ended where it said, with nothing behind it: what lies there would
        be taken for the next answer."""
        return self._keeps and not self._rest and (self._frame is None or self._frame.ended)

    async def ask(self, errand: Errand, *, last: bool) -> Head:
        """Sends a request; the head of its answer. `last`: nothing more will be asked. Raises httpcore's errors, Fault
        and HandshakeFailed."""
        self._keeps = False
        head = await self.told(_written(errand, last=last), errand.timeouts.get("read"))
        self._frame, keeps = frame_of(head, self._header_bytes)
        self._keeps = keeps and not last
        return head

    async def told(self, said: bytes, read_s: float | None) -> Head:
        """Sends a whole request; the head of its answer. Raises like `ask`."""
        self._read_s = read_s
        self._stream.send(said)
        for _ in range(MOST_HINTS + 1):
            head = head_of(await self._block())
            if head.status >= _FINAL:
                return head
            if head.status == _SWITCHING:
                raise httpcore.RemoteProtocolError("the server changes to a protocol that nobody asked for")
        raise httpcore.ReadTimeout(f"more than {MOST_HINTS} answers of the kind 1xx, and no other")

    async def more(self) -> bytes:
        """The next piece of the body; b"" at its end. Raises like `ask`."""
        frame = self._frame
        while frame is not None and not frame.ended:
            data = await self._piece()
            if not data:
                frame.close()
                break
            content = frame.feed(data)
            if frame.ended:
                self._rest = frame.rest + self._rest
            if content:
                return content
        return b""

    @property
    def silent(self) -> bool:
        """Whether nothing has been received that was not read."""
        return not self._rest

    async def _piece(self) -> bytes:
        data = self._rest or await self._stream.read(_STEP, self._read_s)
        self._rest = data[_STEP:]
        if not self._rest:
            return data
        await asyncio.sleep(0)
        return data[:_STEP]

    async def _block(self) -> bytes:
        """The next head, without the blank line behind it."""
        looked = 0
        while (end := END.search(self._rest, looked)) is None and len(self._rest) <= self._header_bytes:
            looked = max(0, len(self._rest) - 2)
            data = await self._stream.read(_STEP, self._read_s)
            if not data:
                raise httpcore.RemoteProtocolError("the server disconnected without sending an answer")
            self._rest += data
        if end is None or end.end() > self._header_bytes:
            raise Fault(Outcome.TOO_LARGE, f"the header block is longer than {self._header_bytes / 1000:g} kB")
        block, self._rest = self._rest[: end.start()], self._rest[end.end() :]
        return block


def _written(errand: Errand, *, last: bool) -> bytes:
    return written(errand.method, errand.place_asked, errand.headers(last=last)) + errand.body


def written(method: bytes, place: bytes, headers: Sequence[Header]) -> bytes:
    """A request as it is sent: a line for the place, a line for each header. Raises httpcore.LocalProtocolError."""
    lines = [b"%b %b HTTP/1.1" % (method, place), *[b"%b: %b" % header for header in headers]]
    if not all(map(_SENDABLE.fullmatch, lines)) or b" " in place:
        raise httpcore.LocalProtocolError("a header or the address holds what HTTP does not allow")
    return b"\r\n".join(lines) + b"\r\n\r\n"
