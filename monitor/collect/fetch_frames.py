"""Where the body of an answer of HTTP/1 ends: after so many bytes, after its last chunk, with the connection, or before
it begins (RFC 9112, sections 6 and 7)."""

import re
from typing import Protocol

import httpcore

from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_head import Head, fields, is_chunked, length_of
from monitor.model.fetching import Outcome

_BODILESS = (204, 304)
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\x00\n\r]*)?")
_LINE = 4096  # bytes of a chunk's size and extensions


class Frame(Protocol):
    """Takes the bytes behind a head apart."""

    ended: bool
    rest: bytes  # once it has ended: what lies behind it

    def feed(self, data: bytes) -> bytes:
        """The content in `data`; perhaps none. Raises httpcore.RemoteProtocolError, Fault."""

    def close(self) -> None:
        """The connection has ended. Raises httpcore.ReadError when the body has not."""


class Sized:
    """So many bytes."""

    def __init__(self, size: int) -> None:
        """None at all: a body that is not there."""
        self.rest, self._size, self._left = b"", size, size
        self.ended = not size

    def feed(self, data: bytes) -> bytes:
        """Everything, up to the end."""
        if len(data) >= self._left:
            data, self.rest, self.ended = data[: self._left], data[self._left :], True
        self._left -= len(data)
        return data

    def close(self) -> None:
        """It is cut."""
        got = self._size - self._left
        raise httpcore.ReadError(f"closed without sending the whole body: {got} bytes of {self._size}")


class Open:
    """All bytes until the connection ends."""

    ended, rest = False, b""

    def feed(self, data: bytes) -> bytes:
        """Everything."""
        return data

    def close(self) -> None:
        """That is its end."""


class Chunks:
    """Chunks, then trailers, which are checked and forgotten. Extensions are passed over."""

    def __init__(self, trailer_bytes: int) -> None:
        """With trailers of at most so many bytes."""
        self.ended, self.rest = False, b""
        self._most, self._left = trailer_bytes, 0
        self._read = self._size  # what the next line is

    def feed(self, data: bytes) -> bytes:
        """The content of all chunks in `data`, in one piece."""
        data, at = self.rest + data, 0
        content: list[bytes] = []
        while not self.ended:
            if self._left:
                content.append(data[at : at + self._left])
                at, self._left = at + len(content[-1]), self._left - len(content[-1])
            if self._left or (end := data.find(b"\r\n", at)) < 0:
                break
            self._read(data[at:end])
            at = end + 2
        self.rest = data[at:]
        if not self.ended and len(self.rest) > _LINE:
            raise httpcore.RemoteProtocolError("a chunk's line without end")
        return content[0] if len(content) == 1 else b"".join(content)

    def close(self) -> None:
        """It is cut."""
        raise httpcore.ReadError("closed in an incomplete chunked body")

    def _size(self, line: bytes) -> None:
        found = _SIZE.fullmatch(line) if len(line) <= _LINE else None
        if found is None:
            raise httpcore.RemoteProtocolError(f"a chunk whose size is none: {line[:20].decode('latin-1')!a}")
        self._left = int(found[1], 16)
        self._read = self._gap if self._left else self._trailer

    def _gap(self, line: bytes) -> None:
        if line:
            raise httpcore.RemoteProtocolError("a chunk is longer than its size")
        self._read = self._size

    def _trailer(self, line: bytes) -> None:
        self.ended = not line
        self._most -= len(line) + 2
        if self._most < 0:
            raise Fault(Outcome.TOO_LARGE, "trailers without end")
        fields([line])


def frame_of(head: Head, trailer_bytes: int) -> tuple[Frame, bool]:
    """How the body behind a head ends, and whether another answer may come behind it. Raises
    httpcore.RemoteProtocolError."""
    chunked, length = is_chunked(head), length_of(head)
    keeps = head.version == b"1.1" and not (chunked and length is not None) and not _closes(head)
    if head.status in _BODILESS:
        return Sized(0), keeps
    if chunked:
        return Chunks(trailer_bytes), keeps
    return (Open(), False) if length is None else (Sized(length), keeps)


def _closes(head: Head) -> bool:
    return b"close" in [word.lower() for word in head.said(b"connection")]
