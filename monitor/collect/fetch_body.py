"""The body of an answer: bounded on the wire, bounded when unpacked, and whole or not at all."""

import zlib
from collections.abc import AsyncIterable, Iterator, Mapping
from io import BytesIO

from monitor.collect.budget import Account
from monitor.collect.fetch_fault import Fault
from monitor.model.fetching import Outcome

STEP = 64 * 1024
_GZIP_OR_ZLIB, _RAW = 32 + zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_ZLIB_METHOD = 8
_MIB = 1024 * 1024


class Meter:
    """Counts the bytes of one body on the wire and unpacked, against their limits."""

    def __init__(self, wire_limit: int, decoded_limit: int) -> None:
        """Limits in bytes."""
        self.wire, self.decoded = 0, 0
        self._wire_limit, self._decoded_limit = wire_limit, decoded_limit

    def received(self, size: int) -> None:
        """Raises Fault when the wire limit is passed."""
        self.wire += size
        self.promised(self.wire)

    def promised(self, size: int) -> None:
        """Raises Fault when a body of that length would pass the wire limit."""
        if size > self._wire_limit:
            raise Fault(Outcome.TOO_LARGE, f"more than {self._wire_limit / _MIB:g} MiB on the wire")

    def unpacked(self, size: int) -> None:
        """Raises Fault when the limit of the decoded body is passed."""
        self.decoded += size
        if self.decoded > self._decoded_limit:
            raise Fault(Outcome.TOO_LARGE, f"more than {self._decoded_limit / _MIB:g} MiB unpacked")


class Plain:
    """No encoding."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The chunk itself."""
        yield chunk

    def finish(self) -> None:
        """Nothing to check."""


class Inflated:
    """gzip or deflate, unpacked in steps of 64 kB, so that a bomb is noticed after one step. Several gzip members in
    a row are one body; bytes after the last one are ignored, as browsers do."""

    def __init__(self, name: str) -> None:
        """`name` as in Content-Encoding."""
        self._deflate = name == "deflate"
        self._engine: zlib._Decompress | None = None
        self._idle = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The bytes that `chunk` unpacks to, piece by piece. Raises Fault on corrupt data."""
        while chunk and not self._idle:
            if self._engine is None:
                self._engine = zlib.decompressobj(_RAW if self._is_raw(chunk) else _GZIP_OR_ZLIB)
            yield self._step(self._engine, chunk)
            chunk = self._rest(self._engine)

    def finish(self) -> None:
        """Raises Fault when the packed stream did not come to its end."""
        if self._engine is not None and not self._engine.eof:
            raise Fault(Outcome.TRUNCATED, "the compressed body ends too early")

    def _is_raw(self, chunk: bytes) -> bool:
        """Some servers send deflate without the zlib wrapper that the standard asks for."""
        return self._deflate and chunk[0] & 0x0F != _ZLIB_METHOD

    @staticmethod
    def _step(engine: "zlib._Decompress", chunk: bytes) -> bytes:
        try:
            return engine.decompress(chunk, STEP)
        except zlib.error as exc:
            raise Fault(Outcome.BAD_ENCODING, f"the body is not what its encoding says: {exc}") from exc

    def _rest(self, engine: "zlib._Decompress") -> bytes:
        if not engine.eof:
            return engine.unconsumed_tail
        if engine.unused_data.startswith(_GZIP_MAGIC):
            self._engine = None
            return engine.unused_data
        self._idle = not _GZIP_MAGIC.startswith(engine.unused_data)  # half of it: the rest may be in the next chunk
        return b""


def decoder(encoding: str) -> Plain | Inflated:
    """The decoder for a Content-Encoding. Raises Fault for stacked and unknown ones: we asked for gzip or deflate."""
    names = [name for part in encoding.split(",") if (name := part.strip().lower()) and name != "identity"]
    if not names:
        return Plain()
    if len(names) > 1:
        raise Fault(Outcome.BAD_ENCODING, "the body is encoded more than once")
    if names[0] not in ("gzip", "x-gzip", "deflate"):
        raise Fault(Outcome.BAD_ENCODING, f"the body is encoded as {names[0][:40]!r}, which nobody asked for")
    return Inflated(names[0])


async def read_body(stream: AsyncIterable[bytes], headers: Mapping[str, str], meter: Meter, account: Account) -> bytes:
    """The whole body, decoded. Raises Fault, and whatever the transport raises."""
    unpack = decoder(headers.get("content-encoding", ""))
    _promised(headers, meter)
    content = BytesIO()  # gives up its buffer uncopied
    async for chunk in stream:
        meter.received(len(chunk))
        for piece in unpack.feed(chunk):
            meter.unpacked(len(piece))
            await account.grow(len(piece))
            content.write(piece)
    unpack.finish()
    return content.getvalue()


def _promised(headers: Mapping[str, str], meter: Meter) -> None:
    """A length that breaks the limit is believed at once."""
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit():
        meter.promised(int(length[:18]))
