"""A stream that says what it was told to, in the pieces that it was told, and then ends."""

from collections.abc import Sequence

import httpcore

from monitor.collect.fetch_stream import Stream


class ScriptedStream(Stream):
    """In the place of a socket."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.left = [piece for piece in pieces if piece]
        self.sent = b""

    def send(self, data: bytes) -> None:
        self.sent += data

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return self.left.pop(0) if self.left else b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        raise httpcore.WriteError("nobody writes here")
